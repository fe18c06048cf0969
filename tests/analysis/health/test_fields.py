"""Fill rates, challenges and errors: what is found with few pages, and what is left alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from analysis.health import Expected, Facts, PollFact, judge
from analysis.health.rates import Share, chance_of_fall, fall
from tests.analysis.health.histories import HOUR, facts, looks, pages, reads, utc

NOW = utc(2025, 10, 14, 12)


def well(**more: object) -> Facts:
    """A source whose polls are as ever."""
    return facts(list(looks(NOW - timedelta(weeks=8), NOW)), **more)


def codes(health) -> set[str]:
    return {reason.code for reason in health.reasons}


def test_dates_that_are_gone_after_a_redesign_are_named() -> None:
    history = reads(60, NOW - 6 * HOUR) + reads(6, NOW, date=False)
    health = judge(well(reads=history))
    assert (health.state, codes(health)) == ("ill", {"fill_date"})
    assert "0 of 6" in health.sentence
    assert "60 of 60" in health.sentence


def test_two_undated_pages_are_no_redesign() -> None:
    history = reads(60, NOW - 2 * HOUR) + reads(2, NOW, date=False)
    assert judge(well(reads=history)).state == "healthy"


def test_a_redesign_of_one_edition_is_named_with_its_language() -> None:
    # of thirty pages since, six are Pashto: among all pages that is no great fall
    before = reads(150, NOW - 31 * HOUR) + reads(40, NOW - 31 * HOUR, "ps")
    since = [
        read
        for n, dari in enumerate(reads(24, NOW))
        for read in ([dari] if n % 4 else [dari, replace(dari, language="ps", title=False)])
    ]
    health = judge(well(reads=before + since))
    assert (health.state, codes(health)) == ("ill", {"fill_title"})
    assert "title in ps in 0 of 6" in health.sentence


def test_texts_that_cannot_be_read_any_more_are_named() -> None:
    broken = [replace(read, text=False, language=None, title=None, date=None, author=None)
              for read in reads(6, NOW)]  # fmt: skip
    assert "fill_text" in codes(judge(well(reads=reads(40, NOW - 6 * HOUR) + broken)))


def test_authors_that_are_gone_are_a_warning() -> None:
    history = reads(60, NOW - 12 * HOUR) + reads(12, NOW, author=False)
    health = judge(well(reads=history))
    assert (health.state, codes(health)) == ("warning", {"fill_author"})


def test_a_minimum_of_the_file_keeps_a_source_from_being_healthy() -> None:
    few = reads(5, NOW, date=False)
    assert codes(judge(well(reads=few))) == {"fill_date"}
    allowed = Expected(min_fill={"title": 0.95, "date": 0.0, "author": 0.0, "text": 0.9})
    assert judge(well(reads=few, expected=allowed)).state == "healthy"


def test_a_listing_shorter_than_the_file_expects_is_named() -> None:
    base = well(expected=Expected(min_items_per_poll=5))
    short = PollFact(NOW, "https://paper.example/feed", True, "changed", items=2)
    health = judge(replace(base, polls=(*base.polls, short)))
    assert (health.state, codes(health)) == ("ill", {"few_items"})
    assert "listed 2 items" in health.sentence


@pytest.mark.parametrize("before", [0, 80])
def test_a_source_behind_a_challenge_is_named_with_four_pages(before: int) -> None:
    history = pages(before, "fetched", NOW - 4 * HOUR) + pages(4, "challenge_page", NOW)
    health = judge(well(pages=history))
    assert (health.state, codes(health)) == ("ill", {"challenge"})
    assert health.numbers["challenge_share"] > 0


def test_a_challenge_now_and_then_is_left_alone() -> None:
    history = pages(80, "fetched", NOW - HOUR) + pages(1, "challenge_page", NOW)
    assert judge(well(pages=history)).state == "healthy"


def test_walls_that_were_always_there_are_no_news_and_new_ones_are() -> None:
    always = pages(80, "paywalled", NOW)
    assert judge(well(pages=always)).state == "healthy"
    new = pages(80, "fetched", NOW - 10 * HOUR) + pages(10, "paywalled", NOW)
    assert codes(judge(well(pages=new))) == {"paywall"}


def test_pages_that_end_in_errors_are_named() -> None:
    assert codes(judge(well(pages=pages(10, "http_error", NOW)))) == {"errors"}


def test_the_interval_is_wilsons() -> None:
    # 0 of 10 at 95 %: 0 to 0.2775 (Wilson 1927; Newcombe 1998)
    low, high = Share(0, 10).interval(1.96)
    assert low == 0
    assert high == pytest.approx(0.2775, abs=5e-4)
    assert Share(0, 0).interval() == (0.0, 1.0)


def test_the_comparison_is_fishers() -> None:
    # the lady tasting tea: 3 of 4 against 1 of 4, one sided 17/70
    assert chance_of_fall(Share(3, 4), Share(1, 4)) == pytest.approx(17 / 70)


def test_chance_alone_rarely_looks_like_a_fall() -> None:
    import random

    drawn = random.Random(1)
    alarms = sum(fall([drawn.random() < 0.7 for _ in range(120)]) is not None for _ in range(1000))
    assert alarms <= 10
