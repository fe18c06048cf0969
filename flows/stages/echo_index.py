"""The shingle index of the database, as ``analysis.echo`` asks it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.echo.batch import Ints, Rows
from models.queries.postings import count_holders, holders


@dataclass(frozen=True, slots=True)
class DatabaseIndex:
    """``analysis.echo.batch.ShingleIndex`` within one transaction."""

    session: Session

    def counts(self, hashes: Ints, first: Ints, last: Ints, limit: Ints | int) -> Ints:
        """How many articles hold each hash, counted up to ``limit``."""
        return count_holders(self.session, hashes, first, last, limit)

    def rows(self, hashes: Ints, first: Ints, last: Ints, limit: int | None = None) -> Rows:
        """The articles that hold each hash; the first ``limit`` of each."""
        return Rows(*holders(self.session, hashes, first, last, limit).T)
