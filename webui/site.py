"""What every page reaches for: the configuration, the database, the clock and the work in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import abort, current_app, request

from matcher import advice
from matcher.config import Config
from matcher.db.engine import Database
from webui.background import Background

PER_PAGE = 25
_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Site:
    """What one application was created with."""

    config: Config
    database: Database
    clock: Callable[[], datetime]
    background: Background

    def today(self) -> date:
        """The calendar date where the users are."""
        return self.clock().astimezone(ZoneInfo(self.config.schedule.timezone)).date()


def site() -> Site:
    """The site that this request came to."""
    here = current_app.extensions["wijkmatch"]
    assert isinstance(here, Site)  # noqa: S101 - tells the type checker what create_app put there
    return here


def prepare_advice() -> None:
    """Have the matching index read behind this request where it is not in memory yet: the next page then has more to say."""
    here = site()
    if not advice.is_prepared(here.database, here.config):
        here.background.carry_out(lambda: advice.prepare(here.database, here.config))


def utc_now() -> datetime:
    """The clock of a running site."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Paging:
    """Where in a list the reader is: `number` counts from 1."""

    number: int
    total: int
    size: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first line on this page, from 1; 0 in an empty list."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        """The number of the last line on this page."""
        return min(self.total, self.number * self.size)


def or_404(thing: _Thing | None) -> _Thing:
    """What an address names; where there is no such thing the answer is 404."""
    if thing is None:
        abort(404)
    return thing


def asked(name: str, allowed: tuple[str, ...] | None = None) -> str:
    """A parameter of the address, without spaces around it; "" if it is missing or not one of those allowed."""
    value = request.args.get(name, "").strip()[:200]
    return value if allowed is None or value in allowed else ""


def asked_page() -> int:
    """The number of the page that was asked for, from 1."""
    value = request.args.get("page", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else 1
