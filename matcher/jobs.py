"""The JOBS table, the scheduler, and claiming a run.

A job is a plain function, also behind the command line. Schedulers in several processes agree through the table of runs: whoever inserts the
claim key of a job and its scheduled time carries it out. The key holds the local time without its offset, so that in the hour that a clock
change repeats a job still runs once.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.engine import Connection

from matcher.cleanup import clean_up
from matcher.config import Config
from matcher.db import runs
from matcher.db.engine import Database
from matcher.db.runs import Run
from matcher.digest import deliver, is_waiting, run_digest
from matcher.errors import ConfigError, StoppedError
from matcher.feeds import find_source, ingest_source
from matcher.model import Problem
from matcher.progress import Progress

_log = structlog.get_logger(__name__)
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")  # cron counts from Sunday, and takes 7 for it too; APScheduler from Monday
_ABANDONED = timedelta(hours=6)
_RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 45, 135))
"""How long after each failure in a row a source is tried again; after the last it waits for its next turn."""
_CLOCK_CHANGE = timedelta(hours=1)


class JobReport(Protocol):
    """What a job did."""

    @property
    def counts(self) -> Mapping[str, int]:
        """The counts by name, to be kept with the run."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences for the log, without anything of a person in them."""

    @property
    def found(self) -> tuple[Problem, ...]:
        """What is kept with the run, for people."""

    @property
    def error(self) -> str:
        """Why the job did not get to its end, as a code; "" if it did. What it did before counts all the same."""


def _always(database: Database, config: Config, *, now: datetime) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Job:
    """A job: `work` takes (database, config, *, now, progress) and options of its own.

    `schedule` names the setting with its cron expression. `late`: how long after its time it may still begin, where the machine was busy, asleep
    or switched off. `has_work`: False leaves a scheduled run out, unrecorded.
    """

    work: Callable[..., JobReport]
    schedule: str
    late: timedelta
    what: str
    has_work: Callable[..., bool] = _always


JOBS: Mapping[str, Job] = {
    "ingest": Job(ingest_source, "ingest", timedelta(hours=12), "look through one configured source, take in what is new, match what changed"),
    "digest": Job(run_digest, "digest", timedelta(days=3), "make and send the weekly mail"),
    "mail": Job(deliver, "mail", timedelta(minutes=10), "send what the mail server did not take before", is_waiting),
    "cleanup": Job(clean_up, "cleanup", timedelta(hours=20), "delete uploads and mails that are past their date"),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What is scheduled: a job, `ingest` once for every source. `setting` names where its cron expression stands."""

    job: str
    expression: str
    setting: str
    source: str = ""

    @property
    def name(self) -> str:
        """What the scheduler and the table of runs know it by."""
        return f"{self.job} {self.source}".rstrip()


def turns(config: Config) -> list[Turn]:
    """Everything that is scheduled."""
    found = []
    for name, job in JOBS.items():
        usual = getattr(config.schedule, job.schedule)
        if name != "ingest":
            found.append(Turn(name, usual, f"schedule.{job.schedule}"))
            continue
        for source in config.sources:
            setting = f"sources.{source.name}.schedule" if source.schedule else f"schedule.{job.schedule}"
            found.append(Turn(name, source.schedule or usual, setting, source.name))
    return found


def run_job(
    name: str,
    database: Database,
    config: Config,
    *,
    now: datetime,
    due_at: datetime | None = None,
    after: Run | None = None,
    progress: Progress | None = None,
    source: str = "",
    **options: object,
) -> JobReport | None:
    """Carry out a job and keep what it did as a run; its report, or None if another process has this turn.

    `due_at`: the scheduled time that this is for; `after`: the failed run that this tries again; neither: somebody asked for it now. `source`: which
    one, for `ingest`; the other `options` go to the job's own function. Raises what the job raises, after the run was failed; ConfigError for
    an unknown name.
    """
    if name not in JOBS:
        raise ConfigError(f"there is no job {name}; there are: {', '.join(JOBS)}")
    job, log = JOBS[name], _log.bind(job=name)
    if source:
        find_source(config, source)
        options["source"] = source
    if options.get("dry_run"):  # nothing is changed, so there is nothing to keep
        return job.work(database, config, now=now, progress=progress, **options)
    local = due_at.astimezone(_timezone(config)) if due_at else None
    what = f"{name} {source}".rstrip()
    key = f"{what} after {after.public_id}" if after else f"{what} {local:%Y-%m-%dT%H:%M}" if local else None
    with database.write() as connection:
        run = runs.create(connection, kind=name, subject=source or (f"{local:%Y-%m-%d %H:%M}" if local else ""), now=now, claim_key=key)
    if run is None:
        log.info("job taken by another process", due=str(local))
        return None
    log = log.bind(run=run.public_id)
    log.info("job began")
    by = f"{socket.gethostname()}:{os.getpid()}"
    with runs.following(database, kind=name, subject=run.subject, now=now, run_id=run.id, by=by) as following:
        report = job.work(database, config, now=now, progress=_both(following.step, progress), **options)
        with database.write() as connection:
            following.finish(connection, report.counts, report.found, error=report.error)
    for problem in report.problems:
        log.warning("job met a problem", problem=problem)
    log.info("job done", **report.counts)
    return report


def due_again(database: Database, config: Config, *, now: datetime) -> list[Run]:
    """The failed runs of sources that should be tried again by now."""
    found = []
    with database.read() as connection:
        for source in config.sources:
            latest = looks(connection, source.name)
            if (again := retry_at(latest)) is not None and again <= now:
                found.append(latest[0])
    return found


def looks(connection: Connection, source: str) -> list[Run]:
    """The newest looks through a source, newest first: as many as decide whether it is tried again."""
    return runs.latest(connection, kind="ingest", subject=source, limit=len(_RETRY_AFTER) + 1)


def retry_at(latest: Sequence[Run]) -> datetime | None:
    """When a source is tried again, from its newest looks; None if the last one did not fail, or if it waits for its next turn."""
    failures = next((number for number, run in enumerate(latest) if run.state != "failed"), len(latest))
    if not 0 < failures <= len(_RETRY_AFTER) or (ended := latest[0].finished_at) is None:
        return None
    return ended + _RETRY_AFTER[failures - 1]


def is_going_on(run: Run, now: datetime) -> bool:
    """Whether a run waits for its turn or is being carried out: its process, if of this host, is still there."""
    host, _, process = run.claimed_by.rpartition(":")
    died = host == socket.gethostname() and process.isdigit() and not _is_alive(int(process))
    return run.state in ("waiting", "running") and not died and (run.started_at or run.created_at) > now - _ABANDONED


def next_time(config: Config, turn: Turn, *, now: datetime) -> datetime | None:
    """When a turn comes next by its cron expression; None if it never does. Raises ConfigError for an expression that cannot be read."""
    found = cron_trigger(turn.expression, config.schedule.timezone, setting=turn.setting).get_next_fire_time(None, now)
    assert found is None or isinstance(found, datetime)  # noqa: S101 - the library has no types
    return found


class Schedule:
    """A running schedule."""

    def __init__(self, scheduler: BackgroundScheduler, stopping: threading.Event) -> None:
        self._scheduler, self._stopping = scheduler, stopping

    def stop(self) -> None:
        """Begin nothing more, have the running jobs break off at their next step, and wait for that. What they stored before is kept."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)

    def next_times(self) -> dict[str, datetime]:
        """When each job comes next."""
        return {job.id: job.next_run_time for job in self._scheduler.get_jobs()}


def start(database: Database, config: Config, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Schedule:
    """Begin to carry out the JOBS in threads of this process. Raises ConfigError for a time zone or cron expression that cannot be read.

    A job whose time passed while the program was off is made up for, unless it never ran before: a first start mails nobody.
    """
    now = clock()
    triggers = {turn: cron_trigger(turn.expression, config.schedule.timezone, setting=turn.setting) for turn in turns(config)}
    retry = cron_trigger(config.schedule.retry, config.schedule.timezone, setting="schedule.retry")
    with database.write() as connection:
        runs.fail_abandoned(connection, before=now - _ABANDONED, now=now)
        runs.fail_of_dead(connection, host=socket.gethostname(), is_alive=_is_alive, now=now)
    executors = {"default": ThreadPoolExecutor(2), "sources": ThreadPoolExecutor(1)}  # one source after the other: they write to the same tables
    scheduler = BackgroundScheduler(jobstores={"default": MemoryJobStore()}, executors=executors, timezone=_timezone(config))
    stopping = threading.Event()
    for turn, trigger in triggers.items():
        missed = _was_missed(database, turn, trigger, now)
        scheduler.add_job(
            _on_time, trigger, (turn, trigger, database, config, clock, stopping), id=turn.name, name=turn.name,
            executor="sources" if turn.source else "default",
            coalesce=True, max_instances=1, misfire_grace_time=int(JOBS[turn.job].late.total_seconds()),
            **({"next_run_time": datetime.now(UTC)} if missed else {}),
        )  # fmt: skip
    if config.sources:
        scheduler.add_job(_retry, retry, (database, config, clock, stopping), id="retry", executor="sources", coalesce=True, max_instances=1)
    scheduler.start()
    _log.info("schedule began", **{turn.name: str(trigger) for turn, trigger in triggers.items()})
    return Schedule(scheduler, stopping)


def run_blocking(database: Database, config: Config) -> None:
    """Carry out the JOBS until SIGTERM or SIGINT (Ctrl-C), then let the running ones end. To be called in the main thread."""
    stopping = threading.Event()
    before = {number: signal.signal(number, lambda *_: stopping.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        schedule = start(database, config)
        try:
            stopping.wait()
        finally:
            schedule.stop()
            _log.info("schedule ended")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def cron_trigger(expression: str, timezone: str, *, setting: str) -> CronTrigger:
    """The trigger of a cron expression of five fields, with weekdays as cron has them (0 and 7 are Sunday).

    Raises ConfigError, naming the `setting`, if it cannot be read, or if it restricts both day and weekday: cron itself takes that as "or",
    others as "and".
    """
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"schedule.timezone is {timezone!r}: there is no such time zone") from error
    fields = expression.split()
    try:
        if len(fields) != 5:
            raise ValueError("it has five fields")
        minute, hour, day, month, weekday = fields
        if day != "*" and weekday != "*":
            raise ValueError("give a day or a weekday, not both")
        return CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), timezone=zone)
    except ValueError as error:
        raise ConfigError(f"{setting} is {expression!r}: not a cron expression (minute hour day month weekday): {error}") from error


def last_due(trigger: CronTrigger, *, now: datetime, late: timedelta) -> datetime | None:
    """The newest time of the trigger that is not after `now` and not more than `late` before it."""
    # the trigger goes by the clock on the wall: a time within an hour that a clock change left out is found from before that hour only
    found, upcoming = None, trigger.get_next_fire_time(None, now - late - _CLOCK_CHANGE)
    while upcoming is not None and upcoming <= now:
        found = upcoming
        upcoming = trigger.get_next_fire_time(found, found)
    return found if found is not None and found.astimezone(UTC) >= now - late else None


def _on_time(turn: Turn, trigger: CronTrigger, database: Database, config: Config, clock: Callable[[], datetime], stopping: threading.Event) -> None:
    now, job = clock(), JOBS[turn.job]
    due_at = last_due(trigger, now=now, late=job.late)
    try:
        if due_at is not None and not stopping.is_set() and job.has_work(database, config, now=now):
            run_job(turn.job, database, config, now=now, due_at=due_at, progress=_until(stopping), source=turn.source)
    except StoppedError:
        _log.info("job stopped", job=turn.name)
    except Exception:
        _log.exception("job failed", job=turn.name)  # the schedule goes on: its next turn may do better


def _retry(database: Database, config: Config, clock: Callable[[], datetime], stopping: threading.Event) -> None:
    for failed in due_again(database, config, now=clock()):
        try:
            run_job("ingest", database, config, now=clock(), after=failed, progress=_until(stopping), source=failed.subject)
        except StoppedError:
            _log.info("job stopped", job=f"ingest {failed.subject}")
            return
        except Exception:
            _log.exception("job failed", job=f"ingest {failed.subject}")  # the other sources are tried all the same


def _until(stopping: threading.Event) -> Progress:
    def look(step: str, done: int, total: int) -> None:
        if stopping.is_set():
            raise StoppedError("the schedule was stopped")

    return look


def _was_missed(database: Database, turn: Turn, trigger: CronTrigger, now: datetime) -> bool:
    due_at = last_due(trigger, now=now, late=JOBS[turn.job].late)
    with database.read() as connection:
        last = next(iter(runs.latest(connection, kind=turn.job, subject=turn.source or None, limit=1)), None)
    return due_at is not None and last is not None and last.created_at < due_at


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def _weekdays(field: str) -> str:
    """A cron weekday field with names instead of numbers: "1-5" -> "mon,tue,wed,thu,fri"."""
    if not any(character.isdigit() for character in field.partition("/")[0]):
        if "/" in field:
            raise ValueError("a step needs weekdays as numbers")
        return field
    days: list[int] = []
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        chosen = range(int(first), int(last or (6 if step else first)) + 1, int(step or 1))
        if not chosen or not {first, last or "0"} <= set("01234567"):
            raise ValueError(f"no weekdays: {part!r}")
        days += chosen
    return ",".join(dict.fromkeys(_WEEKDAYS[day] for day in days))


def _timezone(config: Config) -> ZoneInfo:
    return ZoneInfo(config.schedule.timezone)


def _both(step: Progress, progress: Progress | None) -> Progress:
    def tell(name: str, done: int, total: int) -> None:
        step(name, done, total)
        if progress is not None:
            progress(name, done, total)

    return tell
