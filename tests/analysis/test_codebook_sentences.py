"""Sentences and paragraphs in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook.sentences import paragraph_spans, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He left. She stayed! Why? Nobody knows…", 4),
        ("Mr. Brown of the U.S. Senate met Gen. Gray on Jan. 5. They spoke.", 2),
        ("С. В. Лавров прибыл в г. Казань. Встреча прошла в 2021 г. Потом он уехал.", 3),
        ("Он сказал: «Мы едем. Скоро». И уехал.", 3),
        ("цена 3.5 млн долларов", 1),
        ("Er kam am 3. Oktober an. Dann ging er.", 2),
        ("طالبان آمدند. روسیه گفت؟ بله.", 3),
        ("وہ آئے۔ انہوں نے کہا۔", 2),
        ("वे आए। उन्होंने कहा। फिर गए॥", 3),
        ("他来了。她说：“好！”然后走了。", 3),
        ("см. т.е. так", 1),
        ("e.g. this one. Another.", 2),
    ],
)
def test_number_of_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count, sentences(text)


def test_closing_quotes_stay_with_their_sentence() -> None:
    assert sentences('He said "No." She left.') == ['He said "No."', "She left."]


def test_paragraphs_are_lines_that_are_not_blank() -> None:
    text = "\n one \r\n\n\u2029two\n  \n"
    assert [text[a:b] for a, b in paragraph_spans(text)] == ["one", "two"]


@given(st.text("aА.!?… \n۔。।«»\"'1", max_size=60))
def test_spans_cover_everything_but_blanks_in_order(text: str) -> None:
    covered = 0
    for low, high in paragraph_spans(text):
        for start, end in sentence_spans(text, low, high):
            assert low <= start < end <= high
            assert covered <= start
            assert not text[covered:start].strip()
            covered = end
    assert not text[covered:].strip()
