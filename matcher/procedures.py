"""The notices of one procedure together: what it is now, and who won.

Notices come in any order and more than once; the result depends on none of that. A notice rules over earlier ones in what it says, and in nothing
else: an amendment that gives a new deadline leaves the rest as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from matcher.model import Award, Lot, Notice, NoticeKind, Origin, Status, Tender

_WHOLE = ""
"""The number of the lot of a tender that is not divided; in a divided one, it stands for all lots."""
_TOGETHER = (  # fields that only mean something together: where a notice gives one of the first, it gives them all
    (("value_amount", "value_max_amount", "value_total_amount"), ("value_text", "currency", "vat", "value_basis")),
    (("reserved",), ("reserved_evidence",)),
)
_FOR_ALL_LOTS = ("deadline_date", "start_date", "period", "duration")
"""What a notice on a divided tender as a whole says of each of its lots."""
_NOT_MERGED = {"number", "status", "origin", "lots", "publication_id", "notice_version", "procedure_id"}
_NOTHING = (None, "", ())
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def compile_notices(notices: Sequence[Notice]) -> tuple[Tender, tuple[Award, ...]]:
    """Return the state of one procedure after all its notices, and the awards that stand. Raised if there is no notice: ValueError.

    A lot is withdrawn, awarded and so on by the latest notice that says so of that lot; "planned" says nothing, since it is also what is not said.
    """
    if not notices:
        raise ValueError("a procedure has at least one notice")
    ordered = _in_order(notices)
    newest = ordered[-1]
    tender = ordered[0].tender
    lots: dict[str, Lot] = {}
    planned: set[str] = set()
    for notice in ordered:
        tender = replace(tender, **_said(notice.tender))
        lots = _with_lots(lots, notice, planned)
    if not lots:
        numbers = dict.fromkeys(number for notice in ordered for award in notice.awards for number in award.lots)
        lots = {number: Lot(title="", number=number, origin=newest.origin) for number in numbers or (_WHOLE,)}
    statuses, awards = _outcome(ordered, lots)
    title = tender.title or next((lot.title for lot in lots.values() if lot.title), "")
    return replace(
        tender,
        title=title,
        lots=tuple(replace(lot, title=lot.title or title, status=statuses[number]) for number, lot in lots.items()),
        publication_id=newest.tender.publication_id or newest.publication_id,
        notice_version=newest.tender.notice_version or newest.version,
        procedure_id=newest.procedure_id or newest.tender.procedure_id,
    ), awards


def _in_order(notices: Iterable[Notice]) -> list[Notice]:
    """Oldest first. Of the same version of the same notice only the last remains."""

    def moment(notice: Notice) -> tuple[datetime, int, str, str, str]:
        # The text of the notice settles what nothing else does, so that no order of the input can.
        return notice.published_at or _EARLIEST, len(notice.version), notice.version, notice.publication_id, repr(notice)

    by_identity: dict[tuple[str, str, str], Notice] = {}
    for notice in sorted(notices, key=moment):
        by_identity[(notice.publisher, notice.publication_id, notice.version)] = notice
    return sorted(by_identity.values(), key=moment)


def _said(new: Lot | Tender) -> dict[str, Any]:
    """Return the fields that a notice says something of."""
    return {field.name: value for field in fields(new) if field.name not in _NOT_MERGED and (value := getattr(new, field.name)) not in _NOTHING}


def _merged(old: Lot, new: Lot) -> Lot:
    """Return the old lot with what the new one says. Its number stays."""
    said = _said(new)
    for leading, others in _TOGETHER:
        group = (*leading, *others)
        given = any(name in said for name in leading)
        said = {name: value for name, value in said.items() if name not in group}
        said |= {name: getattr(new, name) for name in group} if given else {}
    if new.start_date:
        said["period"] = new.period  # "Q2 2027" is over once there is a day
    return replace(old, origin=new.origin, **said)


def _with_lots(lots: Mapping[str, Lot], notice: Notice, planned: set[str]) -> dict[str, Lot]:
    """Return the lots after one more notice; `planned`, the lots that only planning notices spoke of, is kept up."""
    given: dict[str, Lot] = {}
    for lot in notice.tender.lots:
        placed = lot if lot.origin != Origin() else replace(lot, origin=notice.origin)
        given[lot.number] = _merged(given[lot.number], placed) if lot.number in given else placed
    after = dict(lots)
    if len(after) == len(given) == 1 and _WHOLE in (*after, *given):
        # One lot for one: the same, whether it has a number or not.
        number = max(*after, *given)
        planned |= {number} if planned & after.keys() else set()
        after, given = ({number: replace(*held.values(), number=number)} for held in (after, given))
    if notice.kind is NoticeKind.COMPETITION and given:
        # The division that was planned gives way to the one that is put out.
        after = {number: lot for number, lot in after.items() if number in given or number not in planned}
    if any(given):
        after = {number: lot for number, lot in after.items() if number != _WHOLE}
    whole = given.pop(_WHOLE) if _WHOLE in given and (any(given) or any(after)) else None
    if whole is not None:
        said = {name: value for name in _FOR_ALL_LOTS if (value := getattr(whole, name)) not in _NOTHING}
        after = {number: replace(lot, origin=whole.origin, **said) for number, lot in after.items()}
    for number, lot in given.items():
        after[number] = _merged(after[number], lot) if number in after else lot
    if notice.kind is NoticeKind.PLANNING:
        planned |= given.keys() - lots.keys()
    else:
        planned -= given.keys()
    return after


def _outcome(ordered: Iterable[Notice], lots: Mapping[str, Lot]) -> tuple[dict[str, Status], tuple[Award, ...]]:
    """Return the status of each lot, and of each the awards of the latest notice that awards it."""
    statuses = dict.fromkeys(lots, Status.PLANNED)
    standing: list[Award] = []
    for notice in ordered:
        for lot in notice.tender.lots:
            for number in _meant((lot.number,), lots) & lots.keys():
                if _counts(lot, notice.kind, statuses[number], named=lot.number == number or len(lots) == 1):
                    statuses[number] = lot.status
        if notice.kind is NoticeKind.CANCELLED:
            named = [lot.number for lot in notice.tender.lots if lot.status is Status.WITHDRAWN] or [lot.number for lot in notice.tender.lots]
            withdrawn = _meant(named, lots)
            statuses |= dict.fromkeys(withdrawn & lots.keys(), Status.WITHDRAWN)
            standing = _without(standing, withdrawn, lots)
        if notice.awards:
            awarded = {number for award in notice.awards for number in _meant(award.lots, lots)}
            statuses |= dict.fromkeys(awarded & lots.keys(), Status.AWARDED)
            standing = [*_without(standing, awarded, lots), *notice.awards]
    return statuses, tuple(dict.fromkeys(standing))


def _counts(lot: Lot, kind: NoticeKind, before: Status, *, named: bool) -> bool:
    """Say whether a lot's status changes what it was. What is awarded or withdrawn stays so, unless that very lot is put out again."""
    if lot.status is Status.PLANNED:
        return False
    if before in (Status.AWARDED, Status.WITHDRAWN) and lot.status in (Status.OPEN, Status.CLOSED):
        return lot.status is Status.OPEN and named and kind in (NoticeKind.COMPETITION, NoticeKind.CHANGE)
    return True


def _meant(numbers: Collection[str], lots: Mapping[str, Lot]) -> set[str]:
    """Return the lots that these numbers mean: all, if there are none, if they stand for the whole, or if the tender is not divided."""
    return set(lots) if not numbers or _WHOLE in numbers or _WHOLE in lots else set(numbers)


def _without(awards: Iterable[Award], numbers: Collection[str], lots: Mapping[str, Lot]) -> list[Award]:
    """Return the awards as far as they are for other lots; of a part, the amount is not known."""
    kept = []
    for award in awards:
        own = _meant(award.lots, lots)
        rest = tuple(number for number in award.lots or lots if number in own and number not in numbers)
        if own.isdisjoint(numbers):
            kept.append(award)
        elif rest:
            kept.append(replace(award, lots=rest, amount=None))
    return kept
