"""The source catalogue brought into the database, and the sources a run is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from crawlers.catalog import SourceSpec, read_catalog
from models.base import utc_now
from models.queries.catalogue import SourceEntry, sync_sources
from models.session import writing


@dataclass(frozen=True, slots=True)
class Selection:
    """Sources a run is about: key by slug; and the mistakes in source files it met."""

    sources: dict[str, int]
    problems: tuple[str, ...]


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
        keys = sync_sources(session, [entry_of(spec) for spec in known.values()], utc_now())
    chosen = {
        slug: keys[slug]
        for slug, spec in known.items()
        if (slug in slugs if slugs else spec.active)
        and (priority is None or spec.priority == priority)
    }
    return Selection(chosen, tuple(str(problem) for problem in catalogue.problems))


def entry_of(spec: SourceSpec) -> SourceEntry:
    """A catalogue entry as the database keeps it."""
    return SourceEntry(
        slug=spec.slug,
        name=spec.name,
        home=spec.home,
        country=spec.country,
        ownership=str(spec.ownership),
        languages=spec.languages,
        timezone=spec.timezone,
        channels=[(ch.kind, ch.poll_url) for ch in spec.channels if ch.active],
        active=spec.active,
        specification=spec.model_dump(mode="json"),
    )
