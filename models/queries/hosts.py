"""Leases on hosts: one crawl at a time may ask a host, whatever machine it runs on.

Only the database's clock counts, so machines need not agree on the time. A lease that is not
renewed runs out; who takes it over then keeps the host's delay from the last moment at which the
holder before may have asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.base import utc_now
from models.holders import has_ended
from models.hosts import HostLease
from models.session import insert_new

#: how long a lease holds without being renewed
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claim:
    """What came of a claim: whether the host is held now, and how long not to ask it yet.

    ``resting``: the host itself asked for that time. Not ``held``: another crawl asks it, whose
    lease runs out after ``wait`` unless it is renewed.
    """

    held: bool
    wait: timedelta
    resting: bool = False


@dataclass(frozen=True, slots=True)
class LetGo:
    """A host that its holder asks no more: seconds since its last request (None: none was sent),
    seconds it kept between two, and seconds for which the host asked for rest from now on."""

    host: str
    since_request: float | None
    delay: float
    rest: float = 0.0


def claim_host(session: Session, host: str, holder: str, delay: float) -> Claim:
    """Take a host that nobody asks now; ``delay`` is what this holder keeps, in seconds."""
    now = _now(session)
    row = {"host": host, "delay_seconds": delay}
    insert_new(session, HostLease, [row], key=("host",))
    lease = session.scalars(select(HostLease).where(HostLease.host == host).with_for_update()).one()
    if lease.holder not in (None, holder):
        assert lease.expires_at is not None
        if lease.expires_at > now and not has_ended(lease.holder):
            return Claim(False, lease.expires_at - now)
        # it may have asked up to its end, and said nothing of it
        lease.last_request_at = min(lease.expires_at, now)
    pause = timedelta(seconds=max(delay, lease.delay_seconds))
    ready = lease.last_request_at + pause if lease.last_request_at else now
    resting = lease.rests_until is not None and lease.rests_until > max(now, ready)
    if resting:
        assert lease.rests_until is not None
        ready = lease.rests_until
    lease.holder = holder
    lease.expires_at = now + LEASE
    lease.delay_seconds = delay
    session.flush()
    return Claim(True, max(ready - now, timedelta(0)), resting)


def renew_hosts(session: Session, holder: str, delays: dict[str, float]) -> set[str]:
    """Hold on to hosts, with the seconds kept between requests; returns those still held."""
    now = _now(session)
    kept = session.execute(
        select(HostLease.host, HostLease.delay_seconds)
        .where(HostLease.holder == holder)
        .order_by(HostLease.host)
        .with_for_update()
    ).all()
    session.execute(
        update(HostLease).where(HostLease.holder == holder).values(expires_at=now + LEASE)
    )
    for host, known in kept:
        if delays.get(host, known) != known:
            session.execute(
                update(HostLease)
                .where(HostLease.host == host, HostLease.holder == holder)
                .values(delay_seconds=delays[host])
            )
    return {host for host, _ in kept}


def let_go(session: Session, holder: str, hosts: Iterable[LetGo]) -> None:
    """Give hosts back, with what the next holder must know to keep their delay."""
    now = _now(session)
    for one in sorted(hosts, key=lambda each: each.host):
        values: dict[str, Any] = {
            "holder": None,
            "expires_at": None,
            "delay_seconds": one.delay,
        }
        if one.since_request is not None:
            values["last_request_at"] = now - timedelta(seconds=one.since_request)
        if one.rest > 0:
            values["rests_until"] = now + timedelta(seconds=one.rest)
        session.execute(
            update(HostLease)
            .where(HostLease.host == one.host, HostLease.holder == holder)
            .values(**values)
        )


def _now(session: Session) -> datetime:
    if session.get_bind().dialect.name != "postgresql":
        return utc_now()
    moment: datetime = session.scalars(select(func.clock_timestamp())).one()
    return moment
