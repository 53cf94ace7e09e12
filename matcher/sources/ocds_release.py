"""One OCDS release as a notice: its kind, its tender with lots, and who won.

A release id is unique within its contracting process only, so a notice is identified by ocid and id together ("ocid#id"; the id alone where it begins
with the ocid, as many publishers write it). Where the id is missing, the date stands in for it. Days are those that the publisher wrote: a moment
counts as the day of its own offset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from matcher.model import Lot, Notice, NoticeKind, Origin, Problem, Severity, Status, Tender
from matcher.sources.ocds_award import AwardedLots, read_awards
from matcher.sources.ocds_lots import STATUSES, is_nuts, read_lots
from matcher.sources.ocds_part import Part
from matcher.sources.texts import masked

_KINDS = (  # a release can have several tags: the furthest counts
    (NoticeKind.CANCELLED, {"tenderCancellation"}),
    (NoticeKind.AWARD, {"award", "awardUpdate", "awardCancellation", "contract", "contractUpdate", "contractAmendment", "contractTermination"}),
    (NoticeKind.CHANGE, {"tenderUpdate", "tenderAmendment"}),
    (NoticeKind.COMPETITION, {"tender"}),
    (NoticeKind.PLANNING, {"planning", "planningUpdate"}),
)
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
    parties = {party.text("id") or f"#{position}": party for position, party in enumerate(part.parts("parties"))}
    given = part.part("tender")
    title = masked(given.text("title") or part.text("title") or part.part("planning").part("budget").text("project"))
    lots: tuple[Lot, ...] = ()
    nuts: tuple[str, ...] = ()
    if given.record or kind in (NoticeKind.PLANNING, NoticeKind.COMPETITION):
        lots, nuts = read_lots(given, title, kind, AwardedLots(part))
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
        nuts=nuts or _nuts_of_buyer(parties),
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
    status = STATUSES.get(tender.text("status"))
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


def _nuts_of_buyer(parties: Mapping[str, Part]) -> tuple[str, ...]:
    buyers = (party for party in parties.values() if {"buyer", "procuringEntity"} & set(party.texts("roles")))
    regions = (party.part("address").text("region") for party in buyers)
    return tuple(dict.fromkeys(region for region in regions if is_nuts(region)))


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
