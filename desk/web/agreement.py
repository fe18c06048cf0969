"""The page of agreement: how far people agree, and which rules they keep correcting."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.web.http import Visit
from desk.web.statistics import Interval, cohen_kappa, krippendorff_alpha, wilson
from models.queries.agreement import code_judgements, rule_judgements, verdicts_by_text
from models.queries.second_reviews import judged_pairs
from models.session import reading

#: a rule is to be mended when it may well be wrong more often than one time in five
GOOD_ENOUGH = 0.8
#: decisions on a rule before it is called so
ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Line:
    """Agreement in one group of texts or on one code."""

    name: str
    pairs: int
    agreed: float | None
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class RuleLine:
    """How often people let a rule's tags stand."""

    kind: str
    code: str
    rule: str
    confirmed: int
    rejected: int
    precision: Interval

    @property
    def to_mend(self) -> bool:
        """Whether there is enough against it."""
        return (
            self.confirmed + self.rejected >= ENOUGH
            and self.precision.low < GOOD_ENOUGH
            and self.precision.share < GOOD_ENOUGH
        )


def agreement_view(visit: Visit) -> Response:
    """Tables of agreement and precision."""
    with reading(visit.engine) as session:
        lines, codes, rules = measure(session)
    return visit.render("agreement.html", lines=lines, codes=codes, rules=rules)


def measure(session: Session) -> tuple[list[Line], list[Line], list[RuleLine]]:
    """Agreement on verdicts (all, per language), on codes, and precision per rule."""
    pairs = judged_pairs(session)
    people = [pair for pair in pairs if pair.first_id is not None]
    by_language: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in people:
        by_language[pair.language].append((pair.first, pair.second))
    texts = verdicts_by_text(session)
    lines = [
        Line(
            "all languages",
            len(people),
            _agreed([(pair.first, pair.second) for pair in people]),
            cohen_kappa([(pair.first, pair.second) for pair in people]),
            krippendorff_alpha(values for _, values in texts),
        )
    ]
    lines += [
        Line(
            language,
            len(found),
            _agreed(found),
            cohen_kappa(found),
            krippendorff_alpha(values for each, values in texts if each == language),
        )
        for language, found in sorted(by_language.items())
    ]
    machine = [(pair.first, pair.second) for pair in pairs if pair.first_id is None]
    if machine:
        lines.append(
            Line(
                "machine's rejections against a person",
                len(machine),
                _agreed(machine),
                cohen_kappa(machine),
                None,
            )
        )
    codes = [
        Line(code, len(found), _agreed(found), cohen_kappa(found), krippendorff_alpha(found))
        for code, found in sorted(code_judgements(session, people).items())
    ]
    rules = []
    for (kind, code, rule), (confirmed, rejected) in rule_judgements(session).items():
        precision = wilson(confirmed, confirmed + rejected)
        if precision is not None:
            rules.append(RuleLine(kind, code, rule, confirmed, rejected, precision))
    return lines, codes, sorted(rules, key=lambda line: (line.precision.high, line.rule))


def _agreed(pairs: list[tuple[str, str]]) -> float | None:
    return sum(one == two for one, two in pairs) / len(pairs) if pairs else None
