"""Runs are claimed by one process, and end as done or failed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from matcher.db import runs
from matcher.db.engine import Database
from matcher.errors import RunClaimedError, SourceError
from matcher.model import Origin, Problem, Severity
from matcher.problem_rows import by_problem


def begin(database: Database, now: datetime, claim_key: str | None = None) -> runs.Run | None:
    with database.write() as connection:
        return runs.create(connection, kind="digest", subject="2026-W47", now=now, claim_key=claim_key)


def test_it_lets_one_process_make_a_run_with_a_claim_key(any_database: Database, now: datetime) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: begin(any_database, now, "digest:2026-W47"), range(16)))
    assert sum(run is not None for run in made) == 1


def test_it_lets_one_process_claim_a_run(any_database: Database, now: datetime) -> None:
    run = begin(any_database, now)
    assert run is not None

    def claim(worker: int) -> bool:
        with any_database.write() as connection:
            return runs.claim(connection, run.id, by=f"worker {worker}", now=now)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(16))) == 1


def test_it_follows_a_run_to_its_end(any_database: Database, now: datetime) -> None:
    problem = Problem("value_negative", {"text": "-5"}, Origin("plan.xlsx", "Plan", 4), "Raming", Severity.WARNING)
    with runs.following(any_database, kind="import", subject="plan.xlsx", now=now) as run:
        run.step("reading", 1, 2)
        with any_database.write() as connection:
            run.finish(connection, {"new": 3}, [problem])
    with any_database.read() as connection:
        stored = runs.find_public(connection, run.public_id)
        assert stored is not None
        assert runs.load_problems(connection, stored.id) == [problem]
    assert (stored.state, stored.counts, stored.progress_step, stored.progress_done, stored.progress_total) == ("done", {"new": 3}, "reading", 1, 2)
    assert stored.finished_at is not None
    assert stored.finished_at >= now


@pytest.mark.parametrize(("error", "kept"), [(SourceError("file_empty"), "file_empty"), (ValueError("cell says j.jansen@dees.nl"), "ValueError")])
def test_it_keeps_the_kind_of_an_error_and_not_its_text(database: Database, now: datetime, error: Exception, kept: str) -> None:
    with pytest.raises(type(error)), runs.following(database, kind="import", subject="plan.xlsx", now=now):
        raise error
    with database.read() as connection:
        (run,) = runs.latest(connection)
    assert (run.state, run.error) == ("failed", kept)


def test_it_refuses_a_run_that_is_not_there(database: Database, now: datetime) -> None:
    with pytest.raises(RunClaimedError), runs.following(database, kind="import", subject="x", now=now, run_id=99):
        raise AssertionError("must not begin")


def test_it_fails_runs_whose_process_died(database: Database, now: datetime) -> None:
    run = begin(database, now)
    assert run is not None
    with database.write() as connection:
        runs.claim(connection, run.id, by="gone", now=now - timedelta(hours=3))
        assert runs.fail_abandoned(connection, before=now - timedelta(hours=1), now=now) == 1
        assert runs.fail_abandoned(connection, before=now - timedelta(hours=1), now=now) == 0
        assert [each.error for each in runs.latest(connection)] == ["abandoned"]


def test_it_counts_problems_as_they_are_told(any_database: Database, now: datetime) -> None:
    def problem(code: str, row: int, sheet: str = "Plan", severity: Severity = Severity.WARNING, **params: str) -> Problem:
        return Problem(code, params, Origin("plan.xlsx", sheet, row), "Raming", severity)

    found = [
        problem("value_negative", 4, text="-5", unit="EUR"),
        problem("value_negative", 9, unit="EUR", text="-5"),  # the same, of another row
        problem("value_negative", 4, text="-6", unit="EUR"),
        problem("value_negative", 4, "2028", text="-5", unit="EUR"),
        problem("value_negative", 4, severity=Severity.NOTE, text="-5", unit="EUR"),
        problem("sheet_hidden", 0),
    ]
    with any_database.write() as connection:
        told, none = (runs.create(connection, kind="import", subject="plan.xlsx", now=now) for _ in range(2))
        assert told is not None and none is not None
        runs.add_problems(connection, told.id, found)
        assert runs.count_problems(connection, [told.id, none.id]) == {told.id: 5}
        assert len(by_problem(runs.load_problems(connection, told.id))) == 5
