"""Whose list a file is, and which list it is a version of."""

from __future__ import annotations

import pytest

from matcher.model import Tender, TenderReading
from matcher.ownership import identify, list_stem
from tests.matcher.lists import tender


@pytest.mark.parametrize(
    ("file_name", "stem"),
    [
        ("inkoopkalender_2027_merwedeland.xlsx", "inkoopkalender merwedeland"),
        ("Inkoopkalender Merwedeland 2026 v2 (1).xlsx", "inkoopkalender merwedeland"),
        ("inkoopkalender-merwedeland-DEF.xls", "inkoopkalender merwedeland"),
        ("inkoopkalender merwedeland versie 3.1 definitief.ods", "inkoopkalender merwedeland"),
        ("20270301 inkoopkalender merwedeland.xlsx", "inkoopkalender merwedeland"),
        ("2027-03-01 inkoopkalender merwedeland.xlsx", "inkoopkalender merwedeland"),
        ("inkoopkalender merwedeland Q2 2027.xlsx", "inkoopkalender merwedeland"),
        ("inkoopkalender merwedeland maart 2027 - kopie.xlsx", "inkoopkalender merwedeland"),
        ("wonenzuidrand_aanbplan27.xls", "wonenzuidrand aanbplan"),
        ("wonenzuidrand_aanbplan28_v2.xls", "wonenzuidrand aanbplan"),
        ("lijst 1.xlsx", "lijst 1"),
        ("lijst 2.xlsx", "lijst 2"),
        ("2027.xlsx", "2027"),
    ],
)
def test_it_knows_a_list_by_its_file_name_without_versions(file_name: str, stem: str) -> None:
    assert list_stem(file_name) == stem


def reading(*tenders: Tender, buyer: str = "") -> TenderReading:
    return TenderReading("plan 2027.xlsx", tenders, buyer=buyer)


@pytest.mark.parametrize(
    ("read", "given", "key", "buyer", "many"),
    [
        (reading(tender("a")), "", "file:plan", "", False),
        (reading(tender("a"), buyer="Ziekenhuis De Es"), "", "buyer:ziekenhuis de es", "Ziekenhuis De Es", False),
        (reading(tender("a"), buyer="Ziekenhuis De Es"), "Stadion B.V.", "buyer:stadion", "Stadion B.V.", False),
        (reading(tender("a", buyer="A-stad"), tender("b", buyer="B-dorp")), "", "file:plan", "", True),
        (reading(tender("a", buyer="A-stad")), "", "file:plan", "", True),
        (reading(tender("a", buyer="A-stad"), tender("b", buyer="B-dorp")), "Inkoopbureau", "buyer:inkoopbureau", "Inkoopbureau", True),
        (reading(tender("a", buyer="DE ES"), tender("b", buyer="De Es B.V."), buyer="De Es"), "", "buyer:de es", "De Es", False),
    ],
)
def test_it_finds_the_owner(read: TenderReading, given: str, key: str, buyer: str, many: bool) -> None:
    identity = identify(read, buyer=given, file_name="plan 2027.xlsx")
    assert (identity.key, identity.buyer, identity.many_buyers) == (key, buyer, many)
