"""Checks on a zipped workbook before any reader unpacks it: bombs, entities, and stray cells far outside the table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.errors import SourceError
from matcher.sources.limits import ReadLimits

_ENTRIES = 5000
_RATIO = 400
_RATIO_COUNTS_FROM = 20 * 1024 * 1024
"""A small part may be very regular; only above this size is a high ratio suspect."""
_CHUNK = 1 << 20
_XML = (".xml", ".rels", ".vml")
_HELD = 64 * 1024 * 1024
_FAR_CELL = re.compile(rb'c r="(?=[A-Z](?:[A-Z]|\d{6}))(?<=[<:]c r=")([A-Z]{1,3}\d+)"[^>]*[^/]>')
"""A filled cell beyond column Z or row 99,999: few tables have any, so that most sheets are checked by one pass of the pattern.

It begins with what is literal, for that is found fastest; then it looks whether the cell is far, which hardly any is, and only then back.
"""
_WIDE_REPEAT = re.compile(rb'<table:table-cell[^>]*number-columns-repeated="(\d{3,})"[^>]*[^/]>')
_CELL = re.compile(r"([A-Z]+)(\d+)")


def check_archive(path: Path, limits: ReadLimits) -> dict[str, bytes]:
    """Unpack every part once, in pieces, and look at what stands in it. Raised if one goes past a limit: SourceError.

    Returns the parts in XML, as many as can well be held: they need not be unpacked again.
    """
    with opened(path) as archive:
        parts = archive.infolist()
        if len(parts) > _ENTRIES:
            raise SourceError("file_bomb")
        if sum(part.file_size for part in parts) > limits.unpacked_bytes:
            raise SourceError("file_bomb")
        total = held = 0
        unpacked: dict[str, bytes] = {}
        for part in parts:
            if part.flag_bits & 1:
                raise SourceError("file_encrypted")
            is_held = part.filename.endswith(_XML) and held + part.file_size <= _HELD
            pieces = []
            for piece in _checked_pieces(archive, part, total, limits):
                total += len(piece)
                if is_held:
                    pieces.append(piece)
            if is_held:
                unpacked[part.filename] = b"".join(pieces)
                held += len(unpacked[part.filename])
        return unpacked


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive, open for reading. Raised if it turns out to be damaged, or lacks a part that is asked for: SourceError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise SourceError("file_damaged") from error
    except Exception as error:
        if type(error).__module__ in {"zlib", "_lzma", "lzma"}:  # not every Python is built with all of them
            raise SourceError("file_damaged") from error
        raise


def _checked_pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, total: int, limits: ReadLimits) -> Iterator[bytes]:
    """Unpack one part. `total`: how many bytes were unpacked before it."""
    is_xml = part.filename.endswith(_XML)
    is_sheet = is_xml and "worksheets/" in part.filename
    size = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if total + size > limits.unpacked_bytes or (size > _RATIO_COUNTS_FROM and size > _RATIO * max(part.compress_size, 1)):
                raise SourceError("file_bomb")
            if is_xml and size == len(chunk) and (b"<!ENTITY" in chunk[:8192] or b"<!DOCTYPE" in chunk[:8192]):
                raise SourceError("file_bomb")
            if is_sheet:
                _check_cells(tail + chunk, limits)
                tail = chunk[-200:]
            elif part.filename == "content.xml":
                _check_repeats(tail + chunk, limits)
                tail = chunk[-400:]
            yield chunk


def _check_cells(xml: bytes, limits: ReadLimits) -> None:
    for name in _FAR_CELL.findall(xml):
        letters, row = _CELL.match(name.decode()).groups()  # type: ignore[union-attr]
        # The first cell past a limit is the very next one where a table is simply too large, and far from it where one cell is astray.
        if column_number(letters) == limits.columns + 1:
            raise SourceError("too_many_columns", columns=limits.columns)
        if int(row) == limits.rows + 1:
            raise SourceError("too_many_rows", rows=limits.rows)
        if column_number(letters) > limits.columns or int(row) > limits.rows:
            raise SourceError("cell_far_away", cell=name.decode(), columns=limits.columns, rows=limits.rows)


def _check_repeats(xml: bytes, limits: ReadLimits) -> None:
    if any(int(times) > limits.columns for times in _WIDE_REPEAT.findall(xml)):
        raise SourceError("too_many_columns", columns=limits.columns)


def column_number(letters: str) -> int:
    """Return the 1-based number of a column: A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """Return the letters of a 1-based column number: 1 = A, 27 = AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
