"""For programs under libfaketime: `time.sleep` by way of `select`.

Python sleeps with clock_nanosleep() until an instant of the monotonic clock, which libfaketime
0.9.10 refuses (EINVAL) when that clock is left alone. Python finds this file on its path.
"""

import select
import time


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = _sleep
