"""Removing the echo: fingerprints, links between copies, and their originals.

Nothing is deleted: a reprint stays and points at what it repeats.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.echo import lineage
from analysis.echo.batch import Texts, joined
from analysis.echo.cluster import Link as ClusterLink
from analysis.echo.cluster import cluster
from analysis.echo.compare import Pair, compare
from analysis.echo.decide import COPIES, Verdict
from analysis.echo.fingerprint import Fingerprint, Given, fingerprints, pack, unpack
from analysis.echo.index import arrive, search
from analysis.echo.index import read as read_index
from analysis.echo.thresholds import VERSION
from flows.stages.echo_index import DatabaseIndex
from flows.stages.storylines import lineage_item, place
from models.articles import Article
from models.base import utc_now
from models.claims import Claims
from models.queries import echo
from models.queries import fingerprints as fingerprint_rows
from models.queries.fingerprints import EchoText
from models.queries.indexing import restate_copies
from models.queries.postings import known_texts, make_room, put_postings, take_out
from models.session import attempt, reading, writing

#: texts compared and linked in one transaction
BATCH = 1000
#: exact copies of one text that are linked directly; the rest meet through these
EXACT_LIMIT = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Deduper:
    """Looks for copies of pending texts; counts by (source key, kind of link)."""

    def __init__(self, engine: Engine, window_days: int) -> None:
        self.engine = engine
        self.window = window_days
        self.counts: Counter[tuple[int, str]] = Counter()
        self.waiting: list[int] = []
        with writing(engine) as session:
            echo.take_turn(session)
            fingerprint_rows.forget_other_versions(session, VERSION)

    def batch(self, limit: int = BATCH) -> int:
        """Compare up to ``limit`` texts and return how many were compared; 0 when all are done.

        Earlier texts whose evidence the new ones changed (a phrase thought rare turns out to be
        common) are decided again, so that the outcome does not depend on the order of arrival.
        Several processes may work at once: texts are read side by side, compared in turn.
        """
        while True:
            if not self.waiting:
                with reading(self.engine) as session:
                    self.waiting = fingerprint_rows.pending_revisions(session)
                if not self.waiting:
                    return 0
            with Claims(self.engine, "dedupe") as claims:
                part, self.waiting = claims.part_of(self.waiting, limit)
                if not part:
                    return 0  # all that is left is in other hands
                done = self._batch(part)
            if done:
                return done

    def _batch(self, part: Sequence[int]) -> int:
        with reading(self.engine) as session:
            work = fingerprint_rows.texts_to_compare(session, part)
        prints = prints_of(work)
        if not work:
            return 0
        counts = self.counts

        def compare_all(session: Session) -> Sequence[EchoText]:
            self.counts = counts.copy()
            echo.take_turn(session)
            make_room(session)
            # another process may have marked or replaced some of them since
            pending = fingerprint_rows.still_pending(session, work)
            self._compare(session, pending, prints)
            return pending

        compared = attempt(self.engine, compare_all)
        self.counts.update((item.source_id, "compared") for item in compared)
        return len(compared)

    def _compare(
        self, session: Session, work: Sequence[EchoText], read: Mapping[int, Fingerprint]
    ) -> None:
        """Index the texts, then decide them and those whose evidence they changed."""
        if not work:
            return
        now = utc_now()
        prints = {item.article_id: read[item.article_id] for item in work}
        days = {item.article_id: day_of(item) for item in work}
        repeated = _repeated(session, prints.values())
        new = Texts.of(prints, days)
        gone = _index(session, work, new, now)
        index = DatabaseIndex(session)
        reading, reopened = arrive(index, new, self.window, gone)
        old = _stored(fingerprint_rows.sketches(session, reopened))
        found = [
            (new, search(index, new, reading, self.window)),
            (old, search(index, old, read_index(index, old, self.window), self.window)),
        ]
        linked = echo.text_links(session, [*prints, *reopened])
        pairs = {_pair(one, other) for one, known in linked.items() for other in known}
        for texts, told in found:
            for key, candidates in zip(texts.documents.tolist(), told.candidates, strict=True):
                pairs.update(_pair(key, other) for other in candidates)
        pairs |= self._exact(session, prints, days, repeated)
        others = {key for pair in pairs for key in pair} - prints.keys() - reopened
        everybody = joined(new, old, _stored(fingerprint_rows.sketches(session, others)))
        # a text that is linked by hand and still waits for its fingerprint has none yet
        present = set(everybody.documents.tolist())
        pairs = {pair for pair in pairs if present.issuperset(pair)}
        asked = [(texts, told.counts) for texts, told in found]
        verdicts = compare(index, everybody, asked, pairs, self.window)
        touched = {item.article_id for item in work if item.copy_of_id or item.story_id}
        touched |= self._link(session, verdicts, linked, now)
        regroup(session, touched, now, final=True)

    def _exact(
        self,
        session: Session,
        prints: Mapping[int, Fingerprint],
        days: Mapping[int, int],
        repeated: Collection[str],
    ) -> set[Pair]:
        """Pairs of new texts with others of the same digest, if it is among the repeated."""
        return {
            _pair(key, other)
            for key, print_ in prints.items()
            if print_.text_sha256 in repeated
            for other in fingerprint_rows.same_text(
                session,
                print_.text_sha256,
                key,
                (days[key] - self.window, days[key] + self.window),
                EXACT_LIMIT,
            )
        }

    def _link(
        self,
        session: Session,
        verdicts: Mapping[Pair, Verdict],
        linked: Mapping[int, Mapping[int, echo.StoredLink]],
        now: datetime,
    ) -> set[int]:
        """Store what was decided. Links a person decided on stay.

        Returns the articles whose groups may have changed.
        """
        known = {pair: _known(linked, pair) for pair in verdicts}
        kept = {
            pair: verdict
            for pair, verdict in verdicts.items()
            if (link := known[pair]) is None or link.origin != "human"
        }
        told = [pair for pair, verdict in kept.items() if verdict.status]
        origins = echo.origins(session, {key for pair in told for key in pair})
        touched: set[int] = set()
        gone: set[int] = set()
        rows: list[dict[str, Any]] = []
        for pair, verdict in kept.items():
            link = known[pair]
            row = relation_row(pair, origins, verdict) if verdict.status else None
            if link is None and row is None:
                continue
            if link is not None and row is not None and same_link(link, row):
                continue
            touched |= set(pair)
            if link is not None:
                gone.add(link.id)
            if row is not None:
                rows.append(row)
                self.counts[origins[row["article_id"]].source_id, str(row["kind"])] += 1
        echo.put_links(session, gone, rows, now)
        return touched


def _index(
    session: Session, work: Sequence[EchoText], texts: Texts, now: datetime
) -> dict[int, list[int]]:
    """Store and index fingerprints. Returns the days at which replaced texts of the articles
    held a hash, by hash."""
    gone: dict[int, list[int]] = {}
    for key, sketch in fingerprint_rows.sketches(session, texts.documents.tolist()).items():
        hashes = unpack(sketch.sketch).shingles
        take_out(session, key, sketch.day, hashes)
        for value in hashes:
            gone.setdefault(value, []).append(sketch.day)
    items = {item.article_id: item for item in work}
    ordered = [items[key] for key in texts.documents.tolist()]
    sources = np.array([item.source_id for item in ordered], np.int64)
    owners = texts.owners
    columns = (texts.hashes, texts.days[owners], texts.documents[owners], sources[owners])
    put_postings(session, np.stack(columns, 1))
    rows = [_row(item, print_) for item, print_ in zip(ordered, texts.prints, strict=True)]
    fingerprint_rows.put_fingerprints(session, rows, now)
    return gone


def _repeated(session: Session, prints: Iterable[Fingerprint]) -> set[str]:
    """Digests that several texts of the batch have, or one that was stored before it."""
    counted = Counter(print_.text_sha256 for print_ in prints)
    twice = {digest for digest, count in counted.items() if count > 1}
    return twice | known_texts(session, counted)


def _stored(rows: Mapping[int, fingerprint_rows.Sketch]) -> Texts:
    """Stored fingerprints, to be compared."""
    prints = {key: unpack(row.sketch) for key, row in rows.items()}
    return Texts.of(prints, {key: row.day for key, row in rows.items()})


def _pair(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)


def _known(
    linked: Mapping[int, Mapping[int, echo.StoredLink]], pair: Pair
) -> echo.StoredLink | None:
    one, other = pair
    return linked.get(one, {}).get(other) or linked.get(other, {}).get(one)


def prints_of(work: Sequence[EchoText]) -> dict[int, Fingerprint]:
    """The fingerprints of texts without what their sources repeat, by article."""
    given = [
        Given(item.text, item.title, [(start, end) for start, end in item.boilerplate or ()])
        for item in work
    ]
    return dict(zip((item.article_id for item in work), fingerprints(given), strict=True))


def _row(item: EchoText, print_: Fingerprint) -> dict[str, Any]:
    """The columns of a stored fingerprint."""
    return {
        "article_id": item.article_id,
        "revision_id": item.revision_id,
        "version": print_.version,
        "normalized_sha256": print_.text_sha256,
        "shingle_count": print_.shingle_count,
        "sketch": pack(print_),
        "day": day_of(item),
    }


def day_of(item: EchoText) -> int:
    """The day a text belongs to in the window of time: published, else first seen."""
    return (item.moment - EPOCH) // timedelta(days=1)


def same_link(known: echo.StoredLink, row: Mapping[str, Any]) -> bool:
    """Whether a stored link says what was decided now."""
    return all(getattr(known, name) == value for name, value in row.items())


def relation_row(
    pair: tuple[int, int], origins: Mapping[int, echo.Origin], verdict: Verdict
) -> dict[str, Any]:
    """The columns of a link; the later text repeats the earlier, whichever was stored first."""
    earlier, later = sorted(pair, key=lambda key: (origins[key].moment, key))
    return {
        "article_id": later,
        "other_article_id": earlier,
        "kind": verdict.kind,
        "similarity": round(verdict.similarity, 4),
        "containment": round(verdict.containment, 4),
        "status": verdict.status,
        "reasons": list(verdict.reasons),
    }


def regroup(
    session: Session,
    article_ids: Iterable[int],
    now: datetime,
    *,
    final: bool = False,
    review_id: int | None = None,
) -> None:
    """Choose originals anew in the connected parts that hold these articles, then their stories.

    ``final`` and ``review_id`` as in ``flows.stages.storylines.place``.
    """
    touched = set(article_ids)
    links = echo.links_around(session, touched, sorted(COPIES))
    for link in links:
        if link.status == "confirmed":
            touched |= {link.article_id, link.other_article_id}
    groups = cluster(
        [
            ClusterLink(
                link.article_id,
                link.other_article_id,
                link.kind,  # type: ignore[arg-type]  # the query asks for these kinds only
                link.similarity,
                by_person=link.origin == "human",
            )
            for link in links
            if link.status == "confirmed"
        ],
        [(link.article_id, link.other_article_id) for link in links if link.status == "rejected"],
    )
    texts = {item.article.id: item for item in echo.members(session, touched)}
    outlets = echo.sources_of(session, texts.values())
    grouped: set[int] = set()
    moved: list[Article] = []
    for group in groups:
        told = lineage.original([lineage_item(outlets, texts[member]) for member in group])
        for member in group:
            copy_of = None if member == told.original else told.original
            moved += _point(session, texts[member].article, copy_of)
        grouped |= set(group)
    for article_id in touched - grouped:
        moved += _point(session, texts[article_id].article, None)
    session.flush()
    restate_copies(session, moved)
    place(session, touched, now, final=final, review_id=review_id)


def _point(session: Session, article: Article, copy_of: int | None) -> list[Article]:
    if article.copy_of_id == copy_of:
        return []
    article.copy_of_id = copy_of
    session.add(article)
    return [article]
