import pytest

from matcher.matching.concepts import Concept
from matcher.matching.items import JOBSEEKER, SUPPLIER, TENDER, Item, Kind
from matcher.matching.space import FeatureSpace, fit_space


def found(space: FeatureSpace, item: Item, kind: Kind = SUPPLIER) -> dict[str, float]:
    row = space.project([item], kind).strengths
    return {space.finder.concepts[column].id: float(value) for column, value in zip(row.indices, row.data, strict=True)}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("glasbewassing", "cleaning.windows"),
        ("bewassing van het glas", "cleaning.windows"),
        ("Wij wassen al jaren uw ramen", "cleaning.windows"),
        ("glas- en gevelbewassing", "cleaning.windows"),
        ("GLASBEWASSING", "cleaning.windows"),
        ("onze glazenwassers", "cleaning.windows"),
        ("window cleaning for the stadium", "cleaning.windows"),
        ("wij maaien het gras", "green.mowing"),
        ("plantsoenen bijhouden", "green"),
        ("groenonderhoud", "green"),
        ("cateringmeubilair", "furniture"),
    ],
)
def test_it_finds_a_concept_in_any_order_and_inflection(space: FeatureSpace, text: str, concept: str) -> None:
    strengths = found(space, Item(("", text, "")))
    assert max(strengths, key=strengths.__getitem__) == concept


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("levering van schoonmaakmiddelen", "cleaning"),  # a near-miss blots out the concept
        ("cateringmeubilair", "food.catering"),  # the longer term wins
        ("De ramen zijn oud. Wassen doen wij niet.", "cleaning.windows"),  # no phrase across a sentence end
        ("ramen en deuren, kozijnen, dakgoten en vloeren wassen", "cleaning.windows"),  # nor over many words
        ("wasglas", "cleaning.windows"),  # a compound turned round is another thing
        ("glaszetter", "cleaning.windows"),
    ],
)
def test_it_does_not_find_what_is_not_meant(space: FeatureSpace, text: str, concept: str) -> None:
    assert concept not in found(space, Item(("", text, "")))


@pytest.mark.parametrize(("kind", "expected"), [(JOBSEEKER, True), (SUPPLIER, False), (TENDER, False)])
def test_it_takes_vague_wishes_from_people_only(space: FeatureSpace, kind: Kind, expected: bool) -> None:
    assert ("work.vague.hands" in found(space, Item(("met mijn handen", "", "")), kind)) is expected


@pytest.mark.parametrize(
    ("cpv", "sbi", "concept"),
    [
        (("90911300",), (), "cleaning.windows"),
        (("90911000",), (), "cleaning"),
        (("39000000",), (), "furniture"),
        ((), ("81220",), "cleaning.windows"),
        (("77314100",), (), "green.mowing"),
    ],
)
def test_it_takes_the_concept_with_the_longest_prefix_of_a_code(
    space: FeatureSpace, cpv: tuple[str, ...], sbi: tuple[str, ...], concept: str
) -> None:
    strengths = found(space, Item(("", "", ""), cpv=cpv, sbi=sbi))
    assert max(strengths, key=strengths.__getitem__) == concept


def test_it_takes_each_of_many_codes_for_less(space: FeatureSpace) -> None:
    alone = found(space, Item(("", "", ""), cpv=("90911300",)))["cleaning.windows"]
    among_many = found(space, Item(("", "", ""), cpv=("90911300", *(f"4526{number}000" for number in range(10)))))["cleaning.windows"]
    assert 0 < among_many < alone


def test_it_takes_several_codes_for_one_concept_as_one_clear_mention(space: FeatureSpace) -> None:
    one, several = (found(space, Item(("", "", ""), cpv=codes), TENDER)["cleaning.windows"] for codes in (("90911300",), ("90911300", "90911300")))
    assert several == one == 1.0


def test_it_knows_nothing_where_there_is_nothing_to_know(space: FeatureSpace) -> None:
    assert found(space, Item(("xyzzy 2027", "", "")), TENDER) == {}
    assert found(space, Item(("", "", "")), TENDER) == {}


def test_compounds_of_the_same_parts_are_two_terms_where_they_mean_two_things() -> None:
    """A paper round is no neighbourhood paper; but where both orders mean one thing, any order is found, and as one term."""
    concepts = (
        Concept("writing", ("wijkkrant", "schrijven over de wijk")),
        Concept("delivery", ("krantenwijk",)),
        Concept("lease", ("leaseauto", "autolease", "auto", "lease")),
    )
    space = fit_space(concepts, {})
    read = {text: set(found(space, Item(("", text, "")))) for text in ("wijkkrant", "krantenwijk", "krant van de wijk", "autolease", "leaseauto")}
    assert read == {
        "wijkkrant": {"writing"},
        "krantenwijk": {"delivery"},
        "krant van de wijk": {"writing", "delivery"},
        "autolease": {"lease"},
        "leaseauto": {"lease"},
    }
    assert len(space.finder.terms) == 6


@pytest.mark.parametrize(("asked", "reaches"), [("lifts", False), ("boilers", True)])
def test_who_does_the_rest_of_a_family_does_not_do_the_work_of_its_specialists(asked: str, reaches: bool) -> None:
    concepts = (
        Concept("technical", ("installatietechniek",)),
        Concept("technical.boilers", ("cv-ketels",)),
        Concept("technical.boilers.parts", ("ketelonderdelen",)),
        Concept("technical.lifts", ("liften",), specialist=True),
        Concept("technical.lifts.stairs", ("trapliften",)),
    )
    space = fit_space(concepts, {})
    named = {name: space.project([Item((word, "", ""))], SUPPLIER).strengths for name, word in {"lifts": "liften", "boilers": "cv-ketels"}.items()}
    index, of = space.finder.index, named[asked]
    around = space.reach_around(of).toarray()[0]
    assert bool(space.reach(of)[0, index["technical"]]) is reaches
    assert bool(around[index["technical"]]) is reaches
    own, others = ("lifts.stairs", "boilers") if asked == "lifts" else ("boilers.parts", "lifts")
    assert around[index[f"technical.{own}"]] > 0
    assert around[index[f"technical.{others}"]] == 0
