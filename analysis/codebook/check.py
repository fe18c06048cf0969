"""Lint of a codebook, and running the examples that stand beside its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.codebook.compile import CompiledCodebook, pattern_of
from analysis.codebook.load import CodebookError, Places, Problem, load_with_places
from analysis.codebook.needs import Expansion, need_of
from analysis.codebook.references import operands_with_paths
from analysis.codebook.schema import Codebook, Designation, Example, Rule
from analysis.codebook.types import Document

KeyPath = tuple[str | int, ...]

_SCRIPTS = {
    "Latin": re.compile("[A-Za-z\u00c0-\u024f]"),
    "Cyrillic": re.compile("[\u0400-\u052f]"),
    "Arabic": re.compile("[\u0620-\u06ff]"),
    "Chinese": re.compile("[\u3400-\u9fff]"),
    "Devanagari": re.compile("[\u0900-\u097f]"),
}
_LANGUAGE_SCRIPTS = {
    "en": "Latin", "de": "Latin", "fr": "Latin", "tr": "Latin", "uz": "Latin Cyrillic",
    "ru": "Cyrillic", "uk": "Cyrillic", "tg": "Cyrillic", "kk": "Cyrillic",
    "fa": "Arabic", "ps": "Arabic", "ur": "Arabic", "ar": "Arabic", "zh": "Chinese",
    "hi": "Devanagari",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """``errors`` make the codebook unusable; ``warnings`` are likely mistakes in a usable one."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ExampleFailure:
    """An example whose coding is not what it stands for."""

    code: str
    expected: bool
    language: str
    text: str
    why: str | None
    got: str

    def __str__(self) -> str:
        wish = "must get" if self.expected else "must not get"
        why = f" ({self.why})" if self.why else ""
        return f"{self.code}: {wish} it: [{self.language}] {self.text!r}{why}; got {self.got}"


def check(path: Path | None = None) -> Report:
    """Reads and lints a codebook (the packaged one by default); never raises for its content."""
    try:
        codebook, places = load_with_places(path)
    except CodebookError as error:
        return Report(error.problems, ())
    return Report((), tuple(lint(codebook, places)))


def lint(codebook: Codebook, places: Places) -> list[Problem]:
    """Likely mistakes, in the order of files and lines."""
    found = [
        *_doubled_names(codebook),
        *_names_that_never_count(codebook),
        *_foreign_scripts(codebook),
        *_unreachable(codebook),
        *_unused_concepts(codebook),
    ]
    shown = _codes(codebook)
    problems = [places.problem(path, reason, shown) for path, reason in found]
    return sorted(problems, key=lambda p: (p.file, p.line))


def _codes(codebook: Codebook) -> dict[KeyPath, str]:
    names: dict[KeyPath, str] = {}
    for key in ("entities", "concepts", "designations", "topics", "genres"):
        for i, item in enumerate(getattr(codebook, key)):
            names[(key, i)] = item.code
            for j, rule in enumerate(getattr(item, "rules", ())):
                names[(key, i, "rules", j)] = rule.id
    return names


def _keyed_names(codebook: Codebook) -> Iterator[tuple[KeyPath, str, str, str, bool]]:
    """(path, kind:code, language, text, conditional) of every name."""
    for key, kind in (("entities", "entity"), ("concepts", "concept"),
                      ("designations", "designation")):  # fmt: skip
        for i, item in enumerate(getattr(codebook, key)):
            told_apart = isinstance(item, Designation) and bool(item.of or item.not_of)
            for language, names in item.names.items():
                for j, name in enumerate(names):
                    asked = name.gloss or name.when is not None or name.unless is not None
                    conditional = told_apart or asked
                    path = (key, i, "names", language, j)
                    yield path, f"{kind}:{item.code}", language, name.text, conditional
            for language, phrases in getattr(item, "phrases", {}).items():
                for j, text in enumerate(phrases):
                    path = (key, i, "phrases", language, j)
                    yield path, f"{kind}:{item.code}", language, text, False


def _doubled_names(codebook: Codebook) -> Iterator[tuple[KeyPath, str]]:
    owners: dict[tuple[str, str], dict[str, bool]] = {}
    once: set[tuple[str, str, str]] = set()
    for path, operand, language, text, conditional in _keyed_names(codebook):
        pattern = pattern_of(text)
        if not pattern:
            yield path, f"the name {text!r} has no letters left after folding"
            continue
        if (operand, language, text) in once and not conditional:
            yield path, f"{text!r} stands twice among the names of {operand} in {language}"
        once.add((operand, language, text))
        kind = operand.partition(":")[0]
        if kind == "concept":
            continue  # one word may well serve two ideas
        others = owners.setdefault((kind, pattern), {})
        for other, other_conditional in others.items():
            if other != operand and not conditional and not other_conditional:
                yield path, f"{text!r} is also a name of {other}; neither has a condition"
        others.setdefault(operand, conditional)


def _names_that_never_count(codebook: Codebook) -> Iterator[tuple[KeyPath, str]]:
    for key in ("entities", "concepts", "designations"):
        for i, item in enumerate(getattr(codebook, key)):
            swallowers = {pattern_of(text) for text in item.not_}
            for language, names in item.names.items():
                for j, name in enumerate(names):
                    if pattern_of(name.text) in swallowers:
                        yield (
                            (key, i, "names", language, j),
                            (f"{name.text!r} is also under `not`: it both counts and swallows"),
                        )
            # Stems, since the longer string may hold the name in another form
            stems = {
                stem[: max(3, len(stem) - 2)]
                for names in item.names.values()
                for n in names
                if (stem := pattern_of(n.text))
            }
            for j, text in enumerate(item.not_):
                if not any(stem in pattern_of(text) for stem in stems):
                    yield (key, i, "not", j), f"{text!r} holds no name of {item.code}"


def _foreign_scripts(codebook: Codebook) -> Iterator[tuple[KeyPath, str]]:
    served = set(codebook.codebook.languages)
    for path, _, language, text, _ in _keyed_names(codebook):
        if language not in served:
            yield path, f"the codebook does not list the language {language}"
        scripts = {name for name, pattern in _SCRIPTS.items() if pattern.search(text)}
        # Latin abbreviations are used in every script (TTP in Urdu and Chinese)
        foreign = scripts - set(_LANGUAGE_SCRIPTS[language].split()) - {"Latin"}
        mixed = "Latin" in scripts and "Cyrillic" in scripts and " " not in text
        if foreign:
            yield path, f"{text!r} is written in {' and '.join(sorted(foreign))} letters"
        elif mixed and not re.search(r"[-\d]", text):
            yield path, f"{text!r} mixes Latin and Cyrillic letters in one word"


def _unreachable(codebook: Codebook) -> Iterator[tuple[KeyPath, str]]:
    expansion = Expansion.of(codebook)
    for key in ("topics", "genres"):
        for i, topic in enumerate(getattr(codebook, key)):
            if sum(rule.weight for rule in topic.rules) < topic.minimum - 1e-9:
                yield (
                    (key, i, "minimum"),
                    ("the weights of all rules together do not reach the minimum"),
                )
            for j, rule in enumerate(topic.rules):
                path: KeyPath = (key, i, "rules", j)
                yield from ((path, reason) for reason in _rule_faults(rule, expansion))


def _rule_faults(rule: Rule, expansion: Expansion) -> Iterator[str]:
    forbidden = need_of(rule.none, expansion).all_names() if rule.none else frozenset()
    needed: set[str] = set()
    for operand in rule.all:
        names = need_of([operand], expansion).all_names()
        needed |= names
        if names and names <= forbidden:
            yield f"can never hold: all that {operand} names is excluded by `none`"
    if rule.any:
        names = need_of(rule.any, expansion).all_names()
        needed |= names
        if names and names <= forbidden:
            yield "can never hold: all of `any` is excluded by `none`"
    if rule.evidence:
        outside = need_of(rule.evidence, expansion).all_names() - needed
        if outside:
            listed = ", ".join(sorted(outside)[:3])
            yield f"`evidence` names what the rule does not ask for: {listed}"


def _unused_concepts(codebook: Codebook) -> Iterator[tuple[KeyPath, str]]:
    used = {operand for _, operand in operands_with_paths(codebook)}
    used |= {f"group:{g}" for groups in codebook.relevance.groups.values() for g in groups}
    for i, concept in enumerate(codebook.concepts):
        names = {f"concept:{concept.code}", *(f"group:{g}" for g in concept.groups)}
        if names.isdisjoint(used):
            yield ("concepts", i, "code"), f"no rule or condition uses concept:{concept.code}"


def run_examples(compiled: CompiledCodebook) -> list[ExampleFailure]:
    """Codes every example of topics, genres and relevance; returns those that fail."""
    failures: list[ExampleFailure] = []
    codebook = compiled.codebook
    for kind, topics in (("topic", codebook.topics), ("genre", codebook.genres)):
        for topic in topics:
            for expected, examples in (
                (True, topic.examples.positive),
                (False, topic.examples.negative),
            ):
                for example in examples:
                    matched = compiled.match(_document(example))
                    reached = matched.topics if kind == "topic" else matched.genres
                    if (topic.code in reached) != expected:
                        names = sorted({m.operand for m in matched.matches})
                        got = f"topics {sorted(reached)}, names {names}"
                        failures.append(_failure(f"{kind}:{topic.code}", expected, example, got))
    failures.extend(_relevance_failures(compiled))
    return failures


def _relevance_failures(compiled: CompiledCodebook) -> Iterator[ExampleFailure]:
    examples = compiled.codebook.relevance.examples
    for expected, verdict, listed in (
        (True, "relevant", examples.positive),
        (False, "not_relevant", examples.negative),
    ):
        for example in listed:
            relevance = compiled.code(_document(example)).relevance
            if relevance.verdict != verdict:
                got = f"{relevance.verdict} ({relevance.score:.2f})"
                yield _failure("relevance", expected, example, got)


def _failure(code: str, expected: bool, example: Example, got: str) -> ExampleFailure:
    return ExampleFailure(code, expected, example.lang, example.text, example.why, got)


def _document(example: Example) -> Document:
    return Document(example.title, example.text, example.lang, source_country=example.country)
