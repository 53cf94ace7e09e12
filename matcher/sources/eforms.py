"""eForms notices (UBL): planning, competition, results and changes, with the fields of Implementing Regulation (EU) 2019/1780.

`procedure_id` is BT-04; `publication_id` the number in the Official Journal, or the notice's own id (BT-701) where it was not published there.
The paths stand in `eforms_fields`. Contact persons are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.model import Award, Lot, Notice, NoticeKind, Severity, Status, Tender
from matcher.sources import eforms_fields as fields
from matcher.sources.eforms_check import check
from matcher.sources.eforms_results import Organisations, read_results
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
from matcher.sources.texts import masked

ROOTS = frozenset({"ContractNotice", "PriorInformationNotice", "ContractAwardNotice"})

_FORMS = {  # BT-03
    "planning": (NoticeKind.PLANNING, Status.PLANNED),
    "consultation": (NoticeKind.PLANNING, Status.PLANNED),
    "competition": (NoticeKind.COMPETITION, Status.OPEN),
    "dir-awa-pre": (NoticeKind.AWARD, Status.AWARDED),
    "result": (NoticeKind.AWARD, Status.AWARDED),
    "cont-modif": (NoticeKind.AWARD, Status.AWARDED),
    "completion": (NoticeKind.AWARD, Status.AWARDED),
}
_BY_ROOT = {"ContractNotice": "competition", "PriorInformationNotice": "planning", "ContractAwardNotice": "result"}
_PROCEDURES = {
    "open": "open",
    "restricted": "restricted",
    "neg-w-call": "negotiated",
    "neg-wo-call": "direct",
    "comp-dial": "dialogue",
    "innovation": "innovation",
    "oth-single": "single",
    "oth-mult": "multiple",
    "comp-tend": "competitive-tender",
}
_DEADLINES = ("tenders_due", "requests_due", "interest_due")
_LOT_ID = re.compile(r"^(?:LOT|PAR)-0*(\d+)$")


def read(root: Element, values: NoticeValues) -> Notice:
    """Read a notice; what is wrong with it is told in `values.problems`."""
    check(root, values)
    own = notice_number(fields.text(root, "notice_id"))
    number = notice_number(fields.text(root, "publication")) or own
    languages = tuple(dict.fromkeys(("NLD", fields.text(root, "language"), "ENG")))
    organisations = Organisations(fields.every(root, "organisations"), languages)
    buyer = organisations.leading(fields.texts(root, "buyer"))
    kind, status = _kind(root, values)
    parts = _parts(root)
    numbers = _lot_numbers(parts, parts == [root])
    title, description = (masked(fields.worded(root, name, languages)) for name in ("title", "description"))
    procedure = _Procedure(
        root, title, description, _cpv(root, values), _money(root, values), _place(root, languages), len(parts), status, languages, values
    )
    lots = tuple(procedure.lot(part, number) for number, part in _numbered(parts, numbers, values).items())
    awards: tuple[Award, ...] = ()
    if kind is not NoticeKind.CANCELLED:
        lots, awards = read_results(root, lots, numbers, organisations, values)
    tender = Tender(
        title=title,
        lots=lots,
        buyer=masked(buyer.name) if buyer else "",
        description=lots[0].description if len(lots) == 1 else description,
        reference=reference_text(fields.text(root, "reference")),
        procedure=DUTCH_PROCEDURES.get(_PROCEDURES.get(fields.text(root, "procedure_type"), ""), ""),
        publication_id=number,
        notice_version=fields.text(root, "version")[:20],
        procedure_id=fields.text(root, "procedure_id")[:100],
        url=notice_url(number),
    )
    places = [code for element in (root, *parts) for code in fields.texts(element, "nuts")]
    published = fields.text(root, "publication_date")
    return Notice(
        publisher="ted",
        publication_id=number,
        kind=kind,
        tender=tender,
        version=tender.notice_version,
        procedure_id=tender.procedure_id,
        published_at=values.moment(published, "", "PublicationDate")
        if published
        else values.moment(fields.text(root, "issue_date"), fields.text(root, "issue_time"), "BT-05"),
        refers_to=_refers_to(root),
        nuts=tuple(dict.fromkeys(places or ([buyer.nuts] if buyer and buyer.nuts else []))),
        awards=awards,
        origin=values.origin,
    )


def _kind(root: Element, values: NoticeValues) -> tuple[NoticeKind, Status]:
    form = fields.first(root, "notice_type")
    name = form.get("listName") if form is not None else None
    kind, status = _FORMS.get(name or "", _FORMS[_BY_ROOT[root.tag.rpartition("}")[2]]])
    if not fields.every(root, "changes"):
        return kind, status
    if "cancel" in fields.texts(root, "change_reason"):
        return NoticeKind.CANCELLED, Status.WITHDRAWN
    if not fields.every(root, "change_text"):
        values.tell("notice_change_unspecified")
    return NoticeKind.CHANGE, status


def _parts(root: Element) -> list[Element]:
    """Return lots, and the parts of a planning notice; a group of lots is no lot. Where there is none, the procedure itself is what can be won."""
    lots = [lot for lot in fields.every(root, "lots") if (element := fields.first(lot, "lot_id")) is None or element.get("schemeName") != "LotsGroup"]
    return lots or [root]


def _lot_numbers(parts: Sequence[Element], undivided: bool) -> dict[str, str]:
    """Return by id the number as people say it. The only lot of an undivided tender has none, though eForms insists on an id for it."""
    ids = list(dict.fromkeys(said(fields.first(part, "lot_id")) for part in parts))
    numbers = {each: found[1] if (found := _LOT_ID.match(each)) else each for each in ids}
    return {ids[0]: ""} if undivided or (len(ids) == 1 and numbers[ids[0]] in {"0", "1", ""}) else numbers


def _numbered(parts: Sequence[Element], numbers: Mapping[str, str], values: NoticeValues) -> dict[str, Element]:
    """Return the lots by number; of two with the same id the first."""
    lots: dict[str, Element] = {}
    for part in parts:
        number = numbers[said(fields.first(part, "lot_id"))]
        if lots.setdefault(number, part) is not part:
            values.tell("notice_lot_twice", lot=number or "1")
    return lots


@dataclass(frozen=True, slots=True)
class _Procedure:
    """What a notice says of all its lots together, with which each of them is read."""

    root: Element
    title: str
    description: str
    cpv: tuple[str, ...]
    money: tuple[float | None, float | None, str]
    place: str
    parts: int
    status: Status
    languages: tuple[str, ...]
    values: NoticeValues

    def lot(self, part: Element, number: str) -> Lot:
        """Read one lot; what it does not say itself holds for it where the procedure says it."""
        whole, values = not number, self.values
        own_title, own_text = (masked(fields.worded(part, name, self.languages)) for name in ("title", "description"))
        # An undivided tender is called what the procedure is called; its only lot often repeats that, or says "Lot 1".
        title = (self.title or own_title) if whole else (own_title or self.title)
        description = joined(self.description, own_text) if whole else own_words(own_text)
        value, maximum, in_currency = self._money_of(part)
        due, due_name = next(((found, name) for name in _DEADLINES if (found := fields.first(part, name)) is not None), (None, ""))
        starts = fields.texts(part, "start") or (fields.texts(self.root, "start") if whole else [])
        cpv = _cpv(part, values)
        reserved, evidence = reserved_of(
            [("participation", f"BT-71: {code}") for code in fields.texts(part, "reserved") if code.startswith("res-")]
            + [("execution", f"BT-736: {code}") for code in fields.texts(part, "executed_by") if code == "yes"],
            ". ".join(filter(None, (title, description))),
        )
        lot = Lot(
            title=title,
            description=description,
            number=number,
            cpv=tuple(dict.fromkeys((*cpv, *self.cpv))) if whole else cpv or self.cpv,
            value_amount=value,
            value_max_amount=maximum,
            currency=in_currency,
            deadline_date=values.day(fields.text(due, "end_date"), due_name) if due is not None else None,
            start_date=values.day(starts[0], "BT-536") if starts else None,
            duration=_duration(part, values) or (_duration(self.root, values) if whole else ""),
            place=masked(_place(part, self.languages) or self.place),
            reserved=reserved,
            reserved_evidence=evidence,
            status=self.status,
            origin=values.origin,
        )
        return with_money_terms(lot)

    def _money_of(self, part: Element) -> tuple[float | None, float | None, str]:
        """Return a lot's own amounts; the procedure's where they are given for all lots together only."""
        own = _money(part, self.values)
        if own[:2] != (None, None) or self.money[:2] == (None, None):
            return own
        if self.parts > 1:
            self.values.tell("value_covers_lots", Severity.NOTE, lots=str(self.parts))
        return self.money


def _money(element: Element, values: NoticeValues) -> tuple[float | None, float | None, str]:
    """Return the estimated value, the maximum of a framework (where it is higher) and the currency."""
    value, maximum = fields.first(element, "value"), fields.first(element, "maximum")
    low, high = values.amount(value), values.amount(maximum)
    return low, high if high is None or low is None or high > low else None, currency(value, maximum)


def _cpv(element: Element, values: NoticeValues) -> tuple[str, ...]:
    return values.codes([*fields.texts(element, "cpv_main"), *fields.texts(element, "cpv_more")])


def _duration(element: Element, values: NoticeValues) -> str:
    for measure in fields.every(element, "duration"):
        if term := duration_text(said(measure), measure.get("unitCode", "")):
            return term
    if "UNLIMITED" in fields.texts(element, "duration_other"):
        return "onbepaalde tijd"
    return until(values.day(fields.text(element, "end"), "BT-537"))


def _place(element: Element, languages: tuple[str, ...]) -> str:
    return ", ".join(fields.texts(element, "city")) or own_words(fields.worded(element, "place", languages)[:200])


def _refers_to(root: Element) -> tuple[str, ...]:
    numbers = [
        notice_number(re.sub(r"(?<=[0-9a-f]{12})-\d\d$", "", each))
        for name in ("changed_notice", "modified", "earlier")
        for each in fields.texts(root, name)
    ]
    return tuple(dict.fromkeys(f"ted:{number}" for number in numbers))
