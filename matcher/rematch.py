"""What changed -> matching -> store."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from matcher import official_lists
from matcher.config import Config
from matcher.db import matches
from matcher.db.engine import Database
from matcher.db.matches import AnyRow, MatchRow
from matcher.matching.features import Context, Numbers, Population
from matcher.matching.reasons import explain
from matcher.matching.recall import candidates, recall_matrix
from matcher.matching.scoring import Scored, Weights, is_part, ranks, score_pairs
from matcher.matching.space import JOBSEEKER, SUPPLIER, TENDER, FeatureSpace, Item, Kind, fit_space
from matcher.model import Side
from matcher.progress import Progress, silent
from matcher.vocabulary import OfficialLists, load_concepts, occupation_concepts, thesaurus_version
from matcher.weights import weights_in_use

ALGORITHM = "1"
"""Goes up when the same texts, weights and thesaurus would give other scores."""

NEAREST = 3
"""How many matches below the threshold are kept per lot and side, to say who came nearest and why not."""

_SOCIAL_KINDS = {"social_enterprise", "cooperative", "social_workplace", "foundation"}
_SOCIAL_CERTIFICATES = re.compile(r"\b(pso|code sociale ondernemingen|b ?corp)\b", re.IGNORECASE)

KINDS: Mapping[Side, Kind] = {Side.SUPPLIER: SUPPLIER, Side.JOBSEEKER: JOBSEEKER}

_STEPS = 6


@dataclass(frozen=True)
class RematchReport:
    """What a rematch did. `lots` counts those matched anew; `matches` those that are shown now, of both sides, over all lots."""

    lots: int
    suppliers: int
    jobseekers: int
    matches: int
    seconds: float


@dataclass(frozen=True)
class Profiles:
    """The profiles of one side, ready to be matched. `changed`: whether each says something else than when it was last matched."""

    side: Side
    ids: npt.NDArray[np.int64]
    external_ids: Sequence[str]
    items: Sequence[Item]
    numbers: Numbers
    hashes: Sequence[str]
    changed: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Tables:
    """Everything in the database that takes part in matching, as the matcher reads it. The labels of imported lists are in the items already."""

    lists: OfficialLists
    lot_ids: npt.NDArray[np.int64]
    lot_external_ids: Sequence[str]
    lot_items: Sequence[Item]
    lot_numbers: Numbers
    lot_hashes: Sequence[str]
    changed_lots: npt.NDArray[np.bool_]
    suppliers: Profiles
    jobseekers: Profiles

    def items_by_kind(self) -> dict[Kind, Sequence[Item]]:
        """Every item, for learning a space."""
        return {TENDER: self.lot_items, SUPPLIER: self.suppliers.items, JOBSEEKER: self.jobseekers.items}


def rematch(
    database: Database, config: Config, *, now: datetime, full: bool = False, include_closed: bool = False, progress: Progress | None = None
) -> RematchReport:
    """Match what changed since the last time (everything, if `full`, or if weights, thesaurus or algorithm changed) and store the matches.

    `include_closed` also matches withdrawn and awarded tenders. One transaction stores the result: readers see the old matches or the new.
    """
    started = time.perf_counter()
    tell = progress or silent
    weights = weights_in_use(database, config)
    tell("read", 0, _STEPS)
    tables = load_tables(database, every_status=include_closed)
    concepts = load_concepts()
    versions = (ALGORITHM, " ".join(weights[side].fingerprint for side in Side), thesaurus_version(concepts, tables.lists))
    with database.read() as connection:
        full = full or matches.current_ranking(connection) != versions
        shown = matches.count_shown(connection)
        dropped_out = matches.has_dropped_out(connection) and not include_closed
    profiles = (tables.suppliers, tables.jobseekers)
    if not full and not dropped_out and not tables.changed_lots.any() and not any(side.changed.any() for side in profiles):
        return RematchReport(0, 0, 0, shown["supplier"] + shown["jobseeker"], time.perf_counter() - started)
    tell("space", 1, _STEPS)
    space = fit_space(concepts, tables.items_by_kind(), occupation_concepts(tables.lists.esco))
    lots = Population(space.project(tables.lot_items, TENDER), tables.lot_numbers)
    scored_sides = []
    for number, side in enumerate(profiles):
        tell(side.side.value, number + 2, _STEPS)
        per_row = config.matching.candidates
        population = Population(space.project(side.items, KINDS[side.side]), side.numbers)
        scored_sides.append(score_side(space, lots, population, side.side, weights[side.side], per_lot=per_row, per_profile=per_row))
    affected = np.ones(len(tables.lot_ids), dtype=bool) if full else _affected(database, tables, [scored for _, scored in scored_sides])
    tell("explain", 4, _STEPS)
    found = [
        row
        for side, (context, scored) in zip(profiles, scored_sides, strict=True)
        for row in _match_rows(side, context, scored, tables.lot_ids, affected, config)
    ]
    tell("store", 5, _STEPS)
    with database.write() as connection:
        matches.delete_for_lots(connection, None if full else tables.lot_ids[affected].tolist())
        matches.insert(connection, found, matches.ensure_ranking(connection, *versions, now=now))
        if not include_closed:
            matches.forget_closed(connection, every=full)
        matches.mark_matched(connection, None, _read_hashes(tables.lot_ids, tables.lot_hashes, tables.changed_lots))
        for side in profiles:
            matches.mark_matched(connection, side.side, _read_hashes(side.ids, side.hashes, side.changed))
        shown = matches.count_shown(connection)
    tell("store", _STEPS, _STEPS)
    suppliers, jobseekers = (len(side.ids) if full else int(side.changed.sum()) for side in profiles)
    return RematchReport(int(affected.sum()), suppliers, jobseekers, shown["supplier"] + shown["jobseeker"], time.perf_counter() - started)


def load_tables(database: Database, *, every_status: bool) -> Tables:
    """Read all lots (the matched ones, unless `every_status`) and profiles."""
    with database.read() as connection:
        lot_rows = matches.load_lots(connection, every_status=every_status)
        supplier_rows = matches.load_suppliers(connection)
        jobseeker_rows = matches.load_jobseekers(connection)
        lists = official_lists.load(connection)
    by_code = {place.pc4: (place.latitude, place.longitude) for place in lists.places}
    by_name = {place.place.casefold(): (place.latitude, place.longitude) for place in lists.places}
    return Tables(
        lists=lists,
        lot_ids=_ids(lot_rows),
        lot_external_ids=[row.external_id or row.public_id for row in lot_rows],
        lot_items=[_lot_item(row, lists) for row in lot_rows],
        lot_numbers=_lot_numbers(lot_rows, by_code, by_name),
        lot_hashes=_hashes(lot_rows),
        changed_lots=_changed(lot_rows),
        suppliers=_suppliers(supplier_rows, by_code, lists),
        jobseekers=_jobseekers(jobseeker_rows, by_code),
    )


def _affected(database: Database, tables: Tables, scored_sides: Sequence[Scored]) -> npt.NDArray[np.bool_]:
    """The lots whose matches may differ: changed ones, and those that a changed profile is or was a candidate of."""
    affected = tables.changed_lots.copy()
    with database.read() as connection:
        for side, scored in zip((tables.suppliers, tables.jobseekers), scored_sides, strict=True):
            affected[scored.pairs.lot[side.changed[scored.pairs.profile]]] = True
            before = matches.matched_lots_of(connection, side.side, side.ids[side.changed].tolist())
            affected |= np.isin(tables.lot_ids, np.fromiter(before, dtype=np.int64, count=len(before)))
    return affected


def min_score(config: Config, side: Side) -> float:
    """The probability from which on a match of this side is shown."""
    return config.matching.min_score_suppliers if side is Side.SUPPLIER else config.matching.min_score_jobseekers


def score_side(
    space: FeatureSpace, lots: Population, profiles: Population, side: Side, weights: Weights, *, per_lot: int, per_profile: int
) -> tuple[Context, Scored]:
    """Recall and score one side: what a rematch and an evaluation share."""
    with_work = side is Side.JOBSEEKER
    pairs = candidates(recall_matrix(lots.rows, with_work=with_work), recall_matrix(profiles.rows, with_work=with_work), per_lot, per_profile)
    context = Context(space, lots, profiles, pairs)
    return context, score_pairs(context, weights)


def _match_rows(
    side: Profiles, context: Context, scored: Scored, lot_ids: npt.NDArray[np.int64], affected: npt.NDArray[np.bool_], config: Config
) -> list[MatchRow]:
    rank = ranks(scored.pairs.lot, scored.score)
    accepted = scored.score >= min_score(config, side.side)
    shown = accepted & (rank <= config.matching.shown_per_tender)
    of_profile = ranks_of_profiles(scored)
    keep = shown | (accepted & (of_profile <= config.matching.shown_per_tender)) | (~accepted & (rank <= NEAREST))
    selected = np.flatnonzero(keep & affected[scored.pairs.lot])
    part = is_part(context, scored)
    result = []
    for place, reasons in zip(selected.tolist(), explain(context, scored, selected), strict=True):
        profile_id = int(side.ids[scored.pairs.profile[place]])
        result.append(
            MatchRow(
                lot_id=int(lot_ids[scored.pairs.lot[place]]),
                supplier_id=profile_id if side.side is Side.SUPPLIER else None,
                jobseeker_id=profile_id if side.side is Side.JOBSEEKER else None,
                score=float(scored.score[place]),
                rank=int(rank[place]),
                part=bool(part[place]),
                shown=bool(shown[place]),
                reasons=[{"code": reason.code, "contribution": reason.contribution, "params": dict(reason.params)} for reason in reasons],
            )
        )
    return result


def ranks_of_profiles(scored: Scored) -> npt.NDArray[np.int32]:
    """The rank of every pair among those of its profile."""
    order = np.argsort(scored.pairs.profile, kind="stable")
    result = np.empty(len(order), dtype=np.int32)
    result[order] = ranks(scored.pairs.profile[order], scored.score[order])
    return result


# --- rows of the database as items -------------------------------------------------------------------------------------------------------------


def _ids(rows: Sequence[AnyRow]) -> npt.NDArray[np.int64]:
    return np.asarray([row.id for row in rows], dtype=np.int64)


def _hashes(rows: Sequence[AnyRow]) -> list[str]:
    return [row.content_hash for row in rows]


def _read_hashes(ids: npt.NDArray[np.int64], hashes: Sequence[str], changed: npt.NDArray[np.bool_]) -> dict[int, str]:
    return {int(ids[place]): hashes[place] for place in np.flatnonzero(changed).tolist()}


def _changed(rows: Sequence[AnyRow]) -> npt.NDArray[np.bool_]:
    return np.asarray([row.matched_hash != row.content_hash for row in rows], dtype=bool)


_Coordinates = Mapping[str, tuple[float, float]]


def _lot_item(row: AnyRow, lists: OfficialLists) -> Item:
    title = row.title if row.title == row.tender_title else f"{row.tender_title}. {row.title}"
    description = row.description if row.description == row.tender_description else f"{row.description}. {row.tender_description}"
    category = ". ".join(filter(None, (row.category, *lists.cpv_labels(row.cpv))))
    return Item((title, description, category), cpv=tuple(row.cpv))


def supplier_item(name: str, description: str, keywords: Sequence[str], cpv: Sequence[str], sbi: Sequence[str]) -> Item:
    """A supplier as the matcher reads it."""
    return Item((name, description, ". ".join(keywords)), cpv=tuple(cpv), sbi=tuple(code.replace(".", "") for code in sbi))


def jobseeker_item(wants: str, skills: str, experience: str) -> Item:
    """A job-seeker as the matcher reads it: what the person wants and can, and nothing else."""
    return Item((wants, skills, experience))


def _suppliers(rows: Sequence[AnyRow], known: _Coordinates, lists: OfficialLists) -> Profiles:
    numbers = Numbers.unknown(len(rows))
    for place, row in enumerate(rows):
        numbers.amount[place] = np.nan if row.max_contract_amount is None else row.max_contract_amount
        numbers.latitude[place], numbers.longitude[place] = known.get(row.postcode[:4], (np.nan, np.nan))
        numbers.social[place] = float(row.kind in _SOCIAL_KINDS or any(_SOCIAL_CERTIFICATES.search(name) for name in row.certificates))
    items = [supplier_item(row.name, row.description, [*row.keywords, *lists.sbi_labels(row.sbi)], row.cpv, row.sbi) for row in rows]
    return Profiles(Side.SUPPLIER, _ids(rows), [row.external_id or row.public_id for row in rows], items, numbers, _hashes(rows), _changed(rows))


def _jobseekers(rows: Sequence[AnyRow], known: _Coordinates) -> Profiles:
    numbers = Numbers.unknown(len(rows))
    for place, row in enumerate(rows):
        numbers.latitude[place], numbers.longitude[place] = known.get(row.postcode4[:4], (np.nan, np.nan))
        numbers.reach_km[place] = np.nan if row.max_travel_km is None else row.max_travel_km
    items = [jobseeker_item(row.wants, row.skills, row.experience) for row in rows]
    return Profiles(Side.JOBSEEKER, _ids(rows), [row.external_id for row in rows], items, numbers, _hashes(rows), _changed(rows))


_POSTCODE = re.compile(r"\b([1-9][0-9]{3})\s?(?:[A-Za-z]{2})?\b")


def _lot_numbers(rows: Sequence[AnyRow], known: _Coordinates, by_name: _Coordinates) -> Numbers:
    """Where the work is done: the lot's own place, else the buyer's. The amount is the lot's value, the upper one of a range."""
    numbers = Numbers.unknown(len(rows))
    for place, row in enumerate(rows):
        amount = row.value_max_amount if row.value_max_amount is not None else row.value_amount
        numbers.amount[place] = np.nan if amount is None else amount
        numbers.latitude[place], numbers.longitude[place] = next(
            (found for text in (row.place, row.buyer_postcode, row.buyer_place) if (found := _locate(text, known, by_name))), (np.nan, np.nan)
        )
    return numbers


def _locate(text: str, known: _Coordinates, by_name: _Coordinates) -> tuple[float, float] | None:
    if not text:
        return None
    postcode = _POSTCODE.search(text)
    if postcode and postcode.group(1) in known:
        return known[postcode.group(1)]
    return by_name.get(text.strip().casefold())
