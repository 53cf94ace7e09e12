"""Text cells put into the XML of one worksheet, every other byte of its rows left as it is.

The rows are searched as bytes, as `formatting` does: in XML without comments a "<" only ever opens a tag. What stands around the rows is small, and
is edited as a tree. Columns count from 0, rows from 1. ECMA-376 part 1, 18.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from matcher.errors import SourceError
from matcher.sources.archive import column_letter, column_number

_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b[^>]*?(/?)>")
_ROW = re.compile(rb"<((?:\w+:)?)row\b([^>]*?)(/?)>")
_ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>.*?</(?:\w+:)?c\s*>)", re.DOTALL)
_LAST_CELL = re.compile(rb'.*<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)\d+"', re.DOTALL)
_LAST_FILLED = re.compile(rb'.*<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)\d+"[^>]*(?<!/)>\s*<(?!/)', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]*)(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_SPANS = re.compile(rb'\bspans="(\d+):(\d+)"')
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
"""Characters that a cell can hold."""
_WIDEST = 60.0
_FARTHEST = 16_384
_AFTER_NOTES = {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts", "extLst"}
"""What stands behind the element that names the drawing of the notes."""


def parsed(xml: bytes) -> etree._Element:
    """Return a part as a tree, its entities left alone. Raised if it is no XML: SourceError."""
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise SourceError("file_damaged") from error


def written(tree: etree._Element) -> bytes:
    """Return a tree as the bytes of a part."""
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def writable(text: str) -> str:
    """Return a text without what XML cannot hold, no longer than a cell can be."""
    return _UNWRITABLE.sub("", text)[:_LONGEST]


@dataclass(slots=True)
class _Row:
    number: int
    start: int
    end: int
    body: int
    """Where its cells begin; they end at `body_end`. Both are `end` for a row without any."""
    body_end: int
    prefix: bytes
    attributes: bytes


class SheetPart:
    """The XML of one worksheet."""

    def __init__(self, xml: bytes) -> None:
        if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!" in xml or b" r='" in xml:  # not as the patterns above expect it
            xml = written(parsed(xml))
        data = _DATA.search(xml)
        if data is None:
            raise SourceError("file_damaged")
        self._xml = xml
        self._tag = data[1] + b"sheetData"
        self._from = self._to = data.end()
        rest = data.end()
        if not data[2]:
            last = re.compile(rb"</" + self._tag + rb"\s*>").search(xml, data.end())
            if last is None:
                raise SourceError("file_damaged")
            self._to, rest = last.span()
        self.frame = parsed(xml[: data.start()] + b"<" + self._tag + b"/>" + xml[rest:])
        """The sheet without its rows, to be edited."""
        self.namespace = etree.QName(self.frame).namespace or ""

    def _rows(self) -> Iterator[_Row]:
        position, number = self._from, 0
        while found := _ROW.search(self._xml, position, self._to):
            body = body_end = position = found.end()
            if not found[3]:
                last = _ROW_END.search(self._xml, body, self._to)
                if last is None:
                    raise SourceError("file_damaged")
                body_end, position = last.span()
            place = _PLACE.search(found[2])
            number = int(place[2]) if place else number + 1
            yield _Row(number, found.start(), position, body, body_end, found[1], found[2])

    def used_columns(self) -> int:
        """Return how many columns stand left of the first that is free in every row, merged range and filter."""
        used = 0
        for row in self._rows():
            body = self._xml[row.body : row.body_end]
            if last := _LAST_FILLED.match(body):
                used = max(used, column_number(last[1].decode()))
            elif b' r="' not in body:
                used = max(used, sum(1 for _ in _CELL.finditer(body)))
        for name in ("mergeCell", "autoFilter"):
            for element in self.frame.iter(f"{{{self.namespace}}}{name}"):
                used = max(used, last_column(element.get("ref", "")))
        return used

    def put(self, column: int, heading_row: int, heading: str, statuses: Mapping[int, str]) -> Iterator[bytes]:
        """Yield the sheet with one column of texts: the heading, the statuses, and no more than these (what stood there is taken out)."""
        texts = {number: text for number, text in statuses.items() if text and number > 0} | {heading_row: heading}
        self._widen(column, texts)
        waiting = sorted(texts, reverse=True)
        above, _, below = written(self.frame).partition(b"<" + self._tag + b"/>")
        yield above + b"<" + self._tag + b">"
        written_to, prefix = self._from, self._tag[: -len(b"sheetData")]
        for row in self._rows():
            while waiting and waiting[-1] < row.number:
                yield self._xml[written_to : row.start]
                written_to = row.start
                yield _new_row(prefix, waiting[-1], column, texts[waiting.pop()])
            if waiting and waiting[-1] == row.number:
                waiting.pop()
            text = texts.get(row.number, "")
            edited = self._edited(row, column, text, styled=row.number == heading_row)
            if edited is not None:
                yield self._xml[written_to : row.start]
                yield edited
                written_to = row.end
        yield self._xml[written_to : self._to]
        for number in reversed(waiting):
            yield _new_row(prefix, number, column, texts[number])
        yield b"</" + self._tag + b">" + below

    def _edited(self, row: _Row, column: int, text: str, styled: bool) -> bytes | None:
        """Return a row with a text in the column; None if it stays as it is. `styled`: a new cell looks like the one to its left."""
        body = self._xml[row.body : row.body_end]
        last = _LAST_CELL.match(body)
        if not text and last and column_number(last[1].decode()) <= column:
            return None
        start = end = len(body)
        style = left_style = b""
        if styled or last is None or column_number(last[1].decode()) > column:
            following = 0
            for cell in _CELL.finditer(body):
                place, look = _PLACE.search(cell[1]), _STYLE.search(cell[1])
                at = column_number(place[1].decode()) - 1 if place else following
                following = at + 1
                if at >= column:
                    start, end = cell.start(), cell.end() if at == column else cell.start()
                    style = look[1] if look and at == column else b""
                    break
                left_style = look[1] if look else b""
        if start == len(body) and (beyond := body.rfind(b"<" + row.prefix + b"extLst")) > body.rfind(b"</" + row.prefix + b"c>"):
            start = end = beyond
        if not text and start == end:
            return None
        new = _cell(row.prefix, row.number, column, text, style or (left_style if styled else b""))
        attributes = _SPANS.sub(lambda spans: b'spans="%s:%d"' % (spans[1], max(int(spans[2]), column + 1)), row.attributes)
        return b"<%srow%s>%s%s%s</%srow>" % (row.prefix, attributes, body[:start], new, body[end:], row.prefix)

    def _widen(self, column: int, texts: Mapping[int, str]) -> None:
        """Let the frame know of the column: it is shown, wide enough, and within the sheet's dimension."""
        longest = max((len(line) for text in texts.values() for line in text.splitlines()), default=0)
        dimension = self.frame.find(f"{{{self.namespace}}}dimension")
        if dimension is not None and (found := re.fullmatch(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?", dimension.get("ref", ""))):
            wide = max(column_number(found[3] or found[1]), column + 1)
            top, bottom = min(int(found[2]), *texts), max(int(found[4] or found[2]), *texts)
            dimension.set("ref", f"{found[1]}{top}:{column_letter(wide)}{bottom}")
        columns = self.frame.find(f"{{{self.namespace}}}cols")
        if columns is None:
            columns = etree.Element(f"{{{self.namespace}}}cols")
            data = self.frame.find(f"{{{self.namespace}}}sheetData")
            data.addprevious(columns)
        _split_columns(columns, column + 1)
        own = etree.Element(f"{{{self.namespace}}}col", min=str(column + 1), max=str(column + 1))
        own.set("width", str(min(longest + 2.0, _WIDEST)))
        own.set("customWidth", "1")
        before = [each for each in columns if int(each.get("max")) <= column]
        columns.insert(len(before), own)

    def name_drawing(self, relation: str, relation_namespace: str) -> None:
        """Point the sheet to the drawing of its notes."""
        element = etree.Element(f"{{{self.namespace}}}legacyDrawing")
        element.set(f"{{{relation_namespace}}}id", relation)
        following = next((each for each in self.frame if etree.QName(each).localname in _AFTER_NOTES), None)
        if following is None:
            self.frame.append(element)
        else:
            following.addprevious(element)


def last_column(cells: str) -> int:
    """Return the number of the last column of a range such as "A4:G90", from 1; 0 if it runs over the whole width of a sheet."""
    last = re.match(r"\$?([A-Z]+)", cells.rpartition(":")[2])
    number = column_number(last[1]) if last else 0
    return number if number < _FARTHEST else 0


def _split_columns(columns: etree._Element, number: int) -> None:
    """Take one column out of the ranges that have a width in common."""
    for each in list(columns):
        first, last = int(each.get("min", "0")), int(each.get("max", "0"))
        if not first <= number <= last:
            continue
        for low, high in ((first, number - 1), (number + 1, last)):
            if low <= high:
                part = etree.Element(each.tag, dict(each.attrib))
                part.set("min", str(low))
                part.set("max", str(high))
                each.addprevious(part)
        columns.remove(each)


def _cell(prefix: bytes, row: int, column: int, text: str, style: bytes) -> bytes:
    """Return a cell with a text that is never a formula; an empty one keeps its style, or is nothing at all."""
    start = b'<%sc r="%s%d"' % (prefix, column_letter(column + 1).encode(), row) + (b' s="%s"' % style if style else b"")
    if not text:
        return start + b"/>" if style else b""
    content = escape(writable(text)).encode()
    return start + b' t="inlineStr"><%sis><%st xml:space="preserve">%s</%st></%sis></%sc>' % (prefix, prefix, content, prefix, prefix, prefix)


def _new_row(prefix: bytes, number: int, column: int, text: str) -> bytes:
    return b'<%srow r="%d">%s</%srow>' % (prefix, number, _cell(prefix, number, column, text, b""), prefix)
