"""Deployments of prefect.yaml on a real server and a real worker: deploy, run, Completed."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from crawlers.newsroom.catalog import write_catalog
from crawlers.newsroom.server import Newsroom, free_base_port
from models.base import utc_now
from models.migrate import upgrade
from models.session import make_engine
from tests.support.health import HOUR, add_pages, add_polls, add_source
from tests.support.prefect_api import post
from tests.support.sample import stored_rows

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
PREFECT = str(Path(sys.executable).with_name("prefect"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("deployments")
    return {
        **os.environ,
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "SALANG_HOME": str(home),
        "SALANG_DATABASE_URL": f"sqlite:///{home / 'salang.db'}",
        "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
    }


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[str]:
    """A Prefect server of its own; yields the address of its API."""
    address = environment["PREFECT_API_URL"]
    port = address.rsplit(":", 1)[1].removesuffix("/api")
    process = subprocess.Popen(
        [PREFECT, "server", "start", "--port", port],
        env={key: value for key, value in environment.items() if key != "PREFECT_API_URL"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        transport = httpx.HTTPTransport(retries=0)
        with httpx.Client(transport=transport, trust_env=False) as client:
            while not _healthy(client, address):
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _healthy(client: httpx.Client, address: str) -> bool:
    try:
        return client.get(f"{address}/health").status_code == 200
    except httpx.TransportError:
        return False


def prefect(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [PREFECT, "--no-prompt", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def deployed(server: str, environment: dict[str, str]) -> str:
    prefect(environment, "work-pool", "create", "salang", "--type", "process")
    prefect(environment, "deploy", "--all")
    return server


def deployments(server: str) -> dict[str, dict]:
    return {each["name"]: each for each in post(server, "/deployments/filter")}


def test_every_deployment_is_registered_with_its_schedule(deployed: str) -> None:
    found = deployments(deployed)
    assert {
        "agencies",
        "all-sources",
        "import-documents",
        "backfill",
        "dedupe",
        "tag",
        "retag",
        "reread",
        "revisit",
        "source-health",
        "alerts",
        "maintain",
    } <= found.keys()
    cron = found["agencies"]["schedules"][0]["schedule"]
    assert (cron["cron"], cron["timezone"]) == ("*/15 * * * *", "Asia/Kabul")
    assert found["import-documents"]["schedules"] == []


def test_parameters_make_a_form_with_words_for_people(deployed: str) -> None:
    schema = deployments(deployed)["agencies"]["parameter_openapi_schema"]["properties"]
    assert set(schema) == {
        "sources",
        "channels",
        "since",
        "priority",
        "catalog",
        "due_only",
    }
    assert all(part.get("description") for part in schema.values())


def test_a_deployment_runs_on_a_worker_to_completed_with_its_artifacts(
    deployed: str, environment: dict[str, str], tmp_path: Path
) -> None:
    port = free_base_port()
    catalog = tmp_path / "catalog"
    catalog.mkdir()
    write_catalog(catalog, port)
    # the sample's articles are older than what the deployment asks for
    parameters = json.dumps(
        {"catalog": str(catalog), "sources": ["zarnigor", "dwasind"], "since": None}
    )
    # or a scheduled run that falls due in these minutes would be the worker's one run
    for deployment in deployments(deployed).values():
        post(deployed, f"/deployments/{deployment['id']}/pause_deployment")
    with Newsroom(port):
        prefect(environment, "deployment", "run", "ingest/all-sources", "--params", parameters)
        prefect(environment, "worker", "start", "--pool", "salang", "--run-once", "--limit", "1")
    ended = {"flow_runs": {"state": {"type": {"not_any_": ["SCHEDULED"]}}}}
    (run,) = post(deployed, "/flow_runs/filter", ended)
    assert run["state_name"] == "Completed", run["state"]
    artifacts = post(deployed, "/artifacts/filter")
    assert {"fates", "summary", "coverage", "ingest-progress"} <= {a["key"] for a in artifacts}
    engine = make_engine(environment["SALANG_DATABASE_URL"])
    assert len(stored_rows(engine, "report_articles")) > 10


def test_a_source_that_falls_ill_sets_off_an_automation(
    server: str, environment: dict[str, str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'ill.db'}"
    engine = make_engine(url)
    upgrade(engine)
    now = utc_now()
    source_id, channel_id = add_source(engine, "walled", now)
    add_polls(engine, channel_id, now - 48 * HOUR, now, lambda at: True)
    add_pages(engine, source_id, ["challenge_page"] * 8, now)
    engine.dispose()
    automation = {
        "name": "a source is ill",
        "trigger": {
            "type": "event",
            "posture": "Reactive",
            "expect": ["salang.source-health.ill"],
            "match": {"prefect.resource.id": "salang.source.*"},
            "threshold": 1,
            "within": 0,
        },
        "actions": [{"type": "do-nothing"}],
    }
    post(server, "/automations/", automation)
    done = subprocess.run(
        [sys.executable, "-c", "from flows.health import source_health; source_health()"],
        env={**environment, "SALANG_HOME": str(tmp_path), "SALANG_DATABASE_URL": url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    (event,) = events(server, "salang.source-health.ill")
    assert event["resource"]["prefect.resource.id"] == "salang.source.walled"
    assert event["payload"]["from"] is None
    assert "bot check" in event["payload"]["reason"]
    (fired,) = events(server, "prefect.automation.triggered")
    assert fired["resource"]["prefect.resource.name"] == "a source is ill"
    artifacts = post(server, "/artifacts/filter")
    assert "source-health" in {artifact["key"] for artifact in artifacts}


def events(server: str, name: str) -> list[dict]:
    """Events of a name, as soon as the server shows one; none after two minutes."""
    asked = {"filter": {"event": {"name": [name]}}}
    pause = threading.Event()
    for _ in range(600):
        found = post(server, "/events/filter", asked)
        if found["events"]:
            return list(found["events"])
        pause.wait(0.2)
    return []
