"""Words that may tell something besides the work itself: who is to be called, that it is withdrawn or awarded, that it is reserved.

Most texts of a list hold none of them, so that nothing has to be sought in them. A word stands in many texts and is looked at once, together with
all others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from matcher.sources.texts import lowered, places_of_people
from matcher.sources.wordings import places_of_reservation, places_of_status

_PLACES: dict[str, Callable[[str, str], Iterator[int]]] = {
    "person": places_of_people,
    "status": places_of_status,
    "reservation": places_of_reservation,
}
"""Where in a text (as it is, and in small letters) there is a word that may tell such a thing."""


def telling_texts(texts: Collection[str]) -> dict[str, set[str]]:
    """Return those of some cleaned texts that may tell a thing: by "person", "status" and "reservation". In no other is it told."""
    words: set[str] = set()
    for text in texts:
        words.update(text.split())
    told_by: dict[str, set[str]] = {}
    for word, kind in _telling(words):
        told_by.setdefault(word, set()).add(kind)
    found: dict[str, set[str]] = {kind: set() for kind in _PLACES}
    telling = frozenset(told_by)
    for text in texts:
        own = text.split()  # to split a text twice is faster than to hold all of its words: those looked at stay in the processor's cache
        if not telling.isdisjoint(own):
            for kind in set().union(*map(told_by.__getitem__, telling.intersection(own))):
                found[kind].add(text)
    return found


def _telling(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield those of some words that may tell something, with what."""
    text = f"{' '.join(words)} "
    small = lowered(text)
    for kind, places in _PLACES.items():
        for place in places(text, small):
            yield text[text.rfind(" ", 0, place) + 1 : text.index(" ", place)], kind
