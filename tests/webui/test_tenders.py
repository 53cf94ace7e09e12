"""The list of tenders and the page of one tender."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from matcher.db import cpv_suggestions, vocabulary_entries
from matcher.db.cpv_suggestions import LotCodes
from matcher.db.tables import jobseekers
from matcher.model import Award, CpvSuggestion, Lot, Notice, NoticeKind, Origin, Status, Tender, VocabularyEntry
from matcher.notices import store_notices
from matcher.rematch import rematch

ROWS = [
    ["A1", "Glasbewassing", "ramen buiten", 60000, "2026-12-20", "Enschede", "90911300-9"],
    ["A2", "MRI-scanner", "", 1200000, "2026-12-01", "", ""],
    ["A3", "Drukwerk", "", 20000, "2026-11-01", "", ""],
    ["A4", "Groenonderhoud", "", None, None, "", ""],
]


@pytest.fixture
def filled(village, because):
    village.add_tenders(ROWS)
    village.add_tenders([["B1", "Catering stadion"]], buyer="Stadion De Spil", name="stadion.xlsx")
    village.add_suppliers(
        {"id": "S1", "name": "De Ruit", "kind": "cooperative", "place": "Hengelo", "certificates": ["PSO trede 3"], "headcount": 12},
        {"id": "S2", "name": "Glans BV", "kind": "small_business", "email": "baas@glans.example"},
    )
    village.add_jobseekers(*({"id": f"P00{number}", "wants": "ramen wassen"} for number in range(1, 5)))
    village.match("Glasbewassing", supplier="De Ruit", score=0.823, rank=1, reasons=because("cleaning.windows", 3.2))
    village.match("Glasbewassing", supplier="Glans BV", score=0.61, rank=2, part=True, reasons=because("cleaning"))
    village.match("MRI-scanner", supplier="Glans BV", score=0.07, rank=1, shown=False, reasons=because("cleaning"))
    for number in (1, 2, 3):
        village.match("Glasbewassing", jobseeker=f"P00{number}", score=0.7, rank=number, reasons=because("cleaning.windows"))
    village.match("Drukwerk", supplier="Glans BV", score=0.55)
    return village


def titles(page):
    return re.findall(r'<h2><a href="/tenders/[0-9a-f]{16}">([^<]+)</a></h2>', page.text)


def test_it_lists_what_closes_first_then_what_has_no_date_then_what_is_over(filled, client):
    assert titles(client.get("/tenders/")) == ["MRI-scanner", "Glasbewassing", "Catering stadion", "Groenonderhoud", "Drukwerk"]
    assert "gesloten sinds 1 nov 2026" in client.get("/tenders/").text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=score", ["Glasbewassing", "Drukwerk", "Catering stadion", "Groenonderhoud", "MRI-scanner"]),
        ("fit=local", ["Glasbewassing", "Drukwerk"]),
        ("fit=nobody", ["MRI-scanner"]),
        ("fit=work", ["Glasbewassing"]),
        ("fit=waiting", ["Catering stadion", "Groenonderhoud"]),
        ("fit=nonsense", ["MRI-scanner", "Glasbewassing", "Catering stadion", "Groenonderhoud", "Drukwerk"]),
        ("q=buiten+glas", ["Glasbewassing"]),
        ("q=Spil", ["Catering stadion"]),
        ("status=awarded", []),
        ("q=niets", []),
    ],
)
def test_it_filters_and_sorts(filled, client, query, expected):
    page = client.get(f"/tenders/?{query}")
    assert page.status_code == 200
    assert titles(page) == expected
    assert ("Hier is niets gevonden" in page.text) == (not expected)


def test_it_filters_by_buyer_and_counts_each_choice(filled, client):
    page = client.get("/tenders/")
    buyer = re.search(r'<option value="([0-9a-f]{16})">Ziekenhuis De Es', page.text)[1]
    page = client.get(f"/tenders/?buyer={buyer}")
    assert len(titles(page)) == 4
    counts = dict(re.findall(r'>([A-Z][^<]+) <span class="numbers">(\d+)</span></a>', page.text))
    assert counts == {"Alle": "4", "Iemand in de buurt": "2", "Niemand in de buurt": "1", "Werk voor werkzoekenden": "1", "Nog niet vergeleken": "1"}


def test_it_filters_by_status(village, client):
    rows = [["A1", "Glasbewassing", "gegund"], ["A2", "Drukwerk", "ingetrokken"], ["A3", "Catering", ""]]
    village.add_tenders(rows, headings=["Kenmerk", "Naam opdracht", "Status"])
    assert titles(client.get("/tenders/?status=awarded")) == ["Glasbewassing"]
    assert titles(client.get("/tenders/?status=withdrawn")) == ["Drukwerk"]
    assert titles(client.get("/tenders/?fit=waiting")) == ["Catering"]  # what is over is not waited for


def count_statements(village, address):
    statements = []
    with village.database.engine.connect():
        pass
    listener = lambda conn, cursor, statement, *rest: statements.append(statement)  # noqa: E731
    sa.event.listen(village.database.engine, "before_cursor_execute", listener)
    assert village.client().get(address).status_code == 200
    sa.event.remove(village.database.engine, "before_cursor_execute", listener)
    return len(statements)


@pytest.mark.parametrize("address", ["/tenders/", "/search?q=opdracht", "/", "/suppliers/"])
def test_it_asks_the_database_as_often_for_a_full_page_as_for_a_short_one(village, address):
    village.add_suppliers({"id": "S1", "name": "De Ruit"})
    village.add_tenders([["A1", "Opdracht 1"]])
    village.match("Opdracht 1", supplier="De Ruit", score=0.8)
    few = count_statements(village, address)
    village.add_tenders([[f"A{number}", f"Opdracht {number}"] for number in range(1, 31)])
    for number in range(2, 31):
        village.match(f"Opdracht {number}", supplier="De Ruit", score=0.8)
    assert count_statements(village, address) == few


def test_it_shows_25_at_a_time_and_keeps_the_filter_while_paging(village, client):
    village.add_tenders([[f"A{number:02}", f"Opdracht {number:02}"] for number in range(1, 61)])
    page = client.get("/tenders/?q=opdracht")
    assert len(titles(page)) == 25 and "1 tot en met 25 van 60" in page.text
    assert 'href="/tenders/?q=opdracht&amp;page=2"' in page.text
    last = client.get("/tenders/?q=opdracht&page=3")
    assert len(titles(last)) == 10 and "51 tot en met 60 van 60" in last.text
    for odd in ("0", "-1", "x", "999999", "99999999999999999999", "²"):
        assert client.get(f"/tenders/?page={odd}").status_code == 200


def test_a_tender_reads_as_a_recommendation(filled, client):
    page = client.get(filled.tender_address("Glasbewassing"))
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.text))
    assert text.index("De Ruit") < text.index("Glans BV")
    for expected in (
        "Ziekenhuis De Es",
        "ramen buiten",
        "€ 60.000",
        "20 dec 2026",
        "Enschede",
        "90911300",
        "lijst.xlsx, blad 2027, rij 2",
        "Deze 2 aanbieders zouden het kunnen doen",
        "Past heel goed",
        "82% kans dat dit past",
        "61% kans dat dit past",
        "Kan een deel van het werk",
        "Hengelo",
        "12 medewerkers",
        "PSO trede 3",
        "3,2 km",
    ):
        assert expected in text
    assert text.count("Kan een deel") == 1


def test_every_supplier_beside_a_tender_can_be_judged(filled, client):
    address = filled.tender_address("Glasbewassing")
    assert client.get(address).text.count(f'<form class="judgement" method="post" action="{address}/judgements/">') == 2


def test_it_says_how_many_job_seekers_fit_and_never_who(filled, client):
    text = client.get(filled.tender_address("Glasbewassing")).text
    assert "3 werkzoekenden zoeken dit soort werk" in text
    assert re.search(r'<li class="badge">Glasbewassing: 3</li>', text)
    with filled.database.read() as connection:
        public_ids = connection.scalars(sa.select(jobseekers.c.public_id)).all()
    for secret in ("P001", "P002", *public_ids):
        assert secret not in text


def test_it_does_not_split_so_few_people_that_they_could_be_recognised(filled, client, because):
    for number in (1, 2):
        filled.match("Drukwerk", jobseeker=f"P00{number}", score=0.7, rank=number, reasons=because("cleaning.windows"))
    text = client.get(filled.tender_address("Drukwerk")).text
    assert "2 werkzoekenden zoeken dit soort werk" in text and '<ul class="work">' not in text


def test_it_says_when_nobody_is_near_and_who_came_closest(filled, client):
    text = client.get(filled.tender_address("MRI-scanner")).text
    assert "Niemand in de buurt" in text and "zouden het kunnen doen" not in text
    assert "<details" in text and text.index("<details") < text.index("Glans BV")
    assert "Past waarschijnlijk niet" in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", "Waarom niet: Noemt dit werk niet: glasbewassing. Doen ze ook ‘glasbewassing’? Staat dat in hun profiel, dan past het wel."),
        (
            "en",
            "Why not: Does not mention this work: window cleaning. "
            "Do they also do ‘glasbewassing’ (window cleaning)? With that in their profile it fits.",
        ),
    ],
)
def test_it_says_of_the_nearest_why_not_and_what_would_change_it(village, language, expected):
    village.add_tenders([["A1", "Glasbewassing kantoren", "gevel en ramen"], ["A2", "Schilderwerk", "kozijnen van kantoren schilderen"]])
    description = "Wij schilderen ramen en gevels van kantoren."
    village.add_suppliers({"id": "S1", "name": "De Kwast", "description": description, "keywords": "schilderwerk"})
    village.add_jobseekers({"id": "P-geheim", "wants": "iets met kantoren"})
    rematch(village.database, village.config, now=village.now)
    text = village.client(language).get(village.tender_address("Glasbewassing kantoren")).text
    assert "P-geheim" not in text and "Doet dit werk" not in text
    assert expected in re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text))
    assert "why-not" not in village.client(language).get(village.tender_address("Schilderwerk")).text


def test_without_an_index_it_says_of_the_nearest_what_the_stored_reasons_tell(filled, client):
    text = re.sub("<[^>]+>", "", client.get(filled.tender_address("MRI-scanner")).text)
    assert "Waarom niet: Noemt dit werk niet, of niet duidelijk." in text


def test_it_does_not_say_that_nobody_is_near_before_it_has_looked(filled, client):
    text = client.get(filled.tender_address("Groenonderhoud")).text
    assert "nog niet met aanbieders vergeleken" in text and "Niemand in de buurt" not in text


def test_it_says_what_the_order_is_for_and_never_makes_place_a_criterion(filled, client):
    for address in ("/tenders/", filled.tender_address("Glasbewassing")):
        assert "mag bij selectie en gunning niet meetellen" in client.get(address).text
    assert 'value="distance"' not in client.get("/tenders/").text


def test_it_speaks_english_throughout(filled):
    text = filled.client("en").get(filled.tender_address("Glasbewassing")).text
    for expected in ("€60,000", "Dec 2026", "82% chance that this fits", "Can do part of the work", "3 job-seekers are looking for this"):
        assert expected in text


def test_it_shows_what_people_wrote_as_text(village, client):
    village.add_tenders([["A1", '<img src=x onerror="alert(1)">', "<script>alert(2)</script>"]])
    text = client.get("/tenders/").text + client.get(village.tender_address('<img src=x onerror="alert(1)">')).text
    assert "<img src=x" not in text and "<script>alert" not in text and "&lt;img src=x" in text


@pytest.mark.parametrize("public_id", ["0123456789abcdef", "1", "../../etc"])
def test_it_answers_404_for_a_tender_that_is_not_there(client, public_id):
    assert client.get(f"/tenders/{public_id}").status_code == 404


SUGGESTED = LotCodes((CpvSuggestion("90911300", 0.81, "cleaning.windows"), CpvSuggestion("45440000", 0.42, "painting")), ("33000000",))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "nl",
            (
                "Voorgestelde CPV-codes (nog niet bevestigd)",
                "90911300 (glasbewassing): vrij zeker, 81% kans",
                "45440000 (schilderwerk): misschien, 42% kans",
                "De code 33000000 past niet goed bij de tekst.",
            ),
        ),
        (
            "en",
            (
                "Suggested CPV codes (not confirmed yet)",
                "90911300 (window cleaning): fairly sure, 81% chance",
                "The code 33000000 does not fit the text well.",
            ),
        ),
    ],
)
def test_it_shows_suggested_codes_as_suggestions_and_doubts_a_given_one_mildly(filled, language, expected):
    with filled.database.write() as connection:
        cpv_suggestions.store(connection, {filled.lot("MRI-scanner"): SUGGESTED})
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", filled.client(language).get(filled.tender_address("MRI-scanner")).text))
    for each in expected:
        assert each in text


def test_a_suggested_code_is_called_by_its_official_label_where_that_is_known(filled, client):
    with filled.database.write() as connection:
        cpv_suggestions.store(connection, {filled.lot("MRI-scanner"): SUGGESTED})
        vocabulary_entries.store(connection, "cpv", [VocabularyEntry("90911300", "Glazenwassen")])
    text = re.sub(r"<[^>]+>", "", client.get(filled.tender_address("MRI-scanner")).text)
    assert "90911300 (Glazenwassen)" in text and "45440000 (schilderwerk)" in text
    assert "Voorgestelde" not in client.get(filled.tender_address("Glasbewassing")).text


def notice(number, kind, title, *, url="", awards=(), lot=None, **more):
    lots = (lot or Lot(title, status=Status.OPEN, origin=Origin(f"{number}.xml")),)
    tender = Tender(title, lots, buyer="Gemeente Almelo", publication_id=number, url=url, procedure_id="p-1")
    return Notice("ted", number, kind, tender, procedure_id="p-1", awards=awards, origin=Origin(f"{number}.xml"), **more)


@pytest.fixture
def published(village):
    """A tender of a portal: announced, changed and won; one of its notices has an address that no link may lead to."""
    won = Award("De Ruit <b>", ("1",), "12345678", "Hengelo", 61500.0, "EUR", date(2026, 11, 20), 4)
    lot = Lot(
        "Glasbewassing", number="1", status=Status.AWARDED, reserved="participation",
        reserved_evidence="voorbehouden aan <sociale> werkplaatsen", origin=Origin("300-2026.xml"),
    )  # fmt: skip
    with village.database.write() as connection:
        store_notices(
            connection,
            [
                notice(
                    "100-2026",
                    NoticeKind.COMPETITION,
                    "Glasbewassing",
                    url="https://www.example.org/100",
                    published_at=datetime(2026, 9, 1, 8, tzinfo=UTC),
                ),
                notice(
                    "200-2026",
                    NoticeKind.CHANGE,
                    "Glasbewassing",
                    url="javascript:alert(1)",
                    published_at=datetime(2026, 10, 1, 8, tzinfo=UTC),
                    version="02",
                ),
                notice("300-2026", NoticeKind.AWARD, "Glasbewassing", lot=lot, awards=(won,), published_at=datetime(2026, 11, 21, 8, tzinfo=UTC)),
            ],
            run_id=None,
            sha256=None,
            now=village.now,
        )
    return village


def cells(page, heading):
    table = re.search(rf"<h2[^>]*>{heading}</h2>(.*?)</table>", page.text, re.S)[1]
    return [[re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd] ?(?:scope=\"row\"|data-label)[^>]*>(.*?)</t[hd]>", row, re.S)]
            for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)][1:]  # fmt: skip


def test_a_tender_of_a_portal_says_where_it_was_published_and_who_won(published, client):
    page = client.get(published.tender_address("Glasbewassing"))
    assert cells(page, "Waar het gepubliceerd is") == [
        ["300-2026", "Gunning", "21 nov 2026, 09:00"],
        ["200-2026 (versie 02)", "Wijziging", "1 okt 2026, 10:00"],
        ["100-2026", "Aankondiging", "1 sep 2026, 10:00"],
    ]
    assert cells(page, "Aan wie het gegund is") == [["De Ruit &lt;b&gt; (Hengelo)", "1", "€\N{NO-BREAK SPACE}61.500", "20 nov 2026", "4"]]
    assert '<a href="https://www.example.org/100" rel="noreferrer">' in page.text and 'href="javascript' not in page.text
    assert "Er staat: ‘voorbehouden aan &lt;sociale&gt; werkplaatsen’." in page.text
    assert "Award" in published.client("en").get(published.tender_address("Glasbewassing")).text


def test_a_supplier_sees_what_it_won_before(published, client):
    published.add_suppliers({"id": "S1", "name": "Glazenwasserij De Ruit", "kvk": "12345678"}, {"id": "S2", "name": "Een ander"})
    page = client.get(published.supplier_address("Glazenwasserij De Ruit"))
    assert cells(page, "Eerder gegund") == [["Glasbewassing (perceel 1)", "Gemeente Almelo", "€\N{NO-BREAK SPACE}61.500", "20 nov 2026"]]
    assert "Eerder gegund" not in client.get(published.supplier_address("Een ander")).text


def test_a_tender_of_a_list_has_no_empty_tables(filled, client):
    text = client.get(filled.tender_address("Glasbewassing")).text
    for heading in ("Waar het gepubliceerd is", "Aan wie het gegund is", "Ook gevonden in"):
        assert heading not in text


def test_what_is_gone_from_its_list_says_so_and_where_to_decide(village, client):
    village.add_tenders([["A1", "Glasbewassing"], ["A2", "Drukwerk"]])
    village.add_tenders([["A2", "Drukwerk"]])
    assert re.search(r'niet meer op de nieuwste versie van de lijst.*<a href="/gone/">', client.get(village.tender_address("Glasbewassing")).text)
    assert "nieuwste versie" not in client.get(village.tender_address("Drukwerk")).text


@pytest.mark.parametrize(
    ("value", "term", "language", "expected"),
    [
        (60000, "4 jaar", "nl", "€ 240.000 (afgeleid: 4 jaar × € 60.000)"),
        (60000, "18 maanden", "nl", "€ 90.000 (afgeleid: 1,5 jaar × € 60.000)"),
        (60000, "4 jaar", "en", "€240,000 (derived: 4 years × €60,000)"),
    ],
)
def test_a_total_that_follows_from_a_yearly_value_and_the_term_says_so(village, value, term, language, expected):
    village.add_tenders([["A1", "Glasbewassing", value, term]], headings=["Kenmerk", "Naam opdracht", "Waarde per jaar", "Looptijd"])
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", village.client(language).get(village.tender_address("Glasbewassing")).text))
    assert expected in text


def test_a_total_that_was_given_is_not_called_derived(village, client):
    headings = ["Kenmerk", "Naam opdracht", "Waarde per jaar", "Totale waarde contract", "Looptijd"]
    village.add_tenders([["A1", "Glasbewassing", 60000, 250000, "4 jaar"]], headings=headings)
    assert "afgeleid" not in client.get(village.tender_address("Glasbewassing")).text
