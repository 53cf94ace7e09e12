import pytest

from matcher.matching.items import SUPPLIER, TENDER, Item
from matcher.matching.space import FeatureSpace


def strength(space: FeatureSpace, text: str, concept: str) -> float:
    row = space.project([Item(("", text, ""))], SUPPLIER).strengths
    return {space.finder.concepts[column].id: float(value) for column, value in zip(row.indices, row.data, strict=True)}.get(concept, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Catering per la scuola della città nel centro",
        "le catering pour les écoles",
        "Catering und Reinigung mit dem Bus",
        "Concours de catering pour la fête du village des Ardennes",
        "catering para los colegios del municipio",
    ],
)
def test_what_a_text_in_another_language_seems_to_name_counts_little(space: FeatureSpace, text: str) -> None:
    assert 0 < strength(space, text, "food.catering") < 0.5 * strength(space, "catering", "food.catering")


@pytest.mark.parametrize(
    "text",
    [
        "catering",
        "catering la vita",
        "wij doen catering voor La Scuola en het Casa del Sol in de wijk",
        "catering for the schools of Santa Maria del Mar and La Paz",
        "catering in de zalen van La Perle en Le Coq, met de des Indes suite",
        "catering grand café La Gare du Nord",
        "catering villa La Vie est Belle",
        "catering ma/di/do/vr",
        "catering, à la carte en du jour, voor de buurt",
    ],
)
def test_names_and_loan_words_do_not_make_a_text_foreign(space: FeatureSpace, text: str) -> None:
    assert strength(space, text, "food.catering") == pytest.approx(strength(space, "catering", "food.catering"), rel=0.01)


def test_a_code_says_more_than_a_chance_word(space: FeatureSpace) -> None:
    row = space.project([Item(("Fornitura di catering per il servizio della scuola nel centro", "", "", ""), cpv=("77314100",))], TENDER).strengths
    assert space.finder.concepts[row.indices[row.data.argmax()]].id == "green.mowing"
