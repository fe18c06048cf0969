"""Tagging: codes with evidence and a relevance for every revision that lacks them."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from flows.stages.coders import rows_of
from flows.stages.compiled import ready
from flows.stages.rows import codes_of, document_of
from models.base import utc_now
from models.queries.tagging import (
    Coded,
    PendingTagging,
    pending_taggings,
    register_codebook,
    store_coded,
)
from models.session import attempt, reading, writing

#: revisions tagged and written in one transaction
BATCH = 100


def register(engine: Engine, codebook: Codebook) -> int:
    """The key of a codebook version in the database; written at its first use."""
    with writing(engine) as session:
        return register_codebook(
            session,
            name=codebook.codebook.id,
            number=codebook.codebook.number,
            version=codebook.version,
            sha256=codebook.sha256,
            codes=codes_of(codebook),
            now=utc_now(),
        )


class Tagger:
    """Tags pending revisions with one codebook version; counts by (source key, verdict)."""

    def __init__(self, engine: Engine, codebook: Codebook) -> None:
        self.engine = engine
        self.codebook = codebook
        self.counts: Counter[tuple[int, str]] = Counter()
        self.codebook_id = register(engine, codebook)

    def batch(self, limit: int = BATCH) -> int:
        """Tag up to ``limit`` revisions and return how many were tagged."""
        if self.engine.dialect.name == "postgresql":
            coded = attempt(self.engine, lambda session: self._claim_and_tag(session, limit))
        else:
            # one writer: nobody is held up while texts are coded
            with reading(self.engine) as session:
                work = pending_taggings(session, self.codebook_id, limit)
            coded = self._coded(work)
            with writing(self.engine) as session:
                self._store(session, coded)
        self.counts.update((item.work.source.id, item.coding["verdict"]) for item in coded)
        return len(coded)

    def _claim_and_tag(self, session: Session, limit: int) -> list[Coded]:
        """In one transaction, whose end is also the end of the claim."""
        coded = self._coded(pending_taggings(session, self.codebook_id, limit, claim=True))
        self._store(session, coded)
        return coded

    def _coded(self, work: Sequence[PendingTagging]) -> list[Coded]:
        if not work:
            return []
        # compiling takes long: only when there is something to tag
        compiled = ready(self.codebook)
        rows = rows_of(compiled, [document_of(item) for item in work])
        return [Coded(item, *row) for item, row in zip(work, rows, strict=True)]

    def _store(self, session: Session, coded: Sequence[Coded]) -> None:
        if coded:
            store_coded(session, coded, self.codebook_id, utc_now(), unlisted=True)
