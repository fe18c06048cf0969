"""The doctor: each thing that can be wrong is found, and nothing else."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update

from desk.checks import clock_finding, database_clock
from models import Article, Candidate, CandidateFate, Capture, Run, Sighting
from models.base import utc_now
from models.session import make_engine, writing
from models.settings import StorageSettings
from tests.desk.conftest import Salang


def wrong(salang: Salang) -> dict[str, str]:
    """Checks that are not well, with what was found."""
    result = salang("doctor", "--json")
    findings = json.loads(result.out)
    found = {each["check"]: each["found"] for each in findings if not each["ok"]}
    assert result.code == (1 if found else 0)
    return found


def execute(url: str, *statements: object) -> None:
    engine = make_engine(url)
    with writing(engine) as session:
        for statement in statements:
            session.execute(text(statement) if isinstance(statement, str) else statement)  # type: ignore[call-overload]  # one of two kinds
    engine.dispose()


@pytest.fixture
def sound(stored: dict[str, int], database: str) -> str:
    """A stored world of today, with a run, whose captures have their bytes."""
    execute(
        database,
        insert(Run).values(flow="ingest", parameters={}, started_at=utc_now(), state="completed"),
    )
    place = StorageSettings().home / "pages" / "00" / "00" / f"{'0' * 64}.zst"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"")
    return database


def test_a_sound_installation_is_well(salang: Salang, sound: str) -> None:
    assert wrong(salang) == {}
    assert "checks are well" in salang("doctor").out


def test_an_installation_without_a_database_is_well_and_told_how_to_begin(salang: Salang) -> None:
    assert wrong(salang) == {}
    assert "salang run --sample" in salang("doctor").out


def test_a_misspelt_setting_is_found(salang: Salang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALANG_CATALOGUE", "x")
    assert "SALANG_CATALOGUE" in wrong(salang)["setting names"]


def test_a_setting_that_does_not_hold_is_found(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_EXTRACTION_WORKERS", "0")
    assert "SALANG_EXTRACTION_WORKERS" in wrong(salang)["settings"]


def test_a_home_that_cannot_be_written_is_found(
    salang: Salang, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SALANG_HOME", str(tmp_path / "file" / "home"))
    assert "cannot be written" in wrong(salang)["home"]


def test_a_mistake_in_the_catalogue_is_found(
    salang: Salang, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "paper.yaml").write_text("slug: paper\n")
    monkeypatch.setenv("SALANG_CATALOG", str(tmp_path / "paper.yaml"))
    assert "paper.yaml" in wrong(salang)["catalogue"]


def test_a_mistake_in_the_codebook_is_found(
    salang: Salang, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tea.yaml").write_text("topics: 3\n")
    monkeypatch.setenv("SALANG_CODEBOOK", str(tmp_path / "tea.yaml"))
    assert "tea.yaml" in wrong(salang)["codebook"]


def test_a_prefect_server_that_does_not_answer_is_found(salang: Salang) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:1/api"}):
        assert "does not answer" in wrong(salang)["prefect"]


def test_a_clock_that_is_behind_what_is_stored_is_found() -> None:
    now = utc_now()
    assert clock_finding(now, now - timedelta(days=1)).ok
    assert not clock_finding(now, now + timedelta(days=1)).ok
    assert not clock_finding(now.replace(year=1970), None).ok


def test_a_clock_that_differs_from_another_machines_is_found_with_both_times() -> None:
    now = utc_now()
    assert clock_finding(now, now, {"the database server": now + timedelta(seconds=20)}).ok
    found = clock_finding(now, now, {"the database server": now - timedelta(minutes=3)})
    assert not found.ok
    assert "the database server says" in found.found


def test_the_clock_of_the_database_server_is_asked(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    (said,) = database_clock(engine).values()
    engine.dispose()
    assert abs(said - utc_now()) < timedelta(minutes=1)


class Late(BaseHTTPRequestHandler):
    """A server that answers, an hour behind."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    do_POST = do_GET

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(int(utc_now().timestamp()) - 3600)

    def log_message(self, *_: object) -> None:
        pass


def test_a_prefect_server_whose_clock_is_behind_is_found(salang: Salang) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with ThreadingHTTPServer(("127.0.0.1", 0), Late) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/api"
        with temporary_settings({PREFECT_API_URL: address}):
            assert "the Prefect server says" in wrong(salang)["clock"]
        server.shutdown()


OLD = utc_now() - timedelta(days=3)


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("fates", update(Candidate).where(Candidate.url_key == "gone").values(fate="lost")),
        ("sightings", "DELETE FROM sightings WHERE candidate_id = 1"),
        ("history", update(Candidate).where(Candidate.id == 1).values(fate="empty")),
        ("history", "DELETE FROM candidate_fates WHERE candidate_id = 1"),
        ("articles", update(Article).values(current_revision_id=4711)),
        (
            "accounts",
            "INSERT INTO polls (channel_id, run_id, url, polled_at, outcome, items) "
            "SELECT 1, id, 'feed', started_at, 'changed', 3 FROM runs",
        ),
        ("removals", update(Article).values(removed_at=OLD)),
        ("reading", update(Capture).values(outcome="pending", fetched_at=OLD)),
        ("pages", update(Capture).values(sha256="1" * 64)),
        (
            "runs",
            insert(Run).values(flow="ingest", parameters={}, started_at=OLD, state="running"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_each_broken_law_is_found(
    salang: Salang, sound: str, check: str, statement: object
) -> None:
    execute(sound, statement)
    assert check in wrong(salang)


def test_what_has_been_pending_for_long_is_found(salang: Salang, sound: str) -> None:
    row = {"source_id": 1, "url": "https://x.example/p", "url_key": "p", "fate": "discovered"}
    times = {"fate_at": OLD, "first_seen_at": OLD, "last_seen_at": OLD}
    seen = {"candidate_id": 99, "channel_id": 1, "url": "x", "seen_at": OLD}
    history = {"candidate_id": 99, "fate": "discovered", "at": OLD}
    execute(
        sound,
        insert(Candidate).values(id=99, **row, **times),
        insert(Sighting).values(**seen),
        insert(CandidateFate).values(**history),
    )
    assert set(wrong(salang)) == {"pending"}


def test_a_failed_page_that_is_due_again_is_not_called_pending(salang: Salang, sound: str) -> None:
    later = utc_now() + timedelta(hours=5)
    execute(
        sound,
        update(Candidate).where(Candidate.url_key == "gone").values(next_attempt_at=later),
    )
    assert wrong(salang) == {}
