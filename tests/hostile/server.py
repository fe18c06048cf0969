"""The hostile web: ``python -m tests.hostile.server`` serves every case on a host of its own.

It is a process of its own, since making bombs takes time that must not be the crawl's. Prints its
port and serves until its standard input ends. With ``--sound N`` it serves N sound outlets
instead, of which a crawl of the others must not lose any time.
"""

import argparse
import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.hostile.answers import Asked, reply
from tests.hostile.case import FEED, Case, rss, story

ROOT = Path(__file__).resolve().parents[2]
#: pages of a sound outlet
SOUND_PAGES = 60


def host_of(place: int, sound: bool = False) -> str:
    """Loopback address of the outlet at a place in the list."""
    return f"127.{3 if sound else 2}.0.{place + 1}"


def sound_case(place: int) -> Case:
    """An outlet that keeps all rules."""
    pages = {
        f"/news/{n}.html": story(f"<p>Story {n} of paper {place} tells of load {n}.</p>", f"No {n}")
        for n in range(SOUND_PAGES)
    }
    answers = {path: reply(body) for path, body in pages.items()}
    links = dict.fromkeys(pages, "fetched")
    answers[FEED] = reply(
        lambda asked: rss([f"{asked.base}{path}" for path in links]), kind="application/rss+xml"
    )
    return Case(
        f"sound {place}", answers, fates=links, politeness={"delay_seconds": 1.5, "concurrency": 1}
    )


async def _talk(
    case: Case, seen: Counter[str], reader: asyncio.StreamReader, out: asyncio.StreamWriter
) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        asked = Asked(path, headers, seen[path], f"http://{headers.get('host', '')}")
        seen[path] += 1
        answer = case.answer(path) or reply(b"nothing here", 404, "text/plain")
        await answer(asked, out)
        await out.drain()
    with suppress(ConnectionError):
        out.close()


async def serve(cases: Sequence[Case], sound: bool) -> None:
    """Serve until standard input ends."""
    port = 0
    for place, case in enumerate(cases):
        seen: Counter[str] = Counter()

        async def talk(
            reader: asyncio.StreamReader,
            out: asyncio.StreamWriter,
            case: Case = case,
            seen: Counter[str] = seen,
        ) -> None:
            await _talk(case, seen, reader, out)

        server = await asyncio.start_server(talk, host_of(place, sound), port, backlog=128)
        port = server.sockets[0].getsockname()[1]
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


@contextmanager
def serving(sound: int = 0) -> Iterator[int]:
    """The server as a process, for the length of a block; yields its port."""
    command = [sys.executable, "-m", "tests.hostile.server", f"--sound={sound}"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def main() -> None:
    """Serve."""
    from tests.hostile.cases import CASES

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sound", type=int, default=0)
    number = parser.parse_args().sound
    with suppress(KeyboardInterrupt):
        asyncio.run(
            serve([sound_case(n) for n in range(number)] if number else CASES, sound=bool(number))
        )


if __name__ == "__main__":
    main()
