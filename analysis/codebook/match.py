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

from analysis.codebook.context import Cue, flagger
from analysis.codebook.decide import LAYERS, Hit, decide
from analysis.codebook.layout import FieldText, Layout, lay_out
from analysis.codebook.lexicon import (
    LINE_BREAK,
    WORDY,
    Claims,
    Hook,
    Item,
    Lexicon,
    Target,
    case_mask,
)
from analysis.codebook.types import Document, ItemKind, Match, MatchedDocument

_KINDS: dict[str, ItemKind] = {kind: kind for kind in LAYERS}


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
    matches: list[Match] = []
    for hit in decided:
        field = layout.fields[hit.place]
        if len(hit.accepted) > 1:
            matches += _several(hit, field, flags_of)
            continue
        target = hit.accepted[0]
        if not target.swallow and target.item.kind != "literal":
            matches.append(_match(hit, field, target, flags_of(hit, target), ambiguous=False))
    return MatchedDocument(
        document,
        tuple(matches),
        tuple(layout.sentences),
        tuple(layout.paragraphs),
        reporting=tuple((c.sentence, c.start, c.end) for c in cues if c.kind == "reporting"),
    )


def _several(
    hit: Hit, field: FieldText, flags_of: Callable[[Hit, Target], frozenset[str]]
) -> Iterable[Match]:
    """What a hit matches that several targets claim."""
    named = {t.item.operand: t for t in reversed(hit.accepted) if not t.swallow}
    kinds = [t.item.kind for t in named.values()]
    for target in reversed(named.values()):
        kind = target.item.kind
        if kind != "literal":
            yield _match(hit, field, target, flags_of(hit, target), kinds.count(kind) > 1)


def _match(
    hit: Hit, field: FieldText, target: Target, flags: frozenset[str], ambiguous: bool
) -> Match:
    item, start, end = target.item, hit.start, hit.end
    # what Match(…) would do, without its checks
    values = (
        _KINDS[item.kind],
        item.code,
        item.groups,
        field.field,
        field.comment_index,
        start,
        end,
        field.text[start:end],
        hit.sentence,
        hit.paragraph,
        flags,
        target.name,
        target.language,
        target.conditional,
        ambiguous,
    )
    return tuple.__new__(Match, values)


def find(
    lexicon: Lexicon, layout: Layout, place: int, field: FieldText, language: str
) -> tuple[list[Hit], list[Cue]]:
    """Whole-word occurrences in one field, by place, and the cue words among them."""
    spans, shared = _occurrences(lexicon, field, language)
    hits: list[Hit] = []
    cues: list[Cue] = []
    # names come in order, and so do the sentences they stand in
    sentence, starts = field.first_sentence, iter(field.sentence_starts[1:])
    paragraph, following = layout.sentences[sentence].paragraph, next(starts, None)
    ordered = sorted(spans)
    for span, (start, end) in zip(ordered, field.folded.spans(ordered), strict=True):
        low, high = span
        while following is not None and following <= start:
            sentence, following = sentence + 1, next(starts, None)
            paragraph = layout.sentences[sentence].paragraph
        claims = spans[span]
        made = shared.get(span)
        if made is None and claims.settled is not None:
            targets, asks = claims.settled, claims.asks
        else:
            targets = _claimed(made or [claims], field.text[start:end])
            asks = any(t.conditional for t in targets)
        for each in made or (claims,):
            if each.cues:
                cues += [Cue(kind, sentence, start, end) for kind in each.cues]
        if targets:
            hits.append(Hit(place, low, high, start, end, sentence, paragraph, targets, asks, []))
    return hits, cues


def _occurrences(
    lexicon: Lexicon, field: FieldText, language: str
) -> tuple[dict[tuple[int, int], Claims], dict[tuple[int, int], list[Claims]]]:
    """What the pattern of each span of the folded text can mean; and all patterns of those spans
    that several have."""
    # a character before the first word and one behind the last, none of them a letter's
    haystack = f"{LINE_BREAK}{field.folded.text}{LINE_BREAK}"
    uzbek = language == "uz"
    spans: dict[tuple[int, int], Claims] = {}
    shared: dict[tuple[int, int], list[Claims]] = {}
    heard, wordy = lexicon.heard(language), WORDY
    for index, low, high in lexicon.automaton.find_matches_as_indexes(haystack, overlapping=True):
        claims = heard[index]
        if claims is None:
            continue
        if claims.closes and wordy[haystack[high]]:
            continue
        if claims.opens and wordy[haystack[low - 1]]:
            continue
        if uzbek and not claims.trail and _cuts_uzbek_letter(haystack, high):
            continue
        # in the folded text, which begins one character later
        span = low + claims.lead - 1, high - claims.trail - 1
        known = spans.setdefault(span, claims)
        if known is not claims:
            shared.setdefault(span, [known]).append(claims)
    return spans, shared


def _claimed(made: Iterable[Claims], original: str) -> list[Target]:
    """The targets that claim a span, spelled as it is in the original."""
    targets: dict[Target | Item, Target] = {}
    for claims in made:
        for hook in claims.hooks:
            if _spelled(hook, original):
                # the same spelling in several languages is one claim
                target = hook.target
                targets.setdefault(target if target.special else target.item, target)
    return list(targets.values())


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
