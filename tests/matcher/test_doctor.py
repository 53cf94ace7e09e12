"""The doctor names what is wrong and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from matcher import demo
from matcher.config import Config, SourceConfig
from matcher.db import runs
from matcher.db.engine import Database
from matcher.doctor import Finding, examine


def finding(database: Database, config: Config, now: datetime, check: str) -> Finding:
    return next(each for each in examine(database, config, now=now) if each.check == check)


def test_it_finds_nothing_wrong_with_the_demo(any_database: Database, config: Config, now: datetime) -> None:
    demo.load(any_database, config, now=now)
    found = {each.check: each.level for each in examine(any_database, config, now=now)}
    assert found.pop("mail") == "warning"  # no mail server yet
    assert set(found.values()) == {"ok"}, examine(any_database, config, now=now)
    assert set(found) == {"data_dir", "schema", "thesaurus", "weights", "contents", "places", "learnt", "runs"}


def test_it_says_that_a_database_without_schema_wants_migrating(tmp_path: Path, config: Config, now: datetime) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bare.db'}")
    schema = finding(database, config, now, "schema")
    database.close()
    assert (schema.level, schema.remedy) == ("error", "run `wijkmatch migrate`")


@pytest.mark.parametrize("check", ["contents", "places"])
def test_it_warns_of_an_empty_database(database: Database, config: Config, now: datetime, check: str) -> None:
    found = finding(database, config, now, check)
    assert found.level == "warning"
    assert found.remedy.startswith("run `wijkmatch import")


def test_it_says_when_the_data_folder_cannot_be_written(database: Database, config: Config, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    spoilt = replace(config, storage=replace(config.storage, data_dir=tmp_path / "in the way" / "data"))
    assert finding(database, spoilt, now, "data_dir").level == "error"


def test_it_looks_for_the_folders_of_sources(database: Database, config: Config, now: datetime, tmp_path: Path) -> None:
    sources = (SourceConfig("here", "folder", tmp_path, ""), SourceConfig("there", "folder", tmp_path / "nowhere", ""))
    with_sources = replace(config, sources=sources)
    assert finding(database, with_sources, now, "source here").level == "ok"
    assert finding(database, with_sources, now, "source there").level == "error"


@pytest.mark.parametrize(("user", "secret", "level"), [("", None, "ok"), ("robot", "geheim", "ok"), ("robot", None, "error")])
def test_it_asks_for_the_password_of_the_mail_server(
    database: Database, config: Config, now: datetime, monkeypatch: pytest.MonkeyPatch, user: str, secret: str | None, level: str
) -> None:
    monkeypatch.delenv("WIJKMATCH_SMTP_PASSWORD", raising=False)
    monkeypatch.delenv("WIJKMATCH_SMTP_PASSWORD_FILE", raising=False)
    if secret:
        monkeypatch.setenv("WIJKMATCH_SMTP_PASSWORD", secret)
    with_mail = replace(config, mail=replace(config.mail, smtp_host="mail.example", smtp_user=user))
    found = finding(database, with_mail, now, "mail")
    assert found.level == level
    assert "geheim" not in found.text


def test_it_tells_of_runs_that_never_ended(database: Database, config: Config, now: datetime) -> None:
    with database.write() as connection:
        run = runs.create(connection, kind="import", subject="plan.xlsx", now=now)
        assert run is not None
        runs.claim(connection, run.id, by="gone", now=now - timedelta(hours=2))
    assert "never ended" in finding(database, config, now, "runs").text


LAST = {
    "never": (None, {}, "", "ok", "not looked through yet"),
    "well": ("done", {"new": 3}, "", "ok", "done"),
    "with refused files": ("done", {"refused": 2}, "", "warning", "2 files were refused"),
    "failed": ("failed", {}, "source_unreachable", "error", "source_unreachable"),
}


@pytest.mark.parametrize(("state", "counts", "error", "level", "told"), LAST.values(), ids=LAST.keys())
def test_it_tells_how_each_source_went_last(
    database: Database, config: Config, now: datetime, state: str | None, counts: dict[str, int], error: str, level: str, told: str
) -> None:
    with_source = replace(config, sources=(SourceConfig("tn", "tenderned"), SourceConfig("ted", "ted")))
    with database.write() as connection:
        for subject in ("tn",) if state else ():
            run = runs.create(connection, kind="ingest", subject=subject, now=now)
            assert run is not None
            if state == "failed":
                runs.fail(connection, run.id, error=error, now=now)
            else:
                runs.finish(connection, run.id, counts=counts, now=now)
    found = finding(database, with_source, now, "source tn")
    assert (found.level, told in found.text) == (level, True), found
    assert finding(database, with_source, now, "source ted").level == "ok"  # the one says nothing of the other
    if level == "error":
        assert "wijkmatch ingest tn" in found.remedy
