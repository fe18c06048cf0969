"""A clock that is set while a crawl is under way moves none of its timers."""

import subprocess
import sys

#: delays a call by 0.05 s, sets the clock, and says after how many seconds the call came
PROGRAM = """
import sys, time
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import base, reactor
from crawlers.steady import steady_timers

shift = 0.0
base.ReactorBase.seconds = staticmethod(lambda: time.time() + shift)
steady_timers()
began = time.monotonic()

def called():
    print(time.monotonic() - began)
    reactor.stop()

def set_clock():
    global shift
    shift = float(sys.argv[1])
    reactor.callLater(0, int)  # looks at what is due

reactor.callLater(float(sys.argv[2]), called)
reactor.callWhenRunning(set_clock)
reactor.run()
"""


def waited(shift: float, delay: float) -> float:
    """Seconds until a delayed call came in a process whose clock was set meanwhile."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(shift), str(delay)],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return float(done.stdout)


def test_a_clock_set_back_holds_nothing_up() -> None:
    assert waited(shift=-4 * 86_400, delay=0.05) < 20


def test_a_clock_set_ahead_ends_no_limit() -> None:
    assert waited(shift=2 * 86_400, delay=0.5) >= 0.5
