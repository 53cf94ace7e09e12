"""Official lists as their makers publish them, in small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from matcher.errors import SourceError
from matcher.model import Place, Severity, VocabularyEntry
from matcher.sources.limits import ReadLimits
from matcher.sources.official_lists import OfficialList, read_official

Read = Callable[..., OfficialList]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_text(scheme: str, text: str, encoding: str = "utf-8") -> OfficialList:
        path = tmp_path / "list.csv"
        path.write_bytes(text.encode(encoding))
        return read_official(path, scheme, limits=ReadLimits())

    return read_text


CAFE = VocabularyEntry("55410000", "Exploitatie van cafés", "Bar management services")

SAME_LIST = {
    "commas": ("code,label_nl,label_en\n55410000-7,Exploitatie van cafés,Bar management services\n", "utf-8"),
    "semicolons and a byte order mark": ("CODE;DE;EN;NL\n55410000-7;Barbetrieb;Bar management services;Exploitatie van cafés\n", "utf-8-sig"),
    "tabs and Windows-1252": ("CPV-code\tOmschrijving\tEnglish\n55410000-7\tExploitatie van cafés\tBar management services\n", "cp1252"),
    "a title above, digits alone": ("CPV 2008\n\nCPV;Nederlands;Engels\n55410000;Exploitatie van cafés;Bar management services\n", "utf-8"),
    "a quoted label": ('code,nl,en\n"55410000-7","Exploitatie van cafés","Bar management services"\n', "utf-8"),
}


@pytest.mark.parametrize(("text", "encoding"), SAME_LIST.values(), ids=SAME_LIST.keys())
def test_it_reads_one_list_in_every_dress(read: Read, text: str, encoding: str) -> None:
    assert read("cpv", text, encoding).entries == (CAFE,)


def test_it_reads_a_spreadsheet_and_gives_codes_their_lost_zero_back(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Code", "Omschrijving"], [3100000, "Tuinbouwproducten"], ["55410000-7", "Cafés"]):
        book.active.append(row)
    book.save(tmp_path / "cpv.xlsx")
    read = read_official(tmp_path / "cpv.xlsx", "cpv", limits=ReadLimits())
    assert [entry.code for entry in read.entries] == ["03100000", "55410000"]


def test_it_reads_esco_occupations_with_their_other_names(read: Read) -> None:
    text = (
        "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,code\n"
        'Occupation,http://example.org/occupation/1a-2b,9123,glazenwasser,"ramenwasser\nglazenwasser gevels\n\nramenwasser",ruitenwasser,9123.1\n'
    )
    names = ("ramenwasser", "glazenwasser gevels", "ruitenwasser")
    assert read("esco", text).entries == (VocabularyEntry("1a-2b", "glazenwasser", "", names, "9123"),)


def test_it_reads_isco_groups_by_their_own_code(read: Read) -> None:
    text = "conceptType,conceptUri,code,preferredLabel,altLabels\nISCOGroup,http://example.org/isco/C9123,9123,Glazenwassers,\n"
    assert read("esco", text).entries == (VocabularyEntry("C9123", "Glazenwassers", isco="9123"),)


def test_it_reads_sbi_codes_with_and_without_dots(read: Read) -> None:
    text = "SBI;Omschrijving\nA;Landbouw\n01.13;Groenteteelt\n81221;Glazenwassen\n"
    labels = {entry.code: entry.label_nl for entry in read("sbi", text).entries}
    assert labels == {"A": "Landbouw", "0113": "Groenteteelt", "81221": "Glazenwassen"}


def geonames(country: str, code: str, latitude: str, longitude: str) -> str:
    return "\t".join((country, code, "Enschede", "Overijssel", "15", "Enschede", "0153", "", "", latitude, longitude, "6")) + "\n"


PLACES = {
    "GeoNames": geonames("NL", "7511", "52.22", "6.89") + geonames("NL", "7512", "52.21", "6.9"),
    "a table": "pc4,place,lat,lon\n7511,Enschede,52.22,6.89\n7512,Enschede,52.21,6.9\n",
    "Dutch headings and decimal commas": "Postcode;Woonplaats;Breedtegraad;Lengtegraad\n7511;Enschede;52,22;6,89\n7512 AB;Enschede;52,21;6,9\n",
}


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES.keys())
def test_it_reads_districts(read: Read, text: str) -> None:
    assert read("pc4", text).places == (Place("7511", "Enschede", 52.22, 6.89), Place("7512", "Enschede", 52.21, 6.9))


def test_it_puts_a_district_of_two_villages_between_them(read: Read) -> None:
    (place,) = read("pc4", "pc4,place,lat,lon\n7849,De Kiel,52.8,6.7\n7849,Diphoorn,52.9,6.9\n").places
    assert place == Place("7849", "De Kiel", 52.85, 6.8)


BAD_ROWS = {
    "not a code": ("cpv", "code,nl\n03100000,Tuin\n55410000,Cafés\nn.v.t.,Overig\n", "official_code", 4),
    "no label": ("sbi", "sbi,omschrijving\n0113,Groente\n8121,Schoonmaak\n9999,\n", "field_missing", 4),
    "no ISCO group": ("esco", "uri,preferredLabel,iscoGroup\nx/1,kok,5120\nx/2,ober,5131\nx/3,bakker,onbekend\n", "official_code", 4),
    "another country": (
        "pc4",
        geonames("NL", "7511", "52.22", "6.89") + geonames("NL", "7512", "52.21", "6.9") + geonames("BE", "1000", "50.8", "4.3"),
        "official_code",
        3,
    ),
    "coordinates swapped": ("pc4", "pc4,place,lat,lon\n7511,A,52.2,6.8\n7512,B,52.2,6.8\n7513,C,6.8,52.2\n", "coordinate_outside", 4),
    "no number": ("pc4", "pc4,place,lat,lon\n7511,A,52.2,6.8\n7512,B,52.2,6.8\n7513,C,noord,6.8\n", "coordinate_outside", 4),
    "a code with two names": ("sbi", "sbi,omschrijving\n0113,Groente\n8121,Schoonmaak\n0113,Fruit\n", "official_code_twice", 4),
}


@pytest.mark.parametrize(("scheme", "text", "code", "row"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_it_keeps_the_good_rows_and_says_which_is_bad(read: Read, scheme: str, text: str, code: str, row: int) -> None:
    found = read(scheme, text)
    assert len(found.entries) + len(found.places) == 2
    assert found.rows_seen == 3
    assert [(problem.code, problem.origin.row) for problem in found.problems] == [(code, row)]


def test_it_tells_a_repeated_row_as_a_note(read: Read) -> None:
    (problem,) = read("sbi", "sbi,omschrijving\n0113,Groente\n0113,Groente\n").problems
    assert (problem.code, problem.severity) == ("duplicate_row", Severity.NOTE)


REFUSED = {
    "another list": ("cpv", "naam,kvk\nBakker,12345678\n", "not_an_official_list"),
    "CPV codes as SBI": ("sbi", "code,label_nl\n03100000-2,Tuin\n55410000-7,Cafés\n", "not_an_official_list"),
    "SBI codes as CPV": ("cpv", "code,omschrijving\n0113,Groente\n8121,Schoonmaak\n", "not_an_official_list"),
    "occupations without a group": ("esco", "beroep,synoniemen\nkok,chef\n", "not_an_official_list"),
    "column names alone": ("sbi", "SBI;Omschrijving\n", "not_an_official_list"),
    "nothing": ("pc4", "", "file_empty"),
}


@pytest.mark.parametrize(("scheme", "text", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses_what_is_no_such_list(read: Read, scheme: str, text: str, code: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read(scheme, text)
    assert refusal.value.code == code


def test_it_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refusal:
        read_official(tmp_path / "nowhere.csv", "cpv", limits=ReadLimits())
    assert refusal.value.code == "file_missing"


REAL = {
    "cpv": ("cpv2008_nl_en.csv", 9454),
    "esco": ("esco_occupations_nl.csv", 3039),
    "sbi": ("sbi_2008_nl.csv", 943),
    "pc4": ("geonames_NL.txt", 4086),
}


@pytest.mark.shared
@pytest.mark.parametrize("scheme", REAL)
def test_it_reads_the_real_lists_whole(shared: Callable[..., Path], scheme: str) -> None:
    name, size = REAL[scheme]
    found = read_official(shared("reference", name), scheme, limits=ReadLimits())
    assert (len(found.entries) + len(found.places), found.problems) == (size, ())
