"""Help: every command explains itself with an example, quickly."""

import subprocess
import sys

import pytest

from desk.docs import commands
from tests.desk.conftest import Salang

COMMANDS = [command for command in commands() if command]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_of_every_command_has_an_example(salang: Salang, command: tuple[str, ...]) -> None:
    result = salang(*command, "--help")
    assert result.code == 0
    _, _, example = result.out.partition("Example:")
    assert f"salang {' '.join(command)}" in example


def test_help_lists_every_command_with_what_it_does(salang: Salang) -> None:
    listed = salang("--help").out
    for name in ("run", "import", "extract", "report", "sources", "codebook", "doctor", "serve"):
        assert f" {name} " in listed


def test_every_option_of_every_command_is_explained(salang: Salang) -> None:
    from desk.cli.app import app

    for command in COMMANDS:
        inner = app[command[0]] if len(command) == 1 else app[command[0]][command[1]]
        if inner.default_command is None:
            continue
        for argument in inner.assemble_argument_collection(parse_docstring=True):
            assert argument.parameter.help, f"{' '.join(command)}: {argument.name}"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from desk.cli import main; main(['--help']); "
        "heavy = {'prefect', 'sqlalchemy', 'scrapy', 'trafilatura', 'alembic', 'pydantic'}; "
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_version(salang: Salang) -> None:
    result = salang("--version")
    assert result.code == 0
    assert result.out.startswith("salang")
