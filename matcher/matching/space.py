"""The feature space: tenders and profiles as rows of a few sparse matrices over the same columns.

`fit_space` learns the vocabulary and the weights of words and concepts; `project` then turns any item into rows, also one that came later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.concepts import Concept, ConceptFinder, Found, as_matrix, merge
from matcher.matching.cpv_suggestions import CPV_LEVELS, Calibration, CodeTree, LabelledTree, Suggestions, branches
from matcher.matching.stopwords import STOPWORDS
from matcher.matching.text import Analyzer, Stream, Vocabulary, english_tokens, plain_tokens, read_stream
from matcher.matching.thesaurus import prepare

CPV_WEIGHT = 0.8
"""What a CPV code on a tender counts of a clear mention in its title: codes are often too broad, or wrong."""

SBI_WEIGHT = 0.5
"""What an SBI code counts of a clear mention in the profile: it says the branch, not the work."""

_SEEN_OFTEN = 5
"""A word in so many documents is no misspelling."""

_COMPOUND_WORD_SHARE = 0.5
_CPV_DERIVED = 0.5
"""What a clear mention in a profile counts of a code that was given. In a tender a code counts by its probability."""

_IMPLAUSIBLE = 0.3
"""What a given code counts where the text clearly says something else."""

_CLEAR = 0.5
"""About the length of a row of codes that one clear mention gives."""

_GIVEN = float(np.linalg.norm([CPV_LEVELS[digits] for digits in range(2, 7)]))
"""The length of a row with one given code: a suggested code alone then counts by its probability."""


@dataclass(frozen=True)
class Item:
    """A lot or a profile as the matcher sees it: texts by field, and codes. The fields of one kind of item are always in the same order."""

    fields: tuple[str, ...]
    cpv: tuple[str, ...] = ()
    sbi: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of item: what each of its fields counts, whether it asks or offers, and whether vague wishes ("something with my hands") count."""

    field_weights: tuple[float, ...]
    offers: bool
    vague: bool = False


TENDER = Kind((1.0, 0.5, 0.3, 0.3), offers=False)
"""Title, description, category, and the official labels of its codes (may be left out)."""

_CODE_LABELS = 3
"""The field of a tender that only repeats its codes, so that it cannot speak for or against them."""

SUPPLIER = Kind((0.6, 1.0, 1.0), offers=True)
"""Name, description, keywords."""

JOBSEEKER = Kind((1.0, 0.6, 0.6), offers=True, vague=True)
"""Wants, skills, experience."""

_SATURATION, _LENGTH_SHARE = 0.8, 0.5
"""BM25's k1 and b (Robertson & Zaragoza 2009, section 3.4) for the words of what is offered."""


@dataclass(frozen=True)
class Rows:
    """Items as rows. All matrices are float32 CSR; `concepts`, `codes` and `work` have rows of length 1 (or 0).

    `words` of what is asked have length 1; of what is offered they are BM25's saturated term frequencies, from 0 to 1.

    `strengths` are the concepts found as such; `reach` the same with their ancestors, cut at 1; `terms` holds the term id + 1 that best showed
    each concept (0 where a code did), in the pattern of `strengths`. `said` are the strengths of what the text itself says, without codes;
    `implausible`, per row, the given codes that it speaks against. `title_words` and `title_strengths` are those of the first field alone,
    `names` its words as they are written, without empty words.
    """

    words: sp.csr_matrix
    title_words: sp.csr_matrix
    strengths: sp.csr_matrix
    title_strengths: sp.csr_matrix
    reach: sp.csr_matrix
    concepts: sp.csr_matrix
    codes: sp.csr_matrix
    work: sp.csr_matrix
    terms: sp.csr_matrix
    names: tuple[str, ...]
    said: sp.csr_matrix
    implausible: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return int(self.words.shape[0])


class FeatureSpace:
    """What `fit_space` learnt. Attributes that end in "_" are learnt."""

    def __init__(self, analyzer: Analyzer, vocabulary: Vocabulary, finder: ConceptFinder, calibration: Calibration) -> None:
        self.analyzer = analyzer
        self.vocabulary_ = vocabulary
        self.finder = finder
        self.word_weights_: npt.NDArray[np.float32] = np.ones(0, dtype=np.float32)
        self.usual_lengths_: dict[Kind, float] = {}
        self._surface_forms: dict[int, str] | None = None
        self.average_lengths_: dict[Kind, float] = {}
        self.concept_weights_: npt.NDArray[np.float32] = np.ones(len(finder.concepts), dtype=np.float32)
        self.calibration = calibration
        self.code_tree = CodeTree(finder.concepts)
        self.cpv_node_names = self.code_tree.names
        self._branch_worth = sp.diags_array(np.asarray([CPV_LEVELS[len(name)] for name in self.cpv_node_names] or [0.0], dtype=np.float32))
        self._isco_nodes, self.isco_node_names = _code_nodes([concept.isco for concept in finder.concepts], _isco_prefixes)

    def surface_forms(self) -> dict[int, str]:
        """For every column of the words, the shortest word that was read as it: people read words, not stems."""
        if self._surface_forms is None:
            self._surface_forms = self.analyzer.surface_forms(self.vocabulary_)
        return self._surface_forms

    def project(self, items: Sequence[Item], kind: Kind) -> Rows:
        """Items of one kind as rows; words never seen before get no column."""
        stream = read_stream([item.fields for item in items], self.analyzer, self.vocabulary_)
        return self._rows(items, stream, kind)

    def _rows(self, items: Sequence[Item], stream: Stream, kind: Kind) -> Rows:
        field_weights = kind.field_weights
        columns = len(self.word_weights_)
        frequencies = _frequencies(stream, field_weights, columns)
        total = len(self.finder.concepts)
        labels = stream.field == _CODE_LABELS
        found_in_text = self.finder.find(_part(stream, ~labels), field_weights, vague=kind.vague)
        said = as_matrix(found_in_text, len(items), total)
        probable = None if kind.offers else self.code_tree.probabilities(self.code_tree.support(said), self.calibration)
        # what is offered is taken at its word
        implausible = [()] * len(items) if probable is None else self.code_tree.implausible([item.cpv for item in items], probable)
        found = merge(
            [
                found_in_text,
                self.finder.find(_part(stream, labels), field_weights, vague=kind.vague),
                self.finder.from_cpv([_without(item.cpv, doubtful) for item, doubtful in zip(items, implausible, strict=True)], CPV_WEIGHT),
                self.finder.from_cpv(implausible, CPV_WEIGHT * _IMPLAUSIBLE),
                self.finder.from_sbi([item.sbi for item in items], SBI_WEIGHT),
            ],
            total,
        )
        strengths = as_matrix(found, len(items), total)
        if kind.offers:
            strengths = self._shared_by_length(strengths, frequencies, kind)
        terms = sp.csr_matrix((found.term + 1, (found.doc, found.concept)), shape=strengths.shape)
        title_strengths = as_matrix(self.finder.find(_part(stream, stream.field == 0), (1.0,), vague=kind.vague), len(items), total)
        derived = self.code_tree.support(strengths) * _CPV_DERIVED if probable is None else probable
        reach = (strengths @ self.finder.ancestors).tocsr()
        reach.data = np.minimum(reach.data, 1.0)
        weighted = reach.copy()
        weighted.data = np.sqrt(weighted.data) * self.concept_weights_[weighted.indices]
        return Rows(
            words=self._saturated(frequencies, kind) if kind.offers else _unit(self._weighted_words(frequencies)),
            title_words=self._weighted_words(_frequencies(_part(stream, stream.field == 0), (1.0,), columns)),
            strengths=strengths,
            title_strengths=title_strengths,
            reach=reach,
            concepts=_unit(weighted, floor=self._usual_length(kind)),
            codes=_unit(self._codes(items, implausible, derived), floor=_CLEAR if kind.offers else _GIVEN),
            work=_unit((strengths @ self._isco_nodes).tocsr().astype(np.float32), floor=_CLEAR),
            terms=terms,
            names=tuple(" ".join(word for word in plain_tokens(item.fields[0]) if word[0].isalpha() and word not in STOPWORDS) for item in items),
            said=said,
            implausible=tuple(implausible),
        )

    def _weighted_words(self, frequencies: sp.csr_matrix) -> sp.csr_matrix:
        result = frequencies.copy()
        result.data = np.sqrt(result.data) * self.word_weights_[result.indices]
        return result

    def _saturated(self, frequencies: sp.csr_matrix, kind: Kind) -> sp.csr_matrix:
        """BM25's part of what is offered: a word said twice is little more than once, and long texts are no better for being long."""
        length = np.asarray(frequencies.sum(axis=1), dtype=np.float64).ravel() / self.average_lengths_.get(kind, 1.0)
        slowness = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * np.repeat(length, np.diff(frequencies.indptr)))
        result = frequencies.copy()
        result.data = (result.data / (result.data + slowness)).astype(np.float32)
        return result

    def _usual_length(self, kind: Kind) -> float:
        """Below this, a row of concepts stays shorter than 1: who names one kind of work where others name five is not five times as good at it."""
        return self.usual_lengths_.get(kind, float(self.concept_weights_.mean()))

    def _shared_by_length(self, strengths: sp.csr_matrix, frequencies: sp.csr_matrix, kind: Kind) -> sp.csr_matrix:
        """A mention in a long text says less of what somebody does than one in a short text; texts below average length are left alone."""
        length = np.asarray(frequencies.sum(axis=1), dtype=np.float64).ravel() / self.average_lengths_.get(kind, 1.0)
        share = 1.0 / (1 - _LENGTH_SHARE + _LENGTH_SHARE * np.maximum(length, 1.0))
        result = strengths.copy()
        result.data = (result.data * np.repeat(share, np.diff(result.indptr))).astype(np.float32)
        return result

    def _codes(self, items: Sequence[Item], implausible: Sequence[tuple[str, ...]], derived: sp.csr_matrix) -> sp.csr_matrix:
        """Items x branches of the CPV: the codes that were given, and those `derived` from the concepts."""
        rows, columns, values = [], [], []
        for number, (item, doubtful) in enumerate(zip(items, implausible, strict=True)):
            for code in item.cpv:
                known = [node for branch in branches(code) if (node := self.code_tree.number.get(branch)) is not None]
                rows += [number] * len(known)
                columns += known
                values += [_IMPLAUSIBLE if code in doubtful else 1.0] * len(known)
        given = sp.csr_matrix((np.asarray(values, dtype=np.float32), (rows, columns)), shape=derived.shape)
        return ((given + derived) @ self._branch_worth).tocsr().astype(np.float32)

    def suggest_codes(self, rows: Rows, which: npt.NDArray[np.int64], labels: Mapping[str, str]) -> Suggestions:
        """The codes that the texts of some rows of tenders suggest; `lot` counts within `which`. `labels`: of the official list, may be empty."""
        said, tree = rows.said[which], self.code_tree
        named = {tree.names[node] for node in np.unique((said @ tree.own).tocsr().indices).tolist()}
        below = {code: label for code, label in labels.items() if not named.isdisjoint(branches(code))}
        if not below:
            return tree.suggest(said, tree.support(said), self.calibration)
        labelled = LabelledTree(self.finder.concepts, below, self.analyzer, self.vocabulary_, self.word_weights_)
        return labelled.suggest(said, labelled.refined(said, rows.words[which]), self.calibration)


def fit_space(
    concepts: Sequence[Concept],
    items_of: Mapping[Kind, Sequence[Item]],
    imported: Sequence[Concept] = (),
    calibration: Calibration = Calibration(),  # noqa: B008 - frozen
) -> FeatureSpace:
    """Learn a space from the thesaurus, with what was `imported` beside it, and from items of every kind. `calibration`: of the CPV suggestions."""
    thesaurus = prepare(tuple(concepts), tuple(imported))
    texts = [set(plain_tokens(field)) for items in items_of.values() for item in items for field in item.fields if field]
    often = Counter(token for tokens in texts for token in tokens)
    analyzer = thesaurus.analyzer.beside(english_tokens(texts), frozenset(token for token, count in often.items() if count >= _SEEN_OFTEN))
    vocabulary = thesaurus.vocabulary.copy()
    space = FeatureSpace(analyzer, vocabulary, thesaurus.finder, calibration)
    streams = {kind: read_stream([item.fields for item in items], analyzer, vocabulary) for kind, items in items_of.items() if items}
    columns = len(vocabulary)
    space.word_weights_ = _inverse_frequencies([thesaurus.documents, *streams.values()], columns)
    space.concept_weights_ = _concept_weights(thesaurus.finder, list(streams.values()))
    space.average_lengths_ = {
        kind: max(float(_frequencies(stream, kind.field_weights, columns).sum()) / stream.documents, 1.0) for kind, stream in streams.items()
    }
    for kind, items in items_of.items():
        if kind.offers and items:
            squares = space.project(items, kind).reach.multiply(1.0) @ (space.concept_weights_**2)  # of the square roots, weighted
            space.usual_lengths_[kind] = float(np.sqrt(squares).mean())
    return space


def _inverse_frequencies(streams: Sequence[Stream], columns: int) -> npt.NDArray[np.float32]:
    """ln((1 + documents) / (1 + documents with the word)), at least 0.1. The thesaurus' concepts count as documents: a prior for small corpora."""
    frequency = np.zeros(columns, dtype=np.float64)
    documents = 0
    for stream in streams:
        documents += stream.documents
        compound = stream.word != stream.atom
        for doc, column in ((stream.doc, stream.atom), (stream.doc[compound], stream.word[compound])):
            keys = np.unique(doc.astype(np.int64) * columns + column)
            frequency += np.bincount((keys % columns).astype(np.int64), minlength=columns)
    return np.maximum(np.log((1 + documents) / (1 + frequency)), 0.1).astype(np.float32)


def _concept_weights(finder: ConceptFinder, streams: Sequence[Stream]) -> npt.NDArray[np.float32]:
    """As for words: a concept found everywhere says little. A parent counts wherever one below it was found."""
    total = len(finder.concepts)
    frequency = np.asarray((finder.ancestors > 0).sum(axis=0), dtype=np.float64).ravel()  # the thesaurus as a prior: how much lies below
    documents = float(total)
    for stream in streams:
        found: Found = finder.find(stream, [1.0] * (int(stream.field.max(initial=0)) + 1))
        present = as_matrix(found, stream.documents, total) @ finder.ancestors
        frequency += np.bincount(present.tocsr().indices, minlength=total)
        documents += stream.documents
    return np.maximum(np.log((1 + documents) / (1 + frequency)), 0.1).astype(np.float32)


def _frequencies(stream: Stream, field_weights: Sequence[float], columns: int) -> sp.csr_matrix:
    """Documents x words: how often, each time counted by the weight of its field. Atoms, and the whole stems of compounds at half weight."""
    share = np.asarray(field_weights, dtype=np.float32)[stream.field]
    new_word = np.r_[True, (np.diff(stream.position) != 1) | (np.diff(stream.word) != 0)] if len(stream.word) else np.zeros(0, dtype=bool)
    compound = new_word & (stream.word != stream.atom)
    doc = np.concatenate([stream.doc, stream.doc[compound]])
    column = np.concatenate([stream.atom, stream.word[compound]])
    value = np.concatenate([share * stream.share, share[compound] * _COMPOUND_WORD_SHARE])
    known = (column < columns) & (value > 0)
    return sp.csr_matrix((value[known], (doc[known], column[known])), shape=(stream.documents, columns), dtype=np.float32)


def _part(stream: Stream, keep: npt.NDArray[np.bool_]) -> Stream:
    return Stream(
        stream.doc[keep], stream.field[keep], stream.position[keep], stream.word[keep], stream.atom[keep], stream.share[keep], stream.documents
    )


def _unit(matrix: sp.csr_matrix, floor: float = 0.0) -> sp.csr_matrix:
    """Rows scaled to length 1; empty rows stay empty, and rows shorter than `floor` stay shorter than 1: a hint is no certainty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64)).ravel()
    lengths = np.maximum(lengths, floor)
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    result = matrix.copy()
    result.data = (result.data * np.repeat(scale, np.diff(result.indptr))).astype(np.float32)
    return result


def _code_nodes(codes_of: Sequence[Sequence[str]], prefixes: Callable[[str], list[tuple[str, float]]]) -> tuple[sp.csr_matrix, list[str]]:
    """Concepts x code prefixes: what codes a concept stands for; and the names of the columns."""
    nodes: dict[str, int] = {}
    rows, columns, values = [], [], []
    for number, codes in enumerate(codes_of):
        share = 1 / max(len(codes), 1) ** 0.5
        for code in codes:
            for prefix, weight in prefixes(code):
                rows.append(number)
                columns.append(nodes.setdefault(prefix, len(nodes)))
                values.append(weight * share)
    matrix = sp.csr_matrix((np.asarray(values, dtype=np.float32), (rows, columns)), shape=(len(codes_of), max(len(nodes), 1)))
    return matrix, list(nodes)


def _without(codes: Sequence[str], doubtful: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in doubtful)


def _isco_prefixes(code: str) -> list[tuple[str, float]]:
    """ISCO-08: unit group, and with less weight its minor and sub-major group."""
    return [(code, 1.0), (code[:3], 0.5), (code[:2], 0.2)]
