"""What a run did, as plain values for artifacts, the command line and the log."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Engine

from models.queries.queue import QueueItem, queue_sizes, top_of_queue
from models.queries.summary import RunAccount, account, articles_stored, coverage_by_day
from models.session import reading


@dataclass
class Summary:
    """The end of a run: its account, the queue, the problems that a person must look at.

    ``told`` is the run's own sentence on what it did, where its account would have none.
    """

    run_id: int
    account: RunAccount
    articles: int
    queue: list[QueueItem]
    queue_sizes: dict[str, int]
    days: list[tuple[str, int, int]]
    stages: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    told: str = ""

    @property
    def state(self) -> str:
        """How the run ended: completed, or completed_with_failures."""
        return "completed_with_failures" if self.problems else "completed"

    @property
    def nothing_new(self) -> bool:
        """Whether the run found nothing that was not known."""
        done = self.account
        return not (done.new_candidates or done.pages_fetched or sum(done.fates.values()))

    @property
    def message(self) -> str:
        """The run in one sentence."""
        if self.told:
            return self.told
        done = self.account
        if self.nothing_new:
            return (
                f"nothing new: {sum(done.polls.values())} polls, no page fetched, "
                f"{self.articles} articles stored before"
            )
        dropped = sum(
            n for (_, fate), n in done.fates.items() if fate not in ("fetched", "undated")
        )
        return (
            f"{done.new_candidates} new addresses, {done.pages_fetched} pages fetched, "
            f"{done.new_articles} new articles, {done.new_revisions} changed, {dropped} dropped"
        )

    def as_dict(self) -> dict[str, Any]:
        """The summary as JSON values."""
        done = self.account
        return {
            "run_id": self.run_id,
            "state": self.state,
            "message": self.message,
            "sightings": done.sightings,
            "new_candidates": done.new_candidates,
            "pages_fetched": done.pages_fetched,
            "new_articles": done.new_articles,
            "new_revisions": done.new_revisions,
            "pending": done.pending,
            "polls": _nested(done.polls),
            "fates": _nested(done.fates),
            "articles": self.articles,
            "stages": self.stages,
            "queue": [asdict(item) for item in self.queue],
            "queue_sizes": self.queue_sizes,
            "problems": self.problems,
        }


def _nested(counts: Any) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (source, outcome), count in sorted(counts.items()):
        nested.setdefault(source, {})[outcome] = count
    return nested


def summarise(engine: Engine, run_id: int, stages: dict[str, int], problems: list[str]) -> Summary:
    """Ask the database what a run did."""
    with reading(engine) as session:
        return Summary(
            run_id=run_id,
            account=account(session, run_id),
            articles=articles_stored(session),
            queue=top_of_queue(session),
            queue_sizes=queue_sizes(session),
            days=coverage_by_day(session),
            stages=stages,
            problems=problems,
        )
