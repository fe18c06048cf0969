"""A claim as words of a sentence, and where one may begin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.people.reading import Sentence
from analysis.quotes.grammar import Verb
from analysis.quotes.speakers import Speaker

COMMA = re.compile("[,،—–]| - ")
COLON = re.compile("[;:؛]")
SHORTEST = 2  # words of a claim


@dataclass(slots=True)
class Claim:
    """Words ``begin`` … ``end`` - 1 of a sentence as somebody's claim."""

    speaker: Speaker
    verb: Verb
    begin: int
    end: int
    rule: str


def clause_start(sentence: Sentence, at: int) -> int:
    """Where the clause begins that reaches up to word ``at``: behind the last colon."""
    for i in range(at - 1, 0, -1):
        if COLON.search(sentence.gap(i)):
            return i
    return 0
