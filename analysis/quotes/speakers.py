"""Who may be speaking in a sentence: the persons named in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from analysis.codebook.types import Annotation, Document
from analysis.people.later import family_index
from analysis.people.names import Run, adjacent, read_name
from analysis.people.reading import Sentence, read
from analysis.people.tables import Table

# Endings of English adjectives of countries: "Chinese Ambassador to Uzbekistan X".
_NATIONS = (
    "ese",
    "ish",
    "ian",
    "ghan",
    "ican",
    "stani",
    "aeli",
    "raqi",
    "bek",
    "ajik",
    "yz",
    "rman",
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words ``first`` … ``last`` that name somebody.

    ``phrase`` is where the words begin that belong to the name (its role).
    ``subject``: whether grammar lets it be the subject of a verb. ``certainty``
    is 1 for a name, less for a pronoun or a role that refers back.
    """

    code: str
    first: int
    last: int
    phrase: int
    subject: bool
    certainty: float


class Directory:
    """The persons of a document, looked up by place and by family name."""

    def __init__(self, people: Iterable[Annotation], table: Table) -> None:
        self._table = table
        self._places: dict[tuple[str, int | None], list[Annotation]] = {}
        families: list[tuple[str, str]] = []
        for person in people:
            self._places.setdefault((person.field, person.comment_index), []).append(person)
            words = person.matched_text.split()
            if person.kind == "entity" and len(words) > 1:
                families.append((_family(person.matched_text, table.language), person.code))
        for held in self._places.values():
            # where both know a name, the codebook's code counts
            held.sort(key=lambda a: (a.start, a.kind != "entity"))
        self._starts = {place: [a.start for a in held] for place, held in self._places.items()}
        self._families = family_index(iter(families))

    def __bool__(self) -> bool:
        return bool(self._places)

    def named_in(self, sentence: Sentence) -> list[Speaker]:
        """Persons named in a sentence, in order."""
        found: list[Speaker] = []
        taken: set[int] = set()
        place = (sentence.name, sentence.comment_index)
        held = self._places.get(place, [])
        for n in range(bisect_left(self._starts.get(place, []), sentence.start), len(held)):
            person = held[n]
            if person.end > sentence.end:
                break
            first = bisect_right(sentence.tokens, person.start, key=lambda t: t.end)
            words = []
            while first < len(sentence.tokens) and sentence.tokens[first].start < person.end:
                words.append(first)
                first += 1
            if words and taken.isdisjoint(words):
                taken.update(words)
                found.append(self._speaker(sentence, person.code, words[0], words[-1]))
        if self._families:
            found += self._by_family(sentence, taken)
            found.sort(key=lambda s: s.first)
        return found

    def _by_family(self, sentence: Sentence, taken: set[int]) -> list[Speaker]:
        if self._families.keys().isdisjoint(sentence.words):
            return []
        found = []
        for i, token in enumerate(sentence.tokens):
            code = self._families.get(token.key)
            if code is None or i in taken or (self._table.cased and not token.capital):
                continue
            beside_capital = self._table.cased and (
                (i > 0 and sentence.tokens[i - 1].capital and adjacent(sentence, i) and i > 1)
                or (
                    i + 1 < len(sentence.tokens)
                    and sentence.tokens[i + 1].capital
                    and adjacent(sentence, i + 1)
                )
            )
            if not beside_capital:
                found.append(self._speaker(sentence, code, i, i))
        return found

    def _speaker(self, sentence: Sentence, code: str, first: int, last: int) -> Speaker:
        phrase = _phrase_start(sentence, first, self._table)
        tokens = sentence.tokens
        subject = tokens[last].cut == 0 and not any(
            i > 0 and self._table.has("not_subject_after", tokens[i - 1].key)
            for i in {first, phrase}
        )
        if subject and self._table.language == "en":
            subject = not _governed(sentence, phrase, self._table)
        if subject and self._table.language in {"ru", "uk"}:
            subject = read_name(sentence, self._table, Run(first, last)).nominative
        return Speaker(code, first, last, phrase, subject, 1.0)


@lru_cache(maxsize=4096)
def _family(name: str, language: str) -> str:
    """The folded nominative family name of a codebook person as matched."""
    reading = read(Document("", name, language))
    if reading is None or not reading.sentences:
        return ""
    sentence = reading.sentences[0]
    return read_name(sentence, reading.table, Run(0, len(sentence.tokens) - 1)).family


def _phrase_start(sentence: Sentence, first: int, table: Table) -> int:
    """Where the role or title directly before a name begins, with its article and
    the words between role and name ("директор центра … Имя Фамилия")."""
    i = first
    while i > 0:
        start = next(
            (
                s
                for kind in ("roles", "plural_roles", "honorifics", "definite")
                if (s := sentence.ending(kind, i - 1)) is not None
            ),
            None,
        )
        gap = sentence.gap(i)
        if start is None or gap.strip() not in {"", "."}:
            break
        i = start
    if i == first and not sentence.gap(i).strip():
        for j in range(first - 1, max(first - 9, -1), -1):
            if sentence.gap(j + 1).strip(" \u00a0«»“”\"'") or sentence.verb(j):
                break
            start = sentence.ending("roles", j)
            if start is not None:
                # "заступник міністра …": the role begins with its first noun
                while start and any(s + sentence.at("roles", s) >= start for s in _ahead(start)):
                    start = min(s for s in _ahead(start) if s + sentence.at("roles", s) >= start)
                i = start
                break
    while i > 0 and not sentence.gap(i).strip() and _modifies(sentence, i - 1, table):
        i -= 1
    return i


def _ahead(i: int) -> range:
    return range(max(i - 2, 0), i)


def _governed(sentence: Sentence, phrase: int, table: Table) -> bool:
    """Whether a preposition rules an English name over an adjective ("by legal scholar X"),
    or a relative pronoun stands before it ("a step which X said would")."""
    for i in range(phrase - 1, max(phrase - 4, -1), -1):
        token = sentence.tokens[i]
        if sentence.gap(i + 1).strip():
            return False
        if table.has("not_subject_after", token.key) or token.key == "which":
            return True
        if token.capital or sentence.verb(i) or sentence.at("that", i):
            return False
    return False


def _modifies(sentence: Sentence, i: int, table: Table) -> bool:
    """An adjective or article before a role: "Kabul-based", "независимый"."""
    key = sentence.tokens[i].key
    if sentence.verb(i):
        return False
    if table.language == "en":
        if sentence.tokens[i].capital and key.endswith(_NATIONS):
            return True
        return table.has("articles", key) or key.endswith(("-based", "ical", "ent", "ior", "ed"))
    return table.language in {"ru", "uk"} and key.endswith(("ый", "ий", "ой", "ая"))
