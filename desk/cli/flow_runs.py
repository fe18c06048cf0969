"""Running a flow in this process and telling a person about it."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from desk.cli.errors import Terminated
from desk.cli.output import to_json
from desk.cli.progress import showing
from desk.settings import DeskSettings

Flow = Callable[..., dict[str, Any]]


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Within the block SIGTERM and SIGHUP end the program as Ctrl-C does: children first.

    By themselves they would end it on the spot, and its run in Prefect would seem to go on. One
    that whoever started the program has it ignore stays ignored, as SIGHUP under ``nohup``.
    """

    def stop(number: int, _frame: object) -> None:
        raise Terminated(number)

    before = {
        number: signal.signal(number, stop)
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_flow(load: Callable[[], Flow], announcement: str, as_json: bool, **parameters: Any) -> int:
    """Run a flow and print its summary. Returns the exit code.

    ``load`` imports the flow: Prefect must be prepared before. ``announcement`` is printed first.
    """
    from desk.cli.summary import all_failed, details_of, show
    from desk.prefect_server import prepared_prefect

    out = sys.stderr if as_json else sys.stdout
    print(announcement, file=out)
    print("Prefect is starting, which takes some ten seconds ...", file=out, flush=True)
    with ending_in_order(), prepared_prefect(quiet=not DeskSettings().debug):
        flow = load()
        with showing(quiet=as_json):
            summary = flow(**parameters)
    details = details_of(summary["run_id"])
    if as_json:
        print(to_json({**summary, **details}))
    else:
        show(summary, details)
    return 1 if summary["problems"] or all_failed(summary["polls"]) else 0
