"""Starting flows from the desk, against a real Prefect server."""

from collections.abc import Iterator

import httpx
import pytest

from desk.web.passwords import hash_password
from models.base import utc_now
from models.migrate import ensure_current
from models.queries.accounts import add_reviewer
from models.session import make_engine, writing
from tests.flows.test_deployments import deployed, deployments, environment, free_port, server
from tests.support.desk import PASSWORD, value_of
from tests.support.prefect_api import post, prefect_api
from tests.support.salang import running

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
__all__ = ["deployed", "environment", "server"]


@pytest.fixture(scope="module")
def desk(deployed: str, environment: dict[str, str]) -> Iterator[httpx.Client]:
    """``salang review`` in a process of its own that knows the server, and a lead in it."""
    engine = make_engine(environment["SALANG_DATABASE_URL"])
    ensure_current(engine)
    with writing(engine) as session:
        add_reviewer(session, "lena", "lead", hash_password(PASSWORD), utc_now())
    engine.dispose()
    port = free_port()
    known = {**environment, "SALANG_PREFECT_UI_URL": "http://prefect.example"}
    address = f"http://127.0.0.1:{port}"
    with (
        running(["review", "--port", str(port)], known, f"{address}/login"),
        httpx.Client(base_url=address, trust_env=False, timeout=120) as client,
    ):
        form = {
            "nonce": value_of(client.get("/login").text, "nonce"),
            "name": "lena",
            "password": PASSWORD,
        }
        assert client.post("/login", data=form).status_code == 303
        yield client


def start(desk: httpx.Client, name: str) -> httpx.Response:
    csrf = value_of(desk.get("/runs").text, "csrf")
    return desk.post("/runs/start", data={"csrf": csrf, "deployment": name})


def flow_runs(server: str, deployment: str) -> list[str]:
    asked = {"deployments": {"id": {"any_": [deployments(server)[deployment]["id"]]}}}
    return [run["id"] for run in post(server, "/flow_runs/filter", asked)]


def test_a_flow_started_from_the_desk_is_a_run_on_the_server(desk, deployed: str) -> None:
    answer = start(desk, "tag")
    assert answer.status_code == 303, answer.text
    (run,) = flow_runs(deployed, "tag")
    page = desk.get(answer.headers["location"]).text
    assert "Asked Prefect to start tag" in page
    assert f"http://prefect.example/runs/flow-run/{run}" in page


def test_a_flow_that_needs_parameters_is_not_started_and_the_page_says_where(
    desk, deployed: str
) -> None:
    answer = start(desk, "import-documents")
    assert answer.status_code == 502
    assert "it needs parameters; start it in Prefect" in answer.text
    assert flow_runs(deployed, "import-documents") == []


def test_a_flow_that_the_server_does_not_know_is_explained(desk, deployed: str) -> None:
    found = deployments(deployed)["dedupe"]["id"]
    with prefect_api(deployed) as client:
        client.delete(f"/deployments/{found}")
    answer = start(desk, "dedupe")
    assert answer.status_code == 502
    assert "prefect deploy --all" in answer.text
