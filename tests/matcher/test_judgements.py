"""Judgements from files: rows name a lot and a profile by the program's ids or by one's own, and say yes, no or unsure."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher import export, ingest, registers
from matcher.config import Config
from matcher.db import judgements
from matcher.db.engine import Database
from matcher.db.tables import jobseekers, lots, suppliers, tenders
from matcher.errors import SourceError
from matcher.ingest import ImportReport
from matcher.judgements import import_judgements
from matcher.model import Side, Verdict
from matcher.rematch import rematch

TENDERS = [
    {"id": "T1", "buyer": "Ziekenhuis De Es", "title": "Glasbewassing", "description": "ramen wassen"},
    {"id": "T2", "buyer": "Ziekenhuis De Es", "title": "Groenonderhoud", "description": "plantsoen en bomen"},
]
Read = Callable[[str, str], ImportReport]


@pytest.fixture
def village(any_database: Database, config: Config, now: datetime, tmp_path: Path) -> Database:
    """Two tenders, a supplier S1, a job-seeker P1, and one of either that is called X."""
    files = {
        ingest.import_tenders: TENDERS,
        registers.import_suppliers: [{"id": "S1", "name": "De Ruit", "description": "glasbewassing, ramen wassen"}, {"id": "X", "name": "Ixo"}],
        registers.import_jobseekers: [{"id": "P1", "wants": "ramen wassen, glazenwasser"}, {"id": "X", "wants": "tuinman"}],
    }
    for importer, rows in files.items():
        path = tmp_path / "rows.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        importer(any_database, config, path, now=now)
    return any_database


@pytest.fixture
def read(village: Database, config: Config, now: datetime, tmp_path: Path) -> Read:
    def read(name: str, text: str) -> ImportReport:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return import_judgements(village, config, path, now=now)

    return read


def said(database: Database) -> set[tuple[str, str, str]]:
    found = set()
    with database.read() as connection:
        for side, table in ((Side.SUPPLIER, suppliers), (Side.JOBSEEKER, jobseekers)):
            for each in judgements.newest(connection, side):
                lot = connection.scalar(sa.select(lots.c.external_id).where(lots.c.id == each.lot_id))
                found.add((lot, connection.scalar(sa.select(table.c.external_id).where(table.c.id == each.profile_id)), each.verdict.value))
    return found


EVERY = {("T1", "S1", "accepted"), ("T2", "S1", "rejected"), ("T1", "P1", "unsure")}
FORMS = {
    "csv": ("j.csv", "tender_external_id;external_id;oordeel\nT1;S1;Ja\nT2;S1;nee\nT1;P1;twijfel\n"),
    "tsv": ("j.tsv", "tender id\tprofile id\tverdict\nT1\tS1\taccepted\nT2\tS1\trejected\nT1\tP1\tunsure\n"),
    "jsonl": (
        "j.jsonl",
        '{"tender_id": "T1", "profile_id": "S1", "verdict": true}\n{"tender_id": "T2", "external_id": "S1", "verdict": "no"}\n'
        '{"lot_id": "T1", "profile_id": "P1", "verdict": "maybe"}\n',
    ),
}


@pytest.mark.parametrize(("name", "text"), FORMS.values(), ids=FORMS)
def test_it_reads_every_form(village: Database, read: Read, name: str, text: str) -> None:
    report = read(name, text)
    assert (report.new, report.changed, report.unchanged, report.rows_seen, report.problems) == (3, 0, 0, 3, ())
    assert said(village) == EVERY
    again = read(name, text)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)


def test_a_changed_mind_counts_and_of_two_rows_the_last(village: Database, read: Read) -> None:
    read("j.csv", "lot_id,external_id,verdict\nT1,S1,yes\n")
    report = read("j.csv", "lot_id,external_id,verdict\nT1,S1,yes\nT1,S1,no\n")
    assert (report.new, report.changed) == (0, 1)
    assert said(village) == {("T1", "S1", "rejected")}


PROBLEMS = {
    "T9,S1,ja,": ("judged_unknown", "lot_id"),
    "T1,S9,ja,": ("judged_unknown", "profile_id"),
    "T1,X,ja,": ("judged_ambiguous", "profile_id"),
    ",S1,ja,": ("field_missing", "lot_id"),
    "T1,,ja,": ("field_missing", "profile_id"),
    "T1,S1,prima,": ("verdict_unknown", "verdict"),
    "T1,S1,ja,jobseeker": ("judged_unknown", "profile_id"),
}


@pytest.mark.parametrize(("row", "problem"), PROBLEMS.items(), ids=PROBLEMS)
def test_a_row_that_cannot_be_is_told_and_the_rest_is_kept(village: Database, read: Read, row: str, problem: tuple[str, str]) -> None:
    report = read("j.csv", f"lot_id,external_id,oordeel,side\n{row}\nT2,S1,nee,\n")
    assert [(each.code, each.column) for each in report.problems] == [problem]
    assert said(village) == {("T2", "S1", "rejected")}


def test_the_side_tells_apart_who_is_called_the_same(village: Database, read: Read) -> None:
    assert read("j.csv", "lot_id,external_id,oordeel,side\nT1,X,ja,jobseeker\nT1,X,nee,supplier\n").problems == ()
    with village.read() as connection:
        verdicts = {side: [each.verdict for each in judgements.newest(connection, side)] for side in Side}
    assert verdicts == {Side.SUPPLIER: [Verdict.REJECTED], Side.JOBSEEKER: [Verdict.ACCEPTED]}


def test_a_tender_with_several_lots_is_not_one_lot(village: Database, read: Read) -> None:
    with village.write() as connection:
        tender = connection.execute(sa.select(tenders.c.id, tenders.c.public_id).where(tenders.c.title == "Glasbewassing")).one()
        connection.execute(lots.update().where(lots.c.external_id == "T2").values(tender_id=tender.id, number="2"))
    report = read("j.csv", f"tender_id,external_id,oordeel\n{tender.public_id},S1,ja\n")
    assert [each.code for each in report.problems] == ["judged_ambiguous"]
    assert said(village) == set()


def test_a_coach_judges_in_the_exported_matches(village: Database, read: Read, config: Config, now: datetime, tmp_path: Path) -> None:
    rematch(village, config, now=now)
    export.export(village, "matches", tmp_path / "matches.csv", language="nl")
    heading, *rows = (tmp_path / "matches.csv").read_text(encoding="utf-8-sig").splitlines()
    judged = [f"{row},ja" if row.startswith("jobseeker") else f"{row}," for row in rows]
    report = read("oordelen.csv", "\n".join([f"{heading},oordeel", *judged]))
    assert report.problems == ()
    assert ("T1", "P1", "accepted") in said(village)
    assert all(who != "S1" for _, who, _ in said(village))


def test_a_file_of_something_else_is_refused(read: Read) -> None:
    with pytest.raises(SourceError):
        read("j.csv", "kleur,smaak\nrood,zoet\n")
