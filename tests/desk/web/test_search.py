"""Search: the same hits on both databases, in every language."""

import pytest
from sqlalchemy import Engine, text

from analysis.urls import url_key
from desk.web.search import read_question, shown
from flows.stages.search import index_pending, search_text
from models.articles import Article
from models.queries.search import Hit, search
from models.session import reading, writing
from tests.support.desk import Browser, Text, add_people, fill

TEXTS = [
    Text("Envoy named", "The envoy met the minister in Kabul."),
    Text("سفیر", "ذبیح‌الله گفت: كتاب ۱۲ طا-لبان", "fa"),
    Text("Посол", "Ёлка и Талибан, глава ведомства", "ru"),
    Text("外交", "阿富汗塔利班政府外交部长", "zh"),
    Text("外交", "阿富汗政府與塔利班", "zh"),
    Text("Сафир", "Ҳукумати Толибон ҷавоб дод", "tg"),
    Text("Elçi", "Taliban‘ı tanıdı, İstanbul", "tr"),
    Text("दूत", "तालिबान सरकार हिन्दी", "hi"),
    Text("Oʻzbek", "Oʻzbekiston vaziri", "uz"),
]
CASES = [
    ("envoy", {0}),
    ("ENVOY minister", {0}),
    ('"met the minister"', {0}),
    ('"minister met"', set()),
    ("kabul -envoy", set()),
    ("ذبيح‌الله", {1}),
    ("ذبیحالله", {1}),
    ("کتاب 12", {1}),
    ("طالبان", {1}),
    ("елка", {2}),
    ("талибан -елка", set()),
    ("塔利班", {3, 4}),
    ("塔利班政府", {3}),
    ("政府与塔利班", {4}),
    ("外交 -部长", {4}),
    ("толибон", {5}),
    ("हिन्दी", {7}),
    ("हिन्दु", set()),
    ("o'zbekiston", {8}),
    ("o’zbekiston", {8}),
]


@pytest.fixture
def found(engine: Engine):
    keys = fill(engine, TEXTS)

    def ask(words: str) -> set[int]:
        question = read_question(words)
        with reading(engine) as session:
            hits = search(session, question.wanted, question.unwanted)
        return {keys.index(hit.article_id) for hit in hits}

    return ask


def test_words_phrases_and_exclusions_find_the_same_on_both_databases(found) -> None:
    assert {words: found(words) for words, _ in CASES} == dict(CASES)


def test_the_desk_works_on_both_databases(engine: Engine) -> None:
    keys = fill(engine, TEXTS)
    add_people(engine)
    vera = Browser(engine)
    vera.log_in("vera")
    assert vera.get("/").text.count("data-article") == len(keys)
    assert vera.decide(keys[0], "verdict", verdict="not_relevant").status_code == 200
    other = Browser(engine)
    other.log_in("karim")
    assert other.decide(keys[0], "verdict", verdict="relevant").status_code == 409
    assert vera.send("/undo").status_code == 200
    link = {"other": str(keys[4]), "kind": "near", "status": "confirmed"}
    assert vera.decide(keys[3], "link", **link).status_code == 200
    assert vera.get("/").text.count("data-article") == len(keys) - 1
    for path in (f"/articles/{keys[1]}", "/charts", "/agreement", "/runs", "/queue.csv", "/second"):
        assert vera.get(path).status_code == 200, path
    assert vera.get("/queue/counts", sort="newest", language="zh").json()["matched"] == 1
    for name in ("coverage", "topics", "ownership", "designations", "rhythm"):
        assert vera.get(f"/charts/{name}.csv").status_code == 200


def test_an_address_finds_its_article_in_every_form(database, browser) -> None:
    url = "https://agency.example/news/7"
    fill(database, [Text("By address", "x y", url=url), TEXTS[0]])
    from models.candidates import Candidate

    with writing(database) as session:
        candidate = session.query(Candidate).filter_by(url=url).one()
        candidate.url_key = url_key(url)
    rita = browser("rita")
    for form in (url, "http://www.agency.example/news/7/?utm_source=x"):
        page = rita.get("/search", q=form).text
        assert "By address" in page and "Envoy named" not in page


def test_what_was_found_is_marked_as_it_was_written(database, browser) -> None:
    fill(database, TEXTS)
    rita = browser("rita")
    assert "<mark>طا-لبان</mark>" in rita.get("/search", q="طالبان").text
    assert "<mark>Ёлка</mark>" in rita.get("/search", q="елка").text
    assert "<mark>塔利班政府</mark>" in rita.get("/search", q="塔利班政府").text


def test_signs_of_the_query_languages_are_words_and_never_commands(database, browser) -> None:
    fill(database, TEXTS)
    rita = browser("rita")
    for words in (
        'envoy"',
        "envoy*",
        "envoy OR x",
        "NEAR(envoy)",
        "title:envoy",
        "envoy & !x",
        "'; DROP TABLE articles; --",
        '"""',
        "(envoy",
        "^envoy",
        "\\",
        ":*",
        "%s",
    ):
        assert rita.get("/search", q=words).status_code in (200, 400), words
    assert rita.get("/search", q="envoy*").text.count("Envoy named") >= 0


def test_hits_come_latest_first_and_page_by_page(database, browser) -> None:
    fill(database, [Text(f"Title {n}", "envoy words") for n in range(30)])
    first = browser("rita").get("/search", q="envoy").text
    assert "Title 29" in first and "Title 3<" not in first
    address = first.split('<a rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser("rita").client.get(address).text
    assert "Title 4<" in second and "Title 29" not in second


def test_texts_stored_by_an_older_version_are_indexed_afterwards(engine: Engine) -> None:
    fill(engine, TEXTS[:2])
    with writing(engine) as session:
        session.execute(text("DELETE FROM search_texts"))
        session.query(Article).update({"indexed_revision_id": None, "moment": None})
    assert index_pending(engine) >= 2
    assert index_pending(engine) == 0
    with reading(engine) as session:
        assert len(search(session, [("envoy",)])) == 1
        assert all(article.moment for article in session.query(Article))


def test_phrases_are_found_where_a_vector_of_words_forgets_places(engine: Engine) -> None:
    many_words = " ".join(f"w{n}" for n in range(17_000))
    often = "the council sat. " * 300
    keys = fill(
        engine,
        [
            Text("Long", f"{many_words} silver caravan arrived"),
            Text("Often", f"{often} the envoy arrived, arrived silver"),
            Text("Short", "silver caravan arrived, the envoy sat"),
        ],
    )

    def found(words: str) -> set[int]:
        question = read_question(words)
        with reading(engine) as session:
            hits = search(session, question.wanted, question.unwanted)
        return {keys.index(hit.article_id) for hit in hits}

    assert found('"silver caravan"') == {0, 2}
    assert found('"caravan silver"') == set()
    assert found('"the envoy"') == {1, 2}
    assert found('"arrived silver"') == {1}
    assert found('arrived -"silver caravan"') == {1}
    assert found('"w16500 w16501"') == {0}


def test_a_corrected_title_is_found_beside_the_printed_one(engine: Engine) -> None:
    (key,) = fill(engine, [Text("Printed heading", "x y")])
    add_people(engine)
    vera = Browser(engine)
    vera.log_in("vera")

    def finds(word: str) -> bool:
        return f"/articles/{key}" in vera.get("/search", q=word).text

    vera.decide(key, "fix_title", title="Mended heading")
    assert finds("mended") and finds("printed")
    vera.send("/undo")
    assert not finds("mended") and finds("printed")


def test_long_texts_are_cut_where_a_database_would_refuse_them() -> None:
    assert len(search_text("t", "word " * 100_000)) <= 150_000
    assert max(map(len, search_text("t", "x" * 9000).split())) <= 200


def test_a_passage_begins_and_ends_with_whole_words() -> None:
    words = [f"word{number:03}" for number in range(200)]
    hit = Hit(
        article_id=1, revision_id=1, title="x", printed_title="x", text=" ".join(words),
        source="s", language="en", moment=None, verdict=None, review_status="unreviewed",
        copy_of_id=None, blind=False,
    )  # fmt: skip
    _, passage = shown(hit, ("word100",))
    said = "".join(piece.text for piece in passage)
    assert said.startswith("… word") and said.endswith(" …")
    assert set(said.strip("… ").split()) <= set(words)
    assert [piece.text for piece in passage if piece.keys] == ["word100"]
