"""Small lists for tests: tenders as values, as stored values, and as real .xlsx files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from matcher.db.contents import content_hash, lot_content
from matcher.db.tenders import StoredLot, StoredTender
from matcher.decide import decide
from matcher.model import Lot, Tender

HEADINGS = ("Kenmerk", "Omschrijving", "Perceel", "Toelichting", "Raming (excl. btw)", "CPV-code", "Sluitingsdatum", "Status")


def tender(title: str, *, reference: str = "", buyer: str = "", lot: str = "", description: str = "", department: str = "", **of_lot: Any) -> Tender:
    """A tender of one lot."""
    return Tender(
        title=title, reference=reference, buyer=buyer, department=department, lots=(Lot(title=title, number=lot, description=description, **of_lot),)
    )


def as_stored(tenders: Sequence[Tender]) -> list[StoredTender]:
    """What is stored after `tenders` came in for the first time."""
    stored = []
    new = decide([], tenders, buyer_ids={}, buyer_in_key=any(tender.buyer for tender in tenders)).new_tenders
    for number, item in enumerate(new, start=1):
        lots = tuple(
            StoredLot(number * 100 + place, f"l{number}-{place}", 1, content_hash(lot_content(item.tender, lot)), 1, lot)
            for place, lot in enumerate(item.tender.lots)
        )
        stored.append(StoredTender(number, f"t{number}", item.key, None, replace(item.tender), lots))
    return stored


def write_list(path: Path, rows: Sequence[Sequence[object]], *, title: str = "", headings: Sequence[str] = HEADINGS) -> Path:
    """An officer's list as .xlsx: a title line where there is one, the headings, the rows."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Plan"
    if title:
        sheet.append([title])
        sheet.append([])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path
