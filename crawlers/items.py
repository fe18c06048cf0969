"""What the spiders hand to the pipelines: a page that came, one that did not, a visit."""

from dataclasses import dataclass, field
from datetime import datetime

from models.candidates import Fate
from models.queries.revisits import Visit


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that answered with success: its bytes go to the page store before all else.

    ``visit`` is set where the page is of an article that is stored and was asked for again.
    """

    source: str
    candidate_id: int
    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    content_type: str | None
    body: bytes = field(repr=False)
    fetched_at: datetime
    #: where the bytes were taken from, when not from the address itself
    origin_url: str | None = None
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be had: its fate, in a sentence, and when to try again, if ever."""

    source: str
    candidate_id: int
    url: str
    fate: Fate
    reason: str
    at: datetime
    next_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitedPage:
    """An article that was asked for again; ``page`` is set where it looks different."""

    source: str
    url: str
    visit: Visit
    page: FetchedPage | None = None
