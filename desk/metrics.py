"""Metrics in the form of Prometheus: computed from the database when they are asked for.

Nothing is counted in memory of a run, so a killed run, a second machine or a restarted desk
change nothing in what is shown. Names follow Prometheus' own rules (units and ``_total`` last).
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from models.base import utc_now
from models.queries.figures import Figures, figures
from models.session import reading

#: what a person or an alarm takes for trouble: see `analysis.health`
STATES = ("healthy", "learning", "warning", "ill", "blind", "unknown")


class StoredFigures(Collector):
    """Collects `models.queries.figures` anew at every question."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not ask the database."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """The metrics of this moment."""
        with reading(self.engine) as session:
            yield from metrics_of(figures(session, utc_now()))


def metrics_of(found: Figures) -> Iterator[Metric]:
    """Figures as metrics."""
    waits = GaugeMetricFamily(
        "salang_waiting", "Items that wait for a stage: addresses, pages, texts", labels=["stage"]
    )
    for stage, count in found.waiting.items():
        waits.add_metric([stage], count)
    yield waits
    yield GaugeMetricFamily(
        "salang_review_came_7d", "Articles for review first seen in seven days", found.queue.came
    )
    yield GaugeMetricFamily(
        "salang_review_decided_7d", "Articles decided in seven days", found.queue.decided
    )
    candidates = GaugeMetricFamily(
        "salang_candidates", "Addresses by what became of them", labels=["fate"]
    )
    for fate, count in sorted(found.candidates.items()):
        candidates.add_metric([fate], count)
    yield candidates
    articles = GaugeMetricFamily("salang_articles", "Articles by verdict", labels=["verdict"])
    for verdict, count in sorted(found.articles.items()):
        articles.add_metric([verdict], count)
    yield articles
    yield from _runs(found)
    yield from _sources(found)


def _runs(found: Figures) -> Iterator[Metric]:
    runs = CounterMetricFamily(
        "salang_runs", "Runs by flow and by how they ended", labels=["flow", "state"]
    )
    for (flow, state), count in sorted(found.runs.items()):
        runs.add_metric([flow, state], count)
    yield runs
    items = CounterMetricFamily(
        "salang_stage_items",
        "Items that stages of runs brought to an outcome",
        labels=["stage", "outcome"],
    )
    for (stage, outcome), count in sorted(found.items.items()):
        items.add_metric([stage, outcome], count)
    yield items
    started = GaugeMetricFamily(
        "salang_last_run_started_timestamp_seconds",
        "When the last run of a flow began",
        labels=["flow"],
    )
    took = GaugeMetricFamily(
        "salang_last_run_duration_seconds",
        "How long the last run of a flow took; none while it goes on",
        labels=["flow"],
    )
    well = GaugeMetricFamily(
        "salang_last_run_success",
        "Whether the last run of a flow ended, or goes on, without having failed",
        labels=["flow"],
    )
    for run in found.last:
        started.add_metric([run.flow], run.started_at.timestamp())
        well.add_metric([run.flow], run.state not in ("failed", "interrupted"))
        if run.finished_at is not None:
            took.add_metric([run.flow], (run.finished_at - run.started_at).total_seconds())
    yield from (started, took, well)


def _sources(found: Figures) -> Iterator[Metric]:
    states = GaugeMetricFamily("salang_sources", "Active sources by state", labels=["state"])
    counted = list(found.sources.values())
    for state in STATES:
        states.add_metric([state], counted.count(state))
    yield states
    ill = GaugeMetricFamily(
        "salang_source_trouble", "1 for a source that is ill or blind", labels=["source"]
    )
    for source, state in sorted(found.sources.items()):
        ill.add_metric([source], state in ("ill", "blind"))
    yield ill


def exposition(engine: Engine, beside: CollectorRegistry | None = None) -> bytes:
    """All metrics as text for Prometheus; ``beside`` holds those of this process."""
    registry = CollectorRegistry()
    registry.register(StoredFigures(engine))
    text = bytes(generate_latest(registry))
    return text + bytes(generate_latest(beside)) if beside is not None else text
