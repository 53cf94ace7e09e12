"""Where texts name concepts, and how strongly each document names each: mentions, and mentions added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.sparse import from_sorted
from matcher.matching.terms import Longs


@dataclass(frozen=True)
class Mentions:
    """Where texts name concepts: one entry per mention, as equally long columns.

    `strength` is 1 for a clear mention, whatever the weight of its field; `term` is the index of the term that was found; `first` and `last` are the
    places of its outer atoms in the stream.
    """

    doc: npt.NDArray[np.int32]
    field: npt.NDArray[np.int32]
    concept: npt.NDArray[np.int32]
    strength: npt.NDArray[np.float32]
    term: npt.NDArray[np.int32]
    first: Longs
    last: Longs

    def only(self, chosen: npt.NDArray[np.bool_]) -> Mentions:
        """Some of the mentions."""
        return Mentions(
            self.doc[chosen],
            self.field[chosen],
            self.concept[chosen],
            self.strength[chosen],
            self.term[chosen],
            self.first[chosen],
            self.last[chosen],
        )


@dataclass(frozen=True)
class Found:
    """Concepts in documents: one entry per document and concept, sorted by document.

    `strength` is 1 for one clear mention in a field of weight 1; `term` is the index of the best term, -1 where a code said it.
    """

    doc: npt.NDArray[np.int32]
    concept: npt.NDArray[np.int32]
    strength: npt.NDArray[np.float32]
    term: npt.NDArray[np.int32]


def add_up(mentions: Mentions, field_weights: Sequence[float], concepts: int) -> Found:
    """The concepts of each document, every mention counted by the weight of its field."""
    weight = np.asarray(field_weights, dtype=np.float32)[mentions.field]
    return gather(mentions.doc, mentions.concept, mentions.strength * weight, mentions.term, concepts)


def gather(
    doc: npt.NDArray[np.int32], concept: npt.NDArray[np.int32], strength: npt.NDArray[np.float32], term: npt.NDArray[np.int32], concepts: int
) -> Found:
    """One entry per document and concept: strengths added up with falling weight (1, 1/2, 1/3 ...), the strongest term kept."""
    if not len(doc):
        return Found(doc, concept, strength.astype(np.float32), term)
    order = np.lexsort((-strength, doc * np.int64(concepts) + concept))
    doc, concept, strength, term = doc[order], concept[order], strength[order], term[order]
    keys = doc * np.int64(concepts) + concept
    start = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    sizes = np.diff(np.r_[start, len(keys)])
    nth = np.arange(len(keys)) - np.repeat(start, sizes)
    return Found(doc[start], concept[start], np.add.reduceat(strength / (1 + nth), start).astype(np.float32), term[start])


def merge(parts: Sequence[Found], concepts: int) -> Found:
    """Several findings in the same documents as one."""
    return gather(
        np.concatenate([part.doc for part in parts]),
        np.concatenate([part.concept for part in parts]),
        np.concatenate([part.strength for part in parts]),
        np.concatenate([part.term for part in parts]),
        concepts,
    )


def as_matrix(found: Found, documents: int, concepts: int) -> sp.csr_matrix:
    """Documents x concepts, the strengths as values."""
    return from_sorted(found.doc, found.concept, found.strength, (documents, concepts))
