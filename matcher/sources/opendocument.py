"""What an OpenDocument sheet says by its looks (see `formatting`): its content.xml is walked once, without a tree."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from lxml import etree

from matcher.sources.formatting import Marks

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _STYLE, _FO = (f"{{{_NS}{name}}}" for name in ("table:1.0", "style:1.0", "xsl-fo-compatible:1.0"))
_TEXT, _NUMBER = (f"{{{_NS}{name}}}" for name in ("text:1.0", "datastyle:1.0"))
_REPEAT_AT_MOST = 10_000
"""A row or cell repeated more often than this only fills the sheet to its edge."""


def ods_marks(path: Path) -> Iterator[tuple[str, Marks]]:
    """Yield (sheet name, marks) of an .ods."""
    styles = _Styles()
    with zipfile.ZipFile(path) as archive:
        for part in ("styles.xml", "content.xml"):
            if part in archive.namelist():
                with archive.open(part) as stream:
                    yield from _walk(stream, styles, tables=part == "content.xml")


class _Styles:
    """Names of cell and text styles that strike, embolden, hide, or show a date without its day."""

    def __init__(self) -> None:
        self.struck: set[str] = set()
        self.bold: set[str] = set()
        self.dayless_formats: dict[str, str] = {}
        self.format_of: dict[str, str] = {}
        self.parent_of: dict[str, str] = {}

    def add(self, element: Any) -> None:  # noqa: ANN401  (lxml has no types)
        name = element.get(f"{_STYLE}name", "")
        if element.tag == f"{_NUMBER}date-style":
            if element.find(f"{_NUMBER}day") is None and element.find(f"{_NUMBER}year") is not None:
                self.dayless_formats[name] = "month" if element.find(f"{_NUMBER}month") is not None else "year"
            return
        self.parent_of[name] = element.get(f"{_STYLE}parent-style-name", "")
        self.format_of[name] = element.get(f"{_STYLE}data-style-name", "")
        for text in element.iter(f"{_STYLE}text-properties"):
            if text.get(f"{_STYLE}text-line-through-style", "none") != "none" or text.get(f"{_STYLE}text-line-through-type", "none") != "none":
                self.struck.add(name)
            if text.get(f"{_FO}font-weight") == "bold" or text.get(f"{_FO}font-style") == "italic":
                self.bold.add(name)

    def has(self, name: str, names: set[str]) -> bool:
        for _ in range(5):
            if name in names:
                return True
            name = self.parent_of.get(name, "")
        return False


def _walk(stream: IO[bytes], styles: _Styles, tables: bool) -> Iterator[tuple[str, Marks]]:
    tags = [f"{_STYLE}style", f"{_NUMBER}date-style", f"{_TABLE}table", f"{_TABLE}table-column", f"{_TABLE}table-row"]
    marks, row, column, name = Marks(), 0, 0, ""
    column_styles: list[str] = []
    for event, element in etree.iterparse(stream, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False):
        if element.tag in tags[:2]:
            if event == "end":
                styles.add(element)
        elif not tables:
            continue
        elif element.tag == tags[2]:
            if event == "start":
                marks, row, column, name, column_styles = Marks(), 0, 0, element.get(f"{_TABLE}name", ""), []
            else:
                yield name, marks
                element.clear()
        elif element.tag == tags[3] and event == "end":
            times = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
            if element.get(f"{_TABLE}visibility", "visible") != "visible":
                marks.hidden_columns.update(range(column, column + min(times, _REPEAT_AT_MOST)))
            column_styles += [element.get(f"{_TABLE}default-cell-style-name", "")] * min(times, 1024)
            column += times
        elif element.tag == tags[4] and event == "end":
            times = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            filled = _mark_row(element, row, marks, styles, column_styles)
            if filled and element.get(f"{_TABLE}visibility", "visible") != "visible":
                marks.hidden_rows += 1
            row += times
            element.clear()


def _mark_row(element: Any, row: int, marks: Marks, styles: _Styles, column_styles: list[str]) -> bool:  # noqa: ANN401
    column, filled = 0, False
    for cell in element:
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if len(cell) and cell.tag == f"{_TABLE}table-cell":
            filled = True
            fallback = element.get(f"{_TABLE}default-cell-style-name", "") or (column_styles[column] if column < len(column_styles) else "")
            style = cell.get(f"{_TABLE}style-name", "") or fallback
            spans = [span.get(f"{_TEXT}style-name", "") for span in cell.iter(f"{_TEXT}span")]
            bare = any((paragraph.text or "").strip() for paragraph in cell.iter(f"{_TEXT}p"))
            if styles.has(style, styles.struck) or (spans and not bare and all(styles.has(span, styles.struck) for span in spans)):
                marks.struck.add((row, column))
            if styles.has(style, styles.bold):
                marks.bold.add((row, column))
            if shown := styles.dayless_formats.get(styles.format_of.get(style, ""), ""):
                marks.dayless[row, column] = shown
            rows = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            columns = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            if rows > 1 or columns > 1:
                marks.merged.append((row, column, row + rows - 1, column + columns - 1))
        column += times
    return filled
