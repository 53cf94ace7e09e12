"""Words that their writer cut off with a dot: "Bewegwijz. nieuwbouw" is about "bewegwijzering".

What is always cut off alike stands in `abbreviations`. Any other word is looked for among the known words that begin so: one of them must clearly
be meant.
"""

from __future__ import annotations

import re
from collections import Counter

from matcher.matching.compounds import Splitter
from matcher.matching.spelling import Spelling
from matcher.matching.stopwords import STOPWORDS

_BEFORE_A_DOT = re.compile(r"(?<![A-Za-z0-9.-])([A-Za-z]{5,99})\.(?=\s+[a-z0-9(]|\s*[,;:/&+)-]|\s*$)")
"""A word before a dot behind which no sentence begins. That dot is of a word cut off, if it is not the last of the text."""

_WITHIN = re.compile(r"\.(?=\s+[a-z0-9(]|\s*[,;:/&+)-])")
"""Such a dot that is not the last of a text: few texts have one, and to look for a dot costs a tenth of looking at every word."""

_SHORT_TEXT = 60
"""Characters of a text that is hardly a sentence, so that the dot at its end may be that of a word cut off, too."""

_LAST_LETTERS = "dnst"
"""Letters that verbs and plurals end in: at the end of a text, which may be that of a sentence, a word that ends so is hardly cut off."""

_VOWELS = "aeiouy"
"""One cuts off before a vowel, not behind it."""

_MOST, _ALIKE = 0.6, 2
"""The share that words which go on alike, for so many letters, must have of all that begin like a word cut off, for one of them to be meant."""

_LINK = 2
"""Letters between the parts of a compound, or of an ending."""


class CutOffWords:
    """Completes words towards the known ones of `spelling`. What `splitter` ends in a known word, and what stands in `english`, is whole already."""

    def __init__(self, spelling: Spelling, splitter: Splitter, english: frozenset[str]) -> None:
        self._spelling = spelling
        self._splitter = splitter
        self._english = english
        self._whole: dict[str, str] = {}
        """Per word seen before a dot, what it was cut off from; "" if it is whole, or nobody can tell."""

    def completed(self, text: str) -> str:
        """A text with its words that were cut off made whole, without their dot."""
        may_be = "." in text and (len(text) <= _SHORT_TEXT or _WITHIN.search(text))
        return _BEFORE_A_DOT.sub(self._completed, text) if may_be else text

    def _completed(self, match: re.Match[str]) -> str:
        word = match.group(1).lower()
        if match.end() >= len(match.string.rstrip()) and (len(match.string) > _SHORT_TEXT or word[-1] in _LAST_LETTERS):
            return match.group()
        if word not in self._whole:
            self._whole[word] = "" if self._is_whole(word) else self._meant(word)
        return self._whole[word] or match.group()

    def _is_whole(self, word: str) -> bool:
        is_verb = word[-1] == "t" and self._spelling.is_known(word[:-1])
        return is_verb or word in STOPWORDS or word in self._english or self._spelling.is_written(self._splitter.split(word)[-1])

    def _meant(self, beginning: str) -> str:
        """The word that was cut off; "" if that is a compound of the beginning with another word: "routes" is no "routesoftware"."""
        whole = self._likeliest(beginning)
        first, *rest = self._splitter.split(whole) if whole else ("",)
        goes_on = bool(rest) and (first.startswith(beginning) or (beginning.startswith(first) and len(beginning) - len(first) <= _LINK))
        return "" if goes_on else whole

    def _likeliest(self, beginning: str) -> str:
        """The most used of the words that begin so; "" if there is none, or if it may be several."""
        if beginning[-1] in _VOWELS:
            return ""
        uses = self._spelling.uses_of_words_from(beginning)
        kin: Counter[str] = Counter()
        for word, count in uses.items():
            if word != beginning and word[len(beginning)] in _VOWELS:
                kin[word[: len(beginning) + _ALIKE]] += count
        if not kin or max(kin.values()) < _MOST * sum(uses.values()):
            return ""
        start = max(kin, key=kin.__getitem__)
        return max((word for word in uses if word.startswith(start)), key=lambda word: (uses[word], -len(word)))
