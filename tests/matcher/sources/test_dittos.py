from datetime import date

import pytest

HEAD = ["Onderwerp", "Raming", "Sluitingsdatum"]


@pytest.mark.parametrize("mark", ['"', "idem", "- ,, -", "Ditto"])
def test_a_ditto_mark_says_what_stands_above_it(read, write_xlsx, mark):
    rows = [[*HEAD, "CPV", "Start"], ["Hekwerk noord", 5, "1-3-2027", "34928200-0", date(2027, 7, 1)], ["Hekwerk zuid", mark, mark, mark, mark],
            ["Hekwerk west", 7, mark, mark, "zie boven"], ["Zonwering", "", "", "", ""]]  # fmt: skip
    lots = read(write_xlsx(rows)).lots
    assert [lot.value_amount for lot in lots] == [5, 5, 7, None]
    assert {(lot.deadline_date, lot.start_date, lot.cpv) for lot in lots[:3]} == {(date(2027, 3, 1), date(2027, 7, 1), ("34928200",))}
    assert (lots[3].deadline_date, lots[3].start_date, lots[3].cpv) == (None, None, ())


def test_an_amount_that_refers_to_the_one_above_may_be_part_of_it(read, write_xlsx):
    assert read(write_xlsx([HEAD, ["Hekwerk", 5, ""], ["Poort", "zie boven", "1-3-2027"]])).column("value_amount") == [5, None]
