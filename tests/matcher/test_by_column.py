from datetime import date

import pytest

from matcher.by_column import columns_of, nouns_of
from matcher.model import Lot, Origin, Tender

LOTS = [
    Lot("Dak", cpv=("45261210",), value_amount=1200.0),
    Lot("Kap", number="2", deadline_date=date(2027, 3, 1), origin=Origin("a.xlsx", "Blad1", 4)),
]


def test_nouns_made_by_column_are_those_made_one_by_one():
    names = ("title", "number", "cpv", "value_amount", "deadline_date", "origin")
    assert nouns_of(Lot, 2, columns_of(LOTS, names)) == LOTS
    assert nouns_of(Tender, 1, {"title": ["Daken"], "lots": [tuple(LOTS)]}) == [Tender("Daken", tuple(LOTS))]
    assert nouns_of(Lot, 0, {"title": []}) == []


@pytest.mark.parametrize(("columns", "error"), [({"title": ["Dak"]}, ValueError), ({"number": ["1", "2"]}, KeyError)])
def test_a_column_must_be_given_and_whole(columns, error):
    with pytest.raises(error):
        nouns_of(Lot, 2, columns)
