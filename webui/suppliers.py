"""Suppliers: the list, and one supplier with the tenders that fit."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from matcher.db import overviews, shown_matches
from matcher.db import suppliers as stored_suppliers
from webui.site import Paging, asked, asked_page, site

blueprint = Blueprint("suppliers", __name__, url_prefix="/suppliers")


@blueprint.get("/")
def index() -> str:
    """Search, filter, page by page."""
    sort = asked("sort", ("name", "matches")) or "name"
    wanted = overviews.SupplierFilter(text=asked("q"), kind=asked("kind"), place=asked("place"), sort=sort)
    with site().database.read() as connection:
        number = asked_page()
        lines, total = overviews.supplier_lines(connection, wanted, limit=Paging.size, offset=(number - 1) * Paging.size)
        kinds, places = overviews.supplier_kinds_and_places(connection)
    return render_template("suppliers/index.html", wanted=wanted, lines=lines, paging=Paging(number, total), kinds=kinds, places=places)


@blueprint.get("/<public_id>")
def show(public_id: str) -> str:
    """Who this is, and what there is to do for them."""
    with site().database.read() as connection:
        stored = stored_suppliers.find_public(connection, public_id)
        if stored is None:
            abort(404)
        matches = shown_matches.lots_of_supplier(connection, stored.id)
    return render_template("suppliers/show.html", supplier=stored.supplier, matches=matches, today=site().today())
