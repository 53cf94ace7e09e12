"""Folders of queries and judgements -> figures, through the production ranker.

Two kinds of folders. BEIR: corpus.jsonl, queries.jsonl, qrels/test.tsv; the queries are read as tenders, the documents as suppliers; ids are opaque.
Gold: tenders.jsonl, suppliers.jsonl, jobseekers.jsonl, judgements.tsv; imported into a temporary database as a user would.
"""

from __future__ import annotations

import csv
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher import official_lists, rematch
from matcher.config import Config
from matcher.db.engine import Database, migrate, require_schema
from matcher.errors import EvaluationError
from matcher.matchable import KINDS, Tables, load_tables
from matcher.matching.cpv_figures import suggestion_figures
from matcher.matching.features import Numbers, Population
from matcher.matching.items import SUPPLIER, TENDER, Item, Kind
from matcher.matching.metrics import average_precision, bootstrap_interval, ndcg, recall, reciprocal_rank
from matcher.matching.rows import Rows
from matcher.matching.scope import asked
from matcher.matching.scoring import Weights, is_part
from matcher.matching.space import FeatureSpace, fit_and_project
from matcher.model import Side
from matcher.progress import Progress
from matcher.vocabulary import OfficialLists, load_concepts, occupation_concepts
from matcher.weights import shipped_calibration, weights_in_use, weights_of

DEPTH = 1000
"""How deep rankings go for MRR and MAP."""

_TITLE_LENGTH = 150

_Array = npt.NDArray[Any]
Qrels = Mapping[str, Mapping[str, float]]
Rankings = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class RankedPair:
    """A profile in the ranking of a tender."""

    profile: str
    score: float
    part: bool


def evaluate(
    folders: Sequence[Path], config: Config, *, baselines: bool = False, database_url: str | None = None, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """The figures of every folder; for a gold folder one object with a list `sides` and `cpv_suggestions`.

    Raises EvaluationError for an incomplete folder.
    `database_url`: a database whose imported official lists and adopted weights take part; it is only read.
    Raises DatabaseError if it is not there or too old.
    """
    lists, weights = (OfficialLists(), {side: weights_of(config, side) for side in Side}) if database_url is None else _taken(database_url, config)
    result = []
    for number, folder in enumerate(folders):
        if progress:
            progress(folder.name, number, len(folders))
        started = time.perf_counter()
        if (folder / "corpus.jsonl").is_file():
            figures = _evaluate_beir(folder, lists, weights[Side.SUPPLIER], baselines=baselines)
        elif (folder / "judgements.tsv").is_file():
            figures = _evaluate_gold(folder, config, lists, weights, baselines=baselines)
        else:
            raise EvaluationError(f"{folder} holds neither corpus.jsonl (BEIR) nor judgements.tsv (gold): nothing to evaluate")
        result.append({"dataset": folder.name, **figures, "seconds": round(time.perf_counter() - started, 2)})
    if progress:
        progress("", len(folders), len(folders))
    return result


def _taken(database_url: str, config: Config) -> tuple[OfficialLists, Mapping[Side, Weights]]:
    database = Database(database_url, read_only=True)
    try:
        require_schema(database)
        with database.read() as connection:
            return official_lists.load(connection), weights_in_use(database, config)
    finally:
        database.close()


# --- BEIR --------------------------------------------------------------------------------------------------------------------------------------


def _evaluate_beir(folder: Path, lists: OfficialLists, weights: Weights, *, baselines: bool) -> dict[str, Any]:
    documents = {str(row["_id"]): (str(row.get("title") or ""), str(row.get("text") or "")) for row in _jsonl(folder / "corpus.jsonl")}
    queries = {str(row["_id"]): str(row["text"]) for row in _jsonl(folder / "queries.jsonl")}
    qrels = read_qrels(folder / "qrels" / "test.tsv", "query-id", "corpus-id", "score")
    queries = {query: text for query, text in queries.items() if any(grade > 0 for grade in qrels.get(query, {}).values())}
    if not queries:
        raise EvaluationError(f"{folder}: no query has a relevant document")
    lot_items = [_query_item(text) for text in queries.values()]
    profile_items = [Item((title, text, "")) for title, text in documents.values()]
    imported, calibration = occupation_concepts(lists.esco), shipped_calibration()
    space, rows = fit_and_project(load_concepts(), {TENDER: lot_items, SUPPLIER: profile_items}, imported, calibration)
    ids = list(documents)
    _, scored = rematch.score_side(
        space,
        Population(rows[TENDER], Numbers.unknown(len(lot_items))),
        Population(rows[SUPPLIER], Numbers.unknown(len(profile_items))),
        weights,
        per_lot=DEPTH,
        per_profile=0,
    )
    rankings = {
        query: [ids[profile] for profile in profiles]
        for query, profiles in zip(queries, _by_lot(scored.pairs.lot, scored.pairs.profile, scored.score, len(queries)), strict=True)
    }
    figures = ranking_figures(rankings, qrels)
    if baselines:
        texts = [f"{title} {text}" for title, text in documents.values()]
        figures["baselines"] = _baselines(list(queries.items()), dict(zip(ids, texts, strict=True)), qrels, rankings)
    return figures


def _query_item(text: str) -> Item:
    """A query is a title with a description behind it, where its first sentence is short enough to be a title."""
    text = asked(text)
    title, separator, rest = text.partition(". ")
    return Item((title, rest, "")) if separator and len(title) <= _TITLE_LENGTH else Item((text, "", ""))


def _by_lot(lots: _Array, profiles: _Array, score: _Array, count: int) -> list[list[int]]:
    """Per lot its profiles, best first; equal scores in the order of the profiles."""
    order = np.lexsort((profiles, -score, lots))
    bounds = np.searchsorted(lots[order], np.arange(count + 1))
    ordered = profiles[order]
    return [ordered[bounds[lot] : bounds[lot + 1]].tolist() for lot in range(count)]


# --- gold --------------------------------------------------------------------------------------------------------------------------------------


def _evaluate_gold(folder: Path, config: Config, lists: OfficialLists, weights: Mapping[Side, Weights], *, baselines: bool) -> dict[str, Any]:
    qrels = read_qrels(folder / "judgements.tsv", "tender_id", "profile_id", "grade")
    with tempfile.TemporaryDirectory(prefix="wijkmatch-evaluate-") as scratch:
        database = Database(f"sqlite:///{Path(scratch) / 'gold.db'}")
        try:
            migrate(database)
            official_lists.store(database, lists)
            import_gold(database, config, folder)
            tables = load_tables(database, every_status=True)
        finally:
            database.close()
    imported, calibration = occupation_concepts(tables.lists.esco), shipped_calibration()
    space, rows = fit_and_project(load_concepts(), tables.items_by_kind(), imported, calibration)
    sides = [_gold_side(space, rows, tables, config, folder, side, weights[side], qrels, baselines=baselines) for side in Side]
    return {"sides": sides, "cpv_suggestions": _gold_codes(space, tables)}


def import_gold(database: Database, config: Config, folder: Path) -> None:
    """Import the three files of a gold folder as a user would."""
    from matcher import ingest, registers  # noqa: PLC0415 - reading files is needed for gold folders only

    now = datetime(2026, 1, 1, tzinfo=UTC)
    ingest.import_tenders(database, config, folder / "tenders.jsonl", now=now)
    registers.import_suppliers(database, config, folder / "suppliers.jsonl", now=now)
    registers.import_jobseekers(database, config, folder / "jobseekers.jsonl", now=now)


def _gold_codes(space: FeatureSpace, tables: Tables) -> dict[str, Any]:
    """Figures of the codes that the texts of lots suggest, their own codes (and the labels of those) hidden."""
    coded = [item for item in tables.lots.items if item.cpv]
    hidden = space.project([replace(item, fields=(*item.fields[:3], ""), cpv=()) for item in coded], TENDER)
    suggested = rematch.suggested_codes(space, hidden, np.arange(len(coded)), tables.lists)
    return suggestion_figures(suggested, [item.cpv for item in coded])


def _gold_side(
    space: FeatureSpace,
    rows: Mapping[Kind, Rows],
    tables: Tables,
    config: Config,
    folder: Path,
    side: Side,
    weights: Weights,
    qrels: Qrels,
    *,
    baselines: bool,
) -> dict[str, Any]:
    profiles = tables.of(side)
    context, scored = rematch.score_side(
        space,
        Population(rows[TENDER], tables.lots.numbers),
        Population(rows[KINDS[side]], profiles.numbers),
        weights,
        per_lot=DEPTH,
        per_profile=0,
    )
    part = is_part(context, scored.pairs)
    pairs: dict[str, list[RankedPair]] = {lot: [] for lot in tables.lots.external_ids}
    order = np.lexsort((scored.pairs.profile, -scored.score, scored.pairs.lot))
    for place in order.tolist():
        pairs[tables.lots.external_ids[scored.pairs.lot[place]]].append(
            RankedPair(profiles.external_ids[scored.pairs.profile[place]], float(scored.score[place]), bool(part[place]))
        )
    known = set(profiles.external_ids)
    own = {query: {profile: grade for profile, grade in qrels.get(query, {}).items() if profile in known} for query in pairs}
    rankings = {query: [pair.profile for pair in ranked] for query, ranked in pairs.items()}
    figures = {"dataset": folder.name, "side": side.value, **ranking_figures(rankings, own), **shown_figures(pairs, own, config, side)}
    if baselines:
        queries = [(lot, " ".join(item.fields)) for lot, item in zip(tables.lots.external_ids, tables.lots.items, strict=True)]
        texts = {profile: " ".join(item.fields) for profile, item in zip(profiles.external_ids, profiles.items, strict=True)}
        figures["baselines"] = _baselines(queries, texts, own, rankings)
    return figures


def shown_figures(pairs: Mapping[str, Sequence[RankedPair]], qrels: Qrels, config: Config, side: Side) -> dict[str, Any]:
    """Of what is shown (at or above min_score, at most ten per tender): how much is relevant, how much of grade 2 is there, and silence:
    of the tenders with no relevant profile, the share that shows nothing."""
    threshold = rematch.min_score(config, side)
    shown = {
        query: [pair.profile for pair in ranked if pair.score >= threshold][: config.matching.shown_per_tender] for query, ranked in pairs.items()
    }
    flat = [(query, profile) for query, profiles in shown.items() for profile in profiles]
    relevant = sum(1 for query, profile in flat if qrels.get(query, {}).get(profile, 0) > 0)
    best = [(query, profile) for query, grades in qrels.items() for profile, grade in grades.items() if grade >= 2]
    best_shown = sum(1 for query, profile in best if profile in shown.get(query, ()))
    empty = [query for query in pairs if not any(grade > 0 for grade in qrels.get(query, {}).values())]
    silent = sum(1 for query in empty if not shown[query])
    return {
        "min_score": threshold,
        "precision_shown": _share(relevant, len(flat)),
        "recall_grade2_shown": _share(best_shown, len(best)),
        "silence": _share(silent, len(empty)),
        "counts": {
            "shown": len(flat), "shown_relevant": relevant, "grade2": len(best), "grade2_shown": best_shown, "without_relevant": len(empty),
            "silent": silent, "tenders": len(pairs),
        },
    }  # fmt: skip


# --- figures -----------------------------------------------------------------------------------------------------------------------------------


def ranking_figures(rankings: Rankings, qrels: Qrels) -> dict[str, Any]:
    """nDCG@10, MRR, MAP and recall over the queries with a relevant document, with 95% bootstrap intervals of the first three."""
    asked = _with_relevant(qrels)
    columns = {
        "ndcg10": [ndcg(rankings.get(query, ()), qrels[query]) for query in asked],
        "mrr": [reciprocal_rank(rankings.get(query, ()), qrels[query], DEPTH) for query in asked],
        "map": [average_precision(rankings.get(query, ()), qrels[query], DEPTH) for query in asked],
        "r10": [recall(rankings.get(query, ()), qrels[query], 10) for query in asked],
        "r100": [recall(rankings.get(query, ()), qrels[query], 100) for query in asked],
    }
    figures: dict[str, Any] = {name: round(float(np.mean(values)), 4) if values else 0.0 for name, values in columns.items()}
    for name in ("ndcg10", "mrr", "map"):
        figures[f"{name}_ci95"] = [round(bound, 4) for bound in bootstrap_interval(columns[name])]
    return {**figures, "queries": len(asked)}


def _baselines(queries: Sequence[tuple[str, str]], documents: Mapping[str, str], qrels: Qrels, ours: Rankings) -> dict[str, Any]:
    from matcher import baselines  # noqa: PLC0415 - scikit-learn's vectorisers are slow to import

    asked = _with_relevant(qrels)
    wanted = [(query, text) for query, text in queries if query in set(asked)]
    own = np.asarray([ndcg(ours.get(query, ()), qrels[query]) for query in asked])
    result = {}
    for name, rank in baselines.BASELINES.items():
        rankings = rank(wanted, documents, DEPTH)
        theirs = np.asarray([ndcg(rankings.get(query, ()), qrels[query]) for query in asked])
        difference = own - theirs
        result[name] = {
            **ranking_figures(rankings, {query: qrels[query] for query in asked}),
            "ndcg10_difference": round(float(difference.mean()), 4),
            "ndcg10_difference_ci95": [round(bound, 4) for bound in bootstrap_interval(difference.tolist())],
        }
    return result


def _with_relevant(qrels: Qrels) -> list[str]:
    return [query for query, grades in qrels.items() if any(grade > 0 for grade in grades.values())]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _jsonl(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{path} cannot be read: {error}") from error


def read_qrels(path: Path, query: str, document: str, grade: str) -> dict[str, dict[str, float]]:
    """Judgements of a tab-separated file: query -> document -> grade. Raises EvaluationError if it cannot be read."""
    result: dict[str, dict[str, float]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                result.setdefault(row[query], {})[row[document]] = float(row[grade])
    except (OSError, KeyError, ValueError) as error:
        raise EvaluationError(f"{path} cannot be read: {error}") from error
    return result
