"""Finding the concepts of the thesaurus in text, in any order and inflection, and from official codes.

A term is the set of its atoms. It is found where all of them stand within a small window; so "ramen wassen" is found in "wij wassen al jaren uw
ramen", and "glasbewassing" in "bewassing van glas". Where terms overlap the one with more atoms wins, and a concept's near-misses blot out its terms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.text import Analyzer, Stream, Vocabulary

Longs = npt.NDArray[np.int64]

_WINDOW = 3
"""How far the outer atoms of a two-atom term may stand apart; one more for each further atom."""

_LOOSE = 0.75
"""What an occurrence with other words in between, or in another order, counts of a tight one."""

_SINGLE = 0.85
"""What a term of one atom counts of a longer, more specific one."""

_ANCESTOR_SHARE = 0.5
"""What a concept says of its parent: who washes windows does cleaning, in part."""

_OTHER_SENSE_UNKNOWN = 0.5
"""What a term counts that is marked ambiguous while no other concept has it: its other sense is outside the thesaurus."""

WORK_FAMILY = "work."
"""Concepts of occupations and wishes: they name people's side of the work that other concepts name."""

VAGUE_FAMILY = "work.vague"
"""Wishes such as "something with my hands": meaningful from a person, chance in a tender."""

_KEY = np.int64(1) << 31


@dataclass(frozen=True)
class Concept:
    """One entry of the thesaurus; see datasets/concepts/README.md for the fields. The parent is the id without its last part."""

    id: str
    nl: tuple[str, ...]
    en: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    sbi: tuple[str, ...] = ()
    isco: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The id of the concept above; None at the top."""
        return self.id.rpartition(".")[0] or None

    def label(self, language: str) -> str:
        """The name that people read."""
        return self.en[0] if language == "en" and self.en else self.nl[0]


@dataclass(frozen=True)
class Found:
    """Concepts in documents: one entry per document and concept, sorted by document.

    `strength` is 1 for one clear mention in a field of weight 1; `term` is the index of the best term, -1 where a code said it.
    """

    doc: npt.NDArray[np.int32]
    concept: npt.NDArray[np.int32]
    strength: npt.NDArray[np.float32]
    term: npt.NDArray[np.int32]


class ConceptFinder:
    """The thesaurus made ready for one vocabulary. Stateless after construction."""

    def __init__(self, concepts: Sequence[Concept], analyzer: Analyzer, vocabulary: Vocabulary) -> None:
        self.concepts = tuple(concepts)
        self.index = {concept.id: number for number, concept in enumerate(self.concepts)}
        self.terms: list[str] = []
        self._term_of_atoms: dict[tuple[int, ...], int] = {}
        self._senses: list[list[int]] = []  # per term: its concepts
        self._blocks: list[list[int]] = []  # per term: concepts of which it is a near-miss
        self._marked_ambiguous: set[tuple[int, int]] = set()
        for number, concept in enumerate(self.concepts):
            for term in (*concept.nl, *concept.en):
                self._add(term, number, analyzer, vocabulary)
            for term in concept.near_misses:
                self._add_near_miss(term, number, analyzer, vocabulary)
        self._is_vague = np.asarray([concept.id.startswith(VAGUE_FAMILY) for concept in self.concepts], dtype=bool)
        self._tabulate()
        self.ancestors = self._ancestor_matrix()
        self._has_blocks = np.asarray([bool(blocks) for blocks in self._blocks], dtype=bool)
        self._lines = {  # per near-miss: the concepts that it blots out
            number: sorted({int(member) for concept in blocks for member in self.ancestors[[concept]].indices})
            for number, blocks in enumerate(self._blocks)
            if blocks
        }
        self._by_cpv = _by_code((concept.cpv for concept in self.concepts), strip_zeros=True)
        self._by_sbi = _by_code((concept.sbi for concept in self.concepts), strip_zeros=False)

    def _term(self, term: str, analyzer: Analyzer, vocabulary: Vocabulary) -> int | None:
        atoms = tuple(sorted({vocabulary.id(atom) for atom in analyzer.atoms(term)}))
        if not atoms:
            return None
        number = self._term_of_atoms.get(atoms)
        if number is None:
            number = self._term_of_atoms[atoms] = len(self.terms)
            self.terms.append(term)
            self._senses.append([])
            self._blocks.append([])
        return number

    def _add(self, term: str, concept: int, analyzer: Analyzer, vocabulary: Vocabulary) -> None:
        number = self._term(term, analyzer, vocabulary)
        if number is None:
            return
        if concept not in self._senses[number]:
            self._senses[number].append(concept)
        if term in self.concepts[concept].ambiguous:
            self._marked_ambiguous.add((number, concept))

    def _add_near_miss(self, term: str, concept: int, analyzer: Analyzer, vocabulary: Vocabulary) -> None:
        number = self._term(term, analyzer, vocabulary)
        if number is not None:
            self._blocks[number].append(concept)

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

    def _tabulate(self) -> None:
        singles: list[tuple[int, int]] = []
        pairs: list[tuple[int, int]] = []
        self._longer: dict[int, list[tuple[frozenset[int], int]]] = defaultdict(list)
        for atoms, number in self._term_of_atoms.items():
            if len(atoms) == 1:
                singles.append((atoms[0], number))
            elif len(atoms) == 2:
                pairs.append((int(atoms[0] * _KEY + atoms[1]), number))
            else:
                self._longer[max(atoms)].append((frozenset(atoms), number))
        pairs.sort()
        self._single_atoms = np.asarray([atom for atom, _ in singles], dtype=np.int64)
        self._single_terms = np.asarray([number for _, number in singles], dtype=np.int32)
        self._pair_keys = np.asarray([key for key, _ in pairs], dtype=np.int64)
        self._pair_terms = np.asarray([number for _, number in pairs], dtype=np.int32)
        lengths = np.zeros(len(self.terms), dtype=np.int32)
        for atoms, number in self._term_of_atoms.items():
            lengths[number] = len(atoms)
        self._lengths = lengths
        senses = self._sense_weights()
        self._sense_matrix = sp.csr_matrix(
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

    # --- text --------------------------------------------------------------------------------------------------------------------------------

    def find(self, stream: Stream, field_weights: Sequence[float], *, vague: bool = True) -> Found:
        """The concepts in each document of a stream. `field_weights`: what each field counts; `vague`: whether vague wishes are wanted."""
        atoms = stream.atom.astype(np.int64)
        term, first, last, tight = self._occurrences(atoms, stream)
        lengths = self._lengths[term]
        # the longest term wins: blot out what stands wholly within a longer tight one
        cover = np.zeros(len(atoms) + 1, dtype=np.int32)
        long_tight = tight & (lengths > 1)
        for start, end, length in zip(first[long_tight], last[long_tight], lengths[long_tight], strict=True):
            np.maximum(cover[start : end + 1], length, out=cover[start : end + 1])
        alive = np.minimum(cover[first], cover[last]) <= lengths
        strength = (
            np.where(lengths == 1, stream.share[first] * _SINGLE, np.where(tight, 1.0, _LOOSE)) * np.asarray(field_weights)[stream.field[first]]
        )
        occurrence, concept, weight = self._expand_senses(term, alive)
        if not vague:
            clear = ~self._is_vague[concept]
            occurrence, concept, weight = occurrence[clear], concept[clear], weight[clear]
        blocked = self._blocked(term, first, last)
        if len(blocked):
            keys = first[occurrence] * np.int64(len(self.concepts)) + concept
            free = ~np.isin(keys, blocked)
            occurrence, concept, weight = occurrence[free], concept[free], weight[free]
        return _gather(
            stream.doc[first[occurrence]], concept, (strength[occurrence] * weight).astype(np.float32), term[occurrence], len(self.concepts)
        )

    def _occurrences(self, atoms: Longs, stream: Stream) -> tuple[npt.NDArray[np.int32], Longs, Longs, npt.NDArray[np.bool_]]:
        terms, firsts, lasts, tights = [], [], [], []
        table = np.full(int(max(atoms.max(initial=-1), self._single_atoms.max(initial=-1))) + 1, -1, dtype=np.int32)
        table[self._single_atoms] = self._single_terms
        hit = table[atoms]
        where = np.flatnonzero(hit >= 0)
        terms.append(hit[where])
        firsts.append(where)
        lasts.append(where)
        tights.append(np.ones(len(where), dtype=bool))
        for distance in range(1, _WINDOW + 1):
            if len(atoms) <= distance or not len(self._pair_keys):
                break
            low, high = np.minimum(atoms[:-distance], atoms[distance:]), np.maximum(atoms[:-distance], atoms[distance:])
            keys = low * _KEY + high
            gap = stream.position[distance:] - stream.position[:-distance]
            place = np.searchsorted(self._pair_keys, keys)
            place[place == len(self._pair_keys)] = 0
            where = np.flatnonzero((self._pair_keys[place] == keys) & (gap <= _WINDOW) & (stream.doc[distance:] == stream.doc[:-distance]))
            terms.append(self._pair_terms[place[where]])
            firsts.append(where)
            lasts.append(where + distance)
            tights.append(gap[where] == 1)
        longer = self._longer_occurrences(atoms, stream)
        if longer:
            found = np.asarray(longer, dtype=np.int64)
            terms.append(found[:, 0].astype(np.int32))
            firsts.append(found[:, 1])
            lasts.append(found[:, 2])
            tights.append(found[:, 3].astype(bool))
        return np.concatenate(terms), np.concatenate(firsts), np.concatenate(lasts), np.concatenate(tights)

    def _longer_occurrences(self, atoms: Longs, stream: Stream) -> list[tuple[int, int, int, int]]:
        """Terms of three and more atoms, looked for around their rarest atom (that with the highest id: learnt last)."""
        result: list[tuple[int, int, int, int]] = []
        if not self._longer:
            return result
        anchors = np.flatnonzero(np.isin(atoms, np.fromiter(self._longer, dtype=np.int64)))
        positions, docs = stream.position, stream.doc
        for anchor in anchors.tolist():
            widest = 8
            low, high = max(0, anchor - widest), min(len(atoms), anchor + widest + 1)
            around = atoms[low:high].tolist()
            present = set(around)
            for wanted, number in self._longer[int(atoms[anchor])]:
                if not wanted <= present:
                    continue
                reach = len(wanted) + _WINDOW - 2
                spots = [
                    low + offset
                    for offset, atom in enumerate(around)
                    if atom in wanted and docs[low + offset] == docs[anchor] and abs(int(positions[low + offset]) - int(positions[anchor])) <= reach
                ]
                if wanted <= {int(atoms[spot]) for spot in spots}:
                    span = int(positions[spots[-1]]) - int(positions[spots[0]])
                    result.append((number, spots[0], spots[-1], int(span == len(wanted) - 1)))
        return result

    def _expand_senses(
        self, term: npt.NDArray[np.int32], alive: npt.NDArray[np.bool_]
    ) -> tuple[Longs, npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        which = np.flatnonzero(alive)
        senses = self._sense_matrix[term[which]]
        counts = np.diff(senses.indptr)
        return np.repeat(which, counts), senses.indices.astype(np.int32), senses.data

    def _blocked(self, term: npt.NDArray[np.int32], first: Longs, last: Longs) -> Longs:
        """Keys (place x concept) at which a near-miss stands, for the concept and all above it."""
        keys: list[int] = []
        total = len(self.concepts)
        for occurrence in np.flatnonzero(self._has_blocks[term]).tolist():
            members = self._lines[int(term[occurrence])]
            for place in range(int(first[occurrence]), int(last[occurrence]) + 1):
                keys.extend([place * total + member for member in members])
        return np.unique(np.asarray(keys, dtype=np.int64))

    # --- codes -------------------------------------------------------------------------------------------------------------------------------

    def from_cpv(self, codes: Sequence[Sequence[str]], weight: float) -> Found:
        """The concepts that CPV codes stand for: those with the longest prefix of each code."""
        return _from_codes(codes, self._by_cpv, weight, len(self.concepts), shortest=3, full_length=5)

    def from_sbi(self, codes: Sequence[Sequence[str]], weight: float) -> Found:
        """The concepts that SBI codes stand for: those with the longest prefix of each code."""
        return _from_codes(codes, self._by_sbi, weight, len(self.concepts), shortest=3, full_length=4)


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
        for code in codes:
            if code not in cache:
                cache[code] = _longest_prefix(_significant(code), table, shortest, full_length)
            members, share = cache[code]
            for member in members:
                doc.append(number)
                concept.append(member)
                strength.append(weight * share)
    count = len(doc)
    return _gather(
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


def _gather(
    doc: npt.NDArray[np.int32], concept: npt.NDArray[np.int32], strength: npt.NDArray[np.float32], term: npt.NDArray[np.int32], concepts: int
) -> Found:
    """One entry per document and concept: strengths added up with falling weight (1, 1/2, 1/3 ...), the strongest term kept."""
    order = np.lexsort((-strength, doc * np.int64(concepts) + concept))
    doc, concept, strength, term = doc[order], concept[order], strength[order], term[order]
    keys = doc * np.int64(concepts) + concept
    start = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.r_[start, len(keys)])
    nth = np.arange(len(keys)) - np.repeat(start, sizes)
    total = np.add.reduceat(strength / (1 + nth), start).astype(np.float32) if len(start) else np.zeros(0, dtype=np.float32)
    return Found(doc[start], concept[start], total, term[start])


def merge(parts: Sequence[Found], concepts: int) -> Found:
    """Several findings in the same documents as one."""
    return _gather(
        np.concatenate([part.doc for part in parts]),
        np.concatenate([part.concept for part in parts]),
        np.concatenate([part.strength for part in parts]),
        np.concatenate([part.term for part in parts]),
        concepts,
    )


def as_matrix(found: Found, documents: int, concepts: int) -> sp.csr_matrix:
    """Documents x concepts, the strengths as values."""
    return sp.csr_matrix((found.strength, (found.doc, found.concept)), shape=(documents, concepts), dtype=np.float32)
