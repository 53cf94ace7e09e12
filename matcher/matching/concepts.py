"""Finding the concepts of the thesaurus in text, in any order and inflection, and from official codes.

A term is the set of its atoms. It is found where all of them stand within a small window; so "ramen wassen" is found in "wij wassen al jaren uw
ramen", and "glasbewassing" in "bewassing van glas". Where terms overlap the one with more atoms wins, among the
names of work and among those of jobs; and a concept's near-misses blot out its terms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.mentions import Found, Mentions, gather
from matcher.matching.sparse import entries_where
from matcher.matching.terms import Longs, Occurrences, TermTable
from matcher.matching.text import Stream

_LOOSE = 0.75
"""What an occurrence with other words in between, or in another order, counts of a tight one."""

_SINGLE = 0.85
"""What a term of one atom counts of a longer, more specific one."""

_ANCESTOR_SHARE = 0.5
"""What a concept says of its parent: who washes windows does cleaning, in part."""

_OTHER_SENSE_UNKNOWN = 0.5
"""What a term counts that is marked ambiguous while no other concept has it: its other sense is outside the thesaurus."""

_FEW_CODES = 6
"""Who lists more codes than these names all that may come up: each tells less of what it is about."""

WORK_FAMILY = "work."
"""Concepts of occupations and wishes: they name people's side of the work that other concepts name."""

LENDING = "office.hr.temp_staff"
"""Lending people: who does, has the hands for whatever asks no schooling."""

VAGUE_FAMILY = "work.vague"
"""Wishes such as "something with my hands": meaningful from a person, chance in a tender."""

PROCEDURE = "procedure"
"""What notices say of the procedure, the money and the buyer: its terms hide the shorter ones within them ("light touch regime" is no lighting), and
say nothing themselves."""


@dataclass(frozen=True)
class Concept:
    """One entry of the thesaurus; see datasets/concepts/README.md for the fields. The parent is the id without its last part.

    `specialist`: it is a trade of its own, and who does the rest of its family does not do it.
    """

    id: str
    nl: tuple[str, ...]
    en: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    sbi: tuple[str, ...] = ()
    isco: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    specialist: bool = False

    @property
    def parent(self) -> str | None:
        """The id of the concept above; None at the top."""
        return self.id.rpartition(".")[0] or None

    def written_terms(self) -> tuple[str, ...]:
        """All its terms, the near-misses last."""
        return (*self.nl, *self.en, *self.near_misses)

    def label(self, language: str) -> str:
        """The name that people read."""
        return self.en[0] if language == "en" and self.en else self.nl[0]


class _Written(NamedTuple):
    """A term as one concept has it. `order`: the atoms of a compound; () for a term of several words."""

    term: str
    order: tuple[int, ...]
    concept: int
    is_near_miss: bool


class ConceptFinder:
    """The thesaurus made ready for one vocabulary. Stateless after construction."""

    def __init__(self, concepts: Sequence[Concept], terms: Stream) -> None:
        """`terms`: all `written_terms` of the concepts, one after the other, each as a document."""
        self.concepts = tuple(concepts)
        self.index = {concept.id: number for number, concept in enumerate(self.concepts)}
        self.terms: list[str] = []
        self._atoms: list[tuple[int, ...]] = []  # per term, as a set
        self._begins: list[tuple[int, ...]] = []  # per term: the first atom of the compound that it is; () for one of several words
        self._senses: list[list[int]] = []  # per term: its concepts
        self._blocks: list[list[int]] = []  # per term: concepts of which it is a near-miss
        self._marked_ambiguous: set[tuple[int, int]] = set()
        self._add_terms(terms)
        self.is_of_people = np.asarray([f"{concept.id}.".startswith(WORK_FAMILY) for concept in self.concepts], dtype=bool)
        self.is_vague = np.asarray([concept.id.startswith(VAGUE_FAMILY) for concept in self.concepts], dtype=bool)
        self.is_silent = np.asarray([concept.id == PROCEDURE for concept in self.concepts], dtype=bool)
        self._table = TermTable(self._atoms, self._begins)
        self._sense_matrix = self._sense_matrix_of()
        self.ancestors = self._ancestor_matrix()
        self.trades = self._trades()
        self.reach = within(self.ancestors, self.trades)
        self.depths = [identifier.count(".") for identifier in self.index]
        self.below = [frozenset(row.indices.tolist()) for row in self.ancestors.T.tocsr()]  # each concept itself among them
        self._blotted = self._blotted_matrix()
        self._by_cpv = _by_code((concept.cpv for concept in self.concepts), strip_zeros=True)
        self._by_sbi = _by_code((concept.sbi for concept in self.concepts), strip_zeros=False)

    def _add_terms(self, terms: Stream) -> None:
        """Those with the same atoms are one term, but for compounds whose parts are turned round: "wijkkrant" is no "krantenwijk"."""
        atoms = terms.atom.tolist()
        bounds = np.searchsorted(terms.doc, np.arange(terms.documents + 1)).tolist()
        read = (tuple(atoms[first:end]) for first, end in pairwise(bounds))
        alike: defaultdict[tuple[int, ...], list[_Written]] = defaultdict(list)
        for number, concept in enumerate(self.concepts):
            for place, (term, order) in enumerate(zip(concept.written_terms(), read, strict=False)):
                if order:
                    is_near_miss = place >= len(concept.nl) + len(concept.en)
                    alike[tuple(sorted(set(order)))].append(_Written(term, order if term.isalpha() else (), number, is_near_miss))
        for distinct, written in alike.items():
            by_order: defaultdict[tuple[int, ...], list[_Written]] = defaultdict(list)
            for each in written:
                by_order[each.order].append(each)
            meanings = [{(each.concept, each.is_near_miss) for each in same} for order, same in by_order.items() if order]
            mean_several = len(distinct) == 2 and any(meaning != meanings[0] for meaning in meanings)
            for same in by_order.values() if mean_several else (written,):
                self._add_term(distinct, same)

    def _add_term(self, distinct: tuple[int, ...], written: Sequence[_Written]) -> None:
        number = len(self.terms)
        orders = {each.order for each in written}
        self.terms.append(written[0].term)
        self._atoms.append(distinct)
        self._begins.append(written[0].order[:1] if len(orders) == 1 else ())
        self._senses.append(list(dict.fromkeys(each.concept for each in written if not each.is_near_miss)))
        self._blocks.append([each.concept for each in written if each.is_near_miss])
        self._marked_ambiguous |= {
            (number, each.concept) for each in written if not each.is_near_miss and each.term in self.concepts[each.concept].ambiguous
        }

    def _sense_weights(self) -> list[tuple[int, int, float]]:
        """(term, concept, weight): senses share; but the work and the person who does it are one sense, told by two families of concepts."""
        result = []
        for number, senses in enumerate(self._senses):
            people = sum(1 for concept in senses if self.concepts[concept].id.startswith(WORK_FAMILY))
            for concept in senses:
                family = people if self.concepts[concept].id.startswith(WORK_FAMILY) else len(senses) - people
                alone = family == 1 and (number, concept) in self._marked_ambiguous and len(senses) == 1
                result.append((number, concept, _OTHER_SENSE_UNKNOWN if alone else 1.0 / family**0.5))
        return result

    def _sense_matrix_of(self) -> sp.csr_matrix:
        senses = self._sense_weights()
        return sp.csr_matrix(
            (
                np.asarray([weight for _, _, weight in senses], dtype=np.float32),
                ([number for number, _, _ in senses], [concept for _, concept, _ in senses]),
            ),
            shape=(len(self.terms), len(self.concepts)),
        )

    def _ancestor_matrix(self) -> sp.csr_matrix:
        rows, columns, shares = [], [], []
        for number, concept in enumerate(self.concepts):
            share, current = 1.0, concept
            while True:
                rows.append(number)
                columns.append(self.index[current.id])
                shares.append(share)
                if current.parent is None or current.parent not in self.index:
                    break
                current, share = self.concepts[self.index[current.parent]], share * _ANCESTOR_SHARE
        return sp.csr_matrix((np.asarray(shares, dtype=np.float32), (rows, columns)), shape=(len(self.concepts),) * 2)

    def _trades(self) -> npt.NDArray[np.int32]:
        """Per concept the number of its trade: of the nearest specialist concept, itself or above it; -1 for what is no specialist's."""
        result = np.full(len(self.concepts), -1, dtype=np.int32)
        for number, concept in sorted(enumerate(self.concepts), key=lambda each: each[1].id):  # those above come first
            above = self.index.get(concept.parent or "", -1)
            result[number] = number if concept.specialist else result[above] if above >= 0 else -1
        return result

    def _blotted_matrix(self) -> sp.csr_matrix:
        """Terms x concepts: what each near-miss blots out, which is the concept and all above it."""
        above = [row.tolist() for row in np.split(self.ancestors.indices, self.ancestors.indptr[1:-1])]
        rows = [(number, member) for number, blocks in enumerate(self._blocks) for concept in blocks for member in above[concept]]
        return sp.csr_matrix(
            (np.ones(len(rows), dtype=np.float32), ([term for term, _ in rows], [concept for _, concept in rows])),
            shape=(len(self.terms), len(self.concepts)),
        )

    # --- text --------------------------------------------------------------------------------------------------------------------------------

    def mentions(self, stream: Stream, *, vague: bool = True) -> Mentions:
        """Where the documents of a stream name concepts. `vague`: whether vague wishes are wanted."""
        found = self._table.occurrences(stream)
        term, first, last, tight = found.term, found.first, found.last, found.tight
        strength = np.where(self._table.lengths[term] == 1, stream.share[first] * _SINGLE, np.where(tight, 1.0, _LOOSE))
        occurrence, concept, weight = _expand(self._sense_matrix, term, np.arange(len(term)))
        longest = self._is_longest(found, occurrence, concept, len(stream.atom))
        occurrence, concept, weight = occurrence[longest], concept[longest], weight[longest]
        free = ~self._is_silenced(first[occurrence], last[occurrence], concept, found.tight[occurrence], len(stream.atom))
        free &= vague | ~self.is_vague[concept]
        free &= ~_among(first[occurrence] * np.int64(len(self.concepts)) + concept, self._blocked(term, first, last))
        occurrence, concept, weight = occurrence[free], concept[free], weight[free]
        return Mentions(
            stream.doc[first[occurrence]],
            stream.field[first[occurrence]],
            concept,
            (strength[occurrence] * weight).astype(np.float32),
            term[occurrence],
            first[occurrence],
            last[occurrence],
        )

    def _is_longest(self, found: Occurrences, occurrence: Longs, concept: npt.NDArray[np.int32], atoms: int) -> npt.NDArray[np.bool_]:
        """Whether each occurrence is no part of a longer tight one, of the same family: a job's name does not hide the work, nor the other way."""
        lengths = self._table.lengths[found.term]
        of_people = self.is_of_people[concept]
        result = np.ones(len(occurrence), dtype=bool)
        for family in (of_people, ~of_people):
            covering = np.zeros(len(lengths), dtype=bool)
            covering[occurrence[family]] = True
            covering &= found.tight
            cover = np.zeros(atoms + 1, dtype=np.int32)
            for length in range(2, int(lengths.max(initial=1)) + 1):
                start = found.first[covering & (lengths == length)]
                for offset in range(length):
                    cover[start + offset] = length
            inside = occurrence[family]
            result[family] = np.minimum(cover[found.first[inside]], cover[found.last[inside]]) <= lengths[inside]
        return result

    def _is_silenced(
        self, first: Longs, last: Longs, concept: npt.NDArray[np.int32], tight: npt.NDArray[np.bool_], atoms: int
    ) -> npt.NDArray[np.bool_]:
        """Whether each mention is of the procedure, or begins or ends in such a one: "light" with "public" in "light touch regime, public ..."."""
        silent = self.is_silent[concept]
        if not silent.any():
            return silent
        edges = np.bincount(first[silent & tight], minlength=atoms + 1) - np.bincount(last[silent & tight] + 1, minlength=atoms + 1)
        inside = np.cumsum(edges) > 0
        return np.asarray(silent | inside[first] | inside[last])

    def _blocked(self, term: npt.NDArray[np.int32], first: Longs, last: Longs) -> Longs:
        """Sorted keys (place x concept) at which a near-miss stands, for the concept and all above it."""
        occurrence, concept, _ = _expand(self._blotted, term, np.flatnonzero(np.diff(self._blotted.indptr)[term]))
        width = last[occurrence] - first[occurrence] + 1
        offset = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width)
        return np.sort((np.repeat(first[occurrence], width) + offset) * np.int64(len(self.concepts)) + np.repeat(concept, width))

    # --- codes -------------------------------------------------------------------------------------------------------------------------------

    def from_cpv(self, codes: Sequence[Sequence[str]], weight: float) -> Found:
        """The concepts that CPV codes stand for: those with the longest prefix of each code. A bare division ("45000000") tells little.

        Many codes for one concept tell it as clearly as one does: who names six kinds of paving for a playground still buys a playground.
        """
        found = _from_codes(codes, self._by_cpv, weight, len(self.concepts), shortest=2, full_length=5)
        return replace(found, strength=np.minimum(found.strength, np.float32(weight)))

    def from_sbi(self, codes: Sequence[Sequence[str]], weight: float) -> Found:
        """The concepts that SBI codes stand for: those with the longest prefix of each code."""
        return _from_codes(codes, self._by_sbi, weight, len(self.concepts), shortest=3, full_length=4)


def within(relations: sp.csr_matrix, trades: npt.NDArray[np.int32]) -> sp.csr_matrix:
    """Relations between concepts without those from one trade to another."""
    rows = np.repeat(np.arange(relations.shape[0]), np.diff(relations.indptr))
    return entries_where(relations, trades[rows] == trades[relations.indices])


def _among(keys: Longs, known: Longs) -> npt.NDArray[np.bool_]:
    """Whether each key is among those that are `known`, which are sorted. (np.isin would make hash tables of both.)"""
    if not len(known):
        return np.zeros(len(keys), dtype=bool)
    return np.asarray(known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys)


def _expand(
    concepts_of_term: sp.csr_matrix, term: npt.NDArray[np.int32], chosen: Longs
) -> tuple[Longs, npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """The concepts of the terms of the chosen occurrences: occurrence, concept and weight, one entry each."""
    first = concepts_of_term.indptr[term[chosen]]
    counts = concepts_of_term.indptr[term[chosen] + 1] - first
    entries = np.arange(int(counts.sum())) + np.repeat(first - np.cumsum(counts) + counts, counts)
    return np.repeat(chosen, counts), concepts_of_term.indices[entries], concepts_of_term.data[entries]


def _by_code(codes_of: Iterable[Sequence[str]], *, strip_zeros: bool) -> dict[str, list[int]]:
    table: dict[str, list[int]] = defaultdict(list)
    for number, codes in enumerate(codes_of):
        for code in codes:
            table[_significant(code) if strip_zeros else code].append(number)
    return dict(table)


def _significant(code: str) -> str:
    """A CPV code without its trailing zeros, but at least its division: "90911300" -> "909113"."""
    return code[:2] + code[2:8].rstrip("0")


def _from_codes(
    documents: Sequence[Sequence[str]], table: Mapping[str, Sequence[int]], weight: float, concepts: int, *, shortest: int, full_length: int
) -> Found:
    doc, concept, strength = [], [], []
    cache: dict[str, tuple[Sequence[int], float]] = {}
    for number, codes in enumerate(documents):
        less = min(1.0, _FEW_CODES / max(len(codes), 1)) ** 0.5
        for code in codes:
            if code not in cache:
                cache[code] = _longest_prefix(_significant(code), table, shortest, full_length)
            members, share = cache[code]
            for member in members:
                doc.append(number)
                concept.append(member)
                strength.append(weight * share * less)
    count = len(doc)
    return gather(
        np.asarray(doc, dtype=np.int32),
        np.asarray(concept, dtype=np.int32),
        np.asarray(strength, dtype=np.float32),
        np.full(count, -1, dtype=np.int32),
        concepts,
    )


def _longest_prefix(code: str, table: Mapping[str, Sequence[int]], shortest: int, full_length: int) -> tuple[Sequence[int], float]:
    for length in range(len(code), shortest - 1, -1):
        members = table.get(code[:length])
        if members:
            return members, min(1.0, length / full_length) / len(members) ** 0.5
    return (), 0.0
