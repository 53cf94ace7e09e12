"""Which column is which field, where two could be or the heading alone does not say."""

import pytest


def test_of_amounts_with_and_without_vat_the_one_without_counts(read, write_xlsx):
    rows = [["Onderwerp", "Raming incl. btw", "Raming excl. btw", "Start"], ["Hekwerk", 121, 100, ""], ["Zonwering", 242, 200, "Q2 2027"]]
    assert read(write_xlsx(rows)).column("value_amount") == [100, 200]


@pytest.mark.parametrize("headings", [["Project", "Titel van het project"], ["Procurement ref", "Title of procurement"]])
def test_a_column_of_codes_is_no_title_beside_one_that_may_be(read, write_xlsx, headings):
    rows = [[*headings, "Brief description", "Raming"], ["P-101", "Hekwerk", "nieuw hek", 5000], ["P-102", "Zonwering", "screens", 6000]]
    found = read(write_xlsx(rows))
    assert (found.column("title"), found.column("external_id"), found.column("description")) == (
        ["Hekwerk", "Zonwering"], ["P-101", "P-102"], ["nieuw hek", "screens"])  # fmt: skip


def test_codes_with_their_check_digits_are_cpv_codes_whatever_they_are_called(read, write_xlsx):
    rows = [["Onderwerp", "Code", "Raming"], ["Liften", "50750000-7", 5000], ["Schoonmaak", "90911200-8", 6000]]
    assert read(write_xlsx(rows)).column("cpv") == [("50750000",), ("90911200",)]
    rows = [["Onderwerp", "Code", "Raming"], ["Liften", "2027-001", 5000], ["Schoonmaak", "2027-002", 6000]]
    assert read(write_xlsx(rows)).column("cpv") == [(), ()]


def test_a_column_that_is_only_called_total_is_the_value_if_it_holds_amounts(read, write_xlsx):
    rows = [["Onderwerp", "Start", "Totaal"], ["Liften", "Q1 2027", 25_000], ["Schoonmaak", "Q2 2027", 6000]]
    assert read(write_xlsx(rows)).column("value_amount") == [25_000, 6000]
    rows = [["Onderwerp", "Start", "Totaal"], ["Liften", "Q1 2027", 2], ["Bedden", "Q2 2027", 60]]
    assert read(write_xlsx(rows)).column("value_amount") == [None, None]
