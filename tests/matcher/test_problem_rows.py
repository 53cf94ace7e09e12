"""One sentence for what many rows have."""

from matcher.model import Origin, Problem, Severity
from matcher.problem_rows import ProblemRows, by_problem, row_ranges


def _unknown(text: str, row: int, **other: object) -> Problem:
    return Problem(
        "status_unknown", {"text": text}, Origin(str(other.get("file", "a.xlsx")), str(other.get("sheet", "2027")), row), "Fase", Severity.NOTE
    )


def test_what_differs_in_its_row_alone_is_told_once():
    first, last = _unknown("RAP", 5), _unknown("PvA", 6)
    found = by_problem([first, last, _unknown("RAP", 9), _unknown("RAP", 7), _unknown("RAP", 5, sheet="2028"), _unknown("RAP", 5, file="b.xlsx")])
    assert found[:2] == [ProblemRows(first, (5, 9, 7)), ProblemRows(last, (6,))]
    assert [(told.problem.origin.file, told.problem.origin.sheet, told.rows) for told in found[2:]] == [
        ("a.xlsx", "2028", (5,)),
        ("b.xlsx", "2027", (5,)),
    ]


def test_of_a_whole_sheet_no_row_is_told():
    assert by_problem([Problem("sheet_hidden", {"sheet": "oud"}, Origin("a.xlsx", "oud"))])[0].rows == ()


def test_rows_are_told_as_people_write_them():
    assert row_ranges([9, 4, 7, 8, 8]) == "4, 7–9"
    assert row_ranges(range(2, 20_001)) == "2–20000"


def test_of_very_many_rows_the_first_and_the_last_are_told():
    told = row_ranges(range(2, 20_001, 2))
    assert told.startswith("2, 4, 6, ") and told.endswith(", …, 20000") and len(told) < 150
