"""Which verb belongs to a speaker, and where the claim begins and ends."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.people.reading import Sentence
from analysis.people.tables import Table

# A verb is looked for this many words after its subject, an aside included.
_VERB_REACH = 28
_OPENER_REACH = 14
_THAT_REACH = 8
_COLON_REACH = 6
_LONGEST_NAME = 5
_STOP_GAP = re.compile("[;:.!?؛؟…]")
_COMMA = re.compile("[,،)—–]| - ")
_TAIL = " \u00a0\t.!?…;،,؛؟۔"
_CLOSERS = {"»": "«", "”": "“", ")": "("}


class Verb(NamedTuple):
    """A speech verb: its first word, number of words, and kind of complement."""

    at: int
    size: int
    kind: str

    @property
    def after(self) -> int:
        """The word behind it."""
        return self.at + self.size


def verb_at(sentence: Sentence, i: int) -> Verb | None:
    """The speech verb at word ``i``."""
    found = sentence.verbs.get(i)
    return Verb(i, *found) if found else None


def verbs_after(sentence: Sentence, subject_end: int, table: Table, begun: int = 0) -> list[Verb]:
    """Verbs whose subject may end at word ``subject_end`` (and begin at ``begun``), nearest first.

    Between the two may stand an aside in commas, small adverbs, a phrase that says
    where ("in an interview with …"); a second verb must be joined by "and".
    """
    found: list[Verb] = []
    tokens = sentence.tokens
    segment = subject_end + 1  # first word after the last comma
    commas = 0
    aside = True  # no other predicate begins before the first comma
    i = subject_end + 1
    limit = min(len(tokens), subject_end + 1 + _VERB_REACH)
    while i < limit and i not in sentence.inside:
        gap = sentence.gap(i)
        if gap != " ":
            if _STOP_GAP.search(gap):
                break
            if _COMMA.search(gap) or "(" in gap:
                if not commas and i > subject_end + 1:
                    aside = _reaches(sentence, segment, i, table, 0)
                commas += 1
                segment = i
        verb = verb_at(sentence, i)
        if verb is None:
            if sentence.at("that", i) and not commas:
                # Persian writes "who" like "that": the clause ends at a comma
                ahead = range(i + 1, min(i + _OPENER_REACH, limit))
                comma = next((j for j in ahead if "،" in sentence.gap(j)), None)
                if i != subject_end + 1 or comma is None:
                    break
                i = segment = comma
                continue
            i += 1
            continue
        # "X, said": no subject, unless X itself stands between commas ("its author, X, said")
        immediate = (
            commas
            and i == subject_end + 1
            and not ((begun and "," in sentence.gap(begun)) or _apposed(sentence, subject_end))
        )
        if not immediate and (
            (aside and _reaches(sentence, segment, i, table, commas))
            or (_conjoined(sentence, i - 1) and (found or not commas))
        ):
            found.append(verb)
        elif not commas:
            if not found and (table.language == "en" or table.verb_last):
                i = verb.after
                continue
            if not found:
                break
        i = verb.after
    return found


def _conjoined(sentence: Sentence, i: int) -> bool:
    return any(sentence.ending(kind, i) is not None for kind in ("and", "but"))


def _apposed(sentence: Sentence, last: int) -> bool:
    """Whether the capitals that end at word ``last`` follow a comma."""
    first = last
    cased = sentence.tokens[last].capital
    while first > 0 and last - first < _LONGEST_NAME and not sentence.gap(first).strip():
        if cased and not sentence.tokens[first].capital:
            break
        first -= 1
    return "," in sentence.gap(first) or "،" in sentence.gap(first)


def _reaches(sentence: Sentence, segment: int, verb: int, table: Table, commas: int) -> bool:
    words = [t.key for t in sentence.tokens[segment:verb]]
    if not words:
        return True
    if all(table.has("fillers", w) or w.endswith("ly") for w in words):
        return True
    while words and table.has("fillers", words[0]):
        words.pop(0)
    if sentence.at("this_tells", segment):
        return len(words) <= _OPENER_REACH
    if not commas and sentence.at("belonging", segment) and len(words) <= _OPENER_REACH:
        return True  # "X of the Y Institute says"
    if not table.cased and not commas and sentence.at("roles", segment):
        return len(words) <= _OPENER_REACH  # Persian leaves out the commas of an aside
    opened = table.has("openers", words[0]) or any(
        sentence.tokens[n].key in table.words["openers"] and _COMMA.search(sentence.gap(n))
        for n in range(segment, verb)
    )
    if opened and len(words) <= _OPENER_REACH:
        return True
    # Behind the second comma the aside may go on; the verb then stands right after one.
    return commas >= 1 and table.language == "uz" and len(words) <= 2


def claim_after(sentence: Sentence, verb: Verb, table: Table) -> int | None:
    """The first word of the clause a verb introduces; ``None`` when there is none."""
    k = verb.after
    if k >= len(sentence.tokens):
        return None
    gap = sentence.gap(k)
    if ":" in gap:
        return k
    if table.language != "uz" and (size := sentence.at("that", k)):
        if table.has("questions", sentence.tokens[k].key):
            return k  # how, why: the word is the claim's own
        return k + size if k + size < len(sentence.tokens) else None
    that = _late_that(sentence, k, table)
    if that is not None:
        return that
    if (told := _late_colon(sentence, verb)) is not None:
        return told
    if gap.strip():
        # Tajik joins the clause with a comma alone
        return k if table.language == "tg" and gap.strip() == "," and _deep(sentence, k) else None
    about = sentence.at("about", k)
    if verb.kind == "object":
        return k + about if about and table.language == "en" else k
    if about and verb.kind == "say":
        if table.language == "en":
            return k + about
        return k if not table.verb_last and _deep(sentence, k) else None
    return _bare_clause(sentence, verb, table) if table.bare else None


def _late_colon(sentence: Sentence, verb: Verb) -> int | None:
    """ "X explains it simply: the road is closed": the word behind the colon."""
    for i in range(verb.after, min(verb.after + _COLON_REACH + 1, len(sentence.tokens))):
        gap = sentence.gap(i)
        if ":" in gap:
            return i if i not in sentence.inside else None
        if gap.strip(' \u00a0«»“”"') or sentence.verb(i) or i in sentence.inside:
            return None
    return None


def _bare_clause(sentence: Sentence, verb: Verb, table: Table) -> int | None:
    """A clause without conjunction: "X said the road was closed"."""
    k = verb.after
    key = sentence.tokens[k].key
    if table.language == "en" and sentence.tokens[verb.at].key in {"told", "tells"}:
        return _after_addressee(sentence, k, table)
    if verb.kind == "strict" or k in sentence.inside or k + 1 == len(sentence.tokens):
        return None
    if (later := _after_time(sentence, k, table)) is not None:
        return later
    if table.has("times", key) or (table.has("not_reported", key) and key != "to"):
        return None
    if table.verb_last and (not _deep(sentence, k) or sentence.at("and", k)):
        return None
    return k


def _after_addressee(sentence: Sentence, k: int, table: Table) -> int | None:
    """ "told Asia Wire the visit …": the word behind a capitalised addressee."""
    begun = k
    count = len(sentence.tokens)
    while k < count and sentence.tokens[k].capital and not sentence.gap(k).strip():
        k += 1
    if not begun < k < count or sentence.gap(k).strip() or not _deep(sentence, k):
        return None
    placed = table.has("times", sentence.tokens[k].key) or sentence.at("about", k)
    return None if placed else k


def _after_time(sentence: Sentence, k: int, table: Table) -> int | None:
    """ "said on Monday the road …": the word behind the day."""
    tokens = sentence.tokens
    if table.language != "en" or not table.has("times", tokens[k].key) or k + 2 >= len(tokens):
        return None
    day = tokens[k + 1].capital and table.is_stop(tokens[k + 1].key)
    return k + 2 if day and _deep(sentence, k + 2) and k + 2 not in sentence.inside else None


def _deep(sentence: Sentence, k: int) -> bool:
    """Whether a phrase at ``k`` has enough words to be a claim."""
    return len(sentence.tokens) - k >= 3


def _late_that(sentence: Sentence, k: int, table: Table) -> int | None:
    """ "told reporters on Tuesday that …": the conjunction behind addressee and time."""
    key = sentence.tokens[k].key
    opened = table.has("times", key) or table.has("addressees", key)
    if not opened and not sentence.tokens[k].capital:
        return None
    for i in range(k, min(k + _THAT_REACH, len(sentence.tokens) - 1)):
        if i > k and (sentence.verb(i) or _STOP_GAP.search(sentence.gap(i))):
            return None
        size = sentence.at("that", i)
        if size and (table.language != "en" or sentence.tokens[i].key == "that"):
            return i + size if i + size < len(sentence.tokens) else None
    return None


def trimmed(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """A span without blanks, final punctuation and closing marks that open outside it."""
    text = sentence.text
    while end > start and _closes(text, start, end):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in ",،:;—–-.»”)"):
        start += 1
    return start, end


def _closes(text: str, start: int, end: int) -> bool:
    """Whether the last character of a span is none of the claim's own."""
    last = text[end - 1]
    if last in _TAIL or last in "—–-«“„(" or last.isspace():
        return True
    if last == '"':
        return text.count('"', start, end) % 2 == 1
    opener = _CLOSERS.get(last)
    return opener is not None and text.count(opener, start, end) < text.count(last, start, end)


def after_aside(sentence: Sentence, i: int) -> int:
    """The first word after an aside in commas that begins at word ``i``, if one does.

    An aside says who somebody is: it begins with a role, an article or "who".
    """
    tokens = sentence.tokens
    if i >= len(tokens):
        return i
    if not _COMMA.search(sentence.gap(i)) and "(" not in sentence.gap(i):
        return i
    if not is_aside(sentence, i):
        return i
    for j in range(i + 1, len(tokens)):
        if _COMMA.search(sentence.gap(j)) and not is_aside(sentence, j):
            return j
    return len(tokens)


def is_aside(sentence: Sentence, i: int) -> bool:
    """Whether the words from ``i`` on say who somebody is."""
    if sentence.at("relative", i):
        return True
    for j in range(i, min(i + 5, len(sentence.tokens))):
        if j > i and (_COMMA.search(sentence.gap(j)) or _STOP_GAP.search(sentence.gap(j))):
            return False
        if sentence.verb(j) or sentence.at("that", j):
            return False
        if sentence.at("roles", j) or sentence.at("plural_roles", j):
            return True
    return False


def word_count(sentence: Sentence, start: int, end: int) -> int:
    """Words of the sentence that lie in a span of characters."""
    return sum(1 for t in sentence.tokens if start <= t.start and t.end <= end)
