"""The command line as other programs use it: stdout, stderr and exit codes."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from matcher.cli import main
from matcher.db.engine import Database
from tests.matcher.lists import write_list

Run = Callable[..., Result]
ROWS = (
    ("Z-01", "Schoonmaak kantoren", None, "Dagelijks schoonmaken van kantoren", 20_000, "90911200-8", "2027-03-01", "gepland"),
    ("Z-02", "Levering MRI-scanner", None, None, 900_000, "33111610-0", None, "gepland"),
)
SUPPLIER = {"id": "S1", "name": "Schoon & Samen", "description": "Schoonmaak van kantoren", "keywords": ["kantoren schoonmaken"], "postcode": "7511"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a database of its own."""
    for name in ("WIJKMATCH_CONFIG", "WIJKMATCH_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WIJKMATCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*arguments: object) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="wijkmatch")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_list(tmp_path / "plan 2027.xlsx", ROWS)


@pytest.fixture
def suppliers(tmp_path: Path) -> Path:
    path = tmp_path / "suppliers.jsonl"
    path.write_text(json.dumps(SUPPLIER), encoding="utf-8")
    return path


def test_it_goes_from_lists_to_exported_matches(run: Run, plan: Path, suppliers: Path, tmp_path: Path) -> None:
    assert run("import", "tenders", plan, "--buyer", "Ziekenhuis De Es").exit_code == 0
    assert run("import", "suppliers", suppliers).exit_code == 0
    matched = json.loads(run("--json", "match").stdout)
    assert matched["lots"] == 2
    assert run("export", "matches", "--to", tmp_path / "m.jsonl").exit_code == 0
    found = [json.loads(line) for line in (tmp_path / "m.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {(row["title"], row["external_id"], row["buyer"]) for row in found} == {("Schoonmaak kantoren", "S1", "Ziekenhuis De Es")}
    again = json.loads(run("--json", "match").stdout)
    assert (matched["matches"], again["lots"], again["matches"]) == (1, 0, 0)


def test_it_prints_one_json_document(run: Run, plan: Path) -> None:
    result = run("--json", "import", "tenders", plan, "--buyer", "De Es")
    (report,) = json.loads(result.stdout)["files"]
    assert (report["new"], report["changed"], report["unchanged"], report["gone"], report["problems"]) == (2, 0, 0, 0, [])
    assert {column["header"]: column["field"] for column in report["columns"]}["Omschrijving"] == "title"
    assert {change["title"] for change in report["changes"]} == {"Schoonmaak kantoren", "Levering MRI-scanner"}


def test_it_shows_a_person_what_was_recognised(run: Run, plan: Path) -> None:
    shown = run("import", "tenders", plan, "--buyer", "De Es").stdout
    assert "2 nieuw, 0 gewijzigd" in shown
    assert "Omschrijving" in shown
    assert "Levering MRI-scanner" in shown  # an example of the column
    assert "2 new" in run("--language", "en", "import", "tenders", plan, "--buyer", "De Linde").stdout


def test_it_shows_what_a_new_version_changed(run: Run, plan: Path, tmp_path: Path) -> None:
    run("import", "tenders", plan, "--buyer", "De Es")
    newer = write_list(tmp_path / "plan 2027 v2.xlsx", [(*ROWS[0][:4], 25_000, *ROWS[0][5:])])
    shown = run("import", "tenders", newer, "--buyer", "De Es", "--dry-run").stdout
    assert "1 gewijzigd" in shown
    assert "value_amount: 20000.0 → 25000.0" in shown
    assert "1 niet meer in de lijst" in shown
    assert json.loads(run("--json", "import", "tenders", newer, "--buyer", "De Es").stdout)["files"][0]["changed"] == 1


def test_it_ends_with_1_when_rows_have_problems_and_says_where(run: Run, tmp_path: Path) -> None:
    path = write_list(tmp_path / "plan.xlsx", [*ROWS, (None, "Vreemd", None, None, "veel geld", None, None, None)])
    result = run("--json", "import", "tenders", path, "--buyer", "De Es")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["files"][0]["problems"]
    assert (problem["file"], problem["sheet"], problem["row"], problem["column"]) == ("plan.xlsx", "Plan", 4, "Raming (excl. btw)")
    assert "veel geld" in problem["sentence"]


def test_it_keeps_problems_on_the_screen_few_and_in_json_all(run: Run, tmp_path: Path) -> None:
    path = write_list(tmp_path / "plan.xlsx", [(None, f"Werk {number}", None, None, f"veel{number} geld", None, None, None) for number in range(60)])
    assert "en nog 40" in run("import", "tenders", path, "--buyer", "De Es", "--dry-run").stdout
    assert len(json.loads(run("--json", "import", "tenders", path, "--buyer", "De Es").stdout)["files"][0]["problems"]) == 60


def test_it_ends_with_2_when_a_file_is_refused_and_imports_the_others(run: Run, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "scan.xlsx").write_bytes(b"%PDF-1.7")
    result = run("--json", "import", "tenders", tmp_path / "scan.xlsx", tmp_path / "nowhere.xlsx", plan, "--buyer", "De Es")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert [report["new"] for report in document["files"]] == [2]
    assert [item["code"] for item in document["refused"]] == ["file_is_pdf", "file_missing"]
    assert "pdf" in result.stderr


REFUSALS = {
    "an unknown source": (["ingest", "nowhere"], "no source 'nowhere'"),
    "an unknown form of export": (["export", "tenders", "--to", "out.pdf"], "must end in one of .csv"),
    "a configuration that is not there": (["--config", "nowhere.toml", "migrate"], "no configuration file nowhere.toml"),
    "an unknown kind of database": (["--database", "mysql://host/name", "match"], "unknown kind of database: mysql"),
    "a mapping that is not there": (["import", "tenders", "x.xlsx", "--mapping", "nowhere.json"], "nowhere.json cannot be read"),
    "a week that does not exist": (["digest", "--week", "2026-W60"], "2026-W60"),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSALS.values(), ids=REFUSALS.keys())
def test_it_refuses_in_one_sentence(run: Run, arguments: list[str], sentence: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_it_reads_the_columns_as_a_mapping_says(run: Run, tmp_path: Path) -> None:
    path = write_list(
        tmp_path / "plan.xlsx", [(*ROWS[0][:4], 7, *ROWS[0][5:])], headings=("Nr", "Omschrijving", "P", "T", "Zaken", "CPV", "Sluit", "S")
    )
    (tmp_path / "mapping.json").write_text('{"Zaken": "value"}', encoding="utf-8")
    run("import", "tenders", path, "--buyer", "De Es", "--mapping", tmp_path / "mapping.json")
    run("export", "tenders", "--to", tmp_path / "t.json")
    assert [row["value_eur"] for row in json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))] == [7.0]


def test_it_sets_up_a_new_database_and_refuses_an_old_one(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    assert json.loads(run("--json", "--database", url, "match").stdout)["lots"] == 0
    database = Database(url)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    database.close()
    result = run("--database", url, "match")
    assert result.exit_code == 2
    assert "wijkmatch migrate" in result.stderr


def test_it_runs_the_demo_once(run: Run) -> None:
    first = json.loads(run("--json", "run", "--once").stdout)
    assert len(first["imported"]) == 5
    assert first["match"]["matches"] > 50
    best = first["best"][0]
    assert best["suppliers"][0]["score"] > 0.5
    assert best["suppliers"][0]["reasons"]
    second = run("run", "--once")
    assert best["title"] in second.stdout
    assert json.loads(run("--json", "run", "--once").stdout)["imported"] == []


def test_it_looks_through_the_sources(run: Run, plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    plan.rename(folder / plan.name)
    (tmp_path / "own.toml").write_text(f'[sources.es]\nkind = "folder"\npath = "{folder}"\nbuyer = "De Es"\n', encoding="utf-8")
    first = json.loads(run("--config", tmp_path / "own.toml", "--json", "ingest").stdout)
    assert [(report["file"], report["list"], report["new"]) for report in first["files"]] == [(plan.name, "De Es", 2)]
    assert json.loads(run("--config", tmp_path / "own.toml", "--json", "ingest", "es").stdout)["files"] == []


def test_it_examines_itself(run: Run, tmp_path: Path) -> None:
    run("migrate")
    findings = {finding["check"]: finding for finding in json.loads(run("--json", "doctor").stdout)}
    assert findings["schema"]["level"] == "ok"
    assert findings["contents"]["level"] == "warning"
    bad = run("--database", f"sqlite:///{tmp_path / 'bare.db'}", "doctor")
    assert bad.exit_code == 1
    assert "wijkmatch migrate" in bad.stdout


def test_it_says_so_when_the_port_is_taken(run: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (tmp_path / "own.toml").write_text(f"[web]\nport = {taken.getsockname()[1]}\n", encoding="utf-8")
        result = run("--config", tmp_path / "own.toml", "serve")
    assert result.exit_code == 2
    assert "web.port" in result.stderr


@pytest.mark.parametrize("command", [[], ["import"], ["import", "tenders"], ["export"], ["run"], ["evaluate"], ["digest"], ["doctor"]])
def test_it_explains_every_command(run: Run, command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage: wijkmatch" in result.stdout


def test_it_loads_nothing_heavy_to_explain_itself() -> None:
    code = (
        "import sys; from matcher.cli import main\n"
        "try: main(['--help'], prog_name='wijkmatch')\n"
        "except SystemExit: pass\n"
        "print(sorted({'pandas', 'numpy', 'sqlalchemy', 'flask', 'rich', 'sklearn'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True)
    assert done.stderr.strip() == "[]"


def test_it_says_in_one_sentence_that_the_database_cannot_be_used(run: Run, plan: Path, tmp_path: Path) -> None:
    assert run("migrate").exit_code == 0
    with sqlite3.connect(tmp_path / "data" / "wijkmatch.db") as connection:
        connection.execute("DROP TABLE lots")
    result = run("import", "tenders", plan)
    assert result.exit_code == 2
    assert result.stderr.startswith("wijkmatch: the database cannot be used: ")
    assert result.stderr.count("\n") == 1


def test_it_says_in_one_sentence_that_the_data_folder_cannot_be_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder", encoding="utf-8")
    result = run("--database", f"sqlite:///{tmp_path / 'elsewhere.db'}", "serve")
    assert result.exit_code == 2
    assert result.stderr.startswith("wijkmatch: ") and str(tmp_path / "data") in result.stderr
    assert result.stderr.count("\n") == 1


def test_it_says_where_sources_are_configured_when_there_are_none(run: Run) -> None:
    run("migrate")
    assert "[sources] in config.toml" in run("ingest").stdout


def statuses(path: Path) -> dict[int, object]:
    """{row: what the status column says}, of the first sheet."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    heading = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Wijkmatch")
    return {row: sheet.cell(row, heading.column).value for row in range(heading.row + 1, sheet.max_row + 1)}


@pytest.mark.parametrize(("language", "word"), [("nl", "nieuw"), ("en", "new")])
def test_it_writes_the_list_back_with_what_became_of_each_row(run: Run, plan: Path, tmp_path: Path, language: str, word: str) -> None:
    before, out = plan.read_bytes(), tmp_path / "terug.xlsx"
    assert run("--language", language, "import", "tenders", plan, "--dry-run", "--annotated", out).exit_code == 0
    assert set(statuses(out).values()) == {word} and len(statuses(out)) == len(ROWS)
    assert plan.read_bytes() == before
    again = json.loads(run("--json", "import", "tenders", out, "--dry-run").stdout)["files"][0]
    assert (again["new"], len(again["problems"])) == (2, 1)  # its own status column is no part of the list; the buyer is still unknown


@pytest.mark.parametrize("out", ["terug.csv", "plan 2027.xlsx"])
def test_it_writes_a_list_back_to_another_workbook_only(run: Run, plan: Path, tmp_path: Path, out: str) -> None:
    before = plan.read_bytes()
    refused = run("import", "tenders", plan, "--annotated", tmp_path / out)
    assert refused.exit_code == 2 and "--annotated" in refused.stderr
    assert run("import", "tenders", plan, plan, "--annotated", tmp_path / "terug.xlsx").exit_code == 2
    assert plan.read_bytes() == before and not (tmp_path / "terug.csv").exists()


def test_it_prints_the_same_fingerprint_for_the_same_content(run: Run, plan: Path, suppliers: Path) -> None:
    run("migrate")
    empty = run("fingerprint").stdout.strip()
    run("import", "tenders", plan, "--buyer", "De Es")
    first = json.loads(run("--json", "fingerprint").stdout)
    run("import", "tenders", plan, "--buyer", "De Es")
    run("match")
    again = json.loads(run("--json", "fingerprint").stdout)
    assert first == again and (first["tables"]["lots"]["rows"], len(first["fingerprint"])) == (2, 64)
    run("import", "suppliers", suppliers)
    assert len({empty, first["fingerprint"], run("fingerprint").stdout.strip()}) == 3


def test_a_source_that_fails_keeps_no_other_out(run: Run, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    plan.rename(tmp_path / "lists" / plan.name)
    settings = f'[sources.gone]\nkind = "folder"\npath = "{tmp_path / "nowhere"}"\n[sources.es]\nkind = "folder"\npath = "{tmp_path / "lists"}"\n'
    (tmp_path / "own.toml").write_text(settings, encoding="utf-8")
    result = run("--config", tmp_path / "own.toml", "--json", "ingest")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["counts"]["es"]["new"], document["counts"]["gone"]["refused"]) == (1, 2, 1)
    assert [(item["source"], item["file"], item["code"]) for item in document["refused"]] == [("gone", "", "folder_unreadable")]
