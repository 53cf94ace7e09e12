"""What a new reading of a list means for what is stored of it: new, changed, unchanged or gone. Pure: nothing is read or written here.

Identity is the list's own reference and lot number; without a reference the title in small letters, and lot number. Rows that are left on
both sides are tied by the row's own id, and then by their wording, so that a tender stays itself when its title is rewritten.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from matcher.by_column import Nouns, Ones, column_of, columns_of, flat, picked
from matcher.continuation import continuations, similarity
from matcher.db.contents import has_own_reference, is_counter, lot_content, lot_hashes, say_the_same
from matcher.db.tenders import ChangedLot, ChangedTender, NewLot, NewTender, StoredLot, StoredTender
from matcher.model import Lot, Origin, Problem, Severity, Status, Tender
from matcher.names import fold, name_key
from matcher.storable import shortened

_ORDINAL = re.compile(r" #\d+$")
_MOST_COMPARED = 10_000  # pairs of rows under one key that are compared field by field
_COUNTER_SIMILARITY = 60.0  # of 100: a mere row number ties two rows only if their titles look alike
_OVER = frozenset({Status.WITHDRAWN, Status.AWARDED})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a lot (or of its tender: tender_*) before and after; plain JSON values."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one lot. `kind`: new, changed or gone; a gone lot is only proposed for withdrawal."""

    kind: str
    title: str
    lot: str
    buyer: str
    external_id: str | None
    origin: Origin
    fields: tuple[FieldChange, ...] = ()


@dataclass(slots=True)
class Decision:
    """What is to be written, and what is to be told. Lots are counted, for lots are what is matched."""

    new_tenders: Sequence[NewTender] = ()
    new_lots: list[NewLot] = field(default_factory=list)
    changed_tenders: list[ChangedTender] = field(default_factory=list)
    changed_lots: list[ChangedLot] = field(default_factory=list)
    moved_lots: list[tuple[int, Origin]] = field(default_factory=list)
    returned_lots: list[int] = field(default_factory=list)
    """Ids of unchanged lots that an earlier reading lacked."""
    gone_lots: list[StoredLot] = field(default_factory=list)
    unchanged: int = 0
    changes: Sequence[Change] = ()
    problems: list[Problem] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """How many lots are new, changed or gone."""
        return column_of(self.changes, "kind").count(kind)


def decide(stored: Sequence[StoredTender], incoming: Sequence[Tender], *, buyer_ids: Mapping[str, int], buyer_in_key: bool) -> Decision:
    """Compare a reading with what is stored of the same list.

    `buyer_ids` by buyer name; `buyer_in_key`: the list holds tenders of many buyers, each with references of its own.
    """
    problems: list[Problem] = []
    arrivals = _gather(incoming, buyer_in_key=buyer_in_key, problems=problems)
    return _compare(stored, list(arrivals), buyer_ids, buyer_in_key, problems) if stored else _all_new(arrivals, buyer_ids, problems)


def _all_new(arrivals: Sequence[_Arrival], buyer_ids: Mapping[str, int], problems: list[Problem]) -> Decision:
    """What a list means of which nothing is stored."""
    bases, tenders, hashes = columns_of(arrivals, ("base", "tender", "lot_hashes")).values()
    used: set[str] = set()
    names = column_of(tenders, "buyer")
    new = {
        "key": [_free_key(base, used) for base in bases],
        "tender": tenders,
        "buyer_id": list(map(buyer_ids.get, names)),
        "lot_hashes": hashes,
    }
    lots, places = flat(column_of(tenders, "lots"))
    told = columns_of(lots, ("title", "number", "external_id", "origin"))
    told = {"kind": ["new"] * len(lots), "lot": told.pop("number"), "buyer": [names[place] for place in places], **told}
    return Decision(Nouns(NewTender, len(arrivals), new), changes=Nouns(Change, len(lots), told), problems=problems)


def _compare(
    stored: Sequence[StoredTender], arrivals: Sequence[_Arrival], buyer_ids: Mapping[str, int], buyer_in_key: bool, problems: list[Problem]
) -> Decision:
    """What a list means of which something is stored."""
    new_tenders: list[NewTender] = []
    changes: list[Change] = []
    decision = Decision(new_tenders, changes=changes, problems=problems)
    pairs = _pair(stored, arrivals, buyer_in_key=buyer_in_key)
    used = {tender.key for tender in stored}
    paired = {id(tender) for tender, _ in pairs}
    partner = {id(arrival): tender for tender, arrival in pairs}
    for arrival in arrivals:
        known = partner.get(id(arrival))
        buyer_id = buyer_ids.get(arrival.tender.buyer)
        key = known.key if known and _base(known.key) == arrival.base else _free_key(arrival.base, used)
        if known is None:
            new_tenders.append(NewTender(key, arrival.tender, buyer_id, arrival.lot_hashes))
            changes += [_told("new", arrival.tender, lot) for lot in arrival.tender.lots]
            continue
        if known.key != key or not say_the_same(known.tender, arrival.tender) or known.buyer_id != buyer_id:
            decision.changed_tenders.append(ChangedTender(known.id, key, arrival.tender, buyer_id))
        changes += _compare_lots(known, arrival, decision)
    for tender in stored:
        if id(tender) not in paired:
            changes += _gone(tender, tender.lots, decision)
    return decision


# --- what came in ------------------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Arrival:
    """A tender as it came in, with the key that it would have if it were the only one."""

    base: str
    tender: Tender
    lot_hashes: Sequence[str]
    """The content hash of each of its lots."""


def _gather(incoming: Sequence[Tender], *, buyer_in_key: bool, problems: list[Problem]) -> Sequence[_Arrival]:
    """Rows of one tender under one key become its lots; exact duplicates are left out and reported."""
    bases = _base_keys(incoming, buyer_in_key=buyer_in_key)
    lots, places = flat(column_of(incoming, "lots"))
    hashes = lot_hashes(picked(incoming, places), lots)
    if len(set(bases)) == len(incoming) and list(places) == list(range(len(incoming))):  # one lot each: nothing to bring together
        return Nouns(_Arrival, len(incoming), {"base": bases, "tender": incoming, "lot_hashes": Ones(hashes)})
    arrivals: list[_Arrival] = []
    by_base: dict[str, list[_Arrival]] = defaultdict(list)
    seen: dict[tuple[str, str], Origin] = {}
    known = iter(hashes)
    for tender, base in zip(incoming, bases, strict=True):
        kept: list[Lot] = []
        own: list[str] = []
        for lot, content in zip(tender.lots, known, strict=False):
            if (first := seen.get((base, content))) is not None:
                params = {"row": str(first.row), "sheet": first.sheet}
                problems.append(Problem("duplicate_row", params, lot.origin, severity=Severity.NOTE))
                continue
            seen[base, content] = lot.origin
            kept.append(lot)
            own.append(content)
        if not kept:
            continue
        numbers = {lot.number for lot in kept}
        whole = next((other for other in by_base[base] if _disjoint(numbers, other.tender)), None) if "" not in numbers else None
        if whole is not None:
            whole.tender = replace(whole.tender, lots=(*whole.tender.lots, *kept))
            whole.lot_hashes = (*whole.lot_hashes, *_hashes(whole.tender, kept))
            continue
        numbered = _with_own_numbers(kept)
        same = numbered == tender.lots
        arrival = _Arrival(base, tender, own) if same else _Arrival(base, replace(tender, lots=numbered), _hashes(tender, numbered))
        by_base[base].append(arrival)
        arrivals.append(arrival)
    return arrivals


def _hashes(tender: Tender, lots: Sequence[Lot]) -> list[str]:
    return lot_hashes([tender] * len(lots), lots)


def _disjoint(numbers: set[str], tender: Tender) -> bool:
    others = {lot.number for lot in tender.lots}
    return "" not in others and not numbers & others


def _with_own_numbers(lots: Sequence[Lot]) -> tuple[Lot, ...]:
    """Within a tender a number stands for one lot."""
    if len(lots) == 1:
        return tuple(lots)
    times: Counter[str] = Counter()
    result = []
    for lot in lots:
        times[lot.number] += 1
        result.append(lot if times[lot.number] == 1 else replace(lot, number=f"{lot.number} #{times[lot.number]}".strip()))
    return tuple(result)


def _base_keys(tenders: Sequence[Tender], *, buyer_in_key: bool) -> list[str]:
    """The key of each tender, if it were the only one."""
    ids = columns_of(tenders, ("procedure_id", "publication_id", "ocid")).values()
    named = columns_of(tenders, ("reference", "title", "buyer")).values()
    if not any(map(any, ids)):  # as in every list
        return [_key_in_list(*own, buyer_in_key=buyer_in_key) for own in zip(*named, strict=True)]
    return [
        next((f"{kind}:{number}" for kind, number in zip(("procedure", "publication", "ocid"), numbers, strict=True) if number), "")
        or _key_in_list(*own, buyer_in_key=buyer_in_key)
        for numbers, own in zip(zip(*ids, strict=True), zip(*named, strict=True), strict=True)
    ]


def _key_in_list(reference: str, title: str, buyer: str, *, buyer_in_key: bool) -> str:
    reference = "".join(reference.split()).casefold()
    key = f"reference:{reference}" if reference and not is_counter(reference) else f"title:{fold(title)}"
    return shortened(f"{key} @{name_key(buyer)}" if buyer_in_key and buyer else key) or ""


def _base(key: str) -> str:
    return _ORDINAL.sub("", key)


def _free_key(base: str, used: set[str]) -> str:
    key, ordinal = base, 1
    while key in used:
        ordinal += 1
        key = f"{base} #{ordinal}"
    used.add(key)
    return key


# --- which is which ----------------------------------------------------------------------------------------------------------------------------

_Pairs = list[tuple[StoredTender, _Arrival]]


def _pair(stored: Sequence[StoredTender], arrivals: Sequence[_Arrival], *, buyer_in_key: bool) -> _Pairs:
    pairs: _Pairs = []
    old_by_base: dict[str, list[StoredTender]] = defaultdict(list)
    for tender in stored:
        old_by_base[_base(tender.key)].append(tender)
    new_by_base: dict[str, list[_Arrival]] = defaultdict(list)
    for arrival in arrivals:
        new_by_base[arrival.base].append(arrival)
    for base in old_by_base.keys() & new_by_base.keys():
        pairs += _pair_under_one_key(old_by_base[base], new_by_base[base])
    old, new = _rest(stored, arrivals, pairs)
    # what is left goes by another key than before: by the row's own id, by the same title, by row number, by wording
    for key_of, fits in (
        (_external_ids, _same_id),
        (lambda tender: _title_key(tender, buyer_in_key=buyer_in_key), _one_reference),
        (_counter, _alike),
    ):
        pairs += _tie(old, new, key_of, fits)
        old, new = _rest(old, new, pairs)
    if old and new:
        mine = [tender.tender for tender in old]
        pairs += [(old[i], new[j]) for i, j in continuations(mine, [arrival.tender for arrival in new], same_buyer=buyer_in_key)]
    return pairs


def _rest(old: Sequence[StoredTender], new: Sequence[_Arrival], pairs: _Pairs) -> tuple[list[StoredTender], list[_Arrival]]:
    done = {id(side) for pair in pairs for side in pair}
    return [tender for tender in old if id(tender) not in done], [arrival for arrival in new if id(arrival) not in done]


def _pair_under_one_key(old: list[StoredTender], new: list[_Arrival]) -> _Pairs:
    """Several different rows under one key stay themselves: first the same content, then the same id or row number, then the most alike."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    pairs: _Pairs = []
    for key_of in (_all_hashes, _external_ids, _counter):
        pairs += _tie(old, new, key_of, lambda _old, _new: True)
        old, new = _rest(old, new, pairs)
    if len(old) * len(new) <= _MOST_COMPARED:
        alike = [(-_equal_fields(tender.tender, arrival.tender), i, j) for i, tender in enumerate(old) for j, arrival in enumerate(new)]
        free_old, free_new = set(range(len(old))), set(range(len(new)))
        for _, i, j in sorted(alike):
            if i in free_old and j in free_new:
                pairs.append((old[i], new[j]))
                free_old.remove(i)
                free_new.remove(j)
        return pairs
    return pairs + list(zip(old, new, strict=False))


def _tie(
    old: Sequence[StoredTender], new: Sequence[_Arrival], key_of: Callable[[Tender], Hashable], fits: Callable[[Tender, Tender], bool]
) -> _Pairs:
    """Pair those that share a key which only one on each side has, and that fit."""
    if not old or not new:
        return []
    mine: dict[Hashable, list[StoredTender]] = defaultdict(list)
    theirs: dict[Hashable, list[_Arrival]] = defaultdict(list)
    for tender in old:
        mine[key_of(tender.tender)].append(tender)
    for arrival in new:
        theirs[key_of(arrival.tender)].append(arrival)
    return [
        (mine[key][0], theirs[key][0])
        for key in mine
        if key and len(mine[key]) == len(theirs.get(key, ())) == 1 and fits(mine[key][0].tender, theirs[key][0].tender)
    ]


def _all_hashes(tender: Tender) -> Hashable:
    return tuple(sorted(_hashes(tender, tender.lots)))


def _external_ids(tender: Tender) -> Hashable:
    return tuple(sorted(lot.external_id for lot in tender.lots if lot.external_id))


def _counter(tender: Tender) -> Hashable:
    return tender.reference.strip() if is_counter(tender.reference) else ""


def _title_key(tender: Tender, *, buyer_in_key: bool) -> Hashable:
    buyer = name_key(tender.buyer) if buyer_in_key else ""
    return fold(tender.title), buyer, tuple(sorted(lot.number for lot in tender.lots))


def _same_id(old: Tender, new: Tender) -> bool:
    # ids that are mere row numbers are given out anew with every list
    return not all(is_counter(lot.external_id or "") for lot in old.lots) or _alike(old, new)


def _one_reference(old: Tender, new: Tender) -> bool:
    """At most one of them has a reference of its own: two references are two tenders, whatever they are called."""
    return not (has_own_reference(old) and has_own_reference(new))


def _alike(old: Tender, new: Tender) -> bool:
    return similarity(old.title, new.title) >= _COUNTER_SIMILARITY


def _equal_fields(old: Tender, new: Tender) -> float:
    one, other = lot_content(old, old.lots[0]), lot_content(new, new.lots[0])
    return float(sum(one[name] == other[name] for name in one)) + similarity(old.title, new.title) / 100


# --- what is different -------------------------------------------------------------------------------------------------------------------------


def _compare_lots(known: StoredTender, arrival: _Arrival, decision: Decision) -> list[Change]:
    """Note what is to be written of the lots of a tender; what is to be told of them."""
    tender = arrival.tender
    hash_of = {id(lot): content for lot, content in zip(tender.lots, arrival.lot_hashes, strict=True)}
    pairs, new, gone = _pair_lots(known.lots, tender.lots)
    changes: list[Change] = []
    for stored, lot in pairs:
        if stored.content_hash != hash_of[id(lot)]:
            decision.changed_lots.append(ChangedLot(stored, known.tender, tender, lot))
            fields = differences(lot_content(known.tender, stored.lot), lot_content(tender, lot))
            changes.append(replace(_told("changed", tender, lot), fields=fields))
            continue
        decision.unchanged += 1
        if stored.gone:
            decision.returned_lots.append(stored.id)
        if stored.lot.origin != lot.origin:
            decision.moved_lots.append((stored.id, lot.origin))
    decision.new_lots += [NewLot(known.id, tender, lot) for lot in new]
    return [*changes, *(_told("new", tender, lot) for lot in new), *_gone(known, gone, decision)]


def _gone(tender: StoredTender, lots: Sequence[StoredLot], decision: Decision) -> list[Change]:
    """Note that lots are gone; what is to be told of that."""
    decision.gone_lots += lots
    return [_told("gone", tender.tender, stored.lot) for stored in lots if is_in_question(stored)]


def is_in_question(gone: StoredLot) -> bool:
    """Whether a person should be asked if this lot, which is gone from its list, is withdrawn."""
    return gone.lot.status not in _OVER and gone.gone != "kept"


def _pair_lots(stored: Sequence[StoredLot], incoming: Sequence[Lot]) -> tuple[list[tuple[StoredLot, Lot]], list[Lot], list[StoredLot]]:
    if len(stored) == len(incoming) == 1:
        return [(stored[0], incoming[0])], [], []
    old, new = list(stored), list(incoming)
    pairs: list[tuple[StoredLot, Lot]] = []
    for key_of in (lambda lot: f"number {lot.number}", lambda lot: lot.external_id, lambda lot: fold(lot.title)):
        free = {key_of(item.lot): item for item in reversed(old) if key_of(item.lot)}
        found = [(free.pop(key_of(lot)), lot) for lot in new if key_of(lot) in free]
        pairs += found
        done = {id(side) for pair in found for side in pair}
        old, new = [item for item in old if id(item) not in done], [lot for lot in new if id(lot) not in done]
    return pairs, new, old


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The fields that are not the same in two contents (see db/contents.py)."""
    found = {name: FieldChange(name, before.get(name), value) for name, value in after.items() if before.get(name) != value}
    return tuple(
        change
        for name, change in found.items()
        # a tender of one lot has its title and description twice: tell it once
        if not (name.startswith("tender_") and (same := found.get(name.removeprefix("tender_"))) and same.after == change.after)
    )


def _told(kind: str, tender: Tender, lot: Lot) -> Change:
    return Change(kind, lot.title, lot.number, tender.buyer, lot.external_id, lot.origin)
