"""What is a copy, what only looks like one, and with which reasons."""

import random

import pytest

from analysis.echo.decide import decide
from analysis.echo.fingerprint import fingerprint
from analysis.echo.thresholds import COPY
from tests.analysis.echo.texts import articles, compare, invented, sentences

LANGUAGES = sorted(articles())

FOOTER = (
    "Follow the Valley Herald on every channel. Sign up for our letter at seven each morning. "
    "Copyright 2026 Valley Herald. Company number 0{}4471. All rights are reserved."
)
EASTERN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def article(language: str) -> str:
    return articles()[language][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_spelling_is_the_same_text(language: str) -> None:
    text = article(language)
    other = text.translate(EASTERN).replace("،", ",").replace("ی", "ي").replace("\n\n", "\n")
    verdict = compare(text, other)
    assert (verdict.kind, verdict.status) == ("exact", "confirmed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_dateline_lead_and_footer_leave_it_a_copy(language: str) -> None:
    text = article(language)
    copy = f"QUELLPORT, May 3 (Invented Wire) — {text}\n\nRead more on our site."
    verdict = compare(text, copy)
    assert verdict.kind == "near"
    assert verdict.status == "confirmed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cut_text_is_an_excerpt(language: str) -> None:
    text = article(language)
    verdict = compare(text, text[: len(text) * 2 // 5])
    assert verdict.kind == "excerpt"
    assert verdict.status == "confirmed"
    assert verdict.containment_b > 0.9 > verdict.containment_a


@pytest.mark.parametrize("language", LANGUAGES)
def test_reordered_and_dropped_sentences_leave_it_a_copy(language: str) -> None:
    parts = sentences(article(language))
    random.Random(4).shuffle(parts)
    verdict = compare(article(language), " ".join(parts[: len(parts) * 3 // 4]))
    assert verdict.joins


@pytest.mark.parametrize("language", [name for name in LANGUAGES if len(articles()[name]) > 1])
def test_two_articles_are_no_copies(language: str) -> None:
    one, two = articles()[language]
    assert compare(one, two).kind is None


def test_a_word_changed_here_and_there_leaves_it_a_copy() -> None:
    words = article("en").split()
    for at in range(9, len(words), 23):
        words[at] = "reportedly"
    assert compare(article("en"), " ".join(words)).joins


def market(numbers: list[int]) -> str:
    return (
        "Shares on the valley exchange closed higher on Monday with the main index up {} points "
        "to {} in thin trading. Turnover reached {} crowns against a mean of {} crowns. In all {} "
        "papers rose and {} fell. The crown was quoted at {} to the dollar, wool at {} a bale and "
        "tin at {} a stone. Dealers said that they were waiting for the harvest report."
    ).format(*numbers)


def test_a_column_filled_with_other_numbers_is_refused() -> None:
    pick = random.Random(8)
    one, two = (market([pick.randint(100, 9000) for _ in range(9)]) for _ in range(2))
    verdict = compare(one, two)
    assert verdict.kind == "template"
    assert verdict.status is None
    assert any("numbers" in reason for reason in verdict.reasons)
    assert compare(one, one + " Our shop sells almanacs.").joins


def test_one_corrected_figure_leaves_it_a_copy() -> None:
    numbers = [random.Random(3).randint(100, 9000) for _ in range(9)]
    corrected = [*numbers[:4], numbers[4] + 1, *numbers[5:]]
    assert compare(market(numbers), market(corrected)).joins


def test_a_frame_filled_with_other_names_is_refused() -> None:
    frame = (
        "The foreign ministry of {0} has expressed deep condolences to the people of {1} over the "
        "fire in {2}, and minister {3} will travel there on Sunday to sign the book of mourning at "
        "the old town hall, a spokesman for the ministry said in a short statement to the press."
    )
    one = frame.format("Tarnovale", "Brennick", "Ellery", "Hartrey")
    two = frame.format("Quellport", "Gannet", "Thrale", "Lunsford")
    assert compare(one, two).kind == "template"


def test_a_shared_footer_makes_no_copy() -> None:
    one = invented(1, 3) + FOOTER.format(1)
    two = invented(2, 3) + FOOTER.format(2)
    common = set(fingerprint(one).shingles) & set(fingerprint(two).shingles)
    assert compare(one, two, dict.fromkeys(common, 500)).kind is None


def test_a_footer_that_is_too_new_to_be_known_confirms_nothing() -> None:
    house = invented(70, 8)
    one, two = f"{invented(71, 6)} {house}", f"{invented(72, 6)} {house}"
    verdict = compare(one, two)
    assert verdict.status != "confirmed" or not verdict.joins


def test_a_lead_of_its_own_leaves_a_cut_text_a_copy() -> None:
    text = invented(73, 30)
    cut = f"{invented(74, 4)} {' '.join(sentences(text)[:9])}"
    verdict = compare(text, cut)
    assert verdict.joins
    # a third of it is its own and one beginning is not shared: a person looks at it
    assert verdict.status == "suggested"


def test_a_short_lead_before_a_whole_copy_needs_no_person() -> None:
    text = invented(73, 30)
    assert compare(text, f"{invented(74, 2)} {text}").status == "confirmed"


def test_a_new_footer_that_reaches_into_one_beginning_confirms_nothing() -> None:
    footer = invented(75, 16)
    short, longer = f"{invented(76, 4)} {footer}", f"{invented(77, 16)} {footer}"
    verdict = compare(short, longer)
    assert not verdict.joins
    assert verdict.status == "suggested"


def test_short_texts_under_one_new_footer_are_no_copies() -> None:
    footer = invented(78, 5)
    for seed in range(6):
        one, two = (f"{invented(80 + seed + place, 4)} {footer}" for place in (0, 50))
        verdict = compare(one, two)
        assert verdict.containment > COPY.suggested
        assert not verdict.joins


def test_a_cut_copy_with_a_long_footer_is_still_one() -> None:
    text = invented(7, 20)
    cut = " ".join(sentences(text)[:5])
    house = FOOTER.format(1) * 3
    common = fingerprint(house).shingles
    verdict = compare(text, cut + house, dict.fromkeys(common, 500))
    assert verdict.kind == "excerpt"


def test_quoting_three_sentences_is_no_copy() -> None:
    source, other = invented(11, 30), sentences(invented(12, 30))
    quoted = [*other[:15], *sentences(source)[4:7], *other[15:]]
    verdict = compare(source, " ".join(quoted))
    assert verdict.kind == "quotes_from"
    assert not verdict.joins


def test_a_phrase_of_a_few_words_is_nothing() -> None:
    one = invented(21, 10) + " as the old saying of our valley goes, water finds its way"
    two = invented(22, 10) + " as the old saying of our valley goes, water finds its way"
    assert compare(one, two).kind is None


def test_order_of_the_two_does_not_matter() -> None:
    text = article("ru")
    a, b = fingerprint(text), fingerprint(text[: len(text) // 2])
    one, two = decide(a, b, {}), decide(b, a, {})
    assert (one.kind, one.status, one.similarity) == (two.kind, two.status, two.similarity)
    assert (one.containment_a, one.containment_b) == (two.containment_b, two.containment_a)


def test_knowing_more_frequencies_never_undoes_a_confirmed_copy() -> None:
    text = invented(31, 20)
    cut = " ".join(sentences(text)[:6]) + FOOTER.format(1)
    a, b = fingerprint(text), fingerprint(cut)
    before = decide(a, b, {})
    footer = dict.fromkeys(fingerprint(FOOTER.format(1)).shingles, COPY.rare_documents + 1)
    assert before.final
    assert decide(a, b, footer).status == "confirmed"


def test_texts_of_another_method_are_not_compared() -> None:
    a = fingerprint(article("en"))
    b = type(a)(a.version + 1, a.text_sha256, a.shingle_count, a.level, a.shingles)
    with pytest.raises(ValueError, match="versions"):
        decide(a, b, {})


def test_empty_texts_are_not_copies_of_each_other() -> None:
    assert compare("", "").kind is None
