"""Whether weights learnt from judgements are better: the rule by which they may be adopted.

They never do much worse on the gold pairs than the shipped weights: the step away from those is shortened until that is so. They must do better on
judgements that they were not fitted to (cross-validation) than the present weights do; and those judgements must be better foretold than by a coin
with their share of yes, or there is nothing in them to learn (random or hostile answers, one answer to everything). Better means by more than
chance: the 95% interval over the lots is above 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import logit
from scipy.stats import t

from matcher.matching.features import Column
from matcher.matching.fitting import held_out, probability, update_weights
from matcher.matching.metrics import ndcg
from matcher.matching.scoring import Weights

GOLD_NDCG = 0.02
"""How much lower nDCG@10 on the gold pairs may be than with the shipped weights."""

GOLD_LOG_LOSS = 0.1
"""By which share log-loss on the gold pairs may be higher than with the shipped weights."""

NO_BETTER, NOTHING_TO_LEARN = "no_better", "nothing_to_learn"
"""Why weights may not be adopted."""

_STEPS = (1.0, 0.75, 0.5, 0.25, 0.125)
_SURE = 1e-6  # no probability counts as nearer to 0 or 1: one surprise would count without bound


@dataclass(frozen=True)
class AnsweredPairs:
    """Pairs x features with the probability that the answer to each was yes. `groups` are held out whole; `lots` are ranked, and make intervals."""

    values: Column
    accepted: Column
    lots: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Figures:
    """How well scores agree with answers. `ndcg10`: over lots whose answers differ, with the probabilities as gains; None if there are none."""

    log_loss: float
    brier: float
    ndcg10: float | None


@dataclass(frozen=True)
class Trial:
    """Present weights and new ones on the same held-out judgements and on the gold pairs.

    `gain`: 95% interval of how much less the judgements surprise (log-loss) than with the present weights; `skill`: than by the coin with their
    share of yes. `refused`: why the new ones may not be adopted; empty if they may.
    """

    learnt: Weights
    before: Figures
    after: Figures
    coin: Figures
    gold_before: Figures
    gold_after: Figures
    gain: tuple[float, float]
    skill: tuple[float, float]
    refused: tuple[str, ...]


def try_out(shipped: Weights, present: Weights, gold: AnsweredPairs, judged: AnsweredPairs, unseen: npt.NDArray[np.bool_], version: str) -> Trial:
    """Fit new weights on all of `judged`, and compare them with the `present` ones on those that the present ones have not seen.

    Columns are in the order of `shipped.weights`. `judged` needs two groups or more, `unseen` two lots or more.
    """

    def fit(rows: npt.NDArray[np.int64]) -> Weights:
        return _tolerated(shipped, update_weights(shipped, gold.values, judged.values[rows], judged.accepted[rows], version), gold)

    def coin(rows: npt.NDArray[np.int64]) -> Weights:
        share = (judged.accepted[rows].sum() + 0.5) / (len(rows) + 1)
        return Weights(version, float(logit(share)), dict.fromkeys(shipped.weights, 0.0))

    learnt = fit(np.arange(len(judged.values)))
    answers = AnsweredPairs(judged.values[unseen], judged.accepted[unseen], judged.lots[unseen], judged.groups[unseen])
    scores = {
        "before": probability(answers.values, present),
        "after": held_out(judged.values, judged.groups, fit)[unseen],
        "coin": held_out(judged.values, judged.groups, coin)[unseen],
    }
    losses = {name: _losses(score, answers.accepted) for name, score in scores.items()}
    gain = _interval(losses["before"] - losses["after"], answers.lots)
    skill = _interval(losses["coin"] - losses["after"], answers.lots)
    gold_before, gold_after = (figures(probability(gold.values, weights), gold) for weights in (shipped, learnt))
    refused = [reason for reason, interval in ((NO_BETTER, gain), (NOTHING_TO_LEARN, skill)) if interval[0] <= 0]
    return Trial(
        learnt=learnt,
        before=figures(scores["before"], answers),
        after=figures(scores["after"], answers),
        coin=replace(figures(scores["coin"], answers), ndcg10=None),  # a coin ranks nothing
        gold_before=gold_before,
        gold_after=gold_after,
        gain=gain,
        skill=skill,
        refused=tuple(refused),
    )


def figures(score: Column, pairs: AnsweredPairs) -> Figures:
    """The figures of scores of `pairs`."""
    gains = [_lot_ndcg(score[of_lot], pairs.accepted[of_lot]) for of_lot in _rows_of(pairs.lots) if np.ptp(pairs.accepted[of_lot]) > 0]
    loss, brier = _losses(score, pairs.accepted).mean(), ((score - pairs.accepted) ** 2).mean()
    return Figures(float(loss), float(brier), float(np.mean(gains)) if gains else None)


def _lot_ndcg(score: Column, accepted: Column) -> float:
    names = [str(place) for place in range(len(score))]
    return ndcg([names[place] for place in np.argsort(-score, kind="stable")], dict(zip(names, accepted.tolist(), strict=True)))


def _losses(score: Column, accepted: Column) -> Column:
    sure = np.clip(score, _SURE, 1 - _SURE)
    return np.asarray(-(accepted * np.log(sure) + (1 - accepted) * np.log1p(-sure)))


def _interval(differences: Column, lots: npt.NDArray[np.int64]) -> tuple[float, float]:
    """The 95% interval (Student's t) of the mean over lots: answers about one lot are not independent of each other."""
    means = np.asarray([differences[of_lot].mean() for of_lot in _rows_of(lots)])
    half = t.ppf(0.975, len(means) - 1) * means.std(ddof=1) / np.sqrt(len(means))
    return float(means.mean() - half), float(means.mean() + half)


def _rows_of(lots: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    order = np.argsort(lots, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(lots[order])) + 1) if len(lots) else []


def _tolerated(shipped: Weights, learnt: Weights, gold: AnsweredPairs) -> Weights:
    """The longest of some steps from the shipped weights towards the learnt ones that the gold pairs tolerate; the shipped ones if none is."""
    before = figures(probability(gold.values, shipped), gold)
    for step in _STEPS:
        weights = {name: start + step * (learnt.weights[name] - start) for name, start in shipped.weights.items()}
        nearer = Weights(learnt.version, shipped.intercept + step * (learnt.intercept - shipped.intercept), weights)
        after = figures(probability(gold.values, nearer), gold)
        if after.log_loss <= before.log_loss * (1 + GOLD_LOG_LOSS) and (after.ndcg10 or 0.0) >= (before.ndcg10 or 0.0) - GOLD_NDCG:
            return nearer
    return replace(shipped, version=learnt.version)
