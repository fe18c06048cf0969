"""Pages that break readers: nesting, bytes that are no text, titles that turn around, dates."""

from tests.hostile.answers import reply
from tests.hostile.case import TOPIC, Case, story

LINE = TOPIC.encode()
LD = (
    '<script type="application/ld+json">'
    '{"@type":"NewsArticle","headline":"%s","datePublished":%s}</script>'
)


def _dated(value: str) -> bytes:
    page = story(f"<p>Of the date {len(value)}.</p>", more=LD % ("Envoys meet", value))
    return page.replace(b"2025-07-03T10:00:00Z", b"99999-99-99T99:99:99Z")


CASES = [
    Case(
        "200,000 nested tags",
        {"/page": reply(b"<html><body><h1>Envoys</h1>" + b"<div>" * 200_000 + LINE * 20)},
        fates={"/page": "fetched"},
        seconds=60,
    ),
    Case(
        "nested tables and links",
        {
            "/tables": reply(b"<html><body>" + b"<table><tr><td>word " * 30_000 + LINE * 20),
            "/links": reply(b"<html><body>" + b"<div><a href=/x>word " * 30_000 + LINE * 20),
            "/quotes": reply(b"<html><body>" + b"<blockquote><p>" * 100_000 + LINE * 20),
        },
        fates={
            "/tables": "fetched",
            "/links": "not_an_article",
            "/quotes": "fetched",
        },
        seconds=90,
    ),
    Case(
        "NUL bytes",
        {
            "/text": reply(story("<p>A \x00 byte</p>").replace(b"Envoys", b"En\x00voys")),
            "/all": reply(bytes(200_000)),
            "/entity": reply(story("<p>&#0; and &#x0;</p>", "Envoys &#0; meet")),
            "/json": reply(story(more=LD % ("En\\u0000voys \\ud83d meet", '"2025-07-03"'))),
            "/author": reply(story(more='<meta name="author" content="Ann &#0; Bee &#xd800;">')),
        },
        fates={
            "/text": "fetched",
            "/all": "unsupported_type",
            "/entity": "fetched",
            "/json": "fetched",
            "/author": "fetched",
        },
    ),
    Case(
        "titles that turn text around",
        {"/page": reply(story(title="\u202egnp.egap\u2066\u2067 Envoys \u200f\u200e meet \ufeff"))},
        fates={"/page": "fetched"},
    ),
    Case(
        "dates that are none",
        {
            "/number": reply(_dated("1e400")),
            "/long": reply(_dated('"' + "2025-07-03T" * 20_000 + '"')),
            "/list": reply(_dated("[" * 500 + '"2025-07-03"' + "]" * 500)),
            "/year": reply(_dated('"-2025-13-45T99:99:99+99:99"')),
            "/digits": reply(_dated("9" * 10_000)),
        },
        fates=dict.fromkeys(("/number", "/long", "/list", "/year", "/digits"), "fetched"),
    ),
    Case(
        "charsets that are none",
        {
            "/utf7": reply(story("<p>utf 7</p>"), kind="text/html; charset=utf-7"),
            "/hex": reply(story("<p>hex</p>"), kind="text/html; charset=hex_codec"),
            "/meta": reply(story("<p>meta</p>", more='<meta charset="\u202eidna">')),
            "/utf16": reply(b"\xff\xfe" + story("<p>odd</p>").decode().encode("utf-16-le")[:-1]),
            "/mixed": reply(story("<p>mixed</p>") + "Москва".encode("cp1251") + b"\xff\xfe\xc3("),
        },
        fates=dict.fromkeys(("/utf7", "/hex", "/meta", "/utf16", "/mixed"), "fetched"),
    ),
    Case(
        "files that are none",
        {
            "/a.pdf": reply(
                b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]>>" * 50_000, kind="application/pdf"
            ),
            "/b.pdf": reply(b"%PDF-" + bytes(2_000_000), kind="application/pdf"),
            "/c.docx": reply(b"PK\x03\x04" + bytes(2_000_000), kind="application/zip"),
            "/d.png": reply(b"\x89PNG\r\n" + bytes(100_000), kind="image/png"),
            "/e": reply(story(), kind="\u202e/\x00;;charset"),
        },
        fates={
            "/a.pdf": "extraction_failed",
            "/b.pdf": "extraction_failed",
            "/c.docx": "unsupported_type",
            "/d.png": "unsupported_type",
            "/e": "fetched",
        },
        seconds=90,
    ),
    Case(
        "pages that name others",
        {
            "/base": reply(
                story(more='<base href="http://[::1"><link rel=canonical href="http://[">')
            ),
            "/self": reply(story(more=f'<link rel="canonical" href="/{"x" * 50_000}">')),
            "/nul": reply(story(more='<link rel="canonical" href="/a%00b&#0;c">')),
            "/refresh": reply(story(more='<meta http-equiv="refresh" content="0;url=/refresh">')),
        },
        fates=dict.fromkeys(("/base", "/self", "/nul", "/refresh"), "fetched"),
    ),
]
