"""Upgrading a database of an earlier release, with its data, to this one.

`data/release_0009.db.xz` is what the code of migration 0009 (commit e732716, 2026-11-21) left of
`salang run --sample` with SALANG_SAMPLE_PORT=31990, vacuumed.
"""

import lzma
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from crawlers.newsroom.server import Newsroom
from tests.drills.world import SALANG, Healed, Home, World
from tests.support.sample import stored_rows

DUMP = Path(__file__).parent / "data" / "release_0009.db.xz"
#: the addresses in the dump have it, and the keys of all articles follow from them
PORT = 31990
#: what says which articles and addresses there are, and what became of them
KEYS = {
    "report_articles": ("article_id", "url", "source", "title", "text_sha256", "revision"),
    "report_candidates": ("url", "source", "fate"),
}


def restore(database: Path) -> None:
    """Make the database as the earlier release left it."""
    database.write_bytes(lzma.decompress(DUMP.read_bytes()))


def kept(home: Home) -> dict[str, Counter[tuple[Any, ...]]]:
    """The rows that a release must keep, by report."""
    with home.engine() as engine:
        return {
            view: Counter(tuple(row[name] for name in names) for row in stored_rows(engine, view))
            for view, names in KEYS.items()
        }


def upgraded(world: World) -> Healed:
    """Upgrade, and run: nothing the earlier release stored is lost or stored again."""
    home = Home(world.folder / "upgraded", PORT, world.prefect.address)
    restore(home.folder / "salang.db")
    refused = home.run()
    assert refused.code == 1
    assert "salang db upgrade" in refused.said, refused.said[-2000:]
    everything = {**os.environ, **home.environment}
    subprocess.run([SALANG, "db", "upgrade"], env=everything, check=True, timeout=300)
    before = kept(home)
    assert before["report_articles"].total() == ARTICLES
    with Newsroom(PORT):
        heals = home.run()
    assert heals.code == 0, heals.said[-2000:]
    after = kept(home)
    told = next(line.strip() for line in refused.said.splitlines() if "salang db upgrade" in line)
    return Healed(
        sum((before[view] - after[view]).total() for view in KEYS),
        sum((after[view] - before[view]).total() for view in KEYS),
        heals.peak,
        heals.seconds,
        f"a run before the upgrade: {told}",
        tuple(
            f"{view}: {row}"
            for view in KEYS
            for row in [*(before[view] - after[view]), *(after[view] - before[view])][:4]
        ),
    )


#: articles of the sample then
ARTICLES = 67
