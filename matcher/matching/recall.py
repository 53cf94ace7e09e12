"""Candidate pairs: words, concepts, codes and work as weighted columns of one matrix per side, and one fused sparse product in both directions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sp_matmul_rs import sp_matmul_topn

from matcher.matching.space import Rows

WORDS, CONCEPTS, CODES, WORK = 0.6, 1.0, 0.4, 0.8
"""What each block counts in recall; the score weighs them anew."""


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs as two equally long columns of row numbers, sorted by lot, then profile."""

    lot: npt.NDArray[np.int32]
    profile: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.lot)


def recall_matrix(rows: Rows, *, with_work: bool) -> sp.csr_matrix:
    """One float32 CSR matrix of all blocks; the inner product of two rows is their recall score. `with_work` for the job-seekers' side."""
    blocks = [rows.words * WORDS, rows.concepts * CONCEPTS, rows.codes * CODES]
    if with_work:
        blocks.append(rows.work * WORK)
    return sp.hstack(blocks, format="csr", dtype=np.float32)


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
