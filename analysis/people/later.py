"""Later mentions of persons found: the whole name again, or a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.people import cases
from analysis.people.found import Found, Taken, is_free
from analysis.people.names import Run, beside_organisation, read_name, runs
from analysis.people.reading import Reading, Sentence
from analysis.people.tables import names

_LEADING = ("honorifics", "according", "this_tells")
_PERSIAN_IN = frozenset({"در", "با", "ضمن", "طی"})
_FAR = 11
# What Central Asia adds to a given name: Саодат-опа.
_POLITE = (
    "опа", "апа", "ака", "ако", "хола", "амаки", "бобо", "момо", "хон", "джан", "джон", "ҷон",
    "жон", "opa", "apa", "aka", "xola", "bobo", "momo", "xon", "jon", "jan", "khan", "хан",
)  # fmt: skip


def later_mentions(reading: Reading, found: list[Found], taken: Taken) -> Iterator[Found]:
    """Other mentions of the persons found: the same full name, the family or given name alone."""
    done = {(id(f.sentence), f.run.first) for f in found}
    full = {f.name.code: f for f in found if len(f.run) > 1}
    families = family_index((f.name.family, f.name.code) for f in full.values())
    family_words = {form for f in full.values() for form in cases.family_forms(f.name.family)}
    givens = _given_index(full.values())
    table, wanted = reading.table, families.keys() | family_words | givens.keys()
    for sentence in reading.sentences:
        if wanted.isdisjoint(sentence.words):
            continue
        sentence_runs = list(runs(sentence, table))
        for run in sentence_runs:
            if (id(sentence), run.first) in done or not is_free(sentence, run, taken):
                continue
            if len(run) == 1:
                key = sentence.tokens[run.first].key
                code = families.get(key) or givens.get(key)
                if code and beside_organisation(sentence, table, run):
                    continue
                rule = "family_name" if key in families else "given_name"
            elif sentence.tokens[run.last].key not in family_words:
                continue
            else:
                name = read_name(sentence, table, run)
                code, rule = name.code, "same_name"
            if code and code in full:
                yield Found(sentence, run, full[code].name, rule, full[code].weight - 1)
        if not table.cased:
            yield from _alone(sentence, sentence_runs, {**givens, **families}, full, taken)


def _alone(
    sentence: Sentence,
    sentence_runs: list[Run],
    names_alone: dict[str, str],
    full: dict[str, Found],
    taken: Taken,
) -> Iterator[Found]:
    """Names alone where no capitals mark them: only behind a title or an attribution, or
    in a clause with a speech verb."""
    inside = {i for run in sentence_runs for i in range(run.first, run.last + 1)}
    for i, token in enumerate(sentence.tokens):
        code = names_alone.get(token.key)
        run = Run(i, i)
        if code is None or i in inside or not is_free(sentence, run, taken):
            continue
        led = any(sentence.ending(kind, i - 1) is not None for kind in _LEADING)
        reach = min(i + (_FAR if _opens(sentence, i + 1) else 4), len(sentence.tokens))
        speaks = next((n for n in range(i + 1, reach) if sentence.verb(n)), None)
        if led or (speaks is not None and sentence.clear(i + 1, speaks)):
            yield Found(sentence, run, full[code].name, "family_name", full[code].weight - 1)


def _opens(sentence: Sentence, i: int) -> bool:
    """Whether a phrase that says where begins at word ``i``: "X in an interview … said"."""
    words = sentence.words
    return i < len(words) and words[i] in _PERSIAN_IN


def family_index(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Forms of family names that lead to one code; those of two persons are left out."""
    index: dict[str, str] = {}
    shared: set[str] = set()
    for family, code in pairs:
        for form in cases.family_forms(family) if family else ():
            if index.setdefault(form, code) != code:
                shared.add(form)
    return {form: code for form, code in index.items() if form not in shared}


def _given_index(found: Iterable[Found]) -> dict[str, str]:
    """Given names that only one person bears."""
    index: dict[str, str] = {}
    shared: set[str] = set()
    for one in found:
        key = one.sentence.tokens[one.run.first].key
        base = names().given.get(key)
        for form in (key, base[0], *(f"{base[0]}-{s}" for s in _POLITE)) if base else ():
            if index.setdefault(form, one.name.code) != one.name.code:
                shared.add(form)
    return {form: code for form, code in index.items() if form not in shared}
