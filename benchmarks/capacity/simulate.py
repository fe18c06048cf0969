"""A day of a large watch, request by request: which workers fetch what, and when.

The shape of the work is Salang's: every half hour all sources are polled and what is new is
fetched; sources are taken by workers in parts (`flows.stages.sharing`), one crawl process each at a
time, which has so many requests on their way and keeps each host's delay. What is fetched is read
by the worker's processes; texts are compared in turn, over all workers.
"""

import heapq
import random
from collections import deque
from dataclasses import dataclass, field
from math import ceil, cos, pi

from benchmarks.capacity.measure import Costs

DAY = 86_400.0
#: seconds of one bucket in which use of the processors is added up
BUCKET = 300.0
#: a run takes this share of what is left at once, and so many sources at most
SHARE, MOST = 4, 200


@dataclass(frozen=True)
class World:
    """What is watched, and with what.

    ``spread``: sigma of the lognormal of pages by source; ``day``: how much busier noon is than
    the mean; ``about``: share of pages that name the topic; ``answer``: mean seconds of an answer;
    ``polled``: documents polled of a source in a round; ``most``: pages of it fetched in one;
    ``cores``: of a worker's machine.
    """

    sources: int = 10_000
    pages: int = 5_000_000
    workers: int = 8
    cores: int = 4
    about: float = 0.03
    concurrency: int = 64
    delay: float = 2.0
    answer: float = 0.7
    round_seconds: float = 1800.0
    polled: int = 2
    most: int = 500
    spread: float = 0.8
    day: float = 0.7
    seed: int = 1


@dataclass
class Told:
    """What came of a day: pages fetched, those left, seconds from publication to fetching
    (sorted), seconds that rounds took, and by bucket the busiest worker's share of its cores."""

    world: World
    asked: int = 0
    fetched: int = 0
    left: int = 0
    waits: list[float] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)
    by_bucket: list[list[int]] = field(default_factory=list)
    slowest_host: float = 0.0

    def wait(self, share: float) -> float:
        """Seconds within which this share of the pages was fetched after publication."""
        return self.waits[min(len(self.waits) - 1, int(share * len(self.waits)))]

    def cores_used(self, costs: Costs) -> tuple[float, float]:
        """Cores that fetching and reading need, in the mean and in the busiest bucket."""
        each = (
            costs.fetch
            + costs.store
            + costs.screen
            + self.world.about * (costs.extract + costs.dedupe + costs.tag + costs.stories)
        ) / 1000
        totals = [sum(counts) for counts in zip(*self.by_bucket, strict=True)]
        return self.fetched * each / DAY, max(totals) * each / BUCKET

    def fetch_core(self, costs: Costs) -> float:
        """The busiest bucket of one crawl process, as a share of the one core that it can use."""
        return max(max(counts) for counts in self.by_bucket) * costs.fetch / 1000 / BUCKET

    def turn(self, costs: Costs) -> float:
        """The busiest bucket of what only one worker at a time may do, as a share of a core."""
        totals = [sum(counts) for counts in zip(*self.by_bucket, strict=True)]
        return max(totals) * self.world.about * (costs.dedupe + costs.stories) / 1000 / BUCKET


def simulate(world: World) -> Told:
    """Run one day, after half a day to get into its rhythm."""
    dice = random.Random(world.seed)
    rates = [dice.lognormvariate(0, world.spread) for _ in range(world.sources)]
    scale = world.pages / sum(rates)
    published = [_published(rate * scale, world, dice) for rate in rates]
    told = Told(world)
    told.by_bucket = [[0] * ceil(1.5 * DAY / BUCKET) for _ in range(world.workers)]
    told.slowest_host = max(rates) * scale * max(world.delay, world.answer)
    #: by source, the first page that is not fetched yet
    done = [0] * world.sources
    free = [0.0] * world.workers
    start = 0.0
    while start < 1.5 * DAY:
        end = _round(world, published, done, free, start, told, dice)
        told.rounds.append(end - start)
        # a round that is late is followed by the next, which finds what it left
        late = ceil(end / world.round_seconds) * world.round_seconds
        start = max(start + world.round_seconds, late)
    told.left = sum(len(pages) - at for pages, at in zip(published, done, strict=True))
    told.waits.sort()
    told.rounds = told.rounds[len(told.rounds) // 3 :]
    told.by_bucket = [counts[int(DAY / 2 / BUCKET) :] for counts in told.by_bucket]
    return told


def _published(mean: float, world: World, dice: random.Random) -> list[float]:
    """Times at which a source publishes in a day and a half, more by day than by night."""
    times = []
    peak = mean * (1 + world.day) / DAY
    when = dice.expovariate(peak)
    while when < 1.5 * DAY:
        here = (1 - world.day * cos(2 * pi * when / DAY)) / (1 + world.day)
        if dice.random() < here:
            times.append(when)
        when += dice.expovariate(peak)
    return times


def _round(
    world: World,
    published: list[list[float]],
    done: list[int],
    free: list[float],
    start: float,
    told: Told,
    dice: random.Random,
) -> float:
    """All workers share one round of all sources. Returns when the last has ended."""
    waiting = deque(range(world.sources))
    ready = [(max(start, at), worker) for worker, at in enumerate(free)]
    heapq.heapify(ready)
    end = start
    while waiting:
        begin, worker = heapq.heappop(ready)
        size = min(ceil(len(waiting) / SHARE), MOST)
        part = [waiting.popleft() for _ in range(size)]
        # a crawl process is there after about two seconds
        until = _crawl(world, part, published, done, begin + 2.0, worker, told, dice)
        free[worker] = until
        end = max(end, until)
        heapq.heappush(ready, (until, worker))
    return end


def _crawl(
    world: World,
    part: list[int],
    published: list[list[float]],
    done: list[int],
    begin: float,
    worker: int,
    told: Told,
    dice: random.Random,
) -> float:
    """One crawl process: polls, then pages, each host in its pace, so many hosts at a time."""
    buckets = told.by_bucket[worker]
    hosts: deque[tuple[int, int]] = deque((source, world.polled) for source in part)
    room = dict.fromkeys(part, world.most)
    going: list[tuple[float, int, int]] = []
    now = begin
    while hosts or going:
        while hosts and len(going) < world.concurrency:
            source, polls = hosts.popleft()
            heapq.heappush(going, (now, source, polls))
        now, source, polls = heapq.heappop(going)
        answered = now + dice.expovariate(1 / world.answer)
        again = max(now + world.delay, answered)
        told.asked += 1
        if polls:
            heapq.heappush(going, (again, source, polls - 1))
            continue
        pages, at = published[source], done[source]
        listed = at < len(pages) and pages[at] <= begin + world.polled * world.delay
        if not listed or not room[source]:
            continue  # nothing more was listed when it was polled, or the rest is for the next run
        room[source] -= 1
        done[source] = at + 1
        place = int(answered / BUCKET)
        if place < len(buckets):
            buckets[place] += 1
        if DAY / 2 <= answered < 1.5 * DAY:
            told.fetched += 1
            told.waits.append(answered - pages[at])
        heapq.heappush(going, (again, source, 0))
    return now
