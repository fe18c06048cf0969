"""What a pool's processes are told first: their memory, and how the screen is made.

Apart from what runs there, so that the process that hands pages out need not import the reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class ScreenVerdict(Protocol):
    """What a screen answers; see `analysis.screen.ScreenResult`."""

    @property
    def passed(self) -> bool: ...
    @property
    def found(self) -> tuple[str, ...]: ...
    @property
    def decoded(self) -> str | None: ...


class ScreenLike(Protocol):
    """A cheap look at raw bytes; `analysis.screen.Screen` is one."""

    def check(self, body: bytes, encoding: str | None) -> ScreenVerdict: ...


ScreenFactory = Callable[[], ScreenLike]


@dataclass(frozen=True, slots=True)
class Setup:
    """What the template is told first. `screen` is called once, there."""

    memory_bytes: int
    screen: ScreenFactory | None


@dataclass(frozen=True, slots=True)
class CodebookScreen:
    """A picklable `ScreenFactory`: the screen of the codebook at `path` (None: packaged).

    ``kept`` is a folder where what takes seconds to make is kept from run to run.
    """

    path: Path | None = None
    kept: Path | None = None

    def __call__(self) -> ScreenLike:
        from analysis.screen import Screen
        from crawlers.extraction.kept_screen import screen_parts

        return Screen(screen_parts(self.path, self.kept))
