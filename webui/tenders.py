"""Tenders: the list, and one tender with who could do it and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import format_decimal, get_locale
from werkzeug.wrappers import Response

from matcher import advice
from matcher.db import buyers as stored_buyers
from matcher.db import judgements, notices, same_tenders, shown_matches, source_lists, tender_lines, vocabulary_entries
from matcher.db import tenders as stored_tenders
from matcher.db.shown_matches import ShownJobSeeker, ShownSupplier
from matcher.db.tenders import StoredLot
from matcher.model import Lot, Status, Verdict, WhyNot
from matcher.wording import work_name
from webui.site import Paging, asked, asked_page, or_404, prepare_advice, site

_KINDS_OF_WORK = 4
_FEWEST_PEOPLE = 3  # fewer than these, told apart by kind of work, could be recognised

blueprint = Blueprint("tenders", __name__, url_prefix="/tenders")


@dataclass(frozen=True, slots=True)
class LotOnPage:
    """A lot with all that the page says of it.

    `why_not` (of the nearest) and `verdicts`: by public id of the supplier. `work`: kinds of work and how many people look for it.
    """

    stored: StoredLot
    compared: bool
    suppliers: Sequence[ShownSupplier]
    nearest: Sequence[ShownSupplier]
    why_not: Mapping[str, WhyNot]
    verdicts: Mapping[str, Verdict]
    people: int
    work: Sequence[tuple[str, int]]
    years: str
    """How many years the derived total is for; "" where it is not derived."""


@blueprint.get("/")
def index() -> str:
    """Search, filter, page by page."""
    wanted = tender_lines.TenderFilter(
        today=site().today(),
        text=asked("q"),
        buyer=asked("buyer"),
        source_list=asked("list"),
        status=asked("status", tuple(status.value for status in Status)),
        fit=asked("fit", tender_lines.FITS),
        sort=asked("sort", ("deadline", "score")) or "deadline",
    )
    number = asked_page()
    with site().database.read() as connection:
        counts = tender_lines.counts(connection, wanted)
        lines = tender_lines.page(connection, wanted, limit=Paging.size, offset=(number - 1) * Paging.size)
        buyers = stored_buyers.names(connection)
        source_list = source_lists.find_public(connection, wanted.source_list) if wanted.source_list else None
    paging = Paging(number, getattr(counts, wanted.fit or "every"))
    return render_template(
        "tenders/index.html",
        wanted=wanted,
        counts=counts,
        lines=lines,
        buyers=buyers,
        source_list=source_list,
        paging=paging,
        statuses=tuple(Status),
    )


@blueprint.get("/<public_id>")
def show(public_id: str) -> str | Response:
    """What is asked, and per lot who could do it, how sure that is, and why. A tender that is shown under another one leads there."""
    with site().database.read() as connection:
        stored = or_404(stored_tenders.find_public(connection, public_id))
        if primary := same_tenders.shown_under(connection, public_id):
            return redirect(url_for("tenders.show", public_id=primary))
        linked = same_tenders.linked(connection, stored.id)
        others = {number for pair in same_tenders.linked_with(connection, [stored.id]) for number in pair} - {stored.id}
        published = notices.of_tender(connection, [stored.id, *sorted(others)])
        # the same contract stands in every place that tells of it
        awards = notices.awards_of(connection, [stored.id]) or notices.awards_of(connection, sorted(others)[:1])
        lot_ids = [lot.id for lot in stored.lots]
        suppliers = shown_matches.suppliers_of_lots(connection, lot_ids)
        seekers = shown_matches.jobseekers_of_lots(connection, lot_ids)
        verdicts = judgements.verdicts_on_suppliers(connection, lot_ids)
        compared = shown_matches.compared_lots(connection, lot_ids)
        codes = sorted({code for lot in stored.lots for code in (*lot.lot.cpv, *(each.code for each in lot.codes.suggested))})
        labels = vocabulary_entries.cpv_labels(connection, codes, _language())
    # where the official list is not imported, a suggested code is called what the work is called
    named = {each.code: work_name((each.concept, "", ""), _language()) for lot in stored.lots for each in lot.codes.suggested if each.concept}
    why_not = _why_not(suppliers)
    lots = [_on_page(lot, suppliers, why_not, verdicts, seekers, compared) for lot in stored.lots]
    return render_template(
        "tenders/show.html",
        tender=stored.tender,
        tender_id=public_id,
        lots=lots,
        linked=linked,
        notices=published,
        awards=awards,
        cpv_labels=labels,
        cpv_names=named | labels,
        today=site().today(),
    )


def _why_not(suppliers: Sequence[ShownSupplier]) -> Mapping[tuple[int, str], WhyNot]:
    """Of those beside lots that nobody fits, why they are not enough."""
    nearest = [supplier for supplier in suppliers if not supplier.shown]
    if not nearest:
        return {}
    prepare_advice()
    return advice.why_not(site().database, site().config, nearest)


def _on_page(
    lot: StoredLot,
    suppliers: Sequence[ShownSupplier],
    why_not: Mapping[tuple[int, str], WhyNot],
    verdicts: Mapping[tuple[int, str], Verdict],
    seekers: Sequence[ShownJobSeeker],
    compared: set[int],
) -> LotOnPage:
    own = [supplier for supplier in suppliers if supplier.lot_id == lot.id]
    shown = [supplier for supplier in own if supplier.shown]
    people = {seeker.person: seeker for seeker in seekers if seeker.lot_id == lot.id}
    return LotOnPage(
        stored=lot,
        compared=lot.id in compared,
        suppliers=shown,
        nearest=[] if shown else own,
        why_not={public_id: why for (lot_id, public_id), why in why_not.items() if lot_id == lot.id},
        verdicts={public_id: verdict for (lot_id, public_id), verdict in verdicts.items() if lot_id == lot.id},
        people=len(people),
        work=_kinds_of_work(people.values()) if len(people) >= _FEWEST_PEOPLE else [],
        years=_years(lot.lot),
    )


def _years(lot: Lot) -> str:
    """For how many years the total counts that follows from a yearly value and the term."""
    if lot.value_basis != "year" or not lot.duration or not lot.value_amount or lot.value_total_amount is None:
        return ""
    years = round(lot.value_total_amount / lot.value_amount, 2)
    return str(format_decimal(years)) if years != 1 and abs(years * lot.value_amount - lot.value_total_amount) < 1 else ""


def _kinds_of_work(people: Iterable[ShownJobSeeker]) -> list[tuple[str, int]]:
    """Kinds of work and how many of these people fit by it, the commonest first; who shares no named kind of work is counted nowhere here."""
    counted: Counter[str] = Counter()
    for seeker in people:
        concepts = next((reason["params"].get("concepts") or [] for reason in seeker.reasons if reason["code"] == "concepts"), [])
        if name := next((name for concept in concepts if (name := work_name(concept, _language()))), ""):
            counted[name] += 1
    return counted.most_common(_KINDS_OF_WORK)


def _language() -> str:
    return str(get_locale() or "nl")
