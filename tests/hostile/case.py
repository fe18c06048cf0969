"""A hostile outlet: what it answers, and what each poll and page must come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.hostile.answers import Answer, Asked, reply

TOPIC = "The Taliban envoy met the Russian minister in Moscow and spoke of trade and of wheat. "
FEED = "/feed.xml"


@dataclass(frozen=True, slots=True)
class Case:
    """One outlet on a host of its own.

    ``answers`` by path; a path that ends in ``*`` answers all that begin so; what has none is a
    404. Without an answer of its own the feed lists the addresses of ``fates``. ``polls`` and
    ``fates`` are what polls and pages must come to; the poll of the feed is ``changed`` if nothing
    else is said. ``pending`` pages may be left for a later run. ``seconds`` is the most a crawl of
    this outlet alone may take beside starting, by the limits of its source file; ``memory`` the
    most it may add to a crawl of a sound outlet, in bytes.
    """

    name: str
    answers: Mapping[str, Answer]
    polls: Mapping[str, str] = field(default_factory=dict)
    fates: Mapping[str, str] = field(default_factory=dict)
    pending: bool = False
    channels: tuple[Mapping[str, Any], ...] = ({"kind": "feed", "path": FEED},)
    politeness: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 30.0
    memory: int = 400_000_000

    @property
    def slug(self) -> str:
        """Short name for the catalogue."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.name).lower().split())

    def answer(self, path: str) -> Answer | None:
        """The answer to a path, without its query where none is kept with it."""
        plain = path.partition("?")[0]
        for known in (path, plain):
            if known in self.answers:
                return self.answers[known]
        for known, answer in self.answers.items():
            if known.endswith("*") and plain.startswith(known[:-1]):
                return answer
        if plain == FEED and self.fates:
            return reply(self._feed, kind="application/rss+xml")
        return None

    def _feed(self, asked: Asked) -> bytes:
        return rss([f"{asked.base}{path}" for path in self.fates])


def rss(
    links: list[str], title: str = "News", date: str = "Thu, 03 Jul 2025 12:30:00 GMT"
) -> bytes:
    """A feed of these addresses."""
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"
        for link in links
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def story(text: str = "", title: str = "Envoys meet", more: str = "") -> bytes:
    """A page that would be an article; ``more`` stands in its head."""
    words = "".join(f"<p>{TOPIC}This is paragraph {n} of it.</p>" for n in range(5))
    return (
        f"<html><head><title>{title}</title>{more}"
        '<meta property="article:published_time" content="2025-07-03T10:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{words}{text}</article></body></html>"
    ).encode("utf-8", "surrogatepass")
