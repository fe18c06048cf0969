"""How often people agree with each rule of the codebook, in plain SQL."""

from typing import Any

from sqlalchemy import Float, FromClause, Subquery, case, cast, func, select

from models.coding import Annotation, Codebook
from models.reporting.view import View

#: 97.5 % quantile of the normal distribution, for intervals of 95 %
_Z = 1.959963984540054
#: steps of Newton's method; from a guess within a factor of two, four leave no error to see
_STEPS = 4
#: guesses of a square root by the size of the number
_GUESSES = [(4.0**power, 0.75 * 2.0**power) for power in range(1, 12)]

_confirmed = func.sum(case((Annotation.status == "confirmed", 1), else_=0))

# A tag that a person judged carries that person; those that people added have no rule to judge.
_judged = (
    select(
        Codebook.name.label("codebook"),
        Codebook.version.label("codebook_version"),
        Annotation.kind,
        Annotation.code,
        Annotation.rule,
        func.count().label("judged"),
        _confirmed.label("confirmed"),
    )
    .join(Codebook, Codebook.id == Annotation.codebook_id)
    .where(Annotation.reviewer_id.is_not(None), Annotation.rule != "person")
    .where(Annotation.status.in_(("confirmed", "rejected")))
    .group_by(Codebook.name, Codebook.version, Annotation.kind, Annotation.code, Annotation.rule)
    .subquery("judged")
)


def _square_root(rows: FromClause, what: Any) -> Subquery:
    """``rows`` with a column ``root``, the square root of ``what``.

    SQLite knows SQRT only where it was built with its mathematical functions, so a view that
    asked for it would fail in some other program: Newton's method needs division alone.
    """
    kept = list(rows.c)
    guess = case(*[(what < limit, value) for limit, value in _GUESSES], else_=what / 2048.0)
    step = select(*kept, what.label("square"), cast(guess, Float(53)).label("root")).subquery()
    for _ in range(_STEPS):
        better = (step.c.root + step.c.square / step.c.root) / 2.0
        columns = [step.c[column.name] for column in kept]
        step = select(*columns, step.c.square, better.label("root")).subquery()
    return step


_n = cast(_judged.c.judged, Float(53))
_good = cast(_judged.c.confirmed, Float(53))
# Wilson (1927): spread = z / n * sqrt(good * bad / n + z^2 / 4)
_rooted = _square_root(_judged, _good * (_n - _good) / _n + _Z * _Z / 4.0)
_count = cast(_rooted.c.judged, Float(53))
_share = cast(_rooted.c.confirmed, Float(53)) / _count
_centre = _share + _Z * _Z / (2.0 * _count)
_spread = _Z * _rooted.c.root / _count
_scale = 1.0 + _Z * _Z / _count
_low = (_centre - _spread) / _scale
_high = (_centre + _spread) / _scale

REPORT_CODEBOOK_PRECISION = View(
    "report_codebook_precision",
    "How many of a rule's tags people confirmed, per codebook version, with a 95 % interval",
    select(
        _rooted.c.codebook,
        _rooted.c.codebook_version,
        _rooted.c.kind,
        _rooted.c.code,
        _rooted.c.rule,
        _rooted.c.judged,
        _rooted.c.confirmed,
        _share.label("precision"),
        # all or nothing confirmed: Newton's last digit must not leave the range of a share
        case((_rooted.c.confirmed == 0, 0.0), (_low < 0.0, 0.0), else_=_low).label("low"),
        case((_rooted.c.confirmed == _rooted.c.judged, 1.0), (_high > 1.0, 1.0), else_=_high).label(
            "high"
        ),
    ),
    {
        "codebook": "Name of the codebook",
        "codebook_version": "Version whose tags were judged",
        "kind": "entity, topic, designation, genre, person or quote",
        "code": "Code",
        "rule": "Rule that made the tags",
        "judged": "Tags of the rule that a person confirmed or rejected, by the last word on each; "
        "tags that people added are not counted",
        "confirmed": "Those that were confirmed",
        "precision": "confirmed / judged, 0 to 1",
        "low": "Lower end of Wilson's 95 % interval of precision",
        "high": "Upper end of it",
    },
)

VIEWS = (REPORT_CODEBOOK_PRECISION,)
