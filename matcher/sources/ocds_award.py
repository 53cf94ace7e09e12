"""Who won, in an OCDS release: its awards, completed from its contracts, parties and bid statistics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from matcher.model import Award, Severity
from matcher.sources.ocds_part import Money, Part, amount_of, identifier
from matcher.sources.texts import masked

_NOT_WON = frozenset({"pending", "cancelled", "unsuccessful"})
_BIDS = ("bids", "validBids")  # the measures of bids.statistics that count offers; the first that is given


def read_awards(release: Part, tender: Part, parties: dict[str, Part]) -> tuple[Award, ...]:
    """Return one award per winner. Awards that are not in force (pending, cancelled, unsuccessful) have no winner yet, or no longer."""
    found: list[Award] = []
    awards = [(award.text("id"), award) for award in _in_force(release)]
    known = {award.text("id") for award in release.parts("awards")}
    by_name = {party.text("name"): party for party in reversed(parties.values())}
    of_award: dict[str, list[Part]] = {}
    for contract in release.parts("contracts"):
        of_award.setdefault(contract.text("awardID"), []).append(contract)
    # Some publishers give contracts with their suppliers, and no awards.
    loose = [
        contract
        for number, group in of_award.items()
        if number not in known
        for contract in group
        if contract.record.get("suppliers") and contract.text("status") not in _NOT_WON
    ]
    for number, award in [*awards, *(("", contract) for contract in loose)]:
        signed = of_award.get(number, []) if number else [award]
        lots = _lots(award)
        money = amount_of(award)
        if money.low is None:
            money = _sum([amount_of(contract) for contract in signed])
        day = award.day("date") or next((day for contract in signed if (day := contract.day("dateSigned"))), None)
        bids = _bids(release, tender, lots)
        suppliers = award.parts("suppliers") or [each for contract in signed for each in contract.parts("suppliers")]
        winners = dict.fromkeys(_award(each, parties, by_name, lots, money, day, bids) for each in suppliers)
        found += [winner for winner in winners if winner.supplier]
        if not any(winner.supplier for winner in winners):
            award.tell_once("award_without_supplier", Severity.NOTE, [{}], "suppliers")
        elif len(winners) > 1 and money.low is not None:
            award.tell_once("award_value_shared", Severity.NOTE, [{"suppliers": str(len(winners))}], "value")
    return tuple(dict.fromkeys(found))


class AwardedLots:
    """The lots that the awards in force of a release cover. One that names no lots covers all."""

    def __init__(self, release: Part) -> None:
        named = [_lots(award) for award in _in_force(release)]
        self.all = () in named
        self.numbers = frozenset(number for lots in named for number in lots)

    def __contains__(self, number: str) -> bool:
        return self.all or number in self.numbers


def _in_force(release: Part) -> list[Part]:
    return [award for award in release.parts("awards") if award.text("status") not in _NOT_WON]


def _lots(award: Part) -> tuple[str, ...]:
    return tuple(identifier(number) for number in award.texts("relatedLots")) or tuple(filter(None, (identifier(award.text("relatedLot")),)))


def _award(
    supplier: Part,
    parties: Mapping[str, Part],
    by_name: Mapping[str, Part],
    lots: tuple[str, ...],
    money: Money,
    day: date | None,
    bids: int | None,
) -> Award:
    number, name = supplier.text("id"), supplier.text("name")
    party = (parties.get(number) if number else None) or (by_name.get(name) if name else None) or supplier
    name = name or party.text("name") or party.part("identifier").text("legalName")
    return Award(
        supplier=masked(name) if "@" in name else name,  # a firm's name stays as it is: "Ing. Bakker B.V." is no member of staff
        lots=lots,
        supplier_number=_registered(party) or _registered(supplier),
        supplier_place=masked(party.part("address").text("locality")),
        amount=money.low,
        currency=money.currency,
        award_date=day,
        bids=bids,
    )


def _registered(party: Part) -> str:
    """Return the number in a trade register: of the KvK its 8 digits, of others with the register before it ("GB-COH-01234567")."""
    given = [party.part("identifier"), *party.parts("additionalIdentifiers")]
    numbers = [(each.text("scheme").upper(), identifier(each.text("id"))) for each in given]
    if by_id := re.fullmatch(r"NL-KVK-(\d{7,8})(?:-\d+)?", party.text("id").upper()):
        numbers.append(("NL-KVK", by_id[1]))
    for scheme, number in numbers:
        if scheme == "NL-KVK" and (found := re.fullmatch(r"\d{7,8}", re.sub(r"\D", "", number))):
            return found[0].zfill(8)
    return next((f"{scheme}-{number}" if scheme and not number.startswith(scheme) else number for scheme, number in numbers if number), "")


def _sum(amounts: list[Money]) -> Money:
    given = [money for money in amounts if money.low is not None]
    if len({money.currency for money in given}) != 1:
        return Money()
    return Money(sum(money.low or 0.0 for money in given), None, given[0].currency)


def _bids(release: Part, tender: Part, lots: tuple[str, ...]) -> int | None:
    """Return how many offers came in for these lots, or for all; None if that is not said."""
    statistics = release.part("bids").parts("statistics")
    for measure in _BIDS:
        for statistic in statistics:
            about = _lots(statistic)
            if statistic.text("measure") == measure and (not about or about == lots) and (count := statistic.number("value")) is not None:
                return min(int(count), 1_000_000)
    count = tender.number("numberOfTenderers") if len(tender.parts("lots")) < 2 else None
    return None if count is None else min(int(count), 1_000_000)
