"""Who wrote it: people, agencies and desks told apart."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from crawlers.extraction.metadata import agencies
from crawlers.extraction.metadata.authors import Byline, credits_of, with_signature
from crawlers.extraction.metadata.bylines import names_in
from crawlers.extraction.types import ExtractedPage, PageHints

Build = Callable[..., str]
Read = Callable[..., ExtractedPage]


def _ld(author: Any, publisher: str = "The Lantern") -> str:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Trade fair opens across the pass",
        "author": author,
        "publisher": {"@type": "Organization", "name": publisher},
    }
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Quill", ["Ada Quill"]),
        ("By Ada Quill and Tom Ferris", ["Ada Quill", "Tom Ferris"]),
        ("Von Jana Beispiel und Tom Muster, dpa", ["Jana Beispiel", "Tom Muster", "dpa"]),
        ("Ada Quill, Tom Ferris & Mo Lind", ["Ada Quill", "Tom Ferris", "Mo Lind"]),
        ("Ada Quill (aq)", ["Ada Quill"]),
        (
            "Ada Quill, Professor at the Institute of Trade, Example Town",
            ["Ada Quill", "Example Town"],
        ),
        ("Автор: Глеб Образцов", ["Глеб Образцов"]),
        ("Глеб Образцов и Анна Пробная", ["Глеб Образцов", "Анна Пробная"]),
        ("نویسنده: نرگس نمونه", ["نرگس نمونه"]),
        ("نرگس نمونه و فرید آزمون", ["نرگس نمونه", "فرید آزمون"]),
        ("作者：李样本、王例子", ["李样本", "王例子"]),
        (
            "Jean-Luc d'Exemple et Marie de la Feuille",
            ["Jean-Luc d'Exemple", "Marie de la Feuille"],
        ),
        ("By Ada Quill and Tom Ferris in Kabul", ["Ada Quill", "Tom Ferris"]),
        ("Ada Quill & Tom Ferris, Lantern News, Kabul", ["Ada Quill", "Tom Ferris"]),
        ("Von Jana Beispiel, Moskau", ["Jana Beispiel"]),
        ("نرگس نمونه - کابل", ["نرگس نمونه"]),
        ("علی مثال، اسلام آباد", ["علی مثال"]),
        ("موسكو: سامي مثال", ["سامي مثال"]),
        ("本报记者 李样本", ["李样本"]),
        ("新华社记者李样本", ["李样本"]),
        ("Ada Quill Senior Diplomatic Editor", ["Ada Quill"]),
        ("Jan van der Voorbeeld Reporter", ["Jan van der Voorbeeld"]),
        ("Ada Quill for The Lantern", ["Ada Quill"]),
        ("Reporting by Ada Quill; Editing by Tom Ferris", ["Ada Quill"]),
        ("Ada Quill with additional reporting by Tom Ferris", ["Ada Quill", "Tom Ferris"]),
        ("Text: Jana Beispiel | Fotos: Tom Muster", ["Jana Beispiel"]),
        ("View all posts by Ada Quill", ["Ada Quill"]),
        ("Written by Ada Quill on 12 July 2025", ["Ada Quill"]),
        ("Ada Quill, PhD", ["Ada Quill"]),
        ("Ada Quill E-Mail", ["Ada Quill"]),
        ("jb/dpa", ["jb", "dpa"]),
        ("desk@lantern.example (Ada Quill)", ["Ada Quill"]),
        ("ada.quill@lantern.example", []),
        ("https://www.facebook.com/lantern", []),
        ("12 July 2025", []),
    ],
)
def test_names_of_a_byline(byline: str, names: list[str]) -> None:
    assert names_in(byline) == names


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ada Quill", "person"),
        ("ТАСС", "agency"),
        ("Associated Press", "agency"),
        ("新华社", "agency"),
        ("خبرگزاری فرانسه", "agency"),
        ("Staff and agencies", "desk"),
        ("News Desk", "desk"),
        ("Редакция", "desk"),
        ("هیئت تحریریه", "desk"),
        ("The Lantern", "outlet"),
    ],
)
def test_kinds_of_credits(name: str, kind: str) -> None:
    (credit,) = credits_of([name], {"thelantern"})
    assert credit.kind == kind


def test_short_capitals_are_agencies_only_as_agencies_write_them() -> None:
    assert agencies.agency("AP") == "AP"
    assert agencies.agency("Ap") is None
    assert agencies.agency("aa") is None


def test_structured_authors_are_believed(page: Build, read: Read) -> None:
    found = read(page(head=_ld([{"@type": "Person", "name": "Ada Quill"}, "Tom Ferris"])))
    assert found.authors == ("Ada Quill", "Tom Ferris")


def test_a_second_author_that_only_readers_see_is_added(page: Build, read: Read) -> None:
    above = (
        "<h1>Trade fair opens across the pass</h1><div class='bylines'>"
        "<a rel='author' href='/a/1'>Ada Quill</a> <a rel='author' href='/a/2'>Tom Ferris</a></div>"
    )
    found = read(page(above=above, head=_ld({"@type": "Person", "name": "Ada Quill"})))
    assert set(found.authors) == {"Ada Quill", "Tom Ferris"}


def test_a_person_in_the_byline_wins_over_the_outlet_in_structured_data(
    page: Build, read: Read
) -> None:
    above = "<h1>Trade fair opens across the pass</h1><p class='byline'>By Ada Quill</p>"
    found = read(page(above=above, head=_ld({"@type": "Organization", "name": "The Lantern"})))
    assert found.authors == ("Ada Quill",)


def test_authors_of_other_stories_and_comments_are_not_taken(page: Build, read: Read) -> None:
    below = (
        "<div class='related-articles'><span class='author'>Rival Writer</span></div>"
        "<div class='comment-form-author'>Name</div>"
    )
    assert read(page(below=below)).authors == ()


def test_an_agency_byline_is_credited_and_named(page: Build, read: Read) -> None:
    found = read(page(head=_ld({"@type": "Organization", "name": "ТАСС"})))
    assert found.authors == ("ТАСС",)
    assert found.agencies == ("TASS",)
    assert [c.kind for c in found.credits] == ["agency"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("KABUL, July 3 (Reuters) - Merchants opened a fair.\nIt closes on Sunday.", ("Reuters",)),
        ("МОСКВА, 3 июля. /ТАСС/. Торговцы открыли ярмарку.\nОна закроется.", ("TASS",)),
        ("Торговцы открыли ярмарку — РИА Новости. Она закроется.", ()),
        ("新华社北京8月3日电 商人开设了展览会。\n展览会星期日闭幕。", ("Xinhua",)),
        ("Merchants opened a fair, a customs officer told Reuters.\nIt closes on Sunday.", ()),
        ("Händler eröffneten die Messe.\nSie schließt am Sonntag.\ndpa/AFP", ("dpa", "AFP")),
        ("Merchants opened a fair.\nIt closes on Sunday. (AP)", ("AP",)),
    ],
)
def test_wire_credits_in_the_text(text: str, names: tuple[str, ...]) -> None:
    assert agencies.in_text(text) == names


def test_a_chinese_report_is_signed_at_its_end() -> None:
    byline = with_signature(
        Byline(), "商人开设了展览会。\n展览会星期日闭幕。（记者 李样本 王例子）"
    )
    assert byline.authors == ("李样本", "王例子")


def test_the_feeds_author_is_the_last_resort(page: Build, read: Read) -> None:
    assert read(page(), hints=PageHints(authors=("Ada Quill",))).authors == ("Ada Quill",)


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By <strong>Ada Quill</strong></p>",
        "<div><span>By Ada Quill</span><span>July 3, 2025</span></div>",
        '<div><a href="/author/ada-quill">Ada Quill</a> | July 3, 2025</div>',
        "<p><strong>By Ada Quill, Kabul</strong></p>",
    ],
)
def test_an_unmarked_byline_below_the_headline_is_read(
    byline: str, page: Build, read: Read
) -> None:
    found = read(page(above=f"<h1>Trade fair opens across the pass</h1>{byline}"))
    assert found.authors == ("Ada Quill",)


@pytest.mark.parametrize("line", ["By the numbers", "Von Kabul nach Moskau", "By train in a week"])
def test_a_line_that_only_begins_like_a_byline_names_nobody(
    line: str, page: Build, read: Read
) -> None:
    found = read(page(above=f"<h1>Trade fair opens across the pass</h1><p>{line}</p>"))
    assert found.authors == ()


def test_every_author_tag_of_the_head_is_read(page: Build, read: Read) -> None:
    head = '<meta name="author" content="Ada Quill"><meta name="author" content="Tom Ferris">'
    assert read(page(head=head)).authors == ("Ada Quill", "Tom Ferris")


def test_the_author_of_a_share_card_is_read(page: Build, read: Read) -> None:
    head = '<meta name="twitter:label1" content="Written by">'
    head += '<meta name="twitter:data1" content="Ada Quill">'
    assert read(page(head=head)).authors == ("Ada Quill",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("集市开张\n\n李样本\n\n商人们来自十一个省。", ("李样本",)),
        ("集市开张\n\n赵样本、陈例\n\n商人们来自十一个省。", ("赵样本", "陈例")),
        ("高清图\n\n商人们来自十一个省。", ()),
        ("江西\n\n商人们来自十一个省。", ()),
    ],
)
def test_a_chinese_column_is_signed_by_a_name_on_a_line_above_it(
    text: str, names: tuple[str, ...]
) -> None:
    assert with_signature(Byline(), text).authors == names


@pytest.mark.parametrize("name", ["示例日报报业集团", "样本网", "示例电视台"])
def test_a_chinese_outlet_is_no_person(name: str) -> None:
    assert agencies.is_desk(name)
