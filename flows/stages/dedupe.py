"""Removing the echo: fingerprints, links between copies, and their originals.

Nothing is deleted: a reprint stays and points at what it repeats.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from analysis.echo import lineage
from analysis.echo.cluster import Link as ClusterLink
from analysis.echo.cluster import cluster
from analysis.echo.decide import COPIES, Verdict, decide
from analysis.echo.fingerprint import VERSION, Fingerprint, fingerprint, pack, unpack
from analysis.echo.index import Posting, find, frequencies_of, unsettled
from analysis.echo.thresholds import COPY
from flows.stages.rows import boilerplate_of
from flows.stages.storylines import lineage_item, place
from models.articles import Article, ArticleRevision
from models.base import utc_now
from models.echo import Relation
from models.queries import echo
from models.queries.echo import PendingText
from models.queries.postings import postings
from models.session import reading, writing

#: texts compared and linked in one transaction
BATCH = 50
#: exact copies of one text that are linked directly; the rest meet through these
EXACT_LIMIT = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Deduper:
    """Looks for copies of pending texts; counts by (source key, kind of link)."""

    def __init__(self, engine: Engine, window_days: int) -> None:
        self.engine = engine
        self.window = window_days
        self.counts: Counter[tuple[int, str]] = Counter()
        with writing(engine) as session:
            echo.forget_other_versions(session, VERSION)

    def batch(self, limit: int = BATCH) -> int:
        """Compare up to ``limit`` texts and return how many were compared.

        Earlier texts whose evidence the new ones changed (a phrase thought rare turns out to be
        common) are decided again, so that the outcome does not depend on the order of arrival.
        """
        with reading(self.engine) as session:
            work = echo.pending_texts(session, limit)
        prints = {
            item.article.id: fingerprint(
                item.revision.text,
                item.revision.language,
                item.revision.title,
                boilerplate_of(item.revision),
            )
            for item in work
        }
        if not work:
            return 0
        with writing(self.engine) as session:
            now = utc_now()
            reopened = self._index(session, work, prints, now)
            touched: set[int] = set()
            for item in [*work, *echo.members(session, reopened - prints.keys())]:
                touched |= self._settle(session, item, prints, now)
            regroup(session, touched, now, final=True)
        self.counts.update((item.article.source_id, "compared") for item in work)
        return len(work)

    def _index(
        self,
        session: Session,
        work: Sequence[PendingText],
        prints: Mapping[int, Fingerprint],
        now: datetime,
    ) -> set[int]:
        """Store and index fingerprints. Returns earlier articles to be decided again."""
        days = [day_of(item) for item in work]
        span = (min(days) - self.window, max(days) + self.window)
        hashes = sorted({value for print_ in prints.values() for value in print_.shingles})
        enough = COPY.rare_documents + 1
        before = postings(session, hashes, enough, span, besides=0)
        for item, day in zip(work, days, strict=True):
            print_ = prints[item.article.id]
            row = {
                "article_id": item.article.id,
                "revision_id": item.revision.id,
                "version": print_.version,
                "normalized_sha256": print_.text_sha256,
                "shingle_count": print_.shingle_count,
                "sketch": pack(print_),
                "day": day,
            }
            echo.put_fingerprint(session, row, print_.shingles, item.article.source_id)
            session.execute(
                update(ArticleRevision)
                .where(ArticleRevision.id == item.revision.id)
                .values(fingerprinted_at=now)
            )
        after = postings(session, list(before), enough, span, besides=0)
        changed = unsettled(
            {value: len(rows) for value, rows in before.items()},
            {value: len(rows) for value, rows in after.items()},
        )
        return {article_id for value in changed for article_id, _ in before[value]}

    def _settle(
        self,
        session: Session,
        item: PendingText,
        prints: Mapping[int, Fingerprint],
        now: datetime,
    ) -> set[int]:
        """Decide one text against its candidates and against what it was linked to.

        Returns the articles whose groups may have changed. Links a person decided on stay.
        """
        article = item.article
        day = day_of(item)
        index = DatabaseIndex(session, (day - self.window, day + self.window), article.id)
        linked = echo.text_links(session, article.id)
        print_ = prints.get(article.id) or index.sketch(article.id)
        verdicts = index.verdicts(print_, linked)
        others = {other.article.id: other for other in echo.members(session, verdicts)}
        touched = {article.id}
        for other, verdict in verdicts.items():
            known = linked.get(other)
            row = relation_row(item, others[other], verdict) if verdict.status else None
            if known is not None and known.origin == "human":
                continue
            if known is None and row is None:
                continue
            touched.add(other)
            if known is not None and row is not None and same_link(known, row):
                continue
            if known is not None:
                session.delete(known)
                session.flush()
            if row is not None:
                session.add(Relation(**row, origin="machine", created_at=now, updated_at=now))
                self.counts[article.source_id, str(row["kind"])] += 1
        session.flush()
        return touched


@dataclass(frozen=True, slots=True)
class DatabaseIndex:
    """The shingle index as ``analysis.echo.index`` asks it, for one article in its window."""

    session: Session
    days: tuple[int, int]
    article_id: int

    def postings(self, hashes: Sequence[int], limit: int) -> Mapping[int, Sequence[Posting]]:
        """At most ``limit`` rows for each hash, besides the article that asks."""
        found = postings(self.session, hashes, limit, self.days, self.article_id)
        return {value: [Posting(*row) for row in rows] for value, rows in found.items()}

    def sketch(self, article_id: int) -> Fingerprint:
        """The stored fingerprint of an article."""
        return unpack(echo.sketches(self.session, [article_id])[article_id])

    def verdicts(self, print_: Fingerprint, linked: Iterable[int]) -> dict[int, Verdict]:
        """What each possible copy of a text is, by article; ``linked`` are asked in any case."""
        candidates = find(print_, self)
        exact = echo.same_text(
            self.session, print_.text_sha256, self.article_id, self.days, EXACT_LIMIT
        )
        wanted = list(dict.fromkeys([*candidates.documents, *exact, *linked]))
        sketches = echo.sketches(self.session, wanted)
        # a text that is linked by hand and still waits for its fingerprint has none yet
        wanted = [other for other in wanted if other in sketches]
        everywhere = DatabaseIndex(self.session, self.days, 0)
        frequencies = candidates.frequencies
        verdicts: dict[int, Verdict] = {}
        for other in wanted:
            sketch = unpack(sketches[other])
            verdict = decide(print_, sketch, frequencies)
            if not verdict.final:
                hashes = sketch.sampled(max(print_.level, sketch.level))
                frequencies = frequencies_of(hashes, everywhere, frequencies)
                verdict = decide(print_, sketch, frequencies)
            verdicts[other] = verdict
        return verdicts


def same_link(known: Relation, row: Mapping[str, Any]) -> bool:
    """Whether a stored link says what was decided now."""
    return all(getattr(known, name) == value for name, value in row.items())


def day_of(item: PendingText) -> int:
    """The day a text belongs to in the window of time: published, else first seen."""
    return (moment_of(item) - EPOCH) // timedelta(days=1)


def moment_of(item: PendingText) -> datetime:
    """When a text came out, as far as known."""
    return item.revision.published_at or item.article.first_seen_at


def relation_row(one: PendingText, two: PendingText, verdict: Verdict) -> dict[str, Any]:
    """The columns of a link; the later text repeats the earlier, whichever was stored first."""
    earlier, later = sorted((one, two), key=lambda item: (moment_of(item), item.article.id))
    return {
        "article_id": later.article.id,
        "other_article_id": earlier.article.id,
        "kind": verdict.kind,
        "similarity": round(verdict.similarity, 4),
        "containment": round(verdict.containment, 4),
        "status": verdict.status,
        "reasons": list(verdict.reasons),
    }


def regroup(
    session: Session, article_ids: Iterable[int], now: datetime, *, final: bool = False
) -> None:
    """Choose originals anew in the connected parts that hold these articles, then their stories.

    ``final`` as in ``flows.stages.storylines.place``.
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
    grouped: set[int] = set()
    for group in groups:
        told = lineage.original([lineage_item(session, texts[member]) for member in group])
        for member in group:
            copy_of = None if member == told.original else told.original
            _point(session, texts[member].article, copy_of)
        grouped |= set(group)
    for article_id in touched - grouped:
        _point(session, texts[article_id].article, None)
    session.flush()
    place(session, touched, now, final=final)


def _point(session: Session, article: Article, copy_of: int | None) -> None:
    if article.copy_of_id != copy_of:
        article.copy_of_id = copy_of
        session.add(article)
