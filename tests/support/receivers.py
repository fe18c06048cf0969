"""What alerts are sent to: a web server and a mail server on this machine that keep what comes."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Hook:
    """A receiver of webhooks. ``answers`` are given in turn, then 200s."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What came, read as JSON."""
        return [json.loads(body) for _, body in self.taken]

    def titles(self) -> list[str]:
        """The headlines of all that came."""
        return [article["title"] for body in self.bodies for article in body["articles"]]


@contextmanager
def hook() -> Iterator[Hook]:
    """A receiver on a free loopback port."""
    kept = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.taken.append((dict(self.headers), body))
            kept.paths.append(self.path)
            status = kept.answers.pop(0) if kept.answers else 200
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{kept.address}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            kept.paths.append(f"GET {self.path}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


class Postbox:
    """A mail server's handler that keeps what it is given."""

    def __init__(self) -> None:
        self.address = ""
        self.mails: list[EmailMessage] = []
        #: what is said to the mail of an address, instead of taking it
        self.refuse: dict[str, str] = {}

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


class _Anywhere(Controller):
    """A mail server on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def postbox() -> Iterator[Postbox]:
    """A mail server on a free loopback port."""
    handler = Postbox()
    controller = _Anywhere(handler, hostname="127.0.0.1", port=0)
    controller.start()
    handler.address = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield handler
    finally:
        controller.stop()
