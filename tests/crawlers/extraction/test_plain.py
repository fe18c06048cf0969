"""Plain text: paragraphs kept, probable comments suggested and never cut."""

from pathlib import Path

import pytest

from crawlers.extraction.plain import read_plain

ARTICLE = (
    "Merchants from eleven provinces opened a trade fair in the northern city on Thursday.\n"
    "The organisers said that dried fruit, carpets and marble were on offer to the buyers.\n"
    "A customs officer at the crossing counted two hundred lorries on the first morning.\n"
    "The fair closes on Sunday evening, and the next one is planned for the autumn.\n"
)
COMMENTS = (
    "What a bold move by the organisers! I wonder how the neighbours will answer.\n"
    "I was there last year and my cousin still talks about it. Great article!\n"
)
SEEDS = Path(__file__).parents[3] / ".." / "shared" / "seeds"


def test_paragraphs_are_kept() -> None:
    assert read_plain(ARTICLE).text.split("\n") == ARTICLE.strip().split("\n")


def test_trailing_comments_are_suggested_and_stay_in_the_text() -> None:
    found = read_plain(ARTICLE + COMMENTS)
    assert [s.text for s in found.suggested] == COMMENTS.strip().split("\n")
    assert found.text.endswith("Great article!")
    assert found.flags == ("suggested_comments",)
    assert all(found.text[s.start : s.end] == s.text and s.reasons for s in found.suggested)


def test_an_article_without_comments_has_none() -> None:
    assert read_plain(ARTICLE).suggested == ()


def test_a_column_in_the_first_person_is_not_taken_for_comments() -> None:
    column = "".join(
        f"I have walked over this pass {n} times, and my shoes remember every one of them.\n"
        for n in ("two", "three", "four", "five", "six")
    )
    assert read_plain(column).suggested == ()


def test_a_quotation_at_the_end_is_not_a_comment() -> None:
    quoted = (
        ARTICLE + "“I will come again, and I will bring my sons with me,” said one of the buyers.\n"
    )
    assert read_plain(quoted).suggested == ()


def test_comments_in_russian() -> None:
    article = (
        "Торговцы из одиннадцати провинций открыли ярмарку в северном городе в четверг.\n"
        "Организаторы сообщили, что покупателям предлагают сухофрукты, ковры и мрамор.\n"
        "Таможенник на переходе насчитал двести грузовиков за первое утро ярмарки.\n"
    )
    comment = "Спасибо за статью, я там был в прошлом году, мне очень понравилось!"
    assert [s.text for s in read_plain(article + comment).suggested] == [comment]


def test_a_short_first_line_before_a_gap_is_the_title() -> None:
    found = read_plain("Trade fair opens across the pass\n\n" + ARTICLE)
    assert found.title == "Trade fair opens across the pass"
    assert found.text.startswith("Merchants")


def test_wrapped_lines_are_joined_into_paragraphs() -> None:
    wrapped = (
        "Merchants from eleven provinces opened a trade fair in the\n"
        "northern city on Thursday, the first since the road across\n"
        "the pass was cleared of snow.\n\n"
        "The organisers said that dried fruit, carpets and marble\n"
        "were on offer, and that buyers had come from three of the\n"
        "neighbouring countries.\n"
    )
    assert len(read_plain(wrapped).text.split("\n")) == 2


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the project's seed documents are not here")
def test_the_seed_documents() -> None:
    first, second = (read_plain(p.read_text("utf-8")) for p in sorted(SEEDS.glob("*.txt")))
    assert first.suggested == ()
    assert len(second.suggested) == 3
    assert second.text.endswith(second.suggested[-1].text)
