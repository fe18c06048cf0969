"""Runs of words that may be a person's name, and what the words themselves say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.people import cases
from analysis.people.reading import Sentence, Token
from analysis.people.tables import Table, names
from analysis.people.transliterate import latin
from analysis.people.words import OF_GOD

_BLANK = re.compile(r"[ \u00a0]$")
_INITIAL_GAP = re.compile(r"\.[ \u00a0]?$")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_POSSESSED = re.compile("(?:i|и)(?:da|dagi|ga|dan|ni|ning|да|даги|га|дан|ни|нинг)$")
_MALE_ENDINGS = frozenset("бвгджзйклмнпрстфхцчшщқғҳҷ")
_LONGEST = 4
_LONGEST_CODE = 80


@dataclass(frozen=True, slots=True)
class Run:
    """Words ``first`` … ``last`` of a sentence that may be one name."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Name:
    """A run read as a name: identity code, folded family name, and whether its form
    is the nominative. ``likeness`` counts what vouches for it: 2 for a listed given
    name, 2 for an ending of family names, 1 for initials or a patronymic."""

    code: str
    family: str
    nominative: bool
    likeness: int


def runs(sentence: Sentence, table: Table) -> Iterator[Run]:
    """Candidate runs of one to four words, in order; organisations and places left out."""
    return _capitalised(sentence, table) if table.cased else _uncased(sentence, table)


def adjacent(sentence: Sentence, i: int) -> bool:
    """Whether only a blank (or the full stop of an initial) stands before word ``i``."""
    gap = sentence.gap(i)
    if gap == " ":
        return sentence.tokens[i - 1].cut == 0
    if _BLANK.fullmatch(gap):
        return sentence.tokens[i - 1].cut == 0
    return _is_initial(sentence.tokens[i - 1]) and _INITIAL_GAP.fullmatch(gap) is not None


def _is_initial(token: Token) -> bool:
    return token.capital and token.end - token.start == 1


def _capitalised(sentence: Sentence, table: Table) -> Iterator[Run]:
    tokens, count = sentence.tokens, len(sentence.tokens)
    particles = names().particles
    behind = 0  # the word behind the last run
    for first in [i for i, token in enumerate(tokens) if token.capital]:
        if first < behind:
            continue
        last = first
        while last + 1 < count and adjacent(sentence, last + 1):
            following = tokens[last + 1]
            if following.capital:
                last += 1
            elif (
                following.key in particles
                and last + 2 < count
                and tokens[last + 2].capital
                and adjacent(sentence, last + 2)
            ):
                last += 2
            else:
                break
        yield from _clean(sentence, table, first, last)
        behind = last + 1


def _clean(sentence: Sentence, table: Table, first: int, last: int) -> Iterator[Run]:
    """Parts of a run of capitals that may be names: cut at roles and function words,
    dropped altogether beside a word for an organisation or a place."""
    tokens = sentence.tokens
    if first == last:
        named = not _role(sentence, first) and not _breaks(sentence, table, first)
        if named and not _behind_article(sentence, table, first):
            yield Run(first, last)
        return
    roles = {
        n
        for i in range(first, last + 1)
        # Tom Baker, Олексій Кравець: behind a given name it is a family name
        if i == first or not tokens[i].capital or not names().is_given(tokens[i - 1].key)
        for n in range(i, i + _role(sentence, i))
    }
    begin = first
    parts: list[Run] = []
    for i in range(first, last + 2):
        if i <= last and i not in roles and not _breaks(sentence, table, i):
            continue
        parts += [Run(begin, i - 1)] if begin < i else []
        begin = i + 1
    for part in parts:
        held = range(part.first, part.last + 1)
        if any(table.is_org(tokens[i].key) for i in held):
            if part.last + 1 in roles:
                continue  # "Energy Minister X": the word is the office's
            return
        for run in _sized(sentence, table, part.first, part.last):
            # "сокини ноҳияи Рӯдакӣ Саодат Қурбонова": the district takes one word
            whole = run if table.language in {"tg", "uz"} else part
            if beside_organisation(sentence, table, whole):
                continue
            if not _behind_article(sentence, table, run.first):
                yield run


def _behind_article(sentence: Sentence, table: Table, i: int) -> bool:
    """Whether an English article makes a thing of a name: the Lakers, In The Dragon Waiting."""
    if table.language != "en" or i == 0:
        return False
    return table.has("articles", sentence.tokens[i - 1].key) and adjacent(sentence, i)


def beside_organisation(sentence: Sentence, table: Table, run: Run) -> bool:
    """Whether a word for an organisation or a place stands right beside a run."""
    tokens = sentence.tokens
    beside = []
    if run.first and adjacent(sentence, run.first):
        # "директор фонда Имя Фамилия" (nominative) names the director, "директор фонда
        # Имени Фамилии" the fund
        office = (
            table.language in {"ru", "uk"}
            and not tokens[run.first - 1].capital
            and any(
                sentence.ending(kind, run.first - n) is not None
                for n in (2, 3, 4)
                for kind in ("roles", "say")
            )
            and read_name(sentence, table, run).nominative
        )
        if not office:
            beside.append(run.first - 1)
    if run.last + 1 < len(tokens) and adjacent(sentence, run.last + 1):
        beside.append(run.last + 1)
    return any(
        table.is_org(tokens[i].key)
        and not _role(sentence, i)
        and sentence.ending("roles", i) is None
        for i in beside
    )


def _role(sentence: Sentence, i: int) -> int:
    """How many words of a role or an honorific begin at word ``i``; 0 for none."""
    starts = sentence.phrases.starts
    for kind in ("roles", "plural_roles", "honorifics"):
        if kind in starts and i in starts[kind]:
            return starts[kind][i]
    return 0


def _breaks(sentence: Sentence, table: Table, i: int) -> bool:
    token = sentence.tokens[i]
    word = sentence.text[token.start : token.end]
    acronym = len(word) > 1 and word.isupper()
    initial = len(word) == 1 and sentence.text[token.end : token.end + 1] == "."
    return acronym or (not initial and table.is_stop(token.key)) or bool(sentence.verb(i))


def _sized(sentence: Sentence, table: Table, first: int, last: int) -> Iterator[Run]:
    tokens = sentence.tokens
    if (
        (first == 0 or table.language in {"ru", "uk", "tg", "uz"})
        and last - first >= 2
        and not names().is_given(tokens[first].key)
        and names().is_given(tokens[first + 1].key)
        and not _is_initial(tokens[first])
        and not tokens[last].key.endswith(names().patronymics)
    ):
        # The sentence's first word has its capital from there; and in Russian and
        # Ukrainian a state stands between office and name ("премьер Малайзии Анвар …").
        first += 1
    if table.language == "tg" and last - first == 1 and names().is_given(tokens[last].key):
        # "сокини Қӯрғонтеппа Гулчеҳра": a place, and a given name alone
        first += not names().is_given(tokens[first].key)
    if table.language == "uz" and last - first >= 2 and _possessed(sentence, last + 1, table):
        last -= 1  # "… Hayraton bandargohida": the last capital belongs to what follows
    if first <= last and last - first < _LONGEST:
        yield Run(first, last)


def _uncased(sentence: Sentence, table: Table) -> Iterator[Run]:
    """Without capitals: given names and the word after them."""
    tokens, count = sentence.tokens, len(sentence.tokens)
    i = 0
    while i < count:
        size = _given_size(tokens, i)
        if not size or _role(sentence, i):
            if _addressed(sentence, table, i):
                yield Run(i + 1, i + 1)
            i += 1
            continue
        last = i + size - 1
        while last + 1 < count and last - i < _LONGEST and adjacent(sentence, last + 1):
            more = _given_size(tokens, last + 1)
            if not more or _role(sentence, last + 1):
                break
            last += more
        free = last + 1 < count and adjacent(sentence, last + 1)
        if free and _may_be_family(sentence, table, last + 1):
            last += 1
            after = last + 1
            if after < count and adjacent(sentence, after) and names().is_family(tokens[after].key):
                last += 1
        elif last == i and not free:
            apposed = "،" in sentence.gap(i) and "،" in sentence.gap(i + 1)
            before = "roles" if apposed else "honorifics"
            if sentence.ending(before, i - 1) is not None:
                yield Run(i, i)
            i += 1
            continue
        if i and adjacent(sentence, i) and table.is_org(tokens[i - 1].key):
            i = last + 1
            continue
        if last > i and last - i < _LONGEST + 1:
            yield Run(i, last)
        i = last + 1


def _addressed(sentence: Sentence, table: Table, i: int) -> bool:
    """Whether word ``i`` is a form of address with a family name behind it: "آقای رحیمی"."""
    tokens = sentence.tokens
    if i + 1 >= len(tokens) or not table.has("misters", tokens[i].key):
        return False
    if not tokens[i + 1].key.endswith("ی") or _given_size(tokens, i + 1):
        return False
    return adjacent(sentence, i + 1) and _may_be_family(sentence, table, i + 1)


def _possessed(sentence: Sentence, i: int, table: Table) -> bool:
    """Whether word ``i`` is an Uzbek noun that takes the word before it."""
    if i >= len(sentence.tokens) or not adjacent(sentence, i):
        return False
    if table.is_org(sentence.tokens[i].key):
        return True  # "… Orol dengizi"
    return _POSSESSED.search(sentence.tokens[i].key) is not None


def _given_size(tokens: list[Token], i: int) -> int:
    given = names().given
    if i + 1 < len(tokens) and tokens[i + 1].key == OF_GOD and tokens[i].key + OF_GOD in given:
        return 2
    return 1 if names().is_given(tokens[i].key) else 0


def _may_be_family(sentence: Sentence, table: Table, i: int) -> bool:
    key = sentence.tokens[i].key
    return (
        len(key) >= 3
        and key not in table.stop
        and not table.is_org(key)
        and (not _role(sentence, i) or sentence.gap(i + 1)[:1] == "،")
        and not sentence.verb(i)
    )


def read_name(sentence: Sentence, table: Table, run: Run, case: str = "") -> Name:
    """Reads a run as a name. ``case``: the case its surroundings demand, if known."""
    tokens = sentence.tokens[run.first : run.last + 1]
    words = [t.key for t in tokens if not _is_initial(t)]
    known = names()
    likeness = 0
    nominative = True
    listed = [w for w in words[:-1] or words if known.is_given(w.split("-")[0])]
    if listed:
        likeness += 2
    family = words[-1] if words else ""
    of_family = any(known.is_family(part) for part in family.split("-"))
    if of_family or (listed and family.endswith(known.weak_endings)):
        likeness += 2
    if len(words) < len(tokens) or any(w.endswith(known.patronymics) for w in words):
        likeness += 1
    spelled = [w for w in words if not w.endswith(known.patronymics)] or words
    if words and _CYRILLIC.search(words[0]) and table.language in {"ru", "uk"}:
        spelled, nominative = _nominative(spelled, case)
    # An initial counts for identity only where it stands for the given name.
    if tokens and _is_initial(tokens[0]):
        spelled = [tokens[0].key, *spelled]
    parts = [
        known.latin.get(part) or latin(part, table.language)
        for word in spelled
        for part in word.split("-")
    ]
    code = "_".join(p for p in parts if p)[:_LONGEST_CODE]
    return Name(code, spelled[-1] if spelled else "", nominative, likeness)


def gender(word: str) -> str:
    """ "f" or "m" by a folded given name, "" where it does not tell."""
    known = names().given.get(word.split("-", 1)[0])
    base = known[0] if known else word
    if base.endswith(names().feminine):
        return "f"
    if base.endswith(names().masculine):
        return "m"
    if known is None:
        return ""
    if _CYRILLIC.search(base):
        if cases.is_woman(base):
            return "f"
        return "m" if base[-1] in _MALE_ENDINGS else ""
    return "f" if base.endswith("a") else ""


def _nominative(words: list[str], case: str) -> tuple[list[str], bool]:
    """Words of a Russian or Ukrainian name in the nominative, and whether they were."""
    known = names()
    given, family = words[0], words[-1]
    if len(words) == 1:
        return [cases.family_nominative(family, case or "nom", woman=False)], not case
    if given in known.given:
        base, found = known.given[given]
    elif case:
        base, found = cases.given_nominative(given), case
    else:
        base, found = given, "nom"
    if found == "nom" and case and cases.given_nominative(given) == given:
        found = case  # an indeclinable given name in a phrase that wants a case
    woman = cases.is_woman(base)
    middle = [known.given.get(w, (w, ""))[0] for w in words[1:-1]]
    return [base, *middle, cases.family_nominative(family, found, woman)], found == "nom"
