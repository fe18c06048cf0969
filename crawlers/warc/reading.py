"""From the records of a WARC file to documents, each record with one fate."""

from collections.abc import Iterator
from typing import IO

from analysis.urls import canonicalize
from crawlers.imported import ImportedDocument, LostDocument
from crawlers.policy import outcome_of_status
from crawlers.warc.notes import TYPE, CaptureNotes, read_notes
from crawlers.warc.records import WarcRecord, record_at, records_of
from models.candidates import Fate

#: notes wait for the response they are about; a hostile file may hold notes without any
_WAITING = 1_000


def documents_of_warc(
    name: str, stream: IO[bytes], limit: int, problems: list[str]
) -> Iterator[ImportedDocument | LostDocument]:
    """The documents of a WARC file, gzipped or plain, and what its other records came to.

    Responses and resources are documents; a revisit gets the body of the record it refers to,
    when that stands in the same file. ``problems`` gets a sentence for each damaged record.
    ``limit`` is the largest body taken, in bytes.
    """
    notes: dict[str, CaptureNotes] = {}
    bodies: dict[str, int] = {}
    revisits: list[WarcRecord] = []
    for record in records_of(stream, limit):
        if record.kind == "metadata":
            said = read_notes(record.body) if record.content_type == TYPE else None
            if said and record.concurrent_to and len(notes) < _WAITING:
                notes[record.concurrent_to] = said
            continue
        if record.kind == "revisit" and not record.problem:
            revisits.append(record)
            continue
        if record.problem:
            problems.append(f"{name}: {record.where}: {record.problem}")
        elif record.url and record.url.lower().startswith(("dns:", "whois:", "filedesc:")):
            continue
        else:
            for key in _keys(record.digest, record.url, record.raw_date):
                bodies.setdefault(key, record.offset)
        yield _document(name, record, notes.pop(record.id, None), limit)
    for record in revisits:
        offset = next(
            (
                bodies[key]
                for key in _keys(record.digest, record.refers_to, record.refers_date)
                if key in bodies
            ),
            None,
        )
        original = None if offset is None else record_at(stream, offset, limit)
        yield _revisited(name, record, original, notes.pop(record.id, None), limit)


def _keys(digest: str | None, url: str | None, date: str | None) -> list[str]:
    """What a revisit may name its original by."""
    keys = [f"{url} {date}"] if url and date else []
    return [*keys, digest] if digest else keys


def _revisited(
    name: str,
    record: WarcRecord,
    original: WarcRecord | None,
    notes: CaptureNotes | None,
    limit: int,
) -> ImportedDocument | LostDocument:
    if original is None or original.problem:
        return LostDocument(
            place=f"{name}:{record.number}",
            fate=Fate.NOT_REQUESTED,
            reason=f"{name}: {record.where}: a revisit whose original is not in this file",
            url=record.url,
            fetched_at=record.date,
        )
    whole = WarcRecord(
        kind="response",
        number=record.number,
        offset=record.offset,
        url=record.url,
        date=record.date,
        status=record.status or original.status,
        headers=record.headers or original.headers,
        content_type=record.content_type if record.headers else original.content_type,
        body=original.body,
        too_large=original.too_large,
    )
    return _document(name, whole, notes, limit)


def _document(
    name: str, record: WarcRecord, notes: CaptureNotes | None, limit: int
) -> ImportedDocument | LostDocument:
    """A record as a document, or the fate that it has instead."""
    place = f"{name}:{record.number}"
    notes = notes or CaptureNotes()
    lost = _instead(record, limit)
    web = _is_web(record.url)
    if lost is None and web:
        try:
            canonicalize(record.url or "")
            canonicalize(notes.url or record.url or "")
        except ValueError as error:
            lost = (Fate.MALFORMED_URL, str(error))
    if lost is not None:
        fate, why = lost
        return LostDocument(
            place=place,
            fate=fate,
            reason=f"{name}: {record.where}: {why}",
            url=record.url,
            body=record.body,
            status=record.status,
            headers=record.headers,
            content_type=record.content_type,
            fetched_at=record.date,
        )
    outlet = notes.outlet()
    return ImportedDocument(
        place=place,
        body=record.body,
        content_type=record.content_type or ("text/html" if web else ""),
        url=(notes.url or record.url) if web else None,
        final_url=record.url if web else None,
        title=notes.title,
        published=notes.published,
        modified=notes.modified,
        authors=notes.author,
        source=outlet.slug if outlet else None,
        status=record.status or 200,
        headers=record.headers,
        fetched_at=record.date,
        rule=notes.rule,
        origin_url=notes.origin_url,
        part_sha256=notes.part_sha256,
        outlet=outlet,
    )


def _instead(record: WarcRecord, limit: int) -> tuple[Fate, str] | None:
    """The fate of a record that gives no document, with the reason; None when it does."""
    if record.problem:
        return Fate.EXTRACTION_FAILED, f"the record {record.problem}"
    if record.too_large:
        return Fate.TOO_LARGE, f"larger than {limit // 1_000_000} MB"
    if record.kind == "response":
        location = next((v for k, v in record.headers if k.lower() == "location"), None)
        if record.status in (204, 205, 206):
            return Fate.HTTP_ERROR, f"holds no whole page (answered {record.status})"
        if 300 <= record.status < 400:
            return Fate.HTTP_ERROR, f"holds a redirect ({record.status}) to {location or 'nowhere'}"
        refused = outcome_of_status(record.status)
        if refused is not None:
            return refused.fate, refused.reason
    if not record.body.strip():
        return Fate.EMPTY, "the record has no body"
    return None


def _is_web(url: str | None) -> bool:
    return bool(url) and str(url).lower().startswith(("http://", "https://"))
