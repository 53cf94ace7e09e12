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


def candidates(lots: sp.csr_matrix, profiles: sp.csr_matrix, per_row: int) -> Pairs:
    """The best `per_row` profiles of every lot and the best `per_row` lots of every profile, by inner product above 0."""
    if not lots.shape[0] or not profiles.shape[0]:
        return Pairs(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
    forward = sp_matmul_topn(lots, profiles.T.tocsr(), per_row, threshold=0.0, sort=False)
    backward = sp_matmul_topn(profiles, lots.T.tocsr(), per_row, threshold=0.0, sort=False)
    total = np.int64(profiles.shape[0])
    forward_lots = np.repeat(np.arange(lots.shape[0], dtype=np.int64), np.diff(forward.indptr))
    backward_profiles = np.repeat(np.arange(profiles.shape[0], dtype=np.int64), np.diff(backward.indptr))
    keys = np.concatenate(
        [
            forward_lots * total + forward.indices[: len(forward_lots)],
            backward.indices[: len(backward_profiles)].astype(np.int64) * total + backward_profiles,
        ]
    )
    keys = np.unique(keys)
    return Pairs((keys // total).astype(np.int32), (keys % total).astype(np.int32))
