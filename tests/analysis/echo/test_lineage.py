"""Which document is the source, and why."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.echo.lineage import Item, Lineage, moment, original

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
BODY = "The upper road is open again after nine weeks, the warden said."


def item(id_: int, minutes: int | None = None, text: str = BODY, **more: object) -> Item:
    when = None if minutes is None else NOON + timedelta(minutes=minutes)
    fields = {"published_at": when, "precision": "minute", "source": f"outlet{id_}"} | more
    return Item(id_, text, **fields)  # type: ignore[arg-type]  # a mapping of mixed fields


def test_the_agency_that_others_credit_is_the_source_even_when_it_is_later() -> None:
    told = original(
        [
            item(1, 0, BODY + " This was reported by TASS."),
            item(2, 30, agency="tass"),
            item(3, 5, "MOSCOW, 4 March (TASS) — " + BODY),
        ]
    )
    assert told.original == 2
    assert told.agency == "tass"
    assert "2 of 2 others credit tass" in told.reasons[0]


def test_an_agency_that_is_not_here_is_named_and_the_earliest_stands_for_it() -> None:
    told = original([item(1, 9), item(2, 3, BODY + " Об этом сообщает ТАСС.")])
    assert told.original == 2
    assert told.agency == "tass"
    assert any("not here" in reason for reason in told.reasons)


def test_an_outlet_credited_by_name_is_the_source() -> None:
    told = original(
        [item(1, 0, BODY + " Valley Herald reported."), item(2, 4, source_names=("Valley Herald",))]
    )
    assert told.original == 2


def test_a_station_on_the_way_is_not_the_source() -> None:
    told = original(
        [
            item(1, 0, agency="tass"),
            item(2, 4, BODY + " TASS reported.", source_names=("Valley Herald",)),
            item(3, 9, BODY + " Valley Herald reported."),
            item(4, 9, BODY + " Valley Herald reported."),
        ]
    )
    assert told.original == 1


def test_what_an_outlet_says_of_itself_is_no_credit() -> None:
    told = original([item(1, 5, "MOSCOW, 4 March (TASS) — " + BODY, agency="tass"), item(2, 0)])
    assert told.original == 2
    assert told.credits[1] == ()


def test_without_credits_the_earliest_is_the_source() -> None:
    told = original([item(1, 9), item(2, 3), item(3, 30)])
    assert told.original == 2
    assert "published first" in told.reasons[0]


def test_of_the_same_minute_the_one_that_credits_nobody_goes_first() -> None:
    assert original([item(1, 0, BODY + " Reuters reported."), item(2, 0)]).original == 2


def test_of_the_same_minute_the_fuller_text_goes_first() -> None:
    assert original([item(1, 0), item(2, 0, BODY + " He thanked the masons.")]).original == 2


def test_a_date_without_a_time_does_not_win_by_its_midnight() -> None:
    day = item(1, precision="day", published_at=NOON.replace(hour=0))
    assert original([day, item(2, 60)]).original == 2


def test_a_publication_after_the_first_sighting_is_an_update() -> None:
    updated = item(1, 500, first_seen_at=NOON)
    assert moment(updated) == NOON
    assert original([updated, item(2, 10)]).original == 1


def test_without_any_time_the_choice_is_still_made_and_says_so() -> None:
    told = original([item(2), item(1), item(3)])
    assert told.original == 1
    assert "no document has a time" in told.reasons[0]


def test_a_persons_choice_is_final() -> None:
    told = original([item(1, 0, agency="tass"), item(2, 9, BODY + " TASS reported.")], pinned=2)
    assert told == Lineage(2, ("chosen by a person",), "tass", told.credits)


def test_no_documents_have_no_source() -> None:
    with pytest.raises(ValueError, match="no documents"):
        original([])


@given(st.permutations([1, 2, 3, 4, 5]))
@settings(max_examples=30, deadline=None)
def test_the_choice_does_not_depend_on_the_order(order: list[int]) -> None:
    items = {
        1: item(1, 8),
        2: item(2, 8, BODY + " TASS reported."),
        3: item(3, precision="day", published_at=NOON),
        4: item(4, 20, agency="tass"),
        5: item(5),
    }
    assert original([items[at] for at in order]).original == 4
