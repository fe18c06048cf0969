"""The language of a body of text, among the fifteen served.

Letters decide where they can: ҷ and ӣ are written in no language of the
fifteen but Tajik, ټ and ښ in none but Pashto. Where letters leave several
candidates, py3langid chooses between those only. A text that is dominated by
another script, or by letters of a language we do not serve (Kyrgyz, Uyghur,
Sorani, Azerbaijani, Japanese …), is "und" rather than its nearest neighbour.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = (
    "en", "ru", "fa", "ps", "tg", "uz", "ur", "ar", "zh", "tr", "uk", "de", "fr", "kk", "hi",
)  # fmt: skip
UNKNOWN = "und"

EXAMINED_CHARACTERS = 4000
"""Read from the start, the middle and the end together: the cost does not grow with the text."""
FEWEST_LETTERS = 20
FEWEST_CHINESE = 8
"""A Chinese character carries as much as two or three letters."""

# Neighbours of the Latin-script languages: named only to be told apart from them.
_STRANGERS = ("es", "it", "pt", "nl", "pl", "az", "id", "ro", "sv", "no", "da")
_STRANGER_LETTERS = 60
_STRANGER_CONFIDENCE = 0.9

_NOISE = re.compile(r"https?://\S{1,500}|www\.\S{1,300}|\S{1,100}@\S{1,100}|[@#]\w{1,100}")

_WRITTEN_IN = {
    **dict.fromkeys(("en", "tr", "de", "fr"), frozenset({"latin"})),
    **dict.fromkeys(("ru", "uk", "tg"), frozenset({"cyrillic"})),
    **dict.fromkeys(("uz", "kk"), frozenset({"latin", "cyrillic"})),
    **dict.fromkeys(("fa", "ps", "ur", "ar"), frozenset({"arabic"})),
    "zh": frozenset({"han"}),
    "hi": frozenset({"devanagari"}),
}

_ARABIC_MARKS = {
    "ur": frozenset("ٹڈڑےںہھۓ"),
    "ps": frozenset("ټډړږښځڅڼېۍګ"),
    "fa": frozenset("پچژگکی"),
    "ar": frozenset("ةىيكأإؤئ"),
}
_SORANI_UYGHUR = frozenset("ڵۆێەڕۇۈېڭ")
_CYRILLIC_MARKS = {
    "tg": frozenset("ҷӣӯ"),
    "uz": frozenset("ў"),
    "uk": frozenset("їєґ"),
    "kk": frozenset("әұөүңі"),
    "ru": frozenset("ыэё"),
}
_LATIN_UZBEK = re.compile(r"\b\w{0,30}[og]['ʻʼ’‘`]\w{0,30}|\b(?:va|bilan|uchun|ham|bu|edi|emas)\b")
_TURKISH_LETTERS = frozenset("ığşç")
_FOREIGN_LATIN = frozenset("əąęłńśźżőűřůțșăñãõøåæþð")


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-1 code (or "und") and how sure it is, from 0 to 1."""

    code: str
    confidence: float


NO_LANGUAGE = Language(UNKNOWN, 0.0)


def detect(text: str) -> Language:
    """The language of a text (its body, not its title alone).

    "und" with confidence 0.0 below about twenty letters (eight Chinese
    characters) and for scripts that no served language is written in. At most
    4000 characters are looked at, whatever the length.
    """
    # Devanagari vowel signs are marks to Unicode, letters to a reader
    sample = _NOISE.sub(" ", _sample(text)).lower()
    letters = Counter(ch for ch in sample if ch.isalpha() or "\u0900" <= ch <= "\u0963")
    scripts = Counter[str]()
    for letter, count in letters.items():
        scripts[_script(letter)] += count
    if not scripts:
        return NO_LANGUAGE
    scripts["han"] *= 2
    script, size = scripts.most_common(1)[0]
    if size < (2 * FEWEST_CHINESE if script == "han" else FEWEST_LETTERS):
        return NO_LANGUAGE
    share = size / scripts.total()
    decide = {
        "han": _han,
        "arabic": _arabic,
        "cyrillic": _cyrillic,
        "latin": _latin,
        "devanagari": _devanagari,
    }.get(script)
    if decide is None:
        return NO_LANGUAGE
    found = decide(sample, letters)
    return Language(found.code, round(found.confidence * min(1.0, share + 0.2), 3))


def stated_or_detected(text: str, stated: str | None) -> Language:
    """The language a person states, where the text's main script can write it; else what
    is detected. A short text often does not tell Kazakh from Uzbek, its giver does.
    """
    scripts = _WRITTEN_IN.get(stated or "")
    if stated is None or scripts is None:
        return detect(text)
    counts = Counter(_script(ch) for ch in _NOISE.sub(" ", _sample(text)).lower() if ch.isalpha())
    if counts and counts.most_common(1)[0][0] not in scripts:
        return detect(text)
    return Language(stated, 1.0)


def _sample(text: str) -> str:
    if len(text) <= EXAMINED_CHARACTERS:
        return text
    part = EXAMINED_CHARACTERS // 4
    middle = len(text) // 2
    return f"{text[: 2 * part]} {text[middle : middle + part]} {text[-part:]}"


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    code = ord(letter)
    if code < 0x250 or 0x1E00 <= code <= 0x1EFF:
        return "latin"
    for name, low, high in (
        ("cyrillic", 0x400, 0x52F),
        ("arabic", 0x600, 0x6FF),
        ("arabic", 0x750, 0x77F),
        ("devanagari", 0x900, 0x97F),
        ("kana", 0x3040, 0x30FF),
        ("han", 0x3400, 0x9FFF),
        ("han", 0x20000, 0x323AF),
        ("arabic", 0xFB50, 0xFEFF),
        ("latin", 0xFF21, 0xFF5A),
        ("latin", 0x2BB, 0x2BF),  # modifier apostrophes of Uzbek
    ):
        if low <= code <= high:
            return name
    return f"other-{code >> 7}"


def _marked(letters: Counter[str], marks: frozenset[str]) -> int:
    return sum(letters[mark] for mark in marks)


def _han(_: str, letters: Counter[str]) -> Language:
    kana = sum(count for letter, count in letters.items() if _script(letter) == "kana")
    if kana * 10 > letters.total():
        return NO_LANGUAGE  # Japanese
    return Language("zh", 1.0)


def _devanagari(sample: str, letters: Counter[str]) -> Language:
    # Nepali and Marathi share the script: ळ is Marathi; "छ", "हरू" and "को" abound in Nepali
    words = sample.split()
    nepali = sum(w in ("छ", "हो", "छन्", "पनि", "गरेको", "भएको", "थियो") for w in words)
    marathi = letters["ळ"] * 4 + sum(w in ("आहे", "आणि", "होते", "आहेत") for w in words) * 10
    hindi = sum(w in ("है", "के", "की", "का", "में", "से", "को", "हैं", "ने") for w in words)
    if nepali > hindi or marathi > max(10, len(words) // 4):
        return NO_LANGUAGE
    return Language("hi", 1.0 if hindi else 0.8)


def _arabic(sample: str, letters: Counter[str]) -> Language:
    total = max(1, letters.total())
    urdu = _marked(letters, _ARABIC_MARKS["ur"]) / total
    pashto = _marked(letters, _ARABIC_MARKS["ps"]) / total
    sorani = _marked(letters, _SORANI_UYGHUR) / total
    if sorani > 0.06 and letters["ە"] + letters["ۆ"] + letters["ۇ"] > pashto * total:
        return NO_LANGUAGE
    # Urdu writes ہ and ے in every second word, Pashto ې ښ ځ in every third; a Persian
    # text quotes a name with ړ now and then
    if urdu > 0.04 and urdu > pashto:
        return Language("ur", min(1.0, 0.7 + urdu * 3))
    if pashto > 0.02:
        return Language("ps", min(1.0, 0.7 + pashto * 4))
    persian = _marked(letters, frozenset("پچژگ")) / total
    candidates: tuple[str, ...] = ("fa", "ar", "ur", "ps")
    if persian > 0.008:
        candidates = ("fa", "ps") if urdu < 0.01 else ("fa", "ur", "ps")
    elif letters["ة"] / total > 0.01:
        candidates = ("ar",)
    return _among(sample, candidates)


def _cyrillic(sample: str, letters: Counter[str]) -> Language:
    total = max(1, letters.total())

    def rate(marks: str) -> float:
        return sum(letters[mark] for mark in marks) / total

    if rate("ђјљњћџ") > 0.01 or rate("ө") + rate("ү") > 0.01 > rate("әғқұі") + rate("ў"):
        return NO_LANGUAGE  # Serbian or Macedonian; Kyrgyz or Mongolian
    if rate("ў") > 0.002 and rate("і") > 0.02:
        return NO_LANGUAGE  # Belarusian
    tajik, uzbek = rate("ҷӣӯ"), rate("ў")
    kazakh, ukrainian = rate("әұөүңі") + rate("қғ"), rate("їєґ") + rate("і")
    if rate("әұү") > 0.01 or (rate("әұөүң") > 0.004 and rate("қғі") > 0.01):
        return Language("kk", min(1.0, 0.75 + kazakh))
    if tajik > 0.004 and tajik >= uzbek:
        return Language("tg", min(1.0, 0.8 + tajik * 4))
    if uzbek > 0.003:
        return Language("uz", min(1.0, 0.8 + uzbek * 4))
    if ukrainian > 0.02 and rate("ыэёъ") < 0.004:
        return Language("uk", min(1.0, 0.8 + ukrainian * 2))
    if rate("ғқҳ") > 0.004:
        return _among(sample, ("tg", "uz"))
    if rate("ъ") > 0.008 and not letters["ы"] and not letters["э"]:
        return NO_LANGUAGE  # Bulgarian
    if rate("ыэ") > 0.01:
        return Language("ru", min(1.0, 0.85 + rate("ыэ") * 3))
    return _among(sample, ("ru", "uk", "tg", "uz", "kk"))


def _latin(sample: str, letters: Counter[str]) -> Language:
    total = max(1, letters.total())
    if letters["ə"] / total > 0.02:
        return NO_LANGUAGE  # Azerbaijani
    words = max(1, sample.count(" ") + 1)
    if len(_LATIN_UZBEK.findall(sample)) / words > 0.06 and not letters["ş"] and not letters["ı"]:
        return Language("uz", 0.97)
    if (letters["ı"] + letters["ğ"]) / total > 0.01 and _marked(letters, _TURKISH_LETTERS):
        return Language("tr", 0.98)
    found = _among(sample, ("en", "de", "fr", "tr", "uz"))
    foreign = _marked(letters, _FOREIGN_LATIN) / total > 0.01
    if letters.total() >= _STRANGER_LETTERS or foreign:
        code, confidence = _identifier(("en", "de", "fr", "tr", "uz", *_STRANGERS)).classify(sample)
        if code in _STRANGERS and (confidence >= _STRANGER_CONFIDENCE or foreign):
            return NO_LANGUAGE
    return found


def _among(sample: str, codes: tuple[str, ...]) -> Language:
    if len(codes) == 1:
        return Language(codes[0], 0.97)
    code, confidence = _identifier(codes).classify(sample)
    return Language(code, float(confidence))


@cache
def _identifier(codes: tuple[str, ...]) -> LanguageIdentifier:
    """py3langid restricted to some languages; its tables are loaded once and shared."""
    from copy import copy

    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    if not codes:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    restricted = copy(_identifier(()))
    restricted.set_languages(codes)
    return restricted
