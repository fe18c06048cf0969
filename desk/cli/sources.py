"""``salang sources``: the source catalogue."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from desk.cli import sources_health
from desk.cli.app import group, summary_of
from desk.cli.output import clean, print_table, to_json

ADD = "Find a site's feeds, sitemaps and Telegram channels and propose a source file."
TEST = "Poll one source live and show what a run would do, storing nothing."

app = group(
    "sources",
    summary_of("sources"),
    "salang sources list\nsalang sources check\nsalang sources show pajhwok\nsalang sources health",
)
_list = group(
    "list",
    "What is watched: one line per source.",
    "salang sources list --language fa\nsalang sources list --json",
)
_check = group(
    "check",
    "Every mistake in every source file, without touching the network.",
    "salang sources check\nsalang sources check my-sources/ --json",
)
_show = group(
    "show",
    "All that is known about a source.",
    "salang sources show pajhwok",
)
for _command in (_list, _check, _show, sources_health.app):
    app.command(_command)
# they bring libraries of their own, so they stand apart and are imported when called
app.command("desk.cli.sources_add:app", name="add", help=ADD)
app.command("desk.cli.sources_test:app", name="test", help=TEST)

Json = Annotated[bool, Parameter(name="--json")]


@_list.default
def list_sources(
    *,
    catalog: Path | None = None,
    language: str | None = None,
    country: str | None = None,
    json: Json = False,
) -> int:
    """List the sources of the catalogue; files with mistakes are named and left out.

    Parameters
    ----------
    catalog
        Folder of source files, or one file; else SALANG_CATALOG, else the packaged one.
    language
        Only sources that publish in this language, as a code: fa.
    country
        Only sources of this country, as a code: AF.
    json
        Print JSON.
    """
    from crawlers.catalog import read_catalog
    from desk.sources import catalog_path

    reading = read_catalog(catalog_path(catalog))
    chosen = [
        spec
        for spec in reading.sources
        if (language is None or language.lower() in spec.languages)
        and (country is None or spec.country == country.upper())
    ]
    problems = [str(problem) for problem in reading.problems]
    if json:
        rows = [
            {
                **spec.model_dump(
                    mode="json",
                    include={"slug", "name", "home", "country", "languages", "ownership"}
                    | {"priority", "active", "tags"},
                ),
                "channels": [
                    {"kind": channel.kind, "url": channel.poll_url, "active": channel.active}
                    for channel in spec.channels
                ],
            }
            for spec in chosen
        ]
        print(to_json({"sources": rows, "problems": problems}))
        return 1 if problems else 0
    print_table(
        ("source", "name", "country", "languages", "ownership", "channels", "polled"),
        [
            (
                spec.slug,
                spec.name,
                spec.country or "?",
                " ".join(spec.languages),
                spec.ownership.value,
                " ".join(sorted({channel.kind for channel in spec.channels})),
                spec.priority if spec.active else "not polled",
            )
            for spec in chosen
        ],
    )
    channels = sum(len(spec.channels) for spec in chosen)
    print(f"\n{len(chosen)} sources, {channels} channels")
    return _told(problems)


@_check.default
def check(path: Path | None = None, /, *, json: Json = False) -> int:
    """Check a catalogue: every mistake is one line with file, line, key and reason.

    Parameters
    ----------
    path
        Folder of source files, or one file; else SALANG_CATALOG, else the packaged one.
    json
        Print JSON.
    """
    from dataclasses import asdict

    from crawlers.catalog import CatalogError, read_catalog
    from desk.sources import catalog_path

    try:
        reading = read_catalog(catalog_path(path))
        sources, problems = reading.sources, reading.problems
    except CatalogError as error:
        sources, problems = (), error.problems
    open_questions = {spec.slug: spec.to_confirm for spec in sources if spec.to_confirm}
    channels = sum(len(spec.channels) for spec in sources)
    if json:
        found = [asdict(problem) for problem in problems]
        said = {"sources": len(sources), "channels": channels, "problems": found}
        print(to_json({**said, "to_confirm": open_questions}))
    else:
        for problem in problems:
            print(clean(str(problem)))
        if problems:
            print(
                f"\n{len(problems)} mistakes; {len(sources)} sources are sound. "
                "docs/sources.md explains every key."
            )
        else:
            print(f"{len(sources)} sources, {channels} channels: no mistakes")
        for slug, keys in open_questions.items():
            print(f"{slug}: guessed, to be confirmed by a person: {', '.join(keys)}")
    return 1 if problems else 0


@_show.default
def show(slug: str, /, *, catalog: Path | None = None, json: Json = False) -> int:
    """Show what the catalogue says of a source.

    Parameters
    ----------
    slug
        Its short name.
    catalog
        Folder of source files, or one file; else SALANG_CATALOG, else the packaged one.
    json
        Print JSON.
    """
    from crawlers.catalog import read_catalog
    from desk.sources import catalog_path, named

    reading = read_catalog(catalog_path(catalog))
    (spec,) = named(reading.sources, [slug])
    said = spec.model_dump(mode="json", exclude_none=True)
    if json:
        print(to_json({**said, "file": str(spec.file)}))
        return 0
    for line in _lines(said):
        print(line)
    print(f"file: {spec.file}")
    return 0


def _lines(value: dict[str, Any], indent: str = "") -> list[str]:
    lines: list[str] = []
    for key, part in value.items():
        if isinstance(part, dict):
            inner = _lines(part, indent + "  ")
            lines += [f"{indent}{key}:", *inner] if inner else []
        elif isinstance(part, list) and any(isinstance(item, dict) for item in part):
            lines.append(f"{indent}{key}:")
            for item in part:
                inner = _lines(item, indent + "    ")
                lines += [f"{indent}  - {inner[0].strip()}", *inner[1:]]
        elif part not in ([], ""):
            shown = ", ".join(map(str, part)) if isinstance(part, list) else str(part)
            if isinstance(part, bool):
                shown = "yes" if part else "no"
            lines.append(f"{indent}{key}: {clean(shown)}")
    return lines


def _told(problems: list[str]) -> int:
    if problems:
        print("\nLeft out for mistakes in their files:")
        for problem in problems:
            print(f"  {clean(problem)}")
    return 1 if problems else 0
