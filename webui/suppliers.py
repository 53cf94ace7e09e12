"""Suppliers: the list, and one supplier with the tenders that fit."""

from __future__ import annotations

from flask import Blueprint, render_template

from matcher import advice
from matcher.db import notices, shown_matches, supplier_lines
from matcher.db import suppliers as stored_suppliers
from webui.site import Paging, asked, asked_page, or_404, prepare_advice, site

blueprint = Blueprint("suppliers", __name__, url_prefix="/suppliers")


@blueprint.get("/")
def index() -> str:
    """Search, filter, page by page."""
    sort = asked("sort", ("name", "matches")) or "name"
    wanted = supplier_lines.SupplierFilter(text=asked("q"), kind=asked("kind"), place=asked("place"), sort=sort)
    with site().database.read() as connection:
        number = asked_page()
        lines, total = supplier_lines.page(connection, wanted, limit=Paging.size, offset=(number - 1) * Paging.size)
        kinds, places = supplier_lines.kinds_and_places(connection)
    return render_template("suppliers/index.html", wanted=wanted, lines=lines, paging=Paging(number, total), kinds=kinds, places=places)


@blueprint.get("/<public_id>")
def show(public_id: str) -> str:
    """Who this is, what there is to do for them, and what would bring more."""
    with site().database.read() as connection:
        stored = or_404(stored_suppliers.find_public(connection, public_id))
        matches = shown_matches.lots_of_supplier(connection, stored.id)
        won = notices.won_by(connection, stored.id)
    today = site().today()
    prepare_advice()
    additions = advice.what_would_help(site().database, site().config, stored.id, today)
    return render_template("suppliers/show.html", supplier=stored.supplier, matches=matches, additions=additions, won=won, today=today)
