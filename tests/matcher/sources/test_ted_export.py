"""TED_EXPORT notices: contract, award, planning and corrigendum of R2.0.9, and a defence award of R2.0.8."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from matcher.model import Award, Notice, NoticeKind, NoticeReading, Status
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


def test_a_contract_notice() -> None:
    read = notice("ted_f02.xml")
    assert (read.publisher, read.publication_id, read.kind) == ("ted", "45678-2021", NoticeKind.COMPETITION)
    assert (read.procedure_id, read.refers_to, read.nuts) == ("45678-2021", (), ("NL213",))
    assert read.published_at == datetime(2021, 1, 18, tzinfo=UTC)
    assert (read.tender.title, read.tender.buyer) == ("Catering stadskantoor", "Gemeente Esveld")
    assert (read.tender.reference, read.tender.procedure) == ("ESV-21-003", "openbare procedure")
    (lot,) = read.tender.lots
    assert (lot.number, lot.title, lot.description) == ("", "Catering stadskantoor", "Lunches en vergaderservice. Voor 400 medewerkers.")
    assert lot.cpv == ("55520000", "55523000")
    assert (lot.value_amount, lot.currency, lot.vat, lot.value_basis) == (750000.0, "EUR", "excl", "total")
    assert (lot.deadline_date, lot.duration, lot.place, lot.status) == (date(2021, 3, 2), "48 maanden", "Esveld", Status.OPEN)
    assert (lot.reserved, lot.reserved_evidence) == ("execution", "RESTRICTED_SHELTERED_PROGRAM")


def test_an_award_with_lots() -> None:
    read = notice("ted_f03.xml")
    assert (read.kind, read.procedure_id, read.refers_to) == (NoticeKind.AWARD, "56789-2020", ("ted:56789-2020",))
    assert [(lot.number, lot.title, lot.cpv, lot.value_amount, lot.status) for lot in read.tender.lots] == [
        ("1", "Schilderwerk", ("45442100",), 90000.0, Status.AWARDED),
        ("2", "Glas", ("45440000",), None, Status.AWARDED),
        ("3", "Kozijnen", ("45440000",), None, Status.CLOSED),
        ("4", "Steigers", ("45440000",), None, Status.WITHDRAWN),
    ]
    # One contract for two lots and two contractors: its amount stands once.
    assert read.awards == (
        Award("Schildersbedrijf Oosterlaan", ("1", "2"), "11220033", "Esveld", 140000.0, "EUR", date(2021, 2, 26), 5),
        Award("Werkplaats Kleurrijk", ("1", "2"), "", "Almelo", None, "EUR", date(2021, 2, 26), 5),
    )


def test_a_planning_notice_with_lots() -> None:
    read = notice("ted_f21.xml")
    assert read.kind is NoticeKind.PLANNING
    assert [(lot.number, lot.description, lot.status) for lot in read.tender.lots] == [
        ("1", "", Status.PLANNED),
        ("2", "Begeleiding thuis.", Status.PLANNED),
    ]


@pytest.mark.parametrize(
    ("said", "kind", "status"),
    [
        ("PRI_ONLY", NoticeKind.PLANNING, Status.PLANNED),
        ("PRI_CALL_COMPETITION", NoticeKind.COMPETITION, Status.OPEN),
        ("CONTRACT", NoticeKind.COMPETITION, Status.OPEN),
        ("AWARD_CONTRACT", NoticeKind.AWARD, Status.AWARDED),
        ("CONCESSION_AWARD_CONTRACT", NoticeKind.AWARD, Status.AWARDED),
        ("PER_REDUCING_TIME_LIMITS", NoticeKind.PLANNING, Status.PLANNED),
        ("QSU_ONLY", NoticeKind.COMPETITION, Status.OPEN),
    ],
)
def test_one_form_serves_several_kinds_of_notice(said: str, kind: NoticeKind, status: Status) -> None:
    read = notice("ted_f21.xml", ("PRI_ONLY", said))
    assert (read.kind, {lot.status for lot in read.tender.lots}) == (kind, {status})


def test_a_corrigendum_says_only_what_it_changes() -> None:
    read = notice("ted_f14.xml")
    assert (read.kind, read.procedure_id, read.refers_to) == (NoticeKind.CHANGE, "45678-2021", ("ted:45678-2021",))
    (lot,) = read.tender.lots
    assert (lot.number, lot.deadline_date, lot.cpv, lot.value_amount) == ("", date(2021, 3, 16), (), None)


@pytest.mark.parametrize(
    ("changes", "lots"),
    [
        ([("<SECTION>IV.2.2</SECTION>", "<SECTION>IV.2.2</SECTION><LOT_NO>03</LOT_NO>")], [("3", date(2021, 3, 16))]),
        ([("<SECTION>IV.2.2</SECTION>", "<SECTION>II.1.4</SECTION>")], []),
    ],
    ids=["of one lot", "no deadline"],
)
def test_other_corrigenda(changes: list[tuple[str, str]], lots: list[tuple[str, date]]) -> None:
    read = notice("ted_f14.xml", *changes)
    assert [(lot.number, lot.deadline_date) for lot in read.tender.lots] == lots


def test_a_defence_award_of_r208() -> None:
    read = notice("ted_r208.xml")
    assert (read.publication_id, read.kind, read.tender.buyer) == ("300001-2021", NoticeKind.AWARD, "Dienst Wachtpost")
    (lot,) = read.tender.lots
    assert (lot.title, lot.description, lot.place) == ("Veldkeukens", "Levering van twaalf veldkeukens.", "Esveld")
    assert (lot.cpv, lot.value_amount, lot.deadline_date) == (("39221000", "39314000"), 800000.0, date(2021, 5, 1))
    assert lot.status is Status.AWARDED
    assert read.awards == (Award("Keukenfabriek Noordster", (), "", "Kromhaven", 765000.0, "EUR", date(2021, 6, 3), 3),)


@pytest.mark.parametrize(
    ("element", "reserved"),
    [
        ("RESTRICTED_SHELTERED_WORKSHOP", "participation"),
        ("RESERVED_ORGANISATIONS_SERVICE_MISSION", "participation"),
        ("RESTRICTED_SHELTERED_PROGRAM", "execution"),
    ],
)
def test_reserved_contracts(element: str, reserved: str) -> None:
    (lot,) = notice("ted_f02.xml", ("RESTRICTED_SHELTERED_PROGRAM", element)).tender.lots
    assert (lot.reserved, lot.reserved_evidence) == (reserved, element)


def test_a_notice_that_is_reserved_in_words_only() -> None:
    (lot,) = notice(
        "ted_f02.xml", ("<RESTRICTED_SHELTERED_PROGRAM/>", ""), ("Voor 400", "Voorbehouden aan sociale werkplaatsen. Voor 400")
    ).tender.lots
    assert (lot.reserved, lot.reserved_evidence) == ("participation", "Voorbehouden aan sociale werkplaatsen")


@pytest.mark.parametrize(
    ("changes", "amount", "winners"),
    [
        ([('<VAL_TOTAL CURRENCY="EUR">', '<VAL_TOTAL CURRENCY="EUR" PUBLICATION="NO">')], None, 2),
        ([("<VALUES>", '<VALUES PUBLICATION="NO">')], None, 2),
        ([("<CONTRACTORS>", '<CONTRACTORS PUBLICATION="NO">')], None, 0),
        ([(">140000.00<", ">0.01<")], None, 2),
    ],
)
def test_what_is_not_for_publication_is_not_read(changes: list[tuple[str, str]], amount: float | None, winners: int) -> None:
    awards = notice("ted_f03.xml", *changes).awards
    assert len(awards) == winners
    assert {award.amount for award in awards} <= {amount}


def test_a_notice_without_a_title_is_left_out_and_one_without_a_buyer_is_not() -> None:
    untitled = reading("ted_f02.xml", ("<TITLE><P>Catering stadskantoor</P></TITLE>", "<TITLE><P> </P></TITLE>"))
    assert (untitled.notices, [problem.code for problem in untitled.problems]) == ((), ["notice_without_title"])
    nobody = reading("ted_f02.xml", ("<OFFICIALNAME>Gemeente Esveld</OFFICIALNAME>", ""))
    assert (len(nobody.notices), [problem.code for problem in nobody.problems]) == (1, ["notice_without_buyer"])


@pytest.mark.parametrize("name", ["ted_f02.xml", "ted_f03.xml", "ted_f14.xml", "ted_f21.xml", "ted_r208.xml"])
def test_no_contact_person_is_read(name: str) -> None:
    said = repr(reading(name))
    for private in ("Fenna", "Testmaker", "voorbeeld.nl", "0001122"):
        assert private not in said
