"""Jobs: claimed once, recorded, made up for, on time across clock changes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from matcher import jobs
from matcher.config import SourceConfig
from matcher.db import runs
from matcher.errors import ConfigError
from matcher.jobs import JOBS, cron_trigger, last_due, run_job
from tests.matcher.counted_jobs import AMSTERDAM, MONDAY, Counted, all_runs, missed, wall


def scheduled(config, expression):
    return replace(config, schedule=replace(config.schedule, digest=expression))


# --- carrying out a job ---------------------------------------------------------------------------------------------------------------------


def test_a_run_says_what_was_done_when_and_by_whom(database, config, job):
    job(Counted())
    report = run_job("digest", database, config, now=MONDAY, due_at=MONDAY)
    [run] = all_runs(database)
    assert report.counts == run.counts == {"done": 1}
    assert (run.kind, run.state, run.claim_key, run.subject) == ("digest", "done", "digest 2026-11-16T07:30", "2026-11-16 07:30")
    assert (run.progress_step, run.progress_done, run.progress_total) == ("counting", 1, 2)
    assert run.claimed_by.endswith(f":{os.getpid()}") and run.finished_at >= run.started_at


def test_a_scheduled_time_is_carried_out_once_but_a_person_may_ask_again(database, config, job):
    work = job(Counted())
    assert [run_job("digest", database, config, now=MONDAY, due_at=MONDAY) is None for _ in range(2)] == [False, True]
    assert [run_job("digest", database, config, now=MONDAY) is None for _ in range(2)] == [False, False]
    assert len(work.times) == 3


def test_of_many_processes_one_carries_it_out(any_database, config, job):
    work = job(Counted())
    start = threading.Barrier(6)

    def one():
        start.wait()
        run_job("digest", any_database, config, now=MONDAY, due_at=MONDAY)

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(work.times) == 1 and [run.state for run in all_runs(any_database)] == ["done"]


def test_a_failed_run_keeps_the_kind_of_error_and_not_its_text(database, config, job):
    def fail():
        raise ValueError("cell C7 says: noor@example.org")

    job(Counted(fail))
    with pytest.raises(ValueError, match="noor"):
        run_job("digest", database, config, now=MONDAY, due_at=MONDAY)
    [run] = all_runs(database)
    assert (run.state, run.error) == ("failed", "ValueError")


def test_a_dry_run_leaves_no_run(database, config):
    report = run_job("digest", database, config, now=MONDAY, dry_run=True)
    assert report.counts["mails"] == 0 and all_runs(database) == []


def test_an_unknown_job_is_refused_with_the_known_ones(database, config):
    with pytest.raises(ConfigError, match="ingest, digest, mail, cleanup"):
        run_job("tidy", database, config, now=MONDAY)


def test_every_job_runs_on_an_empty_database(any_database, config, tmp_path):
    config = replace(config, sources=(SourceConfig("es", "folder", tmp_path),))
    for name in JOBS:
        source = {"source": "es"} if name == "ingest" else {}
        assert run_job(name, any_database, config, now=MONDAY, due_at=MONDAY, **source) is not None
    assert [run.state for run in all_runs(any_database)] == ["done"] * len(JOBS)


# --- when it is due --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "weekdays"),
    [
        ("30 7 * * mon", {1}),
        ("30 7 * * 1", {1}),
        ("30 7 * * 0", {7}),
        ("30 7 * * 7", {7}),
        ("30 7 * * 1-5", {1, 2, 3, 4, 5}),
        ("30 7 * * mon-fri", {1, 2, 3, 4, 5}),
        ("30 7 * * 0,6", {6, 7}),
        ("30 7 * * 1-5/2", {1, 3, 5}),
        ("30 7 * * *", {1, 2, 3, 4, 5, 6, 7}),
    ],
)
def test_weekdays_are_cron_s_and_not_the_library_s(expression, weekdays):
    trigger = cron_trigger(expression, "Europe/Amsterdam", setting="schedule.digest")
    due = [trigger.get_next_fire_time(None, MONDAY + timedelta(hours=12 + 24 * day)) for day in range(14)]
    assert {time.isoweekday() for time in due} == weekdays
    assert {(time.hour, time.minute) for time in due} == {(7, 30)}


@pytest.mark.parametrize(
    "expression", ["", "30 7 * *", "30 7 * * * *", "61 7 * * *", "30 7 * * 8", "30 7 * * maandag", "30 7 * * 5-1", "30 7 1 * mon", "x 7 * * *"]
)
def test_an_expression_that_cannot_be_read_is_told_by_its_setting(database, config, expression):
    with pytest.raises(ConfigError, match=r"schedule\.digest is"):
        jobs.start(database, scheduled(config, expression))


def test_a_time_zone_that_does_not_exist_is_told(database, config):
    with pytest.raises(ConfigError, match=r"schedule\.timezone"):
        jobs.start(database, replace(config, schedule=replace(config.schedule, timezone="Europe/Enschede")))


def test_the_shipped_schedule_can_be_read(config):
    for name, each in JOBS.items():
        cron_trigger(getattr(config.schedule, each.schedule), config.schedule.timezone, setting=name)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-16T07:30:00", "2026-11-16T07:30"),
        ("2026-11-16T07:29:59", None),
        ("2026-11-18T07:00", "2026-11-16T07:30"),
        ("2026-11-20T07:00", None),
    ],
)
def test_the_last_due_time_is_found_as_long_as_it_is_not_too_late(now, due):
    trigger = cron_trigger("30 7 * * mon", "Europe/Amsterdam", setting="s")
    found = last_due(trigger, now=wall(now), late=timedelta(days=3))
    assert found == (wall(due) if due else None)


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25"], ids=["clock goes forward", "clock goes back"])
def test_a_job_in_the_changing_hour_runs_once_that_night(database, config, job, day):
    work = job(Counted())
    trigger = cron_trigger("30 2 * * *", "Europe/Amsterdam", setting="s")
    hour, end = wall(day).astimezone(UTC), wall(f"{day}T12:00")
    due = []
    while hour < end:
        hour += timedelta(minutes=15)
        if (found := last_due(trigger, now=hour, late=timedelta(minutes=10))) is not None:
            due.append(found)
            run_job("digest", database, config, now=hour, due_at=found)
    assert due and len(work.times) == 1


# --- the scheduler ------------------------------------------------------------------------------------------------------------------------------


def test_it_begins_jobs_on_their_time_and_stops_only_after_they_end(database, config, job):
    begun, may_end = threading.Event(), threading.Event()

    def take_long():
        begun.set()
        assert may_end.wait(60)

    work = job(Counted(take_long))
    missed(database)
    schedule = jobs.start(database, config, clock=lambda: MONDAY + timedelta(minutes=20))
    assert begun.wait(60)
    stopping = threading.Thread(target=schedule.stop)
    stopping.start()
    assert all_runs(database)[-1].state == "running"
    may_end.set()
    stopping.join()
    assert (len(work.times), all_runs(database)[-1].state) == (1, "done")
    assert all_runs(database)[-1].claim_key == "digest 2026-11-16T07:30"


def test_a_first_start_makes_up_for_nothing(database, config, job):
    work = job(Counted())
    jobs.start(database, config, clock=lambda: MONDAY + timedelta(minutes=20)).stop()
    assert work.times == [] and all_runs(database) == []


def test_a_turn_without_work_is_not_recorded(database, config, job):
    work = job(Counted(), has_work=lambda database, config, *, now: False)
    with database.write() as connection:
        runs.create(connection, kind="digest", subject="", now=MONDAY - timedelta(weeks=1))
    jobs.start(database, config, clock=lambda: MONDAY + timedelta(minutes=20)).stop()
    assert work.times == [] and len(all_runs(database)) == 1


def test_it_fails_what_a_process_that_died_left_behind(database, config, job):
    job(Counted())
    with database.write() as connection:
        run = runs.create(connection, kind="import", subject="", now=MONDAY - timedelta(days=1))
        runs.claim(connection, run.id, by="gone:1", now=MONDAY - timedelta(days=1))
    jobs.start(database, config, clock=lambda: MONDAY).stop()
    assert [(run.state, run.error) for run in all_runs(database)] == [("failed", "abandoned")]


def test_it_tells_when_each_job_comes_next(database, config, tmp_path):
    sources = (SourceConfig("es", "folder", tmp_path), SourceConfig("oost", "folder", tmp_path, schedule="0 12 * * *"))
    schedule = jobs.start(database, replace(config, sources=sources))
    try:
        times = schedule.next_times()
    finally:
        schedule.stop()
    assert set(times) == {"ingest es", "ingest oost", "retry", *JOBS} - {"ingest"}
    assert times["ingest oost"].astimezone(AMSTERDAM).hour == 12
    assert (times["digest"].astimezone(AMSTERDAM).hour, times["digest"].isoweekday()) == (7, 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_schedule_cleanly(database, config, number):
    program = (
        "import sys; from pathlib import Path; from matcher import config, jobs, logs; from matcher.db.engine import Database\n"
        "logs.configure('INFO'); jobs.run_blocking(Database(sys.argv[1]), config.load(environment={'WIJKMATCH_DATA_DIR': sys.argv[2]}))"
    )
    url = database.engine.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", program, url, str(config.storage.data_dir)], stderr=subprocess.PIPE, text=True) as process:
        assert "schedule began" in process.stderr.readline()
        process.send_signal(number)
        rest = process.stderr.read()
        assert process.wait() == 0 and "schedule ended" in rest and "Traceback" not in rest
