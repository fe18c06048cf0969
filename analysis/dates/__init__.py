"""Dates that can be believed: read in fifteen languages and three calendars, then decided.

`parse` reads one string, `find_dates` a byline, `date_from_url` an address;
`resolve` decides between what they found. Nothing here guesses: what is
ambiguous is refused, and every loser keeps its reason.
"""

from analysis.dates.from_url import date_from_url
from analysis.dates.parse import find_dates, parse
from analysis.dates.resolve import is_modified, refuse, resolve
from analysis.dates.types import (
    ASSUMED_UTC,
    EXPLICIT,
    DateCandidate,
    DateDecision,
    Precision,
    Refusal,
)

__all__ = [
    "ASSUMED_UTC",
    "EXPLICIT",
    "DateCandidate",
    "DateDecision",
    "Precision",
    "Refusal",
    "date_from_url",
    "find_dates",
    "is_modified",
    "parse",
    "refuse",
    "resolve",
]
