"""Sorted rows to drafts of lots: cells read by field, duplicates left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from matcher.by_column import Nouns
from matcher.model import LeftOut, Lot, Origin, Severity, Status
from matcher.sources.amounts import Amount, basis_named, basis_of, multiplier_of, read_amount, vat_of, years_of
from matcher.sources.cpv import CodeReading, read_codes
from matcher.sources.data_rows import DataRows
from matcher.sources.days import When, read_when
from matcher.sources.drafts import Collected, Draft
from matcher.sources.lots import LotNamed, lot_in_title, read_lots
from matcher.sources.parents import with_lots_below
from matcher.sources.rows import cell_text
from matcher.sources.sheets import Cell
from matcher.sources.telling_words import telling_texts
from matcher.sources.texts import counted, has_any, masked, names_somebody, title_without_staff, without_staff
from matcher.sources.withdrawal import without_status
from matcher.sources.wordings import reserved_in, said_status, says_yes, status_of

_READ_AS_VALUES = frozenset({"value", "value_max", "value_total", "cpv", "deadline", "start", "reference", "buyer", "status", "contact", "number"})
"""Fields that are not looked through for what identifies a person: their texts are read, or never used."""
_REMEMBERED = 16384
"""Distinct cells of a kind that are read once, however many rows they stand in; `typed`, for 1 and True are the same to a dictionary."""
_OF_MONEY = ("bedrag", "waarde", "raming", "budget", "prijs", "prijzen", "btw", "financ", "kosten", "euro", "€", "amount", "value", "vat")
_AN_AMOUNT = re.compile(r"(?i)(?<!x )(?<!x € )\b\d[\d.,]*\s*(?:mln|mio|miljoen|million|mille|k)\b")
_LOOKED_AT_FOR_STATUS = ("procedure", "remarks", "description", "value", "deadline", "start", "duration", "lot", "lot_title", "category", "retender")
_BEFORE_TENDER = re.compile(r"(?i)markt(?:cons|verk)|inlichting|market")
"""Headings of steps that may lapse while the tender goes on."""
_NOT_PUBLISHED = re.compile(
    r"(?i)onderhands|enkelvoudig|meervoudig|rechtstreeks|\b(?:1|een|één)[\s-]op[\s-](?:1|een|één)\b|\b(?:\d|een|één|twee|drie|vier|vijf|enkele|meerdere)\s?offertes?\b|"
    r"\b(?:via|met|per) offertes?\b|\bofferte-?(?:aanvraag|traject|uitvraag|procedure|ronde)|without publication"
)
"""Why a publication lapses, though the tender goes on."""
_SEVERAL_LOTS = re.compile(r"(?i)\b(?:percelen|lots|kavels)\b|perceel-?\s?(?:indeling|verdeling)")
_NO_LOT, _NO_AMOUNT = LotNamed(""), Amount()
_NO_LOTS: list[LotNamed] = []
_Told = tuple[str, str, Severity, dict[str, str]]
"""A problem: its code, the field that it is in, and the rest."""


@dataclass(frozen=True, slots=True)
class ColumnSense:
    """What headings and notes say of all amounts in a table."""

    multiplier: float = 1.0
    vat: str = ""
    basis: str = ""
    currency: str = ""
    month_first: bool = False
    """Of days, not of amounts: they are written the American way."""

    @classmethod
    def of(cls, heading: str, notes: Collection[str]) -> ColumnSense:
        """Read the heading of the value column, then the notes above and below that speak of amounts."""
        # an amount in a note ("drempel € 5,5 mln") says nothing of the column
        about = [_AN_AMOUNT.sub("", note) for note in notes if has_any(_OF_MONEY, note.lower())]
        multiplier = multiplier_of(heading)
        if multiplier == 1.0:
            multiplier = max((multiplier_of(note) for note in about), default=1.0)
        vat = vat_of(heading) or next((said for note in about if (said := vat_of(note))), "")
        basis = basis_of(heading) or next((said for note in about if (said := basis_of(note))), "")
        return cls(multiplier, vat, basis, "GBP" if "£" in heading else "USD" if "$" in heading else "")


class LotReader:
    """Reads the rows of one table into drafts of tenders and their lots, column by column: few rows have anything in them that must be sought."""

    def __init__(self, collected: Collected, sheet: str, senses: Mapping[str, ColumnSense], labels: dict[str, str], buyer: str) -> None:
        self._collected = collected
        self._sheet = sheet
        self._senses = senses
        self._labels = labels
        self._buyer = buyer

    def add(self, rows: DataRows) -> None:
        """Read rows, except those of which the file held exactly the same before."""
        told_before = len(self._collected.problems)
        if twice := self._duplicates(rows):
            rows = rows.without(twice)
        named, drafts = self._read(rows, self._origins(rows.numbers))
        if any(len(lots) > 1 for lots in named):
            drafts = list(self._of_every_lot(named, drafts))
        self._collected.drafts.append(with_lots_below(drafts, self._collected))
        problems = self._collected.problems
        problems[told_before:] = sorted(problems[told_before:], key=lambda problem: problem.origin.row)

    def _origins(self, numbers: Sequence[int]) -> Nouns[Origin]:
        """Return where the rows with these numbers stand."""
        return Nouns(Origin, len(numbers), {"file": [self._collected.file] * len(numbers), "sheet": [self._sheet] * len(numbers), "row": numbers})

    def _duplicates(self, rows: DataRows) -> set[int]:
        """Return the places of rows that were there before, having told so."""
        collected, found = self._collected, set()
        for row, (key, here) in enumerate(zip(zip(rows.texts["buyer"], rows.raw, strict=True), zip(repeat(self._sheet), rows.numbers), strict=True)):
            if (first := collected.seen.setdefault(key, here)) is not here:
                origin = Origin(collected.file, *here)
                collected.tell("duplicate_row", origin, severity=Severity.NOTE, row=str(first[1]), sheet=first[0])
                collected.left_out.append(LeftOut(origin, "duplicate"))
                found.add(row)
        return found

    def _of_every_lot(self, named: Sequence[Sequence[LotNamed]], drafts: Sequence[Draft]) -> Iterator[Draft]:
        """Yield a draft for every lot that a row names."""
        for lots, draft in zip(named, drafts, strict=True):
            if len(lots) < 2:
                yield draft
                continue
            if draft.lot.value_amount is not None:
                self._tell("value_covers_lots", draft.lot.origin, "value", Severity.NOTE, lots=str(len(lots)))
            for each in lots:
                lot = replace(draft.lot, number=each.number, description=_joined(title_without_staff(each.text), draft.lot.description))
                yield replace(draft, lot=lot)

    def _read(self, rows: DataRows, origins: Nouns[Origin]) -> tuple[list[list[LotNamed]], Sequence[Draft]]:
        """Return the lots that each row names, and its draft."""
        texts = rows.texts
        # each once, in the order of the rows: so they stand in memory
        told = telling_texts(dict.fromkeys(chain.from_iterable(texts[name] for name in self._labels if name not in _READ_AS_VALUES)))
        own_titles = set(texts["title"])
        withdrawn = {title: rest for title in told["status"] & own_titles for rest, status in [without_status(title)] if status}
        told_titles = (told["person"] - counted(own_titles)) & own_titles | withdrawn.keys()
        bare = {title: title_without_staff(withdrawn.get(title, title)) for title in told_titles}

        def mask(column: Sequence[str], masking: Callable[[str], str] = without_staff) -> Sequence[str]:
            instead = {text: masking(text) for text in told["person"].intersection(column)}
            return [instead.get(text, text) for text in column] if instead else column

        titles = [bare.get(title, title) for title in texts["title"]]
        statuses = self._statuses(rows, withdrawn, told["status"], origins)
        amounts, totals = self._money(rows, origins)
        month_first = self._senses["days"].month_first
        deadlines, starts = ([_read_when(cell, month_first) for cell in rows.cells[name]] for name in ("deadline", "start"))
        groups = _groups(set(rows.categories))
        named = self._lots_named(rows, titles)
        ones = [lots[0] if len(lots) == 1 else _NO_LOT for lots in named]
        own = mask(texts["description" if "description" in self._labels else "remarks"])
        lot_titles = mask(texts["lot_title"], masked)
        stated = {text for text in told["status"].intersection(texts["procedure"]) if said_status(text)}
        reserved = _reserved(texts, told["reservation"])
        of_lot: dict[str, Sequence[Any]] = {
            "title": titles,
            "description": [
                _joined(lot_title if lot_title != title else "", title_without_staff(one.text), said)
                if (lot_title and len(lots) < 2) or one.text
                else said
                for title, lot_title, lots, one, said in zip(titles, lot_titles, named, ones, own, strict=True)
            ],
            "number": [one.number for one in ones],
            "external_id": [reference or None for reference in texts["reference"]],
            "cpv": self._read_codes(rows.codes, origins),
            "value_amount": [amount.low for amount in amounts],
            "value_max_amount": [amount.high for amount in amounts],
            "value_total_amount": totals,
            "value_text": [amount.text for amount in amounts],
            "currency": [amount.currency or "EUR" for amount in amounts],
            "vat": [amount.vat for amount in amounts],
            "value_basis": [amount.basis for amount in amounts],
            "deadline_date": [when.day for when in deadlines],
            "start_date": [when.day for when in starts],
            "period": list(map(_period, deadlines, starts)),
            "duration": mask(texts["duration"]),
            "place": mask([place or postcode for place, postcode in zip(texts["place"], texts["postcode"], strict=True)], masked),
            "reserved": [kind for kind, _ in reserved],
            "reserved_evidence": [without_staff(evidence) if evidence else "" for _, evidence in reserved],
            "status": statuses,
            "origin": origins,
        }
        of_draft: dict[str, Sequence[Any]] = {
            "lot": Nouns(Lot, len(origins), of_lot),
            "title": titles,
            "buyer": [buyer if buyer and masked(buyer) == buyer and not names_somebody(buyer) else self._buyer for buyer in texts["buyer"]],
            "reference": texts["reference"],
            "category": [own or groups[above] for own, above in zip(mask(texts["category"]), rows.categories, strict=True)],
            "procedure": mask(["" if text in stated else text for text in texts["procedure"]]),
            "department": mask(texts["department"]),
            "line": texts["number"],
        }
        return named, Nouns(Draft, len(origins), of_draft)

    def _tell(self, problem: str, origin: Origin, field_name: str, severity: Severity = Severity.WARNING, **params: str) -> None:
        """Note a problem in the column of a field."""
        self._collected.tell(problem, origin, self._labels.get(field_name, ""), severity, **params)

    def _lots_named(self, rows: DataRows, titles: Sequence[str]) -> list[list[LotNamed]]:
        if "lot" in self._labels:
            several = bool(_SEVERAL_LOTS.search(self._labels["lot"]))
            return [_lots(cell, several) for cell in rows.cells["lot"]]
        return [[LotNamed(number)] if (number := lot_in_title(title)) else _NO_LOTS for title in titles]

    def _statuses(self, rows: DataRows, withdrawn: Container[str], told: Collection[str], origins: Sequence[Origin]) -> list[Status]:
        """Return the status of every row. `withdrawn`: titles that say so; `told`: texts that may state one."""
        may_state = {name: rows.texts[name] for name in _LOOKED_AT_FOR_STATUS if name in self._labels}
        values = set().union(*(column for name, column in may_state.items() if name in _READ_AS_VALUES))
        said = {text: stated for text in values.union(told) if text and not text[0].isdigit() and (stated := said_status(text))}
        stating = [column for column in may_state.values() if not said.keys().isdisjoint(column)]
        published = [] if _BEFORE_TENDER.search(self._labels.get("published", "")) else rows.texts["published"]
        if not said.keys().isdisjoint(published):  # beside other days, only the publication is withdrawn
            days = zip(rows.texts["deadline"], rows.texts["start"], strict=True)
            lapsed = (text if not any(of_row) and not _NOT_PUBLISHED.search(text) else "" for text, of_row in zip(published, days, strict=True))
            stating.append(list(lapsed))
        saying = {row for column in stating for row, text in enumerate(column) if text in said}
        statuses: list[Status] = []
        for row, (title, text, struck) in enumerate(zip(rows.texts["title"], rows.texts["status"], rows.struck, strict=True)):
            if struck or title in withdrawn:
                statuses.append(Status.WITHDRAWN)
            elif text and (status := status_of(text)):
                statuses.append(status)
            elif row in saying:
                statuses.append(next(said[column[row]] for column in stating if column[row] in said))
            elif rows.categories[row] and (status := said_status(rows.categories[row])):
                statuses.append(status)
            else:
                statuses.append(Status.PLANNED)
                if text:
                    self._tell("status_unknown", origins[row], "status", Severity.NOTE, text=text[:80])
        return statuses

    def _money(self, rows: DataRows, origins: Sequence[Origin]) -> tuple[list[Amount], list[float | None]]:
        """Return the amounts, and the totals: of a yearly amount times the term. A second column of amounts serves where the first is empty."""
        amounts = self._amounts(rows, "value", rows.texts["value"], origins)
        if not any(rows.texts["value_total"]) and all(amount.basis != "year" for amount in amounts):
            return amounts, [None] * len(amounts)
        seconds = self._amounts(rows, "value_total", rows.texts["value_total"], origins)
        settled = list(map(self._settled, amounts, seconds, rows.texts["duration"]))
        return [amount for amount, _ in settled], [total for _, total in settled]

    def _settled(self, amount: Amount, second: Amount, duration: str) -> tuple[Amount, float | None]:
        """Return the amount and the total of a row with two amounts."""
        total = None
        if amount.low is None and amount.high is None:
            amount = second if second is not _NO_AMOUNT else amount
        elif amount.basis == "year" and second is not _NO_AMOUNT and second.basis != "year":
            total = second.low
        if total is None and amount.low is not None and amount.basis == "year":
            years = _years(duration, self._labels.get("duration", ""))
            total = round(amount.low * years, 2) if years else None
        return amount, total

    def _amounts(self, rows: DataRows, name: str, texts: Sequence[str], origins: Sequence[Origin]) -> list[Amount]:
        """Return the amounts in a column: what stands in many rows is read once."""
        cells, tops = rows.cells[name], rows.cells["value_max"] if name == "value" else [""] * len(texts)
        bases = {remark: basis_named(remark) or ("total" if basis_of(remark) == "total" else "") for remark in set(rows.texts["remarks"])}
        known: dict[object, tuple[Amount, list[_Told]]] = {}
        amounts = []
        for row, key in enumerate(
            zip(texts, cells, map(type, cells), tops, map(type, tops), rows.texts["basis"], rows.texts["remarks"], strict=True)
        ):
            text, cell, _, top, _, own, remark = key
            if not text and top == "":
                amounts.append(_NO_AMOUNT)
                continue
            if key not in known:
                known[key] = self._amount(name, text, cell, top, basis_named(own) or bases[remark])
            amount, told = known[key]
            amounts.append(amount)
            for problem, field_name, severity, params in told:
                self._tell(problem, origins[row], field_name, severity, **params)
        return amounts

    def _amount(self, name: str, text: str, cell: Cell, top_cell: Cell, basis_beside: str) -> tuple[Amount, list[_Told]]:
        """Return an amount, and what has to be told of it."""
        sense = self._senses[name]
        told: list[_Told] = []
        amount = _amount_of(cell, sense.multiplier)
        if not amount.understood and not said_status(text):
            told.append(("value_not_understood", name, Severity.WARNING, {"text": text[:80]}))
        if amount.written_out:
            told.append(("value_written_out", name, Severity.NOTE, {"text": text[:80]}))
        if amount.low is not None and amount.low < 0:
            told.append(("value_negative", name, Severity.WARNING, {"text": text[:80]}))
            amount = replace(amount, low=None, text=text)
        top = _amount_of(top_cell, sense.multiplier)
        high = amount.high if top.low is None else top.low
        if high is not None and amount.low is not None and high < amount.low:
            if high > 0:
                told.append(("value_range_reversed", "value_max", Severity.WARNING, {"text": f"{amount.low:.0f} - {high:.0f}"}))
            high = None
        shown = without_staff(amount.text or top.text)
        if not amount.low and high is None:  # nobody buys for nothing: 0 is how a form is left open
            return Amount(text=shown), told
        basis = amount.basis or basis_beside or sense.basis
        return Amount(amount.low, high, shown, amount.vat or sense.vat, basis, amount.currency or sense.currency), told

    def _read_codes(self, cells: Sequence[tuple[Cell, ...]], origins: Sequence[Origin]) -> list[tuple[str, ...]]:
        """Return the codes of every row."""
        known: dict[object, tuple[tuple[str, ...], list[CodeReading]]] = {}
        codes = []
        for row, own in enumerate(cells):
            key = own, *map(type, own)
            if key not in known:
                readings = list(map(self._codes_of, own))
                known[key] = tuple(dict.fromkeys(code for reading in readings for code in reading.codes)), readings
            found, readings = known[key]
            codes.append(found)
            for reading in readings:
                for code in reading.wrong_digit:
                    self._tell("cpv_check_digit", origins[row], "cpv", Severity.NOTE, code=code)
                for text in reading.refused:
                    self._tell("cpv_not_a_code", origins[row], "cpv", text=text)
        return codes

    def _codes_of(self, cell: Cell) -> CodeReading:
        if isinstance(cell, (date, bool)):
            return CodeReading()
        return read_codes(cell_text(cell) if isinstance(cell, str) else cell, self._collected.known_cpv)


def _groups(categories: Collection[str]) -> dict[str, str]:
    """Return what is kept of the categories that stand above rows: nothing of one that is somebody's name."""
    letters = counted(categories)
    return {text: text if text in letters else "" if names_somebody(text) else without_staff(text) for text in categories}


def _lots(cell: Cell, several: bool) -> list[LotNamed]:
    if cell == "":
        return []
    return read_lots(cell if isinstance(cell, (str, float, int)) else cell_text(cell), several)


@lru_cache(maxsize=_REMEMBERED)
def _years(duration: str, heading: str) -> float | None:
    if "maand" in heading.lower() and duration.replace(".", "", 1).isdigit():
        return float(duration) / 12
    return years_of(duration)


def _joined(*parts: str) -> str:
    """Return the parts as one text, leaving out what another part already says."""
    given = [part for part in parts if part]
    if len(given) < 2:
        return given[0] if given else ""
    kept: list[str] = []
    for part in given:
        if part not in kept and not any(part in other for other in given if other != part):
            kept.append(part)
    return ". ".join(part.rstrip(".") if number < len(kept) - 1 else part for number, part in enumerate(kept))


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _amount_of(cell: Cell, multiplier: float) -> Amount:
    if isinstance(cell, date):
        # An amount that was given the format of a date: beyond our time it can be nothing else.
        days = (cell - date(1899, 12, 30)).days
        return Amount(low=days * multiplier) if cell.year > 2100 else Amount(text=cell.isoformat(), understood=False)
    return read_amount(cell_text(cell) if isinstance(cell, str) else cell, multiplier) if cell != "" else Amount()


def _period(deadline: When, start: When) -> str:
    """Return the words for the period, where days are not exact."""
    if not deadline.period and not start.period:
        return ""
    return without_staff("; ".join(dict.fromkeys(when.period for when in (deadline, start) if when.period and not said_status(when.period))))


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _read_when(cell: Cell, month_first: bool) -> When:
    if isinstance(cell, str):
        return read_when(cell_text(cell), month_first) if cell else When()
    return read_when(cell) if isinstance(cell, (int, float, date)) else When()


def _reserved(texts: Mapping[str, Sequence[str]], told: Collection[str]) -> list[tuple[str, str]]:
    """Return of every row whether it is reserved, and the words that say so. `told`: texts that may say so."""
    reserved = [("", "")] * len(texts["title"])
    for name in reversed(("title", "procedure", "description", "remarks", "lot")):
        for row, text in enumerate(texts[name] if told else ()):
            if text in told and (found := reserved_in(text))[0]:
                reserved[row] = found
    for row, text in enumerate(texts["reserved"]):
        if text and (found := reserved_in(text))[0]:
            reserved[row] = found
        elif text and says_yes(text):
            reserved[row] = "participation", text
    return reserved
