"""``salang codebook diff``: what differs between two codebooks, in words and on texts."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from desk.cli.app import group
from desk.cli.errors import DeskError
from desk.cli.output import isolate, to_json

if TYPE_CHECKING:
    from analysis.codebook import Codebook
    from analysis.codebook.compare import Difference
    from flows.stages.preview import Side
    from models.queries.comparing import StoredCodebook

#: the word for the codebook that comes with Salang
PACKAGED = "packaged"
#: texts looked at unless another number is asked for: a minute or two
LIMIT = 2000
_VERSION = re.compile(r"\d+-[0-9a-f]{1,12}")

app = group(
    "diff",
    "What a codebook changes against another: codes, names, rules, and tags of stored texts.",
    "salang codebook diff packaged my-codebook\n"
    "salang codebook diff 1-0a1b2c3d4e5f my-codebook --on-corpus",
    f"A and B are folders, the word {PACKAGED}, or versions that have tagged texts of this "
    "database, as report_tags shows them (1-0a1b2c3d4e5f; the beginning is enough). Names and "
    "rules are kept in files only: of a stored version codes and tags are compared.",
)


@app.default
def diff(
    before: str,
    after: str,
    /,
    *,
    on_corpus: bool = False,
    limit: int = LIMIT,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Compare two codebooks. Nothing is stored.

    Parameters
    ----------
    before
        A: a folder, a stored version, or the word packaged.
    after
        B: likewise; what changes from A to B is told.
    on_corpus
        Code stored texts with both, and tell by code which articles gain or lose it.
    limit
        Most texts to look at, drawn by chance and the same each time; 0 means all.
    json
        Print JSON.
    """
    from desk.cli.database import opened_current

    if limit < 0:
        raise DeskError("--limit is a number of texts, 0 for all", 2)
    stored = on_corpus or any(_is_version(each) for each in (before, after))
    changes: dict[str, Any] | None = None
    if stored:
        from desk.cli.progress import showing
        from flows.stages.preview import preview

        with opened_current() as engine:
            sides = (_side(before, engine), _side(after, engine))
            if on_corpus:
                print("Coding stored texts with both ...", file=sys.stderr, flush=True)
                with showing(quiet=True):
                    changes = preview(engine, *sides, limit or None).as_dict()
    else:
        sides = (_side(before, None), _side(after, None))
    found = _differences(*sides)
    if json:
        _print_json(sides, found, changes)
        return 0
    print(f"{_named(sides[0])} -> {_named(sides[1])}")
    for each in found:
        print(isolate(f"{each.change} {each.part} {each.code}"))
        for detail in each.details:
            print(f"           {isolate(detail)}")
    print(f"{len(found)} differences" if found else "no difference")
    if changes is not None:
        _show_on_corpus(changes, limit)
    return 0


def _is_version(given: str) -> bool:
    return bool(_VERSION.fullmatch(given)) and not Path(given).exists()


def _side(given: str, engine: Any) -> "Side":
    from analysis.codebook import load

    if given == PACKAGED and not Path(given).exists():
        return load(None)
    if not _is_version(given):
        return load(Path(given))
    from models.queries.comparing import stored_codebooks
    from models.session import reading

    with reading(engine) as session:
        found = stored_codebooks(session, given)
        known = stored_codebooks(session)
    if len(found) != 1:
        listed = ", ".join(f"{book.version} ({book.name})" for book in known) or "none"
        many = "several stored versions begin" if found else "no stored version begins"
        raise DeskError(f"{many} with {given}; stored are: {listed}", 2)
    return found[0]


def _named(side: "Side") -> str:
    from analysis.codebook import Codebook

    if isinstance(side, Codebook):
        return f"{side.codebook.id} {side.version}"
    return f"{side.name} {side.version} (stored)"


def _differences(before: "Side", after: "Side") -> "list[Difference]":
    from analysis.codebook import Codebook
    from analysis.codebook.compare import Difference, compare

    if isinstance(before, Codebook) and isinstance(after, Codebook):
        return compare(before, after)
    old, new = _labels(before), _labels(after)
    found: list[Difference] = []
    for kind, code in sorted(old.keys() | new.keys()):
        key = (kind, code)
        if key not in old:
            found.append(Difference(kind, code, "added", (new[key],)))
        elif key not in new:
            found.append(Difference(kind, code, "removed", (old[key],)))
        elif old[key] != new[key]:
            found.append(Difference(kind, code, "changed", (f"label: {old[key]} -> {new[key]}",)))
    return found


def _labels(side: "Codebook | StoredCodebook") -> dict[tuple[str, str], str]:
    from analysis.codebook import Codebook
    from flows.stages.rows import codes_of

    if isinstance(side, Codebook):
        return {(kind, code): label for kind, code, label in codes_of(side)}
    return side.labels


def _print_json(
    sides: "tuple[Side, Side]", found: "list[Difference]", changes: Mapping[str, Any] | None
) -> None:
    from dataclasses import asdict

    print(
        to_json(
            {
                "before": _named(sides[0]),
                "after": _named(sides[1]),
                "differences": [asdict(each) for each in found],
                "corpus": changes,
            }
        )
    )


def _show_on_corpus(changes: Mapping[str, Any], limit: int) -> None:
    from desk.cli.changes import show_changes

    print("\nOn stored texts")
    if not changes["articles"]:
        print("There is no stored text that both have tagged or could tag.")
        return
    show_changes(changes)
    if limit and changes["articles"] >= limit:
        print(f"These are {limit} texts drawn by chance; --limit 0 looks at all.")
