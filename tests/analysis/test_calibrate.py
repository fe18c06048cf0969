"""Fitting weights: towards truth with evidence, towards what stood without it."""

from pathlib import Path

import numpy as np
import pytest

from analysis.calibrate import best_strength, brier, chance, fit, folds_of, reliability
from analysis.codebook import load
from analysis.codebook.rewrite import with_weights


def drawn(number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Texts whose verdicts are drawn from known weights."""
    dice = np.random.default_rng(7)
    truth = np.array([-0.5, 3.0, -2.0])
    table = np.column_stack([np.ones(number), dice.random((number, 2))])
    return table, (dice.random(number) < chance(table @ truth)).astype(float), truth


def test_many_texts_give_the_weights_they_were_drawn_with() -> None:
    table, target, truth = drawn(20_000)
    assert fit(table, target, np.zeros(3), 0.1) == pytest.approx(truth, abs=0.25)


def test_a_strong_pull_keeps_the_weights_there_are() -> None:
    table, target, _ = drawn(60)
    start = np.array([1.0, 1.0, 1.0])
    assert fit(table, target, start, 1e6) == pytest.approx(start, abs=0.01)


def test_texts_that_are_told_apart_perfectly_do_not_run_away() -> None:
    table = np.column_stack([np.ones(40), np.repeat([0.0, 1.0], 20)])
    weights = fit(table, table[:, 1], np.zeros(2), 1.0)
    assert np.abs(weights).max() < 10


def test_the_strength_chosen_keeps_right_weights_and_leaves_wrong_ones() -> None:
    table, target, truth = drawn(80)
    folds = np.arange(80) % 5
    wrong = best_strength(table, target, -truth, folds)
    right = best_strength(table, target, truth, folds)
    assert wrong < right


def test_a_story_stays_in_one_fold_and_folds_are_even() -> None:
    stories = [1] * 10 + list(range(100, 140))
    folds = folds_of(stories)
    assert len(set(folds[:10])) == 1
    assert sorted(np.bincount(folds)) == [10, 10, 10, 10, 10]


def test_reliability_compares_scores_with_shares() -> None:
    scores = np.array([0.1, 0.1, 0.9, 1.0])
    target = np.array([0.0, 1.0, 1.0, 1.0])
    first, *_, last = reliability(scores, target)
    assert (first.texts, first.mean_score, first.share) == (2, pytest.approx(0.1), 0.5)
    assert (last.texts, last.share) == (2, 1.0)
    assert brier(scores, target) == pytest.approx((0.01 + 0.81 + 0.01 + 0) / 4)


@pytest.mark.parametrize(
    "weights", ["{base: -1.5, past: .2}", "\n    base: -1.5   # why\n    past: 2e-1"]
)
def test_only_numbers_are_replaced(tmp_path: Path, weights: str) -> None:
    head = "codebook: {id: t, number: 9, title: base, languages: [en]}"
    (tmp_path / "a.yaml").write_text(f"{head}\n# base: 4\nrelevance:\n  weights: {weights}\n")
    (tmp_path / "b.yml").write_text("# nothing\nentities: []\n")
    files = with_weights(tmp_path, {"base": 0.25, "past": -3.0})
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    codebook = load(tmp_path)
    assert codebook.relevance.weights == {"base": 0.25, "past": -3.0}
    assert codebook.codebook.number == 10
    assert "# base: 4" in files["a.yaml"]
    assert ("# why" in files["a.yaml"]) == ("# why" in weights)
    assert files["b.yml"].startswith("# nothing")
