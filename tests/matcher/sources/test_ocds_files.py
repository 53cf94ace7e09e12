"""OCDS files: every form in which releases come, and what of a damaged one is kept."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import SourceError
from matcher.model import Severity
from matcher.procedures import compile_notices
from matcher.sources.limits import ReadLimits
from matcher.sources.ocds import parse_releases, read_releases
from tests.matcher.sources.ocds_example import OCID, RELEASES, parse

SHARED = Path(__file__).parents[4] / "shared" / "real" / "ocds"


LINES = "\n".join(json.dumps(release, ensure_ascii=False).replace("de ramen", "de\u2028ramen") for release in RELEASES)
RECORD = {"ocid": OCID, "releases": RELEASES}
FORMS = [
    pytest.param(json.dumps({"releases": RELEASES}), 4, id="release package"),
    pytest.param(json.dumps({"records": [RECORD]}, indent=1), 4, id="record package with releases"),
    pytest.param(json.dumps({"records": [{"ocid": OCID, "compiledRelease": RELEASES[1], "releases": RELEASES}]}), 1, id="compiled release"),
    pytest.param(json.dumps(RELEASES[0]), 1, id="one release"),
    pytest.param(json.dumps(RELEASES), 4, id="list of releases"),
    pytest.param(json.dumps([{"releases": RELEASES}, {"records": [RECORD]}]), 8, id="list of packages"),
    pytest.param(LINES, 4, id="lines of releases"),
    pytest.param(f"\ufeff\n{LINES}\r\n\n", 4, id="lines with a mark, and blank ones"),
    pytest.param("\n".join([json.dumps({"releases": RELEASES})] * 2), 8, id="lines of packages"),
    pytest.param('{"releases": [\n' + ",\n".join(map(json.dumps, RELEASES)) + "\n]}", 4, id="package with a release on each line"),
    pytest.param('{"releases": []}', 0, id="an empty page"),
]


@pytest.mark.parametrize(("text", "count"), FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_form_of_a_file_is_read(text, count, encoding, tmp_path):
    path = tmp_path / "ocds.json"
    path.write_text(text, encoding=encoding, newline="")
    reading = read_releases(path, limits=ReadLimits())
    assert (len(reading.notices), reading.problems, reading.file) == (count, (), "ocds.json")
    assert parse_releases(path.read_bytes(), file="ocds.json") == reading


def test_lines_are_read_whatever_their_number_and_a_whole_document_is_not(tmp_path):
    lines, whole = tmp_path / "2027.jsonl", tmp_path / "2027.json"
    lines.write_text("\n".join([LINES] * 5), encoding="utf-8")
    whole.write_text(json.dumps({"releases": RELEASES * 5}), encoding="utf-8")
    limits = ReadLimits(file_bytes=max(map(len, LINES.encode().splitlines())) + 2)
    assert [notice.origin.row for notice in read_releases(lines, limits=limits).notices] == list(range(1, 21))
    assert lines.stat().st_size > limits.file_bytes
    for path, more in ((whole, {}), (lines, {"file_bytes": 1000})):
        with pytest.raises(SourceError) as refused:
            read_releases(path, limits=ReadLimits(**{"file_bytes": limits.file_bytes} | more))
        assert refused.value.code == "file_too_large"


@pytest.mark.parametrize("name", ["2027.jsonl", "2027.json"])
def test_more_releases_than_the_limit_are_refused(name, tmp_path):
    path = tmp_path / name
    path.write_text(LINES if name.endswith("l") else json.dumps(RELEASES), encoding="utf-8")
    assert len(read_releases(path, limits=ReadLimits(rows=4)).notices) == 4
    with pytest.raises(SourceError) as refused:
        read_releases(path, limits=ReadLimits(rows=3))
    assert refused.value.code == "too_many_rows"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_empty"),
        (" \n\ufeff", "file_empty"),
        ("<html><body>Even geduld</body></html>", "ocds_not_json"),
        ('{"releases": [{"ocid": "ocds-x', "ocds_not_json"),
        ("[" * 100_000, "ocds_not_json"),
        ('{"error": "te veel vragen"}', "not_ocds"),
        ('{"releases": "geen"}', "not_ocds"),
        ("[1, 2, 3]", "not_ocds"),
        ('{"a": 1}\n{"b": 2}', "not_ocds"),
    ],
)
def test_what_is_no_ocds_is_refused_with_its_reason(text, code, tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(text, encoding="utf-8")
    for read in (lambda: parse_releases(text, file="feed.json"), lambda: read_releases(path, limits=ReadLimits())):
        with pytest.raises(SourceError) as refused:
            read()
        assert refused.value.code == code


@pytest.mark.parametrize(("path", "code"), [("weg.json", "file_missing"), (".", "not_a_file")])
def test_what_is_no_file_is_refused(path, code, tmp_path):
    with pytest.raises(SourceError) as refused:
        read_releases(tmp_path / path, limits=ReadLimits())
    assert refused.value.code == code


@pytest.mark.parametrize("indent", [None, 1])
def test_of_a_file_that_breaks_off_the_whole_releases_are_kept_and_that_is_told(indent):
    text = json.dumps({"version": "1.1", "releases": RELEASES}, indent=indent)
    reading = parse_releases(text[: text.rindex('"tender"') + 200], file="feed.json")
    assert [notice.publication_id for notice in reading.notices] == [f"{OCID}#{number}" for number in (1, 2, 3)]
    assert [(problem.code, dict(problem.params), problem.severity) for problem in reading.problems] == [
        ("ocds_broken_off", {"count": "3"}, Severity.ERROR)
    ]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("geen publicatie", "release_unreadable"),
        (["ook niet"], "release_unreadable"),
        ({"id": "2", "tag": ["tender"]}, "field_missing"),
        ({"ocid": {"geen": "tekst"}, "id": "2"}, "field_missing"),
        ({"url": "https://aanbesteden.example/2.json", "date": "2027-01-01", "tag": ["tender"]}, "release_elsewhere"),
    ],
)
def test_a_bad_release_is_told_with_its_place_and_the_others_are_kept(bad, code):
    reading = parse({"releases": [RELEASES[0], bad, RELEASES[1]]})
    assert [notice.origin.row for notice in reading.notices] == [1, 3]
    assert (reading.problems[-1].code, reading.problems[-1].origin.row) == (code, 2)


@pytest.mark.parametrize(("bad", "code"), [('{"ocid": ', "line_not_json"), ('{"a": 1}', "line_not_ocds"), ("[" * 100_000, "line_not_json")])
@pytest.mark.parametrize("place", [0, 1, 4])
def test_a_bad_line_is_told_with_its_number_and_the_others_are_kept(bad, code, place, tmp_path):
    lines = LINES.split("\n")
    lines.insert(place, bad)
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    reading = read_releases(path, limits=ReadLimits())
    assert len(reading.notices) == 4
    assert [(problem.code, problem.origin.row) for problem in reading.problems] == [(code, place + 1)]


def test_a_number_of_a_hundred_thousand_digits_costs_its_field_only():
    reading = parse_releases(json.dumps(RELEASES[0]).replace("200000", "9" * 100_000), file="feed.json")
    assert [problem.code for problem in reading.problems] == ["field_wrong_type"]
    assert len(reading.notices) == 1


def test_what_is_nested_too_deeply_costs_its_field_or_what_comes_after_it():
    deep, too_deep = ("[" * levels + "]" * levels for levels in (400, 100_000))
    text = json.dumps(RELEASES)
    for levels, count, code in ((deep, 4, "field_wrong_type"), (too_deep, 1, "ocds_broken_off")):
        reading = parse_releases(text.replace('"Groen en glas rond de dorpshuizen"', levels, 1), file="feed.json")
        assert len(reading.notices) == count
        assert [problem.code for problem in reading.problems] == [code]


# Wrong types everywhere.

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1", "active", "2027-01-01T00:00:00Z", "x" * 200]),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "status", "amount", "suppliers"]), inside, max_size=3)
    ),
    max_leaves=4,
)


def places(value, at=()):
    yield at
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places(value[key], (*at, key))


def replace_in(value, at, junk):
    """Put junk at a place, unless that went with what was replaced before."""
    first, *others = at
    there = first in value if isinstance(value, dict) else isinstance(value, list) and first in range(len(value))
    if there and others:
        replace_in(value[first], others, junk)
    elif there:
        value[first] = junk


PLACES = [at for at in places(RELEASES[3]) if at]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=4))
def test_a_value_of_a_wrong_type_never_breaks_the_reading(changes):
    release = copy.deepcopy(RELEASES[3])
    for at, junk in changes:
        replace_in(release, at, junk)
    reading = parse({"releases": [release, RELEASES[0]]})
    assert reading.notices[-1].publication_id == f"{OCID}#1"
    assert len(reading.notices) == 2 or any(problem.code == "field_missing" for problem in reading.problems)
    for notice in reading.notices:
        compile_notices([notice])


# Real files.


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real input folder is not beside the checkout")
@pytest.mark.parametrize(
    ("name", "releases", "lots", "awards"),
    [
        ("uk-release-package.json", 178, 443, 93),  # 95 winners, of whom two are named twice
        ("fictional-example/ocds-213czf-000-00001.json", 6, 4, 2),
        ("fictional-example/record/ocds-213czf-000-00001.json", 1, 1, 1),
        ("fictional-example/record/ocds-213czf-000-00001-withversions.json", 1, 1, 1),
    ],
)
def test_real_packages_are_read_whole(name, releases, lots, awards):
    reading = read_releases(SHARED / name, limits=ReadLimits())
    notices = reading.notices
    assert (len(notices), sum(len(each.tender.lots) for each in notices), sum(len(each.awards) for each in notices)) == (releases, lots, awards)
    assert {problem.severity for problem in reading.problems} <= {Severity.NOTE}
    with_tender = [each.tender for each in notices if each.tender.lots]
    assert all(each.title and each.buyer for each in with_tender)
    if releases > 100:
        assert all(lot.cpv and lot.title for each in with_tender for lot in each.lots)
        assert sum(lot.deadline_date is None for each in with_tender for lot in each.lots) == 3  # plans
