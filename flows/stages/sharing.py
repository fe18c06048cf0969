"""One crawl by several runs, on one machine or many: each part is crawled by one of them."""

from collections.abc import Iterator
from math import ceil

from sqlalchemy import Engine

from flows.stages.catalogue import SOURCES_PER_BATCH, Selection
from models.base import utc_now
from models.claims import Claims
from models.queries.crawl_parts import add_parts, mark_done, open_parts
from models.session import attempt, reading, writing

#: a run takes this share of what is left at once: few starts of a crawl process at first, and
#: small parts towards the end, so that the runs end together
SHARE = 4


def batches_of(engine: Engine, chosen: Selection, crawl: str | None) -> Iterator[dict[str, int]]:
    """Batches of sources for this run to crawl, one after the other.

    With the name of a ``crawl`` all runs that name it share the sources: a batch is in the hands
    of one of them, is done when the next is asked for, and is free again when its run ends
    without that. Without a name they are all for this run.
    """
    if crawl is None:
        yield from chosen.batches
        return
    parts = {next(iter(sources)): sources for sources, _ in chosen.parts}
    weights = {next(iter(sources)): weight for sources, weight in chosen.parts}
    attempt(engine, lambda session: add_parts(session, crawl, weights, utc_now()))
    while True:
        with Claims(engine, f"crawl {crawl}") as claims:
            names = _claimed(engine, claims, crawl, parts)
            if not names:
                return
            yield {slug: key for name in names for slug, key in parts[name].items()}
            with writing(engine) as session:
                mark_done(session, crawl, names, utc_now())


def _claimed(
    engine: Engine, claims: Claims, crawl: str, parts: dict[str, dict[str, int]]
) -> list[str]:
    with reading(engine) as session:
        waiting = [name for name in open_parts(session, crawl) if name in parts]
    most = min(ceil(len(waiting) / SHARE), SOURCES_PER_BATCH)
    mine, _ = claims.part_of(waiting, most)
    with reading(engine) as session:
        # another run may have done some of them since
        left = set(open_parts(session, crawl))
    still = [name for name in mine if name in left]
    # if not, there may be more behind them
    return still or (_claimed(engine, claims, crawl, parts) if mine else [])
