"""The drills that CI does; `make drills` does all of them and prints the table."""

from collections.abc import Iterator

import pytest

from tests.drills.all import DRILLS, Drill
from tests.drills.storage import CannotDrill
from tests.drills.world import World, world

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("drills")) as ground:
        yield ground


@pytest.mark.parametrize("drill", [drill for drill in DRILLS if drill.short], ids=lambda d: d.name)
def test_nothing_is_lost_and_nothing_doubled(ground: World, drill: Drill) -> None:
    try:
        healed = drill.work(ground)
    except CannotDrill as reason:
        pytest.skip(str(reason))
    assert (healed.lost, healed.doubled) == (0, 0), healed.examples
    assert healed.told
