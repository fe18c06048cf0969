"""Documents from files: what is taken, and what is said about what cannot be."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.imports import ImportedDocument, LostDocument, documents_of, files_of

PAGE = b"<html><body><p>The envoy met the minister in the valley town.</p></body></html>"


def read(path: Path) -> tuple[list[ImportedDocument | LostDocument], list[str]]:
    problems: list[str] = []
    return list(documents_of(path, problems)), problems


def jsonl(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return path


def warc_bytes(*urls: str, gzip: bool = True) -> bytes:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzip)
    for url in urls:
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(PAGE),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2025-07-03T12:00:00Z"},
            )
        )
    return stream.getvalue()


def test_a_text_file_is_one_document(tmp_path: Path) -> None:
    path = tmp_path / "piece.txt"
    path.write_text("The envoy arrived.\nHe met the minister.")
    (found,), problems = read(path)
    assert found.body.decode() == path.read_text()
    assert (found.url, problems) == (None, [])


def test_each_line_of_json_is_a_document_with_what_it_states(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "export.jsonl",
        {
            "url": "https://valley.example/1",
            "title": "Envoy named",
            "text": "The envoy arrived.",
            "published_at": "2025-07-03",
            "language": "en",
            "source": "valley-post",
            "authors": ["Lala Noor", "Mir Said"],
        },
        {"html": PAGE.decode()},
    )
    (first, second), problems = read(path)
    assert problems == []
    assert (first.title, first.published, first.source) == (
        "Envoy named",
        "2025-07-03",
        "valley-post",
    )
    assert first.authors == "Lala Noor; Mir Said"
    assert second.content_type.startswith("text/html")


def test_a_bad_line_is_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "export.jsonl",
        "{not json",
        {"title": "nothing in it"},
        ["a", "list"],
        {"text": "good", "title": 5},
        {"text": "good", "url": "ftp://valley.example/1"},
        {"text": "The envoy arrived."},
    )
    found, problems = read(path)
    assert [document.body for document in found] == [b"The envoy arrived."]
    assert [problem.split(": ")[0] for problem in problems] == [
        f"export.jsonl:{line}" for line in (1, 2, 3, 4, 5)
    ]


def test_the_responses_of_a_warc_are_documents(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(warc_bytes("https://valley.example/1", "https://valley.example/2"))
    found, problems = read(path)
    assert [document.url for document in found] == [
        "https://valley.example/1",
        "https://valley.example/2",
    ]
    assert {document.body for document in found} == {PAGE}
    assert problems == []


def test_a_warc_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    one = warc_bytes("https://valley.example/1")
    path.write_bytes(one + one[: len(one) // 2])
    found, problems = read(path)
    assert [type(one).__name__ for one in found] == ["ImportedDocument", "LostDocument"]
    assert problems == [f"crawl.warc.gz: record 2 at byte {len(one)}: is cut short"]


def test_a_wacz_gives_the_pages_of_its_archives(tmp_path: Path) -> None:
    path = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc_bytes("https://valley.example/1"))
        archive.writestr("datapackage.json", "{}")
    found, problems = read(path)
    assert [document.url for document in found] == ["https://valley.example/1"]
    assert problems == []


def test_a_file_that_only_looks_like_a_wacz_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "crawl.wacz"
    path.write_bytes(b"not a zip")
    found, problems = read(path)
    assert found == []
    assert "is not a WACZ file" in problems[0]


def test_folders_are_walked_in_order_and_other_files_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "notes.odt", "deeper/c.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    problems: list[str] = []
    names = [path.name for path in files_of(tmp_path, problems)]
    assert names == ["a.html", "b.txt", "c.jsonl"]
    assert problems == []


def test_a_path_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    problems: list[str] = []
    assert list(files_of(tmp_path / "nothing.txt", problems)) == []
    assert "there is no such file" in problems[0]


def test_a_folder_with_nothing_to_import_says_what_can_be(tmp_path: Path) -> None:
    problems: list[str] = []
    assert list(files_of(tmp_path, problems)) == []
    assert ".jsonl" in problems[0]


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "piece.txt"
    path.write_text("  \n")
    assert read(path)[1] == [f"{path}: is empty"]


def test_the_same_document_has_the_same_key(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "export.jsonl",
        {"text": "The envoy arrived."},
        {"text": "The envoy arrived."},
        {"text": "The envoy left."},
        {"text": "The envoy left.", "url": "https://valley.example/1?utm_source=x"},
        {"text": "Another edition.", "url": "https://www.valley.example/1"},
    )
    found, _ = read(path)
    keys = [document.key for document in found]
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] == keys[4]


@pytest.mark.parametrize("name", ["statement.pdf", "statement.DOCX"])
def test_a_document_file_is_taken_with_its_type(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"any bytes")
    assert list(files_of(path, [])) == [path]
    (found,), problems = read(path)
    assert (found.body, problems) == (b"any bytes", [])
    assert found.content_type.startswith("application/")
