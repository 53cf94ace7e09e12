"""Words that may tell something besides the work itself: who is to be called, that it is withdrawn or awarded, that it is reserved.

Most texts of a list hold none of them, so that nothing has to be sought in them. A word stands in many texts and is looked at once, together with
all that are new beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from matcher.sources.texts import lowered, places_of_people
from matcher.sources.wordings import places_of_reservation, places_of_status

_PLACES: dict[str, Callable[[str, str], Iterator[int]]] = {
    "person": places_of_people,
    "status": places_of_status,
    "reservation": places_of_reservation,
}
"""Where in a text (as it is, and in small letters) there is a word that may tell such a thing."""
_TEXTS = 250
"""Texts of which the words are held at a time, few enough for them to stay in the processor's cache."""


def telling_texts(texts: Iterable[str]) -> dict[str, set[str]]:
    """Return those of some cleaned texts that may tell a thing: by "person", "status" and "reservation". In no other is it told."""
    found: dict[str, set[str]] = {kind: set() for kind in _PLACES}
    known: set[str] = set()
    told_by: dict[str, set[str]] = {}
    waiting = iter(texts)
    while batch := list(islice(waiting, _TEXTS)):
        words_of = [text.split() for text in batch]
        new = list(set().union(*words_of) - known)
        known.update(new)
        for word, kind in _telling(new):
            told_by.setdefault(word, set()).add(kind)
        telling = set(told_by)
        for text, words in zip(batch, words_of, strict=True):
            if not telling.isdisjoint(words):
                for kind in set().union(*map(told_by.__getitem__, telling.intersection(words))):
                    found[kind].add(text)
    return found


def _telling(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield those of some words that may tell something, with what."""
    text = f"{' '.join(words)} "
    small = lowered(text)
    for kind, places in _PLACES.items():
        for place in places(text, small):
            yield text[text.rfind(" ", 0, place) + 1 : text.index(" ", place)], kind
