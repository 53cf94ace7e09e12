"""Sources: each has a turn and runs of its own, and is tried again after a failure."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from matcher import jobs
from matcher.config import SourceConfig
from matcher.db import runs
from matcher.db.runs import Run
from matcher.errors import ConfigError
from matcher.jobs import Job, cron_trigger, due_again, last_due, run_job, turns
from matcher.model import Problem
from tests.matcher.counted_jobs import MONDAY, Counted, all_runs, missed, until, wall
from tests.matcher.sources.feed_server import serving, status


@pytest.fixture
def of_source(monkeypatch, config):
    """Puts the work of looking through one source in the place of JOBS, for these sources."""

    def put(work, **schedules):
        monkeypatch.setattr(jobs, "JOBS", {"ingest": Job(work, "ingest", timedelta(hours=12), "look through one source")})
        return replace(config, sources=tuple(SourceConfig(name, "tenderned", schedule=when) for name, when in schedules.items()))

    return put


class Looked(Counted):
    """Looking through a source: which ones, and how it ends."""

    def __call__(self, database, config, *, source, **options):
        self.sources = [*getattr(self, "sources", []), source]
        return super().__call__(database, config, **options)


def test_each_source_has_a_turn_and_a_setting_of_its_own(of_source):
    found = turns(of_source(Looked(), es="", oost="0 7,13 * * mon-fri"))
    assert [(turn.name, turn.source, turn.expression, turn.setting) for turn in found] == [
        ("ingest es", "es", "15 6 * * mon-fri", "schedule.ingest"),
        ("ingest oost", "oost", "0 7,13 * * mon-fri", "sources.oost.schedule"),
    ]


def test_a_schedule_of_a_source_that_cannot_be_read_is_told_by_its_setting(database, of_source):
    with pytest.raises(ConfigError, match=r"sources\.oost\.schedule is"):
        jobs.start(database, of_source(Looked(), es="", oost="0 25 * * *"))


def test_two_sources_that_are_due_at_once_are_two_runs_and_each_runs_once(any_database, of_source):
    work = Looked()
    config = of_source(work, es="", oost="")
    start = threading.Barrier(8)

    def one(number):
        start.wait()
        run_job("ingest", any_database, config, now=MONDAY, due_at=MONDAY, source=("es", "oost")[number % 2])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(work.sources) == ["es", "oost"]
    assert {(run.subject, run.claim_key, run.state) for run in all_runs(any_database)} == {
        (name, f"ingest {name} 2026-11-16T07:30", "done") for name in ("es", "oost")
    }


def test_two_schedulers_make_up_for_a_missed_turn_once(any_database, of_source):
    work = Looked()
    config = of_source(work, es="30 7 * * *", oost="30 7 * * *")
    missed(any_database, "ingest", "es", timedelta(days=1))  # oost never ran before: nothing to make up for
    schedules = [jobs.start(any_database, config, clock=lambda: MONDAY + timedelta(minutes=20)) for _ in range(2)]
    schedules.append(jobs.start(any_database, config, clock=lambda: MONDAY + timedelta(minutes=40)))
    until(lambda: all_runs(any_database)[-1].state == "done")
    for schedule in schedules:
        schedule.stop()
    assert work.sources == ["es"]


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25"], ids=["clock goes forward", "clock goes back"])
def test_a_source_in_the_changing_hour_is_looked_through_once_that_night(database, of_source, day):
    work = Looked()
    config = of_source(work, es="30 2 * * *")
    trigger = cron_trigger("30 2 * * *", "Europe/Amsterdam", setting="s")
    hour = wall(day).astimezone(UTC)
    while hour < wall(f"{day}T12:00"):
        hour += timedelta(minutes=15)
        if (due := last_due(trigger, now=hour, late=timedelta(minutes=10))) is not None:
            run_job("ingest", database, config, now=hour, due_at=due, source="es")
    assert work.sources == ["es"]


def fails(work):
    """From now on, the source does not answer."""
    work.error, work.found = "source_unreachable", (Problem("source_unreachable", {"host": "esdorp.example"}),)
    return work


def test_a_failed_source_is_tried_again_after_longer_and_longer_and_then_no_more(database, of_source):
    config = of_source(fails(Looked()), es="")
    run_job("ingest", database, config, now=MONDAY, due_at=MONDAY, source="es")
    at = MONDAY
    for minutes in (5, 15, 45, 135):
        [latest] = all_runs(database)[-1:]
        ended = latest.finished_at
        assert due_again(database, config, now=ended + timedelta(minutes=minutes, seconds=-1)) == []
        at = ended + timedelta(minutes=minutes)
        [failed] = due_again(database, config, now=at)
        assert failed == latest
        run_job("ingest", database, config, now=at, after=failed, source="es")
    assert due_again(database, config, now=at + timedelta(days=1)) == []  # its next turn is another beginning
    assert [(run.state, run.error, run.counts) for run in all_runs(database)] == [("failed", "source_unreachable", {"done": 1})] * 5


def test_a_source_that_went_well_in_between_begins_again(database, of_source):
    work = Looked()
    config = of_source(work, es="")
    for number, ends in enumerate((fails, fails, lambda work: setattr(work, "error", ""), fails)):
        ends(work)
        run_job("ingest", database, config, now=MONDAY + timedelta(hours=number), source="es")
    [failed] = due_again(database, config, now=MONDAY + timedelta(hours=3, minutes=6))
    assert failed.id == all_runs(database)[-1].id


def test_one_failure_is_tried_again_by_one_process_only(any_database, of_source):
    work = fails(Looked())
    config = of_source(work, es="")
    run_job("ingest", any_database, config, now=MONDAY, source="es")
    later = MONDAY + timedelta(hours=1)
    [failed] = due_again(any_database, config, now=later)
    start = threading.Barrier(4)

    def again():
        start.wait()
        run_job("ingest", any_database, config, now=later, after=failed, source="es")

    threads = [threading.Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(work.sources) == 2 and len(all_runs(any_database)) == 2


def test_a_source_that_is_no_longer_configured_is_not_tried_again(database, of_source):
    run_job("ingest", database, of_source(fails(Looked()), es=""), now=MONDAY, source="es")
    assert due_again(database, of_source(Looked(), oost=""), now=MONDAY + timedelta(hours=1)) == []


def test_stopping_breaks_off_a_feed_that_waits_and_it_is_tried_again(database, config):
    with serving() as server:
        server.misbehave("/publicaties", status(429, Retry_After="250"))
        config = replace(config, sources=(SourceConfig("tn", "tenderned", url=server.url, schedule="30 7 * * *"),))
        missed(database, "ingest", "tn", timedelta(days=1))
        schedule = jobs.start(database, config, clock=lambda: MONDAY + timedelta(minutes=20))
        until(lambda: all_runs(database)[-1].progress_step == "waiting")
        began = time.monotonic()
        schedule.stop()
        took = time.monotonic() - began
    [_, run] = all_runs(database)
    assert (run.state, run.error) == ("failed", "stopped")
    assert took < 100  # and not the 250 seconds that the service asked for
    assert due_again(database, config, now=run.finished_at + timedelta(minutes=5)) == [run]


def test_the_run_of_a_process_that_died_is_failed_at_once_and_tried_again(database, of_source):
    config = of_source(Looked(), es="0 0 1 * *")
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    owners = {"dead": f"{socket.gethostname()}:{gone.pid}", "alive": f"{socket.gethostname()}:{os.getpid()}", "elsewhere": f"ander:{gone.pid}"}
    with database.write() as connection:
        for name, owner in owners.items():
            run = runs.create(connection, kind="ingest", subject="es" if name == "dead" else name, now=MONDAY)
            runs.claim(connection, run.id, by=owner, now=MONDAY)
    jobs.start(database, config, clock=lambda: MONDAY + timedelta(minutes=1)).stop()
    assert [(run.subject, run.state, run.error) for run in all_runs(database)] == [
        ("es", "failed", "abandoned"), ("alive", "running", ""), ("elsewhere", "running", ""),
    ]  # fmt: skip
    assert [run.subject for run in due_again(database, config, now=MONDAY + timedelta(hours=1))] == ["es"]


# --- what pages tell of a source -------------------------------------------------------------------------------------------------------------


def look(state, *, started=MONDAY, ended=MONDAY, by="elders:1"):
    """A look through a source, as stored."""
    return Run(1, "r", "ingest", "portaal", None, state, by, started, started, ended, 0, 0, "", {}, "")


@pytest.mark.parametrize(
    ("states", "minutes"),
    [
        ([], None), (["done"], None), (["running", "failed"], None), (["done", "failed"], None), (["failed"], 5), (["failed", "done", "failed"], 5),
        (["failed"] * 2, 15), (["failed"] * 4, 135), (["failed"] * 5, None),
    ],
)  # fmt: skip
def test_a_source_is_tried_again_the_later_the_more_often_it_failed(states, minutes):
    expected = MONDAY + timedelta(minutes=minutes) if minutes else None
    assert jobs.retry_at([look(state) for state in states]) == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (look("running"), True),
        (look("waiting", by=""), True),
        (look("done"), False),
        (look("failed"), False),
        (look("running", started=MONDAY - timedelta(hours=7)), False),
        (look("running", by=f"{socket.gethostname()}:{os.getpid()}"), True),
        (look("running", by=f"{socket.gethostname()}:999999999"), False),
    ],
)
def test_a_look_is_going_on_as_long_as_its_process_may_be_there(run, expected):
    assert jobs.is_going_on(run, MONDAY + timedelta(minutes=1)) is expected


def test_the_next_time_follows_from_the_cron_expression(config):
    turn = jobs.Turn("ingest", "0 7 * * mon-fri", "sources.portaal.schedule", "portaal")
    assert jobs.next_time(config, turn, now=wall("2026-11-20T08:00")) == wall("2026-11-23T07:00")
    with pytest.raises(ConfigError, match=r"sources\.portaal\.schedule"):
        jobs.next_time(config, replace(turn, expression="elke dag"), now=MONDAY)
