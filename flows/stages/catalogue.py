"""The source catalogue brought into the database, and the sources a run is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from crawlers.batches import batches, host_groups
from crawlers.catalog import read_catalog
from crawlers.watched import source_entry
from models.base import utc_now
from models.queries.catalogue import sync_sources
from models.session import writing

#: sources in one crawl process: its start costs 2 s, so few and large batches
SOURCES_PER_BATCH = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Sources a run is about, and the mistakes in source files it met.

    ``batches``: keys by slug, one batch for each crawl process; sources that share a host are
    in one, since a host's delay is kept within a process. ``parts``: the same sources in the
    smallest parts that can be crawled apart, with the weight of each.
    """

    batches: tuple[dict[str, int], ...]
    problems: tuple[str, ...]
    parts: tuple[tuple[dict[str, int], int], ...] = ()

    @property
    def sources(self) -> dict[str, int]:
        """All of them: key by slug."""
        return {slug: key for batch in self.batches for slug, key in batch.items()}


class UnknownSource(Exception):
    """A source was asked for that the catalogue does not have."""


def select_sources(
    engine: Engine,
    catalog: Path | None,
    slugs: Sequence[str] = (),
    priority: str | None = None,
) -> Selection:
    """Load the catalogue, bring it into the database, and pick the sources asked for.

    A file with a mistake costs its own source only.

    Raises:
        UnknownSource: when a slug is not in the catalogue.
        crawlers.catalog.CatalogError: when there is no catalogue to read.
    """
    catalogue = read_catalog(catalog)
    known = {spec.slug: spec for spec in catalogue.sources}
    missing = [slug for slug in slugs if slug not in known]
    if missing:
        raise UnknownSource(
            f"no source {', '.join(missing)} in the catalogue; see: salang sources list"
        )
    with writing(engine) as session:
        keys = sync_sources(session, [source_entry(spec) for spec in known.values()], utc_now())
    chosen = [
        spec
        for slug, spec in known.items()
        if (slug in slugs if slugs else spec.active)
        and (priority is None or spec.priority == priority)
    ]
    count = -(-len(chosen) // SOURCES_PER_BATCH)
    return Selection(
        tuple({slug: keys[slug] for slug in batch} for batch in batches(chosen, count)),
        tuple(str(problem) for problem in catalogue.problems),
        tuple(
            ({slug: keys[slug] for slug in group.slugs}, group.weight)
            for group in host_groups(chosen)
        ),
    )
