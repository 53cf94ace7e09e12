"""Lots that the newest version of their list lacks. Nothing is withdrawn by itself: a person says here what is withdrawn and what goes on."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matcher.db import gone_lots
from matcher.rematch import rematch_as_run
from webui.site import Site, asked, site

_SHOWN = 200
_WITHDRAW, _KEEP = "withdraw", "keep"

blueprint = Blueprint("gone", __name__, url_prefix="/gone")


@blueprint.get("/")
def index() -> str:
    """What waits for somebody to decide, list by list."""
    source_list = asked("list")
    with site().database.read() as connection:
        found = gone_lots.proposed(connection, source_list=source_list)
    lists = [(lots[0], lots) for lots in _by_list(found[:_SHOWN])]
    return render_template(
        "gone/index.html", lists=lists, total=len(found), shown=min(len(found), _SHOWN), wanted=source_list, all=asked("all"), today=site().today()
    )


@blueprint.post("/")
def decide() -> Response:
    """Withdraw the lots that were ticked, or have them go on; what was decided meanwhile stays as it is."""
    decision, chosen = request.form.get("decision", ""), request.form.getlist("lot")
    if decision not in (_WITHDRAW, _KEEP):
        abort(400)
    here = site()
    with here.database.write() as connection:
        number = gone_lots.withdraw(connection, chosen, now=here.clock()) if decision == _WITHDRAW else gone_lots.keep(connection, chosen)
    if not number:
        flash(
            _("Er is niets veranderd. Vink eerst aan om welke opdrachten het gaat.")
            if not chosen
            else _("Hierover was al beslist. Er is niets veranderd.")
        )
    elif decision == _WITHDRAW:
        _match_anew(here)
        flash(
            ngettext(
                "%(num)s opdracht is vervallen. Er wordt niemand meer bij gezocht.",
                "%(num)s opdrachten zijn vervallen. Er wordt niemand meer bij gezocht.",
                number,
            ),
            "good",
        )
    else:
        flash(ngettext("%(num)s opdracht blijft staan.", "%(num)s opdrachten blijven staan.", number), "good")
    return redirect(url_for("gone.index", list=request.form.get("list") or None), 303)


def _match_anew(here: Site) -> None:
    """Take the matches of what is withdrawn away, behind this request."""
    subject = _("na vervallen opdrachten")
    here.background.carry_out(lambda: _rematch(here, subject))


def _rematch(here: Site, subject: str) -> None:
    rematch_as_run(here.database, here.config, subject=subject, now=here.clock())


def _by_list(found: list[gone_lots.GoneLot]) -> list[list[gone_lots.GoneLot]]:
    return [list(lots) for _key, lots in groupby(found, key=lambda lot: lot.list_public_id)]
