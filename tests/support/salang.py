"""Commands of Salang in a process of their own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx
import pytest

CODE = "import sys; from desk.cli import main; sys.exit(main(sys.argv[1:]))"


@contextmanager
def running(
    arguments: Sequence[str], environment: Mapping[str, str], address: str
) -> Iterator[None]:
    """A command that serves, from the moment on at which the address answers."""
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, *arguments], env=dict(environment), stdout=subprocess.DEVNULL
    )
    try:
        with httpx.Client(trust_env=False) as client:
            while not _answers(client, address):
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _answers(client: httpx.Client, address: str) -> bool:
    try:
        return client.get(address).status_code == 200
    except httpx.TransportError:
        return False
