"""Lists with the year in one column and the quarter, month or week in another."""

import openpyxl
import pytest


@pytest.mark.parametrize(
    ("headings", "cells", "expected"),
    [
        (("Jaar", "Kwartaal"), [(2027, "Q2"), (2028, 3), ("2027", "4e kwartaal"), (2027, "")], ["Q2 2027", "Q3 2028", "4e kwartaal 2027", "2027"]),
        (("Kwartaal", "Jaar"), [(1, 2027), ("Q4", 2028)], ["Q1 2027", "Q4 2028"]),
        (("Maand", "Jaar"), [("mei", 2027), (9, 2028)], ["mei 2027", "september 2028"]),
        (("Startjaar", "Startkwartaal"), [(2027, "Q2"), (2027, "n.t.b.")], ["Q2 2027", "2027"]),
        (("Start jaar", "Start week"), [(2027, 12), (2027, "wk 14")], ["week 12 2027", "wk 14 2027"]),
        (("Year", "Quarter"), [(2027, 2), (2027, "Q3"), (2028, 1), (2028, 4), ("tbc", "Q4")], ["Q2 2027", "Q3 2027", "Q1 2028", "Q4 2028", "Q4"]),
        (("Jaar", "Kwartaal"), [("Q2 2027", "2"), ("Q3 2027", "3")], ["Q2 2027", "Q3 2027"]),
        (("Jaar", "Kwartaal"), [(2027, "Q2 2027"), (2027, "Q3 2027")], ["2027", "2027"]),
        (("Jaar", "Looptijd"), [(2027, "4"), (2027, "2")], ["2027", "2027"]),
    ],
)
def test_the_two_columns_say_together_when(read, write_xlsx, headings, cells, expected):
    rows = [["Onderwerp", *headings, "Raming"], *(["Hekwerk", *pair, 5000] for pair in cells)]
    assert read(write_xlsx(rows)).column("period") == expected


def test_a_year_that_is_merged_over_its_quarters_counts_for_each(read, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Onderwerp", "Jaar", "Kwartaal"], ["Hekwerk", 2027, "Q1"], ["Zonwering", None, "Q3"], ["Dakgoten", 2028, "Q2"]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    book.save(tmp_path / "planning.xlsx")
    assert read(tmp_path / "planning.xlsx").column("period") == ["Q1 2027", "Q3 2027", "Q2 2028"]


@pytest.mark.parametrize("heads", [("Project Q1 2027", "Project Q2 2027"), ("Naam opdracht kwartaal 1", "Naam opdracht kwartaal 2")])
def test_a_title_for_each_quarter_is_no_column_of_quarters(read, write_xlsx, heads):
    rows = [[*heads, "CPV", "Raming"], ["Hekwerk", "Zonwering", "34928200-0", 5000], ["Dakgoten", "", "45261000-4", 6000]]
    assert read(write_xlsx(rows)).column("title") == ["Hekwerk", "Dakgoten"]
