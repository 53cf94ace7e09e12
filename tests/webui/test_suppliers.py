"""The list of suppliers and the page of one supplier."""

import re

import pytest

from matcher import current_index
from matcher.rematch import rematch


@pytest.fixture
def filled(village, because):
    village.add_tenders([["A1", "Glasbewassing", "", 60000, "2026-12-20"], ["A2", "Drukwerk"]])
    village.add_suppliers(
        {
            "id": "S1",
            "name": "De Ruit",
            "kind": "cooperative",
            "place": "Hengelo",
            "description": "Wij wassen ramen.",
            "email": "info@ruit.example",
            "max_contract_eur": 50000,
        },
        {"id": "S2", "name": "Jansen Glas", "kind": "small_business", "place": "Almelo", "is_person": True, "email": "piet@jansen.example"},
        {"id": "S3", "name": "Atelier Druk", "kind": "cooperative", "place": "Almelo"},
    )
    village.match("Glasbewassing", supplier="De Ruit", score=0.8, part=True, reasons=because("cleaning.windows"))
    village.match("Drukwerk", supplier="De Ruit", score=0.2, shown=False)
    return village


def names(page):
    return re.findall(r'<h2><a href="/suppliers/[0-9a-f]{16}">([^<]+)</a></h2>', page.text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Atelier Druk", "De Ruit", "Jansen Glas"]),
        ("sort=matches", ["De Ruit", "Atelier Druk", "Jansen Glas"]),
        ("kind=cooperative", ["Atelier Druk", "De Ruit"]),
        ("place=Almelo", ["Atelier Druk", "Jansen Glas"]),
        ("place=Almelo&kind=cooperative", ["Atelier Druk"]),
        ("q=ramen", ["De Ruit"]),
        ("q=niets", []),
    ],
)
def test_it_filters_and_sorts(filled, client, query, expected):
    page = client.get(f"/suppliers/?{query}")
    assert names(page) == expected
    assert f"van {len(expected)}<" in page.text or not expected


def test_a_supplier_sees_what_fits_and_why(filled, client):
    text = client.get(filled.supplier_address("De Ruit")).text
    for expected in (
        "Wij wassen ramen.",
        "1 opdracht past",
        "Glasbewassing",
        "Ziekenhuis De Es",
        "80% kans dat dit past",
        "Kan een deel",
        "€\N{NO-BREAK SPACE}50.000",
        "sluit 20 dec 2026",
    ):
        assert expected in text
    assert "Drukwerk" not in text


def test_it_says_so_when_nothing_fits(filled, client):
    assert "Nu geen passende opdracht" in client.get(filled.supplier_address("Atelier Druk")).text


def test_it_shows_no_address_of_a_one_person_business(filled, client):
    assert "piet@jansen.example" not in client.get(filled.supplier_address("Jansen Glas")).text
    assert "info@ruit.example" in client.get(filled.supplier_address("De Ruit")).text


def test_it_says_how_suppliers_come_in_when_there_are_none(client):
    assert "wijkmatch import suppliers" in client.get("/suppliers/").text


def test_it_answers_404_for_a_supplier_that_is_not_there(client):
    assert client.get("/suppliers/0123456789abcdef").status_code == 404


@pytest.fixture
def painter(village):
    """A painter who nearly fits two tenders for cleaning windows; matched in earnest."""
    village.add_tenders(
        [
            ["A1", "Glasbewassing portieken", "ramen wassen, ook op hoogte", 60000, "2026-12-20"],
            ["A2", "Glasbewassing kantoren", "gevel en ramen", 30000, "2026-12-10"],
            ["A3", "Glasbewassing stadion", "gevel en ramen", 30000, "2026-11-02"],
            ["A4", "Catering", "lunches", 20000],
        ]
    )
    description = "Wij schilderen ramen en gevels van kantoren, ook op hoogte."
    village.add_suppliers({"id": "S1", "name": "De Kwast", "description": description, "keywords": "schilderwerk"})
    rematch(village.database, village.config, now=village.now)
    return village


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "nl",
            [
                "Wat zou helpen",
                "Vul alleen aan wat u echt doet.",
                "Glasbewassing",
                "Doet u dit ook? Noem ‘glasbewassing’ in uw profiel: dan passen er 2 opdrachten meer.",
                "Glasbewassing kantoren, sluit 10 dec 2026",
                "Glasbewassing portieken, sluit 20 dec 2026",
            ],
        ),
        (
            "en",
            [
                "What would help",
                "Add only what you really do.",
                "Window cleaning",
                "Do you do this too? Write ‘glasbewassing’ (window cleaning) in your profile: then 2 more tenders fit.",
            ],
        ),
    ],
)
def test_it_asks_whether_a_supplier_does_what_would_bring_more(painter, language, expected):
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", painter.client(language).get(painter.supplier_address("De Kwast")).text))
    text = text[text.find(expected[0]) :]
    places = [text.find(each) for each in expected]
    assert -1 not in places and places == sorted(places)
    assert "Glasbewassing stadion" not in text  # its deadline has passed


def test_it_asks_nothing_until_the_index_was_read_and_the_page_has_it_read(painter, client, monkeypatch):
    monkeypatch.setattr(current_index, "_OPEN", {})
    address = painter.supplier_address("De Kwast")
    assert "Wat zou helpen" not in client.get(address).text
    painter.app.extensions["wijkmatch"].background.close()
    assert "Wat zou helpen" in client.get(address).text


def test_it_asks_nothing_of_who_was_never_matched(filled, client):
    assert "Wat zou helpen" not in client.get(filled.supplier_address("De Ruit")).text
