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
import yaml
from prefect.exceptions import PrefectHTTPStatusError
from sqlalchemy import select

from crawlers.newsroom.catalog import write_catalog
from crawlers.newsroom.server import Newsroom, free_base_port
from models.base import utc_now
from models.migrate import upgrade
from models.runs import Run
from models.session import make_engine, reading
from tests.support.health import HOUR, add_pages, add_polls, add_source
from tests.support.prefect_api import post
from tests.support.salang import CODE
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


def written() -> dict[str, dict]:
    """The deployments of prefect.yaml by name."""
    document = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    return {entry["name"]: entry for entry in document["deployments"]}


def test_every_flow_of_the_contract_has_a_deployment(deployed: str) -> None:
    flows = {flow["id"]: flow["name"] for flow in post(deployed, "/flows/filter")}
    found = {flows[deployment["flow_id"]] for deployment in deployments(deployed).values()}
    assert found == {
        "ingest",
        "dedupe",
        "tag",
        "import-documents",
        "revisit",
        "backfill",
        "digest",
        "source-health",
        "retag",
        "reread",
        "alerts",
        "maintain",
    }


@pytest.mark.parametrize("name", written())
def test_a_deployment_stands_on_the_server_as_the_file_says(deployed: str, name: str) -> None:
    made, said = deployments(deployed)[name], written()[name]
    assert [
        (each["schedule"]["cron"], each["schedule"]["timezone"]) for each in made["schedules"]
    ] == [(each["cron"], each["timezone"]) for each in said.get("schedules", [])]
    limit = said["concurrency_limit"]
    assert made["global_concurrency_limit"]["limit"] == limit["limit"] == 1
    assert made["concurrency_options"]["collision_strategy"] == limit["collision_strategy"]
    assert made["parameters"] == said.get("parameters", {})
    assert set(made["tags"]) == set(said["tags"])
    assert "salang" in made["tags"]
    assert made["description"] == said["description"]
    assert made["enforce_parameter_schema"] is True


def test_what_somebody_asked_for_by_hand_waits_its_turn_and_is_not_dropped(deployed: str) -> None:
    for name, made in deployments(deployed).items():
        schema = made["parameter_openapi_schema"]["properties"]
        strategy = made["concurrency_options"]["collision_strategy"]
        if not made["schedules"] and schema:
            assert strategy == "ENQUEUE", name


@pytest.mark.parametrize("name", written())
def test_parameters_make_a_form_with_words_for_people(deployed: str, name: str) -> None:
    schema = deployments(deployed)[name]["parameter_openapi_schema"]["properties"]
    for parameter, part in schema.items():
        assert len(part.get("description", "")) > 20, parameter
        # every control knows its kind: a text, a number, a tick, a choice or a list of these
        assert part.keys() & {"type", "anyOf", "enum", "$ref"}, parameter


@pytest.mark.parametrize(
    ("name", "parameter", "kind", "example"),
    [
        ("ingest", "sources", "catalogue", "pajhwok"),
        ("revisit", "sources", "catalogue", "pajhwok"),
        ("backfill", "sources", "catalogue", "pajhwok"),
        ("source-health", "sources", "catalogue", "pajhwok"),
        ("reread", "sources", "catalogue", "pajhwok"),
        ("revisit", "topics", "codebook", "recognition"),
    ],
)
def test_sources_and_topics_are_choices_of_the_catalogue_and_the_codebook(
    deployed: str, name: str, parameter: str, kind: str, example: str
) -> None:
    schema = deployments(deployed)[name]["parameter_openapi_schema"]["properties"][parameter]
    choice, other = schema["items"]["anyOf"]
    assert kind in choice["title"]
    assert example in choice["enum"]
    assert other["type"] == "string"


def test_days_are_dates_and_choices_are_lists(deployed: str) -> None:
    found = deployments(deployed)
    days = found["backfill"]["parameter_openapi_schema"]
    assert {days["properties"][day]["format"] for day in ("from_day", "to_day")} == {"date"}
    assert set(days["required"]) == {"sources", "from_day", "to_day"}
    assert days["properties"]["archive"]["enum"] == ["wayback", "commoncrawl"]
    schema = found["ingest"]["parameter_openapi_schema"]["properties"]
    assert schema["channels"]["items"]["enum"][0] == "feed"
    assert schema["priority"]["anyOf"][0]["enum"] == ["agency", "daily", "weekly"]
    assert schema["jitter_seconds"]["maximum"] == 3600


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("ingest/ingest", {"since": "yesterday-ish"}),
        ("ingest/ingest", {"jitter_seconds": -1}),
        ("backfill/backfill", {"sources": [], "from_day": "2025-07-01", "to_day": "2025-07-02"}),
        ("import-documents/import-documents", {}),
    ],
)
def test_a_form_that_is_filled_in_wrongly_is_refused_at_the_door(
    deployed: str, name: str, parameters: dict
) -> None:
    deployment = deployments(deployed)[name.partition("/")[2]]["id"]
    with pytest.raises(PrefectHTTPStatusError) as refused:
        post(deployed, f"/deployments/{deployment}/create_flow_run", {"parameters": parameters})
    assert refused.value.response.status_code in (409, 422)


def doctor(environment: dict[str, str]) -> dict[str, dict]:
    """What salang doctor finds, by check."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, "doctor", "--json"],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return {finding["check"]: finding for finding in json.loads(done.stdout)}


def test_the_doctor_sees_the_deployments_and_that_no_worker_is_there(
    deployed: str, environment: dict[str, str]
) -> None:
    found = doctor(environment)
    assert found["prefect"]["ok"]
    assert found["deployments"]["ok"], found["deployments"]
    assert "are registered" in found["deployments"]["found"]
    assert not found["worker"]["ok"]
    assert "prefect worker start" in found["worker"]["remedy"]
    assert "the Prefect server" in found["clock"]["found"]


def test_a_deployment_runs_on_a_worker_to_completed_with_its_artifacts(
    deployed: str, environment: dict[str, str], tmp_path: Path
) -> None:
    port = free_base_port()
    catalog = tmp_path / "catalog"
    catalog.mkdir()
    write_catalog(catalog, port)
    # the sample's articles are older than what the deployment asks for
    parameters = json.dumps(
        {
            "catalog": str(catalog),
            "sources": ["zarnigor", "dwasind"],
            "since": None,
            "jitter_seconds": 0,
        }
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


def test_a_secret_block_gives_a_run_the_database_that_no_file_names(
    deployed: str, environment: dict[str, str], tmp_path: Path
) -> None:
    """deploy/work-pool.json, as docs/operations.md has it: the block is read when a run starts."""
    hidden = tmp_path / "hidden.db"
    save = (
        "import sys; from prefect.blocks.system import Secret; "
        "Secret(value=sys.argv[1]).save('salang-database-url')"
    )
    subprocess.run(
        [sys.executable, "-c", save, f"sqlite:///{hidden}"],
        env=environment, check=True, timeout=120,
    )  # fmt: skip
    template = str(ROOT / "deploy" / "work-pool.json")
    make = ("work-pool", "create", "sealed", "--type", "process")
    prefect(environment, *make, "--base-job-template", template)
    prefect(environment, "deploy", "--name", "maintain", "--pool", "sealed")
    maintain = deployments(deployed)["maintain"]
    assert str(hidden) not in json.dumps(maintain)
    post(deployed, f"/deployments/{maintain['id']}/pause_deployment")
    prefect(environment, "deployment", "run", "maintain/maintain")
    prefect(environment, "worker", "start", "--pool", "sealed", "--run-once", "--limit", "1")
    engine = make_engine(f"sqlite:///{hidden}")
    with reading(engine) as session:
        assert list(session.scalars(select(Run.flow))) == ["maintain"]


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
