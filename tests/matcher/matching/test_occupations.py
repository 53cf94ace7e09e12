import numpy as np
import pytest

from matcher.explanations import reason_sentences
from matcher.matching.concepts import Concept
from matcher.matching.features import Context, Numbers, Population
from matcher.matching.items import JOBSEEKER, SUPPLIER, TENDER, Item, Kind
from matcher.matching.reasons import explain
from matcher.matching.recall import candidates, recall_matrix
from matcher.matching.scoring import Weights, score_pairs
from matcher.matching.space import FeatureSpace, fit_space
from tests.matcher.matching.conftest import CONCEPTS, LOTS, PEOPLE, SUPPLIERS

FALCONER = Concept("work.esco.1", ("valkenier", "roofvogeltrainer", "africhter van roofvogels"), isco=("5164",))
WASHER = Concept("work.esco.2", ("glazenwasser", "ramenlapper", "wasser van gevels en ramen aan hoge gebouwen"), isco=("9123",))
SOMMELIER = Concept("work.esco.3", ("wijnkelner", "sommelier", "medewerker wijnkaart"), isco=("5131",))
TASTER = Concept("work.esco.4", ("wijnproever", "proever", "medewerker wijnkaart"), isco=("7515",))
LIST = (Concept("work.esco", ("beroep op de lijst",)), FALCONER, WASHER, SOMMELIER, TASTER)


@pytest.fixture(scope="module")
def listed() -> FeatureSpace:
    return fit_space(CONCEPTS, {TENDER: LOTS, SUPPLIER: SUPPLIERS, JOBSEEKER: PEOPLE}, LIST)


def occupations(space: FeatureSpace, title: str, kind: Kind) -> dict[str, float]:
    item = Item((title, *[""] * (len(kind.field_weights) - 1)))
    row = space.project([item], kind).occupations
    return {space.occupation_names[column]: value for column, value in zip(row.indices.tolist(), row.data.tolist(), strict=True)}


NAMES = {
    "the preferred label": ("Valkenier", ["valkenier"]),
    "another label, accents and case aside": ("Roofvögeltrainer", ["valkenier"]),
    "a long label": ("Wasser van gevels en ramen aan hoge gebouwen", ["glazenwasser"]),
    "a label of two occupations": ("medewerker wijnkaart", ["wijnkelner", "wijnproever"]),
    "a label with a name": ("Valkenier Jansen", []),
    "no label": ("De Heldere Blik", []),
    "no name": ("", []),
}


@pytest.mark.parametrize(("name", "expected"), NAMES.values(), ids=NAMES.keys())
def test_a_name_is_an_occupation_only_where_it_is_written_as_one(listed: FeatureSpace, name: str, expected: list[str]) -> None:
    found = occupations(listed, name, SUPPLIER)
    assert sorted(found) == expected
    assert sum(value**2 for value in found.values()) == pytest.approx(float(bool(expected)))


TITLES = {
    "the preferred label": ("valkenier", "valkenier"),
    "another label": ("sommelier", "wijnkelner"),
    "inflected": ("roofvogels africhten", "valkenier"),
    "a compound divided": ("trainer van roofvogels", "valkenier"),
    "with other words": ("gezocht: ervaren ramenlapper", "glazenwasser"),
    "misspelt": ("glazewasser", "glazenwasser"),
    "a label of two occupations, with a word of one": ("medewerker wijnkaart, wijnproever", "wijnproever"),
    "nothing like it": ("MRI-scanner 3 Tesla", None),
    "no title": ("", None),
}


@pytest.mark.parametrize("kind", [TENDER, JOBSEEKER], ids=["tender", "job-seeker"])
@pytest.mark.parametrize(("title", "expected"), TITLES.values(), ids=TITLES.keys())
def test_a_title_or_a_wish_speaks_most_of_the_occupation_with_the_label_most_like_it(
    listed: FeatureSpace, title: str, expected: str | None, kind: Kind
) -> None:
    found = occupations(listed, title, kind)
    assert max(found, key=lambda name: found[name], default=None) == expected


def test_the_less_a_title_is_like_a_label_the_less_it_says_of_an_occupation(listed: FeatureSpace) -> None:
    clear, vague, none = (
        occupations(listed, title, TENDER).get("valkenier", 0.0)
        for title in ("valkenier", "demonstratie met roofvogels, muziek en eten bij de opening van het park", "kantoorartikelen")
    )
    assert clear == pytest.approx(1.0)
    assert clear > vague > none == 0.0


def test_nobody_and_nothing_have_no_occupations(listed: FeatureSpace) -> None:
    for kind in (TENDER, SUPPLIER, JOBSEEKER):
        assert listed.project([], kind).occupations.nnz == 0
    only_empty_words = fit_space(
        CONCEPTS, {TENDER: LOTS}, (Concept("work.esco", ("beroep",)), Concept("work.esco.1", ("de het een",), isco=("5164",)))
    )
    assert only_empty_words.project(LOTS, TENDER).occupations.shape == (len(LOTS), 1)
    assert only_empty_words.project([Item(("de het een", "", ""))], SUPPLIER).occupations.nnz == 0


def test_without_a_list_there_are_no_occupations(space: FeatureSpace) -> None:
    rows = space.project([Item(("valkenier", "", ""))], TENDER)
    assert rows.occupations.shape == (1, 0)
    assert space.occupation_names == ()


def test_names_of_one_occupation_meet_and_the_reason_says_so(listed: FeatureSpace) -> None:
    lots, people = [Item(("roofvogeltrainer", "", ""))], [Item(("africhter van roofvogels", "", "")), Item(("sommelier", "", ""))]
    asked = Population(listed.project(lots, TENDER), Numbers.unknown(1))
    offered = Population(listed.project(people, JOBSEEKER), Numbers.unknown(2))
    weights = Weights("test", -1.0, {"occupations": 3.0})
    pairs = candidates(*(recall_matrix(side.rows, weights.weights, asks=side is asked) for side in (asked, offered)), 10, 10)
    assert pairs.profile.tolist() == [0]
    context = Context(listed, asked, offered, pairs)
    ((reason, _),) = explain(context, score_pairs(context, weights), np.zeros(1, dtype=np.int64))
    told = {"code": reason.code, "contribution": reason.contribution, "params": reason.params}
    assert reason_sentences([told], "nl") == ["Wijst op hetzelfde beroep: valkenier."]
