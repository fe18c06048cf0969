"""A request as the handlers see it: who asks, what for, and how to answer."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from prometheus_client import CollectorRegistry
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from desk.web.settings import ReviewSettings
from desk.web.templating import environment
from models.pages import PageStore
from models.queries.accounts import SignedIn

#: bytes of a form or a JSON body, and fields in it
LONGEST_BODY, MOST_FIELDS = 256_000, 300
#: an article's key fits 63 bits
LARGEST_KEY = 2**63 - 1


class BadRequest(ValueError):
    """A request that cannot be understood; the message goes to the person. ``status`` is 4xx."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Desk:
    """What all requests share."""

    engine: Engine
    settings: ReviewSettings
    pages: PageStore
    #: lists that are the same for everybody, with the time at which they were read
    kept: dict[str, tuple[float, Any]] = field(default_factory=dict)
    #: what this process measured of its own answers
    measures: CollectorRegistry = field(default_factory=CollectorRegistry)


@dataclass
class Visit:
    """One request."""

    request: Request
    desk: Desk
    person: SignedIn | None = None
    form: Mapping[str, list[str]] = field(default_factory=dict)
    wants_json: bool = False

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.desk.engine

    @property
    def who(self) -> SignedIn:
        """The person who is logged in; only behind login."""
        if self.person is None:
            raise BadRequest("log in first", 401)
        return self.person

    def key(self, name: str = "id") -> int:
        """A key in the address."""
        value = int(self.request.path_params[name])
        if value > LARGEST_KEY:
            raise BadRequest("there is no such page", 404)
        return value

    def value(self, name: str, longest: int = 2000, default: str | None = None) -> str:
        """One value of the form."""
        values = self.form.get(name)
        if not values:
            if default is not None:
                return default
            raise BadRequest(f"{name} is missing")
        return checked(name, values[-1], longest)

    def query(self, name: str, longest: int = 2000) -> str:
        """One value of the query, empty when it is not there."""
        return checked(name, self.request.query_params.get(name, ""), longest)

    def url(self, path: str, **query: Any) -> str:
        """An address of the desk, with the prefix it runs under."""
        asked = urlencode({name: value for name, value in query.items() if value not in (None, "")})
        return f"{self.request.scope.get('root_path', '')}{path}{'?' + asked if asked else ''}"

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page."""
        page = (
            environment()
            .get_template(template)
            .render(
                visit=self,
                url=self.url,
                person=self.person,
                csrf=self.person.csrf_token if self.person else "",
                path=self.request.url.path.removeprefix(self.request.scope.get("root_path", "")),
                **values,
            )
        )
        return HTMLResponse(page, status)

    def go(self, path: str, **query: Any) -> RedirectResponse:
        """Send the browser to another page of the desk."""
        return RedirectResponse(self.url(path, **query), 303)

    def json(self, value: Any, status: int = 200) -> JSONResponse:
        """An answer for the page's script."""
        return JSONResponse(value, status)

    def trouble(self, status: int, message: str, **more: Any) -> Response:
        """An answer that says what is wrong, as the asker can read it."""
        if self.wants_json:
            return self.json({"error": message, **more}, status)
        return self.render("error.html", status, message=message, status_code=status)


Handler = Callable[[Visit], Response]


def checked(name: str, value: str, longest: int) -> str:
    """A value without what no database takes."""
    if len(value) > longest:
        raise BadRequest(f"{name} is longer than {longest} characters")
    if "\0" in value:
        raise BadRequest(f"{name} holds a character that cannot be stored")
    return value


def local_path(target: str) -> str:
    """A path of the desk to go to after login; anything else becomes the first page.

    What browsers take for another host (``//host``, ``/\\host``, tabs in between) is refused.
    """
    if (
        re.fullmatch(r"/(?![/\\])[^\x00-\x20\x7f\\]*", target)
        and "://" not in target.partition("?")[0]
    ):
        return quote(target, safe="/?&=%+:,;@~!$'()*-._")
    return "/"


async def read_form(request: Request) -> tuple[dict[str, list[str]], bool]:
    """The body of a changing request: (values by name, whether JSON is wanted back).

    Raises:
        BadRequest: when it is too long or is neither a form nor a JSON object of texts.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    wants_json = kind == "application/json"
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            raise BadRequest("this is more than a form can hold", 413)
    try:
        if wants_json:
            return _json_form(json.loads(body.decode() or "{}")), True
        if kind not in ("application/x-www-form-urlencoded", ""):
            raise BadRequest("send a form or JSON", 415)
        return (
            parse_qs(
                body.decode("ascii"),
                keep_blank_values=True,
                max_num_fields=MOST_FIELDS,
                errors="strict",
            ),
            False,
        )
    except BadRequest:
        raise
    except (ValueError, RecursionError):
        raise BadRequest("the form cannot be read") from None


def _json_form(value: Any) -> dict[str, list[str]]:
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise ValueError("not an object")
    form: dict[str, list[str]] = {}
    for name, part in value.items():
        if isinstance(part, bool | list | dict):
            raise ValueError("not a text")
        if part is not None:
            text = str(part)
            text.encode()  # a lone surrogate cannot be stored
            form[name] = [text]
    return form
