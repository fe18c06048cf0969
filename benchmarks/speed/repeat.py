"""A run that finds nothing new: ``python -m benchmarks.speed.repeat [--sources 100]``.

Outlets on hosts of their own, a feed each of which the server says by its ETag that it did not
change, and pages behind it. `salang run` runs three times: the first takes in everything, the
others find nothing. Prints what each asked for and its processor seconds, of all processes and by
what they do: the command with the flow and Prefect's temporary server in it, the crawl.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from benchmarks.loopback import Asked, Reply, hosts, loopback
from benchmarks.processes import Cost, family, measured, role, used
from benchmarks.speed.contestants import KEPT, salang_environment

ITEMS = 5
DATE = "Thu, 03 Jul 2025 12:30:00 GMT"


class Outlets:
    """Answers of all outlets; counts what is asked for."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def __call__(self, asked: Asked) -> Reply:
        kind = {"/robots.txt": "robots.txt", "/feed.xml": "feeds"}.get(asked.path, "pages")
        self.asked[kind] += 1
        if kind == "robots.txt":
            return Reply(404)
        host = asked.headers["host"]
        if kind == "pages":
            text = f"<p>The council of {host} opened bridge {asked.path[1:-5]} after repairs.</p>"
            return Reply(200, text.encode(), {"Content-Type": "text/html; charset=utf-8"})
        items = "".join(
            f"<item><title>Item {number}</title><link>http://{host}/{number}.html</link>"
            f"<pubDate>{DATE}</pubDate></item>"
            for number in range(ITEMS)
        )
        body = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
        headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'}
        if asked.headers.get("if-none-match") == headers["ETag"]:
            return Reply(304, headers=headers)
        return Reply(200, body, headers | {"Content-Type": "application/rss+xml"})


def write_catalogue(folder: Path, names: list[str], port: int) -> None:
    """A source file per outlet, without delays."""
    folder.mkdir()
    for place, host in enumerate(names):
        entry = {
            "slug": f"outlet-{place:04}",
            "name": f"Outlet {place}",
            "home": f"http://{host}:{port}/",
            "country": None,
            "languages": ["en"],
            "ownership": "independent",
            "timezone": "UTC",
            "channels": [
                {
                    "kind": "feed",
                    "url": f"http://{host}:{port}/feed.xml",
                    "attested": "made for a benchmark",
                }
            ],
            "politeness": {"delay_seconds": 0},
        }
        (folder / f"outlet-{place:04}.yaml").write_text(yaml.safe_dump(entry), encoding="utf-8")


@contextmanager
def by_role(parts: dict[int, tuple[str, float]], root: int) -> Iterator[None]:
    """Note processor seconds of the processes below ``root`` by what they do, while they run."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            for pid in family(root)[1:]:
                name, before = parts.get(pid, ("", 0.0))
                if (spent := used(pid)) > before:
                    # by its last moments a process has no command line any more
                    parts[pid] = (what if (what := role(pid)) != "gone" else name, spent)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def runs(sources: int, times: int = 3) -> Iterator[tuple[Cost, Counter[str], dict[str, float]]]:
    """Runs over so many sources: cost, what was asked for, processor seconds by role."""
    outlets, names = Outlets(), hosts(sources)
    with (
        tempfile.TemporaryDirectory(prefix="salang-repeat-") as home,
        loopback(names, outlets, remember=False) as server,
    ):
        folder = Path(home)
        write_catalogue(folder / "catalog", names, server.port)
        if KEPT.exists():
            (folder / "kept").symlink_to(KEPT.absolute())
        command = (str(Path(sys.executable).with_name("salang")), "run", "--json", "--catalog",
                   str(folder / "catalog"))  # fmt: skip
        for _ in range(times):
            outlets.asked.clear()
            parts: dict[int, tuple[str, float]] = {}
            with by_role(parts, os.getpid()):
                cost = measured(command, salang_environment(folder), folder / "log")
            if cost.code:
                raise SystemExit((folder / "log").read_text()[-1000:])
            sums: dict[str, float] = {}
            for name, spent in parts.values():
                sums[name] = sums.get(name, 0.0) + spent
            yield cost, Counter(outlets.asked), sums


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=100)
    arguments = parser.parse_args()
    for number, (cost, asked, parts) in enumerate(runs(arguments.sources), 1):
        what = ", ".join(f"{count} {kind}" for kind, count in sorted(asked.items()))
        shares = ", ".join(f"{name} {spent:.1f}" for name, spent in sorted(parts.items()))
        print(
            f"run {number} of {arguments.sources} sources: asked for {what}; processor "
            f"{cost.cpu:.1f} s ({shares}), {cost.seconds:.0f} s by the clock, "
            f"peak {cost.peak / 1e6:.0f} MB"
        )


if __name__ == "__main__":
    main()
