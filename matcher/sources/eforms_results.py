"""The result of an eForms notice: organisations by their technical id, who won which lot, and which lots have no winner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.model import Award, Lot, Status
from matcher.sources import eforms_fields as fields
from matcher.sources.notice_values import Element, NoticeValues, currency, registration_number, said

_WINNER, _NO_WINNER, _UNDECIDED = "selec-w", "clos-nw", "open-nw"  # BT-142
_BY_OUTCOME = {_WINNER: Status.AWARDED, _NO_WINNER: Status.CLOSED, _UNDECIDED: Status.OPEN}


@dataclass(frozen=True, slots=True)
class Organisation:
    """What is read of an organisation: nothing of its contact persons."""

    name: str
    number: str = ""
    city: str = ""
    nuts: str = ""
    leads: bool = False


class Organisations:
    """The organisations of a notice by their ids, those of their points of contact included."""

    def __init__(self, elements: Iterable[Element], languages: Sequence[str]) -> None:
        self._by_id: dict[str, Organisation] = {}
        for element in elements:
            country = fields.text(element, "org_country")
            organisation = Organisation(
                name=fields.worded(element, "org_name", languages),
                number=registration_number(fields.text(element, "org_number"), country),
                city=fields.text(element, "org_city"),
                nuts=fields.text(element, "org_nuts"),
                leads=fields.text(element, "org_leads") == "true",
            )
            for each in fields.texts(element, "org_ids"):
                self._by_id.setdefault(each, organisation)

    def named(self, ids: Iterable[str]) -> list[Organisation]:
        """Return the organisations of these ids that have a name."""
        return [found for each in ids if (found := self._by_id.get(each)) and found.name]

    def leading(self, ids: Sequence[str]) -> Organisation | None:
        """Return the one that leads its group, else the first; None for none."""
        named = self.named(ids)
        return next((each for each in named if each.leads), named[0] if named else None)


def read_results(
    root: Element, lots: tuple[Lot, ...], numbers: Mapping[str, str], organisations: Organisations, values: NoticeValues
) -> tuple[tuple[Lot, ...], tuple[Award, ...]]:
    """Return the lots with their outcome, and one award per winner and winning offer.

    Of a group of winners the amount stands with its leader (or the first) only, so that sums are right. Where one award has no amount of its own,
    it has the notice's total (BT-161).
    """
    result = fields.first(root, "result")
    if result is None:
        return lots, ()
    results = _Results(result, root, numbers, organisations, values)
    per_lot = fields.every(result, "lot_results")
    awards = [award for each in per_lot for award in results.awards(each)] if per_lot else results.modified()
    total = fields.first(result, "total")
    if len(awards) == 1 and awards[0].amount is None and not fields.is_withheld(result, "not-val") and not results.hides_amounts:
        awards = [replace(awards[0], amount=values.amount(total), currency=currency(total))]
    return tuple(replace(lot, status=results.outcomes.get(lot.number, lot.status)) for lot in lots), tuple(awards)


class _Results:
    """Looks up what a lot's result refers to."""

    def __init__(self, result: Element, root: Element, numbers: Mapping[str, str], organisations: Organisations, values: NoticeValues) -> None:
        self.outcomes: dict[str, Status] = {}
        self.hides_amounts = False
        self._values = values
        self._organisations = organisations
        self._numbers = numbers
        self._tenders, self._contracts, self._parties = (
            {fields.text(each, "id"): each for each in fields.every(result, name)} for name in ("tenders", "contracts", "parties")
        )
        self._groups = {
            said(each.find("cbc:LotsGroupID", fields.NAMESPACES)): [said(lot) for lot in each.iterfind(".//cbc:ID", fields.NAMESPACES)]
            for each in fields.every(root, "groups")
        }
        self._awarded_on = values.day(fields.text(root, "awarded_on"), "BT-1451")

    def awards(self, result: Element) -> list[Award]:
        """Return the awards of one lot's result, and keep its outcome."""
        outcome = fields.text(result, "outcome")
        contracts = [self._contracts[each] for each in fields.texts(result, "result_contracts") if each in self._contracts]
        tenders = fields.texts(result, "result_tenders")
        if not outcome and (tenders or contracts):  # notices of a direct award need not say that a winner was chosen
            outcome = _WINNER
        lots = self._lots(fields.texts(result, "result_lot"))
        withheld = fields.is_withheld(result, "win-cho")
        status = Status.CLOSED if withheld else _BY_OUTCOME.get(outcome)
        if status:
            self.outcomes.update(dict.fromkeys(lots, status))
        if withheld or outcome != _WINNER:
            return []
        signed = {tender: contract for contract in reversed(contracts) for tender in fields.texts(contract, "result_tenders")}
        bids = self._bids(result)
        # All offers may be listed; those with a contract won. Without contracts every offer that is named did.
        won = [each for each in tenders if each in signed] or tenders or [each for each in signed if self._is_for(each, lots)]
        return [award for each in won if each in self._tenders for award in self._of_tender(self._tenders[each], signed.get(each), lots, bids)]

    def _is_for(self, tender: str, lots: Sequence[str]) -> bool:
        return tender in self._tenders and not set(lots).isdisjoint(self._lots(fields.texts(self._tenders[tender], "result_lot")))

    def modified(self) -> list[Award]:
        """Return the awards of a notice that only says which contract was modified: it has no results per lot."""
        signed = {tender: contract for contract in self._contracts.values() for tender in fields.texts(contract, "result_tenders")}
        return [award for each, tender in self._tenders.items() if each in signed for award in self._of_tender(tender, signed[each], [], None)]

    def _of_tender(self, tender: Element, contract: Element | None, result_lots: Sequence[str], bids: int | None) -> Iterable[Award]:
        party = self._parties.get(fields.text(tender, "tender_party"))
        if party is None or fields.is_withheld(tender, "win-org-ide") or fields.is_withheld(party, "win-org-ide"):
            return
        members = sorted(fields.every(party, "tenderers"), key=lambda member: fields.text(member, "tenderer_leads") != "true")
        lots = self._lots(fields.texts(tender, "result_lot")) or result_lots
        hidden = fields.is_withheld(tender, "win-ten-val")
        self.hides_amounts |= hidden
        payable = None if hidden else fields.first(tender, "tender_amount")
        for place, winner in enumerate(self._organisations.named(fields.text(member, "id") for member in members)):
            yield Award(
                supplier=winner.name,
                lots=tuple(lot for lot in lots if lot),
                supplier_number=winner.number,
                supplier_place=winner.city,
                amount=self._values.amount(payable) if place == 0 else None,
                currency=currency(payable),
                award_date=self._award_date(contract),
                bids=bids,
            )

    def _lots(self, ids: Iterable[str]) -> list[str]:
        """Return the numbers of lots, those of a group of lots one by one."""
        return [self._numbers.get(each, each) for named in ids for each in self._groups.get(named, [named]) if each in self._numbers]

    def _award_date(self, contract: Element | None) -> date | None:
        for name, term in (("decided", "BT-1451"), ("concluded", "BT-145")):
            if contract is not None and (day := self._values.day(fields.text(contract, name), term)):
                return day
        return self._awarded_on

    def _bids(self, result: Element) -> int | None:
        """Return how many offers came in; older notices give the number without saying of what."""
        for statistics in fields.every(result, "received"):
            kind, count = fields.text(statistics, "received_kind"), fields.text(statistics, "received_count")
            if kind in {"tenders", ""} and count.isdecimal() and not fields.is_withheld(statistics, "rec-sub-cou", "rec-sub-typ"):
                return int(count) if len(count) < 6 else None
        return None
