"""The comments of one worksheet: the part that holds their texts, and the drawing that gives each its yellow box.

A comment of ours is written under the name Wijkmatch. Where the officer's own comment stands already, ours comes below it, under a line. Both can be
recognised and taken out again. ECMA-376 part 1, 18.7, and part 4, 19.4 (the drawing is VML).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from lxml import etree

from matcher.errors import SourceError
from matcher.sources.archive import column_letter
from matcher.sources.sheet_rows import parsed, writable, written

AUTHOR = "Wijkmatch"
_LINE = f"\n────────\n{AUTHOR}:\n"
_VML = "urn:schemas-microsoft-com:vml"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_LETTERS_PER_LINE = 40
_WIDTH, _LINE_HEIGHT, _MARGIN = 216, 13, 10
"""Of a comment's box, in points."""
_TALLEST = 400
_SHAPE_TYPE = "_x0000_t202"


def place_name(row: int, column: int) -> str:
    """Return the name of a cell: row from 1, column from 0."""
    return f"{column_letter(column + 1)}{row}"


class Notes:
    """The comments of one sheet, and their drawing. Either part may be missing so far."""

    def __init__(self, comments: bytes | None, drawing: bytes | None, namespace: str) -> None:
        self._namespace = namespace
        self._comments = parsed(comments) if comments else etree.fromstring(f'<comments xmlns="{namespace}"><authors/><commentList/></comments>')
        if etree.QName(self._comments).namespace:
            self._namespace = etree.QName(self._comments).namespace
        # Excel itself once wrote drawings with a lone <br>: the parser may mend them.
        mending = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        empty = f'<xml xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"/>'.encode()
        self._drawing = etree.fromstring(drawing or empty, mending)
        if self._drawing is None:
            self._drawing = etree.fromstring(empty)
        self._shapes = _shapes(self._drawing)
        self.changed = False
        """Whether anything was taken out or written."""
        self._list = self._comments.find(self._name("commentList"))
        if self._list is None or self._comments.find(self._name("authors")) is None:
            raise SourceError("file_damaged")
        self._take_out()
        numbers = [int(each[1]) for shape in self._drawing if (each := re.fullmatch(r"_x0000_s(\d+)", shape.get("id", "")))]
        self._last_shape = max(numbers, default=1024)

    def _name(self, local: str) -> str:
        return f"{{{self._namespace}}}{local}"

    def _take_out(self) -> None:
        """Remove what was written here before."""
        authors = [each.text or "" for each in self._comments.iter(self._name("author"))]
        for comment in list(self._comments.iter(self._name("comment"))):
            number = comment.get("authorId", "")
            if number.isdigit() and int(number) < len(authors) and authors[int(number)] == AUTHOR:
                comment.getparent().remove(comment)
                self.changed = True
                shape = self._shapes.pop(comment.get("ref", ""), None)
                if shape is not None:
                    shape.getparent().remove(shape)
                continue
            self.changed |= _cut(comment, self._namespace)

    def add(self, texts: Mapping[tuple[int, int], str]) -> None:
        """Write a comment at each of these cells (row from 1, column from 0), below the one that stands there already."""
        there = {comment.get("ref"): comment for comment in self._comments.iter(self._name("comment"))}
        self.changed |= bool(texts)
        if texts:
            self._declare_shape_type()
        for (row, column), text in texts.items():
            comment = there.get(place_name(row, column))
            if comment is None:
                self._write(row, column, writable(text))
            else:
                self._append(comment, row, column, writable(_LINE + text))

    def parts(self) -> tuple[bytes, bytes]:
        """Return the part with the texts, and the drawing."""
        return written(self._comments), bytes(etree.tostring(self._drawing))

    def _write(self, row: int, column: int, text: str) -> None:
        comment = etree.SubElement(self._list, self._name("comment"), ref=place_name(row, column), authorId=self._author())
        self._run(etree.SubElement(comment, self._name("text")), text)
        self._draw(row, column, text)

    def _author(self) -> str:
        """Return the number of our name among the authors."""
        authors = self._comments.find(self._name("authors"))
        names = [each.text or "" for each in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, self._name("author")).text = AUTHOR
            names.append(AUTHOR)
        return str(names.index(AUTHOR))

    def _append(self, comment: etree._Element, row: int, column: int, text: str) -> None:
        body = comment.find(self._name("text"))
        alone = body.find(self._name("t"))
        if alone is not None:  # a text without runs; a run may not stand beside it
            run = etree.Element(self._name("r"))
            alone.addprevious(run)
            run.append(alone)
        runs = body.findall(self._name("r"))
        added = self._run(body, text)
        if runs:
            runs[-1].addnext(added)
        whole = "".join(each.text or "" for each in body.iter(self._name("t")))
        shape = self._shapes.get(place_name(row, column))
        if shape is None:
            self._draw(row, column, whole)
        else:
            _heighten(shape, whole)

    def _run(self, body: etree._Element, text: str) -> etree._Element:
        run = etree.SubElement(body, self._name("r"))
        content = etree.SubElement(run, self._name("t"))
        content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        content.text = text
        return run

    def _declare_shape_type(self) -> None:
        if self._drawing.find(f"{{{_VML}}}shapetype[@id='{_SHAPE_TYPE}']") is None:
            self._drawing.append(
                etree.fromstring(
                    f'<v:shapetype xmlns:v="{_VML}" xmlns:o="{_OFFICE}" id="{_SHAPE_TYPE}" coordsize="21600,21600" o:spt="202" '
                    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
                )
            )

    def _draw(self, row: int, column: int, text: str) -> None:
        self._last_shape += 1
        width, height = note_size(text)
        self._drawing.append(
            etree.fromstring(
                f'<v:shape xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}" id="_x0000_s{self._last_shape}" '
                f'type="#{_SHAPE_TYPE}" style="position:absolute;margin-left:60pt;margin-top:2pt;width:{width}pt;height:{height}pt;'
                'z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
                '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
                '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
                '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
                f"<x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
            )
        )


def _shapes(drawing: etree._Element) -> dict[str, etree._Element]:
    """Return the box of each comment, by its cell."""
    found = {}
    for data in drawing.iter(f"{{{_EXCEL}}}ClientData"):
        row, column = data.findtext(f"{{{_EXCEL}}}Row", ""), data.findtext(f"{{{_EXCEL}}}Column", "")
        if data.get("ObjectType") == "Note" and row.isdigit() and column.isdigit():
            found[place_name(int(row) + 1, int(column))] = data.getparent()
    return found


def threaded_places(part: bytes) -> set[str]:
    """Return the cells with a conversation: what an old program sees of it as a comment is written anew by Excel, so nothing can be added."""
    return {each.get("ref", "") for each in parsed(part).iter("{*}threadedComment")}


def _cut(comment: etree._Element, namespace: str) -> bool:
    """Take our lines out of the officer's own comment; say whether there were any. Excel may have joined them with the run before."""
    ours = False
    for text in list(comment.iter(f"{{{namespace}}}t")):
        if ours:
            text.text = ""
        elif _LINE in (text.text or ""):
            text.text = (text.text or "").partition(_LINE)[0]
            ours = True
        run = text.getparent()
        if ours and not text.text and etree.QName(run).localname == "r":
            run.getparent().remove(run)
    return ours


def note_size(text: str) -> tuple[int, int]:
    """Return width and height, in points, of a box that a comment fits in."""
    lines = sum(max(1, math.ceil(len(line) / _LETTERS_PER_LINE)) for line in text.split("\n"))
    return _WIDTH, min(lines * _LINE_HEIGHT + _MARGIN, _TALLEST)


def _heighten(shape: etree._Element, text: str) -> None:
    """Make a box that is there already tall enough for its text; both its anchor (columns and rows) and its style tell the size."""
    _, wanted = note_size(text)
    style = shape.get("style", "")
    height = re.search(r"(?<![\w-])height:([\d.]+)(pt|px)", style)
    if height and float(height[1]) * (0.75 if height[2] == "px" else 1) < wanted:
        shape.set("style", style[: height.start()] + f"height:{wanted}pt" + style[height.end() :])
    for anchor in shape.iter(f"{{{_EXCEL}}}Anchor"):
        sides = [each.strip() for each in (anchor.text or "").split(",")]
        if len(sides) == 8 and all(each.isdigit() for each in sides):
            bottom = max(int(sides[6]), int(sides[2]) + wanted // 15 + 1)
            anchor.text = ", ".join([*sides[:6], str(bottom), sides[7]])
