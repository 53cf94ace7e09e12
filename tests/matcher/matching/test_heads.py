import pytest

from matcher.matching.items import SUPPLIER, TENDER, Item, Kind
from matcher.matching.space import FeatureSpace


def strengths(space: FeatureSpace, title: str, kind: Kind = TENDER) -> dict[str, float]:
    row = space.project([Item((title, "", "", ""))], kind).strengths
    return {space.finder.concepts[column].id: float(value) for column, value in zip(row.indices, row.data, strict=True)}


@pytest.mark.parametrize(
    ("title", "head", "outside"),
    [
        ("Schoonmaak bij de catering", "cleaning", "food.catering"),
        ("Glasbewassing voor hoveniers", "cleaning.windows", "green"),
        ("Catering in het plantsoen", "food.catering", "green"),
        ("Poetsen, incl. meubilair", "cleaning", "furniture"),
        ("Cleaning services for the catering department", "cleaning", "food.catering"),
        ("Window cleaning of catering outlets", "cleaning.windows", "food.catering"),
        ("Perceel 2: plantsoen met meubilair", "green", "furniture"),
        ("Schoonmaak catering", "cleaning", "food.catering"),
        ("Meubilair, schoonmaak", "furniture", "cleaning"),
    ],
)
def test_the_head_of_a_title_counts_more_than_what_stands_behind_it(space: FeatureSpace, title: str, head: str, outside: str) -> None:
    found = strengths(space, title)
    assert found[head] > found[outside]


@pytest.mark.parametrize(
    ("title", "concept"),
    [
        ("Levering voor de catering", "food.catering"),  # the head names no work
        ("Invitation to tender for catering", "food.catering"),
        ("Request for window cleaning", "cleaning.windows"),
        ("Poetsen of catering", "food.catering"),  # "of" is "or" in Dutch
        ("Schoonmaak voor kantoren. Catering", "food.catering"),  # a new phrase
        ("Schoonmaak voor lot 2 catering", "food.catering"),
    ],
)
def test_what_is_no_part_of_another_phrase_counts_in_full(space: FeatureSpace, title: str, concept: str) -> None:
    alone = strengths(space, {"food.catering": "catering", "cleaning.windows": "window cleaning"}[concept])[concept]
    assert strengths(space, title)[concept] >= 0.95 * alone


@pytest.mark.parametrize("title", ["Schoonmaak met glasbewassing", "Groenonderhoud bij gras maaien"])
def test_a_part_of_what_the_head_names_is_what_is_meant(space: FeatureSpace, title: str) -> None:
    found = strengths(space, title)
    assert max(found, key=found.__getitem__) in {"cleaning.windows", "green.mowing"}


def test_of_a_general_kind_of_work_the_object_counts(space: FeatureSpace) -> None:
    """ "construction of a bridge" is about the bridge: only a head that says precisely what is done is a rival of what it is done to."""
    assert (
        strengths(space, "Cleaning of catering outlets")["food.catering"] > strengths(space, "Window cleaning of catering outlets")["food.catering"]
    )


def test_a_term_that_reaches_over_van_is_of_the_head(space: FeatureSpace) -> None:
    """ "bewassing van glas" is "glasbewassing", whatever stands between its words."""
    found = strengths(space, "Bewassing van glas bij de catering")
    assert found["food.catering"] <= 0.6 * strengths(space, "Catering")["food.catering"]


def test_profiles_are_read_as_they_stand(space: FeatureSpace) -> None:
    found = strengths(space, "Schoonmaak voor de catering", SUPPLIER)
    assert found["cleaning"] == pytest.approx(found["food.catering"])
