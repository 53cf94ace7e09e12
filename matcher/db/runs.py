"""Queries on runs: imports, matchings and digests as rows with progress, which a page can follow and only one process can claim."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.columns import new_public_id
from matcher.db.engine import Database, insert_new
from matcher.db.tables import problems, runs
from matcher.errors import RunClaimedError
from matcher.model import Origin, Problem, Severity


@dataclass(frozen=True, slots=True)
class Run:
    """A run as stored. `state`: waiting, running, done or failed; progress counts in the units of `progress_step`."""

    id: int
    public_id: str
    kind: str
    subject: str
    claim_key: str | None
    state: str
    claimed_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress_done: int
    progress_total: int
    progress_step: str
    counts: Mapping[str, Any]
    error: str


@dataclass(frozen=True, slots=True)
class Following:
    """A run that this process is carrying out, with a stopwatch: times are `started` plus what has elapsed since."""

    database: Database
    id: int
    public_id: str
    started: datetime
    stopwatch: float

    @property
    def now(self) -> datetime:
        """The time by the stopwatch."""
        return self.started + timedelta(seconds=time.monotonic() - self.stopwatch)

    def step(self, step: str, done: int, total: int) -> None:
        """Say how far the run is, in a transaction of its own: not to be called inside a writing one, for SQLite has one writer."""
        with self.database.write() as connection:
            progress(connection, self.id, step=step, done=done, total=total)

    def finish(self, connection: Connection, counts: Mapping[str, Any], found: Sequence[Problem] = (), *, error: str = "") -> None:
        """End the run inside the transaction that stored what it did: both are seen, or neither. `error`: why it did not get to its end."""
        add_problems(connection, self.id, found)
        if error:
            fail(connection, self.id, error=error, counts=counts, now=self.now)
        else:
            finish(connection, self.id, counts=counts, now=self.now)


@contextmanager
def following(database: Database, *, kind: str, subject: str, now: datetime, run_id: int | None = None, by: str = "") -> Iterator[Following]:
    """Carry out a run: the claimed one with `run_id`, else a new one. If the block raises, the run is failed and the error goes on.

    The block itself calls `finish`. What is kept of an error is its code or class, not its text: a text may quote a cell.
    """
    with database.write() as connection:
        run = find(connection, run_id) if run_id is not None else create(connection, kind=kind, subject=subject, now=now)
        if run is None:
            raise RunClaimedError(f"there is no run {run_id}")
        if run.state == "waiting" and not claim(connection, run.id, by=by, now=now):
            raise RunClaimedError(f"another process is carrying out this run: {run.subject}")
    started = Following(database, run.id, run.public_id, now, time.monotonic())
    try:
        yield started
    except BaseException as error:
        with database.write() as connection:
            fail(connection, run.id, error=getattr(error, "code", "") or type(error).__name__, now=started.now)
        raise


def create(connection: Connection, *, kind: str, subject: str, now: datetime, claim_key: str | None = None) -> Run | None:
    """A waiting run; None if a run with this claim key exists already, made by this or another process."""
    public_id = new_public_id()
    row: dict[str, object] = {"public_id": public_id, "kind": kind, "subject": subject, "claim_key": claim_key}
    row |= {"state": "waiting", "created_at": now, "counts": {}}
    return find_public(connection, public_id) if insert_new(connection, runs, [row]) else None


def claim(connection: Connection, run_id: int, *, by: str, now: datetime) -> bool:
    """Take a waiting run; False if another process has it."""
    waiting = sa.and_(runs.c.id == run_id, runs.c.state == "waiting")
    return connection.execute(runs.update().where(waiting).values(state="running", claimed_by=by, started_at=now)).rowcount == 1


def progress(connection: Connection, run_id: int, *, step: str, done: int, total: int) -> None:
    """Say how far a run is."""
    connection.execute(runs.update().where(runs.c.id == run_id).values(progress_step=step, progress_done=done, progress_total=total))


def finish(connection: Connection, run_id: int, *, counts: Mapping[str, Any], now: datetime) -> None:
    """A run came to its end; `counts` is what it did."""
    connection.execute(runs.update().where(runs.c.id == run_id).values(state="done", counts=dict(counts), finished_at=now))


def fail(connection: Connection, run_id: int, *, error: str, now: datetime, counts: Mapping[str, Any] | None = None) -> None:
    """A run was refused or broke off. `error`: a code or one sentence, without anything of a person in it; `counts`: what it did before."""
    done = {"counts": dict(counts)} if counts is not None else {}
    connection.execute(runs.update().where(runs.c.id == run_id).values(state="failed", error=error, finished_at=now, **done))


def fail_abandoned(connection: Connection, *, before: datetime, now: datetime) -> int:
    """Fail the runs that began before `before` and never ended: their process died. How many there were."""
    abandoned = sa.and_(runs.c.state == "running", runs.c.started_at < before)
    return connection.execute(runs.update().where(abandoned).values(state="failed", error="abandoned", finished_at=now)).rowcount


def fail_of_dead(connection: Connection, *, host: str, is_alive: Callable[[int], bool], now: datetime) -> int:
    """Fail the runs of this host whose process is no more. How many there were."""
    prefix = f"{host}:"
    running = connection.execute(
        sa.select(runs.c.id, runs.c.claimed_by).where(runs.c.state == "running", runs.c.claimed_by.startswith(prefix, autoescape=True))
    )
    dead = [row.id for row in running if (number := row.claimed_by.removeprefix(prefix)).isdigit() and not is_alive(int(number))]
    for run_id in dead:
        fail(connection, run_id, error="abandoned", now=now)
    return len(dead)


def find(connection: Connection, run_id: int) -> Run | None:
    """The run with this id."""
    return next(iter(_select(connection, runs.c.id == run_id)), None)


def find_public(connection: Connection, public_id: str) -> Run | None:
    """The run with this public id."""
    return next(iter(_select(connection, runs.c.public_id == public_id)), None)


def latest(connection: Connection, *, kind: str | None = None, subject: str | None = None, limit: int = 20) -> list[Run]:
    """The newest runs first, of one kind or of all, about one subject or about any."""
    conditions = [column == value for column, value in ((runs.c.kind, kind), (runs.c.subject, subject)) if value is not None]
    return _select(connection, *conditions, limit=limit)


def last_done(connection: Connection, *, kind: str, subject: str) -> Run | None:
    """The newest run of this kind about this subject that went well."""
    return next(iter(_select(connection, runs.c.kind == kind, runs.c.subject == subject, runs.c.state == "done", limit=1)), None)


def newest_of_each(connection: Connection, *, kind: str, subjects: Sequence[str]) -> dict[str, Run]:
    """The newest run of this kind about each of these subjects; what never ran is missing."""
    newest = sa.select(sa.func.max(runs.c.id)).where(runs.c.kind == kind, runs.c.subject.in_(subjects)).group_by(runs.c.subject)
    return {run.subject: run for run in _select(connection, runs.c.id.in_(newest))}


def with_claim(connection: Connection, prefix: str) -> list[Run]:
    """The runs whose claim key begins with `prefix`, newest first."""
    return _select(connection, runs.c.claim_key.startswith(prefix, autoescape=True))


def add_problems(connection: Connection, run_id: int, found: Sequence[Problem]) -> None:
    """Keep what a person should know about what was read."""
    if found:
        rows = [
            {
                "run_id": run_id,
                "severity": problem.severity.value,
                "code": problem.code,
                "params": dict(sorted(problem.params.items())),  # as text, the same params are the same: see count_problems
                "file": problem.origin.file,
                "sheet": problem.origin.sheet,
                "row": problem.origin.row,
                "column_name": problem.column,
            }
            for problem in found
        ]
        connection.execute(problems.insert(), rows)


def load_problems(connection: Connection, run_id: int) -> list[Problem]:
    """The problems of a run, in the order in which they were found."""
    rows = connection.execute(sa.select(problems).where(problems.c.run_id == run_id).order_by(problems.c.id))
    return [Problem(row.code, row.params, Origin(row.file, row.sheet, row.row), row.column_name, Severity(row.severity)) for row in rows]


def count_problems(connection: Connection, run_ids: Sequence[int]) -> dict[int, int]:
    """How many problems each of these runs has; runs without any are missing. What many rows have counts once, as `matcher.problem_rows` tells it."""
    told = (problems.c.run_id, problems.c.severity, problems.c.code, problems.c.file, problems.c.sheet, problems.c.column_name)
    each = sa.select(*told, sa.cast(problems.c.params, sa.Text)).where(problems.c.run_id.in_(run_ids)).distinct().subquery()
    query = sa.select(each.c.run_id, sa.func.count().label("number")).group_by(each.c.run_id)
    return {row.run_id: row.number for row in connection.execute(query)}


def _select(connection: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None) -> list[Run]:
    query = sa.select(*(runs.c[name] for name in Run.__dataclass_fields__)).where(*conditions).order_by(runs.c.id.desc()).limit(limit)
    return [Run(*row) for row in connection.execute(query)]
