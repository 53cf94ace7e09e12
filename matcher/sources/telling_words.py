"""Words that may tell something besides the work itself: who is to be called, that it is withdrawn or awarded, that it is reserved.

Most texts of a list hold none of them, so that nothing has to be sought in them. A word stands in many texts and is looked at once; it is looked at
together with others, for most batches hold nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from matcher.sources.texts import may_name_a_person
from matcher.sources.wordings import may_reserve, may_state

_KINDS = {"person": may_name_a_person, "status": may_state, "reservation": may_reserve}
_TOGETHER, _PARTS = 64, 8
"""Words that are first looked at together, and the parts that are looked at next where one of them tells something."""
_TEXTS = 250
"""Texts of which the words are held at a time, few enough for them to stay in the processor's cache."""


def telling_texts(texts: Iterable[str]) -> dict[str, set[str]]:
    """Return those of some cleaned texts that may tell a thing: by "person", "status" and "reservation". In no other is it told."""
    found: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    known: set[str] = set()
    told_by: dict[str, list[str]] = {}
    waiting = iter(texts)
    while batch := list(islice(waiting, _TEXTS)):
        words_of = [text.split() for text in batch]
        new = list(set().union(*words_of) - known)
        known.update(new)
        told_by |= (told for at in range(0, len(new), _TOGETHER) for told in _telling(new[at : at + _TOGETHER], _KINDS))
        telling = set(told_by)
        for text, words in zip(batch, words_of, strict=True):
            if not telling.isdisjoint(words):
                for kind in set().union(*map(told_by.__getitem__, telling.intersection(words))):
                    found[kind].add(text)
    return found


def _telling(words: Sequence[str], kinds: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield those of some words that may tell something, with what: of these kinds."""
    text = " ".join(words)
    if not (telling := [kind for kind in kinds if _KINDS[kind](text)]):
        return
    if len(words) == 1:
        yield text, telling
        return
    part = -(-len(words) // _PARTS)
    for at in range(0, len(words), part):
        yield from _telling(words[at : at + part], telling)
