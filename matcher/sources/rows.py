"""What each row below a heading is: a tender, or a category, subtotal, footnote, repeated heading, empty row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from matcher.sources.columns import FIELDS
from matcher.sources.sheets import Cell, Row, Sheet
from matcher.sources.tables import Table
from matcher.sources.texts import clean
from matcher.sources.wordings import continues, is_note, is_period, is_surely_total, is_total, labels_a_sum, without_status

_FILLED_DOWN = frozenset(
    {"title", "reference", "buyer", "cpv", "deadline", "start", "procedure", "department", "category", "duration", "status", "place", "when"}
)
"""Fields of which a cell merged over several rows counts for each of them. An amount over several lots is not the amount of each."""
_READ_AS_CELLS = frozenset({"value", "value_max", "value_total", "deadline", "start", "lot"})
"""Fields of one column in which a number or a day says something else than its text. Of the others only the text is kept, except CPV codes."""
_EMPTY = dict.fromkeys(FIELDS, "")
_SURELY_FILLED = 4
"""A row with so many filled cells, its title among them, is a tender unless one of its texts is a heading or labels a sum."""
_SAYS_MORE = frozenset({"cpv", "deadline", "start", "procedure", "reference", "lot", "duration", "place", "status", "buyer", "department"})


@dataclass(slots=True)
class DataRow:
    """A row that is a tender, or one lot of it, by field. A field that is empty is "", or () where several columns can hold it."""

    number: int
    texts: dict[str, str]
    """The cleaned text of every field (see `columns.FIELDS`), its columns joined."""
    cells: dict[str, Cell]
    """The cells of the fields that are read as cells."""
    codes: tuple[Cell, ...] = ()
    """The filled cells of the CPV columns."""
    category: str = ""
    struck: bool = False
    raw: tuple[str, ...] = ()
    """All its cells, cleaned: for finding exact duplicates."""

    def take_over(self, name: str, other: DataRow) -> None:
        """Take a field from another row, where this one leaves it empty."""
        if not self.texts[name] and other.texts[name]:
            self.texts[name] = other.texts[name]
            if name == "cpv":
                self.codes = other.codes
            elif name in _READ_AS_CELLS:
                self.cells[name] = other.cells[name]


@dataclass(slots=True)
class RowsRead:
    """A table's rows, sorted: those that are tenders, and the others with the reason why not."""

    data: list[DataRow] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
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
    page_lines = {_without_digits(row) for row in sheet.rows if row.number < table.heading_rows[0]}
    reader = _RowReader(table, _merged_down(sheet, table), page_lines)
    texts = [reader.texts.of_row(row) for row in rows]
    kinds = _Kinds(rows, list(map(reader.kind, rows, texts)), reader.title)
    result = RowsRead()
    category = ""
    previous: DataRow | None = None
    last_number = first
    for index, row in enumerate(rows):
        if row.number > last_number + 1:
            result.left_out += [(number, "empty") for number in range(last_number + 1, row.number)]
        kind = kinds.settled(index, row.number > last_number + 1)
        if row.number == until - 1 and kinds.stands_alone(index):  # what stands right above the next table's heading is about that table
            kind = "category"
        last_number = row.number
        if kind == "category":
            category = next(cell_text(cell) for cell in row.cells if isinstance(cell, str) and cell.strip())
        elif kind == "footnote":
            result.notes += [cell_text(cell) for cell in row.cells if isinstance(cell, str) and cell.strip()]
        if kind not in ("data", "lot"):
            result.left_out.append((row.number, kind))
            continue
        record = reader.read(row, texts[index], category)
        if not record.texts["title"]:
            if previous is None or not _goes_on(record, previous):
                if record.texts["description"]:
                    record.texts["title"], record.texts["description"] = record.texts["description"], ""
                else:
                    result.left_out.append((row.number, "no_title"))
                    continue
            else:
                for name in ("title", "reference", "buyer", "procedure", "deadline", "start", "cpv", "department", "duration"):
                    record.take_over(name, previous)
        previous = record
        result.data.append(record)
    return result


def _goes_on(record: DataRow, previous: DataRow) -> bool:
    """Say whether a row without a title is a further lot of the row above it."""
    same = not record.texts["reference"] or record.texts["reference"] == previous.texts["reference"]
    return same and bool(record.texts["lot"] or (record.texts["lot_title"] and (previous.texts["lot"] or previous.texts["lot_title"])))


class _Texts(dict[str, str]):
    """The cleaned text of every distinct text cell: a word that stands in a thousand rows is cleaned once.

    `of_no_tender` gathers those texts that stand in rows which may be no tenders: headings, given in small letters, and labels of sums.
    """

    def __init__(self, headings: Collection[str]) -> None:
        super().__init__()
        self._headings = headings
        self.of_no_tender: set[str] = set()

    def __missing__(self, cell: str) -> str:
        text = self[cell] = clean(cell)
        if text and (text.casefold() in self._headings or labels_a_sum(text)):
            self.of_no_tender.add(text)
        return text

    def of_row(self, row: Row) -> list[str]:
        """Return the text of every cell of a row."""
        return [self[cell] if type(cell) is str else cell_text(cell) for cell in row.cells]


def _without_digits(row: Row) -> str:
    """Return a row's text without its numbers: the line at the top of every printed page differs only in those."""
    return re.sub(r"[\d\W]+", " ", " ".join(cell_text(cell) for cell in row.cells)).strip()


class _RowReader:
    """Reads single rows of one table; what holds for the table as a whole is looked up once."""

    def __init__(self, table: Table, merged: Mapping[tuple[int, int], Cell], page_lines: Collection[str]) -> None:
        self.title = table.columns_of("title")[0]
        self.merged = merged
        self._page_lines = page_lines
        self._fields = table.fields
        self._numbers = table.columns_of("number")
        self._says_more = {column for column, name in self._fields.items() if name in _SAYS_MORE}
        self._labels = {column: label.casefold() for column, label in table.labels.items()}
        self._any_label = frozenset(self._labels.values())
        self.texts = _Texts(self._any_label)
        self._width = max(self._fields) + 1
        self._columns = list(self._fields.items())
        self._several = [(name, columns) for name in set(self._fields.values()) if len(columns := table.columns_of(name)) > 1]
        self._cell_columns = [(name, next(iter(table.columns_of(name)), None)) for name in sorted(_READ_AS_CELLS)]
        self._code_columns = table.columns_of("cpv")

    def kind(self, row: Row, known: list[str]) -> str:
        """Return what a row with these texts is, as far as it says itself: "alone" and "title_only" are settled by its neighbours."""
        if (
            len(known) - known.count("") >= _SURELY_FILLED
            and self.title < len(known)
            and known[self.title]
            and self.texts.of_no_tender.isdisjoint(known)
        ):
            return "data"
        texts = [(column, cell) for column, cell in enumerate(row.cells) if type(cell) is str and cell and not cell.isspace()]
        filled = [column for column, _ in texts] + [column for column, cell in enumerate(row.cells) if type(cell) is not str]
        if not filled:
            return "empty"
        if self._repeats_heading(texts):
            return "heading"
        if texts and len(filled) <= 3 and _without_digits(row) in self._page_lines:
            return "heading"
        says_more = not self._says_more.isdisjoint(filled)
        if self._labels_a_sum(texts, says_more):
            return "subtotal"
        merged_title = (row.number, self.title) in self.merged
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

    def _repeats_heading(self, texts: list[tuple[int, str]]) -> bool:
        said = [(column, cell.strip().casefold()) for column, cell in texts]
        if self._any_label.isdisjoint(text for _, text in said):
            return False
        same = sum(text == self._labels.get(column, "") for column, text in said)
        return same >= 2 and same >= 0.6 * len(texts)

    def read(self, row: Row, texts: list[str], category: str) -> DataRow:
        """Return a row that is a tender or lot, its cells by field. `texts`: of all its cells."""
        struck = bool(row.struck) and (self.title in row.struck or len(row.struck) > sum(map(bool, texts)) / 2)
        raw = tuple(text for column, text in enumerate(texts) if column not in self._numbers) if self._numbers else tuple(texts)
        cells = row.cells
        if (missing := self._width - len(texts)) > 0:
            cells, texts = cells + [""] * missing, texts + [""] * missing
        if self.merged:
            cells, texts = self._filled_down(row.number, cells, texts)
        by_field = _EMPTY.copy()
        for column, name in self._columns:
            by_field[name] = texts[column]
        for name, columns in self._several:
            by_field[name] = " ".join(text for column in columns if (text := texts[column]))
        return DataRow(
            row.number,
            by_field,
            {name: cells[column] if column is not None else "" for name, column in self._cell_columns},
            tuple(cells[column] for column in self._code_columns if texts[column]),
            category,
            struck,
            raw,
        )

    def _filled_down(self, number: int, cells: list[Cell], texts: list[str]) -> tuple[list[Cell], list[str]]:
        """Return a row's cells and texts, what is merged with a cell above it filled in."""
        found = [column for column in self._fields if not texts[column] and (number, column) in self.merged]
        if found:
            cells, texts = list(cells), list(texts)
            for column in found:
                cells[column] = self.merged[number, column]
                texts[column] = cell_text(cells[column])
        return cells, texts


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
        gap = after_gap or index == 0 or self._kinds[index - 1] not in ("data", "title_only")
        return self._settle(index, gap)

    def _settle(self, index: int, gap: bool) -> str:
        """Return "category", "footnote", "continuation", or "data" (a tender of which only the title is known)."""
        row, kinds = self._rows[index], self._kinds
        column, raw = next((column, cell) for column, cell in enumerate(row.cells) if isinstance(cell, str) and cell.strip())
        text = clean(raw)
        data_follows = self._last_data > index
        next_is_data = index + 1 < len(kinds) and kinds[index + 1] == "data" and self._rows[index + 1].number == row.number + 1
        if is_note(text):
            return "footnote"
        if without_status(text)[1]:
            return "data"
        if not data_follows and self._sum_after_data < index:
            return "footnote"
        if kinds[index] == "alone":
            return ("category" if len(text) <= 80 else "footnote") if data_follows else "footnote"
        if is_period(text):
            return "category" if data_follows else "footnote"
        if not gap and continues(raw):
            return "continuation"
        stands_out = (column in row.bold and self._bold_share < 0.5) or (text.isupper() and len(text) > 3)
        if data_follows and (stands_out or (gap and next_is_data and len(text) <= 50)):
            return "category"
        share, words = (0.4, 5) if self._opens else (0.25, 3)
        short = len(text.split()) <= words and (self._digits or not any(map(str.isdigit, text)))
        if next_is_data and self._title_only <= share * len(kinds) and short and self._dense:
            return "category"
        if not data_follows and row.number - self._rows[max(index - 1, 0)].number > 1:
            return "footnote"
        if not data_follows and self._title_only <= 2 and (len(text) > 70 or text.endswith(".")):
            return "footnote"
        return "data"


def _merged_down(sheet: Sheet, table: Table) -> dict[tuple[int, int], Cell]:
    """Return, for cells merged over several rows, (sheet row, column) -> the value of the first; only for fields that hold for each row."""
    values: dict[tuple[int, int], Cell] = {}
    by_number = {row.number: row for row in sheet.rows}
    for top, left, bottom, _ in sheet.merged:
        if bottom <= top or bottom - top > 2000 or table.fields.get(left) not in _FILLED_DOWN or top + 1 <= table.heading_rows[-1]:
            continue
        first = by_number.get(top + 1)
        if first is None or left >= len(first.cells) or first.cells[left] == "":
            continue
        for number in range(top + 2, bottom + 2):
            values[number, left] = first.cells[left]
    return values


def used_rows(sheet: Sheet) -> Iterator[int]:
    """Yield the numbers of a sheet's rows, the empty ones between them included."""
    if sheet.rows:
        yield from range(1, sheet.rows[-1].number + 1)
