"""Reading WARC files: every record is a document or has a fate that says where it stands."""

import gzip
import io
import zlib
from pathlib import Path

import pytest

from crawlers.imported import ImportedDocument, LostDocument
from crawlers.warc.reading import documents_of_warc
from tests.support.warcs import DATE, PAGE, answer, chunked, digest, record

ONE, TWO = "https://valley.example/1", "https://valley.example/2"


def read(content: bytes) -> tuple[list[ImportedDocument | LostDocument], list[str]]:
    problems: list[str] = []
    found = documents_of_warc("crawl.warc", io.BytesIO(content), 1_000_000, problems)
    return list(found), problems


def only(content: bytes) -> ImportedDocument | LostDocument:
    (found,), _ = read(content)
    return found


@pytest.mark.parametrize("zipped", [True, False])
def test_gzipped_and_plain_files_are_read(zipped: bool) -> None:
    content = record("response", ONE, answer(PAGE), zipped=zipped)
    content += record("response", TWO, answer(PAGE), zipped=zipped)
    found, problems = read(content)
    assert [(one.url, one.body) for one in found] == [(ONE, PAGE), (TWO, PAGE)]
    assert problems == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(PAGE[:20], PAGE[20:]), {"Transfer_Encoding": "chunked"}),
        (gzip.compress(PAGE), {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
        (zlib.compress(PAGE)[2:-4], {"Content_Encoding": "deflate"}),
        (
            chunked(gzip.compress(PAGE)),
            {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"},
        ),
        # archives take bodies apart and leave the headers as they were
        (PAGE, {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Content_Encoding": "gzip"}),
        (PAGE, {"Content_Encoding": "br"}),
    ],
)
def test_bodies_are_the_page_however_they_were_sent(body: bytes, headers: dict[str, str]) -> None:
    assert only(record("response", ONE, answer(body, **headers))).body == PAGE


def test_brotli_and_zstd_bodies_are_taken_apart() -> None:
    brotli = pytest.importorskip("brotli")
    zstd = pytest.importorskip("backports.zstd")
    for body, coding in ((brotli.compress(PAGE), "br"), (zstd.compress(PAGE), "zstd")):
        block = answer(body, Content_Encoding=coding)
        assert only(record("response", ONE, block)).body == PAGE


def test_a_resource_is_a_document_with_the_type_of_its_record() -> None:
    found = only(record("resource", ONE, PAGE, content_type="text/html"))
    assert isinstance(found, ImportedDocument)
    assert (found.url, found.body, found.content_type) == (ONE, PAGE, "text/html")


def test_a_revisit_has_the_body_of_the_record_it_refers_to() -> None:
    content = record("response", ONE, answer(PAGE), WARC_Payload_Digest=digest(PAGE))
    content += record(
        "revisit",
        TWO,
        answer(b"", Server="second"),
        WARC_Refers_To_Target_URI=ONE,
        WARC_Refers_To_Date=DATE,
        WARC_Payload_Digest=digest(PAGE),
    )
    found, problems = read(content)
    assert [(one.url, one.body) for one in found] == [(ONE, PAGE), (TWO, PAGE)]
    assert ("Server", "second") in found[1].headers
    assert problems == []


def test_a_revisit_without_its_original_waits_for_another_copy() -> None:
    found = only(record("revisit", TWO, answer(b""), WARC_Payload_Digest=digest(PAGE)))
    assert isinstance(found, LostDocument)
    assert (found.fate, found.url) == ("not_requested", TWO)
    assert "record 1 at byte 0" in found.reason


@pytest.mark.parametrize(
    ("block", "fate", "words"),
    [
        (answer(b"gone", "404 Not Found"), "http_error", "has no such page"),
        (answer(b"", "301 Moved", Location=TWO), "http_error", f"a redirect (301) to {TWO}"),
        (answer(PAGE, "206 Partial Content"), "http_error", "no whole page"),
        (answer(b"  "), "empty", "no body"),
        (answer(b"x" * 1_000_001), "too_large", "larger than"),
        (
            answer(chunked(PAGE)[:-40], Transfer_Encoding="chunked"),
            "extraction_failed",
            "chunked body is cut short",
        ),
        (
            answer(gzip.compress(PAGE)[:-12], Content_Encoding="gzip"),
            "extraction_failed",
            "gzip coding is cut short",
        ),
        (answer(PAGE, Content_Encoding="pack200"), "extraction_failed", "'pack200' is unknown"),
    ],
)
def test_a_record_without_a_document_has_its_fate(block: bytes, fate: str, words: str) -> None:
    found = only(record("response", ONE, block))
    assert isinstance(found, LostDocument)
    assert (found.fate, found.url) == (fate, ONE)
    assert words in found.reason
    assert "record 1 at byte 0" in found.reason


@pytest.mark.parametrize("zipped", [True, False])
def test_a_damaged_record_costs_itself_only(zipped: bool) -> None:
    first = record("response", ONE, answer(PAGE), zipped=zipped)
    broken = bytearray(record("response", TWO, answer(PAGE * 20), zipped=zipped))
    if zipped:
        broken[len(broken) // 2 :] = b"\xff" * 20
    else:
        del broken[-400:]
    last = record("response", "https://valley.example/3", answer(PAGE), zipped=zipped)
    found, problems = read(first + bytes(broken) + last)
    urls = [one.url for one in found if isinstance(one, ImportedDocument)]
    assert ONE in urls
    assert any(isinstance(one, LostDocument) for one in found)
    assert f"at byte {len(first):,}" in problems[0]
    assert "https://valley.example/3" in urls


def test_bytes_that_do_not_match_their_digest_are_kept_and_told() -> None:
    block = answer(PAGE)
    found, problems = read(record("response", ONE, block, WARC_Block_Digest=digest(b"other")))
    (lost,) = found
    assert isinstance(lost, LostDocument)
    assert (lost.fate, lost.body) == ("extraction_failed", PAGE)
    assert "digest" in problems[0]


def test_requests_and_name_look_ups_are_no_documents() -> None:
    content = record("request", ONE, b"GET /1 HTTP/1.1\r\nHost: valley.example\r\n\r\n")
    content += record("resource", "dns:valley.example", b"x", content_type="text/dns")
    assert read(content) == ([], [])


def test_an_address_that_is_none_has_its_fate() -> None:
    found = only(record("response", "https://valley .example/1", answer(PAGE)))
    assert isinstance(found, LostDocument)
    assert found.fate == "malformed_url"


@pytest.mark.parametrize("content", [b"", b"no archive at all", gzip.compress(b"nor this")])
def test_what_is_no_archive_does_not_raise(content: bytes, tmp_path: Path) -> None:
    found, problems = read(content)
    assert [one for one in found if isinstance(one, ImportedDocument)] == []
    assert len(problems) == (1 if content else 0)
