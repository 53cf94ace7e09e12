import pytest

from matcher.sources.lots import lot_in_title, read_lots


@pytest.mark.parametrize(
    ("cell", "lots"),
    [
        (1.0, [("1", "")]),
        ("Perceel 2", [("2", "")]),
        ("P3", [("3", "")]),
        ("1 - Noord", [("1", "Noord")]),
        ("B", [("B", "")]),
        ("1/3", [("1", "")]),
        ("1 van 3", [("1", "")]),
        ("1 t/m 3", [("1", ""), ("2", ""), ("3", "")]),
        ("1, 2 en 3", [("1", ""), ("2", ""), ("3", "")]),
        ("1: Noord; 2: Zuid", [("1", "Noord"), ("2", "Zuid")]),
        ("Perceel 1: Noord\nPerceel 2: Zuid", [("1", "Noord"), ("2", "Zuid")]),
        ("1: Noord / 2: Zuid / 3: West", [("1", "Noord"), ("2", "Zuid"), ("3", "West")]),
        ("1 groen / 2 hekwerk / 3 asfalt", [("1", "groen"), ("2", "hekwerk"), ("3", "asfalt")]),
        ("P1 Noord, P2 Zuid", [("1", "Noord"), ("2", "Zuid")]),
        ("3 percelen (Noord, Midden en Zuid)", [("1", "Noord"), ("2", "Midden"), ("3", "Zuid")]),
        ("2 percelen", [("1", ""), ("2", "")]),
        ("n.v.t.", []),
        ("geen", []),
        ("ja", []),
        ("nog te bepalen", []),
        ("per gemeente", []),
        ("-", []),
    ],
)
def test_it_reads_the_lots_of_a_cell(cell, lots):
    assert [(lot.number, lot.text) for lot in read_lots(cell)] == lots


def test_under_a_heading_of_lots_commas_stand_between_them():
    found = [(lot.number, lot.text) for lot in read_lots("wondzorg, incontinentie en overig", several=True)]
    assert found == [("1", "wondzorg"), ("2", "incontinentie"), ("3", "overig")]
    assert [lot.text for lot in read_lots("North, south, and east", several=True)] == ["North", "south", "east"]
    assert [(lot.number, lot.text) for lot in read_lots("wondzorg, overig")] == [("wondzorg, overig", "")]
    assert len(read_lots("gas en water", several=True)) == 1


@pytest.mark.parametrize(
    ("cell", "number"),
    [("nee, te klein", 0), ("Ja, per regio", 0), ("nog te bepalen, afhankelijk van de markt", 0), ("bouw, incl. sloop", 1),
     ("het werk gaat in zijn geheel, percelen zijn niet logisch", 1)],
)  # fmt: skip
def test_a_comma_also_stands_before_a_reason(cell, number):
    assert len(read_lots(cell, several=True)) == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Groenonderhoud - perceel 2", "2"),
        ("Schoonmaak (perceel B: scholen)", "B"),
        ("Tier 4: Lot 1 inpatient and Lot 2 residential", ""),
        ("Perceel 1 t/m 4", ""),
        ("Schoonmaak", ""),
    ],
)
def test_it_finds_the_one_lot_that_a_title_names(title, number):
    assert lot_in_title(title) == number
