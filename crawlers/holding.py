"""Asking again for candidates that only an earlier run's limits held back."""

import asyncio
from datetime import datetime
from functools import partial

from crawlers.job import CrawlJob
from crawlers.policy import NOT_ASKED, AgeLimit
from crawlers.release import released
from crawlers.watched import WatchedSource
from crawlers.writer import Writer
from models.queries.held import held_candidates, release_held

HELD_BATCH = 1_000


async def release(database: Writer, source: WatchedSource, job: CrawlJob, now: datetime) -> None:
    """Make pending again what the limits of this run let through."""
    limits = {
        channel.id: AgeLimit.of(now, job.since, channel.spec.max_age_days, channel.spec.fetch)
        for channel in source.channels
    }
    after = 0
    while True:
        held = await database.read(
            partial(
                held_candidates,
                source_id=source.id,
                reason_start=NOT_ASKED,
                limit=HELD_BATCH,
                after=after,
            )
        )
        free = await asyncio.to_thread(released, held, limits, source.spec, now)
        if free:
            await database.write(
                partial(
                    release_held,
                    candidate_ids=free,
                    reason="within the limits of this run",
                    at=now,
                    run_id=job.run_id,
                )
            )
        if len(held) < HELD_BATCH:
            return
        after = held[-1].id
