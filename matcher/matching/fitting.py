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


def fit_weights(values: Column, grades: np.ndarray, features: Sequence[str], version: str) -> Weights:
    """Logistic regression on pairs x features with grades 0 to 2; a grade between counts as both yes and no, in proportion.

    Features are standardised for the penalty and the weights scaled back, so that they apply to the features as they are.
    """
    probability = np.vectorize(GRADE_PROBABILITY.get)(grades).astype(np.float64)
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
    intercept = float(model.intercept_[0] - (scaled * mean).sum())
    return Weights(version, intercept, {name: float(value) for name, value in zip(features, scaled, strict=True)})
