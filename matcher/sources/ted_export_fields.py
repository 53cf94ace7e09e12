"""Finding elements of TED_EXPORT by name: its releases differ in namespaces, not in names."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.sources.notice_values import Element, said


@lru_cache(maxsize=512)
def _path(names: str) -> str:
    return re.sub(r"(?<![\w*{}])(?=[A-Z*])", "{*}", names)


def every(element: Element | None, names: str) -> list[Element]:
    """Return the elements at a path of names ("PROCEDURE/FRAMEWORK", ".//NUTS") below an element, in order."""
    return [] if element is None else element.findall(_path(names))


def first(element: Element | None, names: str) -> Element | None:
    """Return the first element at a path."""
    return None if element is None else element.find(_path(names))


def text(element: Element | None, names: str) -> str:
    """Return the first text at a path that says something, "" for none."""
    return next(filter(None, map(said, every(element, names))), "")


def texts(element: Element | None, names: str) -> list[str]:
    """Return the texts at a path, each once."""
    return list(dict.fromkeys(filter(None, map(said, every(element, names)))))


def attributes(element: Element | None, names: str, attribute: str) -> list[str]:
    """Return the values of an attribute of the elements at a path, each once."""
    return list(dict.fromkeys(filter(None, (each.get(attribute) for each in every(element, names)))))


def lot_number(written: str) -> str:
    """Return a lot's number as people say it.

    >>> lot_number("001"), lot_number("Perceel 2"), lot_number("2b"), lot_number("0")
    ('1', '2', '2b', '')
    """
    number = re.sub(r"(?i)^(?:perceel|lot|kavel|deel|nr\.?)\s*", "", written.strip())
    return number.lstrip("0")[:20]
