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
