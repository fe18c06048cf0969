"""What people corrected is what reports say."""

from datetime import UTC, datetime

from sqlalchemy import Engine, select

from models.reporting.views import view_table
from models.session import reading
from tests.support.desk import Browser, Text, add_people, fill


def test_corrected_titles_dates_and_languages_stand_in_every_view(engine: Engine) -> None:
    tags = (("topic", "envoys", "envoy"), ("designation", "movement", "movement"))
    keys = fill(engine, [Text(f"T{n}", "The envoy of the movement", tags=tags) for n in range(2)])
    add_people(engine)
    vera = Browser(engine)
    vera.log_in("vera")
    link = {"other": str(keys[1]), "kind": "near", "status": "confirmed"}
    vera.decide(keys[0], "link", **link)
    for key, version in ((keys[0], 1), (keys[1], 0)):
        vera.decide(key, "fix_title", version=version, title="Mended")
        vera.decide(key, "fix_date", version=version + 1, date="2024-02-03")
        assert vera.decide(key, "fix_language", version=version + 2, language="tg").is_success
    with reading(engine) as session:

        def rows(name: str):
            return list(session.execute(select(view_table(name))).mappings())

        for name in ("report_coverage_daily", "report_topics_daily", "report_designations"):
            assert {(row["day"], row["language"]) for row in rows(name)} == {("2024-02-03", "tg")}
        (story,) = rows("report_stories")
        day = datetime(2024, 2, 3, tzinfo=UTC)
        assert (story["title"], story["languages"]) == ("Mended", 1)
        assert story["first_published_at"] == story["last_published_at"] == day
        (source,) = [row for row in rows("report_sources") if row["source"] == "agency"]
        assert source["latest_published_at"] == day
        assert {row["title"] for row in rows("report_articles")} == {"Mended"}
        # what a capture said is told as it was
        assert {row["title"] for row in rows("report_revisions")} == {"T0", "T1"}
