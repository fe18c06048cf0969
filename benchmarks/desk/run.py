"""Server times of the desk under eight people: ``python -m benchmarks.desk.run``.

Against the database that ``benchmarks.desk.generate`` filled. The desk runs as ``salang review``
in a process of its own and is called over a real socket; each person waits for an answer and
rests a moment, as people do. ``--alone`` measures one person.

*Server* is the time in which the desk answered, from the first byte of the request to the
headers of the answer, as its ``Server-Timing`` says; *CPU* the work of its processor in that
time, the database's not counted; *client* what the person waited.
"""

import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from benchmarks.desk.generate import PASSWORD
from benchmarks.desk.rows import ENTITIES, TOPICS, vocabulary

PEOPLE = 8
#: seconds a person rests between two requests: nobody reads faster
REST = float(os.environ.get("BENCH_REST", "1"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "30"))
#: seconds at the beginning that are not counted: connections open, caches fill
WARM = 8.0
GOAL = 0.150
#: filters whose counts are asked for at the end, by what they narrow
COUNTED: dict[str, dict[str, str]] = {
    "the whole queue": {},
    "a country": {"country": "RU"},
    "an ownership": {"ownership": "exile"},
    "a language": {"language": "fa"},
    "a topic": {"topic": "topic_1"},
    "little confidence": {"confidence": "0.5"},
}
_DURATION = re.compile(r"dur=([0-9.]+)")


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one request took, in seconds."""

    server: float
    cpu: float
    client: float


class Person:
    """Somebody who reviews."""

    def __init__(self, address: str, number: int, times: dict[str, list[Timing]]) -> None:
        self.client = httpx.Client(base_url=address, timeout=60)
        self.dice, self.times = random.Random(number), times
        self.words = vocabulary()
        page = self.client.get("/login").text
        answer = self.client.post(
            "/login",
            data={
                "nonce": page.split('name="nonce" value="')[1].split('"')[0],
                "name": f"reviewer{number}",
                "password": PASSWORD,
            },
        )
        if answer.status_code != 303:
            raise SystemExit(f"login failed ({answer.status_code}); fill the database first")
        self.csrf = self.client.get("/account").text.split('data-csrf="')[1].split('"')[0]
        self.seen: list[tuple[str, str]] = []
        self.counted_from = 0.0

    def timed(self, what: str, call: Callable[[], httpx.Response]) -> httpx.Response:
        """Ask and write down how long it took."""
        began = time.perf_counter()
        answer = call()
        waited = time.perf_counter() - began
        if time.monotonic() > self.counted_from:
            told = _DURATION.findall(answer.headers.get("server-timing", ""))
            self.times[what].append(Timing(*(float(part) / 1000 for part in told), waited))
        if answer.status_code >= 400 and answer.status_code != 409:
            raise SystemExit(f"{what}: {answer.status_code}: {answer.text[:500]}")
        return answer

    def work(self, until: float) -> None:
        """Look at the queue, at articles, decide, search."""
        self.counted_from = time.monotonic() + WARM
        time.sleep(self.dice.random())
        while time.monotonic() < until:
            kind = self.dice.choices(("queue", "article", "decision", "search"), (2, 3, 3, 2))[0]
            getattr(self, kind)()
            time.sleep(REST * self.dice.uniform(0.5, 1.5))

    def queue(self) -> None:
        """A page of the queue, often filtered."""
        dice = self.dice
        query = dice.choice(
            (
                {},
                {"topic": f"topic_{dice.randrange(TOPICS)}"},
                {"entity": f"entity_{dice.randrange(ENTITIES)}"},
                {"language": dice.choice(("ru", "fa", "ps"))},
                {"source": f"s{dice.randint(1, 140):03}"},
                {"country": "RU", "sort": "newest"},
                {"verdict": "not_relevant", "status": "any"},
                {"since": "2024-03-01", "until": "2024-03-05"},
                {"confidence": "0.5"},
            )
        )
        answer = self.timed("queue page", lambda: self.client.get("/", params=query))
        parts = answer.text.split('data-article="')[1:]
        self.seen = [
            (part.split('"')[0], part.split('data-version="')[1].split('"')[0]) for part in parts
        ] or self.seen

    def article(self) -> None:
        """An article of the page seen last."""
        if not self.seen:
            return self.queue()
        key, _ = self.dice.choice(self.seen)
        self.timed("article page", lambda: self.client.get(f"/articles/{key}/panel"))
        return None

    def decision(self) -> None:
        """A verdict on it."""
        if not self.seen:
            return self.queue()
        key, version = self.seen.pop(self.dice.randrange(len(self.seen)))
        form = {"action": "verdict", "verdict": "relevant", "version": version}
        self.timed(
            "decision",
            lambda: self.client.post(
                f"/articles/{key}/decide", json=form, headers={"x-csrf-token": self.csrf}
            ),
        )
        return None

    def search(self) -> None:
        """Common, rare, several words, a phrase, an exclusion."""
        common, rare = self.words[self.dice.randrange(5)], self.dice.choice(self.words)
        words = self.dice.choice(
            (common, rare, f"{common} {rare}", f'"{self.words[0]} {self.words[1]}"',
             f"{rare} -{common}")
        )  # fmt: skip
        self.timed("search", lambda: self.client.get("/search", params={"q": words}))


@contextmanager
def desk_process() -> Iterator[tuple[str, int]]:
    """``salang review`` on a free port; yields its address and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = "import sys; from desk.cli import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", command, "review", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise SystemExit("the desk did not start")
            try:
                httpx.get(f"{address}/login")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _counting(client: httpx.Client, query: dict[str, str]) -> float:
    """Seconds that the counts of a filter take, the median of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        client.get("/queue/counts", params=query).raise_for_status()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def main() -> int:
    """Measure and print; 1 when a p95 of the server misses the goal."""
    people_count = 1 if "--alone" in sys.argv[1:] else PEOPLE
    times: dict[str, list[Timing]] = defaultdict(list)
    with desk_process() as (address, _):
        people = [Person(address, number, times) for number in range(people_count)]
        until = time.monotonic() + WARM + SECONDS
        threads = [threading.Thread(target=each.work, args=(until,)) for each in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        counting = {name: _counting(people[0].client, query) for name, query in COUNTED.items()}
    print(f"{people_count} people, {SECONDS:.0f} s, milliseconds")
    print(
        f"{'what':<14}{'requests':>9}{'server median':>15}{'p95':>6}{'max':>6}"
        f"{'CPU median':>12}{'client p95':>12}"
    )
    missed = False
    for what, found in sorted(times.items()):
        server = [each.server for each in found]
        missed |= _p95(server) > GOAL
        print(
            f"{what:<14}{len(found):>9}{1000 * statistics.median(server):>15.0f}"
            f"{1000 * _p95(server):>6.0f}{1000 * max(server):>6.0f}"
            f"{1000 * statistics.median(each.cpu for each in found):>12.0f}"
            f"{1000 * _p95([each.client for each in found]):>12.0f}"
        )
    print("counts, loaded after the page, one person alone:")
    for name, seconds in counting.items():
        print(f"{name:<30}{1000 * seconds:>6.0f}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
