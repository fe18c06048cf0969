"""What a run tries again, what it gives up on, and that it cannot hang for ever."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy.exc import OperationalError

from flows.tasks import PAUSES, passes, stage, wait_at_random
from models.session import make_engine, may_pass, writing


def failure(words: str) -> OperationalError:
    return OperationalError("SELECT 1", {}, Exception(words))


def test_a_database_that_is_gone_for_a_while_may_pass_a_full_disk_does_not() -> None:
    assert may_pass(failure("server closed the connection unexpectedly"))
    assert may_pass(failure("database is locked"))
    assert not may_pass(failure("database or disk is full"))
    assert not may_pass(failure("attempt to write a readonly database"))


def test_the_pauses_between_tries_grow() -> None:
    assert sorted(PAUSES) == PAUSES
    assert PAUSES[-1] > 10 * PAUSES[0]


def test_a_wait_at_random_keeps_within_its_bound_and_none_is_none() -> None:
    assert wait_at_random(0, ["auto-scheduled"]) == 0
    waits = {wait_at_random(0.002, ["salang", "auto-scheduled"]) for _ in range(20)}
    assert len(waits) > 1
    assert all(0 <= wait <= 0.002 for wait in waits)


def test_a_run_that_a_person_starts_does_not_wait() -> None:
    assert wait_at_random(3600, ["salang"]) == 0


@pytest.fixture(scope="module")
def prefect() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.mark.long
def test_a_stage_goes_on_once_the_database_is_there_again(prefect: None, tmp_path: Path) -> None:
    from prefect import flow

    volume = tmp_path / "late"
    tries: list[str] = []

    def write() -> int:
        tries.append("")
        if len(tries) == 3:
            volume.mkdir()
        if not volume.is_dir():
            raise failure("could not connect to server: Connection refused")
        with writing(make_engine(f"sqlite:///{volume / 'salang.db'}")) as session:
            return int(session.connection().exec_driver_sql("SELECT 7").scalar_one())

    task = stage(write).with_options(retry_delay_seconds=0)

    @flow
    def run() -> int:
        return task()

    assert run() == 7
    assert len(tries) == 3


@pytest.mark.long
def test_a_mistake_in_a_stage_ends_the_run_at_once(prefect: None) -> None:
    from prefect import flow

    tries: list[str] = []

    def write() -> None:
        tries.append("")
        raise KeyError("no such column")

    @flow
    def run() -> None:
        stage(write)()

    with pytest.raises(KeyError):
        run()
    assert len(tries) == 1


@pytest.mark.long
def test_a_flow_that_hangs_is_ended_with_the_processes_it_waits_for(
    prefect: None, tmp_path: Path
) -> None:
    """As an ingest whose crawl hangs: the same flow options, a process, and a task around it."""
    from prefect import flow

    from flows.ingest import ingest

    assert ingest.timeout_seconds
    ended: list[int | None] = []

    def crawl() -> None:
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        try:
            while process.poll() is None:
                sleep(0.05)
        finally:
            process.kill()
            ended.append(process.wait())

    @flow(timeout_seconds=1)
    def run() -> None:
        stage(crawl)()

    with pytest.raises(TimeoutError):
        run()
    assert ended == [-9]


def test_only_the_databases_own_trouble_is_tried_again() -> None:
    from prefect.states import Failed

    asked = (None, None)
    assert passes(*asked, Failed(data=failure("connection refused")))  # type: ignore[arg-type]  # not looked at
    assert not passes(*asked, Failed(data=ValueError("connection refused")))  # type: ignore[arg-type]
