"""Logging in and out, the password, and the page of accounts."""

import secrets
from datetime import timedelta
from hmac import compare_digest
from ipaddress import IPv6Network, ip_address

from sqlalchemy import select
from starlette.responses import Response

from desk.web.http import BadRequest, Desk, Visit, local_path
from desk.web.passwords import LONGEST, hash_password, verify_password
from models.base import utc_now
from models.queries.accounts import (
    ROLES,
    SignedIn,
    Tries,
    close_sessions,
    find_reviewer,
    hashed,
    login_log,
    open_session,
    recent_tries,
    record_login,
    signed_in,
    touch_session,
)
from models.reviews import Reviewer
from models.session import looking, reading, writing

COOKIE, LOGIN_COOKIE = "salang_session", "salang_login"
#: tries for one name from one address, from one address for any name, and for one name from all
#: addresses, in the window; then it is waited out. The last does not hold for addresses from
#: which the account was logged in before: an outsider cannot lock a person out.
PAIR_TRIES, ADDRESS_TRIES, NAME_TRIES = 8, 60, 40
WINDOW, FAMILIAR = timedelta(minutes=15), timedelta(days=60)
#: a login's last use is written to the minute, not at every request
TOUCH = timedelta(minutes=1)


def find_person(desk: Desk, token: str) -> SignedIn | None:
    """Whose login the cookie is."""
    now = utc_now()
    idle = timedelta(hours=desk.settings.review_idle_hours)
    with looking(desk.engine) as session:
        person = signed_in(session, token[:200], now, idle)
    if person is not None and now - person.seen_at > TOUCH:
        with writing(desk.engine) as session:
            touch_session(session, person.token_sha256, now)
    return person


def login_page(visit: Visit) -> Response:
    """The form. Its own cookie and field tie it to this browser before anybody is logged in."""
    target = local_path(visit.query("next"))
    if visit.person is not None:
        return visit.go(target)
    return _form(visit, target, "", 200)


def _form(visit: Visit, target: str, problem: str, status: int) -> Response:
    nonce = secrets.token_urlsafe(24)
    page = visit.render("login.html", status, nonce=nonce, target=target, problem=problem)
    _set_cookie(visit, page, LOGIN_COOKIE, nonce, 3600)
    return page


def login(visit: Visit) -> Response:
    """Check name and password. Every refusal reads the same and takes as long."""
    target = local_path(visit.value("next", 2000, "/"))
    nonce = visit.request.cookies.get(LOGIN_COOKIE, "")
    if not nonce or not compare_digest(nonce.encode(), visit.value("nonce", 200, "").encode()):
        return _form(visit, target, "The form was out of date. Please try again.", 403)
    name, password = visit.value("name", 200, ""), visit.value("password", LONGEST, "")
    name_key, address = hashed(name.strip().casefold()), _address(visit)
    with writing(visit.engine) as session:
        now = utc_now()
        tries = recent_tries(session, name_key, address, now - WINDOW, now - FAMILIAR)
        throttled = _too_many(tries)
        reviewer = find_reviewer(session, name.strip())
        stored = reviewer.password_hash if reviewer and reviewer.active else None
        known = reviewer.id if reviewer else None
        # written before the slow check: tries at the same time count each other
        record_login(session, name_key, known, address, "throttled" if throttled else "tried", now)
    if throttled:
        minutes = int(WINDOW.total_seconds() // 60)
        return _form(visit, target, f"Too many tries. Wait {minutes} minutes.", 429)
    if not verify_password(stored, password) or known is None:
        return _form(visit, target, "Name or password is wrong.", 401)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with writing(visit.engine) as session:
        now = utc_now()
        if visit.person is not None:
            close_sessions(session, visit.person.id, only=visit.person.token_sha256)
        lasts = timedelta(hours=visit.desk.settings.review_session_hours)
        # always a new token: one that was planted in the browser before is worth nothing
        open_session(session, known, token, csrf, now, lasts)
        record_login(session, name_key, known, address, "ok", now)
    answer = visit.go(target)
    _set_cookie(visit, answer, COOKIE, token, int(lasts.total_seconds()))
    _drop_cookie(visit, answer, LOGIN_COOKIE)
    return answer


def _too_many(tries: Tries) -> bool:
    return (
        tries.pair >= PAIR_TRIES
        or tries.address >= ADDRESS_TRIES
        or (tries.name >= NAME_TRIES and not tries.familiar)
    )


def logout(visit: Visit) -> Response:
    """End this login."""
    person = visit.who
    with writing(visit.engine) as session:
        close_sessions(session, person.id, only=person.token_sha256)
        name_key = hashed(person.name.casefold())
        record_login(session, name_key, person.id, _address(visit), "logout", utc_now())
    answer = visit.go("/login")
    _drop_cookie(visit, answer, COOKIE)
    return answer


def account_page(visit: Visit) -> Response:
    """The person's own account."""
    return visit.render("account.html", problem="", done=visit.query("done") == "1")


def change_password(visit: Visit) -> Response:
    """A new password; all other logins of the person end."""
    person = visit.who
    with reading(visit.engine) as session:
        stored = session.scalar(select(Reviewer.password_hash).where(Reviewer.id == person.id))
    if not verify_password(stored, visit.value("old", LONGEST, "")):
        return visit.render("account.html", 400, problem="The old password is wrong.", done=False)
    try:
        made = hash_password(visit.value("new", LONGEST, ""))
    except ValueError as error:
        return visit.render("account.html", 400, problem=f"{error}.", done=False)
    with writing(visit.engine) as session:
        session.get_one(Reviewer, person.id).password_hash = made
        close_sessions(session, person.id, but=person.token_sha256)
        name_key = hashed(person.name.casefold())
        record_login(session, name_key, person.id, _address(visit), "password_changed", utc_now())
    return visit.go("/account", done=1)


def people_page(visit: Visit) -> Response:
    """All accounts and the audit of logins (admin)."""
    with reading(visit.engine) as session:
        people = list(session.scalars(select(Reviewer).order_by(Reviewer.name)))
        log = login_log(session)
    return visit.render("people.html", people=people, log=log, roles=ROLES)


def change_person(visit: Visit) -> Response:
    """Another role, or close or open an account (admin); the person's logins end."""
    role, active = visit.value("role", 20), visit.value("active", 5, "no") == "yes"
    if role not in ROLES:
        raise BadRequest("there is no such role")
    if visit.key() == visit.who.id:
        raise BadRequest("your own account is changed by another admin")
    with writing(visit.engine) as session:
        reviewer = session.get(Reviewer, visit.key())
        if reviewer is None:
            raise BadRequest("there is no such account", 404)
        reviewer.role, reviewer.active = role, active
        close_sessions(session, reviewer.id)
    return visit.go("/people")


def _address(visit: Visit) -> str:
    """Where a request came from; of IPv6 the network, since one household has all of it."""
    host = (visit.request.client.host if visit.request.client else "")[:64]
    try:
        found = ip_address(host)
    except ValueError:
        return host
    if found.version == 4:
        return host
    return str(found.ipv4_mapped or IPv6Network((int(found) >> 64 << 64, 64)))


def _set_cookie(visit: Visit, answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=visit.request.scope.get("root_path") or "/",
        secure=visit.desk.settings.review_secure_cookies or visit.request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def _drop_cookie(visit: Visit, answer: Response, name: str) -> None:
    answer.delete_cookie(name, path=visit.request.scope.get("root_path") or "/", httponly=True)
