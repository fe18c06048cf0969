"""Letters and digits made equal before a date is read, with a way back to the original.

The folding of `analysis.normalize` serves matching and must keep what tells
words apart. This one serves a closed list of some thousand month names, units
and particles, so it may fold harder: Latin accents and the Turkish dotless ı go,
Arabic letter variants of five languages become one, and everything invisible
(zero-width non-joiner, direction marks) is dropped.
"""

from __future__ import annotations

import unicodedata

_SPECIAL = {
    # Arabic script: one letter each for the variants of ar, fa, ur, ps
    **dict.fromkeys("آأإٱ", "ا"),
    **dict.fromkeys("يىېۍئےۓ", "ی"),
    **dict.fromkeys("كڪګگ", "ک"),
    **dict.fromkeys("ةۀہھەۂۃ", "ه"),
    "ؤ": "و",
    "ڼ": "ن",
    "ں": "ن",
    "ـ": "",  # tatweel
    "؍": "/",  # Arabic date separator
    "،": ",",
    "؛": ";",
    # dashes: only true hyphens and the minus sign may stand inside a date or an offset
    "‐": "-",
    "‑": "-",
    "−": "-",
    "﹣": "-",
    "ı": "i",
    "ё": "е",
    **dict.fromkeys("ʻʼ’‘`´ʹ′", "'"),
    "\u093c": "",  # Devanagari nukta, written or not: फ़रवरी, फरवरी
    "\u0307": "",  # left over from İ
}


def _is_dropped_mark(ch: str) -> bool:
    code = ord(ch)
    return 0x0300 <= code <= 0x036F or 0x0591 <= code <= 0x05C7 or 0x064B <= code <= 0x06ED


def _fold_character(ch: str) -> str:
    special = _SPECIAL.get(ch)
    if special is not None:
        return special
    category = unicodedata.category(ch)
    if category == "Nd":
        return str(unicodedata.digit(ch))
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    if category in ("Cf", "Cs", "Co", "Cn") or (category == "Mn" and _is_dropped_mark(ch)):
        return ""
    folded = unicodedata.normalize("NFKC", ch).casefold()
    if any("\u00c0" <= part <= "\u024f" or "\u1e00" <= part <= "\u1eff" for part in folded):
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(part for part in decomposed if not unicodedata.combining(part))
    if len(folded) == 1:
        return _SPECIAL.get(folded, folded)
    return "".join(_SPECIAL.get(part, part) for part in folded)


class _FoldTable(dict[str, str]):
    def __missing__(self, ch: str) -> str:
        folded = self[ch] = _fold_character(ch)
        return folded


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """The folded text, for building tables; idempotent."""
    if text.isascii():
        return text.lower()
    return "".join(map(_TABLE.__getitem__, unicodedata.normalize("NFC", text)))


def fold_each(variants: str) -> list[str]:
    """The folded members of a "|"-separated list."""
    return [fold(variant) for variant in variants.split("|")]


def fold_with_map(text: str) -> tuple[str, str, list[int] | range]:
    """(NFC text, folded text, for each folded character its index in the NFC text)."""
    if text.isascii():
        folded = text.lower()
        return text, folded, range(len(folded))
    composed = unicodedata.normalize("NFC", text)
    parts: list[str] = []
    origins: list[int] = []
    for index, ch in enumerate(composed):
        folded = _TABLE[ch]
        if folded:
            parts.append(folded)
            origins.extend([index] * len(folded))
    return composed, "".join(parts), origins
