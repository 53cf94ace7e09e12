"""Rows that are a tender of which the lots stand in rows of their own below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from matcher.by_column import columns_of
from matcher.model import LeftOut, Lot, Status
from matcher.sources.drafts import Collected, Draft

_LETTER = re.compile(r"[ .\-/]?([a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"[.\-/](\d{1,2})")
_NAMES_LOTS = re.compile(r"\b(?:percelen|lots|perceel)\b", re.IGNORECASE)
_BEGINS_AS_LOT = re.compile(r"\W*(?:perceel|lot)\s+(?:nr\.?\s*)?(?:\d{1,2}|[A-Z])\b", re.IGNORECASE)
"""What the title of a row begins with that says nothing of the tender: "- perceel 1: kantoren"."""
_FIRST = frozenset({"1", "A"})
_BULLETS = " -–—•·*>"
_OF_ALL = ("cpv", "deadline_date", "start_date", "period", "duration", "place", "reserved", "reserved_evidence")
"""What is said of a tender holds for a lot that does not say otherwise; the amount of all lots is that of none."""
_DIFFERENCE = 0.01
"""Between the amount of a tender and the sum of its lots, as a share: amounts are rounded."""


def with_lots_below(drafts: Sequence[Draft], collected: Collected) -> Sequence[Draft]:
    """Return the drafts of a table, in the order of its rows, without those that are only the tender of the lots below them."""
    columns = columns_of(drafts, ("reference", "line", "title"))
    names = [reference or line for reference, line in zip(columns["reference"], columns["line"], strict=True)]
    begin_as_lots = "" in names and any(map(_BEGINS_AS_LOT.match, set(columns["title"])))
    if not begin_as_lots and not any(name and (not following or following.startswith(name)) for name, following in pairwise(names)):
        return drafts
    drafts = list(drafts)
    settled: list[Draft] = []
    place = 0
    while place < len(drafts):
        parent = drafts[place]
        below = [] if parent.lot.number else _lots_below(parent, drafts, place + 1)
        if below:
            collected.left_out.append(LeftOut(parent.lot.origin, "parent"))
        settled += below or [parent]
        place += 1 + len(below)
    return settled


def _lots_below(parent: Draft, drafts: Sequence[Draft], first: int) -> list[Draft]:
    """Return the drafts that follow a tender as its lots, if their amounts, where it has one itself, add up to that."""
    named = parent.reference or parent.line
    below: list[Draft] = []
    all_say_so = True
    for place in range(first, len(drafts)):
        draft = drafts[place]
        number, says_so = _lot_of(draft, named) if named or _goes_on(parent, draft, bool(below)) else ("", False)
        if not number or draft.lot.origin.row != parent.lot.origin.row + len(below) + 1:
            break
        all_say_so = all_say_so and says_so
        lot = _with_what_holds_for_all(replace(draft.lot, number=number, title=draft.lot.title.lstrip(_BULLETS)), parent.lot)
        below.append(replace(draft, lot=lot, title=parent.title, reference=parent.reference, buyer=parent.buyer, of_whole=parent.lot.description))
    if len(below) < 2 or len({draft.lot.number for draft in below}) < len(below):
        return []
    said, amounts = parent.lot.value_amount, [draft.lot.value_amount or 0.0 for draft in below]
    adds_up = said is not None and abs(sum(amounts) - said) <= _DIFFERENCE * said
    return below if adds_up or (said is None and (all_say_so or _NAMES_LOTS.search(f"{parent.title} {parent.lot.description}"))) else []


def _goes_on(parent: Draft, draft: Draft, below_lot: bool) -> bool:
    """Say whether a row without a number of its own can be a lot of a tender: the first as its first, and of the same buyer and day."""
    counted = below_lot or draft.lot.number.lstrip("0").upper() in _FIRST
    same_day = draft.lot.deadline_date is None or draft.lot.deadline_date == (parent.lot.deadline_date or draft.lot.deadline_date)
    return counted and same_day and draft.buyer in ("", parent.buyer) and bool(_BEGINS_AS_LOT.match(draft.title))


def _lot_of(draft: Draft, named: str) -> tuple[str, bool]:
    """Return the number of the lot that a draft can be of the tender named so, and whether its own reference says that it is."""
    own = draft.reference or draft.line
    if own in ("", draft.reference) and own in ("", named):  # a number in the list that stands there twice counts something else
        return draft.lot.number, own == named
    if not own.startswith(named):
        return "", False
    rest = own[len(named) :]
    # "1.1" below "1" is a tender in a chapter
    found = _LETTER.fullmatch(rest) or (_NUMBER.fullmatch(rest) if re.search("[A-Za-z]", named) else None)
    return (draft.lot.number or found[1], True) if found else ("", False)


def _with_what_holds_for_all(lot: Lot, whole: Lot) -> Lot:
    taken = {name: getattr(whole, name) for name in _OF_ALL if not getattr(lot, name)}
    return replace(lot, **taken, status=Status.WITHDRAWN if whole.status == Status.WITHDRAWN else lot.status)
