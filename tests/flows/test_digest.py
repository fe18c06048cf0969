"""Digests: what they say, that they are made and sent once, by a real mail server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree
from sqlalchemy import Engine, select

from flows.digests.mail import MailServer
from flows.digests.periods import last_period
from flows.digests.render import Renderer, atom
from flows.stages.digest import make_digest, preview, send_due
from models.articles import Article, ArticleRevision
from models.digests import DigestDelivery
from models.health import SourceHealthEvent
from models.session import reading, writing
from models.sources import Source
from tests.support.receivers import Postbox, postbox
from tests.support.stored import DAY, NOON, populate

SINCE = datetime(2025, 7, 3, tzinfo=UTC)
UNTIL = SINCE + DAY
NOW = UNTIL + timedelta(hours=6)


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as kept:
        yield kept


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALANG_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def posted(box: Postbox, monkeypatch: pytest.MonkeyPatch) -> Postbox:
    monkeypatch.setenv("SALANG_SMTP_URL", box.address)
    monkeypatch.setenv("SALANG_DIGEST_SENDER", "Salang <salang@example.org>")
    monkeypatch.setenv("SALANG_DIGEST_RECIPIENTS", "vera@example.org, karim@example.org")
    return box


def retitle(engine: Engine, key: int, title: str) -> None:
    with writing(engine) as session:
        revision = session.scalars(
            select(ArticleRevision).where(ArticleRevision.article_id == key)
        ).one()
        revision.title = title


def test_a_digest_tells_the_widest_story_first_and_counts_the_echo_apart(engine: Engine) -> None:
    stored = populate(engine)
    made = make_digest(engine, "day", SINCE, UNTIL, now=NOW)
    assert made.issue is not None
    content = made.issue.content
    assert (content["items"], content["independent_items"], content["sources"]) == (3, 2, 3)
    first = content["stories"][0]
    assert first["article_id"] == stored["original"]
    assert (first["items"], first["independent_items"]) == (2, 1)


def test_a_digest_is_made_once_and_stays_as_it_was(engine: Engine) -> None:
    stored = populate(engine)
    make_digest(engine, "day", SINCE, UNTIL, now=NOW)
    retitle(engine, stored["original"], "Something else entirely")
    again = make_digest(engine, "day", SINCE, UNTIL, now=NOW)
    assert again.issue is not None
    assert not again.new
    assert again.issue.content["stories"][0]["title"] == "Envoy named"


def test_there_is_no_digest_when_nothing_happened(engine: Engine, posted: Postbox) -> None:
    populate(engine)
    made = make_digest(engine, "day", SINCE - DAY, SINCE, now=NOW)
    assert made.issue is None
    assert send_due(engine, NOW).sent == 0
    assert posted.mails == []


def test_an_article_is_in_the_digest_of_one_day_only(engine: Engine) -> None:
    populate(engine)
    later = make_digest(engine, "day", UNTIL, UNTIL + DAY, now=UNTIL + 2 * DAY)
    assert later.issue is None


def test_a_day_that_has_not_ended_has_no_digest(engine: Engine) -> None:
    with pytest.raises(ValueError, match="ended"):
        make_digest(engine, "day", SINCE, UNTIL, now=NOON)


def test_a_digest_names_sources_that_fell_silent(engine: Engine) -> None:
    populate(engine)
    with writing(engine) as session:
        source = session.scalars(select(Source).where(Source.slug == "radio")).one()
        for before, after, when in (("healthy", "ill", NOON), (None, "learning", NOON - DAY)):
            session.add(
                SourceHealthEvent(
                    source_id=source.id,
                    at=when,
                    from_state=before,
                    to_state=after,
                    reason="nothing new for 40 hours",
                    numbers={},
                )
            )
    issue = preview(engine, "day", SINCE, UNTIL)
    assert issue is not None
    assert issue.content["health"] == [
        {"source": "Radio", "state": "ill", "reason": "nothing new for 40 hours"}
    ]


def test_each_address_gets_a_digest_once(engine: Engine, posted: Postbox) -> None:
    populate(engine)
    make_digest(engine, "day", SINCE, UNTIL, now=NOW)
    assert send_due(engine, NOW).sent == 2
    make_digest(engine, "day", SINCE, UNTIL, now=NOW)
    assert send_due(engine, NOW).sent == 0
    assert sorted(mail["To"] for mail in posted.mails) == ["karim@example.org", "vera@example.org"]
    mail = posted.mails[0]
    assert mail["Subject"] == "Salang: daily brief, 2025-07-03"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and "Envoy named" in text.get_content()
    assert html is not None and "Envoy named" in html.get_content()


def test_a_refused_address_holds_up_no_other_and_is_tried_again(
    engine: Engine, posted: Postbox
) -> None:
    populate(engine)
    posted.refuse["vera@example.org"] = "451 try later"
    make_digest(engine, "day", SINCE, UNTIL, now=NOW)
    done = send_due(engine, NOW)
    assert (done.sent, done.waiting) == (1, 1)
    assert "vera@example.org: the address was refused: 451 try later" in done.problems[0]
    posted.refuse.clear()
    assert send_due(engine, NOW).sent == 0
    assert send_due(engine, NOW + timedelta(hours=2)).sent == 1


def test_an_address_refused_for_good_is_given_up_and_kept_on_record(
    engine: Engine, posted: Postbox
) -> None:
    populate(engine)
    posted.refuse["vera@example.org"] = "550 no such person"
    make_digest(engine, "day", SINCE, UNTIL, now=NOW)
    send_due(engine, NOW)
    assert send_due(engine, NOW + 30 * DAY).problems == ()
    with reading(engine) as session:
        states = dict(session.execute(select(DigestDelivery.recipient, DigestDelivery.state)).all())
    assert states == {"vera@example.org": "failed", "karim@example.org": "sent"}


def test_a_password_is_not_sent_without_tls(engine: Engine, box: Postbox) -> None:
    server = MailServer.of(box.address.replace("smtp://", "smtp://salang:secret@"))
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    with pytest.raises(Exception, match="offers no TLS"):
        server.send(message)
    assert box.mails == []


def test_an_address_that_is_none_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValueError, match="looks like smtp://") as raised:
        MailServer.of("https://user:hunter2@example.org")
    assert "hunter2" not in str(raised.value)


def test_crawled_text_stays_text_in_every_form(engine: Engine) -> None:
    stored = populate(engine)
    hostile = '</a><script>alert(1)</script> [x](javascript:1) \x0b "quoted" & <b>'
    retitle(engine, stored["original"], hostile)
    with writing(engine) as session:
        session.get_one(Article, stored["original"]).url = "javascript:alert(1)"
    issue = preview(engine, "day", SINCE, UNTIL)
    assert issue is not None
    renderer = Renderer()
    html, markdown = renderer.html(issue), renderer.markdown(issue)
    assert "<script" not in html
    assert "javascript:alert" not in html
    assert "<script" not in markdown
    assert "](javascript" not in markdown
    feed = etree.fromstring(atom([issue], renderer, "urn:test").encode())
    assert "alert" in feed.findtext("{*}entry/{*}content")


def test_a_users_template_is_used_in_place_of_ours(engine: Engine, tmp_path: Path) -> None:
    populate(engine)
    issue = preview(engine, "day", SINCE, UNTIL)
    assert issue is not None
    (tmp_path / "digest.md").write_text("{{ items }} pieces\n", "utf-8")
    assert Renderer(tmp_path).markdown(issue) == "3 pieces\n"
    assert "<h2>Stories</h2>" in Renderer(tmp_path).html(issue)


def test_links_lead_to_the_desk_where_it_has_an_address(engine: Engine) -> None:
    stored = populate(engine)
    issue = preview(engine, "day", SINCE, UNTIL)
    assert issue is not None
    page = Renderer(desk="https://desk.example/salang/").html(issue)
    assert f'href="https://desk.example/salang/articles/{stored["original"]}"' in page


def test_files_and_a_feed_are_written(engine: Engine, home: Path) -> None:
    populate(engine)
    made = make_digest(engine, "day", SINCE, UNTIL, now=NOW)
    names = {file.name for file in made.files}
    assert names == {"2025-07-03-day.html", "2025-07-03-day.md", "feed.xml"}
    assert all(file.is_file() for file in made.files)


def test_days_and_weeks_begin_in_the_time_zone_that_is_set() -> None:
    kabul = ZoneInfo("Asia/Kabul")
    sunday_night = datetime(2025, 7, 6, 21, 0, tzinfo=UTC)  # Monday, 01:30 in Kabul
    begin, end = last_period("week", sunday_night, kabul)
    assert (begin, end) == (
        datetime(2025, 6, 29, 19, 30, tzinfo=UTC),
        datetime(2025, 7, 6, 19, 30, tzinfo=UTC),
    )
    begin, end = last_period("day", sunday_night, kabul)
    assert end - begin == DAY
    assert end == datetime(2025, 7, 6, 19, 30, tzinfo=UTC)
