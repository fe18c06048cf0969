"""The quality measures, and the floors below which extraction must not fall again."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.quality.measures import Tally, body_f1, same_authors
from benchmarks.quality.run import GOALS, OURS, figures, main, measure, missed_goals, read_known
from tests.crawlers.extraction.conftest import PARAGRAPHS

PAGES = Path(__file__).parents[3] / ".." / "shared" / "pages"
TEXT = "\n".join(PARAGRAPHS)


def test_f1_counts_runs_of_four_words() -> None:
    assert body_f1("a b c d e", "a b c d e") == 1.0
    assert body_f1("a b c d e", "a b c d") == pytest.approx(2 / 3)
    assert body_f1("a b c d e", "e d c b a") == 0.0
    assert body_f1("展览会今天开幕", "展览会今天闭幕") == pytest.approx(0.5)


def test_authors_are_compared_without_order_and_with_all_their_letters() -> None:
    assert same_authors(["Ada Quill", "dpa"], ["dpa", "Ada  Quill"])
    assert not same_authors(["Ada Quill"], ["Ada Quill", "dpa"])
    assert not same_authors(["dpa"], ["DPA"])


def test_a_missing_date_is_wrong_but_no_wrong_year() -> None:
    tally = Tally()
    tally.add_date("2025-07-03", None)
    tally.add_date("2025-07-03", "2025-07-03T10:00:00+00:00")
    tally.add_date("2025-07-03", "2019-01-01")
    assert (tally.day, tally.wrong_years) == ([False, True, False], 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two invented pages in the benchmark's format."""
    lines = []
    for number in range(2):
        body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
        markup = (
            "<html><head><title>Trade fair opens | The Lantern</title>"
            '<meta property="og:site_name" content="The Lantern">'
            '<meta property="article:published_time" content="2025-07-03T05:00:00Z">'
            f'<meta name="author" content="Ada Quill"></head><body><h1>Trade fair opens</h1>{body}'
        )
        (tmp_path / f"{number}.html.gz").write_bytes(gzip.compress(markup.encode()))
        truth = {
            "file": f"{number}.html.gz",
            "corpus": "invented",
            "url": "https://lantern.example/fair",
            "body": TEXT,
            "title": "Trade fair opens",
            "authors": ["Ada Quill"],
            "date": "2025-07-03",
        }
        lines.append(json.dumps(truth))
    (tmp_path / "expected.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_the_command_prints_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    printed = capsys.readouterr().out
    row = next(line for line in printed.splitlines() if OURS in line)
    assert row.split()[:6] == ["invented", "salang", "1.0000", "1.0000", "1.0000", "1.0000"]


def test_a_folder_without_pages_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "expected.jsonl" in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.skipif(not PAGES.is_dir(), reason="the development pages are not here")
def test_the_goals_are_reached_on_the_development_pages() -> None:
    table = figures(measure(read_known(PAGES)))
    missed = [m for m in missed_goals(table) if not m.startswith("cpu")]
    assert missed == []
    assert set(GOALS) <= set(table["many publishers"][OURS])
