"""Record files (.jsonl): one JSON object a line. A bad line becomes a problem with its line number; the rest is kept.

Tenders: id, buyer, title, description, cpv (list or text), value_eur, value_max_eur, deadline, start, lot, place, status; also read, where given:
reference, category, procedure, department, duration, period, reserved, currency. Only `title` is required.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from matcher.errors import SourceError
from matcher.model import LeftOut, Lot, Origin, Problem, Severity, Status, TenderReading
from matcher.sources.cpv import read_codes
from matcher.sources.days import read_when
from matcher.sources.delimited import decode
from matcher.sources.drafts import Collected, Draft, gather
from matcher.sources.limits import ReadLimits
from matcher.sources.lots import lot_in_title
from matcher.sources.texts import clean, masked
from matcher.sources.withdrawal import without_status
from matcher.sources.wordings import reserved_in, status_of

_TENDER_FIELDS = frozenset(
    "id buyer title description cpv value_eur value_max_eur deadline start lot place status reference category procedure department duration "
    "period reserved currency".split()
)
_LONGEST_LINE = 2_000_000


@dataclass(slots=True)
class Records:
    """The objects of a record file, each with its place, and what was wrong with other lines."""

    rows: list[tuple[Origin, dict[str, Any]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: int = 0


def read_records(path: Path, *, limits: ReadLimits, file_name: str | None = None) -> Records:
    """Read the JSON objects of a file. Raised if it is missing, empty, too large, or holds no object at all: SourceError."""
    if not path.is_file():
        raise SourceError("not_a_file" if path.exists() else "file_missing", path=path)
    if path.stat().st_size > limits.file_bytes:
        raise SourceError("file_too_large", megabytes=limits.file_bytes // 1_000_000)
    records = Records()
    for number, line in _lines(path):
        if not line.strip():
            continue
        records.lines += 1
        if records.lines > limits.rows:
            raise SourceError("too_many_rows", rows=limits.rows)
        origin = Origin(file_name or path.name, "", number)
        try:
            record = json.loads(line) if len(line) <= _LONGEST_LINE else None
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            records.rows.append((origin, record))
        else:
            records.problems.append(Problem("line_not_json", {}, origin, severity=Severity.ERROR))
    if not records.lines:
        raise SourceError("file_empty")
    if not records.rows:
        raise SourceError("file_not_records")
    return records


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as stream:
        wide = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
        stream.seek(0)
        if wide:
            yield from enumerate(decode(stream.read()).splitlines(), 1)
            return
        for number, line in enumerate(stream, 1):
            yield number, decode(line)


class FieldReader:
    """Takes the fields of one record with the type that is wanted; a value of another type is left out, and told."""

    def __init__(self, record: Mapping[str, Any], origin: Origin, problems: list[Problem]) -> None:
        self.record = record
        self.origin = origin
        self.problems = problems

    def refuse(self, name: str, wanted: str, severity: Severity = Severity.WARNING) -> None:
        """Tell that a field is not what it should be."""
        shown = masked(str(self.record.get(name)))[:60]
        self.problems.append(Problem("field_wrong_type", {"field": name, "wanted": wanted, "text": shown}, self.origin, name, severity))

    def text(self, name: str) -> str:
        """Return a text; numbers become text as they are written."""
        value = self.record.get(name)
        if value is None or value == "":
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)) or (isinstance(value, float) and not math.isfinite(value)):
            self.refuse(name, "text")
            return ""
        return clean(f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; one text is split at semicolons, commas and line breaks."""
        value = self.record.get(name)
        if value is None or value == "":
            return ()
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            parts = str(value).replace("\n", ";").replace(";", ",").split(",")
        elif isinstance(value, list) and all(isinstance(part, (str, int)) and not isinstance(part, bool) for part in value):
            parts = [str(part) for part in value]
        else:
            self.refuse(name, "list")
            return ()
        return tuple(dict.fromkeys(filter(None, map(clean, parts))))

    def number(self, name: str, least: float = 0.0) -> float | None:
        """Return a number of at least `least`; text that is plainly a number counts ("€ 15.000" does, "veel" does not)."""
        from matcher.sources.amounts import read_amount  # noqa: PLC0415  (only records with amounts as text need it)

        value = self.record.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            value = read_amount(clean(value)).low
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or not least <= value < 1e15:  # noqa: PLR0124
            self.refuse(name, "number")
            return None
        return float(value)

    def yes(self, name: str) -> bool | None:
        """Return true or false for a yes/no field, None if it is empty."""
        value = self.record.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in {"ja", "j", "yes", "y", "true", "waar", "1", "1.0", "x"}:
            return True
        if word in {"nee", "n", "no", "false", "onwaar", "0", "0.0", "-", "geen"}:
            return False
        self.refuse(name, "yes_no")
        return None

    def day(self, name: str) -> date | None:
        """Return an exact day, None if there is none."""
        value = self.record.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, float)) or (found := read_when(value).day) is None:
            self.refuse(name, "date")
            return None
        return found


def read_tenders(path: Path, *, limits: ReadLimits, file_name: str | None = None, known_cpv: Collection[str] = ()) -> TenderReading:
    """Read tenders from a record file; each row can have a buyer of its own. Raised if the file as a whole cannot be read: SourceError."""
    records = read_records(path, limits=limits, file_name=file_name)
    collected = Collected(file_name or path.name, frozenset(known_cpv))
    collected.problems += records.problems
    collected.left_out += [LeftOut(problem.origin, "not_json") for problem in records.problems]
    unknown: Counter[str] = Counter()
    for _, record in records.rows:
        unknown.update(record.keys() - _TENDER_FIELDS)
    collected.drafts.append([draft for origin, record in records.rows if (draft := _draft(record, origin, collected))])
    for name, count in sorted(unknown.items()):
        params = {"field": masked(name)[:60], "count": str(count)}
        collected.problems.append(Problem("field_unknown", params, Origin(collected.file), severity=Severity.NOTE))
    return TenderReading(
        file=collected.file,
        tenders=gather(collected),
        problems=tuple(collected.problems),
        left_out=tuple(sorted(collected.left_out, key=lambda left: left.origin.row)),
        rows_seen=records.lines,
    )


def _draft(record: Mapping[str, Any], origin: Origin, collected: Collected) -> Draft | None:
    """The draft of a record; None where it is left out, which is then told."""
    here = "", origin.row
    if (first := collected.seen.setdefault((json.dumps(record, sort_keys=True, default=str),), here)) is not here:
        collected.tell("duplicate_row", origin, severity=Severity.NOTE, row=str(first[1]), sheet="")
        collected.left_out.append(LeftOut(origin, "duplicate"))
        return None
    reader = FieldReader(record, origin, collected.problems)
    title, withdrawn = without_status(reader.text("title"))
    if not title:
        collected.tell("field_missing", origin, "title", Severity.ERROR, field="title")
        collected.left_out.append(LeftOut(origin, "no_title"))
        return None
    title = masked(title)
    codes: list[str] = []
    for text in reader.texts("cpv"):
        reading = read_codes(text, collected.known_cpv)
        codes += [code for code in reading.codes if code not in codes]
        for code in reading.wrong_digit:
            collected.tell("cpv_check_digit", origin, "cpv", Severity.NOTE, code=code)
        for refused in reading.refused:
            collected.tell("cpv_not_a_code", origin, "cpv", text=refused)
    deadline, start = (read_when(reader.text(name)) for name in ("deadline", "start"))
    status = Status.WITHDRAWN if withdrawn else _status(reader, collected, origin)
    low, high = reader.number("value_eur"), reader.number("value_max_eur")
    if low is not None and high is not None and high < low:
        collected.tell("value_range_reversed", origin, "value_max_eur", text=f"{low:.0f} - {high:.0f}")
        high = None
    description = masked(reader.text("description"))
    number = reader.text("lot") or lot_in_title(title)
    identifier = reader.text("id")
    reserved, evidence = reserved_in(f"{title}. {description}")
    if said := reader.text("reserved"):
        reserved, evidence = (said if said in ("participation", "execution") else reserved or reserved_in(said)[0]), evidence or said
    lot = Lot(
        title=title,
        description=description,
        number=number,
        external_id=identifier or None,
        cpv=tuple(codes),
        value_amount=low,
        value_max_amount=high,
        currency=_currency(reader),
        deadline_date=deadline.day,
        start_date=start.day,
        period=masked(reader.text("period") or "; ".join(dict.fromkeys(filter(None, (deadline.period, start.period))))),
        duration=masked(reader.text("duration")),
        place=masked(reader.text("place")),
        reserved=reserved,
        reserved_evidence=masked(evidence) if reserved else "",
        status=status,
        origin=origin,
    )
    # With lots the id belongs to the lot; without, it is the tender's own reference as well.
    reference = reader.text("reference") or ("" if number else identifier)
    return Draft(
        lot,
        title=title,
        buyer=masked(reader.text("buyer")),
        reference=reference,
        category=masked(reader.text("category")),
        procedure=masked(reader.text("procedure")),
        department=masked(reader.text("department")),
    )


def _currency(reader: FieldReader) -> str:
    text = reader.text("currency").upper()
    if text and not (len(text) == 3 and text.isascii() and text.isalpha()):
        reader.refuse("currency", "text")
        return "EUR"
    return text or "EUR"


def _status(reader: FieldReader, collected: Collected, origin: Origin) -> Status:
    text = reader.text("status")
    if not text:
        return Status.PLANNED
    found = Status(text.lower()) if text.lower() in set(Status) else status_of(text)
    if found is None:
        collected.tell("status_unknown", origin, "status", Severity.NOTE, text=masked(text)[:80])
    return found or Status.PLANNED
