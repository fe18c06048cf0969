"""One run shared by 1, 2 and 4 Prefect workers comes to the same, and is as polite.

Each worker is a machine of its own: a process with a home folder of its own, which shares with the
others the Prefect server, the PostgreSQL database and the page store.
"""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.engine import make_url

from crawlers.newsroom.catalog import write_catalog
from crawlers.newsroom.expected import load_expected
from crawlers.newsroom.server import Newsroom, Request, free_base_port
from models import CrawlPart, HostLease, Poll
from models.articles import Article
from models.reporting.views import VIEWS
from models.session import make_engine, reading
from tests.support.prefect_api import post
from tests.support.sample import comparable, differences

pytestmark = [pytest.mark.long, pytest.mark.timeout(2400)]

ROOT = Path(__file__).parents[2]
PREFECT = str(Path(sys.executable).with_name("prefect"))
#: seconds between two requests to a host, as the source files ask
DELAY = 0.5
WORKERS = (1, 2, 4)
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True)
class Outcome:
    """What came of one shared run: its database, what the outlets saw, and the runs' states."""

    url: str
    port: int
    requests: list[Request]
    states: list[str]
    pollers: int


class Prefect:
    """A Prefect server of its own, and what is asked of it."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.api = f"http://127.0.0.1:{port}/api"
        self.environment = {
            **os.environ,
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
        }
        self.client = httpx.Client(trust_env=False, timeout=60)
        self.server = self.start("server", "start", "--port", str(port))
        self.environment["PREFECT_API_URL"] = self.api
        while not self._healthy():
            with pytest.raises(subprocess.TimeoutExpired):
                self.server.wait(0.3)

    def _healthy(self) -> bool:
        try:
            return self.client.get(f"{self.api}/health").status_code == 200
        except httpx.TransportError:
            return False

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [PREFECT, *arguments],
            env={**self.environment, **environment},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def do(self, *arguments: str) -> None:
        done = subprocess.run(
            [PREFECT, "--no-prompt", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]

    def ask(self, path: str, query: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = post(self.api, f"/{path}/filter", query)
        return found

    def runs_of(self, deployment: str) -> list[str]:
        """States of all runs of a deployment."""
        (one,) = self.ask("deployments", {"deployments": {"name": {"any_": [deployment]}}})
        runs = self.ask("flow_runs", {"flow_runs": {"deployment_id": {"any_": [one["id"]]}}})
        return [run["state_type"] for run in runs]


@contextmanager
def ending(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            # a worker with nothing to do may not hear it before its next look for runs
            process.kill()
            process.wait(60)


def database(server: str, template: str, name: str) -> str:
    """The address of a fresh migrated database of this name."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE {template}'))
    admin.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def polite_catalog(folder: Path, port: int) -> None:
    for path in write_catalog(folder, port):
        source = yaml.safe_load(path.read_text("utf-8"))
        source["politeness"] |= {"delay_seconds": DELAY, "concurrency": 1}
        path.write_text(yaml.safe_dump(source, allow_unicode=True), "utf-8")


def deployments(catalog: Path, urls: dict[int, str], home: Path) -> dict[str, Any]:
    return {
        "name": "machines",
        "deployments": [
            {
                "name": f"shared-by-{count}",
                "entrypoint": "flows/ingest.py:ingest",
                "parameters": {"catalog": str(catalog), "workers": count},
                "work_pool": {
                    "name": "machines",
                    "job_variables": {
                        "env": {
                            "SALANG_DATABASE_URL": url,
                            "SALANG_PAGES_URL": str(home / f"pages-{count}"),
                        }
                    },
                },
            }
            for count, url in urls.items()
        ],
    }


@pytest.fixture(scope="module")
def outcomes(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: str, postgres_template: str
) -> dict[int, Outcome]:
    home = tmp_path_factory.mktemp("machines")
    urls = {
        count: database(postgres_server, postgres_template, f"machines_{count}")
        for count in WORKERS
    }
    port = free_base_port()
    polite_catalog(home / "catalog", port)
    file = home / "prefect.yaml"
    file.write_text(json.dumps(deployments(home / "catalog", urls, home)))
    found = {}
    with ExitStack() as stack:
        newsroom = stack.enter_context(Newsroom(port))
        prefect = Prefect(home / "prefect")
        stack.enter_context(ending(prefect.server))
        prefect.do("work-pool", "create", "machines", "--type", "process")
        prefect.do("deploy", "--all", "--prefect-file", str(file))
        for number in range(max(WORKERS)):
            worker = prefect.start(
                *("worker", "start", "--pool", "machines", "--limit", "1"),
                SALANG_HOME=str(home / f"machine-{number}"),
            )
            stack.enter_context(ending(worker))
        for count, url in urls.items():
            newsroom.forget()
            prefect.do("deployment", "run", f"ingest/shared-by-{count}")
            while len(states := prefect.runs_of(f"shared-by-{count}")) < count or (
                set(states) - ENDED
            ):
                with pytest.raises(subprocess.TimeoutExpired):
                    prefect.server.wait(1)
            found[count] = Outcome(url, port, newsroom.requests, states, pollers(url))
    return found


def pollers(url: str) -> int:
    """How many runs polled something."""
    engine = make_engine(url)
    with reading(engine) as session:
        count = len(set(session.scalars(select(Poll.run_id))))
    engine.dispose()
    return count


def test_every_run_is_completed(outcomes: dict[int, Outcome]) -> None:
    assert {count: done.states for count, done in outcomes.items()} == {
        count: ["COMPLETED"] * count for count in WORKERS
    }
    # the sources were really shared
    assert outcomes[1].pollers == 1
    assert outcomes[2].pollers == 2
    assert outcomes[4].pollers > 2


@pytest.mark.parametrize("count", WORKERS)
def test_every_page_comes_out_as_it_must(outcomes: dict[int, Outcome], count: int) -> None:
    engine = make_engine(outcomes[count].url)
    assert differences(engine, load_expected(outcomes[count].port)) == []
    engine.dispose()


def told(engine: Engine, view: str) -> list[str]:
    """The rows of a view, each story named after the least of its articles.

    A story keeps the key that it began with, also when a better link takes the article away that
    it was named after; which came first is a matter of who read what when.
    """
    with reading(engine) as session:
        grouped = select(Article.story_id, func.min(Article.id)).group_by(Article.story_id)
        least = dict(session.execute(grouped).tuples().all())
    name = re.compile(r"(?<='story_id', )\d+")
    return sorted(
        name.sub(lambda key: str(least.get(int(key[0]), key[0])), row)
        for row in comparable(engine, view, "run_id")
    )


@pytest.mark.parametrize("count", [count for count in WORKERS if count > 1])
def test_several_workers_give_the_same_reports(outcomes: dict[int, Outcome], count: int) -> None:
    alone, together = (make_engine(outcomes[number].url) for number in (1, count))
    for view in VIEWS:
        # which of the runs found a page may differ, and what a story was named after
        ours, theirs = (told(engine, view.name) for engine in (together, alone))
        assert sorted(set(ours) ^ set(theirs)) == [], view.name
        assert ours == theirs, view.name
    alone.dispose()
    together.dispose()


@pytest.mark.parametrize("count", WORKERS)
def test_no_page_is_asked_for_twice(outcomes: dict[int, Outcome], count: int) -> None:
    asked = [one.url for one in outcomes[count].requests if not one.url.endswith("/robots.txt")]
    alone = [one.url for one in outcomes[1].requests if not one.url.endswith("/robots.txt")]
    assert sorted(asked) == sorted(alone)


@pytest.mark.parametrize("count", WORKERS)
def test_every_host_is_asked_with_its_delay(outcomes: dict[int, Outcome], count: int) -> None:
    hosts: dict[str, list[float]] = {}
    for one in outcomes[count].requests:
        hosts.setdefault(urlsplit(one.url).netloc, []).append(one.at)
    assert len(hosts) == 6
    for times in hosts.values():
        # one that arrives late on a busy machine shortens the gap behind it, so that a burst is
        # looked for in any four in a row, and the delay over all of them
        assert (times[-1] - times[0]) / (len(times) - 1) > DELAY * 0.9
        fours = zip(times, times[3:], strict=False)
        assert all(last - first > DELAY * 3 * 0.75 for first, last in fours)


@pytest.mark.parametrize("count", WORKERS)
def test_nothing_is_held_when_all_runs_have_ended(outcomes: dict[int, Outcome], count: int) -> None:
    engine = make_engine(outcomes[count].url)
    with reading(engine) as session:
        assert set(session.scalars(select(HostLease.holder))) == {None}
        assert None not in set(session.scalars(select(CrawlPart.done_at)))
    engine.dispose()
