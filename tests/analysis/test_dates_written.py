"""Every written date of the table is read as it must be, or refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analysis.dates import parse
from tests.analysis.date_case import REFERENCE, Case
from tests.analysis.date_cases import SECTIONS

CASES = [
    pytest.param(case, id=f"{section}-{number}")
    for section, cases in SECTIONS.items()
    for number, case in enumerate(cases, start=1)
]


@pytest.mark.parametrize("case", CASES)
def test_written_date(case: Case) -> None:
    hints = {"rule": "byline", "reference": datetime.fromisoformat(REFERENCE), **case.hints}
    found = parse(case.raw, **hints)
    if case.expected is None:
        assert found is None
        return
    assert found is not None
    assert found.value.isoformat() == (
        datetime.fromisoformat(case.expected).astimezone(UTC).isoformat()
    )
    assert found.precision == case.precision


def test_the_table_is_as_long_as_the_standard_asks() -> None:
    local_forms = [name for name in SECTIONS if name not in ("machine", "western", "refused")]
    assert sum(len(SECTIONS[name]) for name in local_forms) >= 120


@pytest.mark.parametrize(
    ("raw", "local"),
    [
        ("4 августа 2025, 00:30 мск", "2025-08-04T00:30:00+03:00"),
        ("Aug. 3, 2025, 11:30 p.m. ET", "2025-08-03T23:30:00-04:00"),
        ("2025-08-04T00:30:00+04:30", "2025-08-04T00:30:00+04:30"),
        ("۱۳ اسد ۱۴۰۴ ساعت ۰۰:۳۰ به وقت کابل", "2025-08-04T00:30:00+04:30"),
        ("4 August 2025", "2025-08-04T00:00:00+00:00"),
    ],
)
def test_the_day_stays_that_of_the_clock_it_was_written_by(raw: str, local: str) -> None:
    found = parse(raw, rule="byline", reference=datetime.fromisoformat(REFERENCE))
    assert found is not None
    assert found.local.isoformat() == local
