"""Notices as XML: eForms (UBL) and the TED_EXPORT that came before it. The root of the document says which of the two."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from matcher.errors import SourceError
from matcher.model import Notice, NoticeKind, NoticeReading, Origin, Severity
from matcher.sources import eforms, ted_export
from matcher.sources.limits import ReadLimits
from matcher.sources.notice_values import Element, NoticeValues

_LARGEST = 20_000_000  # bytes; the largest notices published have a few million
_ROOT = re.compile(rb"<[A-Za-z_]")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+)?html\b", re.IGNORECASE)
_AMENDING = {NoticeKind.CHANGE, NoticeKind.CANCELLED}


def read_notices(path: Path, *, limits: ReadLimits, file_name: str | None = None) -> NoticeReading:
    """Read a file with one notice. Raised if it is missing or is no notice that we know: SourceError."""
    if not path.is_file():
        raise SourceError("not_a_file" if path.exists() else "file_missing", path=path)
    most = min(limits.file_bytes, _LARGEST)
    with path.open("rb") as stream:
        data = stream.read(most + 1)
    return parse_notice(data, file=file_name or path.name, limits=limits)


def parse_notice(data: bytes, *, file: str, limits: ReadLimits) -> NoticeReading:
    """Read a notice from its bytes. Raised if they are no notice that we know: SourceError.

    A notice without a title is left out (a change need not have one), with the reason in `problems`; for other gaps it is kept.
    """
    root = _parse(data, min(limits.file_bytes, _LARGEST))
    name = etree.QName(root)
    values = NoticeValues(Origin(file))
    if name.localname in eforms.ROOTS:
        notice: Notice | None = eforms.read(root, values)
    elif name.localname == "TED_EXPORT":
        notice = ted_export.read(root, values)
    elif name.localname == "BusinessRegistrationInformationNotice":
        raise SourceError("notice_registration")
    else:
        raise SourceError("notice_unknown", root=name.localname[:60])
    kept = (notice,) if notice is not None and _is_told(notice, values) else ()
    return NoticeReading(file, kept, tuple(values.problems))


def _parse(data: bytes, most: int) -> Element:
    """Return the root. No DTD, no entities, no network; libxml2 itself stops at a depth of 256 and a text of 10 MB."""
    if len(data) > most:
        raise SourceError("notice_too_large", megabytes=most // 1_000_000)
    if not data.strip():
        raise SourceError("notice_empty")
    plain = data[:65536].replace(b"\x00", b"")  # UTF-16 as well
    start = _ROOT.search(plain)
    if b"<" not in plain.lstrip()[:8]:
        raise SourceError("notice_not_xml")
    if _PAGE.match(plain):
        raise SourceError("notice_is_page")
    if b"<!DOCTYPE" in plain[: start.start() if start else None]:
        raise SourceError("notice_doctype")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None) or 0
        raise SourceError("notice_damaged", line=line) from error
    if root.getroottree().docinfo.doctype:
        raise SourceError("notice_doctype")
    return root


def _is_told(notice: Notice, values: NoticeValues) -> bool:
    """Tell what a notice lacks, and say whether enough is left to be a tender."""
    tender, shown = notice.tender, (notice.publication_id or values.origin.file)[:100]
    if not notice.publication_id:
        values.tell("notice_without_id", Severity.ERROR, file=values.origin.file)
    if notice.publication_id and notice.kind in _AMENDING and notice.procedure_id:
        return True
    if not tender.title:
        values.tell("notice_without_title", Severity.ERROR, id=shown)
    if not tender.title or not notice.publication_id:
        return False
    if not tender.buyer:
        values.tell("notice_without_buyer", id=shown)
    if not any(lot.cpv for lot in tender.lots):
        values.tell("notice_without_cpv", id=shown)
    return True
