"""What people decided, as agreement and precision are computed from it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from models.articles import ArticleRevision
from models.queries.second_reviews import Pair
from models.reviews import Review


def _standing(*actions: str) -> Select[Any]:
    """Decisions that were not taken back."""
    undo = aliased(Review)
    return select(Review).where(
        Review.action.in_(actions), ~exists().where(undo.undoes_id == Review.id)
    )


def verdicts_by_text(session: Session) -> list[tuple[str, list[str]]]:
    """(language, verdicts) of every revision, one verdict a person: the person's last."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for review in session.scalars(_standing("verdict", "second_verdict").order_by(Review.id)):
        found[review.revision_id][review.reviewer_id] = str(review.value.get("verdict"))
    keys = [key for key, verdicts in found.items() if len(verdicts) > 1]
    languages = dict(
        session.execute(
            select(ArticleRevision.id, ArticleRevision.language).where(ArticleRevision.id.in_(keys))
        ).all()
    )
    return [(languages.get(key, "und"), list(found[key].values())) for key in keys]


def code_judgements(session: Session, pairs: Sequence[Pair]) -> dict[str, list[tuple[str, str]]]:
    """By topic code: what two people said of its being there, once per text both judged.

    The first judge leaves a tag, rejects it, or adds one; the second ticks a list.
    """
    rejected: dict[tuple[int, int], set[str]] = defaultdict(set)
    for review in session.scalars(_standing("reject_tag").order_by(Review.id)):
        if review.value.get("kind") == "topic":
            rejected[review.revision_id, review.reviewer_id].add(str(review.value.get("code")))
    second: dict[tuple[int, int], dict[str, Any]] = {}
    for review in session.scalars(_standing("second_verdict", "verdict").order_by(Review.id)):
        if "listed" in review.value:
            second[review.revision_id, review.reviewer_id] = review.value
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in pairs:
        if pair.first_id is None:
            continue
        value = second.get((pair.revision_id, pair.second_id), {})
        no = rejected[pair.revision_id, pair.first_id]
        for code in value.get("listed", ()):
            found[code].append(
                (
                    "absent" if code in no else "present",
                    "present" if code in value.get("present", ()) else "absent",
                )
            )
    return dict(found)


def rule_judgements(session: Session) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(confirmed, rejected) by (kind, code, rule), each person's last word on each text."""
    last: dict[tuple[int, int, str, str, str], bool] = {}
    for review in session.scalars(_standing("confirm_tag", "reject_tag").order_by(Review.id)):
        rule = review.value.get("rule")
        if not rule or rule == "person":
            continue
        kind, code = str(review.value.get("kind")), str(review.value.get("code"))
        key = (review.revision_id, review.reviewer_id, kind, code, str(rule))
        last[key] = review.action == "confirm_tag"
    counts: dict[tuple[str, str, str], tuple[int, int]] = {}
    for (_, _, kind, code, rule), good in last.items():
        confirmed, rejected = counts.get((kind, code, rule), (0, 0))
        counts[kind, code, rule] = (confirmed + good, rejected + (not good))
    return counts
