import json
from datetime import date

import pytest

from matcher.errors import SourceError
from matcher.model import Status
from matcher.sources.limits import ReadLimits
from matcher.sources.records import read_tenders


@pytest.fixture
def read(tmp_path):
    def reading(*lines):
        path = tmp_path / "opdrachten.jsonl"
        path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
        return read_tenders(path, limits=ReadLimits())

    return reading


def test_it_reads_a_tender_with_all_its_fields(read):
    reading = read(
        {"id": "T1", "buyer": "Wonen Zuid", "title": "Sloop", "description": "Loods", "cpv": ["45111100", "45000000-7"], "value_eur": 5,
            "value_max_eur": 9, "deadline": "2027-03-01", "start": "Q3 2027",
         "place": "Heerlen", "status": "open"}
    )  # fmt: skip
    tender = reading.tenders[0]
    lot = tender.lots[0]
    assert (tender.buyer, tender.title, tender.reference) == ("Wonen Zuid", "Sloop", "T1")
    assert (lot.external_id, lot.cpv, lot.value_amount, lot.value_max_amount) == ("T1", ("45111100", "45000000"), 5, 9)
    assert (lot.deadline_date, lot.start_date, lot.period, lot.place, lot.status) == (date(2027, 3, 1), None, "Q3 2027", "Heerlen", Status.OPEN)
    assert (lot.origin.file, lot.origin.row) == ("opdrachten.jsonl", 1)
    assert not reading.problems


def test_it_needs_no_more_than_a_title(read):
    assert read({"title": "Sloop"}).tenders[0].lots[0].external_id is None


def test_each_row_has_a_buyer_of_its_own(read):
    assert [tender.buyer for tender in read({"title": "A", "buyer": "X"}, {"title": "A", "buyer": "Y"}).tenders] == ["X", "Y"]


def test_rows_of_one_title_with_lots_become_one_tender_and_keep_their_ids(read):
    reading = read({"id": "1", "title": "Was", "lot": "1"}, {"id": "9", "title": "Post"}, {"id": "2", "title": "Was", "lot": 2})
    assert [[(lot.number, lot.external_id) for lot in tender.lots] for tender in reading.tenders] == [[("1", "1"), ("2", "2")], [("", "9")]]


def test_it_keeps_the_good_lines_and_reports_the_bad_ones(read):
    reading = read(
        {"id": "1", "title": "Was"},
        "{kapot",
        "[1, 2]",
        {"id": "2"},
        "",
        {"id": "3", "title": 5, "value_eur": "veel", "cpv": {"a": 1}},
        {"id": "1", "title": "Was"},
    )
    assert [tender.title for tender in reading.tenders] == ["Was", "5"]
    assert [(problem.code, problem.origin.row) for problem in sorted(reading.problems, key=lambda problem: problem.origin.row)] == [
        ("line_not_json", 2), ("line_not_json", 3), ("field_missing", 4), ("field_wrong_type", 6), ("field_wrong_type", 6), ("duplicate_row", 7),
    ]  # fmt: skip
    assert {left.origin.row: left.why for left in reading.left_out} == {2: "not_json", 3: "not_json", 4: "no_title", 7: "duplicate"}
    assert reading.rows_seen == 6


def test_it_tells_of_fields_that_it_does_not_know(read):
    reading = read({"title": "Was", "contact": "J. Smit"}, {"title": "Post", "contact": "J. Smit"})
    assert [(problem.code, problem.params) for problem in reading.problems] == [("field_unknown", {"field": "contact", "count": "2"})]
    assert "Smit" not in repr(reading)


@pytest.mark.parametrize(("lines", "code"), [([""], "file_empty"), (["geen json", "ook niet"], "file_not_records")])
def test_it_refuses_a_file_without_records(read, lines, code):
    with pytest.raises(SourceError) as error:
        read(*lines)
    assert error.value.code == code


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"title": "x", "value_eur": NaN}', '{"title": "x", "value_eur": 1e400}', '{"title": "\\ud800"}', "null"]
)
def test_odd_json_never_crashes_it(read, line):
    reading = read({"title": "goed"}, line)
    assert reading.tenders[0].title == "goed"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
@pytest.mark.parametrize("field", ["id", "title", "buyer", "lot", "deadline", "value_eur"])
def test_a_number_without_end_is_no_value_of_any_field(read, field, number):
    given = {"id": '"1"', "title": '"Sloop"', field: number}
    reading = read("{" + ", ".join(f'"{name}": {value}' for name, value in given.items()) + "}", {"id": "2", "title": "Dak"})
    assert [tender.title for tender in reading.tenders] == (["Dak"] if field == "title" else ["Sloop", "Dak"])
    told = {problem.params["field"] for problem in reading.problems if problem.code == "field_wrong_type"}
    assert told == {field}


def test_no_mail_address_reaches_the_buyer_the_category_or_a_problem(read):
    address = "j.veen@voorbeeld.nl"
    fields = {"buyer": f"Wonen Zuid {address}", "category": address, "status": f"? {address}", "currency": address, address: 1}
    reading = read({"id": "1", "title": "Sloop", **fields})
    assert (reading.tenders[0].buyer, reading.tenders[0].category) == ("Wonen Zuid [e-mail]", "[e-mail]")
    assert reading.tenders[0].lots[0].currency == "EUR"
    assert len(reading.problems) == 3
    assert not any(address in text for problem in reading.problems for text in problem.params.values())
