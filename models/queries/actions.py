"""What each action of a reviewer changes. Every change is remembered, so it can be taken back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision, Comment
from models.base import Base, utc_now
from models.coding import Annotation, Code, Codebook
from models.echo import Relation, StoryPin
from models.queries.pins import pins_of
from models.queries.queue_filter import VERDICTS
from models.reviews import Reviewer

#: links that a person may confirm or reject
LINKS = ("exact", "near", "excerpt", "quotes_from", "translation", "same_story")
MAX_TITLE = 1000


class Refused(ValueError):
    """A decision that cannot be: the message says why."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person wants. ``version`` is that of the article as the person saw it."""

    article_id: int
    reviewer_id: int
    action: str
    value: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    note: str = ""
    request_key: str | None = None


class Work:
    """An article being decided on: changes are made through it and so can be taken back."""

    def __init__(self, session: Session, article: Article, decision: Decision) -> None:
        self.session, self.article, self.decision = session, article, decision
        self.changes: list[dict[str, Any]] = []
        self.regroup: set[int] = set()
        #: what the decision was about, for the history and for precision per rule
        self.about: dict[str, Any] = {}

    def set(self, row: Base, **values: Any) -> None:
        """Change columns and remember what they were."""
        for name, after in values.items():
            before = getattr(row, name)
            if before != after:
                self.changes.append(
                    {
                        "table": row.__tablename__,
                        "id": str(row.id),  # type: ignore[attr-defined]  # all three have one
                        "column": name,
                        "before": plain(before),
                        "after": plain(after),
                    }
                )
                setattr(row, name, after)

    @property
    def columns(self) -> frozenset[str]:
        """Names of the columns that changed; empty text for rows that came or went."""
        return frozenset(str(change.get("column", "")) for change in self.changes)

    def add(self, row: Base) -> None:
        """Add a row and remember that."""
        self.session.add(row)
        self.session.flush()
        self.changes.append({"table": row.__tablename__, "id": str(row.id), "added": True})  # type: ignore[attr-defined]  # see above

    def text(self, name: str, limit: int = 200) -> str:
        """A required value of the decision."""
        value = self.decision.value.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > limit:
            raise Refused(f"{name} is missing or longer than {limit} characters")
        return value.strip()

    def number(self, name: str) -> int:
        """A required whole number of the decision."""
        value = str(self.decision.value.get(name, ""))
        if not re.fullmatch(r"[0-9]{1,19}", value) or int(value) >= 2**63:
            raise Refused(f"{name} is not a number")
        return int(value)


def plain(value: Any) -> Any:
    """A value as it is kept in the history."""
    return value.isoformat() if isinstance(value, datetime) else value


def _verdict(work: Work) -> None:
    verdict = work.text("verdict")
    if verdict not in VERDICTS:
        raise Refused(f"a verdict is one of {', '.join(VERDICTS)}")
    work.set(work.article, verdict=verdict, review_status="reviewed")


def _skip(work: Work) -> None:
    work.set(work.article, review_status="skipped")


def _flag(work: Work) -> None:
    work.set(work.article, review_status="flagged")


def _note(work: Work) -> None:
    if not work.decision.note.strip():
        raise Refused("a note needs words")


def _assign(work: Work) -> None:
    key = work.number("assignee")
    if key:
        reviewer = work.session.get(Reviewer, key)
        if reviewer is None or not reviewer.active:
            raise Refused("there is no such reviewer")
    work.set(work.article, assignee_id=key or None)


def _judge_tag(status: str) -> Callable[[Work], None]:
    def judge(work: Work) -> None:
        tag = work.session.get(Annotation, work.number("annotation"))
        if tag is None or tag.revision_id != work.article.current_revision_id:
            raise Refused("this tag is not one of the article's current revision")
        work.about = {"kind": tag.kind, "code": tag.code, "rule": tag.rule}
        found = [tag]
        if work.decision.value.get("scope") == "code":
            found = list(
                work.session.scalars(
                    select(Annotation).where(
                        Annotation.revision_id == tag.revision_id,
                        Annotation.kind == tag.kind,
                        Annotation.code == tag.code,
                    )
                )
            )
        for each in found:
            work.set(each, status=status, origin="human", reviewer_id=work.decision.reviewer_id)

    return judge


def _add_tag(work: Work) -> None:
    kind, code, place = work.text("kind"), work.text("code"), work.text("field")
    start, end = work.number("start"), work.number("end")
    revision = work.session.get_one(ArticleRevision, work.article.current_revision_id)
    codebook = revision.tagged_with or work.session.scalar(
        select(Codebook.id).order_by(Codebook.id.desc()).limit(1)
    )
    known = select(Code.id).where(
        Code.codebook_id == codebook, Code.kind == kind, Code.code == code
    )
    if codebook is None or work.session.scalar(known) is None:
        raise Refused(f"the codebook has no {kind} {code!r}")
    position: int | None = None
    if place == "comments":
        position = work.number("comment")
        body = work.session.scalar(
            select(Comment.text).where(
                Comment.revision_id == revision.id, Comment.position == position
            )
        )
    else:
        body = {"title": revision.title, "text": revision.text}.get(place)
    selected = work.decision.value.get("selected")
    if body is None or not 0 <= start < end <= len(body) or body[start:end] != selected:
        raise Refused("the words selected do not stand at that place of the article")
    work.add(
        Annotation(
            revision_id=revision.id,
            codebook_id=codebook,
            kind=kind,
            code=code,
            field=place,
            comment_position=position,
            start_offset=start,
            end_offset=end,
            matched_text=selected,
            rule="person",
            confidence=1.0,
            flags=[],
            flags_text="",
            origin="human",
            status="confirmed",
            reviewer_id=work.decision.reviewer_id,
            created_at=utc_now(),
        )
    )


def _fix_title(work: Work) -> None:
    work.set(work.article, corrected_title=work.text("title", MAX_TITLE))


def _fix_language(work: Work) -> None:
    language = work.text("language")
    if not re.fullmatch(r"[a-z]{2,3}", language):
        raise Refused("a language is a code of two or three letters, such as fa")
    work.set(work.article, corrected_language=language)


def _fix_date(work: Work) -> None:
    raw = work.text("date", 40)
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise Refused("a date looks like 2025-07-03 or 2025-07-03T12:30+04:30") from None
    if moment.tzinfo is None:
        moment = datetime.fromisoformat(f"{moment.isoformat()}+00:00")
    if not 1900 <= moment.year <= utc_now().year + 1:
        raise Refused("this year cannot be")
    work.set(work.article, corrected_published_at=moment)


def _link(work: Work) -> None:
    """Confirm or reject that this article repeats, or tells the same as, another."""
    other = work.session.get(Article, work.number("other"))
    kind, status = work.text("kind"), work.text("status")
    if other is None or other.id == work.article.id:
        raise Refused("there is no such other article")
    if kind not in LINKS or status not in ("confirmed", "rejected"):
        raise Refused("a link has a kind and is confirmed or rejected")
    pair = (work.article.id, other.id)
    _put_link(work, pair, kind, status)


def _split(work: Work) -> None:
    """Take the article out of its story: it repeats none of the others, nor tells the same."""
    article = work.article
    if article.story_id is None:
        raise Refused("the article stands alone already")
    if article.id in pins_of(work.session, [article.id]):
        person = work.decision.reviewer_id
        work.add(StoryPin(article_id=article.id, reviewer_id=person, at=utc_now()))
    others = work.session.scalars(
        select(Article.id).where(Article.story_id == article.story_id, Article.id != article.id)
    )
    for other in list(others):
        pair = (article.id, other)
        for kind in ("exact", "near", "excerpt", "same_story", "translation"):
            if kind in ("near", "same_story") or _find_link(work.session, pair, kind):
                _put_link(work, pair, kind, "rejected")


def _find_link(session: Session, pair: tuple[int, int], kind: str) -> Relation | None:
    return session.scalar(
        select(Relation)
        .where(
            Relation.article_id.in_(pair),
            Relation.other_article_id.in_(pair),
            Relation.kind == kind,
        )
        .limit(1)
    )


def _put_link(work: Work, pair: tuple[int, int], kind: str, status: str) -> None:
    person = work.decision.reviewer_id
    found = _find_link(work.session, pair, kind)
    now = utc_now()
    if found is not None:
        work.set(found, status=status, origin="human", decided_by=person)
        found.updated_at = now
    else:
        work.add(
            Relation(
                article_id=pair[0],
                other_article_id=pair[1],
                kind=kind,
                similarity=0.0,
                containment=0.0,
                status=status,
                origin="human",
                decided_by=person,
                reasons=["decided by a person"],
                created_at=now,
                updated_at=now,
            )
        )
    work.regroup |= set(pair)


ACTIONS: dict[str, Callable[[Work], None]] = {
    "verdict": _verdict,
    "skip": _skip,
    "flag": _flag,
    "note": _note,
    "assign": _assign,
    "confirm_tag": _judge_tag("confirmed"),
    "reject_tag": _judge_tag("rejected"),
    "add_tag": _add_tag,
    "fix_title": _fix_title,
    "fix_language": _fix_language,
    "fix_date": _fix_date,
    "link": _link,
    "split": _split,
}
