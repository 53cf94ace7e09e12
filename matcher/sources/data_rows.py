"""The rows of a table that are tenders, or lots of them, column by column."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import compress
from typing import TypeVar

from matcher.sources.sheets import Cell

READ_AS_CELLS = frozenset({"value", "value_max", "value_total", "deadline", "start", "lot"})
"""Fields of one column in which a number or a day says something else than its text. Of the others only the text is kept, except CPV codes."""
_Value = TypeVar("_Value")


@dataclass(slots=True)
class DataRows:
    """The rows that are tenders, or lots of them, column by column: what stands at one place in every list is of one row.

    A field that is empty is "", or () where several columns can hold it.
    """

    numbers: list[int]
    texts: dict[str, list[str]]
    """The cleaned texts of every field (see `columns.FIELDS`), those of several columns joined."""
    cells: dict[str, list[Cell]]
    """The cells of the fields that are read as cells."""
    codes: list[tuple[Cell, ...]]
    """The filled cells of the CPV columns."""
    categories: list[str]
    """The category that stands above a row."""
    struck: list[bool]
    raw: list[tuple[str, ...]]
    """All cells of a row, cleaned: for finding exact duplicates."""

    def take_over(self, name: str, row: int, other: int) -> None:
        """Take a field of a row from another row, where it is empty."""
        if not self.texts[name][row] and self.texts[name][other]:
            self.repeat(name, row, other)

    def repeat(self, name: str, row: int, other: int) -> None:
        """Take a field of a row from another row, whatever it holds."""
        self.texts[name][row] = self.texts[name][other]
        if name == "cpv":
            self.codes[row] = self.codes[other]
        elif name in READ_AS_CELLS:
            self.cells[name][row] = self.cells[name][other]

    def without(self, rows: Collection[int]) -> DataRows:
        """Return the others."""
        kept = [row not in rows for row in range(len(self.numbers))]

        def of_kept(column: list[_Value]) -> list[_Value]:
            return list(compress(column, kept))

        return DataRows(
            of_kept(self.numbers),
            {name: of_kept(column) for name, column in self.texts.items()},
            {name: of_kept(column) for name, column in self.cells.items()},
            of_kept(self.codes),
            of_kept(self.categories),
            of_kept(self.struck),
            of_kept(self.raw),
        )
