"""Logs as JSON lines, for machines that collect them: each with the run, the source, the stage.

``SALANG_LOG_FORMAT=json`` switches it on. The fields of a line: ``time`` (UTC), ``level``,
``logger``, ``message``; ``run`` and ``flow`` while a run goes on in the process; ``source`` and
``stage`` where the line is about one; ``prefect_run`` in Prefect's own lines; ``error``, a
traceback.
"""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from models.settings import StorageSettings

#: what a line may say beside its words; set with logging's ``extra``
FIELDS = ("run", "flow", "source", "stage", "outcome", "items", "state")
#: the run that goes on in this process; a process does one at a time
_going_on: dict[str, object] = {}


class JsonLines(logging.Formatter):
    """One JSON object a line. Line breaks and control characters of crawled text are escaped.

    ``run_id`` is the run that the process works for, where it does not do the run itself.
    """

    def __init__(self, run_id: int | None = None) -> None:
        super().__init__()
        self._of: dict[str, object] = {} if run_id is None else {"run": run_id}

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **(_going_on or self._of),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if isinstance(flow_run := getattr(record, "flow_run_id", None), str):
            line["prefect_run"] = flow_run
        if isinstance(task := getattr(record, "task_name", None), str):
            line.setdefault("stage", task)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


@contextmanager
def lines_of_run(run_id: int, flow: str) -> Iterator[None]:
    """Within the block, every line of this process bears the run."""
    before = dict(_going_on)
    _going_on.update(run=run_id, flow=flow)
    try:
        yield
    finally:
        _going_on.clear()
        _going_on.update(before)


def use_format() -> None:
    """Have everything that this process writes to its standard streams say it as the settings do.

    Called when a run begins, after Prefect has set up its own handlers, which it gives the format.
    """
    if StorageSettings().log_format != "json":
        return
    formatter = JsonLines()
    loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    for logger in (logging.root, *loggers):
        for handler in logger.handlers:
            if isinstance(handler, logging.StreamHandler) and not isinstance(
                handler, logging.FileHandler
            ):
                handler.setFormatter(formatter)
    if not logging.root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(formatter)
        logging.root.addHandler(handler)
    for name in ("flows", "crawlers"):
        if logging.getLogger(name).level == logging.NOTSET:
            logging.getLogger(name).setLevel(logging.INFO)
