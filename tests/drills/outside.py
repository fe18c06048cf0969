"""What changes around a run: clock, network, Prefect's server, another run, a worker."""

import os
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.processes import command_line, family
from tests.drills.storage import CAPTURES, CannotDrill
from tests.drills.world import PREFECT, Healed, World

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
#: seconds
HOUR, DAY = 3600, 86_400


def shifted(clock: Path) -> dict[str, str]:
    """The environment of a program whose clock is as far off as the file says ("+3600").

    Raises `CannotDrill` where libfaketime is not installed.
    """
    if not LIBRARIES:
        raise CannotDrill("libfaketime is not installed (on Debian: apt-get install libfaketime)")
    return {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        # what measures time spans goes on as on a machine whose clock is set
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(Path(__file__).parent / "clock"),
    }


def clock_jump(world: World) -> Healed:
    """The clock goes two days ahead while pages are fetched, then four days back."""
    home = world.home()
    clock = home.folder / "clock"
    clock.write_text("+0\n")
    run = home.start(shifted(clock))
    run.until(lambda: home.count(CAPTURES) >= 10)
    clock.write_text(f"+{2 * DAY}\n")
    run.until(lambda: home.count(CAPTURES) >= 40)
    clock.write_text(f"-{2 * DAY}\n")
    hit = run.end()
    assert hit.code in (0, 1), hit.said[-2000:]
    # what failed meanwhile is due when the clock says so, and that may be two days ahead
    clock.write_text(f"+{3 * DAY}\n")
    heals = home.run(shifted(clock))
    return world.healed(home, [hit], heals, home.doctor("clock"))


def network_gone(world: World) -> Healed:
    """All hosts refuse connections while pages are fetched, and answer hours later."""
    home = world.home()
    clock = home.folder / "clock"
    clock.write_text("+0\n")
    run = home.start(shifted(clock))
    run.until(lambda: home.count(CAPTURES) >= 10)
    world.newsroom.stop()
    try:
        hit = run.end()
    finally:
        world.newsroom.start()
    failed = home.count("SELECT count(*) FROM candidates WHERE fate = 'network_error'")
    waiting = home.count("SELECT count(*) FROM candidates WHERE fate = 'discovered'")
    clock.write_text(f"+{3 * HOUR}\n")
    heals = home.run(shifted(clock))
    told = f"report candidates: {failed} network_error, each to be asked again; {waiting} pending"
    return world.healed(home, [hit], heals, told)


def prefect_restarted(world: World) -> Healed:
    """kill -9 of Prefect's server during a run; it is started again at once."""
    home = world.home()
    run = home.start()
    run.until(lambda: home.count(CAPTURES) >= 10)
    world.prefect.kill()
    world.prefect.start()
    hit = run.end()
    if hit.code == 0:
        return world.healed(home, [], hit, "nothing to say: the run waited and went on by itself")
    return world.healed(home, [hit], home.run(), home.doctor())


def two_runs(world: World) -> Healed:
    """Two runs are started at the same moment."""
    home = world.home()
    began = time.monotonic()
    runs = [home.start(), home.start()]
    ended = [run.end() for run in runs]
    assert [run.code for run in ended] == [0, 0], [run.said[-1500:] for run in ended]
    last = max(ended, key=lambda run: run.seconds)
    told = next(
        line.strip() for run in ended for line in run.said.splitlines() if "nothing new" in line
    )
    assert time.monotonic() - began < 2 * 400
    return world.healed(home, ended, last, f"the second run: {told[:120]}")


def killed_worker(world: World) -> Healed:
    """kill -9 of a Prefect worker and of the run it started."""
    home = world.home()
    environment = {**os.environ, **home.environment, "SALANG_CATALOG": str(home.catalog)}
    _prefect(environment, "work-pool", "create", "drills", "--type", "process", "--overwrite")
    _prefect(
        environment, "--no-prompt", "deploy", "flows/ingest.py:ingest",
        "--name", "drill", "--pool", "drills", "--prefect-file", str(_empty(home.folder)),
    )  # fmt: skip
    log = (home.folder / "worker.log").open("wb")
    worker = subprocess.Popen(
        [PREFECT, "worker", "start", "--pool", "drills"],
        env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        _prefect(environment, "deployment", "run", "ingest/drill")
        until = time.monotonic() + 300
        while home.count(CAPTURES) < 10:
            assert time.monotonic() < until, (home.folder / "worker.log").read_text()[-2000:]
            time.sleep(0.1)
    finally:
        # the run first: it ends in order when it sees that its worker is gone
        killed = [pid for pid in reversed(family(worker.pid)) if b"prefect" in command_line(pid)]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        worker.wait()
        log.close()
    assert len(killed) > 1, "the worker had no process for its run"
    heals = home.run()
    return world.healed(home, [], heals, home.doctor())


def _empty(folder: Path) -> Path:
    path = folder / "none.yaml"
    path.write_text(
        f"pull:\n- prefect.deployments.steps.set_working_directory:\n    directory: {ROOT}\n"
    )
    return path


def _prefect(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [PREFECT, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True,
        timeout=400, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
