"""Candidate pairs to scores: a logistic regression over the features, so that a score is the probability that an officer would accept the match."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.matching.features import Column, Context, feature_matrix
from matcher.matching.recall import Pairs
from matcher.matching.sparse import row_sums, rows_at

SUPPLIER_FEATURES = (
    "words",
    "concepts",
    "coverage",
    "hands",
    "names",
    "codes",
    "occupations",
    "other_nature",
    "distance",
    "too_large",
    "size",
    "social",
)
JOBSEEKER_FEATURES = ("words", "concepts", "coverage", "simple", "names", "work", "occupations", "other_nature", "distance", "too_far", "no_licence")

PART_BELOW = 0.5
"""A match is "a part" where the profile does less than this share of the work in the title, or can carry less than this share of the value."""


@dataclass(frozen=True)
class Weights:
    """The weights of one side: log-odds = intercept + sum of weight x feature."""

    version: str
    intercept: float
    weights: Mapping[str, float]

    @property
    def fingerprint(self) -> str:
        """The version with a hash of all numbers: other weights under the same version are other weights."""
        numbers = repr((self.intercept, sorted(self.weights.items())))
        return f"{self.version}-{hashlib.sha256(numbers.encode()).hexdigest()[:8]}"

    def overridden(self, changes: Mapping[str, float]) -> Weights:
        """The same with single weights replaced; the version says so. The weights passed in are not changed."""
        if not changes:
            return self
        return Weights(f"{self.version}+config", self.intercept, {**self.weights, **changes})


@dataclass(frozen=True)
class Scored:
    """Pairs with their scores and all that made them. `contributions`: pairs x features; with the intercept they add up to the log-odds."""

    pairs: Pairs
    features: tuple[str, ...]
    values: Column
    contributions: Column
    intercept: float
    score: Column


def score_pairs(context: Context, weights: Weights) -> Scored:
    """Score every pair of the context."""
    names = tuple(weights.weights)
    values = feature_matrix(context, names)
    contributions = values * np.asarray([weights.weights[name] for name in names])
    log_odds = weights.intercept + contributions.sum(axis=1)
    return Scored(context.pairs, names, values, contributions, weights.intercept, 1.0 / (1.0 + np.exp(-np.clip(log_odds, -40.0, 40.0))))


def is_part(context: Context, pairs: Pairs) -> np.ndarray:
    """Whether each pair's profile can do only a part: less than half of several kinds of work in the title, or less than half of the value."""
    asked = rows_at(context.lots.title_strengths, pairs.lot)
    done = context.space.reach(rows_at(context.profiles.strengths, pairs.profile))
    few = (np.diff(asked.indptr) > 1) & (np.asarray(asked.multiply(done).sum(axis=1)).ravel() < PART_BELOW * row_sums(asked, asked.data))
    return np.asarray(few | (context.profile_numbers.amount[pairs.profile] < PART_BELOW * context.lot_numbers.amount[pairs.lot]))  # nan: never


def ranks(lots: np.ndarray, score: Column) -> np.ndarray:
    """The rank of every pair among those of its lot, from 1; equal scores in the order given. `lots` must be sorted."""
    order = np.lexsort((-score, lots))
    starts = np.flatnonzero(np.r_[True, lots[1:] != lots[:-1]]) if len(lots) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, len(lots)])
    result = np.empty(len(lots), dtype=np.int32)
    result[order] = np.arange(len(lots)) - np.repeat(starts, sizes) + 1
    return result
