"""Learning the weights of the ranking from judged pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from matcher.matching.features import Column
from matcher.matching.scoring import Weights

GRADE_PROBABILITY = {0: 0.0, 1: 0.6, 2: 1.0}
"""How likely an officer accepts a pair of each grade: the whole work surely, a nameable part more often than not."""

_STRENGTH = 1.0  # inverse of the L2 penalty, on standardised features


SIGNS = {"distance": -1, "too_far": -1, "too_large": -1, "unnamed_work": 0}
"""The direction in which a feature may count: 1 (the rule) only for, -1 only against, 0 either. A weight that told readers "more of the same work
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
