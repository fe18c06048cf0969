"""The author's text and nothing else, paragraph by paragraph."""

import json
from collections.abc import Callable

import pytest

from crawlers.extraction.types import ExtractedPage, PageHints, Selectors
from tests.crawlers.extraction.conftest import PARAGRAPHS

Build = Callable[..., str]
Read = Callable[..., ExtractedPage]
Paragraphs = tuple[str, ...]


def test_every_paragraph_is_kept_on_a_line_of_its_own(
    page: Build, read: Read, paragraphs: Paragraphs
) -> None:
    assert read(page()).text.split("\n") == list(paragraphs)


@pytest.mark.parametrize(
    "extra",
    [
        "<p>Read also: <a href='/x'>Ten facts about the pass</a></p>",
        "<p><a href='/x'>Читайте также: десять фактов о перевале</a></p>",
        "<p>بیشتر بخوانید: <a href='/x'>ده نکته دربارهٔ گذرگاه</a></p>",
        (
            "<div class='related-articles'><p>Another story with a long teaser that reads "
            "like prose.</p></div>"
        ),
        (
            "<figure><img src='a.jpg'><figcaption>Lorries wait at the crossing on Thursday."
            "</figcaption></figure>"
        ),
        (
            "<p class='wp-caption-text'>Lorries wait at the crossing on Thursday morning in "
            "the rain.</p>"
        ),
        "<p>Photo: Ada Quill / The Lantern</p>",
        (
            "<div class='newsletter-signup'><p>Get our weekly letter on trade in your inbox, "
            "every Friday.</p></div>"
        ),
        (
            "<blockquote class='twitter-tweet'><p>What a fair, what a crowd, what a day!</p>"
            "</blockquote>"
        ),
        "<div class='share-buttons'><a href='#'>Share</a> <a href='#'>Tweet</a></div>",
        "<script>var text = 'This is not prose but the code of a counter, long enough.';</script>",
    ],
)
def test_what_is_not_the_authors_goes(
    extra: str, page: Build, read: Read, paragraphs: Paragraphs
) -> None:
    assert read(page(between=extra)).text.split("\n") == list(paragraphs)


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more books, the minister told the pupils of the new school.",
        "Related industries such as packing and transport hired four hundred people last year.",
        "Читайте также Толстого, посоветовал школьникам министр на открытии ярмарки в городе.",
        "Photos of the fair were shown on the evening news of all three channels on Thursday.",
    ],
)
def test_sentences_that_begin_alike_stay(
    sentence: str, page: Build, read: Read, paragraphs: Paragraphs
) -> None:
    found = read(page(text=(paragraphs[0], sentence, *paragraphs[1:]))).text
    assert sentence in found.split("\n")


def test_the_headline_is_not_repeated_in_the_text(page: Build, read: Read) -> None:
    above = (
        "<h1>Trade fair opens across the pass</h1><p><b>Trade fair opens across the pass</b></p>"
    )
    assert not read(page(above=above)).text.startswith("Trade fair opens")


def test_the_standfirst_comes_first(page: Build, read: Read, paragraphs: Paragraphs) -> None:
    lead = "The first fair since the road was cleared draws merchants from eleven provinces."
    headline = "<h1>Trade fair opens across the pass</h1>"
    above = f"<header>{headline}<p class='standfirst'>{lead}</p></header>"
    assert read(page(above=above)).text.split("\n") == [lead, *paragraphs]


def test_an_article_split_into_sibling_containers_is_read_whole(read: Read) -> None:
    chunks = [
        "".join(
            f"<p>Part {part} of the report, paragraph {number}: lorries crossed the pass "
            f"all day, and "
            "the officers at the barrier wrote down every one of them by hand.</p>"
            for number in range(4)
        )
        for part in range(4)
    ]
    body = "<div class='ad-slot'>ad</div>".join(
        f"<div class='article-body'>{c}</div>" for c in chunks
    )
    found = read(f"<html><body><h1>Lorries</h1>{body}</body></html>")
    assert len(found.text.split("\n")) == 16
    assert "Part 3 of the report, paragraph 3" in found.text


def test_lists_headings_and_quotations_inside_an_article_stay(
    page: Build, read: Read, paragraphs: Paragraphs
) -> None:
    between = (
        "<h2>What is on offer</h2><ul><li>Dried fruit from the southern valleys</li>"
        "<li>Carpets from the north and from the west</li></ul>"
        "<blockquote><p>We came for the marble, said a buyer from across the border.</p>"
        "</blockquote>"
    )
    text = read(page(between=between)).text
    for part in ("What is on offer", "Carpets from the north", "We came for the marble"):
        assert part in text


def test_text_broken_by_line_breaks_is_split_into_paragraphs(
    read: Read, paragraphs: Paragraphs
) -> None:
    story = "<br><br>".join(paragraphs)
    markup = f"<html><body><h1>Fair</h1><div id='story'>{story}</div></body></html>"
    assert read(markup).text.split("\n") == list(paragraphs)


def test_structured_text_stands_in_when_the_page_does_not_hold_it(
    read: Read, paragraphs: Paragraphs
) -> None:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Trade fair opens",
        "articleBody": "\n".join(paragraphs),
    }
    markup = (
        f"<html><head><script type='application/ld+json'>{json.dumps(node)}</script></head>"
        "<body><div id='app'><p>Loading the story, please wait a moment.</p></div></body></html>"
    )
    found = read(markup)
    assert found.text.split("\n") == list(paragraphs)
    assert "jsonld_body" in found.flags


def test_structured_text_tells_boilerplate_at_the_end_from_the_story(
    page: Build, read: Read, paragraphs: Paragraphs
) -> None:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Trade fair opens",
        "articleBody": " ".join(paragraphs),
    }
    closing = (
        "The Lantern is a member of a foundation that asks its readers for support each spring."
    )
    markup = page(
        text=(*paragraphs, closing),
        head=f"<script type='application/ld+json'>{json.dumps(node)}</script>",
    )
    assert read(markup).text.split("\n") == list(paragraphs)


def test_a_sources_own_selectors_decide(page: Build, read: Read, paragraphs: Paragraphs) -> None:
    markup = page(
        between="<p class='house-style'>A line that this outlet puts into every story.</p>"
    )
    hints = PageHints(
        selectors=Selectors(text=("//article",), remove=("//*[@class='house-style']",))
    )
    found = read(markup, hints=hints)
    assert found.extractor == "selectors"
    assert [line for line in found.text.split("\n") if line in paragraphs] == list(paragraphs)
    assert "every story" not in found.text


def test_the_language_is_the_texts(page: Build, read: Read) -> None:
    russian = tuple(
        f"Торговцы из {n} провинций открыли ярмарку в северном городе после того, как дорогу через "
        "перевал очистили от снега и камней, сообщили организаторы."
        for n in ("одиннадцати", "двенадцати", "двадцати")
    )
    assert read(page(text=russian)).language.code == "ru"


def test_a_control_character_behind_a_dropped_part_costs_nothing(page: Build, read: Read) -> None:
    dropped = '<p>Before <span class="share-buttons">Share</span> a &#8; b &#11; after it.</p>'
    found = read(page(between=dropped))
    assert not [flag for flag in found.flags if flag.startswith("failed")]
    assert PARAGRAPHS[-1] in found.text


def test_an_engine_that_fails_leaves_the_text_to_the_other(
    page: Build, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", broken)
    found = read(page())
    assert found.text.split("\n") == list(PARAGRAPHS)
    assert found.extractor == "clusters"
