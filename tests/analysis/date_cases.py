"""Every written-date case, by section: the table behind `test_dates_written.py`."""

from __future__ import annotations

from tests.analysis.date_case import Case
from tests.analysis.date_cases_arabic_script import (
    ARABIC,
    PASHTO,
    PERSIAN_GREGORIAN,
    SOLAR_HIJRI,
    URDU,
)
from tests.analysis.date_cases_cyrillic import KAZAKH, RUSSIAN, TAJIK, UKRAINIAN, UZBEK
from tests.analysis.date_cases_forms import MACHINE, REFUSED, RELATIVE
from tests.analysis.date_cases_others import CHINESE, HINDI, TURKISH, WESTERN

SECTIONS: dict[str, list[Case]] = {
    "machine": MACHINE,
    "solar_hijri": SOLAR_HIJRI,
    "persian_gregorian": PERSIAN_GREGORIAN,
    "pashto": PASHTO,
    "urdu": URDU,
    "arabic": ARABIC,
    "russian": RUSSIAN,
    "tajik": TAJIK,
    "uzbek": UZBEK,
    "kazakh": KAZAKH,
    "turkish": TURKISH,
    "ukrainian": UKRAINIAN,
    "hindi": HINDI,
    "chinese": CHINESE,
    "western": WESTERN,
    "relative": RELATIVE,
    "refused": [case._replace(expected=None) for case in REFUSED],
}
