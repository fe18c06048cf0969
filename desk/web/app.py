"""The application: every route behind login, role and token; strict headers on every answer."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from hmac import compare_digest
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.web.accounts import COOKIE, find_person
from desk.web.http import BadRequest, Desk, Visit, read_form
from desk.web.metrics import Measured
from desk.web.routes import ROUTES, Rule
from desk.web.settings import ReviewSettings
from models.pages import PageStore
from models.queries.actions import Refused
from models.queries.decisions import Conflict, Missing
from models.session import explain
from models.settings import StorageSettings

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
#: nothing inline, nothing from elsewhere, nothing framed; pictures of charts are our own
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def create_app(
    engine: Engine, settings: ReviewSettings | None = None, pages: PageStore | None = None
) -> ASGIApp:
    """The review desk over a database."""
    settings = settings or ReviewSettings()
    desk = Desk(engine, settings, pages or PageStore(StorageSettings().pages))
    app = Starlette(
        routes=[
            *(Route(rule.path, _endpoint(desk, rule), methods=[rule.method]) for rule in ROUTES),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
        ],
        exception_handlers={
            HTTPException: _not_found(desk),  # type: ignore[dict-item]  # narrower than Exception
            Exception: _broken(desk),
        },
    )
    return Measured(_Frame(app, settings.review_prefix), desk.measures)


class _Frame:
    """Sets the path prefix and the headers that every answer carries.

    ``Server-Timing`` says how long the answer took here, waiting included, and how much of that
    was work of the processor, in milliseconds: browsers show it, the benchmark reads it.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app, self.prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        prefix = self.prefix
        if prefix:
            path = scope["path"]
            if path != prefix and not path.startswith(f"{prefix}/"):
                path = f"{prefix}{path}"
            scope = {**scope, "root_path": prefix, "path": path}
        static = scope["path"].startswith(f"{prefix}/static/")
        # what a login took says too much about the account to be told
        told = not static and scope["path"] != f"{prefix}/login"
        began = time.perf_counter()
        scope = {**scope, "salang.work": []}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name.lower() for name, _ in message.get("headers", ())}
                more = {**HEADERS, "cache-control": "max-age=3600" if static else "no-store"}
                if told:
                    more["server-timing"] = _timing(began, scope["salang.work"])
                message["headers"] = [
                    *message.get("headers", ()),
                    *(
                        (name.encode(), value.encode())
                        for name, value in more.items()
                        if name.encode() not in have
                    ),
                ]
            await send(message)

        await self.app(scope, receive, with_headers)


def _timing(began: float, work: Sequence[float]) -> str:
    took = time.perf_counter() - began
    return f"app;dur={1000 * took:.1f}, cpu;dur={1000 * sum(work):.1f}"


def _endpoint(desk: Desk, rule: Rule) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        visit = Visit(request, desk)
        visit.wants_json = request.headers.get("accept", "").startswith("application/json")
        try:
            if rule.method == "POST":
                visit.form, posted_json = await read_form(request)
                visit.wants_json = visit.wants_json or posted_json
            return await run_in_threadpool(_serve, visit, rule)
        except BadRequest as error:
            return visit.trouble(error.status, str(error))

    return endpoint


def _serve(visit: Visit, rule: Rule) -> Response:
    """Check who asks, then answer. Runs in a thread: the database waits there."""
    began = time.thread_time()
    try:
        return _checked(visit, rule)
    finally:
        visit.request.scope["salang.work"].append(time.thread_time() - began)


def _checked(visit: Visit, rule: Rule) -> Response:
    try:
        token = visit.request.cookies.get(COOKIE, "")
        visit.person = find_person(visit.desk, token) if token else None
        if rule.role is not None:
            refusal = _refuse(visit, rule)
            if refusal is not None:
                return refusal
        return rule.handler(visit)
    except BadRequest as error:
        return visit.trouble(error.status, str(error))
    except Missing as error:
        return visit.trouble(404, str(error))
    except Refused as error:
        return visit.trouble(400, str(error))
    except Conflict as error:
        return visit.trouble(
            409, str(error), by=error.by, action=error.action,
            verdict=error.verdict, version=error.version,
        )  # fmt: skip
    except OperationalError as error:
        logger.error("the database failed: %s", explain(error))
        return visit.trouble(503, f"{explain(error)}. What you did was not stored.")


def _refuse(visit: Visit, rule: Rule) -> Response | None:
    """Why the asker may not have this: no login, too little of a role, no token."""
    if visit.person is None:
        if rule.method == "GET" and not visit.wants_json:
            asked = visit.request.url
            path = asked.path.removeprefix(visit.request.scope.get("root_path", ""))
            return visit.go("/login", next=f"{path}?{asked.query}" if asked.query else path)
        return visit.trouble(401, "Your login has ended. Log in again; nothing was changed.")
    if not visit.person.may(rule.role or "reader"):
        return visit.trouble(403, f"This is for the role {rule.role}.")
    if rule.method == "POST":
        sent = visit.request.headers.get("x-csrf-token") or visit.value("csrf", 200, "")
        if not compare_digest(sent.encode(), visit.person.csrf_token.encode()):
            return visit.trouble(403, "This form is out of date. Load the page again.")
    return None


def _not_found(desk: Desk) -> Callable[[Request, HTTPException], Awaitable[Response]]:
    async def handler(request: Request, error: HTTPException) -> Response:
        words = {404: "There is no such page.", 405: "This page does not do that."}
        visit = Visit(request, desk)
        return visit.trouble(error.status_code, words.get(error.status_code, error.detail))

    return handler


def _broken(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handler(request: Request, error: Exception) -> Response:
        # the path and the kind of error only: forms and cookies stay out of the log
        logger.error("%s failed: %s", request.url.path, type(error).__name__, exc_info=error)
        return Visit(request, desk).trouble(
            500, "This should not have happened. What you did was not stored."
        )

    return handler
