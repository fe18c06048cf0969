"""Measure Salang's extraction against trafilatura alone on a folder of known pages.

    python -m benchmarks.quality.run PAGES_DIR [--json] [--check] [--every N] [--misses]

The folder holds gzipped HTML pages and ``expected.jsonl``, one object a line: ``file``,
``corpus``, ``url``, ``body`` and, where known, ``title``, ``authors`` (list), ``date`` (ISO).
Both extractors see the same bytes and address one after the other, page by page, so that
their processor times are comparable on a noisy machine. ``--check`` exits with 1 when a goal
is missed on the pages of many publishers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.quality.measures import Tally, body_f1, folded, same_authors
from crawlers.extraction.engine import extract
from crawlers.extraction.types import ExtractedPage, PageInput

OURS, THEIRS = "salang", "trafilatura"
# One page each of many outlets; zhwced holds twenty-year-old Chinese forum and portal pages.
MANY_PUBLISHERS = ("aeb", "fundus")
GOALS = {"body_f1": 0.965, "title": 0.90, "authors": 0.885, "date": 0.982}
MOST_WRONG_YEARS = 0
MOST_CPU = 0.85
COLUMNS = ("body_f1", "title", "authors", "date", "wrong_years", "ms_per_page")


@dataclass(frozen=True, slots=True)
class Known:
    """One page with what a reader takes from it; missing truths are None."""

    file: str
    corpus: str
    url: str
    markup: bytes
    body: str
    title: str | None
    authors: tuple[str, ...] | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What an extractor made of a page; `date` in the page's own zone, ISO."""

    body: str
    title: str | None
    authors: tuple[str, ...]
    date: str | None


def read_known(folder: Path, every: int = 1) -> Iterator[Known]:
    """The folder's pages, every `every`th of them.

    Raises FileNotFoundError when the folder has no ``expected.jsonl``.
    """
    with (folder / "expected.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every or not line.strip():
                continue
            item: dict[str, Any] = json.loads(line)
            authors = item.get("authors")
            yield Known(
                file=item["file"],
                corpus=item["corpus"],
                url=item.get("url") or "",
                markup=gzip.decompress((folder / item["file"]).read_bytes()),
                body=item["body"],
                title=item.get("title"),
                authors=tuple(authors) if authors else None,
                date=item.get("date"),
            )


def with_salang(known: Known, captured_at: datetime) -> Found:
    """Salang's extraction with nothing known of the page but its bytes and address."""
    page: ExtractedPage = extract(PageInput(known.url, known.markup, "text/html", {}, captured_at))
    chosen = page.dates.chosen
    day = chosen.local.date().isoformat() if chosen else None
    return Found(page.text, page.title, page.authors, day)


def with_trafilatura(known: Known) -> Found:
    """trafilatura as it comes, with metadata and its own defaults."""
    from trafilatura import bare_extraction

    document: Any = bare_extraction(known.markup, url=known.url or None, with_metadata=True)
    if document is None:
        return Found("", None, (), None)
    authors = tuple(a for a in (document.author or "").split("; ") if a)
    return Found(document.text or "", document.title, authors, document.date)


def score(known: Known, found: Found, seconds: float, tally: Tally) -> None:
    """Add one page's scores to a tally."""
    tally.pages += 1
    tally.seconds += seconds
    tally.body.append(body_f1(known.body, found.body))
    if known.title:
        tally.title.append(folded(known.title) == folded(found.title))
    if known.authors:
        tally.authors.append(same_authors(known.authors, found.authors))
    if known.date:
        tally.add_date(known.date, found.date)


def measure(pages: Iterable[Known], misses: list[str] | None = None) -> dict[str, dict[str, Tally]]:
    """Tallies by corpus and extractor; what Salang missed is described in `misses`."""
    captured_at = datetime.now(UTC)
    tallies: dict[str, dict[str, Tally]] = {}
    for number, known in enumerate(pages):
        mine = tallies.setdefault(known.corpus, {OURS: Tally(), THEIRS: Tally()})
        if number == 0:  # lazy imports and caches are nobody's time
            with_salang(known, captured_at), with_trafilatura(known)
        for name, work in (
            (OURS, lambda k: with_salang(k, captured_at)),
            (THEIRS, with_trafilatura),
        ):
            start = time.process_time()
            found = work(known)
            score(known, found, time.process_time() - start, mine[name])
            if misses is not None and name == OURS:
                misses += describe_misses(known, found, mine[OURS])
    return tallies


def describe_misses(known: Known, found: Found, tally: Tally) -> list[str]:
    """One line for each thing of a page that was not found as expected."""
    lines = []
    if tally.body[-1] < 0.9:
        lines.append(f"{known.file}: body F1 {tally.body[-1]:.3f}")
    if known.title and not tally.title[-1]:
        lines.append(f"{known.file}: title {found.title!r}")
    if known.authors and not tally.authors[-1]:
        lines.append(f"{known.file}: authors {list(found.authors)}, expected {list(known.authors)}")
    if known.date and not tally.day[-1]:
        lines.append(f"{known.file}: date {found.date}, expected {known.date[:10]}")
    return lines


def figures(tallies: dict[str, dict[str, Tally]]) -> dict[str, dict[str, dict[str, float | None]]]:
    """Figures by corpus and extractor, with the pages of many publishers taken together."""
    groups = dict(tallies)
    many = [tallies[c] for c in MANY_PUBLISHERS if c in tallies]
    if len(many) > 1:
        groups["many publishers"] = {
            name: many[0][name].merged(many[1][name]) for name in (OURS, THEIRS)
        }
    return {
        corpus: {name: tally.figures() for name, tally in pair.items()}
        for corpus, pair in groups.items()
    }


def cpu_ratio(pair: dict[str, dict[str, float | None]]) -> float:
    """Salang's processor time per page as a share of trafilatura's."""
    return (pair[OURS]["ms_per_page"] or 0.0) / (pair[THEIRS]["ms_per_page"] or 1.0)


def missed_goals(table: dict[str, dict[str, dict[str, float | None]]]) -> list[str]:
    """The goals that are not reached, in words; measured on many publishers where present."""
    pair = table.get("many publishers") or next(iter(table.values()))
    missed = [
        f"{name} {value:.3f} < {goal}"
        for name, goal in GOALS.items()
        if (value := pair[OURS][name]) is not None and value < goal
    ]
    if (pair[OURS]["wrong_years"] or 0) > MOST_WRONG_YEARS:
        missed.append(f"{pair[OURS]['wrong_years']:.0f} wrong years")
    if (ratio := cpu_ratio(pair)) > MOST_CPU:
        missed.append(f"cpu {ratio:.2f} > {MOST_CPU}")
    return missed


def render(table: dict[str, dict[str, dict[str, float | None]]]) -> str:
    """The table as text."""
    head = f"{'corpus':<17}{'extractor':<13}" + "".join(f"{c:>13}" for c in COLUMNS) + f"{'cpu':>7}"
    lines = [head, "-" * len(head)]
    for corpus, pair in table.items():
        for name, row in pair.items():
            cells = "".join(_cell(c, row[c]) for c in COLUMNS)
            ratio = f"{cpu_ratio(pair):>7.2f}" if name == OURS else f"{1:>7.2f}"
            lines.append(f"{corpus:<17}{name:<13}{cells}{ratio}")
    goals = "".join(f"{GOALS[c]:>13}" if c in GOALS else f"{'':>13}" for c in COLUMNS)
    lines.append(f"{'goal':<30}{goals}{MOST_CPU:>7}")
    return "\n".join(lines)


def _cell(column: str, value: float | None) -> str:
    if value is None:
        return f"{'-':>13}"
    if column == "wrong_years":
        return f"{value:>13.0f}"
    return f"{value:>13.1f}" if column == "ms_per_page" else f"{value:>13.4f}"


def main(arguments: list[str] | None = None) -> int:
    """Run the measurement; the exit code is 1 for missed goals with ``--check``, 2 for no pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, help="folder with pages and expected.jsonl")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth page")
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    options = parser.parse_args(arguments)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    misses: list[str] = []
    try:
        tallies = measure(read_known(options.folder, options.every), misses)
    except FileNotFoundError as error:
        print(f"no pages to measure: {error}", file=sys.stderr)
        return 2
    table = figures(tallies)
    print(json.dumps(table, indent=2) if options.json else render(table))
    if options.misses:
        print("\n".join(misses))
    missed = missed_goals(table)
    if missed and not options.json:
        print("missed: " + ", ".join(missed))
    return 1 if missed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
