"""The CPV codes that a lot probably has, from the kinds of work that its text names; and whether a code that was given can be right.

Every concept stands for some codes. What a text says of a concept is divided over its codes, and counted there and in every branch above. The share
of all this that a branch holds, and how clearly the text speaks at all, give by a logistic regression the probability that the right code lies in
that branch. So a code is named as precisely as it is probable: rather 90910000 at 0.7 than 90911300 at 0.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.concepts import Concept
from matcher.matching.sparse import rows_at
from matcher.matching.text import Analyzer, Vocabulary, read_stream, tokenise

MOST = 3
"""How many codes are suggested for one lot."""

LEAST = 0.25
"""The probability below which a code is no suggestion."""

CPV_LEVELS = {2: 0.15, 3: 0.4, 4: 0.7, 5: 0.9, 6: 1.0, 7: 1.0, 8: 1.0}
"""What agreement on so many digits is worth: the division says little, the category nearly all."""

_CLEARLY, _HARDLY = 0.7, 0.1
"""A code is implausible where another division is at least so probable, and its own at most so."""

_WELL_COVERED = 0.7
"""The part of an official label, by weight of its words, that must stand in a text to point at its code."""

_CLEAREST = 1.5
"""More than so many clear mentions make a text no clearer."""


@dataclass(frozen=True)
class Calibration:
    """From evidence to probability: log-odds = intercept + share * ln(share of the evidence) + clarity * ln(all evidence, in clear mentions)."""

    intercept: float = 1.2
    share: float = 1.8
    clarity: float = 0.8

    @property
    def fingerprint(self) -> str:
        """Differs where the numbers do."""
        return f"cpv:{self.intercept:g}/{self.share:g}/{self.clarity:g}"


@dataclass(frozen=True)
class Suggestions:
    """Suggested codes as equally long columns, in order of lot, the most useful first. `concept`: which concept speaks most for the code."""

    lot: npt.NDArray[np.int32]
    code: tuple[str, ...]
    probability: npt.NDArray[np.float64]
    concept: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.lot)


class CodeTree:
    """The branches of the CPV that concepts stand for. `names`: their digits without trailing zeros, two at least; further `codes` may lie below."""

    def __init__(self, concepts: Sequence[Concept], codes: Iterable[str] = ()) -> None:
        index = {concept.id: concept for concept in concepts}
        self.number: dict[str, int] = {}
        rows, columns, shares = [], [], []
        for number, concept in enumerate(concepts):
            own = _codes_of(concept, index)
            total = sum(1 / (place + 1) ** 0.5 for place in range(len(own)))
            for place, code in enumerate(own):  # the first ones are meant most
                rows.append(number)
                columns.append(self._add(code))
                shares.append(1 / (place + 1) ** 0.5 / total)
        for code in codes:
            self._add(significant(code))
        self.names = list(self.number)
        self.levels = np.asarray([len(name) for name in self.names], dtype=np.int32)
        self._digits = np.asarray([int(name.ljust(8, "0")) for name in self.names], dtype=np.int64)
        size = max(len(self.names), 1)
        self.own = sp.csr_matrix((np.asarray(shares, dtype=np.float32), (rows, columns)), shape=(len(concepts), size))
        chains = [(number, self.number[branch]) for name, number in self.number.items() for branch in branches(name)]
        low, high = zip(*chains, strict=True) if chains else ((), ())
        self.above = sp.csr_matrix((np.ones(len(chains), dtype=np.float32), (low, high)), shape=(size, size))
        self.spread = (self.own @ self.above).tocsr()
        self._speaking = self.spread.T.tocsr()

    def _add(self, code: str) -> int:
        return [self.number.setdefault(branch, len(self.number)) for branch in branches(code)][-1]

    def support(self, strengths: sp.csr_matrix) -> sp.csr_matrix:
        """Items x branches: how much the concepts found in an item speak for each branch, in clear mentions."""
        return (strengths @ self.spread).tocsr().astype(np.float32, copy=False)

    def evidence(self, support: sp.csr_matrix) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Per entry of `support`, the logarithms that a `Calibration` weighs: its share of the row's evidence, and all evidence of the row."""
        total = np.asarray(support @ (self.levels == 2).astype(np.float64)).ravel() if self.names else np.zeros(support.shape[0])
        total = np.repeat(total, np.diff(support.indptr))
        return np.log(np.minimum(support.data / total, 1.0)), np.log(np.minimum(total, _CLEAREST))

    def probabilities(self, support: sp.csr_matrix, calibration: Calibration) -> sp.csr_matrix:
        """`support` as probabilities that the right code lies in each branch; never larger than that of the branch above."""
        share, clarity = self.evidence(support)
        result = support.copy()
        log_odds = calibration.intercept + calibration.share * share + calibration.clarity * clarity
        result.data = (1 / (1 + np.exp(-log_odds))).astype(np.float32)
        return result

    def implausible(self, given: Sequence[Sequence[str]], probabilities: sp.csr_matrix) -> list[tuple[str, ...]]:
        """Per item those of its `given` codes that its text speaks against. Of a division that no concept stands for nothing can be said."""
        divisions = np.flatnonzero(self.levels == 2)
        column = {self.names[node]: place for place, node in enumerate(divisions.tolist())}
        known = [(item, code, column[code[:2]]) for item, codes in enumerate(given) for code in codes if code[:2] in column]
        result: list[tuple[str, ...]] = [()] * len(given)
        if known:
            item, own = np.asarray([entry[0] for entry in known]), np.asarray([entry[2] for entry in known])
            per_division = probabilities[:, divisions].toarray()
            best = per_division.argmax(axis=1)[item]
            explained = np.bincount(item[own == best], minlength=len(given))[item] > 0  # by another code: this one tells of further work
            wrong = (per_division[item, best] >= _CLEARLY) & (per_division[item, own] <= _HARDLY) & ~explained
            for place in np.flatnonzero(wrong).tolist():
                result[known[place][0]] += (known[place][1],)
        return result

    def suggest(self, strengths: sp.csr_matrix, support: sp.csr_matrix, calibration: Calibration) -> Suggestions:
        """Up to `MOST` codes per item: each time the branch whose expected agreement with the right code is best, and that holds no other taken."""
        probabilities = self.probabilities(support, calibration)
        item = np.repeat(np.arange(support.shape[0]), np.diff(support.indptr))
        enough = probabilities.data >= LEAST
        item, node, probability = item[enough], probabilities.indices[enough], probabilities.data[enough].astype(np.float64)
        level = self.levels[node]
        worth = probability * np.asarray([CPV_LEVELS.get(digits, 0.0) for digits in range(9)])[level]
        order = np.lexsort((node, -level, -np.round(worth, 6), item))
        item, node, level, probability = item[order], node[order], level[order], probability[order]
        digits = self._digits[node]
        alive, taken = np.ones(len(item), dtype=bool), np.zeros(len(item), dtype=bool)
        for _ in range(MOST):
            left = np.flatnonzero(alive)
            first = left[np.r_[True, item[left][1:] != item[left][:-1]]] if len(left) else left
            taken[first] = True
            chosen = np.full(support.shape[0], -1)
            chosen[item[first]] = first
            rival = chosen[item[left]]
            common = 10 ** (8 - np.minimum(level[left], level[rival])).astype(np.int64)
            alive[left[digits[left] // common == digits[rival] // common]] = False
        item, node, probability = item[taken], node[taken], probability[taken]
        codes = tuple(self.names[place].ljust(8, "0") for place in node.tolist())
        return Suggestions(item.astype(np.int32), codes, probability, self._speakers(strengths, item, node))

    def _speakers(self, strengths: sp.csr_matrix, item: npt.NDArray[np.int64], node: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        if not len(item):
            return np.zeros(0, dtype=np.int32)
        spoken = rows_at(strengths, item).multiply(rows_at(self._speaking, node)).tocsr()
        return np.asarray(spoken.argmax(axis=1)).ravel().astype(np.int32)


class LabelledTree(CodeTree):
    """A tree with the codes of the official list below it: a text that has nearly all words of a code's label speaks for that very code."""

    def __init__(
        self, concepts: Sequence[Concept], labels: Mapping[str, str], analyzer: Analyzer, vocabulary: Vocabulary, weights: npt.NDArray[np.float32]
    ) -> None:
        """`weights`: of the words that texts may hold; rarer words of a label count as the rarest of these."""
        codes = [code for code in labels if len(significant(code)) > 2]
        super().__init__(concepts, codes)
        stream = read_stream(tokenise([(labels[code],) for code in codes], analyzer), analyzer, vocabulary.copy())
        keys = np.unique(stream.doc.astype(np.int64) << 32 | stream.atom)
        label, word = keys >> 32, keys & 0xFFFFFFFF
        known = word < len(weights)
        weight = np.where(known, weights[np.where(known, word, 0)], weights.max(initial=0.1))
        whole = np.bincount(label, weights=weight, minlength=len(codes))
        self._words = sp.csr_matrix(((weight / whole[label])[known], (word[known], label[known])), shape=(len(weights), len(codes)))
        self._below = self.above[[self.number[significant(code)] for code in codes]]  # label x its own branch and all above

    def refined(self, strengths: sp.csr_matrix, words: sp.csr_matrix) -> sp.csr_matrix:
        """`support`, with what the `words` (items x words, any values) of the labels add."""
        present = words.copy()
        present.data = np.ones_like(present.data)
        covered = (present @ self._words).tocsr()
        covered.data[covered.data < _WELL_COVERED] = 0
        covered.eliminate_zeros()
        found = covered.multiply(strengths @ self.own @ self._below.T).tocsr()
        found.eliminate_zeros()
        found.data /= np.repeat(np.maximum(np.diff(found.indptr), 1), np.diff(found.indptr))
        return (self.support(strengths) + found @ self._below).tocsr().astype(np.float32)


def significant(code: str) -> str:
    """A CPV code without its trailing zeros, but at least its division: "90911300" -> "909113"."""
    return code[:2] + code[2:8].rstrip("0")


def branches(code: str) -> list[str]:
    """The branches that a CPV code lies on, from the division down to itself."""
    digits = significant(code)
    return [digits[:length] for length in range(2, len(digits) + 1)]


def _codes_of(concept: Concept, index: Mapping[str, Concept]) -> list[str]:
    """Its codes, else those of the nearest concept above that has some."""
    while not concept.cpv and concept.parent is not None and concept.parent in index:
        concept = index[concept.parent]
    return list(dict.fromkeys(significant(code) for code in concept.cpv))
