"""300 channels on loopback, each with one way of behaving, and what each lists in each round.

A hundred outlets on hosts of their own, three channels each: feeds, of which half never change.
A channel's behaviour says how it answers; its items are pages of the same host. Everything follows
from the number of the round, so that a world can be asked again.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.loopback import Asked, Reply

OUTLETS = 100
CHANNELS = 3
ITEMS = 8
#: seconds: between two requests to one host, before a slow answer, and until one is given up
DELAY, SLOW, TIMEOUT = 0.2, 1.0, 2.0
DATE = "Thu, 03 Jul 2025 12:30:00 GMT"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a channel behaves: ``share`` of the 300, new items in a round, and in words."""

    name: str
    share: int
    new: int
    says: str


BEHAVIOURS = (
    Behaviour("etag", 60, 0, "unchanged: 304 to its ETag"),
    Behaviour("last-modified", 30, 0, "unchanged: 304 to its date"),
    Behaviour("same-bytes", 30, 0, "unchanged: in full each time, without any ETag"),
    Behaviour("restless-etag", 30, 0, "unchanged: in full, with another ETag each time"),
    Behaviour("busy", 24, ITEMS, "all items new each round"),
    Behaviour("lively", 24, 4, "half of the items new each round"),
    Behaviour("steady", 18, 1, "one of eight items new each round"),
    Behaviour("frozen-304", 12, 1, "lies: 304 to any ETag although it changes"),
    Behaviour("frozen-etag", 12, 1, "lies: changes and keeps its ETag, 304 to it"),
    Behaviour("gone", 12, 0, "dead: 404"),
    Behaviour("refusing", 6, 0, "dead: 403"),
    Behaviour("broken", 6, 0, "dead: a web page where the feed was"),
    Behaviour("slow", 12, 1, "slow: answers after a second"),
    Behaviour("stuck", 6, 0, "dead: never answers in time"),
    Behaviour("throttling", 12, 0, "429 with Retry-After: 5400"),
    Behaviour("overloaded", 6, 0, "503"),
)
_CHANNEL = re.compile(r"/([a-z0-9-]+)\.xml")


def unchanged() -> set[str]:
    """Names of the behaviours that never change and answer well."""
    return {each.name for each in BEHAVIOURS if each.says.startswith("unchanged")}


def assignment() -> dict[int, list[Behaviour]]:
    """The behaviours of each outlet's channels.

    Three of a kind share an outlet, so that a host that asks for a pause holds up its own kind
    only and the table shows one thing at a time.
    """
    outlets: dict[int, list[Behaviour]] = {}
    for behaviour in BEHAVIOURS:
        for _ in range(behaviour.share // CHANNELS):
            outlets[len(outlets)] = [behaviour] * CHANNELS
    assert len(outlets) == OUTLETS
    return outlets


class World:
    """Answers of all hosts. ``round`` moves the world on."""

    def __init__(self, names: list[str]) -> None:
        self.round = 0
        self.behaviours = {names[place]: kinds[0] for place, kinds in assignment().items()}

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return Reply(404)
        found = _CHANNEL.fullmatch(asked.path)
        if found is None:
            body = f"<html><title>{asked.path}</title><p>A page of {asked.host}.</p></html>"
            return Reply(200, body.encode(), {"Content-Type": "text/html"})
        return self._channel(self.behaviours[asked.host], found[1], asked)

    def _channel(self, kind: Behaviour, channel: str, asked: Asked) -> Reply:
        match kind.name:
            case "gone":
                return Reply(404)
            case "refusing":
                return Reply(403)
            case "broken":
                return Reply(200, b"<!doctype html><title>Moved</title><p>We have moved.")
            case "throttling":
                return Reply(429, headers={"Retry-After": "5400"})
            case "overloaded":
                return Reply(503)
            case "stuck":
                return Reply(200, wait=TIMEOUT * 3)
        body = self.feed(kind, channel, asked.headers["host"])
        headers = {"Content-Type": "application/rss+xml"} | self._validators(kind, body)
        if _matches(kind, asked.headers, headers):
            return Reply(304, headers={k: v for k, v in headers.items() if k == "ETag"})
        return Reply(200, body, headers, SLOW if kind.name == "slow" else 0.0)

    def _validators(self, kind: Behaviour, body: bytes) -> dict[str, str]:
        match kind.name:
            case "last-modified":
                return {"Last-Modified": DATE}
            case "same-bytes":
                return {}
            case "restless-etag":
                return {"ETag": f'"r{self.round}"'}
            case "frozen-etag":
                return {"ETag": '"always"'}
        return {"ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'}

    def feed(self, kind: Behaviour, channel: str, host: str) -> bytes:
        """The feed of this round: its latest items, newest first."""
        newest = ITEMS + kind.new * self.round
        items = "".join(
            f"<item><title>Item {number}</title><link>http://{host}/{channel}/{number}.html</link>"
            f"<pubDate>{DATE}</pubDate></item>"
            for number in range(newest, newest - ITEMS, -1)
        )
        return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def _matches(kind: Behaviour, asked: Mapping[str, str], own: Mapping[str, str]) -> bool:
    if kind.name == "frozen-304":
        return "if-none-match" in asked
    if kind.name == "restless-etag":
        return False
    if "ETag" in own:
        return asked.get("if-none-match") == own["ETag"]
    return asked.get("if-modified-since") == own.get("Last-Modified", "none")


def write_catalogue(folder: Path, names: list[str], port: int) -> None:
    """A source file per outlet."""
    folder.mkdir(parents=True)
    kinds = assignment()
    for place, host in enumerate(names):
        slug = f"outlet-{place:03}"
        entry = {
            "slug": slug,
            "name": f"Outlet {place}",
            "home": f"http://{host}:{port}/",
            "country": None,
            "languages": ["en"],
            "ownership": "independent",
            "timezone": "UTC",
            "channels": [
                {
                    "kind": "feed",
                    "url": f"http://{host}:{port}/c{number}.xml",
                    "attested": "made for a benchmark",
                }
                for number in range(CHANNELS)
            ],
            "politeness": {
                "delay_seconds": DELAY,
                # a busy machine is late with good answers too
                "timeout_seconds": TIMEOUT if kinds[place][0].name == "stuck" else 60,
            },
        }
        (folder / f"{slug}.yaml").write_text(yaml.safe_dump(entry), encoding="utf-8")
