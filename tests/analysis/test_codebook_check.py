"""The lint finds likely mistakes; the examples beside the rules are run."""

from pathlib import Path

import pytest

from analysis.codebook import compile_codebook, load
from analysis.codebook.check import check, run_examples
from tests.analysis.mini_codebook import PATH, mini

HEAD = "codebook: {id: x, number: 1, title: T, languages: [en, ru]}\n"


def warnings(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "a.yaml").write_text(HEAD + text, encoding="utf-8")
    report = check(tmp_path)
    assert report.errors == ()
    return [str(w) for w in report.warnings]


def test_errors_are_reported_not_raised(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + "topcs: []\n")
    report = check(tmp_path)
    assert str(report.errors[0]).startswith("a.yaml:2: topcs: unknown key")


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (
            "entities:\n"
            "  - {code: a, kind: place, label: A, names: {en: [Foo]}}\n"
            "  - {code: b, kind: place, label: B, names: {en: [foo]}}\n",
            "a.yaml:4: entities[b].names.en[0]",
            "'foo' is also a name of entity:a",
        ),
        (
            "entities: [{code: a, kind: place, label: A, names: {en: [Foo, Foo]}}]\n",
            "a.yaml:2: entities[a].names.en[1]",
            "stands twice",
        ),
        (
            "entities: [{code: a, kind: place, label: A, names: {ru: [Кабул, کابل]}}]\n",
            "a.yaml:2: entities[a].names.ru[1]",
            "written in Arabic letters",
        ),
        (
            "entities: [{code: a, kind: place, label: A, names: {ru: [Kабул]}}]\n",
            "a.yaml:2: entities[a].names.ru[0]",
            "mixes Latin and Cyrillic",
        ),
        (
            "entities: [{code: a, kind: place, label: A, names: {fa: [کابل]}}]\n",
            "a.yaml:2: entities[a].names.fa[0]",
            "does not list the language fa",
        ),
        (
            "entities: [{code: a, kind: place, label: A, names: {en: [Foo]}, not: [Bar]}]\n",
            "a.yaml:2: entities[a].not[0]",
            "holds no name of a",
        ),
        (
            "concepts: [{code: c, names: {en: [word]}}]\n",
            "a.yaml:2: concepts[c].code",
            "no rule or condition uses concept:c",
        ),
        (
            "concepts: [{code: c, names: {en: [word]}}]\n"
            "topics:\n"
            "  - {code: t, label: T, minimum: 2, rules: [{id: r, all: [concept:c]}]}\n",
            "a.yaml:4: topics[t].minimum",
            "do not reach the minimum",
        ),
        (
            "concepts: [{code: c, names: {en: [word]}}]\n"
            "topics:\n"
            "  - {code: t, label: T, rules: [{id: r, all: [concept:c], none: [concept:c]}]}\n",
            "a.yaml:4: topics[t].rules[r]",
            "can never hold",
        ),
        (
            "concepts: [{code: c, names: {en: [x]}}, {code: d, names: {en: [y]}}]\n"
            "topics:\n"
            "  - {code: t, label: T, rules: [{id: r, all: [concept:c], evidence: [concept:d]}]}\n",
            "a.yaml:4: topics[t].rules[r]",
            "does not ask for: concept:d",
        ),
    ],
)
def test_warning(tmp_path: Path, text: str, place: str, reason: str) -> None:
    assert any(w.startswith(place) and reason in w for w in warnings(tmp_path, text))


def test_a_name_shared_under_a_condition_is_fine(tmp_path: Path) -> None:
    text = (
        "entities:\n"
        "  - {code: a, kind: place, label: A, names: {en: [Foo]}}\n"
        "  - {code: b, kind: place, label: B, names:"
        " {en: [{text: foo, when: {near: [entity:a]}}]}}\n"
    )
    assert warnings(tmp_path, text) == []


def test_the_examples_of_the_mini_codebook_hold() -> None:
    assert check(PATH).errors == ()
    assert run_examples(mini()) == []


def test_an_example_that_fails_is_shown_with_what_it_got(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        HEAD
        + "concepts: [{code: c, names: {en: [word]}}]\n"
        + "topics:\n"
        + "  - code: t\n"
        + "    label: T\n"
        + "    rules: [{id: r, all: [concept:c]}]\n"
        + "    examples:\n"
        + "      positive: [{lang: en, text: silence}]\n"
        + "      negative: [{lang: en, text: a word, why: only one}]\n"
    )
    missed, wrong = run_examples(compile_codebook(load(tmp_path)))
    assert (missed.code, missed.expected) == ("topic:t", True)
    assert "must not get it" in str(wrong)
    assert "only one" in str(wrong)
    assert "concept:c" in str(wrong)
