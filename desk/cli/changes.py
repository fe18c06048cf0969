"""Printing what a codebook version changes on texts."""

from collections.abc import Mapping
from typing import Any

from desk.cli.output import print_table

#: codes shown; the others are counted, and JSON has them all
SHOWN = 40


def show_changes(changes: Mapping[str, Any]) -> None:
    """Tables of changed codes and changed verdicts; ``changes`` as `Changes.as_dict` gives it."""
    if not changes["changed"]:
        print(f"None of {changes['articles']} texts changes.")
        return
    print(f"{changes['changed']} of {changes['articles']} texts change.")
    codes = changes["codes"]
    if codes:
        print("\nBy code")
        print_table(
            ("kind", "code", "gained", "lost", "moved", "for example"),
            [
                (
                    each["kind"],
                    each["code"],
                    each["added"],
                    each["removed"],
                    each["moved"],
                    _examples(each),
                )
                for each in codes[:SHOWN]
            ],
            right=("gained", "lost", "moved"),
            wrap=("for example",),
        )
    if len(codes) > SHOWN:
        print(f"and {len(codes) - SHOWN} more codes; --json lists all")
    if changes["verdicts"]:
        print("\nVerdicts")
        print_table(
            ("before", "after", "articles", "for example"),
            [
                (each["before"], each["after"], each["articles"], _keys(each["examples"]))
                for each in changes["verdicts"]
            ],
            right=("articles",),
            wrap=("for example",),
        )


def _examples(change: Mapping[str, Any]) -> str:
    parts = [
        f"{sign} {_keys(change[f'{how}_examples'])}"
        for sign, how in (("+", "added"), ("-", "removed"), ("~", "moved"))
        if change[f"{how}_examples"]
    ]
    return "  ".join(parts)


def _keys(keys: list[int]) -> str:
    return " ".join(map(str, keys))
