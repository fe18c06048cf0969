"""WARC files for tests, sound and broken, written byte by byte where a writer would refuse."""

import gzip
import hashlib
import io
from base64 import b32encode

DATE = "2025-07-03T12:00:00Z"
PAGE = b"<html><body><p>The envoy met the minister in the valley town.</p></body></html>"


def digest(body: bytes) -> str:
    """A payload digest as archives write it."""
    return "sha1:" + b32encode(hashlib.sha1(body).digest()).decode()


def record(
    kind: str,
    url: str,
    block: bytes,
    *,
    zipped: bool = True,
    content_type: str = "application/http; msgtype=response",
    length: int | None = None,
    **extra: str,
) -> bytes:
    """One record; ``extra`` are further named fields, with underscores for hyphens."""
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": DATE,
        "WARC-Record-ID": f"<urn:uuid:{hashlib.sha1(url.encode() + block).hexdigest()}>",
        "Content-Type": content_type,
        "Content-Length": str(len(block) if length is None else length),
        **{name.replace("_", "-"): value for name, value in extra.items()},
    }
    out = io.BytesIO()
    out.write(b"WARC/1.0\r\n")
    for name, value in fields.items():
        out.write(f"{name}: {value}\r\n".encode())
    out.write(b"\r\n" + block + b"\r\n\r\n")
    return gzip.compress(out.getvalue()) if zipped else out.getvalue()


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """An HTTP answer as it came over the wire."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(*parts: bytes) -> bytes:
    """A body in chunks."""
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (*parts, b""))
