"""kill -9 of the run, of its crawl, of what reads pages, at moments that the database tells."""

import os
import signal
from collections import Counter
from dataclasses import replace

from tests.drills.world import Healed, World

RUNS = "SELECT count(*) FROM runs"
READ = "SELECT count(*) FROM captures WHERE outcome <> 'pending'"
#: a question to the database, and the answer from which the run is killed
MOMENTS = (
    (RUNS, 1),
    ("SELECT count(*) FROM polls", 2),
    ("SELECT count(*) FROM candidates", 30),
    ("SELECT count(*) FROM captures", 1),
    ("SELECT count(*) FROM captures", 40),
    (READ, 1),
    ("SELECT count(*) FROM articles", 20),
    (READ, 80),
    ("SELECT count(*) FROM fingerprints", 1),
    ("SELECT count(*) FROM codings", 1),
)
#: what is stored for good, each by a key that never changes
STORED = (
    "SELECT url_key FROM candidates",
    "SELECT sha256 FROM captures",
    "SELECT id FROM articles",
    "SELECT revision_id FROM codings",
)
TEMPLATE = b"crawlers.extraction.worker"


def killed_run(world: World) -> Healed:
    """kill -9 of the run at each moment in turn, then a run that goes to its end.

    What one kill left must still be there after the next; what is doubled would stay so to the end.
    """
    home = world.home()
    lost: list[str] = []
    before = [Counter(home.answers(question)) for question in STORED]
    for question, least in MOMENTS:
        runs = home.count(RUNS)
        run = home.start()
        run.until(
            lambda runs=runs, question=question, least=least: (  # type: ignore[misc]
                home.count(RUNS) > runs and home.count(question) >= least
            )
        )
        run.kill()
        after = [Counter(home.answers(question)) for question in STORED]
        lost += [
            f"lost by the kill from {least} of {question}: {key}"
            for known, now in zip(before, after, strict=True)
            for key in known - now
        ]
        before = after
    healed = world.healed(home, [], home.run(), home.doctor())
    return replace(healed, lost=healed.lost + len(lost), examples=(*healed.examples, *lost[:4]))


def killed_crawl(world: World) -> Healed:
    """kill -9 of the process that fetches."""
    home = world.home()
    run = home.start()
    run.until(lambda: home.count("SELECT count(*) FROM captures") >= 20)
    for pid in run.processes(b"crawlers.launch"):
        os.kill(pid, signal.SIGKILL)
    hit = run.end()
    assert hit.code == 1, hit.said[-2000:]
    told = next(line for line in hit.said.splitlines() if "killed by signal 9" in line)
    return world.healed(home, [hit], home.run(), f"the run: {told.strip()}")


def killed_reader(world: World) -> Healed:
    """kill -9 of the processes that read pages, and of the one they are forked from."""
    home = world.home()
    run = home.start()
    run.until(lambda: home.count(READ) >= 10 and len(run.processes(TEMPLATE)) > 1)
    for pid in run.processes(TEMPLATE):
        os.kill(pid, signal.SIGKILL)
    hit = run.end()
    lost = home.count("SELECT count(*) FROM candidates WHERE fate = 'extraction_failed'")
    return world.healed(
        home, [hit], home.run(), f"report candidates: {lost} extraction_failed with their reason"
    )
