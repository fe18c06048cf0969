"""Making the digest of a time, once; writing its files; sending what is to be sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from flows.digests.brief import gather
from flows.digests.mail import MailError, MailServer, compose
from flows.digests.periods import Period
from flows.digests.render import Issue, Renderer, atom
from flows.settings import FlowSettings
from models.base import utc_now
from models.digests import Digest
from models.queries import digests
from models.session import reading, writing
from models.settings import StorageSettings

#: digests in the feed
FEED = 30
#: a delivery is tried so often, an hour more between tries each time
ATTEMPTS = 8
BATCH = 100


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: the digest (None: nothing to say), whether it is new, its files."""

    issue: Issue | None
    new: bool
    files: tuple[Path, ...] = ()


def make_digest(
    engine: Engine,
    period: Period,
    since: datetime,
    until: datetime,
    run_id: int | None = None,
    now: datetime | None = None,
) -> Made:
    """Make the digest of a time and its files; one that was made before stays as it was.

    Raises:
        ValueError: when the time has not ended yet.
    """
    now = now or utc_now()
    if until > now:
        raise ValueError("a digest is made of a time that has ended")
    settings = FlowSettings()
    with writing(engine) as session:
        before = digests.made(session, period, since)
        if before is None:
            content = gather(session, since, until)
            values = {
                "period": period,
                "starts_at": since,
                "ends_at": until,
                "made_at": now,
                "run_id": run_id,
                "content": content,
                "empty": not content,
            }
            digest = digests.keep(session, values, recipients(settings))
        else:
            digest = before
    if digest.empty:
        return Made(None, before is None)
    issue = issue_of(digest, ZoneInfo(settings.digest_timezone))
    return Made(issue, before is None, write_files(engine, issue, settings))


def preview(engine: Engine, period: Period, since: datetime, until: datetime) -> Issue | None:
    """The digest of a time as it would be now, kept nowhere; None when it has nothing to say."""
    with reading(engine) as session:
        content = gather(session, since, until)
    if not content:
        return None
    zone = ZoneInfo(FlowSettings().digest_timezone)
    return issue_of(
        Digest(
            id=0, period=period, starts_at=since, ends_at=until, made_at=utc_now(), content=content
        ),
        zone,
    )


def issue_of(digest: Digest, zone: ZoneInfo) -> Issue:
    """A kept digest as it is shown."""
    last = digest.ends_at - timedelta(microseconds=1)
    return Issue(
        digest.id,
        digest.period,
        digest.starts_at,
        digest.ends_at,
        digest.made_at,
        digest.content,
        digest.starts_at.astimezone(zone).date().isoformat(),
        last.astimezone(zone).date().isoformat(),
    )


def renderer(settings: FlowSettings) -> Renderer:
    """The renderer of the settings."""
    return Renderer(settings.digest_templates, settings.desk_url)


def write_files(engine: Engine, issue: Issue, settings: FlowSettings) -> tuple[Path, ...]:
    """Write the digest as HTML and Markdown, and the feed of the last ones, under SALANG_HOME."""
    folder = StorageSettings().home / "digests"
    folder.mkdir(parents=True, exist_ok=True)
    rendered = renderer(settings)
    with reading(engine) as session:
        zone = ZoneInfo(settings.digest_timezone)
        latest = [issue_of(digest, zone) for digest in digests.newest(session, FEED)]
    address = f"{settings.desk_url.rstrip('/')}/digests" if settings.desk_url else "urn:salang"
    name = f"{issue.first_day}-{issue.period}"
    texts = {
        f"{name}.html": rendered.html(issue),
        f"{name}.md": rendered.markdown(issue),
        "feed.xml": atom(latest, rendered, address),
    }
    for file, text in texts.items():
        part = folder / f".{file}.part"
        part.write_text(text, "utf-8")
        part.replace(folder / file)
    return tuple(folder / file for file in texts)


def recipients(settings: FlowSettings) -> list[str]:
    """The addresses a digest goes to; what is no address is left out by `send_due`'s word."""
    found = [part.strip() for part in (settings.digest_recipients or "").split(",")]
    return list(dict.fromkeys(part for part in found if part))


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of the deliveries that were due."""

    sent: int = 0
    waiting: int = 0
    problems: tuple[str, ...] = ()


def send_due(engine: Engine, now: datetime | None = None) -> Sent:
    """Send what is due: each delivery once, failed ones again later, with what went wrong kept.

    Each is marked by itself as soon as the server took it, so that a kill in the middle repeats
    at most the one mail under way, which then carries the same Message-ID.
    """
    now = now or utc_now()
    settings = FlowSettings()
    if not settings.smtp_url or not settings.digest_sender:
        with reading(engine) as session:
            waiting = len(digests.due(session, now, BATCH))
        problem = "digests wait: set SALANG_SMTP_URL and SALANG_DIGEST_SENDER to send them"
        return Sent(waiting=waiting, problems=(problem,) if waiting else ())
    server = MailServer.of(settings.smtp_url)
    zone, rendered = ZoneInfo(settings.digest_timezone), renderer(settings)
    sent, problems = 0, []
    with reading(engine) as session:
        work = digests.due(session, now, BATCH)
    for delivery, digest in work:
        issue = issue_of(digest, zone)
        error, final = "", False
        try:
            host = parseaddr(settings.digest_sender)[1].rpartition("@")[2] or "localhost"
            message = compose(
                settings.digest_sender,
                delivery.recipient,
                issue.title,
                rendered.markdown(issue),
                rendered.html(issue),
                f"<salang-digest-{digest.id}-{delivery.id}@{host}>",
            )
            server.send(message)
        except MailError as failed:
            error, final = str(failed), failed.final
        except ValueError:
            error, final = "this is no mail address", True
        with writing(engine) as session:
            row = session.merge(delivery)
            row.attempts += 1
            row.error = error
            if not error:
                row.state, row.sent_at = "sent", datetime.now(UTC)
                sent += 1
            elif final or row.attempts >= ATTEMPTS:
                row.state = "failed"
            else:
                row.next_attempt_at = now + timedelta(hours=row.attempts)
        if error:
            problems.append(f"the digest could not be sent to {delivery.recipient}: {error}")
    return Sent(sent, len(work) - sent, tuple(problems))
