"""The headline among a page's versions of it, without the outlet's name and labels."""

import json
from collections.abc import Callable

import pytest

from crawlers.extraction.metadata.headline import tidy, unlabelled, unsuffixed
from crawlers.extraction.types import ExtractedPage, PageHints, Selectors

Build = Callable[..., str]
Read = Callable[..., ExtractedPage]
HEADLINE = "Trade fair opens across the pass"


def _ld(headline: str) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def _og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    "title",
    [
        f"{HEADLINE} | The Lantern",
        f"{HEADLINE} - The Lantern",
        f"The Lantern — {HEADLINE}",
        f"{HEADLINE} | World | The Lantern",
        f"{HEADLINE} – www.lantern.example",
    ],
)
def test_the_outlets_name_is_taken_off(title: str) -> None:
    assert unsuffixed(title, ["The Lantern", "lantern.example", "World"], []) == HEADLINE


def test_a_dash_inside_a_headline_stays() -> None:
    title = "Kabul – Herat road reopens"
    assert unsuffixed(title, ["The Lantern"], []) == title


def test_what_another_version_does_not_have_is_taken_off(page: Build, read: Read) -> None:
    markup = page(
        title=f"{HEADLINE} - Northern province news | by Ada Quill", head=_og(f"{HEADLINE} - North")
    )
    assert read(markup).title == HEADLINE


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("BREAKING: Minister lands in the northern city", "Minister lands in the northern city"),
        ("Срочно! Министр прибыл на север страны", "Министр прибыл на север страны"),
        ("[Video] Minister lands in the northern city", "Minister lands in the northern city"),
        ("عاجل | وصول الوزير إلى المدينة الشمالية", "وصول الوزير إلى المدينة الشمالية"),
        ("【快讯】部长抵达北部城市并出席贸易展览会", "部长抵达北部城市并出席贸易展览会"),
    ],
)
def test_a_label_is_taken_off(title: str, rest: str) -> None:
    assert unlabelled(title) == rest


@pytest.mark.parametrize(
    "title",
    [
        "Live aid convoy reaches the northern city",
        "Breaking bread: how villages share a harvest",
        "Срочно созвано заседание совета",
        "Update on the road: pass stays closed",
        "Exclusive: no",
    ],
)
def test_real_words_are_not_labels(title: str) -> None:
    assert unlabelled(title) == title


def test_entities_are_unescaped_twice() -> None:
    assert tidy("Fish &amp;amp; chips &amp;#8216;for all&amp;#8217;") == "Fish & chips ‘for all’"


def test_structured_headline_wins_over_a_share_headline_alike_but_suffixed(
    page: Build, read: Read
) -> None:
    markup = page(head=_ld(HEADLINE) + _og(f"{HEADLINE} - National | The Lantern"))
    found = read(markup)
    assert found.title == HEADLINE


def test_headline_and_title_element_outvote_a_share_headline_of_its_own(
    page: Build, read: Read
) -> None:
    markup = page(head=_ld("Old first headline of the fair") + _og(HEADLINE))
    found = read(markup)
    assert found.title == "Old first headline of the fair"
    assert found.title_rule == "jsonld"


def test_a_site_logo_in_h1_is_not_the_headline(page: Build, read: Read) -> None:
    markup = page(
        above="<h1>The Lantern</h1><h1>Trade fair opens across the pass</h1>",
        head='<meta property="og:site_name" content="The Lantern">',
    )
    assert read(markup).title == HEADLINE


def test_a_share_headline_cut_at_a_quotation_mark_is_completed(page: Build, read: Read) -> None:
    markup = page(
        above='<h1>Fair opens, governor calls it "a start"</h1>',
        head='<meta property="og:title" content="Fair opens, governor calls it "a start"">',
        title='Fair opens, governor calls it "a start"',
    )
    assert read(markup).title == 'Fair opens, governor calls it "a start"'


def test_the_feeds_title_is_used_when_the_page_has_none(
    read: Read, paragraphs: tuple[str, ...]
) -> None:
    markup = "<html><body>" + "".join(f"<p>{p}</p>" for p in paragraphs) + "</body></html>"
    found = read(markup, hints=PageHints(title=HEADLINE))
    assert (found.title, found.title_rule) == (HEADLINE, "feed")


def test_a_sources_own_selector_comes_first(page: Build, read: Read) -> None:
    markup = page(above="<h1>Front</h1><div id='real'>The real headline</div>", head=_ld(HEADLINE))
    hints = PageHints(selectors=Selectors(title=("//div[@id='real']",)))
    assert read(markup, hints=hints).title == "The real headline"


def test_a_broken_selector_is_flagged_and_costs_nothing(page: Build, read: Read) -> None:
    found = read(page(), hints=PageHints(selectors=Selectors(title=("//div[",))))
    assert found.title == HEADLINE
    assert "selector_error" in found.flags


def test_an_old_template_with_the_outlet_as_heading_has_its_headline_below(read: Read) -> None:
    markup = (
        "<html><head><title>Trade fair opens › The Lantern of the North</title></head><body>"
        "<h1>The Lantern of the North</h1><h2>Trade fair opens</h2><p>Text.</p></body></html>"
    )
    assert read(markup).title == "Trade fair opens"


def test_a_bare_title_is_cut_at_a_bar(read: Read) -> None:
    markup = "<title>Trade fair opens in the north » Our Valley</title><body><p>Text.</p></body>"
    assert read(markup, "https://x.example/1").title == "Trade fair opens in the north"


def test_a_slug_is_no_headline(page: Build, read: Read) -> None:
    head = '<meta property="og:title" content="trade-fair-opens-2025">'
    assert read(page(head=head)).title == "Trade fair opens across the pass"


def test_a_short_outlets_name_takes_no_words_with_it() -> None:
    title = "L’Université LNT : quand les marchands ouvrent la foire"
    assert unsuffixed(title, ("LNT",), []) == title
    assert unsuffixed("Trade fair opens | LNT News", ("LNT",), []) == "Trade fair opens"


def test_the_outlets_motto_goes_with_its_name() -> None:
    title = "Trade fair opens » Lantern - news from the north"
    assert unsuffixed(title, ("Lantern",), []) == "Trade fair opens"


def test_a_version_that_ends_in_an_ellipsis_is_completed(page: Build, read: Read) -> None:
    head = '<meta property="og:title" content="Trade fair opens across the…">'
    assert read(page(head=head)).title == "Trade fair opens across the pass"


def test_a_chinese_outlets_name_is_taken_off_at_a_hyphen() -> None:
    assert (
        unsuffixed("集市在北方城市开张-样本网", (), ["集市在北方城市开张"]) == "集市在北方城市开张"
    )


def test_an_outlets_name_is_known_in_another_case() -> None:
    title = "Ярмарка открылась на перевале - новости Вестника"
    assert unsuffixed(title, ("Вестник",), []) == "Ярмарка открылась на перевале"
