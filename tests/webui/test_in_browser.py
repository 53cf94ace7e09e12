"""The dashboard in a real browser, on the demo region: from upload to matches, by keyboard alone, on a phone, without violations.

Skipped where chromium is missing; WIJKMATCH_REQUIRE_BROWSER=1 makes that a failure.
"""

import os
import re
import shutil
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.serving import WSGIRequestHandler, make_server

from matcher import demo
from matcher.config import SourceConfig, data_file
from matcher.db import runs
from matcher.db.notice_tables import same_tenders
from matcher.model import Award, Lot, Notice, NoticeKind, Origin, Problem, Severity, Status, Tender
from matcher.notices import store_notices
from matcher.rematch import rematch
from webui.app import create_app

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-quic", "--disable-gpu"]
STADIUM = "tenderlijst_stadion_de_spinnerij_2027.xlsx"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.browser


class Quiet(WSGIRequestHandler):
    def log_request(self, *_):
        """A line per style sheet helps nobody who reads a test's output."""


@pytest.fixture(scope="module")
def chromium():
    missing = "" if Path(CHROMIUM).exists() else f"{CHROMIUM} is missing (apt-get install chromium)"
    try:
        import axe_playwright_python  # noqa: F401
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        missing = f"{error.name} is missing (pip install playwright axe-playwright-python)"
    if missing:
        if os.environ.get("WIJKMATCH_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory, build_village):
    """The demo region but for the stadium's list, matched, on a port of its own."""
    village = build_village(tmp_path_factory.mktemp("site"))
    shutil.copytree(data_file("demo"), village.folder / "demo")
    (village.folder / "demo" / STADIUM).unlink()
    demo.load(village.database, village.config, now=village.now, folder=village.folder / "demo")
    rematch(village.database, village.config, now=village.now)
    leave_something_to_decide(village)
    server = make_server("127.0.0.1", 0, village.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}", village
    server.shutdown()
    thread.join()
    server.server_close()
    village.close()


def leave_something_to_decide(village):
    """Sources of which one failed, lots that are gone from their list, and a contract that was won and may be there twice."""
    sources = (
        SourceConfig("ziekenhuis", "folder", path=Path("/srv/lists/ziekenhuis")),
        SourceConfig("portaal", "tenderned", nuts=("NL21",), cpv=("9091",)),
    )
    village.app = create_app(replace(village.config, sources=sources), village.database, clock=lambda: village.now)
    rows = [["A1", "Glasbewassing hoofdgebouw"], ["A2", "Onderhoud van het groen rond de polikliniek en de parkeergarage"], ["A3", "Catering"]]
    village.add_tenders(rows, buyer="Woonstichting De Brug", name="brug.xlsx")
    village.add_tenders(rows[2:], buyer="Woonstichting De Brug", name="brug.xlsx")
    title, origin = "Glasbewassing en gevelreiniging", Origin("900001.xml")
    lot = Lot(title, number="1", status=Status.AWARDED, reserved="participation", reserved_evidence="alleen sociale werkplaatsen", origin=origin)
    tender = Tender(title, (lot,), buyer="Woonstichting De Brug", publication_id="900001", url="https://www.example.org/900001")
    award = Award("De Ruit", ("1",), amount=61500.0, award_date=date(2026, 11, 20), bids=4)
    notice = Notice("tenderned", "900001", NoticeKind.AWARD, tender, published_at=village.now, awards=(award,), origin=origin)
    problem = Problem("source_timeout", {"host": "www.example.org", "seconds": "30"}, severity=Severity.ERROR)
    with village.database.write() as connection:
        store_notices(connection, [notice], run_id=None, sha256=None, now=village.now)
        run = runs.create(connection, kind="ingest", subject="portaal", now=village.now)
        runs.add_problems(connection, run.id, [problem])
        runs.fail(connection, run.id, error=problem.code, now=village.now)
    with village.database.read() as connection:  # storing asked it: nothing need be put there by hand
        assert list(connection.scalars(sa.select(same_tenders.c.state))) == ["doubtful"]


@pytest.fixture
def visit(chromium, site):
    """visit(width=..., **options): a page of a new visitor. Whatever its console says, also of the content policy, fails the test."""
    contexts, complaints = [], []

    def new_page(width=1280, **options):
        context = chromium.new_context(base_url=site[0], viewport={"width": width, "height": 900}, **{"locale": "nl-NL"} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert complaints == []


def first(village, address, pattern):
    return re.search(pattern, village.client().get(address).text)[0]


@pytest.fixture(scope="module")
def addresses(site):
    """Every kind of page, on real content."""
    village = site[1]
    tender = "/tenders/[0-9a-f]{16}"
    return [
        "/",
        "/search?q=schoonmaak",
        "/tenders/",
        "/tenders/?fit=local&sort=score",
        "/tenders/?q=ditwoordbestaatniet",
        first(village, "/tenders/?fit=local&sort=score", tender),
        first(village, "/tenders/?fit=nobody", tender),
        first(village, "/tenders/?fit=work", tender),
        "/suppliers/",
        first(village, "/suppliers/?sort=matches", "/suppliers/[0-9a-f]{16}"),
        "/uploads/",
        "/runs/",
        first(village, "/runs/", "/runs/[0-9a-f]{16}"),
        "/sources/",
        "/gone/",
        "/doubles/",
        village.tender_address("Glasbewassing en gevelreiniging"),
        village.tender_address("Glasbewassing hoofdgebouw"),
        "/toegankelijkheid",
        "/privacy",
    ]


def upload(page, path):
    page.goto("/uploads/")
    page.get_by_label("Uw lijst").set_input_files(path)
    page.get_by_role("button", name="Lees de lijst").click()


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": WCAG}).response["violations"]
    return [(item["id"], node["html"][:150]) for item in found for node in item["nodes"]]


def test_an_officer_goes_from_an_excel_list_to_matches(visit):
    page = visit()
    upload(page, data_file("demo") / STADIUM)
    page.get_by_role("heading", name=re.compile(r"We lazen \d+ opdrachten")).wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Klopt, lees in").click()
    page.get_by_role("heading", name="Uw lijst staat erin").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Bekijk de opdrachten").click()
    page.locator(".lines h2 a").first.click()
    assert page.locator(".letter").count() >= 1
    assert "kans dat dit past" in page.locator(".letter").first.inner_text()
    assert page.locator(".letter .why li").count() >= 1


def test_it_goes_the_same_way_without_script_on_a_phone(visit, tmp_path):
    page = visit(390, java_script_enabled=False)
    upload(page, data_file("demo") / STADIUM)
    page.get_by_role("button", name="Klopt, lees in").click()
    page.get_by_role("heading", name="Uw lijst staat erin").wait_for()


def test_a_refused_list_says_what_to_do(visit, tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7 ...")
    page = visit(390)
    upload(page, path)
    page.get_by_role("heading", name="Deze lijst kunnen we niet lezen").wait_for()
    assert violations(page) == [] and overflow(page) <= 0


def test_the_check_page_fits_a_phone(visit):
    page = visit(390)
    upload(page, data_file("demo") / "aanbestedingsplanning_2027_esrand_v3_DEF.xlsx")
    page.get_by_role("heading", name=re.compile(r"We lazen \d+ opdrachten")).wait_for()
    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(visit, addresses, width):
    page = visit(width)
    wide = {}
    for address in addresses:
        page.goto(address)
        for details in page.locator("details > summary").all():
            details.click()
        if overflow(page) > 0:
            wide[address] = overflow(page)
    assert wide == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_has_an_accessibility_violation(visit, addresses, width):
    page = visit(width)
    found = {}
    for address in addresses:
        page.goto(address)
        for details in page.locator("details > summary").all():
            details.click()
        if problems := violations(page):
            found[address] = problems
    assert found == {}


def focused(page):
    return page.evaluate("(document.activeElement.innerText || document.activeElement.id || '').trim()")


def test_everything_can_be_done_with_the_keyboard_alone(visit):
    page = visit()
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Naar de inhoud" and page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "q"
    page.keyboard.type("schoonmaak")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=schoonmaak")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.lines') !== null"):
            break
    name = focused(page)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "solid3px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/tenders/*")
    assert page.get_by_role("heading", level=1).inner_text() == name


@pytest.mark.parametrize("width", [390, 1280])
def test_a_match_is_judged_in_place_with_the_keyboard_alone(visit, addresses, width):
    page = visit(width)
    page.goto(addresses[5])
    group = page.get_by_role("group", name="Past dit?").first
    for answer, said in (("nee", "U zei: nee."), ("ja", "U zei: ja.")):
        group.get_by_role("button", name=answer).focus()
        page.keyboard.press("Enter")
        page.get_by_role("group", name=said).first.wait_for()
        page.locator("fieldset:focus").wait_for()  # its name, with the verdict, is read out
        assert group.get_by_role("button", name=answer).get_attribute("aria-pressed") == "true"
        assert page.locator(":focus").bounding_box()["y"] > 0
    assert violations(page) == [] and overflow(page) <= 0


def test_the_language_changes_at_a_press_and_stays(visit):
    page = visit(locale="nl-NL")
    page.goto("/tenders/?fit=local")
    assert page.locator("html").get_attribute("lang") == "nl"
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=1).inner_text() == "Tenders" and "fit=local" in page.url
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_an_english_browser_is_answered_in_english(visit):
    page = visit(locale="en-GB")
    page.goto("/")
    assert page.get_by_role("heading", level=1).inner_text() == "Work that can stay in the neighbourhood"


def test_a_row_for_every_target_is_large_enough_to_touch(visit, addresses):
    page = visit(390)
    small = {}
    for address in addresses:
        page.goto(address)
        boxes = page.evaluate(
            "[...document.querySelectorAll('button, select, input:not([type=hidden]), .btn, .menu a, .languages a, .choices a')]"
            ".map(e => [e.innerText || e.id, e.getBoundingClientRect().height, e.getBoundingClientRect().width])"
        )
        small |= {f"{address} {name}": (height, width) for name, height, width in boxes if height < 24 or width < 24}
    assert small == {}
