"""Claims on pending work: what one worker has in hand, the others leave alone.

Work of which claim and result fit into one short transaction is claimed by its rows, with
``FOR UPDATE SKIP LOCKED`` (`models.queries.tagging`). Reading a page, comparing a text or crawling
a source takes longer and writes in several transactions, some of which change the very rows that
say what is pending. There the claim is a lock of PostgreSQL on the item's key, held by a
transaction of its own that writes nothing, and skipped by the others in the same way. Either ends
with the worker, however that ends, so that its work is free again at once.

On SQLite runs take turns, so that there is nobody to claim it from.
"""

import hashlib
from collections.abc import Sequence
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection, Engine, text

Item = TypeVar("Item", int, str)
#: batches looked at for one that no other worker has in hand
SHARED = 16
#: keys of which none is in hand elsewhere are taken in their order until there are enough
_TAKE = text(
    "SELECT place FROM unnest(CAST(:keys AS bigint[])) WITH ORDINALITY AS item(key, place) "
    "WHERE pg_try_advisory_xact_lock(key) LIMIT :most"
)


class Claims:
    """What this worker has in hand of a stage, until the end of the block.

    What was done between looking for work and claiming it must be asked for again afterwards.
    """

    def __init__(self, engine: Engine, stage: str) -> None:
        self._stage = stage
        self._shared = engine.dialect.name == "postgresql"
        self._engine = engine
        self._connection: Connection | None = None

    def __enter__(self) -> "Claims":
        if self._shared:
            self._connection = self._engine.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            # ends the transaction, and with it the claims
            self._connection.close()

    def take(self, items: Sequence[int | str], most: int) -> list[int]:
        """Claim up to ``most`` of the items; gives the places of those claimed, in their order."""
        if self._connection is None:
            return list(range(min(most, len(items))))
        keys = [_key(self._stage, item) for item in items]
        places = self._connection.scalars(_TAKE, {"keys": keys, "most": most})
        return [place - 1 for place in places]

    def part_of(self, waiting: list[Item], most: int) -> tuple[list[Item], list[Item]]:
        """Claim up to ``most`` of what waits; gives these, and what waits still.

        What others have in hand is put last: by then it is done, or they are gone. Nothing is
        left to wait for when all of it is in other hands.
        """
        passed: list[Item] = []
        while waiting:
            window = waiting[: SHARED * most]
            places = self.take(window, most)
            if places:
                taken, last = set(places), places[-1] + 1
                passed += [item for place, item in enumerate(window[:last]) if place not in taken]
                return [window[place] for place in places], waiting[last:] + passed
            passed += window
            waiting = waiting[len(window) :]
        return [], []


def _key(stage: str, item: int | str) -> int:
    """64 bits, signed, as PostgreSQL numbers its locks. Two items of one number wait in vain for
    each other once in a while; nothing else comes of it."""
    digest = hashlib.blake2b(f"{stage}:{item}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
