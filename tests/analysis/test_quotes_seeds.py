"""The two documents the project was created from."""

from pathlib import Path

import pytest

from analysis.codebook.types import Document, Match
from analysis.people.annotate import people_and_quotes

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not here")


def seed(number: int) -> str:
    (path,) = SEEDS.glob(f"{number:03}_*.txt")
    return path.read_text(encoding="utf-8")


def known(text: str, name: str, code: str) -> Match:
    start = text.index(name)
    return Match(
        "entity", code, frozenset(), "text", None, start, start + len(name), name,
        0, 0, frozenset(), name, "en", False, False,
    )  # fmt: skip


def claims(text: str) -> dict[str, list[str]]:
    spoken: dict[str, list[str]] = {}
    for a in people_and_quotes(Document("", text, "en"), (), ()):
        if a.kind == "quote":
            assert text[a.start : a.end] == a.matched_text
            spoken.setdefault(a.code, []).append(a.matched_text)
    return spoken


@pytest.mark.parametrize(
    ("speaker", "beginnings"),
    [
        ("rahmatullo_abdullaev", ["Russia's recognition of", "the potential dangers of"]),
        ("rustam_azizi", ["Russia's increasing isolation"]),
        ("temur_umarov", ["Moscow prioritizes its interests"]),
        ("andrey_serenko", ["the growing influence of the Taliban", "potential power struggles"]),
    ],
)
def test_each_expert_of_the_first_seed_is_heard(speaker, beginnings):
    spoken = claims(seed(0))[speaker]
    assert len(spoken) == len(beginnings)
    assert all(c.startswith(b) for c, b in zip(spoken, beginnings, strict=True))


def test_nobody_else_of_the_first_seed_speaks():
    assert len(claims(seed(0))) == 4


def test_a_claim_ends_with_its_sentence():
    assert claims(seed(0))["rustam_azizi"] == [
        "Russia's increasing isolation could lead to unconventional decisions"
    ]


def test_an_expert_the_codebook_knows_keeps_its_code():
    text = seed(0)
    match = known(text, "Andrey Serenko", "andrey_serenko_codebook")
    found = people_and_quotes(Document("", text, "en"), [match], {"andrey_serenko_codebook"})
    assert sum(a.code == "andrey_serenko_codebook" and a.kind == "quote" for a in found) == 2
    assert not any(a.kind == "person" and "serenko" in a.code for a in found)


def test_bortnikov_of_the_second_seed_is_known_and_nobody_new_is_found():
    text = seed(2)
    match = known(text, "Alexander Bortnikov", "alexander_bortnikov")
    assert people_and_quotes(Document("", text, "en"), [match], {"alexander_bortnikov"}) == []
