"""The shipped thesaurus: its codes exist, its terms do not contradict each other, and everyday words lead to the right concept."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from matcher.errors import VocabularyError
from matcher.matching.concepts import PROCEDURE, WORK_FAMILY, Concept
from matcher.matching.items import JOBSEEKER, TENDER, Item, Kind
from matcher.matching.space import FeatureSpace, fit_space
from matcher.vocabulary import load_concepts

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"the official lists are not in {REFERENCE}")

CONCEPTS = load_concepts()


@pytest.fixture(scope="module")
def space() -> FeatureSpace:
    return fit_space(CONCEPTS, {})


def _codes(file: str, column: str) -> set[str]:
    with (REFERENCE / file).open(encoding="utf-8", newline="") as lines:
        return {row[column] for row in csv.DictReader(lines)}


def _atoms(space: FeatureSpace, term: str) -> frozenset[str]:
    return frozenset(space.analyzer.atoms(term))


def _strengths(space: FeatureSpace, text: str, kind: Kind) -> dict[str, float]:
    return _strengths_of_all(space, [text], kind)[0]


def _strengths_of_all(space: FeatureSpace, texts: Sequence[str], kind: Kind) -> list[dict[str, float]]:
    rows = space.project([Item((text, "", "")) for text in texts], kind).strengths
    return [{CONCEPTS[number].id: float(strength) for number, strength in zip(row.indices, row.data, strict=True)} for row in rows]


def _first(strengths: dict[str, float], *, people: bool = False) -> set[str]:
    """The strongest concepts (more than one if equally strong), of the work itself or of the people who do it."""
    family = {identifier: strength for identifier, strength in strengths.items() if identifier.startswith(WORK_FAMILY) == people}
    strongest = max(family.values(), default=0.0)
    return {identifier for identifier, strength in family.items() if strength >= strongest - 1e-6}


# --- codes and ids -----------------------------------------------------------------------------------------------------------------------------


@needs_reference
def test_it_names_only_cpv_codes_that_exist() -> None:
    official = _codes("cpv2008_nl_en.csv", "code8")
    prefixes = {code[:length] for code in official for length in range(2, 9)}
    wrong = [(concept.id, code) for concept in CONCEPTS for code in concept.cpv if code not in prefixes]
    assert wrong == []


@needs_reference
def test_it_reaches_every_cpv_group() -> None:
    groups = {code[:3] for code in _codes("cpv2008_nl_en.csv", "code8") if code[2] != "0"}
    reached = {code[:3] for concept in CONCEPTS for code in concept.cpv if len(code) >= 3}
    assert groups - reached == set()


@needs_reference
def test_it_names_only_isco_unit_groups_that_exist() -> None:
    official = {code for code in _codes("isco_groups_nl.csv", "code") if len(code) == 4}
    wrong = [(concept.id, code) for concept in CONCEPTS for code in concept.isco if code not in official]
    assert wrong == []


def test_it_has_a_parent_for_every_child() -> None:
    identifiers = {concept.id for concept in CONCEPTS}
    assert [concept.id for concept in CONCEPTS if concept.parent is not None and concept.parent not in identifiers] == []


# --- terms -------------------------------------------------------------------------------------------------------------------------------------


def test_it_has_no_term_that_consists_of_empty_words(space: FeatureSpace) -> None:
    assert [(concept.id, term) for concept in CONCEPTS for term in (*concept.nl, *concept.en) if not _atoms(space, term)] == []


def test_it_has_a_term_in_one_concept_unless_marked_ambiguous_in_each(space: FeatureSpace) -> None:
    """Read as the matcher reads them, so "ramen wassen" and "wassen van ramen" are one. People's side (work.*) shares its words with the work."""
    owners: defaultdict[frozenset[str], dict[str, bool]] = defaultdict(dict)
    for concept in CONCEPTS:
        if concept.id.startswith(WORK_FAMILY):
            continue
        for term in (*concept.nl, *concept.en):
            marked = owners[_atoms(space, term)]
            marked[concept.id] = marked.get(concept.id, True) and term in concept.ambiguous
    twins = {" ".join(sorted(atoms)): sorted(marked) for atoms, marked in owners.items() if len(marked) > 1 and not all(marked.values())}
    assert twins == {}


def test_it_marks_only_its_own_terms_ambiguous() -> None:
    assert [(concept.id, term) for concept in CONCEPTS for term in concept.ambiguous if term not in (*concept.nl, *concept.en)] == []


def test_it_has_no_near_miss_that_would_blot_out_its_own_terms(space: FeatureSpace) -> None:
    def blots(concept: Concept, near_miss: str) -> list[str]:
        atoms = _atoms(space, near_miss)
        return [term for term in (*concept.nl, *concept.en) if atoms <= _atoms(space, term)]

    assert [
        (concept.id, near_miss, blots(concept, near_miss)) for concept in CONCEPTS for near_miss in concept.near_misses if blots(concept, near_miss)
    ] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_finds_every_concept_by_its_own_label(space: FeatureSpace, language: str) -> None:
    lost = []
    found = _strengths_of_all(space, [concept.label(language) for concept in CONCEPTS], JOBSEEKER)
    for concept, strengths in zip(CONCEPTS, found, strict=True):
        if concept.id != PROCEDURE and concept.id not in _first(strengths, people=concept.id.startswith(WORK_FAMILY)):
            lost.append((concept.id, concept.label(language), sorted(strengths.items(), key=lambda entry: -entry[1])[:3]))
    assert lost == []


# --- use ---------------------------------------------------------------------------------------------------------------------------------------

PHRASES = Path(__file__).with_name("thesaurus_phrases.tsv")
"""Phrases with the concept that is found, or that must not be found though it looks alike, nor any below it."""


def _phrases(test: str) -> list[tuple[str, str]]:
    with PHRASES.open(encoding="utf-8", newline="") as lines:
        return [(row["phrase"], row["concept"]) for row in csv.DictReader(lines, delimiter="\t") if row["test"] == test]


@pytest.mark.parametrize(("phrase", "concept"), _phrases("finds"))
def test_it_understands_everyday_words(space: FeatureSpace, phrase: str, concept: str) -> None:
    assert concept in _first(_strengths(space, phrase, TENDER))


@pytest.mark.parametrize(("phrase", "concept"), _phrases("is not misled"))
def test_it_is_not_misled_by_similar_words(space: FeatureSpace, phrase: str, concept: str) -> None:
    assert concept in {known.id for known in CONCEPTS}
    assert [found for found in _strengths(space, phrase, TENDER) if found == concept or found.startswith(concept + ".")] == []


@pytest.mark.parametrize(
    ("wish", "concept"),
    [
        ("iets in het groen", "work.vague.green"),
        ("alles met mijn handen", "work.vague.hands"),
        ("iets met mensen", "work.vague.people"),
        ("heftruck rijden", "work.warehouse.forklift"),
        ("zelfstandig werkend kok", "work.kitchen.cook"),
        ("lekker buiten werken", "work.vague.outdoors"),
        ("in de zorg, maar niet 's nachts", "work.vague.care"),
        ("iets met techniek", "work.vague.technical"),
        ("lascertificaat MIG/MAG", "work.technical.welding"),
        ("glaszetter", "work.build.glazier"),
        ("tandartsassistente", "work.care.dental"),
        ("hotelreceptionist", "work.tourism.hotel_desk"),
        ("schooldirecteur", "work.management.education"),
        ("kitchen porter", "work.kitchen"),
        ("school caretaker", "work.caretaking"),
        ("dental nurse", "work.care.dental"),
        ("HGV class 2", "work.driver.truck"),
    ],
)
def test_it_understands_what_a_job_seeker_wants(space: FeatureSpace, wish: str, concept: str) -> None:
    assert concept in _first(_strengths(space, wish, JOBSEEKER), people=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[glas]\nnl = ["glas"]\nspecialist = "ja"', "specialist"),
        ('[glas]\nnl = ["glas"]\nfr = ["verre"]', "'fr'|fr"),
        ("[glas]\nnl = []", "no Dutch terms"),
        ('["glas.ramen"]\nnl = ["ramen"]', "parent"),
        ("[glas", "not valid TOML"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "glas.toml").write_text(text)
    with pytest.raises(VocabularyError, match=told):
        load_concepts(tmp_path)
