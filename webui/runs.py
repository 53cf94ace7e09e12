"""Runs: what was read, matched and mailed, and what a person should know about it."""

from __future__ import annotations

from flask import Blueprint, render_template

from matcher.db import runs
from matcher.problem_rows import by_problem
from webui.site import Paging, asked_page, or_404, site

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
    """One run with all its problems, page by page, each with its places in the file."""
    number = asked_page()
    with site().database.read() as connection:
        run = or_404(runs.find_public(connection, public_id))
        problems = by_problem(runs.load_problems(connection, run.id))
    counts = {name: count for name, count in run.counts.items() if isinstance(count, int | float)}
    if problems:
        counts["problems"] = len(problems)  # as told below, not as many as have them
    paging = Paging(number, len(problems), _PROBLEMS_SHOWN)
    shown = problems[(number - 1) * _PROBLEMS_SHOWN :][:_PROBLEMS_SHOWN]
    return render_template("runs/show.html", run=run, counts=counts, problems=shown, paging=paging)
