"""What each single character folds to for matching: the tables behind normalize.py.

One rule decides for every character of Unicode; results are computed once per
character and remembered, so a long text costs one table look-up per character.
"""

from __future__ import annotations

import re
import unicodedata

from analysis.han import simplified_forms

APOSTROPHES = "'`´‘’‚‛′ʹʻʼʽʾʿˈˊ＇՚"
QUOTES = '"“”„‟«»‹›″〝〞❝❞＂「」『』《》〈〉﹁﹂﹃﹄'
DASHES = "-‐‑‒–—―−⁃﹘﹣－"
MIDDLE_DOTS = "·•・‧∙⋅･"
# A raised figure after a word is a footnote mark, not a part of the word.
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_PUNCTUATION = {
    "،": ",", "؛": ";", "؟": "?", "۔": ".", "٪": "%", "٫": ".", "٬": ",", "٭": "*",
    "。": ".", "、": ",", "।": ".", "॥": ".",
    "\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " ", "\v": " ", "\f": " ",
}  # fmt: skip

# Arabic script: letters that differ by keyboard, habit or language but not by
# word. NFKC keeps all of these apart. ء goes (امضاء = امضا); Urdu's two forms of
# he and ye meet Persian's; Pashto's ye forms meet because the same site uses
# several for one word (ضمیر, ضمير).
_ARABIC = {
    "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ے": "ی", "ۓ": "ی", "ئ": "ی", "ێ": "ی", "ؠ": "ی",
    "ك": "ک", "ڪ": "ک", "ګ": "گ",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ؤ": "و",
    "ة": "ه", "ۀ": "ه", "ہ": "ه", "ۂ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
    "ں": "ن", "ء": "", "ٴ": "", "ـ": "",
}  # fmt: skip

# Cyrillic: ё is optional in Russian, the macron of Tajik ӣ and ӯ is often not
# typed. й, ї, ў and the letters of Tajik, Uzbek and Kazakh stay themselves.
_CYRILLIC = {"ё": "е", "ѐ": "е", "ѝ": "и", "ӣ": "и", "ӯ": "у"}

# Latin letters that carry a stroke or lack a dot instead of a separable mark.
_LATIN = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h"}

_DEVANAGARI = {"ँ": "ं"}

_LETTERS: dict[str, str] = {
    **_PUNCTUATION,
    **_ARABIC,
    **_CYRILLIC,
    **_LATIN,
    **_DEVANAGARI,
    **simplified_forms(),
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys(QUOTES, '"'),
    **dict.fromkeys(DASHES, "-"),
    **dict.fromkeys(MIDDLE_DOTS, "·"),
    **dict.fromkeys(_SUPERSCRIPTS, "*"),
}

# Marks that never tell one word of the served languages from another: accents,
# Arabic and Hebrew vowel signs, the Devanagari nukta, variation selectors.
# Devanagari vowel signs are marks too, but they are the word.
_DROPPED_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u08d3-\u08e1\u08e3-\u08ff\u093c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)

_NUKTA = "\u093c"


def fold_character(char: str) -> str:
    """The folded form of one character: usually one character, "" for a dropped one."""
    known = _LETTERS.get(char)
    if known is not None:
        return known
    if _DROPPED_MARKS.match(char) or unicodedata.category(char) == "Cf":
        # Cf: zero-width joiner and non-joiner, soft hyphen, byte order mark, bidi controls
        return ""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(char) == "Zs":
        return " "
    compatible = unicodedata.normalize("NFKC", char)
    if compatible != char:
        return "".join(fold_character(c) for c in compatible)
    lowered = char.casefold()
    if lowered != char:
        return "".join(fold_character(c) for c in lowered)
    decomposed = unicodedata.normalize("NFD", char)
    if len(decomposed) > 1 and (decomposed[0] < "\u0400" or decomposed[1] == _NUKTA):
        # Latin and Greek: the base letter alone (é → e, ş → s, ž → z); so in Hindi (ऩ → न)
        return fold_character(decomposed[0])
    return char


# Letters of the served languages; Chinese characters are learned as they are met.
_COMMON = ((0x20, 0x180), (0x400, 0x530), (0x600, 0x700), (0x900, 0x980))
_ENOUGH_NEW = 64


def _none_of(characters: set[str]) -> re.Pattern[str]:
    return re.compile(f"[^\n{re.escape(''.join(sorted(characters)))}]")


class FoldTable(dict[int, int | str]):
    """A ``str.translate`` table that fills itself.

    One-character results are stored as code points: ``translate`` is 1.6 times
    as fast with numbers as with strings.

    ``irregular`` holds the characters met so far whose folded form is not
    exactly one character: only they move offsets.
    """

    def __init__(self, *, quotes: bool) -> None:
        super().__init__()
        self._quotes = quotes
        self.irregular: set[str] = set()
        self._pattern: tuple[int, re.Pattern[str]] | None = None
        for code in range(128):
            self[code]
        self._new: set[str] = set()
        self._regular = {
            chr(code)
            for low, high in _COMMON
            for code in range(low, high)
            if self[code] == code and chr(code).lower() == chr(code)
        }
        self._odd = _none_of(self._regular)

    def __missing__(self, code: int) -> int | str:
        char = chr(code)
        folded = fold_character(char)
        if not self._quotes:
            folded = folded.replace('"', "")
        if len(folded) != 1:
            self.irregular.add(char)
        value = self[code] = ord(folded) if len(folded) == 1 else folded
        return value

    def fold(self, text: str) -> str:
        """``text.translate(self)``, several times as fast on most texts: characters that stay
        as they are when lowered are passed over by a search, and only others are replaced."""
        lowered = text.lower()
        if len(lowered) != len(text):
            return text.translate(self)
        for char in set(self._odd.findall(lowered)):
            folded = self[ord(char)]
            if folded == ord(char):
                self._learn(char)
            elif isinstance(folded, str) and char.upper() != char:
                return text.translate(self)  # so that irregular capitals are met as well
            else:
                lowered = lowered.replace(char, chr(folded) if isinstance(folded, int) else folded)
        return lowered

    def _learn(self, char: str) -> None:
        """Pass over a character from now on; a pattern for each new one would cost more."""
        self._new.add(char)
        if len(self._new) >= _ENOUGH_NEW:
            self._regular |= self._new
            self._new.clear()
            self._odd = _none_of(self._regular)

    def size(self, char: str) -> int:
        """How many characters ``char`` becomes."""
        value = self[ord(char)]
        return 1 if isinstance(value, int) else len(value)

    def irregular_pattern(self) -> re.Pattern[str]:
        """Finds every irregular character met so far."""
        if self._pattern is None or self._pattern[0] != len(self.irregular):
            members = "".join(sorted(self.irregular))
            self._pattern = (len(members), re.compile(f"[{re.escape(members)}]"))
        return self._pattern[1]
