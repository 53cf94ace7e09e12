"""What no database takes is left out before it gets there."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.model import Award, Lot, Supplier
from matcher.storable import storable


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Lot("Schoon\x00maak"), Lot("Schoonmaak")),
        (Lot("half \ud83d teken"), Lot("half  teken")),
        (Lot("a", value_amount=float("nan")), Lot("a")),
        (Lot("a", value_amount=float("inf"), value_max_amount=1e300), Lot("a")),
        (Lot("a", value_amount=5_000_000_000), Lot("a", value_amount=5_000_000_000)),
        (Supplier("a", headcount=99_999_999_999), Supplier("a")),
        (Supplier("a", keywords=("ramen\x00", "glas")), Supplier("a", keywords=("ramen", "glas"))),
    ],
)
def test_it_leaves_out_what_cannot_be_stored(given: Any, kept: Any) -> None:
    assert storable(given) == kept


def test_it_gives_back_the_same_object_where_nothing_is_wrong() -> None:
    lots = (Lot("Schoonmaak", cpv=("90911200",)),)
    assert storable(lots) is lots


def test_a_name_that_fits_no_index_is_cut_and_stays_distinct() -> None:
    one, other = (storable(Lot("a", number="1" * 9_000 + end)) for end in "ab")
    assert len(one.number) <= 300 and one.number != other.number
    assert storable(one) is one  # once cut, it stays what it is
    assert storable(Award("a", bids=99_999_999_999)).bids is None
