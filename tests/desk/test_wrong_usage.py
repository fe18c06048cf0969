"""Wrong usage ends with exit code 2 and a sentence, at once."""

import pytest

from tests.desk.conftest import Salang


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rnu"], "Did you mean"),
        (["run", "--sampel"], "Did you mean"),
        (["run", "--since", "soon"], "soon"),
        (["run", "--channel", "gopher"], "gopher"),
        (["run", "--source", "pajwok"], "did you mean 'pajhwok'"),
        (["run", "--sample", "--catalog", "x"], "leave --catalog away"),
        (["run", "--sample", "--sample-edition", "3"], "1 or 2"),
        (["import"], "say which"),
        (["reread", "--fate", "http_error"], "http_error"),
        (["reread", "--since", "soon"], "soon"),
        (["reread", "--source", "pajwok"], "nothing is stored of a source named pajwok"),
        (["import", "nowhere.txt"], "nowhere.txt: there is no such file"),
        (["extract"], "say what"),
        (["extract", "a.html", "--json", "--jsonl"], "do not go together"),
        (["report", "artcles"], "did you mean 'articles'"),
        (["report", "articles", "--columns", "titel"], "did you mean 'title'"),
        (["report", "articles", "--limit", "-1"], "--limit"),
        (["report", "articles", "--format", "parquet"], "--output"),
        (["report", "articles", "--json", "--format", "csv"], "do not go together"),
        (["sources", "show", "pajwok"], "did you mean 'pajhwok'"),
        (["serve", "--file", "nowhere.yaml"], "nowhere.yaml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage(salang: Salang, arguments: list[str], said: str) -> None:
    result = salang(*arguments)
    assert result.code == 2
    assert said in " ".join(result.err.replace("│", " ").split())
    assert "Traceback" not in result.err


def test_a_setting_that_does_not_hold_is_named_by_its_variable(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_SAMPLE_PORT", "many")
    result = salang("run", "--sample")
    assert result.code == 2
    assert "SALANG_SAMPLE_PORT" in result.err
    assert "'many'" in result.err
