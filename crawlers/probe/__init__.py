"""Looking before watching: a few requests with all the crawl's rules, and nothing stored.

`look` runs a task of `crawlers.probe.tasks` in a process of its own, since a reactor runs once in
a process, and returns what it found as plain values.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

#: seconds after which a look is ended, whatever it waits for
LONGEST = 300.0


class ProbeError(Exception):
    """The look could not be taken; the message says why."""


def look(task: str, arguments: Mapping[str, Any], seconds: float = LONGEST) -> dict[str, Any]:
    """What a task found.

    Raises:
        ProbeError: when the process fails or takes longer than ``seconds``.
    """
    order = json.dumps({"task": task, "arguments": dict(arguments)})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crawlers.probe"],
            input=order.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ProbeError(f"not done within {seconds:.0f} seconds") from None
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ProbeError(said[-1][:300] if said else f"exit code {done.returncode}") from None
    if "error" in found:
        raise ProbeError(str(found["error"]))
    return found
