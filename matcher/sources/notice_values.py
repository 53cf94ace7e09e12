"""Values as notices write them, whatever their format: amounts, days, moments, numbers of notices and organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from matcher.model import Lot, Origin, Problem, Severity
from matcher.sources.cpv import read_codes
from matcher.sources.texts import clean, masked
from matcher.sources.wordings import reserved_in

Element = Any  # lxml has no types

AMSTERDAM = "Europe/Amsterdam"
DUTCH_PROCEDURES = {
    "open": "openbare procedure",
    "restricted": "niet-openbare procedure",
    "negotiated": "onderhandelingsprocedure met voorafgaande oproep",
    "competitive": "mededingingsprocedure met onderhandeling",
    "direct": "onderhandelingsprocedure zonder voorafgaande oproep",
    "dialogue": "concurrentiegerichte dialoog",
    "innovation": "innovatiepartnerschap",
    "competitive-tender": "openbare aanbestedingsprocedure voor openbaar vervoer",
    "single": "andere procedure in één fase",
    "multiple": "andere procedure in meer fasen",
}
_DAY = re.compile(r"^\s*(\d{4})-?(\d\d)-?(\d\d)(Z|[+-]\d\d:\d\d)?")
_TIME = re.compile(r"^\s*(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?")
_PLACEHOLDER_DAYS = {date(1970, 1, 1), date(2000, 1, 1)}  # what a withheld date, and one that only the schema asks for, are filled with
_OJ_NUMBER = re.compile(r"^(?:\d{4}/S\s+\d+-)?0*(\d+)(?:-(\d{4}))?$")
_NOTHING = re.compile(r"(?i)[\s\-–—.]*(?:n\.?\s?v\.?\s?t|n\.?t\.?b|n/?a|niet van toepassing|not (?:available|applicable)|geen|none)?[\s\-–—.]*")
_ELSEWHERE = re.compile(r"(?i)(?:zie|see|voir|cf\.?|conform)\b.{0,40}")
_UNITS = {"DAY": ("dag", "dagen"), "WEEK": ("week", "weken"), "MONTH": ("maand", "maanden"), "YEAR": ("jaar", "jaar")}


@dataclass(slots=True)
class NoticeValues:
    """Reads values of one notice; what cannot be read is left out and told in `problems`."""

    origin: Origin
    problems: list[Problem] = field(default_factory=list)
    _told: set[tuple[object, ...]] = field(default_factory=set)

    def tell(self, code: str, severity: Severity = Severity.WARNING, column: str = "", **params: str) -> None:
        """Add a problem, once."""
        key = (code, column, *sorted(params.items()))
        if key not in self._told:
            self._told.add(key)
            self.problems.append(Problem(code, params, self.origin, column, severity))

    def amount(self, element: Element | None) -> float | None:
        """Return an amount. Below zero is how a withheld one is published; up to ten is what people type where a form insists on an amount."""
        text = said(element)
        if not text or (element is not None and element.get("PUBLICATION") == "NO"):
            return None
        try:
            amount = float(element.get("FMTVAL") or text) if element is not None else 0.0
        except ValueError:
            self.tell("value_not_understood", text=masked(text)[:60])
            return None
        return amount if 10 < amount < 1e13 else None

    def day(self, text: str, field_name: str) -> date | None:
        """Return a calendar day as written ("2024-06-09+02:00", "20240609")."""
        if not text:
            return None
        found = _DAY.match(text)
        try:
            day = date(*map(int, found.groups()[:3])) if found else None
        except ValueError:
            day = None
        if day in _PLACEHOLDER_DAYS:
            return None
        if day is None or not 1990 <= day.year <= 2100:
            self.tell("notice_date", column=field_name, field=field_name, text=masked(text)[:40])
            return None
        return day

    def moment(self, day_text: str, time_text: str, field_name: str) -> datetime | None:
        """Return a moment in UTC; a time without a zone is a time in the Netherlands. A day without a time is that day, whatever its zone."""
        day = self.day(day_text, field_name)
        if day is None:
            return None
        clock = _TIME.match(time_text or "")
        try:
            at = time(int(clock[1]), int(clock[2]), int(clock[3] or 0)) if clock else time()
        except ValueError:
            at, clock = time(), None
        if clock is None:
            return datetime.combine(day, at, UTC)
        zone = clock[4] or (found[4] if (found := _DAY.match(day_text)) else None)
        return datetime.combine(day, at, _zone(zone)).astimezone(UTC)

    def codes(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the CPV codes among texts, each once, in order."""
        codes: dict[str, None] = {}
        for text in filter(None, texts):
            reading = read_codes(text)
            codes.update(dict.fromkeys(reading.codes))
            for refused in reading.refused:
                self.tell("cpv_not_a_code", text=masked(refused)[:40])
        return tuple(codes)


def said(element: Element | None) -> str:
    """Return an element's text, its paragraphs on one line; "" for none, or where the publisher withheld it."""
    if element is None:
        return ""
    text = clean(" ".join(element.itertext()))
    return "" if text.lower() == "unpublished" else text


def currency(*amounts: Element | None) -> str:
    """Return the currency of the first of these amounts that has one, or stands in something that has; "EUR" for none."""
    for amount in amounts:
        for each in () if amount is None else (amount, *amount.iterancestors()):
            code = each.get("currencyID") or each.get("CURRENCY") or ""
            if re.fullmatch(r"[A-Z]{3}", code):
                return code
    return "EUR"


def notice_number(text: str) -> str:
    """Return the number of a notice in the Official Journal without leading zeros; other ids as written.

    >>> notice_number("00137599-2024"), notice_number("2016/S 123-056789"), notice_number("7d1a-01")
    ('137599-2024', '56789-2016', '7d1a-01')
    """
    text = clean(text)[:100]
    if found := _OJ_NUMBER.match(text):
        year = found[2] or (text[:4] if "/S" in text else "")
        if year:
            return f"{found[1]}-{year}"
    return text


def notice_url(number: str) -> str:
    """Return where people can read a notice of that number in the Official Journal."""
    return f"https://ted.europa.eu/nl/notice/-/detail/{number}" if re.fullmatch(r"\d+-\d{4}", number) else ""


def registration_number(text: str, country: str) -> str:
    """Return a registration number; a Dutch one of 8 digits (or of 12, with the establishment's) as KvK number.

    >>> registration_number("KvK 12345678", "NL"), registration_number("0461.145.522", "BE")
    ('12345678', '0461.145.522')
    """
    text = clean(text)
    digits = re.sub(r"\D", "", text)
    if country.startswith("NL") and (len(digits) == 8 or (len(digits) == 12 and digits.isdigit())):
        return digits[:8]
    return text[:60] if len(digits) >= 4 else ""  # "n/a", "xyz"


def reference_text(text: str) -> str:
    """Return a buyer's reference, "" for what only says that there is none."""
    return "" if _NOTHING.fullmatch(text) else masked(text)[:100]


def duration_text(amount: str, unit: str) -> str:
    """Return a term in words.

    >>> duration_text("24", "MONTH"), duration_text("1", "YEAR")
    ('24 maanden', '1 jaar')
    """
    amount = clean(amount)
    if unit not in _UNITS or not re.fullmatch(r"\d{1,5}(\.\d+)?", amount) or not float(amount):
        return ""
    amount = f"{float(amount):g}"
    return f"{amount} {_UNITS[unit][amount != '1']}"


def until(day: date | None) -> str:
    """Return the end of a contract in words, "" for none."""
    return f"t/m {day.day}-{day.month}-{day.year}" if day else ""


def joined(*texts: str) -> str:
    """Return texts as one, each part once: officers repeat the description of a contract in its only lot, or refer to it there."""
    kept: list[str] = []
    for text in filter(None, map(own_words, texts)):
        if not any(text in other for other in kept):
            kept = [other for other in kept if other not in text] + [text]
    return " ".join(kept)


def own_words(text: str) -> str:
    """Return a text, "" for one that only sends the reader elsewhere ("Zie II.2.1)", "See documentation", "n.v.t.").

    >>> own_words("Zie bestek."), own_words("Zeefdruk op textiel")
    ('', 'Zeefdruk op textiel')
    """
    return "" if _ELSEWHERE.fullmatch(text) or _NOTHING.fullmatch(text) else text


def reserved_of(codes: Iterable[tuple[str, str]], text: str) -> tuple[str, str]:
    """Return (reserved, evidence) by codes of (kind, evidence); where there is none, by what the text says."""
    stated = list(codes)
    if not stated:
        kind, words = reserved_in(text)
        return kind, masked(words) if kind else ""
    kinds = {kind for kind, _ in stated}
    return ("participation" if "participation" in kinds else "execution"), "; ".join(dict.fromkeys(evidence for _, evidence in stated))


def with_money_terms(lot: Lot) -> Lot:
    """Return a lot with what holds for every amount in a European notice: it is the total, excl. VAT (directive 2014/24/EU art. 5)."""
    return lot if lot.value_amount is None and lot.value_max_amount is None else replace(lot, vat="excl", value_basis="total")


def _zone(text: str | None) -> timezone | ZoneInfo:
    if text is None:
        return ZoneInfo(AMSTERDAM)
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=min(hours, 14), minutes=min(minutes, 59)))
