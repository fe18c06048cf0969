"""Writing WARC 1.1: one response for each capture, with the status and headers that are stored.

The body is stored as the page's own bytes, so headers on how it was sent are left out and the
length is that of the body. A body that the file holds already is a revisit record (profile
identical-payload-digest). Requests are not kept, so there are no request records.
"""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import IO, Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.warc.notes import TYPE, CaptureNotes
from models.captures import Capture

_SENT = {"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"}


class WarcFile:
    """A WARC file that is being written to a stream, gzipped record by record.

    Memory grows by some hundred bytes with each body, whatever its size.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        self._bodies: dict[str, tuple[str, str, str]] = {}
        info = self._writer.create_warcinfo_record(name, _info())
        self._writer.write_record(info)

    def add(self, capture: Capture, body: bytes, notes: CaptureNotes | None = None) -> None:
        """Write a capture, before it what is known of it beside its bytes."""
        record = self._page(capture, body)
        if notes is not None:
            said_json = notes.as_json()
            said = self._writer.create_warc_record(
                record.rec_headers.get_header("WARC-Target-URI"),
                "metadata",
                payload=io.BytesIO(said_json),
                length=len(said_json),
                warc_content_type=TYPE,
                warc_headers_dict={
                    "WARC-Date": _moment(capture.fetched_at),
                    "WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID"),
                },
            )
            self._writer.write_record(said)
        self._writer.write_record(record)

    def _page(self, capture: Capture, body: bytes) -> Any:
        date = _moment(capture.fetched_at)
        if not capture.final_url.startswith(("http://", "https://")):
            return self._writer.create_warc_record(
                f"urn:sha256:{capture.sha256}",
                "resource",
                payload=io.BytesIO(body),
                length=len(body),
                warc_content_type=capture.content_type or "application/octet-stream",
                warc_headers_dict={"WARC-Date": date},
            )
        http = StatusAndHeaders(
            _status_line(capture.status), _headers(capture, len(body)), protocol="HTTP/1.1"
        )
        known = self._bodies.get(capture.sha256)
        if known is not None:
            digest, url, first = known
            return self._writer.create_revisit_record(
                capture.final_url,
                digest,
                url,
                first,
                http_headers=http,
                warc_headers_dict={"WARC-Date": date},
            )
        record = self._writer.create_warc_record(
            capture.final_url,
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": date},
        )
        digest = record.rec_headers.get_header("WARC-Payload-Digest")
        if digest:
            self._bodies[capture.sha256] = (digest, capture.final_url, date)
        return record


def warc_of(capture: Capture, body: bytes) -> bytes:
    """A whole WARC file of one capture."""
    out = io.BytesIO()
    WarcFile(out, "capture.warc.gz").add(capture, body)
    return out.getvalue()


def _info() -> Mapping[str, str]:
    return {
        "software": f"salang/{_version('salang')} warcio/{_version('warcio')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "Captures of Salang: bodies as stored, without transfer and content coding",
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "0"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _headers(capture: Capture, size: int) -> list[tuple[str, str]]:
    kept = [
        (_one_line(name), _one_line(value))
        for name, value in capture.headers
        if name.lower() not in _SENT
    ]
    if capture.content_type and not any(name.lower() == "content-type" for name, _ in kept):
        kept.append(("Content-Type", _one_line(capture.content_type)))
    return [*kept, ("Content-Length", str(size))]


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").splitlines())
