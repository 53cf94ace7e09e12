"""Misspelt words: the one known word that sounds the same, or is a swap of letters or a slip or two away."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matcher.matching.ordinary_words import ORDINARY_WORDS

MIN_LENGTH = 4
_SOUND_FROM = 6
_SLIP_FROM = 7
"""Shorter words are too often one letter away from another word."""

_ANY_SLIP_FROM = 9
"""Of shorter words only a dropped letter is mended ("catring"): names and rare words are too often a letter longer than a known one."""

_TWO_SLIPS_FROM = 12
_PREFIX = 2
"""People misspell the middle and the end of words; looking only among words that begin alike keeps it fast."""

_USUAL = 5
"""Short words are taken for a swap of the letters of another only if that one stands so often in the terms: "zrog" is "zorg", "Borne" is a place."""

_SOUNDS = tuple(
    pair.split("=")
    for pair in """
    eau=o ph=f th=t ch=g ei=ij y=ij au=ou x=ks ce=se ci=si c=k q=k z=s v=f
    bb=b dd=d ff=f gg=g kk=k ll=l mm=m nn=n pp=p rr=r ss=s tt=t
    """.split()
)
"""Letters that sound alike, in Dutch spelling: "stijger" and "steiger", "psygoloog" and "psycholoog", "buro" and "bureau"."""

_PREFIXED = re.compile(r"(?:aan|af|be|bij|door|her|in|mee|na|om|on|ont|op|over|toe|uit|ver|voor|weg)(?=[a-z]{4})")
"""Before a known word they make another one that need not be in any list: "vertellen" is no slip for "verstellen"."""

_BEHIND_ALL = "\U0010ffff"
"""A character that is sorted behind every letter."""


class Spelling:
    """Corrects folded tokens towards `words`, in which a word stands as often as it is used. `stem` tells inflections, which are no mistakes."""

    def __init__(self, words: Iterable[str], stem: Callable[[str], str]) -> None:
        self._stem = stem
        counts = Counter(word for word in words if word.isalpha())
        self._uses: Counter[str] = Counter()
        for word, count in counts.items():
            self._uses[stem(word)] += count
        self._by_prefix: dict[str, list[str]] = defaultdict(list)
        self._by_letters: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._near: dict[tuple[str, int, int], list[str]] = {}
        self._counts = counts
        self._ordinary = frozenset(map(stem, ORDINARY_WORDS))
        self._sorted = sorted(counts)
        for word in self._sorted:
            if len(word) >= _SLIP_FROM - 1:
                self._by_prefix[word[:_PREFIX]].append(word)
            if len(word) >= MIN_LENGTH:
                self._by_letters["".join(sorted(word))].append(word)
            if len(word) >= _SOUND_FROM - 1:
                self._by_sound[_sound(word)].append(word)

    def is_known(self, token: str) -> bool:
        """Whether a token is a form of a known word, or one with a prefix, or nothing that has a spelling."""
        if len(token) < MIN_LENGTH or not token.isalpha():
            return True
        stem = self._stem(token)
        if stem in self._uses or stem in self._ordinary:
            return True
        prefix = _PREFIXED.match(token)
        return prefix is not None and self._stem(token[prefix.end() :]) in self._uses

    def correct(self, token: str) -> str:
        """The known word that is meant; the token itself if there is none, if there are several, or if it is known."""
        if self.is_known(token):
            return token
        return self._swapped(token) or self._sounding(token) or self._slipped(token) or token

    def is_written(self, token: str) -> bool:
        """Whether a known word is written just so."""
        return token in self._counts

    def uses_of_words_from(self, beginning: str) -> dict[str, int]:
        """The known words that begin so, in alphabetical order, with how often each is used."""
        first, end = bisect_left(self._sorted, beginning), bisect_left(self._sorted, beginning + _BEHIND_ALL)
        return {word: self._counts[word] for word in self._sorted[first:end]}

    def _swapped(self, token: str) -> str | None:
        words = [word for word in self._by_letters.get("".join(sorted(token)), ()) if word[0] == token[0] and OSA.distance(word, token) == 1]
        if len(token) < _SLIP_FROM and (token.endswith("ne") or not all(self._uses[self._stem(word)] >= _USUAL for word in words)):
            return None
        return self._only(words)

    def _sounding(self, token: str) -> str | None:
        return self._only(self._by_sound.get(_sound(token), [])) if len(token) >= _SOUND_FROM else None

    def _slipped(self, token: str) -> str | None:
        """The nearest word at an optimal string alignment distance of 1, or of 2 for long words."""
        if len(token) < _SLIP_FROM:
            return None
        slips = 2 if len(token) >= _TWO_SLIPS_FROM else 1
        shortest = len(token) + 1 if len(token) < _ANY_SLIP_FROM else len(token) - slips
        words = self._words(token[:_PREFIX], shortest, len(token) + slips)
        best = process.extractOne(token, words, scorer=OSA.distance, score_cutoff=slips)
        return best[0] if best else None

    def _words(self, prefix: str, shortest: int, longest: int) -> list[str]:
        """The known words that begin so, of such lengths: others are too far away."""
        key = (prefix, shortest, longest)
        if key not in self._near:
            self._near[key] = [word for word in self._by_prefix.get(prefix, ()) if shortest <= len(word) <= longest]
        return self._near[key]

    def _only(self, words: list[str]) -> str | None:
        """The word, if all of them are forms of one."""
        return words[0] if words and len({self._stem(word) for word in words}) == 1 else None


def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return f"{word[:-1]}t" if word[-1] == "d" else word
