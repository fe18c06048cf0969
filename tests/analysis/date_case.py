"""What a written-date case is, and the hints the cases share."""

from __future__ import annotations

from typing import Any, NamedTuple

REFERENCE = "2025-08-05T09:30:00+00:00"
"""The capture: a Tuesday. 3 August 2025 was a Sunday, 12 Asad/Mordad 1404 and 9 Safar 1447."""


class Case(NamedTuple):
    """A raw string and what `parse` must make of it.

    `expected` is the local time with its offset, or None where the only right
    answer is to refuse. `hints` are keyword arguments of `parse`; the rule is
    "byline" and the reference REFERENCE unless given.
    """

    raw: str
    expected: str | None = None
    precision: str = "day"
    hints: dict[str, Any] = {}


KABUL = {"zone": "Asia/Kabul"}
FA = {"language": "fa", "zone": "Asia/Kabul"}
TEHRAN = {"language": "fa", "zone": "Asia/Tehran"}
PS = {"language": "ps", "zone": "Asia/Kabul"}
RU = {"language": "ru", "zone": "Europe/Moscow"}
TG = {"language": "tg", "zone": "Asia/Dushanbe"}
UZ = {"language": "uz", "zone": "Asia/Tashkent"}
KK = {"language": "kk", "zone": "Asia/Almaty"}
UR = {"language": "ur", "zone": "Asia/Karachi"}
AR = {"language": "ar", "zone": "Asia/Riyadh"}
TR = {"language": "tr", "zone": "Europe/Istanbul"}
UK = {"language": "uk", "zone": "Europe/Kyiv"}
HI = {"language": "hi", "zone": "Asia/Kolkata"}
ZH = {"language": "zh", "zone": "Asia/Shanghai"}
DE = {"language": "de", "zone": "Europe/Berlin"}
FR = {"language": "fr", "zone": "Europe/Paris"}
EN = {"language": "en"}
META = {"rule": "meta:article:published_time"}
JSONLD = {"rule": "jsonld:datePublished"}
