"""Web archives on loopback that speak the documented formats: the Wayback Machine, Common Crawl."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.warcs import answer, record
from tests.support.web import Page, Web


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture that an archive keeps."""

    stamp: str
    url: str
    body: bytes = b"<html><body><p>Talks in Kabul.</p></body></html>"
    status: str = "200"
    mime: str = "text/html"

    @property
    def key(self) -> str:
        """The sort key of an address, as archives write it."""
        parts = urlsplit(self.url)
        host = (parts.hostname or "").removeprefix("www.")
        return f"{','.join(reversed(host.split('.')))}){parts.path.lower()}"


class Answers(dict):
    """Pages that are made when they are asked for; takes the place of a web's own."""

    def __init__(self, make: Callable[[str], Page | None]) -> None:
        super().__init__()
        self._make = make

    def get(self, path: str, default: Page | None = None) -> Page | None:  # type: ignore[override]
        """The page of a path with its query."""
        return super().get(path) or self._make(path) or default


def matching(kept: Iterable[Kept], asked: dict[str, list[str]]) -> list[Kept]:
    """What a CDX server finds: by host or prefix, in the window, through the filters, sorted."""
    place, kind = asked["url"][0], asked["matchType"][0]
    low, high = asked["from"][0].ljust(14, "0"), asked["to"][0].ljust(14, "9")
    found = []
    for one in sorted(kept, key=lambda one: (one.key, one.stamp)):
        parts = urlsplit(one.url)
        host = (parts.hostname or "").removeprefix("www.")
        if kind == "domain":
            inside = host == place or host.endswith(f".{place}")
        else:
            inside = f"{host}{parts.path}".startswith(place)
        if inside and low <= one.stamp <= high:
            found.append(one)
    return found


def wayback(web: Web, kept: Iterable[Kept], most: int = 150_000) -> None:
    """Serve captures as the Wayback Machine does: CDX server with resumption keys, and copies."""
    kept = list(kept)

    def make(path: str) -> Page | None:
        parts = urlsplit(path)
        if parts.path == "/cdx/search/cdx" and parts.query:
            return _cdx(kept, parts.query, most)
        copy = re.match(r"^/web/(\d{14})id_/(.+)$", path)
        if copy:
            for one in kept:
                if one.stamp == copy[1] and one.url == unquote(copy[2]):
                    return Page(
                        one.body,
                        int(one.status),
                        f"{one.mime}; charset=utf-8",
                        {"X-Archive-Orig-Server": "valley", "Server": "archive"},
                    )
        return None

    web.pages = Answers(make)


def _cdx(kept: list[Kept], query: str, most: int) -> Page:
    asked = parse_qs(query)
    rows = matching(kept, asked)
    for one in asked.get("filter", []):
        name, _, pattern = one.partition(":")
        field = {"statuscode": "status", "mimetype": "mime", "original": "url"}[name]
        rows = [row for row in rows if re.fullmatch(pattern, getattr(row, field))]
    if asked.get("collapse") == ["urlkey"]:
        rows = [row for n, row in enumerate(rows) if n == 0 or row.key != rows[n - 1].key]
    resume = re.search(r"resumeKey=([^&]*)", query)
    if resume:
        rows = rows[int(resume[1].rpartition("%21")[2]) :]
    limit = min(int(asked["limit"][0]), most)
    names = asked["fl"][0].split(",")
    values = {"timestamp": "stamp", "original": "url", "mimetype": "mime", "statuscode": "status"}
    lines: list[list[str]] = [names] if rows else []
    for row in rows[:limit]:
        lines.append(
            [getattr(row, values[name], "DIGEST") if name in values else "D" for name in names]
        )
    if len(rows) > limit and asked.get("showResumeKey") == ["true"]:
        seen = int(resume[1].rpartition("%21")[2]) if resume else 0
        lines += [[], [f"af%2Cvalley%29%2F+20250703%21{seen + limit}"]]
    return Page(json.dumps(lines).encode(), 200, "application/json")


def commoncrawl(web: Web, crawls: dict[str, list[Kept]], page_size: int = 2) -> None:
    """Serve captures as Common Crawl does: list of crawls, index by pages, records by range."""
    files: dict[str, bytes] = {}
    places: dict[tuple[str, str, str], tuple[str, int, int]] = {}
    for name, kept in crawls.items():
        file, content = f"crawl-data/{name}/segments/1.2/warc/00001.warc.gz", b""
        for one in kept:
            when = "{}-{}-{}T{}:{}:{}Z".format(
                *re.findall(r"^(....)(..)(..)(..)(..)(..)$", one.stamp)[0]
            )
            part = record("response", one.url, answer(one.body), WARC_Date=when)
            places[name, one.url, one.stamp] = (file, len(content), len(part))
            content += part
        files[f"/{file}"] = content

    def make(path: str) -> Page | None:
        parts = urlsplit(path)
        if path == "/collinfo.json":
            listed = [
                {"id": name, "name": name, "cdx-api": "https://index.invalid/x"} for name in crawls
            ]
            return Page(json.dumps(listed[::-1]).encode(), 200, "application/json")
        if parts.path in files:
            return _part(files[parts.path], web.seen[-1].headers.get("range"))
        name = parts.path.strip("/").removesuffix("-index")
        if name in crawls and parts.query:
            return index(name, parse_qs(parts.query))
        return None

    def index(name: str, asked: dict[str, list[str]]) -> Page:
        rows = matching(crawls[name], asked)
        if not rows:
            said = {"message": f"No Captures found for: {asked['url'][0]}"}
            return Page(json.dumps(said).encode(), 404, "application/json")
        if "showNumPages" in asked:
            pages = -(-len(rows) // page_size)
            return Page(json.dumps({"pages": pages, "pageSize": 5, "blocks": 1}).encode())
        start = int(asked["page"][0]) * page_size
        lines = []
        for row in rows[start : start + page_size]:
            file, offset, length = places[name, row.url, row.stamp]
            entry = {"urlkey": row.key, "timestamp": row.stamp, "url": row.url, "mime": row.mime,
                     "status": row.status, "digest": "D", "length": str(length),
                     "offset": str(offset), "filename": file}  # fmt: skip
            lines.append(json.dumps(entry))
        return Page("\n".join(lines).encode(), 200, "text/x-ndjson")

    web.pages = Answers(make)


def _part(content: bytes, asked: str | None) -> Page:
    match = re.match(r"^bytes=(\d+)-(\d+)$", asked or "")
    if not match:
        return Page(content, 200, "application/octet-stream")
    first, last = int(match[1]), int(match[2])
    where = {"Content-Range": f"bytes {first}-{last}/{len(content)}"}
    return Page(content[first : last + 1], 206, "application/octet-stream", where)
