"""The first page, and searching over everything."""

from __future__ import annotations

from flask import Blueprint, render_template

from matcher.db import gone_lots, overviews, runs, same_tenders, supplier_lines, tender_lines
from webui.site import asked, site

_FOUND = 10

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def index() -> str:
    """What this is, what to do next, how much there is."""
    with site().database.read() as connection:
        figures = overviews.figures(connection)
        lists = overviews.newest_lists(connection)
        gone = gone_lots.count(connection)
        doubles = same_tenders.count_doubtful(connection)
        looks = runs.newest_of_each(connection, kind="ingest", subjects=[source.name for source in site().config.sources])
    failed = [name for name, run in looks.items() if run.state == "failed"]
    return render_template("start/index.html", figures=figures, lists=lists, gone=gone, doubles=doubles, failed=failed)


@blueprint.get("/search")
def search() -> str:
    """Tenders and suppliers that contain every word."""
    text = asked("q")
    if not text:
        return render_template("start/search.html", text="")
    wanted = tender_lines.TenderFilter(site().today(), text=text)
    with site().database.read() as connection:
        counts = tender_lines.counts(connection, wanted)
        tenders = tender_lines.page(connection, wanted, limit=_FOUND)
        suppliers, supplier_count = supplier_lines.page(connection, supplier_lines.SupplierFilter(text=text), limit=_FOUND)
    return render_template(
        "start/search.html",
        text=text,
        tenders=tenders,
        tender_count=counts.every,
        suppliers=suppliers,
        supplier_count=supplier_count,
        today=wanted.today,
    )
