"""All drills by name: one place for tests and for the table."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.drills import kills, outside, storage, upgrade
from tests.drills.world import Healed, World


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill; ``short`` are those that CI does."""

    name: str
    work: Callable[[World], Healed]
    short: bool = False


DRILLS = (
    Drill("kill -9 of the run, at ten moments", kills.killed_run, True),
    Drill("kill -9 of what reads pages", kills.killed_reader, True),
    Drill("kill -9 of the crawl", kills.killed_crawl),
    Drill("kill -9 of a Prefect worker and its run", outside.killed_worker),
    Drill("clock two days ahead, then four back", outside.clock_jump, True),
    Drill("network gone for hours", outside.network_gone),
    Drill("database locked for two and a half minutes", storage.locked_for_long),
    Drill("kill -9 of PostgreSQL", storage.killed_database),
    Drill("kill -9 and restart of Prefect's server", outside.prefect_restarted),
    Drill("two runs at once", outside.two_runs, True),
    Drill("upgrade of an earlier release with data", upgrade.upgraded, True),
    Drill("disk full", storage.full_disk, True),
    Drill("database locked for 20 s", storage.locked_database),
)
