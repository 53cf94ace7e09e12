"""The jobs that kinds of work bring: ISCO-08 groups of concepts, and how many of them ask no schooling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.concepts import Concept

_LEVELS = ((4, 1.0), (3, 0.5), (2, 0.2))
"""What agreement on so many digits is worth: the unit group all, its minor and its sub-major group less."""


_ELEMENTARY = "9"
"""ISCO-08 major group of elementary occupations, the one at skill level 1: work that is learnt by doing it."""


def elementary_shares(concepts: Sequence[Concept]) -> npt.NDArray[np.float32]:
    """Of each kind of work the share of its jobs that are elementary occupations; 0 where it brings none."""
    shares = [sum(code.startswith(_ELEMENTARY) for code in concept.isco) / max(len(concept.isco), 1) for concept in concepts]
    return np.asarray(shares, dtype=np.float32)


def isco_nodes(concepts: Sequence[Concept]) -> tuple[sp.csr_matrix, list[str]]:
    """Concepts x ISCO groups of two to four digits: which groups a concept brings; and the names of the columns."""
    nodes: dict[str, int] = {}
    rows, columns, values = [], [], []
    for number, concept in enumerate(concepts):
        share = 1 / max(len(concept.isco), 1) ** 0.5
        for code in concept.isco:
            for digits, weight in _LEVELS:
                rows.append(number)
                columns.append(nodes.setdefault(code[:digits], len(nodes)))
                values.append(weight * share)
    matrix = sp.csr_matrix((np.asarray(values, dtype=np.float32), (rows, columns)), shape=(len(concepts), max(len(nodes), 1)))
    return matrix, list(nodes)
