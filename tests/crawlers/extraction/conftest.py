"""Pages written for these tests: invented outlets, invented people."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from crawlers.extraction.engine import extract
from crawlers.extraction.types import ExtractedPage, PageHints, PageInput

FETCHED_AT = datetime(2025, 11, 21, 12, 0, tzinfo=UTC)
ADDRESS = "https://www.lantern.example/world/2025/07/trade-fair"

PARAGRAPHS = (
    "Merchants from eleven provinces opened a trade fair in the northern city on Thursday, the "
    "first since the road across the pass was cleared of snow and rubble.",
    "The organisers said that dried fruit, carpets and marble were on offer, and that buyers had "
    "come from three neighbouring countries to look at samples.",
    "A customs officer at the crossing counted two hundred lorries on the first morning, twice as "
    "many as in the same week of the previous year.",
    "The fair closes on Sunday evening. The next one is planned for the autumn, in a hall that "
    "has yet to be built on the southern edge of the city.",
)


@pytest.fixture
def paragraphs() -> tuple[str, ...]:
    return PARAGRAPHS


@pytest.fixture
def page() -> Callable[..., str]:
    """A plain article page; parts can be put before, between and after its paragraphs."""

    def build(
        head: str = "",
        above: str = "<h1>Trade fair opens across the pass</h1>",
        between: str = "",
        below: str = "",
        text: tuple[str, ...] = PARAGRAPHS,
        title: str = "Trade fair opens across the pass",
    ) -> str:
        first, *rest = (f"<p>{p}</p>" for p in text)
        return (
            f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body>"
            "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
            f"<main><article>{above}{first}{between}{''.join(rest)}</article>{below}</main>"
            "<footer><p>Lantern Press, all rights reserved.</p></footer></body></html>"
        )

    return build


@pytest.fixture
def read() -> Callable[..., ExtractedPage]:
    """Extract markup (or bytes) as if it had just been fetched."""

    def run(
        markup: str | bytes,
        url: str = ADDRESS,
        content_type: str | None = "text/html; charset=utf-8",
        headers: Mapping[str, str] | None = None,
        hints: PageHints | None = None,
    ) -> ExtractedPage:
        body = markup.encode() if isinstance(markup, str) else markup
        return extract(
            PageInput(url, body, content_type, headers or {}, FETCHED_AT, hints or PageHints())
        )

    return run
