"""Sources: where tenders come from by themselves, how the last look through each of them went, and when the next one comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.engine import Connection
from werkzeug.wrappers import Response

from matcher import jobs
from matcher.config import SourceConfig
from matcher.db import runs
from matcher.db.runs import Run
from matcher.errors import ConfigError, StoppedError
from matcher.model import Problem
from webui.filters import word
from webui.site import Site, site

blueprint = Blueprint("sources", __name__, url_prefix="/sources")


@dataclass(frozen=True, slots=True)
class SourceOnPage:
    """A source with all that the page says of it.

    `latest`: the newest look through it, `went_well`: the newest that did; `reason`: why the newest did not. `next_at` is None where the expression
    of the schedule cannot be read.
    """

    source: SourceConfig
    going_on: bool
    latest: Run | None
    went_well: Run | None
    reason: Problem | None
    next_at: datetime | None
    again_at: datetime | None
    tallies: Sequence[tuple[str, int]]
    """What the newest look brought, by name of the count; without what it did not bring."""


@blueprint.get("/")
def index() -> str:
    """Every configured source."""
    now = site().clock()
    with site().database.read() as connection:
        sources = [_on_page(connection, turn, source, now) for turn, source in _turns()]
    return render_template("sources/index.html", sources=sources)


@blueprint.post("/<name>/look")
def look(name: str) -> Response:
    """Look through a source now, behind this request; not while that is being done already."""
    here = site()
    _find(name)
    with here.database.read() as connection:
        going_on = _is_going_on(connection, name, here.clock())
    if not going_on and here.background.carry_out_once(_work(name), lambda: _look(here, name)):
        flash(_("We lopen de bron ‘%(name)s’ nu na. U ziet hieronder hoe ver dat is.", name=name), "good")
    else:
        flash(_("De bron ‘%(name)s’ wordt al nagelopen. Wacht tot dat klaar is.", name=name))
    return redirect(url_for("sources.index", _anchor=f"source-{name}"), 303)


@blueprint.get("/<name>/progress")
def progress(name: str) -> Response:
    """How far the look through a source is, for the page's script."""
    _find(name)
    with site().database.read() as connection:
        going_on = _is_going_on(connection, name, site().clock())
        run = next(iter(runs.latest(connection, kind="ingest", subject=name, limit=1)), None)
    if not going_on or run is None or run.state != "running":
        return jsonify(stage="looking" if going_on else "done")
    step = word(run.progress_step, "step") if run.progress_step else ""
    return jsonify(stage="looking", step=step, done=run.progress_done, total=run.progress_total)


def _look(here: Site, name: str) -> None:
    def go_on(step: str, done: int, total: int) -> None:
        if here.background.stopping.is_set():
            raise StoppedError("the site closes")

    jobs.run_job("ingest", here.database, here.config, now=here.clock(), source=name, progress=go_on)


def _turns() -> Sequence[tuple[jobs.Turn, SourceConfig]]:
    config = site().config
    by_name = {turn.source: turn for turn in jobs.turns(config) if turn.source}
    return [(by_name[source.name], source) for source in config.sources]


def _on_page(connection: Connection, turn: jobs.Turn, source: SourceConfig, now: datetime) -> SourceOnPage:
    looks = jobs.looks(connection, source.name)
    latest = looks[0] if looks else None
    try:
        next_at = jobs.next_time(site().config, turn, now=now)
    except ConfigError:
        next_at = None
    reason = _reason(connection, latest) if latest is not None and latest.state == "failed" else None
    return SourceOnPage(
        source=source,
        going_on=_is_going_on(connection, source.name, now),
        latest=latest,
        went_well=runs.last_done(connection, kind="ingest", subject=source.name),
        reason=reason,
        next_at=next_at,
        again_at=jobs.retry_at(looks),
        tallies=_tallies(latest, reason) if latest is not None else [],
    )


def _tallies(run: Run, reason: Problem | None) -> list[tuple[str, int]]:
    found = {name: run.counts.get(name, 0) for name in ("new", "changed", "notices", "awards", "refused")}
    if reason is not None and found["refused"]:
        found["refused"] -= 1  # the source itself, which its own note tells
    return [(name, number) for name, number in found.items() if number]


def _reason(connection: Connection, run: Run) -> Problem | None:
    """What was wrong with the source itself rather than with a file of it."""
    return next((problem for problem in runs.load_problems(connection, run.id) if problem.code == run.error and not problem.origin.file), None)


def _is_going_on(connection: Connection, name: str, now: datetime) -> bool:
    latest = runs.latest(connection, kind="ingest", subject=name, limit=1)
    return site().background.has(_work(name)) or any(jobs.is_going_on(run, now) for run in latest)


def _work(name: str) -> str:
    return f"ingest {name}"


def _find(name: str) -> None:
    if not any(source.name == name for source in site().config.sources):
        abort(404)
