"""GDELT's DOC 2.0 article search as it is documented, its ways of failing included."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from tests.support.web import Page

FORM = "%Y%m%d%H%M%S"
PATH = "/api/v2/doc/doc"
TOO_SHORT = "Your query was too short or too long.\n"
THROTTLED = (
    "Please limit requests to one every 5 seconds or contact the project for larger queries.\n"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An article of the index: what GDELT tells of it, and when it was seen."""

    url: str
    seen: datetime
    title: str = "Talks in Moscow"
    language: str = "English"
    country: str = "Afghanistan"

    def row(self) -> dict[str, str]:
        """As the article list has it."""
        return {
            "url": self.url,
            "url_mobile": "",
            "title": self.title,
            "seendate": f"{self.seen:%Y%m%dT%H%M%SZ}",
            "socialimage": "",
            "domain": urlsplit(self.url).netloc,
            "language": self.language,
            "sourcecountry": self.country,
        }


@dataclass
class Service:
    """The service: what each query finds, and ``instead``, answers to queries that it fails on."""

    articles: dict[str, list[Found]] = field(default_factory=dict)
    instead: dict[str, Page] = field(default_factory=dict)

    def answer(self, target: str) -> Page | None:
        """The answer to a request; None for what is no request to the interface."""
        parts = urlsplit(target)
        if parts.path != PATH:
            return None
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        query = asked.get("query", "")
        if query in self.instead:
            return self.instead[query]
        if len(query) < 3:
            return Page(TOO_SHORT.encode(), content_type="text/html; charset=utf-8")
        if asked.get("mode", "").lower() != "artlist" or asked.get("format") != "json":
            return Page(b"<html><body>A page for people</body></html>")
        start, end = (
            datetime.strptime(asked[key], FORM).replace(tzinfo=UTC)
            for key in ("startdatetime", "enddatetime")
        )
        most = min(int(asked.get("maxrecords", "75")), 250)
        found = sorted(
            (one for one in self.articles.get(query, ()) if start <= one.seen <= end),
            key=lambda one: one.seen,
            reverse=asked.get("sort") == "datedesc",
        )[:most]
        body = {"articles": [one.row() for one in found]} if found else {}
        return Page(
            json.dumps(body, ensure_ascii=False).encode(),
            content_type="application/json; charset=utf-8",
        )
