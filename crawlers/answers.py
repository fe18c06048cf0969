"""From Scrapy's responses to plain values: an answer to a poll, a page fetched or failed."""

from datetime import datetime

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from crawlers.frontier import DuePage
from crawlers.items import FailedPage, FetchedPage
from crawlers.middlewares.documents import document_of
from crawlers.policy import Outcome, next_attempt, outcome_of_status, retry_after
from crawlers.polling import Answer


def header(response: Response, name: str) -> str | None:
    """A header's value as text; None when it is not there."""
    value = response.headers.get(name)
    # header bytes are Latin-1 by RFC 9110; UTF-8 in them survives as it came
    return value.decode("latin-1") if value is not None else None


def headers_of(response: Response) -> tuple[tuple[str, str], ...]:
    """All headers as text, in their order."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def poll_answer(response: Response, conditional: bool, at: datetime) -> Answer:
    """A response to a poll; takes the bytes that `LargeDocuments` set aside."""
    return Answer(
        url=response.url,
        status=response.status,
        body=document_of(response),
        at=at,
        conditional=conditional,
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
        charset=http_content_type_encoding(header(response, "Content-Type")),
        location=header(response, "Location"),
        retry_after=header(response, "Retry-After"),
        content_type=header(response, "Content-Type"),
        headers=headers_of(response),
        cache_control=header(response, "Cache-Control"),
        expires=header(response, "Expires"),
        age=header(response, "Age"),
        date=header(response, "Date"),
    )


def page_outcome(response: Response) -> Outcome | None:
    """What a page's status says of it; None for success."""
    return outcome_of_status(response.status, header(response, "Location"))


def fetched_page(source: str, page: DuePage, response: Response, at: datetime) -> FetchedPage:
    """A page that answered with success."""
    return FetchedPage(
        source=source,
        candidate_id=page.id,
        url=page.url,
        final_url=response.url,
        status=response.status,
        headers=headers_of(response),
        content_type=header(response, "Content-Type"),
        body=response.body,
        fetched_at=at,
    )


def failed_page(
    source: str, page: DuePage, outcome: Outcome, at: datetime, response: Response | None = None
) -> FailedPage:
    """A page that could not be had, with the time it is asked for again."""
    wait = retry_after(header(response, "Retry-After"), at) if response is not None else None
    return FailedPage(
        source=source,
        candidate_id=page.id,
        url=page.url,
        fate=outcome.fate,
        reason=outcome.reason,
        at=at,
        next_attempt_at=next_attempt(outcome, page.attempts + 1, at, wait),
    )
