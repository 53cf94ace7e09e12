"""Official lists as values that matching uses."""

from __future__ import annotations

import pytest

from matcher.explanations import reason_sentences
from matcher.matching.features import Numbers, Population
from matcher.matching.items import JOBSEEKER, TENDER, Item
from matcher.matching.space import fit_space
from matcher.model import Place, Side, VocabularyEntry
from matcher.rematch import score_side
from matcher.vocabulary import OCCUPATIONS, OfficialLists, concept_label, load_concepts, occupation_concepts
from matcher.weights import shipped_weights

FALCONER = VocabularyEntry("3c-4d", "valkenier", "", ("roofvogeltrainer", "iemand die in een park roofvogels traint"), "5164")
LISTS = OfficialLists(
    cpv={"90911300": "Glazenwassen"},
    sbi={"8122": "Glazenwassers en schoorsteenvegers", "812": "Reiniging"},
    esco=(FALCONER,),
    places=(Place("7511", "Enschede", 52.22, 6.89),),
)


def test_an_occupation_becomes_a_concept_with_its_names_the_preferred_one_first_and_its_group() -> None:
    parent, concept = occupation_concepts([FALCONER])
    assert (concept.parent, concept.id) == (parent.id, "work.esco.3c_4d")
    assert concept.nl == ("valkenier", "roofvogeltrainer", "iemand die in een park roofvogels traint")
    assert concept.isco == ("5164",)


def test_a_group_of_groups_and_an_empty_list_give_no_concept() -> None:
    assert occupation_concepts([VocabularyEntry("C51", "Dienstverleners", isco="51")]) == ()
    assert occupation_concepts([]) == ()


SBI_LABELS = {
    "the code itself": ("8122", ["Glazenwassers en schoorsteenvegers"]),
    "with a dot": ("81.22", ["Glazenwassers en schoorsteenvegers"]),
    "deeper than the list": ("81221", ["Glazenwassers en schoorsteenvegers"]),
    "its branch": ("81.29", ["Reiniging"]),
    "only its division": ("8199", []),
    "no code": ("", []),
}


@pytest.mark.parametrize(("code", "labels"), SBI_LABELS.values(), ids=SBI_LABELS.keys())
def test_an_sbi_code_is_called_as_the_nearest_branch_in_the_list(code: str, labels: list[str]) -> None:
    assert LISTS.sbi_labels([code]) == labels


def test_a_cpv_code_has_its_own_label_or_none() -> None:
    assert LISTS.cpv_labels(["90911300", "90911000"]) == ["Glazenwassen"]


def test_titles_of_one_occupation_meet_only_where_esco_was_imported() -> None:
    lots = [Item(("Demonstratie door een valkenier", "", ""))]
    people = [Item(("werk als roofvogeltrainer", "", "")), Item(("werk als kapper", "", ""))]

    def scores(lists: OfficialLists) -> dict[int, float]:
        space = fit_space(load_concepts(), {TENDER: lots, JOBSEEKER: people}, occupation_concepts(lists.esco))
        asked = Population(space.project(lots, TENDER), Numbers.unknown(1))
        offered = Population(space.project(people, JOBSEEKER), Numbers.unknown(2))
        _, scored = score_side(space, asked, offered, shipped_weights(Side.JOBSEEKER), per_lot=10, per_profile=10)
        return dict(zip(scored.pairs.profile.tolist(), scored.score.tolist(), strict=True))

    without, imported = scores(OfficialLists()), scores(LISTS)
    assert imported[0] > 0.5 > without.get(0, 0.0)
    assert imported.get(1, 0.0) < 0.3


def test_people_read_the_names_of_occupations_and_never_their_ids() -> None:
    concepts = [[f"{OCCUPATIONS}.3c_4d", "valkenier", "roofvogeltrainer"], [OCCUPATIONS, "kok", "ober"], ["cleaning", "poetsen", "poetsen"]]
    (sentence,) = reason_sentences([{"code": "concepts", "contribution": 1.0, "params": {"concepts": concepts}}], "nl")
    assert "valkenier (bij hen zoals ‘roofvogeltrainer’)" in sentence
    assert concept_label("cleaning", "nl") in sentence
    assert OCCUPATIONS not in sentence
    assert "ober" not in sentence
    assert reason_sentences([{"code": "concepts", "contribution": 1.0, "params": {"concepts": [[OCCUPATIONS, "kok", "ober"]]}}], "nl") == []
