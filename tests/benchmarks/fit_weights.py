"""Fit the shipped weights of the ranking on datasets/gold, and write them with the figures that they were chosen on.

python tests/benchmarks/fit_weights.py            prints the figures by cross-validation over buyers
python tests/benchmarks/fit_weights.py --write    also writes datasets/weights/*.json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
from sklearn.metrics import brier_score_loss

from matcher import config, evaluate, rematch
from matcher.db.engine import Database, migrate
from matcher.matching.features import Context, Population, feature_matrix
from matcher.matching.fitting import GRADE_PROBABILITY, fit_weights, held_out
from matcher.matching.recall import candidates, recall_matrix
from matcher.matching.scoring import JOBSEEKER_FEATURES, SUPPLIER_FEATURES
from matcher.matching.space import TENDER, fit_space
from matcher.model import Side
from matcher.vocabulary import load_concepts, thesaurus_version

ROOT = Path(__file__).parents[2]
VERSION = "1"
FEATURES = {Side.SUPPLIER: SUPPLIER_FEATURES, Side.JOBSEEKER: JOBSEEKER_FEATURES}
NOT_LEARNT = {
    # titles that are written like a firm's name are rare in the gold pairs, but telling;
    # the judges were told that distance does not matter, so the gold pairs cannot teach it; set by hand: 5 km -> -0.23, 50 km -> -0.5
    Side.SUPPLIER: {"distance": -0.5, "social": 0.15, "names": 2.0},
    Side.JOBSEEKER: {"distance": -0.5, "too_far": -1.0},
}


def figures_and_weights(folder: Path, side: Side, settings: config.Config) -> tuple[dict, dict]:
    with tempfile.TemporaryDirectory() as scratch:
        database = Database(f"sqlite:///{scratch}/gold.db")
        migrate(database)
        evaluate.import_gold(database, settings, folder)
        tables = rematch.load_tables(database, every_status=True)
        database.close()
    qrels = evaluate.read_qrels(folder / "judgements.tsv", "tender_id", "profile_id", "grade")
    profiles = tables.suppliers if side is Side.SUPPLIER else tables.jobseekers
    space = fit_space(load_concepts(), tables.items_by_kind())
    lots = Population(space.project(tables.lot_items, TENDER), tables.lot_numbers)
    people = Population(space.project(profiles.items, rematch.KINDS[side]), profiles.numbers)
    with_work = side is Side.JOBSEEKER
    pairs = candidates(recall_matrix(lots.rows, with_work=with_work), recall_matrix(people.rows, with_work=with_work), 1000, 0)
    learnt = tuple(name for name in FEATURES[side] if name not in NOT_LEARNT[side])
    values = feature_matrix(Context(space, lots, people, pairs), learnt)
    lot_ids, profile_ids = np.asarray(tables.lot_external_ids), np.asarray(profiles.external_ids)
    grades = np.asarray(
        [int(qrels.get(lot, {}).get(profile, 0)) for lot, profile in zip(lot_ids[pairs.lot], profile_ids[pairs.profile], strict=True)]
    )
    buyers = {json.loads(line)["id"]: json.loads(line)["buyer"] for line in (folder / "tenders.jsonl").read_text(encoding="utf-8").splitlines()}
    groups = np.asarray([buyers[lot] for lot in lot_ids[pairs.lot]])
    score = held_out(values, groups, lambda train: fit_weights(values[train], grades[train], learnt, VERSION))
    figures = _figures(score, grades, pairs, lot_ids, profile_ids, qrels, settings, side)
    weights = fit_weights(values, grades, learnt, VERSION)
    result = {
        "version": VERSION,
        "side": side.value,
        "intercept": round(weights.intercept, 4),
        "weights": {name: round(value, 4) for name, value in {**weights.weights, **NOT_LEARNT[side]}.items()},
        "thesaurus": thesaurus_version(load_concepts()),
        "cross_validation": figures,
    }
    return figures, result


def _figures(score, grades, pairs, lot_ids, profile_ids, qrels, settings, side):
    order = np.lexsort((pairs.profile, -score, pairs.lot))
    ranked: dict[str, list] = {lot: [] for lot in lot_ids}
    for place in order:
        ranked[lot_ids[pairs.lot[place]]].append(evaluate.RankedPair(profile_ids[pairs.profile[place]], float(score[place]), False))
    known = set(profile_ids)
    own = {lot: {profile: grade for profile, grade in qrels.get(lot, {}).items() if profile in known} for lot in lot_ids}
    accepted = np.vectorize(GRADE_PROBABILITY.get, otypes=[float])(grades)
    bins = [(0.0, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01)]
    table = []
    for low, high in bins:
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
    return {
        **evaluate.ranking_figures({lot: [pair.profile for pair in row] for lot, row in ranked.items()}, own),
        **evaluate.shown_figures(ranked, own, settings, side),
        "brier": round(float(brier_score_loss((grades > 0).astype(int), score)), 4),
        "reliability": table,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folder", type=Path, default=ROOT / "datasets" / "gold")
    arguments = parser.parse_args()
    settings = config.load()
    for side in Side:
        figures, weights = figures_and_weights(arguments.folder, side, settings)
        print(json.dumps({side.value: figures, "weights": weights["weights"], "intercept": weights["intercept"]}, indent=1))
        if arguments.write:
            (ROOT / "datasets" / "weights" / f"{side.value}.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
