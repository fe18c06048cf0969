"""What the crawl must make of every address of the newsroom, read from `expected/<slug>.yaml`.

Decided beside the pages, by what they mean and show to a reader, and not by any program: one
that disagrees is to be mended, or the page is to be discussed. Addresses are paths of the outlet;
another outlet's page is `slug:/path`.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from crawlers.newsroom.content import OUTLETS, NewsroomError
from crawlers.newsroom.server import DEFAULT_BASE_PORT, DEFAULT_HOST

FOLDER = Path(__file__).parent / "expected"

ExpectedFate = Literal[
    "fetched",
    "undated",
    "screened_out",
    "robots_denied",
    "http_error",
    "redirect_loop",
    "too_large",
    "challenge_page",
    "paywalled",
    "not_an_article",
    "consent_wall",
    "error_page",
    "empty",
    "duplicate_url",
]
Rule = Literal["jsonld", "meta", "microdata", "time", "byline", "url", "feed", "sitemap"]
ARTICLE_FATES = frozenset({"fetched", "undated"})


class Expectation(BaseModel):
    """What one address must end as.

    `same_as` is set where the address is only another form of one (tracking parameters, AMP): it
    has no candidate of its own and `fate` is that of the other. With fate `duplicate_url` the
    address is a candidate and `copy_of` the one whose article it leads to.

    For articles (fates `fetched` and `undated`): `verdict` by meaning; the exact `title`;
    `published_at` in UTC (the start of the day in the outlet's zone where `published_precision`
    is day); the family of the rule that gives it; `authors` as people; `comments` of readers;
    `copy_of` and `relation` where it repeats another article, `distinct_from` where it only looks
    so; `topics` that must be among its codes; `story` where articles tell one event and must be
    joined; `event` where one is told beside the outlet's own matter, so that it may be joined.
    `edition` is the first edition that has the page, `revised` says that edition 2 changes it.
    `why` names the trap of a page.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    fate: ExpectedFate
    language: str | None = None
    title: str | None = None
    verdict: Literal["relevant", "borderline", "not_relevant"] | None = None
    published_at: AwareDatetime | None = None
    published_precision: Literal["second", "minute", "day"] | None = None
    published_rule: Rule | None = None
    authors: tuple[str, ...] = ()
    comments: int = 0
    topics: tuple[str, ...] = ()
    copy_of: str | None = None
    relation: Literal["exact", "near"] | None = None
    distinct_from: str | None = None
    story: str | None = None
    event: str | None = None
    same_as: str | None = None
    edition: Literal[1, 2] = 1
    revised: bool = False
    why: str = ""

    @property
    def is_article(self) -> bool:
        """Whether the page becomes an article of its own in the database."""
        return self.fate in ARTICLE_FATES and self.same_as is None


def load_expected(
    base_port: int = DEFAULT_BASE_PORT, edition: int = 1, host: str = DEFAULT_HOST
) -> dict[str, Expectation]:
    """Expectations by absolute URL (percent-encoded) for an edition of the newsroom.

    Raises NewsroomError naming the file when one cannot be read or a key in it is wrong.
    """
    expected: dict[str, Expectation] = {}
    for slug in OUTLETS:
        for path, entry in _read(slug).items():
            values = dict(entry, url=_absolute(path, slug, base_port, host))
            for key in ("copy_of", "distinct_from", "same_as"):
                if key in values:
                    values[key] = _absolute(str(values[key]), slug, base_port, host)
            try:
                expectation = Expectation.model_validate(values)
            except ValidationError as error:
                first = error.errors()[0]
                raise NewsroomError(
                    f"expected/{slug}.yaml, {path}, {first['loc'][0]}: {first['msg']}"
                ) from None
            if expectation.edition <= edition:
                expected[expectation.url] = expectation
    return expected


@cache
def _read(slug: str) -> dict[str, dict[str, object]]:
    path = FOLDER / f"{slug}.yaml"
    try:
        data: dict[str, dict[str, object]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise NewsroomError(f"cannot read expected/{path.name}: {error}") from None
    return data


def _absolute(address: str, slug: str, base_port: int, host: str) -> str:
    named, separator, path = address.partition(":/")
    if separator:
        slug, address = named, "/" + path
    return f"http://{host}:{base_port + OUTLETS.index(slug)}{address}"
