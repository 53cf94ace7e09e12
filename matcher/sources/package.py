"""The annotating process: `python -m matcher.sources.package SOURCE TARGET LIMITS`, with what is to be written as JSON on stdin.

An .xlsx or .xlsm is a zip of parts. Only the rows' own bytes that change, the comments and what refers to them are written anew; every other part
(styles, results of formulas, logos, charts, pivot tables, macros, validation) goes over as it is. openpyxl would lose several of these.

    stdin   {"heading": text, "sheets": {name: {"heading_row": 4, "column": -1, "statuses": {"5": text}, "notes": [[5, 2, text]]}}}
    stdout  {"lost": [codes]} or {"error": code, "params": {}}

Columns count from 0; -1 is the status column: as "column" the first that is free, in a note whichever it is.
"""

from __future__ import annotations

import json
import posixpath
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from lxml import etree

from matcher.errors import SourceError
from matcher.sources.archive import check_archive
from matcher.sources.limits import ReadLimits
from matcher.sources.notes import Notes, place_name, threaded_places
from matcher.sources.sheet_rows import SheetPart, last_column, parsed, written

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def main(arguments: list[str], wishes: TextIO, output: TextIO) -> None:
    """Write the second file from the first, under the limits of the third argument (a JSON object)."""
    limits = ReadLimits(**json.loads(arguments[2]))
    limits.confine()
    answer: dict[str, Any]
    try:
        answer = {"lost": annotate_package(Path(arguments[0]), Path(arguments[1]), json.load(wishes), limits)}
    except SourceError as error:
        answer = {"error": error.code, "params": error.params}
    except MemoryError:
        answer = {"error": "file_too_demanding", "params": {}}
    output.write(json.dumps(answer))


def annotate_package(source: Path, target: Path, wanted: Mapping[str, Any], limits: ReadLimits) -> list[str]:
    """Write `target`; return the codes of what could not be kept. Raised if the file must be refused: SourceError."""
    check_archive(source, limits)
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        package = _Package(archive)
        sheets = package.sheets()
        changes: dict[str, _Change] = {}
        for name, wish in wanted["sheets"].items():
            if name in sheets:
                change = _Change(package, sheets[name], wish)
                changes[sheets[name]] = change
        for info in archive.infolist():
            if archive.getinfo(info.filename) is not info or info.filename in package.changed:
                continue
            with new.open(_like(info), "w") as stream:
                pieces = changes[info.filename].sheet_xml(wanted["heading"]) if info.filename in changes else _chunks(archive, info)
                for piece in _gathered(pieces):
                    stream.write(piece)
        for part, content in package.changed.items():
            new.writestr(_like(archive.getinfo(part)) if part in package.names else part, content)
        return ["signature_broken"] if any(name.startswith("_xmlsignatures/") for name in package.names) else []


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return a new entry under the same name."""
    new = zipfile.ZipInfo(info.filename, info.date_time)
    new.compress_type = zipfile.ZIP_STORED if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    new.external_attr = info.external_attr
    return new


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterable[bytes]:
    with archive.open(info) as stream:
        while chunk := stream.read(1 << 20):
            yield chunk


def _gathered(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Join small pieces to some that are worth a call of the packer."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > 1 << 18:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


class _Package:
    """The parts of a workbook, and how they refer to each other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.changed: dict[str, bytes] = {}

    def read(self, part: str) -> bytes:
        """Return the content of a part as it is by now."""
        if part in self.changed:
            return self.changed[part]
        if part not in self.names:
            raise SourceError("file_damaged")
        return self.archive.read(part)

    def sheets(self) -> dict[str, str]:
        """Return the part of each sheet by the sheet's name."""
        book = next((target for kind, target in self.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
        targets = self.relations(book)
        found = {}
        for sheet in parsed(self.read(book)).iter("{*}sheet"):
            relation = next((value for key, value in sheet.attrib.items() if etree.QName(key).localname == "id" and key != "id"), "")
            kind, target = targets.get(relation, ("", ""))
            if kind == "worksheet" and target in self.names:
                found[sheet.get("name", "")] = target
        return found

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to: id -> (kind, part). References to outside are left out."""
        where = _relations_of(part)
        if where not in self.names and where not in self.changed:
            return {}
        return {
            each.get("Id", ""): (each.get("Type", "").rpartition("/")[2], _resolved(part, each.get("Target", "")))
            for each in parsed(self.read(where)).iter("{*}Relationship")
            if each.get("TargetMode") != "External"
        }

    def relate(self, part: str, kind: str, target: str, base: str) -> str:
        """Let a part refer to another; return the id."""
        where = _relations_of(part)
        known = where in self.names or where in self.changed
        tree = parsed(self.read(where)) if known else etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
        taken = {each.get("Id") for each in tree}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"rId{number}") not in taken)
        etree.SubElement(tree, f"{{{_RELATIONS}}}Relationship", Id=name, Type=f"{base}/{kind}", Target=f"/{target}")
        self.changed[where] = written(tree)
        return name

    def new_part(self, folder: str, stem: str, suffix: str, content_type: str) -> str:
        """Return the name of a part that does not exist yet, and let the package know its type."""
        taken = {name.lower() for name in (*self.names, *self.changed)}
        part = next(name for number in range(1, len(taken) + 2) if (name := f"{folder}/{stem}{number}.{suffix}").lower() not in taken)
        types = parsed(self.read("[Content_Types].xml"))
        if suffix == "xml":
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
        elif not any(each.get("Extension", "").lower() == suffix for each in types):
            types.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=suffix, ContentType=content_type))
        self.changed["[Content_Types].xml"] = written(types)
        self.changed[part] = b""
        return part


def _relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _resolved(part: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


class _Change:
    """What becomes of one sheet."""

    def __init__(self, package: _Package, part: str, wish: Mapping[str, Any]) -> None:
        self._package, self._part = package, part
        self._heading_row = int(wish["heading_row"])
        self._statuses = {int(row): str(text) for row, text in wish["statuses"].items()}
        self._sheet = SheetPart(package.read(part))
        self._column = int(wish["column"])
        if self._column < 0:
            self._column = self._sheet.used_columns()
            for kind, target in package.relations(part).values():
                if kind == "table":
                    self._column = max(self._column, last_column(parsed(package.read(target)).get("ref", "")))
        self._write_notes(wish["notes"])

    def sheet_xml(self, heading: str) -> Iterable[bytes]:
        """Yield the sheet's new content."""
        return self._sheet.put(self._column, self._heading_row, heading, self._statuses)

    def _write_notes(self, notes: Iterable[tuple[int, int, str]]) -> None:
        package, part = self._package, self._part
        relations = package.relations(part)
        held = next((target for kind, target in relations.values() if kind == "comments"), "")
        drawn = next((target for kind, target in relations.values() if kind == "vmlDrawing" and self._draws_notes(target, relations)), "")
        threads: set[str] = set()
        for kind, target in relations.values():
            if kind == "threadedComment":
                threads |= threaded_places(package.read(target))
        texts: dict[tuple[int, int], str] = {}
        for row, column, text in notes:
            place = (row, self._column if column < 0 else column)
            if place_name(*place) in threads:
                text, place = f"{place_name(*place)}: {text}", (row, self._column)  # noqa: PLW2901
            texts[place] = f"{texts[place]}\n{text}" if place in texts else text
        if not texts and not held:
            return
        namespace = self._sheet.namespace
        all_notes = Notes(package.read(held) if held else None, package.read(drawn) if drawn else None, namespace)
        all_notes.add(texts)
        if not all_notes.changed:
            return
        strict = "purl.oclc.org" in namespace
        base = f"http://{'purl.oclc.org/ooxml' if strict else 'schemas.openxmlformats.org'}/officeDocument{'' if strict else '/2006'}/relationships"
        if not held:
            held = package.new_part("xl", "comments", "xml", _NOTES_TYPE)
            package.relate(part, "comments", held, base)
        if not drawn:
            drawn = package.new_part("xl/drawings", "vmlDrawing", "vml", _DRAWING_TYPE)
            self._sheet.name_drawing(package.relate(part, "vmlDrawing", drawn, base), base)
        package.changed[held], package.changed[drawn] = all_notes.parts()

    def _draws_notes(self, target: str, relations: Mapping[str, tuple[str, str]]) -> bool:
        """Say whether a drawing is the sheet's own, and not that of the pictures in its page header."""
        named = self._sheet.frame.find("{*}legacyDrawing")
        return named is not None and any(relations.get(value, ("", ""))[1] == target for value in named.attrib.values())


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin, sys.stdout)
