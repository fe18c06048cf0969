"""Checked strings of a source file: addresses, codes, zones, patterns, selectors.

Every refusal is a `ValueError` whose text says what is wrong with the value and, where it can be
guessed, what was meant. The loader puts file, line and key before it.
"""

import re
from functools import cache
from typing import Annotated, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from cssselect import SelectorError, parse
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from crawlers.catalog.codes import COUNTRIES, COUNTRY_MEANT, LANGUAGE_MEANT, LANGUAGES
from crawlers.catalog.nearest import nearest

_HOST = re.compile(r"^[^\s/:@?#\[\]]+$")
_TELEGRAM_NAME = re.compile(r"^/(?:s/)?[A-Za-z][A-Za-z0-9_]{3,31}/?$")
T = TypeVar("T")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _web_url(value: str) -> str:
    if value != value.strip() or re.search(r"\s", value):
        raise ValueError(f"{value!r} has blanks in it")
    try:
        parts = urlsplit(value)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"{value!r} is not an address: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{value!r} must begin with http:// or https://")
    if not host or ("." not in host and host not in _LOOPBACK):
        raise ValueError(f"{value!r} names no host")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{value!r} carries a user name; addresses here are public")
    if parts.fragment:
        raise ValueError(f"{value!r} has a fragment (#{parts.fragment}), which no server sees")
    return value


def _telegram_url(value: str) -> str:
    _web_url(value)
    parts = urlsplit(value)
    # a loopback host is allowed so that tests and the sample newsroom can stand in for t.me
    if parts.hostname not in ("t.me", "telegram.me", *_LOOPBACK):
        raise ValueError(f"{value!r} is not a Telegram address; write https://t.me/<channel>")
    if not _TELEGRAM_NAME.match(parts.path):
        raise ValueError(f"{value!r} names no public channel; write https://t.me/<channel>")
    return value


def _host_and_path(value: str) -> str:
    host, _, path = value.partition("/")
    if "://" in value or not host or not _HOST.match(host) or "." not in host:
        raise ValueError(f"{value!r} is not a host; write example.org or example.org/section")
    if host != host.lower():
        raise ValueError(f"{value!r}: write hosts in small letters")
    if host.startswith("www."):
        raise ValueError(f"{value!r}: leave www. away, it is included")
    if path.endswith("/") or "?" in path or "#" in path:
        raise ValueError(f"{value!r}: the path ends without a slash, query or fragment")
    return value


def _country(value: str) -> str:
    if value in COUNTRIES:
        return value
    meant = COUNTRY_MEANT.get(value) or (value.upper() if value.upper() in COUNTRIES else None)
    hint = f"; did you mean {meant}?" if meant else ""
    raise ValueError(f"{value!r} is not an ISO 3166-1 country code (two capitals){hint}")


def _language(value: str) -> str:
    if value in LANGUAGES:
        return value
    meant = LANGUAGE_MEANT.get(value.lower())
    if meant is None and value[:2].lower() in LANGUAGES and not value[2:3].isalpha():
        meant = value[:2].lower()  # uz-Cyrl, EN, zh_Hans
    hint = f"; did you mean {meant}?" if meant else ""
    raise ValueError(f"{value!r} is not an ISO 639-1 language code (two small letters){hint}")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(value: str) -> str:
    if value in _zones():
        return value
    raise ValueError(f"{value!r} is not an IANA time zone{nearest(value, _zones())}")


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None
    return value


def _css(value: str) -> str:
    try:
        parse(value)
    except SelectorError as error:
        raise ValueError(f"{value!r} is not a CSS selector: {error}") from None
    return value


def _each_once(values: tuple[T, ...]) -> tuple[T, ...]:
    for number, value in enumerate(values):
        if value in values[:number]:
            raise ValueError(f"{value!r} is written twice")
    return values


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
WebUrl = Annotated[str, AfterValidator(_web_url)]
TelegramUrl = Annotated[str, AfterValidator(_telegram_url)]
HostAndPath = Annotated[str, AfterValidator(_host_and_path)]
Country = Annotated[str, AfterValidator(_country)]
LanguageCode = Annotated[str, AfterValidator(_language)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Pattern = Annotated[str, AfterValidator(_pattern)]
CssSelector = Annotated[str, AfterValidator(_css)]
#: Put on a tuple: no value may stand in it twice.
EachOnce = AfterValidator(_each_once)


class StrictModel(BaseModel):
    """A part of a source file: frozen, and without keys nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def host_of(url: str) -> str:
    """Host of an address in small letters without `www.`, with its port where one is written."""
    netloc = urlsplit(url).netloc.lower().rpartition("@")[2]
    return netloc.removeprefix("www.")


def plain_address(url: str) -> str:
    """An address without what does not tell two channels apart: scheme, `www.`, last slash."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{host_of(url)}{parts.path.rstrip('/')}{query}"
