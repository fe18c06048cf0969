"""What one codebook version would change against another on stored texts; stores nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from analysis.codebook.changes import Changes, Tag
from flows.progress import Step, tell
from flows.stages.coders import rows_of
from flows.stages.compiled import ready
from flows.stages.rows import document_of
from flows.stages.tag import BATCH
from models.queries.comparing import (
    StoredCodebook,
    corpus_texts,
    machine_tags,
    machine_verdicts,
    peoples_tags,
)
from models.queries.tagging import PendingTagging, decided_by_persons
from models.session import reading

#: a codebook as files, which codes, or as a version of this database, which has coded
Side = Codebook | StoredCodebook


@dataclass(frozen=True, slots=True)
class _Found:
    tags: set[Tag]
    verdict: str | None


def preview(
    engine: Engine, before: Side, after: Side, limit: int | None = None, batch: int = BATCH
) -> Changes:
    """Code stored current revisions with both sides and count the differences by code.

    A stored side is read, not coded; then only texts that it has tagged are looked at. At
    most ``limit`` texts are: keys are hashes, so they are drawn by chance, the same each
    time. What people decided holds under both sides and so is no change.
    """
    changes = Changes()
    for work in _batches(engine, (before, after), limit, batch):
        with reading(engine) as session:
            old = _side(session, before, work)
            new = _side(session, after, work)
            people = peoples_tags(session, [item.revision.id for item in work])
            decided = decided_by_persons(session, [item.article.id for item in work])
        for item in work:
            key = item.revision.id
            confirmed, rejected = people[key]
            verdicts = (old[key].verdict, new[key].verdict)
            changes.add(
                item.article.id,
                (old[key].tags - rejected) | confirmed,
                (new[key].tags - rejected) | confirmed,
                (None, None) if item.article.id in decided else verdicts,
            )
        tell(Step("codebook diff", changes.articles))
    return changes


def _batches(
    engine: Engine, sides: Sequence[Side], limit: int | None, batch: int
) -> Iterator[list[PendingTagging]]:
    stored = [side.id for side in sides if isinstance(side, StoredCodebook)]
    after: int | None = None
    left = limit
    while left is None or left > 0:
        size = batch if left is None else min(batch, left)
        with reading(engine) as session:
            work = corpus_texts(session, stored, size, after)
        if not work:
            return
        after = work[-1].article.id
        if left is not None:
            left -= len(work)
        yield work


def _side(session: Session, side: Side, work: Sequence[PendingTagging]) -> dict[int, _Found]:
    revisions = [item.revision.id for item in work]
    if isinstance(side, StoredCodebook):
        tags = machine_tags(session, revisions, side.id)
        verdicts = machine_verdicts(session, revisions, side.id)
        return {key: _Found(tags[key], verdicts.get(key)) for key in revisions}
    rows = rows_of(ready(side), [document_of(item) for item in work])
    return {
        key: _Found({_tag(row) for row in annotations}, coding["verdict"])
        for key, (annotations, coding) in zip(revisions, rows, strict=True)
    }


def _tag(row: dict[str, object]) -> Tag:
    return (
        str(row["kind"]),
        str(row["code"]),
        str(row["field"]),
        row["comment_position"],  # type: ignore[return-value]  # a row of the table annotations
        row["start_offset"],
        row["end_offset"],
    )
