import json
from datetime import date

import pytest

from matcher.sources.limits import ReadLimits
from matcher.sources.profiles import read_jobseekers, read_suppliers

LIMITS = ReadLimits()
SUPPLIER_HEADINGS = {
    "nl": [
        "Nummer",
        "Bedrijfsnaam",
        "KvK-nummer",
        "Omschrijving",
        "Trefwoorden",
        "SBI",
        "CPV-code",
        "Postcode",
        "Plaats",
        "Aantal medewerkers",
        "Maximale opdracht",
        "Keurmerken",
        "Eenmanszaak",
        "E-mail",
    ],
    "en": [
        "id",
        "name",
        "kvk",
        "description",
        "keywords",
        "sbi",
        "cpv",
        "postcode",
        "place",
        "headcount",
        "max_contract_eur",
        "certificates",
        "is_person",
        "email",
    ],
}
SUPPLIER_ROW = [
    "S1",
    "De Emmer",
    1234567,
    "Poetsen",
    "ramen; vloeren",
    "81.22",
    "90911300-9",
    "6442ab",
    "Brunssum",
    3,
    "€ 15.000,-",
    "PSO trede 2",
    "ja",
    "info@emmer.nl",
]


@pytest.mark.parametrize("language", SUPPLIER_HEADINGS)
def test_it_reads_suppliers_under_dutch_and_english_headings(write_xlsx, language):
    suppliers, problems = read_suppliers(write_xlsx([["Leveranciers"], SUPPLIER_HEADINGS[language], SUPPLIER_ROW]), limits=LIMITS)
    supplier = suppliers[0]
    assert not problems
    assert (supplier.external_id, supplier.name, supplier.kvk, supplier.description) == ("S1", "De Emmer", "01234567", "Poetsen")
    assert (supplier.keywords, supplier.sbi, supplier.cpv) == (("ramen", "vloeren"), ("8122",), ("90911300",))
    assert (supplier.postcode, supplier.place, supplier.headcount, supplier.max_contract_amount) == ("6442 AB", "Brunssum", 3, 15000)
    assert (supplier.certificates, supplier.is_person, supplier.email) == (("PSO trede 2",), True, "info@emmer.nl")
    assert (supplier.origin.sheet, supplier.origin.row) == ("2027", 3)


def test_a_supplier_needs_no_more_than_a_name(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("naam;plaats\nDe Emmer;\n;Heerlen\n", encoding="utf-8")
    suppliers, problems = read_suppliers(path, limits=LIMITS)
    assert [supplier.name for supplier in suppliers] == ["De Emmer"]
    assert [(problem.code, problem.origin.row, problem.params["field"]) for problem in problems] == [("field_missing", 3, "name")]


def test_it_leaves_out_values_of_a_wrong_kind_and_tells_them(tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text(
        json.dumps({"name": "X", "kvk": "12", "headcount": "veel", "postcode": "??", "email": "geen", "sbi": ["zorg"], "keywords": 3.5})
        + "\nkapot\n",
        encoding="utf-8",
    )
    suppliers, problems = read_suppliers(path, limits=LIMITS)
    assert (suppliers[0].kvk, suppliers[0].headcount, suppliers[0].postcode, suppliers[0].email, suppliers[0].sbi) == ("", None, "", "", ())
    assert sorted(problem.params["field"] for problem in problems if problem.code == "field_wrong_type") == [
        "email",
        "headcount",
        "keywords",
        "kvk",
        "postcode",
        "sbi",
    ]
    assert [problem.origin.row for problem in problems if problem.code == "line_not_json"] == [2]


def test_it_takes_one_profile_per_id(tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text('{"id": "1", "name": "X"}\n{"id": "1", "name": "Y"}\n', encoding="utf-8")
    suppliers, problems = read_suppliers(path, limits=LIMITS)
    assert [supplier.name for supplier in suppliers] == ["X"]
    assert [(problem.code, problem.params) for problem in problems] == [("id_twice", {"id": "1", "row": "1"})]


def test_it_reads_jobseekers_and_nothing_personal(write_xlsx):
    rows = [
        [
            "Nr",
            "Naam",
            "Geboortedatum",
            "Zoekt",
            "Vaardigheden",
            "Uren per week",
            "Postcode",
            "Reisafstand (km)",
            "Talen",
            "Rijbewijs",
            "Toestemming tot",
        ],
        ["J1", "Jan Zandstra", "1-1-1970", "Groen werk. Bel 06-12345678", "maaien", 32, "6372 XY", 15, "Nederlands, Pools", "B", "31-12-2027"],
        ["J2", "Piet", "", "", "", "", "", "", "", "nee", ""],
    ]
    seekers, problems = read_jobseekers(write_xlsx(rows), limits=LIMITS)
    seeker = seekers[0]
    assert (seeker.external_id, seeker.wants, seeker.hours_per_week, seeker.postcode4, seeker.max_travel_km) == (
        "J1",
        "Groen werk. Bel [telefoon]",
        32,
        "6372",
        15,
    )
    assert (seeker.languages, seeker.driving_licence, seeker.consent_until) == (("Nederlands", "Pools"), True, date(2027, 12, 31))
    assert [(problem.code, problem.origin.row) for problem in problems] == [("personal_column", 0), ("field_missing", 3)]
    assert "Zandstra" not in repr((seekers, problems))


def test_it_says_where_no_profile_table_is_found(write_xlsx):
    from matcher.errors import SourceError

    with pytest.raises(SourceError) as error:
        read_suppliers(write_xlsx([["a", "b"], ["c", "d"]]), limits=LIMITS)
    assert error.value.code == "no_profile_table"
