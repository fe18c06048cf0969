"""Writing what a poll brought, in pieces that let other sources have their turn in between."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from crawlers.writer import Writer
from models.queries.discovery import Pace, PolledDocument, record_poll, record_sightings

#: items in one transaction: a tenth of a second on SQLite. A document of 50,000 addresses would
#: hold up every page that is fetched meanwhile for many seconds
PIECE = 2_000


async def write_poll(
    database: Writer, poll: PolledDocument, choose: Callable[[int], Pace] | None
) -> int:
    """Write a poll with everything it brought. Returns how many candidates are new.

    The last piece comes with the document's validators: a crawl that is killed in between has
    some of the candidates and asks for the document in full again.
    """
    items, new = list(poll.items), 0
    while len(items) > PIECE:
        part = replace(poll, items=items[:PIECE])
        new += await database.write(partial(record_sightings, poll=part))
        del items[:PIECE]
    rest = replace(poll, items=items)
    written = len(poll.items) - len(items), new
    return await database.write(lambda session: record_poll(session, rest, choose, written))
