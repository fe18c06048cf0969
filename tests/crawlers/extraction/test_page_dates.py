"""Where a page's dates are looked for, and whose day they are."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from crawlers.extraction.types import ExtractedPage, PageHints, Selectors, fate_of

Build = Callable[..., str]
Read = Callable[..., ExtractedPage]
PLAIN = "https://www.lantern.example/world/trade-fair"


def _ld(**fields: str) -> str:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Trade fair opens",
        **fields,
    }
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def _day(page: ExtractedPage) -> date | None:
    return page.dates.chosen.local.date() if page.dates.chosen else None


@pytest.mark.parametrize(
    ("head", "above", "rule"),
    [
        (_ld(datePublished="2025-07-03T09:30:00+04:30"), "", "jsonld"),
        ('<meta property="article:published_time" content="2025-07-03T05:00:00Z">', "", "meta"),
        ("", "<time datetime='2025-07-03T05:00:00Z'>3 July</time>", "time"),
        ("", "<span itemprop='datePublished' content='2025-07-03'></span>", "microdata"),
        ("", "<div class='post-date'>3 July 2025, 09:30</div>", "byline"),
        ("", "<p>Thursday, 3 July 2025 | World</p>", "byline"),
        ("", "<div class='date'>۱۲ سرطان ۱۴۰۴</div>", "byline"),
    ],
)
def test_each_place_is_read(head: str, above: str, rule: str, page: Build, read: Read) -> None:
    markup = page(head=head, above="<h1>Trade fair opens across the pass</h1>" + above)
    found = read(markup, PLAIN)
    assert _day(found) == date(2025, 7, 3)
    assert found.dates.chosen is not None
    assert found.dates.chosen.rule.startswith(rule)


def test_an_address_dates_its_page(page: Build, read: Read) -> None:
    assert _day(read(page(), "https://www.lantern.example/2025/07/03/fair")) == date(2025, 7, 3)


def test_the_feed_dates_a_page_that_does_not(page: Build, read: Read) -> None:
    hints = PageHints(published_raw="Thu, 03 Jul 2025 09:30:00 +0430")
    found = read(page(), PLAIN, hints=hints)
    assert found.dates.chosen is not None
    assert (found.dates.chosen.rule, _day(found)) == ("feed", date(2025, 7, 3))


def test_the_page_is_believed_before_the_feed_and_both_are_kept(page: Build, read: Read) -> None:
    hints = PageHints(published_raw="Fri, 04 Jul 2025 00:00:00 +0000")
    found = read(page(head=_ld(datePublished="2025-07-02T09:00:00Z")), PLAIN, hints=hints)
    assert _day(found) == date(2025, 7, 2)
    assert any(loser.rule == "feed" for loser, _ in found.dates.losers)


def test_times_of_other_stories_are_not_the_pages(page: Build, read: Read) -> None:
    below = (
        "<aside><time datetime='2025-07-09'>9 July</time></aside>"
        "<div class='related-posts'><time>8 July 2025</time></div>"
    )
    assert _day(read(page(below=below), PLAIN)) is None


def test_a_copyright_year_dates_nothing(page: Build, read: Read) -> None:
    found = read(page(below="<div class='copyright'>© 2019 The Lantern</div>"), PLAIN)
    assert found.dates.chosen is None
    assert fate_of(found) == "undated"


def test_an_archive_menu_dates_nothing(page: Build, read: Read) -> None:
    months = "".join(f"<li class='archive-date'>2019年{m}月</li>" for m in range(1, 12))
    assert read(page(below=f"<ul>{months}</ul>"), PLAIN).dates.chosen is None


def test_the_outlets_zone_is_used_for_times_without_one(page: Build, read: Read) -> None:
    above = "<h1>Trade fair opens across the pass</h1><time datetime='2025-07-03 00:30'>.</time>"
    found = read(page(above=above), PLAIN, hints=PageHints(zone="Asia/Kabul"))
    assert found.dates.chosen is not None
    assert found.dates.chosen.value == datetime(2025, 7, 2, 20, 0, tzinfo=UTC)
    assert _day(found) == date(2025, 7, 3)


def test_the_day_is_the_outlets_own(page: Build, read: Read) -> None:
    found = read(page(head=_ld(datePublished="2025-07-03T00:30:00+09:00")), PLAIN)
    assert _day(found) == date(2025, 7, 3)


def test_a_table_page_without_markup_is_dated_by_the_line_above_its_text(
    read: Read, paragraphs: tuple[str, ...]
) -> None:
    markup = (
        "<html><head><title>Fair</title></head><body><table><tr><td>Home</td></tr>"
        "<tr><td><font size=5>A fair in the north</font></td></tr>"
        "<tr><td>2005-04-27 14:32 source</td></tr>"
        f"<tr><td>{'<br><br>'.join(paragraphs)}</td></tr></table></body></html>"
    )
    assert _day(read(markup, PLAIN)) == date(2005, 4, 27)


def test_a_sources_own_selector_is_read(page: Build, read: Read) -> None:
    markup = page(below="<div id='when'>3 July 2025</div>")
    hints = PageHints(selectors=Selectors(date=("//div[@id='when']",)))
    assert _day(read(markup, PLAIN, hints=hints)) == date(2025, 7, 3)


def test_an_unknown_zone_name_costs_nothing(page: Build, read: Read) -> None:
    found = read(
        page(head=_ld(datePublished="2025-07-03")), PLAIN, hints=PageHints(zone="Mars/North")
    )
    assert _day(found) == date(2025, 7, 3)


HEADLINE = "<h1>Trade fair opens across the pass</h1>"


def test_todays_date_above_the_headline_is_not_the_articles(page: Build, read: Read) -> None:
    above = f"<div class='date'>Friday, 21 November 2025</div>{HEADLINE}<li>3 July 2025</li>"
    assert _day(read(page(above=above), PLAIN)) == date(2025, 7, 3)


def test_a_date_above_the_headline_is_read_where_there_is_no_other(page: Build, read: Read) -> None:
    above = f"<h2 class='date-header'><span>Thursday, July 3, 2025</span></h2>{HEADLINE}"
    assert _day(read(page(above=above), PLAIN)) == date(2025, 7, 3)


def test_a_layouts_name_does_not_make_the_article_a_box(
    read: Read, paragraphs: tuple[str, ...]
) -> None:
    markup = (
        "<body><div class='widget Blog'><h2 class='date-header'>3 July 2025</h2>"
        f"<div class='content-area sidebar'>{HEADLINE}<p>{'</p><p>'.join(paragraphs)}</p></div>"
        "</div></body>"
    )
    assert _day(read(markup, PLAIN)) == date(2025, 7, 3)


def test_the_date_of_an_embedded_post_is_not_the_pages(page: Build, read: Read) -> None:
    between = (
        "<blockquote><p>Post. <time datetime='2025-07-01T10:00Z'>1 July</time></p></blockquote>"
    )
    above = f"{HEADLINE}<div class='posted-on'>3 July 2025</div>"
    assert _day(read(page(above=above, between=between), PLAIN)) == date(2025, 7, 3)


def test_times_far_below_do_not_stand_against_a_date_at_the_headline(
    page: Build, read: Read
) -> None:
    below = "<p>x</p>" * 200 + "<time datetime='2025-07-09T10:00Z'>9 July</time>"
    above = f"{HEADLINE}<p>3 July 2025</p>"
    assert _day(read(page(above=above, below=below), PLAIN)) == date(2025, 7, 3)


def test_a_machine_date_in_a_title_attribute_is_read(page: Build, read: Read) -> None:
    above = f"{HEADLINE}<abbr class='published' title='2025-07-03T05:11:00-05:00'>5:11 AM</abbr>"
    assert _day(read(page(above=above), PLAIN)) == date(2025, 7, 3)


def test_what_readers_are_told_is_the_publication_comes_before_the_attribute(
    page: Build, read: Read
) -> None:
    above = f"{HEADLINE}<time datetime='2025-07-07T10:18:46Z'>Publié le 3 juillet 2025</time>"
    assert _day(read(page(above=above), PLAIN)) == date(2025, 7, 3)


def test_a_copy_is_dated_by_the_address_it_gives_as_the_original(page: Build, read: Read) -> None:
    head = '<link rel="canonical" href="https://www.lantern.example/2025/07/03/fair">'
    assert _day(read(page(head=head), "https://www.lantern.example/s/77")) == date(2025, 7, 3)


def test_an_address_with_a_day_is_believed_before_a_line_that_names_another(
    page: Build, read: Read
) -> None:
    markup = page(above=f"{HEADLINE}<p>Until 20 July 2025</p>")
    found = read(markup, "https://www.lantern.example/2025/07/03/fair")
    assert _day(found) == date(2025, 7, 3)


def test_a_sentence_that_says_today_dates_nothing(
    page: Build, read: Read, paragraphs: tuple[str, ...]
) -> None:
    markup = page(text=(*paragraphs, "Hier findest du alle Infos!"))
    assert read(markup, PLAIN).dates.chosen is None


def test_broken_structured_data_still_says_when(page: Build, read: Read) -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "description": "a "fair" '
        'opens", "datePublished": "2025-07-03T09:30:00+04:30"}</script>'
    )
    found = read(page(head=head), PLAIN)
    assert found.dates.chosen is not None
    assert (found.dates.chosen.rule, _day(found)) == ("jsonld", date(2025, 7, 3))
