"""Asking full-text search. Words are folded by the caller, as the stored texts were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, or_, select, text
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.candidates import Candidate
from models.queries.blind import may_answer
from models.reviews import SecondReview
from models.sources import Source

#: revisions in which a common word is looked for: one in 200 texts has it, or it counts as rare
LATEST = 5000


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found.

    ``printed_title`` is the title before people corrected it; ``blind`` says that the person who
    asks is to judge it without seeing what was decided.
    """

    article_id: int
    revision_id: int
    title: str
    printed_title: str
    text: str
    source: str
    language: str | None
    moment: datetime | None
    verdict: str | None
    review_status: str
    copy_of_id: int | None
    blind: bool = False


def search(
    session: Session,
    wanted: Sequence[Sequence[str]],
    unwanted: Sequence[Sequence[str]] = (),
    before: int | None = None,
    limit: int = 25,
    reader: int | None = None,
) -> list[Hit]:
    """Articles that hold every wanted phrase and no unwanted one, latest stored first.

    A phrase is words in a row. ``reader`` is who asks, where that person may be asked for blind
    second opinions. ``before`` is the revision key of the last hit of the page before.

    Raises:
        ValueError: when nothing is wanted.
    """
    if not wanted or not all([*wanted, *unwanted]):
        raise ValueError("a search needs at least one word that is wanted")
    keys = (_sqlite_keys if session.get_bind().dialect.name == "sqlite" else _postgresql_keys)(
        session, wanted, unwanted, before, limit
    )
    return _hits(session, keys, reader)


def by_address(session: Session, url_key: str, reader: int | None = None) -> list[Hit]:
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
    return _hits(session, [key for key in keys if key is not None], reader)


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
    question = _postgresql_question(wanted, unwanted, values)
    # The planner does not know how rare a rare word is, and may read the whole table from its
    # end to find a handful. So what is common is looked for among the latest only; what is not
    # found there often enough is rare, and the index of words knows where it stands.
    latest = text(
        f"SELECT revision_id FROM search_texts WHERE {question} "  # noqa: S608  # placeholders only
        "AND revision_id < :before AND revision_id >= "
        "(SELECT max(revision_id) FROM search_texts WHERE revision_id < :before) - :latest "
        "ORDER BY revision_id DESC LIMIT :limit"
    )
    rows = session.execute(latest, {**values, "latest": LATEST}).all()
    if len(rows) < limit:
        # everything that is found first, its order afterwards: or the order would choose the index
        everything = text(
            f"SELECT revision_id FROM (SELECT revision_id FROM search_texts WHERE {question} "  # noqa: S608  # see above
            "OFFSET 0) AS found WHERE revision_id < :before ORDER BY revision_id DESC LIMIT :limit"
        )
        rows = session.execute(everything, values).all()
    return [row[0] for row in rows]


def _postgresql_question(
    wanted: Sequence[Sequence[str]], unwanted: Sequence[Sequence[str]], values: dict[str, Any]
) -> str:
    """The condition, its words put into ``values``.

    The index answers which texts hold the words. Whether these stand in a row the vector knows,
    except in texts where it lost places: those are kept as they are, and looked through.
    """
    index: list[str] = []
    checks: list[str] = []
    for sign, phrases in ((True, wanted), (False, unwanted)):
        for words in phrases:
            name = f"phrase_{len(values)}"
            values[name] = " ".join(words)
            if sign:
                index.append(f"plainto_tsquery('simple', :{name})")
            elif len(words) == 1:
                index.append(f"!!plainto_tsquery('simple', :{name})")
            if len(words) > 1:
                checks.append(
                    f"AND {'' if sign else 'NOT '}CASE WHEN folded IS NULL "
                    f"THEN vector @@ phraseto_tsquery('simple', :{name}) "
                    f"ELSE strpos(folded, ' ' || :{name} || ' ') > 0 END"
                )
    return f"vector @@ ({' && '.join(index)}) {' '.join(checks)}"


def _hits(session: Session, keys: Sequence[int], reader: int | None) -> list[Hit]:
    blind: ColumnElement[bool] = (
        false()
        if reader is None
        else exists().where(SecondReview.article_id == Article.id, may_answer(reader))
    )
    rows = session.execute(
        select(
            Article.id,
            ArticleRevision.id,
            func.coalesce(Article.corrected_title, ArticleRevision.title),
            ArticleRevision.title,
            ArticleRevision.text,
            Source.name,
            Article.language,
            Article.moment,
            Article.verdict,
            Article.review_status,
            Article.copy_of_id,
            blind,
        )
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .where(Article.current_revision_id.in_(keys))
    )
    found = {hit.revision_id: hit for hit in (Hit(*tuple(row)) for row in rows)}
    return [found[key] for key in keys if key in found]
