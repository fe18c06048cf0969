"""Batches of sources: balanced, and never two processes at one host."""

from pathlib import Path

from crawlers.batches import batches
from crawlers.catalog import SourceSpec, load_catalog


def spec(slug: str, home: str, *channels: str) -> SourceSpec:
    return SourceSpec.model_validate(
        {
            "slug": slug,
            "name": slug,
            "home": home,
            "country": "GB",
            "languages": ["en"],
            "ownership": "private",
            "timezone": "UTC",
            "channels": [{"kind": "feed", "url": url, "attested": "test"} for url in channels],
            "file": Path("x.yaml"),
        }
    )


def test_sources_that_share_a_host_stay_together() -> None:
    specs = [
        spec("pashto", "https://news.example/pashto", "https://feeds.example/p"),
        spec("other", "https://other.example/", "https://other.example/rss"),
        spec("persian", "https://news.example/persian", "https://www.news.example/f"),
        spec("urdu", "https://urdu.example/", "https://feeds.example/u"),
    ]
    found = batches(specs, 4)
    assert sorted(map(sorted, found)) == [["other"], ["pashto", "persian", "urdu"]]


def test_every_source_of_the_catalogue_is_in_one_batch() -> None:
    specs = load_catalog()
    found = batches(specs, 3)
    assert len(found) == 3
    assert sorted(slug for batch in found for slug in batch) == [one.slug for one in specs]
    channels = {one.slug: len(one.channels) for one in specs}
    weights = [sum(channels[slug] for slug in batch) for batch in found]
    assert max(weights) < 2 * min(weights)


def test_no_more_batches_than_there_is_to_divide() -> None:
    assert batches([], 3) == []
    assert batches([spec("a", "https://a.example/", "https://a.example/rss")], 3) == [["a"]]
