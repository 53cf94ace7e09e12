"""What each row below a heading is: a tender, or a category, subtotal, footnote, repeated heading, empty row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from matcher.sources.sheets import Cell, Row, Sheet
from matcher.sources.tables import Table
from matcher.sources.texts import clean
from matcher.sources.wordings import continues, is_note, is_period, is_surely_total, is_total, without_status

_FILLED_DOWN = frozenset(
    {"title", "reference", "buyer", "cpv", "deadline", "start", "procedure", "department", "category", "duration", "status", "place", "when"}
)
"""Fields of which a cell merged over several rows counts for each of them. An amount over several lots is not the amount of each."""
_SAYS_MORE = frozenset({"cpv", "deadline", "start", "procedure", "reference", "lot", "duration", "place", "status", "buyer", "department"})


@dataclass(slots=True)
class DataRow:
    """A row that is a tender, or one lot of it: its cells by field, in column order."""

    number: int
    cells: dict[str, list[Cell]]
    texts: dict[str, str]
    """The cleaned text of each field, its columns joined."""
    category: str = ""
    struck: bool = False
    raw: tuple[str, ...] = ()
    """All its cells, cleaned: for finding exact duplicates."""

    def text(self, name: str) -> str:
        """Return the cleaned text of a field; "" if it is empty."""
        return self.texts.get(name, "")

    def cell(self, name: str) -> Cell:
        """Return the first filled cell of a field; "" if there is none."""
        cells = self.cells.get(name)
        return cells[0] if cells else ""

    def take_over(self, name: str, other: DataRow) -> None:
        """Take a field from another row, where this one leaves it empty."""
        if not self.text(name) and other.text(name):
            self.cells[name], self.texts[name] = other.cells[name], other.texts[name]


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
    merged = _merged_down(sheet, table)
    title_columns = table.columns_of("title")
    title = title_columns[0]
    result = RowsRead()
    page_lines = {_without_digits(row) for row in sheet.rows if row.number < table.heading_rows[0]}
    kinds = [_kind(row, table, title, merged, page_lines) for row in rows]
    bold_share = sum(title in row.bold for row, kind in zip(rows, kinds, strict=True) if kind == "data") / max(1, kinds.count("data"))
    category = ""
    previous: DataRow | None = None
    last_number = first
    for index, row in enumerate(rows):
        result.left_out += [(number, "empty") for number in range(last_number + 1, row.number)]
        gap = row.number > last_number + 1 or index == 0 or kinds[index - 1] not in ("data", "title_only")
        last_number = row.number
        kind = _kind_alone(rows, kinds, index, title, gap, bold_share) if kinds[index] in ("alone", "title_only") else kinds[index]
        if kind == "category":
            category = next(cell_text(cell) for cell in row.cells if isinstance(cell, str) and cell.strip())
        elif kind == "footnote":
            result.notes += [cell_text(cell) for cell in row.cells if isinstance(cell, str) and cell.strip()]
        if kind not in ("data", "lot"):
            result.left_out.append((row.number, kind))
            continue
        record = _data_row(row, table, title, merged, category)
        if not record.text("title"):
            if previous is None or not _goes_on(record, previous):
                if record.text("description"):
                    record.texts["title"] = record.texts.pop("description")
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
    same = not record.text("reference") or record.text("reference") == previous.text("reference")
    return same and bool(record.text("lot") or (record.text("lot_title") and (previous.text("lot") or previous.text("lot_title"))))


def _without_digits(row: Row) -> str:
    """Return a row's text without its numbers: the line at the top of every printed page differs only in those."""
    return re.sub(r"[\d\W]+", " ", " ".join(cell_text(cell) for cell in row.cells)).strip()


def _kind(row: Row, table: Table, title: int, merged: Mapping[tuple[int, int], Cell], page_lines: Collection[str]) -> str:
    """Return what a row is, as far as it says itself: "alone" and "title_only" are settled by its neighbours."""
    filled = [(column, cell) for column, cell in enumerate(row.cells) if cell != "" and not (isinstance(cell, str) and not cell.strip())]
    if not filled:
        return "empty"
    texts = [(column, cell) for column, cell in filled if isinstance(cell, str)]
    if _repeats_heading(texts, table):
        return "heading"
    if texts and len(filled) <= 3 and _without_digits(row) in page_lines:
        return "heading"
    named = {table.fields.get(column, "") for column, _ in filled}
    says_more = bool(named & _SAYS_MORE)
    labels = [clean(cell) for column, cell in texts if column == title or column == texts[0][0]]
    if any(("tota" in label.lower() and is_surely_total(label)) or (not says_more and is_total(label)) for label in labels):
        return "subtotal"
    has_title = any(column == title for column, _ in filled) or (row.number, title) in merged
    if len(filled) == 1 and not isinstance(filled[0][1], str) and (row.number, title) not in merged:
        return "subtotal" if table.fields.get(filled[0][0]) in ("value", "value_max") else "no_title"
    if len(filled) == 1 and (row.number, title) not in merged:
        return "title_only" if has_title else "alone"
    if not has_title and not texts and named <= {"value", "value_max", "value_total", "", "number"}:
        return "subtotal"
    if not has_title and not says_more and "description" not in named and len(texts) == 1 and named & {"value", "value_max"}:
        return "subtotal" if is_total(clean(texts[0][1])) else "category"
    return "data"


def _repeats_heading(texts: list[tuple[int, str]], table: Table) -> bool:
    same = sum(cell.strip().casefold() == table.labels.get(column, "").casefold() for column, cell in texts)
    return same >= 2 and same >= 0.6 * len(texts)


def _kind_alone(rows: list[Row], kinds: list[str], index: int, title: int, gap: bool, bold_share: float) -> str:
    """Return what a row with one filled cell is: "category", "footnote", "continuation", or "data" (a tender of which only the title is known)."""
    row, kind = rows[index], kinds[index]
    column, raw = next((column, cell) for column, cell in enumerate(row.cells) if isinstance(cell, str) and cell.strip())
    text = clean(raw)
    following = kinds[index + 1 :]
    data_follows = "data" in following
    title_only = sum(each == "title_only" for each in kinds)
    next_is_data = bool(following) and following[0] == "data" and rows[index + 1].number == row.number + 1
    if is_note(text):
        return "footnote"
    if without_status(text)[1]:
        return "data"
    if not data_follows and "subtotal" in kinds[:index] and "data" not in kinds[_last(kinds[:index], "subtotal") :]:
        return "footnote"
    if kind == "alone":
        return ("category" if len(text) <= 80 else "footnote") if data_follows else "footnote"
    if is_period(text):
        return "category" if data_follows else "footnote"
    if not gap and continues(raw):
        return "continuation"
    stands_out = (column in row.bold and bold_share < 0.5) or (text.isupper() and len(text) > 3)
    if data_follows and (stands_out or (gap and next_is_data and len(text) <= 50)):
        return "category"
    # A list that opens with a word alone is one with categories.
    opens = kinds[0] == "title_only" and not without_status(cell_text(rows[0].cells[title]))[1]
    share, words = (0.4, 5) if opens else (0.25, 3)
    short = len(text.split()) <= words and (not any(map(str.isdigit, text)) or (opens and any(map(str.isdigit, cell_text(rows[0].cells[title])))))
    if next_is_data and title_only <= share * len(kinds) and short and _is_dense(rows, kinds):
        return "category"
    if not data_follows and rows[index].number - rows[max(index - 1, 0)].number > 1:
        return "footnote"
    if not data_follows and title_only <= 2 and (len(text) > 70 or text.endswith(".")):
        return "footnote"
    return "data"


def _last(kinds: list[str], kind: str) -> int:
    return len(kinds) - 1 - kinds[::-1].index(kind)


def _is_dense(rows: list[Row], kinds: list[str]) -> bool:
    """Say whether tenders in this table mostly have three or more filled cells: then one with nothing but a word is a heading."""
    filled = [sum(cell != "" for cell in row.cells) for row, kind in zip(rows, kinds, strict=True) if kind == "data"]
    return bool(filled) and sorted(filled)[len(filled) // 2] >= 3


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


def _data_row(row: Row, table: Table, title: int, merged: Mapping[tuple[int, int], Cell], category: str) -> DataRow:
    cells: dict[str, list[Cell]] = {}
    texts: dict[str, str] = {}
    raw = [cell_text(cell) for cell in row.cells]
    for column, name in table.fields.items():
        cell: Cell = row.cells[column] if column < len(row.cells) else ""
        text = raw[column] if column < len(raw) else ""
        if not text and (row.number, column) in merged:
            cell = merged[row.number, column]
            text = cell_text(cell)
        if text:
            cells.setdefault(name, []).append(cell)
            texts[name] = f"{texts[name]} {text}" if name in texts else text
    struck = title in row.struck or len(row.struck) > sum(map(bool, raw)) / 2
    key = tuple(text for column, text in enumerate(raw) if table.fields.get(column) != "number")
    return DataRow(row.number, cells, texts, category, struck, key)


def used_rows(sheet: Sheet) -> Iterator[int]:
    """Yield the numbers of a sheet's rows, the empty ones between them included."""
    if sheet.rows:
        yield from range(1, sheet.rows[-1].number + 1)
