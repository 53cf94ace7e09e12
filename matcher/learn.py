"""Judgements -> new weights, adopted or not.

Each side learns by itself, from FEWEST judgements up that the present weights have not seen. All judgements are used; the gold pairs hold what they
do not speak of (`matching.fitting`), and `matching.trial` says whether the result may be adopted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher import config as configuration
from matcher import evaluate
from matcher.config import Config
from matcher.db import adopted_weights, judgements
from matcher.db.adopted_weights import AdoptedVersion, AdoptedWeights
from matcher.db.engine import Database, migrate
from matcher.db.judgements import StoredJudgement
from matcher.errors import ConfigError, LearnError
from matcher.matchable import KINDS, Matchables, load_tables
from matcher.matching.features import Context, Population, feature_matrix
from matcher.matching.fitting import FOLDS, GRADE_PROBABILITY
from matcher.matching.items import TENDER
from matcher.matching.recall import TEXT_FEATURES, Pairs, candidates, recall_matrix
from matcher.matching.space import fit_and_project
from matcher.matching.trial import AnsweredPairs, Trial, try_out
from matcher.model import Side, Verdict
from matcher.progress import Progress, silent
from matcher.vocabulary import load_concepts, occupation_concepts
from matcher.weights import adopted_or_shipped, shipped_calibration, shipped_weights, version_in_use

FEWEST = 20
"""So many judgements that the present weights have not seen are needed, on FEWEST_LOTS lots of as many tenders or more."""

FEWEST_LOTS = 5

VERDICT_PROBABILITY = {Verdict.ACCEPTED: 1.0, Verdict.UNSURE: 0.5, Verdict.REJECTED: 0.0}
"""Unsure counts half as yes and half as no."""

_STEPS = 4


@dataclass(frozen=True)
class SideReport:
    """What there was to learn from on one side. `trial` is None where that was too little."""

    side: Side
    judgements: int
    unseen: int
    present: str
    """The version of the present weights."""
    trial: Trial | None = None
    before: Mapping[str, float] | None = None
    """The present weights, by feature."""


@dataclass(frozen=True)
class LearnReport:
    """What was learnt per side. `adopted`: the name of the new version; "" if nothing was."""

    sides: Sequence[SideReport]
    versions: Sequence[AdoptedVersion]
    adopted: str = ""

    @property
    def can_be_adopted(self) -> list[SideReport]:
        """The sides whose new weights may be adopted."""
        return [side for side in self.sides if side.trial is not None and not side.trial.refused]


def learn(database: Database, config: Config, *, now: datetime, adopt: bool = False, progress: Progress | None = None) -> LearnReport:
    """Fit new weights and compare them with the present ones; `adopt` puts those to use that may be.

    Raises LearnError if there is too little to learn from on both sides, or if other weights were adopted meanwhile; ConfigError if `adopt`,
    and the configuration pins a version.
    """
    tell = progress or silent
    if adopt:
        _refuse_if_pinned(config)
    with database.read() as connection:
        present = version_in_use(connection, config)
        judged = {side: sorted(judgements.newest(connection, side), key=lambda each: (each.lot_id, each.profile_id)) for side in Side}
    unseen = {side: _unseen(judged[side], side, present) for side in Side}
    new = {side: [each for each, is_new in zip(judged[side], unseen[side], strict=True) if is_new] for side in Side}
    ready = [side for side in Side if _is_enough(new[side])]
    if not ready:
        told = " and ".join(f"{len(new[side])} on {len({each.tender_id for each in new[side]})} tenders ({side.value})" for side in Side)
        raise LearnError(
            f"there is too little to learn from: new judgements are {told}, needed are {FEWEST} on {FEWEST_LOTS} tenders of one side; "
            "give them in the dashboard, or with `wijkmatch import judgements FILE`"
        )
    tell("gold", 0, _STEPS)
    with tempfile.TemporaryDirectory(prefix="wijkmatch-learn-") as scratch:
        gold = gold_pairs(Path(scratch), config, ready)
    tell("read", 1, _STEPS)
    answered = Region(database).judged({side: judged[side] for side in ready})
    reports = []
    for number, side in enumerate(Side):
        tell(side.value, 2 + number, _STEPS)
        weights = adopted_or_shipped(present, side)
        trial = None
        if side in ready:
            trial = try_out(shipped_weights(side), weights, gold[side], answered[side], unseen[side], "learnt")
        reports.append(SideReport(side, len(judged[side]), len(new[side]), weights.version, trial, weights.weights))
    tell("", _STEPS, _STEPS)
    return _adopt(database, reports, present, now, adopt=adopt)


def go_back(database: Database, config: Config) -> str:
    """Use the version that the present one took the place of; its name, "" for the shipped weights.

    Raises LearnError if the shipped weights are in use already; ConfigError if the configuration pins a version.
    """
    _refuse_if_pinned(config)
    with database.write() as connection:
        name = adopted_weights.back(connection)
    if name is None:
        raise LearnError("the shipped weights are in use: there is no version before them")
    return name


def _refuse_if_pinned(config: Config) -> None:
    if config.matching.weights_version:
        raise ConfigError(f"matching.weights_version pins {config.matching.weights_version!r}: empty it first")


def _unseen(judged: Sequence[StoredJudgement], side: Side, present: AdoptedVersion | None) -> npt.NDArray[np.bool_]:
    """Which judgements were given (or changed) after the weights of this side were learnt; all, where the shipped ones are used."""
    if present is None or adopted_or_shipped(present, side).version != present.name:
        return np.ones(len(judged), dtype=bool)
    learnt_at = datetime.fromisoformat(present.sides[side].figures["learnt_at"])
    return np.asarray([each.judged_at > learnt_at for each in judged], dtype=bool)


def _is_enough(judged: Sequence[StoredJudgement]) -> bool:
    return len(judged) >= FEWEST and len({each.tender_id for each in judged}) >= FEWEST_LOTS


def _adopt(database: Database, reports: Sequence[SideReport], present: AdoptedVersion | None, now: datetime, *, adopt: bool) -> LearnReport:
    with database.write() if adopt else database.read() as connection:
        report = LearnReport(reports, adopted_weights.versions(connection))
        if not adopt or not report.can_be_adopted:
            return report
        if adopted_weights.current(connection) != present:
            raise LearnError("other weights were put to use meanwhile: learn again")
        sides = {each.side: AdoptedWeights(*_rounded(each.trial), _figures(each, now)) for each in report.can_be_adopted if each.trial}
        name = adopted_weights.adopt(connection, sides, now=now)
        return LearnReport(reports, adopted_weights.versions(connection), name)


def _rounded(trial: Trial) -> tuple[float, dict[str, float]]:
    return round(trial.learnt.intercept, 4), {name: round(weight, 4) for name, weight in trial.learnt.weights.items()}


def _figures(report: SideReport, now: datetime) -> dict[str, Any]:
    """What is kept of a trial beside the weights."""
    trial = {name: value for name, value in asdict(report.trial).items() if name not in ("learnt", "refused")} if report.trial else {}
    shipped = shipped_weights(report.side).fingerprint
    return {"learnt_at": now.isoformat(), "judgements": report.judgements, "unseen": report.unseen, "shipped": shipped, **trial}


# --- pairs as the matcher sees them ------------------------------------------------------------------------------------------------------------


class Region:
    """Everything in a database that takes part in matching, in one feature space."""

    def __init__(self, database: Database) -> None:
        self.tables = load_tables(database, every_status=True)
        imported = occupation_concepts(self.tables.lists.esco)
        self.space, self._rows = fit_and_project(load_concepts(), self.tables.items_by_kind(), imported, shipped_calibration())
        self.lots = Population(self._rows[TENDER], self.tables.lots.numbers)

    def profiles(self, side: Side) -> tuple[Matchables, Population]:
        """The profiles of one side, as read and as rows of the space."""
        read = self.tables.of(side)
        return read, Population(self._rows[KINDS[side]], read.numbers)

    def judged(self, of_side: Mapping[Side, Sequence[StoredJudgement]]) -> dict[Side, AnsweredPairs]:
        """The judged pairs of each side. Held out together: the tenders of one buyer, or each tender where there are few buyers."""
        result = {}
        for side, judged in of_side.items():
            read, population = self.profiles(side)
            lots = np.searchsorted(self.tables.lots.ids, [each.lot_id for each in judged])
            pairs = Pairs(lots.astype(np.int32), np.searchsorted(read.ids, [each.profile_id for each in judged]).astype(np.int32))
            values = feature_matrix(Context(self.space, self.lots, population, pairs), tuple(shipped_weights(side).weights))
            accepted = np.asarray([VERDICT_PROBABILITY[each.verdict] for each in judged])
            buyers = {each.buyer_id for each in judged}
            groups = [each.tender_id if len(buyers) < FOLDS else each.buyer_id or 0 for each in judged]
            result[side] = AnsweredPairs(values, accepted, lots.astype(np.int64), np.asarray(groups, dtype=np.int64))
        return result


def gold_pairs(scratch: Path, config: Config, sides: Sequence[Side]) -> dict[Side, AnsweredPairs]:
    """The candidate pairs of the shipped gold regions. Nothing is held out of them: `groups` are the lots."""
    top = configuration.data_file("gold")
    regions = [_gold_region(scratch, config, file.parent, sides) for file in sorted(top.rglob("judgements.tsv"))]
    return {side: _one_after_the_other([region[side] for region in regions]) for side in sides}


def _gold_region(scratch: Path, config: Config, folder: Path, sides: Sequence[Side]) -> dict[Side, AnsweredPairs]:
    database = Database(f"sqlite:///{scratch / folder.name}.db")
    try:
        migrate(database)
        evaluate.import_gold(database, config, folder)
        region = Region(database)
    finally:
        database.close()
    grades = evaluate.read_qrels(folder / "judgements.tsv", "tender_id", "profile_id", "grade")
    result = {}
    for side in sides:
        read, population = region.profiles(side)
        even = dict.fromkeys(TEXT_FEATURES, 1.0)
        lots, people = (recall_matrix(each.rows, even, asks=each is region.lots) for each in (region.lots, population))
        pairs = candidates(lots, people, evaluate.DEPTH, 0)
        values = feature_matrix(Context(region.space, region.lots, population, pairs), tuple(shipped_weights(side).weights))
        named = zip(pairs.lot.tolist(), pairs.profile.tolist(), strict=True)
        accepted = [GRADE_PROBABILITY[int(grades.get(region.tables.lots.external_ids[lot], {}).get(read.external_ids[who], 0))] for lot, who in named]
        numbers = pairs.lot.astype(np.int64)
        result[side] = AnsweredPairs(values, np.asarray(accepted), numbers, numbers)
    return result


def _one_after_the_other(regions: Sequence[AnsweredPairs]) -> AnsweredPairs:
    """Several regions as one, their lots numbered on."""
    starts = np.cumsum([0, *(int(region.lots.max(initial=-1)) + 1 for region in regions[:-1])])
    lots = np.concatenate([region.lots + start for region, start in zip(regions, starts, strict=True)])
    return AnsweredPairs(np.concatenate([region.values for region in regions]), np.concatenate([region.accepted for region in regions]), lots, lots)
