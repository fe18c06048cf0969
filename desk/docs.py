"""The pages of docs/ that are made from the code: ``python -m desk.docs``."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic_settings import BaseSettings

FOLDER = Path(__file__).resolve().parent.parent / "docs"
#: width of the help texts in the page of commands
WIDTH = 96

_SETTINGS_HEAD = """\
# Settings

Made by `python -m desk.docs` from the code; do not edit. Settings are environment variables; a
file `.env` in the folder where the command runs is read too, and the environment wins over it.
`salang doctor` says when a variable that begins with `SALANG_` is none of these.
"""
_COMMANDS_HEAD = """\
# Commands

Made by `python -m desk.docs` from the code; do not edit. These are the texts of `--help`.

Exit codes: 0 done; 1 done with failures, which were listed; 2 wrong usage; 130 stopped by Ctrl-C.
Data goes to standard output, with `--json` nothing else does; what went wrong goes to standard
error. A terminal shows bars, a file or a pipe gets lines.
"""


def settings_classes() -> tuple[type[BaseSettings], ...]:
    """Every class of settings, from the ground floor up."""
    from crawlers.settings import CrawlSettings
    from desk.settings import DeskSettings
    from desk.web.settings import ReviewSettings
    from flows.settings import FlowSettings
    from models.settings import StorageSettings

    return (StorageSettings, CrawlSettings, FlowSettings, DeskSettings, ReviewSettings)


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return f"SALANG_{field.upper()}"


def settings_page() -> str:
    """docs/settings.md."""
    from flows.environment import DEFAULTS

    lines = [_SETTINGS_HEAD]
    for kind in settings_classes():
        lines += [f"## {(kind.__doc__ or '').splitlines()[0]}", ""]
        lines += ["| variable | default | says |", "|---|---|---|"]
        for name, field in kind.model_fields.items():
            default = _default(field.default)
            lines.append(f"| `{variable(name)}` | {default} | {field.description} |")
        lines.append("")
    lines += [
        "## Prefect",
        "",
        "Prefect reads its own variables (`PREFECT_API_URL` above all: the address of a server, "
        "without which each run starts a temporary one). Salang sets these where you have not:",
        "",
        "| variable | value |",
        "|---|---|",
        *(f"| `{name}` | `{value}` |" for name, value in DEFAULTS.items()),
        "",
        "Without an API and a profile of your own, `PREFECT_HOME` is `SALANG_HOME/prefect`.",
        "",
    ]
    return "\n".join(lines)


def _default(value: object) -> str:
    if value is None or value == "":
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def commands_page() -> str:
    """docs/commands.md."""
    lines = [_COMMANDS_HEAD]
    for command in commands():
        name = " ".join(("salang", *command))
        depth = "##" if len(command) < 2 else "###"
        lines += [f"{depth} {name}", "", "```text", help_text(command), "```", ""]
    return "\n".join(lines)


def commands() -> Iterator[tuple[str, ...]]:
    """Every command as its words, groups before what is in them: ("db",), ("db", "check")."""
    from desk.cli.app import COMMANDS, app

    yield ()
    for name, _, _ in COMMANDS:
        yield (name,)
        inner = app[name]
        yield from ((name, each) for each in inner if not each.startswith("-"))


def help_text(command: tuple[str, ...]) -> str:
    """What ``--help`` of a command prints, without boxes."""
    from rich.console import Console

    from desk.cli.app import app

    out = io.StringIO()
    console = Console(file=out, width=WIDTH, highlight=False, color_system=None)
    app.help_print([*command], console=console)
    return "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines())


def main() -> int:
    """Write the pages; returns the exit code."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in (("settings.md", settings_page()), ("commands.md", commands_page())):
        (FOLDER / name).write_text(text, "utf-8")
        print(f"docs/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
