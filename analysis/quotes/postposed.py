"""Claims whose speaker is named behind or within them: "…, says X"."""

from __future__ import annotations

from dataclasses import replace

from analysis.people.reading import Sentence
from analysis.people.tables import Table
from analysis.quotes.claim import COMMA, SHORTEST, Claim, clause_start
from analysis.quotes.grammar import Verb, after_aside, is_aside, verb_at
from analysis.quotes.speakers import Speaker

_LONGEST_OFFICE = 9


def postposed(sentence: Sentence, speakers: list[Speaker], table: Table) -> list[Claim]:
    """What the first speaker claims who is named behind or within the claim."""
    count = len(sentence.tokens)
    for speaker in speakers:
        if not speaker.subject or speaker.first in sentence.inside:
            continue
        head = _head(sentence, speaker, table)
        if head is None:
            continue
        at, verb = head
        colon = speaker.last + 1 < count and ":" in sentence.gap(speaker.last + 1)
        if at <= SHORTEST and verb.after <= speaker.phrase and colon:
            return [Claim(speaker, verb, speaker.last + 1, count, "as_told")]
        if at < 1 or not COMMA.search(sentence.gap(at)):
            continue
        begin = clause_start(sentence, at)
        about = table.language in {"ru", "uk"} and sentence.at("about", begin)
        if about or table.has("questions_put", sentence.tokens[begin].key):
            return []
        if "," in sentence.gap(speaker.last + 1) and _introduces(sentence, begin, at):
            continue  # "His successor, X, disagreed."
        return _around(sentence, Claim(speaker, verb, begin, at, "claim_verb_speaker"), table)
    return []


def _around(sentence: Sentence, claim: Claim, table: Table) -> list[Claim]:
    """A claim that stands before its attribution, with what stands behind it."""
    count = len(sentence.tokens)
    tail = _tail(sentence, claim)
    goes_on = tail < count and COMMA.search(sentence.gap(tail))
    if not goes_on and (tail >= count or table.has("times", sentence.tokens[tail].key)):
        return [claim]
    if ":" in sentence.gap(tail):
        return [replace(claim, begin=tail, end=count, rule="as_told")]
    if size := sentence.at("participle", tail):
        # "…, said X, adding that …"
        after = tail + size + sentence.at("that", tail + size)
        adds = Verb(tail, size, "participle")
        return [claim, Claim(claim.speaker, adds, after, count, "participle")]
    if not goes_on or is_aside(sentence, tail):
        return []
    begin, at = claim.begin, claim.end
    if at - begin <= SHORTEST and all(_small(sentence, i, table) for i in range(begin, at)):
        begin = tail  # "Today, she says, …"
    return [replace(claim, begin=begin, end=count, rule="claim_around")]


def _tail(sentence: Sentence, claim: Claim) -> int:
    """The first word behind an attribution with all that says who speaks."""
    count = len(sentence.tokens)
    behind = max(claim.speaker.last + 1, claim.verb.after)
    while behind < count and sentence.at("themselves", behind):
        behind += 1
    tail = after_aside(sentence, behind)
    if tail < count and not sentence.gap(tail).strip() and sentence.at("belonging", tail):
        tail = next((i for i in range(tail + 1, count) if sentence.gap(i).strip()), count)
    return tail


def _introduces(sentence: Sentence, begin: int, at: int) -> bool:
    """Whether words before a name only say who that is."""
    if at - begin > _LONGEST_OFFICE or any(sentence.verb(i) for i in range(begin, at)):
        return False
    return any(sentence.at("roles", i) for i in range(begin, at))


def _small(sentence: Sentence, i: int, table: Table) -> bool:
    key = sentence.tokens[i].key
    return table.has("fillers", key) or key in table.stop


def _head(sentence: Sentence, speaker: Speaker, table: Table) -> tuple[int, Verb] | None:
    """(first word of the attribution, its verb) of "…, says X" or "…, X says"."""
    for i in range(speaker.phrase - 1, max(speaker.phrase - 8, -1), -1):
        verb = verb_at(sentence, i)
        if verb and verb.kind != "object" and not _gesture(sentence, verb, table):
            begin = i
            if table.language == "uz" and (that := sentence.ending("that", i - 1)) is not None:
                begin = that
            return begin - bool(sentence.at("how_opening", begin - 1)), verb
        if COMMA.search(sentence.gap(i + 1)) or i in sentence.inside:
            break
    nearest = verb_at(sentence, speaker.last + 1)
    if nearest and nearest.kind != "object" and not _gesture(sentence, nearest, table):
        return speaker.phrase - bool(sentence.at("how_opening", speaker.phrase - 1)), nearest
    return None


def _gesture(sentence: Sentence, verb: Verb, table: Table) -> bool:
    """Whether a verb tells what somebody does while speaking: it claims nothing by itself."""
    return table.has("gestures", sentence.tokens[verb.at].key)
