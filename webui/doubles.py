"""Pairs of tenders from different places that may be one: the program asks, a person says. Who does not know leaves the pair as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matcher.db import same_tenders
from matcher.db.same_tenders import DoubtfulPair, TenderSide
from matcher.rematch import rematch_as_run
from matcher.same_tenders import show_one_of_each
from webui.filters import SIGNS, day, euros, word
from webui.site import Paging, Site, asked_page, or_404, site

_PER_PAGE = 10
_BY = "dashboard"  # there are no accounts yet

blueprint = Blueprint("doubles", __name__, url_prefix="/doubles")


@dataclass(frozen=True, slots=True)
class Row:
    """One field on both sides. `differs`: both say something, and not the same."""

    label: str
    one: str
    other: str
    differs: bool


@dataclass(frozen=True, slots=True)
class PairOnPage:
    """A pair with its fields side by side, and which signs speak for and against its being one."""

    pair: DoubtfulPair
    rows: Sequence[Row]
    signs_for: Sequence[str]
    signs_against: Sequence[str]


@blueprint.get("/")
def index() -> str:
    """The pairs that wait for somebody, the likeliest first."""
    number = asked_page()
    with site().database.read() as connection:
        total = same_tenders.count_doubtful(connection)
        found = same_tenders.doubtful(connection, limit=_PER_PAGE, offset=(number - 1) * _PER_PAGE)
    pairs = [PairOnPage(pair, _rows(pair.one, pair.other), _signs(pair.evidence, 1), _signs(pair.evidence, -1)) for pair in found]
    return render_template("doubles/index.html", pairs=pairs, paging=Paging(number, total, _PER_PAGE))


@blueprint.post("/<public_id>")
def decide(public_id: str) -> Response:
    """They are the same, or they are not. What is shown under what follows at once, and who fits comes behind this request."""
    answer = request.form.get("answer", "")
    if answer not in ("same", "different"):
        abort(400)
    here = site()
    with here.database.write() as connection:
        ends = or_404(same_tenders.decide(connection, public_id, same=answer == "same", by=_BY, now=here.clock()))
        show_one_of_each(connection, ends)
    if answer == "same":
        flash(_("Ze zijn dezelfde. Ze staan voortaan als één opdracht in het dashboard."), "good")
    else:
        flash(_("Ze zijn niet dezelfde. We vragen het niet nog eens."), "good")
    subject = _("na dubbele opdrachten")
    here.background.carry_out(lambda: _rematch(here, subject))
    return redirect(url_for("doubles.index"), 303)


def _rematch(here: Site, subject: str) -> None:
    rematch_as_run(here.database, here.config, subject=subject, now=here.clock())


def _rows(one: TenderSide, other: TenderSide) -> list[Row]:
    """What at least one side says."""
    sides = [
        (label, mine, theirs)
        for (label, mine), (_label, theirs) in zip(_said(one), _said(other), strict=True)
        if mine or theirs
    ]  # fmt: skip
    return [Row(label, mine, theirs, bool(mine and theirs) and mine.casefold() != theirs.casefold()) for label, mine, theirs in sides]


def _said(side: TenderSide) -> list[tuple[str, str]]:
    return [
        (_("Opdrachtgever"), side.buyer),
        (_("Kenmerk"), side.reference),
        (_("Omschrijving"), side.description if side.description != side.title else ""),
        (_("Percelen"), "; ".join(side.lots)),
        (_("Waarde"), euros(side.value_amount) if side.value_amount is not None else ""),
        (_("Sluitingsdatum"), day(side.deadline_date) if side.deadline_date else ""),
        (_("Start"), day(side.start_date) if side.start_date else ""),
        (_("Wanneer"), side.period),
        (_("CPV-code"), ", ".join(sorted(side.cpv))),
        (_("Status"), word(side.status, "status")),
    ]


def _signs(evidence: Mapping[str, Any], direction: int) -> list[str]:
    """The names of the signs that speak in this direction (1: for, -1: against), strongest first."""
    weighed = {name: weight * direction for name, weight in evidence.items() if name in SIGNS and weight * direction > 0}
    return [word(name, "sign") for name in sorted(weighed, key=lambda name: -weighed[name])]
