"""Judging a match on the page of a tender."""

import re

import pytest

from matcher.db.tables import jobseekers, judgements, lots, suppliers
from tests.webui.forms import csrf_token


@pytest.fixture
def filled(village):
    village.add_tenders([["A1", "Glasbewassing"], ["A2", "MRI-scanner"]])
    village.add_suppliers({"id": "S1", "name": "De Ruit"}, {"id": "S2", "name": "Glans BV"})
    village.add_jobseekers({"id": "P001", "wants": "ramen wassen"})
    village.match("Glasbewassing", supplier="De Ruit", score=0.82, rank=1)
    village.match("Glasbewassing", supplier="Glans BV", score=0.61, rank=2)
    village.match("Glasbewassing", jobseeker="P001", score=0.6)
    village.match("MRI-scanner", supplier="Glans BV", score=0.07, shown=False)
    return village


def form_of(village, title="Glasbewassing", name="De Ruit", verdict="accepted"):
    return {
        "lot": village.public_id(lots, lots.c.title == title),
        "supplier": village.public_id(suppliers, suppliers.c.name == name),
        "verdict": verdict,
    }


def judge(village, form, title="Glasbewassing", *, client=None, token=True):
    """Send the form as a browser does, with what stood in the page."""
    client = client or village.client()
    page = client.get(village.tender_address(title))
    if token:
        form = {**form, "csrf_token": csrf_token(page)}
    return client.post(f"{village.tender_address(title)}/judgements/", data=form)


def stored(village):
    with village.database.read() as connection:
        return [(row.verdict, row.supplier_id, row.jobseeker_id) for row in connection.execute(judgements.select().order_by(judgements.c.id))]


def pressed(village, title="Glasbewassing", language="nl"):
    page = village.client(language).get(village.tender_address(title)).text
    groups = re.findall(r'<legend>[^<]+<span class="visually-hidden"> ([^.]+)\.(.*?)</span></legend>(.*?)</fieldset>', page, re.DOTALL)
    return {name: (said.strip(), re.findall(r'aria-pressed="true">(\w+)<', buttons)) for name, said, buttons in groups}


def test_every_supplier_beside_a_lot_can_be_judged(filled):
    assert pressed(filled) == {"De Ruit": ("", []), "Glans BV": ("", [])}
    assert pressed(filled, "MRI-scanner") == {"Glans BV": ("", [])}  # also who just missed it: that "no" may be wrong


def test_a_verdict_is_kept_shown_and_can_be_changed(filled):
    form = form_of(filled)
    answer = judge(filled, form)
    assert answer.status_code == 303
    anchor = f"judgement-{form['lot']}-{form['supplier']}"
    assert answer.location == f"{filled.tender_address('Glasbewassing')}#{anchor}"
    assert f'id="{anchor}"' in filled.client().get(filled.tender_address("Glasbewassing")).text
    assert pressed(filled) == {"De Ruit": ("U zei: ja.", ["ja"]), "Glans BV": ("", [])}
    judge(filled, {**form, "verdict": "unsure"})
    assert pressed(filled)["De Ruit"] == ("U zei: twijfel.", ["twijfel"])
    assert pressed(filled, language="en")["De Ruit"] == ("You said: unsure.", ["unsure"])
    assert [verdict for verdict, *_ in stored(filled)] == ["accepted", "unsure"]


def test_who_just_missed_it_is_in_sight_once_judged(filled):
    address = filled.tender_address("MRI-scanner")
    assert '<details class="mt-3">' in filled.client().get(address).text
    judge(filled, form_of(filled, "MRI-scanner", "Glans BV", "rejected"), "MRI-scanner")
    assert '<details class="mt-3" open>' in filled.client().get(address).text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"verdict": "splendid"}, 400),
        ({"verdict": ""}, 400),
        ({"supplier": "0123456789abcdef"}, 404),
        ({"lot": "0123456789abcdef"}, 404),
        ({"lot": ""}, 404),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(filled, change, status):
    assert judge(filled, form_of(filled) | change).status_code == status
    assert stored(filled) == []


def test_a_lot_of_another_tender_is_refused(filled):
    assert judge(filled, form_of(filled, "MRI-scanner")).status_code == 404
    assert stored(filled) == []


def test_another_site_cannot_judge_in_somebodys_name(filled):
    assert judge(filled, form_of(filled), token=False).status_code == 400
    assert stored(filled) == []


def test_a_job_seeker_can_neither_be_judged_nor_found_here(filled):
    person = filled.public_id(jobseekers, jobseekers.c.external_id == "P001")
    assert judge(filled, form_of(filled) | {"supplier": person}).status_code == 404
    assert stored(filled) == []


def test_each_lot_is_judged_by_itself(village):
    rows = [["A1", "Schoonmaak kantoren", "1"], ["A1", "Schoonmaak ramen", "2"]]
    village.add_tenders(rows, headings=["Kenmerk", "Naam opdracht", "Perceelnummer"])
    village.add_suppliers({"id": "S1", "name": "De Ruit"})
    village.match("Schoonmaak kantoren", supplier="De Ruit", score=0.5)
    village.match("Schoonmaak ramen", supplier="De Ruit", score=0.8)
    judge(village, form_of(village, "Schoonmaak ramen", verdict="rejected"), "Schoonmaak")
    page = village.client().get(village.tender_address("Schoonmaak")).text
    assert page.count("U zei: nee.") == 1
    assert page.index("U zei: nee.") > page.index("Schoonmaak ramen</h2>")
