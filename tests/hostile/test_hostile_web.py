"""The hostile web in one crawl: every case ends as it must, memory is bounded, neighbours go on."""

from pathlib import Path

import pytest

from tests.hostile.case import Case
from tests.hostile.cases import CASES
from tests.hostile.crawl import mistakes
from tests.hostile.neighbours import ALLOWED, Neighbours, measured

pytestmark = pytest.mark.long

#: the crawl, the process for large documents and two for pages, each at its limit
MOST_MEMORY = 300_000_000 + 1_200_000_000 + 2 * 1_150_000_000


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Neighbours:
    return measured(tmp_path_factory.mktemp("hostile"), sqlite_template)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_every_case_ends_in_its_fate(beside: Neighbours, case: Case) -> None:
    assert mistakes(case, beside.found) == []


def test_the_crawl_goes_to_its_end_within_its_memory(beside: Neighbours) -> None:
    assert beside.found.problems == []
    assert beside.found.peak < MOST_MEMORY


def test_sound_outlets_are_not_slowed(beside: Neighbours) -> None:
    assert beside.lost == []
    assert beside.ratio <= ALLOWED
