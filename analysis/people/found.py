"""A person found in a sentence, and the words that are somebody's already."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.people.names import Name, Run
from analysis.people.reading import Sentence

Place = tuple[str, int | None]
Taken = dict[Place, list[tuple[int, int]]]


@dataclass(slots=True)
class Found:
    """A run of words of a sentence that names a person, and why."""

    sentence: Sentence
    run: Run
    name: Name
    rule: str
    weight: int


def is_free(sentence: Sentence, run: Run, taken: Taken) -> bool:
    """Whether no match of the codebook holds a word of a run."""
    start, end = sentence.tokens[run.first].start, sentence.tokens[run.last].end
    held = taken.get((sentence.name, sentence.comment_index), ())
    return not any(s < end and start < e for s, e in held)
