"""Tags as people ask for them: the view shows in what light each stands."""

from sqlalchemy import Engine, select

from analysis.codebook import load
from flows.stages.tag import Tagger
from models.reporting.views import view_table
from models.session import reading
from tests.support.corpus import store_texts

TEXT = """\
Zamir Kabulov said that Moscow has not recognised the Taliban*.

* Banned in Russia."""


def test_the_view_shows_the_context_of_every_tag(engine: Engine) -> None:
    store_texts(engine, [("Talks in Herat", TEXT, "en")])
    Tagger(engine, load()).batch()
    tags = view_table("report_tags").c
    with reading(engine) as session:
        rows = session.execute(
            select(tags.kind, tags.code, tags.matched_text, tags.flags, tags.attributed_to)
        ).all()
    shown = {(kind, code, words): (flags, whose) for kind, code, words, flags, whose in rows}
    assert shown["topic", "recognition", "recognised"] == ("attributed negated", "zamir_kabulov")
    assert shown["entity", "taliban", "Taliban"] == ("attributed", "zamir_kabulov")
    assert shown["entity", "russia", "Russia"] == ("legal_footnote", None)
    assert shown["designation", "banned_in_russia", "Banned in Russia"] == ("", None)
