"""What was done, and what a person should know about it."""

import re

import pytest
from flask_babel import force_locale

from matcher.cleanup import CleanupReport
from matcher.db import runs
from matcher.digest import Delivery, DigestReport
from matcher.feeds import IngestReport
from matcher.ingest import ImportReport
from matcher.jobs import JOBS
from matcher.model import Origin, Problem, Severity
from matcher.rematch import RematchReport, rematch
from webui.filters import word

REPORTS = (
    ImportReport("tenders", "a.xlsx", 0, 0, 0, 0, 0, (), ()),
    IngestReport(0, (), (), None),
    IngestReport(0, (), (), RematchReport(0, 0, 0, 0, 0.0)),
    DigestReport("2026-W47", False, 0, 0, 0),
    Delivery(),
    CleanupReport(0, 0, 0),
)


def test_it_is_empty_at_first(client):
    assert "Er is nog niets verwerkt" in client.get("/runs/").text


def test_it_shows_runs_with_their_state_and_number_of_problems(village, client):
    village.add_tenders([["A1", "Glasbewassing", "", "veel", "gisteren"]])
    with village.database.write() as connection:
        failed = runs.create(connection, kind="match", subject="alles", now=village.now)
        runs.fail(connection, failed.id, error="boom", now=village.now)
        places = [("Blad1", 7), ("Blad1", 8), ("Blad2", 7), ("Blad3", 0)]
        runs.add_problems(
            connection, failed.id, [Problem("file_empty", {}, Origin("a.xlsx", sheet, row), "C", Severity.ERROR) for sheet, row in places]
        )
    text = client.get("/runs/").text
    assert "lijst.xlsx" in text and "klaar" in text and "mislukt" in text and ">3<" in text


def test_a_run_tells_each_problem_with_its_place(village, client):
    with village.database.write() as connection:
        run = runs.create(connection, kind="import", subject="a.xlsx", now=village.now)
        runs.add_problems(connection, run.id, [Problem("file_empty", {}, Origin("a.xlsx", "Blad1", 7), "C", Severity.ERROR)])
        runs.finish(connection, run.id, counts={"new": 4}, now=village.now)
    text = client.get(f"/runs/{run.public_id}").text
    assert "blad Blad1, rij 7, kolom C" in text and "Rij overgeslagen" in text and "file_empty" not in text
    assert ">4<" in text


def test_what_many_rows_have_is_told_once(village, client):
    village.add_tenders([[f"A{row}", "Glasbewassing", "", "veel", ""] for row in range(9)])
    with village.database.read() as connection:
        (run,) = runs.latest(connection)
    text = client.get(f"/runs/{run.public_id}").text
    assert text.count("Het bedrag “veel”") == 1 and "rijen 2–10, kolom" in text
    assert re.search(r"<dt>aandachtspunten</dt><dd[^>]*>1</dd>", text)
    assert re.search(r'data-label="Aandachtspunten"[^>]*>1<', client.get("/runs/").text)


def test_it_answers_404_for_a_run_that_is_not_there(client):
    assert client.get("/runs/0123456789abcdef").status_code == 404


def _untranslated(village, codes, table):
    with village.app.test_request_context(), force_locale("nl"):
        return [code for code in codes if word(code, table) == code.replace("_", " ")]


def test_every_kind_of_run_has_a_name_for_people(village):
    assert _untranslated(village, [*JOBS, "read", "import", "match"], "run_kind") == []


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: type(report).__name__)
def test_every_count_of_a_run_has_a_name_for_people(village, report):
    assert _untranslated(village, report.counts, "count") == []


def test_every_step_that_a_page_follows_has_a_name_for_people(village):
    village.add_tenders([["A1", "Glasbewassing"]])
    village.add_suppliers({"id": "S1", "name": "Glashelder", "description": "ramen wassen"})
    steps = {"reading", "storing"}
    rematch(village.database, village.config, now=village.now, progress=lambda step, _done, _total: steps.add(step))
    assert _untranslated(village, steps, "step") == []
