"""OCDS files: release packages, record packages, single releases, lists of releases, and JSON lines of any of these.

Open Contracting Data Standard 1.1, with the fields of its EU profile for lots and reserved contracts. What one release says is read in
`matcher.sources.ocds_release`; here its file is opened, and what is broken in it is set apart from what is whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from matcher.errors import SourceError
from matcher.model import Notice, NoticeReading, Origin, Problem, Severity
from matcher.sources.delimited import decode
from matcher.sources.limits import ReadLimits
from matcher.sources.ocds_release import read_release

_PACKAGE = re.compile(r'"(?:releases|records)"\s*:\s*\[')
_BLANK = "\ufeff \t\r\n"
_LONGEST_WHOLE_NUMBER = 40  # digits; what is longer is no id and no amount


def read_releases(path: Path, *, limits: ReadLimits, file_name: str | None = None) -> NoticeReading:
    """Read all releases of a file. JSON lines are read line by line, whatever their number of bytes; anything else is held in memory whole.

    Raised if the file is missing, empty or too large, is not JSON, or holds no OCDS at all: SourceError.
    """
    if not path.is_file():
        raise SourceError("not_a_file" if path.exists() else "file_missing", path=path)
    name = file_name or path.name
    large = path.stat().st_size > limits.file_bytes
    with path.open("rb") as stream:
        wide = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
        stream.seek(0)
        if not wide:
            lines = _lines(stream, limits.file_bytes)
            begin = [line for _, line in zip(range(2), lines, strict=False)]
            # The second line decides only where the whole can't be looked at: in a small file the first may be the head of a package.
            if len(begin) == 2 and any(_parsed(line[1]) is not None for line in begin[: 2 if large else 1]):
                stream.seek(0)
                return _read_lines(_lines(stream, limits.file_bytes), name, limits.rows)
        if large:
            raise SourceError("file_too_large", megabytes=limits.file_bytes // 1_000_000)
        stream.seek(0)
        return _read_text(decode(stream.read()), name, limits.rows)


def looks_like_ocds(path: Path) -> bool:
    """Whether the beginning of a file names what every release or package has: it tells them from records of tenders in JSON lines."""
    with path.open("rb") as stream:
        begin = stream.read(65_536)
    return any(name in begin for name in (b'"ocid"', b'"releases"', b'"records"'))


def parse_releases(data: bytes | str, *, file: str) -> NoticeReading:
    """Read all releases of one answer of a feed. `file`: what to call it. Raised if it is empty, is not JSON, or holds no OCDS: SourceError."""
    return _read_text(decode(data) if isinstance(data, bytes) else data, file, ReadLimits().rows)


def _read_text(text: str, file: str, most: int) -> NoticeReading:
    content = text.strip(_BLANK)
    if not content:
        raise SourceError("file_empty")
    document = _parsed(content)
    if document is not None:
        return _read_document(document, file, most)
    # Split at line feeds only: a text in JSON can hold other characters that count as line ends elsewhere.
    lines = [(number, line) for number, each in enumerate(text.split("\n"), 1) if (line := each.strip(_BLANK))]
    if len(lines) > 1 and 2 * sum(_parsed(line) is not None for _, line in lines) >= len(lines):
        return _read_lines(iter(lines), file, most)
    whole = _complete_part(content)
    if not whole:
        raise SourceError("ocds_not_json")
    reading = _read_document(whole, file, most)
    broken = Problem("ocds_broken_off", {"count": str(len(whole))}, Origin(file), severity=Severity.ERROR)
    return NoticeReading(file, reading.notices, (broken, *reading.problems))


def _read_document(document: object, file: str, most: int) -> NoticeReading:
    releases = _releases_in(document)
    if releases is None:
        raise SourceError("not_ocds")
    if len(releases) > most:
        raise SourceError("too_many_rows", rows=most)
    collected = _Collected(file)
    for position, release in enumerate(releases, 1):
        collected.add(release, position)
    return collected.reading()


def _read_lines(lines: Iterator[tuple[int, str]], file: str, most: int) -> NoticeReading:
    collected = _Collected(file)
    read = known = 0
    for number, line in lines:
        document = _parsed(line)
        releases = None if document is None else _releases_in(document)
        if releases is None:
            code = "line_not_json" if document is None else "line_not_ocds"
            collected.problems.append(Problem(code, {}, Origin(file, "", number), severity=Severity.ERROR))
            releases = []
        else:
            known += 1
        read += max(1, len(releases))
        if read > most:
            raise SourceError("too_many_rows", rows=most)
        for release in releases:
            collected.add(release, number)
    if not known:
        raise SourceError("not_ocds")
    return collected.reading()


def _lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers. Raised if one is longer than `longest` bytes: SourceError."""
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise SourceError("file_too_large", megabytes=longest // 1_000_000)
        if text := decode(line).strip(_BLANK):
            yield number, text


class _Collected:
    """The notices of one file, and what was wrong with others."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.notices: list[Notice] = []
        self.problems: list[Problem] = []
        self.without_id = 0

    def add(self, release: object, row: int) -> None:
        """Read one release; `row`: its place in the file."""
        origin = Origin(self.file, "", row)
        if not isinstance(release, dict):
            self.problems.append(Problem("release_unreadable", {}, origin, severity=Severity.ERROR))
            return
        if "url" in release and "ocid" not in release:
            self.problems.append(Problem("release_elsewhere", {}, origin))
            return
        notice = read_release(release, origin, self.problems)
        if notice is not None:
            self.notices.append(notice)
            self.without_id += not release.get("id")

    def reading(self) -> NoticeReading:
        """All of it, with one note for all releases that lack an id."""
        if self.without_id:
            self.problems.append(Problem("release_without_id", {"count": str(self.without_id)}, Origin(self.file), severity=Severity.NOTE))
        return NoticeReading(self.file, tuple(self.notices), tuple(self.problems))


def _releases_in(document: object) -> list[Any] | None:
    """Return what should be the releases of a package, record, list or release; None if it is none of these.

    Of a record the compiled release is taken, which holds what its releases say together; the releases themselves only if there is none.
    """
    if isinstance(document, list):
        inside = [_releases_in(each) if isinstance(each, dict) else None for each in document]
        if document and all(each is None for each in inside):
            return None
        return [release for each, found in zip(document, inside, strict=True) for release in ([each] if found is None else found)]
    if not isinstance(document, dict):
        return None
    compiled, releases, records = (document.get(name) for name in ("compiledRelease", "releases", "records"))
    if isinstance(compiled, dict):
        return [compiled]
    if isinstance(records, list):
        return _releases_in(records) or records
    if isinstance(releases, list):
        return releases
    return [document] if "ocid" in document else None


def _complete_part(text: str) -> list[Any]:
    """Return the releases or records that are whole in a text that breaks off or is damaged further on."""
    begin = _PACKAGE.search(text, 0, 1_000_000)
    at = 1 if text.startswith("[") else begin.end() if begin else len(text)
    whole = []
    while at < len(text):
        at += len(text[at : at + 100]) - len(text[at : at + 100].lstrip(", \t\r\n"))
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        whole.append(value)
    return whole


def _parsed(text: str) -> dict[str, Any] | list[Any] | None:
    """Return the object or list that a text holds; None if it is not JSON, or nested too deeply to be read."""
    if not text.startswith(("{", "[")):
        return None
    try:
        value: dict[str, Any] | list[Any] = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value


def _object(members: dict[str, Any]) -> dict[str, Any]:
    """Mend field names that were folded with the lines of a file: no name in OCDS has a space in it."""
    if any(" " in name for name in members):
        return {"".join(name.split()): value for name, value in members.items()}
    return members


def _whole_number(digits: str) -> float | int:
    return int(digits) if len(digits) <= _LONGEST_WHOLE_NUMBER else float(digits)


_DECODER = json.JSONDecoder(object_hook=_object, parse_int=_whole_number)
