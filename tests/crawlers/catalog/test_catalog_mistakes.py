"""A mistake in a source file ends in one clear sentence: file, line, key, reason."""

from pathlib import Path

import pytest

from crawlers.catalog import read_catalog

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


def only_problem(folder: Path, text: str, name: str = "hindu-kush-courier.yaml") -> str:
    file = write(folder, text, name)
    problems = read_catalog(file).problems
    assert len(problems) == 1, [str(problem) for problem in problems]
    sentence = str(problems[0])
    assert "\n" not in sentence
    return sentence.removeprefix(str(folder) + "/")


# what is changed in GOOD, and the one sentence that must come of it
MISTAKES = {
    "misspelt key": (
        "country:",
        "wekend: [fri]\ncountry:",
        ":4: wekend: no such key; did you mean 'weekend'?",
    ),
    "unknown key": ("name: Hindu", "zzz: 1\nname: Hindu", ":2: zzz: no such key; known here: slug"),
    "missing key": ("country: AF\n", "", ".yaml: country: is missing"),
    "key twice": ("country: AF", "country: AF\ncountry: IR", ":5: country: is written twice"),
    "wrong slug": (
        "slug: hindu",
        "slug: hindi",
        ":1: slug: 'hindi-kush-courier' must equal the file's name; write 'hindu-kush-courier'",
    ),
    "empty text": ("Hindu Kush Courier", "''", ":2: name: is empty"),
    "nothing": ("Hindu Kush Courier", "", ":2: name: must be text, not empty"),
    "country": (
        "AF",
        "UK",
        ":4: country: 'UK' is not an ISO 3166-1 country code (two capitals); did you mean GB?",
    ),
    "language": (
        "[fa,",
        "[prs,",
        (
            ":5: languages[0]: 'prs' is not an ISO 639-1 language code (two small "
            "letters); did you mean fa?"
        ),
    ),
    "script": ("[fa,", "[uz-Cyrl,", "did you mean uz?"),
    "language twice": ("[fa,", "[ps,", ":5: languages: 'ps' is written twice"),
    "not a list": ("[fa, ps, en]", "fa", ":5: languages: must be a list, like [ru, en], not 'fa'"),
    "ownership": ("private", "privat", "unknown; did you mean 'private'?"),
    "zone": (
        "Asia/Kabul",
        "Asia/Kabool",
        ":7: timezone: 'Asia/Kabool' is not an IANA time zone; did you mean 'Asia/Kabul'?",
    ),
    "scheme": (
        "https://courier.example/rss",
        "ftp://courier.example/rss",
        (
            ":10: channels[0].url: 'ftp://courier.example/rss.xml' must begin with http:// "
            "or https://"
        ),
    ),
    "no host": ("https://courier.example/rss.xml", "https:///rss.xml", "names no host"),
    "fragment": ("rss.xml", "rss.xml#top", "has a fragment (#top), which no server sees"),
    "blanks": (
        "rss.xml",
        "rss feed.xml",
        ":10: channels[0].url: 'https://courier.example/rss feed.xml' has blanks in it",
    ),
    "password": ("https://courier.example/rss", "https://a:b@courier.example/rss", "user name"),
    "kind": (
        "kind: feed",
        "kind: fed",
        (
            ":9: channels[0]: kind: 'fed' is not one of feed, gdelt, json_feed, section, "
            "sitemap, telegram; did you mean 'feed'?"
        ),
    ),
    "no kind": (
        "- kind: feed\n    url",
        "- url",
        "channels[0]: kind is missing; it is one of feed",
    ),
    "unattested": (
        "    attested: invented for this test\n",
        "",
        ":9: channels[0].attested: is missing",
    ),
    "key of another kind": (
        "attested:",
        "match: [x]\n    attested:",
        ":11: channels[0].match: no such key",
    ),
    "user agent": (
        "country:",
        "user_agent: Mozilla/5.0\ncountry:",
        ":4: user_agent: is not offered: every source is fetched under the one honest user agent",
    ),
    "robots": ("country:", "obey_robots: false\ncountry:", "robots.txt is always obeyed"),
    "number": (
        "country:",
        "politeness: {delay_seconds: soon}\ncountry:",
        ":4: politeness.delay_seconds: must be a number, not 'soon'",
    ),
    "bounds": (
        "country:",
        "politeness: {concurrency: 99}\ncountry:",
        ":4: politeness.concurrency: must be less than or equal to 8, not 99",
    ),
    "yes": (
        "country:",
        "active: sometimes\ncountry:",
        ":4: active: must be true or false, not 'sometimes'",
    ),
    "share": (
        "country:",
        "expectations: {min_fill: {date: 80}}\ncountry:",
        "expectations.min_fill.date: must be less than or equal to 1, not 80",
    ),
    "weekday": (
        "country:",
        "weekend: [friday]\ncountry:",
        "weekend[0]: 'friday' is not one of mon",
    ),
    "selector": (
        "country:",
        "extraction: {text_selector: 'div['}\ncountry:",
        ":4: extraction.text_selector: 'div[' is not a CSS selector",
    ),
    "host": (
        "country:",
        "hosts: [https://x.example/]\ncountry:",
        ":4: hosts[0]: 'https://x.example/' is not a host; write example.org",
    ),
    "channel language": (
        "attested:",
        "languages: [ru]\n    attested:",
        (
            ":8: channels: channel 1 is in 'ru', which is not among the source's languages "
            "(fa, ps, en)"
        ),
    ),
    "no channel": (
        (
            "  - kind: feed\n    url: https://courier.example/rss.xml\n    attested: "
            "invented for this test\n"
        ),
        "  []\n",
        ":8: channels: is an empty list; at least one is needed",
    ),
    "broken YAML": ("[fa, ps, en]", "[fa, ps", "is not readable YAML: "),
    "tab": ("    attested", "\tattested", "is not readable YAML: "),
    "anchor": (
        "[fa, ps, en]",
        "&all [fa, ps, en]",
        ":5: is not readable YAML: anchors and aliases",
    ),
    "tag": (
        "name: Hindu",
        "name: !!python/name:os.system Hindu",
        ":2: is not readable YAML: tags (",
    ),
    "two documents": ("timezone:", "---\ntimezone:", ":7: is not readable YAML: a second document"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_in_one_sentence_with_file_line_key_and_reason(
    tmp_path: Path, mistake: str
) -> None:
    old, new, expected = MISTAKES[mistake]
    assert old in GOOD
    sentence = only_problem(tmp_path, GOOD.replace(old, new, 1))
    assert sentence.startswith("hindu-kush-courier.yaml")
    assert expected in sentence


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("{kind: section, url: 'https://a.example/', attested: x, links: {alow: [x]}}",
         "channels[0].links.alow: no such key; did you mean 'allow'?"),
        ("{kind: section, url: 'https://a.example/', attested: x, links: {deny: ['(']}}",
         "channels[0].links.deny[0]: '(' is not a regular expression"),
        ("{kind: sitemap, url: 'https://a.example/s.xml', attested: x, match: ['[']}",
         "channels[0].match[0]: '[' is not a regular expression"),
        ("{kind: telegram, url: 'https://a.example/x', attested: x}",
         "is not a Telegram address; write https://t.me/<channel>"),
        ("{kind: telegram, url: 'https://t.me/+AbCdEf', attested: x}", "names no public channel"),
        ("{kind: gdelt, attested: x}", "channels[0].query: is missing"),
    ],
)  # fmt: skip
def test_each_kind_of_channel_checks_its_own_keys(
    tmp_path: Path, channel: str, expected: str
) -> None:
    head, _, _ = GOOD.partition("channels:")
    assert expected in only_problem(tmp_path, f"{head}channels:\n  - {channel}\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (b"- a\n- b\n", "must hold keys and values"),
        (b"slug: \xff\xfe", "is not readable YAML: not UTF-8 at byte 6"),
        (b"slug: a\nname: \x00", "hindu-kush-courier.yaml:2: is not readable YAML: a character"),
        (b"a: " + b"[" * 500 + b"]" * 500, "nested more than 20 levels deep"),
        (b"#" * 300_000, "larger than 200,000 bytes"),
    ],
)
def test_a_file_that_is_no_source_file_ends_in_one_sentence(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    (tmp_path / "hindu-kush-courier.yaml").write_bytes(content)
    [problem] = read_catalog(tmp_path).problems
    assert expected in str(problem)
