"""TED_EXPORT R2.0.8: one form per kind of notice, with longer names; defence notices (F16 to F19) used it until 2023."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcher.model import Lot, Status, Tender
from matcher.sources.notice_values import Element, NoticeValues, currency, reference_text, reserved_of, with_money_terms
from matcher.sources.ted_export_fields import attributes, first, lot_number, text
from matcher.sources.texts import masked

_DESCRIPTIONS = (
    "SHORT_CONTRACT_DESCRIPTION",
    "SHORT_DESCRIPTION_CONTRACT",
    "DESCRIPTION_OF_CONTRACT",
    "TOTAL_QUANTITY_OR_SCOPE/TOTAL_QUANTITY_OR_SCOPE",
)
_LOTS = ("F01_ANNEX_B", "ANNEX_B_INFORMATION_LOTS", "F02_ANNEX_B", "F05_ANNEX_B", "LOT_PRIOR_INFORMATION")


def read_tender(form: Element, coded: Element | None, status: Status, values: NoticeValues) -> Tender:
    """Read the tender of a form; the deadline comes from the coded data, where every form has it."""
    title = masked(text(form, ".//TITLE_CONTRACT"))
    description = masked(next(filter(None, (text(form, f".//{name}") for name in _DESCRIPTIONS)), ""))
    codes = values.codes([*attributes(form, ".//CPV/CPV_MAIN/CPV_CODE", "CODE"), *attributes(form, ".//CPV/CPV_ADDITIONAL/CPV_CODE", "CODE")])
    codes = codes or values.codes(attributes(coded, "NOTICE_DATA/ORIGINAL_CPV", "CODE"))
    estimate = first(form, ".//INITIAL_ESTIMATED_TOTAL_VALUE_CONTRACT/VALUE_COST")
    if estimate is None:
        estimate = first(form, ".//COSTS_RANGE_AND_CURRENCY/VALUE_COST")
    stated = [
        ("participation", name) for name in ("RESERVED_CONTRACTS", "RESTRICTED_TO_SHELTERED_WORKSHOPS") if first(form, f".//{name}") is not None
    ]
    reserved, evidence = reserved_of(stated, f"{title}. {description}")
    whole = Lot(
        title=title,
        description=description,
        cpv=codes,
        value_amount=values.amount(estimate),
        currency=currency(estimate),
        deadline_date=values.day(text(coded, "CODIF_DATA/DT_DATE_FOR_SUBMISSION"), "DT_DATE_FOR_SUBMISSION"),
        place=masked(text(form, ".//LOCATION_NUTS/LOCATION"))[:200],
        reserved=reserved,
        reserved_evidence=evidence,
        status=status,
        origin=values.origin,
    )
    whole = with_money_terms(whole)
    return Tender(
        title=title,
        lots=tuple(_lots(form, whole, values)) or (whole,),
        buyer=masked(text(form, ".//ORGANISATION/OFFICIALNAME")),
        description=description,
        reference=reference_text(text(form, ".//FILE_REFERENCE_NUMBER")),
    )


def _lots(form: Element, whole: Lot, values: NoticeValues) -> Iterator[Lot]:
    seen: set[str] = set()
    for element in form.iter("{*}*"):
        if element.tag.rpartition("}")[2] not in _LOTS:
            continue
        number = lot_number(text(element, "LOT_NUMBER"))
        if not number or number in seen:
            continue
        seen.add(number)
        yield replace(
            whole,
            number=number,
            title=masked(text(element, "LOT_TITLE")) or whole.title,
            description=masked(text(element, "LOT_DESCRIPTION")),
            cpv=values.codes(attributes(element, ".//CPV_CODE", "CODE")) or whole.cpv,
            value_amount=None,
        )
