from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from matcher.db.contents import content_hash, lot_content, lot_hash, lot_hashes, say_the_same
from matcher.model import Lot, Origin, Status, Tender

_TEXT = st.text(st.characters(codec=None), max_size=8) | st.sampled_from(["", "12", "n.t.b.", '"\\\n\x7f', "\ud800"])
_AMOUNT = st.none() | st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12)
_BY_NAME = {
    "external_id": st.none() | _TEXT, "cpv": st.lists(_TEXT, max_size=3).map(tuple), "status": st.sampled_from(Status), "origin": st.just(Origin()),
    "value_amount": _AMOUNT, "value_max_amount": _AMOUNT, "value_total_amount": _AMOUNT,
    "deadline_date": st.none() | st.dates(), "start_date": st.none() | st.dates(),
}  # fmt: skip
_LOTS = st.builds(Lot, **{field.name: _BY_NAME.get(field.name, _TEXT) for field in fields(Lot)})
_NOTICE = ("notice_version", "procedure_id", "url")
_TENDERS = st.builds(Tender, lots=st.just(()), **{field.name: _TEXT for field in fields(Tender) if field.name not in ("lots", *_NOTICE)}) | st.builds(
    Tender, lots=st.just(()), **{field.name: _TEXT for field in fields(Tender) if field.name != "lots"}
)


@given(st.lists(st.tuples(_TENDERS, _LOTS), max_size=4), st.booleans())
def test_hashes_are_those_of_the_documented_content(rows, alike):
    rows += rows if alike else []
    tenders, lots = [tender for tender, _ in rows], [lot for _, lot in rows]
    assert lot_hashes(tenders, lots) == [content_hash(lot_content(tender, lot)) for tender, lot in rows] == list(map(lot_hash, tenders, lots))


def test_stored_hashes_stay_what_they_are():
    lot = Lot("Dak", cpv=("45261210",), value_amount=1200.0, deadline_date=date(2027, 3, 1), external_id="7")
    tender = Tender("Daken", (lot,), buyer="Esdal", reference="Z-7")
    assert lot_hash(tender, lot) == "2600b640a339f2041da04c22cf194448b737aa8b33191a9d0a332fced6445a72"
    assert lot_hash(replace(tender, buyer="Borne"), replace(lot, origin=Origin("b.xlsx", "Blad1", 9))) == lot_hash(tender, lot)


@given(_TENDERS, st.sampled_from([field.name for field in fields(Tender)]), _TEXT)
def test_tenders_say_the_same_apart_from_their_lots_and_buyers(tender, name, text):
    changed = replace(tender, **{name: (Lot(text),) if name == "lots" else text})
    assert say_the_same(tender, changed) == (name in ("lots", "buyer") or getattr(tender, name) == text)
