"""What a title asks for, and what only says for whom, where or with what: "cleaning for the police", "bedden voor asielzoekers", "audit of a fund".

The head of a phrase stands before its first preposition. Where it names a kind of work, what stands behind counts less; where it names none
("levering van brood", "tender for catering") all counts in full. Of two things in one phrase the first counts a little more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from matcher.matching.concepts import ConceptFinder
from matcher.matching.mentions import Mentions
from matcher.matching.text import Analyzer, Stream, Tokens

_OUTSIDE, _PART = 0.5, 0.8
"""What counts of a mention behind "for" or "at", and behind "of", "to" or "with", which as often tell the object of the work, or more work."""

_LATER = 0.05
"""How much less the end of a phrase counts than its beginning."""

_NAMED = 0.4
"""How strongly a head must name its work to be no mere word."""

_OUTSIDE_WORDS = (
    frozenset("voor bij te in op rond langs tijdens naar over tbv behoeve".split()),
    frozenset("for at in on within across near around along during about".split()),
)
_PART_WORDS = (frozenset("van aan met incl inclusief".split()), frozenset("of to with including".split()))
"""Dutch, English: "of" is "or" in Dutch, and "van" a car in English."""

_NEW_PHRASE = frozenset(".!?;:\n") | frozenset("lot lots perceel percelen".split())
_SAYS_NOTHING = frozenset(
    "quote appointment invitation request expressions programme call scheme competition aankondiging oproep uitnodiging offerte".split()
)
"""Words of the procedure that are no head: "request for catering"."""

_TITLE = 0


def heads_first(mentions: Mentions, stream: Stream, tokens: Tokens, analyzer: Analyzer, finder: ConceptFinder) -> Mentions:
    """The mentions of first fields, weighed by where in their phrase they stand."""
    chosen = np.flatnonzero(mentions.field == _TITLE)
    if not len(chosen):
        return mentions
    phrase, depth, later = _phrases(tokens, stream, analyzer)
    first, last, concept = mentions.first[chosen], mentions.last[chosen], mentions.concept[chosen]
    strength = mentions.strength.copy()
    strength[chosen] *= 1 - _LATER * later[first]
    heads: defaultdict[int, set[int]] = defaultdict(set)
    # a term that reaches over "of" is of the head: "bewassing van glas bij de keuken"
    of_head = (depth[first] == 0) & (depth[last] <= 1) & (mentions.strength[chosen] >= _NAMED) & ~finder.is_of_people[concept]
    for number, named in zip(phrase[first[of_head]].tolist(), concept[of_head].tolist(), strict=True):
        heads[number].add(named)
    for place in np.flatnonzero(depth[first] > 0).tolist():
        rivals = heads.get(int(phrase[first[place]]), ())
        outside = depth[first[place]] > 1
        # a general kind of work and what it is done to are one: "installation of boilers", "cleaning for schools" is told by a term of its own
        if any(outside or finder.depths[rival] for rival in rivals) and not any(concept[place] in finder.below[rival] for rival in rivals):
            strength[chosen[place]] *= _OUTSIDE if outside else _PART
    return replace(mentions, strength=strength)


def _phrases(tokens: Tokens, stream: Stream, analyzer: Analyzer) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Per atom of a first field: the number of its phrase, how far outside the head (0: in it), and how far from the beginning (0 to 1)."""
    roles = _roles(tokens.distinct, analyzer)
    atoms = [len(analyzer.word(token).atoms) if token[0].isalpha() else 0 for token in tokens.distinct]
    of_titles = tokens.text % tokens.fields == _TITLE
    phrases, depths = [], []
    phrase, depth, language, text = 0, 0, -1, -1
    for token, of_text in zip(tokens.token[of_titles].tolist(), tokens.text[of_titles].tolist(), strict=True):
        outside, part, new, speaks = roles[token]
        if new or of_text != text:
            phrase, depth, language, text = phrase + 1, 0, -1, of_text
        if language >= 0 and (outside >> language & 1 or part >> language & 1):
            depth = max(depth, 2 if outside >> language & 1 else 1)
        elif speaks >= 0:
            language = speaks
        phrases += [phrase] * atoms[token]
        depths += [depth] * atoms[token]
    result = np.zeros(len(stream.atom), dtype=np.int32), np.zeros(len(stream.atom), dtype=np.int8), np.zeros(len(stream.atom), dtype=np.float32)
    places = np.flatnonzero(stream.field == _TITLE)
    number = np.asarray(phrases, dtype=np.int32)
    sizes = np.bincount(number, minlength=1)
    result[0][places], result[1][places] = number, depths
    result[2][places] = (np.arange(len(number)) - (np.cumsum(sizes) - sizes)[number]) / np.maximum(sizes[number], 1)
    return result


def _roles(distinct: Sequence[str], analyzer: Analyzer) -> list[tuple[int, int, bool, int]]:
    """Per token: whether it leads outside, or to a part (bits: Dutch, English), whether a phrase begins, and a telling word's language, else -1."""
    return [
        (
            sum((token in words) << language for language, words in enumerate(_OUTSIDE_WORDS)),
            sum((token in words) << language for language, words in enumerate(_PART_WORDS)),
            token in _NEW_PHRASE,
            int(token in analyzer.english) if token[0].isalpha() and token not in _SAYS_NOTHING and analyzer.word(token).atoms else -1,
        )
        for token in distinct
    ]
