"""The automations that come with Salang, on a real server: each is set off by what it is for."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import update

from models import Article
from models.base import utc_now
from models.migrate import upgrade
from models.session import make_engine, writing
from tests.flows.test_deployments import ROOT, deployed, deployments, environment, server
from tests.support.desk import fill, many
from tests.support.health import HOUR, add_pages, add_polls, add_source
from tests.support.prefect_api import post
from tests.support.receivers import Hook, hook
from tests.support.salang import CODE

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
__all__ = ["deployed", "environment", "server"]

TROUBLE = """
from prefect import tags
from flows.health import source_health
from flows.ingest import ingest
from flows.maintain import maintain
source_health()
maintain()
with tags("salang"):
    ingest(sources=["nowhere-gazette"], return_state=True)
"""
SAVE = """
import sys
from prefect.blocks.notifications import CustomWebhookNotificationBlock
CustomWebhookNotificationBlock(
    name="ops", url=sys.argv[1], allow_private_urls=True,
    json_data={"subject": "{{subject}}", "body": "{{body}}"},
).save("ops", overwrite=True)
"""
VANISHING = """
from threading import Event
from prefect import flow
from prefect.runtime import flow_run

@flow(log_prints=False)
def vanishing():
    print(flow_run.id, flush=True)
    Event().wait()

vanishing()
"""


def python(code: str, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
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
def told(deployed: str, environment: dict[str, str]) -> Iterator[Hook]:
    """A receiver that a notification block of the server sends to; registered twice."""
    with hook() as receiver:
        python(SAVE, environment, receiver.address)
        for _ in range(2):
            said = python(CODE, environment, "automations", "--notify", "custom-webhook/ops")
        assert "renewed" in said
        yield receiver


def subjects(receiver: Hook, *wanted: str) -> set[str]:
    """Those of these subjects that came; waits for them two minutes."""
    pause = threading.Event()
    for _ in range(600):
        came = {body["subject"] for body in receiver.bodies}
        if came.issuperset(wanted):
            break
        pause.wait(0.2)
    return came & set(wanted)


def heard(server: str, run: str, event: str) -> None:
    """Wait two minutes for an event of a run; the server writes them down a little later."""
    resource = {"id": [f"prefect.flow-run.{run}"]}
    wanted = {"filter": {"event": {"name": [event]}, "resource": resource}}
    pause = threading.Event()
    for _ in range(240):
        if post(server, "/events/filter", wanted)["events"]:
            return
        pause.wait(0.5)
    pytest.fail(f"no {event} of the run")


def test_registering_again_renews_and_doubles_nothing(told: Hook, server: str) -> None:
    names = [automation["name"] for automation in post(server, "/automations/filter")]
    assert len(names) == len(set(names)) == 5
    assert all(name.startswith("Salang: ") for name in names)


def test_a_failed_run_an_ill_source_and_a_growing_queue_are_told(
    told: Hook, environment: dict[str, str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'trouble.db'}"
    engine = make_engine(url)
    upgrade(engine)
    now = utc_now()
    source_id, channel_id = add_source(engine, "walled", now)
    add_polls(engine, channel_id, now - 48 * HOUR, now, lambda at: True)
    add_pages(engine, source_id, ["challenge_page"] * 8, now)
    fill(engine, many(60))
    with writing(engine) as session:
        session.execute(update(Article).values(first_seen_at=now - timedelta(days=1)))
    engine.dispose()
    home = {**os.environ, **environment, "SALANG_HOME": str(tmp_path), "SALANG_DATABASE_URL": url}
    python(TROUBLE, home)
    wanted = (
        "Salang: a run of ingest failed",
        "Salang: Walled is ill",
        "Salang: the review queue grows",
    )
    assert subjects(told, *wanted) == set(wanted)
    words = {body["subject"]: body["body"] for body in told.bodies}
    assert "nowhere-gazette" in words[wanted[0]]
    assert "bot check" in words[wanted[1]]
    assert "60 articles wait for review" in words[wanted[2]]


def test_runs_that_nobody_takes_are_told(told: Hook, deployed: str) -> None:
    """No worker is there; three runs were due an hour ago."""
    tag = deployments(deployed)["tag"]["id"]
    due = (utc_now() - timedelta(hours=1)).isoformat()
    for _ in range(3):
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}
        post(deployed, f"/deployments/{tag}/create_flow_run", {"state": state})
    assert subjects(told, "Salang: runs are late")


def test_a_run_whose_process_was_killed_is_marked_and_told(
    told: Hook, server: str, environment: dict[str, str], tmp_path: Path
) -> None:
    """As in automations.yaml, but with twelve seconds without a sign of life for five minutes."""
    written = yaml.safe_load((ROOT / "automations.yaml").read_text("utf-8"))["automations"]
    [vanished] = [each for each in written if "vanished" in each["name"]]
    vanished["trigger"]["within"] = 12
    file = tmp_path / "automations.yaml"
    file.write_text(yaml.safe_dump({"automations": [vanished]}))
    notify = ("automations", "--notify", "custom-webhook/ops")
    python(CODE, environment, *notify, "--file", str(file))
    try:
        beating = {**environment, "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}
        with subprocess.Popen(
            [sys.executable, "-c", VANISHING], env=beating, cwd=ROOT, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            run = process.stdout.readline().decode().strip()
            heard(server, run, "prefect.flow-run.heartbeat")
            process.kill()
        assert subjects(told, vanished["subject"])
        heard(server, run, "prefect.flow-run.Crashed")
        [found] = post(server, "/flow_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
        assert found["state"]["type"] == "CRASHED"
        assert "no sign of life" in found["state"]["message"]
    finally:
        python(CODE, environment, *notify)


def test_a_block_that_does_not_exist_is_told_with_what_to_do(
    server: str, environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, "automations", "--notify", "slack-webhook/nobody"],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "make a notification block on Prefect's page" in done.stderr
