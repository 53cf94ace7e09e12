"""Many nouns of `model` at once, column by column: a list has tens of thousands, and one by one most of the time goes into making them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from itertools import repeat
from operator import attrgetter
from typing import Any, TypeVar

_Noun = TypeVar("_Noun")


def columns_of(nouns: Sequence[object], names: Iterable[str]) -> dict[str, list[Any]]:
    """What stands in these fields of many nouns."""
    return {name: list(map(attrgetter(name), nouns)) for name in names}


def nouns_of(kind: type[_Noun], number: int, columns: Mapping[str, Sequence[Any]]) -> list[_Noun]:
    """So many nouns of a kind, made of their fields; a field that is not given has its default, for it is the same in all of them.

    Raises ValueError for a column of another length, KeyError for a field without a default that is not given.
    """
    nouns: list[_Noun] = list(map(object.__new__, repeat(kind, number)))
    for field in fields(kind):  # type: ignore[arg-type]  # all nouns are dataclasses with slots
        column = columns[field.name] if field.name in columns else _default(field.name, field.default, number)
        if len(column) != number:
            raise ValueError(f"{len(column)} values of {field.name} for {number} nouns")
        deque(map(getattr(kind, field.name).__set__, nouns, column), maxlen=0)
    return nouns


def _default(name: str, default: object, number: int) -> Sequence[object]:
    if default is MISSING:
        raise KeyError(name)
    return [default] * number
