"""Personal names in Latin letters, and the keys by which spellings of one name meet.

``latin`` spells a name for its code (near BGN/PCGN, without marks). ``sound`` and
``skeleton`` are coarser: sounds that scripts and habits write differently are one
letter (q/k, kh/h, v/f/w, dzh/j, doubled letters), the skeleton has consonants only,
since Arabic script leaves short vowels out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from analysis.normalize import fold

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "i", "є": "ye",
    "ґ": "g", "ҷ": "j", "қ": "q", "ғ": "gh", "ҳ": "h", "ў": "o", "ӯ": "u", "ӣ": "i", "ё": "yo",
    "ә": "a", "ө": "o", "ү": "u", "ұ": "u", "ң": "ng", "һ": "h",
}  # fmt: skip
_BY_LANGUAGE = {
    "uk": {"г": "h", "и": "y"},
    "uz": {"ж": "j", "х": "x", "ғ": "g"},
    "tg": {"х": "kh"},
}
_ARABIC = {
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ټ": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h",
    "خ": "kh", "ځ": "z", "څ": "s", "د": "d", "ډ": "d", "ذ": "z", "ر": "r", "ړ": "r", "ز": "z",
    "ژ": "zh", "ږ": "zh", "س": "s", "ش": "sh", "ښ": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z",
    "ع": "", "غ": "gh", "ف": "f", "ق": "q", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n",
    "ڼ": "n", "و": "w", "ه": "h", "ی": "i", "ٹ": "t", "ڈ": "d", "ڑ": "r",
}  # fmt: skip
_SUN_ARTICLE = re.compile("(?<=..)ال(?=[دذرزسشتثنصضطظ])")
_CONSONANT = re.compile("[bcdfghjklmnpqrstvwxz]")

# Uzbek Latin to Cyrillic: the order matters, longer groups first.
_UZBEK = (
    ("o'", "ў"), ("g'", "ғ"), ("sh", "ш"), ("ch", "ч"), ("yo", "ё"), ("yu", "ю"), ("ya", "я"),
    ("ye", "е"), ("ts", "ц"), ("a", "а"), ("b", "б"), ("d", "д"), ("e", "е"), ("f", "ф"),
    ("g", "г"), ("h", "ҳ"), ("i", "и"), ("j", "ж"), ("k", "к"), ("l", "л"), ("m", "м"),
    ("n", "н"), ("o", "о"), ("p", "п"), ("q", "қ"), ("r", "р"), ("s", "с"), ("t", "т"),
    ("u", "у"), ("v", "в"), ("x", "х"), ("y", "й"), ("z", "з"), ("'", "ъ"),
)  # fmt: skip


# Names of the region from Latin into Russian, and what Tajik writes otherwise.
_RUSSIAN = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        ("shch", "щ"), ("kh|x", "х"), ("zh", "ж"), ("sh", "ш"), ("ch", "ч"), ("yu", "ю"),
        ("ya", "я"), ("yo", "ё"), ("ye", "е"), ("ts", "ц"), ("ou|oo|u|w(?=[aeiou]w)", "у"),
        ("ee|i", "и"), ("(?<=[aeou])y|y$", "й"), ("y", "ы"), ("w|v", "в"), ("^e", "э"),
        ("a", "а"), ("b", "б"), ("c", "с"), ("d", "д"), ("e", "е"), ("f", "ф"), ("k", "к"),
        ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"),
        ("t", "т"), ("z", "з"),
    )
)  # fmt: skip
_AS_IN_RUSSIAN = (("gh", "г"), ("g", "г"), ("j", "дж"), ("q", "к"), ("h", "х"))
_AS_IN_TAJIK = (("gh", "ғ"), ("g", "г"), ("j", "ҷ"), ("q", "қ"), ("h", "ҳ"))


def cyrillic_spellings(name: str) -> tuple[str, str, str]:
    """A lower-case Latin name of the region as Russian, Tajik and Uzbek Cyrillic write it."""
    spelled = name
    for pattern, to in _RUSSIAN:
        spelled = pattern.sub(to, spelled)
    russian = tajik = spelled
    for latin_letter, letter in _AS_IN_RUSSIAN:
        russian = russian.replace(latin_letter, letter)
    for latin_letter, letter in _AS_IN_TAJIK:
        tajik = tajik.replace(latin_letter, letter)
    return russian, tajik, uzbek_cyrillic(name)


def uzbek_cyrillic(text: str) -> str:
    """Lower-case Uzbek of the Latin alphabet (plain apostrophes) in Cyrillic."""
    text = re.sub(r"(?<![a-z'])e", "э", text)
    for latin, cyrillic in _UZBEK:
        text = text.replace(latin, cyrillic)
    return text


@lru_cache(maxsize=8192)
def latin(word: str, language: str = "") -> str:
    """One word of a name in lower-case ASCII letters."""
    folded = fold(word)
    if _has(folded, "\u0620", "\u06ff"):
        return _from_arabic(folded)
    special = _BY_LANGUAGE.get(language, {})
    spelled = "".join(special.get(c) or _CYRILLIC.get(c, c) for c in folded)
    if _has(folded, "\u0400", "\u04ff"):
        spelled = re.sub("(?:iy|yy|ij)$", "y", spelled)
    plain = unicodedata.normalize("NFKD", spelled)
    return re.sub("[^a-z]", "", plain)


def _has(text: str, low: str, high: str) -> bool:
    return any(low <= c <= high for c in text)


def _from_arabic(word: str) -> str:
    """Unwritten short vowels become a; و and ی are vowels between consonants."""
    word = word.replace("الله", "\u0001").replace("عبد", "\u0002").replace("خوا", "خا")
    out = ""
    for i, char in enumerate(word):
        if char == "\u0001":
            out += "ullah" if out else "allah"
            continue
        if char == "\u0002":
            out += "abd"
            continue
        letter = _ARABIC.get(char, "")
        if char in "وی":
            vowel_next = word[i + 1 : i + 2] in {"ا", "و", "ی"}
            if i == 0 or (vowel_next and not out.endswith(("u", "i"))):
                letter = "w" if char == "و" else "y"
            else:
                letter = "u" if char == "و" else "i"
        elif char == "ه" and i == len(word) - 1 and out[-1:] not in {"a", "u"}:
            letter = "a"
        elif char == "ع":
            letter = "a" if not out or out[-1] not in "aiu" else ""
        if letter and _CONSONANT.match(letter) and _CONSONANT.match(out[-1:] or "a"):
            out += "a"
        out += letter
    return out


_SOUNDS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        ("shch", "s"), ("dzh|zh|dj", "j"), ("kh|x", "h"), ("gh", "g"), ("ph", "f"), ("ck|q", "k"),
        ("tch|tsch|ch", "c"), ("sch|sh", "s"), ("th", "t"), ("ts|tz", "s"), ("w|v", "f"),
        ("ou|oo|u", "u"), ("ee", "i"), ("(?<=[aeiou])y(?=[aeiou])|y$|iy$", "i"),
        ("yo|io", "o"), ("ya|ia", "a"), ("ye|ie|iye", "e"), ("yu|iu", "u"), ("y", "i"),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """A key that spellings of one word share across Latin and Cyrillic, vowels kept."""
    key = latin(word)
    for pattern, to in _SOUNDS:
        key = pattern.sub(to, key)
    return key


@lru_cache(maxsize=8192)
def skeletons(word: str) -> frozenset[str]:
    """The consonants of a word; two readings where Arabic و may be v or a vowel."""
    folded = fold(word)
    if not _has(folded, "\u0620", "\u06ff"):
        # Ukrainian г is h in Latin, Russian г is g
        spelled_h = {_consonants(sound(folded.replace("г", "х")))} if "г" in folded else set()
        return frozenset({_consonants(sound(word))} | spelled_h)
    # the article is not heard before a sun letter: سراج‌الدین, Sirajuddin
    letters = _SUN_ARTICLE.sub("", folded.replace("الله", "ال")).replace("خوا", "خا")
    found: set[str] = set()
    for waw in ("v", "", "initial"):
        spelled = ""
        for i, char in enumerate(letters):
            if char == "و":
                spelled += "v" if waw == "v" or (waw == "initial" and i == 0) else ""
            elif char not in "ایع":
                spelled += _ARABIC.get(char, "")
        for pattern, to in _SOUNDS[:11]:
            spelled = pattern.sub(to, spelled)
        found.add(_consonants(spelled))
    return frozenset(found)


def _consonants(key: str) -> str:
    bare = re.sub("[aeiouy']", "", key)
    # A final h is a written vowel in Persian (زاده, zoda); doubling is a habit.
    return re.sub(r"(.)\1+", r"\1", re.sub("h$", "", bare) or bare)
