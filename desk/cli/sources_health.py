"""``salang sources health``: is every source well?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from desk.cli.app import group
from desk.cli.errors import DeskError
from desk.cli.output import clean, print_table, to_json

if TYPE_CHECKING:
    from flows.stages.health import Judged

#: states by how soon a person should look
ORDER = ("blind", "ill", "warning", "unknown", "learning", "healthy")
MEANINGS = {
    "blind": "could not be looked at: nobody knows what it published",
    "ill": "looked at, and something is wrong",
    "warning": "to be kept an eye on",
    "unknown": "not asked of late: nothing can be said",
    "learning": "nothing is wrong; its rhythm is not known yet",
    "healthy": "as ever",
}

app = group(
    "health",
    "Which sources are silent, broken, challenged, or could not be looked at, and why.",
    "salang sources health\nsalang sources health --source pajhwok --json",
    "Judged now from what runs have seen; nothing is fetched and nothing is written. The flow "
    "source-health (see salang serve) does the same each hour, keeps every change and tells "
    "Prefect. Exit code 1 when a source is ill or could not be looked at.",
)


@app.default
def health(
    *,
    source: Sequence[str] = (),
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Judge the health of the sources.

    Parameters
    ----------
    source
        Only this source (its short name); may be given several times.
    json
        Print JSON, with all numbers.
    """
    from analysis.health.types import BAD
    from desk.cli.database import opened_current
    from flows.stages.health import look_at_sources
    from models.base import utc_now

    with opened_current() as engine:
        done = look_at_sources(engine, utc_now(), source)
    known = {one.slug for one in done.judged}
    if missing := [slug for slug in source if slug not in known]:
        raise DeskError(f"no source {missing[0]!r} in the database; it is there once it ran", 2)
    judged = sorted(done.judged, key=lambda one: (ORDER.index(one.health.state), one.slug))
    if json:
        print(to_json({"sources": [_row(one) for one in judged], "states": done.states()}))
    else:
        _show(judged, done.states())
    return 1 if any(one.health.state in BAD for one in judged) else 0


def _row(one: "Judged") -> dict[str, Any]:
    return {
        "source": one.slug,
        "name": one.name,
        "state": one.health.state,
        "reasons": [reason.as_dict() for reason in one.health.reasons],
        "numbers": one.health.numbers,
    }


def _show(judged: "Sequence[Judged]", states: dict[str, int]) -> None:
    rows = [
        (one.slug, one.health.state, clean(one.health.sentence))
        for one in judged
        if one.health.reasons
    ]
    if rows:
        print_table(("source", "state", "why"), rows, wrap=("why",))
        print()
    for state in ORDER:
        if state in states:
            print(f"{states[state]:>5} {state}: {MEANINGS[state]}")
    if not states:
        print("no source is polled yet; start with: salang run --sample")
