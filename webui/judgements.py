"""Judgements: what the reader of a tender says of a supplier beside it. Of job-seekers nothing can be said here: the page tells no persons."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from matcher.db import judgements
from matcher.db import suppliers as stored_suppliers
from matcher.db import tenders as stored_tenders
from matcher.db.judgements import GivenJudgement
from matcher.model import Side, Verdict
from webui.site import or_404, site

blueprint = Blueprint("judgements", __name__, url_prefix="/tenders/<public_id>/judgements")


@blueprint.post("/")
def record(public_id: str) -> Response:
    """Keep a verdict on a lot and a supplier, and lead back to where it was given. A later one takes its place."""
    verdict = request.form.get("verdict", "")
    if verdict not in set(Verdict):
        abort(400)
    with site().database.write() as connection:
        tender = or_404(stored_tenders.find_public(connection, public_id))
        supplier = or_404(stored_suppliers.find_public(connection, request.form.get("supplier", "")))
        lot = or_404(next((lot for lot in tender.lots if lot.public_id == request.form.get("lot")), None))
        judgements.record(connection, [GivenJudgement(Side.SUPPLIER, lot.id, supplier.id, Verdict(verdict))], now=site().clock())
    return redirect(url_for("tenders.show", public_id=public_id, _anchor=f"judgement-{lot.public_id}-{supplier.public_id}"), 303)
