"""Fit the weights by which tenders from two places are called the same: `python tests/benchmarks/fit_same_tender.py [--write]`.

Fitted on the pairs with odd ids of datasets/gold/same_tender.jsonl, measured on those with even ids, which are of other buyers. With --write the
weights go to datasets/weights/same_tender.json, with their figures.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from matcher.alike_tenders import CERTAIN, DOUBTFUL, about_when
from matcher.matching.same_tender import FEATURES, LEAST_BUYER, Signs, Subject, features, likeness_of_buyers, pairs_of, probabilities
from matcher.matching.thesaurus import prepare
from matcher.vocabulary import load_concepts

ROOT = Path(__file__).parents[2]
PAIRS = ROOT / "datasets" / "gold" / "same_tender.jsonl"
SIGNS = dict.fromkeys(FEATURES, 1) | dict.fromkeys(
    ("no_work", "cpv_apart", "value_apart", "start_apart", "days_apart", "numbers_apart", "names_apart"), -1
)
STRENGTH = 0.3  # inverse of the L2 penalty, on standardised features


def subject(side: dict[str, Any]) -> Subject:
    day = {name: date.fromisoformat(side[name]).toordinal() if side.get(name) else None for name in ("deadline", "start", "published")}
    day["published"] = day["published"] or about_when(f"{side['period']} {side['title']}")
    return Subject(
        side["buyer"], side["title"], side["description"], tuple(side["lots"]), side["reference"], tuple(side["cpv"]), side["value_eur"], **day
    )  # fmt: skip


def load() -> tuple[list[dict[str, Any]], list[Subject]]:
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    return rows, [subject(row[side]) for row in rows for side in ("a", "b")]


def fit(values: np.ndarray, same: np.ndarray) -> dict[str, float]:
    """Logistic regression; features that would point the wrong way are left out, the worst first."""
    spread = values.std(axis=0)
    kept = [place for place in range(len(FEATURES)) if spread[place] > 0]
    while True:
        model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(values[:, kept] / spread[kept], same)
        wrong = [(abs(weight), place) for place, weight in enumerate(model.coef_[0]) if weight * SIGNS[FEATURES[kept[place]]] < 0]
        if not wrong:
            break
        del kept[max(wrong)[1]]
    found = {FEATURES[place]: float(weight / spread[place]) for place, weight in zip(kept, model.coef_[0], strict=True)}
    return {"intercept": float(model.intercept_[0])} | {name: round(found.get(name, 0.0), 4) for name in FEATURES}


def figures(probability: np.ndarray, same: np.ndarray) -> dict[str, Any]:
    """Of the pairs called certain how many are the same; how many of the same are called so, and how many at least doubtful."""
    certain, doubtful = probability >= CERTAIN, (probability >= DOUBTFUL) & (probability < CERTAIN)
    return {
        "pairs": len(same),
        "same": int(same.sum()),
        "certain": int(certain.sum()),
        "certain_right": int((certain & same).sum()),
        "precision": round(float(same[certain].mean()), 3) if certain.any() else None,
        "recall_certain": round(float(certain[same].mean()), 3),
        "doubtful": int(doubtful.sum()),
        "doubtful_same": int((doubtful & same).sum()),
        "recall_certain_or_doubtful": round(float((certain | doubtful)[same].mean()), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    rows, subjects = load()
    signs = Signs(subjects, prepare(load_concepts()))
    i, j = np.arange(0, len(subjects), 2), np.arange(1, len(subjects), 2)
    values = features(signs, i, j)
    same = np.asarray([row["same"] for row in rows])
    odd = np.asarray([int(re.sub(r"\D", "", row["id"])) % 2 == 1 for row in rows])
    worth = set(zip(*(column.tolist() for column in pairs_of(signs, np.arange(len(subjects)))), strict=True))
    compared = np.asarray([pair in worth for pair in zip(i.tolist(), j.tolist(), strict=True)])
    learnt_from = odd & (likeness_of_buyers(subjects, i, j) >= LEAST_BUYER)
    weights = fit(values[learnt_from], same[learnt_from])
    probability = np.where(compared, probabilities(values, weights), 0.0)
    found = {"fitted_on": figures(probability[odd], same[odd]), "held_out": figures(probability[~odd], same[~odd])}
    print(json.dumps({"weights": weights, **found}, indent=1))
    if arguments.misses:
        for row, chance in sorted(zip(rows, probability, strict=True), key=lambda each: each[1]):
            if int(row["id"][1:]) % 2 and ((chance >= CERTAIN) != row["same"]):
                print(f"{chance:.2f} {row['id']} same={row['same']} {row['kind']}: {row['a']['title']} | {row['b']['title']}")
    if arguments.write:
        target = ROOT / "datasets" / "weights" / "same_tender.json"
        target.write_text(json.dumps({"weights": weights, **found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
