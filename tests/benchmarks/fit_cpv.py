"""Fit how CPV suggestions become probabilities, on lines that have a code, read without it; write that with its figures.

python tests/benchmarks/fit_cpv.py            prints the figures by cross-validation over buyers
python tests/benchmarks/fit_cpv.py --write    also writes datasets/weights/cpv.json
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from matcher import config, ingest
from matcher.db.engine import Database, migrate
from matcher.db.tables import buyers, lots, tenders
from matcher.matchable import Tables, load_tables
from matcher.matching.cpv_figures import agreement, suggestion_figures
from matcher.matching.cpv_suggestions import Calibration
from matcher.matching.items import TENDER
from matcher.matching.space import fit_space
from matcher.model import CpvSuggestion
from matcher.vocabulary import load_concepts, thesaurus_version

ROOT = Path(__file__).parents[2]
DATASETS = ROOT / "datasets"
NOT_FITTED_ON = frozenset({"rijnmond", "zuid-limburg"})


def read_lots() -> tuple[Tables, np.ndarray]:
    """The lots of the gold sets and of the demo's lists, with their buyers."""
    settings, now = config.load(), datetime(2026, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as scratch:
        database = Database(f"sqlite:///{scratch}/lots.db")
        migrate(database)
        judged = [file for file in sorted((DATASETS / "gold").rglob("tenders.jsonl")) if file.parent.name not in NOT_FITTED_ON]
        for file in (*judged, *sorted((DATASETS / "demo").glob("*.xlsx"))):
            ingest.import_tenders(database, settings, file, now=now)
        tables = load_tables(database, every_status=True)
        with database.read() as connection:
            query = sa.select(buyers.c.name).select_from(lots.join(tenders).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id)).order_by(lots.c.id)
            names = connection.scalars(query).all()
        database.close()
    return tables, np.asarray([name or "" for name in names])


def fit(share: np.ndarray, clarity: np.ndarray, right: np.ndarray) -> Calibration:
    model = LogisticRegression(C=1.0, max_iter=1000).fit(np.column_stack([share, clarity]), right)
    return Calibration(*(round(float(value), 4) for value in (model.intercept_[0], *model.coef_[0])))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    tables, buyer_of = read_lots()
    space = fit_space(load_concepts(), tables.items_by_kind())
    coded = [number for number, item in enumerate(tables.lots.items) if item.cpv]
    given = [tables.lots.items[number].cpv for number in coded]
    said = space.project(tables.lots.items, TENDER).said[coded]
    tree = space.code_tree
    support = tree.support(said)
    lot = np.repeat(np.arange(len(coded)), np.diff(support.indptr))
    share, clarity = tree.evidence(support)
    branches = [tree.names[node] for node in support.indices]
    verdicts = [agreement(branch, given[number]) for number, branch in zip(lot, branches, strict=True)]
    known = np.asarray([verdict is not None for verdict in verdicts])  # of what lies below a given code nobody can say whether it is right
    right = np.asarray([bool(verdict) for verdict in verdicts])
    groups = buyer_of[coded][lot]
    suggested: dict[int, list[CpvSuggestion]] = {number: [] for number in range(len(coded))}
    kept = flagged = tried = caught = 0
    for train, test in GroupKFold(n_splits=5).split(share, right, groups):
        learnt = train[known[train]]
        calibration = fit(share[learnt], clarity[learnt], right[learnt])
        held_out = np.unique(lot[test])
        found = tree.suggest(said[held_out], support[held_out], calibration)
        for place, code, probability in zip(found.lot, found.code, found.probability, strict=True):
            suggested[int(held_out[place])].append(CpvSuggestion(code, float(probability)))
        # implausible codes: how many of the given ones are called so, and how many of those taken from a lot of another division
        probabilities = tree.probabilities(support[held_out], calibration)
        own = [given[number] for number in held_out]
        for shift in range(1, 11):
            others = [given[(number + shift * 17) % len(coded)][:1] for number in held_out]
            foreign = [code if all(code[0][:2] != right_code[:2] for right_code in mine) else () for code, mine in zip(others, own, strict=True)]
            tried += sum(map(bool, foreign))
            caught += sum(map(bool, tree.implausible(foreign, probabilities)))
        kept += len(held_out)
        flagged += sum(map(bool, tree.implausible(own, probabilities)))
    figures = suggestion_figures([suggested[number] for number in range(len(coded))], given)
    figures |= {"given_called_implausible": [flagged, kept], "foreign_called_implausible": [caught, tried]}
    calibration = fit(share[known], clarity[known], right[known])
    result = {
        **asdict(calibration),
        "thesaurus": thesaurus_version(load_concepts()),
        "branches": int(known.sum()),
        "cross_validation": figures,
    }
    print(json.dumps(result, indent=1))
    for number, doubtful in enumerate(tree.implausible(given, tree.probabilities(support, calibration))):
        if doubtful:
            print("implausible:", doubtful, tables.lots.items[coded[number]].fields[0])
    if arguments.write:
        (DATASETS / "weights" / "cpv.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
