"""``salang remove`` as people call it."""

import json

from tests.desk.conftest import Salang


def test_an_article_is_removed_and_restored_with_reason_and_author(
    salang: Salang, stored: dict[str, int]
) -> None:
    key = str(stored["cricket"])
    gone = salang("remove", key, "--reason", "off topic, on request", "--author", "zarina")
    assert (gone.code, key in gone.out) == (0, True)
    listed = salang("report", "candidates", "--format", "json").out
    told = next(row for row in json.loads(listed) if row["fate"] == "removed")
    assert told["reason"] == "removed by zarina: off topic, on request"
    assert key not in salang("report", "articles", "--format", "json").out
    assert salang("remove", key, "--reason", "again").code == 1
    back = salang("remove", key, "--restore", "--reason", "by mistake", "--json")
    assert json.loads(back.out)["action"] == "restored"
    assert key in salang("report", "articles", "--format", "json").out


def test_what_is_not_known_and_a_missing_reason_are_said(
    salang: Salang, stored: dict[str, int]
) -> None:
    assert "nothing is known" in salang("remove", "4711", "--reason", "x").err
    assert salang("remove", str(stored["cricket"])).code == 2
