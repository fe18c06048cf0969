"""A crawl of hostile outlets as `salang run` does it, in a process of its own, and its measures.

``python -m tests.hostile.crawl`` crawls and reads the catalogue of its environment, without
Prefect, and prints the problems as JSON; `crawl_of` starts it and watches its memory.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from benchmarks.processes import Samples, sampling
from models.candidates import Candidate
from models.session import make_engine, reading
from models.sources import Channel, Poll, Source
from tests.hostile.case import Case
from tests.hostile.server import ROOT, host_of
from tests.support.crawling import Home

EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Found:
    """What a crawl came to: outcomes of polls and fates of pages by source and path.

    ``seconds`` from start to end, ``peak`` in bytes over all of its processes; ``first`` and
    ``last`` are, by source, when a poll was written first and a page got its fate last, in seconds
    from the start.
    """

    problems: list[str]
    seconds: float
    peak: int
    polls: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    fates: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    first: dict[str, float] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)


def enter(home: Home, cases: Sequence[tuple[int, Case]], port: int, sound: bool = False) -> None:
    """Write the source files of cases, each with its place in the server's list."""
    for place, case in cases:
        base = f"http://{host_of(place, sound)}:{port}"
        channels = [
            {"kind": channel["kind"], "url": f"{base}{channel['path']}"}
            for channel in case.channels
        ]
        home.source(case.slug, f"{base}/", channels, **case.politeness)


def crawl_of(home: Home, environment: dict[str, str] | None = None) -> Found:
    """Crawl all that the home's catalogue has, and read it."""
    began, clock = datetime.now().astimezone(), time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.crawl"],
        env={**os.environ, **home.environment, "SALANG_CATALOG": str(home.catalog)}
        | (environment or {}),
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    samples = Samples()
    with sampling(samples, EVERY, root=process.pid):
        said, _ = process.communicate()
    seconds = time.monotonic() - clock
    if process.returncode:
        raise RuntimeError(f"the crawl ended with {process.returncode}")
    return _found(home, json.loads(said), seconds, max(samples.totals, default=0), began)


def _found(home: Home, problems: list[str], seconds: float, peak: int, began: datetime) -> Found:
    found = Found(problems, seconds, peak)
    with reading(home.engine) as session:
        for slug, url, outcome, reason, at in session.execute(
            select(Source.slug, Poll.url, Poll.outcome, Poll.reason, Poll.polled_at)
            .join(Channel, Channel.id == Poll.channel_id)
            .join(Source, Source.id == Channel.source_id)
            .order_by(Poll.id)
        ):
            found.polls.setdefault(slug, {})[_path(url)] = (outcome, reason)
            found.first.setdefault(slug, (at - began).total_seconds())
        for slug, candidate in session.execute(
            select(Source.slug, Candidate).join(Source, Source.id == Candidate.source_id)
        ):
            fates = found.fates.setdefault(slug, {})
            fates[_path(candidate.url)] = (candidate.fate, candidate.reason or "")
            if candidate.fate_at is not None:
                after = (candidate.fate_at - began).total_seconds()
                found.last[slug] = max(found.last.get(slug, 0.0), after)
    return found


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def mistakes(case: Case, found: Found) -> list[str]:
    """Every way in which a case did not come to what it must, one sentence each."""
    polls, fates = found.polls.get(case.slug, {}), found.fates.get(case.slug, {})
    wrong = []
    expected = {channel["path"]: "changed" for channel in case.channels} | dict(case.polls)
    for path, outcome in expected.items():
        got, reason = polls.get(path, ("no poll", ""))
        if got != outcome:
            wrong.append(f"poll of {path}: {got} ({reason[:200]}), not {outcome}")
    for path, fate in case.fates.items():
        got, reason = fates.get(path, ("not found", ""))
        if fate and got != fate and not (case.pending and got in ("discovered", "not found")):
            wrong.append(f"{path}: {got} ({reason[:200]}), not {fate}")
    for path, (fate, _) in fates.items():
        if fate in ("discovered", "captured") and not case.pending:
            wrong.append(f"{path[:100]}: left as {fate}")
    wrong += [f"{path}: {reason}" for path, (_, reason) in polls.items() if "broke" in reason]
    return wrong


def main() -> None:
    """Crawl and read."""
    from flows.stages.catalogue import select_sources
    from flows.stages.pipeline import crawl_and_read
    from models.base import utc_now
    from models.queries.runs import start_run
    from models.session import writing

    catalog = Path(os.environ["SALANG_CATALOG"])
    engine = make_engine()
    with writing(engine) as session:
        run_id = start_run(session, "ingest", {}, utc_now())
    problems: list[str] = []
    for batch in select_sources(engine, catalog).batches:
        problems += crawl_and_read(run_id, batch, catalog=catalog)
    print(json.dumps(problems))


if __name__ == "__main__":
    main()
