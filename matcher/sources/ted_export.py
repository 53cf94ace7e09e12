"""Notices of before eForms: TED_EXPORT R2.0.9 (forms F01 to F25); those of R2.0.8 are handed on to `ted_export_r208`.

`publication_id` is DOC_ID. `procedure_id` is the number of the first earlier notice that it follows, else its own. Contact persons are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcher.model import Lot, Notice, NoticeKind, Severity, Status, Tender
from matcher.sources import ted_export_r208
from matcher.sources.notice_values import (
    DUTCH_PROCEDURES,
    Element,
    NoticeValues,
    currency,
    duration_text,
    joined,
    notice_number,
    notice_url,
    own_words,
    reference_text,
    reserved_of,
    said,
    until,
    with_money_terms,
)
from matcher.sources.ted_export_awards import read_awards
from matcher.sources.ted_export_fields import attributes, every, first, lot_number, text, texts
from matcher.sources.texts import masked

_PLANNING = (NoticeKind.PLANNING, Status.PLANNED)
_COMPETITION = (NoticeKind.COMPETITION, Status.OPEN)
_AWARD = (NoticeKind.AWARD, Status.AWARDED)
_BY_FORM = {
    **dict.fromkeys(("F01", "F04", "F08"), _PLANNING),
    **dict.fromkeys(("F02", "F05", "F07", "F12", "F17", "F19", "F24"), _COMPETITION),
    **dict.fromkeys(("F03", "F06", "F13", "F15", "F18", "F20", "F25"), _AWARD),
    "F14": (NoticeKind.CHANGE, Status.OPEN),
}
_BY_TYPE = (  # NOTICE/@TYPE, which forms for several uses have
    (re.compile(r"AWARD"), _AWARD),
    (re.compile(r"_CALL|^CONTRACT$|^QSU"), _COMPETITION),
    (re.compile(r"^(?:PRI|PER)_"), _PLANNING),
)
_BY_DOCUMENT = {  # TD_DOCUMENT_TYPE
    **dict.fromkeys("0PMB", _PLANNING),
    **dict.fromkeys("3AQDE45", _COMPETITION),
    **dict.fromkeys("7VRU", _AWARD),
    "2": (NoticeKind.CHANGE, Status.OPEN),
}
_PROCEDURES = (
    ("PT_OPEN", "open"),
    ("PT_RESTRICTED", "restricted"),
    ("PT_COMPETITIVE_NEGOTIATION", "competitive"),
    ("PT_ACCELERATED_RESTRICTED_CHOICE", "restricted"),
    ("PT_COMPETITIVE_DIALOGUE", "dialogue"),
    ("PT_INNOVATION_PARTNERSHIP", "innovation"),
    ("PT_NEGOTIATED_WITH_PRIOR_CALL", "negotiated"),
    ("PT_INVOLVING_NEGOTIATION", "negotiated"),
    ("PT_NEGOTIATED_WITH_PUBLICATION", "negotiated"),
    ("PT_NEGOTIATED_WITHOUT_PUBLICATION", "direct"),
    ("PT_AWARD_CONTRACT_WITHOUT_CALL", "direct"),
    ("PT_AWARD_CONTRACT_WITHOUT_PUBLICATION", "direct"),
)
_RESERVED = (  # sections II.1 and III.1
    ("RESTRICTED_SHELTERED_WORKSHOP", "participation"),
    ("RESERVED_ORGANISATIONS_SERVICE_MISSION", "participation"),
    ("RESTRICTED_SHELTERED_PROGRAM", "execution"),
)


def read(root: Element, values: NoticeValues) -> Notice | None:
    """Read a notice; None if it holds no form, which is told in `values.problems`."""
    coded = first(root, "CODED_DATA_SECTION")
    number = notice_number(root.get("DOC_ID") or text(coded, "NOTICE_DATA/NO_DOC_OJS"))
    form = _form(root)
    if form is None:
        values.tell("notice_without_title", Severity.ERROR, id=number or "?")
        return None
    kind, status = _kind(form, coded)
    number_of_form = (form.get("FORM") or "").removeprefix("F")
    older = "_2014" not in form.tag
    if kind is NoticeKind.CHANGE:
        tender = _changed(form, values)
    elif older:
        tender = ted_export_r208.read_tender(form, coded, status, values)
    else:
        tender = _tender(form, status, values)
    awards, outcomes = read_awards(form, [lot.number for lot in tender.lots], values)
    earlier = _earlier(form, coded, number)
    tender = replace(
        tender,
        lots=tuple(replace(lot, status=outcomes.get(lot.number, lot.status)) for lot in tender.lots),
        procedure="" if number_of_form == "14" else _procedure(form),
        publication_id=number,
        procedure_id=earlier[0] if earlier else number,
        url=notice_url(number),
    )
    places = attributes(form, ".//OBJECT_DESCR/NUTS", "CODE") or attributes(coded, "NOTICE_DATA/PERFORMANCE_NUTS", "CODE")
    places = places or attributes(coded, "NOTICE_DATA/ORIGINAL_NUTS", "CODE")
    return Notice(
        publisher="ted",
        publication_id=number,
        kind=kind,
        tender=tender,
        procedure_id=tender.procedure_id,
        published_at=values.moment(text(coded, "REF_OJS/DATE_PUB"), "", "DATE_PUB"),
        refers_to=tuple(f"ted:{each}" for each in earlier),
        nuts=tuple(places or attributes(coded, "NOTICE_DATA/CA_CE_NUTS", "CODE")),
        awards=awards,
        origin=values.origin,
    )


def _form(root: Element) -> Element | None:
    """Return the form in Dutch, else the one that was sent in, else the English one. Only the original of some notices says which it is."""
    forms = [each for each in every(root, "FORM_SECTION/*") if each.get("FORM")]
    for attribute, value in (("LG", "NL"), ("CATEGORY", "ORIGINAL"), ("LG", "EN")):
        for each in forms:
            if each.get(attribute) == value:
                return each
    return forms[0] if forms else None


def _kind(form: Element, coded: Element | None) -> tuple[NoticeKind, Status]:
    name = form.get("FORM") or ""
    name = name if name.startswith("F") else f"F{name:0>2}"
    if name == "F14":
        return _BY_FORM[name]
    said_type = next(iter(attributes(form, "NOTICE", "TYPE")), "")
    for pattern, kind in _BY_TYPE:
        if pattern.search(said_type):
            return kind
    document = next(iter(attributes(coded, "CODIF_DATA/TD_DOCUMENT_TYPE", "CODE")), "")
    return _BY_FORM.get(name) or _BY_DOCUMENT.get(document, _PLANNING)


def _tender(form: Element, status: Status, values: NoticeValues) -> Tender:
    contracts = every(form, "OBJECT_CONTRACT")
    if not contracts:
        return Tender(title="", lots=(), buyer=_buyer(form))
    lots = tuple(_lots(form, [_Contract(contract, place, len(contracts)) for place, contract in enumerate(contracts, 1)], status, values))
    return Tender(
        title=masked(text(contracts[0], "TITLE")),
        lots=lots,
        buyer=_buyer(form),
        description=lots[0].description if len(lots) == 1 else masked(text(contracts[0], "SHORT_DESCR")),
        reference=reference_text(text(contracts[0], "REFERENCE_NUMBER")),
    )


class _Contract:
    """What an OBJECT_CONTRACT says of all its parts together."""

    def __init__(self, element: Element, place: int, contracts: int) -> None:
        self.parts = every(element, "OBJECT_DESCR") or [element]
        self.title, self.description = (masked(text(element, name)) for name in ("TITLE", "SHORT_DESCR"))
        self.cpv = attributes(element, "CPV_MAIN/CPV_CODE", "CODE")
        self.value = first(element, "VAL_ESTIMATED_TOTAL")
        self._divided = len(self.parts) > 1 or first(element, "LOT_DIVISION") is not None
        self._item = (element.get("ITEM") or str(place)) if contracts > 1 else ""

    def number(self, part: Element) -> str:
        """Return a lot's number. The only part of an undivided tender has none; the second contract of a planning notice is told by its item."""
        given = lot_number(text(part, "LOT_NO")) if self._divided else ""
        if len(self.parts) > 1:
            given = given or part.get("ITEM") or ""
        return ".".join(filter(None, (self._item, given)))


def _lots(form: Element, contracts: Iterable[_Contract], status: Status, values: NoticeValues) -> Iterator[Lot]:
    deadline = values.day(text(form, "PROCEDURE/DATE_RECEIPT_TENDERS"), "DATE_RECEIPT_TENDERS")
    stated = [(kind, name) for name, kind in _RESERVED if first(form, f".//{name}") is not None]
    seen: set[str] = set()
    for contract, part in [(each, part) for each in contracts for part in each.parts]:
        number, many = contract.number(part), len(contract.parts)
        if number in seen:
            values.tell("notice_lot_twice", lot=number)
            continue
        seen.add(number)
        own_text = masked(text(part, "SHORT_DESCR"))
        lot_title = (masked(text(part, "TITLE")) or contract.title) if number else contract.title
        description = own_words(own_text) if many > 1 else joined(contract.description, own_text)
        own_cpv = attributes(part, "CPV_ADDITIONAL/CPV_CODE", "CODE")
        # The main code is the whole tender's: a lot with codes of its own has those.
        codes = values.codes(own_cpv if own_cpv and many > 1 else [*contract.cpv, *own_cpv])
        reserved, evidence = reserved_of(stated, f"{lot_title}. {description}")
        value = first(part, "VAL_OBJECT")
        if values.amount(value) is None:
            value = contract.value
            if values.amount(value) is not None and many > 1:
                values.tell("value_covers_lots", Severity.NOTE, lots=str(many))
        lot = Lot(
            title=lot_title,
            description=description,
            number=number,
            cpv=codes,
            value_amount=values.amount(value),
            currency=currency(value),
            deadline_date=deadline,
            start_date=values.day(text(part, "DATE_START"), "DATE_START"),
            duration=_duration(part, values),
            place=masked(own_words(text(part, "MAIN_SITE")))[:200],
            reserved=reserved,
            reserved_evidence=evidence,
            status=status,
            origin=values.origin,
        )
        yield with_money_terms(lot)


def _duration(part: Element, values: NoticeValues) -> str:
    if (duration := first(part, "DURATION")) is not None:
        return duration_text(said(duration), duration.get("TYPE", ""))
    if first(part, "INDEFINITE_DURATION") is not None:
        return "onbepaalde tijd"
    return until(values.day(text(part, "DATE_END"), "DATE_END"))


def _buyer(form: Element) -> str:
    return masked(text(form, "CONTRACTING_BODY/ADDRESS_CONTRACTING_BODY/OFFICIALNAME"))


def _procedure(form: Element) -> str:
    return next((DUTCH_PROCEDURES[word] for name, word in _PROCEDURES if first(form, f".//{name}") is not None), "")


def _earlier(form: Element, coded: Element | None, own: str) -> list[str]:
    """Return the numbers of the notices that this one follows."""
    found = [*texts(form, ".//NOTICE_NUMBER_OJ"), *texts(coded, "NOTICE_DATA/REF_NOTICE/NO_DOC_OJS")]
    return [each for each in dict.fromkeys(map(notice_number, found)) if re.fullmatch(r"\d+-\d{4}", each) and each != own]


def _changed(form: Element, values: NoticeValues) -> Tender:
    """Return what a corrigendum (F14) changes: the deadline (section IV.2.2), per lot where it names one."""
    title = masked(text(form, "OBJECT_CONTRACT/TITLE"))
    deadlines = {
        lot_number(text(change, "WHERE/LOT_NO")): values.day(text(change, "NEW_VALUE/DATE"), "NEW_VALUE/DATE")
        for change in every(form, "CHANGES/CHANGE")
        if text(change, "WHERE/SECTION").rstrip(".") in {"IV.2.2", "IV.2.2)"}
    }
    lots = tuple(
        Lot(title=title, number=number, deadline_date=day, status=Status.OPEN, origin=values.origin) for number, day in deadlines.items() if day
    )
    return Tender(title=title, lots=lots, buyer=_buyer(form))
