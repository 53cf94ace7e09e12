import numpy as np
import pytest
import scipy.sparse as sp

from matcher.matching.recall import best


@pytest.mark.parametrize("asked", [1, 3, 40])
def test_the_best_are_those_of_the_whole_product_for_few_rows_and_for_many(asked: int) -> None:
    rows, columns = _random(asked, 500, density=0.02, seed=1), _random(500, 300, density=0.05, seed=2)
    product = (rows @ columns).toarray()
    row, column = best(rows, columns, 5)
    expected = {(at, int(place)) for at, line in enumerate(product) for place in np.argsort(-line)[:5] if line[place] > 0}
    assert set(zip(row.tolist(), column.tolist(), strict=True)) == expected
    assert len(expected) == 5 * asked


def _random(rows: int, columns: int, *, density: float, seed: int) -> sp.csr_matrix:
    """A matrix in which nothing is faint."""
    numbers = np.random.default_rng(seed)
    result = sp.random(rows, columns, density=density, format="csr", dtype=np.float32, random_state=numbers)
    result.data = numbers.uniform(0.5, 1.0, result.nnz).astype(np.float32)
    return result


@pytest.mark.parametrize(("common", "found"), [(0.9, {0, 1}), (0.2, {0})])
def test_what_most_items_have_finds_candidates_only_for_rows_that_say_it_clearly(common: float, found: set[int]) -> None:
    rows = sp.csr_matrix(np.asarray([[1.0, common]], dtype=np.float32))
    columns = sp.csr_matrix(np.asarray([[1.0, 0.0, 0.0, 0.0], [0.5, 1.0, 0.5, 0.0]], dtype=np.float32))
    assert set(best(rows, columns, 2)[1].tolist()) == found
