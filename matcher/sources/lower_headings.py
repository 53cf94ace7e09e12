"""Rows right below a heading that belong to it: they divide its columns ("van", "tot"), or say in what units these are ("x € 1.000")."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from matcher.sources.amounts import basis_of, multiplier_of, vat_of
from matcher.sources.column_values import is_day, looks_like_money
from matcher.sources.columns import Headings
from matcher.sources.days import QUARTER
from matcher.sources.sheets import Cell, Row
from matcher.sources.texts import clean, folded

_DIVISIONS = frozenset("van tot min max minimum maximum laag hoog oud nieuw naam ingang einde eind begin start bedrag datum from to old new".split())
"""Words that a second heading row divides the upper headings by."""
_MEASURES = frozenset(
    "euro eur keur jaar jaren jr maand maanden mnd week weken stuks st m2 m3 m1 km uur fte dd mm jj jjjj yy yyyy datum date code codes "
    "years months per in".split()
)
_ANSWERS = ({"ja", "nee"}, {"j", "n"}, {"yes", "no"}, {"y", "n"})
"""Words that say what a column is counted in, or how it is filled in: "(dd-mm-jjjj)", "ja/nee"."""
_IN_BRACKETS = re.compile(r"\(.*\)")
_LOOKED_AT = 8
_LONGEST = 40


def divides(below: Row, titles: Collection[int], data: Sequence[Row], headings: Headings) -> bool:
    """Say whether a row below a heading is its second row: it divides some columns, or at least half of it does and numbers or days stand below that.

    `titles`: the columns under which it has nothing, unless every word of it is a heading; `data`: the rows that follow.
    """
    filled = _texts(below)
    if len(filled) < 2 or max(map(len, filled.values())) > _LONGEST:
        return False
    if not filled.keys().isdisjoint(titles):
        names = {column: headings.recognise(text) for column, text in filled.items()}
        surely = all(names[column][1] >= 1 for column in titles if column in names) and all(certainty >= 0.7 for _, certainty in names.values())
        return len(filled) > 2 and surely and len({field for field, _ in names.values()}) > 2
    known = [_divides(text, headings) for text in filled.values()]
    return all(known) or (sum(known) >= len(known) / 2 and any(_others_below(column, data) for column in filled))


def measures(below: Row, titles: Collection[int]) -> bool:
    """Say whether a row below a heading only says in what units its columns are."""
    filled = _texts(below)
    return bool(filled) and filled.keys().isdisjoint(titles) and all(map(_measures, filled.values()))


def with_units(labels: Mapping[int, str], below: Row) -> dict[int, str]:
    """Return the labels of columns with the units below them."""
    units = _texts(below)
    return {column: f"{labels.get(column, '')} {units.get(column, '')}".strip() for column in sorted({*labels, *units})}


def _texts(row: Row) -> dict[int, str]:
    return {column: clean(str(cell)) for column, cell in enumerate(row.cells) if cell != ""}


def _divides(text: str, headings: Headings) -> bool:
    words = folded(text).split()
    return (
        not _DIVISIONS.isdisjoint(words)
        or bool(QUARTER.match(text) or _IN_BRACKETS.fullmatch(text))
        or _measures(text)
        or headings.recognise(text)[1] >= 0.7
    )


def _measures(text: str) -> bool:
    words = set(folded(text).split())
    says_basis = bool(_IN_BRACKETS.fullmatch(text.strip())) and bool(basis_of(text))  # "Jaarlijkse inkopen" is a group
    return multiplier_of(text) > 1 or bool(vat_of(text)) or says_basis or words in _ANSWERS or (bool(words) and words <= _MEASURES)


def _others_below(column: int, data: Sequence[Row]) -> bool:
    """Say whether there are numbers, amounts or days below a text, which is then no value of the same column."""
    cells = [row.cells[column] for row in data[:_LOOKED_AT] if column < len(row.cells) and row.cells[column] != ""]
    return bool(cells) and sum(map(_counts, cells)) > len(cells) / 2


def _counts(cell: Cell) -> bool:
    return not isinstance(cell, str) or looks_like_money(cell) or is_day(cell) or cell.replace(",", "").replace(".", "").isdigit()
