"""Misspelt words: the one known word that is a slip or two away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_LENGTH = 7
"""Shorter words are too often one letter away from another word."""

_ANY_SLIP_FROM = 9
"""Of shorter words only a dropped letter is mended ("catring"): names and rare words are too often a letter longer than a known one."""

_TWO_SLIPS_FROM = 11
_PREFIX = 2
"""People misspell the middle and the end of words; looking only among words that begin alike keeps it fast."""


class Spelling:
    """Corrects folded tokens towards `words`. `stem` tells inflections, which are no mistakes, from slips."""

    def __init__(self, words: Iterable[str], stem: Callable[[str], str]) -> None:
        self._stem = stem
        self._by_prefix: dict[str, list[str]] = defaultdict(list)
        self._near: dict[tuple[str, int, int], list[str]] = {}
        known = {word for word in words if word.isalpha()}
        for word in sorted(known):
            if len(word) >= MIN_LENGTH - 1:
                self._by_prefix[word[:_PREFIX]].append(word)
        self._stems = {stem(word) for word in known}

    def correct(self, token: str) -> str:
        """The known word at an optimal string alignment distance of 1 (2 for long words); the token itself if there is none, or if it is known."""
        if self._stem(token) in self._stems or not token.isalpha():
            return token
        slips = 2 if len(token) >= _TWO_SLIPS_FROM else 1
        shortest = len(token) + 1 if len(token) < _ANY_SLIP_FROM else len(token) - slips
        words = self._words(token[:_PREFIX], shortest, len(token) + slips)
        best = process.extractOne(token, words, scorer=OSA.distance, score_cutoff=slips)
        return best[0] if best else token

    def _words(self, prefix: str, shortest: int, longest: int) -> list[str]:
        """The known words that begin so, of such lengths: others are too far away."""
        key = (prefix, shortest, longest)
        if key not in self._near:
            self._near[key] = [word for word in self._by_prefix.get(prefix, ()) if shortest <= len(word) <= longest]
        return self._near[key]
