"""Files of judgements (.xlsx .xls .ods .csv .tsv .jsonl): which lot, which profile, and whether they fit.

Fields: lot_id or tender_id (either may hold the program's id or the input's own), tender_external_id; profile_id, external_id; side (supplier or
jobseeker, where ids are not enough); verdict. They are called as in `export matches`, so that such a file with a column "oordeel" can be read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.model import Origin, Problem, Severity, Side, Verdict
from matcher.sources.limits import ReadLimits
from matcher.sources.profiles import read_rows
from matcher.sources.records import FieldReader
from matcher.sources.texts import folded, masked

COLUMNS: Mapping[str, str] = {
    "lot_id": "lot id; perceel id",
    "tender_id": "tender id; opdracht id; tender; opdrachtnummer",
    "tender_external_id": "tender external id; kenmerk",
    "profile_id": "profile id; profiel id; profile; profiel; kandidaat; kandidaatnummer; leverancier; leveranciersnummer",
    "external_id": "external id; nummer",
    "side": "side; soort; kant",
    "verdict": "verdict; oordeel; past dit; past; judgement",
}
"""Field -> its headings (see `columns`)."""

_VERDICTS = {
    Verdict.ACCEPTED: "accepted accept ja j yes y true waar past 1",
    Verdict.REJECTED: "rejected reject nee n no false onwaar 0",
    Verdict.UNSURE: "unsure twijfel misschien maybe onzeker",
}
_VERDICT_OF = {word: verdict for verdict, words in _VERDICTS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class ReadJudgement:
    """One row. `lots` and `profiles`: the ids that name them, the most exact first; `side`: None where the file does not say."""

    lots: tuple[str, ...]
    profiles: tuple[str, ...]
    side: Side | None
    verdict: Verdict
    origin: Origin


def read_judgements(path: Path, *, limits: ReadLimits, file_name: str | None = None) -> tuple[list[ReadJudgement], list[Problem], int]:
    """The judgements of a file, what was wrong with other rows, and how many rows there were. A row without a verdict was not judged: no problem.

    Raised if the file as a whole cannot be read: SourceError.
    """
    rows, problems = read_rows(path, limits, file_name, COLUMNS)
    found = []
    for origin, record in rows:
        reader = FieldReader(record, origin, problems)
        said = str(record.get("verdict") if isinstance(record.get("verdict"), bool) else reader.text("verdict"))
        if not said:
            continue
        verdict = _VERDICT_OF.get(folded(said))
        lots = tuple(filter(None, (reader.text(name) for name in ("lot_id", "tender_id", "tender_external_id"))))
        profiles = tuple(filter(None, (reader.text(name) for name in ("profile_id", "external_id"))))
        missing = [name for name, ids in (("lot_id", lots), ("profile_id", profiles)) if not ids]
        problems += [Problem("field_missing", {"field": name}, origin, name, Severity.ERROR) for name in missing]
        if verdict is None:
            problems.append(Problem("verdict_unknown", {"text": masked(said)[:60]}, origin, "verdict", Severity.ERROR))
        if verdict is not None and not missing:
            side = reader.text("side")
            found.append(ReadJudgement(lots, profiles, Side(side) if side in set(Side) else None, verdict, origin))
    return found, problems, len(rows)
