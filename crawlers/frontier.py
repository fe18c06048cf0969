"""How far the crawl of one source has come: polls open, pages on their way, reasons to stop."""

from dataclasses import dataclass, field

from crawlers.policy import Outcome
from crawlers.watched import WatchedSource

#: candidates taken from the database at once, and how few are on their way when more are taken
BATCH = 50
LOW = 25
#: documents of a channel opened in one run, in indexes of one index: an index that lists ever new
#: indexes would otherwise open the cube of what one may
INDEXES = 10
#: failures in a row that mean the host, not the page: the rest waits for the next run
IN_A_ROW = 5


@dataclass(frozen=True, slots=True)
class DuePage:
    """A candidate to be fetched: its key, address and how often it was asked for before."""

    id: int
    url: str
    attempts: int


@dataclass(slots=True)
class SourceWork:
    """The crawl of one source. Pages are taken when its polls are done, in order of their keys."""

    source: WatchedSource
    open_polls: int = 0
    asked: int = 0
    on_the_way: int = 0
    cursor: int = 0
    exhausted: bool = False
    loading: bool = False
    released: bool = False
    failed_in_a_row: int = 0
    held: str | None = None
    told: bool = False
    opened: dict[int, set[str]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The source's short name."""
        return self.source.spec.slug

    @property
    def given_up(self) -> bool:
        """Whether its host failed so often that nothing more is asked of it in this run."""
        return self.failed_in_a_row >= IN_A_ROW

    def opens(self, channel_id: int, url: str, per_index: int) -> bool:
        """Note that a further document of a channel is opened; False when it is not to be.

        One that was opened in this run is not opened again: an index may list itself.
        """
        opened = self.opened.setdefault(channel_id, set())
        if url in opened or len(opened) >= INDEXES * per_index:
            return False
        opened.add(url)
        return True

    def room(self) -> int:
        """How many candidates to take now; 0 for none."""
        if self.open_polls or self.loading or self.exhausted or self.held:
            return 0
        most = self.source.spec.politeness.max_pages_per_run
        if self.asked >= most:
            self.held = f"{most} pages are the most for one run; the rest waits for the next"
            return 0
        return min(BATCH, most - self.asked) if self.on_the_way <= LOW else 0

    def took(self, pages: list[DuePage], room: int) -> None:
        """Note the candidates that were taken where there was room for ``room``."""
        self.exhausted = len(pages) < room
        self.asked += len(pages)
        self.on_the_way += len(pages)
        if pages:
            self.cursor = pages[-1].id

    def arrived(self, outcome: Outcome | None) -> None:
        """Note that a page was answered (None), or what came instead."""
        self.on_the_way -= 1
        if outcome is None or not outcome.passing:
            self.failed_in_a_row = 0
        else:
            self._failed(f"{IN_A_ROW} requests in a row failed (the last: {outcome.reason})")

    def postponed(self, why: str) -> None:
        """Note that a page was not asked for after all; it is pending as before."""
        self.on_the_way -= 1
        self.asked -= 1
        self._failed(why)

    def _failed(self, why: str) -> None:
        self.failed_in_a_row += 1
        if self.failed_in_a_row >= IN_A_ROW and not self.held:
            self.held = f"{why}; the rest waits for the next run"
