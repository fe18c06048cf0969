"""Source files of the sample outlets, written for the ports on which they are served."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from crawlers.newsroom.content import OUTLETS, Channel, Outlet, load_outlet
from crawlers.newsroom.server import DEFAULT_BASE_PORT, DEFAULT_HOST

_KINDS = {
    "rss": "feed",
    "atom": "feed",
    "sitemap": "sitemap",
    "news_sitemap": "sitemap",
    "sitemap_index": "sitemap",
    "section": "section",
}
_ATTESTED = "an invented outlet, written for the sample newsroom"


def write_catalog(
    folder: Path, base_port: int = DEFAULT_BASE_PORT, host: str = DEFAULT_HOST
) -> list[Path]:
    """Write `<slug>.yaml` for each outlet into `folder` (made if absent) and return the paths.

    The files follow `crawlers.catalog.schema.SourceFile`. Raises OSError when the folder cannot
    be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for position, slug in enumerate(OUTLETS):
        source = source_of(load_outlet(slug), f"http://{host}:{base_port + position}")
        path = folder / f"{slug}.yaml"
        path.write_text(yaml.safe_dump(source, allow_unicode=True, sort_keys=False), "utf-8")
        paths.append(path)
    return paths


def source_of(outlet: Outlet, base_url: str) -> Mapping[str, Any]:
    """The source file of one outlet as plain values."""
    children = {child for channel in outlet.channels for child in channel.children}
    return {
        "slug": outlet.slug,
        "name": outlet.name,
        "home": f"{base_url}/",
        "country": outlet.country,
        "languages": list(outlet.languages),
        "ownership": outlet.ownership,
        "timezone": outlet.timezone,
        "tags": ["sample"],
        # a loopback server needs no pause; robots.txt of one outlet still asks for one
        "politeness": {"delay_seconds": 0.0, "concurrency": 4, "max_pages_per_run": 100},
        # the sample's dates are fixed, so it has been silent for as long as it exists
        "expectations": {"max_days_silent": 366},
        "channels": [
            _channel(channel, base_url)
            for channel in outlet.channels
            if channel.id not in children  # a sitemap index leads to its own sitemaps
        ],
    }


def _channel(channel: Channel, base_url: str) -> dict[str, Any]:
    written: dict[str, Any] = {
        "kind": _KINDS[channel.kind],
        "url": base_url + channel.path,
        "attested": _ATTESTED,
    }
    if channel.title:
        written["name"] = channel.title
    if channel.language:
        written["languages"] = [channel.language]
    if channel.link_selector:
        written["links"] = {"selector": channel.link_selector}
    return written
