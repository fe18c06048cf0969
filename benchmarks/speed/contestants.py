"""Who is measured: how each is started, and from when to when it worked.

A rate is pages over the time from the first request for a page to the end of the work: what it
takes to start a program is told apart, since it is paid once a run and not a page. All read the
same addresses from the same server and keep what they found: Salang in its database, the others
as JSON.
"""

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.processes import Cost, measured
from benchmarks.speed.environment import FOLDER
from benchmarks.speed.served import Served, Server
from models.candidates import Candidate
from models.captures import Capture
from models.session import make_engine, reading

PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True, slots=True)
class Round:
    """One contestant in one round. ``seconds`` of work for ``pages`` pages; ``start`` before it."""

    pages: int
    seconds: float
    start: float
    cpu: float
    peak: int
    kept: int
    more: Mapping[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


@dataclass(frozen=True)
class Contestant:
    """``share`` of the pages that it reads in a round: the slow ones read fewer."""

    name: str
    run: Callable[[Server, Sequence[str], Path], Round]
    needs: tuple[str, ...] = ()
    share: float = 1.0


class RoundFailed(Exception):
    """A contestant did not come to its end; the message says what it printed last."""


def salang(server: Server, urls: Sequence[str], home: Path, codebook: Path | None = None) -> Round:
    """``salang run`` into a fresh database: until all is read and stored, and to its end."""
    command = (str(Path(sys.executable).with_name("salang")), "run", "--json", "--catalog",
               str(home / "catalog"))  # fmt: skip
    cost, served = _run(server, command, home, salang_environment(home, codebook))
    engine = make_engine(f"sqlite:///{home}/salang.db")
    with reading(engine) as session:
        # kept as instants of the wall clock; only their distance is used
        fetched, read = session.execute(
            select(func.min(Capture.fetched_at), func.max(Capture.read_at))
        ).one()
        fates = dict(
            session.execute(select(Candidate.fate, func.count()).group_by(Candidate.fate)).all()
        )  # type: ignore[arg-type]
    engine.dispose()
    done = sum(count for fate, count in fates.items() if fate not in ("discovered", "captured"))
    if done != len(urls):
        raise RoundFailed(f"{done} of {len(urls)} pages have their fate: {fates}")
    return Round(
        done, (read - fetched).total_seconds(), served.first - cost.began, cost.cpu, cost.peak,
        fates.get("fetched", 0) + fates.get("undated", 0),
        {"whole run": done / (cost.ended - served.first), **fates},
    )  # fmt: skip


def salang_environment(home: Path, codebook: Path | None = None) -> dict[str, str]:
    """A home of its own, a fresh SQLite database, and pages on loopback allowed."""
    found = {
        "SALANG_HOME": str(home),
        "SALANG_DATABASE_URL": f"sqlite:///{home}/salang.db",
        "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
        "SALANG_CRAWL_MAX_SECONDS": "36000",
    }
    return found | ({"SALANG_CODEBOOK": str(codebook)} if codebook else {})


def peer(program: str) -> Callable[[Server, Sequence[str], Path], Round]:
    """A program of `benchmarks/speed/peers`, in the peers' environment."""

    def run(server: Server, urls: Sequence[str], home: Path) -> Round:
        listed = _listed(urls, home)
        python = FOLDER.absolute() / "bin" / "python"
        command = (str(python), str(PEERS / program), str(listed), str(home / "out"))
        return _peer_round(server, command, urls, home)

    return run


def trafilatura_command(server: Server, urls: Sequence[str], home: Path) -> Round:
    """``trafilatura`` itself with a list of addresses, without its pause between requests."""
    command = (
        str(FOLDER.absolute() / "bin" / "trafilatura"), "--input-file", str(_listed(urls, home)),
        "--output-dir", str(home / "out"), "--json", "--with-metadata", "--parallel", "2",
        "--config-file", str(PEERS / "trafilatura.cfg"),
    )  # fmt: skip
    return _peer_round(server, command, urls, home)


def bound(bodies: Callable[[int], bytes]) -> Callable[[Server, Sequence[str], Path], Round]:
    """Two processes that do only trafilatura: no fetching, no storing."""

    def run(server: Server, urls: Sequence[str], home: Path) -> Round:
        pages = home / "pages"
        pages.mkdir()
        for number in range(len(urls)):
            (pages / f"{number:06}.html").write_bytes(bodies(number))
        (home / "out").mkdir()
        python = FOLDER.absolute() / "bin" / "python"
        cost, _ = _run(
            server, (str(python), str(PEERS / "bound.py"), str(pages), str(home / "out")), home, {}
        )
        began, ended = map(float, (home / "out" / "times").read_text().split())
        shutil.rmtree(pages)
        return Round(len(urls), ended - began, began - cost.began, cost.cpu, cost.peak, len(urls))

    return run


def _listed(urls: Sequence[str], home: Path) -> Path:
    (home / "out").mkdir()
    listed = home / "urls.txt"
    listed.write_text("\n".join(urls), encoding="utf-8")
    return listed


def _peer_round(server: Server, command: Sequence[str], urls: Sequence[str], home: Path) -> Round:
    cost, served = _run(server, command, home, {})
    if served.pages < len(urls):
        raise RoundFailed(f"asked for {served.pages} of {len(urls)} pages: {_last_words(home)}")
    lines = home / "out" / "pages.jsonl"
    kept = (
        sum(1 for _ in lines.open("rb"))
        if lines.exists()
        else sum(1 for path in (home / "out").rglob("*.json"))
    )
    return Round(
        len(urls), cost.ended - served.first, served.first - cost.began, cost.cpu, cost.peak, kept
    )


def _run(
    server: Server, command: Sequence[str], home: Path, environment: Mapping[str, str]
) -> tuple[Cost, Served]:
    cost = measured(
        command, environment, home / "log", besides=frozenset((server.pid,)), limit=1800
    )
    if cost.code:
        raise RoundFailed(f"exit code {cost.code}: {_last_words(home)}")
    return cost, server.served()


def _last_words(home: Path) -> str:
    lines = (home / "log").read_text("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else "it printed nothing"
