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
