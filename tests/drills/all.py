"""All drills by name, those of the short form first: one place for tests and for the table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.drills import kills, outside, storage, upgrade
from tests.drills.world import Healed, World


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill; ``short`` are those that CI does, in ``work``'s short form where there is one."""

    name: str
    work: Callable[[World], Healed]
    short: bool = False


DRILLS = (
    Drill(
        "kill -9 of the run, at three moments", partial(kills.killed_run, moments=kills.SHORT), True
    ),
    Drill("kill -9 of what reads pages", kills.killed_reader, True),
    Drill("disk full", storage.full_disk, True),
    Drill("two runs at once", outside.two_runs, True),
    Drill("upgrade of an earlier release with data", upgrade.upgraded, True),
    Drill("clock two days ahead, then four back", outside.clock_jump, True),
    Drill("kill -9 of PostgreSQL", storage.killed_database),
    Drill("kill -9 of the run, ten times", kills.killed_run),
    Drill("kill -9 of the crawl", kills.killed_crawl),
    Drill("kill -9 of a Prefect worker and its run", outside.killed_worker),
    Drill("database locked for 20 s", storage.locked_database),
    Drill("database locked for longer than a minute", storage.database_locked_for_long),
    Drill("network gone for hours", outside.network_gone),
    Drill("kill -9 and restart of Prefect's server", outside.prefect_restarted),
)
