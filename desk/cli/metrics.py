"""``salang metrics``: figures for Prometheus, printed or written for node_exporter."""

import os
import sys
import tempfile
from pathlib import Path

from desk.cli.app import group, summary_of
from desk.cli.database import opened
from desk.cli.errors import DeskError

app = group(
    "metrics",
    summary_of("metrics"),
    "salang metrics --output /var/lib/node_exporter/salang.prom",
    "For machines without a review desk: a timer writes the file that the textfile collector of "
    "Prometheus' node_exporter reads. The desk shows the same at /metrics, once "
    "SALANG_METRICS_TOKEN is set.",
)


@app.default
def metrics(*, output: Path | None = None) -> int:
    """Show what waits, how runs ended and how the sources are, in the form of Prometheus.

    Parameters
    ----------
    output
        Write this file instead, whole or not at all.
    """
    from desk.metrics import exposition

    with opened() as engine:
        text = exposition(engine)
    if output is None:
        sys.stdout.write(text.decode())
        return 0
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(output)
    except OSError as error:
        raise DeskError(f"{output} cannot be written ({error.strerror})") from None
    return 0
