"""New, changed, unchanged or gone: cases as tables of what was stored, what comes in, and what should be said of it."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.decide import decide
from matcher.model import Lot, Origin, Status, Tender
from tests.matcher.lists import as_stored, tender

CLEANING = tender("Schoonmaak kantoren", value_amount=50_000.0, cpv=("90911200",))
GREEN = tender("Groenonderhoud buitenterrein", value_amount=80_000.0, cpv=("77310000",))
PAINT = tender("Schilderwerk kozijnen", value_amount=120_000.0, deadline_date=date(2027, 3, 1))


def verdict(before: list[Tender], after: list[Tender]) -> dict[str, object]:
    by_buyer = any(each.buyer for each in before + after)
    decision = decide(as_stored(before), after, buyer_ids={}, buyer_in_key=by_buyer)
    changed = {
        change.title: {field.field: (field.before, field.after) for field in change.fields} for change in decision.changes if change.kind == "changed"
    }
    return {
        "new": sorted(change.title for change in decision.changes if change.kind == "new"),
        "changed": changed,
        "unchanged": decision.unchanged,
        "gone": sorted(change.title for change in decision.changes if change.kind == "gone"),
    }


def said(*, new: tuple[str, ...] = (), changed: dict[str, object] | None = None, unchanged: int = 0, gone: tuple[str, ...] = ()) -> dict[str, object]:
    return {"new": sorted(new), "changed": changed or {}, "unchanged": unchanged, "gone": sorted(gone)}


LIFTS = ("Onderhoud liften hoofdgebouw", "Onderhoud en keuring liften hoofdgebouw")
CASES = {
    "the first version of a list is all new": ([], [CLEANING, GREEN], said(new=("Schoonmaak kantoren", "Groenonderhoud buitenterrein"))),
    "the same list changes nothing": ([CLEANING, GREEN], [CLEANING, GREEN], said(unchanged=2)),
    "another order changes nothing": ([CLEANING, GREEN], [GREEN, CLEANING], said(unchanged=2)),
    "capitals, accents and spaces in a title are the same title, and told": (
        [tender("Cafétaria  inrichting")],
        [tender("CAFETARIA inrichting")],
        said(changed={"CAFETARIA inrichting": {"title": ("Cafétaria  inrichting", "CAFETARIA inrichting")}}),
    ),
    "a changed amount is told with both amounts": (
        [CLEANING],
        [tender("Schoonmaak kantoren", value_amount=60_000.0, cpv=("90911200",))],
        said(changed={"Schoonmaak kantoren": {"value_amount": (50_000.0, 60_000.0)}}),
    ),
    "a withdrawn row is a change of status": (
        [CLEANING],
        [tender("Schoonmaak kantoren", value_amount=50_000.0, cpv=("90911200",), status=Status.WITHDRAWN)],
        said(changed={"Schoonmaak kantoren": {"status": ("planned", "withdrawn")}}),
    ),
    "a row that is missing is proposed as gone": ([CLEANING, GREEN], [GREEN], said(unchanged=1, gone=("Schoonmaak kantoren",))),
    "a withdrawn row that is missing is not told again": ([tender("Sloop loods", status=Status.WITHDRAWN), GREEN], [GREEN], said(unchanged=1)),
    "the own reference is identity, whatever the title": (
        [tender("Schoonmaak kantoren", reference="2027-014")],
        [tender("Facilitaire dienstverlening", reference="2027-014")],
        said(changed={"Facilitaire dienstverlening": {"title": ("Schoonmaak kantoren", "Facilitaire dienstverlening")}}),
    ),
    "two references are two tenders, even with one title": (
        [tender("Glasbewassing", reference="2026-014")],
        [tender("Glasbewassing", reference="2027-014")],
        said(new=("Glasbewassing",), gone=("Glasbewassing",)),
    ),
    "a row number is no identity: a row put in above shifts the others": (
        [tender("Schoonmaak", reference="1"), tender("Groenonderhoud", reference="2")],
        [tender("Catering", reference="1"), tender("Schoonmaak", reference="2"), tender("Groenonderhoud", reference="3")],
        said(new=("Catering",), unchanged=2),
    ),
    "a row number ties a rewritten title that looks alike": (
        [tender("Onderhoud liften hoofdgebouw", reference="7"), GREEN],
        [tender("Onderhoud en keuring liften hoofdgebouw", reference="7"), GREEN],
        said(changed={"Onderhoud en keuring liften hoofdgebouw": {"title": LIFTS}}, unchanged=1),
    ),
    "a list that gets references stays the same list": (
        [CLEANING, GREEN],
        [
            tender("Schoonmaak kantoren", reference="FB-01", value_amount=50_000.0, cpv=("90911200",)),
            tender("Groenonderhoud buitenterrein", reference="FB-02", value_amount=80_000.0, cpv=("77310000",)),
        ],
        said(
            changed={
                "Schoonmaak kantoren": {"tender_reference": ("", "FB-01")},
                "Groenonderhoud buitenterrein": {"tender_reference": ("", "FB-02")},
            }
        ),
    ),
    "titles that look alike are no riddle to a list that gets references": (
        [tender("Onderhoud begraafplaats Oosterbegraafplaats"), tender("Onderhoud begraafplaatsen Oosterbegraafplaats")],
        [tender("Onderhoud begraafplaatsen Oosterbegraafplaats", reference="D-3")],
        said(
            changed={"Onderhoud begraafplaatsen Oosterbegraafplaats": {"tender_reference": ("", "D-3")}},
            gone=("Onderhoud begraafplaats Oosterbegraafplaats",),
        ),
    ),
    "lots of one title are one tender": (
        [],
        [tender("Dakonderhoud", lot="1", place="Noord"), tender("Dakonderhoud", lot="2", place="Zuid")],
        said(new=("Dakonderhoud", "Dakonderhoud")),
    ),
    "a lot that is added is the only new one": (
        [tender("Dakonderhoud", lot="1", place="Noord")],
        [tender("Dakonderhoud", lot="1", place="Noord"), tender("Dakonderhoud", lot="2", place="Zuid")],
        said(new=("Dakonderhoud",), unchanged=1),
    ),
    "a lot that is missing is proposed as gone": (
        [tender("Dakonderhoud", lot="1", place="Noord"), tender("Dakonderhoud", lot="2", place="Zuid")],
        [tender("Dakonderhoud", lot="2", place="Zuid")],
        said(unchanged=1, gone=("Dakonderhoud",)),
    ),
    "different rows with one title and no reference stay distinct": (
        [tender("Verhuizing", department="HR", value_amount=1000.0), tender("Verhuizing", department="IT", value_amount=9000.0)],
        [tender("Verhuizing", department="IT", value_amount=9000.0), tender("Verhuizing", department="HR", value_amount=2000.0)],
        said(changed={"Verhuizing": {"value_amount": (1000.0, 2000.0)}}, unchanged=1),
    ),
    "of two rows with one title the right one is gone": (
        [tender("Verhuizing", department="HR", value_amount=1000.0), tender("Verhuizing", department="IT", value_amount=9000.0)],
        [tender("Verhuizing", department="IT", value_amount=9000.0)],
        said(unchanged=1, gone=("Verhuizing",)),
    ),
    "hundreds of rows with one title stay themselves in another order": (
        [tender("Verhuizing", value_amount=float(amount)) for amount in range(150)],
        [tender("Verhuizing", value_amount=float(amount)) for amount in reversed(range(150))],
        said(unchanged=150),
    ),
    "two buyers of one list may use one title": (
        [tender("Schoonmaak", buyer="Ziekenhuis"), tender("Schoonmaak", buyer="Stadion")],
        [tender("Schoonmaak", buyer="Stadion"), tender("Schoonmaak", buyer="Ziekenhuis")],
        said(unchanged=2),
    ),
    "the row's own id ties a rewritten title": (
        [tender("Catering", external_id="T-41"), GREEN],
        [tender("Restauratieve voorzieningen", external_id="T-41"), GREEN],
        said(changed={"Restauratieve voorzieningen": {"title": ("Catering", "Restauratieve voorzieningen")}}, unchanged=1),
    ),
    "ids that are row numbers do not tie what has nothing in common": (
        [tender("Catering", external_id="1")],
        [tender("Vervanging liften", external_id="1")],
        said(new=("Vervanging liften",), gone=("Catering",)),
    ),
    "a rewritten title is tied by its wording": (
        [PAINT, GREEN],
        [tender("Schilderwerk kozijnen en deuren", value_amount=120_000.0, deadline_date=date(2027, 3, 1)), GREEN],
        said(changed={"Schilderwerk kozijnen en deuren": {"title": ("Schilderwerk kozijnen", "Schilderwerk kozijnen en deuren")}}, unchanged=1),
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES.keys())
def test_it_decides(before: list[Tender], after: list[Tender], expected: dict[str, object]) -> None:
    assert verdict(before, after) == expected


def test_it_leaves_out_an_exact_duplicate_and_says_where_the_first_one_stands() -> None:
    twice = [
        Tender("Schoonmaak", (Lot("Schoonmaak", origin=Origin("plan.xlsx", "2027", 4)),)),
        Tender("Schoonmaak", (Lot("Schoonmaak", origin=Origin("plan.xlsx", "2027", 9)),)),
    ]
    decision = decide([], twice, buyer_ids={}, buyer_in_key=False)
    assert len(decision.new_tenders) == 1
    assert [(problem.code, problem.origin.row, problem.params["row"]) for problem in decision.problems] == [("duplicate_row", 9, "4")]


def test_it_gives_every_tender_a_key_of_its_own() -> None:
    rows = [tender("Verhuizing", value_amount=float(amount)) for amount in range(5)]
    keys = [item.key for item in decide([], rows, buyer_ids={}, buyer_in_key=False).new_tenders]
    assert len(set(keys)) == 5
    more = decide(as_stored(rows), [*rows, tender("Verhuizing", value_amount=99.0)], buyer_ids={}, buyer_in_key=False)
    assert more.new_tenders[0].key not in keys
    assert more.unchanged == 5


def test_it_notes_a_row_that_moved_without_calling_it_changed() -> None:
    before = Tender("Schoonmaak", (Lot("Schoonmaak", origin=Origin("2026.xlsx", "Plan", 4)),))
    after = Tender("Schoonmaak", (Lot("Schoonmaak", origin=Origin("2027.xlsx", "Plan", 7)),))
    decision = decide(as_stored([before]), [after], buyer_ids={}, buyer_in_key=False)
    assert (decision.unchanged, decision.changed_lots) == (1, [])
    assert decision.moved_lots == [(100, Origin("2027.xlsx", "Plan", 7))]


def test_it_keeps_lots_with_one_number_apart() -> None:
    odd = Tender("Dakonderhoud", (Lot("Dak noord", number="1"), Lot("Dak zuid", number="1")), reference="D-1")
    lots = decide([], [odd], buyer_ids={}, buyer_in_key=False).new_tenders[0].tender.lots
    assert [(lot.title, lot.number) for lot in lots] == [("Dak noord", "1"), ("Dak zuid", "1 #2")]
