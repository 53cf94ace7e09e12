"""Learning the weights of the ranking from judged pairs: the shipped ones from the gold pairs, later ones from what people say of matches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from matcher.matching.features import Column
from matcher.matching.scoring import Weights

GRADE_PROBABILITY = {0: 0.0, 1: 0.6, 2: 1.0}
"""How likely an officer accepts a pair of each grade: the whole work surely, a nameable part more often than not."""

FOLDS = 5
"""Into how many parts the groups are divided for cross-validation."""

_STRENGTH = 1.0  # inverse of the L2 penalty, on standardised features

_JUDGEMENT_WEIGHT = 5.0
"""How many gold pairs one judgement counts for: it is about the people and the work here."""

_HOLD = 10.0
"""How firmly `update_weights` holds on to the weights it begins with: half of this times the square of what a feature can come to say more or less,
in log-odds. It is the same for any number of judgements, so that few move the weights a little and many move them far."""

SIGNS = {"distance": -1, "too_far": -1, "too_large": -1, "size": -1, "other_nature": -1}
"""The direction in which a feature may count: 1 (the rule) only for, -1 only against. A weight that told readers "more of the same work
is worse" would be an artefact of features that go together, and no reason that anybody could give."""


def fit_weights(values: Column, grades: np.ndarray, features: Sequence[str], version: str) -> Weights:
    """Logistic regression on pairs x features with grades 0 to 2; a grade between counts as both yes and no, in proportion.

    Features whose weight would point the wrong way are left out, the worst first, and the rest is fitted again: they get weight 0.
    """
    kept = list(range(len(features)))
    while True:
        intercept, weights = _fit(values[:, kept], grades)
        wrong = [(abs(weight), place) for place, weight in enumerate(weights) if weight * SIGNS.get(features[kept[place]], 1) < 0]
        if not wrong:
            break
        del kept[max(wrong)[1]]
    found = {features[column]: float(weight) for column, weight in zip(kept, weights, strict=True)}
    return Weights(version, intercept, {name: found.get(name, 0.0) for name in features})


def _fit(values: Column, grades: np.ndarray) -> tuple[float, Column]:
    """Intercept and weights; features are standardised for the penalty and the weights scaled back to the features as they are."""
    probability = np.vectorize(GRADE_PROBABILITY.get, otypes=[float])(grades)
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    standard = (values - mean) / spread
    samples = np.concatenate([standard, standard])
    accepted = np.concatenate([np.ones(len(grades)), np.zeros(len(grades))])
    weight = np.concatenate([probability, 1.0 - probability])
    keep = weight > 0
    model = LogisticRegression(C=_STRENGTH, max_iter=2000)
    model.fit(samples[keep], accepted[keep], sample_weight=weight[keep])
    scaled = model.coef_[0] / spread
    return float(model.intercept_[0] - (scaled * mean).sum()), scaled


def update_weights(prior: Weights, gold: Column, judged: Column, accepted: Column, version: str) -> Weights:
    """`prior` moved by judgements: `judged` pairs x features in the order of `prior.weights`, `accepted` the probability that each verdict is.

    The gold pairs hold the weights where no judgement speaks. They are given the probabilities of `prior`, which was fitted to them: so without
    judgements nothing moves at all, weights that were set by hand included. No weight may point the wrong way (see SIGNS).
    """
    features = tuple(prior.weights)
    start = np.asarray([prior.intercept, *prior.weights.values()])
    values = np.column_stack([np.ones(len(gold) + len(judged)), np.concatenate([gold, judged])])
    wanted = np.concatenate([probability(gold, prior), accepted])
    count = np.concatenate([np.ones(len(gold)), np.full(len(judged), _JUDGEMENT_WEIGHT)])
    hold = _HOLD * np.abs(values).max(axis=0, initial=0.0) ** 2
    hold[hold == 0.0] = _HOLD  # of a feature that nobody has, nothing can be learnt

    def loss(weights: Column) -> tuple[float, Column]:
        log_odds, moved = values @ weights, weights - start
        surprise = count @ (np.logaddexp(0.0, log_odds) - wanted * log_odds) + hold @ moved**2 / 2
        return float(surprise), values.T @ (count * (expit(log_odds) - wanted)) + hold * moved

    signs = [0, *(SIGNS.get(name, 1) for name in features)]
    bounds = [(0.0 if sign > 0 else -np.inf, 0.0 if sign < 0 else np.inf) for sign in signs]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    return Weights(version, float(found[0]), dict(zip(features, found[1:].tolist(), strict=True)))


def probability(values: Column, weights: Weights) -> Column:
    """The scores of pairs x features, in the order of `weights.weights`."""
    return np.asarray(expit(weights.intercept + values @ np.asarray(list(weights.weights.values()))))


def held_out(values: Column, groups: npt.NDArray[np.int64], fit: Callable[[npt.NDArray[np.int64]], Weights]) -> Column:
    """Cross-validation: the score of every pair by weights that were fitted without its group. `fit` gets the rows to fit on.

    Needs at least two groups.
    """
    scores = np.zeros(len(values))
    for train, test in GroupKFold(n_splits=min(FOLDS, len(np.unique(groups)))).split(values, groups=groups):
        scores[test] = probability(values[test], fit(train))
    return scores
