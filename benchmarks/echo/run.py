"""Copies found and missed, on labelled syndication data.

    python -m benchmarks.echo.run [NEARDUP.jsonl.gz] [--batch 200]

The file holds one document a line: `cluster` (the truth), `kind`, `ops`,
`outlet`, `minute`, `title`, `body`, `script`. Documents arrive by `minute` in
batches, as the dedupe flow meets them, and are never seen again unless an
arrival reopens them. Without the file nothing is measured and the exit code is 2.
"""

import argparse
import gzip
import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.echo.cluster import Link, cluster
from analysis.echo.fingerprint import Given, fingerprints
from benchmarks.echo.measure import (
    Pair,
    Score,
    b_cubed,
    closure,
    group_numbers,
    pairs_of,
    score_pairs,
    true_pairs,
)
from benchmarks.echo.memory import Desk
from benchmarks.echo.peers import available

DATA = Path(__file__).parents[3] / "shared" / "neardup" / "dev.jsonl.gz"
LANGUAGES = {
    "latin": "en and other Latin",
    "cyrillic": "ru",
    "arabic-persian": "fa",
    "arabic": "ar",
    "arabic-urdu": "ur",
    "han": "zh",
}


@dataclass(frozen=True)
class Outcome:
    """Links of the desk after all arrived. Seconds of processor time."""

    links: dict[Pair, Link]
    confirmed: set[Pair]
    kinds: dict[str, int]
    seconds_fingerprint: float
    seconds_decide: float
    rows: int
    lookups: int
    reopened: int


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    return sorted(documents, key=lambda document: (document["minute"], document["id"]))


def arrive(documents: list[dict[str, Any]], size: int) -> Outcome:
    """Let the documents arrive in batches of `size`."""
    desk = Desk()
    sources: dict[str, int] = {}
    read_for = decided_for = 0.0
    for start in range(0, len(documents), size):
        began = time.process_time()
        arrived = documents[start : start + size]
        prints = fingerprints(Given(one["body"], one["title"]) for one in arrived)
        batch = {
            at: (print_, sources.setdefault(documents[at]["outlet"], len(sources)))
            for at, print_ in enumerate(prints, start)
        }
        read_for += time.process_time() - began
        began = time.process_time()
        desk.add(batch)
        decided_for += time.process_time() - began
    kinds: dict[str, int] = defaultdict(int)
    links = {}
    for pair, verdict in desk.verdicts.items():
        kinds[f"{verdict.kind} {verdict.status or 'refused'}"] += 1
        if verdict.kind in ("exact", "near", "excerpt"):
            links[pair] = Link(*pair, verdict.kind, verdict.similarity)
    return Outcome(
        links=links,
        confirmed={pair for pair in links if desk.verdicts[pair].status == "confirmed"},
        kinds=dict(kinds),
        seconds_fingerprint=read_for,
        seconds_decide=decided_for,
        rows=sum(len(print_.shingles) for print_ in desk.prints.values()),
        lookups=desk.index.lookups,
        reopened=desk.reopened,
    )


def line(name: str, score: Score) -> str:
    figures = f"{score.precision:9.4f} {score.recall:9.4f} {score.f1:9.4f}"
    return f"{name:<42}{figures} {score.false:7d}"


def report(documents: list[dict[str, Any]], outcome: Outcome) -> list[str]:
    """The table, as lines."""
    count = len(documents)
    labels = [document["cluster"] for document in documents]
    true = true_pairs(labels)
    links = set(outcome.links)
    groups = cluster(outcome.links.values())
    sure = cluster(link for pair, link in outcome.links.items() if pair in outcome.confirmed)
    clusters, sure_clusters = group_numbers(groups, count), group_numbers(sure, count)

    def anything(_: Pair) -> bool:
        return True

    told = [
        f"{'':<42}{'precision':>9} {'recall':>9} {'F1':>9} {'false':>7}",
        line("pairs: links", score_pairs(links, true, anything)),
        line("pairs: clusters", score_pairs(pairs_of(clusters), true, anything)),
        line(
            "pairs: plain transitive closure",
            score_pairs(pairs_of(closure(links, count)), true, anything),
        ),
        line("B³: clusters", b_cubed(clusters, labels)),
        line("pairs: confirmed links", score_pairs(outcome.confirmed, true, anything)),
        line(
            "pairs: clusters of confirmed links",
            score_pairs(pairs_of(sure_clusters), true, anything),
        ),
        line("B³: clusters of confirmed links", b_cubed(sure_clusters, labels)),
        "",
        "by language (links)",
    ]
    for script in sorted({document["script"] for document in documents}):
        chosen = {at for at in range(count) if documents[at]["script"] == script}
        score = score_pairs(links, true, lambda pair, chosen=chosen: not chosen.isdisjoint(pair))  # type: ignore[misc] # a bound default
        told.append(line(f"  {script} ({LANGUAGES.get(script, 'other')})", score))
    told += ["", "by change (recall of pairs in which a text was so changed, and precision)"]
    for change in sorted({op for document in documents for op in document["ops"] if "-" not in op}):
        changed = {at for at in range(count) if change in documents[at]["ops"]}
        score = score_pairs(links, true, lambda pair, changed=changed: not changed.isdisjoint(pair))  # type: ignore[misc] # a bound default
        told.append(line(f"  {change}", score))
    return [*told, "", *templates(documents, links, pairs_of(clusters), true)]


def templates(
    documents: list[dict[str, Any]], links: set[Pair], joined: set[Pair], true: set[Pair]
) -> list[str]:
    """How many pairs of differently filled templates were made one text."""
    chosen = [at for at, document in enumerate(documents) if document["kind"] == "template"]
    inside = set(chosen)
    same = sum(1 for a, b in true if a in inside and b in inside)
    pairs = len(chosen) * (len(chosen) - 1) // 2 - same
    told = []
    for name, found in (("links", links), ("clusters", joined)):
        wrong = sum(1 for a, b in found - true if a in inside and b in inside)
        told.append(
            f"template pairs wrongly joined by {name}: {wrong} of {pairs} = {wrong / pairs:.4%}"
        )
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("path", nargs="?", type=Path, default=DATA)
    parser.add_argument("--batch", type=int, default=200, help="documents arriving at once")
    chosen = parser.parse_args()
    if not chosen.path.exists():
        print(f"no labelled data at {chosen.path}", file=sys.stderr)
        return 2
    documents = read(chosen.path)
    outcome = arrive(documents, chosen.batch)
    for told in report(documents, outcome):
        print(told)
    count = len(documents)
    both = outcome.seconds_fingerprint + outcome.seconds_decide
    print(f"\n{count} documents, {outcome.rows / count:.1f} index rows and", end=" ")
    print(f"{outcome.lookups / count:.0f} lookups each, {outcome.reopened} reopened")
    print(f"fingerprint {count / outcome.seconds_fingerprint:.0f}/s,", end=" ")
    print(f"candidates and decision {count / outcome.seconds_decide:.0f}/s,", end=" ")
    print(f"together {count / both:.0f}/s on one core")
    print("verdicts:", ", ".join(f"{kind} {n}" for kind, n in sorted(outcome.kinds.items())))
    true = true_pairs([document["cluster"] for document in documents])
    bodies = [document["body"] for document in documents]
    for name, peer in available().items():
        began = time.process_time()
        score = score_pairs(peer(bodies), true, lambda _: True)
        print(line(name, score), f"{count / (time.process_time() - began):.0f}/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
