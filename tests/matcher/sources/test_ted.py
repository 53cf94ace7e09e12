"""TED's search and its notices, from a server that behaves, and from one that does not. The parser of notices is a stub: it is tested elsewhere."""

from __future__ import annotations

import re
from datetime import date

import pytest

from matcher.errors import SourceError
from matcher.model import Lot, Notice, NoticeKind, NoticeReading, Origin, Problem, Tender
from matcher.problems import PROBLEMS
from matcher.sources.fetch import Fetch
from matcher.sources.filters import NoticeFilter
from matcher.sources.ted import query_for, read_pages, ted_number
from tests.matcher.sources import feed_server as feeds
from tests.matcher.sources.feed_server import QUICK, FeedServer, serving

EVERYTHING = NoticeFilter()
SINCE = date(2026, 7, 1)
SEARCH, XML = "/v3/notices/search", r"/nl/notice/[\d-]+/xml"


def parse(data: bytes, file: str) -> NoticeReading:
    """A notice of the little TED."""
    said = dict(re.findall(r'(\w+)="([^"]*)"', data.decode()))
    if not data.startswith(b"<notice") or not said:
        raise SourceError("file_is_html")
    lot = Lot("Schoonmaak", cpv=(said["cpv"],))
    nuts = (said["nuts"],) if said["nuts"] else ()
    tender = Tender("Schoonmaak", (lot,), buyer=said["buyer"])
    notice = Notice("ted", "", NoticeKind.COMPETITION, tender, nuts=nuts, origin=Origin(file))
    problems = (Problem("cpv_not_a_code", {"text": "?"}, Origin(file)),) if said["cpv"] == "?" else ()
    return NoticeReading(file, (notice,), problems)


@pytest.fixture
def server():
    with serving() as server:
        for number in range(1, 6):
            server.ted.add(f"{number}-2026")
        yield server


class Read:
    """All readings of a run, and what came of them."""

    def __init__(self, server: FeedServer, wanted: NoticeFilter = EVERYTHING, **options: object) -> None:
        self.readings = []
        self.error: SourceError | None = None
        self.waited: list[float] = []
        with Fetch(frozenset({"127.0.0.1"}), limits=QUICK, wait=self.waited.append) as fetch:
            try:
                for reading in read_pages(fetch, base_url=f"{server.url}/v3", since=SINCE, wanted=wanted, parse=parse, **options):
                    self.readings.append(reading)
            except SourceError as error:
                self.error = error
                assert error.code in PROBLEMS
        self.notices: list[Notice] = [notice for reading in self.readings for notice in reading.notices]
        self.problems = [problem for reading in self.readings for problem in reading.problems]
        assert {problem.code for problem in self.problems} <= PROBLEMS.keys()
        self.ids = [int(notice.publication_id.partition("-")[0]) for notice in self.notices]
        self.codes = [problem.code for problem in self.problems]
        self.tokens = [asked.body.get("iterationNextToken", "") for asked in server.asked if asked.path == SEARCH]


def test_it_searches_and_reads_the_notice_of_each(server):
    read = Read(server)
    assert (read.ids, read.codes) == ([1, 2, 3, 4, 5], [])
    asked = server.asked[0].body
    assert asked["query"] == "buyer-country=NLD AND PD>=20260701 SORT BY PD ASC"
    assert (asked["limit"], asked["scope"], asked["paginationMode"]) == (250, "ACTIVE", "ITERATION")
    assert not any("deadline" in name for name in asked["fields"])
    assert server.paths()[1:] == [f"/nl/notice/{number}-2026/xml" for number in range(1, 6)]


def test_a_notice_gets_the_number_and_the_page_that_its_text_leaves_out(server):
    notice = Read(server).notices[0]
    assert (notice.publication_id, notice.tender.publication_id) == ("1-2026", "1-2026")
    assert notice.tender.url == f"{server.url}/nl/notice/1-2026"
    assert notice.origin.file == f"{server.url}/nl/notice/1-2026/xml"


def test_it_goes_from_token_to_token_and_hands_over_page_by_page(server):
    server.ted.limit = 2
    read = Read(server)
    assert [len(reading.notices) for reading in read.readings] == [2, 2, 1]
    assert read.tokens == ["", "t2", "t4"]


def test_it_reads_no_notice_before_it_is_asked_for(server):
    server.ted.limit = 2
    with Fetch(frozenset({"127.0.0.1"}), limits=QUICK) as fetch:
        pages = read_pages(fetch, base_url=f"{server.url}/v3", since=SINCE, wanted=EVERYTHING, parse=parse)
        next(pages)
        assert len(server.asked) == 3


@pytest.mark.parametrize(
    "wanted, until, query",
    [
        (EVERYTHING, None, "buyer-country=NLD AND PD>=20260701"),
        (EVERYTHING, date(2026, 7, 31), "buyer-country=NLD AND PD>=20260701 AND PD<=20260731"),
        (
            NoticeFilter(nuts=("nl21", "NL310")),
            None,
            "(buyer-country=NLD OR place-of-performance=NL21 OR place-of-performance=NL310) AND PD>=20260701",
        ),
        (NoticeFilter(cpv=("38621111-2",)), None, "buyer-country=NLD AND classification-cpv=38621111 AND PD>=20260701"),
        (
            NoticeFilter(cpv=("38621111", "33111721")),
            None,
            "buyer-country=NLD AND (classification-cpv=38621111 OR classification-cpv=33111721) AND PD>=20260701",
        ),
        (NoticeFilter(cpv=("38621111", "9091")), None, "buyer-country=NLD AND PD>=20260701"),
        (NoticeFilter(cpv=("90911300-9",)), None, "buyer-country=NLD AND PD>=20260701"),
        (NoticeFilter(buyers=("Gemeente Esdorp",), cpv=("38621111",)), None, "buyer-country=NLD AND PD>=20260701"),
    ],
)
def test_the_search_leaves_out_nothing_that_is_wanted(wanted, until, query):
    assert query_for(wanted, SINCE, until) == f"{query} SORT BY PD ASC"


def test_it_filters_what_the_notices_say(server):
    server.ted.add("6-2026", nuts="NL310")
    server.ted.add("7-2026", cpv="45000000")
    server.ted.add("8-2026", nuts="")
    read = Read(server, NoticeFilter(nuts=("NL21",), cpv=("9091",)))
    assert read.ids == [1, 2, 3, 4, 5]
    assert [(problem.code, problem.params["id"]) for problem in read.problems] == [("feed_without_region", "8-2026")]


def test_a_buyer_that_is_not_wanted_costs_no_notice(server):
    server.ted.add("6-2026", buyer="Ziekenhuis De Es")
    assert Read(server, NoticeFilter(buyers=("Ziekenhuis De Es",))).ids == [6]
    assert server.paths() == [SEARCH, "/nl/notice/6-2026/xml"]


def test_what_the_parser_tells_is_passed_on(server):
    server.ted.add("6-2026", cpv="?")
    assert Read(server).codes == ["cpv_not_a_code"]


# A service that does not do what was asked.


def days_ignored(server):
    server.ted.honours_days = False
    server.ted.notices.insert(0, ("99-2025", "2025-07-01", "Gemeente Esdorp"))


def out_of_time_once(server):
    server.ted.timed_out = 1


def out_of_time_always(server):
    server.ted.timed_out = 99


def token_repeats(server):
    server.ted.limit = 2
    server.ted.same_token = True


def total_too_high(server):
    server.ted.total = 8


def new_one_between(server):
    """A new notice comes in while the pages are read: oldest first, it stands at the end."""
    server.ted.limit = 2

    def between(page):
        if page == 0:
            server.ted.add("6-2026", "2026-07-03")

    server.ted.between = between


def one_twice(server):
    server.ted.limit = 2
    server.ted.notices.insert(2, server.ted.notices[1])


def padded_numbers(server):
    server.ted.notices[0] = ("00000001-2026", "2026-07-02", "Gemeente Esdorp")
    server.ted.xml["00000001-2026"] = server.ted.xml["1-2026"]


def item(content):
    return lambda server: server.misbehave(SEARCH, feeds.text(content, "application/json"))


def of_notice(path, behaviour, times=None):
    return lambda server: server.misbehave(path, behaviour, times)


ALL = [1, 2, 3, 4, 5]
THIRD = "/nl/notice/3-2026/xml"
MISBEHAVIOUR = {
    "nothing wrong": (lambda server: None, ALL, []),
    "days ignored": (days_ignored, ALL, ["feed_parameter_ignored"]),
    "out of time, once": (out_of_time_once, ALL, []),
    "out of time, always": (out_of_time_always, [], ["feed_timed_out", "feed_incomplete"]),
    "the same token again": (token_repeats, [1, 2], ["feed_token_repeated", "feed_incomplete"]),
    "a total too high": (total_too_high, ALL, ["feed_incomplete"]),
    "a new one between pages": (new_one_between, [*ALL, 6], []),
    "the same twice": (one_twice, ALL, ["feed_incomplete"]),
    "a number with zeros before it": (padded_numbers, ALL, []),
    "no notices": (item(b'{"notices": [], "totalNoticeCount": 0}'), [], []),
    "an item without number": (item(b'{"notices": [{}, null, {"publication-number": 7}]}'), [], ["feed_item_unusable"] * 3),
    "no address of the notice": (item(b'{"notices": [{"publication-number": "3-2026", "links": {"xml": []}}]}'), [], ["feed_notice_missing"]),
    "an address that is none": (
        item(b'{"notices": [{"publication-number": "3-2026", "links": {"xml": {"MUL": "file:///etc/hostname"}}}]}'),
        [],
        ["feed_notice_missing"],
    ),
    "an address elsewhere": (
        item(b'{"notices": [{"publication-number": "3-2026", "links": {"xml": {"MUL": "http://10.0.0.1/"}}}]}'),
        [],
        ["feed_notice_missing"],
    ),
    "the search is out of order, once": (of_notice(SEARCH, feeds.status(500), 1), ALL, []),
    "the search is half, twice": (of_notice(SEARCH, feeds.half, 2), ALL, []),
    "a notice that is not there": (of_notice(THIRD, feeds.status(404)), [1, 2, 4, 5], ["feed_notice_missing"]),
    "a notice that fails": (of_notice(THIRD, feeds.status(500)), [1, 2, 4, 5], ["feed_notice_missing"]),
    "a notice that breaks off": (of_notice(THIRD, feeds.cut_off), [1, 2, 4, 5], ["feed_notice_missing"]),
    "a notice that breaks off once": (of_notice(THIRD, feeds.cut_off, 1), ALL, []),
    "a notice that is busy": (of_notice(THIRD, feeds.status(429, Retry_After="20"), 2), ALL, []),
    "a notice that is a web page": (of_notice(THIRD, feeds.text(b"<html>")), [1, 2, 4, 5], ["feed_notice_unreadable"]),
    "notices that are not there": (of_notice(XML, feeds.status(404)), [], ["feed_notice_missing"] * 5),
}


@pytest.mark.parametrize("misbehave, ids, codes", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
def test_what_is_read_and_told(server, misbehave, ids, codes):
    misbehave(server)
    read = Read(server)
    assert (read.ids, read.codes, read.error) == (ids, codes, None)


def test_it_names_the_notice_that_cannot_be_had(server):
    server.misbehave(THIRD, feeds.status(404))
    assert Read(server).problems[0].params == {"feed": "TED", "id": "3-2026"}


def test_it_waits_before_it_asks_a_search_that_ran_out_of_time_again(server):
    server.ted.timed_out = 2
    read = Read(server)
    assert (read.ids, read.waited) == (ALL, [10.0, 20.0])


def test_it_reads_no_more_pages_than_it_may(server):
    server.ted.limit = 2
    read = Read(server, max_pages=2)
    assert (read.ids, read.codes) == ([1, 2, 3, 4], ["feed_too_long"])


REFUSED = {
    "the search is out of order": (SEARCH, feeds.status(500), "source_failed", []),
    "the search is a web page": (SEARCH, feeds.text(b"<html>"), "source_is_page", []),
    "the search has another shape": (SEARCH, feeds.text(b'{"results": []}', "application/json"), "feed_other_shape", []),
    "another bad request": (SEARCH, feeds.status(400, b'{"error": {"type": "UNKNOWN_FIELD"}}'), "source_refused", []),
    "come back in an hour": (SEARCH, feeds.status(429, Retry_After="3600"), "source_busy_until", []),
    "notices are not allowed": (THIRD, feeds.status(403), "source_forbidden", [1, 2]),
    "notices come back in an hour": (THIRD, feeds.status(429, Retry_After="3600"), "source_busy_until", [1, 2]),
    "notices fail in a row": (XML, feeds.status(500), "source_failed", []),
}


@pytest.mark.parametrize("path, behaviour, code, ids", REFUSED.values(), ids=REFUSED)
def test_when_the_service_as_a_whole_fails_what_was_read_is_handed_over_first(server, path, behaviour, code, ids):
    server.misbehave(path, behaviour)
    read = Read(server)
    assert (read.error and read.error.code, read.ids) == (code, ids)


def test_a_search_that_is_not_understood_is_shown(server):
    read = Read(server, NoticeFilter(nuts=("NL21??",)))
    assert read.error and (read.error.code, read.error.params["feed"]) == ("feed_query_refused", "TED")
    assert "place-of-performance=NL21??" in read.error.params["query"]


@pytest.mark.parametrize(
    "written, number",
    [("137599-2024", "137599-2024"), ("00137599-2024", "137599-2024"), ("2024/S 045-137599", "137599-2024"), ("2024/S 45 - 0137599", "137599-2024"),
     ("", ""), ("volgt nog", ""), ("137599", ""), ("2024/S 045", "")],
)  # fmt: skip
def test_the_number_of_a_publication(written, number):
    assert ted_number(written) == number
