"""What was done, and what a person should know about it."""

from matcher.db import runs
from matcher.model import Origin, Problem, Severity


def test_it_is_empty_at_first(client):
    assert "Er is nog niets verwerkt" in client.get("/runs/").text


def test_it_shows_runs_with_their_state_and_number_of_problems(village, client):
    village.add_tenders([["A1", "Glasbewassing", "", "veel", "gisteren"]])
    with village.database.write() as connection:
        failed = runs.create(connection, kind="match", subject="alles", now=village.now)
        runs.fail(connection, failed.id, error="boom", now=village.now)
        runs.add_problems(connection, failed.id, [Problem("file_empty", {}, Origin("a.xlsx", "Blad1", 7), "C", Severity.ERROR)] * 3)
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


def test_it_answers_404_for_a_run_that_is_not_there(client):
    assert client.get("/runs/0123456789abcdef").status_code == 404
