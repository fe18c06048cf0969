"""Reviewing: the queue, an article, decisions, undo, two people on one article."""

from sqlalchemy import Engine, select, update

from models.coding import Annotation
from models.reviews import Review
from models.session import reading, writing
from tests.support.desk import Text, article, fill, many

EMOJI = Text(
    "🕊️ سفیر با وزیر دیدار کرد",
    "👨‍👩‍👧 گفت: سفیر تازه آمد.\n\nКабул: посол 🇦🇫 встретил министра.\n外交部长会见了特使。",
    "fa",
    tags=(("topic", "envoys", "посол"), ("entity", "ministry", "特使"), ("topic", "trade", "وزیر")),
)


def test_the_queue_shows_relevant_and_borderline_articles_by_priority(database, browser) -> None:
    fill(
        database,
        [Text("Low", "a b", score=0.5), Text("High", "c d"), Text("No", "e f", score=0.1)],
    )
    page = browser("vera").get("/").text
    assert page.index("High") < page.index("Low")
    assert ">No<" not in page


def test_every_article_is_on_exactly_one_page_of_the_queue(database, browser) -> None:
    keys = fill(database, many(120))
    reader, address, seen = browser("rita"), "/", []
    while address:
        page = reader.client.get(address).text
        seen += [int(part.split('"')[0]) for part in page.split('data-article="')[1:]]
        rest = page.split('<a rel="next" href="')
        address = rest[1].split('"')[0].replace("&amp;", "&") if len(rest) > 1 else ""
    assert sorted(seen) == sorted(keys)


def test_the_counts_are_those_of_the_filter(database, browser) -> None:
    fill(database, [*many(3), Text("No", "x y", score=0.1, source="paper")])
    told = browser("rita").get("/queue/counts", source="paper", verdict="any").json()
    assert told["matched"] == 1
    assert told["verdicts"] == {"relevant": 0, "borderline": 0, "not_relevant": 1}


def test_filters_by_code_language_and_country_narrow_the_queue(database, browser) -> None:
    keys = fill(database, [*many(2), EMOJI, Text("Far", "x y", source="radio")])
    rita = browser("rita")
    for query, wanted in (
        ({"topic": "trade"}, [keys[2]]),
        ({"language": "fa"}, [keys[2]]),
        ({"country": "TJ"}, [keys[3]]),
    ):
        page = rita.get("/", **query).text
        shown = [int(part.split('"')[0]) for part in page.split('data-article="')[1:]]
        assert shown == wanted


def test_marks_hold_the_exact_characters_in_every_script(database, browser) -> None:
    (key,) = fill(database, [EMOJI])
    page = browser("vera").get(f"/articles/{key}").text
    for words in ("посол", "特使", "وزیر"):
        assert f">{words}</mark>" in page
    assert 'dir="auto" lang="fa"' in page


def test_a_tag_shows_in_what_light_it_stands_and_whose_words(database, browser) -> None:
    (key,) = fill(database, [Text("Talks", "No envoy came.", tags=(("topic", "envoys", "envoy"),))])
    light = {"flags": ["attributed", "negated"], "attributed_to": "the_minister"}
    with writing(database) as session:
        session.execute(update(Annotation).values(light))
    page = browser("vera").get(f"/articles/{key}").text
    assert "attributed to the_minister, negated" in page


def test_a_verdict_is_stored_appended_and_goes_on_to_the_next(database, browser) -> None:
    keys = fill(database, many(2))
    vera = browser("vera")
    answer = vera.post(
        f"/articles/{keys[0]}/decide", action="verdict", verdict="not_relevant", version=0
    )
    assert answer.headers["location"] == f"/articles/{keys[1]}"
    stored = article(database, keys[0])
    assert (stored.verdict, stored.review_status, stored.version) == ("not_relevant", "reviewed", 1)
    page = vera.get(f"/articles/{keys[0]}").text
    assert "verdict: not_relevant" in page


def test_who_decides_on_an_old_version_is_told_and_nothing_is_overwritten(
    database, browser
) -> None:
    (key,) = fill(database, many(1))
    assert browser("vera").decide(key, "verdict", verdict="relevant").status_code == 200
    answer = browser("karim").decide(key, "verdict", verdict="not_relevant")
    assert answer.status_code == 409
    assert answer.json()["by"] == "vera"
    assert article(database, key).verdict == "relevant"


def test_a_repeated_request_is_stored_once(database, browser) -> None:
    (key,) = fill(database, many(1))
    vera = browser("vera")
    for _ in range(2):
        answer = vera.decide(key, "verdict", verdict="borderline", request="same-one")
        assert answer.status_code == 200
    with reading(database) as session:
        assert len(list(session.scalars(select(Review)))) == 1


def test_undo_takes_back_the_last_decision_and_the_machine_decides_again(database, browser) -> None:
    (key,) = fill(database, many(1))
    vera = browser("vera")
    vera.decide(key, "verdict", verdict="not_relevant")
    assert vera.send("/undo").json()["verdict"] == "relevant"
    stored = article(database, key)
    assert (stored.verdict, stored.review_status) == ("relevant", "unreviewed")
    assert vera.send("/undo").status_code == 400


def test_undo_does_not_undo_what_another_person_decided_since(database, browser) -> None:
    (key,) = fill(database, many(1))
    vera, karim = browser("vera"), browser("karim")
    vera.decide(key, "verdict", verdict="not_relevant")
    karim.decide(key, "verdict", version=1, verdict="borderline")
    assert vera.send("/undo").status_code == 409
    assert article(database, key).verdict == "borderline"


def test_tags_are_rejected_added_by_their_words_and_refused_when_the_words_differ(
    database, browser
) -> None:
    (key,) = fill(database, [EMOJI])
    vera = browser("vera")
    with reading(database) as session:
        tag = session.scalars(select(Annotation).where(Annotation.code == "envoys")).one().id
    assert vera.decide(key, "reject_tag", annotation=str(tag)).status_code == 200
    start = EMOJI.text.index("министра")
    place = {"kind": "topic", "code": "trade", "field": "text", "start": start}
    added = {**place, "end": start + 8, "selected": "министра"}
    assert vera.decide(key, "add_tag", version=1, **added).status_code == 200
    wrong = {**place, "end": start + 7, "selected": "министра"}
    assert vera.decide(key, "add_tag", version=2, **wrong).status_code == 400
    with reading(database) as session:
        tags = {tag.matched_text: tag for tag in session.scalars(select(Annotation))}
    assert (tags["посол"].status, tags["посол"].origin) == ("rejected", "human")
    assert (tags["министра"].status, tags["министра"].origin) == ("confirmed", "human")
    assert not browser("rita").get("/", topic="envoys").text.count("data-article")


def test_title_date_and_language_are_corrected_and_the_original_is_kept(database, browser) -> None:
    (key,) = fill(database, many(1))
    vera = browser("vera")
    vera.decide(key, "fix_title", title="A better title")
    vera.decide(key, "fix_date", version=1, date="2025-06-01T10:00+04:30")
    vera.decide(key, "fix_language", version=2, language="tg")
    stored = article(database, key)
    assert stored.language == "tg"
    assert stored.moment.isoformat() == "2025-06-01T05:30:00+00:00"
    page = vera.get(f"/articles/{key}").text
    assert "A better title" in page
    assert "As published" in page


def test_a_confirmed_copy_is_folded_and_a_split_takes_it_out_again(
    database: Engine, browser
) -> None:
    keys = fill(database, many(2))
    vera = browser("vera")
    link = {"other": str(keys[0]), "kind": "near", "status": "confirmed"}
    assert vera.decide(keys[1], "link", **link).status_code == 200
    page = vera.get("/").text
    assert page.count("data-article") == 1
    assert "1 copy" in page
    folded = keys[1] if article(database, keys[1]).copy_of_id else keys[0]
    version = article(database, folded).version
    assert vera.decide(folded, "split", version=version).status_code == 200
    assert vera.get("/").text.count("data-article") == 2


def test_a_saved_filter_has_an_address_of_its_own(browser) -> None:
    vera = browser("vera")
    answer = vera.post("/filters", name="Persian", query="language=fa&status=any", shared="yes")
    address = answer.headers["location"]
    assert browser("karim").get(address).headers["location"] == "/?language=fa&status=any"
