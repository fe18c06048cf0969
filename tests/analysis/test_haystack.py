"""A page folded for a search has the letters that folding a text gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.haystack import haystack
from analysis.normalize import fold

#: of every script that is served, with what folding drops, joins and takes apart
LETTERS = (
    "abzABZéŞıßŁøﬁ½ṩ ёЁӣўҚйИ\u0306ї طاليبانيىكة\u200cـ\u064b-۱٣ ताँलि\u093c塔利班國漢㈱"
    " \n\t\xa0\u3000\"'`«»“” -–—·𝐓𝐚🤝😀\u00ad\u200b.,;"
)


def folded(text: str) -> bytes:
    # in a page's source the plain quotation mark is no letter's neighbour
    text = text.lower().replace('"', "")
    return " ".join(fold(text, quotes=False).split()).encode("utf-8", "ignore")


@given(st.text(st.sampled_from(LETTERS), max_size=60))
@settings(max_examples=600, deadline=None)
def test_the_letters_are_those_of_folding(text: str) -> None:
    assert haystack(text).strip() == folded(text)


@given(st.text(st.characters(exclude_characters="\0…№™", exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=600, deadline=None)
def test_so_they_are_for_any_characters(text: str) -> None:
    assert haystack(text).strip() == folded(text)


def test_halves_of_a_character_that_stand_together_are_one() -> None:
    assert haystack("\ud83e\udd1d in \ud835\udd0abul") == "🤝 in gbul".encode()


def test_a_half_by_itself_is_left_out() -> None:
    assert haystack("ka\ud83dbul") == b"kabul"
