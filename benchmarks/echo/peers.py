"""What others use, with the settings they are usually given, when installed.

None of these is a dependency: `make bench-echo` installs them from `peers.lock`
beside the project. All read the same folded words.
"""

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import combinations
from typing import Any

from analysis.normalize import fold
from benchmarks.echo.measure import Pair

Peer = Callable[[Sequence[str]], set[Pair]]
PERMUTATIONS = 128
JACCARD = 0.5
SIMHASH_BITS = 3


def available() -> dict[str, Peer]:
    """The peers that can be imported here, by the name of their row."""
    peers: dict[str, Peer] = {
        "datasketch": _minhash_lsh,
        "rensa": _rensa,
        "simhash": _simhash,
    }
    found = {}
    for name, peer in peers.items():
        try:
            import_module(name)
        except ImportError:
            continue
        found[name] = peer
    return found


def _shingles(text: str) -> list[str]:
    words = re.findall(r"\w+", fold(text))
    return [" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))]


def _minhash_lsh(texts: Sequence[str]) -> set[Pair]:
    library: Any = import_module("datasketch")
    index = library.MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS)
    pairs: set[Pair] = set()
    for document, text in enumerate(texts):
        sketch = library.MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
        pairs.update((int(other), document) for other in index.query(sketch))
        index.insert(str(document), sketch)
    return pairs


def _rensa(texts: Sequence[str]) -> set[Pair]:
    library: Any = import_module("rensa")
    # 32 bands of 4 rows: the S-curve's middle is at a Jaccard of .42.
    index = library.RMinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS, num_bands=32)
    pairs: set[Pair] = set()
    sketches: list[Any] = []
    for document, text in enumerate(texts):
        sketch = library.RMinHash(num_perm=PERMUTATIONS, seed=42)
        sketch.update(_shingles(text))
        pairs.update(
            (other, document)
            for other in index.query(sketch)
            if sketch.jaccard(sketches[other]) >= JACCARD
        )
        index.insert(document, sketch)
        sketches.append(sketch)
    return pairs


def _simhash(texts: Sequence[str]) -> set[Pair]:
    library: Any = import_module("simhash")
    values = [library.Simhash(_shingles(text)).value for text in texts]
    return {
        (a, b)
        for (a, first), (b, second) in combinations(enumerate(values), 2)
        if (first ^ second).bit_count() <= SIMHASH_BITS
    }
