"""Official lists: CPV, ESCO, SBI, and the coordinates of postcode districts. Separated text or a spreadsheet, Dutch or English column names.

Known to work: CPV 2008 (SIMAP's table, one column per language), ESCO's files of occupations and of ISCO groups, the SBI list of CBS or KvK, and
GeoNames' postal code file (tab-separated, without column names). Lists of other makers work where their columns are named alike.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from matcher.errors import SourceError
from matcher.model import Origin, Place, Problem, Severity, VocabularyEntry
from matcher.sources.limits import ReadLimits
from matcher.sources.rows import cell_text
from matcher.sources.sheets import Row, Sheet, read_sheets
from matcher.sources.texts import clean, folded

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "cpv": {
        "code": "code; cpv; cpv code; code8; cpvcode; cpv nummer",
        "label_nl": "label nl; nl; omschrijving; nederlands; cpv omschrijving; naam; benaming; dutch",
        "label_en": "label en; en; english; engels; description; cpv description; name",
    },
    "esco": {
        "code": "concepturi; concept uri; uri; code; esco code",
        "label_nl": "preferredlabel; preferred label; label nl; voorkeurslabel; voorkeursterm; beroep; naam; omschrijving",
        "isco": "iscogroup; isco group; isco; isco groep; isco code; isco 08; code",
        "alternatives": "altlabels; alt labels; alternative labels; alternatieve labels; alternatieve termen; synoniemen; synonyms",
        "hidden": "hiddenlabels; hidden labels; verborgen labels",
    },
    "sbi": {
        "code": "sbi; sbi code; sbicode; code; sbi codes",
        "label_nl": "omschrijving; label nl; nl; activiteit; naam; benaming; titel; sbi omschrijving; omschrijving sbi",
        "label_en": "label en; en; english; engels; description; title",
    },
    "pc4": {
        "pc4": "pc4; postcode; postcode4; postcode 4; postal code; pc",
        "place": "place; plaats; woonplaats; plaatsnaam; place name; town; city; gemeente",
        "latitude": "lat; latitude; breedtegraad; y",
        "longitude": "lon; lng; long; longitude; lengtegraad; x",
    },
}
"""Scheme -> field -> its headings, the best first."""

_NEEDED = {"cpv": ("code",), "esco": ("code", "label_nl", "isco"), "sbi": ("code",), "pc4": ("pc4", "place", "latitude", "longitude")}
_SEVERAL = ("alternatives", "hidden")
"""Fields of several names, one a line. ESCO hides names that are no longer used, but still met: they find an occupation as well as the others do."""

_HEADING_WITHIN = 20
"""The first so many rows may hold the column names; above them stand titles and notes."""

_CPV = re.compile(r"(\d{7,8})\s?[-–]\s?\d|(\d{8})\d?|(\d{7})")
_SBI = re.compile(r"\d{2,6}|[A-V]")
_ISCO = re.compile(r"C?(\d{1,4})")
_PC4 = re.compile(r"([1-9]\d{3})(?:\s?[A-Za-z]{2})?")
_NETHERLANDS = ((50.0, 54.0), (3.0, 7.5))
"""Degrees north and degrees east between which every Dutch postcode district lies."""


@dataclass(frozen=True, slots=True)
class OfficialList:
    """What a file said: entries of a scheme or places, each code once, and what was wrong with other rows."""

    entries: tuple[VocabularyEntry, ...] = ()
    places: tuple[Place, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows_seen: int = 0


_Fields = Mapping[str, str]
_Read = TypeVar("_Read", VocabularyEntry, Place)


class _BadRowError(Exception):
    """Raised if a row is no entry of its list; carries the problem to tell."""

    def __init__(self, code: str, column: str, **params: str) -> None:
        super().__init__(code)
        self.problem = Problem(code, params, column=column, severity=Severity.ERROR)


def read_official(path: Path, scheme: str, *, limits: ReadLimits, file_name: str | None = None) -> OfficialList:
    """Read an official list; `scheme` is cpv, esco, sbi or pc4. A bad row is a problem, the rest is kept.

    Raised if the file cannot be read, or is no such list (no such columns, or fewer good rows than bad ones): SourceError.
    """
    wanted = ", ".join(names.split(";")[0] for names in COLUMNS[scheme].values())
    for sheet in read_sheets(path, limits):
        columns, rows = _table(sheet, scheme)
        if columns:
            break
    else:
        raise SourceError("not_an_official_list", scheme=scheme.upper(), columns=wanted)
    file = file_name or path.name
    problems: list[Problem] = []
    cells = [(Origin(file, sheet.name, row.number), _fields(row, columns)) for row in rows]
    if scheme == "pc4":
        found = _each(cells, _place, problems)
        result = OfficialList(places=_one_per_district(found), problems=tuple(problems), rows_seen=len(cells))
        good = len(found)
    else:
        entries = _each(cells, _ENTRIES[scheme], problems)
        result = OfficialList(entries=_one_per_code(entries, problems), problems=tuple(problems), rows_seen=len(cells))
        good = len(entries)
    if good * 2 < len(cells) or not good:
        raise SourceError("not_an_official_list", scheme=scheme.upper(), columns=wanted)
    return result


def _each(cells: Sequence[tuple[Origin, _Fields]], read: Callable[[_Fields], _Read], problems: list[Problem]) -> list[tuple[Origin, _Read]]:
    found = []
    for origin, fields in cells:
        try:
            found.append((origin, read(fields)))
        except _BadRowError as bad:
            told = bad.problem
            problems.append(Problem(told.code, told.params, origin, told.column, told.severity))
    return found


# --- columns -----------------------------------------------------------------------------------------------------------------------------------


def _table(sheet: Sheet, scheme: str) -> tuple[dict[str, list[int]], Sequence[Row]]:
    """Field -> its columns, the best first, and the rows below the heading; no columns where the sheet holds no such list."""
    if scheme == "pc4" and _is_geonames(sheet):
        return {"country": [0], "pc4": [1], "place": [2], "latitude": [9], "longitude": [10]}, sheet.rows
    for index, row in enumerate(sheet.rows[:_HEADING_WITHIN]):
        headings = [folded(cell) if isinstance(cell, str) else "" for cell in row.cells]
        columns = {
            field: [headings.index(name.strip()) for name in names.split(";") if name.strip() in headings] for field, names in COLUMNS[scheme].items()
        }
        named = any(columns.get(field) for field in ("label_nl", "label_en", "place"))
        if named and all(columns[field] for field in _NEEDED[scheme]):
            return columns, sheet.rows[index + 1 :]
    return {}, []


def _is_geonames(sheet: Sheet) -> bool:
    """Country, postal code, place, three levels of region with their codes, latitude, longitude: GeoNames' postal code files."""
    cells = sheet.rows[0].cells if sheet.rows else []
    return len(cells) >= 11 and bool(re.fullmatch(r"[A-Z]{2}", str(cells[0]))) and bool(_PC4.fullmatch(cell_text(cells[1])))


def _fields(row: Row, columns: Mapping[str, list[int]]) -> dict[str, str]:
    """The text of every field. Other names keep their line breaks: they separate them."""
    found = {}
    for field, places in columns.items():
        filled = (row.cells[place] for place in places if place < len(row.cells) and row.cells[place] != "")
        cell = next(filled, "")
        found[field] = str(cell) if field in _SEVERAL else clean(cell_text(cell))
    return found


# --- rows --------------------------------------------------------------------------------------------------------------------------------------


def _cpv_entry(fields: _Fields) -> VocabularyEntry:
    match = _CPV.fullmatch(fields["code"])
    if match is None:
        raise _BadRowError("official_code", "code", text=fields["code"][:60], scheme="CPV")
    return _labelled(next(filter(None, match.groups())).zfill(8), fields)


def _sbi_entry(fields: _Fields) -> VocabularyEntry:
    code = re.sub(r"[.\s]", "", fields["code"])
    if not _SBI.fullmatch(code):
        raise _BadRowError("official_code", "code", text=fields["code"][:60], scheme="SBI")
    return _labelled(code, fields)


def _labelled(code: str, fields: _Fields) -> VocabularyEntry:
    label_nl, label_en = fields.get("label_nl", ""), fields.get("label_en", "")
    if not label_nl and not label_en:
        raise _BadRowError("field_missing", "label_nl", field="label_nl")
    return VocabularyEntry(code, label_nl, label_en)


def _esco_entry(fields: _Fields) -> VocabularyEntry:
    """An occupation, or an ISCO group: that has no group of its own, so its code is read as one. The last part of its address is its code."""
    code, isco = fields["code"].rstrip("/").rpartition("/")[2], _ISCO.fullmatch(fields["isco"])
    if not code or isco is None:
        raise _BadRowError("official_code", "code" if isco else "isco", text=(fields["isco"] or fields["code"])[:60], scheme="ESCO")
    if not fields["label_nl"]:
        raise _BadRowError("field_missing", "label_nl", field="preferredLabel")
    alternatives = dict.fromkeys(label for field in _SEVERAL for line in fields.get(field, "").splitlines() if (label := clean(line)))
    return VocabularyEntry(code, fields["label_nl"], "", tuple(alternatives), isco[1])


_ENTRIES: Mapping[str, Callable[[_Fields], VocabularyEntry]] = {"cpv": _cpv_entry, "esco": _esco_entry, "sbi": _sbi_entry}


def _place(fields: _Fields) -> Place:
    postcode = _PC4.fullmatch(fields["pc4"])
    if postcode is None or fields.get("country", "NL") != "NL":
        raise _BadRowError("official_code", "pc4", text=fields["pc4"][:60], scheme="PC4")
    north, east = (_degrees(fields[name], *bounds) for name, bounds in zip(("latitude", "longitude"), _NETHERLANDS, strict=True))
    if not fields["place"]:
        raise _BadRowError("field_missing", "place", field="place")
    return Place(postcode[1], fields["place"], north, east)


def _degrees(text: str, lowest: float, highest: float) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not lowest <= value <= highest:
        raise _BadRowError("coordinate_outside", "lat, lon", text=text[:60])
    return value


def _one_per_code(found: list[tuple[Origin, VocabularyEntry]], problems: list[Problem]) -> tuple[VocabularyEntry, ...]:
    """Of two rows with one code the first counts."""
    first: dict[str, tuple[Origin, VocabularyEntry]] = {}
    for origin, entry in found:
        known = first.setdefault(entry.code, (origin, entry))
        if known[0] is not origin:
            code, severity = ("duplicate_row", Severity.NOTE) if known[1] == entry else ("official_code_twice", Severity.WARNING)
            problems.append(Problem(code, {"code": entry.code, "row": str(known[0].row)}, origin, "code", severity))
    return tuple(entry for _, entry in first.values())


def _one_per_district(found: list[tuple[Origin, Place]]) -> tuple[Place, ...]:
    """A district of several villages (or of many postcodes) lies in the middle of them, and has the name of the first."""
    districts: dict[str, list[Place]] = {}
    for _, place in found:
        districts.setdefault(place.pc4, []).append(place)
    return tuple(_middle(places) for places in districts.values())


def _middle(places: list[Place]) -> Place:
    if len(places) == 1:
        return places[0]
    latitude, longitude = (math.fsum(values) / len(places) for values in zip(*((place.latitude, place.longitude) for place in places), strict=True))
    return Place(places[0].pc4, places[0].place, round(latitude, 5), round(longitude, 5))
