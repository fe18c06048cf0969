"""Polling a world of 300 channels: ``python -m benchmarks.polling.run [--rounds N]``.

Prints, for each way a channel behaves, what its polls came to and how its interval moved, and what
the rounds asked of the hosts. The clock moves an hour from round to round; nothing waits for it.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.polling.rounds import Round, rounds
from benchmarks.polling.world import BEHAVIOURS, DELAY, unchanged
from models.sources import Poll


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    wanted = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="salang-polling-") as home, rounds(Path(home)) as all_:
        for _ in range(wanted):
            done = all_.poll()
            print(_line(done, {h: b.name for h, b in all_.world.behaviours.items()}))
        print()
        print(table(all_.done, {host: b.name for host, b in all_.world.behaviours.items()}))


def _line(done: Round, behaviours: dict[str, str]) -> str:
    quiet = unchanged()
    pages = sum(behaviours[one.host] in quiet for one in done.pages)
    stuck = {host for host, name in behaviours.items() if name == "stuck"}
    together = max(n for host, n in done.most_at_once.items() if host not in stuck)
    explained = sum(
        bool(poll.outcome and (poll.reason or poll.items)) for poll in done.polls.values()
    )
    return (
        f"round {done.number}: {len(done.polls)} channels polled, {explained} explained, "
        f"{len(done.pages)} pages asked for, {pages} of them of unchanged channels; "
        f"the host asked fastest every {min(done.pace().values()):.2f} s ({DELAY} allowed), "
        f"{together} request to a host at once; {done.result.seconds:.0f} s, "
        f"{done.result.finish_reason}"
    )


def table(done: list[Round], behaviours: dict[str, str]) -> str:
    """The table of the docs: one row per behaviour."""
    done = done if len(done) <= 4 else [*done[:3], done[-1]]
    head = ["channels", "behave so", *(f"round {each.number}" for each in done), "why, at the end"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for behaviour in BEHAVIOURS:
        cells = [str(behaviour.share), behaviour.says]
        why = ""
        for each in done:
            polls = [
                poll for (host, _), poll in each.polls.items() if behaviours[host] == behaviour.name
            ]
            [(cell, _)] = Counter(map(_cell, polls)).most_common(1)
            cells.append(cell)
            [(why, _)] = Counter(map(_why, polls)).most_common(1)
        lines.append("| " + " | ".join([*cells, why]) + " |")
    return "\n".join(lines)


def _why(poll: Poll) -> str:
    return "; ".join(filter(None, (poll.reason, poll.interval_reason)))


def _cell(poll: Poll) -> str:
    outcome, interval = poll.outcome, poll.interval_seconds
    if interval is None:
        wait = (poll.next_poll_at - poll.polled_at).total_seconds()
        return f"{outcome}; again in {round(wait / 60)} min"
    return f"{outcome}; {interval / 60:.0f} min"


if __name__ == "__main__":
    main()
