"""Looking through the configured sources."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher import feeds
from matcher.config import SourceConfig
from matcher.db import matches, tenders
from matcher.errors import ConfigError
from matcher.feeds import ingest_sources
from matcher.registers import import_suppliers
from matcher.rematch import RematchReport
from tests.matcher.lists import write_list

NOW = datetime(2026, 11, 16, 6, 15, tzinfo=UTC)


@pytest.fixture
def rematched(monkeypatch):
    """Matching that only counts: when it was asked for."""
    times = []

    def count(database, config, *, now, progress=None):
        times.append(now)
        return RematchReport(0, 0, 0, 0, 0.0)

    monkeypatch.setattr(feeds, "rematch", count)
    return times


def with_sources(config, **folders: Path):
    return replace(config, sources=tuple(SourceConfig(name, "folder", folder, f"Ziekenhuis {name}") for name, folder in folders.items()))


def put_list(folder, name, *titles):
    folder.mkdir(exist_ok=True)
    path = write_list(folder / name, [(f"K{number}", title, None, None, None, None, None, None) for number, title in enumerate(titles)])
    os.utime(path, (time.time() - 3600,) * 2)
    return path


def stored_lots(database):
    with database.read() as connection:
        return tenders.count(connection)[1]


def test_new_files_come_in_with_their_buyer_and_are_matched(database, config, tmp_path):
    firm = tmp_path / "suppliers.jsonl"
    firm.write_text('{"id": "S1", "name": "De Poetscoöperatie", "description": "Wij maken kantoren schoon", "keywords": ["schoonmaak"]}')
    import_suppliers(database, config, firm, now=NOW)
    put_list(tmp_path / "es", "plan.xlsx", "Schoonmaak kantoren", "Levering MRI-scanner")
    report = ingest_sources(database, with_sources(config, es=tmp_path / "es"), now=NOW)
    assert (report.counts["sources"], report.counts["files"], report.counts["new"], report.problems) == (1, 1, 2, ())
    with database.read() as connection:
        shown = [(row.buyer_name, row.tender_title, row.supplier_name) for row in matches.iterate_shown(connection)]
    assert shown == [("Ziekenhuis es", "Schoonmaak kantoren", "De Poetscoöperatie")]


def test_the_same_content_is_not_read_again_and_nothing_is_matched(database, config, tmp_path, rematched):
    sources = with_sources(config, es=tmp_path / "es")
    put_list(tmp_path / "es", "plan.xlsx", "Schoonmaak kantoren")
    ingest_sources(database, sources, now=NOW)
    again = ingest_sources(database, sources, now=NOW)
    assert (again.imports, again.rematch, again.counts["files"]) == ((), None, 0) and rematched == [NOW]


def test_a_file_and_a_source_that_fail_stop_no_other(database, config, tmp_path, rematched):
    put_list(tmp_path / "es", "a.xlsx", "Schoonmaak")
    put_list(tmp_path / "es", "b.xlsx", "Schoonmaak").write_bytes(b"%PDF-1.7 not a list")
    put_list(tmp_path / "es", "c.xlsx", "Groenonderhoud")
    put_list(tmp_path / "oost", "d.xlsx", "Catering")
    report = ingest_sources(database, with_sources(config, gone=tmp_path / "gone", es=tmp_path / "es", oost=tmp_path / "oost"), now=NOW)
    assert {item.file for item in report.imports} == {"a.xlsx", "c.xlsx", "d.xlsx"}
    assert {(item.source, item.file, item.error.code) for item in report.refused} == {
        ("gone", "", "folder_unreadable"),
        ("es", "b.xlsx", "file_is_pdf"),
    }
    assert "es: b.xlsx was refused: file_is_pdf" in report.problems and stored_lots(database) > 0


def test_an_error_that_nobody_foresaw_stops_only_its_source(database, config, tmp_path, monkeypatch, rematched):
    real = feeds.ingest_source

    def breaks_in_one(database, config, source, **more):
        if source.name == "es":
            raise RuntimeError("cell C7 says: noor@example.org")
        return real(database, config, source, **more)

    monkeypatch.setattr(feeds, "ingest_source", breaks_in_one)
    put_list(tmp_path / "oost", "d.xlsx", "Catering")
    report = ingest_sources(database, with_sources(config, es=tmp_path / "es", oost=tmp_path / "oost"), now=NOW)
    assert [item.file for item in report.imports] == ["d.xlsx"]
    assert [(item.source, item.error.params) for item in report.refused] == [("es", {"kind": "RuntimeError"})]
    assert "noor" not in str(report.problems)


def test_one_source_can_be_asked_for(database, config, tmp_path, rematched):
    put_list(tmp_path / "es", "a.xlsx", "Schoonmaak")
    put_list(tmp_path / "oost", "d.xlsx", "Catering")
    report = ingest_sources(database, with_sources(config, es=tmp_path / "es", oost=tmp_path / "oost"), now=NOW, only="oost")
    assert [item.file for item in report.imports] == ["d.xlsx"]


def test_a_source_that_is_not_configured_is_refused_with_the_known_ones(database, config, tmp_path, rematched):
    with pytest.raises(ConfigError, match=r"'west'.*es, oost"):
        ingest_sources(database, with_sources(config, es=tmp_path, oost=tmp_path), now=NOW, only="west")
    with pytest.raises(ConfigError, match="none"):
        ingest_sources(database, config, now=NOW, only="west")
