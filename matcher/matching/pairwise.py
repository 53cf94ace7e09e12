"""Inner products of the rows that pairs name: far fewer than all lots with all profiles, so each is made alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.recall import Pairs
from matcher.matching.sparse import rows_at

_LOTS_AT_ONCE, _PAIRS_AT_ONCE = 200, 50_000
"""So many that their rows, written out, still fit in a processor's cache."""

_FEW_ROWS = 4
"""So few rows are multiplied as dense ones with all others: for one lot and its candidates nothing else pays."""

_NARROW = 2_048
"""Rows of so many columns are written out as they are."""


def pair_dot(left: sp.csr_matrix, right: sp.csr_matrix, pairs: Pairs) -> npt.NDArray[np.float64]:
    """The inner products of the rows that the pairs name.

    The rows of some lots are written out, over the columns that they use; the profile of each pair then finds its factors there by place. To walk
    along two sparse rows, pair by pair, takes more than twice as long.
    """
    if left.shape[0] <= _FEW_ROWS:
        return np.asarray((right @ left.toarray().T.astype(np.float64))[pairs.profile, pairs.lot])
    result = np.zeros(len(pairs))
    if not (len(pairs) and left.nnz and right.nnz):
        return result
    order = np.argsort(pairs.lot, kind="stable")
    lot, profile = pairs.lot[order], pairs.profile[order]
    is_first = np.r_[True, lot[1:] != lot[:-1]]
    lots, row = lot[is_first], np.cumsum(is_first) - 1
    cuts = np.unique(np.r_[np.flatnonzero(is_first)[::_LOTS_AT_ONCE], np.arange(0, len(lot), _PAIRS_AT_ONCE), len(lot)])
    for start, end in pairwise(cuts.tolist()):
        block, others = left[lots[row[start] : row[end - 1] + 1]], right[profile[start:end]]
        columns, width = others.indices, left.shape[1]
        if width > _NARROW:
            block, columns, width = _renumbered(block, columns)
        columns = columns + np.repeat((row[start:end] - row[start]).astype(np.int32) * np.int32(width), np.diff(others.indptr))
        written_out = block.toarray().ravel()
        result[order[start:end]] = sp.csr_matrix((others.data, columns, others.indptr), shape=(end - start, len(written_out))) @ written_out
    return result


def numbered_anew(rows: npt.NDArray[np.int32], count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """The rows that occur in `rows`, sorted, and `rows` as places among these. `count`: how many rows there are at all."""
    occurs = np.zeros(count, dtype=bool)
    occurs[rows] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs, dtype=np.int32) - 1)[rows]


def _renumbered(block: sp.csr_matrix, columns: npt.NDArray[np.int32]) -> tuple[sp.csr_matrix, npt.NDArray[np.int32], int]:
    """`block` with only the columns that it uses, `columns` by their new numbers, and how many these are. All others are column 0, which is empty."""
    occurs = np.zeros(block.shape[1], dtype=bool)
    occurs[block.indices] = True
    used = np.flatnonzero(occurs)
    number = np.zeros(block.shape[1], dtype=np.int32)
    number[used] = np.arange(1, len(used) + 1)
    shape = (block.shape[0], len(used) + 1)
    return sp.csr_matrix((block.data, number.take(block.indices), block.indptr), shape=shape), number.take(columns), shape[1]


def pair_products(left: sp.csr_matrix, right: sp.csr_matrix, pairs: Pairs) -> sp.csr_matrix:
    """The products that these inner products add up, one row per pair."""
    if left.shape[0] > _FEW_ROWS:
        return left[pairs.lot].multiply(right[pairs.profile]).tocsr()
    result = rows_at(right, pairs.profile)
    result.data = result.data * left.toarray()[np.repeat(pairs.lot, np.diff(result.indptr)), result.indices]
    result.eliminate_zeros()
    return result
