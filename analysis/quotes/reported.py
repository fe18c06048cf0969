"""Claims reported without quotation marks, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.people.reading import Sentence
from analysis.people.tables import Table
from analysis.quotes.direct import Attribution
from analysis.quotes.grammar import (
    Verb,
    after_aside,
    claim_after,
    is_aside,
    trimmed,
    verb_at,
    verbs_after,
)
from analysis.quotes.references import References
from analysis.quotes.speakers import Speaker

_COMMA = re.compile("[,،—–]| - ")
_COLON = re.compile("[;:؛]")
_SHORTEST = 2  # words of a claim
_REACH = 9
_NEAR = 5


def reported_claims(
    sentence: Sentence, speakers: list[Speaker], references: References, table: Table
) -> Iterator[Attribution]:
    """Claims of one sentence. ``references`` know whom "in his view" would mean."""
    claims = _attributed(sentence, speakers, references, table)
    if claims:
        # "According to X, …, while Y says that …"
        last = claims[-1]
        others = [s for s in speakers if s.first > last.begin and s.code != last.speaker.code]
        claims += _clauses(sentence, others, table, split=True)
    else:
        claims = (
            _clauses(sentence, speakers, table)
            or _how(sentence, speakers, table)
            or _participles(sentence, speakers)
            or _postposed(sentence, speakers, table)
        )
    _part(sentence, claims)
    for claim in claims:
        yield from _span(sentence, claim)


@dataclass(slots=True)
class _Claim:
    """Words ``begin`` … ``end`` - 1 of a sentence as somebody's claim."""

    speaker: Speaker
    verb: Verb
    begin: int
    end: int
    rule: str


def _part(sentence: Sentence, claims: list[_Claim]) -> None:
    """Ends a claim where the next speaker's clause begins behind "while", "but"."""
    for claim, following in pairwise(claims):
        phrase = following.speaker.phrase
        if claim.begin < phrase < claim.end:
            conjunction = _border(sentence, phrase) or sentence.ending("but", phrase - 1)
            claim.end = conjunction if conjunction is not None else phrase


# -- according to X ---------------------------------------------------------------


def _attributed(
    sentence: Sentence, speakers: list[Speaker], references: References, table: Table
) -> list[_Claim]:
    for at, size in sorted(sentence.marks.get("own_words", {}).items()):
        # Behind the name of its own sentence it may mean that name.
        own = {s.code for s in speakers if s.certainty == 1 and s.first not in sentence.inside}
        referred = references.own(sentence, at, size) if not own else None
        if len(own) == 1:
            referred = own.pop()
        if referred is not None and at not in sentence.inside:
            meant = Speaker(referred, at, at + size - 1, at, True, 0.8)
            return _around(sentence, meant, Verb(at, size, "phrase"), at, table)
    for at, size in sorted(sentence.marks.get("according", {}).items()):
        speaker = next((s for s in speakers if at + size <= s.first <= at + size + _REACH), None)
        if speaker is None or at in sentence.inside:
            continue
        if not any("," in sentence.gap(i) or "،" in sentence.gap(i) for i in _between(at, speaker)):
            return _around(sentence, speaker, Verb(at, size, "phrase"), at, table)
    for at, size in sorted(sentence.marks.get("according_after", {}).items()):
        whose = next((s for s in reversed(speakers) if s.last < at), None)
        if whose is None or at - whose.last > _NEAR or not sentence.clear(whose.last + 1, at):
            continue
        if whose is not None and at not in sentence.inside:
            verb = Verb(at, size, "phrase")
            return [_Claim(whose, verb, verb.after, len(sentence.tokens), "according")]
    return []


def _between(at: int, speaker: Speaker) -> range:
    return range(at + 1, speaker.first + 1)


def _around(
    sentence: Sentence, speaker: Speaker, verb: Verb, at: int, table: Table
) -> list[_Claim]:
    """The claim after, before or around a phrase of attribution."""
    count = len(sentence.tokens)
    behind = max(speaker.last, verb.after - 1) + 1
    tail = after_aside(sentence, behind)
    for i in range(behind, count):
        # "… quoted X as saying that": the clause behind the verb is the claim
        later = verb_at(sentence, i) if table.verb_last else None
        if later and (begin := claim_after(sentence, later, table)) and begin > later.after:
            return [_Claim(speaker, verb, begin, count, "according")]
    if tail >= count or (not table.cased and count - tail < _SHORTEST):
        return [_Claim(speaker, verb, 0, at, "according.end")]
    if at < _SHORTEST or _COLON.search(sentence.gap(at)):
        return [_Claim(speaker, verb, tail, count, "according")]
    if _COMMA.search(sentence.gap(at)) or not sentence.gap(at).strip():
        return [_Claim(speaker, verb, _clause_start(sentence, at), count, "according.middle")]
    return []


# -- X says that ------------------------------------------------------------------


def _clauses(
    sentence: Sentence, speakers: list[Speaker], table: Table, *, split: bool = False
) -> list[_Claim]:
    """Clauses behind a speaker's verb; a second speaker only behind "while", "but"
    (with ``split`` the first, too)."""
    claims: list[_Claim] = []
    count = len(sentence.tokens)
    n = 0
    while n < len(speakers):
        speaker = speakers[n]
        last = _last_of_list(sentence, speakers, n)
        together = speakers[n : last + 1]
        n = last + 1
        if not speaker.subject or speaker.first in sentence.inside:
            continue
        if (claims or split) and not _new_clause(sentence, speaker, claims):
            continue
        told = _told(sentence, together, table)
        claims += told
        if not told:
            if table.verb_last and not claims:
                claims += _verb_last(sentence, speaker, table)
    return claims


def _told(sentence: Sentence, together: list[Speaker], table: Table) -> list[_Claim]:
    """What speakers' first verb with a clause tells, and what "and that …" or a second
    verb ("and denied that …") adds."""
    count = len(sentence.tokens)
    found: list[_Claim] = []
    for verb in verbs_after(
        sentence, together[-1].last, table, together[0].phrase
    ):
        begin = claim_after(sentence, verb, table)
        if begin is None or (found and not sentence.at("that", verb.after)):
            continue
        if found:
            found[-1].end = verb.at - 1
        found.append(_Claim(together[0], verb, begin, count, "speaker_verb_claim"))
    if found:
        last = found[-1]
        for i in range(last.begin + _SHORTEST, count - _SHORTEST):
            size = sentence.at("and", i)
            that = sentence.at("that", i + size) if size else 0
            if that and i + size not in sentence.inside and _plain_that(sentence, i + size, table):
                last.end = i
                found.append(replace(last, begin=i + size + that, end=count))
                break
    return [replace(claim, speaker=one) for one in together for claim in found]


def _plain_that(sentence: Sentence, i: int, table: Table) -> bool:
    """Whether word ``i`` is the conjunction itself, not "how" or "why"."""
    key = sentence.tokens[i].key
    return not table.has("questions", key) and not sentence.at("how_opening", i)


def _new_clause(sentence: Sentence, speaker: Speaker, claims: list[_Claim]) -> bool:
    """Whether a speaker begins a clause of their own, told by "while", "but" before."""
    if claims and (border := _border(sentence, speaker.phrase)) is not None:
        return speaker.code != claims[-1].speaker.code and border > claims[-1].begin
    begun = sentence.ending("but", speaker.phrase - 1)
    if begun is None or not _COMMA.search(sentence.gap(begun)):
        return False
    return not claims or (speaker.code != claims[-1].speaker.code and begun > claims[-1].begin)


def _border(sentence: Sentence, phrase: int) -> int | None:
    """The word behind a semicolon shortly before a speaker: a clause of their own."""
    for i in range(phrase, max(phrase - _NEAR, 0), -1):
        if ";" in sentence.gap(i):
            return i
    return None


def _last_of_list(sentence: Sentence, speakers: list[Speaker], n: int) -> int:
    """The index of the last speaker joined to speaker ``n`` by "and"."""
    while n + 1 < len(speakers) and _joined(sentence, speakers[n], speakers[n + 1]):
        n += 1
    return n


def _joined(sentence: Sentence, one: Speaker, other: Speaker) -> bool:
    return other.phrase == one.last + 2 and bool(sentence.at("and", one.last + 1))


def _how(sentence: Sentence, speakers: list[Speaker], table: Table) -> list[_Claim]:
    """ "Как рассказал X, …", "As X put it, …": the claim behind the comma."""
    if not sentence.at("how_opening", 0) or not speakers:
        return []
    speaker = speakers[0]
    if table.language == "en":
        verb = verb_at(sentence, speaker.last + 1) if speaker.phrase <= 2 else None
        behind = verb.after if verb else 0
    else:
        verb = verb_at(sentence, 1)
        behind = speaker.last + 1
        if verb is not None and speaker.first > verb.after + _REACH:
            verb = None
    if verb is None:
        return []
    i = after_aside(sentence, behind)
    if i < len(sentence.tokens) and _COMMA.search(sentence.gap(i)):
        return [_Claim(speaker, verb, i, len(sentence.tokens), "as_told")]
    return []


def _participles(sentence: Sentence, speakers: list[Speaker]) -> list[_Claim]:
    """ "X disagreed, saying …": the participle belongs to the sentence's subject."""
    subject = speakers[0] if speakers else None
    for at, size in sorted(sentence.marks.get("participle", {}).items()):
        named = next((s for s in speakers if s.last == at - 1), None)
        if named is not None and "," in sentence.gap(at) and at not in sentence.inside:
            verb = Verb(at, size, "participle")
            if that := sentence.at("that", verb.after):
                begin = verb.after + that
                return [_Claim(named, verb, begin, len(sentence.tokens), "participle")]
        if subject is None or not subject.subject or subject.phrase > 1:
            continue
        if at in sentence.inside or at <= subject.last or not _COMMA.search(sentence.gap(at)):
            continue
        verb = Verb(at, size, "participle")
        that = sentence.at("that", verb.after)
        return [_Claim(subject, verb, verb.after + that, len(sentence.tokens), "participle")]
    return []


def _verb_last(sentence: Sentence, speaker: Speaker, table: Table) -> list[_Claim]:
    """Claim between speaker and verb: "X … deb aytdi", "X بر … تأکید کرد"."""
    count = len(sentence.tokens)
    if speaker.phrase > _SHORTEST:
        return []
    verb = next(
        (v for i in range(count - 1, speaker.last, -1) if (v := verb_at(sentence, i))), None
    )
    if verb is None or verb.after != count or verb.kind == "strict":
        return []
    begin = after_aside(sentence, speaker.last + 1)
    end = verb.at
    while begin < end and table.language == "uz" and _leads_in(sentence, begin, table):
        begin += 1
    if table.language == "uz":
        that = sentence.ending("that", end - 1)
        end = that if that is not None else end
        nominal = sentence.tokens[end - 1].key.endswith(("ini", "ини"))
        if that is None and not nominal:
            return []
    elif not sentence.at("about", begin):
        return []
    if end - begin < _SHORTEST:
        return []
    return [_Claim(speaker, verb, begin, end, "speaker_claim_verb")]


def _leads_in(sentence: Sentence, i: int, table: Table) -> bool:
    """Small words, or to whom something is told, before a claim begins."""
    key = sentence.tokens[i].key
    return table.has("fillers", key) or key.endswith(("larga", "ларга"))


# -- …, says X --------------------------------------------------------------------


def _postposed(sentence: Sentence, speakers: list[Speaker], table: Table) -> list[_Claim]:
    count = len(sentence.tokens)
    for speaker in speakers:
        if not speaker.subject or speaker.first in sentence.inside:
            continue
        head = _head(sentence, speaker, table)
        if head is None:
            continue
        at, verb = head
        colon = speaker.last + 1 < count and ":" in sentence.gap(speaker.last + 1)
        if at <= _SHORTEST and verb.after <= speaker.phrase and colon:
            return [_Claim(speaker, verb, speaker.last + 1, count, "as_told")]
        if at < 1 or not _COMMA.search(sentence.gap(at)):
            continue
        begin = _clause_start(sentence, at)
        behind = max(speaker.last + 1, verb.after)
        while behind < count and sentence.at("themselves", behind):
            behind += 1
        tail = after_aside(sentence, behind)
        if tail < count and not sentence.gap(tail).strip() and sentence.at("belonging", tail):
            tail = next((i for i in range(tail + 1, count) if sentence.gap(i).strip()), count)
        if table.has("questions_put", sentence.tokens[begin].key):
            return []
        goes_on = tail < count and _COMMA.search(sentence.gap(tail))
        if "," in sentence.gap(speaker.last + 1) and _introduces(sentence, begin, at):
            continue  # "His successor, X, disagreed."
        if not goes_on and (tail >= count or table.has("times", sentence.tokens[tail].key)):
            return [_Claim(speaker, verb, begin, at, "claim_verb_speaker")]
        if ":" in sentence.gap(tail):
            return [_Claim(speaker, verb, tail, count, "as_told")]
        if size := sentence.at("participle", tail):
            # "…, said X, adding that …"
            after = tail + size + sentence.at("that", tail + size)
            adds = Verb(tail, size, "participle")
            first = _Claim(speaker, verb, begin, at, "claim_verb_speaker")
            return [first, _Claim(speaker, adds, after, count, "participle")]
        if _COMMA.search(sentence.gap(tail)) and not is_aside(sentence, tail):
            if at - begin <= 2 and all(_small(sentence, i, table) for i in range(begin, at)):
                begin = tail  # "Today, she says, …"
            return [_Claim(speaker, verb, begin, count, "claim_around")]
        return []
    return []


def _introduces(sentence: Sentence, begin: int, at: int) -> bool:
    """Whether words before a name only say who that is."""
    if at - begin > _REACH or any(sentence.verb(i) for i in range(begin, at)):
        return False
    return any(sentence.at("roles", i) for i in range(begin, at))


def _small(sentence: Sentence, i: int, table: Table) -> bool:
    key = sentence.tokens[i].key
    return table.has("fillers", key) or key in table.stop


def _clause_start(sentence: Sentence, at: int) -> int:
    """Where the clause begins that reaches up to word ``at``: behind the last colon."""
    for i in range(at - 1, 0, -1):
        if _COLON.search(sentence.gap(i)):
            return i
    return 0


def _head(sentence: Sentence, speaker: Speaker, table: Table) -> tuple[int, Verb] | None:
    """(first word of the attribution, its verb) of "…, says X" or "…, X says"."""
    for i in range(speaker.phrase - 1, max(speaker.phrase - 8, -1), -1):
        verb = verb_at(sentence, i)
        if verb and verb.kind != "object" and not _gesture(sentence, verb, table):
            begin = i
            if table.language == "uz" and (that := sentence.ending("that", i - 1)) is not None:
                begin = that
            return begin - bool(sentence.at("how_opening", begin - 1)), verb
        if _COMMA.search(sentence.gap(i + 1)) or i in sentence.inside:
            break
    nearest = verb_at(sentence, speaker.last + 1)
    if nearest and nearest.kind != "object" and not _gesture(sentence, nearest, table):
        return speaker.phrase - bool(sentence.at("how_opening", speaker.phrase - 1)), nearest
    return None


def _gesture(sentence: Sentence, verb: Verb, table: Table) -> bool:
    """Whether a verb tells what somebody does while speaking: it claims nothing by itself."""
    return table.has("gestures", sentence.tokens[verb.at].key)


# -- spans ------------------------------------------------------------------------


def _span(sentence: Sentence, claim: _Claim) -> Iterator[Attribution]:
    """The claim in characters, when it has words enough.

    Figures and marks between words belong to it; trimming takes what does not.
    """
    tokens, begin, end = sentence.tokens, claim.begin, claim.end
    if begin >= end:
        return
    start = tokens[begin - 1].end if begin else sentence.start
    if begin and (comma := sentence.gap(begin).rfind(", ")) >= 0:
        start += comma + 1  # "teacher of school No. 5, …"
    stop = tokens[end].start if end < len(tokens) else sentence.end
    yield claim.speaker, claim.verb, *trimmed(sentence, start, stop), claim.rule
