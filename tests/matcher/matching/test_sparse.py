"""Rows of sparse matrices come out as scipy would have them, few or many."""

import numpy as np
import pytest
import scipy.sparse as sp

from matcher.matching import sparse


def some(rows: int, columns: int, seed: int = 1) -> sp.csr_matrix:
    """Numbers from 0 to 1, a fifth of them there; every third row empty."""
    random = np.random.default_rng(seed)
    dense = np.where(random.random((rows, columns)) < 0.2, random.random((rows, columns)), 0.0).astype(np.float32)
    dense[::3] = 0.0
    return sp.csr_matrix(dense)


@pytest.mark.parametrize("places", [[], [0], [7], [5, 4, 4, 0, 59], list(range(60)) * 5], ids=["none", "empty", "one", "some", "many"])
def test_rows_are_taken_in_the_order_given(places):
    matrix = some(60, 30)
    wanted = np.asarray(places, dtype=np.int64)
    taken = sparse.rows_at(matrix, wanted)
    assert taken.shape == (len(places), 30)
    assert np.array_equal(taken.toarray(), matrix.toarray()[wanted])


@pytest.mark.parametrize("rows", [0, 1, 6])
def test_matrices_are_put_under_and_beside_each_other(rows):
    first, second = some(rows, 30, 2), some(rows, 12, 3)
    assert np.array_equal(sparse.under(some(9, 30), first).toarray(), np.vstack([some(9, 30).toarray(), first.toarray()]))
    both = sparse.beside([first, second], [np.float32(1.0), np.float32(2.0)])
    assert np.array_equal(both.toarray(), np.hstack([first.toarray(), 2 * second.toarray()]))


def test_a_matrix_is_made_of_sorted_entries():
    matrix = some(10, 20)
    rows, columns = np.nonzero(matrix.toarray())
    assert np.array_equal(sparse.from_sorted(rows, columns.astype(np.int32), matrix.data, matrix.shape).toarray(), matrix.toarray())


def test_rows_have_their_sums_and_lengths():
    matrix = some(10, 20)
    assert sparse.row_sums(matrix, matrix.data) == pytest.approx(matrix.toarray().sum(axis=1))
    assert sparse.lengths(matrix) == pytest.approx(np.linalg.norm(matrix.toarray(), axis=1))


@pytest.mark.parametrize("rows", [1, 2_500], ids=["at once", "in parts"])
def test_of_a_product_what_is_faint_is_left_out(rows):
    left, right = some(rows, 15, 4), some(15, 25, 5)
    product = (left @ right).toarray()
    clear = np.where(product > 0.5 * product.max(axis=1, keepdims=True), product, 0.0)
    assert np.array_equal(sparse.product_without_faint(left, right, 0.5).toarray(), clear)
