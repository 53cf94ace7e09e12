"""Inner products of pairs, against the whole product."""

import numpy as np
import pytest
import scipy.sparse as sp

from matcher.matching.pairwise import numbered_anew, pair_dot, pair_products
from matcher.matching.recall import Pairs


@pytest.mark.parametrize(("lots", "columns"), [(3, 50), (700, 50), (700, 5_000)])
def test_pairs_in_any_order_have_the_inner_products_of_their_rows(lots: int, columns: int) -> None:
    random = np.random.default_rng(lots + columns)
    left, right = (sp.random(rows, columns, density=0.1, format="csr", dtype=np.float32, random_state=random) for rows in (lots, 300))
    pairs = Pairs(random.integers(0, lots, 4_000).astype(np.int32), random.integers(0, 300, 4_000).astype(np.int32))
    expected = (left @ right.T).toarray()[pairs.lot, pairs.profile]
    assert pair_dot(left, right, pairs) == pytest.approx(expected, abs=1e-5)
    assert np.asarray(pair_products(left, right, pairs).sum(axis=1)).ravel() == pytest.approx(expected, abs=1e-5)


def test_no_pairs_and_empty_rows_have_no_products() -> None:
    empty = sp.csr_matrix((9, 4), dtype=np.float32)
    nobody = Pairs(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
    assert len(pair_dot(empty, empty, nobody)) == 0
    assert pair_dot(empty, empty, Pairs(np.asarray([8, 0], dtype=np.int32), np.asarray([1, 2], dtype=np.int32))).tolist() == [0.0, 0.0]


def test_rows_are_numbered_among_those_that_occur() -> None:
    rows, places = numbered_anew(np.asarray([7, 2, 7, 4], dtype=np.int32), 9)
    assert rows.tolist() == [2, 4, 7] and places.tolist() == [2, 0, 2, 1]
