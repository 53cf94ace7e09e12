from datetime import date

import pytest

from matcher.sources.days import are_month_first, read_when


@pytest.mark.parametrize(
    "cell",
    [
        "1 mrt 2027", "01-03-2027", "1-3-27", "2027-03-01", "01.03.2027", "20270301", "01032027", 46447, "46447", date(2027, 3, 1), "1 March 2027",
            "March 1, 2027",
        "ma 1 maart 2027", "1-mrt-27", "01-03-2027 12:00 uur", "vóór 1 maart 2027", "1e maart 2027", "1-3-2027 t/m 31-3-2031",
            "1 t/m 15 maart 2027", "01mrt2027", "01‑03‑2027", "01–03–2027",
            "was 1-2-2027, wordt 1-3-2027",
    ],
)  # fmt: skip
def test_it_reads_an_exact_day_in_every_notation(cell):
    assert read_when(cell).day == date(2027, 3, 1)
    assert read_when(cell).period == ""


@pytest.mark.parametrize(
    "cell",
    [
        "Q2 2027",
        "week 14",
        "medio 2027",
        "voorjaar",
        "okt 2027",
        "eind 2027",
        "ca. 1 maart 2027",
        "1 maart",
        "31-02-2027",
        "na gunning",
        "w/c 12 April 2027",
        "week van 12 april 2027",
    ],
)
def test_it_keeps_a_period_as_written(cell):
    assert read_when(cell).day is None
    assert read_when(cell).period == cell


def test_it_takes_a_bare_year_for_a_period():
    assert read_when(2027).period == "2027"


@pytest.mark.parametrize("cell", ["n.t.b.", "-", "tbd", "n.v.t.", "onbekend", "", "00000000", "0000-00-00", 0, "99991231", "31-12-9999"])
def test_it_reads_nothing_where_nothing_is_known(cell):
    assert read_when(cell).day is None
    assert read_when(cell).period == ""


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["03/15/2027", "04/05/2027"], True),
        (["04/05/2027", "06/07/2027"], False),
        (["03/15/2027", "15/04/2027"], False),
        (["2027-03-15", "", None], False),
    ],
)
def test_it_takes_a_column_for_american_only_where_a_day_proves_it(cells, expected):
    assert are_month_first(cells) is expected
    assert read_when("03/04/2027", month_first=expected).day == (date(2027, 3, 4) if expected else date(2027, 4, 3))
