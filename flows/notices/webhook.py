"""Webhooks: one signed POST, to a public address only.

The receiver checks ``Salang-Signature``: ``sha256=`` and the hexadecimal HMAC-SHA256, with the
alert's secret, of the text of ``Salang-Timestamp``, a full stop and the body's bytes. A message
that comes again carries the same ``Idempotency-Key``.
"""

import hmac
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from crawlers.middlewares import addresses

#: seconds for each step: connecting, sending, the answer
TIMEOUT = 15.0
#: bytes of an answer that are read; nothing in it matters
ANSWER = 4096
#: the receiver has said that it wants no more of these (RFC 9110, 15.5.11)
GONE = 410


class WebhookError(Exception):
    """The message was not taken; says why without address or secret.

    ``final``: trying again would not help.
    """

    def __init__(self, message: str, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the header ``Salang-Signature`` holds."""
    signed = f"{timestamp}.".encode() + body
    return "sha256=" + hmac.new(secret.encode(), signed, "sha256").hexdigest()


def post(url: str, secret: str, key: str, body: bytes, timestamp: int, allow_private: bool) -> None:
    """POST a message as JSON. Answers 200 to 299 mean that it was taken.

    The name is looked up once and the connection goes to the address that was judged, so a name
    server that changes its mind in between changes nothing. Redirects are not followed.

    Raises:
        WebhookError: when it was not taken.
    """
    moment = str(timestamp)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Salang",
        "Idempotency-Key": key,
        "Salang-Timestamp": moment,
        "Salang-Signature": signature(secret, moment, body),
    }
    try:
        status = _status(url, headers, body, allow_private)
    except ssl.SSLError:
        raise WebhookError("the receiver's certificate or TLS is not to be trusted") from None
    except TimeoutError:
        raise WebhookError("the receiver did not answer in time") from None
    except (OSError, HTTPException, ValueError) as error:
        raise WebhookError(f"the receiver cannot be reached: {type(error).__name__}") from None
    if 300 <= status < 400:
        raise WebhookError(f"the receiver answered {status}; redirects are not followed")
    if not 200 <= status < 300:
        raise WebhookError(f"the receiver answered {status}", final=status == GONE)


def _status(url: str, headers: Mapping[str, str], body: bytes, allow_private: bool) -> int:
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(url)
    kind = _Tls if parts.scheme == "https" else _Plain
    connection = kind(host, parts.port, allow_private)
    path = parts.path or "/"
    try:
        connection.request(
            "POST", f"{path}?{parts.query}" if parts.query else path, body, dict(headers)
        )
        answer: HTTPResponse = connection.getresponse()
        answer.read(ANSWER)
        return answer.status
    finally:
        connection.close()


def _connected(host: str, port: int, allow_private: bool) -> socket.socket:
    """A connection to the first address of a name that may be asked and answers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [each for each in found if allow_private or addresses.is_public(str(each[4][0]))]
    if not allowed:
        raise WebhookError("the receiver's address is not a public one")
    trouble: OSError | None = None
    for family, kind, protocol, _, address in allowed:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            trouble = error
        else:
            return connection
    raise trouble or OSError("no address")


class _Plain(HTTPConnection):
    def __init__(self, host: str, port: int | None, allow_private: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._allow_private = allow_private

    def connect(self) -> None:
        self.sock = _connected(self.host, self.port, self._allow_private)


class _Tls(HTTPSConnection):
    def __init__(self, host: str, port: int | None, allow_private: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._allow_private = allow_private
        self._tls = ssl.create_default_context()

    def connect(self) -> None:
        plain = _connected(self.host, self.port, self._allow_private)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
