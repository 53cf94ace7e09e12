"""From a file to the database and back, on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.config import Config, SourceConfig
from matcher.db import buyers, jobseekers, runs, suppliers, tables, tenders
from matcher.db.contents import content_hash, lot_content
from matcher.db.engine import Database
from matcher.db.schema import metadata
from matcher.db.tenders import StoredTender
from matcher.errors import SourceError
from matcher.feeds import ingest_source
from matcher.ingest import ImportReport, import_tenders
from matcher.model import Buyer, Status
from matcher.registers import import_jobseekers, import_suppliers
from tests.matcher.lists import write_list

ROWS = (
    ("Z-01", "Schoonmaak kantoren", None, "Dagelijks, 1.200 m2", 50_000, "90911200-8", "2027-03-01", "gepland"),
    ("Z-02", "Dakonderhoud", 1, "Gebouw Noord", 20_000, "45261900", None, "gepland"),
    ("Z-02", "Dakonderhoud", 2, "Gebouw Zuid", 30_000, "45261900", None, "gepland"),
    (None, "Levering boormachines", None, None, None, "03000000", None, "gepland"),
)
ALL_TABLES = [table for table in metadata.sorted_tables if table.name not in ("runs", "documents", "problems")]


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but those that say that something was read."""
    with database.read() as connection:
        return {table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))] for table in ALL_TABLES}


def stored(database: Database) -> dict[str, StoredTender]:
    with database.read() as connection:
        ids = connection.scalars(sa.select(tables.tenders.c.id)).all()
        return {each.tender.title: each for each in tenders.load(connection, ids)}


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.gone


def test_it_stores_a_list(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    path = write_list(tmp_path / "plan 2027.xlsx", ROWS, title="Inkoopkalender Ziekenhuis De Es")
    report = import_tenders(any_database, config, path, buyer="Ziekenhuis De Es", now=now)
    assert counts(report) == (4, 0, 0, 0)
    by_title = stored(any_database)
    assert set(by_title) == {"Schoonmaak kantoren", "Dakonderhoud", "Levering boormachines"}
    roof = by_title["Dakonderhoud"]
    assert (roof.tender.buyer, roof.tender.reference) == ("Ziekenhuis De Es", "Z-02")
    assert [(lot.lot.number, lot.lot.value_amount, lot.lot.origin.row) for lot in roof.lots] == [("1", 20_000.0, 5), ("2", 30_000.0, 6)]
    drill = by_title["Levering boormachines"].lots[0].lot
    assert (drill.cpv, drill.value_amount, drill.status, drill.origin.file) == (("03000000",), None, Status.PLANNED, "plan 2027.xlsx")
    for each in by_title.values():  # what is read back says the same as what was stored
        assert [lot.content_hash for lot in each.lots] == [content_hash(lot_content(each.tender, lot.lot)) for lot in each.lots]


@pytest.mark.parametrize("buyer", ["De Es", None])
def test_it_changes_nothing_when_it_reads_the_same_twice(
    any_database: Database, config: Config, tmp_path: Path, now: datetime, buyer: str | None
) -> None:
    path = write_list(tmp_path / "tenderlijst stadion 2027.xlsx", ROWS)
    import_tenders(any_database, config, path, buyer=buyer, now=now)
    before = contents(any_database)
    report = import_tenders(any_database, config, path, buyer=buyer, now=now.replace(hour=15))
    assert counts(report) == (0, 0, 4, 0)
    assert contents(any_database) == before


def test_it_keeps_what_a_changed_lot_was(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    first = write_list(tmp_path / "plan 2027.xlsx", ROWS)
    import_tenders(any_database, config, first, buyer="De Es", now=now)
    with any_database.write() as connection:  # as if it was matched
        connection.execute(tables.lots.update().values(matched_hash=tables.lots.c.content_hash))
    changed = [(*ROWS[0][:4], 65_000, *ROWS[0][5:]), *ROWS[1:3], (None, "Snoeien heggen", None, None, 900, None, None, "gepland")]
    second = write_list(tmp_path / "plan 2027 v2.xlsx", changed)
    report = import_tenders(any_database, config, second, buyer="De Es", now=now)
    assert counts(report) == (1, 1, 2, 1)
    change = next(change for change in report.changes if change.kind == "changed")
    assert [(field.field, field.before, field.after) for field in change.fields] == [("value_amount", 50_000.0, 65_000.0)]
    lot = stored(any_database)["Schoonmaak kantoren"].lots[0]
    assert (lot.version, lot.lot.value_amount, lot.lot.origin.file) == (2, 65_000.0, "plan 2027 v2.xlsx")
    with any_database.read() as connection:
        assert [(version.version, version.content["value_amount"]) for version in tenders.versions(connection, lot.id)] == [(1, 50_000.0)]
        waiting = connection.scalars(sa.select(tables.lots.c.title).where(tables.lots.c.matched_hash.is_(None)).order_by(tables.lots.c.title)).all()
    assert waiting == ["Schoonmaak kantoren", "Snoeien heggen"]
    assert "Levering boormachines" in stored(any_database)  # gone from the list is proposed, not withdrawn


def test_it_says_what_would_change_and_stores_nothing(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    path = write_list(tmp_path / "plan 2027.xlsx", ROWS)
    report = import_tenders(any_database, config, path, buyer="De Es", now=now, dry_run=True)
    assert (counts(report), report.dry_run) == ((4, 0, 0, 0), True)
    assert not any(contents(any_database).values())
    with any_database.read() as connection:
        assert runs.latest(connection) == []


def test_it_swaps_references_without_a_clash(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    rows = [("A", "Catering", None, None, 1, None, None, None), (None, "Vervoer", None, None, 2, None, None, None)]
    import_tenders(any_database, config, write_list(tmp_path / "a.xlsx", rows), buyer="De Es", now=now)
    swapped = [(None, "Catering", None, None, 1, None, None, None), ("A", "Vervoer", None, None, 2, None, None, None)]
    report = import_tenders(any_database, config, write_list(tmp_path / "b.xlsx", swapped), buyer="De Es", now=now)
    assert report.new + report.changed + report.unchanged == 2


LISTS = {
    "another file name, the same buyer": (("plan 2026.xlsx", "De Es"), ("lijst.xlsx", "De Es"), 1),
    "another spelling of the buyer": (("plan.xlsx", "Blackburn With Darwen"), ("plan.xlsx", "Blackburn with  Darwen."), 1),
    "a legal form": (("plan.xlsx", "Woonstichting Esrand B.V."), ("plan.xlsx", "woonstichting esrand"), 1),
    "another buyer": (("plan.xlsx", "De Es"), ("plan.xlsx", "De Linde"), 2),
    "a later version, the buyer not said": (("plan 2026 v1.xlsx", None), ("Plan_2027_DEF (2).xlsx", None), 1),
    "the buyer said afterwards": (("plan 2026.xlsx", None), ("plan 2027.xlsx", "De Es"), 1),
    "the buyer not said again": (("plan 2026.xlsx", "De Es"), ("plan 2027.xlsx", None), 1),
    "another list, the buyer not said": (("plan.xlsx", None), ("kalender.xlsx", None), 2),
}


@pytest.mark.parametrize(("first", "second", "lists"), LISTS.values(), ids=LISTS.keys())
def test_it_knows_a_list_again(
    database: Database, config: Config, tmp_path: Path, now: datetime, first: tuple[str, str | None], second: tuple[str, str | None], lists: int
) -> None:
    for name, buyer in (first, second):
        import_tenders(database, config, write_list(tmp_path / name, ROWS), buyer=buyer, now=now)
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.source_lists)) == lists
        assert len(buyers.load(connection)) == lists
    assert sum(len(each.lots) for each in _all(database)) == 4 * lists


def _all(database: Database) -> list[StoredTender]:
    with database.read() as connection:
        return tenders.load(connection, connection.scalars(sa.select(tables.tenders.c.id)).all())


def test_it_names_the_buyer_after_the_file_and_says_so(database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    report = import_tenders(database, config, write_list(tmp_path / "Lijst oost.xlsx", ROWS), now=now)
    assert [problem.params["buyer"] for problem in report.problems if problem.code == "buyer_unknown"] == ["Lijst oost"]
    assert {each.tender.buyer for each in stored(database).values()} == {"Lijst oost"}


def test_it_finds_a_known_buyer_in_the_file_name(database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    with database.write() as connection:
        buyers.find_or_create(connection, ["Stadion De Spinnerij"])
    report = import_tenders(database, config, write_list(tmp_path / "tenderlijst_stadion_de_spinnerij_2027.xlsx", ROWS), now=now)
    assert report.list_name == "Stadion De Spinnerij"
    assert {each.tender.buyer for each in stored(database).values()} == {"Stadion De Spinnerij"}


def test_it_knows_a_list_again_by_another_name_of_its_buyer(database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    path = write_list(tmp_path / "plan.xlsx", ROWS)
    import_tenders(database, config, path, buyer="Streekziekenhuis Dinkeldal", now=now)
    with database.write() as connection:
        buyers.store(connection, [Buyer("Streekziekenhuis Dinkeldal", aliases=("SZD",))])
    assert counts(import_tenders(database, config, path, buyer="SZD", now=now)) == (0, 0, 4, 0)


def test_it_remembers_how_an_officer_read_the_columns(database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    headings = ("Kenmerk", "Omschrijving", "Perceel", "Toelichting", "Bijzonderheid", "CPV-code", "Sluitingsdatum", "Status")
    path = write_list(tmp_path / "plan.xlsx", ROWS, headings=headings)
    import_tenders(database, config, path, buyer="De Es", now=now, mapping={"Bijzonderheid": "value"})
    report = import_tenders(database, config, path, buyer="De Es", now=now)
    assert counts(report) == (0, 0, 4, 0)
    assert stored(database)["Schoonmaak kantoren"].lots[0].lot.value_amount == 50_000.0


def test_it_keeps_buyers_of_one_file_apart(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "notices.jsonl"
    named = ["Burnley", "Blackburn With Darwen", "BURNLEY"]
    rows = [{"id": f"T{number}", "buyer": buyer, "title": "Schoonmaak"} for number, buyer in enumerate(named)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert counts(import_tenders(any_database, config, path, now=now)) == (3, 0, 0, 0)
    assert counts(import_tenders(any_database, config, path, now=now)) == (0, 0, 3, 0)
    with any_database.read() as connection:
        assert [each.buyer.name for each in buyers.load(connection)] == ["Blackburn With Darwen", "Burnley"]
        found = connection.scalars(sa.select(tables.lots.c.external_id).order_by(tables.lots.c.external_id)).all()
    assert found == ["T0", "T1", "T2"]


def test_it_writes_a_refused_file_down_and_stores_nothing(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"%PDF-1.7 no list")
    with pytest.raises(SourceError) as refusal:
        import_tenders(any_database, config, path, now=now)
    assert refusal.value.code == "file_is_pdf"
    with any_database.read() as connection:
        assert [(run.state, run.error) for run in runs.latest(connection)] == [("failed", "file_is_pdf")]
    assert not any(contents(any_database).values())


def test_it_keeps_the_run_its_counts_and_its_problems(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    rows = [*ROWS, (None, "Vreemd bedrag", None, None, "veel geld", None, None, None)]
    report = import_tenders(any_database, config, write_list(tmp_path / "plan.xlsx", rows), buyer="De Es", now=now)
    with any_database.read() as connection:
        run = runs.find_public(connection, report.run_public_id)
        assert run is not None
        assert (run.kind, run.state, run.subject, run.counts["new"]) == ("import", "done", "plan.xlsx", 5)
        assert runs.load_problems(connection, run.id) == list(report.problems)
        document = connection.execute(sa.select(tables.documents).where(tables.documents.c.run_id == run.id)).one()
    assert ("value_not_understood", 6) in {(problem.code, problem.origin.row) for problem in report.problems}
    assert (document.file_name, len(document.sha256)) == ("plan.xlsx", 64)


def test_it_lets_no_name_or_number_of_staff_into_the_database(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    headings = ("Omschrijving", "Raming", "Contactpersoon", "Telefoon", "E-mail", "Opmerkingen")
    rows = [("Schoonmaak", 5000, "Jantine Verhoeven-Dekkers", "06-12345678", "j.verhoeven@dees.nl", "bel 0570-123456 of mail inkoop.jantine@dees.nl")]
    import_tenders(any_database, config, write_list(tmp_path / "plan.xlsx", rows, headings=headings), buyer="De Es", now=now)
    with any_database.read() as connection:
        everything = " ".join(str(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))
    assert "Schoonmaak" in everything
    for secret in ("Verhoeven", "12345678", "123456 ", "@dees.nl", "jantine"):
        assert secret not in everything


SUPPLIER = {"id": "S1", "name": "Schoon & Samen", "kvk": "00001234", "postcode": "7511 AB", "description": "Schoonmaak", "headcount": 12}


def write_records(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (SUPPLIER, SUPPLIER, (0, 0, 1, 0)),
        (SUPPLIER, SUPPLIER | {"description": "Glasbewassing"}, (0, 1, 0, 0)),
        (SUPPLIER, SUPPLIER | {"id": "S2"}, (1, 0, 0, 0)),
        (SUPPLIER, SUPPLIER | {"id": None}, (0, 0, 1, 0)),
        (SUPPLIER | {"id": None}, SUPPLIER, (0, 1, 0, 0)),
        (SUPPLIER | {"id": None, "kvk": None}, SUPPLIER | {"id": None, "kvk": None, "name": "Schoon en Samen B.V."}, (0, 1, 0, 0)),
        (SUPPLIER | {"id": None, "kvk": None}, SUPPLIER | {"id": None, "kvk": None, "postcode": "7555 XY"}, (1, 0, 0, 0)),
        (SUPPLIER | {"id": None, "kvk": None}, SUPPLIER, (0, 1, 0, 0)),
    ],
)
def test_it_knows_a_supplier_again(
    any_database: Database, config: Config, tmp_path: Path, now: datetime, before: dict[str, object], after: dict[str, object], expected: object
) -> None:
    import_suppliers(any_database, config, write_records(tmp_path / "a.jsonl", before), now=now)
    report = import_suppliers(any_database, config, write_records(tmp_path / "b.jsonl", after), now=now)
    assert counts(report) == expected
    with any_database.read() as connection:
        assert suppliers.count(connection) == 1 + report.new
        assert connection.scalar(sa.select(sa.func.count()).where(tables.suppliers.c.matched_hash.is_not(None))) == 0


def test_it_stores_suppliers_once_when_two_processes_import_them(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    path = write_records(tmp_path / "a.jsonl", *(SUPPLIER | {"id": f"S{number}", "kvk": None, "name": f"Bedrijf {number}"} for number in range(50)))
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: import_suppliers(any_database, config, path, now=now), range(4)))
    assert sorted(counts(report) for report in reports) == [(0, 0, 50, 0)] * 3 + [(50, 0, 0, 0)]
    with any_database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.documents)) == 1


def test_it_takes_the_last_of_two_rows_about_one_supplier(database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    rows = (SUPPLIER | {"id": None}, SUPPLIER | {"id": None, "headcount": 40})
    report = import_suppliers(database, config, write_records(tmp_path / "a.jsonl", *rows), now=now)
    assert counts(report) == (1, 0, 0, 0)
    assert [(problem.code, problem.origin.row) for problem in report.problems] == [("profile_twice", 2)]
    with database.read() as connection:
        assert [each.supplier.headcount for each in suppliers.iterate(connection)] == [40]


def test_it_keeps_good_suppliers_beside_bad_ones(database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    report = import_suppliers(database, config, write_records(tmp_path / "a.jsonl", SUPPLIER, {"id": "S2"}), now=now)
    assert (report.new, len(report.problems)) == (1, 1)


def test_it_stores_job_seekers_by_pseudonym_only(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    row = {"id": "J1", "wants": "tuinieren", "naam": "Piet Jansen", "geboortedatum": "1980-01-01", "consent_until": "2027-06-30", "postcode4": "7511"}
    path = write_records(tmp_path / "j.jsonl", row)
    assert counts(import_jobseekers(any_database, config, path, now=now)) == (1, 0, 0, 0)
    assert counts(import_jobseekers(any_database, config, path, now=now)) == (0, 0, 1, 0)
    write_records(path, row | {"wants": "hovenier"})
    report = import_jobseekers(any_database, config, path, now=now)
    assert [(field.field, field.before, field.after) for field in report.changes[0].fields] == [("wants", "tuinieren", "hovenier")]
    with any_database.read() as connection:
        (person,) = jobseekers.iterate(connection)
        everything = str(connection.execute(sa.select(tables.jobseekers)).all())
    assert str(person.jobseeker.consent_until) == "2027-06-30"
    assert "Jansen" not in everything
    assert "1980" not in everything


def test_it_stores_one_list_once_when_two_processes_import_it(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    path = write_list(tmp_path / "plan.xlsx", ROWS)
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: import_tenders(any_database, config, path, buyer="De Es", now=now), range(4)))
    assert sorted(counts(report) for report in reports) == [(0, 0, 4, 0)] * 3 + [(4, 0, 0, 0)]
    write_list(path, [(*ROWS[0][:4], 65_000, *ROWS[0][5:]), *ROWS[1:]])
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: import_tenders(any_database, config, path, buyer="De Es", now=now), range(4)))
    assert sorted(counts(report) for report in reports) == [(0, 0, 4, 0)] * 3 + [(0, 1, 3, 0)]
    assert sum(len(each.lots) for each in _all(any_database)) == 4


def test_it_asks_the_official_list_which_codes_exist(database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    rows = [(None, "Schoonmaak", None, None, 1, "90911200-8", None, None), (None, "Iets anders", None, None, 1, "98765432", None, None)]
    path = write_list(tmp_path / "plan.xlsx", rows)
    with database.write() as connection:
        connection.execute(tables.vocabulary_entries.insert().values(scheme="cpv", code="90911200-8", alternatives=[]))
    report = import_tenders(database, config, path, buyer="De Es", now=now)
    assert {title: each.lots[0].lot.cpv for title, each in stored(database).items()} == {"Schoonmaak": ("90911200",), "Iets anders": ()}
    assert [problem.code for problem in report.problems] == ["cpv_not_a_code"]


@pytest.mark.shared
def test_it_reads_real_lists_twice_without_a_change(any_database: Database, config: Config, shared: Callable[..., Path], now: datetime) -> None:
    lists = [path for path in sorted(shared("real", "lists").iterdir()) if path.suffix in (".xlsx", ".xls", ".ods")]
    first = [import_tenders(any_database, config, path, now=now) for path in lists]
    before = contents(any_database)
    again = [import_tenders(any_database, config, path, now=now) for path in lists]
    assert [counts(replace(report, unchanged=report.new, new=0)) for report in first] == [counts(report) for report in again]
    assert contents(any_database) == before


def test_a_file_name_that_is_no_text_loses_what_cannot_be_written(any_database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    path = tmp_path / os.fsdecode(b"plan\xff.csv")
    path.write_text("Onderwerp;CPV\nSloop;45111100\n", encoding="utf-8")
    assert import_tenders(any_database, config, path, buyer=os.fsdecode(b"De Es\xff"), now=now).file == "plan.csv"
    assert stored(any_database)["Sloop"].tender.buyer == "De Es"
    with_source = replace(config, sources=(SourceConfig("map", "folder", tmp_path),))
    report = ingest_source(any_database, with_source, now=now, source="map")  # it is known by the name that was stored
    assert (report.imports, report.refused) == ((), ())


@pytest.mark.parametrize("field", ["id", "reference", "title", "lot", "buyer"])
def test_a_text_in_the_place_of_a_name_is_stored_all_the_same(
    any_database: Database, config: Config, tmp_path: Path, now: datetime, field: str
) -> None:
    # no index of PostgreSQL takes more than some thousands of bytes, and it packs a repeated text
    long = " ".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(300))
    path = write_records(tmp_path / "a.jsonl", {"id": "T1", "title": "Sloop", "buyer": "De Es", field: long})
    assert counts(import_tenders(any_database, config, path, now=now)) == (1, 0, 0, 0)
    assert counts(import_tenders(any_database, config, path, now=now)) == (0, 0, 1, 0)
