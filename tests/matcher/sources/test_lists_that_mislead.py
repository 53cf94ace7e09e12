"""Lists in which something looks like what it is not: people, withdrawals, amounts in words, parts of a year, units."""

import openpyxl
import pytest

from matcher.model import Status

HEAD = ["Project", "Raming", "Start", "Procedure"]


def test_tenders_below_a_small_table_of_people_are_read(read, write_xlsx):
    tenders = [["Hekwerk", 5000, "1-3-2027", "openbaar"], ["Zonwering", 6000, "1-4-2027", "openbaar"]]
    people = [["Contactpersoon", "Telefoon", "E-mail"], ["J. Vis", "0612345678", "j@example.org"]]
    more = [["Dakgoten", 7000, "1-5-2027", "openbaar"], ["Tapijt", 8000, "1-6-2027", "openbaar"]]
    assert read(write_xlsx([HEAD, *tenders, *people, HEAD, *more])).column("title") == ["Hekwerk", "Zonwering", "Dakgoten", "Tapijt"]
    assert read(write_xlsx([HEAD, *tenders, *people, *more])).column("title") == ["Hekwerk", "Zonwering", "Dakgoten", "Tapijt"]


@pytest.mark.parametrize("line", ["Contractbeheer 2027", "Inkoopteam", "Werkgroep inkoop"])
@pytest.mark.parametrize("merged", [False, True])
def test_a_line_above_the_table_that_sounds_like_people_takes_nothing_away(read, tmp_path, line, merged):
    book = openpyxl.Workbook()
    for row in ([line], ["Naam", "Afdeling", "Raming", "Ingangsdatum"], ["Hekwerk", "Wonen", 5000, "1-3-2027"], ["Tapijt", "Zorg", 6000, "1-4-2027"]):
        book.active.append(row)
    if merged:
        book.active.merge_cells("A1:D1")
    book.save(tmp_path / "lijst.xlsx")
    assert read(tmp_path / "lijst.xlsx").column("title") == ["Hekwerk", "Tapijt"]


@pytest.mark.parametrize(
    "title",
    ["A. Stoelen, B. Tafels en C. Kasten", "Levering, A. Stoelen, B. Tafels", "A. Sloop; B. Nieuwbouw", "Herinrichting Kerkplein / P.C. Hooft"],
)
def test_letters_that_count_what_is_bought_are_no_initials(read, write_xlsx, title):
    assert read(write_xlsx([["Onderwerp", "Raming"], [title, 5000], ["Hekwerk", 6000]])).column("title")[0] == title


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Doorgang", "niet zeker"), ("Doorgang", "Niet bekend"), ("Go/no go", "Niet van toepassing"), ("Gaat door?", "nee, pas in 2028"),
        ("Gaat door naar fase 2", "nee"), ("Nog nodig (uren)", 0), ("Opmerkingen", "Doen we niet meer zelf"),
        ("Opmerkingen", "Wordt niet meer uitgevoerd door eigen dienst"), ("Opmerkingen", "Hoeft niet meer door de raad"),
        ("Opmerkingen", "Als subsidie uitblijft, vervalt"), ("Opmerkingen", "Marktconsultatie - niet meer nodig"),
        ("Opmerkingen", "Onderdeel verlichting, vervallen"), ("Opmerkingen", "Geen behoefte meer aan huidige leverancier"),
    ],
)  # fmt: skip
def test_what_says_something_else_withdraws_nothing(read, write_xlsx, heading, cell):
    answers = ["ja", "nee"] if heading != "Nog nodig (uren)" else [40, 80]
    rows = [["Onderwerp", "Raming", heading], ["Hekwerk", 5000, cell], *(["Tapijt", 6000, answer] for answer in answers)]
    assert read(write_xlsx(rows)).column("status")[0] != Status.WITHDRAWN


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("40.000 (acht ton asfalt)", 40_000), ("50.000 voor twee ton zout", 50_000), ("tweehonderd vijftig duizend", None),
        ("achttien honderd duizend", None), ("een miljoen tweehonderdduizend", None), ("vijftien duizend vijfhonderd", None),
        ("anderhalve ton", 150_000), ("vijftig duizend", 50_000),
    ],
)  # fmt: skip
def test_words_for_a_number_count_only_as_a_whole(read, write_xlsx, cell, amount):
    assert read(write_xlsx([["Onderwerp", "Raming"], ["Hekwerk", cell], ["Tapijt", 6000]])).column("value_amount")[0] == amount


@pytest.mark.parametrize(
    ("heading", "numbers"),
    [("Uren per week", (36, 12)), ("Levertijd wk", (6, 8)), ("Garantie (mnd)", (12, 6)), ("Vermogen kW", (3, 2)), ("Maand", (24, 36))],
)
def test_a_number_beside_a_year_need_not_be_a_part_of_it(read, write_xlsx, heading, numbers):
    rows = [["Onderwerp", "Startjaar", heading, "Raming"], *(["Hekwerk", 2027, number, 5000] for number in numbers)]
    assert read(write_xlsx(rows)).column("period")[0] == "2027"


@pytest.mark.parametrize("group", ["Eenmalig", "Jaarlijkse inkopen", "GEBOUW", "Planning", "Diensten"])
def test_a_group_right_below_the_heading_is_no_row_of_units(read, write_xlsx, group):
    rows = [["Soort", "Project", "Raming", "Status"], [group], ["", "Hekwerk", 5000, "gepland"], ["", "Tapijt", 6000, "gepland"]]
    assert [tender.category for tender in read(write_xlsx(rows)).tenders] == [group, group]


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        (["Contact", "", "", "Geld"], ["Inkoper", "Project", "Toelichting", "Raming"]),
        (["Opdrachtgever intern", "", "", "Geld"], ["Afdeling", "Project", "Toelichting", "Raming"]),
    ],
)
def test_a_heading_of_people_over_the_title_leaves_it_in(read, write_xlsx, heading, below):
    rows = [heading, below, ["Vis", "Hekwerk", "vervangen", 5000], ["Dam", "Zonwering", "doek en motor", 6000]]
    found = read(write_xlsx(rows, merged=["A1:C1"]))
    assert (found.column("title"), found.column("description")) == (["Hekwerk", "Zonwering"], ["vervangen", "doek en motor"])


def test_what_is_bought_may_be_called_as_what_is_told_of_somebody(read, write_xlsx):
    rows = [["Onderwerp", "Raming"], ["Telefoon", "€ 5.000"], ["Mobiel", "€ 6.000"], ["Toestel", 500], ["E-mail", "n.t.b."]]
    assert read(write_xlsx(rows)).column("title") == ["Telefoon", "Mobiel", "Toestel", "E-mail"]


def test_words_of_the_line_above_the_heading_may_stand_in_every_row(read, write_xlsx):
    rows = [["Gemeente Lindeveen", "Inkoop"], ["Organisatie", "Afdeling", "Project", "Raming"],
            *(["Gemeente Lindeveen", "Inkoop", title, amount] for title, amount in (("Hekwerk", 5000), ("Tapijt", 6000), ("Glas", "")))]  # fmt: skip
    assert read(write_xlsx(rows)).column("title") == ["Hekwerk", "Tapijt", "Glas"]


@pytest.mark.parametrize(
    "groups",
    [
        ("A. Onderhoud", "B. Projecten"),
        ("Groot Onderhoud", "Zorg Noord"),
        ("Jan", "Feb"),
        ("Het Baken", "De Linde"),
        ("Civiele Techniek", "Team Vis"),
    ],
)
def test_a_group_that_could_be_somebody_stays_a_category(read, write_xlsx, groups):
    tenders = [["Hekwerk", 5000, "1-3-2027", "openbaar"], ["Tapijt", 6000, "1-4-2027", "openbaar"]]
    found = read(write_xlsx([HEAD, [], [groups[0]], tenders[0], [], [groups[1]], tenders[1]]))
    assert [(tender.title, tender.category) for tender in found.tenders] == [("Hekwerk", groups[0]), ("Tapijt", groups[1])]


def test_titles_that_are_counted_by_letters_are_no_names(read, write_xlsx):
    titles = ["A. Schoonmaak", "B. Catering", "C. Beveiliging"]
    assert read(write_xlsx([HEAD, *([title, 5000, "1-3-2027", "openbaar"] for title in titles)])).column("title") == titles


def test_lots_with_a_colon_below_full_tenders_are_lots(read, write_xlsx):
    head = ["Nr", "Onderwerp", "Omschrijving", "Raming", "Start", "Procedure"]
    rows = [[1, "Groenonderhoud", "snoeien en maaien", 5000, "1-3-2027", "openbaar"], ["", "Perceel 1:", "noord"], ["", "Perceel 2:", "zuid"],
            [2, "Tapijt", "kantoren", 6000, "1-4-2027", "openbaar"]]  # fmt: skip
    assert {lot.number for lot in read(write_xlsx([head, *rows])).lots} == {"", "1", "2"}


@pytest.mark.parametrize("price", ["€ 260 per stuk, ca. 450 st.", "€ 45 p/u", "€ 12,50 p.p.", "€ 1.250,- per leerling", "€ 38 excl. btw per uur"])
def test_a_price_is_no_estimate_of_the_whole(read, write_xlsx, price):
    found = read(write_xlsx([["Onderwerp", "Raming"], ["Laptops", price], ["Tapijt", 6000]]))
    assert (found.column("value_amount"), found.codes) == ([None, 6000], ["value_not_understood"])


@pytest.mark.parametrize("heading", ["Prijs per stuk", "Stuksprijs (€)", "Unit cost", "Kosten per woning", "Bedrag/st."])
def test_of_a_price_and_a_sum_the_sum_is_the_value(read, write_xlsx, heading):
    rows = [["Omschrijving", "Aantal", heading, "Investering 2027"], ["Tilliften", 9, 7000, 63_000], ["Bedden", 10, 2800, 28_000]]
    assert read(write_xlsx(rows)).column("value_amount") == [63_000, 28_000]
    assert read(write_xlsx([row[:3] for row in rows[:3]] + [["Matrassen", 5, "€ 700"]])).column("value_amount") == [None, None, None]
    rows = [["Omschrijving", "Aantal", "Prijs"], ["Tilliften", 9, 7000], ["Bedden", 10, 2800]]
    assert read(write_xlsx(rows)).column("value_amount") == [7000, 2800]


@pytest.mark.parametrize(
    "heading", ["Totaal (aantal x prijs per stuk)", "Waarde = aantal x stuksprijs", "Raming (uurtarief x uren)", "Raming o.b.v. stuksprijs"]
)
def test_a_heading_that_says_how_the_sum_is_reckoned_is_one_of_sums(read, write_xlsx, heading):
    rows = [["Omschrijving", "Aantal", heading, "Start"], ["Tilliften", 9, 63_000, "1-3-2027"], ["Bedden", 10, 28_000, ""]]
    assert read(write_xlsx(rows)).column("value_amount") == [63_000, 28_000]


@pytest.mark.parametrize(
    ("heading", "status"), [("Marktconsultatie", Status.PLANNED), ("Nota van inlichtingen", Status.PLANNED), ("Publicatiedatum", Status.WITHDRAWN)]
)
def test_a_step_that_lapses_withdraws_no_tender(read, write_xlsx, heading, status):
    rows = [["Project", "Raming", heading], ["Hekwerk", 5000, "vervallen"], ["Tapijt", 6000, "1-3-2027"], ["Zout", 7000, "1-4-2027"]]
    assert read(write_xlsx(rows)).column("status") == [status, Status.PLANNED, Status.PLANNED]


@pytest.mark.parametrize(
    ("published", "start", "status"),
    [
        ("vervallen", "", Status.WITHDRAWN),
        ("INGETROKKEN", "", Status.WITHDRAWN),
        ("vervallen", "1-9-2027", Status.PLANNED),
        ("1-4-2027", "", Status.PLANNED),
    ],
)
def test_a_publication_that_is_withdrawn_withdraws_a_tender_that_has_no_other_days(read, write_xlsx, published, start, status):
    head = ["Project", "Raming", "Start aanbesteding", "Start contract"]
    rows = [head, ["Hekwerk", 5000, published, start], ["Tapijt", 6000, "1-3-2027", "1-5-2027"]]
    assert read(write_xlsx(rows)).column("status") == [status, Status.PLANNED]


def test_until_beside_an_amount_holds_the_days_of_the_end(read, write_xlsx):
    rows = [["Project", "Contract van", "Tot", "Raming"], ["Hekwerk", "1-1-2027", "1-5-2028", 5000], ["Tapijt", "1-2-2027", "1-6-2028", 6000]]
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.column("value_text")) == ([5000, 6000], ["", ""])


@pytest.mark.parametrize("people", [("Jan Vis", "Ellen Bos", "Ineke"), ("Ineke", "Sjoerd", "Ineke")])
def test_for_whom_it_is_may_be_people_all_the_same(read, write_xlsx, people):
    rows = [["Project", "Voor wie", "Raming"], *(["Hekwerk", name, 5000] for name in people)]
    found = read(write_xlsx(rows))
    assert not any(name in repr(found.all) for name in people)


@pytest.mark.parametrize(
    "places",
    [
        ("De Kikker", "Jan Ligthart", "Het Baken", "Rietveld"),
        ("De Kikker", "Jan Ligthart", "Theo Thijssen", "Anne Frank"),
        ("Sporthal", "Zwembad", "Gemeentehuis", "Loods"),
    ],
)
def test_a_place_named_after_somebody_stays_a_place(read, write_xlsx, places):
    rows = [["Project", "Locatie", "Raming"], *(["Hekwerk", place, 5000] for place in places)]
    assert read(write_xlsx(rows)).column("place") == list(places)
