"""Where tenders come from by themselves, and how that goes."""

import dataclasses
import re
import threading
from datetime import timedelta

import pytest

from matcher.config import SourceConfig
from matcher.db import runs
from matcher.jobs import run_job
from matcher.model import Problem
from tests.webui.forms import csrf_token
from webui.app import create_app


class SourcesVillage:
    """A village whose site has these sources."""

    def __init__(self, village, *sources):
        self.village = village
        self.config = dataclasses.replace(village.config, sources=sources)
        village.app = create_app(self.config, village.database, clock=lambda: village.now)
        self.background = village.app.extensions["wijkmatch"].background


@pytest.fixture
def lists(village):
    """A site with a folder of lists as its source, and a portal that was never asked."""
    folder = village.folder / "lijsten"
    folder.mkdir()
    return SourcesVillage(
        village,
        SourceConfig("ziekenhuis", "folder", path=folder, buyer="Ziekenhuis <De> Es"),
        SourceConfig("portaal", "tenderned", nuts=("NL21",), cpv=("9091",), buyers=("Gemeente Almelo",), schedule="0 7 * * mon-fri"),
    )


def text(page):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.text))


def card(page, name):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", re.search(f'id="source-{name}">(.*?)</li>', page.text, re.S)[1]))


def press(client, name):
    form = {"csrf_token": csrf_token(client.get("/sources/"))}
    return client.post(f"/sources/{name}/look", data=form, follow_redirects=True)


def add_run(village, name, state, *, error="", problems=(), counts=None, after=timedelta(0)):
    with village.database.write() as connection:
        run = runs.create(connection, kind="ingest", subject=name, now=village.now + after)
        runs.claim(connection, run.id, by="elders:1", now=village.now + after)
        runs.add_problems(connection, run.id, problems)
        if state == "failed":
            runs.fail(connection, run.id, error=error, now=village.now + after + timedelta(seconds=90), counts=counts)
        elif state == "done":
            runs.finish(connection, run.id, counts=counts or {}, now=village.now + after + timedelta(seconds=90))
    return run


def test_without_sources_it_explains_what_to_put_where(client):
    page = client.get("/sources/")
    assert page.status_code == 200
    for expected in ("nog geen bron ingesteld", "config.toml", "[sources.tenderned]", "kind = &#34;folder&#34;"):
        assert expected in page.text.replace('kind = "folder"', "kind = &#34;folder&#34;")


def test_it_says_in_words_what_each_source_is_and_when_it_comes(lists):
    page = lists.village.client().get("/sources/")
    folder, portal = card(page, "ziekenhuis"), card(page, "portaal")
    assert f"Map {lists.config.sources[0].path}" in folder and "van Ziekenhuis &lt;De&gt; Es" in folder
    assert "23 nov 2026, 06:15" in folder  # Monday morning, as schedule.ingest says
    for expected in ("TenderNed", "regio NL21", "CPV 9091", "van Gemeente Almelo", "nog niet nagelopen", "23 nov 2026, 07:00"):
        assert expected in portal


def test_the_button_looks_through_the_source_now(lists, follow):
    lists.village.list_file([["A1", "Glasbewassing"], ["A2", "Drukwerk"]], name="lijsten/2027.xlsx")
    (lists.config.sources[0].path / "kapot.xlsx").write_bytes(b"PK\x03\x04 kapot")
    client = lists.village.client()
    assert "We lopen de bron ‘ziekenhuis’ nu na" in press(client, "ziekenhuis").text
    told = card(follow(client, "/sources/"), "ziekenhuis")
    assert " goed " in told and "Nieuw: 2" in told and "Bestanden geweigerd: 1" in told and "Gewijzigd" not in told
    assert "Glasbewassing" in client.get("/tenders/").text
    link = re.search(r'href="(/runs/[0-9a-f]{16})">Bekijk wat er gebeurde', client.get("/sources/").text)[1]
    assert client.get(link).status_code == 200
    with lists.village.database.read() as connection:
        assert [run.state for run in runs.latest(connection, kind="ingest", subject="ziekenhuis")] == ["done"]


def test_it_will_not_look_twice_at_the_same_time(lists, follow):
    busy = threading.Event()
    lists.background.carry_out(busy.wait)  # an import is going on, so the first press has to wait
    client = lists.village.client()
    press(client, "ziekenhuis")
    waiting = client.get("/sources/")
    assert "wordt nu nagelopen" in card(waiting, "ziekenhuis") and "Nu nalopen" not in card(waiting, "ziekenhuis")
    assert client.get("/sources/ziekenhuis/progress").json["stage"] == "looking"
    assert "wordt al nagelopen" in press(client, "ziekenhuis").text
    busy.set()
    follow(client, "/sources/")
    with lists.village.database.read() as connection:
        assert len(runs.latest(connection, kind="ingest", subject="ziekenhuis")) == 1
    assert client.get("/sources/ziekenhuis/progress").json == {"stage": "done"}


def test_it_will_not_look_while_another_process_does(lists):
    run = add_run(lists.village, "portaal", "running")
    with lists.village.database.write() as connection:
        runs.progress(connection, run.id, step="waiting", done=3, total=9)
    client = lists.village.client()
    assert client.get("/sources/portaal/progress").json == {
        "stage": "looking", "step": "Wachten tot de server weer antwoord geeft", "done": 3, "total": 9,
    }  # fmt: skip
    assert "wordt al nagelopen" in press(client, "portaal").text
    with lists.village.database.read() as connection:
        assert len(runs.latest(connection, kind="ingest", subject="portaal")) == 1


def test_a_look_that_was_never_ended_does_not_keep_the_button_away(lists):
    add_run(lists.village, "portaal", "running", after=-timedelta(hours=7))
    assert "Nu nalopen" in card(lists.village.client().get("/sources/"), "portaal")


@pytest.mark.parametrize(
    ("error", "problems", "expected"),
    [
        (
            "source_timeout",
            [Problem("source_timeout", {"host": "www.example.org", "seconds": "30"})],
            "www.example.org antwoordt niet binnen 30 seconden",
        ),
        ("abandoned", [], "Het programma stopte terwijl dit bezig was"),
        ("KeyError", [], "met deze code: KeyError"),
    ],
)
def test_it_says_why_a_look_failed_when_it_went_well_and_when_it_is_tried_again(lists, error, problems, expected):
    add_run(lists.village, "portaal", "done", after=-timedelta(days=1))
    add_run(lists.village, "portaal", "failed", error=error, problems=problems, counts={"new": 3, "refused": len(problems)})
    told = card(lists.village.client().get("/sources/"), "portaal")
    assert "mislukt" in told and expected in told
    assert "wel goed ging: 21 nov 2026, 13:00" in told
    assert "na 22 nov 2026, 13:06" in told  # a minute and a half of looking, and five minutes of waiting
    assert "2 minuten" in told and "Nieuw: 3" in told and "geweigerd" not in told
    assert "De bron ‘portaal’ is de laatste keer niet goed nagelopen" in lists.village.client().get("/").text


def test_after_many_failures_it_waits_for_its_turn(lists):
    for number in range(5):
        add_run(lists.village, "portaal", "failed", error="source_timeout", after=timedelta(minutes=number))
    told = card(lists.village.client().get("/sources/"), "portaal")
    assert "Opnieuw geprobeerd" not in told and "23 nov 2026, 07:00" in told


def test_a_source_that_went_well_again_waits_for_nobody(lists):
    add_run(lists.village, "portaal", "failed", error="source_timeout")
    run_job("ingest", lists.village.database, lists.config, now=lists.village.now, source="ziekenhuis")
    add_run(lists.village, "portaal", "done", after=timedelta(minutes=9))
    assert "Dit wacht op u" not in lists.village.client().get("/").text


def test_a_schedule_that_cannot_be_read_is_told_beside_its_source(village):
    SourcesVillage(village, SourceConfig("portaal", "ted", schedule="elke dag"), SourceConfig("andere", "ted"))
    page = village.client().get("/sources/")
    assert "het schema in config.toml klopt niet" in card(page, "portaal") and "23 nov 2026" in card(page, "andere")


def test_another_site_cannot_have_it_look_and_there_is_no_other_source(lists):
    client = lists.village.client()
    assert client.post("/sources/ziekenhuis/look").status_code == 400
    assert press(client, "geheim").status_code == 404
    assert client.get("/sources/geheim/progress").status_code == 404
    with lists.village.database.read() as connection:
        assert runs.latest(connection, kind="ingest") == []


def test_it_speaks_english_too(lists):
    add_run(lists.village, "portaal", "failed", error="abandoned")
    page = lists.village.client("en").get("/sources/")
    assert "region NL21" in card(page, "portaal") and "failed" in card(page, "portaal") and "Look now" in card(page, "portaal")
