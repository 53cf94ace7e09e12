"""Which tender of a new version of a list continues which one of the old version, though its title was rewritten.

A wrong tie would hang one tender's history on another, so a doubtful one is not made: such a tender is told as gone and new.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from matcher.db.buyers import fold, name_key
from matcher.db.contents import is_counter
from matcher.model import Tender

_ALONE = 88.0  # of 100: titles that are enough by themselves
_TOGETHER = 62.0  # enough where the description, or two other fields, are the same
_MARGIN = 4.0  # the second best must be so much worse
_CELLS = 4_000_000  # compared at a time: 16 MB
_NUMBER = re.compile(r"\d+")


def similarity(one: str, other: str) -> float:
    """How alike two titles are, 0 to 100, whatever the order of their words."""
    return fuzz.token_sort_ratio(fold(one), fold(other))


def continuations(old: Sequence[Tender], new: Sequence[Tender], *, same_buyer: bool) -> list[tuple[int, int]]:
    """Pairs of positions (old, new), each position at most once. `same_buyer`: only tenders of one buyer continue each other."""
    old_titles, new_titles = [_sorted_words(tender) for tender in old], [_sorted_words(tender) for tender in new]
    candidates: list[tuple[float, int, int]] = []
    step = max(1, _CELLS // len(old_titles)) if old_titles else 1
    for start in range(0, len(new_titles), step):
        scores = process.cdist(
            new_titles[start : start + step], old_titles, scorer=fuzz.ratio, score_cutoff=_TOGETHER, dtype=np.float32, workers=-1
        )
        for row, column in np.argwhere(scores > 0):
            candidates.append((float(scores[row, column]), int(column), start + int(row)))
    candidates = [(score, i, j) for score, i, j in candidates if _may_continue(old[i], new[j], score, same_buyer=same_buyer)]
    candidates.sort(key=lambda candidate: (-candidate[0], candidate[1], candidate[2]))
    best_old: dict[int, float] = {}
    best_new: dict[int, float] = {}
    pairs: dict[int, int] = {}
    doubtful: set[int] = set()
    for score, i, j in candidates:
        rival = max(best_old.get(i, 0.0), best_new.get(j, 0.0))
        if not rival and i not in pairs:
            pairs[i] = j
        elif rival - score < _MARGIN:
            doubtful |= {known for known, continued in pairs.items() if (known == i or continued == j) and not _same_but_title(old[known], new[continued])}
        best_old.setdefault(i, score)
        best_new.setdefault(j, score)
    return [(i, j) for i, j in pairs.items() if i not in doubtful]


def _may_continue(old: Tender, new: Tender, score: float, *, same_buyer: bool) -> bool:
    if _own_reference(old) and _own_reference(new):
        return False
    if same_buyer and name_key(old.buyer) != name_key(new.buyer):
        return False
    if sorted(_NUMBER.findall(old.title)) != sorted(_NUMBER.findall(new.title)):
        return False  # "fase 1" is not "fase 2"
    return score >= _ALONE or _corroborated(old, new)


def _own_reference(tender: Tender) -> bool:
    return bool(tender.publication_id or tender.ocid or (tender.reference and not is_counter(tender.reference)))


def _corroborated(old: Tender, new: Tender) -> bool:
    return bool(old.description and fold(old.description) == fold(new.description)) or _shared(old, new) >= 2


def _same_but_title(old: Tender, new: Tender) -> bool:
    one, other = old.lots[0], new.lots[0]
    return (one.cpv, one.value_amount, one.deadline_date, one.start_date, one.period) == (
        other.cpv,
        other.value_amount,
        other.deadline_date,
        other.start_date,
        other.period,
    )


def _shared(old: Tender, new: Tender) -> int:
    """How many telling fields are filled and the same on both sides."""
    one, other = old.lots[0], new.lots[0]
    fields = (
        (one.cpv, other.cpv),
        (one.value_amount, other.value_amount),
        (one.deadline_date, other.deadline_date),
        (one.start_date or one.period, other.start_date or other.period),
        (old.department, new.department),
    )
    return sum(bool(mine) and mine == theirs for mine, theirs in fields)


def _sorted_words(tender: Tender) -> str:
    return " ".join(sorted(fold(tender.title).split()))
