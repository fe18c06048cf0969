"""Folding makes one of what readers take as one, and keeps the way back."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.han import simplified_forms
from analysis.normalize import fold, normalize

LETTERS = (
    "aEzÄßİıŞo\u0301"
    "АяёЁйи\u0306ӣӯқіїґ"
    "طالبانآأةهہھئیيىكکگګېےں\u064b\u0651\u0670\u0640"
    "塔伊斯蘭國"
    "तालिबान\u093c\u0901फ़"
    "\u200c\u200d\u00ad\ufeff\u200f"
    "𝐓𝒶ﬁＡ１²۱४½…№"
    "👍🏽👨\u200d👩\u200d👧"
    " \u00a0\t\n-–—\"«»“”'’ʻ`,.!"
)
texts = st.text(alphabet=st.sampled_from(list(LETTERS)), max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TALIBAN", "taliban"),
        ("Taliban’ı", "TALİBAN'I"),
        ("Şahin Žirnov", "sahin zirnov"),
        ("𝐓𝐚𝐥𝐢𝐛𝐚𝐧", "Ｔａｌｉｂａｎ"),
        ("Афганиста\u0301н", "афганистан"),
        ("Нефёдов", "Нефедов"),
        ("и\u0306од", "йод"),
        ("Муттақӣ", "Муттақи"),
        ("ضمير كابلوف", "ضمیر کابلوف"),
        ("ذبیح\u200cالله", "ذبيحالله"),
        ("طا-لبان", "طالبان"),
        ("طـالـبـان", "طالبان"),
        ("مُلّا", "ملا"),
        ("امضاء", "امضا"),
        ("الإمارة", "الاماره"),
        ("۱۲ ٣ ४", "12 3 4"),
        ("魯登科 · 伊斯蘭國", "鲁登科 ・ 伊斯兰国"),
        ("Afg‘oniston", "Afgʻoniston"),
        ("अफ़ग़ानिस्तान", "अफगानिस्तान"),
        ("«a» – “b”", '"a" - "b"'),
        ("ta\u00adli\u200bban", "taliban"),
        ("two \u00a0\t blanks", "two blanks"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("йод", "иод"),
        ("қалам", "калам"),
        ("їжак", "іжак"),
        ("ضد-طالبان", "ضدطالبان"),
        ("روسیه-طالبان", "روسیهطالبان"),
        ("line\nbreak", "line break"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_quotation_marks_can_be_left_out() -> None:
    assert fold("«Вилаят “Хорасан”»", quotes=False) == "вилаят хорасан"


def test_a_raised_footnote_figure_is_no_letter_of_the_word() -> None:
    assert fold("Талибан²") == "талибан*"


def test_span_cuts_the_spelling_out_of_the_original() -> None:
    text = "… и\u0306од ذبیح\u200cالله  über Ｔａｌｉｂａｎ²"
    folded = normalize(text)
    for word, original in (
        ("йод", "и\u0306од"),
        ("ذبیحالله", "ذبیح\u200cالله"),
        ("uber", "über"),
        ("taliban", "Ｔａｌｉｂａｎ"),
    ):
        start = folded.text.index(word)
        low, high = folded.span(start, start + len(word))
        assert text[low:high] == original


def test_span_takes_the_accent_on_the_last_letter_along() -> None:
    text = "Кабулу\u0301 рад"
    low, high = normalize(text).span(0, 6)
    assert text[low:high] == "Кабулу\u0301"


def test_span_refuses_what_lies_outside() -> None:
    with pytest.raises(ValueError, match="no range"):
        normalize("abc").span(2, 9)


@given(texts, st.booleans())
@settings(max_examples=300)
def test_every_folded_character_comes_from_a_range_that_folds_to_it(
    text: str, quotes: bool
) -> None:
    folded = normalize(text, quotes=quotes)
    last = 0
    for i, char in enumerate(folded.text):
        low, high = folded.span(i, i + 1)
        assert char in fold(text[low:high], quotes=quotes)
        assert last <= low < high <= len(text)
        last = low


@given(texts)
@settings(max_examples=300)
def test_folding_without_map_is_the_same_and_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert once == normalize(text).text
    assert fold(once) == once


@given(texts, texts)
@example("", "й\u064b")
@example("", "ऩ")
def test_composed_and_decomposed_texts_fold_alike(one: str, other: str) -> None:
    text = one + other
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(decomposed)


def test_no_simplified_character_is_folded_further() -> None:
    forms = simplified_forms()
    assert len(forms) > 900
    assert not set(forms.values()) & set(forms)
    assert all(len(old) == len(new) == 1 for old, new in forms.items())
