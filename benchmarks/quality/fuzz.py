"""Feed the extractor broken pages for a given time and report what it could not take.

    python -m benchmarks.quality.fuzz [--seconds N | --cases N | --only N] [--seed N]
                                      [--pages DIR ...]

Seeds are the sample newsroom's pages, and of a folder its PDF and DOCX files and the pages of
its ``expected.jsonl``. Each case takes one seed, or two spliced, and
cuts, repeats, swaps and overwrites parts of it. Case N is made from the random generator
``SEED:N`` alone, so a finding is seen again with ``--only N``.

A finding is: an exception that leaves the extractor, a part of it that failed, more than
`MOST_SECONDS` of processor time (where the pool would end the page; the place in the code is
told). The exit code is 1 when there is any.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crawlers.extraction.engine import extract
from crawlers.extraction.types import PageInput
from crawlers.imports import PLAIN_ENDINGS
from crawlers.newsroom.content import OUTLETS, load_outlet
from crawlers.newsroom.site import build_site

MOST_SECONDS = 10.0
#: the largest case; one in a hundred is blown up to it
LARGEST = 10 * 1024 * 1024
USUAL = 300_000
READ_AT = datetime(2025, 11, 21, 12, tzinfo=UTC)
_PIECES = (
    b"<div>", b"</div>", b"<table><tr><td>", b"<p>", b"<h1>", b"</h1>", b"<!--", b"-->",
    b"<br><br>",
    b"<script type='application/ld+json'>", b'{"@type":"NewsArticle","author":[', b"</script>",
    b"<", b"<!doctype html>",
    b"<meta property='article:published_time' content='", b"'>", b"<time datetime='2025-13-45'>",
    b"\x00", b"&#8217;", b"\xed\xa0\x80", b"\xff\xfe", b"<svg><title>", b"<li class='comment'>",
    b"endstream", b"endobj", b"<< /Length 999999999 >>", b"/Filter /FlateDecode", b"PK\x01\x02",
    "۱۲ سرطان ۱۴۰۴".encode(), b"31 February 20255", b"<div class='live-blog-entry'>", b"[(",
    b")] TJ",
)  # fmt: skip
_TYPES = (
    "text/html", "text/html; charset=utf-8", "text/plain", None, "application/pdf",
    "text/html; charset=windows-1251", "application/xhtml+xml",
)  # fmt: skip


class _TooLong(BaseException):
    """A case has had its time. No Exception: nothing in the extractor may catch it."""


def watch_time() -> None:
    """Have the timer that `run_case` sets end a case; call it once, in the main thread."""
    signal.signal(signal.SIGPROF, _end_case)


def _end_case(*_: object) -> None:
    raise _TooLong


@dataclass(frozen=True, slots=True)
class Seed:
    """A page as it should be."""

    name: str
    body: bytes
    content_type: str | None


@dataclass(slots=True)
class Report:
    """What the cases came to; seconds are processor time."""

    cases: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def seeds(folders: Sequence[Path] = ()) -> list[Seed]:
    """Every page of the sample newsroom, the documents and known pages of folders."""
    found: list[Seed] = []
    for slug in OUTLETS:
        site = build_site(load_outlet(slug), "http://127.0.0.1:8000", 1)
        found += [
            Seed(f"{slug}{path}", resource.body, resource.content_type)
            for path, resource in site.resources.items()
            if resource.body
        ]
    for folder in folders:
        found += [
            Seed(file.name, file.read_bytes(), PLAIN_ENDINGS[file.suffix])
            for file in sorted(folder.iterdir())
            if file.suffix in (".pdf", ".docx")
        ]
        known = folder / "expected.jsonl"
        for line in known.read_text("utf-8").splitlines() if known.exists() else ():
            name = json.loads(line)["file"]
            found.append(Seed(name, gzip.decompress((folder / name).read_bytes()), "text/html"))
    return found


def case(number: int, seed: int, among: Sequence[Seed]) -> tuple[str, bytes, str | None]:
    """The name, bytes and content type of one case."""
    dice = random.Random(f"{seed}:{number}")
    chosen = dice.choice(among)
    body = bytearray(chosen.body)
    if dice.random() < 0.2:
        other = dice.choice(among).body
        body[dice.randrange(len(body) + 1) :] = other[dice.randrange(len(other) + 1) :]
    for _ in range(dice.choice((1, 1, 2, 4, 8, 30))):
        _damage(body, dice)
    size = LARGEST if dice.random() < 0.01 else USUAL
    if dice.random() < 0.1 and body:
        # one part a great many times: what nests, what repeats
        at = dice.randrange(len(body))
        part = bytes(body[at : at + dice.choice((3, 20, 200, 5_000))])
        body[at:at] = part * ((size - len(body)) // max(1, len(part)))
    declared = chosen.content_type if dice.random() < 0.8 else dice.choice(_TYPES)
    return chosen.name, bytes(body[:LARGEST]), declared


def _damage(body: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(body) + 1)
    end = min(len(body), start + dice.choice((1, 4, 30, 400, 8_000)))
    match dice.randrange(6):
        case 0:
            del body[start:end]
        case 1:
            body[start:start] = body[start:end]
        case 2:
            body[start:end] = dice.randbytes(end - start)
        case 3:
            body[start:start] = dice.choice(_PIECES)
        case 4:
            del body[start:]
        case _:
            other = dice.randrange(len(body) + 1)
            body[start:end], body[other:other] = b"", bytes(body[start:end])


def run_case(number: int, seed: int, among: Sequence[Seed], report: Report) -> None:
    """Extract one case and count what came of it."""
    name, body, content_type = case(number, seed, among)
    label = f"case {number} ({name}, {len(body):,} bytes)"
    report.cases += 1
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        page = extract(PageInput("https://lantern.example/a", body, content_type, {}, READ_AT))
    except _TooLong as stopped:
        frames = traceback.extract_tb(stopped.__traceback__)[1:-1][-6:]
        places = " > ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
        report.findings.append(f"{label}: over {MOST_SECONDS:g} s in {places}")
        return
    except Exception as error:
        report.findings.append(f"{label}: {type(error).__name__}: {error}")
        return
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    seconds = time.process_time() - start
    report.slowest = max(report.slowest, (seconds, label))
    report.kinds[page.kind] = report.kinds.get(page.kind, 0) + 1
    failed = [flag for flag in page.flags if flag.startswith("failed:")]
    if failed:
        report.findings.append(f"{label}: {', '.join(failed)}: {'; '.join(page.kind_reasons)}")


def _run(options: argparse.Namespace, among: Sequence[Seed], report: Report) -> None:
    until = time.monotonic() + options.seconds
    if options.only is not None:
        run_case(options.only, options.seed, among, report)
    elif options.cases is not None:
        for number in range(options.cases):
            run_case(number, options.seed, among, report)
    else:
        while time.monotonic() < until:
            run_case(report.cases, options.seed, among, report)


def main(arguments: list[str] | None = None) -> int:
    """Run cases until the time is over; the exit code is 1 when there are findings."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long, by the clock")
    parser.add_argument("--cases", type=int, metavar="N", help="so many cases instead")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other cases")
    parser.add_argument("--pages", type=Path, nargs="*", default=[], help="folders of seeds")
    parser.add_argument("--only", type=int, metavar="N", help="case N alone")
    options = parser.parse_args(arguments)
    among, report = seeds(options.pages), Report()
    watch_time()
    logging.disable(logging.CRITICAL)
    try:
        _run(options, among, report)
    finally:
        logging.disable(logging.NOTSET)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{report.cases:,} cases of {len(among)} seeds; largest memory {memory:,} MB")
    print(f"slowest {report.slowest[0]:.2f} s: {report.slowest[1]}")
    print("kinds: " + ", ".join(f"{kind} {n:,}" for kind, n in sorted(report.kinds.items())))
    print("\n".join(report.findings) or "no findings")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
