"""The lots of an OCDS tender: their codes, amounts, days, places, status, and whether they are reserved."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from matcher.model import Lot, NoticeKind, Severity, Status
from matcher.sources.cpv import read_codes
from matcher.sources.ocds_award import AwardedLots
from matcher.sources.ocds_part import Money, Part, amount_of, identifier
from matcher.sources.texts import masked
from matcher.sources.wordings import reserved_in

STATUSES = {
    "planning": Status.PLANNED,
    "planned": Status.PLANNED,
    "active": Status.OPEN,
    "complete": Status.CLOSED,
    "cancelled": Status.WITHDRAWN,
    "unsuccessful": Status.WITHDRAWN,
    "withdrawn": Status.WITHDRAWN,
}
"""What the codes of `tender.status` and `lot.status` are here."""

_NUTS = re.compile(r"(?:AL|AT|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IS|IT|LI|LT|LU|LV|ME|MK|MT|NL|NO|PL|PT|RO|RS|SE|SI|SK|TR|UK)[0-9A-Z]{0,3}")


@dataclass(slots=True)
class _About:
    """What items say of what is bought and where."""

    main: list[str] = field(default_factory=list)
    """CPV codes."""
    also: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    nuts: list[str] = field(default_factory=list)

    def place(self) -> str:
        """Where the work is done; a country only where nothing nearer is said."""
        named = [text for text in dict.fromkeys(self.near) if text] or [text for text in dict.fromkeys(self.countries) if text]
        return masked("; ".join(named))[:300]


def read_lots(tender: Part, title: str, kind: NoticeKind, awarded: AwardedLots) -> tuple[tuple[Lot, ...], tuple[str, ...]]:
    """Return the lots, one with number "" for a tender that is not divided, and the NUTS codes of all places. `title`: of the tender.

    What the tender says as a whole counts for every lot that does not say it itself.
    """
    parts = tender.parts("lots")
    items: dict[str, list[Part]] = defaultdict(list)
    for item in tender.parts("items"):
        items[identifier(item.text("relatedLot"))].append(item)
    whole = _about([*items[""], tender])
    amount = amount_of(tender)
    if any(amount_of(lot).low is not None for lot in parts):
        amount = Money()  # the sum of the lots says nothing of those without an amount
    elif len(parts) > 1 and amount.low is not None:
        tender.tell_once("value_covers_lots", Severity.NOTE, [{"lots": str(len(parts))}], "value")
    description = masked(tender.text("description"))
    reserved = _marked(tender)
    reserved_text = reserved_in(f"{title}. {description}")
    deadline = tender.part("tenderPeriod").day("endDate")
    start, term = _contract(tender)
    stated = _stated(tender)
    lots: list[Lot] = []
    nuts: list[str] = []
    for lot in parts or [Part({}, tender.origin, tender.problems)]:
        number = identifier(lot.text("id"))
        about = _about([*(items[number] if number in items and number else ()), lot])
        nuts += about.nuts
        own_title = masked(lot.text("title")) or title
        own_description = masked(lot.text("description")) if parts else description
        money = amount_of(lot)
        money = amount if money.low is None else money
        own_start, own_term = _contract(lot)
        said = next(filter(lambda marked: marked[0], (_marked(lot), reserved)), None)
        kept, evidence = said or next(filter(lambda found: found[0], (reserved_in(f"{own_title}. {own_description}"), reserved_text)), ("", ""))
        lots.append(
            Lot(
                title=own_title,
                description=own_description,
                number=number,
                cpv=tuple(dict.fromkeys((*about.main, *whole.main, *about.also, *whole.also))),
                value_amount=money.low,
                value_max_amount=money.high,
                currency=money.currency,
                deadline_date=lot.part("tenderPeriod").day("endDate") or deadline,
                start_date=own_start or start,
                duration=own_term or term,
                place=about.place() or whole.place(),
                reserved=kept,
                reserved_evidence=evidence,
                status=_status(_stated(lot), stated, kind, awarded=number in awarded),
                origin=tender.origin,
            )
        )
    return tuple(lots), tuple(dict.fromkeys((*nuts, *whole.nuts)))


def is_nuts(text: str) -> bool:
    """Say whether a region is written as a code of NUTS, rather than as its name."""
    return bool(_NUTS.fullmatch(text))


def _stated(part: Part) -> Status | None:
    text = part.text("status")
    if text and text not in STATUSES:
        part.tell_once("status_unknown", Severity.NOTE, [{"text": text}], "status")
    return STATUSES.get(text)


def _status(own: Status | None, whole: Status | None, kind: NoticeKind, *, awarded: bool) -> Status:
    """The lot's own status, unless the tender has gone further: many publishers leave a lot "active" for ever."""
    status = own if own not in (None, Status.OPEN) and whole is not Status.WITHDRAWN else whole or own
    if kind is NoticeKind.CANCELLED and status is not Status.CLOSED:
        status = Status.WITHDRAWN
    return Status.AWARDED if awarded and status is not Status.WITHDRAWN else status or Status.PLANNED


def _about(parts: Sequence[Part]) -> _About:
    about = _About()
    for part in parts:
        about.main += _codes([part.part("classification")])
        about.also += _codes(part.parts("additionalClassifications"))
        for address in part.parts("deliveryAddresses"):
            region = address.text("region")
            about.nuts += [region] if is_nuts(region) else []
            about.near.append(" ".join(filter(None, (address.text("postalCode"), address.text("locality")))) or ("" if is_nuts(region) else region))
            about.countries.append(address.text("countryName"))
        for location in (part.part("deliveryLocation"), *part.parts("deliveryLocations")):
            gazetteer = location.part("gazetteer")
            if gazetteer.text("scheme").upper().startswith("NUTS"):
                about.nuts += filter(is_nuts, gazetteer.texts("identifiers"))
            about.near.append(location.text("description"))
    return about


def _codes(classifications: Sequence[Part]) -> list[str]:
    found: list[str] = []
    for part in classifications:
        text = identifier(part.text("id"))
        if not text or not part.text("scheme").upper().startswith("CPV"):
            continue
        reading = read_codes(text)
        found += reading.codes
        part.tell_once("cpv_check_digit", Severity.NOTE, [{"code": code} for code in reading.wrong_digit])
        part.tell_once("cpv_not_a_code", Severity.WARNING, [{"text": refused} for refused in reading.refused])
    return found


def _contract(holder: Part) -> tuple[date | None, str]:
    """Return when a contract begins, and its term: in months where its days are whole months, else in days."""
    period = holder.part("contractPeriod")
    start, end = period.day("startDate"), period.day("endDate")
    if start and end and end > start:
        after = date.fromordinal(end.toordinal() + 1)
        months = 12 * (after.year - start.year) + after.month - start.month
        return start, f"{months} maanden" if after.day == start.day and months else f"{(after - start).days} dagen"
    days = period.number("durationInDays", 1)
    return start, f"{days:.0f} dagen" if days else ""


def _marked(part: Part) -> tuple[str, str]:
    """Return how a lot or tender is reserved by the fields of the EU profile, and which one says so. Suitable for a VCSE is not reserved."""
    for holder in (part.part("otherRequirements"), part.part("contractTerms")):
        codes = ["true"] if holder.record.get("reservedParticipation") is True else []
        if holder.record.get("reservedParticipation") not in (True, False):
            codes += [code for code in holder.texts("reservedParticipation") if code.lower() not in ("none", "false", "no")]
        if codes:
            return "participation", masked(f"reservedParticipation: {', '.join(codes)}")[:300]
        if holder.yes("reservedExecution"):
            return "execution", "reservedExecution: true"
    return "", ""
