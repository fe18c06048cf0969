"""The server of a benchmark, a process of its own: pages of eight hosts, listed by sitemaps."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import yaml

from benchmarks.loopback import Asked, Loopback, Reply, hosts
from benchmarks.speed.corpus import Corpus

HOSTS = 8
_HTML = {"Content-Type": "text/html"}


@dataclass(frozen=True, slots=True)
class Served:
    """What was asked for: pages answered, the first and last page by the monotonic clock, bytes.

    ``cpu`` is the server's own processor time.
    """

    pages: int
    first: float
    last: float
    size: int
    cpu: float


class _Answers:
    """Answers of all hosts; page ``n`` is on host ``n`` modulo their number."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.begin(corpus.count)

    def begin(self, count: int) -> None:
        """Serve so many pages and forget what was asked for."""
        self.count = count
        self.pages = self.size = 0
        self.first = self.last = 0.0
        self.cpu = time.process_time()

    def __call__(self, asked: Asked) -> Reply:
        if asked.path.startswith("/news/"):
            body = self.corpus.body(int(asked.path[6:-5]))
            self.last = time.monotonic()
            self.first = self.first or self.last
            self.pages += 1
            self.size += len(body)
            return Reply(200, body, _HTML)
        if asked.path == "/sitemap.xml":
            place = hosts(HOSTS).index(asked.host)
            base = f"http://{asked.headers['host']}"
            rows = "".join(
                f"<url><loc>{base}{path_of(number)}</loc></url>"
                for number in range(place, self.count, HOSTS)
            )
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
            return Reply(200, body.encode(), {"Content-Type": "application/xml"})
        return Reply(404)

    def served(self) -> Served:
        return Served(self.pages, self.first, self.last, self.size, time.process_time() - self.cpu)


def path_of(number: int) -> str:
    """The path of a page."""
    return f"/news/{number}.html"


def _serve(corpus: Corpus, control: Connection) -> None:
    answers = _Answers(corpus)
    server = Loopback(hosts(HOSTS), answers, remember=False)
    control.send(server.port)
    while (order := control.recv()) is not None:
        if order == "served":
            control.send(answers.served())
        else:
            answers.begin(order)
            control.send(None)


@dataclass(frozen=True)
class Server:
    """The server as its user sees it."""

    port: int
    pid: int
    control: Connection

    def begin(self, count: int) -> list[str]:
        """Forget what was asked; the addresses of so many pages from now on."""
        self.control.send(count)
        self.control.recv()
        names = hosts(HOSTS)
        return [
            f"http://{names[number % HOSTS]}:{self.port}{path_of(number)}"
            for number in range(count)
        ]

    def served(self) -> Served:
        """What was asked for since `begin`."""
        self.control.send("served")
        found: Served = self.control.recv()
        return found

    def write_catalogue(self, folder: Path) -> None:
        """A source file per host, without delays."""
        folder.mkdir()
        for place, host in enumerate(hosts(HOSTS)):
            home = f"http://{host}:{self.port}/"
            channel = {
                "kind": "sitemap", "url": f"{home}sitemap.xml", "attested": "made for a benchmark",
            }  # fmt: skip
            entry = {
                "slug": f"outlet-{place}",
                "name": f"Outlet {place}",
                "home": home,
                "country": None,
                "languages": ["en", "de", "zh"],
                "ownership": "independent",
                "timezone": "UTC",
                "channels": [channel],
                "politeness": {"delay_seconds": 0, "concurrency": 4, "max_pages_per_run": 100_000},
            }
            (folder / f"outlet-{place}.yaml").write_text(yaml.safe_dump(entry), encoding="utf-8")


@contextmanager
def serving(corpus: Corpus) -> Iterator[Server]:
    """A server of these pages for the length of a block."""
    context = get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(corpus, theirs), daemon=True)
    process.start()
    try:
        port = ours.recv()
        assert process.pid is not None
        yield Server(port, process.pid, ours)
    finally:
        ours.send(None)
        process.join(10)
        process.kill()
