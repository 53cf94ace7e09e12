"""Rows of sparse matrices: how long they are, scaled, and without what is faint."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp


def without_faint(matrix: sp.csr_matrix, faint: float) -> sp.csr_matrix:
    """Without what is below `faint` of its row's largest value."""
    counts = np.diff(matrix.indptr)
    filled = np.flatnonzero(counts)
    largest = np.zeros(matrix.shape[0], dtype=np.float32)
    if len(filled):
        largest[filled] = np.maximum.reduceat(matrix.data, matrix.indptr[filled])
    kept = matrix.data > faint * np.repeat(largest, counts)
    kept_before = np.zeros(len(kept) + 1, dtype=matrix.indptr.dtype)
    np.cumsum(kept, out=kept_before[1:])
    return sp.csr_matrix((matrix.data[kept], matrix.indices[kept], kept_before[matrix.indptr]), shape=matrix.shape)


def lengths(matrix: sp.csr_matrix) -> npt.NDArray[np.float64]:
    """The Euclidean length of every row."""
    return np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64)).ravel()


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
