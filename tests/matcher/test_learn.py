"""Learning on the demo region: what is adopted, what is refused, and that nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher import config as configuration
from matcher import demo, learn
from matcher.cli import main
from matcher.config import Config
from matcher.db import adopted_weights, judgements
from matcher.db.engine import Database
from matcher.db.judgements import GivenJudgement
from matcher.db.tables import adopted_weights as adopted_table
from matcher.db.tables import matches, rankings, suppliers
from matcher.doctor import examine
from matcher.errors import ConfigError, LearnError
from matcher.learn import FEWEST, LearnReport
from matcher.matching.fitting import probability
from matcher.matching.trial import NO_BETTER, NOTHING_TO_LEARN
from matcher.model import Side, Verdict
from matcher.rematch import rematch
from matcher.weights import shipped_weights, weights_in_use

NOW = datetime.fromisoformat("2026-11-16T09:30:00+00:00")
LATER = NOW + timedelta(days=7)


class Pair(NamedTuple):
    """A match that somebody could judge. `plain`: a firm without a social aim."""

    lot: int
    profile: int
    log_odds: float
    plain: bool


Taste = Callable[[Pair], float]


def of_ones_own(pair: Pair) -> float:
    """Likes what the ranking likes, but from social firms far more."""
    return float(1 / (1 + np.exp(-pair.log_odds + (3.5 if pair.plain else -1.5))))


def the_rankings(pair: Pair) -> float:
    return float(1 / (1 + np.exp(-pair.log_odds)))


@pytest.fixture(scope="module")
def matched(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo region, matched once, to be copied."""
    folder = tmp_path_factory.mktemp("demo")
    path = folder / "demo.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    settings = configuration.load(environment={"WIJKMATCH_DATA_DIR": str(folder)})
    demo.load(database, settings, now=NOW)
    rematch(database, settings, now=NOW)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def region(matched: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "region.db"
    shutil.copy(matched, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def pairs(matched: Path) -> list[Pair]:
    """The supplier matches of the region in an order without meaning."""
    database = Database(f"sqlite:///{matched}", read_only=True)
    plain = suppliers.c.kind.in_(["company", "small_business", ""])
    query = sa.select(matches.c.lot_id, matches.c.supplier_id, matches.c.score, plain).join(suppliers).order_by(matches.c.id)
    with database.read() as connection:
        found = [
            Pair(lot, profile, float(np.log(score / (1 - score))), bool(is_plain)) for lot, profile, score, is_plain in connection.execute(query)
        ]
    database.close()
    return [found[place] for place in np.random.default_rng(5).permutation(len(found))]


def judge(database: Database, pairs: Sequence[Pair], taste: Taste, *, now: datetime = NOW, seed: int = 1, side: Side = Side.SUPPLIER) -> None:
    dice = np.random.default_rng(seed)
    given = [GivenJudgement(side, pair.lot, pair.profile, Verdict.ACCEPTED if dice.random() < taste(pair) else Verdict.REJECTED) for pair in pairs]
    with database.write() as connection:
        judgements.record(connection, given, now=now)


def learnt(database: Database, config: Config, *, now: datetime = NOW, adopt: bool = False) -> LearnReport:
    return learn.learn(database, config, now=now, adopt=adopt)


def stored(database: Database) -> list[tuple[str, str, bool]]:
    with database.read() as connection:
        return [(version.name, version.before, version.active) for version in adopted_weights.versions(connection)]


def test_a_taste_of_ones_own_is_adopted_used_by_the_next_rematch_and_can_be_gone_back_from(
    any_database: Database, pairs: list[Pair], config: Config
) -> None:
    demo.load(any_database, config, now=NOW)  # gives every row the number that it has in `pairs`
    judge(any_database, pairs[:320], of_ones_own)
    looked = learnt(any_database, config)
    assert (looked.adopted, stored(any_database)) == ("", [])  # without --adopt it only looks
    report = learnt(any_database, config, adopt=True)
    assert report.adopted == "learnt-1"
    (side, other) = report.sides
    assert side.trial is not None
    assert (side.judgements, side.unseen, side.present, other.trial) == (320, 320, shipped_weights(Side.SUPPLIER).version, None)
    assert side.trial.after.log_loss < side.trial.before.log_loss
    in_use = weights_in_use(any_database, config)
    assert in_use[Side.SUPPLIER].version == "learnt-1"
    assert in_use[Side.JOBSEEKER] == shipped_weights(Side.JOBSEEKER)
    with any_database.read() as connection:
        figures = connection.execute(sa.select(adopted_table.c.figures)).scalar_one()
    assert figures["judgements"] == 320
    assert figures["after"]["log_loss"] == pytest.approx(side.trial.after.log_loss)
    json.dumps(figures)
    assert rematch(any_database, config, now=NOW).lots > 100
    with any_database.read() as connection:
        assert connection.scalar(sa.select(rankings.c.weights)).startswith("learnt-1-")
    assert learn.go_back(any_database, config) == ""
    assert weights_in_use(any_database, config)[Side.SUPPLIER] == shipped_weights(Side.SUPPLIER)
    assert stored(any_database) == [("learnt-1", "", False)]
    with pytest.raises(LearnError, match="no version before"):
        learn.go_back(any_database, config)


SITUATIONS = {
    "what the ranking knows already": (300, the_rankings, NO_BETTER),
    "a coin": (300, lambda _: 0.5, NOTHING_TO_LEARN),
    "a coin, few": (FEWEST, lambda _: 0.5, NOTHING_TO_LEARN),
    "always no": (300, lambda _: 0.0, NOTHING_TO_LEARN),
    "always yes": (FEWEST, lambda _: 1.0, NOTHING_TO_LEARN),
    "the reverse": (300, lambda pair: 1 - the_rankings(pair), NOTHING_TO_LEARN),
}


@pytest.mark.parametrize(("count", "taste", "why"), SITUATIONS.values(), ids=SITUATIONS)
def test_what_teaches_nothing_is_not_adopted(region: Database, pairs: list[Pair], config: Config, count: int, taste: Taste, why: str) -> None:
    judge(region, pairs[:count], taste)
    report = learnt(region, config, adopt=True)
    assert report.adopted == ""
    assert report.sides[0].trial is not None
    assert why in report.sides[0].trial.refused
    assert stored(region) == []


def test_twenty_judgements_move_the_weights_a_little_in_their_direction(region: Database, pairs: list[Pair], config: Config) -> None:
    judge(region, pairs[:FEWEST], lambda pair: float(not pair.plain))
    report = learnt(region, config)
    assert report.sides[0].trial is not None
    moved = report.sides[0].trial.learnt.weights["social"] - shipped_weights(Side.SUPPLIER).weights["social"]
    assert 0.05 < moved < 0.8


def test_unsure_counts_half(region: Database, pairs: list[Pair], config: Config) -> None:
    shares = {}
    for verdict in Verdict:
        with region.write() as connection:
            given = [GivenJudgement(Side.SUPPLIER, pair.lot, pair.profile, verdict) for pair in pairs[:40]]
            judgements.record(connection, given, now=NOW)
        trial = learnt(region, config).sides[0].trial
        assert trial is not None
        with region.read() as connection:
            judged = learn.Region(region).judged({Side.SUPPLIER: judgements.newest(connection, Side.SUPPLIER)})
        shares[verdict] = probability(judged[Side.SUPPLIER].values, trial.learnt).mean()
    assert shares[Verdict.REJECTED] < shares[Verdict.UNSURE] < shares[Verdict.ACCEPTED]


@pytest.mark.parametrize("count", [0, FEWEST - 1])
def test_too_few_judgements_are_refused(region: Database, pairs: list[Pair], config: Config, count: int) -> None:
    judge(region, pairs[:count], the_rankings)
    with pytest.raises(LearnError, match=f"{count} on .* tenders"):
        learnt(region, config, adopt=True)


def test_many_judgements_on_few_tenders_are_refused(region: Database, pairs: list[Pair], config: Config) -> None:
    with region.read() as connection:
        some = connection.scalars(sa.select(suppliers.c.id)).all()
    few = [replace_profile(pairs[0], profile) for profile in some[: 2 * FEWEST]]
    judge(region, few, the_rankings)
    with pytest.raises(LearnError, match="on 1 tenders"):
        learnt(region, config)


def replace_profile(pair: Pair, profile: int) -> Pair:
    return pair._replace(profile=profile)


def test_after_an_adoption_only_what_was_judged_since_proves_anything(region: Database, pairs: list[Pair], config: Config) -> None:
    judge(region, pairs[:250], of_ones_own)
    assert learnt(region, config, adopt=True).adopted == "learnt-1"
    with pytest.raises(LearnError, match="0 on 0 tenders"):
        learnt(region, config, now=LATER)
    judge(region, pairs[250:300], of_ones_own, now=LATER, seed=2)
    report = learnt(region, config, now=LATER)
    assert (report.sides[0].judgements, report.sides[0].unseen, report.sides[0].present) == (300, 50, "learnt-1")


def test_job_seekers_are_learnt_from_by_themselves(region: Database, config: Config) -> None:
    query = sa.select(matches.c.lot_id, matches.c.jobseeker_id, matches.c.score).where(matches.c.jobseeker_id.is_not(None)).order_by(matches.c.id)
    with region.read() as connection:
        found = [Pair(lot, person, float(np.log(score / (1 - score))), False) for lot, person, score in connection.execute(query)]
    judge(region, found[:100], the_rankings, side=Side.JOBSEEKER)
    supplier, jobseeker = learnt(region, config).sides
    assert (supplier.trial, jobseeker.unseen) == (None, 100)
    assert jobseeker.trial is not None
    assert jobseeker.trial.learnt.weights.keys() == shipped_weights(Side.JOBSEEKER).weights.keys()


def test_the_command_line_tells_before_and_after_and_ends_as_other_programs_expect(
    region: Database, pairs: list[Pair], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WIJKMATCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--database", str(region.engine.url), *arguments], prog_name="wijkmatch")

    few = run("learn")
    assert (few.exit_code, "too little to learn from" in few.stderr, few.stdout) == (2, True, "")
    judge(region, pairs[:100], lambda _: 0.5)
    assert run("learn").exit_code == 0  # looking is no failure
    refused = run("learn", "--adopt")
    assert refused.exit_code == 2
    assert "een munt voorspelt de oordelen bijna even goed" in refused.stdout  # the figures are shown all the same
    assert "were not adopted" in refused.stderr
    judge(region, pairs[:320], of_ones_own, seed=3)
    shown = run("--language", "en", "learn")
    assert shown.exit_code == 0
    for told in ("log-loss", "Brier", "nDCG@10", "gold, shipped", " → ", "--adopt puts it to use", "job-seekers: 0 new judgements"):
        assert told in shown.stdout
    adopted = run("--json", "learn", "--adopt")
    assert adopted.exit_code == 0
    document = json.loads(adopted.stdout)
    assert document["adopted"] == "learnt-1"
    assert document["sides"][0]["trial"]["refused"] == []
    assert [version["version"] for version in document["versions"]] == ["learnt-1"]
    assert json.loads(run("--json", "learn", "--back").stdout) == {"version": "shipped"}
    assert run("learn", "--back").exit_code == 2
    assert run("learn", "--back", "--adopt").exit_code == 2


# --- which weights are used --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def adopted(database: Database, now: datetime) -> Database:
    """A database with two versions: learnt-1, and learnt-2, in use."""
    for intercept in (-1.0, -2.0):
        weights = shipped_weights(Side.SUPPLIER).weights
        with database.write() as connection:
            learnt_weights = adopted_weights.AdoptedWeights(intercept, weights, {"learnt_at": now.isoformat()})
            adopted_weights.adopt(connection, {Side.SUPPLIER: learnt_weights}, now=now)
    return database


def pinned(config: Config, version: str) -> Config:
    return replace(config, matching=replace(config.matching, weights_version=version))


@pytest.mark.parametrize(("version", "intercept"), [("", -2.0), ("learnt-1", -1.0), ("learnt-2", -2.0), ("shipped", None)])
def test_the_configuration_can_pin_a_version(adopted: Database, config: Config, version: str, intercept: float | None) -> None:
    expected = shipped_weights(Side.SUPPLIER).intercept if intercept is None else intercept
    assert weights_in_use(adopted, pinned(config, version))[Side.SUPPLIER].intercept == expected


def test_a_pinned_version_that_is_not_there_is_refused_by_name(adopted: Database, config: Config) -> None:
    with pytest.raises(ConfigError, match=r"learnt-7.*known here: shipped, learnt-1, learnt-2"):
        weights_in_use(adopted, pinned(config, "learnt-7"))


def test_nothing_is_adopted_or_gone_back_from_while_a_version_is_pinned(adopted: Database, config: Config) -> None:
    for act in (lambda: learnt(adopted, pinned(config, "learnt-1"), adopt=True), lambda: learn.go_back(adopted, pinned(config, "shipped"))):
        with pytest.raises(ConfigError, match="weights_version pins"):
            act()
    assert stored(adopted)[-1] == ("learnt-2", "learnt-1", True)


def test_single_weights_are_overridden_on_top_of_adopted_ones(adopted: Database, config: Config) -> None:
    heavier = replace(config, matching=replace(config.matching, weights_suppliers={"words": 9.0}))
    weights = weights_in_use(adopted, heavier)[Side.SUPPLIER]
    assert (weights.version, weights.intercept, weights.weights["words"]) == ("learnt-2+config", -2.0, 9.0)


def test_weights_of_features_that_are_gone_give_way_to_the_shipped_ones_and_the_doctor_says_so(
    adopted: Database, config: Config, now: datetime
) -> None:
    with adopted.write() as connection:
        old = {"intercept": -3.0, "weights": {"a feature of long ago": 1.0}, "before": "learnt-1"}
        connection.execute(adopted_table.update().where(adopted_table.c.version == "learnt-2").values(weights=old))
    assert weights_in_use(adopted, config)[Side.SUPPLIER] == shipped_weights(Side.SUPPLIER)
    finding = next(each for each in examine(adopted, config, now=now) if each.check == "learnt")
    assert (finding.level, "learnt-2" in finding.text) == ("warning", True)
    with pytest.raises(ConfigError, match="does not know"):
        weights_in_use(adopted, pinned(config, "learnt-2"))
