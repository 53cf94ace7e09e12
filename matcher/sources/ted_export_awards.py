"""Who won, in TED_EXPORT: contracts (AWARD_CONTRACT), prizes of a design contest (RESULTS), and contracts as R2.0.8 wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from matcher.model import Award, Status
from matcher.sources.notice_values import Element, NoticeValues, currency, registration_number, said
from matcher.sources.ted_export_fields import every, first, lot_number, text


@dataclass(frozen=True, slots=True)
class _Names:
    """What a kind of award calls its parts."""

    award: str
    winner: str
    name: str
    town: str
    amounts: tuple[str, ...]
    date: str
    bids: str
    none: str = ""


_KINDS = (
    _Names(
        award="AWARD_CONTRACT",
        winner=".//CONTRACTOR/ADDRESS_CONTRACTOR",
        name="OFFICIALNAME",
        town="TOWN",
        amounts=(".//VAL_TOTAL", ".//VAL_RANGE_TOTAL/HIGH", ".//VAL_PRICE_PAYMENT"),
        date=".//DATE_CONCLUSION_CONTRACT",
        bids=".//NB_TENDERS_RECEIVED",
        none="NO_AWARDED_CONTRACT",
    ),
    _Names(
        award="RESULTS",
        winner=".//WINNER/ADDRESS_WINNER",
        name="OFFICIALNAME",
        town="TOWN",
        amounts=(".//VAL_PRIZE",),
        date=".//DATE_DECISION_JURY",
        bids=".//NB_PARTICIPANTS",
        none="NO_AWARDED_PRIZE",
    ),
    _Names(
        award="*/AWARD_OF_CONTRACT",
        winner=".//ECONOMIC_OPERATOR_NAME_ADDRESS",
        name=".//OFFICIALNAME",
        town=".//TOWN",
        amounts=(".//COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE/VALUE_COST",),
        date="CONTRACT_AWARD_DATE",
        bids="OFFERS_RECEIVED_NUMBER",
    ),
)
_TOTALS = ("OBJECT_CONTRACT/VAL_TOTAL", ".//TOTAL_FINAL_VALUE//VALUE_COST")


def read_awards(form: Element, lots: Sequence[str], values: NoticeValues) -> tuple[tuple[Award, ...], dict[str, Status]]:
    """Return one award per winner and contract, and by lot number what became of it.

    Where several won one contract, the amount stands with the first only, so that sums are right. Where one award has no amount of its own, it has
    the total of the notice.
    """
    awards: list[Award] = []
    outcomes: dict[str, Status] = {}
    known = dict.fromkeys(lots)
    of_all: Status | None = None
    for names in _KINDS:
        paths = [names.award, "*/AWARD_OF_CONTRACT_DEFENCE"] if names.award.startswith("*/") else [names.award]
        for contract in (each for path in paths for each in every(form, path)):
            numbers = [number for number in _numbers(contract, known) if number in known or not known]
            refused = first(contract, names.none) if names.none else None
            if refused is not None:
                status = Status.WITHDRAWN if first(refused, "PROCUREMENT_DISCONTINUED") is not None else Status.CLOSED
                for number in numbers:
                    outcomes.setdefault(number, status)
                of_all = of_all if numbers else of_all or status
                continue
            outcomes.update(dict.fromkeys(numbers, Status.AWARDED))
            of_all = of_all if numbers else Status.AWARDED
            awards += _of_contract(contract, names, [number for number in numbers if number], values)
    if of_all:
        outcomes = dict.fromkeys(lots, of_all) | outcomes
    total = next((element for path in _TOTALS if (element := first(form, path)) is not None), None)
    if len(awards) == 1 and awards[0].amount is None and (amount := values.amount(total)) is not None:
        awards = [replace(awards[0], amount=amount, currency=currency(total))]
    return tuple(awards), outcomes


def _of_contract(contract: Element, names: _Names, numbers: Sequence[str], values: NoticeValues) -> Iterator[Award]:
    money = next((element for path in names.amounts if (element := first(contract, path)) is not None and not _hidden(element)), None)
    bids = text(contract, names.bids)
    date = first(contract, names.date)
    winners = [winner for winner in every(contract, names.winner) if text(winner, names.name) and not _hidden(winner)]
    for place, winner in enumerate(winners):
        country = next((each.get("VALUE", "") for each in every(winner, ".//COUNTRY")), "")
        yield Award(
            supplier=text(winner, names.name),
            lots=tuple(numbers),
            supplier_number=registration_number(text(winner, "NATIONALID"), country),
            supplier_place=text(winner, names.town),
            amount=values.amount(money) if place == 0 else None,
            currency=currency(money),
            award_date=values.day(_date_text(date), names.date.rpartition("/")[2]),
            bids=int(bids) if bids.isdecimal() and len(bids) < 6 else None,
        )


def _numbers(contract: Element, lots: Collection[str]) -> list[str]:
    """Return the lots of a contract ("1", "1, 2 en 5"); none where they are not named."""
    written = text(contract, "LOT_NO") or text(contract, "LOT_NUMBER")
    whole = lot_number(written)
    if whole in lots or not written:
        return [whole] if written and whole else []
    return list(dict.fromkeys(filter(None, (lot_number(part) for part in re.split(r"[,;+&/\s]+|\ben\b", written)))))


def _hidden(element: Element) -> bool:
    """Say whether an element, or what it stands in, is not for publication."""
    return any(each.get("PUBLICATION") == "NO" for each in (element, *element.iterancestors()))


def _date_text(element: Element | None) -> str:
    """Return a date as one text; R2.0.8 keeps day, month and year apart."""
    if element is not None and first(element, "YEAR") is not None:
        return f"{text(element, 'YEAR'):0>4}-{text(element, 'MONTH'):0>2}-{text(element, 'DAY'):0>2}"
    return said(element)
