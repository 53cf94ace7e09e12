"""Spellings of one name, and names that are not the same."""

from __future__ import annotations

import pytest

from matcher.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Blackburn With Darwen", "Blackburn with Darwen"),
        ("Blackburn  with\u00a0Darwen", "Blackburn with Darwen."),
        ("Woonstichting Esrand B.V.", "woonstichting esrand bv"),
        ("Stichting De Linde", "De Linde"),
        ("Coöperatie Wijkkracht U.A.", "Wijkkracht"),
        ("Kunst & Cultuur", "Kunst en Cultuur"),
        ("Café 't Hoekje", "Cafe 't Hoekje"),
        ("Acme Ltd.", "ACME Limited"),
    ],
)
def test_it_takes_two_spellings_for_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ziekenhuis Oost", "Ziekenhuis West"), ("Gemeente Almelo", "Almelo"), ("FC Twente", "Twente"), ("BV", "NV")]
)
def test_it_keeps_different_names_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)
