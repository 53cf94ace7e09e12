"""Where a sheet's table starts, and which of its columns is which field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, takewhile

from matcher.sources.amounts import basis_of, prices_a_piece, vat_of
from matcher.sources.column_values import (
    counts_rows,
    holds_cpv,
    holds_days,
    holds_moments,
    holds_money,
    holds_names,
    holds_no_amounts,
    holds_numbers,
    holds_sizes,
    is_code_column,
    is_lettered,
    looks_like_money,
    text_at,
)
from matcher.sources.columns import Headings, asks_whether, is_of_next, is_of_next_contract, is_spent
from matcher.sources.days import read_when
from matcher.sources.lower_headings import divides, measures, with_units
from matcher.sources.series import without_series
from matcher.sources.sheets import Row, Sheet
from matcher.sources.staff import columns_of_staff
from matcher.sources.texts import are_people, are_surnames, clean, folded, names_somebody
from matcher.sources.two_senses import in_their_sense
from matcher.sources.unnamed_columns import USEFUL, look_at_values
from matcher.sources.wordings import is_legend

_LOOKED_AT = 120
"""Rows in which a heading row is sought; below them a sheet is no list."""
_SEVERAL = frozenset({"description", "cpv", "remarks", "contact", "other", "end", "published", "supplier", "number", "cpv_text"})
_WORDS = frozenset({"title", "name", "description", "remarks", "lot_title", "buyer", "reference"})
_MAY_BE_PEOPLE = frozenset({"name", "description", "remarks", "buyer", "department", "category", "place", "status", "lot_title", "when"})
_OF_WHOM = frozenset({"buyer", "department"})
_OF_ORGANISATIONS = frozenset("organisatie organisation school scholen instelling locatie stichting vestiging".split())
"""Below these "de Regenboog" is no person."""
_GENERAL = frozenset({"title", "name", "department", "category", "place"})
"""What an upper heading such as "Project" says of all columns below it; "Scope" among them says more."""
_SAYS_LITTLE = _GENERAL | {"when", "number"}
"""What such an upper heading says, a lower one that is known says better."""
_OF_ROWS = frozenset({"nr", "no", "nummer", "number"})
"""The last word of headings of references which may be above the numbers of rows too: "Opdracht" above "Nr"."""
_REFERENCE = frozenset({"ref", "referentie", "reference", "kenmerk", "uniek", "unique"})
_CALLED = frozenset({"naam", "name"})
"""Headings of what is to be bought, where no other is."""
_SERVICE_OR_DEPARTMENT = frozenset({"dienst", "onderdeel", "service"})
_SEVERAL_ROWS = 4
_JUDGED_BY = 60
"""Rows by which a column is judged."""
_LEAST_SCORE, _SURE_SCORE = 1.5, 2.0
"""Of a heading; and of one that comes before a better one further down, which is then another table's."""
_UNTIL = frozenset({"tot", "t m", "to", "until"})
"""Headings of an amount only beside another one, or where amounts stand below."""
_WORK_OR_COST = frozenset({"investering", "investment"})
"""Words that head a column of works as well as one of what they cost."""
_OF_CHANGES = re.compile(r"\b(?:ge)?wijzig|\bmutatie|\bchanged?s?\b|\bversie")
"""What the title column of a list of changes is called."""
_COUNTS_LITTLE = frozenset({"contact", "other", "number", "supplier"})


@dataclass(slots=True)
class Table:
    """One table of a sheet: its heading rows, and its columns (from 0) by field."""

    heading_rows: tuple[int, ...]
    labels: dict[int, str]
    """Column -> heading as written (both rows joined)."""
    fields: dict[int, str]
    """Column -> field; a column that is not used is missing."""
    score: float = 0.0
    over_years: bool = False
    """Whether its value is the total of columns for several years."""

    def columns_of(self, field: str) -> list[int]:
        """Return the columns of a field, from left to right."""
        return sorted(column for column, name in self.fields.items() if name == field)


def find_table(sheet: Sheet, headings: Headings, after: int = 0) -> Table | None:
    """Return the table whose heading row, below sheet row `after`, names the most wanted columns; None if no row names enough of them.

    Of several tables below each other, it is the first.
    """
    rows = list(sheet.rows.below(after, _LOOKED_AT))
    best: Table | None = None
    surely: list[Table] = []
    for index, row in enumerate(rows):
        if not any(type(cell) is str and cell for cell in row.cells):
            continue
        below = rows[index + 1] if index + 1 < len(rows) else None
        pair = (row, below) if below is not None and below.number == row.number + 1 and _may_be_second(below) and not _is_group(below, row) else None
        made_of = [rows_of for rows_of in ((row,), pair) if rows_of]
        # most rows are tenders, of which a few words make no better heading than the one above them
        if best and not headings.are_headings(row.cells) and not any(_as_heading(sheet, each, headings, best.score) for each in made_of):
            continue
        table = _as_heading(sheet, (row,), headings)
        if pair:
            double = _as_heading(sheet, pair, headings)
            alone = _as_heading(sheet, pair[1:], headings)
            goes_on = table is not None and (
                _reaches(sheet, pair[1], table.columns_of("title")) or divides(pair[1], table.columns_of("title"), rows[index + 2 :], headings)
            )
            if double and (goes_on or double.score > max((table.score if table else 0) + 0.5, (alone.score if alone else 0) + 0.3)):
                table = double
        if table and table.score >= _SURE_SCORE and headings.are_headings(row.cells):
            surely.append(table)
        if table and (best is None or table.score > best.score + 0.01):
            best = table
    best = next((table for table in surely if best and table.heading_rows[-1] + 1 < best.heading_rows[0]), best)
    return _with_units(best, rows) if best else None


def _with_units(table: Table, rows: Sequence[Row]) -> Table:
    """Return a table with the row of units below its heading, if there is one."""
    below = next((row for row in rows if row.number == table.heading_rows[-1] + 1), None)
    if below is None or not _may_be_second(below) or not measures(below, table.columns_of("title")):
        return table
    return replace(table, heading_rows=(*table.heading_rows, below.number), labels=with_units(table.labels, below))


def _may_be_second(row: Row) -> bool:
    return all(type(cell) is str and len(cell) <= 60 and not _says_how_much_or_when(cell) for cell in without_series(row.cells))


def _is_group(row: Row, heading: Row) -> bool:
    """Say whether a row is a single word below the first heading, as the first group of a list is: "Gebouw"."""
    first = next(column for column, cell in enumerate(heading.cells) if cell != "")
    return [column for column, cell in enumerate(row.cells) if cell != ""] == [first]


def _reaches(sheet: Sheet, row: Row, titles: Sequence[int]) -> bool:
    """Say whether the heading of the titles is merged with a row below it, which then has headings too."""
    return any(first == row.number - 2 < last and left in titles for first, left, last, _ in sheet.merged)


def _says_how_much_or_when(text: str) -> bool:
    """Say whether a text is an amount or a day, which no heading is; "(€ 1.000)" below a heading is its unit."""
    return any(map(str.isdigit, text)) and bool((text[0] != "(" and looks_like_money(text)) or read_when(text).day)


def _as_heading(sheet: Sheet, rows: Sequence[Row], headings: Headings, least: float = 0.0) -> Table | None:
    """Return the table that these rows would head; None if they do not name a title and something useful beside it, or if it scores below `least`."""
    # what is not made of headings counts against it; where even every recognised heading would not make up for that, no column need be looked at
    no_texts = 0.4 * sum(type(cell) is not str for row in rows for cell in without_series(row.cells))
    long_texts = 0.15 * sum(type(cell) is str and len(cell) > 60 for row in rows for cell in row.cells)
    if len(rows) == 1 and headings.surest * sum(cell != "" for cell in rows[0].cells) - no_texts - long_texts < least:
        return None
    labels, certain = _labels(sheet, rows, headings)
    if (
        not any(field in ("title", "name", "lot_title") or score > 1 for field, score in certain.values())
        and sum(score for _, score in certain.values()) < 1.5
    ):
        return None
    certain |= dict.fromkeys(columns_of_staff(sheet, rows, headings), ("contact", 1.0))
    if sum(score for _, score in certain.values()) - no_texts - long_texts < max(_LEAST_SCORE, least) - 0.01:
        return None
    data = _below(sheet, rows, headings)
    by_heading, certain = certain, in_their_sense(certain, labels, data, headings)
    used_otherwise = {by_heading[column][0] for column, (named, _) in certain.items() if named not in ("other", by_heading[column][0])}
    amounts = [column for column, (named, _) in certain.items() if named in ("value", "value_max")]
    words = [column for column in amounts if holds_no_amounts(column, data) and not is_lettered(column, data)]
    if len(words) < len(amounts):  # else amounts are what cannot be read, and that must be told
        for column in words:
            del certain[column]
    of_pieces = {column: ("other", 1.0) for column, (named, _) in certain.items() if named == "value" and prices_a_piece(labels[column])}
    fields = _assign(data, labels, certain | of_pieces)
    titles = [column for column, field in fields.items() if field == "title"]
    # prices of a piece say nothing of the whole, nor do numbers that count the rows, but they tell what list it is
    counting = [
        column for column, field in fields.items() if len(rows) == 1 and field == "number" and certain.get(column, ("", 0.0))[0] == "reference"
    ]
    named_by = fields | dict.fromkeys(of_pieces, "value") | dict.fromkeys(counting, "reference")
    useful = USEFUL.intersection(named_by.values()) | USEFUL.intersection(used_otherwise)  # "Vervalt" above days tells it too
    if not titles or not useful or _OF_CHANGES.search(folded(labels.get(titles[0], ""))):
        return None
    if "title" not in (certain.get(titles[0], ("",))[0], *used_otherwise) and len(useful) < 2 and _may_be_anything(labels.get(titles[0], "")):
        return None
    distinct: dict[str, float] = {}
    for column, field in named_by.items():
        if column in certain:
            distinct[field] = max(certain[column][1], distinct.get(field, 0.0))
    score = sum(certainty * (0.4 if field in _COUNTS_LITTLE else 1.0) for field, certainty in distinct.items())
    score -= no_texts
    score -= long_texts
    return Table(tuple(row.number for row in rows), labels, dict(sorted(fields.items())), score) if score >= max(_LEAST_SCORE, least) else None


def _below(sheet: Sheet, heading: Sequence[Row], headings: Headings) -> list[Row]:
    """Return the first rows below a heading, up to that of another table."""
    own = {cell for row in heading for cell in row.cells if cell != ""}

    def goes_on(row: Row) -> bool:
        return 2 * len(own.intersection(row.cells)) >= len(own) or not headings.are_headings(row.cells)

    return list(takewhile(goes_on, islice((row for row in sheet.rows if row.number > heading[-1].number), _JUDGED_BY)))


def _may_be_anything(label: str) -> bool:
    """Say whether a heading can stand above a list of people or places as well as of tenders."""
    return not label or not {"naam", "name"}.isdisjoint(folded(label).split())


def _labels(sheet: Sheet, rows: Sequence[Row], headings: Headings) -> tuple[dict[int, str], dict[int, tuple[str, float]]]:
    """Return the label of each column, and what each is recognised as."""
    labels: dict[int, str] = {}
    certain: dict[int, tuple[str, float]] = {}
    bottom = {column: clean(f"{cell:.0f}" if isinstance(cell, float) else str(cell)) for column, cell in enumerate(rows[-1].cells)
              if cell != "" and not isinstance(cell, date)}  # fmt: skip
    if len(rows) == 1:
        for column, label in bottom.items():
            labels[column] = label
            certain[column] = headings.recognise(label)
    else:
        top = _spread(sheet, rows[0], bottom)
        for column in sorted({*top, *bottom}):
            high, low = top.get(column, ""), bottom.get(column, "")
            labels[column] = f"{high} {low}".strip()
            if high and low[:1] == "(" and low[-1:] == ")":  # "Sluitingsdatum" above "(tender)"
                low = ""
            certain[column] = max((headings.recognise(form) for form in (labels[column], low, high)), key=lambda found: found[1])
            joined = headings.recognise(labels[column])
            says_itself = headings.recognise(low)[1] >= 1 > joined[1] and (joined[0] in _GENERAL or " " in low)  # "Start uitvoering"
            of_before = (joined[0], certain[column][0]) in (("other", "value"), ("other", "value_max"), ("end", "start"))  # "Raming" above "oud"
            if folded(low) in ("naam", "name") and headings.recognise(high) == ("title", 1.0):  # "Project" above "Naam"
                certain[column] = "title", 1.0
            elif low and high and (of_before or (joined[1] >= 0.8 and not says_itself)):
                certain[column] = joined
            elif low and headings.recognise(low) == ("other", 1.0):  # "Financieel" above "Kostenplaats"
                certain[column] = "other", 1.0
            elif low and certain[column][0] in _SAYS_LITTLE and (own := headings.recognise(low))[1] >= 0.7:  # "Wanneer" above "begin contract"
                certain[column] = own
    for column in sheet.hidden_columns:
        if column in certain:
            certain[column] = certain[column][0], certain[column][1] - 0.3
    return labels, {column: found for column, found in certain.items() if found[0] and found[1] > 0.4}


def _spread(sheet: Sheet, row: Row, bottom: dict[int, str]) -> dict[int, str]:
    """Return the upper heading of each column: a merged one counts for all columns below it, as does one followed by empty cells."""
    top = {column: clean(str(cell)) for column, cell in enumerate(row.cells) if type(cell) is str and cell and not is_legend(cell)}
    if len(top) == 1 and min(top) <= min(bottom, default=0) and not any(first == row.number - 1 for first, *_ in sheet.merged):
        return {}  # a line above the table
    for first, left, _, right in sheet.merged:
        if first == row.number - 1 and left in top:
            top.update(dict.fromkeys(range(left, min(right, left + 50) + 1), top[left]))
    covered = {column for first, left, last, right in sheet.merged if first <= row.number - 1 <= last for column in range(left, min(right, 500) + 1)}
    for column in sorted(bottom):
        if column not in top and column - 1 in top and column not in covered and column - 1 in bottom:
            top[column] = top[column - 1]
    # what stands over all columns is the title of the list, and tells none of them from the others
    return {} if bottom.keys() <= top.keys() and len(set(top.values())) == 1 else top


def _assign(data: Sequence[Row], labels: dict[int, str], certain: dict[int, tuple[str, float]]) -> dict[int, str]:
    """Give each column one field, and each field that can stand only once one column."""
    fields: dict[int, str] = {}
    taken: dict[str, int] = {}
    titles = sum(named in ("title", "name") for named, _ in certain.values())
    amounts = any(named == "value" for named, _ in certain.values())
    next_one = {column for column, (named, _) in certain.items() if named == "start" and is_of_next(labels[column])}
    next_one |= {column for column, (named, _) in certain.items() if named == "value" and is_of_next_contract(labels[column])}
    for column, (named, _) in sorted(certain.items(), key=lambda item: (item[0] not in next_one, -item[1][1], item[0])):
        if (named in _WORDS or (named == "value_max" and amounts)) and holds_days(column, data):
            continue
        if named == "title" and titles > 1 and holds_moments(column, data):
            named = "when"  # noqa: PLW2901
        costs = named == "title" and not _WORK_OR_COST.isdisjoint(folded(labels[column]).split()) and holds_numbers(column, data)
        field = "value" if costs or (named in _WORDS and holds_money(column, data)) else named
        if (field == "title" and titles > 1 and is_code_column(column, data)) or (field == "value" and is_lettered(column, data)):
            field = "number" if "reference" in taken else "reference"
        guessed = certain[column][1] <= 1  # nobody said so
        words = folded(labels[column]).split() if field == "reference" and guessed else ()
        if not _OF_ROWS.isdisjoint(words[-1:]) and _REFERENCE.isdisjoint(words) and counts_rows(column, data):
            field = "number"
        elif field == "reference" and holds_cpv(column, data) and all(other != "cpv" for other, _ in certain.values()):
            field = "cpv"
        if field in _MAY_BE_PEOPLE:
            texts = [text for row in data if (text := text_at(row, column))]
            if are_people(texts) or (
                field in _OF_WHOM
                and _OF_ORGANISATIONS.isdisjoint(folded(labels[column]).split())
                and (are_surnames(texts) or all(map(names_somebody, texts)))
            ):
                field = "contact"
        if field in _SEVERAL or field == "name" or (field == "status" and asks_whether(labels[column])):
            fields[column] = field
        elif field not in taken:
            taken[field] = column
            fields[column] = field
        elif field == "title" and (certain[column][1] >= 1 or holds_names(column, data)):
            fields[column] = "name"
        elif field == "value" and is_of_next_contract(labels[taken["value"]]) and not is_of_next_contract(labels[column]):
            fields[column] = "other"
        elif field == "value" and "value_total" not in taken:
            taken["value_total"] = column
            fields[column] = "value_total"
    if "value_total" in fields.values():
        first, second = taken["value"], taken["value_total"]
        only_sizes = holds_sizes(first, data) and not holds_sizes(second, data) and not is_spent(labels.get(second, ""))
        if only_sizes or _counts_before(labels.get(second, ""), labels.get(first, "")):
            fields[first], fields[second] = "value_total", "value"
    services = (
        None
        if any(field == "name" and folded(labels.get(column, "")) in _CALLED for column, field in fields.items())
        else next((column for column in fields if _names_services(column, fields, labels, data)), None)
    )
    _choose_title(fields, services)
    _move_title(fields, labels, certain, data)
    when = next((column for column, field in fields.items() if field == "when"), None)
    if when is not None:
        if "start" not in fields.values():
            fields[when] = "start"
        else:
            del fields[when]
    if "value_max" in fields.values() and "value" not in fields.values():
        column = next(column for column, field in fields.items() if field == "value_max")
        fields[column] = "value"
        if folded(labels[column]) in _UNTIL and not holds_numbers(column, data) and not holds_money(column, data):
            fields[column] = "deadline" if "deadline" not in fields.values() else "other"
    look_at_values(fields, labels, certain, data)
    return {column: field for column, field in fields.items() if field != "other"}


def _counts_before(second: str, first: str) -> bool:
    """Say whether of two columns of amounts the second is the value: the total one of a yearly and a total one, the one without VAT of two."""
    return basis_of(first) == "year" != basis_of(second) or (vat_of(second), vat_of(first)) == ("excl", "incl")


def _names_services(column: int, fields: Mapping[int, str], labels: Mapping[int, str], data: Sequence[Row]) -> bool:
    """Say whether a column that could be one of departments is one of services to be bought: each row has a name of its own."""
    texts = [text for row in data if (text := text_at(row, column))]
    may_be = fields[column] == "department" and folded(labels.get(column, "")) in _SERVICE_OR_DEPARTMENT
    return may_be and len(texts) >= _SEVERAL_ROWS and len(set(texts)) == len(texts) and holds_names(column, data)


def _choose_title(fields: dict[int, str], services: int | None) -> None:
    """Settle which column is the title: a heading such as "Omschrijving" is one only where nothing better stands beside it, as services may."""
    names = [column for column, field in sorted(fields.items()) if field == "name"]
    title = next((column for column, field in fields.items() if field == "title"), None)
    if title is None:
        title = (
            services
            if services is not None
            else names.pop(0)
            if names
            else next((column for column, field in fields.items() if field == "lot_title"), None)
        )
        if title is not None:
            fields[title] = "title"
    for column in names:
        fields[column] = "description"


def _move_title(fields: dict[int, str], labels: dict[int, str], certain: dict[int, tuple[str, float]], data: Sequence[Row]) -> None:
    """Let a column of names without a heading be the title, where the one to its right is called so only by guess: "Wat is er nodig voor"."""
    title = next((column for column, field in fields.items() if field == "title"), None)
    if title is None or certain.get(title, ("", 1.0))[1] >= 1:
        return
    filled = sum(text_at(row, title) != "" for row in data)
    for column in range(title):
        texts = [text for row in data if (text := text_at(row, column))]
        if column not in labels and column not in fields and len(texts) >= filled and holds_names(column, data) and not are_people(texts):
            fields[column], fields[title] = "title", "remarks"
            return
