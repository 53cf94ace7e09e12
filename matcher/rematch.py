"""What changed -> matching -> store.

A full match reads everything, learns what words weigh, and keeps the result as an index. After that only what changed is read, and only the lots that
it can matter to are matched anew, against everybody in the index.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import structlog
from sqlalchemy.engine import Connection

from matcher.config import Config
from matcher.current_index import OpenIndex, Ranking, folder_of, keep, open_index, present_ranking
from matcher.db import cpv_suggestions, matches, runs
from matcher.db.cpv_suggestions import LotCodes
from matcher.db.engine import Database
from matcher.db.matches import MatchRow
from matcher.index import KIND_NAMES, Longs, MatchingIndex, forget_others
from matcher.matchable import KINDS, Matchables, Reader, load_tables
from matcher.matching.features import Context, Population
from matcher.matching.garbage import collector_paused
from matcher.matching.items import JOBSEEKER, SUPPLIER, TENDER, Kind
from matcher.matching.reasons import explain
from matcher.matching.recall import candidates, pairs_of, recall_matrix
from matcher.matching.rows import Rows
from matcher.matching.scoring import Scored, Weights, is_part, ranks, score_pairs
from matcher.matching.space import FeatureSpace, fit_and_project
from matcher.model import CpvSuggestion, Side
from matcher.progress import Progress, silent
from matcher.vocabulary import OfficialLists, load_concepts, occupation_concepts

NEAREST = 3
"""How many matches below the threshold are kept of a lot that nobody fits, to say who came nearest and why not."""

_EXPLAINED_AT_ONCE = 20_000

_STEPS = 6

_log = structlog.get_logger()


@dataclass(frozen=True)
class RematchReport:
    """What a rematch did. `lots` counts those matched anew, `matches` those that are shown of them, of both sides."""

    lots: int
    suppliers: int
    jobseekers: int
    matches: int
    seconds: float


def rematch(
    database: Database, config: Config, *, now: datetime, full: bool = False, include_closed: bool = False, progress: Progress | None = None
) -> RematchReport:
    """Match what changed since the last time (everything, if `full`, or if weights, thesaurus or algorithm changed) and store the matches.

    `include_closed` also matches withdrawn and awarded tenders. One transaction stores the
    result: readers see the old matches or the new.
    """
    started = time.perf_counter()
    tell = progress or silent
    ranking, stamp = present_ranking(database, config)
    counts = None
    if stamp is not None and not (full or include_closed):
        with database.read() as connection:
            if not any(matches.pending(connection).values()):
                return RematchReport(0, 0, 0, 0, time.perf_counter() - started)
        opened = open_index(database, config, ranking, stamp)
        if opened is not None:
            counts = _match_changes(database, config, opened, tell)
    if counts is None:
        counts = _match_all(database, config, ranking, now, include_closed=include_closed, tell=tell)
    tell("store", _STEPS, _STEPS)
    return RematchReport(*counts, time.perf_counter() - started)


def rematch_as_run(database: Database, config: Config, *, subject: str, now: datetime, run_id: int | None = None) -> RematchReport:
    """Rematch, and keep it as a run that a page can follow: the waiting one with `run_id`, else a new one. `subject`: after what."""
    with runs.following(database, kind="match", subject=subject, now=now, run_id=run_id) as following:
        report = rematch(database, config, now=now, progress=following.step)
        with database.write() as connection:
            following.finish(connection, {"lots": report.lots, "matches": report.matches})
    return report


# --- everything --------------------------------------------------------------------------------------------------------------------------------


@collector_paused()
def _match_all(
    database: Database, config: Config, ranking: Ranking, now: datetime, *, include_closed: bool, tell: Progress
) -> tuple[int, int, int, int]:
    tell("read", 0, _STEPS)
    tables = load_tables(database, every_status=include_closed)
    tell("space", 1, _STEPS)
    imported = occupation_concepts(tables.lists.esco)
    space, rows = fit_and_project(load_concepts(), tables.items_by_kind(), imported, ranking.calibration)
    lots = Population(rows[TENDER], tables.lots.numbers)
    found: list[MatchRow] = []
    for number, side in enumerate(Side):
        tell(side.value, number + 2, _STEPS)
        profiles = tables.of(side)
        most = config.matching.candidates
        population = Population(rows[KINDS[side]], profiles.numbers)
        context, scored = score_side(space, lots, population, ranking.weights[side], per_lot=most, per_profile=most)
        found += _match_rows(side, context, scored, tables.lots.ids, profiles.ids, config)
    tell("explain", 4, _STEPS)
    codes = _lot_codes(space, lots.rows, tables.lots, tables.lists)
    stamp = uuid.uuid4().hex
    every = {kind: (of_kind.ids, Population(rows[kind], of_kind.numbers)) for kind, of_kind in tables.by_kind().items()}
    ids, populations = ({kind: pair[part] for kind, pair in every.items()} for part in (0, 1))
    index = MatchingIndex(stamp, space, ranking.weights, ids, populations)  # type: ignore[arg-type]
    folder = folder_of(config)
    try:
        index.save(folder)
    except OSError as error:  # this process still has it; another one matches everything anew
        _log.warning("index_not_saved", folder=str(folder), error=str(error))
    tell("store", 5, _STEPS)
    with database.write() as connection:
        matches.begin_storing(connection)
        matches.delete_for_lots(connection, None)
        matches.insert(connection, found, matches.ensure_ranking(connection, ranking.versions, stamp=stamp, now=now))
        cpv_suggestions.store(connection, codes)
        if not include_closed:
            matches.forget_closed(connection, every=True)
        for kind, of_kind in tables.by_kind().items():
            matches.mark_matched(connection, KIND_NAMES[kind], of_kind.read_hashes())
        index.last_change = matches.note_changes(connection, {})
    keep(config, OpenIndex(index, Reader(tables.lists), ranking.versions))
    forget_others(folder, stamp)
    return len(tables.lots), len(tables.suppliers), len(tables.jobseekers), sum(row.shown for row in found)


# --- what changed ------------------------------------------------------------------------------------------------------------------------------


def _match_changes(database: Database, config: Config, opened: OpenIndex, tell: Progress) -> tuple[int, int, int, int] | None:
    """Match what changed against everybody else; None if so much did, or the index grew so old, that everything must be matched."""
    index = opened.index
    with index.lock:
        tell("read", 0, _STEPS)
        with database.read() as connection:
            changes = opened.catch_up(connection, with_pending=True)
            if changes is None:
                return None
            pending, read = changes.pending, changes.read
            if not read:
                return 0, 0, 0, 0
            tell("space", 1, _STEPS)
            found_lots = _Affected(connection, config, index, pending)
        found: list[MatchRow] = []
        for number, side in enumerate(Side):
            tell(side.value, number + 2, _STEPS)
            found += found_lots.match(side)
        codes = _lot_codes(index.space, changes.rows[TENDER], read[TENDER], opened.reader.lists) if TENDER in read else {}
        tell("store", 5, _STEPS)
        with database.write() as connection:
            matches.begin_storing(connection)
            ranking_id = matches.ranking_of(connection, index.stamp)
            if ranking_id is None:  # somebody matched everything meanwhile
                return None
            there = {kind: matches.existing(connection, name, found_lots.ids_in(found, kind)) for kind, name in KIND_NAMES.items()}
            found = [row for row in found if row.lot_id in there[TENDER] and (row.supplier_id or row.jobseeker_id) in there[_kind_of(row)]]
            matches.delete_for_lots(connection, found_lots.lot_ids.tolist())
            matches.insert(connection, found, ranking_id)
            cpv_suggestions.store(connection, codes)
            if TENDER in read and len(read[TENDER]) < changes.wanted[TENDER]:  # some are closed
                matches.forget_closed(connection, every=False)
            for kind, of_kind in read.items():
                matches.mark_matched(connection, KIND_NAMES[kind], of_kind.read_hashes())
            index.last_change = matches.note_changes(connection, {KIND_NAMES[kind]: ids for kind, ids in pending.items()}) or index.last_change
        suppliers, jobseekers = (int(read[kind].changed.sum()) if kind in read else 0 for kind in (SUPPLIER, JOBSEEKER))
        return len(found_lots.lot_ids), suppliers, jobseekers, sum(row.shown for row in found)


class _Affected:
    """The lots whose matches may differ: changed ones, and those that a changed profile is or was a candidate of."""

    def __init__(self, connection: Connection, config: Config, index: MatchingIndex, pending: Mapping[Kind, set[int]]) -> None:
        self._config, self._index = config, index
        lots = index.kept[TENDER]
        self._changed: dict[Side, Longs] = {}
        places = [lots.places_of(pending[TENDER])]
        for side in Side:
            profiles = index.kept[KINDS[side]]
            self._changed[side] = profiles.places_of(pending[KINDS[side]])
            if len(self._changed[side]):
                offered = recall_matrix(profiles.take(self._changed[side]).rows, index.weights[side].weights, asks=False)
                places.append(lots.search(offered, side, config.matching.candidates)[1])
            if pending[KINDS[side]]:
                places.append(lots.places_of(matches.matched_lots_of(connection, side, pending[KINDS[side]])))
        self._places = np.unique(np.concatenate(places))
        self.lot_ids = lots.ids_at(self._places)
        self._lots = lots.take(self._places)
        self._before = matches.profiles_matched_with(connection, self.lot_ids.tolist())

    def match(self, side: Side) -> list[MatchRow]:
        """The matches of the affected lots with one side: their best candidates, those they had, and what changed."""
        index, profiles = self._index, self._index.kept[KINDS[side]]
        if not (len(self._places) and profiles.place):
            return []
        lots = self._lots
        weights = index.weights[side]
        row, place = profiles.search(recall_matrix(lots.rows, weights.weights, asks=True), side, self._config.matching.candidates)
        row_of = {lot_id: number for number, lot_id in enumerate(self.lot_ids.tolist())}
        before = [(row_of[lot], profiles.place[profile]) for lot, profile in self._before[side] if profile in profiles.place]
        every = np.repeat(np.arange(len(self.lot_ids)), len(self._changed[side]))
        row = np.concatenate([row, np.asarray([lot for lot, _ in before], dtype=np.int64), every])
        place = np.concatenate([place, np.asarray([at for _, at in before], dtype=np.int64), np.tile(self._changed[side], len(self.lot_ids))])
        if not len(row):
            return []
        places, number = np.unique(place, return_inverse=True)
        context = Context(index.space, lots, profiles.take(places), pairs_of(row, number, len(places)))
        return _match_rows(side, context, score_pairs(context, weights), self.lot_ids, profiles.ids_at(places), self._config)

    def ids_in(self, found: Sequence[MatchRow], kind: Kind) -> set[int]:
        """The lots or profiles of a kind that these matches name."""
        if kind is TENDER:
            return {row.lot_id for row in found}
        ids = (row.supplier_id if kind is SUPPLIER else row.jobseeker_id for row in found)
        return {row_id for row_id in ids if row_id is not None}


def _kind_of(row: MatchRow) -> Kind:
    return SUPPLIER if row.supplier_id is not None else JOBSEEKER


# --- scoring and telling -----------------------------------------------------------------------------------------------------------------------


def min_score(config: Config, side: Side) -> float:
    """The probability from which on a match of this side is shown."""
    return config.matching.min_score_suppliers if side is Side.SUPPLIER else config.matching.min_score_jobseekers


def score_side(
    space: FeatureSpace, lots: Population, profiles: Population, weights: Weights, *, per_lot: int, per_profile: int
) -> tuple[Context, Scored]:
    """Recall and score one side: what a rematch and an evaluation share."""
    asked, offered = (recall_matrix(side.rows, weights.weights, asks=side is lots) for side in (lots, profiles))
    context = Context(space, lots, profiles, candidates(asked, offered, per_lot, per_profile))
    return context, score_pairs(context, weights)


def _match_rows(side: Side, context: Context, scored: Scored, lot_ids: Longs, profile_ids: Longs, config: Config) -> list[MatchRow]:
    rank = ranks(scored.pairs.lot, scored.score)
    accepted = scored.score >= min_score(config, side)
    shown = accepted & (rank <= config.matching.shown_per_tender)
    nobody = ~np.isin(scored.pairs.lot, scored.pairs.lot[shown])
    selected = np.flatnonzero(shown | (nobody & (rank <= NEAREST)))
    pairs = scored.pairs.take(selected)
    lots, profiles = lot_ids[pairs.lot].tolist(), profile_ids[pairs.profile].tolist()
    columns = zip(
        lots, profiles, scored.score[selected].tolist(), rank[selected].tolist(), is_part(context, pairs).tolist(), shown[selected].tolist(),
        _explained(context, scored, selected), strict=True,
    )  # fmt: skip
    return [
        MatchRow(lot_id, profile_id if side is Side.SUPPLIER else None, profile_id if side is Side.JOBSEEKER else None, *rest)
        for lot_id, profile_id, *rest in columns
    ]


def _explained(context: Context, scored: Scored, selected: Longs) -> Iterator[str]:
    """The reasons of the selected pairs, as they are stored; so many at once that they do not fill the memory."""
    for start in range(0, len(selected), _EXPLAINED_AT_ONCE):
        for reasons in explain(context, scored, selected[start : start + _EXPLAINED_AT_ONCE]):
            yield matches.reasons_as_json(reasons)


def _lot_codes(space: FeatureSpace, rows: Rows, lots: Matchables, lists: OfficialLists) -> dict[int, LotCodes]:
    """Codes are suggested for the lots that have none, or an implausible one."""
    unsure = [place for place, item in enumerate(lots.items) if not item.cpv or rows.implausible[place]]
    suggested = dict(zip(unsure, suggested_codes(space, rows, np.asarray(unsure, dtype=np.int64), lists), strict=True))
    return {int(lots.ids[place]): LotCodes(suggested.get(place, ()), rows.implausible[place]) for place in range(len(lots))}


def suggested_codes(space: FeatureSpace, rows: Rows, which: Longs, lists: OfficialLists) -> list[tuple[CpvSuggestion, ...]]:
    """What the texts of some rows of lots suggest, row by row: what a rematch and an evaluation share."""
    found = space.suggest_codes(rows, which, lists.cpv)
    result: list[tuple[CpvSuggestion, ...]] = [()] * len(which)
    for place, code, probability, concept in zip(found.lot.tolist(), found.code, found.probability.tolist(), found.concept.tolist(), strict=True):
        result[place] += (CpvSuggestion(code, round(probability, 4), space.finder.concepts[concept].id),)
    return result
