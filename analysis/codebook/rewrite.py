"""Another version of a codebook's files: new weights and the next number, all else as written.

Only the numbers are replaced, in the lines where they stand, so that comments and layout of
the authors stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from analysis.codebook.load import load_with_places

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"


def with_weights(root: Path, weights: Mapping[str, float]) -> dict[str, str]:
    """The files of a codebook (path inside ``root``: text) with new weights and number + 1.

    ``root`` is the folder or the single file of a codebook; its other files come unchanged.

    Raises:
        CodebookError: when the codebook has a mistake.
        ValueError: when a number does not stand where its key does.
    """
    codebook, places = load_with_places(root)
    texts: dict[str, list[str]] = {}
    files = (
        [root]
        if root.is_file()
        else sorted(path for path in root.rglob("*") if path.suffix in {".yaml", ".yml"})
    )
    for file in files:
        name = file.name if root.is_file() else file.relative_to(root).as_posix()
        texts[name] = file.read_text(encoding="utf-8").splitlines(keepends=True)
    changes: list[tuple[tuple[str, ...], str]] = [
        (("codebook", "number"), str(codebook.codebook.number + 1))
    ]
    changes += [(("relevance", "weights", name), f"{w:g}") for name, w in weights.items()]
    for path, value in changes:
        name, line = places.of(path)
        key = re.escape(path[-1])
        before = texts[name][line - 1]
        # in "weights: {base: -1, past: 2}" many keys share a line
        after, count = re.subn(
            rf"(?<![\w.-])(['\"]?{key}['\"]?\s*:\s*){_NUMBER}(?=[\s,}}#]|$)",
            rf"\g<1>{value}",
            before,
            count=1,
        )
        if not count:
            raise ValueError(f"{name}:{line}: the number of {path[-1]} does not stand on this line")
        texts[name][line - 1] = after
    return {name: "".join(lines) for name, lines in texts.items()}
