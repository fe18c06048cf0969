"""Salang against what people would use otherwise: ``python -m benchmarks.speed.run``.

All read the same pages from a server on loopback, one after another, in rounds, so that a busy
minute of the machine falls on everybody. Prints for each mix (all pages about the topic; a stream
in which one in twenty is) the medians over the rounds and the ratios of rates within a round.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path
from time import monotonic
from typing import get_args

from benchmarks.speed import environment
from benchmarks.speed.contestants import (
    KEPT,
    Contestant,
    Round,
    RoundFailed,
    bound,
    peer,
    salang,
    trafilatura_command,
)
from benchmarks.speed.corpus import Corpus, Mix, corpus
from benchmarks.speed.lost import lost
from benchmarks.speed.served import Server, serving
from crawlers.extraction.screening import CodebookScreen

MB = 1_000_000
#: pages of a round where --count says nothing; the stream is read many times as fast
COUNT = {"relevant": 243, "stream": 1_944}


def contestants(pages: Corpus) -> list[Contestant]:
    """All of them, in the order in which a round goes."""
    stream = pages.mix == "stream"
    return [
        Contestant("Salang", salang),
        Contestant("Scrapy + trafilatura in the callback", peer("scrapy_callback.py"),
                   ("scrapy", "trafilatura"), 0.125 if stream else 1.0),
        Contestant("Scrapy + pool of two processes", peer("scrapy_pool.py"),
                   ("scrapy", "trafilatura"), 0.125 if stream else 1.0),
        Contestant("trafilatura's command line", trafilatura_command,
                   ("trafilatura",), 0.125 if stream else 1.0),
        Contestant("newspaper4k", peer("newspaper_library.py"),
                   ("newspaper4k",), 0.03125 if stream else 0.25),
        Contestant("news-please", peer("newsplease_library.py"),
                   ("news-please",), 0.03125 if stream else 0.25),
        Contestant("bound: two processes, trafilatura only", bound(pages.body),
                   ("trafilatura",), 0.125 if stream else 1.0),
    ]  # fmt: skip


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, help="folder of .html or .html.gz; else generated")
    parser.add_argument("--mix", choices=get_args(Mix), help="one mix only")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=inf, help="seconds; then no new round")
    parser.add_argument("--count", type=int, help="pages that Salang reads in a round")
    parser.add_argument("--lost", action="store_true", help="also check what screening loses")
    parser.add_argument("--only", help="only contestants whose name holds this")
    parser.add_argument("--output", type=Path, help="also write all rounds here, as JSON")
    arguments = parser.parse_args()
    missing = environment.make()
    results: dict[str, list[dict[str, Round]]] = {}
    until = monotonic() + arguments.limit
    for mix in (arguments.mix,) if arguments.mix else get_args(Mix):
        pages = corpus(arguments.pages, mix, arguments.count or COUNT[mix], _screen())
        who = [
            one for one in contestants(pages)
            if one.name == "Salang" or not arguments.only or arguments.only in one.name
        ]  # fmt: skip
        for one in who:
            if reason := next((missing[need] for need in one.needs if need in missing), ""):
                print(f"{one.name}: not measured, it cannot be installed ({reason})")
        who = [one for one in who if not any(need in missing for need in one.needs)]
        with serving(pages) as server:
            rounds = results[mix] = []
            while len(rounds) < arguments.rounds and monotonic() < until:
                rounds.append(_round(server, pages, who, len(rounds)))
                _keep(arguments.output, results)
            if arguments.lost and mix == "stream":
                wanted, gone = lost(server, server.begin(pages.count))
                print(
                    f"\nscreening: {len(wanted)} articles are relevant or borderline when all is "
                    f"extracted; {len(gone)} of them lost {sorted(gone) or ''}"
                )
        print(f"\n{title(pages, len(rounds))}\n\n{table(rounds)}\n")


def _keep(output: Path | None, results: dict[str, list[dict[str, Round]]]) -> None:
    if output is not None:
        output.write_text(json.dumps(results, default=_plain, indent=1), encoding="utf-8")


def _screen() -> Callable[[bytes], bool]:
    """The screen of the packaged codebook; kept, so that no round has to make it."""
    screen = CodebookScreen(None, KEPT)()
    return lambda body: screen.check(body, None).passed


def _round(
    server: Server, pages: Corpus, who: Sequence[Contestant], number: int
) -> dict[str, Round]:
    done: dict[str, Round] = {}
    for one in who:
        count = max(20, int(pages.count * one.share))
        urls = server.begin(count)
        with tempfile.TemporaryDirectory(prefix="salang-bench-") as home:
            if one.run is salang:
                server.write_catalogue(Path(home) / "catalog")
            try:
                done[one.name] = one.run(server, urls, Path(home))
            except RoundFailed as error:
                print(f"round {number + 1}, {one.name}: {error}", file=sys.stderr)
                continue
        print(f"round {number + 1}: {one.name}: {line(done[one.name])}", file=sys.stderr)
    return done


def line(done: Round) -> str:
    """One round in words."""
    return (
        f"{done.rate:.1f} pages/s, {done.pages} pages in {done.seconds:.1f} s, processor "
        f"{done.cpu:.1f} s, start {done.start:.1f} s, peak {done.peak / MB:.0f} MB, kept "
        f"{done.kept} {dict(done.more) or ''}"
    )


def title(pages: Corpus, rounds: int) -> str:
    """The heading of a table."""
    sizes = [len(pages.body(number)) for number in range(min(pages.count, 1000))]
    what = "all pages on topic" if pages.mix == "relevant" else "a stream, one page in 20 on topic"
    return (
        f"{what}: {pages.count} pages of {statistics.median(sizes) / 1000:.0f} kB (median; mean "
        f"{statistics.mean(sizes) / 1000:.0f}), medians of {rounds} rounds"
    )


def table(rounds: Sequence[dict[str, Round]]) -> str:
    """The table of a mix, in Markdown."""
    lines = [
        "| | pages a second | Salang's rate against it | processor seconds per 1,000 pages "
        "| peak memory, MB | start, s | pages a round |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    names = dict.fromkeys(name for each in rounds for name in each)
    for name in names:
        done = [each[name] for each in rounds if name in each]
        both = [
            each["Salang"].rate / each[name].rate
            for each in rounds
            if name in each and "Salang" in each
        ]
        ratio = f"{statistics.median(both):.2f}" if both else ""
        spread = f" ({min(both):.2f} to {max(both):.2f})" if both and name != "Salang" else ""
        lines.append(
            f"| {name} | {statistics.median(one.rate for one in done):.1f} | {ratio}{spread} "
            f"| {statistics.median(1000 * one.cpu / one.pages for one in done):.1f} "
            f"| {max(one.peak for one in done) / MB:.0f} "
            f"| {statistics.median(one.start for one in done):.1f} | {done[0].pages} |"
        )
        if name == "Salang":
            whole = statistics.median(one.more["whole run"] for one in done)
            lines.append(
                f"| … with echo, tags and stories, to the end of the run | {whole:.1f} | | | | | |"
            )
    return "\n".join(lines)


def _plain(value: object) -> object:
    if isinstance(value, Round):
        names = ("pages", "seconds", "start", "cpu", "peak", "kept", "more")
        return {name: getattr(value, name) for name in names}
    raise TypeError(type(value))


if __name__ == "__main__":
    main()
