"""What a sheet says by its looks: struck-through and bold (or italic) cells, hidden columns and rows, dates shown without a day.

python-calamine gives values only. Struck-through means withdrawn, bold helps to tell a heading from a tender, and a date cell that shows "okt 2027"
names no day although it holds one. The parts are searched as bytes, for one purpose each: in well-formed XML a "<" only ever opens a tag, and
building a tree of 300,000 cells costs ten times more than reading the values. A pattern is tried only where the word that it needs stands at all,
and what stands before or after the rows (ECMA-376 18.3.1.99 fixes the order) is sought there.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from matcher.sources.archive import column_number


class Marks:
    """Looks of one sheet. Keys are (row, column), both from 0."""

    def __init__(self) -> None:
        self.struck: set[tuple[int, int]] = set()
        self.bold: set[tuple[int, int]] = set()
        self.dayless: dict[tuple[int, int], str] = {}
        """Date cells that show no day: "month" or "year"."""
        self.left: dict[tuple[int, int], str] = {}
        """What is left of texts of which a part is struck through: "15-03-2027 12-04-2027" with the old day struck is the new day."""
        self.hidden_columns: set[int] = set()
        self.hidden_rows = 0
        self.merged: list[tuple[int, int, int, int]] = []
        """First row, first column, last row, last column."""
        self.uncomputed: tuple[int, int] | None = None
        """The first formula cell that carries no computed value."""
        self.lines: list[str] = []
        """Texts of the page's header and footer."""


_FONT = re.compile(rb"<(?:\w+:)?font\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_XF = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_FORMAT = re.compile(rb'<(?:\w+:)?numFmt\b[^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"')
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"[^>]*>(?!</)')
_NO_VALUE = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*><(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>(?:<(?:\w+:)?v\s*/>|'
    rb"<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_PAGE_LINE = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]+)<")


def xlsx_marks(path: Path, unpacked: Mapping[str, bytes]) -> Iterator[tuple[str, Marks]]:
    """Yield (sheet name, marks) of an .xlsx or .xlsm, one sheet at a time. `unpacked`: parts of it that were unpacked before."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())

        def read(part: str) -> bytes:
            return unpacked[part] if part in unpacked else archive.read(part)

        styles = _Styles.read(read("xl/styles.xml")) if "xl/styles.xml" in names else _Styles()
        struck_strings = _struck_strings(read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else {}
        for name, part in _sheet_parts(read, names):
            yield name, _sheet_marks(read(part), styles, struck_strings)


def _sheet_parts(read: Callable[[str], bytes], names: set[str]) -> Iterator[tuple[str, str]]:
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return
    targets = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", read("xl/_rels/workbook.xml.rels")):
        attributes = _attributes(tag)
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", read("xl/workbook.xml")):
        attributes = _attributes(tag)
        relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        part = targets.get(relation, "")
        if part in names:
            yield attributes.get("name", ""), part


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): _unescape(value.decode("utf-8", "replace")) for key, value in _ATTRIBUTE.findall(tag)}


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&#10;", "\n"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


class _Styles:
    """Which cell formats (numbers of `cellXfs`) strike, embolden, or show a date without its day."""

    def __init__(self) -> None:
        self.struck: set[int] = set()
        self.bold: set[int] = set()
        self.dayless: dict[int, str] = {}

    @classmethod
    def read(cls, xml: bytes) -> _Styles:
        fonts = re.search(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", xml, re.DOTALL)
        formats = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", xml, re.DOTALL)
        if not fonts or not formats:
            return cls()
        looks = [(_is_on(body, b"strike"), _is_on(body, b"b") or _is_on(body, b"i")) for body in _FONT.findall(fonts[0])]
        codes = {int(number): _unescape(code.decode("utf-8", "replace")) for number, code in _FORMAT.findall(xml)}
        codes[17] = "mmm-yy"  # ECMA-376 18.8.30: the only built-in date format without a day
        styles = cls()
        for number, tag in enumerate(_XF.findall(formats[0])):
            attributes = _attributes(tag)
            font = int(attributes.get("fontId", "0"))
            struck, bold = looks[font] if font < len(looks) else (False, False)
            if struck:
                styles.struck.add(number)
            if bold:
                styles.bold.add(number)
            shown = dayless(codes.get(int(attributes.get("numFmtId", "0")), ""))
            if shown:
                styles.dayless[number] = shown
        return styles


def _is_on(font: bytes, name: bytes) -> bool:
    found = re.search(rb"<(?:\w+:)?" + name + rb'(?:\s+val="(\w+)")?\s*/?>', font)
    return bool(found) and found[1] not in (b"0", b"false")  # type: ignore[index]


def dayless(code: str) -> str:
    """Return "month" or "year" if a number format shows a date without its day, else "".

    >>> dayless("mmm-yy"), dayless("yyyy"), dayless("dd-mm-yyyy"), dayless("h:mm"), dayless("0.00")
    ('month', 'year', '', '', '')
    """
    code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", code.split(";", maxsplit=1)[0]).lower()
    if ("y" not in code and "j" not in code) or re.search(r"[d0#h?s]", code):
        return ""
    return "month" if "m" in code else "year"


def _struck_strings(xml: bytes) -> dict[int, str]:
    """Return the numbers of shared strings of which runs are struck through, with the text that is left; "" where every run is."""
    if b"strike" not in xml:
        return {}
    items = enumerate(re.findall(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>.*?</(?:\w+:)?si>)", xml, re.DOTALL))
    return {number: left for number, item in items if (left := _left_of(item)) is not None}


def _left_of(item: bytes) -> str | None:
    """Return what is left of a text without the runs that are struck through; None if none is."""
    runs = re.findall(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", item, re.DOTALL)
    kept = [run for run in runs if not _is_on(run, b"strike")]
    if len(kept) == len(runs):
        return None
    texts = (text for run in kept for text in re.findall(rb"<(?:\w+:)?t\b[^>]*>([^<]*)<", run))
    return "".join(_unescape(text.decode("utf-8", "replace")) for text in texts).strip()


def _struck_texts(xml: bytes, struck_strings: Mapping[int, str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the cells of which text is struck through, with what is left of it."""
    if struck_strings:
        for letters, row, number in re.findall(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*\bt="s"[^>]*><(?:\w+:)?v>(\d+)<', xml):
            if (left := struck_strings.get(int(number))) is not None:
                yield (int(row) - 1, column_number(letters.decode()) - 1), left
    if _holds(xml, b"strike"):  # texts in the sheet itself, with runs of their own
        for letters, row, item in re.findall(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*\bt="inlineStr"[^>]*>(.*?)</(?:\w+:)?c>', xml, re.DOTALL):
            if (left := _left_of(item)) is not None:
                yield (int(row) - 1, column_number(letters.decode()) - 1), left


def _sheet_marks(xml: bytes, styles: _Styles, struck_strings: Mapping[int, str]) -> Marks:
    marks = Marks()
    marks.struck = set(_cells_with(xml, styles.struck))
    marks.bold = set(_cells_with(xml, styles.bold))
    for shown in ("month", "year"):
        marks.dayless.update(dict.fromkeys(_cells_with(xml, {number for number, what in styles.dayless.items() if what == shown}), shown))
    for place, left in _struck_texts(xml, struck_strings):
        if left:
            marks.left[place] = left
        else:
            marks.struck.add(place)
    rows = max(xml.find(b"sheetData"), 0)
    after = max(xml.rfind(b"sheetData"), 0)
    for first, top, last, bottom in _MERGE.findall(xml, after):
        marks.merged.append((int(top) - 1, column_number(first.decode()) - 1, int(bottom) - 1, column_number(last.decode()) - 1))
    for tag in _COLUMN.findall(xml, 0, rows):
        attributes = _attributes(tag)
        if attributes.get("hidden") in ("1", "true"):
            marks.hidden_columns.update(range(int(attributes.get("min", "1")) - 1, min(int(attributes.get("max", "0")), 1000)))
    if xml.rfind(b' hidden="') > rows:
        marks.hidden_rows = len(_HIDDEN_ROW.findall(xml, rows))
    if _holds(xml, b"f><") and (empty := _NO_VALUE.search(xml)):
        marks.uncomputed = (int(empty[2]) - 1, column_number(empty[1].decode()) - 1)
    for line in _PAGE_LINE.findall(xml, after):
        marks.lines += _page_texts(_unescape(line.decode("utf-8", "replace")))
    return marks


def _holds(xml: bytes, word: bytes) -> bool:
    """Say whether a word stands in a sheet: searched from its end, which takes half the time."""
    return xml.rfind(word) >= 0


def _cells_with(xml: bytes, styles: set[int]) -> Iterator[tuple[int, int]]:
    used = [number for number in (str(style).encode() for style in sorted(styles)) if _holds(xml, b' s="' + number + b'"')]
    if not used:
        return
    numbers = b"|".join(used)
    for letters, row in re.findall(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*?\bs="(?:' + numbers + rb')"[^>]*[^/]>', xml):
        yield int(row) - 1, column_number(letters.decode()) - 1


def _page_texts(code: str) -> list[str]:
    """Split a page header such as `&LGemeente Voorbeeld&C&"Arial"&10Plan&RPagina &P` into its plain texts."""
    parts = re.split(r"&[LCR]", code)
    texts = [re.sub(r'&"[^"]*"|&K[0-9A-F]{6}|&\d+|&[A-Za-z]', "", part).replace("&&", "&").strip() for part in parts]
    return [text for text in texts if text]


def xls_marks(path: Path) -> Iterator[tuple[str, Marks]]:
    """Yield (sheet name, marks) of a .xls. The sheets are read a second time only where some font strikes or a format hides the day."""
    import xlrd  # noqa: PLC0415  (only the old format needs it)

    with path.open("rb") as stream, xlrd.open_workbook(file_contents=stream.read(), formatting_info=True, on_demand=True, logfile=_Silence()) as book:
        struck = {number for number, xf in enumerate(book.xf_list) if book.font_list[xf.font_index].struck_out}
        bold = {number for number, xf in enumerate(book.xf_list) if book.font_list[xf.font_index].bold or book.font_list[xf.font_index].italic}
        shown = {number: what for number, xf in enumerate(book.xf_list) if (what := dayless(_format_code(book, xf)))}
        for index, name in enumerate(book.sheet_names()):
            yield name, _xls_sheet_marks(book.sheet_by_index(index), struck, bold, shown)
            book.unload_sheet(index)


def _format_code(book: Any, xf: Any) -> str:  # noqa: ANN401  (xlrd has no types)
    found = book.format_map.get(xf.format_key)
    return str(found.format_str) if found else ""


def _xls_sheet_marks(sheet: Any, struck: set[int], bold: set[int], shown: dict[int, str]) -> Marks:  # noqa: ANN401
    marks = Marks()
    marks.merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    marks.hidden_columns = {number for number, info in sheet.colinfo_map.items() if info.hidden}
    marks.hidden_rows = sum(1 for info in sheet.rowinfo_map.values() if info.hidden)
    for row in range(sheet.nrows):
        for column, (kind, xf) in enumerate(zip(sheet.row_types(row), sheet._cell_xf_indexes[row], strict=False)):
            if kind in (0, 6):  # xlrd: empty, blank
                continue
            if xf in struck:
                marks.struck.add((row, column))
            if xf in bold:
                marks.bold.add((row, column))
            if xf in shown:
                marks.dayless[row, column] = shown[xf]
    return marks


class _Silence:
    """Where xlrd writes its remarks on odd files: they are of no use to the reader of a list."""

    def write(self, text: str) -> None:
        """Drop the text."""

    def flush(self) -> None:
        """Nothing is kept."""
