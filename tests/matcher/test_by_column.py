from datetime import date

import pytest

from matcher.by_column import Nouns, Ones, columns_of, flat, joined, only, picked
from matcher.model import Lot, Origin, Tender

LOTS = [
    Lot("Dak", cpv=("45261210",), value_amount=1200.0),
    Lot("Kap", number="2", deadline_date=date(2027, 3, 1), origin=Origin("a.xlsx", "Blad1", 4)),
    Lot("Goot"),
]
NAMES = ("title", "number", "cpv", "value_amount", "deadline_date", "origin")


def as_columns(lots):
    return Nouns(Lot, len(lots), columns_of(lots, NAMES))


def test_nouns_made_by_column_are_those_made_one_by_one():
    by_column = as_columns(LOTS)
    assert list(by_column) == [by_column[place] for place in range(3)] == LOTS
    assert by_column == LOTS
    assert by_column != LOTS[:2]
    assert by_column[1:] == LOTS[1:]
    assert by_column[-1] == LOTS[-1]
    assert Nouns(Tender, 1, {"title": ["Daken"], "lots": [tuple(LOTS)]}) == [Tender("Daken", tuple(LOTS))]
    assert not Nouns(Lot, 0, {"title": []})


def test_what_goes_by_columns_goes_by_nouns_as_well():
    assert columns_of(as_columns(LOTS), NAMES) == columns_of(LOTS, NAMES)
    for lots in (LOTS, as_columns(LOTS)):
        assert picked(lots, [2, 0]) == [LOTS[2], LOTS[0]]
        assert picked(lots, range(3)) is lots
        assert joined(Lot, [lots, LOTS[:1]]) == [*LOTS, LOTS[0]]
    assert as_columns(LOTS).replaced(title=["a", "b", "c"])[1] == Lot("b", number="2", deadline_date=date(2027, 3, 1), origin=LOTS[1].origin)


def test_lots_of_many_tenders_are_laid_out_one_after_another():
    ones = Ones(as_columns(LOTS))
    assert list(ones) == [(lot,) for lot in LOTS]
    assert (ones[1], list(ones[1:])) == ((LOTS[1],), [(LOTS[1],), (LOTS[2],)])
    assert tuple(map(list, flat(ones))) == (LOTS, [0, 1, 2])
    assert flat([LOTS[:2], (), LOTS[2:]]) == (LOTS, [0, 0, 2])


@pytest.mark.parametrize(
    ("column", "alone"), [([], True), (["a"], True), (["a", "a", "a"], True), (["a", "b", "a"], False), (["b"], False), (["a", "b"], False)]
)
def test_what_stands_alone_in_a_column(column, alone):
    assert only(column, "a") is alone


@pytest.mark.parametrize(("columns", "error"), [({"title": ["Dak"]}, ValueError), ({"number": ["1", "2"]}, KeyError)])
def test_a_column_must_be_given_and_whole(columns, error):
    with pytest.raises(error):
        Nouns(Lot, 2, columns)
