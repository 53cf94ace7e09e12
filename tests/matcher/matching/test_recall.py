import numpy as np
import pytest
import scipy.sparse as sp

from matcher.matching.recall import best


@pytest.mark.parametrize("asked", [1, 3, 40])
def test_the_best_are_those_of_the_whole_product_for_few_rows_and_for_many(asked: int) -> None:
    rows = sp.random(asked, 500, density=0.02, format="csr", dtype=np.float32, random_state=np.random.default_rng(1))
    columns = sp.random(500, 300, density=0.05, format="csr", dtype=np.float32, random_state=np.random.default_rng(2))
    product = (rows @ columns).toarray()
    row, column = best(rows, columns, 5)
    expected = {(at, int(place)) for at, line in enumerate(product) for place in np.argsort(-line)[:5] if line[place] > 0}
    assert set(zip(row.tolist(), column.tolist(), strict=True)) == expected
    assert len(expected) == 5 * asked
