"""Runs: what was read, matched and mailed, and what a person should know about it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from matcher.db import runs
from webui.site import Paging, asked_page, site

_SHOWN = 50
_PROBLEMS_SHOWN = 200

blueprint = Blueprint("runs", __name__, url_prefix="/runs")


@blueprint.get("/")
def index() -> str:
    """The newest runs."""
    with site().database.read() as connection:
        latest = runs.latest(connection, limit=_SHOWN)
        problems = runs.count_problems(connection, [run.id for run in latest])
    return render_template("runs/index.html", runs=latest, problems=problems)


@blueprint.get("/<public_id>")
def show(public_id: str) -> str:
    """One run with all its problems, page by page, each with the place in the file."""
    number = asked_page()
    with site().database.read() as connection:
        run = runs.find_public(connection, public_id)
        if run is None:
            abort(404)
        total = runs.count_problems(connection, [run.id]).get(run.id, 0)
        problems = runs.load_problems(connection, run.id, limit=_PROBLEMS_SHOWN, offset=(number - 1) * _PROBLEMS_SHOWN)
    return render_template("runs/show.html", run=run, problems=problems, paging=Paging(number, total, _PROBLEMS_SHOWN))
