"""How fast the codebook is: ``python -m benchmarks.codebook.speed [--articles N]``.

Prints matching (the automaton over folded text) and folding in MB of UTF-8 a second, whole
tagging in articles a second, and ``retag`` of N stored articles with the peak memory of all its
processes. An article is a labelled text of this folder and, up to the length of a news article,
sentences of others in its language; ``--dense`` takes whole other texts instead, so that every
sentence is about the topic, which no corpus is: the worst case.
Rates of one process are by its processor time, so that a busy machine does not change them;
retag is by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from analysis.codebook import Codebook, CompiledCodebook, Document, compile_codebook, load
from analysis.normalize import normalize
from benchmarks.codebook.labelled import read
from flows.stages.coders import spare_collections
from flows.stages.retag import retag_texts
from models import migrate
from models.articles import Article, ArticleRevision
from models.candidates import Candidate
from models.captures import Capture
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.tagging import register_codebook
from models.session import make_engine, writing
from models.sources import Source

#: characters of an article, about the median of the pages this was made for
LENGTH = 2500
NOW = datetime(2025, 7, 3, tzinfo=UTC)
#: seconds of processor time that each rate is measured over
SECONDS = 5.0
#: articles that rates are measured on
SAMPLE = 200
#: articles written in one transaction
CHUNK = 500

Made = TypeVar("Made")


def documents(number: int, dense: bool) -> list[Document]:
    """Articles of news length, one language each, in the mix of the labelled texts.

    Made in a process of their own, since finding sentences without names takes a compiled
    codebook, whose memory is not to be counted.
    """
    return _apart(_made, number, dense)


def _apart(work: Callable[..., Made], *arguments: Any) -> Made:
    """What ``work`` gives, done in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _made(number: int, dense: bool) -> list[Document]:
    return list(_articles(number, dense))


def _articles(number: int, dense: bool) -> Iterator[Document]:
    by_language: dict[str, list[Any]] = {}
    for item in (*read("labelled"), *read("independent")):
        by_language.setdefault(item.language, []).append(item)
    filling = {
        language: [item.text for item in items] if dense else list(_plain(language, items))
        for language, items in by_language.items()
    }
    dice = random.Random(6)
    languages = sorted(by_language)
    weights = [len(by_language[language]) for language in languages]
    for _ in range(number):
        (language,) = dice.choices(languages, weights)
        first = dice.choice(by_language[language])
        paragraphs = [first.text]
        while sum(map(len, paragraphs)) < LENGTH:
            paragraphs.append(" ".join(dice.choices(filling[language], k=1 if dense else 3)))
        yield Document(first.title, "\n\n".join(paragraphs), language, published_at=NOW)


def _plain(language: str, items: Sequence[Any]) -> Iterator[str]:
    """Sentences in which the codebook finds no name of anybody; ideas may stand in them."""
    compiled = compile_codebook(load())
    for item in items:
        matched = compiled.match(Document("", item.text, language))
        named = {m.sentence for m in matched.matches if m.kind != "concept"}
        for span in matched.sentences:
            if span.index not in named:
                yield item.text[span.start : span.end]


def rates(compiled: CompiledCodebook, sample: Sequence[Document]) -> dict[str, float]:
    """MB of UTF-8 and articles, per second of processor time."""
    size = sum(len(f"{d.title}{d.text}".encode()) for d in sample) / 1e6
    folded = [normalize(f"{d.title}\n{d.text}").text for d in sample]
    find = compiled.lexicon.automaton.find_matches_as_indexes
    spent = {
        "matching_mb_s": _spent(lambda: [find(text, overlapping=True) for text in folded]),
        "folding_mb_s": _spent(lambda: [normalize(f"{d.title}\n{d.text}") for d in sample]),
        "names_and_rules_mb_s": _spent(lambda: [compiled.match(d) for d in sample]),
    }
    found = {name: size / seconds for name, seconds in spent.items()}
    found["articles_s"] = len(sample) / _spent(lambda: [compiled.code(d) for d in sample])
    found["bytes_per_article"] = 1e6 * size / len(sample)
    tags = sum(len(compiled.code(d).annotations) for d in sample)
    found["annotations_per_article"] = tags / len(sample)
    return found


def _spent(work: Any) -> float:
    """Seconds of processor time of one go, the mean of as many as take some seconds."""
    work()
    began, goes = process_time(), 0
    while (spent := process_time() - began) < SECONDS:
        work()
        goes += 1
    return spent / goes


def fill(url: str, number: int, dense: bool) -> None:
    """Write articles that an earlier codebook version has tagged, without tags.

    Runs in a process of its own: the texts are many and are not to be counted as memory.
    """
    engine = make_engine(url)
    migrate.upgrade(engine)
    with writing(engine) as session:
        codebook = register_codebook(session, "bench", 1, "1-bench", "b" * 64, [], NOW)
        source, candidate, capture = _origin(session)
    numbered = enumerate(_articles(number, dense), 1)
    while part := list(islice(numbered, CHUNK)):
        keys = {n: int(sha256(str(n).encode()).hexdigest()[:15], 16) for n, _ in part}
        with writing(engine) as session:
            session.execute(
                insert(Article),
                [
                    {
                        "id": keys[n], "identity": f"{n:032x}", "candidate_id": candidate,
                        "source_id": source, "kind": "article", "first_seen_at": NOW,
                        "current_revision_id": n,
                    }
                    for n, _ in part
                ],
            )  # fmt: skip
            session.execute(
                insert(ArticleRevision),
                [
                    {
                        "id": n, "article_id": keys[n], "number": 1, "capture_id": capture,
                        "created_at": NOW, "title": d.title, "text": d.text,
                        "text_sha256": f"{n:064x}", "word_count": len(d.text.split()),
                        "authors": [], "agencies": [], "language": d.language,
                        "language_confidence": 1.0, "published_at": NOW, "date_candidates": [],
                        "flags": [], "tagged_with": codebook,
                    }
                    for n, d in part
                ],
            )  # fmt: skip
    engine.dispose()


def _origin(session: Session) -> tuple[int, int, int]:
    """Keys of one source, candidate and capture that all articles come from."""
    entry = SourceEntry(
        slug="bench", name="Bench", home="https://b.example/", country="UZ",
        ownership="private", languages=("en",), timezone="UTC",
        channels=[("feed", "https://b.example/feed")],
    )  # fmt: skip
    sync_sources(session, [entry], NOW)
    source = session.scalars(select(Source.id)).one()
    candidate = Candidate(
        source_id=source, url="https://b.example/", url_key="bench", fate="fetched",
        fate_at=NOW, first_seen_at=NOW, last_seen_at=NOW,
    )  # fmt: skip
    session.add(candidate)
    session.flush()
    capture = Capture(
        candidate_id=candidate.id, url="x", final_url="x", status=200, headers=[],
        sha256="0" * 64, size=0, fetched_at=NOW, outcome="fetched",
    )  # fmt: skip
    session.add(capture)
    session.flush()
    return source, candidate.id, capture.id


class Memory:
    """The largest memory of this process and its children together, looked at twice a second.

    Counts proportional shares (PSS), so that pages in common are counted once; Linux only.
    """

    def __init__(self) -> None:
        self.peak = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(0.5):
            self.peak = max(self.peak, sum(map(_pss, family(os.getpid()))))


def family(process: int) -> list[int]:
    """A process and all that came from it."""
    found = [process]
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def _pss(process: int) -> float:
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass  # it ended meanwhile
    return 0.0


def measure_retag(
    codebook: Codebook, number: int, dense: bool, workers: int, url: str | None
) -> dict[str, Any]:
    """Seconds, articles a second and peak MB of tagging stored articles anew."""
    with tempfile.TemporaryDirectory() as folder:
        address = url or f"sqlite:///{folder}/bench.db"
        _apart(fill, address, number, dense)
        engine = make_engine(address)
        began, worked = perf_counter(), _processor_seconds()
        with Memory() as memory:
            done = retag_texts(engine, codebook, workers=workers)
        seconds, worked = perf_counter() - began, _processor_seconds() - worked
        engine.dispose()
    return {
        "articles": done.changes.articles,
        "workers": workers,
        "seconds": seconds,
        "processor_seconds": worked,
        "articles_s": done.changes.articles / seconds,
        "peak_mb": memory.peak,
    }


def _processor_seconds() -> float:
    """Of this process and of those of its children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.codebook.speed")
    parser.add_argument("--articles", type=int, default=2000, help="articles to tag anew")
    parser.add_argument("--workers", type=int, default=2, help="processes of retag")
    parser.add_argument("--database", help="address of an empty database; else a SQLite file")
    parser.add_argument("--dense", action="store_true", help="every sentence about the topic")
    parser.add_argument("--only-retag", action="store_true", help="leave the rates out")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    codebook = load()
    figures: dict[str, Any] = {"codebook": codebook.version}
    # first, while this process is small: retag compiles in its workers only
    figures["retag"] = measure_retag(
        codebook, options.articles, options.dense, options.workers, options.database
    )
    if not options.only_retag:
        began = process_time()
        compiled = compile_codebook(codebook)
        figures["compile_s"] = process_time() - began
        spare_collections()  # as the workers that tag do
        figures["rates"] = rates(compiled, documents(SAMPLE, options.dense))
    if options.json:
        print(json.dumps(figures, indent=2))
        return 0
    if not options.only_retag:
        found = figures["rates"]
        print(
            f"codebook {codebook.version}; {found['bytes_per_article']:.0f} bytes and "
            f"{found['annotations_per_article']:.0f} annotations an article"
        )
        print(f"compiling       {figures['compile_s']:8.1f} s")
        print(f"matching        {found['matching_mb_s']:8.1f} MB/s (automaton over folded text)")
        print(f"folding         {found['folding_mb_s']:8.1f} MB/s")
        print(f"names and rules {found['names_and_rules_mb_s']:8.1f} MB/s")
        print(f"whole tagging   {found['articles_s']:8.0f} articles/s per core")
    done = figures["retag"]
    print(
        f"retag           {done['articles_s']:8.0f} articles/s: {done['articles']} in "
        f"{done['seconds']:.1f} s with {done['workers']} processes "
        f"({done['processor_seconds']:.1f} s of processor time), peak {done['peak_mb']:.0f} MB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
