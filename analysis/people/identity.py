"""Which spellings are one person: suggestions across Latin, Cyrillic and Arabic script.

Two names are compared word by word on keys in which habits of spelling meet
(``transliterate.sound`` and ``skeletons``). Consonants must agree exactly, since one
changed consonant is another family (Karimov, Kasimov); vowels may differ, at a cost.
Another given name or one name more (Ahmad Massoud, Ahmad Shah Massoud) keeps people
apart; a title, a patronymic, an initial or a missing given name does not. Nothing is
merged here: people decide on the suggestions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from analysis.normalize import fold
from analysis.people.tables import names
from analysis.people.transliterate import skeletons, sound

SUGGEST = 0.75  # from here on two names are suggested as one person
_FAMILY_ONLY = 0.76  # one of the two has no given name
_INITIAL = 0.85
_SWAPPED = 0.97
_TITLES = frozenset(
    fold(w)
    for w in re.findall(
        r"\S+",
        "mr mrs ms dr prof professor mullah mawlawi maulvi mufti sheikh haji gen general "
        "господин госпожа мулла маулави муфтий шейх генерал профессор пан пані "
        "آقای خانم دکتر داکتر مولوی ملا مفتی شیخ حاجی جنرال استاد "
        "ҷаноби мулло мавлавӣ домулло janob mulla mavlaviy",
    )
)
_ARABIC = re.compile("[\u0620-\u06ff]")
_SPLIT = re.compile(r"[\s_.]+")


@dataclass(frozen=True, slots=True)
class Merge:
    """Names suggested as one person; ``score`` is the lowest of any two of them."""

    names: tuple[str, ...]
    score: float


def same_person(a: str, b: str) -> float:
    """How likely two spellings (or identity codes) name one person: 0..1.

    An ordering for suggestions, not a probability; ``SUGGEST`` is the threshold
    that ``identities`` uses.
    """
    left, right = _words(a), _words(b)
    if not left or not right:
        return 0.0
    score = _ordered(left, right)
    if score < SUGGEST and len(left) == len(right) == 2:
        # an initial is one only where it stands before the family name: so either may be turned
        turned = _ordered(left, right[::-1]), _ordered(left[::-1], right)
        score = max(score, *(each * _SWAPPED for each in turned))
    return round(score, 3)


def identities(names: Iterable[str]) -> list[Merge]:
    """Suggested merges among names: groups in which every two names may be one person.

    A family name alone joins a group only when one group of full names fits it.
    Names are compared within buckets of equal family skeletons, so the cost stays
    near linear.
    """
    unique = sorted(set(names))
    buckets: dict[str, set[str]] = {}
    for name in unique:
        words = _words(name)
        for word in {words[0], words[-1]} if words else ():
            for key in skeletons(word):
                buckets.setdefault(key, set()).add(name)
    pairs: dict[tuple[str, str], float] = {}
    for members in buckets.values():
        for a, b in combinations(sorted(members), 2):
            if (a, b) not in pairs and (score := same_person(a, b)) >= SUGGEST:
                pairs[(a, b)] = score
    groups = _groups(pairs)
    return [
        Merge(tuple(sorted(g)), min(_score(pairs, a, b) for a, b in combinations(sorted(g), 2)))
        for g in groups
    ]


def _groups(pairs: dict[tuple[str, str], float]) -> list[set[str]]:
    """Full names first, best pairs first; a group grows only by names that fit all in it."""
    groups: list[set[str]] = []
    full = {p: s for p, s in pairs.items() if all(len(_words(n)) > 1 for n in p)}
    for (a, b), _ in sorted(full.items(), key=lambda item: (-item[1], item[0])):
        _join(groups, pairs, a, b)
    short = {n for p in pairs for n in p if len(_words(n)) == 1}
    for name in sorted(short):
        partners = {n for p in pairs if name in p for n in p if n != name}
        fitting = [g for g in groups if g & partners]
        loose = sorted(partners - set().union(*groups) if groups else partners)
        if len(fitting) == 1 and not any(len(_words(n)) > 1 for n in loose):
            if all(_score(pairs, name, n) for n in fitting[0]):
                fitting[0].add(name)
        elif not fitting and loose:
            whole = [n for n in loose if len(_words(n)) > 1]
            if len(whole) <= 1:
                _join(groups, pairs, name, (whole or loose)[0])
    return [g for g in groups if len(g) > 1]


def _join(groups: list[set[str]], pairs: dict[tuple[str, str], float], a: str, b: str) -> None:
    of_a = next((g for g in groups if a in g), {a})
    of_b = next((g for g in groups if b in g), {b})
    if of_a is of_b or not all(_score(pairs, x, y) for x in of_a for y in of_b):
        return
    groups[:] = [g for g in groups if g is not of_a and g is not of_b]
    groups.append(of_a | of_b)


def _score(pairs: dict[tuple[str, str], float], a: str, b: str) -> float:
    return pairs.get((min(a, b), max(a, b)), 0.0)


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    """Words of a name without titles and patronymics; "al-" and "-zoda" are joined on."""
    words = [w for w in _SPLIT.split(fold(name.replace("-", " "))) if w and w not in _TITLES]
    joined: list[str] = []
    for word in words:
        if joined and word in {"zoda", "zada", "zadeh", "зода", "заде", "زاده", "الله"}:
            joined[-1] += word
        elif joined and len(words) > 2 and _patronymic(word):
            continue
        else:
            joined.append(word)
    return tuple(joined)


def _patronymic(word: str) -> bool:
    return word.endswith((*names().patronymics, "ovich", "evich", "ovna", "evna"))


def _ordered(left: Sequence[str], right: Sequence[str]) -> float:
    family = _word_score(left[-1], right[-1])
    if family < SUGGEST:
        # "Muttaqi" and "Amir Khan Muttaqi" share the last word; nothing else saves them.
        return family * 0.3
    a, b = left[:-1], right[:-1]
    if not a and not b:
        return family
    if not a or not b:
        return family * _FAMILY_ONLY if family > 0.9 else 0.6
    if len(a) != len(b):
        if "".join(a) and _word_score("".join(a), "".join(b)) >= 0.9:
            return family * 0.9  # Abdul Karim, Abdulkarim
        first = _given_score(a[0], b[0])
        return min(family, first) * 0.6
    given = min(_given_score(x, y) for x, y in zip(a, b, strict=True))
    return min(family, given) if given < SUGGEST else (family + given) / 2


def _given_score(a: str, b: str) -> float:
    if len(a) == 1 or len(b) == 1:
        return _INITIAL if sound(a)[:1] == sound(b)[:1] else 0.0
    return _word_score(a, b)


@lru_cache(maxsize=32768)
def _word_score(a: str, b: str) -> float:
    if a == b:
        return 1.0
    consonants = _shared_consonants(a, b)
    if not consonants:
        return 0.0
    if _ARABIC.search(a) or _ARABIC.search(b):
        # Vowels are unwritten: short skeletons say little (Sami, Sima).
        shortest = min(len(k) for word in (a, b) for k in skeletons(word))
        return consonants * (0.95 if shortest >= 3 else 0.85 if shortest == 2 else 0.76)
    x, y = sound(a), sound(b)
    if x == y:
        return consonants
    return consonants * (1 - _vowel_distance(x, y) / max(len(x), len(y)))


def _shared_consonants(a: str, b: str) -> float:
    """1 when a reading of both agrees, .9 when only an h is heard or not (Ilhom, Ilom)."""
    left, right = skeletons(a), skeletons(b)
    if left & right:
        return 1.0
    bare = {k.replace("h", "") for k in left} & {k.replace("h", "") for k in right}
    return 0.9 if any(len(k) >= 2 for k in bare) else 0.0


def _vowel_distance(a: str, b: str) -> float:
    """Edit distance of two keys; an exchange of a and o, e and i costs half."""
    near = {frozenset("ao"), frozenset("ei"), frozenset("ou")}
    row = [float(n) for n in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], float(i)
        for j, y in enumerate(b, 1):
            change = 0.0 if x == y else 0.5 if frozenset((x, y)) in near else 1.0
            previous, row[j] = row[j], min(previous + change, row[j] + 1, row[j - 1] + 1)
    return row[-1]
