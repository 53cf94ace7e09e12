"""Deciding on what the newest version of a list lacks."""

import re

import pytest
import sqlalchemy as sa

from matcher.db.tables import lots, matches
from matcher.rematch import rematch
from tests.webui.forms import csrf_token

FIRST = [["A1", "Glasbewassing"], ["A2", "Drukwerk"], ["A3", "Catering"]]


@pytest.fixture
def filled(village):
    """Two lists, of which the newest versions lack four lots."""
    village.add_suppliers({"id": "S1", "name": "De Ruit", "description": "Glasbewassing van kantoren.", "keywords": ["glasbewassing"]})
    village.add_tenders(FIRST)
    village.add_tenders([["B1", "Beveiliging"], ["B2", "<b>Bloemen</b>"]], buyer="Stadion De Spil", name="stadion.xlsx")
    rematch(village.database, village.config, now=village.now)
    village.add_tenders(FIRST[2:])
    village.add_tenders([["B3", "Zand"]], buyer="Stadion De Spil", name="stadion.xlsx")
    return village


def lot_id(village, title):
    return village.public_id(lots, lots.c.title == title)


def decide(client, decision, *chosen, key=None, **fields):
    form = {"csrf_token": key or csrf_token(client.get("/gone/")), "decision": decision, "lot": list(chosen)} | fields
    return client.post("/gone/", data=form, follow_redirects=True)


def states(village):
    with village.database.read() as connection:
        return {row.title: (row.status, row.gone) for row in connection.execute(sa.select(lots))}


def titles(page):
    return re.findall(r'<label for="lot-[0-9a-f]{16}">([^<]+)</label>', page.text)


def test_it_lists_what_is_gone_by_list_with_nothing_ticked(filled, client):
    page = client.get("/gone/")
    assert "4 opdrachten stonden op een lijst" in page.text
    assert titles(page) == ["&lt;b&gt;Bloemen&lt;/b&gt;", "Beveiliging", "Drukwerk", "Glasbewassing"]
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page.text) == ["Stadion De Spil", "Ziekenhuis De Es"]
    assert " checked" not in page.text
    assert client.get("/gone/").text.count('type="checkbox"') == 4


def test_it_shows_one_list_where_that_is_asked(filled, client):
    address = re.search(r'href="(/gone/\?all=([0-9a-f]{16})[^"]*)"', client.get("/gone/").text)
    page = client.get(f"/gone/?list={address[2]}")
    assert titles(page) == ["&lt;b&gt;Bloemen&lt;/b&gt;", "Beveiliging"]
    assert client.get(address[1]).text.count(" checked") == 2  # "tick all" ticks this list only


def test_what_is_withdrawn_loses_its_matches_and_waits_no_longer(filled, client):
    with filled.database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(matches)) > 0
    page = decide(client, "withdraw", lot_id(filled, "Glasbewassing"))
    assert "1 opdracht is vervallen" in page.text and "Glasbewassing" not in titles(page)
    assert states(filled)["Glasbewassing"][0] == "withdrawn" and states(filled)["Drukwerk"] == ("planned", "proposed")
    filled.app.extensions["wijkmatch"].background.close()
    with filled.database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(matches.join(lots)).where(lots.c.title == "Glasbewassing")) == 0
    assert "na vervallen opdrachten" in client.get("/runs/").text
    assert "Deze opdracht is voorbij" in client.get(filled.tender_address("Glasbewassing")).text


def test_what_is_kept_stays_as_it_was_and_is_not_asked_again(filled, client):
    page = decide(client, "keep", lot_id(filled, "Drukwerk"), lot_id(filled, "Beveiliging"))
    assert "2 opdrachten blijven staan" in page.text
    assert states(filled)["Drukwerk"] == ("planned", "kept")
    filled.add_tenders(FIRST[2:])
    assert titles(client.get("/gone/")) == ["&lt;b&gt;Bloemen&lt;/b&gt;", "Glasbewassing"]


def test_pressing_twice_changes_nothing_the_second_time(filled, client):
    chosen, key = lot_id(filled, "Drukwerk"), csrf_token(client.get("/gone/"))
    decide(client, "keep", chosen, key=key)
    assert "Hierover was al beslist" in decide(client, "withdraw", chosen, key=key).text
    assert states(filled)["Drukwerk"] == ("planned", "kept")


def test_nothing_ticked_changes_nothing_and_says_so(filled, client):
    before = states(filled)
    assert "Vink eerst aan" in decide(client, "withdraw").text
    assert states(filled) == before


def test_a_lot_that_is_not_gone_cannot_be_withdrawn_here(filled, client):
    assert "Er is niets veranderd" in decide(client, "withdraw", lot_id(filled, "Catering"), "0123456789abcdef").text
    assert states(filled)["Catering"] == ("planned", "")


def test_another_site_cannot_decide(filled, client):
    before = states(filled)
    assert client.post("/gone/", data={"decision": "withdraw", "lot": lot_id(filled, "Drukwerk")}).status_code == 400
    assert decide(client, "delete", lot_id(filled, "Drukwerk")).status_code == 400
    assert states(filled) == before


def test_it_says_when_nothing_is_gone(client):
    page = client.get("/gone/")
    assert "Hier wacht niets op u" in page.text and "<form" not in page.text


def test_it_speaks_english_too(filled):
    client = filled.client("en")
    assert "4 tenders were on a list" in client.get("/gone/").text
    assert "1 tender is withdrawn" in decide(client, "withdraw", lot_id(filled, "Drukwerk")).text


def test_the_first_page_says_that_something_waits(filled, client):
    assert re.search(r'4 opdrachten staan niet meer in hun lijst\. <a href="/gone/">', client.get("/").text)
    decide(client, "keep", *(lot_id(filled, title) for title in ("Drukwerk", "Glasbewassing", "Beveiliging", "<b>Bloemen</b>")))
    assert "Dit wacht op u" not in client.get("/").text
