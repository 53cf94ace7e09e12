"""The officer's own workbook back: behind each row what became of it, and at the cells what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matcher.config import Config
from matcher.decide import Change
from matcher.ingest import ImportReport, read_limits
from matcher.model import Lot, Origin, Status, TenderReading
from matcher.sources.annotate import Remark, annotate
from matcher.sources.kinds import kind_of
from matcher.sources.status_column import HEADING
from matcher.wording import problem_sentence, sentence

_Place = tuple[str, int]
_WORDS = {
    "nl": {"new": "nieuw", "changed": "gewijzigd", "unchanged": "ongewijzigd", "skipped": "overgeslagen"},
    "en": {"new": "new", "changed": "changed", "unchanged": "unchanged", "skipped": "skipped"},
}
_OVER = {
    "nl": {Status.AWARDED: "gegund", Status.WITHDRAWN: "ingetrokken"},
    "en": {Status.AWARDED: "awarded", Status.WITHDRAWN: "withdrawn"},
}
_FIELDS = {  # what a changed field is called; a tender's fields are called as those of its lots
    "title": ("naam", "name"), "description": ("omschrijving", "description"), "number": ("perceel", "lot"), "cpv": ("CPV-code", "CPV code"),
    "value_amount": ("waarde", "value"), "value_max_amount": ("waarde", "value"), "value_total_amount": ("totale waarde", "total value"),
    "value_text": ("waarde", "value"), "value_basis": ("waarde", "value"), "currency": ("waarde", "value"), "vat": ("btw", "VAT"),
    "deadline_date": ("sluitingsdatum", "closing date"), "start_date": ("startdatum", "start date"), "period": ("periode", "period"),
    "duration": ("looptijd", "term"), "place": ("plaats", "place"), "reserved": ("voorbehouden", "reserved"),
    "reserved_evidence": ("voorbehouden", "reserved"), "status": ("status", "status"), "reference": ("kenmerk", "reference"),
    "external_id": ("kenmerk", "reference"), "buyer": ("opdrachtgever", "buyer"), "category": ("categorie", "category"),
    "procedure": ("procedure", "procedure"), "department": ("afdeling", "department"),
}  # fmt: skip
_UNTOLD = frozenset({"heading", "title", "empty", "hidden_sheet", "other_sheet"})  # rows that nobody takes for a tender


def can_be_made(report: ImportReport) -> bool:
    """Whether there is a sheet to write on: notices and records have none."""
    return report.reading is not None and bool(_heading_rows(report.reading))


def suffix(source: Path, file_name: str) -> str:
    """What the name of the annotated workbook must end in: ".xlsm" keeps its macros, anything else becomes an ".xlsx"."""
    return ".xlsm" if Path(file_name).suffix.casefold() == ".xlsm" and kind_of(source) == "xlsx" else ".xlsx"


def make(source: Path, target: Path, report: ImportReport, config: Config, *, language: str) -> tuple[str, ...]:
    """Write `target`: the workbook at `source`, with what `report` says of it; the codes of what could not be kept.

    To be called only if it `can_be_made`. Raises SourceError if the file as a whole cannot be read or written.
    """
    reading = report.reading
    assert reading is not None  # noqa: S101 - can_be_made
    language = "en" if language.startswith("en") else "nl"
    heading_rows = _heading_rows(reading)
    return annotate(
        source,
        target,
        statuses=_statuses(report, reading, language),
        remarks=_remarks(report, heading_rows, language),
        heading=HEADING,
        heading_rows=heading_rows,
        limits=read_limits(config),
    )


def _heading_rows(reading: TenderReading) -> dict[str, int]:
    """By sheet the last row of the heading, which may take two rows; a heading that is repeated further down does not count."""
    found: dict[str, int] = {}
    for left in sorted((left.origin for left in reading.left_out if left.why == "heading"), key=lambda origin: origin.row):
        if found.setdefault(left.sheet, left.row) == left.row - 1:
            found[left.sheet] = left.row
    return found


def _statuses(report: ImportReport, reading: TenderReading, language: str) -> dict[_Place, str]:
    words = _WORDS[language]
    statuses: dict[_Place, list[str]] = {}
    for left in reading.left_out:
        if left.why not in _UNTOLD:
            told = sentence(left.why, {}, language)
            _add(statuses, left.origin, told if left.why == "continuation" else f"{words['skipped']}: {told}")
    for problem in report.problems:
        if problem.code == "duplicate_row":
            _add(statuses, problem.origin, f"{words['skipped']}: {sentence('duplicate', {}, language)}")
    changes: Mapping[_Place, Change] = {(change.origin.sheet, change.origin.row): change for change in report.changes if change.kind != "gone"}
    skipped = set(statuses)
    for lot in (lot for tender in reading.tenders for lot in tender.lots):
        place = lot.origin.sheet, lot.origin.row
        if place not in skipped:
            _add(statuses, lot.origin, _status(lot, changes.get(place), words, language))
    return {place: "; ".join(texts) for place, texts in statuses.items()}


def _status(lot: Lot, change: Change | None, words: Mapping[str, str], language: str) -> str:
    over = _OVER[language].get(lot.status, "")
    over = f" ({over})" if over else ""  # so that the officer sees that a line struck through was understood
    if change is None:
        return words["unchanged"] + over
    names = dict.fromkeys(_FIELDS[name][language == "en"] for each in change.fields if (name := each.field.removeprefix("tender_")) in _FIELDS)
    return f"{words[change.kind]}{over}: {', '.join(names)}" if names else words[change.kind] + over


def _add(statuses: dict[_Place, list[str]], origin: Origin, text: str) -> None:
    texts = statuses.setdefault((origin.sheet, origin.row), [])
    if text not in texts:
        texts.append(text)


def _remarks(report: ImportReport, heading_rows: Mapping[str, int], language: str) -> list[Remark]:
    """What was found, at its place; what is about the file as a whole stands on the first sheet."""
    first = next(iter(heading_rows))
    return [
        Remark(
            problem.origin.sheet if problem.origin.sheet in heading_rows else first,
            problem.origin.row if problem.origin.sheet in heading_rows else 0,
            problem_sentence(problem, language),
            problem.column,
        )
        for problem in report.problems
    ]
