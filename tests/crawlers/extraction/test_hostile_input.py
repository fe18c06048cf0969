"""Families of hostile input, ten megabytes each: every page is read within what the pool allows.

The limit is the pool's own, in processor time and address space: ten seconds, of which the slowest
family took 6.4 (links in links, 2026-11-22, with another process beside it).
"""

import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from backports import zstd

from crawlers.extraction.pool import ExtractionPool
from crawlers.extraction.screening import CodebookScreen
from crawlers.extraction.types import Job, PageOutcome
from tests.crawlers.extraction.conftest import FETCHED_AT

MEGA = 1024 * 1024
SIZE = 10 * MEGA
SECONDS = 10.0
LINE = b"This is a sentence of a story with some words in it, long enough to be prose. "
TOP = b"<html><head><title>The fair</title></head><body><h1>The fair</h1>"
LD = b"<script type='application/ld+json'>"
ARTICLE = b'{"@type":"NewsArticle",'


def fill(part: bytes, size: int = SIZE) -> bytes:
    return part * (size // len(part) + 1)


def numbered(part: bytes, count: int) -> bytes:
    return b"".join(part % number for number in range(count))


MARKUP: dict[str, Callable[[], bytes]] = {
    "nested divs": lambda: TOP + b"<div>" * 200_000 + LINE * 100,
    "nested links": lambda: TOP + b"<div><a href=/x>word" * 100_000,
    "nested lists": lambda: TOP + b"<ul><li><a href=/x>word" * 100_000,
    "nested tables": lambda: TOP + b"<table><tr><td>word " * 150_000,
    "definitions left open": lambda: TOP + fill(b"<dt>word <dd><p>word "),
    "links side by side": lambda: TOP + b"<a href=/x>Link text</a>" * 100_000,
    "links deep down": lambda: (
        TOP + b"<div>" * 180 + (b"<p><a href=/x>" + LINE + b"</a></p>") * 20_000
    ),
    "bushes": lambda: TOP + fill(b"<div>" * 30 + b"<a href=/x>word</a>" + b"</div>" * 30),
    "attributes without end": lambda: b"<html><body><div " + fill(b"a=b ") + b">x",
    "attributes all different": lambda: b"<html><body><div " + numbered(b"a%d=b ", 900_000) + b">x",
    "attributes that hide brackets": lambda: (
        b"<html><body><div " + numbered(b"a%d='>' ", 700_000) + b">x"
    ),
    "class names": lambda: TOP + numbered(b"<div class='a%d author comment'>x</div>", 180_000),
    "a tag without end": lambda: b"<" + b"c" * SIZE,
    "tags without end": lambda: fill(b"<div "),
    "titles without end": lambda: fill(b"<title"),
    "metas without end": lambda: fill(b"<meta property "),
    "comments without end": lambda: TOP + fill(b"<!--"),
    "CDATA without end": lambda: TOP + fill(b"<![CDATA["),
    "forms and figures": lambda: TOP + fill(b"<figure><noscript>" + LINE),
    "boxes in boxes": lambda: TOP + fill(b"<div class='related-posts'>" + LINE),
    "random markup": lambda: bytes(random.Random(8).choices(b"<>/=\"' abcdivp&;#0\n", k=SIZE)),
}
TEXTS: dict[str, Callable[[], bytes]] = {
    "one text": lambda: b"<html><body><p>" + fill(LINE),
    "one word": lambda: b"<html><body>" + b"a" * SIZE,
    "blanks": lambda: b"<html><body><p>a" + b" " * SIZE + b"b",
    "plain lines": lambda: fill(b"a line of text\n"),
    "entities": lambda: b"<html><body><p>" + fill(b"&amp;&#8217;&eacute;"),
    "entities of entities": lambda: b"<html><head><title>" + fill(b"&amp;amp;amp;") + b"</title>",
    "paragraphs": lambda: TOP + fill(b"<p>This is a sentence of words.</p>"),
    "line breaks": lambda: TOP + fill(b"some text here<br>"),
    "pointers elsewhere": lambda: TOP + fill(b"<p>Read also: " + LINE + b"</p>"),
    "commentators": lambda: (
        TOP + b"<div class='comments'>" + fill(b"<li class='comment'><p>Nice</p>")
    ),
    "marks without letters": lambda: b"<html><body><p>a" + fill("\u0301".encode()),
    "an old charset": lambda: b"<html><body><p>" + fill("Это предложение. ".encode("cp1251")),
}
METADATA: dict[str, Callable[[], bytes]] = {
    "structured articles": lambda: (
        LD + b"[" + fill(ARTICLE + b'"headline":"x"},', 1_900_000) + b"{}]</script>"
    ),
    "structured blanks": lambda: LD + b"{" + b" " * 1_900_000 + b"x}</script>",
    "structured nesting": lambda: LD + b'{"a":' * 300_000 + b"</script>",
    "structured authors": lambda: (
        LD + ARTICLE + b'"author":[' + fill(b'{"name":["Ann Bee"]},', 1_900_000) + b"{}]}</script>"
    ),
    "structured dates": lambda: (
        LD + ARTICLE + b'"datePublished":[' + fill(b'"2025-01-01",', 1_900_000) + b'""]}</script>'
    ),
    "a structured body beside many paragraphs": lambda: (
        LD + ARTICLE + b'"articleBody":"' + fill(LINE, 1_900_000) + b'"}</script>'
        + b"".join(b"<p>%d %s</p>" % (number, LINE) for number in range(20_000))
    ),
    "times": lambda: TOP + numbered(b"<time datetime='2025-01-01T10:00'>%d hours</time>", 150_000),
    "bylines": lambda: TOP + numbered(b"<span class='author'>Ann Bee%d</span>", 180_000),
    "meta tags": lambda: (
        b"<html><head>"
        + numbered(b"<meta property='article:published_time' content='2025-01-%d'>", 140_000)
    ),
    "a meta tag": lambda: b"<html><head><meta name='author' content='" + fill(b"Ann, ") + b"'>",
    "a title": lambda: b"<html><head><title>" + fill(b"Fair - News | ") + b"</title>",
    "headlines": lambda: numbered(b"<h1>Fair %d of the town</h1>", 250_000),
    "an inline script": lambda: (
        b"<html><body><script>" + fill(b"var x='<p>2025-01-01</p>';") + b"</script>"
    ),
}  # fmt: skip
FAMILIES = {**MARKUP, **TEXTS, **METADATA}


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(1, page_seconds=SECONDS, screen=CodebookScreen()) as pool:
        yield pool


def outcome(pool: ExtractionPool, folder: Path, body: bytes, *, screen: bool) -> PageOutcome:
    path = folder / sha256(body).hexdigest()
    path.write_bytes(zstd.compress(body))
    address = "https://lantern.example/a"
    job = Job(1, path, address, "text/html", {}, FETCHED_AT, screen=screen)
    ((_, found),) = pool.run([job])
    return found


def test_what_takes_too_long_would_be_seen(tmp_path: Path) -> None:
    with ExtractionPool(1, page_seconds=0.01) as pool:
        found = outcome(pool, tmp_path, FAMILIES["paragraphs"]()[:SIZE], screen=False)
    assert found.fate == "extraction_failed"


@pytest.mark.long
@pytest.mark.parametrize("name", FAMILIES)
def test_ten_megabytes_are_read(pool: ExtractionPool, tmp_path: Path, name: str) -> None:
    found = outcome(pool, tmp_path, FAMILIES[name]()[:SIZE], screen=False)
    assert found.fate != "extraction_failed", found.reason


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in MARKUP if name.endswith("without end")])
def test_ten_megabytes_are_screened(pool: ExtractionPool, tmp_path: Path, name: str) -> None:
    found = outcome(pool, tmp_path, FAMILIES[name]()[:SIZE], screen=True)
    assert found.fate != "extraction_failed", found.reason
