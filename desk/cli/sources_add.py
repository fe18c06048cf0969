"""``salang sources add``: ways into a site, and a source file to start from."""

import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from desk.cli.app import group
from desk.cli.errors import DeskError
from desk.cli.output import clean, print_table, to_json

app = group(
    "add",
    "Find a site's feeds, sitemaps and Telegram channels and propose a source file.",
    "salang sources add https://www.example.org/\n"
    "salang sources add https://www.example.org/ --output my-sources/example.yaml",
    "Asks under the rules of the crawl (robots.txt, public addresses, delays) for the home page "
    "and for each way in that it, robots.txt or a well-known address names. The file is a start: "
    "what no page says is guessed and named under to_confirm, and `salang sources check` reminds "
    "of it. Exit code 1: nothing that could be a channel answers.",
)


@app.default
def add(
    url: str,
    /,
    *,
    output: Path | None = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Propose a source file for a site.

    Parameters
    ----------
    url
        Its home page.
    output
        Write the file here (a new file, or a folder to put it in); else it is printed.
    json
        Print all that was found as JSON.
    """
    from crawlers.probe import ProbeError, look
    from desk.proposals import as_yaml, proposal, slug_of
    from models.base import utc_now

    if not url.lower().startswith(("http://", "https://")):
        raise DeskError(f"{url} is no address; write https://www.example.org/", 2)
    place = _place(output, slug_of(url))
    try:
        found = look("discover", {"url": url})
    except ProbeError as error:
        raise DeskError(f"{url}: {error}") from None
    answering = [way for way in found["ways"] if way["answers"]]
    text = ""
    if answering:
        slug = place.stem if place else slug_of(found["home"])
        try:
            text = as_yaml(proposal(found, slug, utc_now()))
        except ValueError as error:
            raise DeskError(f"no file can be proposed: {error}") from None
    if json:
        print(to_json({**found, "proposal": text or None, "file": str(place) if place else None}))
    else:
        _show(found)
    if place and text:
        _write(place, text)
        print(f"written: {place}; complete it, then: salang sources check {place}", file=sys.stderr)
    elif text and not json:
        print(text, end="")
    if not answering:
        why = found.get("problem") or "no feed, sitemap or Telegram channel answers"
        print(f"salang: {clean(url)}: {clean(str(why))}", file=sys.stderr)
    return 0 if answering else 1


def _place(output: Path | None, slug: str) -> Path | None:
    if output is None:
        return None
    place = output / f"{slug}.yaml" if output.is_dir() else output
    if place.suffix not in (".yaml", ".yml"):
        raise DeskError(f"{place}: source files end in .yaml", 2)
    if place.exists():
        raise DeskError(f"{place} is there already and is not overwritten", 2)
    return place


def _write(place: Path, text: str) -> None:
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise DeskError(f"{place} cannot be written ({error.strerror})") from None


def _show(found: dict[str, Any]) -> None:
    """What was tried, on standard error: the file alone goes to standard output."""
    print_table(
        ("kind", "address", "found", "answered"),
        [(way["kind"], way["url"], way["how"], way["said"]) for way in found["ways"]],
        out=sys.stderr,
    )
    for url in found.get("not_tried", ()):
        print(f"not tried: {clean(url)}", file=sys.stderr)
