"""What a quotation is: a speaker, a verb, and the words or the claim."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.codebook.types import Annotation, Field


@dataclass(frozen=True, slots=True)
class Quote:
    """Who is said to have said what.

    ``start``/``end`` are the words inside the quotation marks (``direct``) or the
    reported claim without its conjunction and final full stop; ``speaker_start``/
    ``speaker_end`` are the words that name the speaker here, a pronoun or a role
    when the name stands in a sentence before. All offsets count characters of
    ``field``, half-open. ``verb`` is the speech verb or phrase as written ("" where
    only a colon introduces the words). ``confidence`` orders, it is no probability.
    """

    speaker_code: str
    speaker_start: int
    speaker_end: int
    verb: str
    start: int
    end: int
    field: Field
    matched_text: str
    direct: bool
    rule: str
    confidence: float
    comment_index: int | None = None

    def annotation(self) -> Annotation:
        """The annotation of kind "quote": code the speaker's, span the claim's."""
        return Annotation(
            kind="quote",
            code=self.speaker_code,
            field=self.field,
            start=self.start,
            end=self.end,
            matched_text=self.matched_text,
            rule=f"quote.{self.rule}",
            confidence=self.confidence,
            flags=("attributed",),
            comment_index=self.comment_index,
        )
