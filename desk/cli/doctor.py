"""``salang doctor``: what is wrong here, and what to do about it."""

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.output import checked, to_json
from desk.findings import Finding

app = group(
    "doctor",
    summary_of("doctor"),
    "salang doctor\nsalang doctor --json",
    "Looks at settings, disk, clock, database, catalogue, codebook, Prefect and the accounts: the "
    "law that every candidate has exactly one fate, so that nothing found is dropped silently and "
    "nothing waits for ever. Changes nothing.",
)


@app.default
def doctor(*, json: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """Check settings, disk, clock, database, catalogue, codebook, Prefect and the accounts.

    Parameters
    ----------
    json
        Print JSON.
    """
    findings: list[Finding] = []
    for finding in _findings():
        findings.append(finding)
        if not json:
            print(checked(finding.ok, str(finding)), flush=True)
    wrong = [finding for finding in findings if not finding.ok]
    if json:
        print(to_json([finding.as_dict() for finding in findings]))
    elif wrong:
        print(f"\n{len(wrong)} of {len(findings)} checks are not well: ", end="")
        print(", ".join(finding.check for finding in wrong))
    else:
        print(f"\nall {len(findings)} checks are well")
    return 1 if wrong else 0


def _findings() -> Iterator[Finding]:
    from desk import checks
    from desk.accounting import accounting_findings
    from desk.cli.database import opened
    from desk.cli.errors import DeskError, explain
    from desk.database_checks import database_findings
    from desk.prefect_checks import PrefectChecks
    from models.base import utc_now

    for finding in checks.settings_findings():
        yield finding
        if finding.check == "settings" and not finding.ok:
            return  # nothing can be asked with settings that do not hold
    yield from checks.home_findings()
    yield checks.catalogue_finding()
    yield checks.codebook_finding()
    newest = None
    clocks = {}
    try:
        with opened() as engine:
            database = database_findings(engine)
            yield from database
            if all(finding.ok for finding in database):
                newest = checks.newest_instant(engine)
                clocks = checks.database_clock(engine)
                yield from accounting_findings(engine)
    except DeskError as error:
        # no database yet is how every installation begins
        yield Finding("database", True, str(error))
    except Exception as error:
        trouble = explain(error)
        if trouble is None:
            raise
        yield Finding("database", False, trouble.message)
    prefect = PrefectChecks()
    yield from prefect.findings()
    yield checks.clock_finding(utc_now(), newest, clocks | prefect.clock)
