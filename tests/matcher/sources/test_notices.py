"""Notices as files: what is refused and with which sentence, hostile XML, and real notices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.errors import SourceError
from matcher.model import NoticeReading
from matcher.problems import PROBLEMS, PROBLEMS_EN
from matcher.sources.limits import ReadLimits
from matcher.sources.notices import parse_notice, read_notices

NOTICES = Path(__file__).parent / "notices"
CONTRACT = (NOTICES / "eforms_competition.xml").read_bytes()
OLDER = (NOTICES / "ted_f02.xml").read_bytes()
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
TITLE = b"Onderhoud van parken en schoonmaak van bushokjes"


def parse(data: bytes) -> NoticeReading:
    return parse_notice(data, file="bericht.xml", limits=ReadLimits())


def with_doctype(doctype: bytes, notice: bytes = CONTRACT) -> bytes:
    return DECLARATION + doctype + notice.removeprefix(DECLARATION)


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 12))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "notice_empty"),
        (b" \n ", "notice_empty"),
        (b"publicatie;titel\n1;Groen", "notice_not_xml"),
        (b"%PDF-1.7\n%\xe2\xe3", "notice_not_xml"),
        (b"\x00" * 5000, "notice_not_xml"),
        (CONTRACT[:4000], "notice_damaged"),
        (CONTRACT + b"<extra/>", "notice_damaged"),
        (CONTRACT.replace(TITLE, b"\xff\xfe\x80"), "notice_damaged"),
        (CONTRACT.replace(TITLE, b"&naam;"), "notice_damaged"),
        (CONTRACT.replace(b"UTF-8", b"UTF-99"), "notice_damaged"),
        (b"<html><body>Niet gevonden</body></html>", "notice_is_page"),
        (b"<!doctype html>\n<title>Niet gevonden</title>", "notice_is_page"),
        (b'<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>', "notice_unknown"),
        (b"<BusinessRegistrationInformationNotice/>", "notice_registration"),
        (with_doctype(b'<!DOCTYPE n [<!ENTITY x SYSTEM "file:///etc/passwd">]>').replace(TITLE, b"&x;"), "notice_doctype"),
        (with_doctype(b'<!DOCTYPE n SYSTEM "http://127.0.0.1:9/n.dtd">'), "notice_doctype"),
        (with_doctype(b'<!DOCTYPE n [<!ENTITY l0 "ha">' + LAUGHS + b"]>").replace(TITLE, b"&l11;"), "notice_doctype"),
        (with_doctype(b"<!-- <a> -->" + b'<!DOCTYPE n [<!ENTITY x "y">]>', OLDER), "notice_doctype"),
        (with_doctype(b'<!DOCTYPE n [<!ENTITY x "y">]>').decode().replace("UTF-8", "UTF-16").encode("utf-16"), "notice_doctype"),
        (b"<ContractNotice>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</ContractNotice>", "notice_damaged"),
        (CONTRACT.replace(TITLE, b"x" * 11_000_000), "notice_damaged"),
        (CONTRACT + b" " * 20_000_000, "notice_too_large"),
    ],
    ids=[
        "no bytes", "blank", "csv", "pdf", "zeros", "truncated", "two roots", "wrong encoding", "unknown entity", "unknown encoding", "web page",
        "web page with doctype",
        "invoice", "registration", "external entity", "external dtd", "billion laughs", "doctype behind a comment", "doctype in utf-16",
        "deep", "giant text", "too large",
    ],
)  # fmt: skip
def test_what_is_no_notice_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(SourceError) as refused:
        parse(data)
    assert refused.value.code == code
    for table in (PROBLEMS, PROBLEMS_EN):
        assert "{" not in table[code].format(**refused.value.params)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + CONTRACT,
        CONTRACT.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        CONTRACT.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        b"\n" + CONTRACT.removeprefix(DECLARATION),
        CONTRACT.replace(b"<cbc:VersionID>", b"<?onbekend x?><!-- <!DOCTYPE x> --><cbc:VersionID>"),
    ],
    ids=["byte order mark", "utf-16", "latin-1", "no declaration", "comment and instruction"],
)
def test_other_ways_to_write_the_same_notice(data: bytes) -> None:
    assert parse(data).notices[0].tender.title.encode() == TITLE
    assert parse(data).problems == ()


def test_a_file_is_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "upload-1.xml"
    path.write_bytes(CONTRACT)
    reading = read_notices(path, limits=ReadLimits(), file_name="groen.xml")
    assert (reading.file, reading.notices[0].origin.file) == ("groen.xml", "groen.xml")
    assert reading.notices[0].tender.lots[0].origin.file == "groen.xml"
    for refused, code in ((tmp_path, "not_a_file"), (tmp_path / "weg.xml", "file_missing")):
        with pytest.raises(SourceError) as error:
            read_notices(refused, limits=ReadLimits())
        assert error.value.code == code
    with pytest.raises(SourceError) as error:
        read_notices(path, limits=ReadLimits(file_bytes=1000))
    assert error.value.code == "notice_too_large"


@pytest.mark.shared
def test_every_real_notice_gives_a_tender(shared: Callable[..., Path]) -> None:
    paths = sorted(shared("real", "notices-xml").glob("*.xml"))
    assert len(paths) >= 71
    for path in paths:
        (notice,) = read_notices(path, limits=ReadLimits()).notices
        assert notice.tender.title and notice.tender.buyer and notice.published_at, path.name
        assert notice.tender.lots and all(lot.title and lot.cpv for lot in notice.tender.lots), path.name
        assert len({lot.number for lot in notice.tender.lots}) == len(notice.tender.lots), path.name


@pytest.mark.shared
def test_every_example_of_the_eforms_sdk_is_read_or_gets_a_reason(shared: Callable[..., Path]) -> None:
    paths = sorted(shared("real", "eforms-sdk-examples").glob("*.xml"))
    assert len(paths) >= 90
    for path in paths:
        try:
            reading = read_notices(path, limits=ReadLimits())
        except SourceError as error:
            assert (path.stem[:2], error.code) in {("X0", "notice_registration")}, path.name
            continue
        if path.name.startswith("INVALID_"):
            assert reading.problems, path.name
            continue
        (notice,) = reading.notices
        assert notice.tender.title and notice.tender.buyer and notice.tender.lots, path.name
        assert {problem.code for problem in reading.problems} <= {"value_covers_lots"}, path.name
