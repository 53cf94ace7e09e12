"""What each row below a heading is: a tender, or a category, subtotal, footnote, repeated heading, empty row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import TypeVar

from matcher.sources.columns import FIELDS
from matcher.sources.lots import lot_in_title
from matcher.sources.merged import covered, filled_down
from matcher.sources.sheets import Cell, Row, Sheet
from matcher.sources.surroundings import mark_surroundings
from matcher.sources.tables import Table
from matcher.sources.texts import clean, joined
from matcher.sources.wordings import continues, ends_in_page, is_note, is_period, is_surely_total, is_total, labels_a_sum, without_status

_READ_AS_CELLS = frozenset({"value", "value_max", "value_total", "deadline", "start", "lot"})
"""Fields of one column in which a number or a day says something else than its text. Of the others only the text is kept, except CPV codes."""
_SURELY_FILLED = 4
"""A row with so many filled cells, its title among them, is a tender unless one of its texts is a heading or labels a sum."""
_SAYS_MORE = frozenset({"cpv", "deadline", "start", "procedure", "reference", "lot", "duration", "place", "status", "buyer", "department"})
_ITS_OWN = frozenset({"title", "number", "reference", "cpv", "value", "deadline", "start"})
"""A row of which all these are merged with the row above is no tender or lot of its own."""
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
        elif name in _READ_AS_CELLS:
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


@dataclass(slots=True)
class RowsRead:
    """A table's rows, sorted: those that are tenders, and the others with the reason why not."""

    data: DataRows
    left_out: list[tuple[int, str]]
    notes: list[str]
    """Texts of footnotes."""


def cell_text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without ".0", days as YYYY-MM-DD."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def sort_rows(sheet: Sheet, table: Table, until: int) -> RowsRead:
    """Sort the rows between a table's heading and sheet row `until` (not included)."""
    first = table.heading_rows[-1]
    rows = [row for row in sheet.rows if first < row.number < until]
    above = [row.cells for row in sheet.rows if row.number <= table.heading_rows[-1]]
    reader = _RowReader(table, filled_down(sheet, table), covered(sheet, table), above)
    texts = [reader.texts.of_row(row) for row in rows]
    said = list(map(reader.kind, rows, texts))
    mark_surroundings(rows, said, table)
    kinds = _Kinds(rows, said, reader.title)
    chosen: list[int] = []
    categories: list[str] = []
    left_out: list[tuple[int, str]] = []
    notes: list[str] = []
    category = ""
    last_number = first
    for index, row in enumerate(rows):
        if row.number > last_number + 1:
            left_out += [(number, "empty") for number in range(last_number + 1, row.number)]
        kind = kinds.settled(index, row.number > last_number + 1)
        if row.number == until - 1 and kinds.stands_alone(index):  # what stands right above the next table's heading is about that table
            kind = "category"
        last_number = row.number
        if kind in ("data", "lot"):
            chosen.append(index)
            categories.append(category)
            continue
        left_out.append((row.number, kind))
        if kind == "continuation" and chosen and not kinds.stands_alone(index):
            _add_words(texts[chosen[-1]], texts[index])
        if kind == "category":
            category = next(cell_text(cell) for cell in row.cells if isinstance(cell, str) and cell.strip())
        elif kind == "footnote":
            notes += [cell_text(cell) for cell in row.cells if isinstance(cell, str) and cell.strip()]
    data = reader.read([rows[index] for index in chosen], [texts[index] for index in chosen], categories)
    without_title = _find_titles(data)
    left_out += [(data.numbers[row], "no_title") for row in without_title]
    return RowsRead(data.without(without_title) if without_title else data, sorted(left_out), notes)


def _add_words(texts: list[str], more: Sequence[str]) -> None:
    """Add the texts of a row that goes on to those of the row above it, column by column."""
    texts += [""] * (len(more) - len(texts))
    for column, text in enumerate(more):
        texts[column] = f"{texts[column]} {text}".strip()


def _find_titles(data: DataRows) -> set[int]:
    """Give rows without a title the one of the tender that they go on with, or their description; return those that are left without any."""
    titles, descriptions = data.texts["title"], data.texts["description"]
    without: set[int] = set()
    previous: int | None = None
    for row, title in enumerate(titles):
        if not title:
            if previous is not None and _goes_on(data.texts, row, previous):
                for name in ("title", "reference", "buyer", "procedure", "deadline", "start", "cpv", "department", "duration"):
                    data.take_over(name, row, previous)
            elif descriptions[row]:
                titles[row], descriptions[row] = descriptions[row], ""
            else:
                without.add(row)
                continue
        previous = row
    return without


def _goes_on(texts: Mapping[str, list[str]], row: int, previous: int) -> bool:
    """Say whether a row without a title is a further lot of the row above it."""
    references, lots, lot_titles = texts["reference"], texts["lot"], texts["lot_title"]
    same = not references[row] or references[row] == references[previous]
    return same and bool(lots[row] or (lot_titles[row] and (lots[previous] or lot_titles[previous])))


class _Texts(dict[Cell, str]):
    """The cleaned text of every distinct cell: a word that stands in a thousand rows is cleaned once.

    `headings` gathers those texts that are headings, given in small letters.
    """

    def __init__(self, headings: Collection[str]) -> None:
        super().__init__()
        self._known = headings
        self.headings: set[str] = set()

    def __missing__(self, cell: Cell) -> str:
        text = cell_text(cell)
        if text.casefold() in self._known:
            self.headings.add(text)
        if cell not in (0, 1):  # which are the same to a dictionary as false and true
            self[cell] = text
        return text

    def of_row(self, row: Row) -> list[str]:
        """Return the text of every cell of a row."""
        return list(map(self.__getitem__, row.cells))


def _without_digits(cells: Sequence[Cell]) -> str:
    """Return the text of cells without its numbers: the line at the top of every printed page differs only in those."""
    return re.sub(r"[\d\W]+", " ", " ".join(cell_text(cell) for cell in cells)).strip()


class _RowReader:
    """Reads single rows of one table; what holds for the table as a whole is looked up once."""

    def __init__(
        self, table: Table, merged: Mapping[tuple[int, int], Cell], below: Collection[tuple[int, int]], above: Sequence[Sequence[Cell]]
    ) -> None:
        self.title = table.columns_of("title")[0]
        self.merged = merged
        self._merged_below = below
        self._page_lines = set(map(_without_digits, above))
        self._page_texts = {_without_digits([cell]) for cells in above for cell in cells}
        self._table = table
        self._fields = table.fields
        self._says_more = {column for column, name in self._fields.items() if name in _SAYS_MORE}
        self._labels = {column: label.casefold() for column, label in table.labels.items()}
        self._any_label = frozenset(self._labels.values())
        self.texts = _Texts(self._any_label)
        self._width = max(self._fields) + 1

    def kind(self, row: Row, known: list[str]) -> str:
        """Return what a row with these texts is, as far as it says itself: "alone" and "title_only" are settled by its neighbours."""
        if (
            len(known) - known.count("") >= _SURELY_FILLED
            and self.title < len(known)
            and (title := known[self.title])
            and not labels_a_sum(title)
            and not labels_a_sum(next((text for cell, text in zip(row.cells, known, strict=True) if text and type(cell) is str), ""))
            and self.texts.headings.isdisjoint(known)
        ):
            return "data"
        texts = [(column, cell) for column, cell in enumerate(row.cells) if type(cell) is str and cell and not cell.isspace()]
        filled = [column for column, _ in texts] + [column for column, cell in enumerate(row.cells) if type(cell) is not str]
        if not filled:
            return "empty"
        if self._repeats_heading(texts):
            return "heading"
        if texts and self._begins_page(row, texts):
            return "heading"
        says_more = not self._says_more.isdisjoint(filled)
        if self._labels_a_sum(texts, says_more):
            return "subtotal"
        merged_title = (row.number, self.title) in self.merged
        if merged_title and self._goes_on(row, filled):
            return "continuation"
        if len(filled) > 1 and (merged_title or self.title in filled):
            return "data"
        named = {self._fields.get(column, "") for column in filled}
        if len(filled) == 1 and not merged_title:
            if texts:
                return "title_only" if self.title in filled else "alone"
            return "subtotal" if named & {"value", "value_max"} else "no_title"
        if not merged_title:
            if not texts and named <= {"value", "value_max", "value_total", "", "number"}:
                return "subtotal"
            if not says_more and "description" not in named and len(texts) == 1 and named & {"value", "value_max"}:
                return "category"
        return "data"

    def _labels_a_sum(self, texts: list[tuple[int, str]], says_more: bool) -> bool:
        labels = [self.texts[cell] for column, cell in texts if column == self.title or column == texts[0][0]]
        return any(("tota" in label.lower() and is_surely_total(label)) or (not says_more and is_total(label)) for label in labels)

    def _goes_on(self, row: Row, filled: Collection[int]) -> bool:
        """Say whether a row only has a text of its own, that names no lot, and for the rest is merged with the row above."""
        own = [column for column, name in self._fields.items() if name in _ITS_OWN]
        return (
            all((row.number, column) in self._merged_below for column in own)
            and {self._fields.get(column, "") for column in filled} <= {"description", "remarks"}
            and not any(lot_in_title(self.texts[row.cells[column]]) for column in filled)
        )

    def _begins_page(self, row: Row, texts: list[tuple[int, str]]) -> bool:
        """Say whether a row repeats a line above the table or of its heading, or names the page beside nothing but such lines."""
        if _without_digits(row.cells) in self._page_lines:
            return True
        others = [cell for cell in row.cells if cell != "" and not (type(cell) is str and ends_in_page(cell))]
        return len(others) < len(texts) and all(_without_digits([cell]) in self._page_texts for cell in others)

    def _repeats_heading(self, texts: list[tuple[int, str]]) -> bool:
        said = [(column, cell.strip().casefold()) for column, cell in texts]
        if self._any_label.isdisjoint(text for _, text in said):
            return False
        same = sum(text == self._labels.get(column, "") for column, text in said)
        return same >= 2 and same >= 0.6 * len(texts)

    def read(self, rows: Sequence[Row], texts: Sequence[list[str]], categories: list[str]) -> DataRows:
        """Return rows that are tenders or lots, their cells by field. `texts`: of all cells of each row; `categories`: what each stands under."""
        numbers = set(self._table.columns_of("number"))
        raw = [tuple(text for column, text in enumerate(own) if column not in numbers) for own in texts] if numbers else list(map(tuple, texts))
        struck = [bool(row.struck) and self._is_struck(row, own) for row, own in zip(rows, texts, strict=True)]
        cells, filled = [self._padded(row.cells) for row in rows], list(map(self._padded, texts))
        if self.merged:
            for row, own_cells, own_texts in zip(rows, cells, filled, strict=True):
                self._fill_down(row.number, own_cells, own_texts)
        columns = {name: self._table.columns_of(name) for name in self._fields.values()}
        by_field = {
            name: [own[of[0]] for own in filled] if len(of) == 1 else [joined(own[column] for column in of) for own in filled]
            for name, of in columns.items()
        }
        as_cells = {name: [own[columns[name][0]] for own in cells] for name in _READ_AS_CELLS if name in columns}
        code_columns = columns.get("cpv", [])
        return DataRows(
            [row.number for row in rows],
            {name: by_field.get(name) or [""] * len(rows) for name in FIELDS},
            {name: as_cells.get(name) or [""] * len(rows) for name in _READ_AS_CELLS},
            [tuple([own[column] for column in code_columns if words[column]]) for own, words in zip(cells, filled, strict=True)],
            categories,
            struck,
            raw,
        )

    def _is_struck(self, row: Row, texts: Sequence[str]) -> bool:
        return self.title in row.struck or len(row.struck) > sum(map(bool, texts)) / 2

    def _padded(self, row: list[_Value]) -> list[_Value | str]:
        """Return a copy of a row as wide as the table."""
        return [*row, *[""] * (self._width - len(row))]

    def _fill_down(self, number: int, cells: list[Cell], texts: list[str]) -> None:
        """Fill in what is merged with a cell above."""
        for column in self._fields:
            if not texts[column] and (number, column) in self.merged:
                cells[column] = self.merged[number, column]
                texts[column] = cell_text(cells[column])


class _Kinds:
    """What the rows of a table are, and what that says of those with one filled cell."""

    def __init__(self, rows: list[Row], kinds: list[str], title: int) -> None:
        self._rows = rows
        self._kinds = kinds
        self._last_data = max((index for index, kind in enumerate(kinds) if kind == "data"), default=-1)
        self._sum_after_data = next((index for index in range(self._last_data + 1, len(kinds)) if kinds[index] == "subtotal"), len(kinds))
        self._title_only = kinds.count("title_only")
        data = [row for row, kind in zip(rows, kinds, strict=True) if kind == "data"]
        self._bold_share = sum(title in row.bold for row in data) / max(1, len(data))
        filled = sorted(sum(cell != "" for cell in row.cells) for row in data) if self._title_only else []
        self._dense = bool(filled) and filled[len(filled) // 2] >= 3
        """Whether tenders in this table mostly have three or more filled cells: then one with nothing but a word is a heading."""
        opening = cell_text(rows[0].cells[title]) if kinds and kinds[0] == "title_only" else ""
        self._opens = bool(opening) and not without_status(opening)[1]
        """Whether the list opens with a word alone: then it is one with categories."""
        self._digits = self._opens and any(map(str.isdigit, opening))
        """Whether its categories may have digits, as the first one has."""

    def stands_alone(self, index: int) -> bool:
        """Return whether a row has one filled cell, and that a text."""
        return self._kinds[index] in ("alone", "title_only")

    def settled(self, index: int, after_gap: bool) -> str:
        """Return the kind of a row, "alone" and "title_only" settled. `after_gap`: empty rows stand above it."""
        if not self.stands_alone(index):
            return self._kinds[index]
        gap = after_gap or index == 0 or self._kinds[index - 1] not in ("data", "title_only", "continuation")
        return self._settle(index, gap)

    def _settle(self, index: int, gap: bool) -> str:
        """Return "category", "footnote", "continuation", or "data" (a tender of which only the title is known)."""
        row, kinds = self._rows[index], self._kinds
        column, raw = next((column, cell) for column, cell in enumerate(row.cells) if isinstance(cell, str) and cell.strip())
        text = clean(raw)
        data_follows = self._last_data > index
        below = kinds[index + 1] if index + 1 < len(kinds) and self._rows[index + 1].number == row.number + 1 else ""
        if is_note(text):
            return "footnote"
        if without_status(text)[1]:
            return "data"
        if not data_follows and self._sum_after_data < index:
            return "footnote"
        if below == "heading" and data_follows:
            return "category"
        if kinds[index] == "alone":
            return ("category" if len(text) <= 80 else "footnote") if data_follows else "footnote"
        if is_period(text):
            return "category" if data_follows else "footnote"
        if not gap and continues(raw):
            return "continuation"
        stands_out = (column in row.bold and self._bold_share < 0.5) or (text.isupper() and len(text) > 3)
        if data_follows and (stands_out or (gap and below == "data" and len(text) <= 50)):
            return "category"
        share, words = (0.4, 5) if self._opens else (0.25, 3)
        short = len(text.split()) <= words and (self._digits or not any(map(str.isdigit, text)))
        if below == "data" and self._title_only <= share * len(kinds) and short and self._dense:
            return "category"
        if not data_follows and row.number - self._rows[max(index - 1, 0)].number > 1:
            return "footnote"
        if not data_follows and self._title_only <= 2 and (len(text) > 70 or text.endswith(".")):
            return "footnote"
        return "data"


def used_rows(sheet: Sheet) -> Iterator[int]:
    """Yield the numbers of a sheet's rows, the empty ones between them included."""
    if sheet.rows:
        yield from range(1, sheet.rows[-1].number + 1)
