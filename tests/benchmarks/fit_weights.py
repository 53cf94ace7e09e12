"""Fit the shipped weights of the ranking on datasets/gold, and write them with the figures that they were chosen on.

python tests/benchmarks/fit_weights.py            prints the figures by cross-validation over buyers
python tests/benchmarks/fit_weights.py --write    also writes datasets/weights/*.json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.metrics import brier_score_loss

from matcher import config, evaluate
from matcher.db.engine import Database, migrate
from matcher.matchable import KINDS, load_tables
from matcher.matching.features import Context, Population, feature_matrix
from matcher.matching.fitting import GRADE_PROBABILITY, fit_weights, held_out
from matcher.matching.items import TENDER
from matcher.matching.recall import TEXT_FEATURES, Pairs, candidates, recall_matrix
from matcher.matching.scoring import JOBSEEKER_FEATURES, SUPPLIER_FEATURES
from matcher.matching.space import fit_and_project
from matcher.model import Side
from matcher.vocabulary import load_concepts, thesaurus_version

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "datasets" / "gold"
FOLDERS = [GOLD, GOLD / "veenkolonien", GOLD / "midden-brabant"]
"""The other regions are not among them: they tell how the weights do where they do not know anybody."""
VERSION = "2"
FEATURES = {Side.SUPPLIER: SUPPLIER_FEATURES, Side.JOBSEEKER: JOBSEEKER_FEATURES}
NOT_LEARNT = {
    # titles that are written like a firm's name are rare in the gold pairs, but telling;
    # the gold pairs were judged without an official list, so they cannot teach what occupations count: a firm that is called as one does that work;
    # the judges were told that distance does not matter, so the gold pairs cannot teach it; set by hand: 5 km -> -0.23, 50 km -> -0.5
    Side.SUPPLIER: {"distance": -0.5, "social": 0.15, "names": 3.0, "codes": 1.0, "occupations": 30.0},
    Side.JOBSEEKER: {"distance": -0.5, "too_far": -1.0, "no_licence": -2.0, "names": 1.0, "occupations": 1.0},
}


@dataclass(frozen=True)
class Judged:
    """All candidate pairs of one gold folder and side: `values` pairs x features, `groups` the buyer of each."""

    folder: Path
    pairs: Pairs
    values: np.ndarray
    grades: np.ndarray
    groups: np.ndarray
    lot_ids: np.ndarray
    profile_ids: np.ndarray
    qrels: evaluate.Qrels


def judged_pairs(folder: Path, side: Side, features: tuple[str, ...], settings: config.Config) -> Judged:
    with tempfile.TemporaryDirectory() as scratch:
        database = Database(f"sqlite:///{scratch}/gold.db")
        migrate(database)
        evaluate.import_gold(database, settings, folder)
        tables = load_tables(database, every_status=True)
        database.close()
    qrels = evaluate.read_qrels(folder / "judgements.tsv", "tender_id", "profile_id", "grade")
    profiles = tables.of(side)
    space, rows = fit_and_project(load_concepts(), tables.items_by_kind())
    lots = Population(rows[TENDER], tables.lots.numbers)
    people = Population(rows[KINDS[side]], profiles.numbers)
    even = dict.fromkeys(TEXT_FEATURES, 1.0)
    pairs = candidates(recall_matrix(lots.rows, even, asks=True), recall_matrix(people.rows, even, asks=False), 1000, 0)
    values = feature_matrix(Context(space, lots, people, pairs), features)
    lot_ids, profile_ids = np.asarray(tables.lots.external_ids), np.asarray(profiles.external_ids)
    grades = np.asarray(
        [int(qrels.get(lot, {}).get(profile, 0)) for lot, profile in zip(lot_ids[pairs.lot], profile_ids[pairs.profile], strict=True)]
    )
    buyers = {json.loads(line)["id"]: json.loads(line)["buyer"] for line in (folder / "tenders.jsonl").read_text(encoding="utf-8").splitlines()}
    groups = np.asarray([buyers[lot] for lot in lot_ids[pairs.lot]])
    return Judged(folder, pairs, values, grades, groups, lot_ids, profile_ids, qrels)


def figures_and_weights(folders: list[Path], side: Side, settings: config.Config) -> dict:
    learnt = tuple(name for name in FEATURES[side] if name not in NOT_LEARNT[side])
    judged = [judged_pairs(folder, side, learnt, settings) for folder in folders]
    values, grades, groups = (np.concatenate([getattr(one, name) for one in judged]) for name in ("values", "grades", "groups"))
    score = held_out(values, groups, lambda train: fit_weights(values[train], grades[train], learnt, VERSION))
    weights = fit_weights(values, grades, learnt, VERSION)
    ends = np.cumsum([len(one.grades) for one in judged])
    return {
        "version": VERSION,
        "side": side.value,
        "intercept": round(weights.intercept, 4),
        "weights": {name: round(value, 4) for name, value in {**weights.weights, **NOT_LEARNT[side]}.items()},
        "thesaurus": thesaurus_version(load_concepts()),
        "cross_validation": {
            one.folder.name: _figures(part, one, settings, side) for one, part in zip(judged, np.split(score, ends[:-1]), strict=True)
        },
        "brier": round(float(brier_score_loss((grades > 0).astype(int), score)), 4),
        "reliability": _reliability(score, grades),
    }


def _figures(score: np.ndarray, judged: Judged, settings: config.Config, side: Side) -> dict:
    """Of the held-out scores. The features that are not learnt take no part."""
    ranked: dict[str, list] = {lot: [] for lot in judged.lot_ids}
    for place in np.lexsort((judged.pairs.profile, -score, judged.pairs.lot)):
        ranked[judged.lot_ids[judged.pairs.lot[place]]].append(
            evaluate.RankedPair(judged.profile_ids[judged.pairs.profile[place]], float(score[place]), False)
        )
    known = set(judged.profile_ids)
    own = {lot: {profile: grade for profile, grade in judged.qrels.get(lot, {}).items() if profile in known} for lot in judged.lot_ids}
    return {
        **evaluate.ranking_figures({lot: [pair.profile for pair in row] for lot, row in ranked.items()}, own),
        **evaluate.shown_figures(ranked, own, settings, side),
    }


def _reliability(score: np.ndarray, grades: np.ndarray) -> list[dict]:
    accepted = np.vectorize(GRADE_PROBABILITY.get, otypes=[float])(grades)
    table = []
    for low, high in pairwise((0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.85, 1.01)):
        inside = (score >= low) & (score < high)
        if inside.any():
            table.append(
                {
                    "from": low,
                    "to": min(high, 1.0),
                    "pairs": int(inside.sum()),
                    "predicted": round(float(score[inside].mean()), 3),
                    "accepted": round(float(accepted[inside].mean()), 3),
                }
            )
    return table


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    settings = config.load()
    for side in Side:
        fitted = figures_and_weights(FOLDERS, side, settings)
        print(json.dumps(fitted, indent=1))
        if arguments.write:
            (ROOT / "datasets" / "weights" / f"{side.value}.json").write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
