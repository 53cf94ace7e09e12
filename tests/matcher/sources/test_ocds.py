import copy
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import SourceError
from matcher.model import Award, Lot, NoticeKind, Severity, Status
from matcher.procedures import compile_notices
from matcher.sources.limits import ReadLimits
from matcher.sources.ocds import parse_releases, read_releases

EXAMPLE = Path(__file__).parent / "ocds" / "releases.json"
RELEASES = json.loads(EXAMPLE.read_text(encoding="utf-8"))["releases"]
SHARED = Path(__file__).parents[4] / "shared" / "real" / "ocds"
OCID = "ocds-x1y2z3-GRB-0412"


def parse(document):
    return parse_releases(json.dumps(document), file="feed.json")


def one(tender=None, **release):
    """The notice of a small release, and the codes of its problems."""
    whole = {"ocid": OCID, "id": "7", "date": "2027-02-01T09:00:00+01:00", "tag": ["tender"]} | release
    if tender is not None:
        whole["tender"] = {"title": "Groen en glas", "status": "active"} | tender
    reading = parse(whole)
    (notice,) = reading.notices
    return notice, [problem.code for problem in reading.problems]


# What a release says.


def test_a_release_becomes_a_notice_with_all_that_it_says():
    reading = read_releases(EXAMPLE, limits=ReadLimits())
    planning, tender, amendment, award = reading.notices
    assert reading.problems == ()
    assert [each.kind for each in reading.notices] == [NoticeKind.PLANNING, NoticeKind.COMPETITION, NoticeKind.CHANGE, NoticeKind.AWARD]
    assert [each.publication_id for each in reading.notices] == [f"{OCID}#{number}" for number in (1, 2, 3, 4)]
    assert {(each.publisher, each.procedure_id, each.tender.ocid) for each in reading.notices} == {("ocds", OCID, OCID)}
    assert tender.published_at == datetime.fromisoformat("2027-02-01T09:00:00+01:00")
    assert (tender.tender.title, tender.tender.buyer) == ("Groen en glas rond de dorpshuizen", "Stichting Dorpshuizen Groot Rietbergen")
    assert (tender.tender.reference, tender.tender.procedure) == ("DGR-2027-014", "Nationale openbare procedure")
    assert tender.tender.lots == (
        Lot(
            title="Groenonderhoud",
            description="Maaien, snoeien en schoffelen",
            number="1",
            cpv=("77310000", "70330000", "77314000"),
            value_amount=80_000.0,
            value_max_amount=120_000.0,
            deadline_date=date(2027, 3, 15),
            start_date=date(2027, 6, 1),
            duration="24 maanden",
            place="7799 ZZ Rietbergen",
            reserved="participation",
            reserved_evidence="reservedParticipation: shelteredWorkshop",
            status=Status.OPEN,
            origin=tender.origin,
        ),
        Lot(
            title="Glasbewassing",
            number="2",
            cpv=("90911300", "70330000"),
            deadline_date=date(2027, 3, 15),
            duration="365 dagen",
            place="Alle dorpshuizen in de gemeente",
            status=Status.OPEN,
            origin=tender.origin,
        ),
    )
    assert tender.nuts == ("NL211", "NL21")
    assert (tender.origin.file, tender.origin.sheet, tender.origin.row) == ("releases.json", "2", 2)
    assert [each.tender.url.rpartition("/")[2] for each in reading.notices] == ["vooraankondiging", "aankondiging", "", "gunning"]
    assert planning.tender.lots[0].status is Status.PLANNED and planning.nuts == ("NL211",)
    assert [(lot.number, lot.title, lot.deadline_date) for lot in amendment.tender.lots] == [("", "", date(2027, 3, 29))]
    assert [lot.status for lot in award.tender.lots] == [Status.AWARDED, Status.CLOSED]
    assert award.awards == (Award("Groenploeg De Es", ("1",), "07654321", "Essenveld", 101_250.5, "EUR", date(2027, 4, 28), 5),)


def test_its_releases_together_are_one_procedure():
    tender, awards = compile_notices(read_releases(EXAMPLE, limits=ReadLimits()).notices)
    assert [(lot.number, lot.status, lot.deadline_date) for lot in tender.lots] == [
        ("1", Status.AWARDED, date(2027, 3, 29)),
        ("2", Status.CLOSED, date(2027, 3, 29)),
    ]
    assert (tender.publication_id, tender.reference) == (f"{OCID}#4", "DGR-2027-014")
    assert [award.supplier for award in awards] == ["Groenploeg De Es"]


def test_nobody_who_can_be_called_is_read():
    text = repr(read_releases(EXAMPLE, limits=ReadLimits()))
    for private in ("Veldhuis", "Oosting", "@", "0541"):
        assert private in EXAMPLE.read_text(encoding="utf-8") and private not in text
    told = repr(parse({"ocid": OCID, "id": "1", "tender": {"title": {"name": "Jannie Veldhuis"}, "value": ["Jannie Veldhuis"]}}))
    assert "field_wrong_type" in told and "Veldhuis" not in told


@pytest.mark.parametrize(
    ("tags", "tender", "kind"),
    [
        (["planning"], {"status": "planned"}, NoticeKind.PLANNING),
        (["planning", "tender"], {}, NoticeKind.COMPETITION),
        (["tenderUpdate"], {}, NoticeKind.CHANGE),
        (["tenderAmendment"], {}, NoticeKind.CHANGE),
        (["awardUpdate"], {}, NoticeKind.AWARD),
        (["tender", "award", "contract"], {}, NoticeKind.AWARD),
        (["tenderCancellation"], {}, NoticeKind.CANCELLED),
        (["compiled"], {"status": "planned"}, NoticeKind.PLANNING),
        (["compiled"], {"status": "active"}, NoticeKind.COMPETITION),
        (["compiled"], {"status": "unsuccessful"}, NoticeKind.CANCELLED),
        (["eigenTag"], {}, NoticeKind.COMPETITION),
        ("tender", {}, NoticeKind.COMPETITION),
    ],
)
def test_the_kind_is_that_of_the_furthest_tag_or_of_what_it_holds(tags, tender, kind):
    assert one(tender, tag=tags)[0].kind is kind


@pytest.mark.parametrize(
    ("lot", "tender", "awards", "status"),
    [
        ({}, "planning", [], Status.PLANNED),
        ({}, "active", [], Status.OPEN),
        ({}, "complete", [], Status.CLOSED),
        ({}, "withdrawn", [], Status.WITHDRAWN),
        ({"status": "active"}, "complete", [], Status.CLOSED),
        ({"status": "cancelled"}, "active", [], Status.WITHDRAWN),
        ({"status": "active"}, "cancelled", [], Status.WITHDRAWN),
        ({"status": "complete"}, "active", [], Status.CLOSED),
        ({"status": "active"}, "active", [{"status": "active"}], Status.AWARDED),
        ({"status": "active"}, "active", [{"relatedLots": ["1"]}], Status.AWARDED),
        ({"status": "active"}, "active", [{"relatedLots": ["2"]}], Status.OPEN),
        ({"status": "complete"}, "complete", [{"status": "pending"}], Status.CLOSED),
        ({"status": "complete"}, "complete", [{"status": "unsuccessful"}], Status.CLOSED),
    ],
)
def test_the_status_of_a_lot(lot, tender, awards, status):
    assert one({"status": tender, "lots": [{"id": "1"} | lot]}, awards=awards)[0].tender.lots[0].status is status


@pytest.mark.parametrize(
    ("tender", "expected", "codes"),
    [
        ({"value": {"amount": 5000, "currency": "eur"}}, (5000.0, None, "EUR"), []),
        ({"value": {"amount": "5000.50", "currency": "GBP"}}, (5000.5, None, "GBP"), []),
        ({"value": {"amount": 9000}, "minValue": {"amount": 5000}}, (5000.0, 9000.0, "EUR"), []),
        ({"minValue": {"amount": 5000, "currency": "NOK"}}, (5000.0, None, "NOK"), []),
        ({"value": {"amount": 0}}, (None, None, "EUR"), []),
        ({"value": {"amount": 5000}, "minValue": {"amount": 9000}}, (5000.0, None, "EUR"), ["value_range_reversed"]),
        ({"value": {"amount": -1}}, (None, None, "EUR"), ["field_wrong_type"]),
        ({"value": {"amount": float("nan")}}, (None, None, "EUR"), ["field_wrong_type"]),
        ({"value": {"amount": 10**60}}, (None, None, "EUR"), ["field_wrong_type"]),
        ({"value": {"amount": [5000]}}, (None, None, "EUR"), ["field_wrong_type"]),
        ({"value": 5000}, (None, None, "EUR"), ["field_wrong_type"]),
        ({"value": {"amount": 5000, "currency": "euro's"}}, (5000.0, None, "EUR"), ["field_wrong_type"]),
    ],
)
def test_amounts(tender, expected, codes):
    notice, told = one(tender)
    lot = notice.tender.lots[0]
    assert (lot.value_amount, lot.value_max_amount, lot.currency) == expected
    assert told == codes


def test_the_amount_of_the_whole_stands_with_every_lot_only_if_no_lot_has_its_own():
    lots = [{"id": "1"}, {"id": "2"}]
    notice, told = one({"value": {"amount": 900}, "lots": lots})
    assert ([lot.value_amount for lot in notice.tender.lots], told) == ([900.0, 900.0], ["value_covers_lots"])
    notice, told = one({"value": {"amount": 900}, "lots": [lots[0] | {"value": {"amount": 300}}, lots[1]]})
    assert ([lot.value_amount for lot in notice.tender.lots], told) == ([300.0, None], [])


@pytest.mark.parametrize(
    ("codes", "expected", "told"),
    [
        (["90911300-9"], ("90911300",), []),
        (["90911300.0"], ("90911300",), []),
        (["90911300-1"], ("90911300",), ["cpv_check_digit"]),
        (["schoonmaak"], (), ["cpv_not_a_code"]),
        (["90911300", "77310000", "90911300"], ("90911300", "77310000"), []),
    ],
)
def test_cpv_codes(codes, expected, told):
    first, *others = ({"scheme": "CPV", "id": code} for code in codes)
    notice, problems = one({"classification": first, "additionalClassifications": others, "lots": [{"id": "1"}, {"id": "2"}]})
    assert [lot.cpv for lot in notice.tender.lots] == [expected, expected]
    assert problems == told


@pytest.mark.parametrize(
    ("tender", "expected"),
    [
        ({"otherRequirements": {"reservedParticipation": ["publicServiceMissionOrganization"]}}, "participation"),
        ({"otherRequirements": {"reservedParticipation": ["none"]}}, ""),
        ({"contractTerms": {"reservedExecution": True}}, "execution"),
        ({"contractTerms": {"reservedExecution": False}}, ""),
        ({"suitability": {"vcse": True, "sme": True}}, ""),
        ({"description": "De opdracht is voorbehouden aan sociale werkplaatsen."}, "participation"),
        ({"description": "Er worden geen opdrachten voorbehouden."}, ""),
    ],
)
def test_reserved_contracts(tender, expected):
    lot = one(tender)[0].tender.lots[0]
    assert (lot.reserved, bool(lot.reserved_evidence)) == (expected, bool(expected))


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("DGR-2027-014", "DGR-2027-014"),
        ("Z/26/114", "Z/26/114"),
        (OCID, ""),
        (f"{OCID}-tender-7", ""),
        ("7", ""),
        ("0b6cb2a8-91c5-4c55-8a2f-4f2f3d9d2f10", ""),
        ("20270311093955-72814", ""),
        ("Groen en glas 2027 en verder, alle dorpen", ""),
        ("Groen", ""),
    ],
)
def test_the_number_of_a_system_is_no_reference_of_the_buyer(identifier, expected):
    assert one({"id": identifier})[0].tender.reference == expected


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ({"id": "7"}, f"{OCID}#7"),
        ({"id": f"{OCID}-07"}, f"{OCID}-07"),
        ({"id": 7}, f"{OCID}#7"),
        ({"id": "", "date": "2027-02-01"}, f"{OCID}#2027-02-01"),
        ({"id": None, "date": None}, OCID),
    ],
)
def test_a_release_id_counts_within_its_process_only(release, expected):
    notice, problems = one({}, **release)
    assert notice.publication_id == notice.tender.publication_id == expected
    assert problems == ([] if release["id"] else ["release_without_id"])


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ({"buyer": {"name": "Woonstichting De Brink"}}, "Woonstichting De Brink"),
        ({"buyer": {"id": "b"}, "parties": [{"id": "b", "name": "Woonstichting De Brink"}]}, "Woonstichting De Brink"),
        ({"tender": {"procuringEntity": {"name": "Woonstichting De Brink"}}}, "Woonstichting De Brink"),
        ({"parties": [{"id": "x", "name": "Iemand", "roles": ["supplier"]}, {"id": "b", "name": "De Brink", "roles": ["buyer"]}]}, "De Brink"),
        ({"parties": [{"id": "b", "roles": ["buyer"], "identifier": {"legalName": "Stichting De Brink"}}]}, "Stichting De Brink"),
        ({"buyer": {}, "parties": [{"name": "Iemand", "roles": ["supplier"]}]}, ""),
        ({"parties": [{"name": "De Brink", "roles": ["buyer"]}, {"name": "Iemand", "roles": ["supplier"]}]}, "De Brink"),
        ({}, ""),
    ],
)
def test_the_buyer(release, expected):
    assert one(**release)[0].tender.buyer == expected


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ({"identifier": {"scheme": "NL-KVK", "id": "07654321"}}, "07654321"),
        ({"identifier": {"scheme": "NL-KVK", "id": "KvK 7654321"}}, "07654321"),
        ({"identifier": {"scheme": "GB-COH", "id": "01234567"}}, "GB-COH-01234567"),
        ({"identifier": {"scheme": "GB-COH", "id": "11111111.0"}}, "GB-COH-11111111"),
        ({"identifier": {"id": "NL001234567B01"}}, "NL001234567B01"),
        ({"identifier": {"scheme": "GB-COH", "id": "01234567"}, "additionalIdentifiers": [{"scheme": "NL-KVK", "id": "7654321"}]}, "07654321"),
        ({"identifier": {"legalName": "De Es"}}, ""),
    ],
)
def test_the_registration_number_of_a_winner(party, expected):
    notice, _ = one(awards=[{"id": "a", "suppliers": [{"id": "s"}]}], parties=[{"id": "s", "name": "De Es"} | party])
    assert [(award.supplier, award.supplier_number) for award in notice.awards] == [("De Es", expected)]


def test_winners_of_one_award_share_its_amount_and_that_is_told():
    suppliers = [{"name": "Groenploeg De Es"}, {"name": "Ing. Bakker Glas B.V."}, {"name": "Groenploeg De Es"}]
    notice, told = one(awards=[{"id": "a", "value": {"amount": 900}, "suppliers": suppliers}])
    assert [(award.supplier, award.amount) for award in notice.awards] == [("Groenploeg De Es", 900.0), ("Ing. Bakker Glas B.V.", 900.0)]
    assert told == ["award_value_shared"]


def test_a_contract_completes_its_award():
    signed = [{"awardID": "a", "value": {"amount": amount}, "dateSigned": "2027-05-02T00:00:00+02:00"} for amount in (100, 50)]
    notice, _ = one(awards=[{"id": "a", "suppliers": [{"name": "De Es"}]}], contracts=signed)
    assert notice.awards == (Award("De Es", amount=150.0, award_date=date(2027, 5, 2)),)


@pytest.mark.parametrize(
    ("release", "winners"),
    [
        ({"contracts": [{"awardID": "a", "suppliers": [{"name": "De Es"}]}]}, ["De Es"]),
        ({"contracts": [{"awardID": "a", "suppliers": [{"name": "De Es"}], "status": "cancelled"}]}, []),
        ({"contracts": [{"awardID": "a", "suppliers": [{"name": "De Es"}]}], "awards": [{"id": "a", "status": "cancelled"}]}, []),
        ({"awards": [{"suppliers": [{"name": "De Es"}]}, {"suppliers": [{"name": "De Brink"}]}]}, ["De Es", "De Brink"]),
        ({"awards": [{"id": "a", "suppliers": [{"name": "De Es"}]}, {"id": "b", "status": "unsuccessful", "suppliers": [{"name": "X"}]}]}, ["De Es"]),
        ({"awards": [{"suppliers": [{"id": "s"}]}], "parties": [{"name": "De Brink"}, {"id": "s", "name": "De Es"}]}, ["De Es"]),
    ],
)
def test_who_has_won(release, winners):
    assert [award.supplier for award in one(**release)[0].awards] == winners


def test_an_award_without_a_winner_gives_its_status_only():
    notice, told = one({}, awards=[{"id": "a", "status": "active"}])
    assert (notice.awards, notice.tender.lots[0].status, told) == ((), Status.AWARDED, ["award_without_supplier"])


def test_field_names_that_were_folded_with_their_lines_are_mended():
    notice, told = one({"tender    Period": {"endDa te": "2027-03-15T12:00:00Z"}})
    assert (notice.tender.lots[0].deadline_date, told) == (date(2027, 3, 15), [])


# The forms of a file.

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
