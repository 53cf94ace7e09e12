"""CPV codes that a text suggests, and given ones that it speaks against, with the thesaurus and the calibration that are shipped."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.matching.cpv_suggestions import LEAST, MOST, Calibration, CodeTree, Suggestions, branches, significant
from matcher.matching.items import SUPPLIER, TENDER, Item
from matcher.matching.space import FeatureSpace, fit_space
from matcher.vocabulary import load_concepts
from matcher.weights import shipped_calibration


@pytest.fixture(scope="module")
def space() -> FeatureSpace:
    return fit_space(load_concepts(), {}, calibration=shipped_calibration())


def item(title: str, *cpv: str, description: str = "", labels: str = "") -> Item:
    return Item((title, description, "", labels), cpv=cpv)


def suggest(space: FeatureSpace, *items: Item, labels: dict[str, str] | None = None) -> Suggestions:
    return space.suggest_codes(space.project(items, TENDER), np.arange(len(items)), labels or {})


SUGGESTED = {  # title: the first code, or how it begins
    "Glasbewassing": "90911300",
    "Ramen wassen": "90911300",
    "Window cleaning": "90911300",
    "MRI": "3311",
    "MRI-scanner": "3311",
    "Schilderwerk binnen": "45442100",
    "Taxivervoer": "60120000",
    "Catering": "555",
    "Schoonmaak": "909",
    "Relining riolering": "4523",
}


@pytest.mark.parametrize(("title", "code"), SUGGESTED.items(), ids=SUGGESTED)
def test_it_suggests_what_the_text_says(space: FeatureSpace, title: str, code: str) -> None:
    found = suggest(space, item(title))
    assert found.code[0].startswith(code)
    assert found.probability[0] > 0.5


@pytest.mark.parametrize("title", ["", "xyzzy quux", "Levering en onderhoud", "Perceel 2", "2027"])
def test_it_suggests_nothing_where_the_text_names_no_work(space: FeatureSpace, title: str) -> None:
    assert len(suggest(space, item(title))) == 0


def test_it_names_a_code_only_as_precisely_as_it_is_probable(space: FeatureSpace) -> None:
    window, unsure = suggest(space, item("Glasbewassing")), suggest(space, item("Glasbewassing, schoonmaak trappenhuizen en kantoren"))
    assert window.code == ("90911300",)
    assert significant(unsure.code[0]) in branches("90911000")


def test_it_suggests_several_kinds_of_work_and_never_a_branch_with_what_lies_below_it(space: FeatureSpace) -> None:
    titles = ["Schoonmaak en groenonderhoud", "Catering, beveiliging, schilderwerk en taxivervoer", "Glasbewassing en schoonmaak", "Onbekend"]
    found = suggest(space, *map(item, titles))
    per_lot = [[code for lot, code in zip(found.lot, found.code, strict=True) if lot == number] for number in range(len(titles))]
    assert {code[:2] for code in per_lot[0]} == {"90", "77"}
    assert [len(codes) <= MOST for codes in per_lot] == [True] * 4
    assert per_lot[3] == []
    assert (found.probability >= LEAST).all()
    for codes in per_lot:
        for code in codes:
            assert not any(significant(other) in branches(code) for other in codes if other != code)


def test_many_lots_at_once_get_what_each_alone_gets(space: FeatureSpace) -> None:
    together = suggest(space, *map(item, SUGGESTED))
    for number, title in enumerate(SUGGESTED):
        alone = suggest(space, item(title))
        assert tuple(code for lot, code in zip(together.lot, together.code, strict=True) if lot == number) == alone.code


PLAUSIBILITY = {
    "another division": (item("Glasbewassing", "33000000"), ("33000000",)),
    "another division, precisely": (item("Taxivervoer", "33111610"), ("33111610",)),
    "its label says otherwise": (item("Glasbewassing", "33000000", labels="Medische apparatuur"), ("33000000",)),
    "the very code": (item("Glasbewassing", "90911300"), ()),
    "broad": (item("Glasbewassing", "90000000"), ()),
    "broad, of implants": (item("Heupprothesen", "33000000"), ()),
    "a sister": (item("Glasbewassing", "90911200"), ()),
    "a second code, for further work": (item("Glasbewassing", "90911300", "45442100"), ()),
    "a text that says nothing": (item("Perceel 2", "33000000"), ()),
    "a text of two minds": (item("Glasbewassing en schilderwerk", "45442100"), ()),
    "no division of the CPV": (item("Glasbewassing", "99000000"), ()),
    "no code": (item("Glasbewassing"), ()),
}


@pytest.mark.parametrize(("lot", "implausible"), PLAUSIBILITY.values(), ids=PLAUSIBILITY)
def test_it_doubts_a_given_code_only_where_the_text_clearly_says_something_else(space: FeatureSpace, lot: Item, implausible: tuple[str, ...]) -> None:
    assert space.project([lot], TENDER).implausible == (implausible,)


def test_what_is_offered_is_taken_at_its_word(space: FeatureSpace) -> None:
    assert space.project([Item(("Glasbewassing", "", ""), cpv=("33000000",))], SUPPLIER).implausible == ((),)


def code_row(space: FeatureSpace, lot: Item) -> dict[str, float]:
    row = space.project([lot], TENDER).codes
    return {space.code_tree.names[node]: float(value) for node, value in zip(row.indices, row.data, strict=True)}


def test_a_suggested_code_takes_part_with_less_weight_than_a_given_one(space: FeatureSpace) -> None:
    suggested, given = code_row(space, item("Glasbewassing")), code_row(space, item("Perceel 2", "90911300"))
    assert 0 < suggested["909113"] < given["909113"]
    assert suggested["909113"] / given["909113"] == pytest.approx(suggest(space, item("Glasbewassing")).probability[0], abs=0.02)


def test_an_implausible_code_counts_less_than_a_plausible_one(space: FeatureSpace) -> None:
    doubted = space.project([item("Glasbewassing", "33100000")], TENDER).codes
    trusted = space.project([item("Perceel 2", "33100000")], TENDER).codes
    node = space.code_tree.number["331"]
    assert 0 < doubted[0, node] < trusted[0, node] / 2


LABELS = {"55521100": "Bezorgen van maaltijden thuis", "55523100": "Maaltijden voor scholen", "33111610": "Magnetische resonantie voor scholen"}


def test_the_words_of_the_official_list_lead_down_to_a_code_in_a_branch_that_the_text_names(space: FeatureSpace) -> None:
    text = item("Schoolmaaltijden: maaltijden voor scholen")
    without, found = suggest(space, text), suggest(space, text, labels=LABELS)
    assert (without.code[0], found.code[0]) == ("55520000", "55523100")
    assert not any(code.startswith("33") for code in found.code)  # though its label shares a word
    assert found.probability[0] > without.probability[0]
    assert suggest(space, item("MRI-scanner"), labels=LABELS).code == suggest(space, item("MRI-scanner")).code


def test_more_of_the_evidence_is_more_probable_and_a_branch_never_less_than_what_lies_below_it(space: FeatureSpace) -> None:
    rows = space.project(list(map(item, SUGGESTED)), TENDER)
    tree: CodeTree = space.code_tree
    probabilities = tree.probabilities(tree.support(rows.said), Calibration()).toarray()
    for name, node in tree.number.items():
        if len(name) > 2:
            assert (probabilities[:, node] <= probabilities[:, tree.number[name[:-1]]] + 1e-6).all()
