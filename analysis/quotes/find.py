"""Who said what in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis.codebook.types import Annotation, Document
from analysis.people.reading import Reading, Sentence, read
from analysis.people.tables import Table
from analysis.quotes.direct import Attribution, direct_quotes
from analysis.quotes.grammar import trimmed
from analysis.quotes.references import References
from analysis.quotes.reported import reported_claims
from analysis.quotes.speakers import Directory, Speaker
from analysis.quotes.types import Quote

_MARKS = {"«": "»", "“": "”", "„": "“", '"': '"', "‘": "’"}
_RESUMED = re.compile(r"\s*[—–]\s+(?=\w)")
_DASH = re.compile(r"\s[—–]\s")
_COLON = re.compile(r":\s*\W?$")
_DIRECT = 0.9
_REPORTED = 0.8
_WEAKER = {
    "direct.colon": 0.7,
    "direct.continued": 0.65,
    "direct.alone": 0.6,
    "direct.called": 0.7,
    "according.middle": 0.7,
    "claim_around": 0.7,
    "participle": 0.7,
    "speaker_claim_verb": 0.7,
}


def find_quotes(document: Document, people: Iterable[Annotation]) -> list[Quote]:
    """Quotations and reported claims of the given persons, in reading order.

    ``people`` are annotations of persons in this document: those of ``find_people``
    and entity annotations of persons the codebook knows. Whoever is not among them
    is never a speaker, so organisations are none. A pronoun or "the expert" stands for a
    person of the same paragraph when only one can be meant, or for whoever alone spoke at
    the end of the one before; "the general" for the only one. Nothing is quoted from
    ranges that are the page's template.
    """
    reading = read(document)
    return quotes_of(reading, people) if reading else []


def as_annotations(quotes: Sequence[Quote]) -> list[Annotation]:
    """Quotes as annotations of kind "quote": code the speaker's, span the claim's."""
    return [q.annotation() for q in quotes]


def quotes_of(reading: Reading, people: Iterable[Annotation]) -> list[Quote]:
    """``find_quotes`` for a document already read."""
    directory = Directory(people, reading.table)
    if not directory:
        return []
    found: list[Quote] = []
    references = References(reading.table)
    templates = bool(reading.document.boilerplate)
    for sentence in reading.sentences:
        if sentence.paragraph != references.paragraph:
            references.enter(sentence.paragraph)
        if templates and _of_template(sentence, reading.document):
            continue
        named = directory.named_in(sentence)
        if named or references.may_be_meant(sentence):
            found += _in_sentence(reading, sentence, named, references)
        else:
            references.sentences += 1
    return found


def _of_template(sentence: Sentence, document: Document) -> bool:
    """Whether a sentence is the page's, not the article's ("Read also: …")."""
    return sentence.name == "text" and any(
        start <= sentence.start and sentence.end <= end for start, end in document.boilerplate
    )


def _in_sentence(
    reading: Reading, sentence: Sentence, named: list[Speaker], references: References
) -> list[Quote]:
    table = reading.table
    references.meet(sentence, named)
    meant = references.resolve(sentence, named)
    speakers = sorted([*named, *meant], key=lambda s: s.first)
    attributions: list[Attribution] = []
    if sentence.quotes or sentence.terms:
        attributions += direct_quotes(sentence, speakers, table)
    if not attributions:
        attributions = _continued(sentence, references) or (
            _untold(sentence, references, table) if not speakers else []
        )
    direct = bool(attributions)
    if sentence.marks:
        spans = [(a[2], a[3]) for a in attributions]
        attributions += [
            a
            for claim in reported_claims(sentence, speakers, references, table)
            for a in [_before_others(sentence, claim, attributions)]
            if not any(s < a[3] and a[2] < e for s, e in spans)
            and not _of_same_verb(a, attributions)
        ]
    quotes = [_quote(sentence, a) for a in attributions]
    quotes.sort(key=lambda q: q.start)
    outside = [s for s in speakers if s.first not in sentence.inside]
    references.heard(outside, [q.speaker_code for q in quotes], direct)
    return quotes


def _before_others(
    sentence: Sentence, claim: Attribution, quoted: list[Attribution]
) -> Attribution:
    """A claim up to where somebody else's clause with a quotation begins."""
    speaker, verb, start, end, rule = claim
    for other, _, begun, _, _ in quoted:
        if other.code != speaker.code and start < begun < end and other.phrase > speaker.last:
            near = range(other.phrase - 1, max(other.phrase - 4, speaker.last), -1)
            border = next(
                (i for i in near if sentence.at("but", i) and sentence.gap(i) == ", "), None
            )
            stop = sentence.tokens[other.phrase if border is None else border].start
            if stop > start:
                return (speaker, verb, *trimmed(sentence, start, stop), rule)
    return claim


def _of_same_verb(claim: Attribution, quoted: list[Attribution]) -> bool:
    """Whether a claim is what stands behind the verb of a quotation ("…," X said of Y)."""
    return claim[1] is not None and any(q[0] == claim[0] and q[1] == claim[1] for q in quoted)


def _continued(sentence: Sentence, references: References) -> list[Attribution]:
    """A sentence all in quotation marks right after a quotation of somebody, or right
    after a sentence about one person."""
    goes_on = references.last_speaker and references.direct_in == references.sentences - 1
    resumed = _RESUMED.match(sentence.text, sentence.start, sentence.end)
    if goes_on and resumed and not sentence.quotes:
        # — A, — said X. — B.
        if _DASH.search(sentence.text, resumed.end(), sentence.end):
            return []
        speaker = Speaker(references.last_speaker or "", 0, 0, 0, True, 0.8)
        rest = trimmed(sentence, resumed.end(), sentence.end)
        return [(speaker, None, *rest, "direct.continued")]
    if not sentence.quotes or len(sentence.inside) != len(sentence.tokens):
        return []
    start, end = sentence.quotes[0]
    if goes_on:
        speaker = Speaker(references.last_speaker or "", 0, 0, 0, True, 0.8)
        return [(speaker, None, start, end, "direct.continued")]
    if (subject := references.subject_before()) is not None:
        speaker = Speaker(subject, 0, 0, 0, True, 0.8)
        return [(speaker, None, start, end, "direct.alone")]
    return []


def _untold(sentence: Sentence, references: References, table: Table) -> list[Attribution]:
    """A verb without its subject before a quotation, right after a sentence about one person:
    "… می‌خندد و می‌گوید: «…»"."""
    if not table.verb_last or not sentence.quotes or sentence.verb(0) == len(sentence.tokens):
        return []
    start, end = sentence.quotes[0]
    outside = [i for i, token in enumerate(sentence.tokens) if token.end < start]
    if not outside or not _COLON.search(sentence.text, sentence.tokens[outside[-1]].end, start):
        return []
    i = 0
    while i < len(outside):
        small = table.has("fillers", sentence.words[i]) or bool(sentence.at("and", i))
        size = sentence.verb(i) or small
        if not size:
            return []
        i += size
    if sentence.verb(outside[-1]) == 0 or (subject := references.subject_before()) is None:
        return []
    speaker = Speaker(subject, 0, outside[-1], 0, True, 0.8)
    return [(speaker, None, start, end, "direct.alone")]


def _in_marks(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What stands between quotation marks that enclose a whole span, and only it."""
    closing = _MARKS.get(text[start])
    if closing is None or end - start < 3 or text[end - 1] != closing:
        return None
    within = text[start + 1 : end - 1]
    return None if closing in within or text[start] in within else (start + 1, end - 1)


def _quote(sentence: Sentence, attribution: Attribution) -> Quote:
    speaker, verb, start, end, rule = attribution
    tokens = sentence.tokens
    direct = rule.startswith("direct")
    if not direct and (inner := _in_marks(sentence.text, start, end)) is not None:
        # the claim is a quotation, word for word
        start, end = inner
        direct, rule = True, f"direct.{rule}"
    base = _WEAKER.get(rule, _DIRECT if direct else _REPORTED)
    last = tokens[speaker.last]
    said = ""
    if verb is not None:
        said = sentence.text[tokens[verb.at].start : tokens[verb.after - 1].end]
    return Quote(
        speaker_code=speaker.code,
        speaker_start=tokens[speaker.first].start,
        speaker_end=last.end - last.cut,
        verb=said,
        start=start,
        end=end,
        field=sentence.name,
        matched_text=sentence.text[start:end],
        direct=direct,
        rule=rule,
        confidence=round(base * speaker.certainty, 2),
        comment_index=sentence.comment_index,
    )
