"""Text files with separators: which encoding, which separator, and their records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from matcher.errors import SourceError
from matcher.sources.limits import ReadLimits

_SEPARATORS = ";,\t|"


def read_delimited(path: Path, limits: ReadLimits) -> Iterator[tuple[int, list[str]]]:
    """Yield (record number, cells); numbers count records, from 1, as a CSV reader does."""
    text = decode(path.read_bytes())
    separator = separator_of(text)
    csv.field_size_limit(1 << 20)
    cells_seen = 0
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            cells = [cell.strip() for cell in record]
            while cells and not cells[-1]:
                cells.pop()
            if not cells or (number == 1 and re.fullmatch(r"(?i)sep=.?", cells[0])):
                continue
            cells_seen += len(cells)
            if len(cells) > limits.columns:
                raise SourceError("too_many_columns", columns=limits.columns)
            if number > limits.rows or cells_seen > limits.cells:
                raise SourceError("too_many_rows", rows=limits.rows)
            yield number, cells
    except csv.Error as error:
        raise SourceError("file_damaged") from error


def decode(data: bytes) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, else Windows-1252 (what Excel writes in the Netherlands)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def separator_of(text: str) -> str:
    """Return the separator that splits the first records most evenly, quoted parts left aside.

    >>> separator_of('a;b;c\\n1,5;2;3\\n'), separator_of('a,b\\n"x;y;z",2\\n')
    (';', ',')
    """
    if named := re.match(r"(?i)sep=(.)\r?\n", text):
        return named[1]
    sample = re.sub(r'"(?:[^"]|"")*"', "", text[:65536])
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines)
        counts.pop(0, None)
        if not counts:
            continue
        columns, rows = max(counts.items(), key=lambda item: (item[1] * min(item[0], 12), item[0]))
        score = rows / len(lines) * min(columns, 12) ** 0.5
        if score > best_score:
            best, best_score = separator, score
    return best
