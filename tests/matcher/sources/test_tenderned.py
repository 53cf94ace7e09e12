"""TenderNed, read page by page from a server that behaves, and from one that does not."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from matcher.errors import SourceError
from matcher.model import Notice, NoticeKind, Status
from matcher.problems import PROBLEMS
from matcher.sources.fetch import Fetch
from matcher.sources.filters import NoticeFilter
from matcher.sources.tenderned import kind_of, read_pages
from tests.matcher.sources import feed_server as feeds
from tests.matcher.sources.feed_server import QUICK, FeedServer, publication, serving

EVERYTHING = NoticeFilter()
SINCE, UNTIL = date(2026, 7, 1), date(2026, 7, 31)
LIST, DETAIL, FOURTH = "/publicaties", r"/publicaties/\d+", "/publicaties/4"


@pytest.fixture
def server():
    with serving() as server:
        yield server


class Read:
    """All readings of a run, and what came of them."""

    def __init__(self, server: FeedServer, wanted: NoticeFilter = EVERYTHING, **options: int) -> None:
        self.readings = []
        self.error = ""
        self.waited: list[float] = []
        with Fetch(frozenset({"127.0.0.1"}), limits=QUICK, wait=self.waited.append) as fetch:
            try:
                for reading in read_pages(fetch, base_url=server.url, since=SINCE, until=UNTIL, wanted=wanted, **options):
                    self.readings.append(reading)
            except SourceError as error:
                self.error = error.code
        self.notices: list[Notice] = [notice for reading in self.readings for notice in reading.notices]
        self.problems = [problem for reading in self.readings for problem in reading.problems]
        assert {problem.code for problem in self.problems} <= PROBLEMS.keys()
        self.ids = [int(notice.publication_id) for notice in self.notices]
        self.codes = [problem.code for problem in self.problems]


def several(server: FeedServer, count: int = 5, **fields: object) -> None:
    server.tenderned.publications = [publication(number, **fields) for number in range(count, 0, -1)]


def small_pages(server: FeedServer) -> None:
    """Pages of two, whatever is asked."""
    server.tenderned.honoured.discard("size")


def test_a_publication_with_its_detail_becomes_a_notice(server):
    server.tenderned.publications = [
        publication(
            412,
            "2026-07-02",
            aanbestedingNaam="Schoonmaak  stadskantoor",
            opdrachtBeschrijving="Dagelijks. Voorbehouden aan sociale werkplaatsen (art. 2.82).\nVragen: j.veen@esdorp.example",
            sluitingsDatum="2026-08-13T22:30:00Z",
            _cpvCodes=[{"code": "90911300-9"}, {"code": "90911200-8", "isHoofdOpdracht": True}],
            _nutsCodes=[{"code": "NL213", "omschrijving": "Twente"}, "nl211"],
            _kenmerk="88123",
            _referentieNummer="ES-2026-17",
            _pbNummerTed="2026/S 126-0412345",
        )
    ]
    read = Read(server)
    (notice,) = read.notices
    tender, (lot,) = notice.tender, notice.tender.lots
    assert (notice.publisher, notice.publication_id, notice.procedure_id, notice.kind) == ("tenderned", "412", "88123", NoticeKind.COMPETITION)
    assert (notice.refers_to, notice.nuts) == (("ted:412345-2026",), ("NL213", "NL211"))
    assert notice.published_at == datetime(2026, 7, 2, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert notice.origin.file == f"{server.url}/publicaties/412"
    assert (tender.title, tender.buyer, tender.reference, tender.procedure) == (
        "Schoonmaak stadskantoor",
        "Gemeente Esdorp",
        "ES-2026-17",
        "Openbaar",
    )
    assert (tender.publication_id, tender.procedure_id, tender.url) == ("412", "88123", "https://www.tenderned.example/aankondigingen/412")
    assert lot.cpv == ("90911200", "90911300")
    assert lot.deadline_date == date(2026, 8, 14)  # half past midnight in the Netherlands
    assert (lot.reserved, lot.status) == ("participation", Status.OPEN)
    assert "Voorbehouden" in lot.reserved_evidence
    assert lot.description.endswith("Vragen: [e-mail]")
    assert read.codes == []


def test_it_asks_for_these_days_in_pages_of_a_hundred(server):
    several(server)
    Read(server)
    assert server.asked[0].params == {"page": ["0"], "size": ["100"], "publicatieDatumVanaf": ["2026-07-01"], "publicatieDatumTot": ["2026-07-31"]}


def test_each_page_is_a_reading_before_the_next_is_asked_for(server):
    several(server)
    small_pages(server)
    with Fetch(frozenset({"127.0.0.1"}), limits=QUICK) as fetch:
        pages = read_pages(fetch, base_url=server.url, since=SINCE, until=UNTIL, wanted=EVERYTHING)
        assert server.asked == []
        first = next(pages)
        assert [notice.publication_id for notice in first.notices] == ["5", "4"]
        assert server.paths() == [LIST, "/publicaties/5", "/publicaties/4"]


@pytest.mark.parametrize(
    "kind, names",
    [
        (NoticeKind.PLANNING, "Vooraankondiging; Marktconsultatie; Periodieke indicatieve aankondiging"),
        (NoticeKind.COMPETITION, "Aankondiging van een opdracht; Vereenvoudigde aankondiging; Aankondiging van een concessie; Prijsvraag"),
        (NoticeKind.CHANGE, "Rectificatie; Rectificatie aankondiging van een gegunde opdracht; Aankondiging van een wijziging"),
        (NoticeKind.AWARD, "Gegunde opdracht; Aankondiging van een gegunde opdracht; Aankondiging van de gunning van een concessie"),
        (NoticeKind.CANCELLED, "Beëindiging van de aanbesteding; Intrekking; Voortijdige beëindiging"),
        (None, "Vrijblijvend bericht; "),
    ],
)
def test_what_a_publication_is_for(kind, names):
    assert {kind_of(name) for name in names.split("; ")} == {kind}


@pytest.mark.parametrize(
    "name, gegund, kind, status, codes",
    [
        ("Vooraankondiging", None, NoticeKind.PLANNING, Status.PLANNED, []),
        ("Rectificatie", None, NoticeKind.CHANGE, Status.OPEN, []),
        ("Rectificatie van een gegunde opdracht", None, NoticeKind.CHANGE, Status.AWARDED, []),
        ("Gegunde opdracht", True, NoticeKind.AWARD, Status.AWARDED, []),
        ("Intrekking", None, NoticeKind.CANCELLED, Status.WITHDRAWN, []),
        ("Vrijblijvend bericht", None, NoticeKind.COMPETITION, Status.OPEN, ["feed_kind_unknown"]),
        ("Vrijblijvend bericht", True, NoticeKind.AWARD, Status.AWARDED, ["feed_kind_unknown"]),
    ],
)
def test_the_kind_gives_the_status(server, name, gegund, kind, status, codes):
    several(server, 1, typePublicatie={"code": "X", "omschrijving": name}, _isGegund=gegund)
    read = Read(server)
    assert [(notice.kind, notice.tender.lots[0].status) for notice in read.notices] == [(kind, status)]
    assert read.codes == codes


# What is wanted.


def test_a_buyer_that_is_not_wanted_costs_no_detail(server):
    server.tenderned.publications = [publication(3), publication(2, opdrachtgeverNaam="Gemeente Veenwijk"), publication(1)]
    read = Read(server, NoticeFilter(buyers=("Gemeente Esdorp",)))
    assert read.ids == [3, 1]
    assert server.paths() == [LIST, "/publicaties/3", "/publicaties/1"]


def test_a_buyer_that_only_the_detail_names_is_looked_for_there(server):
    nameless = {"opdrachtgeverNaam": None, "aanbestedendeDienstNaam": None}
    several(server, 2, **nameless, _opdrachtgeverNaam="Gemeente Esdorp")
    server.tenderned.publications[0]["_opdrachtgeverNaam"] = "Gemeente Veenwijk"
    read = Read(server, NoticeFilter(buyers=("Gemeente Esdorp",)))
    assert [(notice.publication_id, notice.tender.buyer) for notice in read.notices] == [("1", "Gemeente Esdorp")]


def test_a_buyer_is_also_known_by_the_body_that_buys_for_it(server):
    several(server, 1)
    assert Read(server, NoticeFilter(buyers=("Inkoopbureau De Es",))).ids == [1]


@pytest.mark.parametrize(
    "cpv, asked",
    [
        (("90911200-8", "45000000-7"), ["90911200-8", "45000000-7"]),
        (("9091",), None),
        (("90911200",), None),
        (("90911200-8", "45"), None),
    ],
)
def test_codes_are_asked_for_only_if_the_service_knows_them_all(server, cpv, asked):
    several(server, 2)
    assert Read(server, NoticeFilter(cpv=cpv)).ids == [2, 1]
    assert server.asked[0].params.get("cpvCodes") == asked


def test_a_publication_without_a_region_is_told_where_a_region_is_asked(server):
    server.tenderned.publications = [publication(3), publication(2, _nutsCodes=[]), publication(1, _nutsCodes=["NL310"])]
    read = Read(server, NoticeFilter(nuts=("NL21",)))
    assert read.ids == [3]
    assert [(problem.code, problem.params["id"]) for problem in read.problems] == [("feed_without_region", "2")]


# A service that does not do what was asked.


def ignores_size(server):
    small_pages(server)


def ignores_from(server):
    server.tenderned.honoured.discard("publicatieDatumVanaf")
    server.tenderned.publications += [publication(80, "2026-06-30"), publication(81, "2019-01-01")]


def ignores_until(server):
    server.tenderned.honoured.discard("publicatieDatumTot")
    server.tenderned.publications.insert(0, publication(90, "2026-08-01"))


def ignores_page(server):
    small_pages(server)
    server.tenderned.honoured.discard("page")


def ignores_page_and_says_otherwise(server):
    ignores_page(server)
    server.tenderned.echo = False


def new_ones_between(server):
    """Two new publications come in after the first page: what stood on it moves to the second."""
    small_pages(server)

    def between(page):
        if page == 0 and len(server.tenderned.publications) == 5:
            server.tenderned.publications[:0] = [publication(7), publication(6)]

    server.tenderned.between = between


def gone_between(server):
    """A publication leaves the first page after it was read: the others move up, past us."""
    small_pages(server)

    def between(page):
        server.tenderned.publications = [each for each in server.tenderned.publications if each["publicatieId"] != "5"]

    server.tenderned.between = between


def twice_the_same(server):
    server.tenderned.publications.insert(2, server.tenderned.publications[1])


def counts_too_many(server):
    server.tenderned.total = 9


def half_a_page_once(server):
    lost = iter([3, 0])
    server.tenderned.lost = lambda page: next(lost)


def half_a_page_always(server):
    server.tenderned.lost = lambda page: 3


def strange_items(server):
    server.tenderned.publications[1:1] = [{**publication(99), "publicatieId": None}]


def day_unreadable(server):
    server.tenderned.honoured -= {"publicatieDatumVanaf", "publicatieDatumTot"}
    server.tenderned.publications[0]["publicatieDatum"] = "gisteren"


def at(path, behaviour, times=None):
    return lambda server: server.misbehave(path, behaviour, times)


ALL = [5, 4, 3, 2, 1]
MISBEHAVIOUR = {
    "nothing wrong": (lambda server: None, ALL, []),
    "size ignored": (ignores_size, ALL, []),
    "first day ignored": (ignores_from, ALL, ["feed_parameter_ignored"]),
    "last day ignored": (ignores_until, ALL, ["feed_parameter_ignored"]),
    "page ignored": (ignores_page, [5, 4], ["feed_parameter_ignored"]),
    "page ignored, and its number made up": (ignores_page_and_says_otherwise, [5, 4], ["feed_parameter_ignored"]),
    "new ones between pages": (new_ones_between, [5, 4, 3, 2, 1, 7, 6], []),
    "one gone between pages": (gone_between, [5, 4, 2, 1, 3], ["feed_detail_missing"]),
    "the same twice": (twice_the_same, ALL, ["feed_incomplete"]),
    "a total too high": (counts_too_many, ALL, ["feed_incomplete"]),
    "half a page, once": (half_a_page_once, ALL, []),
    "half a page, always": (half_a_page_always, [5, 4], ["feed_page_cut", "feed_incomplete"]),
    "an item without number": (strange_items, ALL, ["feed_item_unusable", "feed_incomplete"]),
    "nothing, and no end": (at(LIST, feeds.text(b'{"content": []}', "application/json")), [], []),
    "a day that cannot be read": (day_unreadable, ALL, []),
    "a detail that is not there": (at(FOURTH, feeds.status(404)), ALL, ["feed_detail_missing"]),
    "details that are not there": (at(DETAIL, feeds.status(404)), ALL, ["feed_detail_missing"] * 5),
    "a detail that fails": (at(FOURTH, feeds.status(500)), ALL, ["feed_detail_missing"]),
    "a detail that is half": (at(FOURTH, feeds.half), ALL, ["feed_detail_missing"]),
    "a detail that comes late": (at(FOURTH, feeds.status(503), 2), ALL, []),
    "a list that comes late": (at(LIST, feeds.status(429, Retry_After="30"), 1), ALL, []),
}


@pytest.mark.parametrize("misbehave, ids, codes", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
def test_what_is_read_and_told(server, misbehave, ids, codes):
    several(server)
    misbehave(server)
    read = Read(server)
    assert (read.ids, read.codes, read.error) == (ids, codes, "")


@pytest.mark.parametrize(
    "misbehave, parameter",
    [(ignores_from, "publicatieDatumVanaf"), (ignores_until, "publicatieDatumTot"), (ignores_page, "page")],
)
def test_it_names_the_parameter_that_was_ignored(server, misbehave, parameter):
    several(server)
    misbehave(server)
    assert [problem.params["parameter"] for problem in Read(server).problems] == [parameter]


def test_codes_that_were_ignored_are_told_and_filtered_here(server):
    server.tenderned.honoured.discard("cpvCodes")
    server.tenderned.publications = [publication(2, _cpvCodes=[{"code": "45000000-7"}]), publication(1)]
    read = Read(server, NoticeFilter(cpv=("90911200-8",)))
    assert (read.ids, read.codes, read.problems[0].params["parameter"]) == ([1], ["feed_parameter_ignored"], "cpvCodes")


def test_a_list_without_end_is_left_where_only_older_ones_follow(server):
    small_pages(server)
    server.tenderned.honoured.discard("publicatieDatumVanaf")
    server.tenderned.publications = [publication(1000 - number, f"{2026 - number // 10}-07-02") for number in range(200)]
    read = Read(server)
    assert len(read.ids) == 10
    assert server.paths().count(LIST) == 6


def test_a_list_in_no_order_is_read_to_its_end(server):
    small_pages(server)
    server.tenderned.honoured.discard("publicatieDatumVanaf")
    server.tenderned.publications = [publication(number, "2026-07-02" if number % 4 == 0 else "2020-01-01") for number in range(1, 21)]
    assert Read(server).ids == [4, 8, 12, 16, 20]


def test_it_reads_no_more_pages_than_it_may(server):
    several(server, 9)
    small_pages(server)
    read = Read(server, max_pages=3)
    assert (read.ids, read.codes) == ([9, 8, 7, 6, 5, 4], ["feed_too_long"])


def test_a_publication_without_its_detail_is_kept_whatever_is_asked(server):
    several(server, 3)
    server.misbehave("/publicaties/2", feeds.status(404))
    read = Read(server, NoticeFilter(nuts=("NL21",), cpv=("9091",)))
    assert (read.ids, read.codes) == ([3, 2, 1], ["feed_detail_missing"])
    alone = read.notices[1]
    assert (alone.tender.title, alone.tender.buyer, alone.procedure_id, alone.nuts) == ("Schoonmaak gebouw 2", "Gemeente Esdorp", "", ())
    assert (alone.tender.lots[0].cpv, alone.tender.lots[0].deadline_date) == ((), date(2026, 8, 14))


REFUSED = {
    "the list is out of order": (LIST, feeds.status(500), "source_failed", []),
    "the list is a web page": (LIST, feeds.text(b"<html>Onderhoud</html>"), "source_is_page", []),
    "the list has another shape": (LIST, feeds.text(b'{"items": []}', "application/json"), "feed_other_shape", []),
    "not allowed in": (LIST, feeds.status(403), "source_forbidden", []),
    "come back in an hour": (LIST, feeds.status(429, Retry_After="3600"), "source_busy_until", []),
    "sent elsewhere": (LIST, feeds.redirect("http://elders.example/publicaties"), "source_redirect_refused", []),
    "details are not allowed": ("/publicaties/4", feeds.status(403), "source_forbidden", [5]),
    "details come back in an hour": ("/publicaties/3", feeds.status(429, Retry_After="3600"), "source_busy_until", [5, 4]),
}


@pytest.mark.parametrize("path, behaviour, code, ids", REFUSED.values(), ids=REFUSED)
def test_when_the_service_as_a_whole_fails_what_was_read_is_handed_over_first(server, path, behaviour, code, ids):
    several(server)
    server.misbehave(path, behaviour)
    read = Read(server)
    assert (read.error, read.ids) == (code, ids)


def test_details_that_fail_in_a_row_are_a_failure_of_the_service(server):
    several(server, 9)
    server.misbehave(DETAIL, feeds.status(500))
    read = Read(server)
    assert (read.error, read.ids, read.codes) == ("source_failed", [9, 8, 7, 6], ["feed_detail_missing"] * 4)


@pytest.mark.parametrize(
    "fields",
    [
        {"typePublicatie": None, "procedure": None, "link": None, "sluitingsDatum": None},
        {"typePublicatie": "Aankondiging van een opdracht", "procedure": "Openbaar", "link": "javascript:alert(1)", "sluitingsDatum": "31-12-2026"},
        {"sluitingsDatum": "0001-01-01T00:00:00Z", "_cpvCodes": "90911200-8", "_nutsCodes": {"code": "NL213"}},
        {"_cpvCodes": [None, {"code": 7}, {}, "geen"], "_nutsCodes": [None, {}, 3], "_kenmerk": 55, "_pbNummerTed": {"nr": 1}},
        {"aanbestedingNaam": ["a"], "opdrachtgeverNaam": 12, "opdrachtBeschrijving": None},
    ],
)
def test_values_of_another_shape_break_nothing(server, fields):
    several(server, 1, **fields)
    read = Read(server)
    assert read.ids == [1]
    assert read.notices[0].tender.url in ("", "https://www.tenderned.example/aankondigingen/1")
    assert read.notices[0].tender.lots[0].deadline_date in (None, date(2026, 8, 14))
