"""Files of notices: small ones are read here, large ones in a process of its own under limits, for they can ask for very much.

`python -m matcher.sources.notice_files FILE NAME LIMITS` prints {"notice": content} and {"problem": {...}} as JSON lines, then {"end": true}, or
{"error": code, "params": {}} where the file as a whole is refused.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from matcher.errors import SourceError
from matcher.model import NoticeReading, Origin, Problem, Severity
from matcher.notice_json import content_of, notice_of
from matcher.sources import child, notices, ocds
from matcher.sources.grid import limits_argument
from matcher.sources.limits import ReadLimits

_SMALL = 1_000_000
"""Bytes. Of the worst files of this size that were tried, none took over two seconds and 50 MB."""
_BYTES_A_SECOND = 2_000_000
"""What is granted beyond the limits on time, which are made for spreadsheets: packages of a year are large."""


def read_notice_file(path: Path, *, limits: ReadLimits, file_name: str) -> NoticeReading:
    """Read a file of notices: .xml of eForms or TED, else OCDS. Raised if the file as a whole is refused: SourceError."""
    if not path.is_file():
        raise SourceError("not_a_file" if path.exists() else "file_missing", path=path)
    size = path.stat().st_size
    if size <= _SMALL:
        return _read(path, limits, file_name)
    more = size // _BYTES_A_SECOND
    limits = limits._replace(cpu_seconds=limits.cpu_seconds + more, wall_seconds=limits.wall_seconds + 2 * more)
    read, problems = [], []
    for said in child.lines(child.command("matcher.sources.notice_files", str(path.absolute()), file_name, limits_argument(limits)), limits):
        if "notice" in said:
            read.append(notice_of(said["notice"]))
        else:
            problems.append(_problem(said["problem"]))
    return NoticeReading(file_name, tuple(read), tuple(problems))


def _read(path: Path, limits: ReadLimits, file_name: str) -> NoticeReading:
    reader = notices.read_notices if Path(file_name).suffix.casefold() == ".xml" else ocds.read_releases
    return reader(path, limits=limits, file_name=file_name)


def _problem(said: dict[str, Any]) -> Problem:
    return Problem(said["code"], said["params"], Origin(**said["origin"]), said["column"], Severity(said["severity"]))


def main(arguments: list[str], output: TextIO) -> None:
    """Read the file named by the first argument, which people know by the second, under the limits of the third, and print it."""
    limits = ReadLimits(**json.loads(arguments[2]))
    limits.confine()
    try:
        reading = _read(Path(arguments[0]), limits, arguments[1])
        for notice in reading.notices:
            output.write(json.dumps({"notice": content_of(notice)}, ensure_ascii=False) + "\n")
        for problem in reading.problems:
            output.write(json.dumps({"problem": asdict(problem)}, ensure_ascii=False) + "\n")
        output.write('{"end":true}\n')
    except SourceError as error:
        output.write(json.dumps({"error": error.code, "params": error.params}) + "\n")
    except MemoryError:
        output.write('{"error":"file_too_demanding","params":{}}\n')


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout)
