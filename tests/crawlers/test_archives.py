"""The archives' formats without the network: questions asked, answers read, refusals named."""

import json
from datetime import UTC, date, datetime

import pytest

from crawlers.archives import commoncrawl, wayback
from crawlers.archives.index import IndexNotReadable, Query, Window, plain_url, refusal

JULY = Window(date(2025, 7, 1), date(2025, 7, 31))
BASE = "https://archive.example"
NAMES = ["timestamp", "original", "mimetype", "statuscode", "digest"]
ROW = ["20250703120000", "http://valley.example:80/1", "text/html", "200", "D"]


def rows(*more: list[str]) -> bytes:
    return json.dumps([NAMES, *more]).encode()


def test_the_wayback_machine_is_asked_for_first_captures_of_pages_in_the_window() -> None:
    url = wayback.index_url(BASE, Query("valley.example"), JULY, 500)
    for part in (
        "url=valley.example&matchType=domain&output=json",
        "from=20250701&to=20250731",
        "filter=statuscode%3A200&filter=mimetype%3Atext/html",
        "collapse=urlkey&limit=500&showResumeKey=true",
    ):
        assert part.replace("%3A", ":") in url.replace("%3A", ":")
    below = wayback.index_url(BASE, Query("valley.example/fa"), JULY, 500)
    assert "url=valley.example/fa&matchType=prefix" in below


def test_a_row_is_a_copy_with_the_address_of_its_raw_bytes() -> None:
    (copy,) = wayback.read_index(rows(ROW), BASE, Query("valley.example")).copies
    assert copy.url == "http://valley.example/1"
    assert copy.taken_at == datetime(2025, 7, 3, 12, tzinfo=UTC)
    assert copy.origin == f"{BASE}/web/20250703120000id_/http://valley.example:80/1"


def test_a_resumption_key_goes_back_as_it_came_and_never_twice() -> None:
    key = "org%2Cvalley%29%2F+20250703120000%21"
    query = Query("valley.example")
    follow = wayback.read_index(rows(ROW, [], [key]), BASE, query).follow
    assert follow is not None
    assert wayback.index_url(BASE, follow, JULY, 5).endswith(f"&resumeKey={key}")
    assert wayback.read_index(rows(ROW, [], [key]), BASE, follow).follow is None


@pytest.mark.parametrize("body", [b"[]", b"", b"\n"])
def test_an_empty_answer_lists_nothing(body: bytes) -> None:
    assert wayback.read_index(body, BASE, Query("valley.example")).copies == ()


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>Internet Archive: Temporarily Offline</title></html>",
        rows(ROW)[:-9],
        b'{"error": "x"}',
        b'["timestamp"]',
        json.dumps([["a", "b"], ["1", "2"]]).encode(),
        rows(ROW, [], ["key with blanks\r\nX: y"]),
    ],
)
def test_another_answer_is_not_taken_for_an_index(body: bytes) -> None:
    with pytest.raises(IndexNotReadable):
        wayback.read_index(body, BASE, Query("valley.example"))


def test_rows_that_cannot_be_read_are_counted() -> None:
    page = wayback.read_index(
        rows(ROW, ["2025", "x"], ["20259903000000", "http://a/b"]), BASE, Query("v")
    )
    assert (len(page.copies), page.broken) == (1, 2)


@pytest.mark.parametrize(
    ("status", "body", "outcome", "words"),
    [
        (
            403,
            b"org.archive.util.io.RuntimeIOException: org.archive.wayback.exception."
            b"AdministrativeAccessControlException: Blocked Site Error",
            "blocked",
            "does not show this site",
        ),
        (
            403,
            b"org.archive.wayback.exception.RobotAccessControlException: Blocked By Robots",
            "blocked",
            "does not show this site",
        ),
        (403, b"<html>Forbidden</html>", "http_error", "refuses"),
        (404, b'{"message": "No Captures found for: valley.example/*"}', "empty", "no capture"),
        (404, b'{"error": "no such collection"}', "http_error", "no such"),
        (429, b"Too Many Requests", "http_error", "slow down"),
        (503, b"Please reduce your request rate.", "http_error", "reduce your request rate"),
        (504, b"", "http_error", "failed on its side"),
        (400, b"Bad", "http_error", "does not accept"),
    ],
)
def test_each_form_of_refusal_is_told_apart(
    status: int, body: bytes, outcome: str, words: str
) -> None:
    found = refusal(status, {}, body)
    assert found is not None
    assert found[0] == outcome
    assert words in found[1]


def test_a_refusal_in_a_header_counts_too() -> None:
    said = {"x-archive-wayback-runtime-error": "AdministrativeAccessControlException: Blocked"}
    found = refusal(403, said, b"")
    assert found is not None
    assert found[0] == "blocked"


def test_crawls_are_chosen_by_their_days_the_oldest_first() -> None:
    listed = [
        {"id": "CC-MAIN-2025-30", "from": "2025-07-07T12:00:00", "to": "2025-07-20T12:00:00"},
        {"id": "CC-MAIN-2025-26"},
        {"id": "CC-MAIN-2024-10"},
        {"id": "../../etc"},
        {"no": "id"},
        {"id": "CC-MAIN-2025-47", "from": "2025-11-06T00:00:00", "to": "2025-11-19T00:00:00"},
    ]
    found = commoncrawl.crawls_between(json.dumps(listed).encode(), JULY)
    assert [crawl.id for crawl in found] == ["CC-MAIN-2025-26", "CC-MAIN-2025-30"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b'[{"id": "x"}]'])
def test_another_answer_is_no_list_of_crawls(body: bytes) -> None:
    with pytest.raises(IndexNotReadable):
        commoncrawl.crawls_between(body, JULY)


def test_an_index_is_asked_for_its_pages_first() -> None:
    query = Query("valley.example", "CC-MAIN-2025-30")
    assert "showNumPages=true" in commoncrawl.index_url(BASE, query, JULY)
    first = commoncrawl.read_index(b'{"pages": 2, "pageSize": 5, "blocks": 9}', BASE, query).follow
    assert first is not None
    assert (first.page, first.pages) == (0, 2)
    assert "&page=0" in commoncrawl.index_url(BASE, first, JULY)
    line = {"timestamp": ROW[0], "url": "https://valley.example/1", "filename": "a/b.warc.gz",
            "offset": "10", "length": "5"}  # fmt: skip
    page = commoncrawl.read_index(json.dumps(line).encode() + b"\n{cut", BASE, first)
    assert [copy.origin for copy in page.copies] == [f"{BASE}/a/b.warc.gz#bytes=10-14"]
    assert page.broken == 1
    assert page.follow is not None
    assert commoncrawl.read_index(b"", BASE, page.follow).follow is None


def test_nothing_in_an_index_is_the_end_of_it() -> None:
    query = Query("valley.example", "CC-MAIN-2025-30")
    assert commoncrawl.read_index(b'{"pages": 0}', BASE, query).follow is None


@pytest.mark.parametrize("field", ["../../x", "/etc/passwd"])
def test_a_row_cannot_lead_out_of_the_archive(field: str) -> None:
    line = {"timestamp": ROW[0], "url": "https://valley.example/1", "filename": field,
            "offset": "10", "length": "5"}  # fmt: skip
    query = Query("valley.example", "CC-MAIN-2025-30", pages=1)
    with pytest.raises(IndexNotReadable):
        commoncrawl.read_index(json.dumps(line).encode(), BASE, query)


def test_the_usual_port_is_no_part_of_an_address() -> None:
    assert plain_url("https://valley.example:443/1?a=b") == "https://valley.example/1?a=b"
    assert plain_url("http://valley.example:8080/1") == "http://valley.example:8080/1"
