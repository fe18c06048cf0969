"""The source catalogue as the commands use it."""

from collections.abc import Sequence
from pathlib import Path

from crawlers.catalog import SourceSpec
from crawlers.catalog.nearest import nearest
from crawlers.settings import CrawlSettings
from desk.cli.errors import DeskError


def catalog_path(given: Path | None) -> Path | None:
    """The catalogue that was asked for, else the one of the settings, else None: the packaged."""
    return given or CrawlSettings().catalog


def named(sources: Sequence[SourceSpec], slugs: Sequence[str]) -> list[SourceSpec]:
    """The sources of these short names, in the order asked for.

    Raises:
        DeskError: for a name that is not in the catalogue, with the nearest one that is.
    """
    known = {spec.slug: spec for spec in sources}
    for slug in slugs:
        if slug not in known:
            raise DeskError(
                f"no source {slug!r} in the catalogue{nearest(slug, known)} "
                "(salang sources list shows all)",
                2,
            )
    return [known[slug] for slug in dict.fromkeys(slugs)]


def active_or_named(sources: Sequence[SourceSpec], slugs: Sequence[str]) -> list[SourceSpec]:
    """The sources a run is about: those named, else all that are active."""
    return named(sources, slugs) if slugs else [spec for spec in sources if spec.active]
