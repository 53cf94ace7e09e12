"""Why not, and what would change it: for a supplier that just misses, by scoring again with the change. Nothing is stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from matcher.config import Config
from matcher.current_index import OpenIndex, in_memory, looking_up, open_index, present_ranking
from matcher.db import matches, shown_matches
from matcher.db.engine import Database
from matcher.db.matches import AnyRow
from matcher.db.shown_matches import OpenTender, ShownSupplier
from matcher.index import Longs
from matcher.matching.features import Column, Context, Population
from matcher.matching.items import SUPPLIER, TENDER
from matcher.matching.recall import pairs_of, recall_matrix
from matcher.matching.scoring import score_pairs
from matcher.matching.shortfall import costliest, kinds_done, kinds_named
from matcher.model import Side, WhyNot
from matcher.rematch import min_score

MOST_ADVICE = 3

_JUST_MISSES = 0.1
"""Who has at least this part of the threshold just misses it. For others one more keyword would promise another firm."""

_LOOKED_AT, _MOST_TRIED = 200, 12
"""So many lots are searched for what they name, and so many kinds of work are tried."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A kind of work that a supplier does not name.

    `tenders`: those whose titles name it and that would newly fit, soonest first; `lost`: how many that fit now would not any more.
    """

    concept: str
    tenders: tuple[OpenTender, ...]
    lost: int


@dataclass(frozen=True, slots=True)
class _Fitting:
    """The open tenders, by public id, that a supplier is shown with, and those of them that name the kind of work that was added."""

    tenders: dict[str, OpenTender]
    naming: set[str]


def is_prepared(database: Database, config: Config) -> bool:
    """Whether the index of the stored matches is in memory, or there is none."""
    ranking, stamp = present_ranking(database, config)
    return stamp is None or in_memory(config, ranking, stamp) is not None


def prepare(database: Database, config: Config) -> None:
    """Read the index from disk, where it is there and not in memory. Takes seconds."""
    ranking, stamp = present_ranking(database, config)
    if stamp is not None:
        open_index(database, config, ranking, stamp)


# --- what would help a supplier ----------------------------------------------------------------------------------------------------------------


def what_would_help(database: Database, config: Config, supplier_id: int, today: date) -> list[Addition]:
    """Up to three kinds of work that this supplier does not name and that would bring it more tenders that are still open, the best first.

    Empty where nothing would, and where the index is not in memory.
    """
    with looking_up(database, config) as opened:
        return _Additions(database, config, opened, supplier_id, today).best() if opened is not None else []


class _Additions:
    """One supplier as it is and with one more keyword, tried as a rematch would."""

    def __init__(self, database: Database, config: Config, opened: OpenIndex, supplier_id: int, today: date) -> None:
        self._database, self._config, self._opened, self._supplier_id, self._today = database, config, opened, supplier_id, today
        self._threshold = min_score(config, Side.SUPPLIER)

    def best(self) -> list[Addition]:
        """The kinds of work that would bring tenders."""
        with self._database.read() as connection:
            rows = matches.load_suppliers(connection, [self._supplier_id])
            matched = matches.matched_lots_of(connection, Side.SUPPLIER, [self._supplier_id])
        if not rows:
            return []
        concepts = self._missed(rows[0])
        if not concepts:
            return []
        before, *after = self._fitting(rows[0], [None, *concepts], self._opened.index.kept[TENDER].places_of(matched))
        new = {concept: fitting.naming - before.tenders.keys() for concept, fitting in zip(concepts, after, strict=True)}
        found: list[Addition] = []
        told: set[str] = set()
        for concept, fitting in sorted(zip(concepts, after, strict=True), key=lambda pair: -len(new[pair[0]])):
            lost = len(before.tenders.keys() - fitting.tenders.keys())
            if len(found) == MOST_ADVICE or len(new[concept]) <= lost or new[concept] <= told:  # the same tenders by another name help no further
                continue
            told |= new[concept]
            tenders = sorted((fitting.tenders[key] for key in new[concept]), key=lambda each: (each.deadline_date or date.max, each.title))
            identifier = self._opened.index.space.finder.concepts[concept].id
            found.append(Addition(identifier, tuple(tenders), lost))
        return found

    def _missed(self, row: AnyRow) -> list[int]:
        """The kinds of work that titles of just missed open lots name and the supplier does not, the most promising first."""
        lots, space = self._opened.index.kept[TENDER], self._opened.index.space
        supplier = _with_keywords(self._opened, [(row, None)])
        _, places, score = self._score(supplier, _LOOKED_AT)
        near = np.flatnonzero((score >= _JUST_MISSES * self._threshold) & (score < self._threshold))
        ids = lots.ids_at(places[near])
        with self._database.read() as connection:
            still_open = shown_matches.open_tenders(connection, ids.tolist(), self._today)
        near = near[np.isin(ids, list(still_open))]
        titles, done = lots.take(places[near]).rows, kinds_done(space, supplier.rows, 0)
        promise: dict[int, float] = defaultdict(float)
        for number, chance in enumerate(score[near].tolist()):
            for concept in kinds_named(space, titles, number):
                if concept not in done:
                    promise[concept] += chance
        return sorted(promise, key=lambda concept: (-promise[concept], concept))[:_MOST_TRIED]

    def _fitting(self, row: AnyRow, concepts: Sequence[int | None], matched: Longs) -> list[_Fitting]:
        """What the supplier would be shown with, with each of these kinds of work added."""
        lots, space = self._opened.index.kept[TENDER], self._opened.index.space
        suppliers = _with_keywords(self._opened, [(row, concept) for concept in concepts])
        trial, places, score = self._score(suppliers, self._config.matching.candidates, matched)
        enough = np.flatnonzero(score >= self._threshold)
        ids, titles = lots.ids_at(places[enough]).tolist(), lots.take(places[enough]).rows
        with self._database.read() as connection:
            still_open = shown_matches.open_tenders(connection, ids, self._today)
            stored = matches.profiles_matched_with(connection, ids)[Side.SUPPLIER]
        most = self._config.matching.shown_per_tender
        full = [lot for lot, count in Counter(lot for lot, _ in stored).items() if count >= most]
        others = self._scores_of_others(places[enough][np.isin(ids, full)], [pair for pair in stored if pair[0] in full])
        found = [_Fitting({}, set()) for _ in concepts]
        for place, (number, lot_id, chance) in enumerate(zip(trial[enough].tolist(), ids, score[enough].tolist(), strict=True)):
            better = sum(other >= chance for other in others.get(lot_id, ()))
            if lot_id not in still_open or better >= most:
                continue
            tender, added = still_open[lot_id], concepts[number]
            found[number].tenders[tender.public_id] = tender
            if added is not None and not space.finder.below[added].isdisjoint(kinds_named(space, titles, place)):
                found[number].naming.add(tender.public_id)
        return found

    def _scores_of_others(self, places: Longs, stored: Sequence[tuple[int, int]]) -> dict[int, list[float]]:
        """The scores of the other suppliers that a rematch would compare at these lots, by id of the lot: who stood eleventh may come up."""
        if not len(places):
            return {}
        index, others = self._opened.index, self._opened.index.kept[SUPPLIER]
        places = np.unique(places)
        lot_ids = index.kept[TENDER].ids_at(places)
        asked = recall_matrix(index.kept[TENDER].take(places).rows, index.weights[Side.SUPPLIER].weights, asks=True)
        row, other = others.search(asked, Side.SUPPLIER, self._config.matching.candidates)
        known = [(lot, others.place[supplier]) for lot, supplier in stored if supplier in others.place]
        lot = np.r_[lot_ids[row], np.asarray([lot for lot, _ in known], dtype=np.int64)]
        other = np.r_[other, np.asarray([place for _, place in known], dtype=np.int64)]
        chosen = others.ids_at(other) != self._supplier_id
        distinct, number = np.unique(other[chosen], return_inverse=True)
        found: dict[int, list[float]] = defaultdict(list)
        if len(distinct):
            lot_places = index.kept[TENDER].places_of(lot[chosen].tolist())
            _, lot_place, score = _scored(self._opened, others.take(distinct), number, lot_places)
            for lot_id, chance in zip(index.kept[TENDER].ids_at(lot_place).tolist(), score.tolist(), strict=True):
                found[lot_id].append(chance)
        return found

    def _score(self, suppliers: Population, most: int, also: Longs | None = None) -> tuple[Longs, Longs, Column]:
        """Each row of `suppliers` with its best `most` lots, and with those at the places `also`: (row, place, score)."""
        index = self._opened.index
        asked = recall_matrix(suppliers.rows, index.weights[Side.SUPPLIER].weights, asks=False)
        row, place = index.kept[TENDER].search(asked, Side.SUPPLIER, most)
        if also is not None:
            count = len(suppliers.rows)
            row, place = np.r_[row, np.repeat(np.arange(count), len(also))], np.r_[place, np.tile(also, count)]
        return _scored(self._opened, suppliers, row, place)


# --- why a supplier is not enough for a lot ----------------------------------------------------------------------------------------------------


def why_not(database: Database, config: Config, nearest: Sequence[ShownSupplier]) -> dict[tuple[int, str], WhyNot]:
    """Why these suppliers are not enough for their lots, by lot and public id of the supplier.

    Where the index is not in memory it is not known what a profile does not name, nor what would change it.
    """
    threshold = min_score(config, Side.SUPPLIER)
    found = {(each.lot_id, each.public_id): WhyNot(*costliest(each.reasons, threshold)) for each in nearest}
    if found:
        with looking_up(database, config) as opened:
            if opened is not None:
                _say_what_is_missing(database, opened, nearest, found, threshold)
    return found


def _say_what_is_missing(
    database: Database, opened: OpenIndex, nearest: Sequence[ShownSupplier], found: dict[tuple[int, str], WhyNot], threshold: float
) -> None:
    lots, space = opened.index.kept[TENDER], opened.index.space
    with database.read() as connection:
        rows = {row.public_id: row for row in matches.load_suppliers(connection, sorted({each.supplier_id for each in nearest}))}
    known = [each for each in nearest if each.lot_id in lots.place and each.public_id in rows]
    suppliers = _with_keywords(opened, [(row, None) for row in rows.values()])
    done = {public_id: kinds_done(space, suppliers.rows, number) for number, public_id in enumerate(rows)}
    titles = lots.take(lots.places_of(each.lot_id for each in known)).rows
    trials: list[tuple[ShownSupplier, int]] = []
    for number, each in enumerate(known):
        named = kinds_named(space, titles, number)
        missing = [concept for concept in named if concept not in done[each.public_id]]
        key = each.lot_id, each.public_id
        found[key] = replace(found[key], named=bool(named), missing=tuple(space.finder.concepts[concept].id for concept in missing))
        if each.score >= _JUST_MISSES * threshold:
            trials += [(each, concept) for concept in missing]
    if not trials:
        return
    changed = _with_keywords(opened, [(rows[each.public_id], concept) for each, concept in trials])
    trial, _, score = _scored(opened, changed, np.arange(len(trials)), lots.places_of(each.lot_id for each, _ in trials))
    for place in np.argsort(score).tolist():  # the best change comes last, and stays
        each, concept = trials[trial[place]]
        if score[place] >= threshold:
            key = each.lot_id, each.public_id
            found[key] = replace(found[key], change=space.finder.concepts[concept].id)


# --- trying ------------------------------------------------------------------------------------------------------------------------------------


def _with_keywords(opened: OpenIndex, wanted: Sequence[tuple[AnyRow, int | None]]) -> Population:
    """Suppliers, each with the Dutch name of a kind of work as one more keyword (None: as it is)."""
    concepts = opened.index.space.finder.concepts
    items = [opened.reader.supplier_item(row, *(() if concept is None else (concepts[concept].label("nl"),))) for row, concept in wanted]
    return Population(opened.index.space.project(items, SUPPLIER), opened.reader.suppliers([row for row, _ in wanted]).numbers)


def _scored(opened: OpenIndex, suppliers: Population, row: Longs, place: Longs) -> tuple[Longs, Longs, Column]:
    """Score rows of `suppliers` against the lots at these places: (row, place, score), each pair once."""
    index = opened.index
    if not len(row):
        return row, place, np.zeros(0)
    places, number = np.unique(place, return_inverse=True)
    pairs = pairs_of(number, row, len(suppliers.rows))
    scored = score_pairs(Context(index.space, index.kept[TENDER].take(places), suppliers, pairs), index.weights[Side.SUPPLIER])
    return pairs.profile.astype(np.int64), places[pairs.lot], scored.score
