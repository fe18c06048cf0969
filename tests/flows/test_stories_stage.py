"""Joining what tells one event in other words or languages, in a database."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine, func, select, text, update

from flows.stages.dedupe import Deduper, regroup
from flows.stages.stories import Storyteller
from models import Article, ArticleRevision, Relation, Reviewer, Story, StoryChange, StorySketch
from models.queries.decisions import Decision, decide
from models.queries.stories import compare_again
from models.queries.tagging import pending_taggings, register_codebook, store_tags
from models.reporting.views import view_table
from models.session import make_engine, reading, writing
from tests.support.articles import NOON, put_article

KINDS = {
    "orsolan": "person",
    "merubai": "person",
    "teshkova": "person",
    "varnia": "state",
    "low_pass": "place",
    "ferry_port": "place",
    "toll_union": "organisation",
}
NAMES = {
    "orsolan": ("Orsolan", "Орсолан", "اورسولان"),
    "merubai": ("Merubai", "Мерубай", "مروبای"),
    "teshkova": ("Teshkova", "Тешкова", "تشکوا"),
    "varnia": ("Varnia", "Варни", "وارنیا"),
    "low_pass": ("Low Pass", "Нижн", "گردنهٔ پایین"),
    "ferry_port": ("Ferry Port", "Паромн", "بندر گذر"),
    "toll_union": ("Toll Union", "Дорожн", "اتحادیهٔ عوارض"),
}
TEXTS = {
    "en": (
        "Envoys reopen the Low Pass",
        "Varnia reopened the Low Pass to lorries on 3 July after its envoy Dana Orsolan met the "
        "head of the valley council, Temir Merubai. The Toll Union counted 1,340 lorries waiting "
        "on both sides. Council members called the meeting short and useful.",
    ),
    "ru": (
        "Перевал снова открыт",
        "После переговоров посланницы Варнии Даны Орсолан с главой совета долины Темиром Мерубаем "
        "движение через Нижний перевал 3 июля возобновлено. По обе стороны ждут 1340 грузовиков, "
        "сообщил Дорожный союз. Водителям обещают горячую еду и ночлег.",
    ),
    "fa": (
        "گردنه پس از دیدار دو فرستاده باز شد",
        "دانا اورسولان، فرستادهٔ وارنیا، روز ۳ جولای با تیمور مروبای، رئیس شورای دره، دیدار کرد و "
        "گردنهٔ پایین به روی موترهای باربری باز شد. اتحادیهٔ عوارض شمار موترهای منتظر را ۱۳۴۰ "
        "دانست. باشندگان دره از این خبر خوشحال شدند.",
    ),
}
LATER = (
    "A second meeting, on fees",
    "Envoy Dana Orsolan of Varnia and Temir Merubai met again on 10 July at the Low Pass. They "
    "argued over fees of 275 crowns a lorry; the Toll Union wants less. Nothing was signed.",
)
BULLETIN = (
    "Weighbridge bulletin of the Toll Union",
    "Low Pass, Varnia, {0} July. Lorries weighed: {1}. Flour: {2} tonnes. Fruit: {3} tonnes. "
    "Timber: {4} tonnes. Diesel: {5} tonnes. Mean load: 186 quintals. The Toll Union of Varnia "
    "publishes this bulletin daily at the Low Pass.",
)
HOURS = {"en": 1, "ru": 4, "fa": 9}


def put(
    engine: Engine, name: str, title_and_text: tuple[str, str], language: str = "en", hours: int = 0
) -> int:
    title, body = title_and_text
    published = NOON + timedelta(hours=hours)
    url = f"https://{name}.example/1"
    return put_article(
        engine, url, body, title, source=name, language=language, published=published
    )


def put_event(engine: Engine, languages: Sequence[str] = ("en", "ru", "fa")) -> dict[str, int]:
    """Three reports of one event by outlets of three languages."""
    return {one: put(engine, f"post-{one}", TEXTS[one], one, HOURS[one]) for one in languages}


def tag(engine: Engine, version: str = "1-a", topics: Sequence[str] = ("transit",)) -> None:
    """Tag what is pending by looking for the names, as a codebook would; all is relevant."""
    with writing(engine) as session:
        codebook = register_codebook(session, "test", 1, version, version * 8, [], NOON)
        for item in pending_taggings(session, codebook, 100):
            rows = [_row("topic", code, "title", 0, "") for code in topics]
            for field, body in (("title", item.revision.title), ("text", item.revision.text)):
                for code, names in NAMES.items():
                    for found in re.finditer("|".join(names), body):
                        rows.append(_row("entity", code, field, found.start(), found[0]))
            coding = {"score": 0.9, "verdict": "relevant", "contributions": []}
            store_tags(session, item, codebook, rows, coding, NOON)


def _row(kind: str, code: str, field: str, start: int, matched: str) -> dict[str, object]:
    return {
        "kind": kind,
        "code": code,
        "field": field,
        "comment_position": None,
        "start_offset": start,
        "end_offset": start + len(matched),
        "matched_text": matched,
        "rule": "test",
        "confidence": 1.0,
        "flags": [],
        "flags_text": "",
        "status": "confirmed",
    }


def run(engine: Engine) -> int:
    """Everything a run does after reading. Returns how many articles were compared."""
    deduper = Deduper(engine, window_days=45)
    while deduper.batch():
        pass
    tag(engine)
    return tell(engine)


def tell(engine: Engine) -> int:
    teller = Storyteller(engine, KINDS)
    total = 0
    while done := teller.batch():
        total += done
    return total


def stories(engine: Engine) -> dict[int, int | None]:
    with reading(engine) as session:
        return dict(session.execute(select(Article.id, Article.story_id)).all())


def links(engine: Engine) -> list[tuple[object, ...]]:
    """Everything stored on links, as it is."""
    with reading(engine) as session:
        return [tuple(row) for row in session.execute(select(Relation.__table__))]


def row_of(engine: Engine, view: str) -> Mapping[str, object]:
    with reading(engine) as session:
        return session.execute(select(view_table(view))).mappings().one()


def judge(engine: Engine, article_id: int, action: str, **value: object) -> None:
    """A decision of a person, settled as the review desk settles it."""
    with writing(engine) as session:
        person = session.scalar(select(Reviewer))
        if person is None:
            person = Reviewer(name="lead", role="lead", created_at=NOON)
            session.add(person)
            session.flush()
        version = session.get_one(Article, article_id).version
        outcome = decide(
            session, Decision(article_id, person.id, action, value, version=version), NOON
        )
        if outcome.regroup:
            regroup(session, outcome.regroup, NOON, review_id=outcome.review_id)


def test_reports_of_one_event_in_three_languages_are_one_story(engine: Engine) -> None:
    keys = put_event(engine)
    run(engine)
    told = stories(engine)
    assert len(set(told.values())) == 1
    assert None not in told.values()
    report = row_of(engine, "report_stories")
    assert (report["items"], report["independent_items"], report["languages"]) == (3, 3, 3)
    assert report["original_article_id"] == keys["en"]


def test_the_links_say_what_they_are_and_why(engine: Engine) -> None:
    put_event(engine, ("en", "ru"))
    run(engine)
    with reading(engine) as session:
        (link,) = session.scalars(select(Relation))
    assert link.kind in ("same_story", "translation")
    assert (link.status, link.origin) == ("confirmed", "machine")
    assert any("1340" in reason for reason in link.reasons)


def test_another_event_of_the_same_actors_a_week_later_is_another_story(engine: Engine) -> None:
    put_event(engine)
    later = put(engine, "late-post", LATER, hours=7 * 24)
    run(engine)
    assert stories(engine)[later] is None


def test_a_daily_bulletin_joins_no_other_day_of_itself(engine: Engine) -> None:
    for day, figures in ((3, (412, 96, 58, 731, 44)), (4, (388, 102, 61, 690, 47))):
        title, body = BULLETIN
        put(
            engine,
            f"bulletin-{day}",
            (title, body.format(day, *figures)),
            hours=24 * (day - 3),
        )
    run(engine)
    assert set(stories(engine).values()) == {None}
    assert not [link for link in links(engine) if "confirmed" in link]


def test_running_again_compares_nothing_and_changes_nothing(engine: Engine) -> None:
    put_event(engine)
    assert run(engine) == 3
    before = stories(engine), links(engine)
    assert run(engine) == 0
    assert (stories(engine), links(engine)) == before


def test_comparing_all_anew_comes_to_the_same_story_with_the_same_key(engine: Engine) -> None:
    put_event(engine)
    run(engine)
    before = stories(engine), links(engine)
    with writing(engine) as session:
        session.execute(text("UPDATE story_sketches SET method = 0"))
    assert run(engine) == 3
    assert (stories(engine), links(engine)) == before


def test_a_new_codebook_makes_articles_pending_again(engine: Engine) -> None:
    put_event(engine)
    run(engine)
    tag(engine, version="2-b")
    assert tell(engine) == 3


def test_a_copy_is_in_the_story_of_its_original_and_is_not_compared(engine: Engine) -> None:
    keys = put_event(engine)
    copy = put(engine, "copyist", ("Taken over", TEXTS["en"][1]), hours=20)
    assert run(engine) == 3
    told = stories(engine)
    assert told[copy] == told[keys["ru"]] is not None
    with reading(engine) as session:
        assert session.get_one(Article, copy).copy_of_id == keys["en"]
    report = row_of(engine, "report_stories")
    assert (report["items"], report["independent_items"]) == (4, 3)


def test_a_pair_that_a_person_rejected_stays_apart(engine: Engine) -> None:
    keys = put_event(engine, ("en", "ru"))
    run(engine)
    judge(
        engine,
        keys["ru"],
        "link",
        other=str(keys["en"]),
        kind=linked_kind(engine),
        status="rejected",
    )
    assert set(stories(engine).values()) == {None}
    with writing(engine) as session:
        session.execute(text("UPDATE story_sketches SET method = 0"))
    assert run(engine) == 2
    assert set(stories(engine).values()) == {None}
    with reading(engine) as session:
        assert set(session.scalars(select(Relation.status))) == {"rejected"}


def linked_kind(engine: Engine) -> str:
    with reading(engine) as session:
        return session.scalars(select(Relation.kind)).one()


def test_a_pair_that_a_person_joined_stays_together(engine: Engine) -> None:
    keys = put_event(engine, ("en",))
    later = put(engine, "late-post", LATER, hours=7 * 24)
    run(engine)
    judge(engine, later, "link", other=str(keys["en"]), kind="same_story", status="confirmed")
    told = stories(engine)
    assert told[later] == told[keys["en"]] is not None
    run(engine)
    assert stories(engine) == told


def test_an_article_taken_out_of_its_story_stays_out(engine: Engine) -> None:
    keys = put_event(engine)
    run(engine)
    judge(engine, keys["fa"], "split")
    run(engine)
    told = stories(engine)
    assert told[keys["fa"]] is None
    assert told[keys["en"]] == told[keys["ru"]] is not None


def test_what_a_person_finds_not_relevant_leaves_the_story_and_comes_back(engine: Engine) -> None:
    keys = put_event(engine)
    run(engine)
    before = stories(engine)
    judge(engine, keys["fa"], "verdict", verdict="not_relevant")
    run(engine)
    assert stories(engine)[keys["fa"]] is None
    assert stories(engine)[keys["en"]] == before[keys["en"]]
    judge(engine, keys["fa"], "verdict", verdict="relevant")
    run(engine)
    assert stories(engine) == before


def test_a_revision_that_tells_something_else_leaves_the_story(engine: Engine) -> None:
    keys = put_event(engine)
    run(engine)
    other = ("Ferry Port floods", "The Ferry Port stood under water; 86 boats, said Teshkova.")
    put(engine, "post-fa", other, "en", HOURS["fa"])
    with writing(engine) as session:
        session.execute(text("UPDATE candidates SET fate = 'fetched'"))
    run(engine)
    told = stories(engine)
    assert told[keys["fa"]] is None
    assert told[keys["en"]] == told[keys["ru"]] is not None


def test_a_late_report_joins_and_the_story_keeps_its_key(engine: Engine) -> None:
    put_event(engine, ("ru", "fa"))
    run(engine)
    (before,) = set(stories(engine).values())
    put_event(engine, ("en",))
    run(engine)
    assert set(stories(engine).values()) == {before}
    with reading(engine) as session:
        history = session.scalars(select(StoryChange.what).order_by(StoryChange.id)).all()
        story = session.scalars(select(Story)).one()
    assert history == ["began", "grew"]
    assert story.title == TEXTS["en"][0]


def test_what_everybody_names_in_a_month_says_little_in_the_next(engine: Engine) -> None:
    """Sixty articles of the month before name the same; the pair was decided before they came."""
    keys = put_event(engine, ("en", "ru"))
    with writing(engine) as session:
        # without figures and days only the names are left to tell the event
        for key in keys.values():
            revision = session.get_one(Article, key).current_revision_id
            session.execute(
                update(ArticleRevision)
                .where(ArticleRevision.id == revision)
                .values(text=func.replace(func.replace(ArticleRevision.text, "1,340", ""), "3", ""))
            )
    run(engine)
    before = score(engine)
    for number in range(60):
        words = f"{number} herds crossed the Low Pass of Varnia, said Orsolan, Merubai and others."
        put(engine, f"herald-{number}", ("Herds", words), hours=-24 * 30)
    tag(engine)
    # the two are decided again together with the sixty
    assert tell(engine) == 60
    assert score(engine) < before


def score(engine: Engine) -> float:
    """Strength of the link between the two articles of July; 0 without one."""
    with reading(engine) as session:
        recent = select(StorySketch.article_id).where(StorySketch.told_at >= NOON)
        found = session.scalars(
            select(Relation.similarity).where(
                Relation.article_id.in_(recent), Relation.other_article_id.in_(recent)
            )
        ).all()
    return max(found, default=0.0)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_arrival_does_not_change_the_stories(
    order: tuple[int, ...], sqlite_url: str
) -> None:
    engine = make_engine(sqlite_url)
    keys: dict[str, int] = {}
    for at in order:
        name = ("en", "ru", "fa", "copy")[at]
        if name == "copy":
            keys[name] = put(engine, "copyist", ("Taken over", TEXTS["en"][1]), hours=20)
        else:
            keys |= put_event(engine, (name,))
        run(engine)
    assert len(set(stories(engine).values()) - {None}) == 1
    assert None not in stories(engine).values()
    with reading(engine) as session:
        copies = dict(session.execute(select(Article.id, Article.copy_of_id)).all())
        (story,) = session.scalars(select(Story))
    assert copies[keys["copy"]] == keys["en"] == story.original_id
    assert [copies[keys[name]] for name in ("en", "ru", "fa")] == [None, None, None]


def test_articles_whose_tags_changed_are_compared_again(engine: Engine) -> None:
    keys = put_event(engine, ["en", "ru"])
    run(engine)
    with writing(engine) as session:
        compare_again(session, [keys["en"]])
    assert tell(engine) == 1
    assert tell(engine) == 0
