"""``/metrics``: for a machine with its own token, never for a person's login.

Beside what is stored it shows how the desk answers: times by method and status, of this process.
"""

import time
from hmac import compare_digest

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.metrics import exposition
from desk.web.http import BadRequest, Visit

#: seconds; pages of the desk are to be there within 0.1
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
#: seconds for which an answer is kept: whoever asks more often costs no more
KEPT = 10.0


class Measured:
    """Counts and times every answer of the application within."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self.app = app
        self.seconds = Histogram(
            "salang_desk_request_seconds",
            "Time the desk took to answer",
            ("method", "status"),
            buckets=BUCKETS,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        # whatever a stranger writes there must not become a label
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST") else "other"

        async def with_time(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = f"{message['status'] // 100}xx"
                self.seconds.labels(method, status).observe(time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, with_time)


def metrics_view(visit: Visit) -> Response:
    """The metrics, for who brings the token; without a token in the settings there is no page."""
    token = visit.desk.settings.metrics_token
    if not token:
        raise BadRequest("There is no such page.", 404)
    sent = visit.request.headers.get("authorization", "")
    if not compare_digest(sent.encode(), f"Bearer {token}".encode()):
        return PlainTextResponse(
            "the token of SALANG_METRICS_TOKEN is wanted\n",
            401,
            headers={"www-authenticate": "Bearer"},
        )
    at, text = visit.desk.kept.get("metrics", (0.0, b""))
    if time.monotonic() - at > KEPT or not text:
        text = exposition(visit.engine, visit.desk.measures)
        visit.desk.kept["metrics"] = (time.monotonic(), text)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
