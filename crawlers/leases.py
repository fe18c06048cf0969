"""The hosts that this crawl may ask: it holds each by a lease in the database.

A host's delay is kept by the one process that asks it. Leases see to it that this is one at a
time, over all machines that share a PostgreSQL database. On SQLite runs take turns, so that there
is nothing to hold.
"""

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from scrapy.crawler import Crawler
from sqlalchemy.exc import SQLAlchemyError

from crawlers.errors import HostPaused
from crawlers.hosts import delay_of, drop_queue
from crawlers.writer import Writer
from models.holders import this_process
from models.queries.hosts import LEASE, Claim, LetGo, claim_host, let_go, renew_hosts

logger = logging.getLogger(__name__)
#: seconds between two renewals, and between two tries to get a host that another crawl asks
RENEW_EVERY = 10.0
TRY_EVERY = 2.0
#: seconds before a lease runs out at which this process stops to rely on it
MARGIN = 10.0
#: seconds without a request after which a host is given back
IDLE = 20.0


@dataclass(slots=True)
class _Held:
    """A host: when it was last asked or taken, and whether it was asked at all."""

    seen: float
    asked: float | None = None


class Leases:
    """What one crawl holds. ``patience``: seconds that it waits for a host another crawl asks."""

    def __init__(self, crawler: Crawler, writer: Writer, patience: float) -> None:
        self._crawler = crawler
        self._writer = writer
        self._patience = patience
        self._holder = this_process()
        self._held: dict[str, _Held] = {}
        self._taking: dict[str, asyncio.Task[None]] = {}
        self._left: dict[str, HostPaused] = {}
        self._rests: dict[str, float] = {}
        self._valid_until = 0.0
        self._renewing: asyncio.Task[None] | None = None

    async def hold(self, host: str) -> None:
        """Return when this crawl holds the host and may ask it.

        Raises:
            HostPaused: when another crawl goes on asking it, or it asked for a rest.
        """
        taking = host in self._taking
        if host in self._held and not taking and _clock() < self._valid_until:
            return
        if host in self._left:
            known = self._left[host]
            raise HostPaused(str(known), known.wait)
        if not taking:
            task = asyncio.ensure_future(self._take(host))
            task.add_done_callback(lambda _: self._taking.pop(host, None))
            self._taking[host] = task
        # several requests wait for one claim; one that is given up must not end it for the others
        await asyncio.shield(self._taking[host])

    def rests(self, host: str, seconds: float) -> None:
        """Note that a host asked for a rest, for whoever takes it next."""
        self._rests[host] = _clock() + seconds

    async def release(self) -> None:
        """Give everything back. Nothing may be asked afterwards."""
        if self._renewing is not None:
            self._renewing.cancel()
        await self._let_go(list(self._held))

    async def _take(self, host: str) -> None:
        until = _clock() + self._patience
        while True:
            began = _clock()
            claim: Claim = await self._writer.write(
                lambda session: claim_host(
                    session, host, self._holder, delay_of(self._crawler, host)
                )
            )
            if claim.held:
                break
            if _clock() + TRY_EVERY > until:
                why = f"another run asks {host} now; the rest waits for the next run"
                self._left[host] = HostPaused(why, claim.wait)
                raise HostPaused(why, claim.wait)
            await asyncio.sleep(TRY_EVERY)
        if not self._held:
            self._valid_until = began + LEASE.total_seconds() - MARGIN
        self._held[host] = _Held(_clock())
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.ensure_future(self._renew())
        if claim.resting and claim.wait.total_seconds() > self._patience:
            await self._leave(host, claim.wait)
        # the holder before asked a moment ago
        await asyncio.sleep(claim.wait.total_seconds())

    async def _leave(self, host: str, wait: timedelta) -> None:
        why = f"{host} asks for a pause of {wait.total_seconds() / 60:.0f} minutes"
        self._left[host] = HostPaused(why, wait)
        await self._let_go([host])
        raise HostPaused(why, wait)

    async def _renew(self) -> None:
        """Renew what is held, give back what is idle, and stop where a lease is lost."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            self._look()
            await self._let_go([host for host in self._held if self._idle(host)])
            began = _clock()
            delays = {host: delay_of(self._crawler, host) for host in self._held}
            if not delays:
                return
            renew = partial(renew_hosts, holder=self._holder, delays=delays)
            try:
                kept = await self._writer.write(renew)
            except SQLAlchemyError as error:
                logger.warning("leases on hosts could not be renewed: %s", error)
                kept = set(delays) if _clock() < self._valid_until else set()
            else:
                self._valid_until = began + LEASE.total_seconds() - MARGIN
            for host in delays.keys() - kept:
                why = f"another run has taken over {host}; the rest waits for the next run"
                self._held.pop(host, None)
                self._left[host] = HostPaused(why)
                drop_queue(self._crawler, host, HostPaused(why))

    def _look(self) -> None:
        """Note when each host was last asked: the queue of an idle one is soon gone."""
        slots = self._crawler.engine.downloader.slots
        for host, held in self._held.items():
            slot = slots.get(host)
            if slot is not None and slot.lastseen:
                held.asked = slot.lastseen
                held.seen = max(held.seen, slot.lastseen)
            if slot is not None and slot.active:
                held.seen = _clock()

    def _idle(self, host: str) -> bool:
        pause = max(IDLE, 2 * delay_of(self._crawler, host))
        return host not in self._taking and _clock() - self._held[host].seen > pause

    async def _let_go(self, hosts: list[str]) -> None:
        self._look()
        now = _clock()
        going = []
        for host in hosts:
            # from here on a request for it claims it again, after what is written below
            held = self._held.pop(host)
            asked = None if held.asked is None else now - held.asked
            rest = max(0.0, self._rests.get(host, 0.0) - now)
            going.append(LetGo(host, asked, delay_of(self._crawler, host), rest))
        if going:
            # what cannot be written runs out by itself
            with contextlib.suppress(SQLAlchemyError):
                await self._writer.write(lambda session: let_go(session, self._holder, going))


def _clock() -> float:
    return time.monotonic()


def leases_of(spider: Any) -> Leases | None:
    """The leases of a crawl; None where nothing is to be held."""
    found: Leases | None = getattr(spider, "leases", None)
    return found
