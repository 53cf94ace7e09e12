"""Officers' untidy lists of tenders (.xlsx .xlsm .xlsb .xls .ods .csv .tsv), and plain tables of profiles.

A list has a heading row somewhere below a logo and a title, on one or more sheets. What it calls its columns is recognised (see `columns`); every
row either becomes a tender or lot, or is left out with a reason. Reading happens in a process of its own (see `grid`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import compress
from pathlib import Path
from textwrap import shorten

from matcher.errors import SourceError
from matcher.model import LeftOut, Origin, Problem, RecognisedColumn, Severity, TenderReading
from matcher.sources.answers import with_answers
from matcher.sources.archive import column_letter
from matcher.sources.buyers import buyer_of, is_organisation
from matcher.sources.columns import FIELDS, LEFT_ASIDE, Headings
from matcher.sources.days import are_month_first
from matcher.sources.dittos import repeat_dittos, repeat_groups
from matcher.sources.divided_periods import with_whole_periods
from matcher.sources.drafts import Collected, gather
from matcher.sources.headings import TENDER_COLUMNS
from matcher.sources.limits import ReadLimits
from matcher.sources.no_tenders import no_tenders
from matcher.sources.planning import spread_labelled
from matcher.sources.quarters import fill_in, quarters_of, with_quarters
from matcher.sources.rows import RowsRead, cell_text, sort_rows, used_rows
from matcher.sources.sheets import Row, Rows, Sheet, read_sheets
from matcher.sources.status_column import without_status
from matcher.sources.tables import Table, find_table
from matcher.sources.tenders import ColumnSense, LotReader
from matcher.sources.terms import name_weeks, start_of_terms
from matcher.sources.texts import clean, folded, masked, title_without_staff, without_staff
from matcher.sources.wordings import said_status
from matcher.sources.years import with_total_of_years


def read_tenders(
    path: Path, *, limits: ReadLimits, mapping: Mapping[str, str] | None = None, file_name: str | None = None, known_cpv: Collection[str] = ()
) -> TenderReading:
    """Read a list of tenders.

    `mapping`: heading text -> field name, wins over recognition. `file_name`: the officer's name for a file whose path is a temporary one.
    `known_cpv`: the official codes (8 digits), where imported; else a code is judged by its form and check digit.
    Raised if the file as a whole cannot be read, or holds no table of tenders: SourceError.
    """
    for field in (mapping or {}).values():
        if field not in FIELDS:
            raise SourceError("mapping_field_unknown", field=field, fields=", ".join(sorted(FIELDS)))
    headings = Headings(TENDER_COLUMNS, mapping)
    reader = _Reader(Collected(file_name or path.name, frozenset(known_cpv)), headings)
    for sheet in map(without_status, read_sheets(path, limits)):
        reader.take(sheet)
    if not reader.tables:
        without = "no_table_on_sheets" if len(reader.sheet_names) > 1 else "no_table"
        raise SourceError(without if reader.rows_seen else "no_rows", sheets=", ".join(reader.sheet_names))
    collected = reader.collected
    tenders = gather(collected)
    collected.left_out.sort(key=lambda left: (reader.sheet_names.index(left.origin.sheet), left.origin.row))
    return TenderReading(
        file=collected.file,
        tenders=tenders,
        columns=tuple(reader.columns),
        problems=tuple(collected.problems),
        left_out=tuple(collected.left_out),
        buyer=reader.buyer,
        rows_seen=reader.rows_seen,
    )


_EXAMPLE_LENGTH = 80
"""Characters of an example of what a column holds."""

_CALLED_AFTER_PEOPLE = frozenset({"lot_title", "place"})
"""Fields of buildings, which may be called after somebody."""
_COVER = 12
"""Rows of a sheet without a table in which the buyer's name is sought."""


class _Reader:
    """Takes the sheets of one file, one after another."""

    def __init__(self, collected: Collected, headings: Headings) -> None:
        self.collected = collected
        self.headings = headings
        self.columns: list[RecognisedColumn] = []
        self.sheet_names: list[str] = []
        self.tables = 0
        self.buyer = ""
        self.cover: list[str] = []
        """Lines that stand alone at the top of sheets before the first table."""
        self.rows_seen = 0

    def take(self, sheet: Sheet) -> None:
        """Read one sheet: find its tables, sort their rows, collect their tenders."""
        self.sheet_names.append(sheet.name)
        self.rows_seen += sum(1 for _ in used_rows(sheet))
        if sheet.hidden:
            self._skip(sheet, "hidden_sheet", "sheet_hidden")
            return
        table = find_table(sheet, self.headings)
        if table is None:
            if sheet.rows:
                self._skip(sheet, "other_sheet", "sheet_without_table")
                if not self.tables:
                    self.cover += [_line(row) for row in sheet.rows[:_COVER] if sum(cell != "" for cell in row.cells) == 1]
            return
        self.tables += 1
        origin = Origin(self.collected.file, sheet.name)
        if sheet.hidden_rows:
            self.collected.tell("hidden_rows_read", origin, severity=Severity.NOTE, count=str(sheet.hidden_rows))
        if sheet.uncomputed:
            self.collected.tell("formula_without_value", origin, cell=sheet.uncomputed)
        above = self._lines_above(sheet, table)
        parts: list[tuple[Table, dict[int, str], RowsRead]] = []
        while table is not None:
            following = self._next_table(sheet, table)
            parts.append(self._sorted(sheet, table, following))
            table = following
        for table, quarters, rows in parts:  # what stands below the last table is about all of them
            self._take_table(sheet, table, quarters, rows, above, parts[-1][2].notes)

    def _next_table(self, sheet: Sheet, table: Table) -> Table | None:
        """Return a second table further down, if it has a heading of its own that differs from the first one's."""
        start = table.heading_rows[-1]
        titles = {table.labels[column] for column in table.columns_of("title") if column in table.labels}
        rows = sheet.rows.below(start + 1)
        named = {place for column in rows.columns if any(map(column.__contains__, titles)) for place, cell in enumerate(column) if cell in titles}
        for place in sorted(named.union(_of_texts_alone(rows))):
            if place not in named and not self.headings.are_headings(rows[place].cells):
                continue
            number = rows.numbers[place]
            below = Sheet(sheet.name, merged=sheet.merged, hidden_columns=sheet.hidden_columns, rows=rows[place:])
            found = find_table(below, self.headings)
            if found and found.heading_rows[0] == number and found.labels != table.labels and found.score >= 2:
                return found
        return None

    def _lines_above(self, sheet: Sheet, table: Table) -> list[str]:
        lines = []
        above = sheet.rows.between(0, table.heading_rows[0])
        for row in above:
            lines.append(_line(row))
            self._leave_out(sheet, row.number, "title")
        filled = set(above.numbers)
        for number in range(1, table.heading_rows[0]):
            if number not in filled:
                self._leave_out(sheet, number, "empty")
        return lines

    def _sorted(self, sheet: Sheet, table: Table, following: Table | None) -> tuple[Table, dict[int, str], RowsRead]:
        """Return a table as its columns of quarters and years make it, those of quarters, and its rows."""
        if quarters := quarters_of(sheet, table, self.headings):
            table = with_quarters(table, quarters)
        table = with_total_of_years(table, self.headings)
        sheet, table = with_whole_periods(sheet, table)
        return table, quarters, sort_rows(with_answers(sheet, table), table, following.heading_rows[0] if following else 1 << 31)

    def _take_table(self, sheet: Sheet, table: Table, quarters: Mapping[int, str], sorted_rows: RowsRead, above: list[str], below: list[str]) -> None:
        for number in table.heading_rows:
            self._leave_out(sheet, number, "heading")
        for number, why in sorted_rows.left_out:
            self._leave_out(sheet, number, why)
            if why == "no_title":
                self.collected.tell("row_without_title", Origin(self.collected.file, sheet.name, number), severity=Severity.ERROR)
        buyer = buyer_of(above, [*sorted_rows.notes, *below], sheet.lines)
        if not is_organisation(buyer) and is_organisation(cover := buyer_of(self.cover, ())):
            buyer = cover
        if self.buyer and not is_organisation(buyer):
            buyer = self.buyer  # the title of a later sheet says what is on it, rarely whose it is
        self.buyer = self.buyer or buyer
        labels = {field: table.labels.get(column, "") for column, field in sorted(table.fields.items(), reverse=True)}
        notes = [*above, *sorted_rows.notes]
        senses = {name: ColumnSense.of(labels.get(name, ""), notes) for name in ("value", "value_total")}
        if table.over_years:  # "Per jaar" above those columns is not said of it
            senses["value"] = replace(senses["value"], basis="total")
        data = sorted_rows.data
        if said_status(sheet.name):  # a sheet "Vervallen" is a category of the whole
            data.categories = [category or sheet.name for category in data.categories]
        repeat_dittos(data)
        repeat_groups(data, table.fields[min(table.fields)])
        if unwanted := no_tenders(data):
            for place, why in unwanted.items():
                self._leave_out(sheet, data.numbers[place], why)
            data = data.without(unwanted)
        spread_labelled(data, self.headings)
        if quarters:
            fill_in(data, sheet, table, quarters)
        start_of_terms(data, labels.get("duration", ""))
        for name in ("deadline", "start"):
            name_weeks(data, name, labels.get(name, ""))
        days = data.cells
        senses["days"] = ColumnSense(month_first=are_month_first({*days["deadline"], *days["start"]}))
        LotReader(self.collected, sheet.name, senses, labels, buyer).add(data)
        self._tell_columns(sheet, table, set(data.numbers))

    def _tell_columns(self, sheet: Sheet, table: Table, numbers: Collection[int]) -> None:
        """Tell which column is what, with examples from the rows that are tenders: others may name anybody."""
        are_tenders = list(map(numbers.__contains__, sheet.rows.numbers))
        for column in sorted({*table.labels, *table.fields}):
            field = table.fields.get(column, "")
            examples: tuple[str, ...] = ()
            if field != "contact":
                texts = (cell_text(cell) for cell in compress(sheet.rows.column(column), are_tenders) if cell != "")
                mask = title_without_staff if field == "title" else masked if field in _CALLED_AFTER_PEOPLE else without_staff
                examples = tuple(shorten(mask(text), _EXAMPLE_LENGTH, placeholder=" …") for text, _ in zip(texts, range(3), strict=False))
            used = field if field in FIELDS - LEFT_ASIDE else ""
            self.columns.append(RecognisedColumn(sheet.name, column_letter(column + 1), table.labels.get(column, ""), used, examples))

    def _leave_out(self, sheet: Sheet, number: int, why: str) -> None:
        self.collected.left_out.append(LeftOut(Origin(self.collected.file, sheet.name, number), why))

    def _skip(self, sheet: Sheet, why: str, code: str) -> None:
        for number in used_rows(sheet):
            self._leave_out(sheet, number, why)
        self.collected.problems.append(Problem(code, {"sheet": sheet.name}, Origin(self.collected.file, sheet.name), severity=Severity.NOTE))


def _of_texts_alone(rows: Rows) -> Sequence[int]:
    """Return the places of the rows in which nothing but texts stands."""
    places: Sequence[int] = range(len(rows))
    # most rows are settled by a column of numbers or days
    for column in sorted(rows.columns, key=lambda cells: all(type(cell) is str for cell in cells[-1:])):
        if places and set(map(type, column)) != {str}:
            places = [place for place in places if type(column[place]) is str]
    return places


def _line(row: Row) -> str:
    """Return a row above the table as one line of text."""
    return " | ".join(filter(None, (cell_text(cell) for cell in row.cells if isinstance(cell, str))))


def read_table(path: Path, *, limits: ReadLimits, headings: Mapping[str, str], file_name: str | None = None) -> list[tuple[Origin, dict[str, str]]]:
    """Read a plain table: (where a row stood, field -> text) per filled row, from the first sheet with a heading that names a wanted column.

    `headings`: field -> how it is called (see `columns`). A column that is not known keeps its own folded heading as name.
    Raised if the file cannot be read or no row names a wanted column: SourceError.
    """
    known = Headings(headings)
    for sheet in map(without_status, read_sheets(path, limits)):
        if sheet.hidden:
            continue
        best: tuple[float, Row] | None = None
        for row in sheet.rows[:40]:
            score = sum(known.recognise(cell)[1] for cell in row.cells if isinstance(cell, str) and cell)
            if score >= 0.75 and (best is None or score > best[0]):
                best = (score, row)
        if best is None:
            continue
        return _plain_rows(sheet, best[1], known, file_name or path.name)
    raise SourceError("no_profile_table", columns=", ".join(headings))


def _plain_rows(sheet: Sheet, heading: Row, known: Headings, file: str) -> list[tuple[Origin, dict[str, str]]]:
    fields: dict[int, str] = {}
    ordered = sorted(enumerate(heading.cells), key=lambda item: -known.recognise(str(item[1]))[1])
    for column, cell in ordered:
        field = known.recognise(str(cell))[0] if isinstance(cell, str) else ""
        if field and field not in fields.values():
            fields[column] = field
        elif isinstance(cell, str) and clean(cell):
            fields[column] = folded(cell)
    found = []
    for row in sheet.rows:
        if row.number <= heading.number:
            continue
        values = {fields[column]: cell_text(cell) for column, cell in enumerate(row.cells) if column in fields and cell != ""}
        if any(values.values()):
            found.append((Origin(file, sheet.name, row.number), values))
    return found
