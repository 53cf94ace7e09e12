"""What follows from the concepts alone: how words divide and stem, and where terms are found. Costly to make, so made once per process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.compounds import Splitter, stem_support
from matcher.matching.concepts import Concept, ConceptFinder, within
from matcher.matching.cpv_suggestions import CodeTree
from matcher.matching.english import EnglishForms
from matcher.matching.everyday_words import EVERYDAY_WORDS
from matcher.matching.garbage import collector_paused
from matcher.matching.separable import SeparableVerbs
from matcher.matching.sparse import entries_where, unit
from matcher.matching.spelling import Spelling
from matcher.matching.stems import dutch_stemmer
from matcher.matching.text import Analyzer, Stream, Vocabulary, english_tokens, plain_tokens, read_stream, tokenise

_COMPOUND_WORD_SHARE = 0.5
"""What a whole compound counts beside its parts."""

_LONGEST_TERM = 5
"""Words. A longer name of an imported concept is a description, which no text repeats."""

_DESCENDANT_SHARE = 0.7
"""What a concept says of those below it: who cleans may well wash windows."""

_ALIKE = 0.07
"""Concepts whose terms have less than this cosine in common have nothing to do with each other."""

_USUAL = 3.0
"""In so many terms of a concept a word is as good as in every one."""


@dataclass(frozen=True)
class Thesaurus:
    """Concepts made ready. `vocabulary` numbers the atoms of all terms, `documents` holds every concept's terms as one document.

    `hints`: atoms x concepts; of which kind of work a word speaks, even where no whole term stands. The rows add up to 1, those of everyday words
    to 0. `hints_by_concept` is the same by columns. `kin`: concepts x concepts; what doing one kind of work says of doing another.
    """

    analyzer: Analyzer
    vocabulary: Vocabulary
    finder: ConceptFinder
    documents: Stream
    hints: sp.csr_matrix
    hints_by_concept: sp.csc_matrix
    kin: sp.csr_matrix
    code_tree: CodeTree


def prepare(concepts: tuple[Concept, ...], imported: tuple[Concept, ...] = ()) -> Thesaurus:
    """Make concepts ready, once for every two arguments.

    `imported`: concepts that are found too, but teach nothing about words: thousands of names of one kind would change how all others are divided.
    """
    return _prepared(concepts, imported)  # the cache tells a default from the same value said


@lru_cache(maxsize=4)
@collector_paused()
def _prepared(concepts: tuple[Concept, ...], imported: tuple[Concept, ...]) -> Thesaurus:
    dutch = [plain_tokens(term) for concept in concepts for term in concept.nl]
    english = [plain_tokens(term) for concept in concepts for term in concept.en]
    words = [token for tokens in dutch for token in tokens]
    stem = dutch_stemmer(words)
    # a function word of its language in front says in which language each term is
    languages = english_tokens([*(["de", *tokens] for tokens in dutch), *(["the", "of", *tokens] for tokens in english)])
    analyzer = Analyzer(Splitter(stem, stem_support(words, stem)), languages, EnglishForms(languages), Spelling(words, stem), SeparableVerbs(words))
    vocabulary = Vocabulary()
    short = [replace(concept, nl=tuple(term for term in concept.nl if len(term.split()) <= _LONGEST_TERM)) for concept in imported]
    every = (*concepts, *short)
    terms = read_stream(tokenise([(term,) for concept in every for term in concept.written_terms()], analyzer), analyzer, vocabulary)
    finder, documents = ConceptFinder(every, terms), _one_document_each(terms, concepts)
    everyday = {vocabulary.ids[atom] for word in EVERYDAY_WORDS for atom in analyzer.word(word).atoms if atom in vocabulary.ids}
    hints = _hints(documents, finder, len(vocabulary), sorted(everyday))
    by_concept = hints.tocsc()
    by_concept.sort_indices()
    return Thesaurus(analyzer, vocabulary, finder, documents, hints, by_concept, _kin(documents, finder, len(vocabulary)), CodeTree(finder.concepts))


def _one_document_each(terms: Stream, concepts: Sequence[Concept]) -> Stream:
    """The terms of each concept as one document, without its near-misses. `terms`: as `ConceptFinder` takes them, those of the concepts first."""
    owners = [[number] * (len(concept.nl) + len(concept.en)) + [-1] * len(concept.near_misses) for number, concept in enumerate(concepts)]
    owner = [number for numbers in owners for number in numbers]
    doc = np.asarray([*owner, *[-1] * (terms.documents - len(owner))], dtype=np.int32)[terms.doc]
    known = doc >= 0
    return Stream(doc[known], terms.field[known], terms.position[known], terms.word[known], terms.atom[known], terms.share[known], len(concepts))


def _kin(documents: Stream, finder: ConceptFinder, atoms: int) -> sp.csr_matrix:
    """What each concept says of every other: of itself all, of those above and below it a share, and of those elsewhere that are told in like words
    the root of their cosine: who sees to gardens can see to the gardens of empty houses, which stand elsewhere in the tree. Of a specialist's work no
    other work says anything."""
    told = _words_of(documents, atoms)
    told.data = told.data * inverse_frequencies([told])[told.indices]
    told = unit(told)
    alike = (told @ told.T).tocsr()
    alike = entries_where(alike, alike.data >= _ALIKE)
    alike.data = np.sqrt(alike.data)
    alike.resize(finder.ancestors.shape)
    below = (finder.ancestors.T > 0).astype(np.float32) * np.float32(_DESCENDANT_SHARE)
    return within(finder.ancestors.maximum(below).maximum(alike).tocsr(), finder.trades)


def _words_of(documents: Stream, atoms: int) -> sp.csr_matrix:
    """Concepts x atoms: how often each stands in the terms, the first times counting most."""
    counts = frequencies(documents, (1.0,), atoms)
    counts.data = np.sqrt(np.minimum(counts.data, _USUAL))
    return counts


def _hints(documents: Stream, finder: ConceptFinder, atoms: int, silent: Sequence[int]) -> sp.csr_matrix:
    """In how much of its occurrences in the thesaurus' terms an atom speaks of each concept; what speaks of a concept speaks of those above it,
    but for what is a specialist's.

    `silent`: atoms that speak of none.
    """
    speaks = np.ones(atoms, dtype=bool)
    speaks[silent] = False
    counts = _words_of(documents, atoms)
    counts = entries_where(counts, speaks[counts.indices])
    hints = (counts.T @ finder.reach[: documents.documents]).tocsr()
    sums = np.asarray(hints.sum(axis=1)).ravel()
    hints.data = (hints.data / np.repeat(sums, np.diff(hints.indptr))).astype(np.float32)
    return hints


def frequencies(stream: Stream, field_weights: Sequence[float], columns: int) -> sp.csr_matrix:
    """Documents x words: how often, each time counted by the weight of its field. Atoms, and the whole stems of compounds at half weight."""
    share = np.asarray(field_weights, dtype=np.float32)[stream.field]
    new_word = np.r_[True, (np.diff(stream.position) != 1) | (np.diff(stream.word) != 0)] if len(stream.word) else np.zeros(0, dtype=bool)
    compound = new_word & (stream.word != stream.atom)
    doc = np.concatenate([stream.doc, stream.doc[compound]])
    column = np.concatenate([stream.atom, stream.word[compound]])
    value = np.concatenate([share * stream.share, share[compound] * _COMPOUND_WORD_SHARE])
    known = (column < columns) & (value > 0)
    return sp.csr_matrix((value[known], (doc[known], column[known])), shape=(stream.documents, columns), dtype=np.float32)


def inverse_frequencies(corpora: Sequence[sp.csr_matrix]) -> npt.NDArray[np.float32]:
    """ln((1 + documents) / (1 + documents with the word)), at least 0.1. The thesaurus' concepts count as documents: a prior for small corpora."""
    frequency = np.sum([np.bincount(corpus.indices, minlength=corpus.shape[1]) for corpus in corpora], axis=0)
    documents = sum(corpus.shape[0] for corpus in corpora)
    return np.asarray(np.maximum(np.log((1 + documents) / (1 + frequency)), 0.1), dtype=np.float32)
