"""Declension of Russian and Ukrainian names by their ending.

For names a dictionary does not know (most Afghan and Central Asian ones) its
guesser is often wrong; the endings below follow the school grammar: consonant
stems, -й, -ь, -а, -я, surnames in -ов/-ев/-ин, adjective surnames, and no change
for the rest (Муттаки, Шойгу, Балхи) and for women's names in a consonant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Cases = dict[str, tuple[str, ...]]

_ORDER = ("gent", "datv", "accs", "ablt", "loct")
_HUSHING = "жшщчц"
_CONSONANTS = "бвгґджзклмнпрстфхцчшщ"

# (ending, characters cut off, endings for gent, datv, accs, ablt, loct);
# alternatives by a slash; the first ending that fits wins.
_RULES: dict[str, list[tuple[tuple[str, ...], int, tuple[str, ...]]]] = {
    "ru": [
        (("ских", "цких", "ых", "их"), 0, ()),
        (("ский", "цкий"), 2, ("ого", "ому", "ого", "им", "ом")),
        (("ый",), 2, ("ого", "ому", "ого", "ым", "ом")),
        (("ская", "цкая", "ная", "вая"), 2, ("ой", "ой", "ую", "ой", "ой")),
        (("ий",), 1, ("я", "ю", "я", "ем", "и")),
        (("й", "ь"), 1, ("я", "ю", "я", "ем", "е")),
        (("ия",), 1, ("и", "и", "ю", "ей", "и")),
        (("я",), 1, ("и", "е", "ю", "ей/ёй", "е")),
        (("га", "ка", "ха"), 1, ("и", "е", "у", "ой", "е")),
        (("жа", "ша", "ча", "ща"), 1, ("и", "е", "у", "ей/ой", "е")),
        (("ца",), 1, ("ы", "е", "у", "ей", "е")),
        (("а",), 1, ("ы", "е", "у", "ой", "е")),
        (("ов", "ев", "ёв", "ин", "ын"), 0, ("а", "у", "а", "ым/ом", "е")),
    ],
    "uk": [
        (("ських", "цьких", "их"), 0, ()),
        (("ський", "цький", "ий"), 2, ("ого", "ому", "ого", "им", "ому/ім")),
        (("ська", "цька"), 1, ("ої", "ій", "у", "ою", "ій")),
        (("ій",), 1, ("я", "ю/єві", "я", "єм", "ї/єві")),
        (("й",), 1, ("я", "ю/єві", "я", "єм", "ю/єві")),
        (("ь",), 1, ("я", "ю/еві", "я", "ем", "ю/еві/і")),
        (("ія",), 1, ("ї", "ї", "ю", "єю", "ї")),
        (("я",), 1, ("і", "і", "ю", "ею", "і")),
        (("ка",), 2, ("ки", "ці", "ку", "кою", "ці")),
        (("га",), 2, ("ги", "зі", "гу", "гою", "зі")),
        (("ха",), 2, ("хи", "сі", "ху", "хою", "сі")),
        (("а",), 1, ("и", "і", "у", "ою", "і")),
        (("ов", "єв", "ев", "їв", "ін", "їн", "ин"), 0,
         ("а", "у/ові", "а", "им/ом", "і/у/ові")),
    ],
}  # fmt: skip
_FEMININE_SURNAME = {
    "ru": ("ой", "ой", "у", "ой/ою", "ой"),
    "uk": ("ої", "ій", "у", "ою", "ій"),
}


def is_feminine(word: str) -> bool:
    """Whether the surname itself shows a woman's name."""
    return word.casefold().endswith(
        ("ова", "ева", "ёва", "єва", "ина", "ына", "іна", "їна", "ская", "цкая", "ська", "цька")
    )


def declined(word: str, feminine: bool, language: Literal["ru", "uk"]) -> Cases:
    """Forms by case of one capitalised name; of a hyphenated one the last part changes."""
    lead, hyphen, last = word.rpartition("-")
    lowered = last.casefold()
    unchanged: Cases = dict.fromkeys(("nomn", *_ORDER), (word,))
    if feminine and is_feminine(last) and lowered.endswith(("ва", "на")):
        return _built(word, lead + hyphen + last[:-1], _FEMININE_SURNAME[language])
    for suffixes, cut, endings in _RULES[language]:
        if lowered.endswith(suffixes) and len(last) > 2:
            if not endings or (feminine and lowered[-1] not in "ая"):
                return unchanged
            return _built(word, lead + hyphen + (last[:-cut] if cut else last), endings)
    if lowered[-1:] not in _CONSONANTS or feminine or len(last) < 2:
        return unchanged
    soft = lowered[-1] in _HUSHING
    if language == "ru":
        return _built(word, word, ("а", "у", "а", "ем" if soft else "ом", "е"))
    datives = "у/еві" if soft else "у/ові"
    return _built(word, word, ("а", datives, "а", "ем" if soft else "ом", f"і/{datives}"))


def _built(word: str, stem: str, endings: Sequence[str]) -> Cases:
    cases: Cases = {"nomn": (word,)}
    for case, ending in zip(_ORDER, endings, strict=True):
        cases[case] = tuple(stem + variant for variant in ending.split("/"))
    return cases
