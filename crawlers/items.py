"""What the spiders hand to the pipelines: a page that came, or one that did not."""

from dataclasses import dataclass, field
from datetime import datetime

from models.candidates import Fate


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that answered with success: its bytes go to the page store before all else."""

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
