"""Claims on pending work: skipped by others, free again when the worker is gone."""

import subprocess
import sys

from sqlalchemy import Engine

from models.claims import Claims
from models.session import make_engine

HOLD = """
import sys
from models.claims import Claims
from models.session import make_engine
with Claims(make_engine(sys.argv[1]), "read") as claims:
    print(claims.take([1, 2, 3], 2), flush=True)
    sys.stdin.read()
"""


def test_what_one_has_in_hand_others_skip(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with Claims(engine, "read") as one, Claims(engine, "read") as other:
        assert one.take([10, 20, 30, 40], 2) == [0, 1]
        assert other.take([10, 20, 30, 40], 4) == [2, 3]
    with Claims(engine, "read") as later:
        assert later.take([10, 20, 30, 40], 4) == [0, 1, 2, 3]
    engine.dispose()


def test_stages_do_not_hold_each_other_up(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with Claims(engine, "read") as one, Claims(engine, "dedupe") as other:
        assert one.take(["a"], 1) == other.take(["a"], 1) == [0]
    engine.dispose()


def test_what_a_killed_worker_had_in_hand_is_free(postgres_url: str) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", HOLD, postgres_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"[0, 1]\n"
    engine = make_engine(postgres_url)
    with Claims(engine, "read") as claims:
        assert claims.take([1, 2, 3], 3) == [2]
    worker.kill()
    worker.wait()
    for _ in range(1000):  # until the server has noticed
        with Claims(engine, "read") as claims:
            if claims.take([1, 2, 3], 3) == [0, 1, 2]:
                break
    else:
        raise AssertionError("the killed worker still holds its work")
    engine.dispose()


def test_what_others_have_in_hand_comes_last(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with Claims(engine, "read") as one, Claims(engine, "read") as other:
        one.take([1], 1)
        assert other.part_of([1, 2, 3, 4], 2) == ([2, 3], [4, 1])
        assert other.part_of([1], 2) == ([], [])
    engine.dispose()


def test_alone_all_is_taken_in_order(engine: Engine) -> None:
    with Claims(engine, "read") as claims:
        assert claims.part_of([3, 1, 2], 2) == ([3, 1], [2])
