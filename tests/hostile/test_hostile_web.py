"""The hostile web in one crawl: every case ends as it must, memory is bounded, neighbours go on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.case import Case
from tests.hostile.cases import CASES
from tests.hostile.crawl import Found, crawl_of, enter, mistakes
from tests.hostile.neighbours import ALLOWED, Neighbours, measured
from tests.hostile.server import serving
from tests.support.crawling import Home

pytestmark = pytest.mark.long

#: the crawl, the process for large documents and two for pages, each at its limit
MOST_MEMORY = 300_000_000 + 1_200_000_000 + 2 * 1_150_000_000


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Found]:
    home = Home(tmp_path_factory.mktemp("hostile") / "home", sqlite_template)
    with serving() as port:
        enter(home, list(enumerate(CASES)), port)
        yield crawl_of(home)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_every_case_ends_in_its_fate(found: Found, case: Case) -> None:
    assert mistakes(case, found) == []


def test_the_crawl_goes_to_its_end_within_its_memory(found: Found) -> None:
    assert found.problems == []
    assert found.peak < MOST_MEMORY


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Neighbours:
    return measured(tmp_path_factory.mktemp("neighbours"), sqlite_template)


def test_sound_outlets_are_not_slowed(neighbours: Neighbours) -> None:
    assert neighbours.lost == []
    assert neighbours.ratio <= ALLOWED
