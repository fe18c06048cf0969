"""``salang alert``: filters that tell when something new matches."""

import sys
from typing import Annotated, Any

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.output import clean, print_table, to_json

app = group(
    "alert",
    summary_of("alert"),
    'salang alert add recognition --filter "topic=recognition&language=fa" --mail vera@example.org',
)
_add = group(
    "add",
    "Watch a filter of the review queue.",
    'salang alert add recognition --filter "topic=recognition&language=fa" --mail me@example.org\n'
    'salang alert add envoys --filter "topic=envoys" --webhook https://hooks.example.org/salang',
    "The filter is written as in the address of the review desk's queue; parts that it leaves out "
    "mean what they mean there (unreviewed, relevant or borderline, copies folded). Articles that "
    "were read before the alert was added, or published a day or more before, are not told unless "
    "--older asks for it. A webhook is a POST of JSON, signed: Salang-Signature is sha256= and "
    "the HMAC-SHA256 of Salang-Timestamp, a full stop and the body, with the alert's secret; a "
    "message that comes again has the same Idempotency-Key. Private addresses are refused unless "
    "SALANG_ALLOW_PRIVATE_ADDRESSES is set; redirects are not followed.",
)
_list = group("list", "All alerts, and what became of their messages.", "salang alert list")
_remove = group("remove", "Forget an alert.", "salang alert remove recognition")
_test = group("test", "Send a test message now.", "salang alert test recognition")
for _command in (_add, _list, _remove, _test):
    app.command(_command)


@_add.default
def add(
    name: str,
    /,
    *,
    filter: str | None = None,
    saved: str | None = None,
    webhook: str | None = None,
    mail: str | None = None,
    secret_stdin: bool = False,
    older: bool = False,
) -> int:
    """Add an alert.

    Parameters
    ----------
    name
        A name for it.
    filter
        The filter as in the address of the queue: topic=recognition&language=fa.
    saved
        Instead: the name of a filter that somebody saved and shared in the review desk, as it is
        now.
    webhook
        Address that gets a POST.
    mail
        Mail address, by SALANG_SMTP_URL.
    secret_stdin
        Read the webhook's secret from standard input; otherwise one is made and shown once.
    older
        Tell also what is stored already.
    """
    import secrets

    from models.alerts import Alert
    from models.base import utc_now
    from models.queries.alerts import find_alert
    from models.session import writing

    wanted = " ".join(name.split())
    if not 1 <= len(wanted) <= 80 or not wanted.isprintable():
        raise DeskError("a name has 1 to 80 printable characters", 2)
    if (webhook is None) == (mail is None):
        raise DeskError("say where to: --webhook URL or --mail ADDRESS", 2)
    if (filter is None) == (saved is None):
        raise DeskError("say what to watch: --filter or --saved", 2)
    if mail is not None and secret_stdin:
        raise DeskError("only webhooks are signed", 2)
    target = _webhook(webhook) if webhook is not None else _mailbox(mail or "")
    secret = None
    if webhook is not None:
        secret = sys.stdin.readline().strip() if secret_stdin else secrets.token_urlsafe(32)
        if len(secret) < 16:
            raise DeskError("a secret has 16 characters or more", 2)
    now = utc_now()
    with _current() as engine, writing(engine) as session:
        query = _query(filter) if filter is not None else _saved(session, saved or "")
        if find_alert(session, wanted) is not None:
            raise DeskError(f"there is an alert {wanted!r} already; remove it first")
        session.add(
            Alert(
                name=wanted,
                query=query,
                channel="webhook" if webhook is not None else "mail",
                target=target,
                secret=secret,
                created_at=now,
                tells_from=None if older else now,
            )
        )
    print(f"{wanted} is watched; salang alert test {wanted!r} tries it")
    if secret and not secret_stdin:
        print(f"its secret, shown only now: {secret}")
    return 0


@_list.default
def list_(*, json: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """List the alerts. Of webhooks only the host is shown: the rest may be a key.

    Parameters
    ----------
    json
        Print JSON.
    """
    from models.queries.alerts import alert_states
    from models.session import reading

    with _current() as engine, reading(engine) as session:
        rows = [
            {
                "name": state.alert.name,
                "filter": state.alert.query,
                "to": _shown(state.alert.channel, state.alert.target),
                "articles": state.articles,
                "sent": state.sent,
                "waiting": state.waiting,
                "failed": state.failed,
                "last_error": state.last_error,
            }
            for state in alert_states(session)
        ]
    if json:
        print(to_json(rows))
    elif rows:
        numbers = ("articles", "sent", "waiting", "failed")
        print_table(tuple(rows[0]), [tuple(row.values()) for row in rows], right=numbers)
    else:
        print("no alerts yet; salang alert add --help shows how")
    return 0


@_remove.default
def remove(name: str, /) -> int:
    """Forget an alert with its messages and their log.

    Parameters
    ----------
    name
        Its name.
    """
    from models.queries.alerts import remove_alert
    from models.session import writing

    with _current() as engine, writing(engine) as session:
        remove_alert(session, _found(session, name))
    print(f"{clean(name)} is forgotten")
    return 0


@_test.default
def test(name: str, /) -> int:
    """Send a message without articles.

    Parameters
    ----------
    name
        Its name.
    """
    import secrets

    from flows.notices.message import Message
    from flows.stages.alerts import deliver
    from models.base import utc_now
    from models.session import reading

    with _current() as engine, reading(engine) as session:
        alert = _found(session, name)
    now = utc_now()
    error, _ = deliver(alert, Message(alert.name, secrets.token_hex(16), now, (), test=True), now)
    if error:
        raise DeskError(f"the test of {alert.name} failed: {error}")
    print(f"{alert.name} was taken by {_shown(alert.channel, alert.target)}")
    return 0


def _current() -> Any:
    from desk.cli.database import opened_current

    return opened_current()


def _found(session: Any, name: str) -> Any:
    from models.queries.alerts import find_alert

    alert = find_alert(session, " ".join(name.split()))
    if alert is None:
        raise DeskError(f"there is no alert {clean(name)!r}; salang alert list shows all", 2)
    return alert


def _query(said: str) -> str:
    from models.queries.filters import WrongFilter, filter_query, pairs_of, strictly

    try:
        strictly(said)
    except WrongFilter as error:
        raise DeskError(f"--filter: {error}", 2) from None
    return filter_query(pairs_of(said.removeprefix("?")))


def _saved(session: Any, name: str) -> str:
    from sqlalchemy import or_, select

    from models.accounts import SavedFilter

    found = list(
        session.scalars(
            select(SavedFilter).where(
                SavedFilter.shared, or_(SavedFilter.name == name, SavedFilter.slug == name)
            )
        )
    )
    if len(found) != 1:
        many = f"{len(found)} shared filters are" if found else "no shared filter is"
        raise DeskError(f"{many} called {clean(name)!r}", 2)
    return _query(found[0].query)


def _webhook(url: str) -> str:
    from crawlers.middlewares.guard import refusal
    from crawlers.settings import CrawlSettings

    if reason := refusal(url, CrawlSettings().allow_private_addresses):
        raise DeskError(f"this webhook is refused: {reason}", 2)
    return url


def _mailbox(address: str) -> str:
    name, _, host = address.rpartition("@")
    if not name or not host or not address.isprintable() or " " in address or len(address) > 320:
        raise DeskError(f"{clean(address)!r} is no mail address", 2)
    return address


def _shown(channel: str, target: str) -> str:
    from urllib.parse import urlsplit

    if channel == "mail":
        return target
    parts = urlsplit(target)
    return f"{parts.scheme}://{parts.hostname}/…"
