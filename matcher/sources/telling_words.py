"""Words that may tell something besides the work itself: who is to be called, that it is withdrawn or awarded, that it is reserved.

Most rows of a list hold none of them, so that nothing has to be sought in their texts. A word stands in many rows and is looked at once; it is looked
at together with others, for most batches hold nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matcher.sources.texts import may_name_a_person
from matcher.sources.wordings import may_reserve, may_state

_KINDS = {"person": may_name_a_person, "status": may_state, "reservation": may_reserve}
_NOTHING: frozenset[str] = frozenset()
_TOGETHER = 16


class TellingWords:
    """The telling words of some cleaned texts, and what each of them may tell."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = list({word for text in set(texts) for word in text.split()})
        self._told_by = dict(told for at in range(0, len(words), _TOGETHER) for told in _telling(words[at : at + _TOGETHER]))
        self._words = frozenset(self._told_by)

    def told_by(self, texts: Iterable[str]) -> frozenset[str]:
        """Return what some of these texts may tell: "person", "status", "reservation". What is not returned stands in none of them."""
        found = self._words.intersection(" ".join(texts).split())
        return _NOTHING.union(*(self._told_by[word] for word in found)) if found else _NOTHING


def _telling(words: list[str]) -> Iterator[tuple[str, frozenset[str]]]:
    text = " ".join(words)
    kinds = [kind for kind, may_tell in _KINDS.items() if may_tell(text)]
    if kinds:
        for word in words:
            if told := frozenset(kind for kind in kinds if _KINDS[kind](word)):
                yield word, told
