"""Live blogs: their entries are in the text, and each says where and when."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from crawlers.extraction.types import ExtractedPage
from crawlers.storing import article_text
from tests.crawlers.extraction.conftest import ADDRESS, PARAGRAPHS

Read = Callable[..., ExtractedPage]
NEWS = (
    "The first lorries with apricots reached the gate of the fair shortly after sunrise, and the "
    "guards let them through without the usual search.",
    "A delegation of weavers from the river town has arrived, the organisers said, with two "
    "hundred carpets and a loom that visitors may try.",
    "The customs officer at the crossing said that the queue was now four kilometres long and "
    "that drivers were being served tea.",
    "The opening speech was put off by an hour because the loudspeakers had been sent to another "
    "hall by mistake.",
    "The mayor opened the fair with a short speech about the road across the pass and thanked "
    "those who had cleared it.",
    "Doors close for today. The live blog goes on tomorrow morning at eight, when the second day "
    "of the fair begins.",
)


def markup(stated: bool = False, shown: bool = True) -> str:
    """A live blog of six entries, newest first, under a lead."""
    clock = [f"2025-07-03T{18 - hour:02}:30:00+05:00" for hour in range(len(NEWS))]
    entries = "".join(
        f'<div class="live-blog-entry"><time datetime="{at}">{at[11:16]}</time>'
        f"<h3>Entry number {number}</h3><p>{text}</p></div>"
        for number, (at, text) in enumerate(zip(clock, NEWS, strict=True), 1)
    )
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Entry number {number}",
            "articleBody": text,
            "datePublished": at,
        }
        for number, (at, text) in enumerate(zip(clock, NEWS, strict=True), 1)
    ]
    node = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Live: the trade fair",
        "liveBlogUpdate": updates,
    }
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>' if stated else ""
    return (
        f"<html lang='en'><head><title>Live: the trade fair</title>{head}</head><body><article>"
        f"<h1>Live: the trade fair</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
        f"{entries if shown else ''}</article></body></html>"
    )


def parts(page: ExtractedPage) -> list[str]:
    return [page.text[entry.start : entry.end] for entry in page.entries]


def test_entries_are_ranges_of_the_text_with_their_times(read: Read) -> None:
    page = read(markup())
    assert page.kind == "live_blog"
    assert len(page.entries) == len(NEWS)
    for entry, part, news in zip(page.entries, parts(page), NEWS, strict=True):
        assert news in part
        assert sum(other in part for other in NEWS) == 1
        assert entry.title in part
    assert page.entries[0].published_at == datetime(2025, 7, 3, 13, 30, tzinfo=UTC)
    assert PARAGRAPHS[0] in page.text[: page.entries[0].start]


def test_structured_data_gives_the_same_entries(read: Read) -> None:
    assert read(markup(stated=True)).entries == read(markup()).entries


def test_entries_that_only_structured_data_has_are_put_after_the_text(read: Read) -> None:
    page = read(markup(stated=True, shown=False))
    assert page.text.startswith(PARAGRAPHS[0])
    assert [part.split("\n")[-1] for part in parts(page)] == list(NEWS)


def test_a_clock_time_without_a_day_is_kept_as_written(read: Read) -> None:
    page = read(markup().replace('datetime="2025-07-03T18:30:00+05:00"', ""))
    assert (page.entries[0].published_raw, page.entries[0].published_at) == ("18:30", None)


def test_an_article_has_no_entries(read: Read, page: Callable[..., str]) -> None:
    found = read(page())
    assert found.entries == ()
    assert article_text(found, ADDRESS)[0].revision["entries"] is None


def test_entries_are_stored_with_the_revision(read: Read) -> None:
    page = read(markup())
    stored = article_text(page, ADDRESS)[0]
    assert stored.kind == "live_blog"
    first = stored.revision["entries"][0]
    assert stored.revision["text"][first["start"] : first["end"]] == parts(page)[0]
    assert first["published_at"] == "2025-07-03T13:30:00+00:00"
    json.dumps(stored.revision["entries"])
