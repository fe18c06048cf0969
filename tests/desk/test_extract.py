"""What `salang extract` shows of files and addresses."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.conftest import Salang
from tests.support.web import Web, serving

FIELDS = [
    "input",
    "url",
    "kind",
    "title",
    "authors",
    "published_at",
    "published_rule",
    "published_raw",
    "language",
    "text",
    "comments",
    "flags",
]
PARAGRAPHS = (
    "The ministry in Kabul said on Thursday that its delegation had left for Moscow, where talks "
    "on trade and transit are to be held over the next two days.",
    "The delegation is led by a deputy minister, and traders from three northern provinces travel "
    "with it, a spokesman of the chamber of commerce told reporters at the airport.",
    "Russia bought dried fruit and sold wheat and fuel last year; both sides want to move the "
    "goods by rail, which would be cheaper than the roads that are used today.",
)
PAGE = """<!doctype html><html lang="en"><head><title>Delegation leaves for Moscow</title>
<link rel="canonical" href="https://www.courier.example/news/17">
<meta property="article:published_time" content="2025-07-03T12:30:00+04:30">
<meta name="author" content="Lala Noor"></head><body><article>
<h1>Delegation leaves for Moscow</h1>{text}</article></body></html>""".format(
    text="".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


def lines(salang: Salang, *arguments: str) -> list[dict]:
    result = salang("extract", "--jsonl", *arguments)
    assert result.code == 0, result.err
    return [json.loads(line) for line in result.out.splitlines()]


def test_a_page_has_exactly_the_promised_fields(salang: Salang, page: Path) -> None:
    (found,) = lines(salang, str(page))
    assert list(found) == FIELDS
    assert found["input"] == str(page)
    assert found["url"] == "https://www.courier.example/news/17"
    assert found["kind"] == "article"
    assert found["title"] == "Delegation leaves for Moscow"
    assert found["authors"] == ["Lala Noor"]
    assert found["published_at"] == "2025-07-03T12:30:00+04:30"
    assert found["published_rule"].startswith("meta")
    assert found["published_raw"] == "2025-07-03T12:30:00+04:30"
    assert found["language"] == "en"
    assert all(paragraph in found["text"] for paragraph in PARAGRAPHS)
    assert found["comments"] == []
    assert isinstance(found["flags"], list)


def test_nothing_is_stored_and_no_database_is_made(salang: Salang, page: Path, home: Path) -> None:
    lines(salang, str(page))
    assert not home.exists()


def test_a_packed_page_is_the_same_page(salang: Salang, page: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed.html.gz"
    packed.write_bytes(gzip.compress(PAGE.encode()))
    plain, unpacked = lines(salang, str(page), str(packed))
    assert plain["text"] == unpacked["text"]


def test_plain_text_is_read_as_text(salang: Salang, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Delegation leaves for Moscow\n\n" + "\n\n".join(PARAGRAPHS))
    (found,) = lines(salang, str(file))
    assert found["title"] == "Delegation leaves for Moscow"
    assert found["url"] is None
    assert found["text"].startswith("The ministry")


def test_a_folder_gives_its_pages_by_name(salang: Salang, tmp_path: Path) -> None:
    for name in ("b.html", "a.txt", "c.html.gz", "notes.md"):
        body = gzip.compress(PAGE.encode()) if name.endswith(".gz") else PAGE.encode()
        (tmp_path / name).write_bytes(body)
    names = [Path(found["input"]).name for found in lines(salang, str(tmp_path))]
    assert names == ["a.txt", "b.html", "c.html.gz"]


def test_explaining_adds_why(salang: Salang, page: Path) -> None:
    (found,) = lines(salang, str(page), "--explain")
    assert list(found) == [*FIELDS, "explain"]
    assert found["explain"]["kind_reasons"]
    assert found["explain"]["extractor"]


def test_people_see_the_same_fields_as_text(salang: Salang, page: Path) -> None:
    text = salang("extract", str(page), "--explain").out
    assert "title: Delegation leaves for Moscow" in text
    assert "published_at: 2025-07-03T12:30:00+04:30" in text
    assert "kind_reasons:" in text


def test_a_page_cannot_play_tricks_on_the_terminal(salang: Salang, tmp_path: Path) -> None:
    file = tmp_path / "evil.html"
    file.write_text(PAGE.replace("Delegation leaves", "Delegation \x9b31m\u202eleaves"))
    for form in ([], ["--jsonl"], ["--json"]):
        assert not set(salang("extract", str(file), *form).out) & set("\x1b\x9b\u202e")


def test_what_cannot_be_read_is_listed_and_the_rest_goes_on(
    salang: Salang, page: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.html.gz"
    broken.write_bytes(b"\x1f\x8b this is no gzip file")
    empty = tmp_path / "empty"
    empty.mkdir()
    result = salang(
        "extract", "--jsonl", str(broken), "nowhere.html", str(empty), "ftp://x/y", str(page)
    )
    assert result.code == 1
    assert len(result.out.splitlines()) == 1
    for said in ("broken.html.gz", "nowhere.html", "holds no page", "ftp://x/y"):
        assert said in result.err


def test_an_address_is_fetched(salang: Salang, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALANG_ALLOW_PRIVATE_ADDRESSES", "yes")
    web.put("/news", PAGE, headers={"Content-Encoding": "gzip"})
    (found,) = lines(salang, web.url("/news"))
    assert found["input"] == web.url("/news")
    assert found["title"] == "Delegation leaves for Moscow"
    assert web.seen[0].headers["user-agent"].startswith("Salang/")


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]/"])
def test_private_addresses_are_refused(salang: Salang, address: str) -> None:
    result = salang("extract", address)
    assert result.code == 1
    assert "not a public address" in result.err
