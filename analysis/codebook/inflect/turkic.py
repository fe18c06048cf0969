"""Uzbek (both scripts), Turkish and Kazakh forms by suffix rules.

Suffixes after an apostrophe or a closing quotation mark need no form of their
own (the apostrophe ends the word, quotation marks are dropped before matching).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.codebook.inflect.forms import Form, NameKind, suffixed

_UZBEK_CASES = ("ning", "ni", "ga", "da", "dan", "dagi", "gacha", "cha", "mi")
_UZBEK_PLURAL = ("lar", *(f"lar{case}" for case in _UZBEK_CASES), "lari", "larining", "larini",
                 "lariga", "larida", "laridan")  # fmt: skip
_UZBEK_FROM = ("lik", "liklar", "liklarning", "liklarga")
_UZBEK_TO_CYRILLIC = str.maketrans("nigadlrmsk", "нигадлрмск")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def _uzbek_cyrillic(suffix: str) -> str:
    return suffix.replace("ng", "нг").replace("ch", "ч").translate(_UZBEK_TO_CYRILLIC)


def uzbek(name: str, kind: NameKind) -> Iterator[Form]:
    """Cases -ning -ni -ga -da -dan, plural -lar, possessive -i/-si with cases.

    The soft sign of a Russian name falls before an ending: Кремль, Кремлнинг.
    """
    if name.endswith("ь"):
        yield from uzbek(name[:-1], kind)
    convert = _uzbek_cyrillic if _CYRILLIC.search(name) else str
    last = name[-1].casefold()
    vowel = last in "aeiouаеиоуўэюяё" or name.endswith(("o'", "oʻ", "o‘", "o’"))
    suffixes = [*_UZBEK_CASES]
    if kind == "place":
        suffixes += _UZBEK_FROM
    elif kind != "person":
        suffixes += _UZBEK_PLURAL
        possessive = "si" if vowel else "i"
        suffixes += [possessive, *(possessive + case for case in _UZBEK_CASES if case != "mi")]
    if last in "kк":
        suffixes.append("ka")
    elif last in "qқ":
        suffixes.append("qa")
    for suffix in suffixes:
        ending = "ка" if suffix == "ka" and convert is not str else convert(suffix)
        yield Form(name + ("қа" if suffix == "qa" and convert is not str else ending))
    if kind == "word" and last in "kкqқ" and len(name) > 3:
        # stem-final k, q soften before a vowel: terrorchilik, terrorchiligi
        soft = {"k": "g", "к": "г", "q": "g'", "қ": "ғ"}[last]
        endings = ("i", "ini", "ining", "iga", "ida", "idan")
        yield from suffixed(name[:-1] + soft, map(convert, endings))


_TURKISH_VOWELS = "aıoueiöü"
_TURKISH_SOFT = {"k": "ğ", "p": "b", "t": "d", "ç": "c"}


def turkish(name: str, kind: NameKind) -> Iterator[Form]:
    """Case, plural and possessive endings by vowel harmony, written without apostrophe."""
    lowered = name.replace("I", "ı").replace("İ", "i").casefold()
    vowels = [c for c in lowered if c in _TURKISH_VOWELS + "âîû"]
    if not vowels or not lowered[-1].isalpha():
        return
    last_vowel = {"â": "a", "î": "i", "û": "u"}.get(vowels[-1], vowels[-1])
    a = "a" if last_vowel in "aıou" else "e"
    high = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}
    i = high[last_vowel]
    d = "t" if lowered[-1] in "fstkçşhp" else "d"
    cases = (f"{d}{a}", f"{d}{a}n", f"{d}{a}ki")
    own: tuple[str, ...]
    if kind == "proper" and " " in name and lowered[-1] in "ıiuü":
        # a possessive ends it, whose cases have an n: Savunma Bakanlığına
        yield from suffixed(
            name,
            (f"n{i}n", f"n{i}", f"n{a}", f"n{d}{a}", f"n{d}{a}n", f"n{d}{a}ki", f"yl{a}",
             f"{d}{a}n", f"{d}{a}"),
        )  # fmt: skip
        return
    if lowered[-1] in _TURKISH_VOWELS:
        own = (f"y{i}", f"n{i}n", f"y{a}", f"yl{a}", f"s{i}", f"s{i}n{i}", f"s{i}n{i}n",
               f"s{i}n{a}", f"s{i}nd{a}", f"s{i}nd{a}n")  # fmt: skip
        yield from suffixed(name, (*cases, *own))
    else:
        own = (f"{i}", f"{i}n", f"{a}", f"{i}n{i}", f"{i}n{i}n", f"{i}n{a}", f"{i}nd{a}",
               f"{i}nd{a}n")  # fmt: skip
        yield from suffixed(name, (*cases, *own, f"l{a}"))
        if kind == "word" and lowered[-1] in _TURKISH_SOFT and len(lowered) > 3:
            yield from suffixed(name[:-1] + _TURKISH_SOFT[lowered[-1]], own)
    if kind == "place":
        yield from suffixed(name, (f"l{i}", f"l{i}l{a}r"))  # Kazanlı, Moskovalılar
    elif kind != "person":
        p = "ı" if a == "a" else "i"
        plural = f"l{a}r"
        yield from suffixed(
            name + plural,
            ("", f"{p}", f"{p}n", f"{a}", f"d{a}", f"d{a}n", f"{p}n{p}", f"{p}n{p}n", f"{p}n{a}",
             f"{p}nd{a}", f"l{a}"),
        )  # fmt: skip


_KAZAKH_BACK = "аоұыуяюё"


def kazakh(name: str, kind: NameKind) -> Iterator[Form]:
    """Six cases, plural and third-person possessive by vowel harmony.

    The first consonant of a suffix depends on the last sound; all variants of
    the right harmony are made, since the wrong ones never occur. A у takes the
    harmony of the vowel before it (Мәскеуге, Кабулға). The soft sign of a Russian
    name may fall: Кремльге, Кремлге.
    """
    if name.endswith("ь"):
        yield from kazakh(name[:-1], kind)
    vowels = [c for c in name.casefold() if c in "аәеоөұүыіуияюёэ"]
    while len(vowels) > 1 and vowels[-1] == "у":
        vowels.pop()
    back = not vowels or vowels[-1] in _KAZAKH_BACK
    a, y = ("а", "ы") if back else ("е", "і")
    g, k = ("ғ", "қ") if back else ("г", "к")
    cases = [f"{c}{y}ң" for c in "ндт"] + [f"{c}{y}" for c in "ндт"] + [f"{g}{a}", f"{k}{a}"]
    cases += [f"{c}{a}" for c in "дт"] + [f"{c}{a}н" for c in "дтн"] + ["мен", "бен", "пен"]
    cases += [f"д{a}ғы" if back else f"д{a}гі", f"т{a}ғы" if back else f"т{a}гі"]
    yield from suffixed(name, cases)
    if name.endswith("ск"):
        # a vowel parts them from the ending: Минскіде, Омскіге
        yield from suffixed(name + "і", ("нің", "ге", "де", "ден", "ні", "дегі", "лік"))
    if kind == "place":
        for origin in (f"л{y}{'қ' if back else 'к'}", f"д{y}{'қ' if back else 'к'}",
                       f"т{y}{'қ' if back else 'к'}"):  # fmt: skip
            yield from suffixed(name + origin, ("", f"т{a}р", f"т{a}рд{y}ң"))
    if kind in ("person", "place"):
        return
    if kind == "proper" and " " in name and name[-1] in "ыі":
        # a possessive ends it, whose cases have an н: Ресей билігіне, билігінде
        yield from suffixed(name, ("н", f"н{a}", f"нд{a}", f"нд{a}{g}{y}"))
        return
    for possessive in (y, f"с{y}"):
        yield from suffixed(
            name + possessive, ("", "н", f"н{y}ң", f"н{a}", f"нд{a}", f"н{a}н", "мен")
        )
    for plural in (f"л{a}р", f"д{a}р", f"т{a}р"):
        yield from suffixed(
            name + plural,
            ("", f"д{y}ң", f"д{y}", f"{g}{a}", f"д{a}", f"д{a}н", f"{y}", f"{y}н", f"{y}н{a}",
             f"{y}н{y}ң"),
        )  # fmt: skip
