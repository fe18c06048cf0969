"""What a process does about itself: its rank, its memory, its parent's end."""

import contextlib
import gc
import os
import time
from pathlib import Path

# How often a worker looks whether its parent still lives.
PARENT_WATCH_SECONDS = 1.0


def look_for_garbage_seldom() -> None:
    """For a process that imports much, or makes many small objects that go by themselves.

    Python looks for garbage after every 700 new objects. That takes a seventh of a start, in which
    a million objects are made that never go, and a quarter of the time of screening a page.
    """
    gc.set_threshold(50_000, 20, 20)


def give_way() -> None:
    """Leave the processor to the crawl first: pages that take long to read must not slow it."""
    os.nice(5)


def limit_memory(extra: int) -> None:
    """Let the process grow by `extra` bytes of address space, where the system can say so."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + extra
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def watch_parent(parent: int) -> None:
    """End this process when another has become its parent; for a thread of its own."""
    while os.getppid() == parent:
        time.sleep(PARENT_WATCH_SECONDS)
    os._exit(0)
