"""Teams: who is asked for a second opinion, what they see, and what agreement is made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desk.web.statistics import cohen_kappa, krippendorff_alpha, wilson
from models.queries.second_reviews import drawn
from models.reviews import SecondReview
from models.session import reading
from tests.support.desk import Text, article, fill, many, value_of


def seconds(engine) -> list[SecondReview]:
    with reading(engine) as session:
        return list(session.scalars(select(SecondReview).order_by(SecondReview.id)))


def give_second(person, key: int, verdict: str, **form):
    page = person.get(f"/articles/{key}").text
    return person.post(
        f"/articles/{key}/second", second=value_of(page, "second"), verdict=verdict, **form
    )


def test_a_share_is_drawn_whatever_the_verdict(database, browser) -> None:
    keys = fill(database, many(2))
    vera = browser("vera", review_second_share=1.0)
    vera.decide(keys[0], "verdict", verdict="not_relevant")
    vera.decide(keys[1], "verdict", verdict="relevant")
    assert [each.article_id for each in seconds(database)] == keys
    assert 0.05 < sum(drawn(n, n, 0.1) for n in range(2000)) / 2000 < 0.15


def test_the_second_reader_sees_nothing_of_the_first_and_the_first_is_not_asked(
    database, browser
) -> None:
    (key,) = fill(database, many(1))
    vera = browser("vera", review_second_share=1.0)
    with reading(database) as session:
        from models.coding import Annotation

        tag = session.scalars(select(Annotation)).one().id
    vera.decide(key, "reject_tag", annotation=str(tag))
    vera.decide(key, "verdict", version=1, verdict="not_relevant", note="my secret reason")
    assert f"/articles/{key}" not in vera.get("/second").text
    karim = browser("karim")
    assert f"/articles/{key}" in karim.get("/second").text
    for path in (f"/articles/{key}", f"/articles/{key}/panel"):
        page = karim.get(path).text
        for trace in ("vera", "my secret reason", "not_relevant</strong>", "s-rejected", "History"):
            assert trace not in page, trace


def test_agreement_leaves_the_verdict_and_disagreement_goes_to_a_lead(database, browser) -> None:
    keys = fill(database, many(2))
    vera, karim, lena = browser("vera", review_second_share=1.0), browser("karim"), browser("lena")
    for key in keys:
        vera.decide(key, "verdict", verdict="not_relevant")
    give_second(karim, keys[0], "not_relevant")
    give_second(karim, keys[1], "relevant")
    assert [each.state for each in seconds(database)] == ["agreed", "disagreed"]
    assert article(database, keys[0]).review_status == "reviewed"
    assert article(database, keys[1]).review_status == "flagged"
    waiting = seconds(database)[1].id
    assert browser("vera").post(f"/team/resolve/{waiting}", verdict="relevant").status_code == 403
    assert lena.post(f"/team/resolve/{waiting}", verdict="borderline").status_code == 303
    stored = article(database, keys[1])
    assert (stored.verdict, stored.review_status) == ("borderline", "reviewed")
    assert "disagreement resolved: borderline" in lena.get(f"/articles/{keys[1]}").text


def test_undoing_the_first_verdict_takes_the_question_back(database, browser) -> None:
    (key,) = fill(database, many(1))
    vera = browser("vera", review_second_share=1.0)
    vera.decide(key, "verdict", verdict="relevant")
    vera.send("/undo")
    assert [each.state for each in seconds(database)] == ["cancelled"]


def test_leads_draw_a_sample_of_what_the_machine_rejected(database, browser) -> None:
    keys = fill(database, [Text(f"No {n}", f"x {n}", score=0.1) for n in range(5)])
    browser("lena").post("/team/draw", number="3")
    asked = seconds(database)
    assert len(asked) == 3 and {each.article_id for each in asked} < set(keys)
    key = asked[0].article_id
    give_second(browser("karim"), key, "relevant")
    assert article(database, key).review_status == "flagged"


def test_flagging_asks_a_second_person_whose_verdict_then_stands(database, browser) -> None:
    (key,) = fill(database, many(1))
    browser("vera").decide(key, "flag", note="not sure")
    assert article(database, key).review_status == "flagged"
    give_second(browser("karim"), key, "borderline")
    stored = article(database, key)
    assert (stored.verdict, stored.review_status) == ("borderline", "reviewed")


def test_leads_assign_the_first_articles_of_a_filter(database, browser) -> None:
    keys = fill(database, many(4))
    lena = browser("lena")
    page = lena.get("/team").text
    karim = page.split(">karim</option>")[0].rsplit('value="', 1)[1].split('"')[0]
    lena.post("/team/assign", number="2", query="language=en", assignee=karim)
    mine = lena.get("/", assignee=karim).text
    assert mine.count("data-article") == 2
    assert str(keys[0]) in mine


def test_the_agreement_page_has_kappa_per_language_and_code_and_precision_per_rule(
    database, browser
) -> None:
    texts = [
        Text(f"T{n}", f"envoy {n}", "fa" if n < 4 else "ru", tags=(("topic", "envoys", "envoy"),))
        for n in range(8)
    ]
    keys = fill(database, texts)
    vera, karim = browser("vera", review_second_share=1.0), browser("karim")
    with reading(database) as session:
        from models.articles import Article
        from models.coding import Annotation

        tags = dict(
            session.execute(
                select(Article.id, Annotation.id).join(
                    Annotation, Annotation.revision_id == Article.current_revision_id
                )
            ).all()
        )
    for n, key in enumerate(keys):
        action = "reject_tag" if n % 2 else "confirm_tag"
        vera.decide(key, action, annotation=str(tags[key]))
        vera.decide(key, "verdict", version=1, verdict="relevant" if n % 2 else "not_relevant")
        verdict = "relevant" if n % 2 or n == 0 else "not_relevant"
        give_second(
            karim, key, verdict, listed="envoys", **({} if n % 2 else {"present": "envoys"})
        )
    page = browser("rita").get("/agreement").text.replace("<wbr>", "")
    assert "envoys.rule" in page
    assert "88 %" in page  # 7 of 8 verdicts
    assert "0.75" in page  # kappa: observed 7/8, by chance 1/2
    assert "22 % – 78 %" in page  # Wilson's interval of 4 in 8
    assert "to mend" in page


def test_kappa_alpha_and_wilson_give_the_published_examples() -> None:
    # Cohen's kappa of the table 20, 5, 10, 15: 0.4
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)
    # Krippendorff (2011), example A: two observers, binary data, no missing values: 0.095
    one, two = "0100000000", "1110010010"
    assert krippendorff_alpha(list(zip(one, two, strict=True))) == pytest.approx(0.095, abs=5e-4)
    # Krippendorff (2011), example C: four observers, nominal, missing values: 0.743
    judges = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .",
              "1 2 3 3 2 4 4 1 2 5 1 ."]  # fmt: skip
    units = zip(*(judge.split() for judge in judges), strict=True)
    assert krippendorff_alpha([[v for v in unit if v != "."] for unit in units]) == pytest.approx(
        0.743, abs=5e-4
    )
    interval = wilson(8, 10)
    assert interval is not None
    assert (interval.low, interval.high) == (
        pytest.approx(0.4902, abs=1e-4),
        pytest.approx(0.9433, abs=1e-4),
    )


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share_and_stays_between_0_and_1(good: int, bad: int) -> None:
    interval = wilson(good, good + bad)
    if interval is not None:
        assert 0 <= interval.low <= interval.share + 1e-12
        assert interval.share - 1e-12 <= interval.high <= 1
