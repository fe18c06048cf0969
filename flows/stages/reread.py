"""Reading stored pages again: after a fault of the reader is mended, or its rules got better.

Batches are bounded and each is committed by itself. A page whose reading says what it said
before changes nothing, so a run that is killed or started twice does no harm.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from flows.progress import Step, tell
from flows.stages.catalogue import UnknownSource
from flows.stages.read import BATCH, Reader
from models.candidates import Fate
from models.queries.rereading import (
    captures_to_reread,
    count_pruned,
    count_to_reread,
    source_keys,
)
from models.session import reading


@dataclass
class Reread:
    """How many pages had one fate before and have another, or the same, now.

    ``pruned`` could not be read: the policy of retention let their bytes go.
    """

    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    pruned: int = 0

    @property
    def sentence(self) -> str:
        """What was done, in one sentence."""
        total = self.fates.total()
        lost = (
            f"; {self.pruned} cannot be: their bytes were let go by the policy of retention"
            if self.pruned
            else ""
        )
        if not total:
            return f"nothing to do: no stored page has such a fate{lost}"
        changed = sum(count for (before, after), count in self.fates.items() if before != after)
        again = f"{total} stored pages read again, {changed} of them with another fate than before"
        return again + lost

    def rows(self) -> list[dict[str, Any]]:
        """``before``, ``after`` and ``pages``, changes first."""
        ordered = sorted(self.fates.items(), key=lambda row: (row[0][0] == row[0][1], row[0]))
        return [
            {"before": before, "after": after, "pages": count} for (before, after), count in ordered
        ]


def stored_sources(engine: Engine, slugs: Sequence[str]) -> list[int] | None:
    """Keys of these sources; None, which means all, for no slugs.

    Raises:
        UnknownSource: when the database knows no source of such a name.
    """
    if not slugs:
        return None
    with reading(engine) as session:
        keys = source_keys(session, slugs)
    if missing := [slug for slug in slugs if slug not in keys]:
        raise UnknownSource(f"nothing is stored of a source named {', '.join(missing)}")
    return list(keys.values())


def reread(
    reader: Reader,
    fates: Collection[Fate],
    slugs: Sequence[str] = (),
    since: datetime | None = None,
    batch: int = BATCH,
) -> Reread:
    """Read again the latest capture of every candidate with one of ``fates``.

    ``slugs`` are the only sources taken, if any are given, ``since`` the earliest time of
    fetching.

    Raises:
        UnknownSource: when the database knows no source of such a name.
    """
    done = Reread()
    source_ids = stored_sources(reader.engine, slugs)
    with reading(reader.engine) as session:
        total = count_to_reread(session, fates, source_ids, since)
        done.pruned = count_pruned(session, fates, source_ids, since)
    after = 0
    while True:
        with reading(reader.engine) as session:
            work = captures_to_reread(
                session, fates, batch, after=after, source_ids=source_ids, fetched_since=since
            )
        if not work:
            return done
        # each capture has its turn once, also when its new fate is asked for as well
        after = work[-1].capture.id
        for item, fate in reader.read_again(work):
            done.fates[item.candidate.fate, fate.value] += 1
        tell(Step("reread", done.fates.total(), max(total, done.fates.total())))
