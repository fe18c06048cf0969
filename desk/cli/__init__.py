"""The command ``salang``: one module per group of commands, ``main`` is its entry point."""

import os
import sys
from collections.abc import Sequence

from desk.cli.app import app
from desk.cli.errors import INTERRUPTED, Terminated, Trouble, explain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 is done, 1 done with failures that were listed, 2 wrong usage, 130 and 143 stopped.
    ``arguments`` default to those of the process.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a terminal that knows no Persian shows escapes instead of ending the program
            stream.reconfigure(errors="backslashreplace")
    from cyclopts import CycloptsError

    try:
        code = app(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except CycloptsError:
        return 2  # it has said why
    except BrokenPipeError:
        # whoever read the output has enough; nothing more can be said to them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except BaseException as error:
        return _failed(error)
    return int(code or 0)


def _failed(error: BaseException) -> int:
    """Say what went wrong in words; a traceback only where nobody expected the error."""
    if isinstance(error, SystemExit):
        raise error
    if isinstance(error, KeyboardInterrupt):
        print(f"\n{INTERRUPTED}", file=sys.stderr)
        return error.code if isinstance(error, Terminated) else 130
    trouble = explain(error)
    if _debugging():
        import traceback

        traceback.print_exception(error)
    elif trouble is None:
        trouble = Trouble(
            f"this should not have happened: {type(error).__name__}: {error}\n"
            "Set SALANG_DEBUG=1 to see where, and please report it."
        )
    if trouble is not None:
        print(f"salang: {trouble.message}", file=sys.stderr)
        return trouble.code
    return 1


def _debugging() -> bool:
    return os.environ.get("SALANG_DEBUG", "").lower() in ("1", "true", "yes", "on")
