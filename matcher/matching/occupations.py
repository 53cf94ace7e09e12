"""Which occupations of an imported list a title or a wish speaks of, so that titles of one occupation meet in whatever words.

What is written as a label is that occupation. Any other title is laid beside every label, by words and by runs of characters; for the occupations
with the labels most like it, what the occupation as a whole says counts too: all its labels, its kinds of work, its ISCO group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sp_matmul_rs import sp_matmul_topn

from matcher.matching.sparse import unit

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_CLEARLY = 1.0
"""So much like a label a title is clearly of an occupation; less alike, its occupations count less."""

_LABELS = 500
"""The labels most like a title of which the occupations are weighed."""

_UNLIKE = 0.2
"""A title is of no known occupation where its words and its runs of characters together are less like every label (2 is the same)."""

_AS_A_WHOLE, _PREFERRED, _KINDS_OF_WORK, _GROUP = 1.3, 0.4, 3.5, 1.0
"""What else counts beside the label most like the title: all labels together, the preferred one, the kinds of work, and the ISCO group."""

_DOUBT = 0.3
"""How much less alike makes an occupation e times less probable."""

_FAINT = 0.01
"""Occupations that count less are left out."""

_CHUNK = 100_000


@dataclass(frozen=True)
class Titles:
    """Titles, wishes or labels as rows of CSR matrices: how often each word and each run of characters stands there, the kinds of work that are
    named or hinted at, and the ISCO groups of those named. `written`: the folded words."""

    written: Sequence[str]
    words: sp.csr_matrix
    runs: sp.csr_matrix
    concepts: sp.csr_matrix
    work: sp.csr_matrix

    def __len__(self) -> int:
        return len(self.written)


class Occupations:
    """An imported list made ready: `labels` in order of `occupation` (numbers from 0), of each the preferred one first; `groups` are the
    occupations' ISCO groups, in the columns of `Titles.work`."""

    def __init__(self, labels: Titles, occupation: Longs, groups: sp.csr_matrix) -> None:
        self._occupation = occupation
        self._count = groups.shape[0]
        self._word_rarity, self._run_rarity = _rarity(labels.words), _rarity(labels.runs) + 1.0
        self._known = {written: place for place, written in enumerate(dict.fromkeys(labels.written)) if written}
        label, place = self._places(labels)
        entries = (np.ones(len(place), dtype=np.float32), (place, occupation[label]))
        self._of_known = sp.csr_matrix(entries, shape=(len(self._known), self._count))
        spelt = self._spelt(labels)
        self._labels_by_column = sp.hstack(spelt, format="csr").T.tocsr()
        preferred = np.flatnonzero(np.r_[True, occupation[1:] != occupation[:-1]])
        member = sp.csr_matrix((np.ones(len(occupation), dtype=np.float32), (occupation, np.arange(len(occupation)))))
        self._whole = sp.hstack(
            [_AS_A_WHOLE * _together(member, block) + _PREFERRED * block[preferred] for block in spelt]
            + [_KINDS_OF_WORK * _together(member, unit(labels.concepts)), _GROUP * unit(groups)],
            format="csr",
            dtype=np.float32,
        )

    def named(self, titles: Titles) -> sp.csr_matrix:
        """Titles x occupations: of a title that is written as a label its occupations, as a row of length 1; other rows are empty."""
        row, place = self._places(titles)
        chosen = sp.csr_matrix((np.ones(len(row), dtype=np.float32), (row, place)), shape=(len(titles), len(self._known)))
        return unit((chosen @ self._of_known).tocsr())

    def alike(self, titles: Titles) -> sp.csr_matrix:
        """Titles x occupations: how probable each is beside the best one, times how clearly the title is like a label at all.

        The best occupation of a title that is a label has 1; rows of titles that are like no label are empty.
        """
        spelt = self._spelt(titles)
        found = sp_matmul_topn(sp.hstack(spelt, format="csr"), self._labels_by_column, _LABELS, threshold=_UNLIKE, sort=False)
        row = np.repeat(np.arange(len(titles), dtype=np.int64), np.diff(found.indptr))
        key = row * self._count + self._occupation[found.indices]
        order = np.argsort(key, kind="stable")
        start = np.flatnonzero(np.r_[True, np.diff(key[order]) > 0]) if len(key) else np.zeros(0, dtype=np.int64)
        row, occupation = np.divmod(key[order][start], self._count)
        whole = sp.hstack([*spelt, unit(titles.concepts), unit(titles.work)], format="csr", dtype=np.float32)
        of_label = np.maximum.reduceat(found.data[order], start) if len(start) else found.data
        likeness = of_label + _inner_products(whole, self._whole, row, occupation)
        best, clear = np.full(len(titles), -np.inf, dtype=np.float32), np.zeros(len(titles), dtype=np.float32)
        np.maximum.at(best, row, likeness)
        np.maximum.at(clear, row, np.minimum(of_label / _CLEARLY, 1.0))
        probable = (np.exp((likeness - best[row]) / _DOUBT) * clear[row]).astype(np.float32)
        kept = probable >= _FAINT
        return sp.csr_matrix((probable[kept], (row[kept], occupation[kept])), shape=(len(titles), self._count), dtype=np.float32)

    def _places(self, titles: Titles) -> tuple[Longs, Longs]:
        """The titles that are written as a label, and the number of that label."""
        place = np.asarray([self._known.get(written, -1) for written in titles.written], dtype=np.int64)
        row = np.flatnonzero(place >= 0)
        return row, place[row]

    def _spelt(self, titles: Titles) -> list[sp.csr_matrix]:
        """How titles are worded and how they are written, each as rows of length 1."""
        return [_weighed(titles.words, self._word_rarity), _weighed(titles.runs, self._run_rarity)]


def _rarity(labels: sp.csr_matrix) -> Floats:
    """Per column ln((1 + labels) / (1 + labels with it))."""
    frequency = np.bincount(labels.indices, minlength=labels.shape[1])
    return np.asarray(np.log((1 + labels.shape[0]) / (1 + frequency)), dtype=np.float32)


def _weighed(counts: sp.csr_matrix, rarity: Floats) -> sp.csr_matrix:
    result = counts.tocsr().copy()
    result.data = np.sqrt(result.data) * rarity[result.indices]
    return unit(result)


def _together(member: sp.csr_matrix, labels: sp.csr_matrix) -> sp.csr_matrix:
    """The labels of each occupation as one row of length 1; what stands in all of them does not drown what stands in one."""
    result = (member @ labels).tocsr()
    result.data = np.sqrt(result.data)
    return unit(result)


def _inner_products(left: sp.csr_matrix, right: sp.csr_matrix, left_rows: Longs, right_rows: Longs) -> Floats:
    result = np.zeros(len(left_rows), dtype=np.float32)
    for start in range(0, len(left_rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        result[part] = np.asarray(left[left_rows[part]].multiply(right[right_rows[part]]).sum(axis=1)).ravel()
    return result
