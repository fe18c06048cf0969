"""Reading what was captured: screen, extract, store. Takes pending captures in batches."""

import logging
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crawlers.extraction.pool import ExtractionPool
from crawlers.extraction.types import Job, PageOutcome
from crawlers.storing import article_text, hints_for
from flows.stages.boilerplate import learn_boilerplate
from flows.stages.search import index_article
from models.base import utc_now
from models.candidates import ARTICLE, Fate
from models.pages import PageStore
from models.queries.reading import (
    PendingCapture,
    finish_reading,
    pending_captures,
    revive_duplicates,
    store_article,
)
from models.session import reading, writing

logger = logging.getLogger(__name__)

#: captures taken at once: bounds memory and what is read again after a kill
BATCH = 64
#: results written in one transaction
WRITE = 16


class Reader:
    """Reads pending captures with a pool of processes; counts fates by (source key, fate)."""

    def __init__(
        self, engine: Engine, store: PageStore, pool: ExtractionPool, run_id: int | None = None
    ) -> None:
        self.engine = engine
        self.store = store
        self.pool = pool
        self.run_id = run_id
        self.counts: Counter[tuple[int, str]] = Counter()

    def read_batch(self, source_ids: Sequence[int] | None = None, limit: int = BATCH) -> int:
        """Read up to ``limit`` pending captures and return how many were read.

        Every capture taken has its fate when this returns, so the next batch holds others.
        """
        with reading(self.engine) as session:
            work = {
                item.capture.id: item
                for item in pending_captures(session, limit, source_ids=source_ids)
            }
        taken = len(work)
        done: list[tuple[PendingCapture, PageOutcome]] = []
        for job, outcome in self.pool.run([self._job(item) for item in work.values()]):
            done.append((work[job.key], outcome))
            if len(done) >= WRITE:
                self._write(done)
                done = []
        self._write(done)
        return taken

    def read_all(self, source_ids: Sequence[int] | None = None) -> int:
        """Read until nothing is pending. Returns how many were read."""
        total = 0
        while True:
            while read := self.read_batch(source_ids):
                total += read
            with writing(self.engine) as session:
                if not revive_duplicates(session):
                    return total

    def _job(self, item: PendingCapture) -> Job:
        capture = item.capture
        return Job(
            key=capture.id,
            body_path=self.store.path(capture.sha256),
            url=capture.final_url,
            content_type=capture.content_type,
            headers=dict(capture.headers),
            fetched_at=capture.fetched_at,
            hints=hints_for(item.candidate, item.source),
            # what a person imports is wanted, whatever it names
            screen=item.candidate.hint_rule != "import",
        )

    def _write(self, done: Sequence[tuple[PendingCapture, PageOutcome]]) -> None:
        if not done:
            return
        with writing(self.engine) as session:
            for item, outcome in done:
                fate = self._store(session, item, outcome)
                self.counts[item.source.id, fate.value] += 1

    def _store(self, session: Session, item: PendingCapture, outcome: PageOutcome) -> Fate:
        now = utc_now()
        fate, reason = Fate(outcome.fate), outcome.reason
        canonical_key: str | None = None
        if fate in ARTICLE and outcome.page is not None:
            imported = item.candidate.hint_rule == "import"
            address = None if imported and not _is_web(item) else item.capture.final_url
            text, identity_hash = article_text(outcome.page, address)
            stored = store_article(session, item, text, identity_hash, now)
            if stored.outcome == "duplicate":
                fate, canonical_key = Fate.DUPLICATE_URL, text.identity
                reason = f"another form of {text.url}"
            else:
                reason = f"{reason} ({stored.outcome})" if reason else stored.outcome
            if stored.revision_id is not None and stored.article_id is not None:
                index_article(session, stored.article_id)
                if text.url is not None:
                    # documents without an address are of many origins, not of one site
                    learn_boilerplate(
                        session,
                        item.source.id,
                        stored.article_id,
                        stored.revision_id,
                        outcome.page.text,
                        now,
                    )
        finish_reading(session, item, fate, reason, now, self.run_id, outcome.title, canonical_key)
        return fate


def _is_web(item: PendingCapture) -> bool:
    return item.capture.final_url.startswith(("http://", "https://"))
