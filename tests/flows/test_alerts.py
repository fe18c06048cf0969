"""Alerts: what they tell, to whom, how often, and what happens when nobody takes it."""

import hmac
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from flows.stages.alerts import ATTEMPTS, tell_alerts, wait_after
from models.alerts import Alert, AlertAttempt, AlertNotice
from models.articles import Article
from models.session import reading, writing
from tests.support.desk import NOON, Text, fill
from tests.support.receivers import Hook, Postbox, hook, postbox

SECRET = "a secret of the tests, long enough"
MINUTE = timedelta(minutes=1)
RECOGNITION = Text("Recognised", "The envoys met.", tags=(("topic", "envoys", "envoys"),))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALANG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SALANG_ALLOW_PRIVATE_ADDRESSES", "yes")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as kept:
        yield kept


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    with postbox() as kept:
        monkeypatch.setenv("SALANG_SMTP_URL", kept.address)
        monkeypatch.setenv("SALANG_DIGEST_SENDER", "Salang <salang@example.org>")
        yield kept


def watch(
    engine: Engine,
    target: str,
    query: str = "topic=envoys",
    since: datetime | None = NOON,
    channel: str = "webhook",
) -> None:
    with writing(engine) as session:
        session.add(
            Alert(
                name="envoys",
                query=query,
                channel=channel,
                target=target,
                secret=SECRET if channel == "webhook" else None,
                created_at=NOON,
                tells_from=since,
            )
        )


def test_a_webhook_is_told_what_matches_and_nothing_else(engine: Engine, receiver: Hook) -> None:
    other = Text("Cricket", "They won.", tags=(("topic", "trade", "won"),))
    keys = fill(engine, [RECOGNITION, other])
    watch(engine, f"{receiver.address}/in?token=1")
    told = tell_alerts(engine, NOON)
    assert (told.found, told.sent, told.problems) == (1, 1, ())
    (body,) = receiver.bodies
    assert body["alert"] == "envoys"
    assert [each["article_id"] for each in body["articles"]] == [str(keys[0])]
    assert receiver.titles() == ["Recognised"]
    assert receiver.paths == ["/in?token=1"]


def test_nothing_is_told_twice_also_when_it_matches_in_a_new_way(
    engine: Engine, receiver: Hook
) -> None:
    (key,) = fill(engine, [RECOGNITION])
    watch(engine, receiver.address)
    tell_alerts(engine, NOON)
    with writing(engine) as session:
        session.execute(update(Article).where(Article.id == key).values(version=7))
    assert tell_alerts(engine, NOON + MINUTE).found == 0
    fill(engine, [Text("Another", "More envoys.", url="https://agency.example/another",
                       tags=(("topic", "envoys", "envoys"),))])  # fmt: skip
    tell_alerts(engine, NOON + 2 * MINUTE)
    assert receiver.titles() == ["Recognised", "Another"]


def test_what_is_older_than_the_alert_is_not_told_unless_asked(
    engine: Engine, receiver: Hook
) -> None:
    old = Text("Old", "Old envoys.", published=NOON - timedelta(days=30),
               tags=(("topic", "envoys", "envoys"),))  # fmt: skip
    fill(engine, [RECOGNITION, old])
    watch(engine, receiver.address, since=NOON + MINUTE)
    assert tell_alerts(engine, NOON + 2 * MINUTE).found == 0  # read before
    with writing(engine) as session:
        session.execute(update(Alert).values(tells_from=NOON))
    tell_alerts(engine, NOON + 2 * MINUTE)
    assert receiver.titles() == ["Recognised"]  # read since, but published long before
    with writing(engine) as session:
        session.execute(update(Alert).values(tells_from=None))
    tell_alerts(engine, NOON + 3 * MINUTE)
    assert receiver.titles() == ["Recognised", "Old"]


def test_a_webhook_is_signed_over_time_and_body(engine: Engine, receiver: Hook) -> None:
    fill(engine, [RECOGNITION])
    watch(engine, receiver.address)
    tell_alerts(engine, NOON)
    ((headers, body),) = receiver.taken
    assert headers["Salang-Timestamp"] == str(int(NOON.timestamp()))
    signed = headers["Salang-Timestamp"].encode() + b"." + body
    assert headers["Salang-Signature"] == (
        "sha256=" + hmac.new(SECRET.encode(), signed, "sha256").hexdigest()
    )


def test_what_was_not_taken_comes_again_the_same_with_growing_waits(
    engine: Engine, receiver: Hook
) -> None:
    fill(engine, [RECOGNITION])
    watch(engine, receiver.address)
    receiver.answers = [500, 503]
    failed = tell_alerts(engine, NOON)
    assert failed.sent == 0
    assert "answered 500" in failed.problems[0]
    assert tell_alerts(engine, NOON + timedelta(seconds=59)).sent == 0
    assert len(receiver.taken) == 1  # not before its time
    tell_alerts(engine, NOON + MINUTE)
    assert tell_alerts(engine, NOON + 2 * MINUTE).problems == ()
    assert tell_alerts(engine, NOON + 3 * MINUTE).sent == 1
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.taken}) == 1
    assert len({body for _, body in receiver.taken}) == 1
    with reading(engine) as session:
        log = [row.error for row in session.scalars(select(AlertAttempt).order_by(AlertAttempt.id))]
    assert [bool(error) for error in log] == [True, True, False]


def test_after_the_last_try_it_is_given_up_and_kept_on_record(
    engine: Engine, receiver: Hook
) -> None:
    fill(engine, [RECOGNITION])
    watch(engine, receiver.address)
    receiver.answers = [500] * ATTEMPTS
    now = NOON
    for _ in range(ATTEMPTS):
        assert tell_alerts(engine, now).problems
        now += timedelta(hours=7)
    assert tell_alerts(engine, now).problems == ()
    assert len(receiver.taken) == ATTEMPTS
    with reading(engine) as session:
        assert session.scalars(select(AlertNotice.state)).all() == ["failed"]


def test_waits_grow_to_some_hours() -> None:
    waits = [wait_after(tries) for tries in range(1, ATTEMPTS + 1)]
    assert waits[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert waits[-1] is None
    assert max(wait for wait in waits if wait) <= timedelta(hours=6)


def test_a_message_that_a_killed_process_had_in_hand_goes_out_later(
    engine: Engine, receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, [RECOGNITION])
    watch(engine, receiver.address)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("flows.stages.alerts.post", killed)
        tell_alerts(engine, NOON)
    assert tell_alerts(engine, NOON + MINUTE).sent == 0  # another process may have it in hand
    assert tell_alerts(engine, NOON + timedelta(minutes=11)).sent == 1
    assert receiver.titles() == ["Recognised"]


def test_a_private_address_gets_nothing_unless_allowed(
    engine: Engine, receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, [RECOGNITION])
    # a name, so that only its resolved address gives it away
    watch(engine, receiver.address.replace("127.0.0.1", "localhost"))
    monkeypatch.setenv("SALANG_ALLOW_PRIVATE_ADDRESSES", "no")
    told = tell_alerts(engine, NOON)
    assert "not a public one" in told.problems[0]
    assert receiver.taken == []


def test_redirects_are_not_followed(engine: Engine, receiver: Hook) -> None:
    fill(engine, [RECOGNITION])
    watch(engine, receiver.address)
    receiver.answers = [307]
    told = tell_alerts(engine, NOON)
    assert "redirects are not followed" in told.problems[0]
    assert receiver.paths == ["/"]


def test_neither_secret_nor_address_is_in_log_or_record(
    engine: Engine, receiver: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fill(engine, [RECOGNITION])
    watch(engine, f"{receiver.address}/hooks/T0KEN")
    receiver.answers = [500]
    told = tell_alerts(engine, NOON)
    with reading(engine) as session:
        kept = " ".join(session.scalars(select(AlertAttempt.error)))
    said = kept + " ".join(told.problems) + caplog.text
    assert "T0KEN" not in said
    assert SECRET not in said


def test_mail_tells_all_in_one_and_crawled_text_stays_text(engine: Engine, box: Postbox) -> None:
    hostile = Text('<script>alert("1")</script>\nBcc: x@example.org', "Envoys: envoys.",
                   tags=(("topic", "envoys", "envoys"),))  # fmt: skip
    fill(engine, [hostile, RECOGNITION])
    watch(engine, "vera@example.org", channel="mail")
    assert tell_alerts(engine, NOON).sent == 1
    (mail,) = box.mails
    assert mail["To"] == "vera@example.org"
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("[envoys] ")
    assert "and 1 more" in mail["Subject"]
    html = mail.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "Recognised" in mail.get_body(("plain",)).get_content()


def test_without_a_mail_server_the_message_waits(engine: Engine) -> None:
    fill(engine, [RECOGNITION])
    watch(engine, "vera@example.org", channel="mail")
    told = tell_alerts(engine, NOON)
    assert "SALANG_SMTP_URL" in told.problems[0]
    with reading(engine) as session:
        assert session.scalars(select(AlertNotice.state)).all() == ["pending"]
