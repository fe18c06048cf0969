"""Figures and days, the same in every language."""

from datetime import UTC, date, datetime

import pytest

from analysis.echo.quantities import named_days, quantities

MAY = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def values(text: str) -> list[str]:
    return [quantity.value for quantity in quantities(text)]


@pytest.mark.parametrize(
    "text",
    [
        "trade of 1.2 million crowns",
        "торговля на 1,2 млн крон",
        "торговля на 1,2 миллиона крон",
        "торгівля на 1,2 мільйона крон",
        "تجارت ۱٫۲ میلیون کرون",
        "د ۱٫۲ میلیونه کرونو سوداګري",
        "تجارة بقيمة 1.2 مليون كرونة",
        "12 لاکھ کرون کی تجارت",
        "贸易额达120万克朗",
        "1,2 milyon kronluk ticaret",
        "1,2 million kronalik savdo",
        "савдои 1,2 миллион крон",
        "1,2 миллион крон сауда",
        "Handel von 1,2 Millionen Kronen",
        "1,2 million de couronnes",
        "12 लाख क्रोन",
        "1,200,000 crowns",
        "1 200 000 крон",
        "1.200.000 kron",
    ],
)
def test_a_sum_is_one_value(text: str) -> None:
    assert values(text) == ["1200000"]


@pytest.mark.parametrize(
    "text",
    ["up 18%", "рост на 18 процентов", "۱۸ درصد", "18 في المائة", "18 فیصد", "增长18%", "%18 arttı",
     "yüzde 18", "18 foiz", "18 фоиз", "百分之18"],
)  # fmt: skip
def test_a_share_is_a_share(text: str) -> None:
    assert values(text) == ["18%"]


@pytest.mark.parametrize(
    "text",
    ["on 3 May", "3 мая 2026 года", "روز ۱۲ اسد", "5月23日14时", "May 23", "at 14:30", "since 2004",
     "all 3 of them", "the B52 bomber", "23 Eylül'de"],
)  # fmt: skip
def test_dates_clocks_and_small_numbers_are_no_figures(text: str) -> None:
    assert values(text) == []


def test_figures_come_in_the_order_of_the_text() -> None:
    assert values("17 dead, 1,340 hurt, 2.5 million lost") == ["17", "1340", "2500000"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("met on 3 May in the hall", date(2026, 5, 3)),
        ("met on May 3 in the hall", date(2026, 5, 3)),
        ("встретились 3 мая в зале", date(2026, 5, 3)),
        ("روز ۳ می در تالار", date(2026, 5, 3)),
        ("روز ۱۳ ثور در تالار", date(2026, 5, 3)),
        ("۱۳ اردیبهشت در تالار", date(2026, 5, 3)),
        ("يوم 3 مايو في القاعة", date(2026, 5, 3)),
        ("3 مئی کو ہال میں", date(2026, 5, 3)),
        ("双方5月3日会见", date(2026, 5, 3)),
        ("3 Mayıs'ta salonda", date(2026, 5, 3)),
        ("3 may kuni zalda", date(2026, 5, 3)),
        ("3 майи соли ҷорӣ", date(2026, 5, 3)),
        ("3-мамыр 30 December", date(2025, 12, 30)),
    ],
)
def test_a_day_is_named_in_the_year_nearest_to_publication(text: str, day: date) -> None:
    assert named_days(text, MAY) == {day}


def test_a_day_that_is_none_is_left_out() -> None:
    assert named_days("on 31 June, 17 people", MAY) == frozenset()
