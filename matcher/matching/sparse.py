"""Rows of sparse matrices: taken, how long they are, scaled, and without what is faint.

For a single item scipy's own way to most of these takes several times as long as the work itself: it checks and copies whole matrices on the way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

_AT_ONCE = 1_000
"""Rows of which a product with all kinds of work still fits in a processor's cache."""

_MANY = 200
"""Rows. For taking more of them than so many scipy's own loop is faster."""


def from_sorted(
    rows: npt.NDArray[np.integer], columns: npt.NDArray[np.int32], values: npt.NDArray[np.generic], shape: tuple[int, int]
) -> sp.csr_matrix:
    """A matrix from entries in order of row, then column, no two of them in one place."""
    before = np.zeros(shape[0] + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows, minlength=shape[0]), out=before[1:])
    return sp.csr_matrix((values, columns, before), shape=shape)


def rows_at(matrix: sp.csr_matrix, places: npt.NDArray[np.integer]) -> sp.csr_matrix:
    """The rows at these places, which must be there, in their order."""
    if len(places) > _MANY:
        return matrix[places]
    first = matrix.indptr[places]
    counts = matrix.indptr[np.add(places, 1)] - first
    before = np.zeros(len(places) + 1, dtype=matrix.indptr.dtype)
    np.cumsum(counts, out=before[1:])
    entries = np.arange(before[-1]) + np.repeat(first - before[:-1], counts)
    return sp.csr_matrix((matrix.data[entries], matrix.indices[entries], before), shape=(len(places), matrix.shape[1]))


def under(first: sp.csr_matrix, second: sp.csr_matrix) -> sp.csr_matrix:
    """The rows of the first and under them those of the second."""
    parts = (
        np.concatenate([first.data, second.data]),
        np.concatenate([first.indices, second.indices]),
        np.concatenate([first.indptr, second.indptr[1:] + first.indptr[-1]]),
    )
    return sp.csr_matrix(parts, shape=(first.shape[0] + second.shape[0], first.shape[1]))


def beside(blocks: Sequence[sp.csr_matrix], factors: Sequence[np.float32]) -> sp.csr_matrix:
    """The columns of some float32 matrices of equally many rows, each times its factor, one after the other."""
    if len(blocks) and blocks[0].shape[0] == 1:
        ends = np.cumsum([block.shape[1] for block in blocks])
        columns = [block.indices + np.int32(end - block.shape[1]) for block, end in zip(blocks, ends.tolist(), strict=True)]
        values = np.concatenate([block.data * factor for block, factor in zip(blocks, factors, strict=True)])
        return sp.csr_matrix((values, np.concatenate(columns), np.asarray([0, len(values)], dtype=np.int32)), shape=(1, int(ends[-1])))
    return sp.hstack([block * factor for block, factor in zip(blocks, factors, strict=True)], format="csr", dtype=np.float32)


def without_faint(matrix: sp.csr_matrix, faint: float) -> sp.csr_matrix:
    """Without what is below `faint` of its row's largest value."""
    return entries_where(matrix, matrix.data > faint * np.repeat(row_maxima(matrix, matrix.data), np.diff(matrix.indptr)))


def entries_where(matrix: sp.csr_matrix, kept: npt.NDArray[np.bool_]) -> sp.csr_matrix:
    """Some of the entries of a matrix."""
    kept_before = np.zeros(len(kept) + 1, dtype=matrix.indptr.dtype)
    np.cumsum(kept, out=kept_before[1:])
    return sp.csr_matrix((matrix.data[kept], matrix.indices[kept], kept_before[matrix.indptr]), shape=matrix.shape)


def row_maxima(matrix: sp.csr_matrix, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The largest in every row of `values`, one for each entry of the matrix; 0 for an empty row."""
    filled = np.flatnonzero(np.diff(matrix.indptr))
    result = np.zeros(matrix.shape[0], dtype=np.float32)
    if len(filled):
        result[filled] = np.maximum.reduceat(values, matrix.indptr[filled])
    return result


def product_without_faint(left: sp.csr_matrix, right: sp.csr_matrix, faint: float) -> sp.csr_matrix:
    """`without_faint` of a product, so many rows at once that it stays in the processor's cache: most of it is faint."""
    if left.shape[0] <= _AT_ONCE:
        return without_faint((left @ right).tocsr(), faint)
    parts = [without_faint((left[start : start + _AT_ONCE] @ right).tocsr(), faint) for start in range(0, left.shape[0], _AT_ONCE)]
    return sp.vstack(parts, format="csr")


def row_sums(matrix: sp.csr_matrix, values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """The sum over every row of `values`, one for each entry of the matrix."""
    filled = np.flatnonzero(np.diff(matrix.indptr))
    result = np.zeros(matrix.shape[0])
    if len(filled):
        result[filled] = np.add.reduceat(values, matrix.indptr[filled])
    return result


def lengths(matrix: sp.csr_matrix) -> npt.NDArray[np.float64]:
    """The Euclidean length of every row."""
    return np.sqrt(row_sums(matrix, matrix.data * matrix.data))


def scaled(matrix: sp.csr_matrix, by: npt.NDArray[np.float64]) -> sp.csr_matrix:
    """Rows divided by `by`; those divided by 0 become empty."""
    return rows_times(matrix, np.divide(1.0, by, out=np.zeros_like(by), where=by > 0))


def rows_times(matrix: sp.csr_matrix, factors: npt.NDArray[np.float64]) -> sp.csr_matrix:
    """Every row times its factor."""
    result = matrix.copy()
    result.data = (result.data * np.repeat(factors, np.diff(result.indptr))).astype(np.float32)
    return result


def unit(matrix: sp.csr_matrix, floor: float = 0.0) -> sp.csr_matrix:
    """Rows scaled to length 1; empty rows stay empty, and rows shorter than `floor` stay shorter than 1: a hint is no certainty."""
    return scaled(matrix, np.maximum(lengths(matrix), floor))
