"""Reports: asking the views, and answers in every form."""

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from desk.reports import MAIN
from models import ArticleRevision
from models.reporting.views import VIEWS
from models.session import make_engine, writing
from tests.desk.conftest import Salang
from tests.support.stored import populate

NAMES = [view.name.removeprefix("report_") for view in VIEWS]


def rename(url: str, article_id: int, title: str) -> None:
    engine = make_engine(url)
    with writing(engine) as session:
        session.execute(
            update(ArticleRevision)
            .where(ArticleRevision.article_id == article_id)
            .values(title=title)
        )
    engine.dispose()


def test_a_report_answers_to_its_name_with_and_without_prefix(
    salang: Salang, stored: dict[str, int]
) -> None:
    short, long = salang("report", "articles"), salang("report", "report_articles")
    assert short.code == long.code == 0
    assert short.out == long.out
    assert "Envoy named" in short.out


def test_without_a_name_the_reports_are_listed(salang: Salang) -> None:
    result = salang("report")
    assert result.code == 0
    assert all(name in result.out for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_report_works_on_both_databases(
    salang: Salang, engine: Engine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    populate(engine)
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("SALANG_DATABASE_URL", url)
    table = salang("report", name)
    rows = json.loads(salang("report", name, "--json").out)
    assert table.code == 0
    assert f"{len(rows)} rows" in table.out


def test_the_main_columns_and_orders_name_columns_that_exist() -> None:
    columns = {view.name.removeprefix("report_"): set(view.columns) for view in VIEWS}
    assert MAIN.keys() <= columns.keys()
    for name, (shown, order) in MAIN.items():
        named = set(shown.split()) | {part.strip("-?") for part in order.split()}
        assert named <= columns[name], name


def test_newest_articles_come_first_and_undated_ones_last(
    salang: Salang, stored: dict[str, int]
) -> None:
    rows = json.loads(salang("report", "articles", "--json").out)
    dates = [row["published_at"] for row in rows]
    assert dates[-1] is None
    assert dates[:-1] == sorted(dates[:-1], reverse=True)


def test_json_holds_every_column_with_instants_in_utc(
    salang: Salang, stored: dict[str, int]
) -> None:
    rows = json.loads(salang("report", "articles", "--format", "json").out)
    view = next(view for view in VIEWS if view.name == "report_articles")
    assert [list(row) for row in rows] == [list(view.columns)] * 4
    assert "2025-07-03T12:00:00+00:00" in [row["published_at"] for row in rows]


def test_csv_is_read_back_as_the_same_rows(salang: Salang, stored: dict[str, int]) -> None:
    text = salang("report", "candidates", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text)))
    objects = json.loads(salang("report", "candidates", "--json").out)
    assert [row["url"] for row in rows] == [row["url"] for row in objects]


def test_csv_disarms_what_a_spreadsheet_takes_for_a_formula(
    salang: Salang, database: str, stored: dict[str, int]
) -> None:
    rename(database, stored["original"], '=HYPERLINK("http://evil.example")')
    text = salang("report", "articles", "--format", "csv", "--columns", "title").out
    titles = [row["title"] for row in csv.DictReader(io.StringIO(text))]
    assert '\'=HYPERLINK("http://evil.example")' in titles


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_crawled_text_cannot_play_tricks_on_a_terminal(
    salang: Salang, database: str, stored: dict[str, int], form: str
) -> None:
    rename(database, stored["original"], "\x1b[31mred\x07 \u202eesrever\x9b2J")
    text = salang("report", "articles", "--format", form, "--columns", "title").out
    assert "red" in text
    assert not set(text) & set("\x1b\x07\u202e\x9b")


def test_json_keeps_such_text_exactly(
    salang: Salang, database: str, stored: dict[str, int]
) -> None:
    rename(database, stored["original"], "\x1b[31mred \u202eesrever")
    rows = json.loads(salang("report", "articles", "--json").out)
    assert "\x1b[31mred \u202eesrever" in [row["title"] for row in rows]


def test_a_persian_title_is_isolated_from_what_stands_beside_it(
    salang: Salang, database: str, stored: dict[str, int]
) -> None:
    rename(database, stored["original"], "روسیه طالبان را به رسمیت شناخت")
    assert "\u2068روسیه طالبان را به رسمیت شناخت\u2069" in salang("report", "articles").out


def test_a_limit_says_how_many_rows_there_are(salang: Salang, stored: dict[str, int]) -> None:
    result = salang("report", "articles", "--limit", "1")
    assert "1 of 4 rows" in result.out
    every = json.loads(salang("report", "coverage", "--by", "source", "--json").out)
    result = salang("report", "coverage", "--by", "source", "--limit", "1")
    assert f"1 of {len(every)} rows" in result.out
    assert len(json.loads(salang("report", "articles", "--json", "--limit", "2").out)) == 2


def test_columns_can_be_chosen(salang: Salang, stored: dict[str, int]) -> None:
    rows = json.loads(salang("report", "articles", "--json", "--columns", "title, url").out)
    assert [list(row) for row in rows] == [["title", "url"]] * 4


def test_an_output_file_is_written_whole(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    result = salang("report", "articles", "--json", "--output", "articles.json")
    assert result.code == 0
    assert result.out == ""
    assert len(json.loads((tmp_path / "articles.json").read_text())) == 4
    assert [path.name for path in tmp_path.glob("*articles*")] == ["articles.json"]


def test_an_empty_report_is_an_empty_list_and_a_header(salang: Salang, database: str) -> None:
    assert json.loads(salang("report", "articles", "--json").out) == []
    assert salang("report", "articles", "--format", "csv").out.startswith("article_id,")
    assert "0 rows" in salang("report", "articles").out


def test_without_a_database_it_says_how_to_begin(salang: Salang, home: Path) -> None:
    result = salang("report", "articles")
    assert result.code == 1
    assert "no database yet" in result.err
    assert "salang run --sample" in result.err
    assert not (home / "salang.db").exists()


def test_parquet_is_read_back_or_says_what_it_needs(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    result = salang("report", "articles", "--format", "parquet", "--output", "a.parquet")
    try:
        from pyarrow import parquet
    except ImportError:
        assert result.code == 1
        assert "salang[parquet]" in result.err
        assert not (tmp_path / "a.parquet").exists()
    else:
        assert result.code == 0
        assert parquet.read_table(tmp_path / "a.parquet").num_rows == 4


def test_a_report_answers_as_the_database_stood(salang: Salang, stored: dict[str, int]) -> None:
    assert json.loads(salang("report", "articles", "--as-of", "2025-07-02", "--json").out) == []
    then = salang("report", "articles", "--as-of", "2025-07-03", "--json")
    assert len(json.loads(then.out)) == 4


def test_a_time_that_is_none_is_refused(salang: Salang, stored: dict[str, int]) -> None:
    refused = salang("report", "articles", "--as-of", "yesterday")
    assert refused.code == 2
    assert "'yesterday' is no time" in refused.err


def test_a_ready_question_is_narrowed_and_counted_as_asked(
    salang: Salang, stored: dict[str, int]
) -> None:
    told = salang("report", "coverage", "--by", "source", "--ownership", "private", "--json")
    assert json.loads(told.out) == [{"source": "paper", "items": 1, "independent_items": 0}]


def test_a_parameter_that_a_report_does_not_take_is_named(
    salang: Salang, stored: dict[str, int]
) -> None:
    view = salang("report", "articles", "--country", "AF")
    assert (view.code, "takes no --country" in view.err) == (2, True)
    question = salang("report", "throughput", "--topic", "trade")
    assert (question.code, "takes no --topic" in question.err) == (2, True)
    by = salang("report", "coverage", "--by", "langage")
    assert (by.code, "did you mean 'language'" in by.err) == (2, True)


def test_a_report_becomes_a_picture(salang: Salang, stored: dict[str, int], tmp_path: Path) -> None:
    for form, magic in (("png", b"\x89PNG"), ("svg", b"<svg")):
        file = tmp_path / f"picture.{form}"
        by_time = salang("report", "coverage", "--format", form, "--output", str(file))
        assert by_time.code == 0, by_time.err
        assert file.read_bytes().startswith(magic)
    text = (tmp_path / "picture.svg").read_text("utf-8")
    assert "independent items" in text


def test_what_holds_no_numbers_makes_no_picture(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    told = salang("report", "reviews", "--format", "svg", "--output", str(tmp_path / "x.svg"))
    assert told.code == 2
    assert "nothing to draw" in told.err
    assert not list(tmp_path.glob("*.svg"))


def test_parquet_keeps_types_where_every_value_is_missing(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "candidates.parquet"
    assert salang("report", "candidates", "--format", "parquet", "--output", str(file)).code == 0
    schema = parquet.read_schema(file)
    assert str(schema.field("next_attempt_at").type) == "timestamp[us, tz=UTC]"
    assert str(schema.field("sightings").type) == "int64"
