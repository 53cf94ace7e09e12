"""Many nouns of `model` at once, column by column: a list has tens of thousands, and one by one most of the time goes into making them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from itertools import chain, repeat
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

_Noun = TypeVar("_Noun")


class Nouns(Sequence[_Noun]):
    """Nouns of one kind, kept as columns of their fields. One is made of them when it is asked for; whoever goes by columns makes none."""

    def __init__(self, kind: type[_Noun], number: int, columns: Mapping[str, Sequence[Any]]) -> None:
        """A field that is not given has its default, for it is the same in all of them.

        Raises ValueError for a column of another length, KeyError for a field without a default that is not given.
        """
        self.kind = kind
        self._number = number
        self._columns = {
            field.name: columns[field.name] if field.name in columns else _default(field.name, field.default, number)
            for field in fields(kind)  # type: ignore[arg-type]  # all nouns are dataclasses with slots
        }
        for name, column in self._columns.items():
            if len(column) != number:
                raise ValueError(f"{len(column)} values of {name} for {number} nouns")

    def column(self, name: str) -> Sequence[Any]:
        """What stands in a field of each."""
        return self._columns[name]

    def replaced(self, **columns: Sequence[Any]) -> Nouns[_Noun]:
        """The same nouns with other values in some fields."""
        return Nouns(self.kind, self._number, self._columns | columns)

    def picked(self, places: Sequence[int]) -> Nouns[_Noun]:
        """The nouns at some places, in that order."""
        return Nouns(self.kind, len(places), {name: [column[place] for place in places] for name, column in self._columns.items()})

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, place: int) -> _Noun: ...
    @overload
    def __getitem__(self, place: slice) -> Nouns[_Noun]: ...
    def __getitem__(self, place: int | slice) -> _Noun | Nouns[_Noun]:
        if isinstance(place, slice):
            columns = {name: column[place] for name, column in self._columns.items()}
            return Nouns(self.kind, len(range(self._number)[place]), columns)
        return self.kind(**{name: column[place] for name, column in self._columns.items()})

    def __iter__(self) -> Iterator[_Noun]:
        nouns: list[_Noun] = list(map(object.__new__, repeat(self.kind, self._number)))
        for name, column in self._columns.items():
            deque(map(getattr(self.kind, name).__set__, nouns, column), maxlen=0)
        return iter(nouns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as of a list


class Ones(Sequence[tuple[_Noun, ...]], Generic[_Noun]):
    """Of each noun a tuple of that one alone: the lots of tenders with one lot each."""

    def __init__(self, nouns: Sequence[_Noun]) -> None:
        self.nouns = nouns

    def __len__(self) -> int:
        return len(self.nouns)

    @overload
    def __getitem__(self, place: int) -> tuple[_Noun, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> Ones[_Noun]: ...
    def __getitem__(self, place: int | slice) -> tuple[_Noun, ...] | Ones[_Noun]:
        return Ones(self.nouns[place]) if isinstance(place, slice) else (self.nouns[place],)

    def __iter__(self) -> Iterator[tuple[_Noun, ...]]:
        return zip(self.nouns, strict=True)


def columns_of(nouns: Sequence[object], names: Iterable[str]) -> dict[str, Sequence[Any]]:
    """What stands in these fields of many nouns."""
    if isinstance(nouns, Nouns):
        return {name: nouns.column(name) for name in names}
    return {name: list(map(attrgetter(name), nouns)) for name in names}


def column_of(nouns: Sequence[object], name: str) -> Sequence[Any]:
    """What stands in this field of many nouns."""
    return columns_of(nouns, (name,))[name]


def only(column: Sequence[Any], value: object) -> bool:
    """Whether nothing but this value stands in a column."""
    return not column or (column[0] == value == column[-1] and column.count(value) == len(column))


def flat(several: Sequence[Sequence[_Noun]]) -> tuple[Sequence[_Noun], Sequence[int]]:
    """All that some sequences hold, one after another, and of each the place of the sequence that holds it."""
    if isinstance(several, Ones):
        return several.nouns, range(len(several))
    return list(chain.from_iterable(several)), list(chain.from_iterable(map(repeat, range(len(several)), map(len, several))))


def picked(nouns: Sequence[_Noun], places: Sequence[int]) -> Sequence[_Noun]:
    """The nouns at some places, in that order."""
    if places == range(len(nouns)):
        return nouns
    if isinstance(nouns, Nouns):
        return nouns.picked(places)
    return [nouns[place] for place in places]


def joined(kind: type[_Noun], parts: Sequence[Sequence[_Noun]]) -> Nouns[_Noun]:
    """The nouns of all parts as columns."""
    if len(parts) == 1 and isinstance(parts[0], Nouns):
        return parts[0]
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    by_part = [columns_of(part, names) for part in parts]
    return Nouns(kind, sum(map(len, parts)), {name: list(chain.from_iterable(columns[name] for columns in by_part)) for name in names})


def _default(name: str, default: object, number: int) -> Sequence[object]:
    if default is MISSING:
        raise KeyError(name)
    return [default] * number
