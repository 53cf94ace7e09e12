"""Jobs: claimed once, recorded, made up for, on time across clock changes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from matcher import jobs, logs
from matcher.config import SourceConfig
from matcher.db import runs
from matcher.db.runs import Run
from matcher.errors import ConfigError
from matcher.jobs import JOBS, Job, cron_trigger, due_again, last_due, run_job, turns
from matcher.model import Problem
from tests.matcher.sources.feed_server import serving, status

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 16, 6, 30, tzinfo=UTC)  # half past seven in Amsterdam


@dataclass
class Counted:
    """A job's work that only counts how often it was done."""

    then: Callable[[], None] = lambda: None
    times: list[datetime] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"done": 1})
    problems: tuple[str, ...] = ()
    found: tuple[Problem, ...] = ()
    error: str = ""

    def __call__(self, database, config, *, now, progress, **options):
        self.times.append(now)
        progress("counting", 1, 2)
        self.then()
        return self


@pytest.fixture
def job(monkeypatch):
    """Puts one job in the place of JOBS."""

    def put(work, late=timedelta(hours=1), **more):
        monkeypatch.setattr(jobs, "JOBS", {"digest": Job(work, "digest", late, "counts", **more)})
        return work

    return put


def scheduled(config, expression):
    return replace(config, schedule=replace(config.schedule, digest=expression))


def wall(time):
    """A time on the clock in Amsterdam."""
    return datetime.fromisoformat(time).replace(tzinfo=AMSTERDAM)


def until(happened):
    while not happened():
        time.sleep(0.02)


def all_runs(database):
    with database.read() as connection:
        return runs.latest(connection)[::-1]


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


def missed(database, kind="digest", subject="", ago=timedelta(weeks=1)):
    """It ran before, and its last turn was missed."""
    with database.write() as connection:
        return runs.create(connection, kind=kind, subject=subject, now=MONDAY - ago)


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


# --- sources: each a run of its own -------------------------------------------------------------------------------------------------------------


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


# --- logs ----------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def logged(monkeypatch):
    """The lines that were logged, as values."""
    import logging

    import structlog

    stream = StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("INFO", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_scheduled_failure_is_logged_without_the_text_of_the_error(database, config, job, logged):
    def fail():
        raise ValueError("cell C7 says: noor@example.org")

    job(Counted(fail))
    missed(database)
    schedule = jobs.start(database, config, clock=lambda: MONDAY + timedelta(minutes=20))
    until(lambda: any(line["event"] == "job failed" for line in logged()))
    schedule.stop()
    [failure] = [line for line in logged() if line["event"] == "job failed"]
    assert (failure["level"], failure["job"], failure["error"]) == ("error", "digest", "ValueError")
    assert failure["at"][-1].startswith("test_jobs.py:") and failure["at"][-1].endswith(" fail")
    assert "noor" not in json.dumps(logged())


def test_libraries_log_in_the_same_form(logged):
    import logging

    try:
        raise KeyError("noor@example.org")
    except KeyError:
        logging.getLogger("waitress").exception("it broke")
    [line] = logged()
    assert (line["event"], line["level"], line["logger"], line["error"]) == ("it broke", "error", "waitress", "KeyError")
    assert "noor" not in json.dumps(line)


def test_a_level_that_does_not_exist_is_refused():
    with pytest.raises(ConfigError, match=r"log\.level"):
        logs.configure("LOUD")


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
