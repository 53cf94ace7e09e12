"""Which tender of a new version of a list continues which one of the old version, though its title was rewritten.

A wrong tie would hang one tender's history on another, so a doubtful one is not made: such a tender is told as gone and new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from matcher.db.contents import has_own_reference
from matcher.model import Tender
from matcher.names import fold, name_key

_ALONE = 88.0  # of 100: titles that are enough by themselves
_TOGETHER = 62.0  # enough where the description, or two other fields, are the same
_MARGIN = 4.0  # the second best must be so much worse
_BONUS = 4.0  # for each telling field that is the same
_PER_TITLE = 5  # old titles that are looked at for a new one
_CELLS = 4_000_000  # compared at a time: 16 MB
_NUMBER = re.compile(r"\d+")


def similarity(one: str, other: str) -> float:
    """How alike two titles are, 0 to 100, whatever the order of their words."""
    return float(fuzz.token_sort_ratio(fold(one), fold(other)))


def continuations(old: Sequence[Tender], new: Sequence[Tender], *, same_buyer: bool) -> list[tuple[int, int]]:
    """Pairs of positions (old, new), each position at most once. `same_buyer`: only tenders of one buyer continue each other."""
    candidates = [
        (score + _BONUS * _shared(old[i], new[j]), i, j)
        for score, i, j in _alike_titles([_sorted_words(tender) for tender in old], [_sorted_words(tender) for tender in new])
        if _may_continue(old[i], new[j], score, same_buyer=same_buyer)
    ]
    pairs: list[tuple[int, int]] = []
    while True:
        of_old: dict[int, list[float]] = defaultdict(list)
        of_new: dict[int, list[float]] = defaultdict(list)
        for score, i, j in candidates:
            of_old[i].append(score)
            of_new[j].append(score)
        sure = [(i, j) for score, i, j in candidates if _stands_out(score, of_old[i]) and _stands_out(score, of_new[j])]
        if not sure:
            return pairs
        pairs += sure
        done_old, done_new = {i for i, _ in sure}, {j for _, j in sure}
        candidates = [(score, i, j) for score, i, j in candidates if i not in done_old and j not in done_new]


def _alike_titles(old_titles: Sequence[str], new_titles: Sequence[str]) -> Iterator[tuple[float, int, int]]:
    """For each new title the most alike old ones: score, old position, new position."""
    import numpy as np  # noqa: PLC0415  (only a list that comes in again with other titles needs it)

    step = max(1, _CELLS // max(1, len(old_titles)))
    for start in range(0, len(new_titles), step):
        scores = process.cdist(new_titles[start : start + step], old_titles, scorer=fuzz.ratio, score_cutoff=_TOGETHER, dtype=np.float32, workers=-1)
        best = np.argpartition(-scores, min(_PER_TITLE, scores.shape[1] - 1), axis=1)[:, :_PER_TITLE]
        for row, columns in enumerate(best):
            yield from ((float(scores[row, column]), int(column), start + row) for column in columns if scores[row, column] > 0)


def _stands_out(score: float, rivals: list[float]) -> bool:
    return sum(rival > score - _MARGIN for rival in rivals) == 1  # itself


def _may_continue(old: Tender, new: Tender, score: float, *, same_buyer: bool) -> bool:
    if has_own_reference(old) and has_own_reference(new):
        return False
    if same_buyer and name_key(old.buyer) != name_key(new.buyer):
        return False
    if sorted(_NUMBER.findall(old.title)) != sorted(_NUMBER.findall(new.title)):
        return False  # "fase 1" is not "fase 2"
    return score >= _ALONE or _corroborated(old, new)


def _corroborated(old: Tender, new: Tender) -> bool:
    return bool(old.description and fold(old.description) == fold(new.description)) or _shared(old, new) >= 2


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
