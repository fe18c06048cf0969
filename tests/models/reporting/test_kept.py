"""Kept summaries: equal to what they are kept of, until something new comes in."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from flows.stages.maintain import refresh_summaries
from models.articles import Article
from models.candidates import Sighting
from models.queries.summaries import refresh_summary
from models.reporting.as_of import as_of
from models.reporting.kept import SUMMARIES
from models.reporting.views import view_table
from models.runs import Run
from models.session import reading, writing
from tests.support.stored import NOON, populate


def rows(engine: Engine, name: str) -> list[tuple[Any, ...]]:
    names = view_table(name.removesuffix("_kept")).c.keys()
    with reading(engine) as session:
        found = session.execute(select(*(view_table(name).c[column] for column in names)))
        return sorted((tuple(row) for row in found), key=repr)


def stored(engine: Engine) -> dict[str, int]:
    """The small world, its sightings made by one run."""
    found = populate(engine)
    with writing(engine) as session:
        run = Run(flow="ingest", parameters={}, started_at=NOON - timedelta(hours=1), state="done")
        session.add(run)
        session.flush()
        session.execute(update(Sighting).values(run_id=run.id))
    return found


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_equals_its_definition(engine: Engine, name: str) -> None:
    stored(engine)
    assert rows(engine, f"{name}_kept") == []
    counted = refresh_summaries(engine)
    assert rows(engine, f"{name}_kept") == rows(engine, name) != []
    assert counted[name] == len(rows(engine, name))


def test_a_summary_stays_as_it_was_and_says_since_when(engine: Engine) -> None:
    world = populate(engine)
    kept = view_table("report_coverage_daily_kept")
    with writing(engine) as session:
        refresh_summary(session, "report_coverage_daily", NOON)
    with writing(engine) as session:
        session.execute(
            update(Article).where(Article.id == world["cricket"]).values(verdict="relevant")
        )
    before = rows(engine, "report_coverage_daily_kept")
    assert before != rows(engine, "report_coverage_daily")
    with writing(engine) as session:
        assert set(session.scalars(select(kept.c.refreshed_at))) == {NOON}
        refresh_summary(session, "report_coverage_daily", NOON + timedelta(days=1))
    assert rows(engine, "report_coverage_daily_kept") == rows(engine, "report_coverage_daily")


@pytest.mark.parametrize("name", SUMMARIES)
def test_as_of_an_earlier_time_a_summary_is_counted_as_it_stood(engine: Engine, name: str) -> None:
    stored(engine)
    refresh_summaries(engine)  # long after
    columns = view_table(name).c.keys()
    for instant in (NOON - timedelta(seconds=1), NOON):
        with reading(engine) as session:
            now, kept = (
                sorted(
                    (
                        tuple(row)
                        for row in session.execute(
                            as_of(
                                select(*(view_table(each).c[column] for column in columns)),
                                instant,
                                engine.dialect.name,
                            )
                        )
                    ),
                    key=repr,
                )
                for each in (name, f"{name}_kept")
            )
        assert now == kept
