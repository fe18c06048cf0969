"""Asking full-text search. Words are folded by the caller, as the stored texts were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.candidates import Candidate
from models.sources import Source

#: revisions in which a common word is looked for: one in 200 texts has it, or it counts as rare
LATEST = 5000


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found."""

    article_id: int
    revision_id: int
    title: str
    text: str
    source: str
    language: str | None
    moment: datetime | None
    verdict: str | None
    review_status: str
    copy_of_id: int | None


def search(
    session: Session,
    wanted: Sequence[Sequence[str]],
    unwanted: Sequence[Sequence[str]] = (),
    before: int | None = None,
    limit: int = 25,
) -> list[Hit]:
    """Articles that hold every wanted phrase and no unwanted one, latest stored first.

    A phrase is words in a row. ``before`` is the revision key of the last hit of the page before.

    Raises:
        ValueError: when nothing is wanted.
    """
    if not wanted or not all([*wanted, *unwanted]):
        raise ValueError("a search needs at least one word that is wanted")
    keys = (_sqlite_keys if session.get_bind().dialect.name == "sqlite" else _postgresql_keys)(
        session, wanted, unwanted, before, limit
    )
    return _hits(session, keys)


def by_address(session: Session, url_key: str) -> list[Hit]:
    """The article of an address, in whichever form the address was found."""
    candidate = select(Candidate.id).where(
        or_(Candidate.url_key == url_key, Candidate.canonical_key == url_key)
    )
    canonical = select(Candidate.canonical_key).where(Candidate.url_key == url_key)
    keys = session.scalars(
        select(Article.current_revision_id)
        .where(
            or_(
                Article.identity == url_key,
                Article.candidate_id.in_(candidate),
                Article.identity.in_(canonical),
            ),
            Article.current_revision_id.is_not(None),
        )
        .limit(25)
    )
    return _hits(session, [key for key in keys if key is not None])


def _sqlite_keys(
    session: Session,
    wanted: Sequence[Sequence[str]],
    unwanted: Sequence[Sequence[str]],
    before: int | None,
    limit: int,
) -> list[int]:
    # words are letters and digits only, so quoting them is enough
    question = " AND ".join(f'"{" ".join(words)}"' for words in wanted)
    if unwanted:
        question = _without(question, unwanted)
    rows = session.execute(
        text(
            "SELECT rowid FROM search_texts WHERE search_texts MATCH :question "
            "AND rowid < :before ORDER BY rowid DESC LIMIT :limit"
        ),
        {"question": question, "before": before or 2**62, "limit": limit},
    )
    return [row[0] for row in rows]


def _without(question: str, unwanted: Sequence[Sequence[str]]) -> str:
    phrases = " OR ".join('"' + " ".join(words) + '"' for words in unwanted)
    return f"({question}) NOT ({phrases})"


def _postgresql_keys(
    session: Session,
    wanted: Sequence[Sequence[str]],
    unwanted: Sequence[Sequence[str]],
    before: int | None,
    limit: int,
) -> list[int]:
    values: dict[str, Any] = {"before": before or 2**62, "limit": limit}
    parts: list[str] = []
    for sign, phrases in (("", wanted), ("!!", unwanted)):
        for words in phrases:
            name = f"phrase_{len(parts)}"
            values[name] = " ".join(words)
            parts.append(f"{sign}phraseto_tsquery('simple', :{name})")
    question = " && ".join(parts)
    found = text(
        f"SELECT revision_id FROM search_texts WHERE vector @@ ({question}) "  # noqa: S608  # placeholders only
        "AND revision_id < :before AND revision_id >= :from_ "
        "ORDER BY revision_id DESC LIMIT :limit"
    )
    # The planner does not know how rare a rare word is, and may read the whole table from its
    # end to find a handful. So what is common is looked for among the latest only; what is not
    # found there often enough is rare, and the index of words knows where it stands.
    newest = session.execute(
        text("SELECT max(revision_id) FROM search_texts WHERE revision_id < :before"), values
    ).scalar()
    values["from_"] = (newest or 0) - LATEST
    rows = session.execute(found, values).all()
    if len(rows) < limit:
        values["from_"] = 0
        for way in ("indexscan", "indexonlyscan", "seqscan"):
            session.execute(text(f"SET LOCAL enable_{way} = off"))
        rows = session.execute(found, values).all()
        for way in ("indexscan", "indexonlyscan", "seqscan"):
            session.execute(text(f"SET LOCAL enable_{way} = on"))
    return [row[0] for row in rows]


def _hits(session: Session, keys: Sequence[int]) -> list[Hit]:
    rows = session.execute(
        select(
            Article.id,
            ArticleRevision.id,
            func.coalesce(Article.corrected_title, ArticleRevision.title),
            ArticleRevision.text,
            Source.name,
            Article.language,
            Article.moment,
            Article.verdict,
            Article.review_status,
            Article.copy_of_id,
        )
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .where(Article.current_revision_id.in_(keys))
    )
    found = {hit.revision_id: hit for hit in (Hit(*tuple(row)) for row in rows)}
    return [found[key] for key in keys if key in found]
