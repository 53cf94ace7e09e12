"""One OCDS release as a notice: its kind, its tender with lots, and who won.

A release id is unique within its contracting process only, so a notice is identified by ocid and id together ("ocid#id"; the id alone where it begins
with the ocid, as many publishers write it). Where the id is missing, the date stands in for it. Days are those that the publisher wrote: a moment
counts as the day of its own offset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from matcher.model import Lot, Notice, NoticeKind, Origin, Problem, Severity, Status, Tender
from matcher.sources.cpv import read_codes
from matcher.sources.ocds_award import award_status, read_awards
from matcher.sources.ocds_part import Money, Part, amount_of, identifier
from matcher.sources.texts import masked
from matcher.sources.wordings import reserved_in

_KINDS = (  # a release can have several tags: the furthest counts
    (NoticeKind.CANCELLED, {"tenderCancellation"}),
    (NoticeKind.AWARD, {"award", "awardUpdate", "awardCancellation", "contract", "contractUpdate", "contractAmendment", "contractTermination"}),
    (NoticeKind.CHANGE, {"tenderUpdate", "tenderAmendment"}),
    (NoticeKind.COMPETITION, {"tender"}),
    (NoticeKind.PLANNING, {"planning", "planningUpdate"}),
)
_STATUSES = {
    "planning": Status.PLANNED,
    "planned": Status.PLANNED,
    "active": Status.OPEN,
    "complete": Status.CLOSED,
    "cancelled": Status.WITHDRAWN,
    "unsuccessful": Status.WITHDRAWN,
    "withdrawn": Status.WITHDRAWN,
}
_NUTS = re.compile(r"(?:AL|AT|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IS|IT|LI|LT|LU|LV|ME|MK|MT|NL|NO|PL|PT|RO|RS|SE|SI|SK|TR|UK)[0-9A-Z]{0,3}")
_BY_A_SYSTEM = re.compile(
    r"(?i)ocds-|tender_|\d{8}|[0-9a-f]{8}-[0-9a-f]{4}-|(?=[^\W_]*\d)(?=[^\W_]*[a-z])[^\W_]{16}"  # a prefix, a long number, a GUID, a random key
)


def read_release(release: Mapping[str, Any], origin: Origin, problems: list[Problem]) -> Notice | None:
    """Read one release; what is wrong with it is added to `problems`. None if it lacks an ocid, and so belongs nowhere."""
    plain = Part(release, origin, [])
    here = replace(origin, sheet=masked(plain.text("id")))
    part = Part(release, here, problems)
    ocid = part.text("ocid")
    if not ocid:
        problems.append(Problem("field_missing", {"field": "ocid"}, here, "ocid", Severity.ERROR))
        return None
    number = part.text("id") or part.text("date")
    kind = _kind(part)
    parties = {party.text("id"): party for party in part.parts("parties")}
    given = part.part("tender")
    lots, nuts = _lots(part, given, kind, parties)
    title = masked(given.text("title") or part.text("title") or part.part("planning").part("budget").text("project"))
    tender = Tender(
        title=title,
        lots=lots,
        buyer=_buyer(part, given, parties),
        description=masked(given.text("description")),
        reference=_reference(given.text("id"), ocid, number, title),
        procedure=masked(given.text("procurementMethodDetails")).strip(" -"),
        ocid=ocid,
        publication_id=number if number.startswith(ocid) else "#".join(filter(None, (ocid, number))),
        procedure_id=ocid,
        url=_url(part, given, kind),
    )
    return Notice(
        publisher="ocds",
        publication_id=tender.publication_id,
        kind=kind,
        tender=tender,
        procedure_id=ocid,
        published_at=_moment(part),
        nuts=nuts,
        awards=read_awards(part, given, parties),
        origin=here,
    )


def _kind(release: Part) -> NoticeKind:
    """By its tags; a compiled or untagged release by what it holds."""
    tags = set(release.texts("tag"))
    for kind, names in _KINDS:
        if tags & names:
            return kind
    tender = release.part("tender")
    status = _STATUSES.get(tender.text("status"))
    if status is Status.WITHDRAWN:
        return NoticeKind.CANCELLED
    if release.record.get("awards") or release.record.get("contracts"):
        return NoticeKind.AWARD
    planned = status is Status.PLANNED or not tender.record
    return NoticeKind.PLANNING if planned else NoticeKind.COMPETITION


def _buyer(release: Part, tender: Part, parties: Mapping[str, Part]) -> str:
    for named in (release.part("buyer"), tender.part("procuringEntity")):
        party = parties.get(named.text("id"))
        if name := named.text("name") or (party.text("name") if party else ""):
            return masked(name)
    for role in ("buyer", "procuringEntity"):
        for party in parties.values():
            if role in party.texts("roles") and (name := party.text("name") or party.part("identifier").text("legalName")):
                return masked(name)
    return ""


def _reference(text: str, ocid: str, number: str, title: str) -> str:
    """Return `tender.id` if it can be the buyer's own reference; most publishers put a number of their system there."""
    text = masked(text)
    own = len(text) <= 30 and any(figure.isdigit() for figure in text) and not _BY_A_SYSTEM.search(text)
    return text if own and text not in (ocid, number, title) and ocid not in text else ""


def _lots(release: Part, tender: Part, kind: NoticeKind, parties: Mapping[str, Part]) -> tuple[tuple[Lot, ...], tuple[str, ...]]:
    """Return the lots, one with number "" for a tender that is not divided, and the NUTS codes of all places."""
    if not tender.record and kind in (NoticeKind.AWARD, NoticeKind.CHANGE, NoticeKind.CANCELLED):
        return (), _nuts_of_buyer(parties)
    items = tender.parts("items")
    parts = tender.parts("lots")
    lots: list[Lot] = []
    places: list[str] = []
    shared = amount_of(tender)
    if any(amount_of(lot).low is not None for lot in parts):
        shared = Money()  # the sum of the lots says nothing of those without an amount
    for lot in parts or [Part({}, tender.origin, tender.problems)]:
        number = identifier(lot.text("id"))
        own = [item for item in items if identifier(item.text("relatedLot")) in ("", number)]
        place, nuts = _place([*own, lot, tender])
        places += nuts
        title = masked(lot.text("title") or tender.text("title") or release.text("title"))
        description = masked((lot if parts else tender).text("description"))
        reserved, evidence = _reserved(lot, tender, title, description)
        money = amount_of(lot)
        money = shared if money.low is None else money
        lots.append(
            Lot(
                title=title,
                description=description,
                number=number,
                cpv=_codes(own, tender),
                value_amount=money.low,
                value_max_amount=money.high,
                currency=money.currency,
                deadline_date=lot.part("tenderPeriod").day("endDate") or tender.part("tenderPeriod").day("endDate"),
                start_date=lot.part("contractPeriod").day("startDate") or tender.part("contractPeriod").day("startDate"),
                duration=_term(lot.part("contractPeriod")) or _term(tender.part("contractPeriod")),
                place=place,
                reserved=reserved,
                reserved_evidence=evidence,
                status=_status(number, lot, tender, kind, release),
                origin=tender.origin,
            )
        )
    if len(lots) > 1 and shared.low is not None:
        params = {"lots": str(len(lots))}
        tender.problems.append(Problem("value_covers_lots", params, tender.origin, "tender.value", Severity.NOTE))
    return tuple(lots), tuple(dict.fromkeys(places)) or _nuts_of_buyer(parties)


def _status(number: str, lot: Part, tender: Part, kind: NoticeKind, release: Part) -> Status:
    """The lot's own status, unless the tender has gone further: many publishers leave a lot "active" for ever."""
    own, whole = (_known_status(part) for part in (lot, tender))
    status = own if own not in (None, Status.OPEN) and whole is not Status.WITHDRAWN else whole or own
    if kind is NoticeKind.CANCELLED and status in (None, Status.OPEN, Status.PLANNED):
        status = Status.WITHDRAWN
    if status is not Status.WITHDRAWN and award_status(release, number):
        return Status.AWARDED
    return status or Status.PLANNED


def _known_status(part: Part) -> Status | None:
    text = part.text("status")
    if text and text not in _STATUSES:
        part.problems.append(Problem("status_unknown", {"text": masked(text)[:80]}, part.origin, f"{part.path}status", Severity.NOTE))
    return _STATUSES.get(text)


def _codes(items: Sequence[Part], tender: Part) -> tuple[str, ...]:
    """Return the CPV codes of a lot: of its items and of the tender as a whole, main codes before additional ones."""
    holders = [*items, tender]
    main = [holder.part("classification") for holder in holders]
    also = [code for holder in holders for code in holder.parts("additionalClassifications")]
    found: list[str] = []
    for part in (*main, *also):
        text = identifier(part.text("id"))
        if not text or not part.text("scheme").upper().startswith("CPV"):
            continue
        reading = read_codes(text)
        found += reading.codes
        part.tell_once("cpv_check_digit", Severity.NOTE, [{"code": code} for code in reading.wrong_digit])
        part.tell_once("cpv_not_a_code", Severity.WARNING, [{"text": refused} for refused in reading.refused])
    return tuple(dict.fromkeys(found))


def _place(parts: Sequence[Part]) -> tuple[str, list[str]]:
    """Return where the work is done, as text, and its NUTS codes; a country only where nothing nearer is said."""
    near: list[str] = []
    countries: list[str] = []
    nuts: list[str] = []
    for part in parts:
        for address in part.parts("deliveryAddresses"):
            region = address.text("region")
            if _NUTS.fullmatch(region):
                nuts.append(region)
                region = ""
            near.append(" ".join(filter(None, (address.text("postalCode"), address.text("locality")))) or region)
            countries.append(address.text("countryName"))
        for location in (part.part("deliveryLocation"), *part.parts("deliveryLocations")):
            gazetteer = location.part("gazetteer")
            if gazetteer.text("scheme").upper().startswith("NUTS"):
                nuts += [code for code in gazetteer.texts("identifiers") if _NUTS.fullmatch(code)]
            near.append(location.text("description"))
    named = [text for text in dict.fromkeys(near) if text] or [text for text in dict.fromkeys(countries) if text]
    return masked("; ".join(named))[:300], nuts


def _nuts_of_buyer(parties: Mapping[str, Part]) -> tuple[str, ...]:
    buyers = (party for party in parties.values() if {"buyer", "procuringEntity"} & set(party.texts("roles")))
    regions = (party.part("address").text("region") for party in buyers)
    return tuple(dict.fromkeys(region for region in regions if _NUTS.fullmatch(region)))


def _term(period: Part) -> str:
    """Return a contract's term: in months where its days are whole months, else in days."""
    start, end = period.day("startDate"), period.day("endDate")
    if start and end and end > start:
        after = date.fromordinal(end.toordinal() + 1)
        months = 12 * (after.year - start.year) + after.month - start.month
        if after.day == start.day and months:
            return f"{months} maanden"
        return f"{(after - start).days} dagen"
    days = period.number("durationInDays", 1)
    return f"{days:.0f} dagen" if days else ""


def _reserved(lot: Part, tender: Part, title: str, description: str) -> tuple[str, str]:
    """Return whether a lot is reserved, and what says so: EU profile fields first, then the text. (Suitable for a VCSE is not reserved for one.)"""
    for part in (lot, tender):
        for holder in (part.part("otherRequirements"), part.part("contractTerms")):
            said = holder.record.get("reservedParticipation")
            codes = holder.texts("reservedParticipation") if isinstance(said, (str, list)) else (str(said),) if said is True else ()
            if codes := tuple(code for code in codes if code.lower() not in ("none", "false", "no")):
                return "participation", masked(f"reservedParticipation: {', '.join(codes)}")[:300]
            if holder.yes("reservedExecution"):
                return "execution", "reservedExecution: true"
    reserved, evidence = reserved_in(f"{title}. {description}")
    if not reserved:
        reserved, evidence = reserved_in(f"{masked(tender.text('title'))}. {masked(tender.text('description'))}")
    return reserved, evidence


def _url(release: Part, tender: Part, kind: NoticeKind) -> str:
    """Return the address of the notice itself, from the section that the release is about."""
    results = [*release.parts("awards"), *release.parts("contracts")]
    planning = release.part("planning")
    order = {NoticeKind.AWARD: [*results, tender, planning], NoticeKind.PLANNING: [planning, tender]}.get(kind, [tender, planning])
    for holder in order:
        for document in holder.parts("documents"):
            url = "".join(document.text("url").split())
            if document.text("documentType").lower().endswith("notice") and url.startswith(("https://", "http://")):
                return url
    return ""


def _moment(release: Part) -> datetime | None:
    """Return when it was released; a moment without an offset is taken as UTC."""
    text = release.text("date")
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        moment = None
    if moment is None or not 1990 <= moment.year <= 2100:
        if text:
            release.refuse("date", "date")
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
