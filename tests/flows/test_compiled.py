"""A codebook's lexicon is worked out once, however many processes want it."""

from pathlib import Path

import pytest

from analysis.codebook import load
from flows.stages.compiled import keep, ready
from tests.analysis.mini_codebook import PATH, mini


def test_a_lexicon_is_kept_before_anybody_compiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_HOME", str(tmp_path))
    keep(load(PATH))
    (file,) = (tmp_path / "kept").glob("lexicon-*.json")
    written = file.stat().st_mtime_ns
    keep(load(PATH))
    assert ready(load(PATH)).lexicon.patterns == mini().lexicon.patterns
    assert file.stat().st_mtime_ns == written
