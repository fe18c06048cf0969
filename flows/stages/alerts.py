"""Alerts: finding what newly matches, and telling it until it was taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from sqlalchemy import Engine

from crawlers.settings import CrawlSettings
from flows.digests.mail import MailError, MailServer, compose
from flows.notices.message import Message
from flows.notices.webhook import WebhookError, post
from flows.settings import FlowSettings
from models.alerts import Alert
from models.base import utc_now
from models.queries import alerts
from models.queries.filters import WrongFilter, strictly
from models.session import reading, writing

#: a message is tried so often: over about twelve hours
ATTEMPTS = 10
LONGEST_WAIT = timedelta(hours=6)
#: messages of one look at what is due; more wait for the next
MOST_MESSAGES = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a look: articles found, messages sent, what could not be sent and why."""

    found: int = 0
    sent: int = 0
    problems: tuple[str, ...] = ()


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed tries: 1, 2, 4 … minutes; None: give up."""
    if attempts >= ATTEMPTS:
        return None
    return min(timedelta(minutes=2 ** (attempts - 1)), LONGEST_WAIT)


def tell_alerts(engine: Engine, now: datetime | None = None) -> Told:
    """Look what newly matches, then send what is due. Safe to kill: nothing is lost by it.

    A message under way when the process is killed goes out again with the same key; articles are
    put into messages once.
    """
    now = now or utc_now()
    found, problems = 0, []
    with reading(engine) as session:
        every = alerts.every_alert(session)
    for alert in every:
        try:
            wanted = strictly(alert.query)
        except WrongFilter as wrong:
            # written by a version that knew other filters
            problems.append(f"the filter of the alert {alert.name} cannot be read: {wrong}")
            continue
        with writing(engine) as session:
            found += alerts.take_up(session, alert, wanted, now)
    sent = 0
    for _ in range(MOST_MESSAGES):
        done = _send_next(engine, now)
        if done is None:
            break
        name, error = done
        if error:
            problems.append(f"the alert {name} could not be told: {error}")
        else:
            sent += 1
    return Told(found, sent, tuple(problems))


def _send_next(engine: Engine, now: datetime) -> tuple[str, str] | None:
    """Send the next message that is due; (alert, why it failed), None when none is due."""
    with writing(engine) as session:
        due = alerts.claim_due(session, now)
        if due is None:
            return None
        notice, alert = due
        articles = alerts.articles_of(session, notice.id)
    message = Message(alert.name, notice.key, notice.created_at, articles, FlowSettings().desk_url)
    error, final = deliver(alert, message, now)
    wait = None if final else wait_after(notice.attempts)
    with writing(engine) as session:
        alerts.record_attempt(session, notice.id, now, error, None if wait is None else now + wait)
    return alert.name, error


def deliver(alert: Alert, message: Message, now: datetime) -> tuple[str, bool]:
    """Hand a message over. Returns why it failed (empty: taken), and whether for good."""
    try:
        if alert.channel == "webhook":
            post(
                alert.target,
                alert.secret or "",
                message.key,
                message.body(),
                int(now.timestamp()),
                CrawlSettings().allow_private_addresses,
            )
        else:
            _mail(alert.target, message)
    except (WebhookError, MailError) as failed:
        return str(failed), failed.final
    return "", False


def _mail(recipient: str, message: Message) -> None:
    settings = FlowSettings()
    if not settings.smtp_url or not settings.digest_sender:
        raise MailError("set SALANG_SMTP_URL and SALANG_DIGEST_SENDER to send mail")
    host = parseaddr(settings.digest_sender)[1].rpartition("@")[2] or "localhost"
    try:
        server = MailServer.of(settings.smtp_url)
        mail = compose(
            settings.digest_sender,
            recipient,
            message.subject,
            message.text(),
            message.html(),
            f"<salang-alert-{message.key}@{host}>",
        )
    except ValueError:
        raise MailError("the mail address or SALANG_SMTP_URL is not one") from None
    server.send(mail)
