"""What `salang doctor` looks at beside the database: settings, disk, clock, inputs, Prefect."""

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import Engine, func, select

from desk.before_run import try_writing
from desk.cli.errors import explain
from desk.docs import settings_classes, variable
from desk.findings import Finding
from models.candidates import Candidate
from models.captures import Capture
from models.runs import Run
from models.session import reading
from models.settings import StorageSettings

#: a day's crawl of a few hundred sources with its pages, and room for SQLite's journal
LEAST_DISK = 1_000_000_000
#: a clock before this release is wrong; TLS and every date on a page would be judged by it
BUILT = datetime(2025, 1, 1, tzinfo=UTC)
#: two machines whose clocks differ by more judge differently what is due and what is new
APART = timedelta(seconds=60)


def settings_findings() -> Iterator[Finding]:
    """Is every ``SALANG_`` variable a setting, and do their values hold?"""
    known = {variable(name) for kind in settings_classes() for name in kind.model_fields}
    strange = sorted(
        name
        for name in os.environ
        if name.startswith("SALANG_") and name not in known and not name.startswith("SALANG_TEST_")
    )
    yield Finding(
        "setting names",
        not strange,
        f"no setting is called {', '.join(strange)}" if strange else "all are known",
        "docs/settings.md names all settings",
    )
    for kind in settings_classes():
        try:
            kind()
        except ValidationError as error:
            trouble = explain(error)
            yield Finding("settings", False, trouble.message if trouble else str(error))
            return
    yield Finding("settings", True, "all values hold")


def home_findings() -> Iterator[Finding]:
    """The home folder and the disk under it."""
    home = StorageSettings().home.resolve()
    try:
        try_writing(home)
    except OSError as error:
        yield Finding(
            "home",
            False,
            f"{home} cannot be written ({error.strerror})",
            "check its permissions, or set SALANG_HOME to a place you may write",
        )
        return
    yield Finding("home", True, f"{home} can be written")
    free = shutil.disk_usage(home).free
    yield Finding(
        "disk",
        free >= LEAST_DISK,
        f"{free / 1e9:.1f} GB free under {home}",
        "free some space: a full disk stops runs, though what is stored stays safe",
    )


def clock_finding(
    now: datetime, newest: datetime | None, others: Mapping[str, datetime] | None = None
) -> Finding:
    """Is the clock believable?

    ``newest`` is the latest instant the database holds; ``others`` what the clocks of other
    machines said just now, by name: the database's server, Prefect's.
    """
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    remedy = "set the clock (systemctl status systemd-timesyncd): dates are judged by it"
    if now < BUILT:
        return Finding("clock", False, f"it says {shown}, before Salang was written", remedy)
    if newest is not None and newest > now + timedelta(minutes=10):
        return Finding(
            "clock",
            False,
            f"it says {shown}, but something was stored at {newest:%Y-%m-%d %H:%M} UTC",
            remedy,
        )
    for name, other in (others or {}).items():
        if abs(other - now) > APART:
            return Finding(
                "clock",
                False,
                f"it says {now:%Y-%m-%d %H:%M:%S} UTC, but {name} says "
                f"{other:%Y-%m-%d %H:%M:%S} UTC",
                "set the wrong one of the two; timesyncd or chrony keeps them right",
            )
    agrees = f", as {' and '.join(others)} say" if others else ""
    return Finding("clock", True, shown + agrees)


def database_clock(engine: Engine) -> dict[str, datetime]:
    """What the clock of the database's server says; nothing where that is this machine's."""
    if engine.dialect.name != "postgresql":
        return {}
    with reading(engine) as session:
        return {"the database server": session.execute(select(func.now())).scalar_one()}


def newest_instant(engine: Engine) -> datetime | None:
    """The latest instant anything was written."""
    with reading(engine) as session:
        found = [
            session.scalar(select(func.max(column)))
            for column in (Run.started_at, Candidate.fate_at, Capture.fetched_at)
        ]
    return max((instant for instant in found if instant), default=None)


def catalogue_finding() -> Finding:
    """Can the catalogue be read, without a mistake?"""
    from crawlers.catalog import CatalogError, read_catalog
    from desk.sources import catalog_path

    try:
        catalogue = read_catalog(catalog_path(None))
    except CatalogError as error:
        return Finding("catalogue", False, str(error), "set SALANG_CATALOG, or unset it")
    active = sum(spec.active for spec in catalogue.sources)
    if catalogue.problems:
        return Finding(
            "catalogue",
            False,
            f"{len(catalogue.problems)} mistakes, the first: {catalogue.problems[0]}",
            "see all with: salang sources check",
        )
    return Finding("catalogue", True, f"{len(catalogue.sources)} sources, {active} polled")


def codebook_finding() -> Finding:
    """Can the codebook be read, without a mistake?"""
    from analysis.codebook import CodebookError, load
    from flows.settings import FlowSettings

    try:
        codebook = load(FlowSettings().codebook)
    except CodebookError as error:
        return Finding(
            "codebook", False, str(error).splitlines()[0], "see all with: salang codebook check"
        )
    return Finding("codebook", True, f"{codebook.codebook.id}, version {codebook.version}")
