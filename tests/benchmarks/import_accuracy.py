"""How well officers' lists are read: `python tests/benchmarks/import_accuracy.py FOLDER [--misses]`.

FOLDER holds the lists with truth.jsonl (one line per tender row) and non_rows.jsonl (rows that must not become tenders). Prints one JSON object: rows
(precision, recall, F1 over (file, sheet, row)), the share of true rows that carry exactly the true title, description, cpv, value, dates, status, lot
and buyer, and the same per file. A row that was not found counts as wrong for every field.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matcher.errors import SourceError
from matcher.model import Lot, Status, Tender
from matcher.sources.limits import ReadLimits
from matcher.sources.spreadsheet import read_tenders

_OTHERWISE = "planned"
"""The truth tells withdrawn tenders from all others: one that is open or awarded is not told apart in it."""
FIELDS = ("title", "description", "cpv", "value", "dates", "status", "lot", "buyer")


def read_folder(folder: Path, files: set[str]) -> tuple[dict[tuple[str, str, int], list[tuple[Tender, Lot]]], dict[str, str]]:
    """Return ((file, sheet, row) -> its tender and lots, file -> why it was refused)."""
    found: dict[tuple[str, str, int], list[tuple[Tender, Lot]]] = {}
    refused = {}
    for name in sorted(files):
        try:
            reading = read_tenders(folder / name, limits=ReadLimits())
        except SourceError as error:
            refused[name] = str(error)
            continue
        for tender in reading.tenders:
            for lot in tender.lots:
                found.setdefault((name, lot.origin.sheet, lot.origin.row), []).append((tender, lot))
    return found, refused


def as_truth(lots: list[tuple[Tender, Lot]], file: str) -> dict[str, Any]:
    """Return what was read of one row in the form of the truth file."""
    tender, lot = lots[0]
    return {
        "title": lot.title,
        "description": lot.description,
        "cpv": list(lot.cpv),
        "value": [lot.value_amount, lot.value_max_amount],
        "dates": [day.isoformat() if day else None for day in (lot.deadline_date, lot.start_date)],
        "status": str(lot.status) if lot.status == Status.WITHDRAWN else _OTHERWISE,
        "lot": lot.number or None if len(lots) == 1 else None,
        "buyer": tender.buyer or Path(file).stem,
    }


def true_fields(truth: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of truth.jsonl in the same form."""
    return {
        "title": truth["title"],
        "description": truth["description"] or "",
        "cpv": truth["cpv"],
        "value": [truth["value_eur"], truth["value_max_eur"]],
        "dates": [truth["deadline"], truth["start"]],
        "status": truth["status"] if truth["status"] == Status.WITHDRAWN else _OTHERWISE,
        "lot": truth["lot"],
        "buyer": truth["buyer"],
    }


def main() -> None:
    """Measure one folder and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="print every difference to stderr")
    options = parser.parse_args()
    truth = {(line["file"], line["sheet"], line["row"]): line for line in map(json.loads, (options.folder / "truth.jsonl").open(encoding="utf-8"))}
    non_rows_file = options.folder / "non_rows.jsonl"
    non_rows = [json.loads(line) for line in non_rows_file.open(encoding="utf-8")] if non_rows_file.exists() else []
    files = {key[0] for key in truth} | {line["file"] for line in non_rows}
    found, refused = read_folder(options.folder, files)
    hits = truth.keys() & found.keys()
    right: dict[str, dict[str, int]] = {name: dict.fromkeys(FIELDS, 0) for name in files}
    for key, line in truth.items():
        if key not in found:
            if options.misses:
                print("missing", *key, line["title"], file=sys.stderr)
            continue
        expected, read = true_fields(line), as_truth(found[key], key[0])
        for field in FIELDS:
            if read[field] == expected[field]:
                right[key[0]][field] += 1
            elif options.misses:
                print("differs", *key, field, "read", repr(read[field]), "true", repr(expected[field]), file=sys.stderr)
    if options.misses:
        for key in sorted(found.keys() - truth.keys()):
            print("extra", *key, found[key][0][1].title, file=sys.stderr)
    precision, recall = len(hits) / max(1, len(found)), len(hits) / max(1, len(truth))
    figures: dict[str, Any] = {
        "folder": options.folder.name,
        "files": len(files),
        "rows": {"true": len(truth), "read": len(found), "precision": round(precision, 4), "recall": round(recall, 4),
                 "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4)},
        "wrong_non_rows": sum((line["file"], line["sheet"], line["row"]) in found for line in non_rows),
        "exact": {field: round(sum(right[name][field] for name in files) / max(1, len(truth)), 4) for field in FIELDS},
        "by_file": {name: {field: round(right[name][field] / max(1, sum(key[0] == name for key in truth)),
            4) for field in FIELDS} for name in sorted(files)},
        "refused": refused,
    }  # fmt: skip
    print(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
