"""Files of suppliers and job-seekers (.xlsx .xls .ods .csv .jsonl), with Dutch or English headings.

Suppliers: id, name, kvk, description, keywords, sbi, cpv, postcode, place, headcount, max_contract_eur, certificates, kind, is_person, email; only
`name` is required. Job-seekers: id, wants, skills, experience, hours_per_week, postcode4, max_travel_km, languages, driving_licence, consent_until;
`id` (a pseudonym) and `wants` are required. Whatever else a file holds about a job-seeker (name, birth date, BSN, benefit) is not read,
by law and by design.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from matcher.model import JobSeeker, Origin, Problem, Severity, Supplier
from matcher.sources.cpv import read_codes
from matcher.sources.limits import ReadLimits
from matcher.sources.records import FieldReader, read_records
from matcher.sources.spreadsheet import read_table
from matcher.sources.texts import folded, masked

SUPPLIER_COLUMNS: Mapping[str, str] = {
    "id": "id; nummer; nr; code; identifier; leveranciersnummer; relatienummer",
    "name": (
        "name; naam; bedrijfsnaam; naam organisatie; organisatie; onderneming; naam onderneming; company; company name; naam bedrijf; "
        "bedrijf; leverancier; supplier; ondernemer"
    ),
    "kvk": "kvk; kvk nummer; kvknummer; kvk nr; kamer van koophandel; chamber of commerce; company number; inschrijfnummer kvk",
    "description": (
        "description; omschrijving; beschrijving; wat doen jullie; wat doen we; toelichting; diensten; activiteiten; aanbod; services; profiel"
    ),
    "keywords": "keywords; trefwoorden; zoekwoorden; kernwoorden; tags; producten en diensten; specialismen",
    "sbi": "sbi; sbi code; sbi codes; sbi code s; branchecode",
    "cpv": "cpv; cpv code; cpv codes; cpv code s",
    "postcode": "postcode; post code; zip; pc",
    "place": "place; plaats; vestigingsplaats; woonplaats; stad; town; city; gemeente; location",
    "headcount": "headcount; aantal medewerkers; medewerkers; personeel; aantal mensen; fte; employees; number of employees; staff; omvang",
    "max_contract_eur": (
        "max contract eur; max contract; maximale opdracht; grootste opdracht; maximum opdrachtwaarde; maximale opdrachtwaarde; max opdracht; "
        "max contract value; grootste opdracht euro; max opdrachtwaarde"
    ),
    "certificates": "certificates; certificaten; keurmerken; certificering; erkenningen; keurmerk; certificaat",
    "kind": "kind; soort; type; rechtsvorm; soort organisatie; vorm; legal form; type organisatie",
    "is_person": "is person; eenmanszaak; zzp; zzper; eenpitter; sole trader; is eenmanszaak",
    "email": "email; e mail; mail; mailadres; e mailadres; emailadres; email address; contact email",
}
"""Field -> its headings (see `columns`)."""

JOBSEEKER_COLUMNS: Mapping[str, str] = {
    "id": "id; nummer; nr; code; kandidaatnummer; kandidaat; pseudoniem; candidate; identifier; clientnummer",
    "wants": (
        "wants; wil; wens; wensen; zoekt; gewenst werk; wat wil ik; werk gezocht; gezocht werk; looking for; wanted work; ambitie; gewenste "
        "functie; beroepswens"
    ),
    "skills": "skills; vaardigheden; kan; wat kan ik; competenties; diploma s; diplomas; sterk in; kwaliteiten",
    "experience": "experience; ervaring; werkervaring; werkverleden; work experience",
    "hours_per_week": "hours per week; uren; uren per week; uur per week; beschikbare uren; hours; aantal uren; uren p w",
    "postcode4": "postcode4; postcode; pc4; wijk postcode; post code; postcode 4 cijfers",
    "max_travel_km": (
        "max travel km; reisafstand; max reisafstand; maximale reisafstand; reisafstand km; km; max km; travel distance; max afstand; afstand"
    ),
    "languages": "languages; talen; taal; taalbeheersing; language",
    "driving_licence": "driving licence; rijbewijs; rijbewijs b; driving license; drivers licence",
    "consent_until": "consent until; toestemming tot; toestemming geldig tot; consent; toestemming; akkoord tot",
}
"""Field -> its headings (see `columns`)."""

_NOT_KEPT = frozenset(
    "naam; name; voornaam; achternaam; first name; last name; geboortedatum; date of birth; birth date; leeftijd; age; bsn; geslacht; sex; gender; "
    "nationaliteit; nationality; uitkering; benefit; gezondheid; health; beperking; disability; adres; address; telefoon; phone; email; e mail; "
    "mobiel; straat; street; diagnose".split("; ")
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read_suppliers(
    path: Path, *, limits: ReadLimits, file_name: str | None = None, known_cpv: Collection[str] = ()
) -> tuple[list[Supplier], list[Problem]]:
    """Read suppliers. Raised if the file as a whole cannot be read: SourceError. A row without a name, or that repeats an id, is a problem."""
    rows, problems = read_rows(path, limits, file_name, SUPPLIER_COLUMNS)
    found: list[Supplier] = []
    seen: dict[str, Origin] = {}
    for origin, record in rows:
        reader = FieldReader(record, origin, problems)
        name = reader.text("name")
        if not name:
            problems.append(Problem("field_missing", {"field": "name"}, origin, "name", Severity.ERROR))
            continue
        if _repeats(reader.text("id"), origin, seen, problems):
            continue
        found.append(_supplier(reader, name, frozenset(known_cpv)))
    return found, problems


def _supplier(reader: FieldReader, name: str, known_cpv: frozenset[str]) -> Supplier:
    codes: list[str] = []
    for text in reader.texts("cpv"):
        reading = read_codes(text, known_cpv)
        codes += [code for code in reading.codes if code not in codes]
        reader.problems += [Problem("cpv_check_digit", {"code": code}, reader.origin, "cpv", Severity.NOTE) for code in reading.wrong_digit]
        reader.problems += [Problem("cpv_not_a_code", {"text": refused}, reader.origin, "cpv") for refused in reading.refused]
    headcount = reader.number("headcount")
    return Supplier(
        name=name,
        external_id=reader.text("id") or None,
        kvk=_kvk(reader),
        description=reader.text("description"),
        keywords=reader.texts("keywords"),
        sbi=_sbi(reader),
        cpv=tuple(codes),
        postcode=_postcode(reader),
        place=reader.text("place"),
        headcount=None if headcount is None else round(headcount),
        max_contract_amount=reader.number("max_contract_eur"),
        certificates=reader.texts("certificates"),
        kind=reader.text("kind"),
        is_person=reader.yes("is_person") or "eenmanszaak" in reader.text("kind").lower() or reader.text("kind").lower() == "zzp",
        email=_email(reader),
        origin=reader.origin,
    )


def read_jobseekers(path: Path, *, limits: ReadLimits, file_name: str | None = None) -> tuple[list[JobSeeker], list[Problem]]:
    """Read job-seekers. Raised if the file as a whole cannot be read: SourceError. Personal columns are not read, and told."""
    rows, problems = read_rows(path, limits, file_name, JOBSEEKER_COLUMNS)
    found: list[JobSeeker] = []
    seen: dict[str, Origin] = {}
    personal = sorted({name for _, record in rows for name in record if name not in JOBSEEKER_COLUMNS and folded(str(name)) in _NOT_KEPT})
    if personal:
        problems.append(Problem("personal_column", {"columns": ", ".join(personal)}, Origin(file_name or path.name), severity=Severity.NOTE))
    for origin, record in rows:
        reader = FieldReader(record, origin, problems)
        missing = [name for name in ("id", "wants") if not reader.text(name)]
        problems += [Problem("field_missing", {"field": name}, origin, name, Severity.ERROR) for name in missing]
        if missing or _repeats(reader.text("id"), origin, seen, problems):
            continue
        found.append(
            JobSeeker(
                external_id=reader.text("id"),
                wants=masked(reader.text("wants")),
                skills=masked(reader.text("skills")),
                experience=masked(reader.text("experience")),
                hours_per_week=reader.number("hours_per_week"),
                postcode4=_postcode(reader, "postcode4")[:4],
                max_travel_km=reader.number("max_travel_km"),
                languages=reader.texts("languages"),
                driving_licence=_licence(reader),
                consent_until=reader.day("consent_until"),
                origin=origin,
            )
        )
    return found, problems


def read_rows(
    path: Path, limits: ReadLimits, file_name: str | None, headings: Mapping[str, str]
) -> tuple[list[tuple[Origin, dict[str, Any]]], list[Problem]]:
    """Return (where it stood, field -> value) per row of a record file or a table with these headings, and what was wrong with other lines."""
    if Path(file_name or path.name).suffix.lower() in (".jsonl", ".ndjson"):
        records = read_records(path, limits=limits, file_name=file_name)
        return records.rows, list(records.problems)
    return [(origin, dict(values)) for origin, values in read_table(path, limits=limits, headings=headings, file_name=file_name)], []


def _repeats(identifier: str, origin: Origin, seen: dict[str, Origin], problems: list[Problem]) -> bool:
    first = seen.setdefault(identifier, origin) if identifier else origin
    if first is not origin:
        problems.append(Problem("id_twice", {"id": identifier, "row": str(first.row)}, origin, "id", Severity.ERROR))
    return first is not origin


def _kvk(reader: FieldReader) -> str:
    digits = re.sub(r"\D", "", reader.text("kvk"))
    if len(digits) == 7:  # a number format dropped the leading zero
        digits = f"0{digits}"
    if digits and len(digits) not in (8, 12):
        reader.refuse("kvk", "kvk")
        return ""
    return digits


def _sbi(reader: FieldReader) -> tuple[str, ...]:
    """Return SBI codes without dots: "81.22" is "8122"."""
    codes = []
    for text in reader.texts("sbi"):
        found = re.match(r"\s*(\d{2}(?:\.?\d{1,3}){0,2})", text)
        if found:
            codes.append(found[1].replace(".", ""))
        else:
            reader.problems.append(Problem("field_wrong_type", {"field": "sbi", "wanted": "sbi", "text": masked(text)[:60]}, reader.origin, "sbi"))
    return tuple(dict.fromkeys(codes))


def _postcode(reader: FieldReader, name: str = "postcode") -> str:
    """Return a Dutch postcode as "1234 AB", or its four digits."""
    text = reader.text(name).upper()
    found = re.search(r"\b([1-9]\d{3})\s?([A-Z]{2})?\b", text)
    if text and not found:
        reader.refuse(name, "postcode")
    return " ".join(filter(None, found.groups())) if found else ""


def _email(reader: FieldReader) -> str:
    text = reader.text("email").removeprefix("mailto:")
    if text and not _MAIL.fullmatch(text):
        reader.refuse("email", "email")
        return ""
    return text


def _licence(reader: FieldReader) -> bool | None:
    """Return whether there is a driving licence: "B" and "BE" mean yes."""
    value = reader.record.get("driving_licence")
    if isinstance(value, str) and re.fullmatch(
        r"(?i)(?:ja,?\s*)?(?:am|a|b|be|b\+e|c|ce|c1|d|t)(?:\s*[,/+&en ]+\s*(?:am|a|b|be|c|ce|d|t))*", value.strip()
    ):
        return True
    return reader.yes("driving_licence")
