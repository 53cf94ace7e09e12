"""Procurement text to atoms: fold, tokenise, drop empty words, split compounds, stem. Every distinct token is worked on once.

An atom is the stem (see `stems`) of a word or of one part of a compound: "glasbewassing" gives the atoms of "glas" and "bewassing".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import Stemmer

from matcher.matching.abbreviations import TOKENS, written_out
from matcher.matching.compounds import Splitter
from matcher.matching.cut_off_words import CutOffWords
from matcher.matching.english import EnglishForms, english_stem, one_spelling, without_dutch_ending
from matcher.matching.figures_of_speech import without_figures_of_speech
from matcher.matching.separable import SeparableVerbs
from matcher.matching.spelling import Spelling
from matcher.matching.stopwords import DUTCH_FUNCTION_WORDS, ENGLISH_FUNCTION_WORDS, STOPWORDS

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

_BREAK_DISTANCE = 12
"""Positions that a sentence end or a next field adds: more than any window over words."""

_PAUSE_DISTANCE = 2
"""Positions that a comma adds: "receptie, catering" are two things, though a term may still reach over it."""

_PAUSES = frozenset(",:/+")
_TOKEN = re.compile(r"[a-z][a-z0-9]{0,99}|[.!?;\n\x00](?=\s|$)|(?<!\d)[,:/+]")
_COORDINATED = re.compile(r"\b([a-z]{3,99})-,? (?:en|of|&|and|or) ([a-z]{6,99})")
"""No word has more than a hundred letters; what has is taken apart there, for it would take long to try every compound that it may be."""
_MARKUP = re.compile(r"\\[rnt]|https?://\S+|www\.\S+|<[^>]{1,40}>")
_MARKUP_SIGNS = ("\\", "http", "www.", "<")
_NO_ASCII = re.compile(r"[^\x00-\x7f]+")
_END_OF_TEXT = "\x00"
_BETWEEN_TEXTS = f" {_END_OF_TEXT} "
"""A token of its own, at which no other one can go on."""

_APOSTROPHE = re.compile(r"(?<=[a-z])['’](?=[a-z])")


def fold(text: str) -> str:
    """Lower case without accents. "Caf\u00e9" and "CAFE" are the same."""
    text = text.lower()
    if text.isascii():
        return text
    return _NO_ASCII.sub(_without_accents, text)


def _without_accents(match: re.Match[str]) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", match.group()) if not unicodedata.combining(c))


def plain_tokens(text: str) -> list[str]:
    """The words of a text in order, folded; sentence ends appear as "." and commas as "," so that phrases do not cross them."""
    return _TOKEN.findall(_plain(text))


def _plain(text: str) -> str:
    """A text as its tokens are looked for in it: folded, written out, without markup or apostrophes."""
    text = fold(written_out(text))
    for sign in _MARKUP_SIGNS:
        if sign in text:
            text = _MARKUP.sub(" ", text)
            break
    if "'" in text or "\u2019" in text:
        text = _APOSTROPHE.sub("", text)
    return text


@dataclass(frozen=True)
class Word:
    """What is known of one distinct token: its whole stem and its atoms; no atoms for an empty word. `atoms` has one entry if it is no compound.

    The whole stem of an English word is Porter's, coarser than its atom: "electrical" and "electricity" are near as words, but not the same work.
    """

    stem: str
    atoms: tuple[str, ...]


class Analyzer:
    """Turns tokens into words, each distinct token once.

    `splitter` knows the parts of compounds, `english` are the tokens to be stemmed as English, `forms` knows what else is a form of such, `spelling`
    the words that others may be misspelt for, `separable` the verbs whose prefix may stand apart.
    """

    def __init__(
        self,
        splitter: Splitter,
        english: frozenset[str],
        forms: EnglishForms,
        spelling: Spelling,
        separable: SeparableVerbs,
        familiar: frozenset[str] = frozenset(),
    ) -> None:
        self.splitter = splitter
        self.english = english
        self.forms = forms
        self.spelling = spelling
        self.separable = separable
        self.familiar = familiar
        self._cut_off = CutOffWords(spelling, splitter, english)
        self._porter = Stemmer.Stemmer("english", maxCacheSize=0)  # every distinct token is stemmed once
        self._words: dict[str, Word] = {}

    def beside(self, english: frozenset[str], familiar: frozenset[str]) -> Analyzer:
        """An analyzer for a corpus: `english` are tokens that are English there, `familiar` those seen too often to be misspelt.

        What this analyzer has read already stays as it is, so that the terms of the thesaurus are found in any corpus.
        """
        result = Analyzer(self.splitter, self.english | (english - self._words.keys()), self.forms, self.spelling, self.separable, familiar)
        result._words = dict(self._words)
        return result

    def word(self, token: str) -> Word:
        """The word of one folded token."""
        known = self._words.get(token)
        if known is None:
            known = self._words[token] = self._analyse(token)
        return known

    def words(self, text: str) -> list[Word]:
        """The words of a text in order, without empty words."""
        return [word for token in self.expand(text) if (word := self.word(token)).atoms]

    def atoms(self, text: str) -> tuple[str, ...]:
        """The atoms of a text in order: the form in which phrases are compared."""
        return tuple(atom for word in self.words(text) for atom in word.atoms)

    def expand(self, text: str) -> list[str]:
        """The tokens of a text, with "glas- en gevelreiniging" written out as "glasreiniging gevelreiniging"."""
        return _TOKEN.findall(self.expanded([text]))

    def expanded(self, texts: Iterable[str]) -> str:
        """Texts one after the other, as tokens are looked for in them: such words, words cut off by a dot and separated verbs are written out, and
        figures of speech are left out."""
        return self.separable.joined(without_figures_of_speech(_BETWEEN_TEXTS.join([self._completed(text) if text else "" for text in texts])))

    def _completed(self, text: str) -> str:
        if is_coordinated(text):
            text = _COORDINATED.sub(self._complete, fold(written_out(text)))
        return _plain(self._cut_off.completed(text)).replace(_END_OF_TEXT, "\n")

    def surface_forms(self, vocabulary: Vocabulary) -> dict[int, str]:
        """For every stem and atom in `vocabulary`, the shortest token that was read as it, else the shortest part of a compound."""
        tokens: dict[int, str] = {}
        parts_of: dict[int, str] = {}
        for token, word in self._words.items():
            if not word.atoms or token in TOKENS:  # an abbreviation is no example of how a word is written either
                continue
            parts = self.splitter.split(token) if len(word.atoms) > 1 else (token,)
            if len(parts) != len(word.atoms):  # read as another word: a misspelling is no example of how a word is written
                continue
            whole = ((word.stem, token),) if len(parts) > 1 else ((word.stem, token), (word.atoms[0], token))
            for found, forms in ((tokens, whole), (parts_of, zip(word.atoms, parts, strict=True))):
                for stem, form in forms:
                    number = vocabulary.ids.get(stem)
                    if number is not None and len(form) < len(found.get(number, form + " ")):
                        found[number] = form
        return parts_of | tokens

    def stem(self, token: str) -> str:
        """The stem of one folded token in its own language."""
        if self._is_english(token):
            return english_stem(token)
        noun = without_dutch_ending(token)
        return self.stem(noun) if noun != token else self.splitter.stem(token)

    def _is_english(self, token: str) -> bool:
        """Whether a token is English, or a form of an English word and of no Dutch one."""
        return token in self.english or (not self.spelling.is_known(token) and self.forms.has(token))

    def _complete(self, match: re.Match[str]) -> str:
        parts = self.splitter.split(match.group(2))
        return f"{match.group(1)}{parts[-1] if len(parts) > 1 else ''} {match.group(2)}"

    def _analyse(self, token: str) -> Word:
        if token in STOPWORDS or len(token) < 2:
            return Word("", ())
        if token in TOKENS:
            return Word(self.stem(token), self.atoms(TOKENS[token]))
        if self._is_english(token):
            return Word(str(self._porter.stemWord(one_spelling(token))), (english_stem(token),))
        if token not in self.familiar:
            token = self._mended(token)
            if token in self.english:
                return Word(str(self._porter.stemWord(one_spelling(token))), (english_stem(token),))
        return Word(self.stem(token), tuple(self.stem(part) for part in self.splitter.split(token)))

    def _mended(self, token: str) -> str:
        """The token as it should be written. A compound of known words needs no mending; of any other, the first or the last part may be misspelt."""
        if self.spelling.is_known(token) or self.splitter.is_compound(token):
            return token
        mended = self.spelling.correct(token)
        if mended != token:
            return mended
        for first, rest in self.splitter.halves(token):
            mended = self.spelling.correct(first) + self.spelling.correct(rest)
            if mended != token:
                return mended
        return token


def english_tokens(texts: Iterable[Iterable[str]]) -> frozenset[str]:
    """The tokens that stand more in English texts than in Dutch ones. A text's language shows in its function words."""
    english: Counter[str] = Counter()
    dutch: Counter[str] = Counter()
    for tokens in texts:
        distinct = set(tokens)
        (english if is_english(distinct) else dutch).update(distinct)
    return frozenset(token for token, count in english.items() if count > dutch.get(token, 0))


def is_english(tokens: set[str]) -> bool:
    """Whether a text, given as its distinct tokens, is English rather than Dutch; without evidence it is Dutch."""
    return len(tokens & ENGLISH_FUNCTION_WORDS) > len(tokens & DUTCH_FUNCTION_WORDS)


@dataclass(frozen=True)
class Stream:
    """The atoms of many documents in reading order, as equally long columns.

    `doc`, `field` (which of the document's texts), `position` (with gaps at sentence ends), `word` (id of the whole word) and `atom` (id);
    `share` says how much an atom speaks for its word: 1 for a whole word or the head of a compound, less for its modifiers.
    """

    doc: Ints
    field: Ints
    position: Ints
    word: Ints
    atom: Ints
    share: Floats
    documents: int


class Vocabulary:
    """Numbers stems and atoms, in one series since the stem of a simple word is its atom. Grows while texts are read; ids never change."""

    def __init__(self, atoms: Iterable[str] = ()) -> None:
        self.ids: dict[str, int] = {atom: number for number, atom in enumerate(atoms)}

    def __len__(self) -> int:
        return len(self.ids)

    def copy(self) -> Vocabulary:
        """Another vocabulary with the same ids so far."""
        return Vocabulary(self.ids)

    def id(self, atom: str) -> int:
        """The id of a stem or atom, new if need be."""
        return self.ids.setdefault(atom, len(self.ids))


@dataclass(frozen=True)
class Tokens:
    """The tokens of many documents in reading order: `token` numbers those of `distinct`, `text` is document x `fields` + field."""

    token: Ints
    text: Ints
    distinct: tuple[str, ...]
    documents: int
    fields: int

    def documents_with(self) -> tuple[Ints, Ints]:
        """Per distinct token: in how many documents it stands, and in how many English ones."""
        present = sp.csr_matrix(
            (np.ones(len(self.token), dtype=np.int32), (self.text // self.fields, self.token)), shape=(self.documents, len(self.distinct))
        )
        present.data[:] = 1
        says_english, says_dutch = (
            present @ np.fromiter((word in words for word in self.distinct), dtype=np.int32, count=len(self.distinct))
            for words in (ENGLISH_FUNCTION_WORDS, DUTCH_FUNCTION_WORDS)
        )
        return np.asarray(present.sum(axis=0)).ravel(), (says_english > says_dutch).astype(np.int32) @ present


_TEXTS_AT_ONCE = 1_000


def is_coordinated(text: str) -> bool:
    """Whether a text may hold something like "glas- en gevelreiniging"."""
    return "- " in text or "-," in text


def tokenise(documents: Sequence[Sequence[str]], analyzer: Analyzer) -> Tokens:
    """Take documents, each an equally long sequence of fields, apart into tokens."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__  # the next number for a new token
    end_of_text = numbers[_END_OF_TEXT]
    texts = (text for document in documents for text in document)
    parts = [np.zeros(0, dtype=np.int32)]
    while some := list(islice(texts, _TEXTS_AT_ONCE)):  # to look for tokens in many texts at once takes half as long
        tokens = _TOKEN.findall(analyzer.expanded([*some, ""]))
        parts.append(np.fromiter(map(numbers.__getitem__, tokens), dtype=np.int32, count=len(tokens)))
    every = np.concatenate(parts)
    is_end = every == end_of_text
    text_of_token = np.cumsum(is_end, dtype=np.int32)[~is_end]
    return Tokens(every[~is_end], text_of_token, tuple(numbers), len(documents), len(documents[0]) if documents else 1)


_BREAK, _PAUSE = -2, -3
"""Stems of what is no word: a sentence end, a comma."""

_HEAD_SHARE, _MODIFIER_SHARE = 0.9, 0.5
"""In a Dutch compound the last part says what it is ("cateringmeubilair" is furniture); the parts before it only what for."""


def read_stream(tokens: Tokens, analyzer: Analyzer, vocabulary: Vocabulary) -> Stream:
    """The tokens as atoms."""
    stems, starts, counts, atoms, shares = _per_token(tokens.distinct, analyzer, vocabulary)
    tokens_array, text_of_token, fields = tokens.token, tokens.text, tokens.fields
    # positions: every atom counts one, a sentence end or next field leaves a gap; an empty word counts nothing
    width = counts[tokens_array].copy()
    advance = width + (stems[tokens_array] == _BREAK) * _BREAK_DISTANCE + (stems[tokens_array] == _PAUSE) * _PAUSE_DISTANCE
    first_of_text = np.r_[True, text_of_token[1:] != text_of_token[:-1]] if len(text_of_token) else np.zeros(0, bool)
    advance = advance + first_of_text * _BREAK_DISTANCE
    ends = np.cumsum(advance)
    keep = width > 0
    kept = tokens_array[keep]
    kept_width = width[keep]
    repeat = np.repeat(np.arange(len(kept)), kept_width)
    offset = np.arange(len(repeat)) - np.repeat(np.cumsum(kept_width) - kept_width, kept_width)
    source = starts[kept][repeat] + offset
    text_index = text_of_token[keep][repeat]
    return Stream(
        doc=(text_index // fields).astype(np.int32),
        field=(text_index % fields).astype(np.int32),
        position=((ends[keep] - kept_width)[repeat] + offset).astype(np.int32),
        word=stems[kept][repeat],
        atom=atoms[source],
        share=shares[source],
        documents=tokens.documents,
    )


def _per_token(distinct: Sequence[str], analyzer: Analyzer, vocabulary: Vocabulary) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    """Per distinct token: stem id (-1 empty word, or `_BREAK`, `_PAUSE`), first atom, number of atoms; and the flat atoms with their shares."""
    stems = np.full(len(distinct), -1, dtype=np.int32)
    starts = np.zeros(len(distinct), dtype=np.int32)
    counts = np.zeros(len(distinct), dtype=np.int32)
    atoms: list[int] = []
    shares: list[float] = []
    number_of = vocabulary.id
    for index, token in enumerate(distinct):
        if not token[0].isalpha():
            stems[index] = _PAUSE if token in _PAUSES else _BREAK
            continue
        word = analyzer.word(token)
        if not word.atoms:
            continue
        stems[index] = number_of(word.stem)
        starts[index] = len(atoms)
        counts[index] = len(word.atoms)
        atoms += map(number_of, word.atoms)
        shares += [1.0] if len(word.atoms) == 1 else [_MODIFIER_SHARE] * (len(word.atoms) - 1) + [_HEAD_SHARE]
    return stems, starts, counts, np.asarray(atoms, dtype=np.int32), np.asarray(shares, dtype=np.float32)
