"""Russian and Ukrainian case forms of personal names, by endings.

Enough for bylines and attributions ("по словам Рустама Пулатова", "за словами Миколи
Дергача"): given names of the list are declined once, so a form that is met says its
case and gender; a family name is led back to the nominative by that case and gender.
Endings after any school grammar. A dictionary would not know most names met here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Given names that drop a vowel or do not follow their ending.
_IRREGULAR = {
    "павел": "павл", "лев": "льв", "петр": "петр", "федір": "федор", "пётр": "петр",
}  # fmt: skip
_MASCULINE_IN_A = frozenset(
    re.findall(r"\w+", "илья ілля никита данила фома мирза кузьма савва микола лука")
)
_VOWELS = "аеиоуыэюяіїєў"

_FEMALE_BACK = (
    (re.compile("(ов|ев|ёв|єв|ин|ын|ін)(?:ой|у|ою)$"), r"\1а"),
    (re.compile("(ск|цк)(?:ой|ую)$"), r"\1ая"),
    (re.compile("(ськ|цьк)(?:ої|ій|у|ою)$"), r"\1а"),
    (re.compile("(ов|ев|єв|ін)(?:ої|ій)$"), r"\1а"),
)
_MALE_BACK = {
    "gen": (
        (re.compile("(ов|ев|ёв|єв|ин|ын|ін)а$"), r"\1"),
        (re.compile("(ск|цк)ого$"), r"\1ий"),
        (re.compile("(ськ|цьк)ого$"), r"\1ий"),
        (re.compile("ого$"), "ый"),
        (re.compile(r"ен([кь])а$"), "енко"),
        (re.compile(f"([^{_VOWELS}ьй])а$"), r"\1"),
        (re.compile(f"([{_VOWELS}])я$"), r"\1й"),
        (re.compile(f"([^{_VOWELS}])я$"), r"\1ь"),
    ),
    "dat": (
        (re.compile("(ов|ев|ин|ын|ін)у$"), r"\1"),
        (re.compile("(ск|цк|ськ|цьк)ому$"), r"\1ий"),
        (re.compile(f"([^{_VOWELS}ьй])у$"), r"\1"),
    ),
    "ins": (
        (re.compile("(ов|ев|ин|ын|ін)ым$"), r"\1"),
        (re.compile("(ск|цк|ськ|цьк)им$"), r"\1ий"),
        (re.compile(f"([^{_VOWELS}ьй])[оеє]м$"), r"\1"),
    ),
}


def declined(name: str) -> Iterator[tuple[str, str]]:
    """(form, case) of a Cyrillic given name; case is gen, dat or ins. Folded forms.

    The accusative of men is the genitive; the prepositional is left out, for it
    attributes nothing.
    """
    stem, last = name[:-1], name[-1]
    if name in _IRREGULAR:
        yield from _of(_IRREGULAR[name], ("а", "у", "ом"))
    elif last == "й":
        yield from _of(stem, ("я", "ю", "ем", "єм"))
    elif last == "ь":
        yield from _of(stem, ("я", "ю", "ем"))
    elif last == "а":
        yield from _of(stem, ("ы", "е", "ой", "у"))
        yield from _of(stem, ("и", "і", "ою", "у"))
    elif last == "я":
        yield from _of(stem, ("и", "е", "ей", "ю"))
        yield from _of(stem, ("ї", "ї", "єю", "ю"))
    elif last == "о":
        yield from _of(stem, ("а", "у", "ом"))
    elif last not in _VOWELS:
        yield from _of(name, ("а", "у", "ом"))
        yield name + "ові", "dat"


def _of(stem: str, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    cases = ("gen", "dat", "ins", "ins")
    for ending, case in zip(endings, cases, strict=False):
        yield stem + ending, case


def is_woman(given: str) -> bool:
    """Whether a folded nominative Cyrillic given name is a woman's, by its ending."""
    return given[-1:] in {"а", "я"} and given not in _MASCULINE_IN_A


def family_nominative(word: str, case: str, woman: bool) -> str:
    """The nominative of a folded Cyrillic family name that stands in ``case``."""
    if case == "nom":
        return word
    rules = _FEMALE_BACK if woman else _MALE_BACK.get(case, ())
    for pattern, replacement in rules:
        if pattern.search(word):
            return pattern.sub(replacement, word)
    return word


def given_nominative(word: str) -> str:
    """The nominative of an unknown given name that stands in the genitive."""
    if word.endswith("я") and len(word) > 3:
        return word[:-1] + ("й" if word[-2] in _VOWELS else "ь")
    if word.endswith("ы"):
        return word[:-1] + "а"
    if word.endswith("а") and word[-2:-1] not in _VOWELS and len(word) > 3:
        return word[:-1]
    return word


def family_forms(word: str) -> set[str]:
    """Forms in which a folded Cyrillic family name, or its bearer, is met again."""
    forms = {word}
    if re.search("(?:ов|ев|ёв|єв|ин|ін)$", word):
        forms |= {word + "а", word + "у", word + "ым", word + "им"}
    elif re.search("(?:ов|ев|ёв|єв|ин|ін)а$", word):
        forms |= {word[:-1] + e for e in ("ой", "у", "ої", "ою")}
    elif re.search("[сц]ь?кий$", word):
        forms |= {word[:-2] + e for e in ("ого", "ому", "им")}
    elif re.search("[сц]кая$", word):
        forms |= {word[:-2] + e for e in ("ой", "ую")}
    elif re.search("[сц]ька$", word):
        forms |= {word[:-1] + e for e in ("ої", "ій", "у", "ою")}
    elif word.endswith("ко"):
        forms |= {word[:-1] + e for e in ("а", "у", "ом")}
    elif word[-1:] not in _VOWELS + "ьй":
        forms |= {word + "а", word + "у", word + "ом", word + "ем"}
    return forms
