"""Legal notes: found by where they stand, told apart by whose they are, no sign of relevance."""

from functools import lru_cache

import pytest

from analysis.codebook import CompiledCodebook, compile_codebook, load
from analysis.codebook.types import Coding, Document


@lru_cache(maxsize=1)
def packaged() -> CompiledCodebook:
    return compile_codebook(load())


def coded(text: str, language: str) -> Coding:
    return packaged().code(Document("", text, language))


def tags(text: str, language: str) -> set[str]:
    found = coded(text, language).annotations
    return {a.code for a in found if a.code.endswith(("_in_russia", "_footnote"))}


TALIBAN, ISK, OTHER = "banned_in_russia", "khorasan_banned_in_russia", "other_banned_in_russia"
SUSPENDED, UN = "ban_suspended_footnote", "un_sanctions_footnote"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The Taliban (banned in Russia) fights IS-K.", {TALIBAN}),
        ("ru", "«Талибан» (запрещён в РФ) борется с ИГИЛ.", {TALIBAN}),
        ("ru", "ИГИЛ воюет с запрещенным в России «Талибаном».", {TALIBAN}),
        ("ru", "* «Талибан», ИГИЛ — организации, запрещены в РФ.", {TALIBAN, ISK}),
        ("ru", "«Аль-Каида» (запрещена в России) была там, где правят талибы.", {OTHER}),
        ("en", "Hayat Tahrir al-Sham (banned in Russia) envied the Taliban.", {OTHER}),
        ("fa", "داعش (ممنوع در روسیه) به طالبان حمله کرد.", {ISK}),
        ("ru", "Талибы и ИГ*.\n* Организация, деятельность которой запрещена в РФ.", {ISK}),
        ("ru", "Талибы* и ИГ**.\n* Запрещена в РФ.", {TALIBAN}),
        ("ps", "طالبانو (په روسیه کې منع شوې ډله) شطرنج منع کړ.", {TALIBAN}),
        ("de", "Die Taliban (in Russland als Terrororganisation verboten) kamen.", {TALIBAN}),
        ("ru", "«Талибан» (организация, признанная террористической в РФ) пришёл.", {TALIBAN}),
        ("ru", "«Талибан» (внесён в перечень террористических организаций РФ) пришёл.", {TALIBAN}),
        ("uk", "«Талібан» (визнаний терористичним в росії) прийшов.", {TALIBAN}),
        ("en", "The Taliban (recognised as a terrorist organisation in Russia) came.", {TALIBAN}),
        ("ru", "Талибы¹ и ИГ².\n² Организация признана террористической в РФ.", {ISK}),
    ],
)
def test_whose_a_tag_is(language: str, text: str, expected: set[str]) -> None:
    assert tags(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "ru",
            "Талибы (Верховный суд РФ 17 апреля 2025 года приостановил действие запрета) пришли.",
            SUSPENDED,
        ),
        (
            "ru",
            "Талибы* пришли.\n* Верховный суд России временно приостановил запрет.",
            SUSPENDED,
        ),
        ("en", "The Taliban (Russia suspended its ban in April) opened a road.", SUSPENDED),
        ("ru", "«Талибан» (внесён в санкционный список Совбеза) открыл дорогу.", UN),
        (
            "ru",
            "«Талибан» (её деятельность по решению суда запрещена в Российской Федерации) пришёл.",
            TALIBAN,
        ),
    ],
)
def test_a_note_is_known_by_its_place_in_words_of_its_own(
    language: str, text: str, expected: str
) -> None:
    coding = coded(text, language)
    assert expected in {a.code for a in coding.annotations if a.kind == "designation"}
    assert coding.relevance.verdict == "not_relevant"
    assert not [a for a in coding.annotations if a.kind == "topic"]


def test_the_same_words_in_running_text_are_no_note() -> None:
    coding = coded("Верховный суд России приостановил запрет на деятельность «Талибана».", "ru")
    assert not [a for a in coding.annotations if a.code == SUSPENDED]
    assert coding.relevance.verdict == "relevant"
