"""Timers of the crawl that a clock which is set does not touch."""

import time


def steady_timers() -> None:
    """Let the installed reactor count its delays on the monotonic clock.

    Twisted keeps the instant of a delayed call by the clock of the wall. Set back by days, what is
    under way then waits for days, its own time limit as well, and the crawl never ends; set ahead,
    all limits run out at once. To be called before the first delayed call.
    """
    from twisted.internet import reactor

    setattr(reactor, "seconds", time.monotonic)  # noqa: B010 - a plain assignment is one to a method
