"""``salang sources test``: poll one source live and show what a run would do with it."""

import base64
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from desk.cli.app import group
from desk.cli.errors import DeskError
from desk.cli.output import clean, isolate, print_table, to_json

app = group(
    "test",
    "Poll one source live and show what a run would do, storing nothing.",
    "salang sources test tolonews\nsalang sources test tass --channel feed --extract",
    "Exit code 0 when every channel that was polled could be read, else 1. Needs no database; with "
    "one it says what is new. Requests are those of the crawl: its guard, robots.txt and delays.",
)
_READ = frozenset(("changed", "unchanged", "empty", "skipped"))


@app.default
def test(
    slug: str,
    /,
    *,
    channel: list[str] | None = None,
    catalog: Path | None = None,
    extract: bool = False,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Poll a source's channels and show what they list and what of it would be fetched.

    Parameters
    ----------
    slug
        Its short name.
    channel
        Only channels of this kind: feed, json_feed, sitemap, section, telegram, gdelt.
    catalog
        Folder of source files, or one file; else SALANG_CATALOG, else the packaged one.
    extract
        Fetch the newest page too and show what the extractor makes of it.
    json
        Print JSON.
    """
    from crawlers.catalog import read_catalog
    from crawlers.probe import ProbeError, look
    from desk.sources import catalog_path, named

    path = catalog_path(catalog)
    (spec,) = named(read_catalog(path).sources, [slug])
    kinds = [one.kind for one in spec.channels]
    for kind in channel or ():
        if kind not in kinds:
            raise DeskError(f"{slug} has no channel of kind {kind!r}; it has {', '.join(kinds)}", 2)
    arguments = {"slug": slug, "catalog": str(path) if path else None, "kinds": channel}
    try:
        found = look("source", {**arguments, "extract": extract})
    except ProbeError as error:
        raise DeskError(f"{slug}: {error}") from None
    if extract:
        found["page"] = _read(found["page"])
    if json:
        print(to_json(found))
    else:
        _show(found)
    failed = any(row["outcome"] not in _READ for row in found["channels"])
    return 1 if failed or "problem" in found.get("page", {}) else 0


def _read(page: dict[str, Any]) -> dict[str, Any]:
    """What the extractor makes of the page that was fetched."""
    if "problem" in page:
        return page
    from crawlers.extraction.engine import extract
    from crawlers.extraction.types import PageHints, PageInput, fate_of
    from desk.pages import row
    from models.base import utc_now

    page_input = PageInput(
        url=page["url"],
        body=base64.b64decode(page["body"]),
        content_type=page["content_type"],
        headers=page["headers"],
        fetched_at=utc_now(),
        hints=PageHints(
            title=page["title"],
            published_raw=page["published_raw"],
            authors=(page["author"],) if page["author"] else (),
            languages=tuple(page["languages"]),
            zone=page["timezone"],
            site_name=page["outlet"],
        ),
    )
    made = extract(page_input)
    return {**row(page["asked"], page_input, made), "fate": fate_of(made)}


def _show(found: dict[str, Any]) -> None:
    for row in found["channels"]:
        print(f"{row['kind']} {clean(row['url'])}")
        print(f"    {row['outcome']}{': ' if row['reason'] else ''}{clean(row['reason'])}")
        if row["outcome"] == "skipped":
            continue
        for name in ("status", "bytes", "etag", "last_modified"):
            if row.get(name) is not None:
                print(f"    {name.replace('_', ' ')}: {clean(str(row[name]))}")
        if row.get("unchanged_since_last_run"):
            print("    unchanged since the last run: a run would read nothing of it")
        print(
            f"    items: {row['items']}, "
            + (f"{row['new']} new, " if row["database"] else "")
            + f"{row['would_fetch']} would be fetched"
        )
        rules = "; ".join(f"{count} by {rule}" for rule, count in row["date_rules"].items())
        if row["items"]:
            between = f", {row['oldest']} to {row['newest']}" if row["dated"] else ""
            print(f"    dated: {row['dated']}{between}{f' ({rules})' if rules else ''}")
        for why, count in row["refused"].items():
            print(f"    refused: {count}, {clean(why)}")
        if row["shown"]:
            print_table(
                ("date", "title", "address", "known as"),
                [
                    (one["date"] or one["published_raw"], one["title"], one["url"], one["known_as"])
                    for one in row["shown"]
                ],
            )
    page = found.get("page")
    if page and "problem" in page:
        print(f"sample page: {clean(page['problem'])}")
    elif page:
        print("sample page:")
        for name in ("url", "fate", "title", "authors", "published_at", "published_rule"):
            value = page[name]
            shown = "; ".join(value) if isinstance(value, list) else value
            print(f"    {name}: {isolate(str(shown or ''))}")
        print(f"    text: {isolate(page['text'][:600])}")
