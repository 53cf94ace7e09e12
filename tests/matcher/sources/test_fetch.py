"""Calling a service: what it may do to us, and what we make of it. Real sockets; the waiting is written down instead of done."""

from __future__ import annotations

import logging
import socket
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from matcher import logs
from matcher.errors import SourceError
from matcher.problems import PROBLEMS
from matcher.sources.fetch import Fetch, FetchLimits, Freshness, RefusedError
from tests.matcher.sources import feed_server as feeds
from tests.matcher.sources.feed_server import QUICK, serving

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
HOST = "127.0.0.1"


@pytest.fixture
def server():
    with serving() as server:
        server.files["/lijst.csv"] = (b"titel;waarde\nGroenonderhoud;12000\n", "text/csv")
        server.files["/data.json"] = (b'{"naam": "Ziekenhuis De Es"}', "application/json")
        yield server


@pytest.fixture
def waited():
    return []


@pytest.fixture
def fetch(waited):
    with Fetch(frozenset({HOST}), contact="beheer@wijk.example", limits=QUICK, wait=waited.append, now=lambda: NOW) as fetch:
        yield fetch


def refusal(call):
    with pytest.raises(SourceError) as raised:
        call()
    assert raised.value.code in PROBLEMS
    return raised.value


def test_it_gets_a_file_and_says_who_is_asking(server, fetch):
    fetched = fetch.get(f"{server.url}/lijst.csv", {"jaar": "2026"})
    assert (fetched.status, fetched.content, fetched.content_type) == (200, b"titel;waarde\nGroenonderhoud;12000\n", "text/csv")
    assert server.asked[0].params == {"jaar": ["2026"]}
    agent = server.asked[0].headers["User-Agent"]
    assert agent.startswith("wijkmatch/") and agent.endswith(" (+beheer@wijk.example)")


def test_it_asks_only_for_what_is_newer(server, fetch):
    first = fetch.get(f"{server.url}/lijst.csv")
    again = fetch.get(f"{server.url}/lijst.csv", since=first.freshness)
    assert (first.not_modified, again.not_modified, again.content) == (False, True, b"")
    server.files["/lijst.csv"] = (b"titel\nSloop\n", "text/csv")
    assert fetch.get(f"{server.url}/lijst.csv", since=first.freshness).content == b"titel\nSloop\n"


def test_it_sends_the_day_back_as_the_server_wrote_it(server, fetch):
    fetch.get(f"{server.url}/lijst.csv", since=Freshness(last_modified="Wed, 01 Jul 2026 08:00:00 GMT"))
    assert server.asked[0].headers["If-Modified-Since"] == "Wed, 01 Jul 2026 08:00:00 GMT"


RETRIED = {
    "busy for a moment": (feeds.status(429), 1),
    "out of order twice": (feeds.status(500), 2),
    "a gateway without its server": (feeds.status(502), 1),
    "maintenance": (feeds.status(503), 1),
    "a slow gateway": (feeds.status(504), 1),
    "half an answer, and the connection breaks": (feeds.cut_off, 1),
    "half an answer as if it were all": (feeds.half, 2),
    "half of a packed answer": (feeds.half_zipped, 1),
    "a web page with status 200": (feeds.text(b"<html>Even geduld</html>"), 2),
}


@pytest.mark.parametrize("behaviour, times", RETRIED.values(), ids=RETRIED)
def test_it_tries_again(server, fetch, waited, behaviour, times):
    server.misbehave("/data.json", behaviour, times)
    assert fetch.get_json(f"{server.url}/data.json") == {"naam": "Ziekenhuis De Es"}
    assert len(server.asked) == times + 1
    assert len(waited) == times


@pytest.mark.parametrize("behaviour", [feeds.cut_off, feeds.half_zipped], ids=["broken off", "half of a packed file"])
def test_it_never_takes_half_a_file_for_a_whole_one(server, fetch, behaviour):
    server.misbehave("/lijst.csv", behaviour, 1)
    assert fetch.get(f"{server.url}/lijst.csv").content == server.files["/lijst.csv"][0]


REFUSED = {
    "busy all day": (feeds.status(429), "source_busy", 5),
    "always out of order": (feeds.status(500), "source_failed", 5),
    "not allowed in": (feeds.status(403), "source_forbidden", 1),
    "not there": (feeds.status(404), "source_refused", 1),
    "gone": (feeds.status(410), "source_refused", 1),
    "always half": (feeds.half, "source_broken", 3),
    "always broken off": (feeds.cut_off, "source_unreachable", 5),
    "always half of a packed answer": (feeds.half_zipped, "source_broken", 3),
    "always a web page": (feeds.text(b"\n<!DOCTYPE html><p>Onderhoud</p>"), "source_is_page", 3),
    "not an object": (feeds.text(b"[1, 2]", "application/json"), "source_other_shape", 1),
    "brackets without end": (feeds.text(b"[" * 200_000, "application/json"), "source_broken", 3),
    "packed in a way not asked for": (feeds.text(b"??", "application/json", Content_Encoding="br"), "source_other_shape", 1),
    "nothing at all": (feeds.text(b"", "application/json"), "source_broken", 3),
}


@pytest.mark.parametrize("behaviour, code, requests", REFUSED.values(), ids=REFUSED)
def test_it_gives_up_with_a_clear_refusal(server, fetch, behaviour, code, requests):
    server.misbehave("/data.json", behaviour)
    error = refusal(lambda: fetch.get_json(f"{server.url}/data.json", {"sleutel": "geheim"}))
    assert error.code == code
    assert error.params["host"] == HOST
    assert len(server.asked) == requests
    assert "geheim" not in str(error)


def test_each_wait_is_longer_than_the_last(server, fetch, waited):
    server.misbehave("/data.json", feeds.status(500))
    refusal(lambda: fetch.get_json(f"{server.url}/data.json"))
    assert [low <= seconds <= low * 1.25 for low, seconds in zip((2, 4, 8, 16), waited, strict=True)] == [True] * 4


@pytest.mark.parametrize(
    "header, seconds",
    [("120", 120), ("0", 0), (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90), (format_datetime(NOW - timedelta(1), usegmt=True), 0)],
    ids=["seconds", "at once", "a date", "a date gone by"],
)
def test_it_waits_as_long_as_it_is_asked_to(server, fetch, waited, header, seconds):
    server.misbehave("/data.json", feeds.status(429, Retry_After=header), 1)
    fetch.get_json(f"{server.url}/data.json")
    assert sum(waited) == seconds


def test_it_makes_up_its_own_wait_where_the_header_says_nothing(server, fetch, waited):
    server.misbehave("/data.json", feeds.status(503, Retry_After="straks"), 1)
    fetch.get_json(f"{server.url}/data.json")
    assert 2 <= waited[0] <= 2.5


@pytest.mark.parametrize("header", ["3600", format_datetime(NOW + timedelta(hours=1), usegmt=True)], ids=["seconds", "a date"])
def test_a_wait_that_is_too_long_ends_it_and_says_when_to_come_back(server, fetch, waited, header):
    server.misbehave("/data.json", feeds.status(429, Retry_After=header))
    error = refusal(lambda: fetch.get_json(f"{server.url}/data.json"))
    assert (error.code, waited, len(server.asked)) == ("source_busy_until", [], 1)
    assert error.params == {"host": HOST, "status": "429", "seconds": "3600", "when": "01-07-2026 13:00"}


def test_a_stopping_scheduler_ends_the_waiting_by_raising(server):
    class StoppingError(Exception):
        pass

    def stop(seconds):
        raise StoppingError

    server.misbehave("/data.json", feeds.status(503))
    with Fetch(frozenset({HOST}), limits=QUICK, wait=stop) as fetch, pytest.raises(StoppingError):
        fetch.get_json(f"{server.url}/data.json")
    assert len(server.asked) == 1


def test_it_pauses_between_requests_to_one_host(server, waited):
    with Fetch(frozenset({HOST}), limits=FetchLimits(pause_seconds=50), wait=waited.append) as fetch:
        for _ in range(3):
            fetch.get(f"{server.url}/lijst.csv")
    assert [49 < seconds <= 50 for seconds in waited] == [True, True]


def test_a_server_that_says_no_more_is_given_up(server, waited):
    server.misbehave("/data.json", feeds.stuck)
    with Fetch(frozenset({HOST}), limits=FetchLimits(read_seconds=0.1, attempts=2, pause_seconds=0), wait=waited.append) as fetch:
        error = refusal(lambda: fetch.get_json(f"{server.url}/data.json"))
    assert (error.code, error.params["seconds"], len(server.asked)) == ("source_timeout", "0.1", 2)


def test_a_server_that_sends_a_byte_now_and_then_is_given_up(server):
    server.misbehave("/lijst.csv", feeds.dripping)
    with Fetch(frozenset({HOST}), limits=FetchLimits(answer_seconds=0.1)) as fetch:
        assert refusal(lambda: fetch.get(f"{server.url}/lijst.csv")).code == "source_too_slow"


@pytest.mark.parametrize("behaviour", [feeds.endless, feeds.bomb, feeds.packed_nothing], ids=["without end", "a packed bomb", "nothing, packed"])
def test_it_stops_at_the_limit_of_an_answer(server, waited, behaviour):
    server.misbehave("/lijst.csv", behaviour)
    with Fetch(frozenset({HOST}), limits=FetchLimits(body_bytes=2 << 20, pause_seconds=0), wait=waited.append) as fetch:
        error = refusal(lambda: fetch.get(f"{server.url}/lijst.csv"))
    assert (error.code, error.params["megabytes"], len(server.asked)) == ("source_too_large", "2", 1)


def test_a_packed_bomb_is_unpacked_in_small_pieces(server):
    server.misbehave("/lijst.csv", feeds.bomb)
    feeds.packed_bomb()  # what it costs to make is not the client's
    with Fetch(frozenset({HOST}), limits=FetchLimits(body_bytes=2 << 20)) as fetch:
        tracemalloc.start()
        try:
            refusal(lambda: fetch.get(f"{server.url}/lijst.csv"))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 12 << 20


def test_a_packed_answer_is_unpacked(server, fetch):
    server.misbehave("/data.json", feeds.zipped)
    assert fetch.get_json(f"{server.url}/data.json") == {"naam": "Ziekenhuis De Es"}


def test_the_name_of_the_content_type_does_not_matter(server, fetch):
    server.misbehave("/data.json", feeds.as_plain_text)
    assert fetch.get_json(f"{server.url}/data.json") == {"naam": "Ziekenhuis De Es"}


def test_it_follows_a_redirect_within_the_known_hosts(server, fetch):
    server.misbehave("/oud.csv", feeds.redirect("/lijst.csv"))
    assert fetch.get(f"{server.url}/oud.csv").content.startswith(b"titel")


ELSEWHERE = {
    "another host": ("http://elders.example/lijst.csv", "http://elders.example"),
    "this machine under its name": ("http://localhost:{port}/lijst.csv", "http://localhost"),
    "this machine as a number": ("http://2130706433:{port}/lijst.csv", "http://2130706433"),
    "this machine, IPv6": ("http://[::1]:{port}/lijst.csv", "http://::1"),
    "a file": ("file:///etc/hostname", f"file://{HOST}"),
    "another protocol": ("gopher://127.0.0.1/lijst", f"gopher://{HOST}"),
    "a known host in the user's place": ("http://127.0.0.1@elders.example/", "http://elders.example"),
}


@pytest.mark.parametrize("location, target", ELSEWHERE.values(), ids=ELSEWHERE)
def test_it_follows_no_redirect_elsewhere(server, fetch, location, target):
    server.misbehave("/lijst.csv", feeds.redirect(location.format(port=server.port)))
    error = refusal(lambda: fetch.get(f"{server.url}/lijst.csv"))
    assert (error.code, error.params, len(server.asked)) == ("source_redirect_refused", {"host": HOST, "target": target}, 1)


def test_redirects_end_somewhere(server, fetch):
    server.misbehave("/lijst.csv", feeds.redirect("/lijst.csv"))
    assert refusal(lambda: fetch.get(f"{server.url}/lijst.csv")).code == "source_redirects"
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "url, code",
    [
        ("file:///etc/hostname", "source_no_address"),
        ("ftp://127.0.0.1/lijst.csv", "source_no_address"),
        ("lijst.csv", "source_no_address"),
        ("http://127.0.0.1:poort/", "source_no_address"),
        ("https://elders.example/", "source_host_unknown"),
        ("http://127.0.0.2/", "source_host_unknown"),
    ],
)
def test_it_calls_no_other_address(fetch, url, code):
    assert refusal(lambda: fetch.get(url)).code == code


def test_nobody_there(fetch, waited):
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    assert refusal(lambda: fetch.get(f"http://{HOST}:{port}/")).code == "source_unreachable"
    assert len(waited) == 4


def test_it_posts_a_question_and_asks_it_again(server, fetch):
    server.misbehave("/v3/notices/search", feeds.status(500), 1)
    question = {"query": "PD>=20260701 SORT BY PD ASC", "limit": 10, "scope": "ACTIVE", "paginationMode": "ITERATION"}
    assert fetch.post_json(f"{server.url}/v3/notices/search", question)["totalNoticeCount"] == 0
    assert [asked.body for asked in server.asked] == [question, question]


def test_a_question_is_not_lost_in_a_redirect(server, fetch):
    server.misbehave("/v3/notices/search", feeds.redirect("/data.json"))
    assert refusal(lambda: fetch.post_json(f"{server.url}/v3/notices/search", {})).code == "source_redirect_refused"


def test_a_refusal_keeps_the_start_of_the_answer(server, fetch):
    server.misbehave("/data.json", feeds.status(400, b"QUERY_SYNTAX_ERROR" + b"." * 100_000))
    error = refusal(lambda: fetch.get_json(f"{server.url}/data.json"))
    assert isinstance(error, RefusedError)
    assert (error.status, error.body[:18], len(error.body)) == (400, b"QUERY_SYNTAX_ERROR", 4096)


def test_a_download_appears_only_once_it_is_whole(server, fetch, tmp_path):
    path = tmp_path / "lijst.csv"
    path.write_text("van gisteren")
    server.misbehave("/lijst.csv", feeds.cut_off, 5)
    assert refusal(lambda: fetch.download(f"{server.url}/lijst.csv", path)).code == "source_unreachable"
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("lijst.csv", "van gisteren")]
    fetched = fetch.download(f"{server.url}/lijst.csv", path)
    assert path.read_bytes() == server.files["/lijst.csv"][0]
    path.unlink()
    assert fetch.download(f"{server.url}/lijst.csv", path, since=fetched.freshness).not_modified
    assert list(tmp_path.iterdir()) == []


def test_a_download_has_a_limit_of_its_own(server, tmp_path):
    server.misbehave("/lijst.csv", feeds.endless)
    with Fetch(frozenset({HOST}), limits=FetchLimits(file_bytes=3 << 20)) as fetch:
        assert refusal(lambda: fetch.download(f"{server.url}/lijst.csv", tmp_path / "lijst.csv")).params["megabytes"] == "3"
    assert list(tmp_path.iterdir()) == []


def test_a_download_that_cannot_be_written(server, fetch, tmp_path):
    error = refusal(lambda: fetch.download(f"{server.url}/lijst.csv", tmp_path / "weg" / "lijst.csv"))
    assert (error.code, error.params) == ("download_not_stored", {"path": "lijst.csv"})


def test_no_address_reaches_the_logs(server, fetch, capsys):
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.configure("INFO")
        server.misbehave("/data.json", feeds.status(500), 1)
        fetch.get_json(f"{server.url}/data.json", {"sleutel": "geheim"})
        logged = capsys.readouterr().err
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert "retry" in logged
    assert "geheim" not in logged


def test_it_takes_no_proxy_from_its_surroundings(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with Fetch(frozenset({HOST}), limits=QUICK) as fetch:
        assert fetch.get(f"{server.url}/lijst.csv").status == httpx.codes.OK
