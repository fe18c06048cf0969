"""The catalogue that comes with Salang."""

import re
from pathlib import Path

import pytest

from crawlers.catalog import PACKAGED, HostIndex, SourceSpec, catalog_json_schema, load_catalog

ROOT = Path(__file__).parents[3]
# repost networks, scrapers and look-alikes: they multiply an echo and report nothing
NOT_SOURCES = ("news-pravda.com", "ria24.today", "rss.plus", "topnews.com", "bbcturk.com")
# Hindi is served too, but no Hindi address is attested yet
TOPIC_LANGUAGES = {
    "en", "ru", "fa", "ps", "tg", "uz", "ur", "ar", "zh", "tr", "uk", "de", "fr", "kk",
}  # fmt: skip


@pytest.fixture(scope="module")
def sources() -> list[SourceSpec]:
    return load_catalog()


def test_it_is_valid_and_has_a_hundred_sources(sources: list[SourceSpec]) -> None:
    assert len(sources) >= 100
    assert len(sources) == len(list(PACKAGED.glob("*.yaml")))


def test_every_channel_says_how_its_address_is_attested(sources: list[SourceSpec]) -> None:
    how = re.compile(r"\b(seen|tested|named|read)\b")
    for source in sources:
        for channel in source.channels:
            assert how.search(channel.attested), f"{source.slug}: {channel.url}"


def test_it_watches_all_languages_of_the_topic(sources: list[SourceSpec]) -> None:
    watched = {
        code for source in sources for chan in source.channels for code in source.languages_of(chan)
    }
    assert watched >= TOPIC_LANGUAGES


def test_it_holds_no_repost_network_and_no_look_alike(sources: list[SourceSpec]) -> None:
    index = HostIndex(sources)
    assert [host for host in NOT_SOURCES if index.owner(f"https://{host}/1")] == []


def test_there_are_agencies_for_the_fast_schedule(sources: list[SourceSpec]) -> None:
    agencies = {source.slug for source in sources if source.priority == "agency"}
    assert {"tass", "ria-novosti", "interfax", "irna", "pajhwok", "bakhtar"} <= agencies
    assert len(agencies) < len(sources) / 3


def test_the_docs_explain_every_key() -> None:
    docs = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    schema = catalog_json_schema()
    keys = set(schema["properties"])
    for part in schema["$defs"].values():
        keys |= set(part.get("properties", ()))
    assert sorted(key for key in keys if f"`{key}`" not in docs) == []
