"""What stands around a name without saying what somebody is."""

from __future__ import annotations

import re

from analysis.people.names import Run, adjacent
from analysis.people.reading import Sentence
from analysis.people.tables import Table, names

_LONGEST_ASIDE = 18
_LOOK_BACK = 4
_STOP = re.compile("[.;:!?؛؟…]")
# Small words over which a thing may bear a name: "the works of X", "проспект Y и X".
_LINKS = frozenset(
    {"of", "for", "after", "and", "or", "и", "і", "й", "та", "або", "или", "ва", "ё", "va", "و"}
)
_COMMA = re.compile("[,،)—–]")
_UZBEK_CASES = ("ni", "ni", "dan", "ning", "ни", "дан", "нинг")
# Endings that Russian and Ukrainian names in the nominative do not have: what stands
# behind an office with them is most often the body it belongs to.
_OBLIQUE = re.compile("(?:ого|его|ей|ых|их|ии|ию|ией|ої|ої|ій)$")


def looks_plain(sentence: Sentence, run: Run, table: Table) -> bool:
    """Whether a run right behind a role may be trusted to be the name of its bearer."""
    if not table.cased:
        return False
    tokens = sentence.tokens[run.first : run.last + 1]
    if table.language in {"ru", "uk"}:
        return not any(_OBLIQUE.search(t.key) for t in tokens)
    return not any(table.is_stop(t.key) for t in tokens)


def beyond_aside(sentence: Sentence, i: int, table: Table) -> bool:
    """Whether a verb of speech stands behind an aside in commas that begins at word ``i``:
    "X, one of three deputies, told …"."""
    tokens = sentence.tokens
    if i >= len(tokens) or sentence.gap(i).strip(" \u00a0") not in {",", "،", "("}:
        return False
    commas = 0
    for j in range(i + 1, min(i + _LONGEST_ASIDE, len(tokens))):
        gap = sentence.gap(j)
        if _STOP.search(gap):
            return False
        commas += bool(_COMMA.search(gap))
        if table.verb_last and commas and sentence.verb(j):
            return True  # the verb stands last
        if _COMMA.search(gap) and _tells(sentence, j, table):
            return True
    return False


def _tells(sentence: Sentence, i: int, table: Table) -> bool:
    """Whether a verb stands at word ``i``, or behind small words there."""
    for j in range(i, min(i + 3, len(sentence.tokens))):
        if j > i and sentence.gap(j).strip():
            return False
        if sentence.verb(j):
            return True
        if not table.has("fillers", sentence.tokens[j].key):
            return False
    return False


def stands_free(sentence: Sentence, run: Run, table: Table) -> bool:
    """Whether nothing around two to four words of running text makes them the name of a
    thing: a street, a ship, a prize."""
    if len(run) < 2 or sentence.name == "title":
        return False
    tokens, i = sentence.tokens, run.first
    if any(t.cut for t in tokens[run.first : run.last]):
        return False
    if _near_a_thing(sentence, i, table):
        return False
    behind = run.last + 1
    if behind < len(tokens) and adjacent(sentence, behind):
        further = tokens[behind].capital  # "Boris Yeltsin Presidential Library"
        if table.is_org(tokens[behind].key) or (table.cased and further):
            return False
    gap = sentence.gap(i).strip(" \u00a0«“\"‘'")
    if i == 0 or (i in sentence.inside and i - 1 not in sentence.inside):
        return table.cased and not gap
    if gap:
        return table.cased and gap in {",", "—", "–", ";", "("}
    if table.language == "uz" and (tokens[i - 1].cut or tokens[i - 1].key.endswith(_UZBEK_CASES)):
        return True
    return table.has("before_names", tokens[i - 1].key)


def begins_given(sentence: Sentence, run: Run, table: Table) -> bool:
    """Whether a run begins with a given name and ends with another word; without capitals,
    with a name as well."""
    tokens, known = sentence.tokens, names()
    if not table.cased:
        return all(known.is_given(t.key) for t in tokens[run.first : run.last + 1])
    if not known.is_given(tokens[run.first].key):
        return False
    return len(run) > 2 or not known.is_given(tokens[run.last].key)


def behind_noun(sentence: Sentence, run: Run, table: Table) -> bool:
    """Whether a Russian or Ukrainian full name stands right behind a noun that is not
    known as a role, and nothing near is an organisation or a thing that bears names."""
    i = run.first
    if table.language not in {"ru", "uk"} or len(run) < 2 or i == 0 or sentence.name == "title":
        return False
    if not adjacent(sentence, i) or sentence.tokens[i - 1].capital:
        return False
    return not _near_a_thing(sentence, i, table)


def _near_a_thing(sentence: Sentence, i: int, table: Table) -> bool:
    """Whether a word for an organisation, a place or a thing stands shortly before word
    ``i`` in its clause."""
    for j in range(i - 1, max(-1, i - 1 - _LOOK_BACK), -1):
        key = sentence.tokens[j].key
        if table.cased and "," in sentence.gap(j + 1):
            return False  # "behind the theatre, X …"
        if table.is_org(key):
            return True
        if key not in _LINKS and table.has("before_names", key):
            return False  # "the prize went to X"
        if sentence.gap(j).strip() or sentence.at("that", j) or sentence.gap(j + 1).strip():
            return False
    return False


def inverted(sentence: Sentence, run: Run, table: Table) -> bool:
    """ "…, argues X Y of the Z": English turns round like this for persons."""
    i, behind = run.first, run.last + 1
    if table.language != "en" or len(run) < 2 or i == 0 or behind >= len(sentence.tokens):
        return False
    if sentence.ending("say", i - 1) is None and sentence.ending("strict", i - 1) is None:
        return False
    if not sentence.at("belonging", behind) or not adjacent(sentence, behind):
        return False
    return looks_plain(sentence, run, table)


def behind_mister(sentence: Sentence, run: Run, table: Table) -> bool:
    """Whether a single word stands behind a form of address that only persons have."""
    token = sentence.tokens[run.first]
    if run.first == 0 or len(token.key) < 3 or table.is_stop(token.key):
        return False
    return table.has("misters", sentence.tokens[run.first - 1].key)
