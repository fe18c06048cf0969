"""Asking for a password."""

import sys


def ask_password(from_stdin: bool) -> str:
    """The password, never from the command line, where everybody on the machine could read it.

    Raises:
        ValueError: when the two that were typed differ.
    """
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    first = getpass("Password: ")
    if first != getpass("Again: "):
        raise ValueError("the two passwords differ")
    return first
