"""Candidate pairs: words, concepts, names, codes and work as weighted columns of one matrix per side, and one fused sparse product each way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sp_matmul_rs import sp_matmul_topn

from matcher.matching.rows import without_faint
from matcher.matching.space import Rows

TEXT_FEATURES = ("words", "concepts", "names", "codes", "work", "occupations")
"""The features that are inner products of rows. Recall weighs them as the score does, so that the best candidates are the best matches by text."""


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs as two equally long columns of row numbers, sorted by lot, then profile."""

    lot: npt.NDArray[np.int32]
    profile: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.lot)


_FAINT = 0.15
"""Kinds of work that weigh less than this part of an item's main one are left to the score: they cost most of the product, and find nobody."""


def recall_matrix(rows: Rows, weights: Mapping[str, float], *, asks: bool) -> sp.csr_matrix:
    """One float32 CSR matrix of the text features that have a weight; those of what `asks` (the lots) are scaled by it.

    The inner product of a lot's and a profile's row is about what the text adds to the log-odds.
    """
    weighted = {name: weights[name] for name in TEXT_FEATURES if weights.get(name)}
    blocks = {name: getattr(rows, name) for name in weighted}
    if "concepts" in blocks:
        blocks["concepts"] = without_faint(blocks["concepts"], _FAINT)
    return sp.hstack([block * np.float32(weighted[name] if asks else 1.0) for name, block in blocks.items()], format="csr", dtype=np.float32)


def candidates(lots: sp.csr_matrix, profiles: sp.csr_matrix, per_lot: int, per_profile: int) -> Pairs:
    """The best `per_lot` profiles of every lot and the best `per_profile` lots of every profile, by inner product above 0."""
    total = np.int64(profiles.shape[0])
    lot, profile = _best(lots, profiles, per_lot)
    other_profile, other_lot = _best(profiles, lots, per_profile)
    keys = np.unique(np.concatenate([lot * total + profile, other_lot * total + other_profile]))
    return Pairs((keys // max(total, 1)).astype(np.int32), (keys % max(total, 1)).astype(np.int32))


def _best(rows: sp.csr_matrix, columns: sp.csr_matrix, most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    if not (most and rows.nnz and columns.nnz):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    product = sp_matmul_topn(rows, columns.T.tocsr(), most, threshold=0.0, sort=False)
    return np.repeat(np.arange(rows.shape[0], dtype=np.int64), np.diff(product.indptr)), product.indices.astype(np.int64)
