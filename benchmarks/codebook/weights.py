"""Whether other weights of relevance would do better: ``python -m benchmarks.codebook.weights``.

The weights are fitted to all labelled sets but one, drawn towards those of the codebook
(``analysis.calibrate``), and score the one left out, for each set and strength of the pull; the
last line is the codebook as it is. A set that its own errors helped to mend flatters every row.
"""

from __future__ import annotations

import numpy as np

from analysis.calibrate import STRENGTHS, chance, fit, row_of
from analysis.codebook import Document, compile_codebook, load
from benchmarks.codebook.labelled import SETS, read
from benchmarks.codebook.run import Figures, figures


def main() -> None:
    compiled = compile_codebook(load())
    weights = compiled.codebook.relevance.weights
    names = list(weights)
    start = np.array([weights[name] for name in names])
    items = [item for name in SETS for item in read(name)]
    table = np.array(
        [
            row_of(
                compiled,
                Document(i.title, i.text, i.language, published_at=i.published_at),
                names,
            )
            for i in items
        ]
    )
    target = np.array([float(item.relevant) for item in items])
    sets = np.array([item.set_name for item in items])
    least = compiled.codebook.relevance.thresholds.relevant

    def told(scores: np.ndarray) -> Figures:
        return figures(zip(scores >= least, target > 0, strict=True))

    print(f"{'pull':>8}{'F1':>8}{'let through':>13}")
    for strength in STRENGTHS:
        scores = np.zeros(len(items))
        for name in SETS:
            left_out = sets == name
            fitted = fit(table[~left_out], target[~left_out], start, strength)
            scores[left_out] = chance(table[left_out] @ fitted)
        result = told(scores)
        print(f"{strength:>8}{result.f1:>8.4f}{result.let_through:>13.1%}", flush=True)
    result = told(chance(table @ start))
    print(f"{'as it is':>8}{result.f1:>8.4f}{result.let_through:>13.1%}")


if __name__ == "__main__":
    main()
