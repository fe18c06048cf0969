"""The promise about the reporting views, written down: ``python -m models.reporting.contract``.

``contract.json`` beside this file says what each column of each view is called, is and means. A
test compares it with the code, so no view changes by accident; writing it anew is refused until
`REPORTING_VERSION` says how far the change reaches. The promise holds from the first release on:
``--release`` writes that down.
"""

import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from models.reporting.version import REPORTING_VERSION
from models.reporting.views import VIEWS, view_table

FILE = Path(__file__).with_name("contract.json")
_DIALECTS = {
    "postgresql": make_url("postgresql+psycopg://").get_dialect()(),
    "sqlite": make_url("sqlite://").get_dialect()(),
}

Contract = dict[str, Any]


def contract() -> Contract:
    """What the code promises now: version, whether it was released, views, their columns."""
    return {
        "version": REPORTING_VERSION,
        "released": FILE.exists() and written()["released"],
        "views": {
            view.name: {
                "rows": view.comment,
                "columns": {
                    name: {
                        "meaning": meaning,
                        **{
                            dialect: view_table(view.name).c[name].type.compile(dialect=known)
                            for dialect, known in _DIALECTS.items()
                        },
                    }
                    for name, meaning in view.columns.items()
                },
            }
            for view in VIEWS
        },
    }


def written() -> Contract:
    """What was promised when the contract was last written."""
    known: Contract = json.loads(FILE.read_text("utf-8"))
    return known


def changes(old: Contract, new: Contract) -> tuple[list[str], list[str]]:
    """What a user would notice: (additions and rewordings, what breaks a query).

    A meaning in other words may be the same meaning: whoever rewords it decides, and says in the
    changelog what it is. A name or a type that changes breaks queries in any case.
    """
    added: list[str] = []
    broken: list[str] = []
    for name, view in old["views"].items():
        now = new["views"].get(name)
        if now is None:
            broken.append(f"{name} is gone")
            continue
        if now["rows"] != view["rows"]:
            added.append(f"what a row of {name} is")
        for column, meant in view["columns"].items():
            if column not in now["columns"]:
                broken.append(f"{name}.{column} is gone")
            elif any(now["columns"][column][dialect] != meant[dialect] for dialect in _DIALECTS):
                broken.append(f"{name}.{column} has another type")
            elif now["columns"][column]["meaning"] != meant["meaning"]:
                added.append(f"the meaning of {name}.{column}")
        added += [f"{name}.{column}" for column in now["columns"] if column not in view["columns"]]
    added += [name for name in new["views"] if name not in old["views"]]
    return added, broken


def refusal(old: Contract, new: Contract) -> str | None:
    """Why the new contract may not replace the old one yet; None when it may."""
    if not old["released"]:
        return None
    added, broken = changes(old, new)
    if not added and not broken:
        return None
    major, minor = map(int, old["version"].split("."))
    now_major, now_minor = map(int, new["version"].split("."))
    if broken and now_major <= major:
        return (
            f"these break what people have written: {'; '.join(broken)}. "
            f"Undo it, or set REPORTING_VERSION to {major + 1}.0 and say so in CHANGELOG.md"
        )
    if (now_major, now_minor) <= (major, minor):
        return (
            f"these are new: {'; '.join(added)}. "
            f"Set REPORTING_VERSION to {major}.{minor + 1} and say so in CHANGELOG.md"
        )
    return None


def main() -> int:
    """Write the contract; returns the exit code."""
    new = contract()
    if FILE.exists() and (why := refusal(written(), new)):
        print(f"not written: {why}", file=sys.stderr)
        return 1
    new["released"] = new["released"] or "--release" in sys.argv[1:]
    FILE.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{FILE.name} holds reporting views {new['version']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
