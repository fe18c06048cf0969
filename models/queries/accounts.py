"""Accounts of the review desk: people, their sessions, the audit of logins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from models.accounts import LoginEvent, LoginSession
from models.reviews import Reviewer

ROLES = ("reader", "reviewer", "lead", "admin")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with an open login."""

    id: int
    name: str
    role: str
    csrf_token: str
    token_sha256: str
    seen_at: datetime

    def may(self, role: str) -> bool:
        """Whether the person has at least this role."""
        return ROLES.index(self.role) >= ROLES.index(role)


def hashed(token: str) -> str:
    """What the database keeps of a token or a name."""
    return sha256(token.encode()).hexdigest()


def find_reviewer(session: Session, name: str) -> Reviewer | None:
    """The account of a name, active or not."""
    return session.scalar(select(Reviewer).where(Reviewer.name == name))


def add_reviewer(
    session: Session, name: str, role: str, password_hash: str | None, now: datetime
) -> Reviewer:
    """Add an account.

    Raises:
        ValueError: when the name is taken or the role unknown.
    """
    if role not in ROLES:
        raise ValueError(f"there is no role {role!r}; roles are {', '.join(ROLES)}")
    if find_reviewer(session, name) is not None:
        raise ValueError(f"there is an account named {name!r} already")
    reviewer = Reviewer(name=name, role=role, created_at=now, password_hash=password_hash)
    session.add(reviewer)
    session.flush()
    return reviewer


def open_session(
    session: Session,
    reviewer_id: int,
    token: str,
    csrf_token: str,
    now: datetime,
    lasts: timedelta,
) -> None:
    """Open a login; those that ended are swept away by the way."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at < now))
    session.add(
        LoginSession(
            token_sha256=hashed(token),
            reviewer_id=reviewer_id,
            csrf_token=csrf_token,
            created_at=now,
            seen_at=now,
            expires_at=now + lasts,
        )
    )


def signed_in(session: Session, token: str, now: datetime, idle: timedelta) -> SignedIn | None:
    """Whose login a token is; None when it ended, lay idle, or the account was closed."""
    row = session.execute(
        select(
            Reviewer.id,
            Reviewer.name,
            Reviewer.role,
            LoginSession.csrf_token,
            LoginSession.token_sha256,
            LoginSession.seen_at,
        )
        .join(Reviewer, Reviewer.id == LoginSession.reviewer_id)
        .where(
            LoginSession.token_sha256 == hashed(token),
            LoginSession.expires_at > now,
            LoginSession.seen_at > now - idle,
            Reviewer.active,
        )
    ).first()
    return SignedIn(*row) if row else None


def touch_session(session: Session, token_sha256: str, now: datetime) -> None:
    """Write that a login was used."""
    session.execute(
        update(LoginSession).where(LoginSession.token_sha256 == token_sha256).values(seen_at=now)
    )


def close_sessions(
    session: Session, reviewer_id: int, *, only: str | None = None, but: str | None = None
) -> None:
    """Close one login of a person (by its hash), all but one, or all."""
    query = delete(LoginSession).where(LoginSession.reviewer_id == reviewer_id)
    if only is not None:
        query = query.where(LoginSession.token_sha256 == only)
    if but is not None:
        query = query.where(LoginSession.token_sha256 != but)
    session.execute(query)


def record_login(
    session: Session,
    name_key: str,
    reviewer_id: int | None,
    address: str,
    outcome: str,
    now: datetime,
) -> None:
    """Append to the audit of logins."""
    session.add(
        LoginEvent(
            at=now,
            name_key=name_key,
            reviewer_id=reviewer_id,
            address=address,
            outcome=outcome,
        )
    )


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries to log in lately: for a name from an address, for the name, from the address.

    Those for the name count from its last good login on. ``familiar`` says whether the account
    was logged in from the address before.
    """

    pair: int
    name: int
    address: int
    familiar: bool


def recent_tries(
    session: Session, name_key: str, address: str, since: datetime, known_since: datetime
) -> Tries:
    """Tries since a time; addresses of good logins count as familiar from ``known_since`` on."""
    good = LoginEvent.outcome.in_(("ok", "password_changed"))
    here = LoginEvent.address == address
    last_good, familiar = session.execute(
        select(func.max(LoginEvent.at), func.count().filter(here)).where(
            LoginEvent.name_key == name_key, good, LoginEvent.at > known_since
        )
    ).one()
    start = max(since, last_good) if last_good else since
    ours = and_(LoginEvent.name_key == name_key, LoginEvent.at > start)
    pair, name, from_here = session.execute(
        select(
            func.count().filter(ours, here),
            func.count().filter(ours),
            func.count().filter(here),
        ).where(
            LoginEvent.outcome == "tried",
            LoginEvent.at > since,
            or_(LoginEvent.name_key == name_key, here),
        )
    ).one()
    return Tries(int(pair), int(name), int(from_here), bool(familiar))


def login_log(session: Session, limit: int = 100) -> list[tuple[datetime, str | None, str, str]]:
    """(when, account or None, address, outcome), latest first."""
    rows = session.execute(
        select(LoginEvent.at, Reviewer.name, LoginEvent.address, LoginEvent.outcome)
        .outerjoin(Reviewer, Reviewer.id == LoginEvent.reviewer_id)
        .order_by(LoginEvent.id.desc())
        .limit(limit)
    )
    return [(at, name, address, outcome) for at, name, address, outcome in rows]
