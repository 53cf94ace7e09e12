"""Candidate pairs: words, concepts, names, codes and work as weighted columns of one matrix per side, and one fused sparse product each way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sp_matmul_rs import sp_matmul_topn

from matcher.matching.rows import Rows
from matcher.matching.sparse import beside, entries_where, row_maxima, without_faint

TEXT_FEATURES = ("words", "concepts", "names", "codes", "work", "occupations")
"""The features that are inner products of rows. Recall weighs them as the score does, so that the best candidates are the best matches by text."""


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs as two equally long columns of row numbers, sorted by lot, then profile."""

    lot: npt.NDArray[np.int32]
    profile: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.lot)

    def take(self, places: npt.NDArray[np.int64]) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.lot[places], self.profile[places])


_FAINT = 0.15
"""Kinds of work that weigh less than this part of an item's main one are left to the score: they cost most of the product, and find nobody."""

_ITEMS_AT_ONCE = 4_096
"""Sums of so many items stay in a processor's cache. Twice what the library takes: rows are short, and begin anew for every part."""

_FEW = 8
"""Rows with fewer entries than one in so many features are multiplied with those features alone."""


def recall_matrix(rows: Rows, weights: Mapping[str, float], *, asks: bool) -> sp.csr_matrix:
    """One float32 CSR matrix of the text features that have a weight; those of what `asks` (the lots) are scaled by it.

    The inner product of a lot's and a profile's row is about what the text adds to the log-odds.
    """
    weighted = {name: weights[name] for name in TEXT_FEATURES if weights.get(name)}
    blocks = {name: getattr(rows, name) for name in weighted}
    if "concepts" in blocks:
        blocks["concepts"] = without_faint(blocks["concepts"], _FAINT)
    factors = [np.float32(weighted[name] if asks else 1.0) for name in blocks]
    return beside(list(blocks.values()), factors)


def candidates(lots: sp.csr_matrix, profiles: sp.csr_matrix, per_lot: int, per_profile: int) -> Pairs:
    """The best `per_lot` profiles of every lot and the best `per_profile` lots of every profile, by inner product above 0."""
    lot, profile = best(lots, profiles.T.tocsr(), per_lot)
    other_profile, other_lot = best(profiles, lots.T.tocsr(), per_profile)
    return pairs_of(np.concatenate([lot, other_lot]), np.concatenate([profile, other_profile]), profiles.shape[0])


def pairs_of(lot: npt.NDArray[np.int64], profile: npt.NDArray[np.int64], profiles: int) -> Pairs:
    """Sorted pairs, each once. `profiles`: how many there are."""
    total = np.int64(max(profiles, 1))
    keys = np.sort(lot * total + profile)  # np.unique looks them up in a hash table first, which takes ten times as long
    keys = keys[np.r_[True, keys[1:] != keys[:-1]]] if len(keys) else keys
    return Pairs((keys // total).astype(np.int32), (keys % total).astype(np.int32))


def best(rows: sp.csr_matrix, columns: sp.csr_matrix, most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each row the `most` columns with about the largest inner product above 0, as (row, column). `columns`: features x items.

    What a row says faintly of a feature that many items have is passed over, see `_telling`.
    """
    if not (most and rows.nnz and columns.nnz):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if rows.nnz < columns.shape[0] // _FEW:
        rows, columns = _used_features(rows, columns)
    product = sp_matmul_topn(_telling(rows, columns), columns, most, threshold=0.0, sort=False, chunk_cols=_ITEMS_AT_ONCE)
    return np.repeat(np.arange(rows.shape[0], dtype=np.int64), np.diff(product.indptr)), product.indices.astype(np.int64)


def _telling(rows: sp.csr_matrix, columns: sp.csr_matrix) -> sp.csr_matrix:
    """Rows without the entries that cost more than they tell: that can add, beside the row's largest, less than the share of items they would add to.

    So "goods", which half of all items have, is multiplied for those rows in which it weighs at least half as much as their main kind of work. This
    only decides who is a candidate: candidates are scored in full.
    """
    adds = rows.data * row_maxima(columns, columns.data)[rows.indices]
    share = (np.diff(columns.indptr) / columns.shape[1]).astype(np.float32)
    return entries_where(rows, adds >= share[rows.indices] * np.repeat(row_maxima(rows, adds), np.diff(rows.indptr)))


def _used_features(rows: sp.csr_matrix, columns: sp.csr_matrix) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Both with only the features that `rows` have: the product copies all of `columns`, which for a single row takes longer than multiplying."""
    used = np.unique(rows.indices)
    indices = np.searchsorted(used, rows.indices).astype(rows.indices.dtype)
    return sp.csr_matrix((rows.data, indices, rows.indptr), shape=(rows.shape[0], len(used))), columns[used]
