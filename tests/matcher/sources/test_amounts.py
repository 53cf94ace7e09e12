import pytest

from matcher.sources.amounts import basis_of, read_amount, vat_of, years_of

NOTATIONS = [
    ("€ 1.250.000,-", 1_250_000, None),
    ("€ 1.234.567,89", 1_234_567.89, None),
    ("1,2 mln", 1_200_000, None),
    ("60 mille", 60_000, None),
    ("1,250 mln", 1_250_000, None),
    ("€ 1,5 miljoen (incl. 21% btw)", 1_500_000, None),
    ("250k", 250_000, None),
    ("k€ 250", 250_000, None),
    ("2,5 ton", 250_000, None),
    ("50.000 - 100.000", 50_000, 100_000),
    ("50-100k", 50_000, 100_000),
    ("€ 500.000 - 1 mln", 500_000, 1_000_000),
    ("1,2 - 1,5 mln", 1_200_000, 1_500_000),
    ("€ 215.000,- tot € 300.000,-", 215_000, 300_000),
    ("tussen € 50.000 en 100.000", 50_000, 100_000),
    ("190,000 - 260,000", 190_000, 260_000),
    ("720,000", 720_000, None),
    ("EUR 240,000.00", 240_000, None),
    ("1 250 000", 1_250_000, None),
    ("1.250", 1_250, None),
    ("12,50", 12.5, None),
    ("4 x € 25.000", 25_000, None),
    ("€ 300.000 (4 jaar)", 300_000, None),
    ("ca. € 75.000", 75_000, None),
    ("minimaal 30.000, maximaal 45.000", 30_000, 45_000),
    ("50.000 (max. 75.000)", 50_000, 75_000),
    ("10.000 € – 15.000 €", 10_000, 15_000),
    ("2027: 50.000", 50_000, None),
    ("250.000 + 2x optie 50.000", 250_000, None),
    ("500.000 x 4", 500_000, None),
    ("1’250’000", 1_250_000, None),
    ("1½ mln", 1_500_000, None),
    ("€ 1,25 milj.", 1_250_000, None),
    ("1.200k", 1_200_000, None),
    ("12k5", 12_500, None),
    ("300 á 350K", 300_000, 350_000),
    ("tussen de € 50.000 en de € 60.000", 50_000, 60_000),
    ("50-60.000", 50_000, 60_000),
    ("was 80.000, nu 95.000", 95_000, None),
    ("anderhalve ton", 150_000, None),
    ("een kwart miljoen", 250_000, None),
    ("ca. een halve ton", 50_000, None),
    ("Twee ton excl. btw", 200_000, None),
    ("één ton", 100_000, None),
    ("drie kwart miljoen", 750_000, None),
    ("twee en een half miljoen", 2_500_000, None),
    ("tweeënhalf mln", 2_500_000, None),
    ("anderhalve à twee ton", 150_000, 200_000),
    ("vijfentwintigduizend euro", 25_000, None),
    ("tweehonderdvijftig duizend", 250_000, None),
    ("a quarter of a million", 250_000, None),
    ("€ 260 per stuk, totaal € 117.000", 117_000, None),
    ("€ 40.000 per perceel", 40_000, None),
    ("€ 3.000 per maand", 3_000, None),
    ("n.t.b.", None, None),
    ("n.v.t.", None, None),
    ("-", None, None),
    ("PM", None, None),
    ("to be determined", None, None),
]


@pytest.mark.parametrize(("cell", "low", "high"), NOTATIONS)
def test_it_reads_amounts_in_every_notation(cell, low, high):
    amount = read_amount(cell)
    assert (amount.low, amount.high, amount.understood) == (low, high, True)


@pytest.mark.parametrize("cell", ["volgt uit raamovereenkomst", "zie perceel 1", "paar ton", "enkele tonnen", "weten we nog niet"])
def test_it_says_when_a_cell_holds_no_amount(cell):
    amount = read_amount(cell)
    assert amount.low is None
    assert not amount.understood


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (250, 250_000),
        ("80-100", 80_000),
        ("250k", 250_000),
        ("1,2 mln", 1_200_000),
        ("€ 12.400", 12_400_000),
        ("€ 60.000,-", 60_000),
        ("60.000,00", 60_000),
        ("€ 800.000", 800_000),
    ],
)
def test_it_multiplies_a_column_in_thousands_but_not_a_cell_with_a_unit_of_its_own_or_written_out(cell, expected):
    assert read_amount(cell, 1000.0).low == expected


@pytest.mark.parametrize(
    ("cell", "vat", "basis"),
    [
        ("€ 40.000 per jaar excl. btw", "excl", "year"),
        ("€ 40.000 p.j.", "", "year"),
        ("€40,000 pa", "", "year"),
        ("€ 9.000 incl. btw, eenmalig", "incl", "total"),
        ("€ 9.000", "", ""),
    ],
)
def test_it_notes_vat_and_whether_an_amount_is_per_year(cell, vat, basis):
    amount = read_amount(cell)
    assert (amount.vat, amount.basis) == (vat, basis)


@pytest.mark.parametrize(
    ("note", "vat", "basis"),
    [
        ("Bedragen zijn excl. btw en over de hele looptijd", "excl", "total"),
        ("Values exclude VAT and cover the full contract term", "excl", "total"),
        ("Prices include 21% VAT", "incl", ""),
        ("Amounts are exclusive of VAT", "excl", ""),
        ("Excluded: maintenance", "", ""),
    ],
)
def test_a_note_says_what_the_amounts_cover(note, vat, basis):
    assert (vat_of(note), basis_of(note)) == (vat, basis)


def test_it_keeps_the_cell_where_it_says_more_than_the_number():
    assert read_amount("€ 1.250.000,-").text == ""
    assert read_amount("< 50.000").text == "< 50.000"


@pytest.mark.parametrize(
    ("text", "years"), [("4 jaar", 4), ("3+1", 4), ("2 jaar + 2x 1 jaar optie", 4), ("18 maanden", 1.5), ("eenm.", None), ("", None)]
)
def test_it_reads_a_term_in_years_with_its_options(text, years):
    assert years_of(text) == years
