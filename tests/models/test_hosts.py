"""Leases on hosts: one holder at a time, healed after an end of any kind, delays kept."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from models import HostLease
from models.base import utc_now
from models.holders import began, this_process
from models.queries.hosts import LEASE, Claim, LetGo, claim_host, let_go, renew_hosts
from models.session import reading, writing

HOST = "outlet.example"
#: a process of a machine that nobody here can ask
ELSEWHERE = "another-boot-7/4711/99"


def claim(engine: Engine, holder: str, delay: float = 2.0) -> Claim:
    with writing(engine) as session:
        return claim_host(session, HOST, holder, delay)


def give_back(engine: Engine, holder: str, **told: float | None) -> None:
    values = {"since_request": None, "delay": 2.0, **told}
    with writing(engine) as session:
        let_go(session, holder, [LetGo(HOST, **values)])  # type: ignore[arg-type]  # as LetGo's


def set_lease(engine: Engine, **values: object) -> None:
    with writing(engine) as session:
        session.execute(update(HostLease).values(**values))


def test_a_host_is_held_by_one(engine: Engine) -> None:
    assert claim(engine, ELSEWHERE) == Claim(True, timedelta(0))
    refused = claim(engine, this_process())
    assert not refused.held
    assert timedelta(0) < refused.wait <= LEASE
    assert claim(engine, ELSEWHERE).held


def test_the_next_holder_waits_for_the_rest_of_the_delay(engine: Engine) -> None:
    claim(engine, ELSEWHERE)
    give_back(engine, ELSEWHERE, since_request=5.0, delay=60.0)
    wait = claim(engine, this_process(), delay=2.0).wait
    assert timedelta(seconds=40) < wait <= timedelta(seconds=55)


def test_a_longer_delay_of_the_next_holder_holds(engine: Engine) -> None:
    claim(engine, ELSEWHERE)
    give_back(engine, ELSEWHERE, since_request=5.0, delay=1.0)
    assert claim(engine, this_process(), delay=300.0).wait > timedelta(seconds=200)


def test_the_rest_a_host_asked_for_is_kept_by_the_next_holder(engine: Engine) -> None:
    claim(engine, ELSEWHERE)
    give_back(engine, ELSEWHERE, since_request=0.0, rest=7200.0)
    told = claim(engine, this_process())
    assert told.resting
    assert told.wait > timedelta(hours=1)


def test_a_lease_that_ran_out_is_taken_over_with_its_delay(engine: Engine) -> None:
    claim(engine, ELSEWHERE, delay=120.0)
    set_lease(engine, expires_at=utc_now() - timedelta(seconds=30))
    told = claim(engine, this_process())
    assert told.held
    # the holder before may have asked until its lease ran out
    assert timedelta(seconds=60) < told.wait <= timedelta(seconds=90)


def test_a_process_of_this_machine_that_was_killed_holds_nothing(engine: Engine) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from models.holders import this_process as p; print(p(), flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    name = holder.stdout.readline().strip()
    claim(engine, name, delay=30.0)
    assert not claim(engine, this_process()).held
    holder.kill()
    # not asked for yet, as when its parent was killed with it
    os.waitid(os.P_PID, holder.pid, os.WEXITED | os.WNOWAIT)
    told = claim(engine, this_process())
    holder.wait()
    assert told.held
    assert told.wait > timedelta(seconds=20)


def test_a_lease_is_renewed_with_the_delay_kept_now(engine: Engine) -> None:
    claim(engine, ELSEWHERE)
    set_lease(engine, expires_at=utc_now() + timedelta(seconds=1))
    with writing(engine) as session:
        assert renew_hosts(session, ELSEWHERE, {HOST: 9.0}) == {HOST}
    with reading(engine) as session:
        lease = session.get_one(HostLease, HOST)
    assert lease.expires_at is not None
    assert lease.expires_at > utc_now() + timedelta(seconds=30)
    assert lease.delay_seconds == 9.0


def test_what_was_taken_over_is_not_renewed(engine: Engine) -> None:
    claim(engine, ELSEWHERE)
    set_lease(engine, expires_at=utc_now() - timedelta(seconds=1))
    claim(engine, this_process())
    with writing(engine) as session:
        assert renew_hosts(session, ELSEWHERE, {HOST: 2.0}) == set()
    give_back(engine, ELSEWHERE, since_request=0.0)
    assert not claim(engine, ELSEWHERE).held


def test_a_process_without_a_number_has_no_beginning() -> None:
    assert began(2**22 + 1) == ""
    assert began(os.getpid()) != ""


@pytest.mark.parametrize("name", ["", "nonsense", "another/1/2"])
def test_of_a_holder_elsewhere_nobody_says_that_it_ended(name: str) -> None:
    from models.holders import has_ended

    assert not has_ended(name)
