"""Official lists from a file to the matches, and to the figures of `evaluate`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matcher import official_lists
from matcher.cli import main
from matcher.config import Config
from matcher.db import places, runs, vocabulary_entries
from matcher.db.engine import Database
from matcher.errors import DatabaseError, SourceError
from matcher.evaluate import evaluate
from matcher.ingest import ImportReport, import_tenders
from matcher.model import Place
from matcher.registers import import_suppliers
from matcher.rematch import load_tables, rematch

Import = Callable[[str, str], ImportReport]


@pytest.fixture
def take(database: Database, config: Config, now: datetime, tmp_path: Path) -> Import:
    def take(scheme: str, text: str) -> ImportReport:
        path = tmp_path / f"{scheme}.csv"
        path.write_text(text, encoding="utf-8")
        return official_lists.import_vocabulary(database, config, scheme, path, now=now)

    return take


@pytest.fixture
def records(database: Database, config: Config, now: datetime, tmp_path: Path) -> Callable[..., ImportReport]:
    def records(kind: str, *rows: dict[str, object]) -> ImportReport:
        path = tmp_path / f"{kind}.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return (import_tenders if kind == "tenders" else import_suppliers)(database, config, path, now=now)

    return records


def test_it_counts_what_is_new_changed_and_unchanged(take: Import, database: Database) -> None:
    first = take("sbi", "sbi,omschrijving\n8121,Schoonmaak\n8122,Glazenwassers\n0113,\n")
    assert (first.new, first.changed, first.unchanged, len(first.problems)) == (2, 0, 0, 1)
    second = take("sbi", "sbi,omschrijving\n8121,Schoonmaak\n8122,Glazenwassen\n8129,Overige reiniging\n")
    assert (second.new, second.changed, second.unchanged) == (1, 1, 1)
    with database.read() as connection:
        assert len(vocabulary_entries.load(connection, "sbi")) == 3
        newest = runs.latest(connection, limit=1)[0]
    assert (newest.kind, newest.subject, newest.state, newest.counts["changed"]) == ("import", "sbi.csv", "done", 1)


def test_a_refused_list_writes_nothing_but_a_failed_run(take: Import, database: Database) -> None:
    with pytest.raises(SourceError):
        take("cpv", "naam,kvk\nBakker,12345678\n")
    with database.read() as connection:
        assert vocabulary_entries.load(connection, "cpv") == ()
        assert [run.state for run in runs.latest(connection, limit=5)] == ["failed"]


def test_districts_become_places(take: Import, database: Database) -> None:
    take("pc4", "pc4,place,lat,lon\n7511,Enschede,52.22,6.89\n")
    with database.read() as connection:
        assert places.load(connection) == {"7511": Place("7511", "Enschede", 52.22, 6.89)}


def test_a_code_outside_an_imported_cpv_list_is_told(take: Import, records: Callable[..., ImportReport]) -> None:
    tender = {"id": "1", "title": "Onderhoud", "cpv": ["45454545"]}
    assert [problem.code for problem in records("tenders", tender).problems if problem.code == "cpv_not_a_code"] == []
    take("cpv", "code,nl\n90911300-9,Glazenwassen\n")
    assert "cpv_not_a_code" in {problem.code for problem in records("tenders", tender).problems}


def test_labels_of_codes_are_read_as_text(take: Import, records: Callable[..., ImportReport], database: Database) -> None:
    take("cpv", "code,nl\n15811000-6,Brood\n15812000-3,Gebak en taart\n")
    take("sbi", "sbi,omschrijving\n10711,Vervaardiging van brood\n")
    records("tenders", {"id": "1", "title": "Leveringen", "cpv": ["15811000", "15812000"]})
    records("suppliers", {"id": "S", "name": "De Oven", "keywords": ["korenmolen"], "sbi": ["10.71.1"]})
    tables = load_tables(database, every_status=True)
    assert tables.lots.items[0].fields[3] == "Brood. Gebak en taart"
    assert tables.suppliers.items[0].fields[2] == "korenmolen. Vervaardiging van brood"


LISTS = {
    "cpv": "code,nl\n15811000-6,Brood\n",
    "sbi": "sbi,omschrijving\n10711,Vervaardiging van brood\n",
    "esco": "uri,preferredLabel,iscoGroup\nx/1,valkenier,5164\n",
    "pc4": "pc4,place,lat,lon\n7511,Enschede,52.22,6.89\n",
}


@pytest.mark.parametrize("scheme", LISTS)
def test_an_import_is_followed_by_a_full_rematch_once(
    scheme: str, take: Import, records: Callable[..., ImportReport], database: Database, config: Config, now: datetime
) -> None:
    records("tenders", {"id": "1", "title": "Brood", "cpv": ["15811000"]})
    records("suppliers", {"id": "S", "name": "De Oven", "description": "wij bakken brood"})
    rematch(database, config, now=now)
    assert rematch(database, config, now=now).lots == 0
    take(scheme, LISTS[scheme])
    assert rematch(database, config, now=now).lots == 1
    take(scheme, LISTS[scheme])
    assert rematch(database, config, now=now).lots == 0


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    """One job title to be found among others that share no word with it."""
    folder = tmp_path / "titles"
    (folder / "qrels").mkdir(parents=True)
    documents = {"d1": "kapper", "d2": "ober", "d3": "roofvogeltrainer"}
    (folder / "corpus.jsonl").write_text("\n".join(json.dumps({"_id": key, "title": title}) for key, title in documents.items()))
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "valkenier"}))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td3\t1\n")
    return folder


def test_evaluate_uses_the_lists_of_a_database_and_leaves_it_as_it_is(
    take: Import, beir: Path, database: Database, config: Config, tmp_path: Path
) -> None:
    take("esco", "uri,preferredLabel,altLabels,iscoGroup\nx/1,valkenier,roofvogeltrainer,5164\n")
    database.close()
    before = (tmp_path / "test.db").read_bytes()
    (without,) = evaluate([beir], config)
    (imported,) = evaluate([beir], config, database_url=f"sqlite:///{tmp_path / 'test.db'}")
    assert (without["r10"], imported["r10"]) == (0.0, 1.0)
    assert (tmp_path / "test.db").read_bytes() == before


def test_evaluate_refuses_a_database_that_is_not_there_and_does_not_make_it(beir: Path, config: Config, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        evaluate([beir], config, database_url=f"sqlite:///{tmp_path / 'deep' / 'nowhere.db'}")
    assert not (tmp_path / "deep").exists()


@pytest.mark.parametrize("fixture", ["database", "postgresql"])
def test_a_database_opened_to_read_cannot_be_written(fixture: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(fixture).engine.url.render_as_string(hide_password=False)
    reading = Database(url, read_only=True)
    try:
        with pytest.raises(sa.exc.DBAPIError), reading.write() as connection:
            places.store(connection, [Place("7511", "Enschede", 52.22, 6.89)])
        with reading.read() as connection:
            assert places.count(connection) == 0
    finally:
        reading.close()


COMMANDS = {
    "a good list": ("sbi", "sbi,omschrijving\n8121,Schoonmaak\n", 0, {"new": 1}),
    "a list with a bad row": ("sbi", "sbi,omschrijving\n8121,Schoonmaak\n8122,\n", 1, {"new": 1}),
    "another list": ("esco", "sbi,omschrijving\n8121,Schoonmaak\n", 2, None),
}


@pytest.mark.parametrize(("scheme", "text", "exit_code", "counts"), COMMANDS.values(), ids=COMMANDS.keys())
def test_the_command_tells_counts_problems_and_refusals(
    scheme: str, text: str, exit_code: int, counts: dict[str, int] | None, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    command = ["--database", f"sqlite:///{tmp_path / 'new.db'}", "--json", "import", "vocabulary", scheme, str(tmp_path / "list.csv")]
    result = CliRunner().invoke(main, command)
    document = json.loads(result.stdout)
    assert result.exit_code == exit_code
    if counts is None:
        assert [item["code"] for item in document["refused"]] == ["not_an_official_list"]
        assert "ESCO" in result.stderr
    else:
        (report,) = document["files"]
        assert {name: report[name] for name in counts} == counts
        assert len(report["problems"]) == exit_code


CHANGED_LISTS = {
    "cpv": "code,nl\n15811000-6,Brood en banket\n",
    "sbi": "sbi,omschrijving\n10711,Bakken van brood\n",
    "esco": "uri,preferredLabel,iscoGroup\nx/1,valkenier,5169\n",
    "pc4": "pc4,place,lat,lon\n7511,Enschede,52.23,6.89\n",
}


@pytest.mark.parametrize("scheme", LISTS)
def test_a_changed_list_matches_everything_anew(
    take: Import, records: Callable[..., ImportReport], database: Database, config: Config, now: datetime, scheme: str
) -> None:
    records("tenders", {"id": "1", "title": "Brood voor de kantine", "cpv": ["15811000"]})
    lots = []
    for text in (LISTS[scheme], LISTS[scheme], CHANGED_LISTS[scheme], CHANGED_LISTS[scheme]):
        take(scheme, text)
        lots.append(rematch(database, config, now=now).lots)
    assert lots == [1, 0, 1, 0]
