"""``salang remove``: take something out for good, or back in."""

from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.output import to_json

app = group(
    "remove",
    summary_of("remove"),
    'salang remove https://outlet.example/a-page --reason "private person, on request"\n'
    'salang remove 4611686018427387904 --restore --reason "removed by mistake"',
    "The text is hidden from reports, search and desk; the row, its history and the stored page "
    "stay. It does not come back by another sighting, an import or retag; --restore takes it back.",
)


@app.default
def remove(
    what: str,
    /,
    *,
    reason: str,
    author: str | None = None,
    restore: bool = False,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Remove an address or an article, or restore it.

    Parameters
    ----------
    what
        Address of a page, or article_id.
    reason
        Why; it stands in the history.
    author
        Who decides; else the name of the account on this machine.
    restore
        Take an earlier removal back.
    json
        Print JSON.
    """
    from desk.cli.database import opened_current
    from desk.cli.errors import DeskError
    from flows.stages import removals
    from models.base import utc_now
    from models.queries.removals import NotRemoved

    act = removals.restore if restore else removals.remove
    with opened_current() as engine:
        try:
            done = act(engine, what, author or _account(), reason, utc_now())
        except NotRemoved as error:
            raise DeskError(str(error)) from None
    word = "restored" if restore else "removed"
    if json:
        print(to_json({"action": word, "url": done.url, "article_id": done.article_id}))
    else:
        print(f"{word}: {done.url}" + (f" (article {done.article_id})" if done.article_id else ""))
    return 0


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for the user id, as in some containers
        return "command line"
