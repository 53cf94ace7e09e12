import numpy as np

from matcher.matching.fitting import FOLDS, fit_weights, held_out
from matcher.matching.scoring import Weights


def test_it_learns_what_people_accept_and_never_that_more_of_the_same_work_is_worse() -> None:
    random = np.random.default_rng(7)
    words, too_large = random.random(3000), random.random(3000)
    twin = words + random.normal(0, 0.01, 3000)  # goes with words: an unconstrained fit may give one of them a negative weight
    grades = np.where(4 * words - 3 * too_large + random.normal(0, 0.3, 3000) > 1.0, 2, 0)
    weights = fit_weights(np.column_stack([words, twin, too_large]), grades, ("words", "concepts", "too_large"), "v").weights
    assert weights["words"] >= 0
    assert weights["concepts"] >= 0
    assert weights["words"] + weights["concepts"] > 2
    assert weights["too_large"] < 0


def test_its_scores_are_probabilities() -> None:
    random = np.random.default_rng(8)
    words = random.random(5000)
    grades = np.where(random.random(5000) < 1 / (1 + np.exp(3 - 6 * words)), 2, 0)
    weights = fit_weights(words[:, None], grades, ("words",), "v")
    predicted = 1 / (1 + np.exp(-(weights.intercept + weights.weights["words"] * words)))
    for low in np.arange(0, 1, 0.25):
        inside = (words >= low) & (words < low + 0.25)
        assert abs(predicted[inside].mean() - (grades[inside] > 0).mean()) < 0.05


def test_cross_validation_scores_every_pair_by_weights_that_never_saw_its_group() -> None:
    groups = np.arange(60) // 6
    trained: list[set[int]] = []

    def fit(rows: np.ndarray) -> Weights:
        trained.append(set(groups[rows].tolist()))
        return Weights("v", float(len(trained)), {"words": 0.0})

    scores = held_out(np.zeros((60, 1)), groups, fit)
    assert len(trained) == FOLDS
    for group in range(10):
        (score,) = set(scores[groups == group].tolist())
        fold = round(np.log(score / (1 - score)))
        assert group not in trained[fold - 1]
