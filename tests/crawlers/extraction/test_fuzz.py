"""Broken pages and documents: nothing leaves the extractor, nothing takes too long."""

from pathlib import Path

import pytest

from benchmarks.quality import fuzz
from tests.crawlers.extraction.test_documents import ENGLISH, PERSIAN
from tests.support.documents import docx_file, pdf, printed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents to be damaged, beside the newsroom's pages."""
    heading, paragraphs = ENGLISH
    (tmp_path / "en.pdf").write_bytes(pdf([printed(paragraphs, heading)] * 3, {"/Title": heading}))
    (tmp_path / "fa.pdf").write_bytes(pdf([printed(PERSIAN[1], PERSIAN[0])], rtl=True))
    (tmp_path / "en.docx").write_bytes(docx_file(paragraphs, heading))
    return tmp_path


def run(folder: Path, cases: int, capsys: pytest.CaptureFixture[str]) -> str:
    code = fuzz.main(["--cases", str(cases), "--pages", str(folder)])
    printed_ = capsys.readouterr().out
    assert code == 0, printed_
    return printed_


def test_a_few_broken_pages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, 40, capsys).startswith("40 cases")


@pytest.mark.long
def test_many_broken_pages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no findings" in run(folder, 600, capsys)


def test_damaged_documents_are_told_apart_from_failures(folder: Path) -> None:
    documents = [seed for seed in fuzz.seeds([folder]) if seed.name.endswith((".pdf", ".docx"))]
    assert len(documents) == 3
    report = fuzz.Report()
    for number in range(80):
        fuzz.run_case(number, 7, documents, report)
    assert report.findings == []
    assert {"article", "unsupported"} <= report.kinds.keys()


def test_a_case_is_made_from_its_number_alone() -> None:
    seeds = fuzz.seeds()
    assert fuzz.case(17, 3, seeds) == fuzz.case(17, 3, seeds)
    assert fuzz.case(17, 3, seeds) != fuzz.case(18, 3, seeds)


def test_what_takes_too_long_is_a_finding_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz, "MOST_SECONDS", 0.2)
    monkeypatch.setattr(fuzz, "extract", slow)
    fuzz.watch_time()
    report = fuzz.Report()
    fuzz.run_case(1, 1, fuzz.seeds()[:3], report)
    assert "over 0.2 s in" in report.findings[0]
    assert "slow" in report.findings[0]
