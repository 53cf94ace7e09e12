"""Cells that hold several days, each with a label of its own: "Publicatie: 11-1-2027 / Inschrijven tot: 26-2-2027 / Start: 1-5-2027"."""

from __future__ import annotations

from matcher.sources.columns import Headings
from matcher.sources.data_rows import DataRows
from matcher.sources.days import labelled

_DAYS = ("deadline", "start")
_OTHER_DAYS = frozenset({"published", "end"})
"""Labels of days that are read no more than columns of them."""


def spread_labelled(data: DataRows, headings: Headings) -> None:
    """Give each day in such a cell to the field that its label names; the label says more than the heading of the column."""
    texts = {cell for name in _DAYS for cell in data.cells[name] if type(cell) is str and ":" in cell}
    said = {text: days for text in texts if (days := _days(text, headings))}
    if not said:
        return
    for row, cells in enumerate(zip(*(data.cells[name] for name in _DAYS), strict=True)):
        found = [said[cell] for cell in cells if cell in said]
        for name, cell in zip(_DAYS, cells, strict=True):
            if found and (cell in said or cell == ""):
                data.cells[name][row] = next((days[name] for days in found if name in days), "")


def _days(text: str, headings: Headings) -> dict[str, str]:
    """Return what stands behind the first label of each field; nothing where no label speaks of days."""
    found: dict[str, str] = {}
    for label, said in labelled(text):
        found.setdefault(headings.recognise(label)[0], said)
    return {} if _OTHER_DAYS.union(_DAYS).isdisjoint(found) else found
