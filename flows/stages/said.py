"""What a run says in the log: that it began, what each stage did for each source, how it ended."""

import logging
from collections import defaultdict

from sqlalchemy import Engine

from models.queries.runs import counts_of
from models.session import reading

logger = logging.getLogger(__name__)


def began(flow: str) -> None:
    """Say that a run began."""
    logger.info("%s began", flow, extra={"state": "running"})


def ended(engine: Engine, run_id: int, flow: str, state: str, message: str) -> None:
    """Say how a run ended, and before it a line for each stage and source."""
    with reading(engine) as session:
        counts = counts_of(session, run_id)
    lines: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for (stage, source, outcome), items in sorted(counts.items()):
        lines[stage, source][outcome] = items
    for (stage, source), outcomes in lines.items():
        told = ", ".join(f"{items} {outcome}" for outcome, items in outcomes.items())
        fields = {"stage": stage, "source": source, "items": outcomes}
        logger.info("%s of %s: %s", stage, source, told, extra=fields)
    level = logging.INFO if state == "completed" else logging.WARNING
    logger.log(level, "%s %s: %s", flow, state, message, extra={"state": state})
