"""How often weights learnt from simulated judges are adopted, and what they gain, on the matches of the demo region.

python tests/benchmarks/learning.py [--repeats 40]

Each judge sees matches that a rematch stored, those shown four times as often as those that just missed, and says yes with the probability of its
taste. Beside the share adopted stand the means of the held-out log-loss before and after, and of nDCG@10 on the gold pairs after.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from matcher import config, demo, learn
from matcher.db.engine import Database, migrate
from matcher.db.judgements import StoredJudgement
from matcher.db.tables import lots, matches, suppliers, tenders
from matcher.matching.trial import AnsweredPairs, Trial, try_out
from matcher.model import Side, Verdict
from matcher.rematch import rematch
from matcher.weights import shipped_weights

NOW = datetime(2026, 1, 1, tzinfo=UTC)
COUNTS = (20, 50, 100, 200, 400)
Taste = Callable[[np.ndarray, np.ndarray], np.ndarray]


def sigmoid(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


TASTES: dict[str, Taste] = {  # (log-odds of the shipped weights, whether the supplier has a social aim) -> probability of yes
    "prefers social firms": lambda log_odds, social: sigmoid(log_odds + np.where(social, 2.0, -1.0)),
    "half as sure": lambda log_odds, social: sigmoid(log_odds / 2 - 0.5),
    "as the weights": lambda log_odds, social: sigmoid(log_odds),
    "a coin": lambda log_odds, social: np.full(len(log_odds), 0.5),
    "yes in three of ten": lambda log_odds, social: np.full(len(log_odds), 0.3),
    "the reverse": lambda log_odds, social: sigmoid(-log_odds),
    "always yes": lambda log_odds, social: np.ones(len(log_odds)),
    "always no": lambda log_odds, social: np.zeros(len(log_odds)),
}


def load(folder: Path) -> tuple[AnsweredPairs, AnsweredPairs, np.ndarray, np.ndarray]:
    """The gold pairs; the stored supplier matches of the demo, not answered yet; which are shown; which are of a firm with a social aim."""
    settings = config.load(environment={"WIJKMATCH_DATA_DIR": str(folder)})
    database = Database(settings.database_url)
    migrate(database)
    demo.load(database, settings, now=NOW)
    rematch(database, settings, now=NOW)
    columns = (matches.c.lot_id, matches.c.supplier_id, lots.c.tender_id, tenders.c.buyer_id, matches.c.shown, suppliers.c.kind)
    query = sa.select(*columns).select_from(matches.join(lots).join(tenders).join(suppliers)).order_by(matches.c.lot_id, matches.c.supplier_id)
    with database.read() as connection:
        rows = connection.execute(query).all()
    judged = [StoredJudgement(row.lot_id, row.supplier_id, Verdict.UNSURE, NOW, row.tender_id, row.buyer_id) for row in rows]
    answered = learn.Region(database).judged({Side.SUPPLIER: judged})[Side.SUPPLIER]
    database.close()
    gold = learn.gold_pairs(folder, settings, [Side.SUPPLIER])[Side.SUPPLIER]
    social = np.asarray([row.kind not in ("company", "small_business", "") for row in rows])
    return gold, answered, np.asarray([row.shown for row in rows]), social


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=40)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        gold, pairs, shown, social = load(Path(folder))
    weights = shipped_weights(Side.SUPPLIER)
    log_odds = weights.intercept + pairs.values @ np.asarray(list(weights.weights.values()))
    seen = np.where(shown, 4.0, 1.0) / np.where(shown, 4.0, 1.0).sum()
    dice = np.random.default_rng(2026)
    for name, taste in TASTES.items():
        chance = taste(log_odds, social)
        for count in COUNTS:
            trials: list[Trial] = []
            for _ in range(repeats):
                rows = np.sort(dice.choice(len(chance), count, replace=False, p=seen))
                answers = (dice.random(count) < chance[rows]).astype(float)
                judged = AnsweredPairs(pairs.values[rows], answers, pairs.lots[rows], pairs.groups[rows])
                trials.append(try_out(weights, weights, gold, judged, np.ones(count, dtype=bool), "learnt"))
            adopted = sum(not trial.refused for trial in trials)
            before, after = (np.mean([getattr(trial, when).log_loss for trial in trials]) for when in ("before", "after"))
            on_gold = np.mean([trial.gold_after.ndcg10 for trial in trials])
            print(f"{name:22} {count:4} judgements  adopted {adopted:3}/{repeats}  log-loss {before:.3f} -> {after:.3f}  gold nDCG@10 {on_gold:.3f}")


if __name__ == "__main__":
    main()
