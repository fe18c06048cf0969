"""Digests as they were made, and their deliveries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.digests import Digest, DigestDelivery
from models.session import insert_new


def made(session: Session, period: str, starts_at: datetime) -> Digest | None:
    """The digest of a time, when it was made."""
    return session.scalar(
        select(Digest).where(Digest.period == period, Digest.starts_at == starts_at)
    )


def keep(session: Session, values: dict[str, Any], recipients: Sequence[str]) -> Digest:
    """Keep a digest and what is to be sent; one that was made meanwhile stays as it is."""
    insert_new(session, Digest, [values], key=("period", "starts_at"))
    digest = made(session, values["period"], values["starts_at"])
    assert digest is not None  # it was there, or was put there just now
    if not digest.empty:
        rows = [
            {
                "digest_id": digest.id,
                "recipient": recipient,
                "state": "pending",
                "next_attempt_at": values["made_at"],
            }
            for recipient in recipients
        ]
        if rows:
            insert_new(session, DigestDelivery, rows, key=("digest_id", "recipient"))
    return digest


def due(session: Session, now: datetime, limit: int) -> list[tuple[DigestDelivery, Digest]]:
    """Deliveries whose time has come, oldest first."""
    rows = session.execute(
        select(DigestDelivery, Digest)
        .join(Digest, Digest.id == DigestDelivery.digest_id)
        .where(DigestDelivery.state == "pending", DigestDelivery.next_attempt_at <= now)
        .order_by(DigestDelivery.id)
        .limit(limit)
    )
    return [(delivery, digest) for delivery, digest in rows]


def newest(session: Session, limit: int) -> list[Digest]:
    """The last digests that had something to say, newest first."""
    query = select(Digest).where(~Digest.empty).order_by(Digest.ends_at.desc(), Digest.id)
    return list(session.scalars(query.limit(limit)))
