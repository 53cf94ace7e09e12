"""How alike tenders of different places are: which of them are compared at all, and what their texts, codes, values and dates say.

Apart from `same_tenders` because of what it imports: most imports have nothing to compare with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from sqlalchemy.engine import Connection

from matcher.config import data_file
from matcher.db import buyers, same_tenders
from matcher.db.same_tenders import Candidate, Link
from matcher.matching.same_tender import FEATURES, LEAST_BUYER, Signs, Subject, buyer_likeness, features, pairs_of, probabilities, telling
from matcher.matching.text import fold
from matcher.matching.thesaurus import prepare
from matcher.vocabulary import load_concepts

CERTAIN, DOUBTFUL = 0.9, 0.25
"""From which probability on two tenders are called one, and from which on a person is asked."""
_MARGIN = 0.1  # a certain pair's rivals must be so much less likely
_NAME_LETTERS = 6  # a shorter name of a buyer stands in many texts
_YEAR = re.compile(r"\b20\d\d\b")
_PART = re.compile(r"\b(?:q|kw|k)\s?([1-4])\b|\b([1-4])\s?e\s+kwartaal", re.IGNORECASE)
_HALF = re.compile(r"\b([12])\s?e\s+(?:helft|halfjaar)|\bh([12])\b", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mrt maa mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec")


def scope_of(connection: Connection, changed: set[int]) -> set[int]:
    """The changed tenders, and all of their buyers and of buyers with names alike; and whatever goes by a number of theirs."""
    every = buyers.load(connection)
    names = [fold(stored.buyer.name) for stored in every]
    place = {stored.id: number for number, stored in enumerate(every)}
    known: set[int] = set()
    asked = {place[number] for number in same_tenders.buyers_of(connection, changed)}
    while asked:
        known |= asked
        rows = sorted(asked)
        alike = buyer_likeness([names[row] for row in rows], names) >= LEAST_BUYER
        asked = set(np.flatnonzero(alike.any(axis=0)).tolist()) - known
    spoken = [name for row in known if len(name := telling(names[row])) >= _NAME_LETTERS]
    scope = changed | same_tenders.of_buyers(connection, [every[row].id for row in known], spoken)
    return scope | {number for pair in same_tenders.sharing_numbers(connection, scope) for number in pair}


def links_among(found: Sequence[Candidate]) -> list[Link]:
    """What the texts, codes, values and dates say."""
    if len({candidate.source_list_id for candidate in found}) < 2:
        return []
    subjects = [_subject(candidate) for candidate in found]
    thesaurus, weights = prepare(load_concepts()), _weights()
    groups = np.asarray([candidate.source_list_id for candidate in found], dtype=np.int64)
    signs = Signs(subjects, thesaurus)
    i, j = pairs_of(signs, groups)
    if not len(i):
        return []
    values = features(signs, i, j)
    chance = probabilities(values, weights)
    kept = chance >= DOUBTFUL
    i, j, values, chance = i[kept], j[kept], values[kept], chance[kept]
    rivals = _rivals(i, j, chance, groups)
    links = []
    for one, other, row, probability, rival in zip(i.tolist(), j.tolist(), values, chance.tolist(), rivals, strict=True):
        evidence = {name: round(float(value) * weights[name], 2) for name, value in zip(FEATURES, row, strict=True) if value * weights[name]}
        if rival > probability:  # a person is asked about the likeliest of several only
            continue
        state = "certain" if probability >= CERTAIN and rival < probability - _MARGIN else "doubtful"
        links.append(Link(found[one].id, found[other].id, state, round(probability, 3), evidence))
    return links


def _rivals(i: np.ndarray, j: np.ndarray, chance: np.ndarray, groups: np.ndarray) -> list[float]:
    """For each pair the likeliest other pair that one of its ends makes with the list of the other end."""
    best: dict[tuple[int, int], list[float]] = {}
    ends = [((a, int(groups[b])), (b, int(groups[a]))) for a, b in zip(i.tolist(), j.tolist(), strict=True)]
    for pair, probability in zip(ends, chance.tolist(), strict=True):
        for end in pair:
            best[end] = sorted([*best.get(end, []), probability], reverse=True)[:2]

    def rival(end: tuple[int, int], probability: float) -> float:
        first, *rest = best[end]
        return first if first != probability else rest[0] if rest else 0.0

    return [max(rival(end, probability) for end in pair) for pair, probability in zip(ends, chance.tolist(), strict=True)]


def about_when(text: str) -> int | None:
    """About which day a period speaks of, as an ordinal: "Q2 2027", "medio 2027", "mrt 2027"; None without a year."""
    year = _YEAR.search(text)
    if year is None:
        return None
    month = next((number for number, names in enumerate(_MONTHS, 1) if any(f" {name}" in f" {text.lower()}" for name in names.split())), 7)
    if part := _PART.search(text):
        month = 3 * int(part[1] or part[2]) - 1
    elif half := _HALF.search(text):
        month = 6 * int(half[1] or half[2]) - 3
    return date(int(year[0]), month, 1).toordinal()


def _subject(candidate: Candidate) -> Subject:
    published = candidate.published_at.toordinal() if candidate.published_at else None
    return Subject(
        candidate.buyer, candidate.title, candidate.description, candidate.lots, candidate.reference, candidate.cpv, candidate.value_amount,
        deadline=_day(candidate.deadline_date), start=_day(candidate.start_date),
        published=published or about_when(f"{candidate.period} {candidate.title}"),
    )  # fmt: skip


def _day(day: date | datetime | None) -> int | None:
    return day.toordinal() if day else None


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads((data_file("weights") / "same_tender.json").read_text(encoding="utf-8"))["weights"]
    return weights
