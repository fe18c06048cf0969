"""Dated phrases are found inside bylines, addresses and any rubbish, quickly."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dates import DateCandidate, date_from_url, find_dates, parse

CAPTURE = datetime(2025, 8, 5, 9, 30, tzinfo=UTC)


def days(found: list[DateCandidate]) -> list[str]:
    return [f"{candidate.value:%Y-%m-%d}" for candidate in found]


def test_both_dates_of_a_byline_are_found_and_the_update_is_marked() -> None:
    found = find_dates(
        "By Omar Example | Published: August 3, 2025 14:05 | Updated: August 4, 2025", rule="byline"
    )
    assert days(found) == ["2025-08-03", "2025-08-04"]
    assert [candidate.rule for candidate in found] == ["byline", "byline:modified"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Опубликовано: 03.08.2025, обновлено: 04.08.2025", "ru"),
        ("تاریخ نشر: ۱۲ اسد ۱۴۰۴ | به‌روزرسانی: ۱۳ اسد ۱۴۰۴", "fa"),
        ("发布时间：2025-08-03 更新时间：2025-08-04", "zh"),
        ("Yayınlanma 03.08.2025 Güncellenme 04.08.2025", "tr"),
        ("نشر في 3 أغسطس 2025 تحديث 4 أغسطس 2025", "ar"),
    ],
)
def test_updates_are_told_from_publication(text: str, language: str) -> None:
    found = find_dates(text, rule="byline", language=language)
    assert days(found) == ["2025-08-03", "2025-08-04"]
    assert [candidate.rule.endswith(":modified") for candidate in found] == [False, True]


def test_the_raw_string_is_the_phrase_as_it_was_written() -> None:
    found = find_dates("کابل — یک‌شنبه، ۱۲ اسد ۱۴۰۴، گزارشگر", rule="byline", language="fa")
    assert [candidate.raw for candidate in found] == ["۱۲ اسد ۱۴۰۴"]


def test_the_zone_says_how_it_was_known() -> None:
    explicit = parse("3 August 2025 14:05 MSK", rule="byline", zone="Asia/Kabul")
    site = parse("3 August 2025 14:05", rule="byline", zone="Asia/Kabul")
    assumed = parse("3 August 2025 14:05", rule="byline")
    assert explicit and site and assumed
    assert (explicit.zone, site.zone, assumed.zone) == ("explicit", "Asia/Kabul", "assumed-utc")


def test_today_in_running_text_is_no_date_of_publication() -> None:
    text = (
        "Officials said today that the border would stay open, and that yesterday nothing had "
        "happened there; the talks of 3 August were not mentioned by anybody who spoke to us."
    )
    assert find_dates(text, rule="text", language="en", reference=CAPTURE) == []


def test_years_of_a_copyright_line_give_nothing() -> None:
    assert find_dates("© 1996–2025 Example Media. All rights reserved.", rule="byline") == []


def test_a_span_of_hours_is_no_time_zone() -> None:
    found = parse("3 August 2025 10:00-12:00", rule="byline", zone="Asia/Kabul")
    assert found is not None
    assert found.value == datetime(2025, 8, 3, 5, 30, tzinfo=UTC)


def test_an_unknown_zone_and_a_naive_reference_are_errors() -> None:
    with pytest.raises(ValueError, match="unknown time zone 'Asia/Nowhere'"):
        parse("3 August 2025", rule="byline", zone="Asia/Nowhere")
    with pytest.raises(ValueError, match="reference"):
        parse("yesterday", rule="byline", reference=datetime(2025, 8, 5))


@pytest.mark.parametrize(
    ("url", "expected", "precision"),
    [
        ("https://example.org/2025/08/03/talks", "2025-08-03", "day"),
        ("https://example.org/2025/8/3/talks", "2025-08-03", "day"),
        ("https://example.org/2025/aug/03/talks", "2025-08-03", "day"),
        ("https://example.org/20250803/1234567890.html", "2025-08-03", "day"),
        ("https://example.org/news-2025-08-03-talks.html", "2025-08-03", "day"),
        ("https://example.org/fa/news/1404/05/12/3366789/title", "2025-08-03", "day"),
        ("https://example.org/03-08-2025/talks?lang=ru", "2025-08-03", "day"),
        ("https://example.org/2025/08/talks", "2025-08-01", "month"),
        ("https://example.org/talks?date=2025-08-03", None, "day"),
        ("https://example.org/news/1234567", None, "day"),
        ("https://example.org/2019", None, "day"),
        ("https://example.org/2025/08/03/story-of-2024-01-05", None, "day"),
        ("https://[", None, "day"),
    ],
)
def test_dates_in_addresses(url: str, expected: str | None, precision: str) -> None:
    found = date_from_url(url, language="ru")
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert (f"{found.value:%Y-%m-%d}", found.precision) == (expected, precision)
    assert found.rule.partition(":")[0] == "url"


PIECES = st.sampled_from(
    ["3", "03", "12", "2025", "1404", "25", "99", ".", "/", "-", ":", " ", ",", "августа", "اسد",
     "may", "mar",
     "月", "日", "年", "八", "ago", "назад", "vor", "منذ", "hours", "часа", "pm", "gmt",
     "+", "0430", "T", "Z", "14:05", "09.15", "كانون", "الثاني", "вчера", "updated", "h", "ق.ظ",
     "\u200c", "9999", "0000", "31", "ET", "IST", "东", "三小时前", "\\u0041", "&amp;", "(", ")"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(PIECES, max_size=16).map("".join)
    | st.lists(PIECES, max_size=12).map(" ".join)
    | st.text(max_size=60),
    st.sampled_from([None, "en", "fa", "ps", "ru", "ar", "zh"]),
    st.sampled_from(["byline", "jsonld"]),
    st.sampled_from([None, CAPTURE]),
)
def test_any_string_gives_dates_in_utc_or_nothing(
    raw: str, language: str | None, rule: str, reference: datetime | None
) -> None:
    for zone in (None, "Asia/Kabul"):
        one = parse(raw, rule=rule, language=language, zone=zone, reference=reference)
        many = find_dates(raw, rule=rule, language=language, zone=zone, reference=reference)
        for candidate in [*many, *([one] if one else [])]:
            assert candidate.value.tzinfo is UTC
            assert candidate.rule.startswith(rule)


@pytest.mark.parametrize(
    "hostile",
    ["1" * 10_000_000, "12/" * 3_000_000, "3 августа " * 1_000_000, " " * 10_000_000,
     "二" * 5_000_000, "a'" * 5_000_000, "&amp;" * 2_000_000, "2025-08-" * 1_000_000],
    ids=["digits", "slashes", "months", "spaces", "numerals", "apostrophes", "entities", "iso"],
)  # fmt: skip
def test_ten_megabytes_cost_no_more_than_a_line(hostile: str) -> None:
    def spent() -> float:
        started = time.process_time()
        parse(hostile, rule="byline", language="ru", reference=CAPTURE)
        find_dates(hostile, rule="byline", language="ru", reference=CAPTURE)
        date_from_url("https://example.org/" + hostile)
        return time.process_time() - started

    # of a few, since a garbage collection of all that the suite holds may fall into one
    assert any(spent() < 0.5 for _ in range(3))
