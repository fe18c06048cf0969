"""Expected trouble in words: which error means what, and which exit code it has."""

import errno
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

INTERRUPTED = (
    "stopped: nothing is lost; what was fetched is stored, and the next run goes on from there"
)


class DeskError(Exception):
    """A command cannot do what was asked; the message says why and what to do.

    ``code`` is 2 for a request that cannot be understood, 1 for anything else.
    """

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class Terminated(KeyboardInterrupt):
    """The program was asked to end by a signal other than Ctrl-C; ``code`` is its exit code.

    Being a KeyboardInterrupt, it ends flows and pools in the same orderly way.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is told to the person, and the exit code."""

    message: str
    code: int = 1


def explain(error: BaseException) -> Trouble | None:
    """The trouble an error stands for; None for one that nobody expected."""
    if isinstance(error, DeskError):
        return Trouble(str(error), error.code)
    for kind in type(error).__mro__:
        if sentence := SENTENCES.get(_name(kind)):
            return sentence(error)
    return None


def _name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _plain(error: Any) -> Trouble:
    return Trouble(str(error))


def _usage(error: Any) -> Trouble:
    return Trouble(str(error), 2)


def _operational(error: Any) -> Trouble:
    from models.session import explain as explain_database

    return Trouble(explain_database(error))


def _database(error: Any) -> Trouble | None:
    said = str(error.orig or error).strip().splitlines()[0]
    if isinstance(error.orig, sqlite3.DatabaseError):
        if "not a database" in said or "malformed" in said:
            return Trouble(
                f"the database file is damaged or no SQLite database ({said}); "
                "put a copy of it back, or set SALANG_DATABASE_URL to another file"
            )
        return None
    if "permission denied" in said:
        return Trouble(f"the database refuses: {said}; ask its owner for the right")
    return None


def _system(error: OSError) -> Trouble | None:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOSPC:
        return Trouble(
            f"{where}the disk is full; free some space and run again: what was stored is safe"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Trouble(
            f"{where}may not be written or read ({error.strerror}); check its permissions, or set "
            "SALANG_HOME to a place you may write"
        )
    if error.filename is not None:
        return Trouble(f"{where}{error.strerror}")
    return None


def _settings(error: Any) -> Trouble | None:
    """Settings that do not hold, each under the name of its environment variable."""
    if not error.title.endswith("Settings"):
        return None
    wrong = [
        f"SALANG_{'_'.join(map(str, found['loc'])).upper()}: {found['msg']}, not {found['input']!r}"
        for found in error.errors(include_url=False)
    ]
    return Trouble("; ".join(wrong), 2)


#: by full name, so that nothing is imported in order to ask; the first in an error's ancestry
SENTENCES: dict[str, Callable[[Any], Trouble | None]] = {
    "models.session.StorageError": _plain,
    "sqlalchemy.exc.OperationalError": _operational,
    "sqlalchemy.exc.DatabaseError": _database,
    "alembic.util.exc.CommandError": _plain,
    "crawlers.catalog.load.CatalogError": _plain,
    "crawlers.newsroom.content.NewsroomError": _plain,
    "analysis.codebook.load.CodebookError": _plain,
    "flows.stages.catalogue.UnknownSource": _usage,
    "prefect.exceptions.ParameterTypeError": _usage,
    "pydantic_core._pydantic_core.ValidationError": _settings,
    "builtins.OSError": _system,
}
