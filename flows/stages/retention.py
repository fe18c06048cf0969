"""Retention: the bytes of old pages go as the policy says; the rows that tell of them stay."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from flows.progress import Step, tell
from models.pages import PageStore
from models.queries.retention import Policy, came_again, mark_pruned, prunable_pages
from models.session import reading, writing
from models.settings import StorageSettings

#: pages asked for at once
BATCH = 500
#: bytes held in memory until it is sure that nobody came for them
AT_ONCE = 32_000_000


@dataclass
class Pruned:
    """What went, or in a dry run would: pages, their bytes uncompressed, and their captures."""

    pages: int = 0
    bytes: int = 0
    captures: int = 0
    dry_run: bool = False

    @property
    def sentence(self) -> str:
        """What was done, in one sentence."""
        how = "would be let go" if self.dry_run else "let go"
        return f"bytes of {self.pages:,} old pages {how} ({self.bytes / 1e6:,.1f} MB uncompressed)"

    def as_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def policy_of(settings: StorageSettings) -> Policy:
    """The policy that the settings name."""
    return Policy(
        screened_out=settings.keep_screened_out_days,
        others=settings.keep_pages_days,
        relevant=settings.keep_relevant_pages_days,
    )


def prune_pages(
    engine: Engine, store: PageStore, policy: Policy, now: datetime, dry_run: bool = False
) -> Pruned:
    """Let the bytes go that the policy does not keep. Batches are committed one by one.

    The row is marked first and the bytes go after: killed between the two, bytes are left over
    that no row counts on, never the other way round. A page may be fetched again, with the same
    bytes, while they go: they are put back then.

    Raises:
        OSError: when the page store cannot be written.
    """
    done = Pruned(dry_run=dry_run)
    after = ""
    while policy:
        with reading(engine) as session:
            found = prunable_pages(session, policy, now, BATCH, after)
        if not found:
            break
        after = found[-1].sha256
        part: dict[str, int] = {}
        for page in found:
            part[page.sha256] = page.size
            done.pages, done.bytes = done.pages + 1, done.bytes + page.size
            done.captures += page.captures
            if not dry_run and sum(part.values()) >= AT_ONCE:
                _let_go(engine, store, list(part), policy, now)
                part = {}
        if part and not dry_run:
            _let_go(engine, store, list(part), policy, now)
        tell(Step("retention", done.pages))
    return done


def _let_go(
    engine: Engine, store: PageStore, hashes: list[str], policy: Policy, now: datetime
) -> None:
    with writing(engine) as session:
        going = mark_pruned(session, hashes, policy, now)
    bodies: dict[str, bytes] = {}
    for sha256 in going:
        try:
            bodies[sha256] = store.get(sha256)
        except (FileNotFoundError, ValueError):
            continue  # gone before, or damaged: there is nothing to put back
        finally:
            store.remove(sha256)
    with reading(engine) as session:
        again = came_again(session, going)
    for sha256 in again & bodies.keys():
        store.put(bodies[sha256])
