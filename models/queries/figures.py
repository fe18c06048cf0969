"""Figures for a monitoring system: what is stored, what waits, how the runs and sources do."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.articles import Article
from models.candidates import Candidate
from models.health import SourceHealth
from models.queries.backlog import ReviewQueue, review_queue_week, waiting
from models.runs import Run, StageCount
from models.sources import Source


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run of a flow: when it began, when it ended if it did, and how."""

    flow: str
    state: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts as of one moment. Runs are by (flow, state), items by (stage, outcome)."""

    waiting: dict[str, int]
    queue: ReviewQueue
    candidates: dict[str, int]
    articles: dict[str, int]
    runs: dict[tuple[str, str], int]
    last: list[LastRun]
    items: dict[tuple[str, str], int]
    sources: dict[str, str] = field(default_factory=dict)


def figures(session: Session, now: datetime) -> Figures:
    """Count them."""
    last = select(func.max(Run.id)).group_by(Run.flow)
    return Figures(
        waiting=waiting(session, now),
        queue=review_queue_week(session, now),
        candidates=dict(
            session.execute(select(Candidate.fate, func.count()).group_by(Candidate.fate)).all()
        ),
        articles={
            verdict or "untagged": count
            for verdict, count in session.execute(
                select(Article.verdict, func.count()).group_by(Article.verdict)
            )
        },
        runs={
            (flow, state): count
            for flow, state, count in session.execute(
                select(Run.flow, Run.state, func.count()).group_by(Run.flow, Run.state)
            )
        },
        last=[
            LastRun(run.flow, run.state, run.started_at, run.finished_at)
            for run in session.scalars(select(Run).where(Run.id.in_(last)).order_by(Run.flow))
        ],
        items={
            (stage, outcome): int(count)
            for stage, outcome, count in session.execute(
                select(StageCount.stage, StageCount.outcome, func.sum(StageCount.items)).group_by(
                    StageCount.stage, StageCount.outcome
                )
            )
        },
        sources=dict(
            session.execute(
                select(Source.slug, SourceHealth.state)
                .join(SourceHealth, SourceHealth.source_id == Source.id)
                .where(Source.active)
            ).all()
        ),
    )
