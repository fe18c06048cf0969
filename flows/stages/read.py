"""Reading what was captured: screen, extract, store. Takes pending captures in batches."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from crawlers.extraction.pool import ExtractionPool
from crawlers.extraction.types import Job, PageOutcome
from crawlers.storing import article_text, hints_for
from flows.stages.boilerplate import learn_boilerplate
from flows.stages.revisits import store_visit
from flows.stages.search import index_articles
from models.articles import ArticleRevision
from models.base import utc_now
from models.candidates import ARTICLE, Fate
from models.claims import SHARED, Claims
from models.pages import PageStore
from models.queries.reading import (
    ArticleText,
    PendingCapture,
    Stored,
    at_once,
    finish_reading,
    pending_candidates,
    pending_captures,
    revive_duplicates,
    store_article,
)
from models.queries.rereading import WATCHED, note_reading, stands
from models.queries.revisits import visits_of
from models.session import attempt, reading, writing
from models.visits import ArticleVisit

logger = logging.getLogger(__name__)

#: captures taken at once: bounds memory, and what waits for the slowest page of them
BATCH = 256
#: results written in one transaction, and seconds after which fewer are written
WRITE = 16
WRITE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Result:
    """The fate that reading leads to, why, and for a duplicate the key of what it repeats."""

    fate: Fate
    reason: str
    canonical_key: str | None = None


def in_turn(work: Sequence[PendingCapture]) -> list[PendingCapture]:
    """One page of each source, then a second of each, and so on.

    So a source whose pages all take their full time holds up the others by one page, not by all.
    """
    before: Counter[int] = Counter()
    rounds: list[int] = []
    for item in work:
        rounds.append(before[item.source.id])
        before[item.source.id] += 1
    return [item for _, item in sorted(zip(rounds, work, strict=True), key=lambda pair: pair[0])]


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
        #: of the captures being read, those of articles that were asked for again
        self._visits: dict[int, ArticleVisit] = {}
        #: articles with a new text, of the transaction that is open
        self._to_index: list[int] = []

    def read_batch(self, source_ids: Sequence[int] | None = None, limit: int = BATCH) -> int:
        """Read up to ``limit`` pending captures and return how many were read.

        Every capture taken has its fate when this returns, so the next batch holds others. What
        another worker is reading is left to it.
        """
        with Claims(self.engine, "read") as claims:
            pending = self._claimed(claims, limit, source_ids)
            # one of each candidate: the pool answers in any order, and revisions have theirs
            first: dict[int, PendingCapture] = {}
            for item in pending:
                first.setdefault(item.candidate.id, item)
            work = list(first.values())
            for done in self._outcomes(work):
                self._write(done)
        return len(work)

    def _claimed(
        self, claims: Claims, limit: int, source_ids: Sequence[int] | None
    ) -> list[PendingCapture]:
        with reading(self.engine) as session:
            # all captures of a candidate are one worker's: their order is that of its revisions
            keys = pending_candidates(session, SHARED * limit, source_ids)
        mine, _ = claims.part_of(keys, limit)
        if not mine:
            return []
        with reading(self.engine) as session:
            pending = pending_captures(session, limit, candidate_ids=mine)
            self._visits = visits_of(session, [item.capture.id for item in pending])
        return pending

    def read_again(self, work: Sequence[PendingCapture]) -> list[tuple[PendingCapture, Fate]]:
        """Read captures that were read before; gives each with the fate its candidate has now.

        A fate that changes is added to the history; one that `stands` leaves no trace but the
        time of reading. A text, date or byline that is read differently is a new revision.
        """
        fates: list[tuple[PendingCapture, Fate]] = []
        for done in self._outcomes(work):
            with writing(self.engine) as session:
                fates += self._all(session, done, self._store_again)
        for item, fate in fates:
            self.counts[item.source.id, fate.value] += 1
        return fates

    def read_all(self, source_ids: Sequence[int] | None = None) -> int:
        """Read until nothing is pending. Returns how many were read."""
        total = 0
        while True:
            while read := self.read_batch(source_ids):
                total += read
            with writing(self.engine) as session:
                if not revive_duplicates(session):
                    return total

    def _job(self, item: PendingCapture, body: Path) -> Job:
        capture = item.capture
        return Job(
            key=capture.id,
            body_path=body,
            url=capture.final_url,
            content_type=capture.content_type,
            headers=dict(capture.headers),
            fetched_at=capture.fetched_at,
            hints=hints_for(item.candidate, item.source),
            # what a person imports is wanted, whatever it names; and what was wanted before is
            # wanted most when it does not name the topic any more
            screen=item.candidate.hint_rule != "import" and capture.id not in self._visits,
        )

    def _outcomes(
        self, work: Sequence[PendingCapture]
    ) -> Iterator[list[tuple[PendingCapture, PageOutcome]]]:
        """What reading gives, as it is done, as many at a time as one transaction writes."""
        items = {item.capture.id: item for item in work}
        done: list[tuple[PendingCapture, PageOutcome]] = []
        written = monotonic()
        with self.store.at_hand([item.capture.sha256 for item in work]) as bodies:
            jobs = [self._job(item, bodies[item.capture.sha256]) for item in in_turn(work)]
            for job, outcome in self.pool.run(jobs):
                done.append((items[job.key], outcome))
                # a page that takes its full time must not keep the others' results waiting
                if len(done) >= WRITE or monotonic() - written > WRITE_SECONDS:
                    yield done
                    done, written = [], monotonic()
            if done:
                yield done

    def _write(self, done: Sequence[tuple[PendingCapture, PageOutcome]]) -> None:
        """Store results in one transaction; one that cannot be stored costs its own fate only."""
        try:
            stored = attempt(self.engine, lambda session: self._all(session, done, self._store))
        except OperationalError:
            raise  # no disk, no server: true for all of them, which stay pending
        except Exception as error:
            if len(done) > 1:
                for one in done:
                    self._write([one])
                return
            [(item, outcome)] = done
            if outcome.page is None:
                raise
            logger.exception("what was read of %s cannot be stored", item.capture.url)
            reason = f"what was read cannot be stored ({type(error).__name__}); please report this"
            self._write([(item, PageOutcome("extraction_failed", reason))])
            return
        for item, fate in stored:
            self.counts[item.source.id, fate.value] += 1

    def _all(
        self,
        session: Session,
        done: Sequence[tuple[PendingCapture, PageOutcome]],
        store: Callable[[Session, PendingCapture, PageOutcome], Fate],
    ) -> list[tuple[PendingCapture, Fate]]:
        """Store all, with their fates; the texts are made ready for search in one go."""
        self._to_index = []
        # one question for all instead of two for each; held until the end of the block
        _held = at_once(session, [item for item, _ in done])
        fates = [(item, store(session, item, outcome)) for item, outcome in done]
        if self._to_index:
            index_articles(session, self._to_index)
        return fates

    def _store(self, session: Session, item: PendingCapture, outcome: PageOutcome) -> Fate:
        now = utc_now()
        if (visit := self._visits.get(item.capture.id)) is not None:
            done = store_visit(session, item, outcome, visit, now, self.run_id)
            if done.stored is not None and done.text is not None:
                self._prepare(session, item, done.stored, done.text, now)
            return done.fate
        result = self._keep(session, item, outcome, now)
        self._finish(session, item, outcome, result, now)
        return result.fate

    def _store_again(self, session: Session, item: PendingCapture, outcome: PageOutcome) -> Fate:
        now, before = utc_now(), Fate(item.candidate.fate)
        # a fate that stands may still come with another text for the article
        result = self._keep(session, item, outcome, now, WATCHED)
        if stands(before, result.fate):
            note_reading(session, item, now)
            return before
        self._finish(session, item, outcome, result, now)
        return result.fate

    def _finish(
        self,
        session: Session,
        item: PendingCapture,
        outcome: PageOutcome,
        result: _Result,
        now: datetime,
    ) -> None:
        finish_reading(
            session,
            item,
            result.fate,
            result.reason,
            now,
            self.run_id,
            outcome.title,
            result.canonical_key,
        )

    def _keep(
        self,
        session: Session,
        item: PendingCapture,
        outcome: PageOutcome,
        now: datetime,
        watched: Sequence[str] = (),
    ) -> _Result:
        """Store what reading gave, if it is an article; the fate it leads to."""
        fate, reason = Fate(outcome.fate), outcome.reason
        if fate not in ARTICLE or outcome.page is None:
            return _Result(fate, reason)
        imported = item.candidate.hint_rule == "import"
        address = None if imported and not _is_web(item) else item.capture.final_url
        text, identity_hash = article_text(outcome.page, address)
        stored = store_article(session, item, text, identity_hash, now, watched)
        if stored.outcome in ("duplicate", "removed"):
            by_person = ", which a person removed" if stored.outcome == "removed" else ""
            return _Result(
                Fate.DUPLICATE_URL, f"another form of {text.url}{by_person}", text.identity
            )
        self._prepare(session, item, stored, text, now)
        return _Result(fate, f"{reason} ({stored.outcome})" if reason else stored.outcome)

    def _prepare(
        self,
        session: Session,
        item: PendingCapture,
        stored: Stored,
        text: ArticleText,
        now: datetime,
    ) -> None:
        """Make a new text ready for search, and count its paragraphs with those of its source."""
        if stored.revision_id is None or stored.article_id is None:
            return
        self._to_index.append(stored.article_id)
        if text.url is not None:
            # documents without an address are of many origins, not of one site
            revision = session.get_one(ArticleRevision, stored.revision_id)
            learn_boilerplate(session, item.source.id, revision, now)


def _is_web(item: PendingCapture) -> bool:
    return item.capture.final_url.startswith(("http://", "https://"))
