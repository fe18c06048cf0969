"""Russian and Ukrainian forms: pymorphy3's dictionary where it knows the word, plain
declension rules for foreign names where it would guess.

Every declinable word of a phrase is inflected: the words up to and including the
head noun agree («Исламского Эмирата Афганистан»), a name in apposition behind it is
made both declined and not, everything after stays (генпрокуратура *России*). Of
an infinitive all forms are made, participles included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any, Literal

from analysis.codebook.inflect.declension import Cases, declined, is_feminine
from analysis.codebook.inflect.forms import Form, NameKind

SlavicLanguage = Literal["ru", "uk"]
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_WORD = re.compile(r"([^\W_]+(?:['’ʼ\-][^\W_]+)*)")
_CYRILLIC = re.compile(r"^[\u0400-\u04ff'’ʼ\-]+$")
_FUNCTION_WORDS = frozenset(
    {"ADVB", "PREP", "CONJ", "PRCL", "NPRO", "NUMR", "PRED", "INTJ", "GRND"}
)
# Poetic and colloquial variants (движенье, Госдумою) that news does not use
_RARE = frozenset({"V-be", "V-bi", "V-ey", "V-oy", "Arch", "Infr", "Slng", "Dist", "Erro", "Supr"})
_FULL = frozenset({"ADJF", "PRTF"})
_SHORT = frozenset({"ADJS", "PRTS"})
_PROPER = frozenset({"Geox", "Surn", "Orgn", "Name"})


@lru_cache(maxsize=2)
def _morph(language: SlavicLanguage) -> Any:
    # 0.1 s and 30 MB, needed only while compiling
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang=language)


@lru_cache(maxsize=65536)
def _parses(word: str, language: SlavicLanguage) -> tuple[Any, ...]:
    return tuple(_morph(language).parse(word.replace("’", "'").replace("ʼ", "'")))


@lru_cache(maxsize=8192)
def _lexeme(parse: Any) -> tuple[Any, ...]:
    """All forms of a word; asked once for every case of it."""
    return tuple(parse.lexeme)


def forms(name: str, kind: NameKind, language: SlavicLanguage) -> Iterator[Form]:
    """All forms of a name or phrase given in the nominative (or a verb phrase with its
    infinitive in front); what is in another form already stays as it is."""
    pieces = _WORD.split(name)
    words = pieces[1::2]
    lines = _person(words, language) if kind == "person" else _phrase(words, kind, language)
    for line in lines:
        if len(line) == 1 and line != words and _function_word(line[0], language):
            continue  # the locative of "посол" is also the preposition "после"
        filled = list(pieces)
        filled[1::2] = line
        yield Form("".join(filled))


def _function_word(form: str, language: SlavicLanguage) -> bool:
    return _parses(form, language)[0].tag.POS in _FUNCTION_WORDS


def _person(words: list[str], language: SlavicLanguage) -> Iterator[list[str]]:
    feminine = is_feminine(words[-1]) or any(_female_name(w, language) for w in words[:1])
    tables = [_person_word(word, feminine, language) for word in words]
    # Foreign names are often declined in their last parts only: Гуль Хасана, Амир Хана
    for fixed in range(len(words)):
        for case in _CASES[1:]:
            options = [(w,) for w in words[:fixed]] + [t[case] for t in tables[fixed:]]
            yield from (list(line) for line in product(*options))


def _female_name(word: str, language: SlavicLanguage) -> bool:
    parses = [
        p
        for p in _parses(word, language)
        if "Name" in p.tag.grammemes and "nomn" in p.tag.grammemes
    ]
    return bool(parses) and all("femn" in p.tag.grammemes for p in parses)


def _person_word(word: str, feminine: bool, language: SlavicLanguage) -> Cases:
    if not _CYRILLIC.match(word) or len(word) < 3:
        return dict.fromkeys(_CASES, (word,))
    gender = "femn" if feminine else "masc"
    for parse in _parses(word, language):
        tag = parse.tag
        known = parse.is_known and (
            "Name" in tag.grammemes or "Surn" in tag.grammemes or "Patr" in tag.grammemes
        )
        adjective = parse.is_known and tag.POS == "ADJF"
        if (
            (known or adjective)
            and "nomn" in tag.grammemes
            and "plur" not in tag.grammemes
            and gender in tag.grammemes
        ):
            return {case: _inflected(parse, word, {case, gender}) or (word,) for case in _CASES}
    return declined(word, feminine, language)


def _phrase(words: list[str], kind: NameKind, language: SlavicLanguage) -> Iterator[list[str]]:
    start = 0
    while start < len(words) and _is_fixed(words[start], language):
        start += 1
    if start == len(words):
        yield from _abbreviation(words)
        return
    before, word, after = words[:start], words[start], words[start + 1 :]
    whole = _whole_paradigm(word, after, kind, language)
    if whole:
        yield from ([*before, form, *after] for form in whole)
        return
    head = start
    while (
        head < len(words) and not _noun(words[head], language) and _adjective(words[head], language)
    ):
        head += 1
    if head == len(words) or not _declinable(words[head], language):
        yield from _adjectives_alone(words, start, head, language)
        return
    yield from _noun_phrase(words, start, head, kind, language)


def _is_fixed(word: str, language: SlavicLanguage) -> bool:
    if not _CYRILLIC.match(word) or len(word) == 1 or word.isupper():
        return True
    best = _parses(word, language)[0].tag.POS
    return best in _FUNCTION_WORDS


def _abbreviation(words: list[str]) -> Iterator[list[str]]:
    """МИД: МИДа, МИДу, МИДом, МИДе; only when it is the whole name."""
    word = words[-1]
    if len(words) == 1 and re.fullmatch("[А-ЯЁІЇЄҐ]{2,}[БВГДЖЗКЛМНПРСТФХЦЧШЩ]", word):
        yield from ([word + ending] for ending in ("а", "у", "ом", "е"))


def _whole_paradigm(
    word: str, after: list[str], kind: NameKind, language: SlavicLanguage
) -> list[str]:
    """All forms of a verb, or of a participle that rules what follows it (запрещено в РФ
    is as often запрещённая, запрещённой в РФ); nothing for other words."""
    for parse in _parses(word, language)[:3]:
        tag = parse.tag
        if tag.POS == "INFN" or "infn" in tag.grammemes or (tag.POS == "VERB" and kind == "word"):
            return [_like(word, p.word) for p in _lexeme(parse) if not _RARE & p.tag.grammemes]
        leads = tag.POS == "PRTF" and "nomn" in tag.grammemes and after
        if leads and (_is_fixed(after[0], language) or not _nominative(after[0], language)):
            return _participles(parse, word)
        if tag.POS in _SHORT:
            return _participles(parse, word)
    return []


def _participles(parse: Any, word: str) -> list[str]:
    voice = {"pssv", "actv"} & parse.tag.grammemes
    return [
        _like(word, p.word)
        for p in _lexeme(parse)
        if p.tag.POS in _SHORT | _FULL and voice <= p.tag.grammemes and not _RARE & p.tag.grammemes
    ]


def _nominative(word: str, language: SlavicLanguage) -> bool:
    return any(p.tag.POS == "NOUN" and "nomn" in p.tag.grammemes for p in _parses(word, language))


def _adjective(word: str, language: SlavicLanguage) -> bool:
    return any(p.tag.POS in _FULL and "nomn" in p.tag.grammemes for p in _parses(word, language))


def _noun(word: str, language: SlavicLanguage) -> Any:
    """The nominative noun reading of a word, singular before plural, or None."""
    nouns = [
        p for p in _parses(word, language) if p.tag.POS == "NOUN" and "nomn" in p.tag.grammemes
    ]
    if not nouns or (nouns[0].score < 0.05 and nouns[0].is_known):
        return None
    adjective = next((p for p in _parses(word, language) if p.tag.POS in _FULL), None)
    if adjective is not None and adjective.score > nouns[0].score:
        return None
    if adjective is not None and word[0].islower() and _PROPER & nouns[0].tag.grammemes:
        return None  # казанский with a small letter is no station or surname
    return next((p for p in nouns if "plur" not in p.tag.grammemes), nouns[0])


def _declinable(word: str, language: SlavicLanguage) -> bool:
    if not _CYRILLIC.match(word) or word.isupper():
        return False
    return _noun(word, language) is not None or word[0].isupper()


def _adjectives_alone(
    words: list[str], start: int, end: int, language: SlavicLanguage
) -> Iterator[list[str]]:
    if end - start != 1:
        return
    for parse in _parses(words[start], language):
        if parse.tag.POS in _FULL and "nomn" in parse.tag.grammemes:
            for form in _lexeme(parse):
                if form.tag.POS in _FULL | _SHORT and not _RARE & form.tag.grammemes:
                    yield [*words[:start], _like(words[start], form.word), *words[end:]]
            return


def _noun_phrase(
    words: list[str], start: int, head: int, kind: NameKind, language: SlavicLanguage
) -> Iterator[list[str]]:
    noun = _noun(words[head], language)
    adjectives = words[start:head]
    plural_form = noun is not None and "plur" in noun.tag.grammemes
    if adjectives and not plural_form and _only_plural(adjectives[0], language):
        plurals = [p for p in _parses(words[head], language)
                   if p.tag.POS == "NOUN" and {"plur", "nomn"} <= p.tag.grammemes]  # fmt: skip
        if plurals:
            noun, plural_form = plurals[0], True
    numbers = [plural_form]
    if noun is not None and not plural_form and _takes_plural(noun, words, kind):
        numbers.append(True)
    own_rules = noun is None or (not noun.is_known and words[head][0].isupper())
    tail = words[head + 1 :]
    for plural, case in product(numbers, _CASES):
        if own_rules:
            table = declined(words[head], is_feminine(words[head]), language)
            heads = table[case]
        else:
            heads = _inflected(noun, words[head], _grammemes(case, plural, language))
        options = [_agreeing(word, noun, case, plural, language) or (word,) for word in adjectives]
        tails = list(_tails(tail, case, language))
        for line in product(*options, heads, tails):
            *agreeing, noun_form, rest = line
            yield [*words[:start], *map(str, agreeing), str(noun_form), *rest]


def _tails(tail: list[str], case: str, language: SlavicLanguage) -> Iterator[tuple[str, ...]]:
    """What follows the head: unchanged, and with a name in apposition declined."""
    yield tuple(tail)
    if tail and tail[0][0].isupper() and not tail[0].isupper() and _CYRILLIC.match(tail[0]):
        noun = _noun(tail[0], language)
        if noun is None and _parses(tail[0], language)[0].is_known:
            return  # known, and in another case already: власти Афганистана
        if noun is not None and noun.is_known:
            if "plur" in noun.tag.grammemes:
                return
            changed: Iterable[str] = _inflected(noun, tail[0], _grammemes(case, False, language))
        else:
            changed = declined(tail[0], is_feminine(tail[0]), language)[case]
        yield from ((form, *tail[1:]) for form in changed if form != tail[0])


def _only_plural(word: str, language: SlavicLanguage) -> bool:
    readings = [
        p for p in _parses(word, language) if p.tag.POS in _FULL and "nomn" in p.tag.grammemes
    ]
    return bool(readings) and all("plur" in p.tag.grammemes for p in readings)


def _takes_plural(noun: Any, words: list[str], kind: NameKind) -> bool:
    names = {"Sgtm", "Name", "Surn", "Patr", "Geox", "Orgn"}
    return not names & noun.tag.grammemes and (
        kind == "word" or (len(words) == 1 and words[0][0].islower())
    )


def _grammemes(case: str, plural: bool, language: SlavicLanguage) -> set[str]:
    # Ukrainian tags carry no mark of the singular
    if plural:
        return {case, "plur"}
    return {case, "sing"} if language == "ru" else {case}


def _inflected(parse: Any, word: str, wanted: set[str]) -> tuple[str, ...]:
    """Every form of the word's paradigm with the grammemes; singular ones never mix
    with plural ones."""
    plural = "plur" in wanted
    found = {
        _like(word, p.word): None
        for p in _lexeme(parse)
        if wanted <= p.tag.grammemes
        and not _RARE & p.tag.grammemes
        and plural == ("plur" in p.tag.grammemes)
        and p.tag.POS == parse.tag.POS
    }
    if not found and "Fixd" in parse.tag.grammemes:
        return (word,)
    return tuple(found)


def _agreeing(
    word: str, noun: Any, case: str, plural: bool, language: SlavicLanguage
) -> tuple[str, ...]:
    gender = (
        "masc"
        if noun is None
        else next((g for g in ("masc", "femn", "neut") if g in noun.tag.grammemes), "masc")
    )
    for parse in _parses(word, language):
        if parse.tag.POS not in _FULL or "nomn" not in parse.tag.grammemes:
            continue
        wanted = {case, "plur"} if plural else {case, gender}
        found = {
            _like(word, p.word): None
            for p in _lexeme(parse)
            if wanted <= p.tag.grammemes
            and plural == ("plur" in p.tag.grammemes)
            and p.tag.POS == parse.tag.POS
            and not _RARE & p.tag.grammemes
        }
        return tuple(found)
    return ()


def _like(pattern: str, form: str) -> str:
    """``form`` with the capitals of ``pattern``; dictionaries speak lower case."""
    if pattern[:1].isupper():
        return form[:1].upper() + form[1:]
    return form
