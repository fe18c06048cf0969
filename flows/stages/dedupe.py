"""Removing the echo: fingerprints, links between copies, and their originals.

Nothing is deleted: a reprint stays and points at what it repeats.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.echo import lineage
from analysis.echo.cluster import Link as ClusterLink
from analysis.echo.cluster import cluster
from analysis.echo.decide import COPIES, Verdict
from analysis.echo.fingerprint import VERSION, Fingerprint, fingerprint, pack, unpack
from flows.stages.echo_index import WindowIndex, compare, reopened
from flows.stages.storylines import lineage_item, place
from models.articles import Article
from models.base import utc_now
from models.queries import echo
from models.queries.echo import EchoText
from models.queries.indexing import restate_copies
from models.queries.postings import Row, known_texts, put_postings, take_out
from models.session import reading, writing

#: texts compared and linked in one transaction
BATCH = 250
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
            echo.forget_other_versions(session, VERSION)

    def batch(self, limit: int = BATCH) -> int:
        """Compare up to ``limit`` texts and return how many were compared; 0 when all are done.

        Earlier texts whose evidence the new ones changed (a phrase thought rare turns out to be
        common) are decided again, so that the outcome does not depend on the order of arrival.
        Several processes may work at once: texts are read side by side, compared in turn.
        """
        while True:
            if not self.waiting:
                with reading(self.engine) as session:
                    self.waiting = echo.pending_revisions(session)
                if not self.waiting:
                    return 0
            part, self.waiting = self.waiting[:limit], self.waiting[limit:]
            with reading(self.engine) as session:
                work = echo.texts_to_compare(session, part)
            prints = {item.article_id: print_of(item) for item in work}
            if not work:
                continue
            with writing(self.engine) as session:
                echo.take_turn(session)
                # another process may have taken some of them since
                work = echo.still_pending(session, work)
                self._compare(session, work, prints)
            if work:
                self.counts.update((item.source_id, "compared") for item in work)
                return len(work)

    def _compare(
        self, session: Session, work: Sequence[EchoText], read: Mapping[int, Fingerprint]
    ) -> None:
        """Index the texts, then decide them and those whose evidence they changed."""
        if not work:
            return
        now = utc_now()
        prints = {item.article_id: read[item.article_id] for item in work}
        days = {item.article_id: day_of(item) for item in work}
        old = echo.sketches(session, prints)
        span = self._span([*days.values(), *(row.day for row in old.values())])
        index = WindowIndex(session, span)
        repeated = _repeated(session, prints.values())
        again = self._index(index, work, prints, old, now)
        earlier = echo.sketches(session, again)
        later = index if self._within(span, earlier) else None
        touched = {item.article_id for item in work if item.copy_of_id or item.story_id}
        touched |= self._settle(index, prints, days, repeated, now)
        if earlier:
            held = {key: unpack(row.sketch) for key, row in earlier.items()}
            theirs = {key: row.day for key, row in earlier.items()}
            later = later or WindowIndex(session, self._span(theirs.values()))
            # what repeats them exactly is linked already, or asked by itself just now
            touched |= self._settle(later, held, theirs, (), now)
        regroup(session, touched, now, final=True)

    def _span(self, days: Iterable[int]) -> tuple[int, int]:
        given = list(days)
        return min(given) - self.window, max(given) + self.window

    def _within(self, span: tuple[int, int], rows: Mapping[int, echo.Sketch]) -> bool:
        reach = self._span([row.day for row in rows.values()]) if rows else span
        return span[0] <= reach[0] and reach[1] <= span[1]

    def _index(
        self,
        index: WindowIndex,
        work: Sequence[EchoText],
        prints: Mapping[int, Fingerprint],
        old: Mapping[int, echo.Sketch],
        now: datetime,
    ) -> set[int]:
        """Store and index fingerprints. Returns earlier articles to be decided again."""
        session = index.session
        gone = {key: unpack(row.sketch).shingles for key, row in old.items()}
        left = {value for hashes in gone.values() for value in hashes}
        hashes = {value for print_ in prints.values() for value in print_.shingles} | left
        index.load(hashes)
        before = index.earlier(hashes)
        for key, sketch in old.items():
            take_out(session, key, sketch.day, gone[key])
        rows = []
        for item in work:
            print_ = prints[item.article_id]
            row = Row(day_of(item), item.article_id, item.source_id)
            rows += [(value, *row) for value in print_.shingles]
            index.add(row, print_.shingles)
        put_postings(session, rows)
        echo.put_fingerprints(session, [_row(item, prints[item.article_id]) for item in work], now)
        if left:
            index.forget(left)
            index.load(left)
        again = reopened(before, index.earlier(before), self.window)
        return again - prints.keys()

    def _settle(
        self,
        index: WindowIndex,
        prints: Mapping[int, Fingerprint],
        days: Mapping[int, int],
        repeated: Collection[str],
        now: datetime,
    ) -> set[int]:
        """Decide texts against their candidates and against what they were linked to.

        Returns the articles whose groups may have changed. Links a person decided on stay.
        """
        session = index.session
        linked = echo.text_links(session, prints)
        verdicts = compare(index, self.window, prints, days, linked, repeated)
        origins = echo.origins(session, {key for pair in verdicts for key in pair})
        touched: set[int] = set()
        gone: set[int] = set()
        rows: list[dict[str, Any]] = []
        for (one, other), verdict in verdicts.items():
            known = linked.get(one, {}).get(other) or linked.get(other, {}).get(one)
            if known is not None and known.origin == "human":
                continue
            row = relation_row((one, other), origins, verdict) if verdict.status else None
            if known is not None and row is not None and same_link(known, row):
                continue
            if known is None and row is None:
                continue
            touched |= {one, other}
            if known is not None:
                gone.add(known.id)
            if row is not None:
                rows.append(row)
                self.counts[origins[row["article_id"]].source_id, str(row["kind"])] += 1
        echo.put_links(session, gone, rows, now)
        return touched


def print_of(item: EchoText) -> Fingerprint:
    """The fingerprint of a text without what its source repeats."""
    ranges = [(start, end) for start, end in item.boilerplate or ()]
    return fingerprint(item.text, item.language, item.title, ranges)


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


def _repeated(session: Session, prints: Iterable[Fingerprint]) -> set[str]:
    """Digests that several texts of the batch have, or one that was stored before it."""
    counted = Counter(print_.text_sha256 for print_ in prints)
    twice = {digest for digest, count in counted.items() if count > 1}
    return twice | known_texts(session, counted)


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
