"""From what a look at a site found to a source file that a person completes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import yaml

from crawlers.catalog import SourceFile
from crawlers.catalog.checks import host_of
from crawlers.catalog.codes import COUNTRIES, LANGUAGES
from desk.cli.output import clean

#: endings of names that are no country's, or that the whole world uses
_WORLDWIDE = frozenset(("tv", "me", "io", "co", "fm", "am", "ai", "ws", "la", "to", "cc"))
_SECOND_LEVEL = frozenset(("com", "co", "org", "net", "gov", "gob", "ac", "edu", "info"))
_CODES = {"uk": "GB", "su": "RU"}
#: what no page says for certain
GUESSED = ("country", "languages", "ownership", "timezone")


def slug_of(home: str) -> str:
    """A short name from a home page's host: `courier` of https://www.courier.com.af/."""
    labels = [part for part in host_of(home).partition(":")[0].split(".") if part]
    if all(part.isdigit() for part in labels):
        return "-".join(labels)
    labels = labels[:-1] or labels
    while len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    name = "-".join(labels[-1:]) or "source"
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name).strip("-") or "source"


def proposal(found: Mapping[str, Any], slug: str, today: datetime) -> dict[str, Any]:
    """A source file's keys and values; channels are the ways that answered.

    What nobody can read off a page is guessed and named under ``to_confirm``.
    """
    # an address that could play tricks on a terminal is no address to propose
    ways = [way for way in found["ways"] if way["answers"] and clean(way["url"]) == way["url"]]
    languages = _languages(found, ways)
    entry: dict[str, Any] = {
        "slug": slug,
        "name": clean(found.get("name") or "") or slug,
        "home": found["home"].partition("#")[0],
        "country": _country(found["home"]),
        "languages": languages,
        "ownership": "unknown",
        "timezone": "UTC",
        "to_confirm": list(GUESSED),
        "channels": [_channel(way, languages, today) for way in ways],
        "notes": f"proposed from the home page on {today:%Y-%m-%d}",
    }
    # what is proposed and not accepted is a mistake of ours, to be seen here
    SourceFile.model_validate(entry)
    return entry


def as_yaml(entry: Mapping[str, Any]) -> str:
    """The file's text."""
    text: str = yaml.safe_dump(dict(entry), sort_keys=False, allow_unicode=True, width=100)
    return text


def _channel(way: Mapping[str, Any], languages: Sequence[str], today: datetime) -> dict[str, Any]:
    channel = {
        "kind": way["kind"],
        "url": way["url"],
        "attested": f"{way['how']}; read on {today:%Y-%m-%d}: {way['said']}",
    }
    if len(languages) > 1 and way.get("language") in languages:
        channel["languages"] = [way["language"]]
    return channel


def _languages(found: Mapping[str, Any], ways: Sequence[Mapping[str, Any]]) -> list[str]:
    codes = [found.get("language"), *(way.get("language") for way in ways)]
    return list(dict.fromkeys(code for code in codes if code in LANGUAGES)) or ["en"]


def _country(home: str) -> str | None:
    ending = (urlsplit(home).hostname or "").rpartition(".")[2]
    code = _CODES.get(ending, ending.upper())
    return code if code in COUNTRIES and ending not in _WORLDWIDE else None
