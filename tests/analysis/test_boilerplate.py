"""Which paragraphs are a site's furniture: the rule, apart from any database."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.boilerplate import LEAST, WINDOW, paragraphs, ranges, repeats


def test_paragraphs_are_the_same_when_they_fold_to_the_same() -> None:
    (one,), (two,) = paragraphs("Follow  us on the CHANNEL"), paragraphs("follow us on the channel")
    assert one.hash == two.hash
    (other,) = paragraphs("follow us on the other channel")
    assert other.hash != one.hash


@given(st.lists(st.text(max_size=30), max_size=8))
def test_every_range_is_a_whole_line_of_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    for found in paragraphs(text):
        assert text[found.start : found.end] in text.split("\n")


def test_a_line_of_asterisks_is_no_paragraph() -> None:
    assert paragraphs("* * *\n---\n\n12") == ()


def test_four_articles_and_a_fifth_of_the_last_fifty_make_boilerplate() -> None:
    assert not repeats(LEAST - 1, LEAST)
    assert repeats(LEAST, LEAST)
    assert not repeats(9, WINDOW)
    assert repeats(10, WINDOW)


def test_a_text_that_is_mostly_repetition_is_a_reprint_and_keeps_all_of_it() -> None:
    assert ranges([(60, 100), (0, 10)], 100) == ((0, 10), (60, 100))
    assert ranges([(49, 100)], 100) == ()
