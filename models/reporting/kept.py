"""Views of counts as flow ``maintain`` last wrote them: the same rows as the views they are named
after had then, at once also where counting a million articles takes long."""

from sqlalchemy import Table, select

from models.reporting import coverage, sources
from models.reporting.view import View
from models.summaries import (
    CoverageSummary,
    DesignationSummary,
    RunFateSummary,
    TopicSummary,
)

#: the tables that hold the rows of a view, by the view's name
SUMMARIES: dict[str, Table] = {
    "report_coverage_daily": CoverageSummary.metadata.tables[CoverageSummary.__tablename__],
    "report_topics_daily": TopicSummary.metadata.tables[TopicSummary.__tablename__],
    "report_designations": DesignationSummary.metadata.tables[DesignationSummary.__tablename__],
    "report_run_fates": RunFateSummary.metadata.tables[RunFateSummary.__tablename__],
}


def _kept(view: View) -> View:
    table = SUMMARIES[view.name]
    names = [*view.columns, "refreshed_at"]
    return View(
        f"{view.name}_kept",
        f"The rows of {view.name} as the flow maintain last counted them",
        select(*(table.c[name] for name in names)),
        {**view.columns, "refreshed_at": "When they were counted: the same for all rows"},
    )


VIEWS = tuple(_kept(view) for view in (*coverage.VIEWS, *sources.VIEWS) if view.name in SUMMARIES)
