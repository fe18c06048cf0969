"""The ready files for operators: units that systemd takes, with commands that exist."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desk.docs import commands, settings_classes, variable

ROOT = Path(__file__).parents[1]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
BIN = str(Path(sys.executable).parent)


def command_of(unit: Path) -> list[str]:
    line = next(
        line for line in unit.read_text("utf-8").splitlines() if line.startswith("ExecStart=")
    )
    words = shlex.split(line.removeprefix("ExecStart="))
    return shlex.split(words[2].removeprefix("exec ")) if words[0] == "/bin/sh" else words


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        # the place it is installed in is this tree's for the test, and the account exists
        text = unit.read_text("utf-8").replace("/opt/salang/.venv/bin", BIN)
        text = re.sub(r"^(User|Group)=salang$", r"\1=root", text, flags=re.M)
        text = re.sub(r"^(WorkingDirectory|EnvironmentFile)=.*$", "", text, flags=re.M)
        (tmp_path / unit.name).write_text(text, "utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    said = [line for line in checked.stderr.splitlines() if str(tmp_path) in line]
    assert said == []


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_that_exists(unit: Path) -> None:
    program, *words = command_of(unit)
    assert program.startswith("/opt/salang/.venv/bin/")
    if program.endswith("/salang"):
        plain = tuple(word for word in words if word.isalpha())
        assert plain[:2] in set(commands()) or plain[:1] in set(commands())


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_unit_is_no_root_and_sees_only_what_it_needs(unit: Path) -> None:
    lines = unit.read_text("utf-8").splitlines()
    assert {"User=salang", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(lines)


def test_the_example_of_the_environment_names_settings_that_exist() -> None:
    text = (ROOT / "deploy" / "salang.env.example").read_text("utf-8")
    named = set(re.findall(r"^#?(SALANG_[A-Z_]+)=", text, flags=re.M))
    known = {variable(name) for kind in settings_classes() for name in kind.model_fields}
    assert named
    assert named <= known
