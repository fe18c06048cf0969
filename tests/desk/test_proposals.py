"""From what was found at a site to a source file."""

from datetime import UTC, datetime
from typing import Any

import pytest

from desk.proposals import as_yaml, proposal, slug_of

TODAY = datetime(2026, 11, 22, tzinfo=UTC)
FEED = {"kind": "feed", "url": "https://courier.af/rss", "how": "named on the home page",
        "said": "20 items", "answers": True, "language": "ps"}  # fmt: skip


def found(**more: Any) -> dict[str, Any]:
    return {"home": "https://courier.af/", "name": "Courier", "language": "fa", "ways": [FEED],
            **more}  # fmt: skip


@pytest.mark.parametrize(
    ("home", "slug"),
    [
        ("https://www.courier.com.af/", "courier"),
        ("https://news.courier.example/fa/", "courier"),
        ("https://courier.info/", "courier"),
        ("http://127.0.0.1:8000/", "127-0-0-1"),
        ("https://пресса.рф/", "source"),
    ],
)
def test_a_short_name_from_the_host(home: str, slug: str) -> None:
    assert slug_of(home) == slug


def test_guesses_are_named_as_guesses() -> None:
    entry = proposal(found(), "courier", TODAY)
    assert (entry["country"], entry["ownership"], entry["timezone"]) == ("AF", "unknown", "UTC")
    assert entry["to_confirm"] == ["country", "languages", "ownership", "timezone"]
    assert entry["languages"] == ["fa", "ps"]
    assert entry["channels"][0]["languages"] == ["ps"]
    assert entry["channels"][0]["attested"] == (
        "named on the home page; read on 2026-11-22: 20 items"
    )


def test_an_ending_that_the_whole_world_uses_is_no_country() -> None:
    assert proposal(found(home="https://courier.tv/"), "courier", TODAY)["country"] is None


def test_a_name_cannot_play_tricks_on_a_terminal_or_on_the_file() -> None:
    name = "Courier\x1b[2J\u202e\ncountry: RU"
    text = as_yaml(proposal(found(name=name), "courier", TODAY))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\ncountry: RU" not in text
