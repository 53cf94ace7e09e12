"""When weights learnt from judgements may be adopted: situations on made-up pairs, judged by people whose taste is known."""

import numpy as np
import pytest

from matcher.matching.fitting import update_weights
from matcher.matching.scoring import Weights
from matcher.matching.trial import GOLD_LOG_LOSS, GOLD_NDCG, NO_BETTER, NOTHING_TO_LEARN, AnsweredPairs, Trial, figures, try_out

SHIPPED = Weights("1", -3.0, {"words": 5.0, "concepts": 2.0, "social": 0.2, "too_large": -1.5})
CALIBRATED = (-3.0, 5.0, 2.0, 0.2, -1.5)
FOND_OF_SOCIAL = (-4.0, 5.0, 2.0, 3.2, -1.5)


def sigmoid(log_odds):
    return 1 / (1 + np.exp(-log_odds))


def features(random, count):
    """Words, concepts, social and too_large, as they are spread among matches that people see."""
    return np.column_stack(
        [random.random(count), random.random(count), random.random(count) < 0.5, random.random(count) * (random.random(count) < 0.2)]
    )


def gold(random):
    values = features(random, 3000) * (random.random((3000, 1)) < 0.2)  # most candidates have nothing in common
    values[:, 2] = random.random(3000) < 0.5
    accepted = (random.random(3000) < sigmoid(np.column_stack([np.ones(3000), values]) @ CALIBRATED)).astype(float)
    lots = np.arange(3000) // 30
    return AnsweredPairs(values, accepted, lots, lots)


def judged(random, count, taste):
    """`taste`: weights, intercept first; or what decides without looking at the pair."""
    values = features(random, count)
    chance = sigmoid(np.column_stack([np.ones(count), values]) @ np.asarray(taste)) if isinstance(taste, tuple) else np.full(count, taste)
    lots = np.arange(count) // 3
    return AnsweredPairs(values, (random.random(count) < chance).astype(float), lots, lots)


def trial(count, taste, seed=1, present=SHIPPED, unseen=None) -> Trial:
    random = np.random.default_rng(seed)
    known = gold(random)
    answers = judged(random, count, taste)
    return try_out(SHIPPED, present, known, answers, np.ones(count, dtype=bool) if unseen is None else unseen, "learnt")


INVERTED = tuple(-weight for weight in CALIBRATED)
SITUATIONS = {
    "a taste of one's own, 200": (200, FOND_OF_SOCIAL, True),
    "a taste of one's own, 500": (500, FOND_OF_SOCIAL, True),
    "what the weights know already": (500, CALIBRATED, False),
    "a coin, 20": (20, 0.5, False),
    "a coin, 500": (500, 0.5, False),
    "mostly no, whatever it is": (500, 0.2, False),
    "always yes": (500, 1.0, False),
    "always no": (500, 0.0, False),
    "the reverse, 20": (20, INVERTED, False),
    "the reverse, 500": (500, INVERTED, False),
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("count", "taste", "adopted"), SITUATIONS.values(), ids=SITUATIONS)
def test_only_what_people_here_really_want_is_adopted(count, taste, adopted, seed):
    assert (trial(count, taste, seed).refused == ()) == adopted


def test_it_says_why_not():
    assert trial(500, CALIBRATED).refused == (NO_BETTER,)
    assert NOTHING_TO_LEARN in trial(500, 0.5).refused
    assert NOTHING_TO_LEARN in trial(500, INVERTED).refused


@pytest.mark.parametrize("taste", [FOND_OF_SOCIAL, (-6.0, 5.0, 2.0, 6.0, -1.5), INVERTED, 1.0])
def test_however_many_say_so_the_gold_pairs_stay_tolerably_ranked(taste):
    found = trial(1500, taste)
    assert found.gold_after.log_loss <= found.gold_before.log_loss * (1 + GOLD_LOG_LOSS)
    assert found.gold_after.ndcg10 >= found.gold_before.ndcg10 - GOLD_NDCG


def test_few_judgements_move_the_weights_a_little_and_many_move_them_far():
    moved = [np.mean([trial(count, FOND_OF_SOCIAL, seed).learnt.weights["social"] for seed in range(5)]) - 0.2 for count in (20, 100, 500)]
    assert 0 < moved[0] < 0.6
    assert moved[0] < moved[1] < moved[2]
    assert moved[2] > 0.8


@pytest.mark.parametrize("taste", [FOND_OF_SOCIAL, 0.0, 1.0, 0.5, INVERTED])
def test_twenty_judgements_never_go_wild(taste):
    for seed in range(5):
        learnt = trial(20, taste, seed).learnt
        before, after = (
            sigmoid(weights.intercept + gold(np.random.default_rng(0)).values @ list(weights.weights.values())) for weights in (SHIPPED, learnt)
        )
        assert np.abs(after - before).mean() < 0.05
        assert max(abs(learnt.weights[name] - SHIPPED.weights[name]) for name in SHIPPED.weights) < 1.0


def test_without_judgements_nothing_moves():
    known = gold(np.random.default_rng(1))
    learnt = update_weights(SHIPPED, known.values, np.zeros((0, 4)), np.zeros(0), "learnt")
    assert learnt.intercept == pytest.approx(SHIPPED.intercept, abs=1e-6)
    assert learnt.weights == pytest.approx(SHIPPED.weights, abs=1e-6)


def test_no_weight_ever_points_the_wrong_way():
    learnt = trial(500, INVERTED).learnt
    assert learnt.weights["words"] >= 0
    assert learnt.weights["too_large"] <= 0


def test_a_feature_that_nobody_has_keeps_its_weight():
    random = np.random.default_rng(1)
    known, answers = gold(random), judged(random, 100, FOND_OF_SOCIAL)
    for pairs in (known, answers):
        pairs.values[:, 1] = 0.0
    assert try_out(SHIPPED, SHIPPED, known, answers, np.ones(100, dtype=bool), "learnt").learnt.weights["concepts"] == 2.0


def test_present_weights_are_compared_on_judgements_that_they_have_not_seen():
    """What was learnt from is no proof: the same judgements again do not make the same weights better than themselves."""
    first = trial(300, FOND_OF_SOCIAL).learnt
    seen = np.arange(300) < 150
    again = trial(300, FOND_OF_SOCIAL, present=first, unseen=~seen)
    assert again.refused == (NO_BETTER,)
    assert again.before.log_loss < trial(300, FOND_OF_SOCIAL, unseen=~seen).before.log_loss


def test_figures_by_hand():
    lots = np.asarray([0, 0, 1])
    pairs = AnsweredPairs(np.zeros((3, 1)), np.asarray([1.0, 0.0, 1.0]), lots, lots)
    found = figures(np.asarray([0.2, 0.8, 0.5]), pairs)
    assert found.brier == pytest.approx((0.64 + 0.64 + 0.25) / 3)
    assert found.log_loss == pytest.approx(-(np.log(0.2) + np.log(0.2) + np.log(0.5)) / 3)
    assert found.ndcg10 == pytest.approx(1 / np.log2(3))  # the second lot has one answer: nothing to rank
    assert figures(np.asarray([0.5]), AnsweredPairs(np.zeros((1, 1)), np.ones(1), np.zeros(1, int), np.zeros(1, int))).ndcg10 is None
