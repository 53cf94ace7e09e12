"""A little fictional TenderNed and TED on this machine, in the shapes that DOMAIN describes, and all the ways in which such services misbehave."""

from __future__ import annotations

import gzip
import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from matcher.sources.fetch import FetchLimits

QUICK = FetchLimits(read_seconds=10, pause_seconds=0)
"""Limits without a pause between requests."""

Behaviour = Callable[["_Handler"], None]


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    params: dict[str, list[str]]
    headers: dict[str, str]
    body: Any = None

    def one(self, name: str, default: str = "") -> str:
        return self.params.get(name, [default])[0]


class FeedServer:
    """`tenderned` and `ted` answer; `misbehave` puts something else in their place for some requests."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.files: dict[str, tuple[bytes, str]] = {}  # path -> content, content type
        self.tenderned = TenderNed()
        self.ted = Ted()
        self.port = 0
        self.released = threading.Event()
        self._rules: list[list[Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def misbehave(self, path: str, behaviour: Behaviour, times: int | None = None) -> None:
        """Answer requests whose path is this (a pattern) with `behaviour`: the next `times`, or always."""
        self._rules.append([re.compile(path), behaviour, times])

    def rule_for(self, path: str) -> Behaviour | None:
        for rule in self._rules:
            pattern, behaviour, times = rule
            if pattern.fullmatch(path) and times != 0:
                rule[2] = times if times is None else times - 1
                return behaviour
        return None

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def serving(encryption: ssl.SSLContext | None = None) -> Iterator[FeedServer]:
    feeds = FeedServer()

    class Handler(_Handler):
        server_of_feeds = feeds

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if encryption:
        server.socket = encryption.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    feeds.port = server.server_address[1]
    feeds.ted.url = feeds.url
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield feeds
    finally:
        feeds.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of_feeds: FeedServer
    asked: Asked

    def handle(self) -> None:
        with suppress(ConnectionError, ssl.SSLError):  # the client may hang up: that is what is tested
            super().handle()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked = Asked(self.command, parts.path, parse_qs(parts.query), dict(self.headers), json.loads(sent) if sent else None)
        feeds = self.server_of_feeds
        feeds.asked.append(self.asked)
        (feeds.rule_for(parts.path) or _Handler.usual)(self)

    def usual(self) -> None:
        status, content, kind = self.content()
        etag = f'"{hash(content)}"'
        if self.headers.get("If-None-Match") == etag:
            self.send(304, b"", ETag=etag)
        else:
            self.send(status, content, kind, ETag=etag)

    def content(self) -> tuple[int, bytes, str]:
        feeds, path = self.server_of_feeds, self.asked.path
        if path in feeds.files:
            return 200, *feeds.files[path]
        if path == "/v3/notices/search":
            return _json(*feeds.ted.search(self.asked.body))
        if found := re.fullmatch(r"/nl/notice/([\d-]+)/xml", path):
            content = feeds.ted.xml.get(found[1])
            return (200, content, "application/xml") if content else (404, b"no such notice", "text/plain")
        if path == "/publicaties":
            return _json(*feeds.tenderned.page(self.asked))
        if found := re.fullmatch(r"/publicaties/(\d+)", path):
            detail = feeds.tenderned.detail(found[1])
            return _json(200, detail) if detail else _json(404, {"message": "niet gevonden"})
        return 404, b"not here", "text/plain"

    def send(self, status: int, content: bytes, kind: str = "text/plain", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)


def _json(status: int, value: object) -> tuple[int, bytes, str]:
    return status, json.dumps(value).encode(), "application/json"


# Ways to misbehave.


def status(code: int, content: bytes = b"sorry", **headers: str) -> Behaviour:
    return lambda handler: handler.send(code, content, **headers)


def redirect(location: str, code: int = 302) -> Behaviour:
    return status(code, b"", Location=location)


def text(content: bytes, kind: str = "text/html", **headers: str) -> Behaviour:
    return lambda handler: handler.send(200, content, kind, **headers)


def cut_off(handler: _Handler) -> None:
    """Promise all, send half, and hang up."""
    _, content, kind = handler.content()
    handler.send(200, content[: len(content) // 2], kind, length=len(content))
    handler.close_connection = True


def half(handler: _Handler) -> None:
    """Send half as if it were all."""
    _, content, kind = handler.content()
    handler.send(200, content[: len(content) // 2], kind)


def as_plain_text(handler: _Handler) -> None:
    handler.send(200, handler.content()[1], "text/plain")


def half_zipped(handler: _Handler) -> None:
    packed = gzip.compress(handler.content()[1])
    handler.send(200, packed[: len(packed) // 2], "application/json", Content_Encoding="gzip")


def zipped(handler: _Handler) -> None:
    handler.send(200, gzip.compress(handler.content()[1]), "application/json", Content_Encoding="gzip")


def stuck(handler: _Handler) -> None:
    """Begin an answer and say no more until the test is over."""
    handler.send(200, b'{"content": [', "application/json", length=1000)
    handler.server_of_feeds.released.wait()
    handler.close_connection = True


def endless(handler: _Handler) -> None:
    handler.send(200, b"", "text/csv", length=1 << 40)
    while not handler.server_of_feeds.released.is_set():
        handler.wfile.write(b"0" * 65536)


def dripping(handler: _Handler) -> None:
    """Send a byte now and then, so that no single wait is long."""
    handler.send(200, b"", "text/csv", length=1 << 20)
    while not handler.server_of_feeds.released.wait(0.01):
        handler.wfile.write(b"0")


@cache
def packed_bomb() -> bytes:
    return gzip.compress(b"0" * (64 << 20))


def bomb(handler: _Handler) -> None:
    handler.send(200, packed_bomb(), "application/json", Content_Encoding="gzip")


def packed_nothing(handler: _Handler) -> None:
    """Pack empty blocks without end: nothing ever comes out."""
    handler.send(200, gzip.compress(b"")[:10], "application/json", length=1 << 40, Content_Encoding="gzip")
    while not handler.server_of_feeds.released.is_set():
        handler.wfile.write(b"\x00\x00\x00\xff\xff" * 10_000)


# TenderNed.


def publication(number: int, day: str = "2026-07-02", **fields: Any) -> dict[str, Any]:
    """A publication; the fields that only its detail has begin with an underscore."""
    return {
        "publicatieId": str(number),
        "publicatieDatum": day,
        "typePublicatie": {"code": "AAO", "omschrijving": "Aankondiging van een opdracht"},
        "aanbestedingNaam": f"Schoonmaak gebouw {number}",
        "opdrachtgeverNaam": "Gemeente Esdorp",
        "aanbestedendeDienstNaam": "Inkoopbureau De Es",
        "sluitingsDatum": "2026-08-14T10:00:00+02:00",
        "procedure": {"code": "OPE", "omschrijving": "Openbaar"},
        "typeOpdracht": {"code": "D", "omschrijving": "Diensten"},
        "opdrachtBeschrijving": "Dagelijkse schoonmaak van kantoren.",
        "europees": True,
        "digitaal": True,
        "link": {"href": f"https://www.tenderned.example/aankondigingen/{number}", "title": "bekijk"},
        "_cpvCodes": [{"code": "90911200-8", "omschrijving": "Schoonmaken van gebouwen", "isHoofdOpdracht": True}],
        "_nutsCodes": [{"code": "NL213", "omschrijving": "Twente"}],
        "_kenmerk": f"{number * 10}",
        **fields,
    }


@dataclass
class TenderNed:
    """`publications`: newest first. The switches say which parameters are taken notice of; `between` is called after each page."""

    publications: list[dict[str, Any]] = field(default_factory=list)
    honoured: set[str] = field(default_factory=lambda: {"page", "size", "publicatieDatumVanaf", "publicatieDatumTot", "cpvCodes"})
    size: int = 2
    """The service's own page size, where that of the request is not honoured."""
    total: int | None = None
    """What it says there is; None: the truth."""
    echo: bool = True
    """Whether a page says its own number."""
    between: Callable[[int], None] = lambda page: None
    lost: Callable[[int], int] = lambda page: 0
    """How many items are missing at the end of a page."""

    def page(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        size = int(asked.one("size", "10")) if "size" in self.honoured else self.size
        if size > 100:
            return 400, {"message": "size must be at most 100"}
        number = int(asked.one("page", "0")) if "page" in self.honoured else 0
        found = [each for each in self.publications if self._asked_for(each, asked)]
        content = found[number * size : (number + 1) * size]
        pages = -(-len(found) // size)
        answer = {
            "content": [{name: value for name, value in each.items() if not name.startswith("_")} for each in content],
            "first": number == 0,
            "last": number + 1 >= pages,
            "totalElements": len(found) if self.total is None else self.total,
            "totalPages": pages,
            "size": size,
            "numberOfElements": len(content),
            "number": number if self.echo else int(asked.one("page", "0")),
        }
        if lost := self.lost(number):
            answer["content"] = answer["content"][:-lost]
        self.between(number)
        return 200, answer

    def detail(self, number: str) -> dict[str, Any] | None:
        found = next((each for each in self.publications if each["publicatieId"] == number), None)
        if found is None:
            return None
        detail = {name.removeprefix("_"): value for name, value in found.items() if name not in ("procedure", "typeOpdracht", "link")}
        return {**detail, "procedureCode": "OPE", "typeOpdrachtCode": "D", "nationaalOfEuropeesCode": "EU", "trefwoord1": "schoonmaak"}

    def _asked_for(self, each: dict[str, Any], asked: Asked) -> bool:
        day = each["publicatieDatum"][:10]
        codes = set(asked.params.get("cpvCodes", []))
        return (
            ("publicatieDatumVanaf" not in self.honoured or day >= asked.one("publicatieDatumVanaf", day))
            and ("publicatieDatumTot" not in self.honoured or day <= asked.one("publicatieDatumTot", day))
            and ("cpvCodes" not in self.honoured or not codes or bool(codes & {code["code"] for code in each["_cpvCodes"]}))
        )


# TED.


@dataclass
class Ted:
    """`notices`: (number, day, buyer), oldest first. Their XML is a stub of the test's own: what is tested is how it is come by."""

    notices: list[tuple[str, str, str]] = field(default_factory=list)
    xml: dict[str, bytes] = field(default_factory=dict)
    url: str = ""
    limit: int = 250
    honours_days: bool = True
    timed_out: int = 0
    """How many answers more say that the search ran out of time."""
    same_token: bool = False
    total: int | None = None
    between: Callable[[int], None] = lambda page: None

    def add(self, number: str, day: str = "2026-07-02", buyer: str = "Gemeente Esdorp", cpv: str = "90911200", nuts: str = "NL213") -> None:
        self.notices.append((number, day, buyer))
        self.xml[number] = f'<notice number="{number}" buyer="{buyer}" cpv="{cpv}" nuts="{nuts}"/>'.encode()

    def search(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        query = body["query"]
        if not re.fullmatch(r"[\w\-()=<> ]+ SORT BY PD (ASC|DESC)", query) or "??" in query:
            return 400, {"message": "bad query", "error": {"type": "QUERY_SYNTAX_ERROR", "location": {"beginLine": 1}}}
        if body["paginationMode"] != "ITERATION" or not 1 <= body["limit"] <= 250 or body["scope"] not in ("ACTIVE", "ALL"):
            return 400, {"message": "bad request"}
        found = [notice for notice in self.notices if not self.honours_days or self._in_days(notice[1], query)]
        if self.timed_out:
            self.timed_out -= 1
            return 200, {"notices": [], "totalNoticeCount": len(found), "iterationNextToken": None, "timedOut": True}
        limit = min(body["limit"], self.limit)
        start = int(body.get("iterationNextToken", "t0")[1:])
        part = found[start : start + limit]
        token = "t0" if self.same_token else f"t{start + limit}"
        answer = {
            "notices": [self._item(*notice) for notice in part],
            "totalNoticeCount": len(found) if self.total is None else self.total,
            "iterationNextToken": token if start + limit < len(found) or self.same_token else None,
            "timedOut": False,
        }
        self.between(start // limit)
        return 200, answer

    def _item(self, number: str, day: str, buyer: str) -> dict[str, Any]:
        page = f"{self.url}/nl/notice/{number}"
        links = {"xml": {"MUL": f"{page}/xml"}, "html": {"ENG": f"{page}/en", "NLD": page}}
        return {"publication-number": number, "publication-date": f"{day}+02:00", "buyer-name": {"nld": [buyer]}, "links": links}

    def _in_days(self, day: str, query: str) -> bool:
        bounds = dict(re.findall(r"PD([<>])=(\d{8})", query))
        number = f"{date.fromisoformat(day):%Y%m%d}"
        return bounds.get(">", number) <= number <= bounds.get("<", number)
