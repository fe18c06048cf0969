"""The peers' own environment: made once under var/bench/, pinned, never part of the project."""

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path("var/bench/peers")
#: by the name in the tables
PINNED = {
    "scrapy": "scrapy==2.19.0",
    "trafilatura": "trafilatura==2.3.1",
    "newspaper4k": "newspaper4k==0.9.6",
    "news-please": "news-please==1.6.16",
}


def make(folder: Path = FOLDER) -> dict[str, str]:
    """Make the environment. Returns the packages that could not be installed, and why.

    Each package is installed by itself, so that one that fails costs its own row only.
    """
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"making the peers' environment in {folder} (once)", file=sys.stderr)
        venv.create(folder, with_pip=True)
        # an old pip cannot resolve lxml[html_clean]
        _pip(python, "--upgrade", "pip")
    missing = {}
    for name, pin in PINNED.items():
        if _installed(python, pin):
            continue
        if error := _pip(python, pin):
            missing[name] = error
    return missing


def _installed(python: Path, pin: str) -> bool:
    name, _, version = pin.partition("==")
    code = f"import importlib.metadata as m, sys; sys.exit(m.version({name!r}) != {version!r})"
    return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


def _pip(python: Path, *arguments: str) -> str:
    """Install; the last line of what went wrong, empty when nothing did."""
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = done.stderr.strip().splitlines()
    return (said[-1] if said else "pip failed") if done.returncode else ""
