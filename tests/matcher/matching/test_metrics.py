import pytest

from matcher.matching.metrics import average_precision, bootstrap_interval, ndcg, recall, reciprocal_rank

GRADES = {"a": 2.0, "b": 1.0, "z": 0.0}


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "b"], 1.0),
        (["b", "a"], (1 + 2 / 1.5849625) / (2 + 1 / 1.5849625)),
        (["x", "y"], 0.0),
        ([], 0.0),
        (["x", "a"], (2 / 1.5849625) / (2 + 1 / 1.5849625)),
    ],
)
def test_ndcg_has_linear_gain(ranked: list[str], expected: float) -> None:
    assert ndcg(ranked, GRADES) == pytest.approx(expected)


def test_ndcg_looks_at_the_first_ten_only() -> None:
    assert ndcg([f"x{n}" for n in range(10)] + ["a"], GRADES) == 0.0


def test_the_other_figures() -> None:
    assert reciprocal_rank(["z", "b", "a"], GRADES) == 0.5
    assert average_precision(["b", "x", "a"], GRADES) == pytest.approx((1 + 2 / 3) / 2)
    assert recall(["b", "x"], GRADES, 10) == 0.5
    assert average_precision([], {}) == 0.0


def test_the_bootstrap_interval_holds_the_mean_and_is_repeatable() -> None:
    values = [0.0, 1.0] * 50
    low, high = bootstrap_interval(values)
    assert 0.35 < low < 0.5 < high < 0.65
    assert bootstrap_interval(values) == (low, high)
    assert bootstrap_interval([]) == (0.0, 0.0)
