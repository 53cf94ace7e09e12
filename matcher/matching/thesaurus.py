"""What follows from the concepts alone: how words divide and stem, and where terms are found. Costly to make, so made once per process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from matcher.matching.compounds import Splitter, stem_support
from matcher.matching.concepts import Concept, ConceptFinder
from matcher.matching.spelling import Spelling
from matcher.matching.text import Analyzer, Stream, Vocabulary, dutch_stemmer, english_tokens, plain_tokens, read_stream


@dataclass(frozen=True)
class Thesaurus:
    """Concepts made ready. `vocabulary` numbers the atoms of all terms, `documents` holds every concept's terms as one document."""

    analyzer: Analyzer
    vocabulary: Vocabulary
    finder: ConceptFinder
    documents: Stream


@lru_cache(maxsize=4)
def prepare(concepts: tuple[Concept, ...], imported: tuple[Concept, ...] = ()) -> Thesaurus:
    """Make concepts ready.

    `imported`: concepts that are found too, but teach nothing about words: thousands of names of one kind would change how all others are divided.
    """
    dutch = [plain_tokens(term) for concept in concepts for term in concept.nl]
    english = [plain_tokens(term) for concept in concepts for term in concept.en]
    words = [token for tokens in dutch for token in tokens]
    stem = dutch_stemmer()
    # a function word of its language in front says in which language each term is
    languages = english_tokens([*(["de", *tokens] for tokens in dutch), *(["the", "of", *tokens] for tokens in english)])
    analyzer = Analyzer(Splitter(stem, stem_support(words, stem)), languages, Spelling(words, stem))
    vocabulary = Vocabulary()
    finder = ConceptFinder((*concepts, *imported), analyzer, vocabulary)
    documents = read_stream([(". ".join((*concept.nl, *concept.en)),) for concept in concepts], analyzer, vocabulary)
    return Thesaurus(analyzer, vocabulary, finder, documents)
