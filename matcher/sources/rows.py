"""What each row below a heading is: a tender, or a category, subtotal, footnote, repeated heading, empty row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

from matcher.sources.columns import FIELDS
from matcher.sources.data_rows import READ_AS_CELLS, DataRows
from matcher.sources.lots import lot_in_title
from matcher.sources.merged import covered, filled_down
from matcher.sources.sheets import Cell, Row, Rows, Sheet
from matcher.sources.surroundings import mark_surroundings
from matcher.sources.tables import Table
from matcher.sources.texts import clean, cleaned, joined, names_somebody
from matcher.sources.withdrawal import without_status
from matcher.sources.wordings import continues, ends_in_page, is_note, is_period, is_surely_total, is_total, labels_a_sum

_GOES_ON = re.compile(r"[,/(;+&]")
"""What follows a name that is a building's: "Theo Thijssen, dakrenovatie"."""
_SURELY_FILLED = 4
"""A row with so many filled cells, its title among them, is a tender unless one of its texts is a heading or labels a sum."""
_SAYS_MORE = frozenset({"cpv", "deadline", "start", "procedure", "reference", "lot", "duration", "place", "status", "buyer", "department"})
_ITS_OWN = frozenset({"title", "number", "reference", "cpv", "value", "deadline", "start"})
"""A row of which all these are merged with the row above is no tender or lot of its own."""


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
    rows = sheet.rows.between(first, until)
    above = [row.cells for row in sheet.rows.between(0, first + 1)]
    reader = _RowReader(table, filled_down(sheet, table), covered(sheet, table), above)
    texts = list(map(reader.texts.of_column, rows.columns))
    said = reader.kinds(rows, texts)
    mark_surroundings(rows, said, table)
    kinds = _Kinds(rows, said, reader.title)
    chosen: list[int] = []
    categories: list[str] = []
    left_out: list[tuple[int, str]] = []
    notes: list[str] = []
    category = ""
    last_number = first
    for index, (number, kind) in enumerate(zip(rows.numbers, said, strict=True)):
        if number > last_number + 1:
            left_out += [(empty, "empty") for empty in range(last_number + 1, number)]
        if kind != "data":
            kind = kinds.settled(index, number > last_number + 1)  # noqa: PLW2901
            if number == until - 1 and kinds.stands_alone(index):  # what stands right above the next table's heading is about that table
                kind = "category"  # noqa: PLW2901
        last_number = number
        if kind in ("data", "lot"):
            chosen.append(index)
            categories.append(category)
            continue
        left_out.append((number, kind))
        if kind == "continuation" and chosen and not kinds.stands_alone(index):
            for column in texts:
                column[chosen[-1]] = f"{column[chosen[-1]]} {column[index]}".strip()
        if kind == "category":
            named = rows[index].cells[reader.title : reader.title + 1]  # before it may stand a number
            category = next(cell_text(cell) for cell in (*named, *rows[index].cells) if isinstance(cell, str) and cell.strip())
        elif kind == "footnote":
            notes += [cell_text(cell) for cell in rows[index].cells if isinstance(cell, str) and cell.strip()]
    if len(chosen) < len(rows):
        texts = [[column[index] for index in chosen] for column in texts]
    data = reader.read(rows.picked(chosen), texts, categories)
    without_title = _find_titles(data)
    left_out += [(data.numbers[row], "no_title") for row in without_title]
    return RowsRead(data.without(without_title) if without_title else data, sorted(left_out), notes)


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

    `headings` gathers those texts of columns that are headings, given in small letters.
    """

    def __init__(self, headings: frozenset[str]) -> None:
        super().__init__()
        self._known = headings
        self._longest = max(map(len, headings), default=0)  # no text becomes shorter in small letters
        self.headings: set[str] = set()

    def __missing__(self, cell: Cell) -> str:
        text = cell_text(cell)
        if cell not in (0, 1):  # which are the same to a dictionary as false and true
            self[cell] = text
        return text

    def of_column(self, cells: Sequence[Cell]) -> list[str]:
        """Return the text of every cell of a column."""
        texts = cleaned(cells) or list(map(self.__getitem__, cells))
        self.headings.update(text for text in set(texts) if len(text) <= self._longest and text.casefold() in self._known)
        return texts


def _without_digits(cells: Sequence[Cell]) -> str:
    """Return the text of cells without its numbers: the line at the top of every printed page differs only in those."""
    return re.sub(r"[\d\W]+", " ", " ".join(cell_text(cell) for cell in cells)).strip()


def _words_alone(cells: Sequence[Cell]) -> dict[int, str]:
    """Return the texts of a row in small letters by column; nothing if it holds a number or a day, as no heading does."""
    filled = {column: cell for column, cell in enumerate(cells) if cell != ""}
    texts = {column: cell.strip().casefold() for column, cell in filled.items() if isinstance(cell, str) and cell.strip()}
    return texts if len(texts) == len(filled) else {}


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
        heading = list(map(_words_alone, above[-len(table.heading_rows) - 1 :]))
        self._labels = [{column: label.casefold() for column, label in table.labels.items()}, *heading[-len(table.heading_rows) :]]
        """The columns' headings: joined, and those of each row."""
        self._any_label = frozenset(label for labels in self._labels for label in labels.values())
        self.texts = _Texts(self._any_label.union(heading[0].values()))  # also what stands right above: it may be repeated with them

    def kinds(self, rows: Rows, texts: Sequence[Sequence[str]]) -> list[str]:
        """Return what rows are, as far as they say themselves. `texts`: of their cells, column by column."""
        if self.title >= len(texts):
            return list(map(self._kind, rows))
        titles, firsts = texts[self.title], _first_texts(rows.columns, texts)
        sums = set(filter(labels_a_sum, {*titles, *firsts}))
        repeated = self.texts.headings
        return [
            "data"
            if title
            and len(own) - own.count("") >= _SURELY_FILLED
            and title not in sums
            and first not in sums
            and (not repeated or repeated.isdisjoint(own))
            else self._kind(rows[place])
            for place, (title, first, own) in enumerate(zip(titles, firsts, zip(*texts, strict=True), strict=True))
        ]

    def _kind(self, row: Row) -> str:
        """Return what a row is: "alone" and "title_only" are settled by its neighbours."""
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
        same = max(sum(text == labels.get(column, "") for column, text in said) for labels in self._labels)
        return same >= 2 and same >= 0.6 * len(texts)

    def read(self, rows: Rows, texts: list[list[str]], categories: list[str]) -> DataRows:
        """Return rows that are tenders or lots, by field. `texts`: of their cells, column by column; `categories`: what each row stands under."""
        numbers = set(self._table.columns_of("number"))
        written = zip(*(column for number, column in enumerate(texts) if number not in numbers), strict=True)
        raw = [own if own[-1] else _trimmed(own) for own in written]
        struck = [False] * len(rows)
        for place, (columns_struck, _) in rows.looks.items():
            struck[place] = self._is_struck(columns_struck, place, texts)
        cells = list(map(list, rows.columns))
        for _ in range(len(cells), max(self._fields) + 1):  # columns of which only the heading is filled in
            cells.append([""] * len(rows))
            texts.append([""] * len(rows))
        if self.merged:
            self._fill_down(rows.numbers, cells, texts)
        columns = {name: self._table.columns_of(name) for name in self._fields.values()}
        by_field = {
            name: texts[of[0]] if len(of) == 1 else [joined(own) for own in zip(*(texts[column] for column in of), strict=True)]
            for name, of in columns.items()
        }
        as_cells = {name: cells[columns[name][0]] for name in READ_AS_CELLS if name in columns}
        return DataRows(
            rows.numbers,
            {name: by_field.get(name) or [""] * len(rows) for name in FIELDS},
            {name: as_cells.get(name) or [""] * len(rows) for name in READ_AS_CELLS},
            _filled([cells[column] for column in columns.get("cpv", [])], [texts[column] for column in columns.get("cpv", [])], len(rows)),
            categories,
            struck,
            raw or [()] * len(rows),
        )

    def _is_struck(self, struck: Sequence[int], place: int, texts: Sequence[Sequence[str]]) -> bool:
        return bool(struck) and (self.title in struck or len(struck) > sum(bool(column[place]) for column in texts) / 2)

    def _fill_down(self, numbers: Sequence[int], cells: Sequence[list[Cell]], texts: Sequence[list[str]]) -> None:
        """Fill in what is merged with a cell above."""
        for column in self._fields:
            for place, number in enumerate(numbers):
                if not texts[column][place] and (number, column) in self.merged:
                    cells[column][place] = self.merged[number, column]
                    texts[column][place] = cell_text(cells[column][place])


def _first_texts(columns: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return of every row the first of its cells that is a text."""
    firsts: Sequence[str] = [""] * len(texts[0])
    for cells, own in zip(columns, texts, strict=True):
        if "" not in firsts:
            break
        firsts = [first or (text if type(cell) is str else "") for first, cell, text in zip(firsts, cells, own, strict=True)]
    return firsts


def _trimmed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of a row up to the last that is filled: that is all of it, however wide its table is."""
    while texts and not texts[-1]:
        texts = texts[:-1]
    return texts


def _filled(cells: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]], rows: int) -> list[tuple[Cell, ...]]:
    """Return of every row those of its cells in some columns that have a text."""
    if len(cells) == 1:
        return [(cell,) if text else () for cell, text in zip(cells[0], texts[0], strict=True)]
    rows_of = (zip(*columns, strict=True) for columns in (cells, texts))
    return [tuple(compress(*own)) for own in zip(*rows_of, strict=True)] if cells else [()] * rows


class _Kinds:
    """What the rows of a table are, and what that says of those with one filled cell."""

    def __init__(self, rows: Rows, kinds: list[str], title: int) -> None:
        self._rows = rows
        self._kinds = kinds
        self._last_data = max((index for index, kind in enumerate(kinds) if kind == "data"), default=-1)
        self._sum_after_data = next((index for index in range(self._last_data + 1, len(kinds)) if kinds[index] == "subtotal"), len(kinds))
        self._title_only = kinds.count("title_only")
        bold = sum(title in columns for place, (_, columns) in rows.looks.items() if kinds[place] == "data")
        self._bold_share = bold / max(1, kinds.count("data"))
        data = [row.cells for row, kind in zip(rows, kinds, strict=True) if kind == "data"] if self._title_only else []
        filled = sorted(len(cells) - cells.count("") for cells in data)
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
        if names_somebody(text):
            if ":" in text.split()[0]:  # "Kees: prijzen nog checken!"
                return "footnote"
            if data_follows and below == "data" and not _GOES_ON.search(text):
                return "category"
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
        yield from range(1, sheet.rows.numbers[-1] + 1)
