"""The first page and the search over everything."""

import re


def figures(page):
    return {label: int(number) for label, number in re.findall(r"<dt>([^<]+)</dt><dd[^>]*>(\d+)</dd>", page.text)}


def test_it_tells_everyone_what_to_do_next_when_there_is_nothing_yet(client):
    page = client.get("/")
    assert page.status_code == 200
    for text in ("Ik koop in", "Ik ben ondernemer", "Ik help mensen aan werk", "Er is nog geen lijst ingelezen"):
        assert text in page.text
    assert set(figures(page).values()) == {0}


def test_it_counts_lots_with_somebody_nobody_and_those_not_compared(village, client):
    village.add_tenders([["A1", "Glasbewassing"], ["A2", "MRI-scanner"], ["A3", "Drukwerk"]])
    village.add_suppliers({"id": "S1", "name": "De Ruit"})
    village.add_jobseekers({"id": "P1", "wants": "ramen wassen"})
    village.match("Glasbewassing", supplier="De Ruit", score=0.8)
    village.match("MRI-scanner", supplier="De Ruit", score=0.1, shown=False)
    page = client.get("/")
    assert figures(page) == {
        "opdrachten": 3,
        "percelen": 3,
        "percelen met iemand in de buurt": 1,
        "percelen met niemand in de buurt": 1,
        "aanbieders": 1,
        "werkzoekenden": 1,
    }
    assert "1 perceel is nog niet vergeleken" in page.text
    assert "Ziekenhuis De Es" in page.text and "1 met iemand in de buurt" in page.text


def test_it_finds_tenders_and_suppliers_that_have_every_word(village, client):
    village.add_tenders([["A1", "Glasbewassing hoofdgebouw", "buitenramen"], ["A2", "Drukwerk"]])
    village.add_suppliers({"id": "S1", "name": "De Ruit", "description": "Wij wassen ramen", "keywords": ["glasbewassing", "coöperatief"]})
    page = client.get("/search?q=glasbewassing")
    assert "Glasbewassing hoofdgebouw" in page.text and "De Ruit" in page.text and "Drukwerk" not in page.text
    assert "1 opdracht<" in page.text and "1 aanbieder<" in page.text
    assert "Glasbewassing hoofdgebouw" in client.get("/search?q=BUITENRAMEN+hoofdgebouw").text
    assert "0 opdrachten" in client.get("/search?q=glasbewassing+drukwerk").text
    assert "De Ruit" in client.get("/search?q=coöperatief").text


def test_it_takes_signs_of_the_query_language_as_text(village, client):
    village.add_tenders([["A1", "Korting 100% zeker"], ["A2", "Drukwerk"]])
    page = client.get("/search?q=%25")
    assert "Korting 100% zeker" in page.text and "Drukwerk" not in page.text
    assert "<script>" not in client.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").text


def test_it_asks_for_a_word_when_there_is_none(client):
    assert client.get("/search").status_code == 200
