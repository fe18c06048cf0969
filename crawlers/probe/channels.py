"""What a run would do with a source: its channels polled now, without conditions, nothing stored.

Reading, judging and the refusals are those of the crawl; validators are shown and not sent, so that
the items can be seen. Further documents (children of an index, windows, pages) are opened up to
`MOST_DOCUMENTS` a channel.
"""

import base64
import hashlib
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.http import Response

from analysis.dates import DateCandidate, parse
from crawlers.answers import header, page_outcome, poll_answer
from crawlers.catalog import Channel, SourceSpec, read_catalog
from crawlers.middlewares.guard import refusal
from crawlers.openings import openings
from crawlers.policy import Outcome
from crawlers.polling import Judged, PollContext, judge_answer, judge_failure
from crawlers.probe.known import Known, known_of
from crawlers.probe.spider import ProbeSpider
from crawlers.readers.section import belongs
from crawlers.watched import READ_KINDS, WatchedChannel, WatchedSource
from models.base import utc_now
from models.candidates import Fate
from models.queries.discovery import SeenItem

MOST_DOCUMENTS = 5
#: items shown of a document, the newest first
SHOWN = 5
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.8, */*"


async def try_source(spider: ProbeSpider, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Poll a source's channels. ``arguments``: slug, catalog, kinds (or null), extract."""
    catalog = arguments.get("catalog")
    reading = read_catalog(Path(catalog) if catalog else spider.own.catalog)
    spec = next(spec for spec in reading.sources if spec.slug == arguments["slug"])
    spider.be_polite(spec)
    kinds = arguments.get("kinds")
    rows: list[dict[str, Any]] = []
    for channel in spec.channels:
        if kinds and channel.kind not in kinds:
            continue
        if channel.kind not in READ_KINDS or not channel.active:
            why = "not polled (active: false)" if not channel.active else "no reader for this kind"
            rows.append(_row(channel, channel.poll_url, "skipped", why))
            continue
        rows += await _try_channel(spider, spec, channel)
    found: dict[str, Any] = {"source": spec.slug, "channels": rows}
    if arguments.get("extract"):
        found["page"] = await _newest(spider, spec, rows)
    return found


async def _try_channel(
    spider: ProbeSpider, spec: SourceSpec, channel: Channel
) -> list[dict[str, Any]]:
    now = utc_now()
    source, watched = WatchedSource(0, spec), WatchedChannel(0, channel)
    context = PollContext(max_bytes=spider.own.document_max_bytes, max_children=MOST_DOCUMENTS)
    waiting = deque(openings(watched, now, None, 1))
    rows: list[dict[str, Any]] = []
    while waiting and len(rows) < MOST_DOCUMENTS:
        url = waiting.popleft()
        answer = await spider.ask(
            url,
            accept=_ACCEPT,
            languages=spec.languages_of(channel),
            seconds=spec.politeness.timeout_seconds,
            gdelt=channel.kind == "gdelt",
        )
        at = utc_now()
        if isinstance(answer, Outcome):
            judged = judge_failure(source, watched, url, answer, at, context)
        else:
            judged = judge_answer(source, watched, url, poll_answer(answer, False, at), context)
        rows.append(await _judged(spider, spec, channel, url, judged, answer, at))
        waiting.extend(child.url for child in judged.documents)
    if waiting:
        rows[-1]["reason"] = f"{rows[-1]['reason']}; {len(waiting)} more documents not opened here"
        rows[-1]["reason"] = rows[-1]["reason"].removeprefix("; ")
    return rows


async def _judged(
    spider: ProbeSpider,
    spec: SourceSpec,
    channel: Channel,
    url: str,
    judged: Judged,
    answer: Response | Outcome,
    at: datetime,
) -> dict[str, Any]:
    poll = judged.poll
    items = poll.items
    known = known_of(spec.slug, [item.url_key for item in items])
    row = _row(channel, url, poll.outcome, poll.reason)
    row |= {"status": poll.status, "items": len(items), "database": known.there}
    if isinstance(answer, Response):
        row |= {
            "bytes": len(answer.body),
            "etag": header(answer, "ETag"),
            "last_modified": header(answer, "Last-Modified"),
            "unchanged_since_last_run": known.bodies.get(url)
            == hashlib.sha256(answer.body).hexdigest(),
        }
    dates = {item.url_key: _date(item, poll.hint_rule, spec, at) for item in items}
    read = [date for date in dates.values() if date]
    row |= {
        "new": sum(item.url_key not in known.fates for item in items),
        "dated": len(read),
        "date_rules": dict(Counter(f"{date.rule}, {date.precision}" for date in read)),
        "newest": max((date.value for date in read), default=None),
        "oldest": min((date.value for date in read), default=None),
    }
    refused: Counter[str] = Counter()
    shown: list[dict[str, Any]] = []
    for item in items:
        why = await _refusal(spider, spec, item)
        if why:
            refused[why] += 1
        wanted = not why and known.fates.get(item.url_key, "discovered") == Fate.DISCOVERED
        shown.append(_item(item, dates[item.url_key], known, why, wanted))
    row["would_fetch"] = sum(one["would_fetch"] for one in shown)
    row["refused"] = dict(refused)
    for name in ("newest", "oldest"):
        row[name] = row[name].isoformat() if row[name] else None
    shown.sort(key=lambda one: one["date"] or "", reverse=True)
    row["shown"] = shown[:SHOWN]
    return row


async def _refusal(spider: ProbeSpider, spec: SourceSpec, item: SeenItem) -> str | None:
    if item.fate is not Fate.DISCOVERED:
        return f"{item.fate.value}: {item.reason}"
    if reason := refusal(item.url, spider.own.allow_private_addresses):
        return f"address_denied: {reason}"
    # other hosts are not bothered for a test
    if belongs(item.url, spec.own_hosts):
        outcome = await spider.robots_refusal(item.url)
        if outcome is not None:
            return f"{outcome.fate.value}: {outcome.reason}"
    return None


def _date(item: SeenItem, rule: str, spec: SourceSpec, at: datetime) -> DateCandidate | None:
    for raw in (item.published, item.modified):
        if raw and (
            found := parse(
                raw, rule=rule, language=spec.languages[0], zone=spec.timezone, reference=at
            )
        ):
            return found
    return None


def _item(
    item: SeenItem, date: DateCandidate | None, known: Known, why: str | None, wanted: bool
) -> dict[str, Any]:
    return {
        "url": item.url,
        "title": item.title,
        "author": item.author,
        "published_raw": item.published or item.modified,
        "date": date.value.isoformat() if date else None,
        "date_precision": date.precision if date else None,
        "known_as": known.fates.get(item.url_key),
        "refused": why,
        "would_fetch": wanted,
    }


def _row(channel: Channel, url: str, outcome: str, reason: str) -> dict[str, Any]:
    return {"kind": channel.kind, "url": url, "outcome": outcome, "reason": reason, "items": 0}


async def _newest(
    spider: ProbeSpider, spec: SourceSpec, rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The newest page of all channels as it came, for the extractor; else what came instead."""
    shown = [one for row in rows for one in row.get("shown", ()) if not one["refused"]]
    if not shown:
        return {"problem": "no channel lists a page that may be fetched"}
    chosen = max(shown, key=lambda one: one["date"] or "")
    answer = await spider.ask(
        chosen["url"],
        accept="text/html, application/xhtml+xml, */*;q=0.5",
        languages=spec.languages,
        seconds=spec.politeness.timeout_seconds,
        most_bytes=spec.politeness.max_bytes,
    )
    outcome = answer if isinstance(answer, Outcome) else page_outcome(answer)
    if outcome is not None or isinstance(answer, Outcome):
        assert outcome is not None
        return {"url": chosen["url"], "problem": f"{outcome.fate.value}: {outcome.reason}"}
    return {
        "url": answer.url,
        "asked": chosen["url"],
        "title": chosen["title"],
        "published_raw": chosen["published_raw"],
        "author": chosen["author"],
        "content_type": header(answer, "Content-Type"),
        "headers": {
            name.decode("latin-1"): values[-1].decode("latin-1")
            for name, values in answer.headers.items()
        },
        "body": base64.b64encode(answer.body).decode(),
        "languages": list(spec.languages),
        "timezone": spec.timezone,
        "outlet": spec.name,
    }
