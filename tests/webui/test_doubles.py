"""Tenders from two places that may be one: a person says."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from matcher.db.columns import new_public_id
from matcher.db.notice_tables import same_tenders
from matcher.db.tables import tenders
from matcher.model import Lot, Notice, NoticeKind, Origin, Status, Tender
from matcher.notices import store_notices
from tests.webui.forms import csrf_token

EVIDENCE = {"cpv": 1.5, "covered": 3.1, "value_apart": -0.8, "names_apart": -1.2}


@pytest.fixture
def filled(village):
    """A tender in a hospital's list, and a notice of what may be the same one."""
    village.add_suppliers({"id": "S1", "name": "De Ruit", "keywords": ["glasbewassing"]})
    village.add_tenders([["A1", "Glasbewassing & <i>gevel</i>", "", 60000, "2026-12-20", "", "90911300-9"], ["A2", "Drukwerk"]])
    title = "Glasbewassing hoofdgebouw"
    lot = Lot(title, cpv=("90911300",), value_amount=90000, deadline_date=date(2026, 12, 20), status=Status.OPEN, origin=Origin("1.xml"))
    tender = Tender(title, (lot,), buyer="Ziekenhuis De Es", publication_id="900001", url="https://www.example.org/900001")
    notice = Notice("tenderned", "900001", NoticeKind.COMPETITION, tender, published_at=village.now, origin=Origin("1.xml"))
    with village.database.write() as connection:
        store_notices(connection, [notice], run_id=None, sha256=None, now=village.now)
    village.pair = ask(village, "Glasbewassing & <i>gevel</i>", title)
    return village


def ask(village, one, other, probability=0.62):
    """A pair that waits for a person, as linking leaves it, but with known figures."""
    ids = sorted(village.id_of(tenders, tenders.c.title == title) for title in (one, other))
    values = {"tender_id": ids[0], "other_id": ids[1], "state": "doubtful", "probability": probability, "evidence": EVIDENCE}
    public_id = new_public_id()
    with village.database.write() as connection:
        connection.execute(same_tenders.delete().where(same_tenders.c.tender_id == ids[0], same_tenders.c.other_id == ids[1]))
        connection.execute(same_tenders.insert().values(public_id=public_id, **values))
    return public_id


def answer(client, pair, said, *, token=True):
    form = {"answer": said}
    if token:
        form["csrf_token"] = csrf_token(client.get("/uploads/"))  # also where no pair is left to ask about
    return client.post(f"/doubles/{pair}", data=form, follow_redirects=True)


def state(village):
    with village.database.read() as connection:
        return connection.execute(sa.select(same_tenders.c.state, same_tenders.c.decided_by)).all()


def rows(page):
    """{field: (whether it is marked in words, what one side says, what the other says)}"""
    found = {}
    for row in re.findall(r"<tr[^>]*>\s*<th scope=\"row\">(.*?)</tr>", page.text, re.S):
        head, *cells = [re.sub("<[^>]+>", "", part).strip() for part in re.split(r"</th>|</td>", row)]
        found[head.removesuffix("verschilt").strip()] = (head.endswith("verschilt"), *cells[:2])
    return found


def test_both_sides_stand_beside_each_other_and_what_differs_is_marked_in_words(filled, client):
    page = client.get("/doubles/")
    assert rows(page) == {
        "Naam": (True, "Glasbewassing &amp; &lt;i&gt;gevel&lt;/i&gt;", "Glasbewassing hoofdgebouw"),
        "Opdrachtgever": (False, "Ziekenhuis De Es", "Ziekenhuis De Es"),
        "Kenmerk": (False, "A1", "niet vermeld"),
        "Waarde": (True, "€\N{NO-BREAK SPACE}60.000", "€\N{NO-BREAK SPACE}90.000"),
        "Sluitingsdatum": (False, "20 dec 2026", "20 dec 2026"),
        "CPV-code": (False, "90911300", "90911300"),
        "Status": (True, "gepland", "open"),
    }
    assert '<th scope="col">TenderNed</th>' in page.text and "62% kans" in page.text
    text = re.sub("<[^>]+>", "", page.text)
    assert "Wijst op dezelfde: woorden die ook in de andere staan, een CPV-code die past." in text
    assert "Wijst op verschil: andere eigennamen in de naam, bedragen die ver uit elkaar liggen." in text


def test_the_same_become_one_and_the_old_address_leads_to_it(filled, client):
    old, new = filled.tender_address("Glasbewassing & <i>gevel</i>"), filled.tender_address("Glasbewassing hoofdgebouw")
    page = answer(client, filled.pair, "same")
    assert "Ze zijn dezelfde" in page.text and "Hier wacht niets op u" in page.text
    assert state(filled) == [("confirmed", "dashboard")]
    moved = client.get(old)
    assert moved.status_code == 302 and moved.headers["Location"] == new
    shown = client.get(new).text
    assert "Ook gevonden in" in shown and "Glasbewassing &amp; &lt;i&gt;gevel" in shown and "Iemand heeft gezegd" in shown
    assert "gevel" not in client.get("/tenders/").text
    filled.app.extensions["wijkmatch"].background.close()
    assert "na dubbele opdrachten" in client.get("/runs/").text


def test_what_is_not_the_same_stays_two(filled, client):
    page = answer(client, filled.pair, "different")
    assert "Ze zijn niet dezelfde" in page.text
    assert state(filled) == [("rejected", "dashboard")]
    for title in ("Glasbewassing & <i>gevel</i>", "Glasbewassing hoofdgebouw"):
        page = client.get(filled.tender_address(title))
        assert page.status_code == 200 and "Ook gevonden in" not in page.text


def test_pressing_twice_says_the_same_twice(filled, client):
    for _ in range(2):
        assert answer(client, filled.pair, "same").status_code == 200
    assert state(filled) == [("confirmed", "dashboard")]


@pytest.mark.parametrize(("pair", "said", "status"), [("", "perhaps", 400), ("", "", 400), ("0123456789abcdef", "same", 404)])
def test_what_cannot_be_is_refused(filled, client, pair, said, status):
    assert answer(client, pair or filled.pair, said).status_code == status
    assert state(filled) == [("doubtful", "")]


def test_another_site_cannot_say(filled, client):
    assert answer(client, filled.pair, "same", token=False).status_code == 400
    assert state(filled) == [("doubtful", "")]


def test_it_shows_ten_at_a_time_the_likeliest_first(village, client):
    village.add_tenders([[f"A{number:02}", f"Opdracht {number:02}"] for number in range(12)])
    village.add_tenders([["B1", "De andere"]], buyer="Stadion De Spil", name="stadion.xlsx")
    for number in range(12):
        ask(village, f"Opdracht {number:02}", "De andere", 0.3 + number / 100)
    first, second = client.get("/doubles/").text, client.get("/doubles/?page=2").text
    assert re.findall(r"<h2[^>]*>(Opdracht \d\d)</h2>", first)[0] == "Opdracht 11"
    assert (first.count("<form"), second.count("<form")) == (10, 2)


def test_it_says_when_nothing_waits_and_the_first_page_when_something_does(village, client):
    assert "Hier wacht niets op u" in client.get("/doubles/").text
    assert "Dit wacht op u" not in client.get("/").text


def test_the_first_page_says_that_somebody_should_look(filled, client):
    assert re.search(r'Van 1 opdracht weten we niet zeker of hij dubbel staat\. <a href="/doubles/">', client.get("/").text)


def test_it_speaks_english_too(filled):
    client = filled.client("en")
    page = client.get("/doubles/").text
    assert "differs" in page and "62% chance that it is the same" in page and "Not the same" in page
    assert "They are the same" in answer(client, filled.pair, "same").text
