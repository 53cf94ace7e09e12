"""The feature space: tenders and profiles as rows of a few sparse matrices over the same columns.

`fit_space` learns the vocabulary and the weights of words; `project` then turns any item into rows, also one that came later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.concepts import LENDING, WORK_FAMILY, Concept
from matcher.matching.cpv_suggestions import CPV_LEVELS, Calibration, LabelledTree, Suggestions, branches
from matcher.matching.foreign import hardly_in_foreign_texts
from matcher.matching.garbage import collector_paused
from matcher.matching.heads import heads_first
from matcher.matching.isco import elementary_shares, isco_nodes
from matcher.matching.items import JOBSEEKER, SUPPLIER, TENDER, Item, Kind
from matcher.matching.mentions import Found, Mentions, add_up, as_matrix, merge
from matcher.matching.names import as_written, character_runs, rarity
from matcher.matching.natures import bringing_work, nature_shares, natures_of, natures_of_firms, natures_of_tenders, with_told
from matcher.matching.occupations import Occupations, Titles
from matcher.matching.rows import Evidence, Reading, Rows
from matcher.matching.sparse import beside, from_sorted, lengths, product_without_faint, row_sums, rows_at, rows_times, scaled, unit, without_faint
from matcher.matching.text import Analyzer, Tokens, Vocabulary, read_stream, tokenise
from matcher.matching.thesaurus import Thesaurus, frequencies, inverse_frequencies, prepare

CPV_WEIGHT = 1.0
"""What a CPV code on a tender counts: a clear mention in its title."""

SBI_WEIGHT = 0.5
"""What an SBI code counts of a clear mention in the profile: it says the branch, not the work."""

_SEEN_OFTEN = 5
"""A word in so many documents is no misspelling."""

_IMPLAUSIBLE = 0.3
"""What a given code counts where the text clearly says something else."""

_CLEAR = 0.5
"""About the length of a row of codes or jobs that one clear mention gives."""

_GIVEN = float(np.linalg.norm([CPV_LEVELS[digits] for digits in range(2, 7)]))
"""The length of a row with one given code: a suggested code alone then counts by its probability."""

_NAMED = 3.0
"""What naming a kind of work counts beside words that only hint at it."""

_DAMPING = 0.8
"""The power of a kind of work's weight: the second mention says less than the first."""

_FAINT_CODE = 0.1
"""The same for branches of the CPV."""

_PIVOT = 0.9
"""How much of the length of an offer's own row, beside the usual length, its kinds of work are divided by: the pivoted normalisation of Singhal,
Buckley & Mitra (SIGIR 1996). Who does five kinds of work is not five times worse at each."""

_FAINT = 0.05
"""Kinds of work that weigh less than this part of a text's main one are left out."""

_CODE_LABELS = 3
"""The field of a tender that only repeats its codes, so that it cannot speak for or against them."""

_KINDS = (TENDER, SUPPLIER, JOBSEEKER)

_SATURATION, _LENGTH_SHARE = 0.8, 0.5
"""BM25's k1 and b (Robertson & Zaragoza 2009, section 3.4) for the words of what is offered."""


class FeatureSpace:
    """What `fit_space` learnt. Attributes that end in "_" are learnt."""

    def __init__(self, thesaurus: Thesaurus, analyzer: Analyzer, vocabulary: Vocabulary, calibration: Calibration) -> None:
        self.analyzer = analyzer
        self.vocabulary_ = vocabulary
        self.finder = thesaurus.finder
        self._hints, self._hints_by_concept = thesaurus.hints, thesaurus.hints_by_concept
        self._kin_squared = thesaurus.kin.multiply(thesaurus.kin).tocsr()
        self.word_weights_: npt.NDArray[np.float32] = np.ones(0, dtype=np.float32)
        self.name_weights_: npt.NDArray[np.float32] = np.ones(0, dtype=np.float32)
        self.average_lengths_: dict[Kind, float] = {}
        self.usual_lengths_: dict[Kind, float] = {}
        self.occupations_: Occupations | None = None
        self.occupation_names: Sequence[str] = ()
        self._surface_forms: dict[int, str] | None = None
        concepts = self.finder.concepts
        self.calibration = calibration
        self.code_tree = thesaurus.code_tree
        self._branch_worth = np.asarray([CPV_LEVELS[len(name)] for name in self.code_tree.names] or [0.0], dtype=np.float32)
        self._natures_of_concepts = natures_of(concepts)
        self._isco_nodes, self.isco_node_names = isco_nodes(concepts)
        self.elementary = elementary_shares(concepts)
        self.lends = np.asarray([concept.id == LENDING for concept in concepts], dtype=np.float32)
        self._brings_jobs = np.asarray([bool(concept.isco) for concept in concepts], dtype=bool)
        self._speaking: dict[tuple[bool, int], sp.csr_matrix] = {}
        self._says_nothing = self.finder.is_silent | np.asarray([f"{concept.id}." == WORK_FAMILY for concept in concepts], dtype=bool)

    def surface_forms(self) -> dict[int, str]:
        """For every column of the words, the shortest word that was read as it: people read words, not stems."""
        if self._surface_forms is None:
            self._surface_forms = self.analyzer.surface_forms(self.vocabulary_)
        return self._surface_forms

    def hints_at(self, words: npt.NDArray[np.int32], concept: int) -> npt.NDArray[np.float32]:
        """How much each of some words (columns) hints at the concept."""
        span = slice(self._hints_by_concept.indptr[concept], self._hints_by_concept.indptr[concept + 1])
        known = self._hints_by_concept.indices[span]
        if not len(known):
            return np.zeros(len(words), dtype=np.float32)
        place = np.minimum(np.searchsorted(known, words), len(known) - 1)
        return np.where(known[place] == words, self._hints_by_concept.data[span][place], np.float32(0.0))

    def learnt(self) -> tuple[dict[str, Any], dict[str, npt.NDArray[np.float32]]]:
        """Everything that was learnt, as plain values and as arrays; `relearnt` takes it."""
        plain = {
            "vocabulary": list(self.vocabulary_.ids),
            "english": sorted(self.analyzer.english),
            "familiar": sorted(self.analyzer.familiar),
            "average_lengths": [[_KINDS.index(kind), length] for kind, length in self.average_lengths_.items()],
            "usual_lengths": [[_KINDS.index(kind), length] for kind, length in self.usual_lengths_.items()],
            "surface_forms": list(self.surface_forms().items()),
        }
        return plain, {"words": self.word_weights_, "names": self.name_weights_}

    @classmethod
    def relearnt(
        cls,
        thesaurus: Thesaurus,
        imported: Sequence[Concept],
        calibration: Calibration,
        plain: Mapping[str, Any],
        arrays: Mapping[str, npt.NDArray[np.float32]],
    ) -> FeatureSpace:
        """A space from what another one had learnt with the same thesaurus and imported occupations."""
        analyzer = thesaurus.analyzer.beside(frozenset(plain["english"]), frozenset(plain["familiar"]))
        space = cls(thesaurus, analyzer, Vocabulary(plain["vocabulary"]), calibration)
        space.word_weights_, space.name_weights_ = arrays["words"], arrays["names"]
        space.average_lengths_ = {_KINDS[number]: length for number, length in plain["average_lengths"]}
        space.usual_lengths_ = {_KINDS[number]: length for number, length in plain["usual_lengths"]}
        space._surface_forms = {int(column): form for column, form in plain["surface_forms"]}
        if listed := [concept for concept in imported if concept.isco]:
            space.learn_occupations(listed, space.read_labels(listed))
        return space

    def project(self, items: Sequence[Item], kind: Kind) -> Rows:
        """Items of one kind as rows; words never seen before get no column."""
        reading = self.read(items, tokenise([item.fields for item in items], self.analyzer), kind)
        counts = frequencies(reading.stream, kind.field_weights, len(self.word_weights_))
        return self.rows(self.evidence(reading, counts, kind), kind)

    def read(self, items: Sequence[Item], tokens: Tokens, kind: Kind) -> Reading:
        """Items as they stand there, with the tokens of their fields."""
        stream = read_stream(tokens, self.analyzer, self.vocabulary_)
        written = as_written([item.fields[0] for item in items], tokens)
        told = natures_of_firms(tokens) if kind.named else natures_of_tenders(tokens, [item.cpv for item in items]) if not kind.offers else None
        mentions = hardly_in_foreign_texts(self.finder.mentions(stream, vague=kind.vague), tokens)
        if not kind.offers:
            mentions = heads_first(mentions, stream, tokens, self.analyzer, self.finder)
        return Reading(items, stream, mentions, written, character_runs(written), told)

    def evidence(self, reading: Reading, counts: sp.csr_matrix, kind: Kind) -> Evidence:
        """What the texts and codes say, before the lengths of texts are evened out. `counts`: how often each word stands in each text."""
        items, total = reading.items, len(self.finder.concepts)
        weighted = self._weighted_words(counts)
        of_label = reading.mentions.field == _CODE_LABELS
        in_text = add_up(reading.mentions.only(~of_label), kind.field_weights, total)
        said = as_matrix(in_text, len(items), total)
        probable = None if kind.offers else self.code_tree.probabilities(self.code_tree.support(said), self.calibration)
        # what is offered is taken at its word
        implausible = [()] * len(items) if probable is None else self.code_tree.implausible([item.cpv for item in items], probable)
        found = merge(
            [
                in_text,
                add_up(reading.mentions.only(of_label), kind.field_weights, total),
                self.finder.from_cpv(
                    [_without(item.cpv, doubtful) if doubtful else item.cpv for item, doubtful in zip(items, implausible, strict=True)], CPV_WEIGHT
                ),
                self.finder.from_cpv(implausible, CPV_WEIGHT * _IMPLAUSIBLE),
                self.finder.from_sbi([item.sbi for item in items], SBI_WEIGHT),
            ],
            total,
        )
        strengths = as_matrix(found, len(items), total)
        terms = sp.csr_matrix((found.term + 1, strengths.indices, strengths.indptr), shape=strengths.shape)
        if kind.offers:
            strengths = self._shared_by_length(strengths, counts, kind)
        return Evidence(reading, counts, weighted, strengths, terms, self._concepts(weighted, strengths, kind), said, implausible, probable)

    def rows(self, evidence: Evidence, kind: Kind) -> Rows:
        """Evidence as rows that can be compared."""
        reading, concepts = evidence.reading, evidence.concepts
        names = reading.names.copy()
        names.data = names.data * self.name_weights_[names.indices]
        usual = self.usual_lengths_.get(kind, 1.0)
        concepts = scaled(concepts, (1 - _PIVOT) * usual + _PIVOT * lengths(concepts)) if kind.offers else unit(concepts)
        return Rows(
            words=self._saturated(evidence.counts, kind) if kind.offers else unit(evidence.weighted),
            concepts=concepts,
            codes=self._codes(evidence),
            work=self._work(evidence.strengths, reading.told, kind),
            names=unit(names),
            occupations=self._occupations(reading, kind),
            strengths=evidence.strengths,
            title_strengths=as_matrix(_of_title(reading.mentions, len(self.finder.concepts)), len(reading.items), len(self.finder.concepts)),
            natures=self._natures(evidence, kind),
            terms=evidence.terms,
            said=evidence.said,
            implausible=tuple(evidence.implausible),
        )

    def reach(self, strengths: sp.csr_matrix) -> sp.csr_matrix:
        """Named concepts with those above them of the same trade, cut at 1."""
        result = (strengths @ self.finder.reach).tocsr()
        result.data = np.minimum(result.data, 1.0)
        return result

    def reach_around(self, strengths: sp.csr_matrix) -> sp.csr_matrix:
        """Named concepts with those akin to them, cut at 1: the root of the sum of squares, so that much that is far off does not add up to one."""
        result = (strengths.multiply(strengths) @ self._kin_squared).tocsr()
        result.data = np.minimum(np.sqrt(result.data), 1.0)
        return result

    def _concepts(self, weighted: sp.csr_matrix, strengths: sp.csr_matrix, kind: Kind) -> sp.csr_matrix:
        said = beside([weighted, self.reach(strengths)], [np.float32(1.0)] * 2)
        result = product_without_faint(said, self._speaks(kind), _FAINT ** (1 / _DAMPING))  # what is left is damped: most is not
        result.data = result.data**_DAMPING
        return result

    def _speaks(self, kind: Kind) -> sp.csr_matrix:
        """Words, then named concepts, x concepts: how much each speaks for a concept. Made once for as many words as were learnt."""
        words = len(self.word_weights_)
        made = self._speaking.get((kind.vague, words))
        if made is None:
            named = sp.diags_array(np.full(len(self.finder.concepts), _NAMED, dtype=np.float32))
            unknown = sp.csr_matrix((words - self._hints.shape[0], len(self.finder.concepts)), dtype=np.float32)
            made = sp.vstack([self._hints, unknown, named], format="csr", dtype=np.float32)
            silent = self._says_nothing if kind.vague else self._says_nothing | self.finder.is_vague
            made.data[silent[made.indices]] = 0.0
            made.eliminate_zeros()
            self._speaking[kind.vague, words] = made
        return made

    def _natures(self, evidence: Evidence, kind: Kind) -> sp.csr_matrix:
        shares = nature_shares(evidence.strengths, self._natures_of_concepts)
        if evidence.reading.told is not None:
            shares = with_told(shares, evidence.reading.told)
        rows, columns = np.nonzero(shares)
        return from_sorted(rows, columns.astype(np.int32), shares[rows, columns], shares.shape)

    def _work(self, strengths: sp.csr_matrix, told: npt.NDArray[np.float32] | None, kind: Kind) -> sp.csr_matrix:
        """The jobs; of a tender in proportion to how much of it brings jobs at all: who buys washing machines hires no launderers."""
        jobs = unit((strengths @ self._isco_nodes).tocsr(), floor=_CLEAR)
        if told is None or kind.offers:
            return jobs
        squares, of_work = strengths.data * strengths.data, ~self.finder.is_of_people
        whole, bringing = (row_sums(strengths, squares * chosen[strengths.indices]) for chosen in (of_work, of_work & self._brings_jobs))
        share = np.divide(bringing, whole, out=np.ones_like(whole), where=whole > 0)
        return rows_times(jobs, share * bringing_work(told))

    def _occupations(self, reading: Reading, kind: Kind) -> sp.csr_matrix:
        """A name has the occupations that are called so; a title or a wish has those most like it."""
        if self.occupations_ is None:
            return sp.csr_matrix((len(reading.items), 0), dtype=np.float32)
        titles = self.titles(reading, kind)
        return self.occupations_.named(titles) if kind.named else self.occupations_.alike(titles)

    def titles(self, reading: Reading, kind: Kind) -> Titles:
        """The first fields alone."""
        first_field_only = (1.0, *(0.0 for _ in kind.field_weights[1:]))
        counts = frequencies(reading.stream, first_field_only, len(self.word_weights_))
        strengths = as_matrix(_of_title(reading.mentions, len(self.finder.concepts)), len(reading.items), len(self.finder.concepts))
        concepts = self._concepts(self._weighted_words(counts), strengths, kind)
        return Titles(reading.written, counts, reading.names, concepts, (strengths @ self._isco_nodes).tocsr().astype(np.float32))

    def read_labels(self, imported: Sequence[Concept]) -> Reading:
        """All labels of imported occupations, one after the other, read as tenders are."""
        labels = [Item((label, "", "", "")) for concept in imported for label in concept.nl]
        return self.read(labels, tokenise([label.fields for label in labels], self.analyzer), TENDER)

    def learn_occupations(self, imported: Sequence[Concept], labels: Reading) -> None:
        """From now on items have the occupations that were imported. `labels`: what `read_labels` gives of them."""
        occupation = np.repeat(np.arange(len(imported)), [len(concept.nl) for concept in imported])
        self.occupation_names = [concept.nl[0] for concept in imported]
        self.occupations_ = Occupations(self.titles(labels, TENDER), occupation, self._isco_nodes[[self.finder.index[each.id] for each in imported]])

    def _weighted_words(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        result = counts.copy()
        result.data = np.sqrt(result.data) * self.word_weights_[result.indices]
        return result

    def _saturated(self, counts: sp.csr_matrix, kind: Kind) -> sp.csr_matrix:
        """BM25's part of what is offered: a word said twice is little more than once, and long texts are no better for being long."""
        length = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel() / self.average_lengths_.get(kind, 1.0)
        slowness = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * np.repeat(length, np.diff(counts.indptr)))
        result = counts.copy()
        result.data = (result.data / (result.data + slowness)).astype(np.float32)
        return result

    def _shared_by_length(self, strengths: sp.csr_matrix, counts: sp.csr_matrix, kind: Kind) -> sp.csr_matrix:
        """A mention in a long text says less of what somebody does than one in a short text; texts below average length are left alone."""
        length = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel() / self.average_lengths_.get(kind, 1.0)
        return rows_times(strengths, 1.0 / (1 - _LENGTH_SHARE + _LENGTH_SHARE * np.maximum(length, 1.0)))

    def _codes(self, evidence: Evidence) -> sp.csr_matrix:
        """Items x branches of the CPV: the codes that were given, and in what asks those that the text speaks for, by their probability."""
        rows, columns, values = [], [], []
        for number, (item, doubtful) in enumerate(zip(evidence.reading.items, evidence.implausible, strict=True)):
            for code in item.cpv:
                known = [node for branch in branches(code) if (node := self.code_tree.number.get(branch)) is not None]
                rows += [number] * len(known)
                columns += known
                values += [_IMPLAUSIBLE if code in doubtful else 1.0] * len(known)
        shape = (len(evidence.reading.items), len(self.code_tree.names))
        codes = sp.csr_matrix((np.asarray(values, dtype=np.float32), (rows, columns)), shape=shape)
        if evidence.probable is not None:
            codes = codes + evidence.probable
        codes.data = codes.data * self._branch_worth[codes.indices]
        return unit(without_faint(codes, _FAINT_CODE), floor=_CLEAR if evidence.probable is None else _GIVEN)

    def suggest_codes(self, rows: Rows, which: npt.NDArray[np.int64], labels: Mapping[str, str]) -> Suggestions:
        """The codes that the texts of some rows of tenders suggest; `lot` counts within `which`. `labels`: of the official list, may be empty."""
        if rows.said is None:
            raise ValueError("codes are suggested for rows that were just read")
        said, tree = rows_at(rows.said, which), self.code_tree
        named = {tree.names[node] for node in np.unique((said @ tree.own).tocsr().indices).tolist()} if labels else set()
        below = {code: label for code, label in labels.items() if not named.isdisjoint(branches(code))}
        if not below:
            return tree.suggest(said, tree.support(said), self.calibration)
        labelled = LabelledTree(self.finder.concepts, below, self.analyzer, self.vocabulary_, self.word_weights_)
        return labelled.suggest(said, labelled.refined(said, rows.words[which]), self.calibration)


_UNCALIBRATED = Calibration()


def fit_space(
    concepts: Sequence[Concept],
    items_of: Mapping[Kind, Sequence[Item]],
    imported: Sequence[Concept] = (),
    calibration: Calibration = _UNCALIBRATED,
) -> FeatureSpace:
    """Learn a space from the thesaurus, with what was `imported` beside it, and from items of every kind. `calibration`: of the CPV suggestions."""
    return fit_and_project(concepts, items_of, imported, calibration)[0]


@collector_paused()
def fit_and_project(
    concepts: Sequence[Concept],
    items_of: Mapping[Kind, Sequence[Item]],
    imported: Sequence[Concept] = (),
    calibration: Calibration = _UNCALIBRATED,
) -> tuple[FeatureSpace, dict[Kind, Rows]]:
    """`fit_space`, and the same items as rows, each text read once."""
    thesaurus = prepare(tuple(concepts), tuple(imported))
    tokens = {kind: tokenise([item.fields for item in items], thesaurus.analyzer) for kind, items in items_of.items()}
    english, familiar = _languages(tokens.values())
    space = FeatureSpace(thesaurus, thesaurus.analyzer.beside(english, familiar), thesaurus.vocabulary.copy(), calibration)
    readings = {kind: space.read(items, tokens[kind], kind) for kind, items in items_of.items()}
    listed = [concept for concept in imported if concept.isco]
    labels = space.read_labels(listed)
    columns = len(space.vocabulary_)
    counts = {kind: frequencies(reading.stream, kind.field_weights, columns) for kind, reading in readings.items()}
    space.word_weights_ = inverse_frequencies([frequencies(thesaurus.documents, (1.0,), columns), *counts.values()])
    space.name_weights_ = rarity([reading.names for reading in readings.values()])
    space.average_lengths_ = {kind: max(float(counts[kind].sum()) / len(reading.items), 1.0) for kind, reading in readings.items() if reading.items}
    if listed:
        space.learn_occupations(listed, labels)
    rows = {}
    for kind, reading in readings.items():
        evidence = space.evidence(reading, counts[kind], kind)
        if kind.offers and reading.items:
            space.usual_lengths_[kind] = float(lengths(evidence.concepts).mean())
        rows[kind] = space.rows(evidence, kind)
    return space, rows


def _languages(corpora: Iterable[Tokens]) -> tuple[frozenset[str], frozenset[str]]:
    """The tokens that are English in these texts, and those that are too frequent to be misspelt."""
    often: Counter[str] = Counter()
    english: Counter[str] = Counter()
    for tokens in corpora:
        documents, in_english = tokens.documents_with()
        often.update(dict(zip(tokens.distinct, documents.tolist(), strict=True)))
        english.update(dict(zip(tokens.distinct, in_english.tolist(), strict=True)))
    return (
        frozenset(token for token, count in english.items() if 2 * count > often[token]),
        frozenset(token for token, count in often.items() if count >= _SEEN_OFTEN),
    )


def _without(codes: Sequence[str], doubtful: Sequence[str]) -> list[str]:
    return [code for code in codes if code not in doubtful]


def _of_title(mentions: Mentions, concepts: int) -> Found:
    return add_up(mentions.only(mentions.field == 0), (1.0,), concepts)
