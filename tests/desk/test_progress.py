"""Progress in lines, for those who are not at a terminal."""

import io

import pytest

from desk.cli.progress import Lines, line, showing
from flows.progress import Step, tell


def test_a_step_in_words() -> None:
    assert line(Step("crawl", 12, 80, "9 read")) == "crawl: 12 of 80 pages fetched, 9 read"
    assert line(Step("tag", 100)) == "tag: 100 texts tagged"


def test_the_first_and_the_last_step_of_each_stage_are_told() -> None:
    out = io.StringIO()
    lines = Lines(out, clock=lambda: 0.0)
    for step in (Step("crawl", 1), Step("crawl", 2), Step("crawl", 3), Step("tag", 1)):
        lines(step)
    lines.finish()
    assert [text.strip() for text in out.getvalue().splitlines()] == [
        "crawl: 1 pages fetched",
        "crawl: 3 pages fetched",
        "tag: 1 texts tagged",
    ]


def test_a_long_stage_is_told_of_now_and_then() -> None:
    out = io.StringIO()
    clock = iter(range(0, 1000, 2)).__next__
    lines = Lines(out, clock=clock)
    for done in range(100):
        lines(Step("crawl", done))
    told = out.getvalue().count("\n")
    assert 10 < told < 60


def test_lines_leave_standard_output_to_json(capsys: pytest.CaptureFixture[str]) -> None:
    with showing(quiet=True):
        tell(Step("crawl", 1))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "crawl: 1" in printed.err
