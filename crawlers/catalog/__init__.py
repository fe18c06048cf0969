"""The source catalogue: who is watched, through which channels, how politely.

One YAML file per source in `sources/`; `docs/sources.md` explains every key.
"""

from crawlers.catalog.channels import Channel
from crawlers.catalog.hosts import HostIndex
from crawlers.catalog.load import (
    PACKAGED,
    CatalogError,
    CatalogReading,
    Problem,
    catalog_json_schema,
    load_catalog,
    read_catalog,
)
from crawlers.catalog.schema import Ownership, SourceFile, SourceSpec

__all__ = [
    "PACKAGED",
    "CatalogError",
    "CatalogReading",
    "Channel",
    "HostIndex",
    "Ownership",
    "Problem",
    "SourceFile",
    "SourceSpec",
    "catalog_json_schema",
    "load_catalog",
    "read_catalog",
]
