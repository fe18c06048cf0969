"""Processes as holders of what only one may hold, named so that others can tell if they ended."""

import os
from functools import cache
from pathlib import Path


@cache
def _machine() -> str:
    """This boot of this machine, and the view of process numbers that this process has.

    Two containers of one machine see different processes under one number.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        numbers = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:  # another system: then only time tells whether a holder has ended
        return f"{os.uname().nodename}-{os.getpid()}"
    return f"{boot}-{numbers}"


def this_process() -> str:
    """The name of this process: machine, number and start, with ``/`` between them."""
    return f"{_machine()}/{os.getpid()}/{began(os.getpid())}"


def has_ended(holder: str) -> bool:
    """Whether a process of this machine that has this name is known to have ended.

    False for one of another machine, of which nobody here can tell.
    """
    machine, _, process = holder.partition("/")
    number, _, start = process.partition("/")
    return machine == _machine() and number.isdecimal() and began(int(number)) != start


def began(process: int) -> str:
    """When a process began, in the kernel's ticks: tells it from a later one of its number.

    Empty when there is no such process, or only what is left of one until its parent asks for it,
    or no /proc to ask.
    """
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    # the name in brackets may hold blanks; what is wanted are the 3rd and the 22nd field (proc(5))
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]
