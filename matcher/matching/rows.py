"""Items on their way to rows that can be compared: read, added up, and as sparse matrices over the columns of a feature space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.items import Item
from matcher.matching.mentions import Mentions
from matcher.matching.sparse import rows_at, under
from matcher.matching.text import Stream


@dataclass(frozen=True)
class Rows:
    """Items as rows of float32 CSR matrices.

    `words` of what is asked have length 1; of what is offered they are BM25's saturated term frequencies, from 0 to 1. `concepts` are the kinds of
    work that a text names or its words hint at, with those above them, at length 1. `codes` (given CPV codes), `work` (ISCO groups) and `names`
    (how the first field is written) have rows of length 1 (or 0). `occupations` are those of an imported list that the first field speaks of, from
    0 to 1; without a list there are no columns.

    `strengths` are the concepts that are named or given by a code, `title_strengths` those of the first field alone; `natures` the shares of goods,
    software and so on of what is named; `terms` holds the term id + 1
    that best showed each concept (0 where a code did), in the pattern of `strengths`. `said` are the strengths of what the text itself says, without
    codes; `implausible`, per row, the given codes that it speaks against: both only in rows that were just read.
    """

    words: sp.csr_matrix
    concepts: sp.csr_matrix
    codes: sp.csr_matrix
    work: sp.csr_matrix
    names: sp.csr_matrix
    occupations: sp.csr_matrix
    strengths: sp.csr_matrix
    title_strengths: sp.csr_matrix
    natures: sp.csr_matrix
    terms: sp.csr_matrix
    said: sp.csr_matrix | None = None
    implausible: Sequence[tuple[str, ...]] = ()

    def __len__(self) -> int:
        return int(self.words.shape[0])

    def take(self, places: npt.NDArray[np.int64]) -> Rows:
        """Some of the rows, for comparing: without what is said of codes."""
        return Rows(*(rows_at(getattr(self, name), places) for name in COMPARED))

    def under(self, others: Rows) -> Rows:
        """These rows with others under them, for comparing."""
        return Rows(*(under(getattr(self, name), getattr(others, name)) for name in COMPARED))


COMPARED = ("words", "concepts", "codes", "work", "names", "occupations", "strengths", "title_strengths", "natures", "terms")
"""The matrices of `Rows` by which lots and profiles are compared and matches explained."""


@dataclass(frozen=True)
class Reading:
    """Items of one kind as they were read, before any weighing: the atoms, where concepts are named, and the first field as it is `written`, in words
    and in runs of characters (`names`). `told`: items x natures, what firms call themselves or titles what they ask
    for; None for people."""

    items: Sequence[Item]
    stream: Stream
    mentions: Mentions
    written: Sequence[str]
    names: sp.csr_matrix
    told: npt.NDArray[np.float32] | None


@dataclass(frozen=True)
class Evidence:
    """What was read, added up: `counts` and `weighted` words, `strengths` and `terms` of named concepts, and `concepts` named or hinted at.

    `said`, `implausible`: see `Rows`. `probable`: of what asks, the CPV branches that the text speaks for, with their probability.
    """

    reading: Reading
    counts: sp.csr_matrix
    weighted: sp.csr_matrix
    strengths: sp.csr_matrix
    terms: sp.csr_matrix
    concepts: sp.csr_matrix
    said: sp.csr_matrix
    implausible: Sequence[tuple[str, ...]]
    probable: sp.csr_matrix | None
