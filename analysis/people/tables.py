"""The words that rules for persons and quotations go by, read from ``tables/*.yaml``.

One file per language lists roles, speech verbs and small words; ``names.yaml`` lists
given names and endings of family names by script. All are folded like text
(``analysis.normalize.fold``). Uzbek is written in Latin in its file; its Cyrillic
spelling is derived here, so the two cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis.normalize import fold
from analysis.people.cases import declined
from analysis.people.transliterate import cyrillic_spellings, uzbek_cyrillic

_FOLDER = Path(__file__).resolve().parent / "tables"
LANGUAGES = ("en", "ru", "uk", "fa", "tg", "uz")

# Kinds of phrases that are looked for in text; several words may form one.
_PHRASES = (
    "roles", "plural_roles", "honorifics", "such_as", "say", "strict", "object", "that", "about",
    "according", "according_after", "own_words", "pronouns", "definite", "and", "how_opening",
    "relative", "participle", "but", "this_tells", "manner", "themselves",
    "belonging", "itself",
)  # fmt: skip
# Kinds that are asked about single words.
_WORDS = (
    "fillers", "openers", "times", "addressees", "articles", "not_reported", "weak_roles",
    "not_subject_after", "questions", "feminine", "generic", "definite_roles",
    "naming", "before_names", "questions_put", "gestures", "misters",
)  # fmt: skip

# Kinds that vouch for a name beside them; without any of these nobody is found in a sentence
# but by his age.
_VOUCHING = frozenset(
    {
        "roles", "plural_roles", "honorifics", "such_as", "say", "strict", "object", "according",
        "according_after", "relative",
    }
)  # fmt: skip

# Kinds right behind which one word may be a name.
_INTRODUCING = frozenset({"roles", "honorifics"})

Phrase = tuple[tuple[str, ...], str]


class Phrases(NamedTuple):
    """The phrases that begin with one word, as (the other words, kind), longest first;
    ``vouching`` are the other words of those that may vouch for a name, ``longest`` the number
    of most of them; ``introducing`` the numbers of words of those behind which one word is a
    name; ``given``: whether the word is a given name itself."""

    entries: tuple[Phrase, ...]
    vouching: frozenset[tuple[str, ...]]
    longest: int
    introducing: tuple[int, ...]
    given: bool


_ENDING = re.compile(
    "(?:ского|скому|ская|ской|ский|ские|ської|ська|ський|ами|ями|ого|его|ому|ему|ыми|ими"
    "|ой|ей|ах|ях|ом|ем|ам|ям|ый|ий|ая|яя|ое|ые|ою|ую|ів|ов|[аеиоуыьюяйіїє])$"
)

_UZBEK_CASE = re.compile(
    "(?:(?<=[iиaа])(?:ga|ni|ning|га|ни|нинг)|da|dan|dagi|lik|да|дан|даги|лик)$"
)


@dataclass(frozen=True)
class Table:
    """One language's words, folded. ``phrases`` maps a first word to what it begins.
    ``bare``: a clause may follow a speech verb without a conjunction.
    ``verb_last``: the claim may stand between speaker and verb."""

    language: str
    phrases: dict[str, Phrases]
    words: dict[str, frozenset[str]]
    stop: frozenset[str]
    org: frozenset[str]
    oblique_roles: dict[str, str]
    cased: bool
    bare: bool
    verb_last: bool

    def has(self, kind: str, word: str) -> bool:
        """Whether a folded word is in a list of single words."""
        return word in self.words[kind]

    def is_stop(self, word: str) -> bool:
        """Whether a capitalised word is none of a name: function word, place, adjective."""
        return word in self.stop or (len(word) > 3 and _stem(word, self.language) in self.stop)

    def is_org(self, word: str) -> bool:
        """Whether a word makes the capitalised words around it an organisation or a place."""
        return word in self.org or _stem(word, self.language) in self.org


@dataclass(frozen=True)
class Names:
    """Given names with their case (``"nom"`` or another), endings of family names.

    ``given`` maps a folded form to (folded nominative, case); ``latin`` spells
    Arabic-script given names in Latin.
    """

    given: dict[str, tuple[str, str]]
    latin: dict[str, str]
    endings: tuple[str, ...]
    weak_endings: tuple[str, ...]
    patronymics: tuple[str, ...]
    particles: frozenset[str]
    feminine: tuple[str, ...]
    masculine: tuple[str, ...]

    def is_given(self, key: str) -> bool:
        """Whether a folded word is a given name: listed, or put together like one."""
        return key in self.given or _compound(key)

    def is_family(self, key: str) -> bool:
        """Whether a folded word ends like a family name.

        A family name is longer than the cities that share its ending (Киев, Азов);
        Rahimi is of Rahim's family.
        """
        if len(key) < 5:
            return False
        return key.endswith(self.endings) or (key[-1] in "iиی" and self.is_given(key[:-1]))


def table_for(language: str, text: str) -> Table | None:
    """The table of a language; for "und" the one of the text's script, else ``None``."""
    if language == "und":
        language = _by_script(text[:400])
    return _table(language) if language in LANGUAGES else None


@cache
def names() -> Names:
    """Given names and endings of all scripts in one."""
    data = _read("names")
    given: dict[str, tuple[str, str]] = {}
    latin: dict[str, str] = {}
    cyrillic = [fold(word) for word in data["cyrillic"].split()]
    for word in (*data["latin"].split(), *data["eastern"].split()):
        given[fold(word)] = (fold(word), "nom")
        russian, *others = (fold(w) for w in cyrillic_spellings(fold(word)))
        cyrillic.append(russian)
        given.update((other, (other, "nom")) for other in others)
    # Oblique forms first: where two readings meet, the nominative wins (Александра).
    for word in cyrillic:
        for form, case in declined(word):
            given.setdefault(form, (word, case))
    for word in cyrillic:
        given[word] = (word, "nom")
    for word, spelled in data["arabic"].items():
        given[fold(word)] = (fold(word), "nom")
        latin[fold(word)] = spelled
    for word in data["arabic_more"].split():
        given[fold(word)] = (fold(word), "nom")
    endings = {fold(e) for part in data["surnames"].values() for e in part.split()}
    return Names(
        given,
        latin,
        tuple(sorted(endings)),
        tuple(fold(e) for e in data["weak_surnames"].split()),
        tuple(fold(p) for p in data["patronymics"].split()),
        frozenset(fold(p) for p in data["particles"].split()),
        tuple(fold(p) for p in data["feminine"].split()),
        tuple(fold(p) for p in data["masculine"].split()),
    )


# Given names of Muslims that no list exhausts: "servant of", "light of the faith" …
_COMPOUND = re.compile(
    "abdul?[a-z']{4,}|[a-z]{3,}(?:ullah|ulloh|ullo|ulla|uddin|iddin|mohammad|muhammad|nisa|niso)"
    "|абдул?[а-яқғҳҷӯў]{4,}"
    "|[а-яқғҳҷӯў]{3,}(?:улла|уллы|улле|уллой|уллу|улло|уллоҳ|уддин|иддин|мухаммад|муҳаммад|мохаммад|нисо|нисса)"
    "|عبدال..+|...+(?:الدین|الرحمن|الحق)"
)
_COMPOUND_ARABIC = re.compile("(محمد|احمد|غلام|سید|میر|شیر|گل|نور|علی|شاه|عبد|خان)(...+)")
_COMPOUND_SECOND = re.compile("(..+)(محمد|احمد|علی|جان|گل|شاه|اغا|الله|بیگ|خان)")


@lru_cache(maxsize=16384)
def _compound(key: str) -> bool:
    """Whether a word that is not listed is made of parts of given names."""
    if len(key) < 6:
        return False
    if _COMPOUND.fullmatch(key):
        return True
    if not "\u0620" <= key[0] <= "\u06ff":
        return False
    given = names().given
    first, second = _COMPOUND_ARABIC.fullmatch(key), _COMPOUND_SECOND.fullmatch(key)
    return bool((first and first[2] in given) or (second and second[1] in given))


@cache
def _table(language: str) -> Table:
    data = _read(language)
    both = language == "uz"
    phrases: dict[str, list[Phrase]] = {}
    pronouns = _entries(data["pronouns"], both)
    for kind in _PHRASES:
        entries = _entries(data.get(kind, ""), both)
        if kind == "own_words":
            known = _entries(data.get("according", ""), both)
            entries = [*entries, *(f"{phrase} {who}" for phrase in known for who in pronouns)]
        for entry in dict.fromkeys(entries):
            _add(phrases, entry, kind)
    oblique: dict[str, str] = {}
    if language in {"ru", "uk"}:
        for role in _entries(data["roles"], both):
            for form, case in declined(role) if " " not in role else ():
                _add(phrases, form, "roles")
                oblique.setdefault(form, case)
    for case, entries in data.get("oblique_roles", {}).items():
        for entry in _entries(entries, both):
            _add(phrases, entry, "roles")
            oblique[entry] = case
    stop = frozenset(_spaced(data["stop"], both))
    org = frozenset(_spaced(data["org"], both))
    return Table(
        language=language,
        phrases={
            word: Phrases(
                tuple(sorted(found, key=lambda p: -len(p[0]))),
                frozenset(rest for rest, kind in found if kind in _VOUCHING),
                max((len(rest) for rest, kind in found if kind in _VOUCHING), default=0),
                tuple({len(rest) + 1 for rest, kind in found if kind in _INTRODUCING}),
                names().is_given(word),
            )
            for word, found in phrases.items()
        },
        words={kind: frozenset(_entries(data.get(kind, ""), both)) for kind in _WORDS},
        stop=stop | {_stem(w, language) for w in stop if len(w) > 3},
        org=org | {_stem(w, language) for w in org},
        oblique_roles=oblique,
        cased=language != "fa",
        bare=language in {"en", "fa"},
        verb_last=language in {"fa", "tg", "uz"},
    )


def _add(phrases: dict[str, list[Phrase]], entry: str, kind: str) -> None:
    first, *rest = entry.split(" ")
    phrases.setdefault(first, []).append((tuple(rest), kind))


def _entries(listed: str, both: bool) -> list[str]:
    entries = [e.strip() for e in listed.split(";") if e.strip()]
    if both:
        entries += [uzbek_cyrillic(e) for e in entries]
    return [fold(e) for e in entries]


def _spaced(listed: str, both: bool) -> Iterable[str]:
    words = listed.split()
    if both:
        words += [uzbek_cyrillic(w) for w in words]
    return (fold(w) for w in words)


@lru_cache(maxsize=65536)
def _stem(word: str, language: str) -> str:
    """A Russian, Ukrainian or Uzbek word without its ending, enough to know it again."""
    if language == "uz":
        return _UZBEK_CASE.sub("", word) if len(word) > 5 else word
    if language not in {"ru", "uk"}:
        return word
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= 3 else word


@lru_cache(maxsize=4096)
def role_root(word: str, language: str) -> str:
    """A folded role without what grammar adds, so that "генерала" is "генерал"."""
    if language in {"ru", "uk"}:
        return _stem(word, language)
    if language == "uz":
        return re.sub("(?:si|i|си|и|ning|нинг)$", "", word)
    if language == "tg":
        return re.sub("и$", "", word)
    return re.sub("‌?ی$", "", word) if language == "fa" else word


def _by_script(text: str) -> str:
    counts = {
        "en": len(re.findall("[A-Za-z]", text)),
        "ru": len(re.findall("[\u0400-\u04ff]", text)),
        "fa": len(re.findall("[\u0620-\u06d3]", text)),
    }
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "und"


def _read(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 (a safe loader)
    return data
