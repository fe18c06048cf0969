"""Both sides of the topic are recognised in every language, in the forms text gives them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from analysis.codebook import CompiledCodebook, Document, compile_codebook, load

FORMS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("two_sides_forms.yaml").read_text(encoding="utf-8")
)

#: the operands of which one is to be found in a form; a name of its own where not listed
FOUND_AS = {
    "authorities": {"entity:kabul_authorities", "entity:kabul_office", "entity:taliban"},
    "russians": {
        "entity:russians", "concept:russian_adj", "entity:russia", "entity:russian_region",
    },
    "places": {"entity:russian_region"},
    "taliban_beside_schools": {"entity:taliban"},
}  # fmt: skip
GROUPS = {"institutions": {"russian_side", "russian_weak", "russia_venue", "russia_led"},
          "officials": {"taliban_official"}}  # fmt: skip
#: what none of the forms may be taken for
MISTAKEN_FOR = {
    "places_not": {"entity:russian_region", "entity:russians", "entity:moscow"},
    "students": {"entity:taliban"},
}


@pytest.fixture(scope="module")
def compiled() -> CompiledCodebook:
    return compile_codebook(load())


def cases(sections: set[str]) -> list[tuple[str, str]]:
    return [(section, language) for section in sorted(sections) for language in FORMS[section]]


def named(compiled: CompiledCodebook, form: str, language: str) -> tuple[set[str], set[str]]:
    """The operands and the groups found in a sentence of nothing but the form."""
    matches = compiled.match(Document("", f"{form}.", language)).matches
    return {m.operand for m in matches}, {group for m in matches for group in m.groups}


@pytest.mark.parametrize(("section", "language"), cases(FORMS.keys() - MISTAKEN_FOR.keys()))
def test_a_side_is_recognised_in_its_forms(
    compiled: CompiledCodebook, section: str, language: str
) -> None:
    missed = []
    for form in FORMS[section][language]:
        operands, groups = named(compiled, form, language)
        if section in GROUPS:
            found = bool(groups & GROUPS[section])
        else:
            found = bool(operands & FOUND_AS.get(section, {f"entity:{section}"}))
        if not found:
            missed.append(form)
    assert missed == []


@pytest.mark.parametrize(("section", "language"), cases(set(MISTAKEN_FOR)))
def test_other_words_of_the_same_letters_are_not_taken_for_it(
    compiled: CompiledCodebook, section: str, language: str
) -> None:
    wrong = MISTAKEN_FOR[section]
    taken = [
        form for form in FORMS[section][language] if named(compiled, form, language)[0] & wrong
    ]
    assert taken == []


@pytest.mark.parametrize("section", ["authorities", "institutions", "officials", "places"])
def test_the_forms_are_of_every_language(section: str) -> None:
    assert set(FORMS[section]) == set(load().codebook.languages)
