"""A codebook that cannot be used says where and why; a good one has a stable version."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.codebook import CodebookError, json_schema, load
from tests.analysis.mini_codebook import PATH

HEAD = "codebook: {id: x, number: 1, title: T, languages: [en, ru]}\n"


def problems(tmp_path: Path, text: str, head: str = HEAD) -> list[str]:
    (tmp_path / "a.yaml").write_text(head + text, encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        load(tmp_path)
    return [str(p) for p in caught.value.problems]


def test_lists_are_joined_across_files() -> None:
    codebook = load(PATH)
    assert codebook.version == f"3-{codebook.sha256[:12]}"
    assert {t.code for t in codebook.topics} == {"recognition", "security_meeting", "both"}
    assert codebook.entities[0].code == "taliban"


def test_the_hash_follows_meaning_not_layout(tmp_path: Path) -> None:
    body = "concepts:\n  - {code: a, names: {en: [one, two]}}\n"
    (tmp_path / "a.yaml").write_text(HEAD + body)
    first = load(tmp_path).sha256
    (tmp_path / "a.yaml").write_text("# new\n" + HEAD)
    (tmp_path / "b.yaml").write_text(
        "concepts:\n- code: a\n  names:\n    en:\n    - one\n    - two\n"
    )
    assert load(tmp_path).sha256 == first
    (tmp_path / "b.yaml").write_text(body.replace("two", "three"))
    assert load(tmp_path).sha256 != first


def test_unknown_key_names_file_line_and_key(tmp_path: Path) -> None:
    text = "entities:\n  - code: a\n    kind: person\n    label: A\n    nmes: {}\n    names: {}\n"
    assert problems(tmp_path, text) == ["a.yaml:6: entities[a].nmes: unknown key"]


def test_wrong_value_shows_what_is_allowed(tmp_path: Path) -> None:
    (one,) = problems(
        tmp_path, "entities:\n  - {code: a, kind: persn, label: A, names: {en: [x]}}\n"
    )
    assert one.startswith("a.yaml:3: entities[a].kind: ")
    assert "'person'" in one
    assert "persn" in one


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    text = (
        "entities:\n"
        "  - {code: A B, kind: person, label: A, names: {en: [x]}}\n"
        "  - {code: b, kind: person, names: {xx: [x]}}\n"
    )
    listed = problems(tmp_path, text)
    assert len(listed) == 3
    assert any("entities[b].label: this key is missing" in p for p in listed)


def test_operand_that_names_nothing(tmp_path: Path) -> None:
    text = (
        "topics:\n"
        "  - code: t\n"
        "    label: T\n"
        "    rules:\n"
        "      - id: r\n"
        "        all:\n"
        "          - any: [entity:nobody, group:none]\n"
    )
    assert problems(tmp_path, text) == [
        "a.yaml:8: topics[t].rules[r].all[0]: entity:nobody names nothing in this codebook",
        "a.yaml:8: topics[t].rules[r].all[0]: group:none names nothing in this codebook",
    ]


def test_mistyped_operand_in_near_is_no_literal_word(tmp_path: Path) -> None:
    text = (
        "entities:\n"
        "  - {code: a, kind: person, label: A,\n"
        "     names: {en: [{text: x, when: {near: ['grup:y']}}]}}\n"
    )
    (one,) = problems(tmp_path, text)
    assert "'grup:y' is no operand" in one
    assert one.startswith("a.yaml:4: ")


def test_doubled_codes_keys_and_rule_ids(tmp_path: Path) -> None:
    rules = "rules: [{id: r, all: [concept:a]}]"
    text = (
        "concepts: [{code: a, names: {en: [x]}}, {code: a, names: {en: [y]}}]\n"
        f"topics: [{{code: t, label: T, {rules}}}, {{code: u, label: U, {rules}}}]\n"
    )
    listed = problems(tmp_path, text)
    assert any("concepts[a].code: the code a stands twice" in p for p in listed)
    assert any("the rule id r stands twice" in p for p in listed)
    (tmp_path / "b.yaml").write_text("relevance: {}\nrelevance: {}\n")
    with pytest.raises(CodebookError, match=r"b\.yaml:2: relevance: the key stands twice"):
        load(tmp_path)


def test_topics_in_a_circle(tmp_path: Path) -> None:
    text = (
        "topics:\n"
        "  - {code: t, label: T, rules: [{id: r, all: [topic:u]}]}\n"
        "  - {code: u, label: U, rules: [{id: s, all: [topic:t]}]}\n"
    )
    assert any("refers in a circle to topic:u" in p for p in problems(tmp_path, text))


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    (one,) = problems(tmp_path, "entities: [\n  {code: a\n")
    assert one.startswith("a.yaml:")
    assert "not valid YAML" in one


def test_missing_folder_empty_folder_missing_head_and_wrong_bytes(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="no such file or folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(CodebookError, match=r"holds no \.yaml file"):
        load(tmp_path)
    (tmp_path / "a.yaml").write_text("entities: []\n")
    with pytest.raises(CodebookError, match="no file has the key `codebook`"):
        load(tmp_path)
    (tmp_path / "a.yaml").write_bytes("title: Кабул".encode("cp1251"))
    with pytest.raises(CodebookError, match="cannot be read as UTF-8"):
        load(tmp_path)


def test_rule_without_operands(tmp_path: Path) -> None:
    (one,) = problems(tmp_path, "topics: [{code: t, label: T, rules: [{id: r, none: []}]}]\n")
    assert "at least one operand" in one


def test_the_schema_is_published_for_editors() -> None:
    schema = json_schema()
    json.dumps(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert "required" not in schema
    assert schema["$defs"]["Entity"]["properties"]["not"]["items"] == {"type": "string"}
    assert schema["$defs"]["Entity"]["additionalProperties"] is False


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]\n" for p, n in pairwise("abcdefgh")),
        "a: &a [*a]\n",
        "a: " + "[" * 2000 + "]" * 2000 + "\n",
    ],
    ids=["aliases of aliases", "an alias of itself", "deep"],
)
def test_a_file_that_stands_for_billions_of_values_is_refused(tmp_path: Path, text: str) -> None:
    found = problems(tmp_path, text, head="")
    assert found[0].startswith("a.yaml:")
    assert "too deeply nested" in found[0]
