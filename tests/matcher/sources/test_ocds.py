"""OCDS releases: what each field of one becomes."""

from datetime import date, datetime

import pytest

from matcher.model import Award, Lot, NoticeKind, Status
from matcher.procedures import compile_notices
from matcher.sources.limits import ReadLimits
from matcher.sources.ocds import read_releases
from tests.matcher.sources.ocds_example import EXAMPLE, OCID, parse


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
