"""Metrics for Prometheus from the command: what they say and how the file is written."""

from datetime import timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from models import Run, SourceHealth
from models.base import utc_now
from models.queries.runs import add_counts
from models.session import make_engine, writing
from tests.desk.conftest import Salang


def samples(text: str) -> dict[tuple[str, str], float]:
    """Values by name and labels."""
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_waits_what_runs_did_and_how_sources_are(
    salang: Salang, stored: dict[str, int], database: str
) -> None:
    now = utc_now()
    began = now - timedelta(minutes=10)
    engine = make_engine(database)
    with writing(engine) as session:
        for flow, state in (("ingest", "completed"), ("ingest", "failed"), ("digest", "running")):
            session.execute(
                insert(Run).values(
                    flow=flow,
                    parameters={},
                    started_at=began,
                    finished_at=None if state == "running" else began + timedelta(seconds=90),
                    state=state,
                )
            )
        add_counts(session, 1, "read", {(1, "fetched"): 5})
        session.add(
            SourceHealth(
                source_id=1, state="blind", since=now, checked_at=now, reasons=[], numbers={}
            )
        )
    engine.dispose()
    found = samples(salang("metrics").out)
    assert found["salang_waiting", "review"] == 2
    assert found["salang_candidates", "fetched"] == 4
    assert found["salang_articles", "not_relevant"] == 1
    assert found["salang_runs_total", "ingest,failed"] == 1
    assert found["salang_last_run_success", "ingest"] == 0
    assert found["salang_last_run_success", "digest"] == 1
    assert found["salang_last_run_duration_seconds", "ingest"] == 90
    assert ("salang_last_run_duration_seconds", "digest") not in found
    assert found["salang_last_run_started_timestamp_seconds", "ingest"] == began.timestamp()
    assert found["salang_stage_items_total", "fetched,read"] == 5
    assert found["salang_sources", "blind"] == 1
    assert found["salang_source_trouble", "agency"] == 1


def test_the_file_for_node_exporter_is_whole_and_readable(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "salang.prom"
    assert salang("metrics", "--output", str(file)).code == 0
    assert samples(file.read_text())["salang_waiting", "review"] == 2
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.glob("*.part")) == []


def test_a_folder_that_cannot_be_written_is_told(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    said = salang("metrics", "--output", str(tmp_path / "nowhere" / "salang.prom"))
    assert said.code == 1
    assert "cannot be written" in said.err
