"""Looking through the configured sources: folders, addresses and portals, and what remains of one that breaks off."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher import feeds
from matcher.config import SourceConfig
from matcher.db import fetched, matches, notice_tables, notices, runs, tables, tenders
from matcher.errors import ConfigError, StoppedError
from matcher.feeds import ingest_source
from matcher.jobs import run_job
from matcher.registers import import_suppliers
from matcher.rematch import RematchReport
from tests.matcher.lists import write_list
from tests.matcher.sources import feed_server
from tests.matcher.sources.feed_server import publication, serving, status

NOW = datetime(2026, 7, 6, 6, 15, tzinfo=UTC)
SOURCES = Path(__file__).parent / "sources"
NOTICES = sorted((SOURCES / "notices").glob("*.xml"))
RELEASES = SOURCES / "ocds" / "releases.json"
DETAIL = r"/publicaties/\d+"


@pytest.fixture
def rematched(monkeypatch):
    """Matching that only counts: when it was asked for."""
    times = []

    def count(database, config, *, now, progress=None):
        times.append(now)
        return RematchReport(0, 0, 0, 0, 0.0)

    monkeypatch.setattr(feeds, "rematch", count)
    return times


@pytest.fixture
def server():
    with serving() as server:
        yield server


@pytest.fixture
def source(config, server):
    """A configuration with one source, which is asked without pauses."""

    def make(kind, **settings):
        unhurried = replace(config.feeds, pause_milliseconds=1, first_days=30)
        return replace(config, feeds=unhurried, sources=(SourceConfig("bron", kind, **settings),))

    return make


def look(database, config, now=NOW, **more):
    return ingest_source(database, config, now=now, source="bron", **more)


def put_list(folder, name, *titles):
    folder.mkdir(exist_ok=True)
    path = write_list(folder / name, [(f"K{number}", title, None, None, None, None, None, None) for number, title in enumerate(titles)])
    return settled(path)


def settled(path):
    os.utime(path, (time.time() - 3600,) * 2)
    return path


def titles(database):
    with database.read() as connection:
        return sorted(connection.scalars(sa.select(tables.tenders.c.title)))


# --- folders -----------------------------------------------------------------------------------------------------------------------------------


def test_new_files_come_in_with_their_buyer_and_are_matched(database, source, config, tmp_path):
    firm = tmp_path / "suppliers.jsonl"
    firm.write_text('{"id": "S1", "name": "De Poetscoöperatie", "description": "Wij maken kantoren schoon", "keywords": ["schoonmaak"]}')
    import_suppliers(database, config, firm, now=NOW)
    put_list(tmp_path / "es", "plan.xlsx", "Schoonmaak kantoren", "Levering MRI-scanner")
    report = look(database, source("folder", path=tmp_path / "es", buyer="Ziekenhuis De Es"))
    assert (report.counts["files"], report.counts["new"], report.problems, report.error) == (1, 2, (), "")
    with database.read() as connection:
        shown = [(row.buyer_name, row.tender_title, row.supplier_name) for row in matches.iterate_shown(connection)]
    assert shown == [("Ziekenhuis De Es", "Schoonmaak kantoren", "De Poetscoöperatie")]


def test_a_folder_holds_lists_notices_and_ocds_side_by_side(any_database, source, tmp_path, rematched):
    folder = tmp_path / "es"
    put_list(folder, "plan.xlsx", "Schoonmaak kantoren")
    for path in (*NOTICES, RELEASES):
        settled(Path(shutil.copy(path, folder)))
    (folder / "lees mij.txt").write_text("geen lijst")
    report = look(any_database, source("folder", path=folder, buyer="De Es"))
    assert {item.file for item in report.imports} == {"plan.xlsx", "releases.json", *(path.name for path in NOTICES)}
    assert (report.refused, report.counts["files"]) == ((), len(NOTICES) + 2)
    with any_database.read() as connection:
        lists = set(connection.scalars(sa.select(tables.source_lists.c.key)))
        kept = connection.scalar(sa.select(sa.func.count()).select_from(notice_tables.notices))
    assert {"feed:ted", "feed:ocds"} <= lists and kept == report.counts["notices"] > len(NOTICES)
    again = look(any_database, source("folder", path=folder, buyer="De Es"))
    assert (again.imports, again.rematch, len(rematched)) == ((), None, 1)


def test_notices_in_a_folder_are_stored_while_their_run_tells_how_far_it_is(any_database, source, tmp_path, rematched):
    folder = tmp_path / "es"
    folder.mkdir()
    for path in (*NOTICES[:1], RELEASES):
        settled(Path(shutil.copy(path, folder)))
    done = run(any_database, source("folder", path=folder))
    assert (done.state, done.error, done.counts["files"], done.progress_step) == ("done", "", 2, "storing")


def test_a_folder_of_ocds_is_read_for_ocds_only(database, source, tmp_path, rematched):
    folder = tmp_path / "packages"
    put_list(folder, "plan.xlsx", "Schoonmaak kantoren")
    settled(Path(shutil.copy(RELEASES, folder)))
    report = look(database, source("ocds", path=folder))
    assert [item.file for item in report.imports] == ["releases.json"] and report.refused == ()
    one_file = look(database, source("ocds", path=folder / "releases.json"))
    assert (one_file.imports, one_file.refused) == ((), ())


def test_only_notices_that_are_wanted_are_kept(database, source, tmp_path, rematched):
    folder = tmp_path / "packages"
    folder.mkdir()
    settled(Path(shutil.copy(RELEASES, folder)))
    assert look(database, source("ocds", path=folder, buyers=("Gemeente Nergenshuizen",))).counts["notices"] == 0
    assert titles(database) == []


def test_the_same_content_is_not_read_again_and_nothing_is_matched(database, source, tmp_path, rematched):
    put_list(tmp_path / "es", "plan.xlsx", "Schoonmaak kantoren")
    here = source("folder", path=tmp_path / "es")
    look(database, here)
    again = look(database, here)
    assert (again.imports, again.rematch, again.counts["files"]) == ((), None, 0) and rematched == [NOW]
    put_list(tmp_path / "es", "plan.xlsx", "Schoonmaak kantoren", "Catering")
    assert look(database, here).counts["new"] == 1 and len(rematched) == 2


def test_a_file_that_fails_stops_no_other(database, source, tmp_path, rematched):
    put_list(tmp_path / "es", "a.xlsx", "Schoonmaak")
    put_list(tmp_path / "es", "b.xlsx", "Schoonmaak").write_bytes(b"%PDF-1.7 not a list")
    (tmp_path / "es" / "b2.xml").write_text("<notice/>")
    put_list(tmp_path / "es", "c.xlsx", "Groenonderhoud")
    report = look(database, source("folder", path=tmp_path / "es"))
    assert {item.file for item in report.imports} == {"a.xlsx", "c.xlsx"}
    assert {(item.file, item.error.code) for item in report.refused} == {("b.xlsx", "file_is_pdf"), ("b2.xml", "notice_unknown")}
    assert report.error == ""  # the source itself did not fail
    assert {(problem.origin.file, problem.code) for problem in report.found} == {("b.xlsx", "file_is_pdf"), ("b2.xml", "notice_unknown")}
    assert "bron: b.xlsx was refused: file_is_pdf" in report.problems


def test_a_folder_that_is_not_there_fails_the_source(database, source, tmp_path, rematched):
    report = look(database, source("folder", path=tmp_path / "gone"))
    assert (report.error, report.counts["refused"]) == ("folder_unreadable", 1)


def test_an_error_that_nobody_foresaw_keeps_what_came_before_and_tells_no_cell(database, source, tmp_path, monkeypatch, rematched):
    put_list(tmp_path / "es", "a.xlsx", "Schoonmaak")
    put_list(tmp_path / "es", "b.xlsx", "Catering")
    real = feeds.import_tenders

    def breaks(database, config, path, **more):
        if path.name == "b.xlsx":
            raise RuntimeError("cell C7 says: noor@example.org")
        return real(database, config, path, **more)

    monkeypatch.setattr(feeds, "import_tenders", breaks)
    report = look(database, source("folder", path=tmp_path / "es"))
    assert [item.file for item in report.imports] == ["a.xlsx"]
    assert [(item.error.code, item.error.params) for item in report.refused] == [("source_broke_off", {"kind": "RuntimeError"})]
    assert report.error == "source_broke_off" and "noor" not in str((report.problems, report.found)) and rematched == [NOW]


def test_a_source_that_is_not_configured_is_refused_with_the_known_ones(database, config, source, tmp_path):
    with pytest.raises(ConfigError, match=r"'west'.*bron"):
        ingest_source(database, source("folder", path=tmp_path), now=NOW, source="west")
    with pytest.raises(ConfigError, match="none"):
        ingest_source(database, config, now=NOW, source="west")


# --- addresses ---------------------------------------------------------------------------------------------------------------------------------

LIST, OCDS = "/in%20te%20kopen/plan%202027.xlsx", "/releases.json"


def offer(server, path, *titles):
    """Put a list at an address."""
    file = put_list(Path(server.folder), "offered.xlsx", *titles)
    server.files[path] = (file.read_bytes(), "application/octet-stream")


@pytest.fixture
def offered(server, tmp_path):
    server.folder = tmp_path / "offered"
    offer(server, LIST, "Schoonmaak kantoren")
    return server


def test_a_list_at_an_address_is_sent_once(any_database, source, offered, rematched):
    here = source("list", url=offered.url + LIST, buyer="FC De Es")
    first, second = look(any_database, here), look(any_database, here)
    assert [(item.file, item.new, item.list_name) for item in first.imports] == [("plan 2027.xlsx", 1, "FC De Es")]
    assert (second.imports, second.refused, len(rematched)) == ((), (), 1)
    assert [asked.headers.get("If-None-Match", "") == "" for asked in offered.asked] == [True, False]
    offer(offered, LIST, "Schoonmaak kantoren", "Catering")
    assert [(item.new, item.unchanged) for item in look(any_database, here).imports] == [(1, 1)]


def test_a_list_that_was_sent_again_unchanged_is_not_read_again(database, source, offered, rematched):
    here = source("list", url=offered.url + LIST)
    look(database, here)
    with database.write() as connection:
        fetched.store(connection, offered.url + LIST, etag='"older"', last_modified="", now=NOW)
    assert look(database, here).imports == () and len(rematched) == 1
    with database.read() as connection:
        assert fetched.find(connection, offered.url + LIST) != ('"older"', "")


def test_a_list_that_could_not_be_read_is_asked_for_again(database, source, offered, rematched):
    whole = offered.files[LIST]
    offered.files[LIST] = (b"%PDF-1.7", "application/pdf")
    here = source("list", url=offered.url + LIST)
    assert look(database, here).error == "file_is_pdf"
    assert look(database, here).error == "file_is_pdf"  # not taken for read
    offered.files[LIST] = whole
    assert look(database, here).counts["new"] == 1


def test_ocds_at_an_address(database, source, server, rematched):
    server.files[OCDS] = (RELEASES.read_bytes(), "application/json")
    here = source("ocds", url=server.url + OCDS)
    assert look(database, here).counts["notices"] > 1
    assert look(database, here).imports == ()


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [(status(403), "source_forbidden"), (status(404), "source_refused"), (feed_server.redirect("http://10.0.0.1/"), "source_redirect_refused")],
)
def test_an_address_that_refuses_fails_the_source(database, source, offered, rematched, behaviour, code):
    offered.misbehave(".*", behaviour)
    assert look(database, source("list", url=offered.url + LIST)).error == code


# --- portals -----------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tenderned(server):
    """TenderNed with five publications on pages of two, the newest first."""
    server.tenderned.publications = [publication(number, f"2026-07-0{number}") for number in range(5, 0, -1)]
    server.tenderned.honoured.discard("size")
    return server


def run(database, config, now=NOW):
    """Look through the source as the schedule does; the run that it became."""
    run_job("ingest", database, config, now=now, source="bron")
    with database.read() as connection:
        return runs.latest(connection, kind="ingest", limit=1)[0]


def test_tenderned_is_read_page_by_page_and_a_second_time_brings_nothing(any_database, source, tenderned, rematched):
    here = source("tenderned", url=tenderned.url)
    first, second = run(any_database, here), run(any_database, here)
    assert (first.state, first.counts["files"], first.counts["notices"], first.counts["new"]) == ("done", 3, 5, 5)
    assert (second.state, second.counts["new"], second.counts["changed"], second.counts["unchanged"]) == ("done", 0, 0, 2)  # of the last two days
    assert titles(any_database) == [f"Schoonmaak gebouw {number}" for number in range(1, 6)] and len(rematched) == 1


def test_a_portal_that_fails_half_way_keeps_its_first_pages_and_goes_on_the_next_time(any_database, source, tenderned, rematched):
    tenderned.tenderned.between = lambda page: tenderned.misbehave("/publicaties", status(403), times=1) if page == 0 else None
    here = source("tenderned", url=tenderned.url)
    broken = run(any_database, here)
    assert (broken.state, broken.error, broken.counts["new"], broken.counts["refused"]) == ("failed", "source_forbidden", 2, 1)
    assert len(titles(any_database)) == 2 and len(rematched) == 1  # what came in is matched
    with any_database.read() as connection:
        assert [problem.code for problem in runs.load_problems(connection, broken.id)] == ["source_forbidden"]
    tenderned.tenderned.between = lambda page: None
    whole = run(any_database, here)
    assert (whole.state, whole.counts["new"], whole.counts["unchanged"]) == ("done", 3, 2)


def test_a_portal_is_read_from_two_days_before_it_last_went_well(database, source, tenderned, rematched):
    here = source("tenderned", url=tenderned.url)

    def since(now):
        tenderned.asked.clear()
        run(database, here, now)
        return tenderned.asked[0].one("publicatieDatumVanaf")

    assert since(NOW) == "2026-06-06"  # the first time: a month back
    assert since(NOW + timedelta(days=1)) == "2026-07-04"
    tenderned.misbehave("/publicaties", status(403), times=1)
    assert since(NOW + timedelta(days=3)) == "2026-07-05"
    assert since(NOW + timedelta(days=6)) == "2026-07-05"  # the failed one does not count


def test_a_publication_of_which_the_detail_came_late_stays_the_same_tender(any_database, source, tenderned, rematched):
    tenderned.tenderned.publications = [publication(7, "2026-07-05", _kenmerk="88123")]
    tenderned.misbehave(DETAIL, status(404), times=1)
    here = source("tenderned", url=tenderned.url)
    run(any_database, here)

    def stored():
        with any_database.read() as connection:
            return connection.execute(sa.select(tables.tenders.c.key, tables.tenders.c.public_id)).all()

    [(early, public_id)] = stored()
    assert early == "publication:7"
    again = run(any_database, here)
    assert stored() == [("procedure:88123", public_id)]
    assert (again.counts["new"], again.counts["changed"]) == (0, 1)
    tenderned.misbehave(DETAIL, status(404), times=1)  # a poorer reading takes nothing back
    assert run(any_database, here).counts["changed"] == 0 and stored() == [("procedure:88123", public_id)]


def test_ted_is_searched_and_its_notices_read(any_database, source, server, rematched):
    competition, result = (SOURCES / "notices" / f"eforms_{name}.xml" for name in ("competition", "result"))
    for number, path in (("45678-2027", competition), ("234567-2027", result)):
        server.ted.add(number)
        server.ted.xml[number] = path.read_bytes()
    here = source("ted", url=f"{server.url}/v3")
    first = run(any_database, here)
    assert (first.state, first.counts["notices"], first.counts["awards"] > 0) == ("done", 2, True)
    with any_database.read() as connection:
        ids = connection.scalars(sa.select(tables.tenders.c.id)).all()
        lines = notices.of_tender(connection, ids)
        found = tenders.load(connection, ids)
    assert {line.publication_id for line in lines} == {"45678-2027", "234567-2027"}
    assert all(line.url for line in lines) and all(each.tender.title and each.tender.buyer for each in found)
    again = run(any_database, here)
    assert (again.counts["new"], again.counts["changed"], len(rematched)) == (0, 0, 1)


def test_ted_that_fails_half_way_keeps_what_it_gave(database, source, server, rematched):
    names = ("competition", "planning", "result")
    for number, name in enumerate(names, 500001):
        server.ted.add(f"{number}-2026")
        server.ted.xml[f"{number}-2026"] = (SOURCES / "notices" / f"eforms_{name}.xml").read_bytes()
    server.ted.limit = 1
    server.ted.between = lambda page: server.misbehave("/v3/notices/search", status(403), times=1) if page == 1 else None
    here = source("ted", url=f"{server.url}/v3")
    broken = run(database, here)
    assert (broken.state, broken.error, broken.counts["notices"]) == ("failed", "source_forbidden", 2)
    server.ted.between = lambda page: None
    assert run(database, here).state == "done"
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(notice_tables.notices)) == 3


def test_what_a_portal_got_wrong_is_kept_with_the_run(database, source, tenderned, rematched):
    tenderned.misbehave(DETAIL, status(404), times=1)
    done = run(database, source("tenderned", url=tenderned.url))
    with database.read() as connection:
        assert [problem.code for problem in runs.load_problems(connection, done.id)] == ["feed_detail_missing"]


def test_a_wait_can_be_broken_off(database, source, tenderned, rematched):
    tenderned.misbehave("/publicaties", status(429, Retry_After="120"))
    said = []

    def follow(step, done, total):
        said.append((step, total))
        if step == "waiting" and len(said) > 2:
            raise StoppedError("the schedule was stopped")

    began = time.monotonic()
    with pytest.raises(StoppedError):
        look(database, source("tenderned", url=tenderned.url), progress=follow)
    assert time.monotonic() - began < 60 and ("waiting", 120) in said
