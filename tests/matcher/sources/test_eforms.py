"""eForms notices: what planning, competition, result and change notices say, in one small fictional notice of each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from matcher.model import Award, Notice, NoticeKind, NoticeReading, Severity, Status
from matcher.sources.limits import ReadLimits
from matcher.sources.notices import parse_notice

NOTICES = Path(__file__).parent / "notices"


def reading(name: str, *changes: tuple[str, str]) -> NoticeReading:
    """Read a notice of the folder, each change made in its text first."""
    text = (NOTICES / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse_notice(text.encode(), file=name, limits=ReadLimits())


def notice(name: str, *changes: tuple[str, str]) -> Notice:
    (found,) = reading(name, *changes).notices
    return found


def test_a_contract_notice_with_two_lots() -> None:
    read = notice("eforms_competition.xml")
    assert (read.publisher, read.publication_id, read.version, read.kind) == ("ted", "45678-2027", "02", NoticeKind.COMPETITION)
    assert read.procedure_id == "1f0e9d8c-0000-4b7a-8c65-ba9876543210"
    assert read.published_at == datetime(2027, 1, 21, tzinfo=UTC)
    assert (read.refers_to, read.nuts, read.awards) == (("ted:9876-2026",), ("NL132",), ())
    tender = read.tender
    assert (tender.title, tender.buyer) == ("Onderhoud van parken en schoonmaak van bushokjes", "Gemeente Lindeveen")
    assert (tender.reference, tender.procedure) == ("LV-2027-014", "openbare procedure")
    assert tender.url == "https://ted.europa.eu/nl/notice/-/detail/45678-2027"
    park, shelters = tender.lots
    assert (park.number, park.title) == ("1", "Maaien en snoeien in drie parken")
    assert park.description == "Gras, hagen en bosplantsoen in de wijken Noord en West."
    assert park.cpv == ("77311000", "77340000")
    assert (park.value_amount, park.value_max_amount, park.currency, park.vat, park.value_basis) == (480000.5, 620000.0, "EUR", "excl", "total")
    assert (park.deadline_date, park.start_date, park.duration) == (date(2027, 3, 1), date(2027, 6, 1), "24 maanden")
    assert (park.place, park.reserved, park.status) == ("Lindeveen", "", Status.OPEN)
    # What lot 2 does not say itself comes from the procedure; "Zie bestek." says nothing.
    assert (shelters.number, shelters.description, shelters.cpv, shelters.value_amount) == ("2", "", ("77310000",), None)
    assert (shelters.reserved, shelters.reserved_evidence) == ("participation", "BT-71: res-ws; BT-736: yes")
    assert shelters.deadline_date == date(2027, 2, 22)


def test_the_parts_of_a_planning_notice_are_its_lots() -> None:
    read = reading("eforms_planning.xml")
    (planned,) = read.notices
    assert planned.kind is NoticeKind.PLANNING
    assert planned.publication_id == "0a1b2c3d-0000-4e5f-8a6b-0011223344aa"  # not published in the Official Journal
    assert planned.tender.url == ""
    assert planned.published_at == datetime(2026, 11, 1, 23, 15, tzinfo=UTC)
    assert planned.tender.buyer == "Inkoopbureau Kromhaven"  # the second of two buyers leads
    assert planned.nuts == ("NL112",)  # the buyer's, for want of a place of performance
    assert [(lot.number, lot.title, lot.value_amount, lot.status) for lot in planned.tender.lots] == [
        ("1", "Baggeren", 900000.0, Status.PLANNED),
        ("2", "Oevers, voorbehouden aan sociale werkplaatsen", 900000.0, Status.PLANNED),
    ]
    assert planned.tender.lots[1].reserved == "participation"
    assert planned.tender.lots[1].reserved_evidence == "Oevers, voorbehouden aan sociale werkplaatsen"
    assert [(problem.code, problem.severity) for problem in read.problems] == [("value_covers_lots", Severity.NOTE)]


def test_a_result_tells_who_won_which_lot() -> None:
    read = notice("eforms_result.xml")
    assert read.kind is NoticeKind.AWARD
    assert [(lot.number, lot.status) for lot in read.tender.lots] == [("1", Status.AWARDED), ("2", Status.AWARDED), ("3", Status.CLOSED)]
    # The offer of TEN-0009 was listed for lot 1, but has no contract. Of a group the leader comes first, with the amount.
    assert read.awards == (
        Award("Groenbedrijf Wilgenhof", ("1",), "11223344", "Wilgenhof", 120000.0, "EUR", date(2027, 4, 8), 4),
        Award("Sociale Wasserij De Golf", ("2",), "44332211", "Kromhaven", 55000.0, "EUR", date(2027, 5, 4), 2),
        Award("Transport Veltman", ("2",), "", "Kromhaven", None, "EUR", date(2027, 5, 4), 2),
    )


def withheld(code: str) -> str:
    return f"<efac:FieldsPrivacy><efbc:FieldIdentifierCode>{code}</efbc:FieldIdentifierCode></efac:FieldsPrivacy>"


TENDER_1 = '<efac:LotTender>\n              <cbc:ID schemeName="tender">TEN-0001</cbc:ID>\n'


@pytest.mark.parametrize(
    ("changes", "amount", "bids", "winners"),
    [
        ([(TENDER_1, TENDER_1 + withheld("win-ten-val"))], None, 4, 3),
        ([(">120000<", ">-1<")], None, 4, 3),  # what a withheld amount looks like when published
        ([(">120000<", ">1<")], None, 4, 3),  # typed because the form asks for something
        ([("<efac:ReceivedSubmissionsStatistics>", "<efac:ReceivedSubmissionsStatistics>" + withheld("rec-sub-cou"))], 120000.0, None, 3),
        ([(">Groenbedrijf Wilgenhof<", ">unpublished<")], 55000.0, 2, 2),
        ([('RES-0001</cbc:ID>', 'RES-0001</cbc:ID>' + withheld("win-cho"))], 55000.0, 2, 2),
    ],
    ids=["amount", "amount masked", "placeholder", "number of offers", "name masked", "winner"],
)  # fmt: skip
def test_what_is_withheld_is_not_read(changes: list[tuple[str, str]], amount: float | None, bids: int | None, winners: int) -> None:
    awards = notice("eforms_result.xml", *changes).awards
    assert len(awards) == winners
    assert (awards[0].amount, awards[0].bids) == (amount, bids)


def test_a_withheld_winner_leaves_the_lot_closed_not_awarded() -> None:
    read = notice("eforms_result.xml", ("RES-0001</cbc:ID>", "RES-0001</cbc:ID>" + withheld("win-cho")))
    assert [lot.status for lot in read.tender.lots] == [Status.CLOSED, Status.AWARDED, Status.CLOSED]


CHANGES = """<efac:Changes>
  <efbc:ChangedNoticeIdentifier>6b1d2f6e-0000-4c1a-9a10-0123456789ab-01</efbc:ChangedNoticeIdentifier>{change}
  <efac:ChangeReason><cbc:ReasonCode listName="change-corrig-justification">{reason}</cbc:ReasonCode></efac:ChangeReason>
</efac:Changes><efac:NoticeSubType>"""


@pytest.mark.parametrize(
    ("reason", "change", "kind", "status", "codes"),
    [
        ("update-add", "<efac:Change/>", NoticeKind.CHANGE, Status.OPEN, []),
        ("update-add", "", NoticeKind.CHANGE, Status.OPEN, ["notice_change_unspecified"]),
        ("cancel", "", NoticeKind.CANCELLED, Status.WITHDRAWN, []),
    ],
)
def test_a_change_notice(reason: str, change: str, kind: NoticeKind, status: Status, codes: list[str]) -> None:
    read = reading("eforms_competition.xml", ("<efac:NoticeSubType>", CHANGES.format(reason=reason, change=change)), ("2027-03-01", "2027-03-15"))
    (changed,) = read.notices
    assert (changed.kind, {lot.status for lot in changed.tender.lots}) == (kind, {status})
    assert changed.refers_to == ("ted:6b1d2f6e-0000-4c1a-9a10-0123456789ab", "ted:9876-2026")
    assert changed.tender.lots[0].deadline_date == date(2027, 3, 15)
    assert [problem.code for problem in read.problems] == codes


@pytest.mark.parametrize(
    ("lot_id", "number"), [("LOT-0000", ""), ("LOT-0001", ""), ("LOT-0007", "7"), ("PERCEEL A", "PERCEEL A")]
)  # fmt: skip
def test_the_only_lot_of_an_undivided_tender_has_no_number(lot_id: str, number: str) -> None:
    text = (NOTICES / "eforms_competition.xml").read_text(encoding="utf-8")
    start = text.index('  <cac:ProcurementProjectLot>\n    <cbc:ID schemeName="Lot">LOT-0002')
    only = text[:start].replace("LOT-0001", lot_id) + "</ContractNotice>"
    (read,) = parse_notice(only.encode(), file="een.xml", limits=ReadLimits()).notices
    (lot,) = read.tender.lots
    assert lot.number == number
    assert lot.title == ("Maaien en snoeien in drie parken" if number else "Onderhoud van parken en schoonmaak van bushokjes")
    assert lot.cpv == (("77311000", "77340000") if number else ("77311000", "77340000", "77310000"))


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ([], "Onderhoud van parken en schoonmaak van bushokjes"),
        ([('<cbc:Name languageID="NLD">Onderhoud van p', '<cbc:Name languageID="FRA">P')], "Upkeep of parks and cleaning of bus shelters"),
        (
            [('<cbc:Name languageID="NLD">Onderhoud van p', '<cbc:Name languageID="FRA">P'), ("Code>NLD<", "Code>FRA<")],
            "Parken en schoonmaak van bushokjes",
        ),
    ],
    ids=["Dutch first", "else English", "the notice's language before English"],
)
def test_the_language_of_texts(changes: list[tuple[str, str]], title: str) -> None:
    read = notice("eforms_competition.xml", *changes)
    assert read.tender.title.casefold() == title.casefold()


@pytest.mark.parametrize(
    ("change", "code", "kept"),
    [
        (('<cbc:Name languageID="NLD">Baggeren en oeverherstel 2027</cbc:Name>', ""), "notice_without_title", False),
        (("0a1b2c3d-0000-4e5f-8a6b-0011223344aa", " "), "notice_without_id", False),
        (("<cac:ContractingParty>", "<cac:OtherParty>"), "notice_without_buyer", True),
        (('listName="cpv">90510000', 'listName="cpv">'), "notice_without_cpv", True),
        (("PAR-0002", "PAR-0001"), "notice_lot_twice", True),
        ((">900000<", ">veel<"), "value_not_understood", True),
        (("2026-11-02+01:00", "2026-02-30"), "notice_date", True),
        ((">90510000<", ">12345678<"), "cpv_not_a_code", True),
        (("<cbc:VersionID>01</cbc:VersionID>", "<cbc:VersionID/>"), "notice_fields_empty", True),
        ((">NLD</cbc:NoticeLanguageCode>", ">Nederlands</cbc:NoticeLanguageCode>"), "notice_field", True),
    ],
)
def test_what_is_missing_or_wrong_is_told(change: tuple[str, str], code: str, kept: bool) -> None:
    changes = [change, (change[0].replace("<", "</"), change[1].replace("<", "</"))] if "ContractingParty" in change[0] else [change]
    read = reading("eforms_planning.xml", *changes)
    assert bool(read.notices) is kept
    assert code in [problem.code for problem in read.problems]


@pytest.mark.parametrize("name", ["eforms_competition.xml", "eforms_planning.xml", "eforms_result.xml"])
def test_no_contact_person_is_read(name: str) -> None:
    said = repr(reading(name))
    for private in ("Fenna", "Testmaker", "voorbeeld.nl", "0001122", "088 000 11 22"):
        assert private not in said
