"""Which rewritten titles are the same tender, and which are not."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.continuation import continuations
from matcher.model import Tender
from tests.matcher.lists import tender

CASES = {
    "a spelling mended": (["Schoonmaakwerkzaamheden kantoorgebuwen"], ["Schoonmaakwerkzaamheden kantoorgebouwen"], [(0, 0)]),
    "words in another order": (["Onderhoud liften hoofdgebouw"], ["Hoofdgebouw: onderhoud liften"], [(0, 0)]),
    "something else altogether": (["Schoonmaak kantoren"], ["Levering meubilair"], []),
    "another phase": (["Renovatie fase 1"], ["Renovatie fase 2"], []),
    "another year": (["Accountantscontrole 2026"], ["Accountantscontrole 2027"], []),
    "one that became two: in doubt neither": (["Onderhoud sportvelden"], ["Onderhoud sportvelden A", "Onderhoud sportvelden B"], []),
    "each finds its own": (
        ["Onderhoud daken complex Noord", "Levering en plaatsing keukens"],
        ["Levering en plaatsing van keukens", "Onderhoud daken van complex Noord"],
        [(0, 1), (1, 0)],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES.keys())
def test_it_ties_titles(old: list[str], new: list[str], expected: list[tuple[int, int]]) -> None:
    assert sorted(continuations([tender(title) for title in old], [tender(title) for title in new], same_buyer=False)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # a title half rewritten needs other fields that are the same
        (tender("Inhuur beveiliging evenementen"), tender("Beveiliging bij evenementen en wedstrijden"), []),
        (
            tender("Inhuur beveiliging evenementen", value_amount=250_000.0, deadline_date=date(2027, 5, 1)),
            tender("Beveiliging bij evenementen en wedstrijden", value_amount=250_000.0, deadline_date=date(2027, 5, 1)),
            [(0, 0)],
        ),
        (tender("Onderhoud liften", reference="A-1"), tender("Onderhoud van liften", reference="A-2"), []),
        (tender("Onderhoud liften", buyer="Stadion"), tender("Onderhoud van liften", buyer="Ziekenhuis"), []),
        (tender("Onderhoud liften", buyer="Stichting Stadion"), tender("Onderhoud van liften", buyer="Stadion"), [(0, 0)]),
    ],
)
def test_it_asks_for_more_than_a_title(old: Tender, new: Tender, expected: list[tuple[int, int]]) -> None:
    assert continuations([old], [new], same_buyer=True) == expected


def test_it_tells_rows_that_look_alike_apart_by_their_other_fields() -> None:
    old = [tender("Schilderwerk complex", value_amount=10_000.0, cpv=("45442100",)), tender("Schilderwerk complex", value_amount=90_000.0)]
    new = [tender("Schilderwerk complexen", value_amount=90_000.0), tender("Schilderwerk complexen", value_amount=10_000.0, cpv=("45442100",))]
    assert sorted(continuations(old, new, same_buyer=False)) == [(0, 1), (1, 0)]
