"""What is kept of a codebook: the same lexicon from the file, made anew when it does not fit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.codebook import Document, LexiconParts, load
from analysis.codebook.compile import build_lexicon
from analysis.codebook.match import match_document
from crawlers.kept import compiled, kept, parts_of
from tests.analysis.mini_codebook import PATH, mini

TEXT = Document("", "Талибан вёл переговоры; the Taliban's envoys left Moscow.", "en")
KEEP = """
import sys
from pathlib import Path
from analysis.codebook import load
from crawlers.kept import compiled
compiled(load(Path(sys.argv[1])), Path(sys.argv[2]))
print("pymorphy3" in sys.modules)
"""


def keep(folder: Path) -> str:
    """Compile the small codebook in a process of its own; whether it inflected Russian."""
    done = subprocess.run(
        [sys.executable, "-c", KEEP, PATH, folder], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def kept_parts(folder: Path) -> LexiconParts:
    (file,) = folder.glob("lexicon-*.json")
    return parts_of(json.loads(file.read_text("utf-8")))


def test_the_second_process_inflects_nothing_and_finds_the_same(tmp_path: Path) -> None:
    assert keep(tmp_path) == "True"
    assert keep(tmp_path) == "False"
    parts = kept_parts(tmp_path)
    lexicon = build_lexicon(load(PATH), lambda _codebook, _make: parts)
    assert lexicon.patterns == mini().lexicon.patterns
    found = match_document(lexicon, TEXT).matches
    assert found
    assert found == match_document(mini().lexicon, TEXT).matches


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"targets": 1, "patterns": ["a"], "hooks": [[7]], "kinds": [[0, null, false]]}',
        '{"targets": 1, "patterns": ["a"], "hooks": [], "kinds": []}',
        '{"targets": 1, "patterns": [1], "hooks": [[0]], "kinds": [[0, null, false]]}',
        '{"targets": 1, "patterns": ["a"], "hooks": [[0]], "kinds": [["x", null, false]]}',
        '{"targets": 1, "patterns": ["a"], "hooks": [[0]], "kinds": [[1, null, false]]}',
    ],
)
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    parts = LexiconParts(1, ["moscow"], [[0]], [(0, None, False)])

    def make() -> LexiconParts:
        return parts

    def read_or_make() -> LexiconParts:
        return kept(
            tmp_path, "lexicon", mini().codebook.sha256, make, parts_of, LexiconParts._asdict
        )

    assert read_or_make() == parts
    (file,) = tmp_path.iterdir()
    whole = file.read_text("utf-8")
    file.write_text(damage, encoding="utf-8")
    assert read_or_make() == parts
    assert file.read_text("utf-8") == whole


def test_a_file_of_another_state_goes(tmp_path: Path) -> None:
    (tmp_path / "lexicon-0123.json").write_text("{}")
    keep(tmp_path)
    (file,) = tmp_path.glob("lexicon-*.json")
    assert file.name != "lexicon-0123.json"


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert compiled(mini().codebook, tmp_path / "file" / "kept").code(TEXT) == mini().code(TEXT)
