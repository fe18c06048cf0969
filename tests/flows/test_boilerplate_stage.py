"""Boilerplate learned from repetition: stored with texts, left out of tags and fingerprints."""

import json
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from analysis.codebook import load
from crawlers.extraction.pool import ExtractionPool
from flows.stages.boilerplate import learn_boilerplate
from flows.stages.dedupe import Deduper
from flows.stages.imports import import_files
from flows.stages.read import Reader
from flows.stages.tag import Tagger
from models import Annotation, Article, ArticleRevision, BoilerplateParagraph, SourceParagraph
from models.echo import Fingerprint
from models.pages import PageStore
from models.reporting.views import view_table
from models.session import reading, writing
from tests.support.articles import NOON, put_article

FOOT = "Background: the Taliban and the Russian embassy in Kabul did not answer our letters."
STORIES = tuple(
    f"The {trade} of the {place} valley met on Thursday and spoke about prices at the market. "
    f"Their elder said that the {place} road had been mended and that {trade} would come earlier "
    f"this year.\nA second meeting of the {trade} is planned for the autumn in the {place} hall, "
    "with guests from other towns."
    for trade, place in (
        ("beekeepers", "upper"),
        ("weavers", "river"),
        ("shepherds", "stone"),
        ("bakers", "lower"),
        ("potters", "apricot"),
        ("saddlers", "juniper"),
        ("millers", "walnut"),
    )
)


def store(engine: Engine, number: int, text: str, source: str = "valley-post") -> int:
    """Store a text and learn from it, as reading a page does."""
    key = put_article(engine, f"https://{source}.example/{number}", text, source=source)
    with writing(engine) as session:
        article = session.get_one(Article, key)
        revision = session.get_one(ArticleRevision, article.current_revision_id)
        learn_boilerplate(session, article.source_id, revision, NOON)
    return key


def marked(engine: Engine) -> dict[int, list[str]]:
    """The marked paragraphs of every article's current text."""
    with reading(engine) as session:
        rows = session.execute(
            select(Article.id, ArticleRevision.text, ArticleRevision.boilerplate).join(
                ArticleRevision, ArticleRevision.id == Article.current_revision_id
            )
        ).all()
    return {key: [text[start:end] for start, end in places or ()] for key, text, places in rows}


def footed(number: int) -> str:
    return f"{STORIES[number]}\n{FOOT}"


def test_a_repeated_paragraph_is_marked_in_earlier_and_later_articles(engine: Engine) -> None:
    keys = [store(engine, number, footed(number)) for number in range(3)]
    assert not any(marked(engine).values())
    keys += [store(engine, number, footed(number)) for number in range(3, 6)]
    plain = store(engine, 6, STORIES[6])
    assert marked(engine) == {**{key: [FOOT] for key in keys}, plain: []}
    with reading(engine) as session:
        (known,) = session.scalars(select(BoilerplateParagraph))
    assert (known.text, known.articles, known.of_articles) == (FOOT, 4, 4)


def read_documents(engine: Engine, folder: Path, *, addressed: bool) -> dict[int, list[str]]:
    """Import footed texts of one source through the reader of pages."""
    lines = [
        {
            "text": footed(number),
            "title": f"Meeting number {number}",
            "source": "valley-post",
            "url": f"https://valley-post.example/{number}" if addressed else None,
        }
        for number in range(5)
    ]
    file = folder / "export.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    store = PageStore(folder / "pages")
    import_files(engine, store, [file])
    with ExtractionPool(1) as pool:
        Reader(engine, store, pool).read_all()
    return marked(engine)


def test_reading_pages_learns_by_itself(engine: Engine, tmp_path: Path) -> None:
    found = read_documents(engine, tmp_path, addressed=True)
    assert list(found.values()) == [[FOOT]] * 5


def test_documents_without_an_address_teach_nothing(engine: Engine, tmp_path: Path) -> None:
    found = read_documents(engine, tmp_path, addressed=False)
    assert list(found.values()) == [[]] * 5


def test_other_sources_and_revisions_of_one_article_do_not_count(engine: Engine) -> None:
    for number in range(3):
        store(engine, number, footed(number))
    store(engine, 0, footed(0) + "\nA further line.")
    store(engine, 0, footed(0) + "\nAnother line.")
    store(engine, 3, footed(3), source="river-herald")
    assert not any(marked(engine).values())


def test_learning_from_a_revision_again_changes_nothing(engine: Engine) -> None:
    keys = [store(engine, number, footed(number)) for number in range(5)]
    before = marked(engine)
    with writing(engine) as session:
        article = session.get_one(Article, keys[-1])
        revision = session.get_one(ArticleRevision, article.current_revision_id)
        changed = learn_boilerplate(session, article.source_id, revision, NOON)
    assert changed == 0
    assert marked(engine) == before


@pytest.mark.parametrize("order", list(permutations(range(6)))[::240])
def test_the_order_of_arrival_does_not_decide(engine: Engine, order: tuple[int, ...]) -> None:
    texts = [footed(number) if number < 4 else STORIES[number] for number in range(6)]
    keys = {number: store(engine, number, texts[number]) for number in order}
    assert marked(engine) == {keys[n]: [FOOT] if n < 4 else [] for n in range(6)}


def test_a_text_printed_again_and_again_is_not_all_furniture(engine: Engine) -> None:
    for number in range(5):
        store(engine, number, STORIES[0])
    assert not any(marked(engine).values())


def test_only_the_last_articles_of_a_source_are_kept(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.stages.boilerplate.WINDOW", 3)
    keys = [store(engine, number, STORIES[number]) for number in range(5)]
    with reading(engine) as session:
        kept = set(session.scalars(select(SourceParagraph.article_id)))
    assert kept == set(keys[-3:])


def test_tags_leave_boilerplate_out_and_early_texts_are_tagged_again(engine: Engine) -> None:
    tagger = Tagger(engine, load())

    def relevances() -> dict[int, float]:
        while tagger.batch():
            pass
        with reading(engine) as session:
            return dict(session.execute(select(Article.id, Article.relevance)).all())

    first = store(engine, 0, footed(0))
    before = relevances()[first]
    assert before > 0.1
    for number in range(1, 5):
        store(engine, number, footed(number))
    after = relevances()
    assert max(after.values()) < 0.01 < before
    with reading(engine) as session:
        flags = session.scalars(
            select(Annotation.flags_text).where(Annotation.matched_text == "Taliban")
        ).all()
    assert len(flags) == 5
    assert all("boilerplate" in each for each in flags)


def test_a_text_that_waits_to_be_tagged_again_counts_as_untagged(engine: Engine) -> None:
    tagger = Tagger(engine, load())
    first = store(engine, 0, footed(0))
    while tagger.batch():
        pass
    tags = view_table("report_tags")
    counted = select(func.count()).where(tags.c.article_id == first)
    with reading(engine) as session:
        assert session.scalar(counted)
    for number in range(1, 5):
        store(engine, number, footed(number))
    with reading(engine) as session:
        assert session.scalar(counted) == 0


def test_fingerprints_leave_boilerplate_out_whenever_it_was_learned(engine: Engine) -> None:
    def sketches() -> dict[int, str]:
        deduper = Deduper(engine, window_days=45)
        while deduper.batch():
            pass
        with reading(engine) as session:
            rows = session.execute(select(Fingerprint.article_id, Fingerprint.normalized_sha256))
            return dict(rows.all())

    first = store(engine, 0, footed(0))
    before = sketches()
    for number in range(1, 5):
        store(engine, number, footed(number))
    stranger = put_article(
        engine, "https://river-herald.example/9", STORIES[0], source="river-herald"
    )
    after = sketches()
    assert after[first] != before[first]
    assert after[first] == after[stranger]
