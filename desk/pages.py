"""Pages for `salang extract`: from addresses, files and folders to what the extractor made."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.extraction.types import ExtractedPage, PageHints, PageInput
from crawlers.imports import PLAIN_ENDINGS
from models.base import utc_now

ENDINGS = (".html", ".htm", ".html.gz", ".htm.gz", ".txt", ".pdf", ".docx")
MOST_BYTES = 50_000_000


class PageProblem(Exception):
    """One input that cannot be read; the message names it and says why."""


def is_address(given: str) -> bool:
    """Whether an input is an address, not a file."""
    return given.lower().startswith(("http://", "https://"))


def expand(inputs: Sequence[str], problems: list[str]) -> Iterator[str]:
    """The inputs with folders replaced by the pages in them, by name; what is none is told."""
    for given in inputs:
        path = Path(given)
        if is_address(given) or path.is_file():
            yield given
        elif "://" in given:
            problems.append(f"{given}: only http and https addresses are fetched")
        elif path.is_dir():
            inside = sorted(
                entry
                for entry in path.rglob("*")
                if entry.name.lower().endswith(ENDINGS) and entry.is_file()
            )
            if not inside:
                problems.append(f"{given}: holds no page ({', '.join(ENDINGS)})")
            yield from map(str, inside)
        else:
            problems.append(f"{given}: there is no such file or folder")


def read_page(given: str) -> PageInput:
    """A page of an address or file, as the extractor takes it.

    Raises:
        PageProblem: when it cannot be fetched or read.
    """
    if is_address(given):
        return _fetched(given)
    path = Path(given)
    name = path.name.lower()
    if not name.endswith(ENDINGS):
        raise PageProblem(f"{given}: is no page; files end in {', '.join(ENDINGS)}")
    try:
        body = _unpacked(path) if name.endswith(".gz") else _plain(path)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise PageProblem(f"{given}: is no readable gzip file ({error})") from None
    except OSError as error:
        raise PageProblem(f"{given}: cannot be read ({error.strerror})") from None
    return PageInput(
        url=f"import:{path.name}",
        body=body,
        content_type=PLAIN_ENDINGS.get(path.suffix.lower(), "text/html"),
        headers={},
        fetched_at=utc_now(),
        hints=PageHints(published_rule="import"),
    )


def _plain(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise PageProblem(f"{path}: larger than {MOST_BYTES // 1_000_000} MB")
    return path.read_bytes()


def _unpacked(path: Path) -> bytes:
    with gzip.open(path) as file:
        body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise PageProblem(f"{path}: larger than {MOST_BYTES // 1_000_000} MB when unpacked")
    return body


def _fetched(url: str) -> PageInput:
    from crawlers.settings import CrawlSettings
    from desk.fetching import FetchProblem, fetch

    try:
        answer = fetch(url, CrawlSettings())
    except FetchProblem as problem:
        raise PageProblem(str(problem)) from None
    return PageInput(
        url=answer.url,
        body=answer.body,
        content_type=answer.content_type,
        headers=answer.headers,
        fetched_at=utc_now(),
    )


def row(given: str, page_input: PageInput, page: ExtractedPage) -> dict[str, Any]:
    """The fields of a page, in the order they are promised."""
    chosen = page.dates.chosen
    return {
        "input": given,
        "url": _address(page_input, page),
        "kind": page.kind,
        "title": page.title,
        "authors": list(page.authors),
        "published_at": chosen.local.isoformat() if chosen else None,
        "published_rule": chosen.rule if chosen else None,
        "published_raw": chosen.raw if chosen else None,
        "language": page.language.code,
        "text": page.text,
        "comments": [asdict(comment) for comment in page.comments],
        "flags": list(page.flags),
    }


def _address(page_input: PageInput, page: ExtractedPage) -> str | None:
    """The canonical address the page states, else the one it was fetched from, else None.

    A canonical link that names a home page is a template gone wrong, not the page's address.
    """
    parts = urlsplit(page.canonical_url or "")
    if page.canonical_url and (parts.path.strip("/") or parts.query):
        return page.canonical_url
    return page_input.url if is_address(page_input.url) else None


def explanation(page: ExtractedPage) -> dict[str, Any]:
    """Why each part is what it is."""
    chosen = page.dates.chosen
    return {
        "kind_reasons": list(page.kind_reasons),
        "title_rule": page.title_rule,
        "published_precision": chosen.precision if chosen else None,
        "published_zone": chosen.zone if chosen else None,
        "date_agreement": page.dates.agreement,
        "dates_refused": [
            {"value": date.value.isoformat(), "rule": date.rule, "raw": date.raw, "reason": reason}
            for date, reason in page.dates.losers
        ],
        "language_confidence": round(page.language.confidence, 3),
        "agencies": list(page.agencies),
        "site_name": page.site_name,
        "section": page.section,
        "extractor": page.extractor,
        "live_entries": [
            {
                "published": entry.published_raw,
                "title": entry.title,
                "start": entry.start,
                "end": entry.end,
            }
            for entry in page.entries
        ],
    }
