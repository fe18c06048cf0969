"""Runs by the command, through Prefect: an import told to people and to programs, and signals."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawlers.catalog import load_catalog
from crawlers.newsroom.server import free_base_port
from desk.cli.errors import Terminated
from desk.cli.flow_runs import ending_in_order
from desk.sample import ALLOW, running_sample
from tests.desk.conftest import Salang

SALANG = str(Path(sys.executable).with_name("salang"))
TEXT = (
    "Moscow named a new envoy to Afghanistan on Thursday, and the Taliban government in Kabul said "
    "that it welcomed the recognition of the Islamic Emirate by Russia. The two foreign ministers "
    "are to meet in Kazan in October, a spokesman told reporters."
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_told_to_end_ends_in_order(number: signal.Signals) -> None:
    with handled(number, signal.SIG_DFL):
        with pytest.raises(Terminated) as stopped, ending_in_order():
            os.kill(os.getpid(), number)
            signal.pause()
        assert stopped.value.code == 128 + number
        assert signal.getsignal(number) is signal.SIG_DFL


def test_a_run_started_by_nohup_survives_the_end_of_its_terminal() -> None:
    with handled(signal.SIGHUP, signal.SIG_IGN):
        with ending_in_order():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


@contextmanager
def handled(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    """Whatever started the tests may have them ignore a signal."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def test_the_sample_is_served_with_its_catalogue_and_always_stopped(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_base_port()
    monkeypatch.setenv("SALANG_SAMPLE_PORT", str(port))
    with pytest.raises(ZeroDivisionError), running_sample(1) as catalog:
        sources = load_catalog(catalog)
        assert len(sources) == 6
        assert f":{port}" in sources[0].home or f":{port}" in sources[-1].home
        assert catalog == home / "sample-catalog"
        assert os.environ[ALLOW] == "true"
        raise ZeroDivisionError
    assert ALLOW not in os.environ
    with running_sample(1):  # its ports are free again
        pass


def test_a_port_that_is_taken_is_told_with_the_setting_that_changes_it(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_SAMPLE_PORT", str(free_base_port()))
    with running_sample(1):
        result = salang("run", "--sample")
    assert result.code == 1
    assert "SALANG_SAMPLE_PORT" in result.err


@pytest.mark.long
def test_an_import_tells_what_came_in_and_the_next_one_that_nothing_did(
    tmp_path: Path, home: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.jsonl").write_text('{"text": ""}\n')

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [SALANG, "import", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)

    first = run("a.txt", "b.jsonl", "--json")
    assert first.returncode == 1, first.stderr
    said = json.loads(first.stdout)
    assert said["new_articles"] == 1
    assert any("b.jsonl:1" in problem for problem in said["problems"])
    assert said["reasons"][0]["fate"] == "undated"

    second = run("a.txt")
    assert second.returncode == 0, second.stderr
    assert "nothing new: of 1 documents found all were known" in second.stdout
    assert "Top of the review queue" in second.stdout
    assert "Traceback" not in second.stdout + second.stderr
