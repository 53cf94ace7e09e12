"""Figures of rankings. Gains are linear, and queries without a relevant document are left out of the ranking figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


def ndcg(ranked: Sequence[str], grades: Mapping[str, float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with linear gain (Järvelin & Kekäläinen 2002); 0 without a relevant document."""
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth]
    best = sum(grade / np.log2(place + 2) for place, grade in enumerate(ideal))
    if not best:
        return 0.0
    return float(sum(grades.get(document, 0.0) / np.log2(place + 2) for place, document in enumerate(ranked[:depth])) / best)


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, float], depth: int = 1000) -> float:
    """1 / the place of the first relevant document; 0 if there is none within `depth`."""
    return next((1.0 / (place + 1) for place, document in enumerate(ranked[:depth]) if grades.get(document, 0) > 0), 0.0)


def average_precision(ranked: Sequence[str], grades: Mapping[str, float], depth: int = 1000) -> float:
    """The mean of the precisions at each relevant document."""
    relevant = sum(1 for grade in grades.values() if grade > 0)
    if not relevant:
        return 0.0
    found, total = 0, 0.0
    for place, document in enumerate(ranked[:depth]):
        if grades.get(document, 0) > 0:
            found += 1
            total += found / (place + 1)
    return total / relevant


def recall(ranked: Sequence[str], grades: Mapping[str, float], depth: int) -> float:
    """The share of the relevant documents that stand among the first `depth`."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:depth])) / len(relevant) if relevant else 0.0


def bootstrap_interval(values: Sequence[float], *, samples: int = 1000, seed: int = 2026) -> tuple[float, float]:
    """The 95% percentile bootstrap interval of the mean (Efron & Tibshirani 1993, ch. 13)."""
    if not values:
        return (0.0, 0.0)
    data = np.asarray(values, dtype=np.float64)
    means = np.random.default_rng(seed).choice(data, size=(samples, len(data))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
