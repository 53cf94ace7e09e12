"""Buyers are found by any of their names."""

from __future__ import annotations

import pytest

from matcher.db import buyers
from matcher.db.engine import Database
from matcher.model import Buyer


def test_it_creates_each_buyer_once(any_database: Database) -> None:
    with any_database.write() as connection:
        first = buyers.find_or_create(connection, ["De Es", "DE ES", "Stadion", "", "de es b.v."])
        second = buyers.find_or_create(connection, ["Stadion", "De Linde"])
        names = [stored.buyer.name for stored in buyers.load(connection)]
    assert first["De Es"] == first["DE ES"] == first["de es b.v."]
    assert first["Stadion"] == second["Stadion"]
    assert names == ["De Es", "De Linde", "Stadion"]


def test_it_stores_what_is_known_of_buyers(any_database: Database) -> None:
    hospital = Buyer("Streekziekenhuis", "hospital", "no", "7573", "Oldenzaal", aliases=("SZD", "Ziekenhuis Dinkeldal"))
    with any_database.write() as connection:
        known = buyers.find_or_create(connection, ["Ziekenhuis Dinkeldal"])["Ziekenhuis Dinkeldal"]
        assert buyers.store(connection, [hospital]) == (0, 1, 0)
        assert buyers.store(connection, [hospital]) == (0, 0, 1)
        assert buyers.find(connection, ["szd", "Streekziekenhuis", "onbekend"]) == {"szd": known, "Streekziekenhuis": known}
        (stored,) = buyers.load(connection)
    assert (stored.buyer.name, stored.buyer.kind, set(stored.buyer.aliases)) == ("Streekziekenhuis", "hospital", {"SZD", "Ziekenhuis Dinkeldal"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("inkoopkalender_2027_stadion_de_spinnerij", "Stadion De Spinnerij"),
        ("StadionDeSpinnerij plan", "Stadion De Spinnerij"),
        ("plan spinnerij", None),
        ("plan", None),
    ],
)
def test_it_finds_a_buyer_named_in_a_text(database: Database, text: str, found: str | None) -> None:
    with database.write() as connection:
        buyers.find_or_create(connection, ["Stadion De Spinnerij", "De Spil"])
        assert buyers.find_named_in(connection, text) == found
