import csv
from pathlib import Path

import pytest

from matcher.sources.cpv import check_digits, is_plausible, read_codes

OFFICIAL = Path(__file__).parents[4] / "shared" / "reference" / "cpv2008_nl_en.csv"


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("90911300-9", ["90911300"]),
        (90911300.0, ["90911300"]),
        ("90911300.9", ["90911300"]),
        ("90 91 13 00-9", ["90911300"]),
        ("90 911 300-9", ["90911300"]),
        ("909113009", ["90911300"]),
        ("90911300-9 Ramenwassen", ["90911300"]),
        ("98395000-8;44521100-9", ["98395000", "44521100"]),
        ("45321000-3\n45421100-5", ["45321000", "45421100"]),
        ("33.11.10.00-4, 45000000", ["33111000", "45000000"]),
        (3311000.0, ["03311000"]),
        ("9331200-0", ["09331200"]),
        ("n.v.t.", []),
    ],
)
def test_it_finds_the_codes_of_a_cell(cell, codes):
    reading = read_codes(cell)
    assert list(reading.codes) == codes
    assert not reading.refused


def test_it_keeps_a_code_with_a_wrong_check_digit_and_tells_it():
    reading = read_codes("90911200-7")
    assert reading.codes == ("90911200",)
    assert reading.wrong_digit == ("90911200-7",)


@pytest.mark.parametrize("cell", ["9051100", "99331200-0", "schoonmaak", "9091"])
def test_it_refuses_what_can_not_be_a_code(cell):
    assert read_codes(cell).codes == ()
    assert read_codes(cell).refused == (cell,)


def test_it_goes_by_the_official_list_where_there_is_one():
    assert read_codes("90911999", known={"90911200"}).refused == ("90911999",)
    assert read_codes("90911999").codes == ("90911999",)


@pytest.mark.shared
@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official list is not beside this checkout")
def test_it_accepts_every_official_code_and_its_check_digit():
    with OFFICIAL.open(encoding="utf-8") as stream:
        codes = [row["code"] for row in csv.DictReader(stream)]
    assert all(is_plausible(code[:8]) for code in codes)
    assert [code for code in codes if int(code[9]) not in check_digits(code[:8])] == []
