"""Numbers and days that head columns: the years of a budget, the months or weeks of a planning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from matcher.sources.sheets import Cell

_LEAST = 3
"""Neighbours that follow each other before they are a series; of years two will do."""


def without_series(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a row without neighbours that count on: 2027, 2028; week 1, 2, 3; the first of every month. A year alone is none."""
    kept: list[Cell] = []
    run: list[Cell] = []
    for before, cell in pairwise(["", *cells]):
        if not _follows(before, cell):
            kept += [] if _is_series(run) else run
            run = []
        run.append(cell)
    return kept if _is_series(run) else kept + run


def _follows(before: Cell, cell: Cell) -> bool:
    if isinstance(before, date) and isinstance(cell, date):
        return (cell - before).days in (7, 28, 29, 30, 31)
    return isinstance(before, (int, float)) and isinstance(cell, (int, float)) and cell == before + 1


def _is_series(run: Sequence[Cell]) -> bool:
    years = [cell for cell in run if isinstance(cell, (int, float)) and 2020 <= cell < 2050]
    return len(run) >= _LEAST or len(years) > 1
