"""What can be taken away: the queue as a spreadsheet, the stored page as WARC."""

import csv
import io

from sqlalchemy import select
from starlette.responses import Response

from crawlers.warc.writing import warc_of
from desk.web.filters import filter_for
from desk.web.http import BadRequest, Visit
from desk.web.queue import query_pairs
from models.articles import Article, ArticleRevision
from models.captures import Capture, bytes_gone
from models.queries.review_queue import queue_page
from models.session import reading

#: rows of one spreadsheet
MOST_ROWS = 5000
#: what spreadsheets take for the beginning of a formula (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEAD = (
    "article_id", "title", "source", "country", "language", "moment", "relevance", "verdict",
    "review_status", "copies", "url",
)  # fmt: skip


def safe_cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def queue_csv(visit: Visit) -> Response:
    """The rows of a filter as CSV, in the order of the queue."""
    wanted = filter_for(visit, query_pairs(visit))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    with reading(visit.engine) as session:
        after, left = None, MOST_ROWS
        while left > 0:
            rows = queue_page(session, wanted, after, min(500, left))
            for row in rows:
                cells = (
                    # as text: a spreadsheet's numbers end at 15 digits
                    f"#{row.article_id}", row.title, row.source, row.country, row.language,
                    row.moment.isoformat(), row.relevance, row.verdict, row.review_status,
                    row.copies, row.url,
                )  # fmt: skip
                writer.writerow([safe_cell(cell) for cell in cells])
            if len(rows) < 500:
                break
            after, left = rows[-1].place(wanted.sort), left - len(rows)
    return Response(
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="queue.csv"'},
    )


def article_warc(visit: Visit) -> Response:
    """The stored page of the current revision as a WARC record with its headers."""
    with reading(visit.engine) as session:
        capture = session.scalar(
            select(Capture)
            .join(ArticleRevision, ArticleRevision.capture_id == Capture.id)
            .join(Article, Article.current_revision_id == ArticleRevision.id)
            .where(Article.id == visit.key())
        )
    if capture is None:
        raise BadRequest("there is no such article", 404)
    try:
        body = visit.desk.pages.get(capture.sha256)
    except FileNotFoundError:
        why = bytes_gone(capture)
        raise BadRequest(
            f"the page was stored, but {why}"
            if why
            else "the stored page is not in this machine's page store",
            410 if why else 404,
        ) from None
    except ValueError as error:
        raise BadRequest(str(error), 404) from None
    return Response(
        warc_of(capture, body),
        media_type="application/warc",
        headers={"content-disposition": f'attachment; filename="article-{visit.key()}.warc.gz"'},
    )
