"""Headings that can be read in two ways: what stands below them says in which."""

from datetime import date

import pytest

from matcher.model import Status


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("Aanbesteding", ("3 offertes", "openbaar", "1-op-1", "meervoudig onderhands"), "procedure"),
        ("Aanbesteding", ("3 offertes", "n.v.t.", "n.v.t.", "EU"), "procedure"),
        ("Contract", ("Raamovereenkomst", "Europees, SAS", "niet-openbare procedure", "n.v.t."), "procedure"),
        ("Aanbesteding", ("Hekwerk", "Zonwering", "Openbaar groen", "Europese vlaggen"), "title"),
        ("Aanbesteding", ("Raamovereenkomst inkt", "Concessie kantine", "Openbaar vervoer", "Openbare verlichting"), "title"),
        ("Werk / dienst", ("Werk", "Dienst", "Dienst", "Levering"), "category"),
        ("Omvang", ("groot", "klein", "klein", "groot"), ""),
        ("Omvang", ("40 stuks", "40 stuks", "2 jaar", "2 jaar"), "description"),
        ("Omvang", ("40 lokalen, dagelijks", "drie daken", "rondom", "300 m2"), "description"),
        ("Penvoerder", ("Gemeente Altena", "Gemeente Altena", "Waterschap Linge", "GR Afval"), "buyer"),
        ("Penvoerder", ("J. Pietersma", "Karin Oosterveld", "Sofie", "J. Pietersma"), ""),
        ("Trekker", ("Gemeente Altena", "Waterschap Linge", "Pietersma", "Gemeente Altena"), ""),
        ("Trekker", ("Gemeente Altena (Karin Pietersma)", "Gemeente Linge, K. Pietersma", "Waterschap Linge", "Gemeente Altena"), ""),
        ("Trekker", ("Gemeente Altena Karin Pietersma", "Gemeente Linge", "Waterschap Linge", "Gemeente Altena"), ""),
        ("Lead", ("Veldhuis", "K. Nijenhuis", "Oldenhuis", "Karin Woonink"), ""),
        ("Per", ("jaar", "jaar", "eenmalig", "jaar"), "basis"),
        ("Per", ("1-8-2027", "1-9-2027", "medio 2027", "1-1-2028"), "start"),
        ("Eenmalig of per jaar?", ("eenmalig", "per jaar", "", "p.j."), "basis"),
        ("Structureel / incidenteel", ("incidenteel", "structureel", "incidenteel", "structureel"), "basis"),
        ("Soort bedrag", ("jaarlijks", "jaarlijks", "one-off", "jaarlijks"), "basis"),
        ("Structureel / incidenteel", ("x", "", "x", ""), ""),
        ("Opdracht naar de markt", ("Hekwerk sportpark", "Dakrenovatie gymzaal", "Liftonderhoud stadhuis", "Zonwering"), "title"),
        ("Opdracht naar de markt", ("eind 2027", "medio 2027", "Q3 2027", "2028"), ""),
        ("Ingetrokken", ("1-2-2027", "1-3-2027", "", ""), "status"),
    ],
)
def test_the_values_of_a_column_settle_what_its_heading_means(read, write_xlsx, heading, cells, field):
    names = ("Leerlingenvervoer", "Schilderwerk gevels", "Vervangen verlichting", "Groenonderhoud")
    rows = [["Omschrijving", "Raming", heading, "Start"], *([name, 5000, cell, ""] for name, cell in zip(names, cells, strict=True))]
    found = read(write_xlsx(rows))
    assert found.fields[heading] == field
    assert "Pietersma" not in repr(found.all)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Aanbesteding", ("openbaar", "3 offertes", "1-op-1")),
        ("Contract", ("Concessie", "Concessie", "Raamovereenkomst")),
        ("Levering / dienst", ("Dienst", "Levering", "Dienst")),
    ],
)
def test_a_title_that_says_only_how_is_better_than_none(read, write_xlsx, heading, cells):
    rows = [[heading, "Toelichting", "Raming"], *([cell, f"voor de {n}e school", 5000] for n, cell in enumerate(cells, 1))]
    assert read(write_xlsx(rows)).column("title") == list(cells)


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (("Naam", "Levering / dienst", "Startdatum"), ("Dienst", "2027-01-01")),
        (("Naam", "Werk / dienst", "Looptijd"), ("Werk", "4 jaar")),
        (("Contract", "Leverancier", "Vervalt"), ("Canon", "1-1-2027")),
        (("Wat", "Wanneer"), ("jaarlijks",)),
        (("Wat", "Wanneer", "Bedrag"), ("jaarlijks", 5000)),
    ],
)
def test_a_heading_tells_what_list_it_is_also_where_its_values_say_something_else(read, write_xlsx, headings, cells):
    rows = [headings, *((name, *cells) for name in ("Hekwerk", "Dakbedekking", "Liftonderhoud"))]
    assert read(write_xlsx(rows)).column("title") == ["Hekwerk", "Dakbedekking", "Liftonderhoud"]


@pytest.mark.parametrize("cells", [("50k", "50k", "100k", "100k"), ("€ 50.000", "€ 50.000", "€ 100.000", "€ 100.000")])
def test_amounts_below_a_heading_of_sizes_are_the_value(read, write_xlsx, cells):
    rows = [["Opdracht", "Omvang", "Start"], *([name, cell, "1-7-2027"] for name, cell in zip(("Hek", "Dak", "Lift", "Verf"), cells, strict=True))]
    assert read(write_xlsx(rows)).column("value_amount") == [50_000, 50_000, 100_000, 100_000]


def test_a_column_of_procedures_is_no_description(read, write_xlsx):
    rows = [["Werkzaamheden", "Begroot", "Aanbesteding", "Start", "Opm."], ["Voegwerk", 5000, "1-op-1", "week 14", "steiger nodig"],
            ["Liftrevisie", 6000, "3 offertes", "1-9-2027", ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert found.column("description") == ["steiger nodig", ""]
    assert [tender.procedure for tender in found.tenders] == ["1-op-1", "3 offertes"]


def test_each_row_of_a_list_of_several_buyers_has_the_one_that_leads(read, write_xlsx):
    rows = [["Inkoopsamenwerking Vijfstromen"], ["Penvoerder", "Aanbesteding", "Raming"], ["Gemeente Altena", "Zoutlevering", 5000],
            ["Waterschap Linge", "Oeverherstel", 6000], ["", "Accountancy", 7000]]  # fmt: skip
    assert [tender.buyer for tender in read(write_xlsx(rows)).tenders] == ["Gemeente Altena", "Waterschap Linge", "Inkoopsamenwerking Vijfstromen"]


def test_of_two_columns_of_places_the_one_with_names_counts(read, write_xlsx):
    rows = [["Complex", "Plaats", "Werkzaamheden", "Raming"], [1012, "Leerdam", "Voegwerk", 5000], [1015, "Gorcum", "Liftrevisie", 6000]]
    assert read(write_xlsx(rows)).column("place") == ["Leerdam", "Gorcum"]
    alone = [["Complex", "Werkzaamheden", "Raming"], [1012, "Voegwerk", 5000], [1015, "Liftrevisie", 6000]]
    assert read(write_xlsx(alone)).column("place") == ["1012", "1015"]


def test_what_a_column_beside_it_says_an_amount_covers(read, write_xlsx):
    rows = [["Wat", "Bedrag", "Per", "Looptijd", "Startdatum contract", "Einddatum contract"],
            ["Ramen wassen", 24_000, "jaar", "4 jaar", "1-8-2027", "31-7-2031"],
            ["Vloeren", 8500, "eenmalig", "", "1-9-2027", ""], ["Tuin", "€ 9.000 p/j", "eenmalig", "", "", ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert found.column("value_basis") == ["year", "total", "year"]
    assert found.column("value_total_amount") == [96_000, None, None]
    assert found.column("start_date") == [date(2027, 8, 1), date(2027, 9, 1), None]
    remarks = [["Wat", "Bedrag", "Opmerking"], ["Ramen wassen", 24_000, "per jaar"], ["Vloeren", 8500, "scheelt 2 uur per jaar"]]
    assert read(write_xlsx(remarks)).column("value_basis") == ["year", ""]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Schoonmaak", "", "", "Eten", "", ""), ["Schoonmaak", "Schoonmaak", "Schoonmaak", "Eten", "Eten", "Eten"]),
        (("", "Schoonmaak", "", "Eten", "", ""), ["", "Schoonmaak", "", "Eten", "", ""]),
        (("Schoonmaak", "Zorg", "Eten", "", "", ""), ["Schoonmaak", "Zorg", "Eten", "", "", ""]),
        (("Schoonmaak", "", "Schoonmaak", "Eten", "", ""), ["Schoonmaak", "", "Schoonmaak", "Eten", "", ""]),
        (("Schoonmaak", "Zorg", "Techniek", "Eten", "", "ICT"), ["Schoonmaak", "Zorg", "Techniek", "Eten", "", "ICT"]),
    ],
)
def test_a_group_that_stands_only_on_its_first_row_is_that_of_the_others(read, write_xlsx, cells, expected):
    names = ("Ramen", "Vloeren", "Middelen", "Brood", "Koffie", "Maaltijden")
    rows = [["Groep", "Wat", "Raming"], *([group, name, 5000] for group, name in zip(cells, names, strict=True))]
    assert [tender.category for tender in read(write_xlsx(rows)).tenders] == expected


def test_what_stands_in_the_first_column_only_on_the_first_row_of_its_group_is_said_of_all(read, write_xlsx):
    rows = [["Maand", "Opdracht", "Bedrag"], ["januari", "Hekwerk", 5000], ["", "Dak", 6000], ["februari", "Verf", 7000], ["", "Lift", 8000]]
    assert read(write_xlsx(rows)).column("period") == ["januari", "januari", "februari", "februari"]
    elsewhere = [["Opdracht", "Maand", "Bedrag"], ["Hekwerk", "januari", 5000], ["Dak", "", 6000], ["Verf", "februari", 7000], ["Lift", "", 8000]]
    assert read(write_xlsx(elsewhere)).column("period") == ["januari", "", "februari", ""]


@pytest.mark.parametrize(
    ("heading", "cells", "periods"),
    [
        ("Week start", (12, "20-22", "Q3"), ["week 12", "week 20-22", "Q3"]),
        ("Start (maand)", ("3", "mei", 11), ["maand 3", "mei", "maand 11"]),
        ("Kwartaal", (2, 3, "2028"), ["kwartaal 2", "kwartaal 3", "2028"]),
        ("Start", ("12", "medio 2027", "Q3"), ["12", "medio 2027", "Q3"]),
        ("Start (maand)", ("8-27", "13", "1-3"), ["8-27", "13", "maand 1-3"]),
        ("Start (dag-maand)", ("1-8", "3-4", "mei"), ["1-8", "3-4", "mei"]),
    ],
)
def test_a_bare_number_below_a_heading_of_weeks_is_one(read, write_xlsx, heading, cells, periods):
    rows = [["Opdracht", "Bedrag", heading], *([name, 5000, cell] for name, cell in zip(("Hek", "Dak", "Lift"), cells, strict=True))]
    assert read(write_xlsx(rows)).column("period") == periods


def test_a_figure_counts_before_a_class_of_amounts(read, write_xlsx):
    rows = [["Opdracht", "Budget", "Raming", "Start"], ["Hekwerk", "klein (<50k)", 24_000, "Q2"], ["Dak", "groot (>250k)", "€ 480.000", "Q3"],
            ["Verf", "< 50k", "", "Q3"]]  # fmt: skip
    assert read(write_xlsx(rows)).column("value_amount") == [24_000, 480_000, 50_000]
    past = [["Opdracht", "Raming", "Uitgaven 2026", "Start"], ["Hekwerk", "> € 50.000", 9000, "Q2"], ["Dak", "> € 250.000", 8000, "Q3"]]
    assert read(write_xlsx(past)).column("value_amount") == [50_000, 250_000]
    spent = [["Opdracht", "Raming", "Budget", "Start"], ["Hekwerk", "€ 24.000", 9000, "Q2"], ["Dak", "ca. 50k", 8000, "Q3"]]
    assert read(write_xlsx(spent)).column("value_amount") == [24_000, 50_000]


@pytest.mark.parametrize(
    ("heading", "days"),
    [
        ("Nieuw contract", (None, date(2027, 7, 1))),
        ("Offerte terug", (date(2027, 7, 1), None)),
        ("Tender issued", (None, None)),
        ("Nieuwe aanbesteding", (None, None)),
        ("Sluiting nieuw contract", (date(2027, 7, 1), None)),
        ("Gunning nieuw contract", (None, None)),
    ],
)
def test_days_below_a_heading_of_what_is_bought_say_when(read, write_xlsx, heading, days):
    rows = [["Opdracht", "Raming", heading], ["Hekwerk", 5000, "1-7-2027"], ["Verf", 6000, "1-9-2027"]]
    lot = read(write_xlsx(rows)).lots[0]
    assert (lot.deadline_date, lot.start_date) == days


def test_days_below_the_word_for_withdrawn_are_those_on_which_contracts_end(read, write_xlsx):
    rows = [["Contract", "Waarde", "Vervalt", "Nieuw per"], ["Koffie", 5000, "31-12-2026", "1-1-2027"], ["Zout", 6000, "30-6-2027", "1-7-2027"]]
    found = read(write_xlsx(rows))
    assert (found.column("start_date"), found.codes) == ([date(2027, 1, 1), date(2027, 7, 1)], [])


@pytest.mark.parametrize(
    ("heading", "cell", "status"),
    [
        ("Publicatie", "vervallen (onderhands)", Status.PLANNED),
        ("Publicatie", "vervalt, 1-op-1", Status.PLANNED),
        ("Publicatie", "vervallen, via 3 offertes", Status.PLANNED),
        ("Publicatie", "vervallen, geen offertes ontvangen", Status.WITHDRAWN),
        ("Publicatie", "vervallen", Status.WITHDRAWN),
        ("Omschrijving perceel", "gaat niet door", Status.WITHDRAWN),
        ("Omschrijving perceel", "sloop vervallen panden", Status.PLANNED),
        ("Status", "vervalt mogelijk", Status.PLANNED),
    ],
)
def test_what_lapses_may_be_the_publication_alone_or_the_lot(read, write_xlsx, heading, cell, status):
    rows = [["Onderwerp", "Raming", heading], ["Hekwerk", 5000, cell], ["Tapijt", 6000, ""]]
    assert read(write_xlsx(rows)).column("status") == [status, Status.PLANNED]


def test_in_a_group_of_withdrawn_and_postponed_tenders_each_says_which_it_is(read, write_xlsx):
    rows = [["Omschrijving", "Raming", "Ingang", "Bijzonderheden"], ["Gepland"], ["Hekwerk", 5000, "1-7-2027", ""], ["Vervallen / doorgeschoven"],
            ["Zoutstrooiers", 6000, "", "doorgeschoven naar 2029"], ["Citymarketing", 7000, "", "geschrapt in begroting"]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert found.column("title") == ["Hekwerk", "Zoutstrooiers", "Citymarketing"]
    assert found.column("status") == [Status.PLANNED, Status.PLANNED, Status.WITHDRAWN]


@pytest.mark.parametrize(("cell", "period"), [("ja", ""), ("Nee", ""), ("voor 1 september", "voor 1 september"), ("ja, week 36", "ja, week 36")])
def test_a_yes_is_no_period(read, write_xlsx, cell, period):
    assert read(write_xlsx([["Wat", "Raming", "Moet klaar zijn"], ["Oven", 5000, cell], ["Tuin", 6000, "ja"]])).column("period")[0] == period


@pytest.mark.parametrize("heading", ["Tender gereed", "Bestek klaar", "Uiterlijk in de markt", "Naar de markt"])
def test_when_the_documents_are_ready_or_published_is_no_deadline(read, write_xlsx, heading):
    rows = [["Opdracht", "Raming", heading, "Ingang"], ["Tolken", 5000, "1-2-2027", "1-7-2027"], ["Wasserij", 6000, "1-3-2027", "1-8-2027"]]
    assert read(write_xlsx(rows)).column("deadline_date") == [None, None]
