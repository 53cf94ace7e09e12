"""What costs a pair most, and which kinds of work it is about."""

from __future__ import annotations

import math

import pytest

from matcher.matching.items import SUPPLIER, TENDER, Item
from matcher.matching.shortfall import costliest, kinds_done, kinds_named
from matcher.matching.space import fit_space
from matcher.vocabulary import load_concepts

THRESHOLD = 0.5  # log-odds 0
COSTS = {
    "nothing in common": ({"base": -6.0, "words": 0.1}, ("work", False)),
    "nothing in common, and too large": ({"base": -6.0, "words": 0.1, "too_large": -2.0}, ("work", False)),
    "the work would do, were it not so large": ({"base": -6.0, "concepts": 7.0, "too_large": -2.0}, ("too_large", True)),
    "the work nearly does, and it is very large": ({"base": -6.0, "concepts": 5.5, "too_large": -2.0}, ("too_large", False)),
    "the work would do, were it not so far": ({"base": -6.0, "words": 6.2, "distance": -0.5}, ("distance", True)),
    "far and large: neither alone is enough": ({"base": -6.0, "words": 6.2, "distance": -0.5, "too_large": -0.6}, ("too_large", False)),
    "the work would do in a smaller contract": ({"base": -6.0, "words": 6.2, "size": -0.5}, ("size", True)),
    "a small contract counts for the work": ({"base": -6.0, "words": 5.9, "size": 0.3, "distance": -0.4}, ("distance", True)),
    "a bonus counts for the work": ({"base": -6.0, "words": 5.9, "social": 0.3, "distance": -0.4}, ("distance", True)),
}


@pytest.mark.parametrize(("contributions", "expected"), COSTS.values(), ids=COSTS.keys())
def test_it_names_what_cost_most(contributions: dict[str, float], expected: tuple[str, bool]) -> None:
    assert sum(contributions.values()) < math.log(THRESHOLD / (1 - THRESHOLD))
    assert costliest([{"code": code, "contribution": value} for code, value in contributions.items()], THRESHOLD) == expected


TITLES = {
    "what it names": ("Glasbewassing", ["cleaning.windows"]),
    "of two, the deeper": ("Groenwerkzaamheden; parkbeheer", ["green.maintenance.parks"]),
    "two apart": ("Glasbewassing en groenonderhoud", ["cleaning.windows", "green.maintenance"]),
    "no word of work": ("Perceel 2", []),
    "not what a word might mean": ("Stoelen bijleveren", []),
}


@pytest.mark.parametrize(("title", "expected"), TITLES.values(), ids=TITLES.keys())
def test_a_title_names_kinds_of_work(title: str, expected: list[str]) -> None:
    lot = Item((title, "", "", ""))
    space = fit_space(load_concepts(), {TENDER: [lot]})
    named = [space.finder.concepts[concept].id for concept in kinds_named(space, space.project([lot], TENDER), 0)]
    assert sorted(named) == expected


def test_who_does_the_deeper_work_does_what_is_above_it_and_not_the_other_way() -> None:
    suppliers = [Item(("De Ruit", "glasbewassing", "")), Item(("De Bezem", "schoonmaak", ""))]
    space = fit_space(load_concepts(), {SUPPLIER: suppliers})
    rows = space.project(suppliers, SUPPLIER)
    done = [{space.finder.concepts[concept].id for concept in kinds_done(space, rows, place)} for place in range(2)]
    assert {"cleaning", "cleaning.windows"} <= done[0]
    assert "cleaning" in done[1] and "cleaning.windows" not in done[1]
