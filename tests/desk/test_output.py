"""Crawled text on a terminal."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from desk.cli.output import clean, isolate, to_json


@given(st.text())
def test_clean_text_holds_no_control_character_and_no_directional_override(text: str) -> None:
    cleaned = clean(text)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.text())
def test_clean_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_letters_of_every_script_and_the_joiners_between_them_stay() -> None:
    text = "ذبیح‌الله Забиҳулло ज़बीहुल्लाह 扎比胡拉 Oʻzbekiston"
    assert clean(text) == text


@given(st.text())
def test_json_is_read_back_as_the_same_text(text: str) -> None:
    assert json.loads(to_json({"title": text}))["title"] == text


@given(st.text())
def test_json_is_harmless_on_a_terminal(text: str) -> None:
    written = to_json([text], indent=None)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in written)
    assert not set(written) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_only_text_from_right_to_left_is_isolated() -> None:
    assert isolate("Kabul") == "Kabul"
    assert isolate("کابل") == "\u2068کابل\u2069"


def test_text_cannot_break_out_of_its_isolation() -> None:
    assert isolate("کابل\u2069\u202eabc") == "\u2068کابلabc\u2069"
