"""Jobs whose work only counts, a clock, and what the database says of their runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from matcher.db import runs
from matcher.model import Problem

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


def wall(time):
    """A time on the clock in Amsterdam."""
    return datetime.fromisoformat(time).replace(tzinfo=AMSTERDAM)


def until(happened):
    while not happened():
        time.sleep(0.02)


def all_runs(database):
    with database.read() as connection:
        return runs.latest(connection)[::-1]


def missed(database, kind="digest", subject="", ago=timedelta(weeks=1)):
    """It ran before, and its last turn was missed."""
    with database.write() as connection:
        return runs.create(connection, kind=kind, subject=subject, now=MONDAY - ago)
