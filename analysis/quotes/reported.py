"""Claims reported without quotation marks, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from analysis.people.reading import Sentence
from analysis.people.tables import Table
from analysis.quotes.claim import COLON, COMMA, SHORTEST, Claim, clause_start
from analysis.quotes.direct import Attribution
from analysis.quotes.grammar import (
    Verb,
    after_aside,
    claim_after,
    trimmed,
    verb_at,
    verbs_after,
)
from analysis.quotes.postposed import postposed
from analysis.quotes.references import References
from analysis.quotes.speakers import Speaker

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
            or postposed(sentence, speakers, table)
        )
        if claims and all(claim.verb.kind == "object" for claim in claims):
            # "X rejected the charge, insisting that …"
            claims = _participles(sentence, speakers) or claims
    _part(sentence, claims)
    for claim in claims:
        yield from _span(sentence, claim)


def _part(sentence: Sentence, claims: list[Claim]) -> None:
    """Ends a claim where the next speaker's clause begins behind "while", "but"."""
    for claim, following in pairwise(claims):
        phrase = following.speaker.phrase
        if claim.begin < phrase < claim.end:
            conjunction = _border(sentence, phrase) or sentence.ending("but", phrase - 1)
            claim.end = conjunction if conjunction is not None else phrase


# -- according to X ---------------------------------------------------------------


def _attributed(
    sentence: Sentence, speakers: list[Speaker], references: References, table: Table
) -> list[Claim]:
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
            return [Claim(whose, verb, verb.after, len(sentence.tokens), "according")]
    return []


def _between(at: int, speaker: Speaker) -> range:
    return range(at + 1, speaker.first + 1)


def _around(sentence: Sentence, speaker: Speaker, verb: Verb, at: int, table: Table) -> list[Claim]:
    """The claim after, before or around a phrase of attribution."""
    count = len(sentence.tokens)
    behind = max(speaker.last, verb.after - 1) + 1
    # "in his view, three experts …": a pronoun has no aside
    tail = behind if speaker.first == at else after_aside(sentence, behind)
    for i in range(behind, count):
        # "… quoted X as saying that": the clause behind the verb is the claim
        later = verb_at(sentence, i) if table.verb_last else None
        if later and (begin := claim_after(sentence, later, table)) and begin > later.after:
            return [Claim(speaker, verb, begin, count, "according")]
    if tail >= count or (not table.cased and count - tail < SHORTEST):
        return [Claim(speaker, verb, 0, at, "according.end")]
    if at < SHORTEST or COLON.search(sentence.gap(at)):
        return [Claim(speaker, verb, tail, count, "according")]
    if COMMA.search(sentence.gap(at)) or not sentence.gap(at).strip():
        return [Claim(speaker, verb, clause_start(sentence, at), count, "according.middle")]
    return []


# -- X says that ------------------------------------------------------------------


def _clauses(
    sentence: Sentence, speakers: list[Speaker], table: Table, *, split: bool = False
) -> list[Claim]:
    """Clauses behind a speaker's verb; a second speaker only behind "while", "but"
    (with ``split`` the first, too)."""
    claims: list[Claim] = []
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
        if table.verb_last and not claims:
            claims += _verb_last(sentence, speaker, table)
    return claims


def _told(sentence: Sentence, together: list[Speaker], table: Table) -> list[Claim]:
    """What speakers' first verb with a clause tells, and what "and that …" or a second
    verb ("and denied that …") adds."""
    count = len(sentence.tokens)
    found: list[Claim] = []
    for verb in verbs_after(sentence, together[-1].last, table, together[0].phrase):
        begin = claim_after(sentence, verb, table)
        marked = sentence.quotes or sentence.terms
        if marked and table.has("naming", sentence.tokens[verb.at].key):
            continue  # X called the book “…”
        if begin is None or (found and not sentence.at("that", verb.after)):
            continue
        if found:
            found[-1].end = verb.at - 1
        found.append(Claim(together[0], verb, begin, count, "speaker_verb_claim"))
    if found:
        last = found[-1]
        for i in range(last.begin + SHORTEST, count - SHORTEST):
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


def _new_clause(sentence: Sentence, speaker: Speaker, claims: list[Claim]) -> bool:
    """Whether a speaker begins a clause of their own, told by "while", "but" before."""
    if claims and (border := _border(sentence, speaker.phrase)) is not None:
        return speaker.code != claims[-1].speaker.code and border > claims[-1].begin
    begun = sentence.ending("but", speaker.phrase - 1)
    if begun is None or not COMMA.search(sentence.gap(begun)):
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


def _how(sentence: Sentence, speakers: list[Speaker], table: Table) -> list[Claim]:
    """ "Как рассказал X, …", "As X put it, …": the claim behind the comma."""
    if not sentence.at("how_opening", 0) or not speakers:
        return []
    speaker = speakers[0]
    if table.language == "en":
        verb = verb_at(sentence, speaker.last + 1) if speaker.phrase <= 2 else None
        behind = verb.after if verb else 0
        behind += bool(sentence.at("itself", behind))  # "As X tells it, …"
    else:
        verb = verb_at(sentence, 1)
        behind = speaker.last + 1
        if verb is not None and speaker.first > verb.after + _REACH:
            verb = None
    if verb is None:
        return []
    i = after_aside(sentence, behind)
    if i < len(sentence.tokens) and COMMA.search(sentence.gap(i)):
        return [Claim(speaker, verb, i, len(sentence.tokens), "as_told")]
    return []


def _participles(sentence: Sentence, speakers: list[Speaker]) -> list[Claim]:
    """ "X disagreed, saying …": the participle belongs to the sentence's subject."""
    subject = speakers[0] if speakers else None
    for at, size in sorted(sentence.marks.get("participle", {}).items()):
        named = next((s for s in speakers if s.last == at - 1), None)
        if named is not None and "," in sentence.gap(at) and at not in sentence.inside:
            verb = Verb(at, size, "participle")
            if that := sentence.at("that", verb.after):
                begin = verb.after + that
                return [Claim(named, verb, begin, len(sentence.tokens), "participle")]
        if subject is None or not subject.subject or subject.phrase > SHORTEST:
            continue
        if at in sentence.inside or at <= subject.last or not COMMA.search(sentence.gap(at)):
            continue
        verb = Verb(at, size, "participle")
        that = sentence.at("that", verb.after)
        return [Claim(subject, verb, verb.after + that, len(sentence.tokens), "participle")]
    return []


def _verb_last(sentence: Sentence, speaker: Speaker, table: Table) -> list[Claim]:
    """Claim between speaker and verb: "X … deb aytdi", "X بر … تأکید کرد"."""
    count = len(sentence.tokens)
    if speaker.phrase > SHORTEST:
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
        # "X ochilish marosimida …": where it was said
        told = (i for i in range(begin, min(begin + _NEAR, end)) if _occasion(sentence, i, table))
        begin = max(told, default=begin - 1) + 1
        that = sentence.ending("that", end - 1)
        end = that if that is not None else end
        nominal = sentence.tokens[end - 1].key.endswith(("ini", "ини"))
        if that is None and not nominal:
            return []
    elif not sentence.at("about", begin):
        return []
    if end - begin < SHORTEST:
        return []
    return [Claim(speaker, verb, begin, end, "speaker_claim_verb")]


def _leads_in(sentence: Sentence, i: int, table: Table) -> bool:
    """Small words, or to whom something is told, before a claim begins."""
    key = sentence.tokens[i].key
    return table.has("fillers", key) or key.endswith(("larga", "ларга"))


def _occasion(sentence: Sentence, i: int, table: Table) -> bool:
    return table.has("times", sentence.tokens[i].key)


# -- spans ------------------------------------------------------------------------


def _span(sentence: Sentence, claim: Claim) -> Iterator[Attribution]:
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
