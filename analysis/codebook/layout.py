"""A document cut into fields, paragraphs and sentences, with its folded texts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from analysis.codebook.sentences import paragraph_spans, sentence_spans
from analysis.codebook.types import Document, Field, Span
from analysis.normalize import Normalized, normalize


@dataclass(slots=True)
class FieldText:
    """One field: its text, folded, and the indices of its sentences."""

    field: Field
    comment_index: int | None
    text: str
    folded: Normalized
    first_sentence: int
    sentence_starts: list[int]


@dataclass(slots=True)
class Layout:
    """All fields of a document in reading order and all their spans."""

    fields: list[FieldText]
    sentences: list[Span]
    paragraphs: list[Span]

    def sentence_at(self, field: FieldText, start: int) -> Span:
        """The sentence of a field that holds the character at ``start``.

        A character between sentences belongs to the one before it.
        """
        place = max(bisect_right(field.sentence_starts, start) - 1, 0)
        return self.sentences[field.first_sentence + place]


def lay_out(document: Document) -> Layout:
    """Cuts title, text and comments; blank fields hold nothing and are left out.

    The title is one paragraph and one sentence whatever its punctuation.
    """
    layout = Layout([], [], [])
    title = document.title
    if title.strip():
        _add(layout, "title", None, title, [(0, len(title))], whole=True)
    _add(layout, "text", None, document.text, paragraph_spans(document.text))
    for index, comment in enumerate(document.comments):
        _add(layout, "comments", index, comment, paragraph_spans(comment))
    return layout


def _add(
    layout: Layout,
    field: Field,
    comment_index: int | None,
    text: str,
    paragraphs: list[tuple[int, int]],
    whole: bool = False,
) -> None:
    if not paragraphs:
        return
    sentences = layout.sentences
    first = len(sentences)
    for start, end in paragraphs:
        paragraph = len(layout.paragraphs)
        layout.paragraphs.append(Span(paragraph, paragraph, field, comment_index, start, end))
        for begin, stop in [(start, end)] if whole else sentence_spans(text, start, end):
            # what Span(…) would do, without its checks
            values = (len(sentences), paragraph, field, comment_index, begin, stop)
            sentences.append(tuple.__new__(Span, values))
    layout.fields.append(
        FieldText(
            field,
            comment_index,
            text,
            normalize(text, quotes=False),
            first,
            [s.start for s in sentences[first:]],
        )
    )
