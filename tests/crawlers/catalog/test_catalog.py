"""The source catalogue: what a file may say, and reading a folder of files good and bad."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.catalog import (
    CatalogError,
    HostIndex,
    SourceSpec,
    catalog_json_schema,
    load_catalog,
    read_catalog,
)

GOOD = """\
slug: hindu-kush-courier
name: Hindu Kush Courier
home: https://courier.example/
country: AF
languages: [fa, ps, en]
ownership: private
timezone: Asia/Kabul
channels:
  - kind: feed
    url: https://courier.example/rss.xml
    attested: invented for this test
"""


def write(folder: Path, text: str, name: str = "hindu-kush-courier.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def other_source(slug: str, host: str) -> str:
    return GOOD.replace("hindu-kush-courier", slug).replace("courier.example", host)


def test_a_minimal_file_loads_with_the_documented_defaults(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    [source] = load_catalog(tmp_path)
    assert isinstance(source, SourceSpec)
    assert source.file.name == "hindu-kush-courier.yaml"
    assert source.politeness.delay_seconds == 2.0
    assert source.politeness.concurrency == 1
    assert source.politeness.max_pages_per_run == 500
    assert source.politeness.timeout_seconds == 60
    assert source.politeness.max_bytes == 10_000_000
    assert (source.active, source.priority, source.weekend) == (True, "daily", ("sat", "sun"))
    assert source.languages_of(source.channels[0]) == ("fa", "ps", "en")


def test_every_key_can_be_written(tmp_path: Path) -> None:
    write(
        tmp_path,
        GOOD
        + """\
    name: all news
    languages: [fa]
    active: true
    fetch: false
    max_age_days: 30
  - {kind: json_feed, url: "https://courier.example/feed.json", attested: invented}
  - kind: sitemap
    url: https://courier.example/sitemap.xml
    attested: invented
    follow: [/news-]
    match: ['/news/\\d+']
  - kind: section
    url: https://courier.example/politics/
    attested: invented
    links: {allow: ['/\\d+/$'], deny: [/tag/], selector: main .list}
  - {kind: telegram, url: "https://t.me/hk_courier", attested: invented}
  - {kind: gdelt, query: 'domainis:courier.example taliban', attested: invented}
aliases: [پیک هندوکش]
hosts: [courier.example/en, old.example]
politeness: {delay_seconds: 5, concurrency: 2, max_pages_per_run: 40, timeout_seconds: 30,
             max_bytes: 2_000_000}
expectations: {min_items_per_poll: 3, max_days_silent: 4, min_fill: {title: 1, date: 0.9}}
extraction: {text_selector: article, remove_selectors: [.ads], title_selector: h1,
             date_selector: time}
since: 2009
weekend: [thu, fri]
active: false
priority: weekly
tags: [afghanistan]
notes: none
""",
    )
    [source] = load_catalog(tmp_path)
    assert [channel.kind for channel in source.channels] == [
        "feed", "json_feed", "sitemap", "section", "telegram", "gdelt",
    ]  # fmt: skip
    assert source.languages_of(source.channels[0]) == ("fa",)
    assert source.channels[4].poll_url == "https://t.me/s/hk_courier"
    assert source.channels[5].poll_url.endswith("?query=domainis%3Acourier.example%20taliban")
    assert (
        source.earliest is not None and source.earliest.isoformat() == "2009-01-01T00:00:00+00:00"
    )
    assert source.expectations.min_fill.text == 0.9  # what is not named keeps its default


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("AF", "UK").replace("private", "mine"))
    write(
        tmp_path,
        other_source("second", "two.example").replace("Asia/Kabul", "Kabul"),
        "second.yaml",
    )
    with pytest.raises(CatalogError) as caught:
        load_catalog(tmp_path)
    told = [(Path(problem.file).name, problem.key) for problem in caught.value.problems]
    assert told == [
        ("hindu-kush-courier.yaml", "country"),
        ("hindu-kush-courier.yaml", "ownership"),
        ("second.yaml", "timezone"),
    ]
    assert str(caught.value).count("\n") == 2


def test_a_bad_file_costs_one_source_not_the_catalogue(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("AF", "UK"))
    write(tmp_path, other_source("second", "two.example"), "second.yaml")
    reading = read_catalog(tmp_path)
    assert [source.slug for source in reading.sources] == ["second"]
    assert len(reading.problems) == 1


def test_a_channel_belongs_to_one_source(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    text = other_source("second", "two.example")
    # scheme, www. and the last slash do not make it another channel
    text = text.replace("https://two.example/rss.xml", "http://www.courier.example/rss.xml/")
    write(tmp_path, text, "second.yaml")
    reading = read_catalog(tmp_path)
    assert [source.slug for source in reading.sources] == ["hindu-kush-courier"]
    assert str(reading.problems[0]).endswith(
        "second.yaml:10: channels[0].url: courier.example/rss.xml is already a channel of "
        "hindu-kush-courier.yaml"
    )


def test_a_telegram_channel_is_the_same_in_any_spelling(tmp_path: Path) -> None:
    channel = "  - {kind: telegram, url: 'https://t.me/%s', attested: invented}\n"
    write(tmp_path, GOOD + channel % "Courier_AF" + channel % "s/courier_af")
    [problem] = read_catalog(tmp_path).problems
    assert problem.key == "channels[2].url"
    assert problem.reason.startswith("t.me/s/courier_af is already a channel of hindu-kush")


def test_a_host_belongs_to_one_source(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(
        tmp_path,
        other_source("second", "two.example") + "hosts: [courier.example]\n",
        "second.yaml",
    )
    [problem] = read_catalog(tmp_path).problems
    assert (problem.line, problem.key) == (12, "hosts[0]")
    assert problem.reason == "courier.example is already a host of hindu-kush-courier.yaml"


@pytest.mark.parametrize(
    ("made", "expected"), [(False, "no such folder"), (True, "no source file")]
)
def test_a_catalogue_that_is_not_there_is_not_an_empty_one(
    tmp_path: Path, made: bool, expected: str
) -> None:
    folder = tmp_path / "catalogue"
    if made:
        folder.mkdir()
    with pytest.raises(CatalogError, match=expected):
        read_catalog(folder)


def test_words_that_yaml_takes_for_booleans_stay_words(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("AF", "NO").replace("[fa,", "[no,"))
    [source] = load_catalog(tmp_path)
    assert (source.country, source.languages[0]) == ("NO", "no")


def test_a_country_may_be_unknown_but_not_forgotten(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("country: AF", "country: null"))
    assert load_catalog(tmp_path)[0].country is None


def test_a_source_on_loopback_ports_is_valid(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("https://courier.example", "http://127.0.0.1:8011"))
    write(
        tmp_path, other_source("second", "127.0.0.1:8012").replace("https", "http"), "second.yaml"
    )
    assert [source.own_hosts for source in load_catalog(tmp_path)] == [
        ("127.0.0.1:8011",),
        ("127.0.0.1:8012",),
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_a_file_is_a_problem_or_harmless_never_a_crash(
    tmp_path: Path, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    stop = data.draw(st.integers(start, min(len(GOOD), start + 20)))
    noise = data.draw(st.text(st.sampled_from("[]{}:-#&*!|>'\"%@`,? \n\taقج0\x00"), max_size=8))
    write(tmp_path, GOOD[:start] + noise + GOOD[stop:])
    reading = read_catalog(tmp_path)
    assert len(reading.sources) == (0 if reading.problems else 1)


def test_the_json_schema_knows_every_key_and_explains_it() -> None:
    schema = catalog_json_schema()
    assert schema["additionalProperties"] is False
    assert {"slug", "home", "channels", "politeness"} <= schema["properties"].keys()
    assert schema["properties"]["timezone"]["description"]


def test_pages_belong_to_the_most_specific_source(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    for slug, host in (("arabic", "ar.courier.example"), ("pashto", "courier.example/ps")):
        write(tmp_path, other_source(slug, host), f"{slug}.yaml")
    index = HostIndex(load_catalog(tmp_path))

    def owner(url: str) -> str | None:
        found = index.owner(url)
        return found.slug if found else None

    assert owner("http://www.courier.example/news/1") == "hindu-kush-courier"
    assert owner("https://m.courier.example/news/1") == "hindu-kush-courier"
    assert owner("https://ar.courier.example/1") == "arabic"
    assert owner("https://courier.example/ps/1") == "pashto"
    assert owner("https://courier.example/psalms") == "hindu-kush-courier"
    assert owner("https://notcourier.example/") is None
    assert owner("not an address") is None
