"""Many small hosts on loopback, one port: HTTP/1.1 for benchmarks and tests of the crawl.

Each host is an address of 127.0.0.0/8 of its own, which Linux answers without any set-up, so that
what Salang keeps per host (delay, concurrency, robots.txt, pauses) is kept as on the web.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: host and path as asked, headers in small letters, monotonic seconds."""

    host: str
    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``wait``: seconds before it is sent."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0


Answering = Callable[[Asked], Reply]


def hosts(number: int) -> list[str]:
    """Addresses for so many hosts, at most 60,000: 127.1.0.1, 127.1.0.2, ..."""
    return [f"127.1.{place // 250}.{place % 250 + 1}" for place in range(number)]


class Loopback:
    """A server for some hosts in a thread of its own; remembers how it was asked.

    ``most_at_once`` is, by host, the largest number of requests that were being answered at the
    same time.
    """

    def __init__(self, names: Sequence[str], answer: Answering, remember: bool = True) -> None:
        self.names = list(names)
        self.asked: list[Asked] = []
        self.most_at_once: Counter[str] = Counter()
        self.port = 0
        self._answer = answer
        self._remember = remember
        self._open: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        if not self._ready.wait(30):
            raise RuntimeError("the loopback server did not start")

    def url(self, host: str, path: str = "/") -> str:
        """Absolute address of a path of a host."""
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        """Stop serving and close the port."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        first = await asyncio.start_server(self._talk, self.names[0], 0, backlog=512)
        self.port = int(first.sockets[0].getsockname()[1])
        others = [
            await asyncio.start_server(self._talk, name, self.port, backlog=64)
            for name in self.names[1:]
        ]
        self._ready.set()
        await self._stop.wait()
        for server in (first, *others):
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.strip().lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in lines[1:] if line)
                }
                asked = Asked(host, lines[0].split(" ")[1], headers, monotonic())
                if self._remember:
                    self.asked.append(asked)
                await self._reply(asked, writer)
        writer.close()

    async def _reply(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        self._open[asked.host] += 1
        self.most_at_once[asked.host] = max(self.most_at_once[asked.host], self._open[asked.host])
        try:
            reply = self._answer(asked)
            if reply.wait:
                await asyncio.sleep(reply.wait)
        finally:
            self._open[asked.host] -= 1
        head = [f"HTTP/1.1 {reply.status} -"]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        head += [f"Content-Length: {len(reply.body)}", "", ""]
        writer.write("\r\n".join(head).encode("latin-1") + reply.body)
        await writer.drain()


@contextmanager
def loopback(names: Sequence[str], answer: Answering, remember: bool = True) -> Iterator[Loopback]:
    """A server for the length of a block."""
    server = Loopback(names, answer, remember)
    try:
        yield server
    finally:
        server.close()
