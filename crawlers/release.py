"""Which candidates that were held back by an earlier run's limits are to be asked for. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from crawlers.catalog import SourceSpec
from crawlers.policy import AgeLimit
from crawlers.seen import latest_date
from models.queries.held import HeldCandidate


def released(
    held: Sequence[HeldCandidate],
    limits: Mapping[int, AgeLimit],
    spec: SourceSpec,
    now: datetime,
) -> list[int]:
    """Keys of the candidates that at least one of their channels now lets through.

    ``limits`` are those of this run by key of the channel; channels not among them let nothing
    through.
    """
    free: list[int] = []
    for candidate in held:
        mine = [limits[key] for key in candidate.channel_ids if key in limits]
        if not mine:
            continue
        latest = latest_date(
            candidate.published, candidate.modified, candidate.hint_rule or "feed", spec, now
        )
        if any(limit.refusal(latest) is None for limit in mine):
            free.append(candidate.id)
    return free
