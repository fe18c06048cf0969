"""Finding the codebook's names in a document.

One pass of the automaton over the folded text of each field gives every
pattern wherever it occurs. What counts is decided after it:

1. Whole words: no letter or digit may touch a match from outside, except in
   scripts without word borders (Chinese, Japanese kana) and at a pattern's end
   that is no letter. "Kabul" is not in "Kabulov"; "Taliban's" holds "Taliban".
2. Checks of the original spelling: capitals for ``case: exact``, a zero-width
   non-joiner for forms that need one.
3. Overlaps: longest first, then leftmost, and what overlaps an accepted match of
   the same layer is gone. Layers are entities, concepts, designations; a concept
   strictly inside an entity's longer name is gone too ("security" in "Security
   Council"). `not` strings take part like names and count for nothing. Equal
   spans of several codes all count and are marked ambiguous.
4. Conditions (``when``, ``unless``) are asked against the matches without
   conditions, then once more against the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.codebook.compile import (
    Hook,
    Item,
    Lexicon,
    Target,
    accepted_languages,
    case_mask,
)
from analysis.codebook.context import Cue, flagger
from analysis.codebook.decide import LAYERS, Hit, decide
from analysis.codebook.layout import FieldText, Layout, lay_out
from analysis.codebook.types import Document, Match, MatchedDocument

_ALWAYS_CONSIDERED = frozenset({"entity", "designation", "literal"})


class _WordCharacters(dict[str, bool]):
    """Whether a character continues a word; Han, kana and marks of Devanagari decided here."""

    def __missing__(self, char: str) -> bool:
        borderless = "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff"
        mark = "\u0900" <= char <= "\u0963"
        value = self[char] = not borderless and (char.isalnum() or mark or char == "_")
        return value


_WORDY = _WordCharacters()


def match_document(lexicon: Lexicon, document: Document) -> MatchedDocument:
    """All matches with their flags; no rules yet."""
    layout = lay_out(document)
    hits: list[Hit] = []
    cues: list[Cue] = []
    for place, field in enumerate(layout.fields):
        found, heard = find(lexicon, layout, place, field, document.language)
        hits += found
        cues += heard
    decide(hits, layout, document)
    decided = [h for h in hits if h.accepted]
    flags_of = flagger(document, layout, cues, decided)
    matches = [match for hit in hits for match in _matches(hit, layout.fields[hit.place], flags_of)]
    return MatchedDocument(
        document, tuple(matches), tuple(layout.sentences), tuple(layout.paragraphs)
    )


def _matches(
    hit: Hit, field: FieldText, flags_of: Callable[[Hit, Target], frozenset[str]]
) -> Iterable[Match]:
    named = {t.item.operand: t for t in reversed(hit.accepted) if not t.swallow}
    kinds = [t.item.kind for t in named.values()]
    for target in reversed(named.values()):
        item = target.item
        if item.kind == "literal":
            continue
        yield Match(
            kind=LAYERS[LAYERS.index(item.kind)],
            code=item.code,
            groups=item.groups,
            field=field.field,
            comment_index=field.comment_index,
            start=hit.start,
            end=hit.end,
            matched_text=field.text[hit.start : hit.end],
            sentence=hit.sentence,
            paragraph=hit.paragraph,
            flags=flags_of(hit, target),
            name=target.name,
            language=target.language,
            conditional=target.conditional,
            ambiguous=kinds.count(item.kind) > 1,
        )


def find(
    lexicon: Lexicon, layout: Layout, place: int, field: FieldText, language: str
) -> tuple[list[Hit], list[Cue]]:
    """Whole-word occurrences in one field, by place, and the cue words among them."""
    folded, text = field.folded, field.text
    haystack = folded.text
    size = len(haystack)
    accepted = accepted_languages(language)
    uzbek = language == "uz"
    spans: dict[tuple[int, int], list[Hook]] = {}
    cues: list[Cue] = []
    hooks, padding = lexicon.hooks, lexicon.padding
    for index, low, high in lexicon.automaton.find_matches_as_indexes(haystack, overlapping=True):
        blanks = padding[index]
        if blanks == 2:
            spans.setdefault((low + 1, high - 1), []).extend(hooks[index])
            continue
        if low and not blanks and _WORDY[haystack[low - 1]] and _WORDY[haystack[low]]:
            continue
        if high < size and _WORDY[haystack[high]] and _WORDY[haystack[high - 1]]:
            continue
        if uzbek and _cuts_uzbek_letter(haystack, high):
            continue
        spans.setdefault((low + blanks, high), []).extend(hooks[index])
    hits: list[Hit] = []
    for (low, high), claims in sorted(spans.items()):
        heard = [h for h in claims if accepted is None or _concerns(h.target, accepted)]
        if not heard:
            continue
        start, end = folded.span(low, high)
        sentence = layout.sentence_at(field, start)
        original = text[start:end]
        targets: dict[Target | Item, Target] = {}
        for hook in heard:
            target = hook.target
            if target.item.kind == "cue":
                cues.append(Cue(target.item.code, sentence.index, start, end))
            elif _spelled(hook, original):
                # the same spelling in several languages is one claim
                key = target if target.special else target.item
                targets.setdefault(key, target)
        if targets:
            index, paragraph = sentence.index, sentence.paragraph
            claims_made = list(targets.values())
            hits.append(Hit(place, low, high, start, end, index, paragraph, claims_made, []))
    return hits, cues


def _concerns(target: Target, accepted: frozenset[str]) -> bool:
    """Whether a name counts in a document whose language brings these languages along."""
    return target.item.kind in _ALWAYS_CONSIDERED or target.swallow or target.language in accepted


def _cuts_uzbek_letter(haystack: str, high: int) -> bool:
    """Uzbek oʻ and gʻ are one letter each: a word does not end between o and its mark."""
    return (
        haystack[high - 1 : high] in {"o", "g"}
        and haystack[high : high + 1] == "'"
        and haystack[high + 1 : high + 2].isalpha()
    )


def _spelled(hook: Hook, original: str) -> bool:
    if hook.joiner and "\u200c" not in original:
        return False
    if hook.mask is None:
        return True
    shown = case_mask(original)
    # a headline in capitals does not tell names from words, so a name passes there
    return shown == hook.mask or ("l" in hook.mask and "l" not in shown)
