"""Sorted rows to tenders with lots: cells read by field, rows of one reference brought together, duplicates left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
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
from matcher.sources.texts import has_any, masked, may_identify
from matcher.sources.wordings import may_reserve, reserved_in, said_status, says_yes, status_of, without_status

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
    codes: dict[tuple[object, ...], CodeReading] = field(default_factory=dict)
    """What distinct cells say of CPV codes."""

    def read_codes(self, cell: Cell) -> CodeReading:
        """Read the CPV codes of a cell; each distinct cell is read once."""
        key = type(cell), cell
        if key not in self.codes:
            if isinstance(cell, (date, bool)):
                self.codes[key] = CodeReading()
            else:
                self.codes[key] = read_codes(cell_text(cell) if isinstance(cell, str) else cell, self.known_cpv)
        return self.codes[key]

    def tell(self, problem: str, origin: Origin, column: str = "", severity: Severity = Severity.WARNING, **params: str) -> None:
        """Note a problem; texts from cells are masked."""
        self.problems.append(Problem(problem, {name: masked(value) for name, value in params.items()}, origin, column, severity))


def add_row(row: DataRow, collected: Collected, sheet: str, senses: Mapping[str, ColumnSense], labels: dict[str, str], buyer: str) -> None:
    """Read one row into a draft of a tender and its lots, unless the file held exactly this row before."""
    origin = Origin(collected.file, sheet, row.number)
    key = (row.text("buyer"), row.raw)
    if (first := collected.seen.setdefault(key, origin)) is not origin:
        collected.tell("duplicate_row", origin, severity=Severity.NOTE, row=str(first.row), sheet=first.sheet)
        collected.left_out.append(LeftOut(origin, "duplicate"))
        return
    texts = [text for name, text in row.texts.items() if name not in _READ_AS_VALUES]
    mask = masked if may_identify(texts) else str
    title, stated = without_status(row.text("title"))
    title = mask(title)
    status = _status(row, stated, collected, origin, labels)
    amount, total = _money(row, senses, collected, origin, labels)
    duration = row.text("duration")
    deadline, start, period = _when(row, senses.get("days", ColumnSense()).month_first)
    codes = _codes(row, collected, origin, labels)
    own = mask(row.text("description" if "description" in labels else "remarks"))
    reference = row.text("reference")
    named = [lot for cell in row.cells.get("lot", ()) for lot in read_lots(cell if isinstance(cell, (str, float, int)) else cell_text(cell))]
    if "lot" not in labels and (number := lot_in_title(title)):
        named = [LotNamed(number)]
    procedure = row.text("procedure")
    reserved, evidence = _reserved(row) if "reserved" in row.texts or may_reserve(" ".join(texts)) else ("", "")
    if total is None and amount.low is not None and amount.basis == "year":
        years = _years(duration, labels.get("duration", ""))
        total = round(amount.low * years, 2) if years else None
    lot_title = mask(row.text("lot_title"))
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
        place=mask(row.text("place") or row.text("postcode")),
        reserved=reserved,
        reserved_evidence=mask(evidence),
        status=status,
        origin=origin,
    )
    draft = Draft(
        lot,
        title=title,
        buyer=row.text("buyer") or buyer,
        reference=reference,
        category=mask(row.text("category")) or masked(row.category),
        procedure="" if said_status(procedure) else mask(procedure),
        department=mask(row.text("department")),
    )
    if len(named) < 2:
        collected.drafts.append(draft)
        return
    if amount.low is not None:
        collected.tell("value_covers_lots", origin, labels.get("value", ""), Severity.NOTE, lots=str(len(named)))
    for each in named:
        collected.drafts.append(replace(draft, lot=replace(lot, number=each.number, description=_joined(masked(each.text), own))))


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


def _status(row: DataRow, stated: Status | None, collected: Collected, origin: Origin, labels: dict[str, str]) -> Status:
    if row.struck or stated:
        return Status.WITHDRAWN
    text = row.text("status")
    if text and (status := status_of(text)):
        return status
    for name in _LOOKED_AT_FOR_STATUS:
        if (said := row.texts.get(name)) and not said[0].isdigit() and (status := said_status(said)):
            return status
    if text:
        collected.tell("status_unknown", origin, labels.get("status", ""), Severity.NOTE, text=text[:80])
    return Status.PLANNED


def _money(
    row: DataRow, senses: Mapping[str, ColumnSense], collected: Collected, origin: Origin, labels: dict[str, str]
) -> tuple[Amount, float | None]:
    """Return the amount, and the total that a second column gives beside a yearly one. The second column serves where the first is empty."""
    amount = _amount(row, "value", senses, collected, origin, labels)
    if "value_total" not in row.texts:
        return amount, None
    second = _amount(row, "value_total", senses, collected, origin, labels)
    if amount.low is None and amount.high is None:
        return second, None
    return amount, second.low if amount.basis == "year" and second.basis != "year" else None


def _amount(row: DataRow, name: str, senses: Mapping[str, ColumnSense], collected: Collected, origin: Origin, labels: dict[str, str]) -> Amount:
    text, sense = row.text(name), senses[name]
    if not text and not row.text("value_max"):
        return Amount()
    amount = _amount_of(row.cell(name), sense.multiplier)
    if not amount.understood and not said_status(text):
        collected.tell("value_not_understood", origin, labels.get(name, ""), text=text[:80])
    if amount.low is not None and amount.low < 0:
        collected.tell("value_negative", origin, labels.get(name, ""), text=text[:80])
        amount = replace(amount, low=None, text=text)
    top = _amount_of(row.cell("value_max"), sense.multiplier) if name == "value" else Amount()
    high = amount.high if top.low is None else top.low
    if high is not None and amount.low is not None and high < amount.low:
        if high > 0:
            collected.tell("value_range_reversed", origin, labels.get("value_max", ""), text=f"{amount.low:.0f} - {high:.0f}")
        high = None
    shown = masked(amount.text or top.text)
    if amount.low is None and high is None:
        return Amount(text=shown)
    basis = amount.basis or ("total" if _basis_of(row.text("remarks")) == "total" else sense.basis)
    return Amount(amount.low, high, shown, amount.vat or sense.vat, basis, amount.currency or sense.currency)


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
    deadline, start = _read_when(row.cell("deadline"), month_first), _read_when(row.cell("start"), month_first)
    periods = [when.period for when in (deadline, start) if when.period and not said_status(when.period)]
    return deadline.day, start.day, "; ".join(dict.fromkeys(periods))


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _read_when(cell: Cell, month_first: bool) -> When:
    if isinstance(cell, str):
        return read_when(cell_text(cell), month_first) if cell else When()
    return read_when(cell) if isinstance(cell, (int, float, date)) else When()


def _codes(row: DataRow, collected: Collected, origin: Origin, labels: dict[str, str]) -> tuple[str, ...]:
    codes: tuple[str, ...] = ()
    for cell in row.cells.get("cpv", ()):
        reading = collected.read_codes(cell)
        codes = (*codes, *(code for code in reading.codes if code not in codes)) if codes else reading.codes
        for code in reading.wrong_digit:
            collected.tell("cpv_check_digit", origin, labels.get("cpv", ""), Severity.NOTE, code=code)
        for text in reading.refused:
            collected.tell("cpv_not_a_code", origin, labels.get("cpv", ""), text=text)
    return codes


def _reserved(row: DataRow) -> tuple[str, str]:
    column = row.text("reserved")
    if column:
        kind, evidence = reserved_in(column)
        if kind:
            return kind, evidence
        if says_yes(column):
            return "participation", column
    for name in ("title", "procedure", "description", "remarks", "lot"):
        text = row.text(name)
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
