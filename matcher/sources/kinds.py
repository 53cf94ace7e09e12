"""Which kind of file this is, by its content: officers rename files, and browsers save web pages as ".xls"."""

from __future__ import annotations

import re
from pathlib import Path

from matcher.errors import SourceError
from matcher.sources.archive import opened

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div|style)\b", re.IGNORECASE | re.DOTALL)


def kind_of(path: Path) -> str:
    """Return "xlsx", "xlsb", "xls", "ods" or "text". Raised if it is none of these: SourceError with a code that says what it is instead."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip():
        raise SourceError("file_empty")
    if head.startswith(b"PK"):
        return _kind_of_archive(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head.startswith(b"%PDF"):
        raise SourceError("file_is_pdf")
    if head.startswith(_PICTURES) and not head.isascii():
        raise SourceError("file_is_picture")
    plain = head[3:] if head.startswith(b"\xef\xbb\xbf") else head
    if _MARKUP.match(plain):
        raise SourceError("file_is_html")
    if plain.lstrip().startswith((b"<?xml", b"<!DOCTYPE", b"<")):
        raise SourceError("file_is_html" if b"<html" in plain.lower() else "file_is_xml")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\x00" in head:
        # BIFF 2 to 4 of before 1995 starts with a bare BOF record.
        if head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04"):
            return "xls"
        raise SourceError("file_not_a_spreadsheet")
    if sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 50:
        raise SourceError("file_not_a_spreadsheet")
    return "text"


def _kind_of_archive(path: Path) -> str:
    with opened(path) as archive:
        names = {name.lower() for name in archive.namelist()}
        if "mimetype" in names and "content.xml" in names:
            if b"spreadsheet" not in archive.open("mimetype").read(200):
                raise SourceError("file_not_a_spreadsheet")
            if b"encryption-data" in archive.open("META-INF/manifest.xml").read(2_000_000):
                raise SourceError("file_encrypted")
            return "ods"
    if any(name.endswith("xl/workbook.bin") for name in names):
        return "xlsb"
    if any(name.endswith("xl/workbook.xml") or name.endswith("workbook.xml") for name in names):
        return "xlsx"
    raise SourceError("file_not_a_spreadsheet")


def _kind_of_ole(path: Path) -> str:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise SourceError("file_encrypted")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    raise SourceError("file_not_a_spreadsheet")
