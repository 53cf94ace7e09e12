"""Sorted rows to tenders with lots: cells read by field, rows of one reference brought together, duplicates left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from matcher.model import LeftOut, Lot, Origin, Problem, Severity, Status, Tender
from matcher.sources.amounts import Amount, basis_of, multiplier_of, read_amount, vat_of, years_of
from matcher.sources.cpv import CodeReading, read_codes
from matcher.sources.days import When, read_when
from matcher.sources.lots import LotNamed, lot_in_title, read_lots
from matcher.sources.rows import DataRow, cell_text
from matcher.sources.sheets import Cell
from matcher.sources.telling_words import TellingWords
from matcher.sources.texts import has_any, masked, may_identify
from matcher.sources.wordings import reserved_in, said_status, says_yes, status_of, without_status

_READ_AS_VALUES = frozenset({"value", "value_max", "value_total", "cpv", "deadline", "start", "reference", "buyer", "status", "contact", "number"})
"""Fields that are not looked through for what identifies a person: their texts are read, or never used."""
_REMEMBERED = 16384
"""Distinct cells of a kind that are read once, however many rows they stand in; `typed`, for 1 and True are the same to a dictionary."""
_OF_MONEY = ("bedrag", "waarde", "raming", "budget", "prijs", "prijzen", "btw", "financ", "kosten", "euro", "€", "amount", "value", "vat")
_AN_AMOUNT = re.compile(r"(?i)(?<!x )(?<!x € )\b\d[\d.,]*\s*(?:mln|mio|miljoen|million|mille|k)\b")
_LOOKED_AT_FOR_STATUS = ("procedure", "remarks", "description", "value", "deadline", "start", "duration", "lot", "category")


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


@dataclass(slots=True)
class Draft:
    """A lot, and what its row says of the tender that it belongs to."""

    lot: Lot
    title: str
    buyer: str
    reference: str
    category: str
    procedure: str
    department: str


@dataclass(slots=True)
class Collected:
    """Everything that a file's tables gave so far."""

    file: str
    known_cpv: frozenset[str] = frozenset()
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    seen: dict[tuple[object, ...], Origin] = field(default_factory=dict)

    def tell(self, problem: str, origin: Origin, column: str = "", severity: Severity = Severity.WARNING, **params: str) -> None:
        """Note a problem; texts from cells are masked."""
        self.problems.append(Problem(problem, {name: masked(value) for name, value in params.items()}, origin, column, severity))


class LotReader:
    """Reads the rows of one table into drafts of tenders and their lots; what holds for the table as a whole is looked up once."""

    def __init__(self, collected: Collected, sheet: str, senses: Mapping[str, ColumnSense], labels: dict[str, str], buyer: str) -> None:
        self._collected = collected
        self._sheet = sheet
        self._senses = senses
        self._labels = labels
        self._buyer = buyer
        self._looked_through = [name for name in labels if name not in _READ_AS_VALUES]
        self._may_state = [name for name in _LOOKED_AT_FOR_STATUS if name in labels]
        self._values_may_state = [name for name in self._may_state if name in _READ_AS_VALUES]
        self._own = "description" if "description" in labels else "remarks"
        self._codes: dict[tuple[object, ...], CodeReading] = {}

    def add(self, rows: Sequence[DataRow]) -> None:
        """Read rows, except those of which the file held exactly the same before."""
        words = TellingWords(row.texts[name] for name in self._looked_through for row in rows)
        for row in rows:
            self._add(row, words)

    def _add(self, row: DataRow, words: TellingWords) -> None:
        collected, labels = self._collected, self._labels
        origin = Origin(collected.file, self._sheet, row.number)
        if (first := collected.seen.setdefault((row.texts["buyer"], row.raw), origin)) is not origin:
            collected.tell("duplicate_row", origin, severity=Severity.NOTE, row=str(first.row), sheet=first.sheet)
            collected.left_out.append(LeftOut(origin, "duplicate"))
            return
        texts = [row.texts[name] for name in self._looked_through]
        told = words.told_by(texts)
        mask = masked if "person" in told and may_identify(texts) else str
        title, stated = without_status(row.texts["title"]) if "status" in told else (row.texts["title"], None)
        title = mask(title)
        status = self._status(row, stated, self._may_state if "status" in told else self._values_may_state, origin)
        amount, total = self._money(row, origin)
        duration = row.texts["duration"]
        deadline, start, period = _when(row, self._senses["days"].month_first)
        codes = self._read_codes(row, origin)
        own = mask(row.texts[self._own])
        reference = row.texts["reference"]
        named = _lots(row.cells["lot"])
        if "lot" not in labels and (number := lot_in_title(title)):
            named = [LotNamed(number)]
        procedure = row.texts["procedure"]
        reserved, evidence = _reserved(row) if "reservation" in told or row.texts["reserved"] else ("", "")
        if total is None and amount.low is not None and amount.basis == "year":
            years = _years(duration, labels.get("duration", ""))
            total = round(amount.low * years, 2) if years else None
        lot_title = mask(row.texts["lot_title"])
        one = named[0] if len(named) == 1 else LotNamed("")
        lot = Lot(
            title=title,
            description=_joined(lot_title if lot_title != title else "", masked(one.text), own),
            number=one.number,
            external_id=reference or None,
            cpv=codes,
            value_amount=amount.low,
            value_max_amount=amount.high,
            value_total_amount=total,
            value_text=amount.text,
            currency=amount.currency or "EUR",
            vat=amount.vat,
            value_basis=amount.basis,
            deadline_date=deadline,
            start_date=start,
            period=masked(period),
            duration=mask(duration),
            place=mask(row.texts["place"] or row.texts["postcode"]),
            reserved=reserved,
            reserved_evidence=mask(evidence),
            status=status,
            origin=origin,
        )
        draft = Draft(
            lot,
            title=title,
            buyer=row.texts["buyer"] or self._buyer,
            reference=reference,
            category=mask(row.texts["category"]) or masked(row.category),
            procedure="" if "status" in told and said_status(procedure) else mask(procedure),
            department=mask(row.texts["department"]),
        )
        if len(named) < 2:
            collected.drafts.append(draft)
            return
        if amount.low is not None:
            self._tell("value_covers_lots", origin, "value", Severity.NOTE, lots=str(len(named)))
        for each in named:
            collected.drafts.append(replace(draft, lot=replace(lot, number=each.number, description=_joined(masked(each.text), own))))

    def _tell(self, problem: str, origin: Origin, field_name: str, severity: Severity = Severity.WARNING, **params: str) -> None:
        """Note a problem in the column of a field."""
        self._collected.tell(problem, origin, self._labels.get(field_name, ""), severity, **params)

    def _status(self, row: DataRow, stated: Status | None, may_state: Collection[str], origin: Origin) -> Status:
        if row.struck or stated:
            return Status.WITHDRAWN
        text = row.texts["status"]
        if text and (status := status_of(text)):
            return status
        for name in may_state:
            if (said := row.texts[name]) and not said[0].isdigit() and (status := said_status(said)):
                return status
        if text:
            self._tell("status_unknown", origin, "status", Severity.NOTE, text=text[:80])
        return Status.PLANNED

    def _money(self, row: DataRow, origin: Origin) -> tuple[Amount, float | None]:
        """Return the amount, and the total that a second column gives beside a yearly one. The second column serves where the first is empty."""
        amount = self._amount(row, "value", origin)
        if not row.texts["value_total"]:
            return amount, None
        second = self._amount(row, "value_total", origin)
        if amount.low is None and amount.high is None:
            return second, None
        return amount, second.low if amount.basis == "year" and second.basis != "year" else None

    def _amount(self, row: DataRow, name: str, origin: Origin) -> Amount:
        text, sense = row.texts[name], self._senses[name]
        if not text and not row.texts["value_max"]:
            return Amount()
        amount = _amount_of(row.cells[name], sense.multiplier)
        if not amount.understood and not said_status(text):
            self._tell("value_not_understood", origin, name, text=text[:80])
        if amount.low is not None and amount.low < 0:
            self._tell("value_negative", origin, name, text=text[:80])
            amount = replace(amount, low=None, text=text)
        top = _amount_of(row.cells["value_max"], sense.multiplier) if name == "value" else Amount()
        high = amount.high if top.low is None else top.low
        if high is not None and amount.low is not None and high < amount.low:
            if high > 0:
                self._tell("value_range_reversed", origin, "value_max", text=f"{amount.low:.0f} - {high:.0f}")
            high = None
        shown = masked(amount.text or top.text)
        if amount.low is None and high is None:
            return Amount(text=shown)
        basis = amount.basis or ("total" if _basis_of(row.texts["remarks"]) == "total" else sense.basis)
        return Amount(amount.low, high, shown, amount.vat or sense.vat, basis, amount.currency or sense.currency)

    def _read_codes(self, row: DataRow, origin: Origin) -> tuple[str, ...]:
        codes: tuple[str, ...] = ()
        for cell in row.codes:
            reading = self._codes_of(cell)
            codes = (*codes, *(code for code in reading.codes if code not in codes)) if codes else reading.codes
            for code in reading.wrong_digit:
                self._tell("cpv_check_digit", origin, "cpv", Severity.NOTE, code=code)
            for text in reading.refused:
                self._tell("cpv_not_a_code", origin, "cpv", text=text)
        return codes

    def _codes_of(self, cell: Cell) -> CodeReading:
        """Read the CPV codes of a cell; each distinct cell is read once."""
        key = type(cell), cell
        if key not in self._codes:
            if isinstance(cell, (date, bool)):
                self._codes[key] = CodeReading()
            else:
                self._codes[key] = read_codes(cell_text(cell) if isinstance(cell, str) else cell, self._collected.known_cpv)
        return self._codes[key]


def _lots(cell: Cell) -> list[LotNamed]:
    if cell == "":
        return []
    return read_lots(cell if isinstance(cell, (str, float, int)) else cell_text(cell))


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


_basis_of = lru_cache(maxsize=_REMEMBERED)(basis_of)


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _amount_of(cell: Cell, multiplier: float) -> Amount:
    if isinstance(cell, date):
        # An amount that was given the format of a date: beyond our time it can be nothing else.
        days = (cell - date(1899, 12, 30)).days
        return Amount(low=days * multiplier) if cell.year > 2100 else Amount(text=cell.isoformat(), understood=False)
    return read_amount(cell_text(cell) if isinstance(cell, str) else cell, multiplier) if cell != "" else Amount()


def _when(row: DataRow, month_first: bool) -> tuple[date | None, date | None, str]:
    """Return (deadline, start, period): days where they are exact, else the words for the period."""
    deadline, start = _read_when(row.cells["deadline"], month_first), _read_when(row.cells["start"], month_first)
    periods = [when.period for when in (deadline, start) if when.period and not said_status(when.period)]
    return deadline.day, start.day, "; ".join(dict.fromkeys(periods))


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _read_when(cell: Cell, month_first: bool) -> When:
    if isinstance(cell, str):
        return read_when(cell_text(cell), month_first) if cell else When()
    return read_when(cell) if isinstance(cell, (int, float, date)) else When()


def _reserved(row: DataRow) -> tuple[str, str]:
    column = row.texts["reserved"]
    if column:
        kind, evidence = reserved_in(column)
        if kind:
            return kind, evidence
        if says_yes(column):
            return "participation", column
    for name in ("title", "procedure", "description", "remarks", "lot"):
        text = row.texts[name]
        if text and (found := reserved_in(text))[0]:
            return found
    return "", ""


def gather(collected: Collected) -> tuple[Tender, ...]:
    """Bring drafts together: rows of one reference, or else of one buyer and title, that name different lots are one tender."""
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for number, draft in enumerate(collected.drafts):
        key: tuple[str, ...] = (draft.buyer, "reference", draft.reference) if draft.reference else (draft.buyer, "title", draft.title)
        if not draft.lot.number:
            same = groups.get(key)
            if draft.reference and same:
                row = str(same[0].lot.origin.row)
                collected.tell("reference_twice", draft.lot.origin, severity=Severity.WARNING, reference=draft.reference, row=row)
            key = (*key, str(number)) if same or not draft.reference else key
        groups.setdefault(key, []).append(draft)
    return tuple(tender for group in groups.values() for tender in _tenders_of(group, collected))


def _tenders_of(group: list[Draft], collected: Collected) -> Iterator[Tender]:
    numbers: set[str] = set()
    lots: list[Lot] = []
    first = group[0]
    for draft in group:
        if draft.lot.number in numbers:
            collected.tell("lot_twice", draft.lot.origin, severity=Severity.WARNING, lot=draft.lot.number, title=draft.title)
            yield _tender(draft, (draft.lot,), draft.title, description="", reference="")
            continue
        numbers.add(draft.lot.number)
        lots.append(draft.lot)
    titles = [lot.title for lot in lots]
    title = first.title if len(set(titles)) == 1 else _shared_title(titles)
    yield _tender(first, tuple(lots), title, description=lots[0].description if len(lots) == 1 else "", reference=first.reference)


def _tender(draft: Draft, lots: tuple[Lot, ...], title: str, *, description: str, reference: str) -> Tender:
    return Tender(
        title=title,
        lots=lots,
        buyer=draft.buyer,
        description=description,
        reference=reference,
        category=draft.category,
        procedure=draft.procedure,
        department=draft.department,
    )


def _shared_title(titles: list[str]) -> str:
    """Return the words that the titles of all lots begin with, or the first title."""
    shared = []
    for words in zip(*(title.split() for title in titles), strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    text = " ".join(shared).rstrip(" -–:,(")
    return text if len(text) >= 8 else titles[0]
