"""What the review desk finds articles by: columns of the queue, codes, and full-text search.

All of it is a projection that can be made again from the rest of the database at any time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    Row,
    Table,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.article_codes import KINDS, ArticleCode
from models.articles import Article, ArticleRevision
from models.coding import Annotation
from models.queries.current import current_values
from models.reporting.articles import CURRENT_TAG
from models.reviews import SecondReview
from models.session import chunks, insert_rows
from models.sources import Source

#: half a year of age weighs as much as the whole range of relevance
FADING = timedelta(days=180)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
#: what two people disagree on waits for nobody else's work
DISAGREEMENT = 0.5
#: agencies are where copies come from: judging one settles its reprints
SOURCE_WEIGHT = {"agency": 0.1, "daily": 0.05, "weekly": 0.0}
#: what a tsvector of PostgreSQL remembers: places of one word, and words it counts
MOST_PLACES, MOST_WORDS = 255, 16_383


def priority(
    relevance: float | None, moment: datetime, source_priority: str, disagreed: bool
) -> float:
    """Place in the queue, higher is sooner: relevance, novelty, disagreement, source weight.

    Novelty is the date itself, not the age, so that the order stays right without anything
    being computed again as time goes by. Copies are folded and need no weight here.
    """
    value = (relevance or 0.0) + (moment - EPOCH) / FADING
    value += SOURCE_WEIGHT.get(source_priority, 0.0)
    return round(value + (DISAGREEMENT if disagreed else 0.0), 6)


def refresh(session: Session, article_ids: Iterable[int]) -> None:
    """Bring language, moment, priority and codes of articles up to date with their tags."""
    session.flush()
    for part in chunks(sorted(set(article_ids))):
        _refresh(session, part)


def restate(session: Session, article: Article) -> None:
    """Bring verdict and status of an article's codes up to date, where no tag changed."""
    session.flush()
    session.execute(
        update(ArticleCode)
        .where(ArticleCode.article_id == article.id)
        .values(review_status=article.review_status, verdict=article.verdict)
        .execution_options(synchronize_session=False)
    )


def restate_copies(session: Session, articles: Iterable[Article]) -> None:
    """Bring what the codes of articles say of their original up to date."""
    changed = [{"article": article.id, "original": article.copy_of_id} for article in articles]
    if changed:
        session.connection().execute(
            update(ArticleCode)
            .where(ArticleCode.article_id == bindparam("article"))
            .values(copy_of_id=bindparam("original")),
            changed,
        )


#: what a row of articles repeats of others, and what that is made of
_REPEATED = (
    Article.language,
    Article.published_at,
    Article.day,
    Article.tagged_with,
    Article.moment,
    Article.priority,
    Article.tag_confidence,
)
_SOURCES = (
    Article.id,
    Article.first_seen_at,
    Article.corrected_language,
    Article.corrected_published_at,
    Article.relevance,
    Article.verdict,
    Article.review_status,
    Article.source_id,
    Article.copy_of_id,
    ArticleRevision.language.label("read_language"),
    ArticleRevision.published_at.label("read_published_at"),
    ArticleRevision.published_day,
    ArticleRevision.tagged_with.label("read_tagged_with"),
    Source.specification,
)


def _refresh(session: Session, article_ids: Sequence[int]) -> None:
    codes = _carried(session, article_ids)
    disagreed = set(
        session.scalars(
            select(SecondReview.article_id).where(
                SecondReview.article_id.in_(article_ids), SecondReview.state == "disagreed"
            )
        )
    )
    rows: list[dict[str, Any]] = []
    changes: dict[int, dict[str, Any]] = {}
    repeated: dict[int, dict[str, Any]] = {}
    # columns, not objects, whose bookkeeping would cost more than the rest
    for stored in session.execute(
        select(*_REPEATED, *_SOURCES)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .where(Article.id.in_(article_ids))
    ):
        carried = codes.get(stored.id, ())
        values = repeated[stored.id] = _repeated(stored, stored.id in disagreed, carried)
        changed = {name: value for name, value in values.items() if value != getattr(stored, name)}
        if changed:
            changes[stored.id] = changed
        shared = {
            "article_id": stored.id,
            "review_status": stored.review_status,
            "verdict": stored.verdict,
            "priority": values["priority"],
            "moment": values["moment"],
            "day": values["day"],
            "source_id": stored.source_id,
            "language": values["language"],
            "copy_of_id": stored.copy_of_id,
        }
        rows += (
            {"kind": kind, "code": code, "confidence": sure, "mentions": mentions, **shared}
            for kind, code, sure, mentions in carried
        )
    _store_repeated(session, changes)
    for held in session.identity_map.values():
        # also where the row had them already: others may have written it past the object
        if isinstance(held, Article):
            for name, value in repeated.get(held.id, {}).items():
                set_committed_value(held, name, value)
    _replace_codes(session, article_ids, rows)


def _repeated(
    stored: Row[Any], disagreed: bool, carried: Iterable[tuple[str, str, float, int]]
) -> dict[str, Any]:
    """The values of ``_REPEATED`` that an article should have."""
    values = current_values(
        tagged_with=stored.read_tagged_with,
        language=stored.corrected_language or stored.read_language,
        corrected=stored.corrected_published_at,
        published_at=stored.read_published_at,
        published_day=stored.published_day,
        first_seen_at=stored.first_seen_at,
    )
    moment = values["published_at"] or stored.first_seen_at
    source_priority = str(stored.specification.get("priority", "daily"))
    return {
        **values,
        "moment": moment,
        "priority": priority(stored.relevance, moment, source_priority, disagreed),
        "tag_confidence": min(
            (sure for kind, _, sure, _ in carried if kind == "topic"), default=None
        ),
    }


def _store_repeated(session: Session, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Write changed columns of articles, those with the same columns at once, since a database
    touches every index of a column that is written."""
    table = cast(Table, Article.__table__)
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, changed in changes.items():
        alike.setdefault(tuple(changed), []).append({"key": key, **changed})
    for names, updates in alike.items():
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("key"))
            .values({name: bindparam(name) for name in names}),
            updates,
        )


def _carried(
    session: Session, article_ids: Sequence[int]
) -> dict[int, list[tuple[str, str, float, int]]]:
    """Kind, code, highest confidence and mentions of what each article's revision carries."""
    current = dict(
        session.execute(
            select(Article.current_revision_id, Article.id).where(Article.id.in_(article_ids))
        ).all()
    )
    codes: dict[int, list[tuple[str, str, float, int]]] = {}
    # by their revisions: from articles on, SQLite without statistics takes the index by kind and
    # reads the tags of the whole database for these few
    for revision_id, kind, code, confidence, mentions in session.execute(
        select(
            Annotation.revision_id,
            Annotation.kind,
            Annotation.code,
            func.max(Annotation.confidence),
            func.count(),
        )
        .join(ArticleRevision, ArticleRevision.id == Annotation.revision_id)
        .where(
            Annotation.revision_id.in_(current),
            Annotation.kind.in_(KINDS),
            Annotation.status != "rejected",
            CURRENT_TAG,
        )
        .group_by(Annotation.revision_id, Annotation.kind, Annotation.code)
    ):
        carried = codes.setdefault(current[revision_id], [])
        carried.append((kind, code, confidence, mentions))
    return codes


def _replace_codes(
    session: Session, article_ids: Sequence[int], rows: Sequence[dict[str, Any]]
) -> None:
    """Store the codes of articles; those of an article that has the same already are left."""
    table = cast(Table, ArticleCode.__table__)
    names = table.c.keys()
    before: dict[int, set[Any]] = {key: set() for key in article_ids}
    after: dict[int, set[Any]] = {key: set() for key in article_ids}
    for stored in session.execute(select(table).where(table.c.article_id.in_(article_ids))):
        before[stored.article_id].add(tuple(stored))
    for row in rows:
        after[row["article_id"]].add(tuple([row[name] for name in names]))
    changed = {key for key in article_ids if before[key] != after[key]}
    session.execute(delete(table).where(table.c.article_id.in_(changed)))
    insert_rows(session, ArticleCode, [row for row in rows if row["article_id"] in changed])


@dataclass(frozen=True, slots=True)
class PendingText:
    """A current revision that full-text search does not hold yet."""

    article_id: int
    revision_id: int
    title: str
    corrected_title: str | None
    text: str
    indexed_revision_id: int | None


def pending_texts(session: Session, limit: int) -> list[PendingText]:
    """Articles whose current revision is not in full-text search."""
    return _texts(
        session,
        or_(
            Article.indexed_revision_id.is_(None),
            Article.indexed_revision_id != Article.current_revision_id,
        ),
        limit,
    )


def texts_of(session: Session, article_ids: Sequence[int]) -> list[PendingText]:
    """The current revisions of some articles, for indexing them at once."""
    return _texts(session, Article.id.in_(article_ids), len(article_ids))


def _texts(session: Session, condition: Any, limit: int) -> list[PendingText]:
    rows = session.execute(
        select(
            Article.id,
            ArticleRevision.id,
            ArticleRevision.title,
            Article.corrected_title,
            ArticleRevision.text,
            Article.indexed_revision_id,
        )
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .where(condition)
        .limit(limit)
    )
    return [PendingText(*row) for row in rows]


def loses_positions(folded: str) -> bool:
    """Whether PostgreSQL's ``tsvector`` forgets where words of this text stand.

    It keeps 255 places of a word and counts places up to 16,383 (PostgreSQL manual, "Limitations"
    of full text search). A phrase behind that is not found by it.
    """
    words = folded.split()
    return len(words) >= MOST_WORDS or max(Counter(words).values(), default=0) >= MOST_PLACES


def store_search_texts(session: Session, texts: Mapping[int, tuple[PendingText, str]]) -> None:
    """Put folded texts (by article key) into full-text search, in place of older revisions."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    key = "rowid" if sqlite else "revision_id"
    rows = [
        {
            "revision_id": item.revision_id,
            "text": folded,
            # blanks at both ends: a phrase is then looked for with blanks around it
            "kept": None if sqlite or not loses_positions(folded) else f" {folded} ",
        }
        for item, folded in texts.values()
    ]
    gone = {item.revision_id for item, _ in texts.values()} | {
        item.indexed_revision_id
        for item, _ in texts.values()
        if item.indexed_revision_id is not None
    }
    if not rows:
        return
    session.execute(
        text(f"DELETE FROM search_texts WHERE {key} IN :keys").bindparams(  # noqa: S608  # fixed names
            bindparam("keys", expanding=True)
        ),
        {"keys": sorted(gone)},
    )
    session.execute(
        text("INSERT INTO search_texts (rowid, search_text) VALUES (:revision_id, :text)")
        if sqlite
        else text(
            "INSERT INTO search_texts (revision_id, vector, folded) "
            "VALUES (:revision_id, to_tsvector('simple', :text), :kept)"
        ),
        rows,
    )
    for item, _ in texts.values():
        article = session.get_one(Article, item.article_id)
        article.indexed_revision_id = item.revision_id
    session.flush()


def unplaced_articles(session: Session, limit: int) -> list[int]:
    """Tagged articles without their place in the queue: stored before the desk was there."""
    return list(
        session.scalars(
            select(Article.id)
            .where(
                Article.moment.is_(None),
                exists().where(ArticleRevision.id == Article.current_revision_id),
            )
            .limit(limit)
        )
    )
