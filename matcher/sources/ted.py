"""TED's search (version 3): pages of publication numbers, and the notice of each as XML.

A search answers with the address of each notice; what stands in the notice is read by a parser of notices, so that no field of the search has to be
trusted: their names have changed before. The shape is described by public clients; field names are the service's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.errors import SourceError
from matcher.model import Notice, NoticeReading, Origin, Severity
from matcher.sources.feed_problems import FeedProblems
from matcher.sources.fetch import Fetch, RefusedError
from matcher.sources.filters import NoticeFilter, cpv_branch

BASE_URL = "https://api.ted.europa.eu/v3"
HOSTS = frozenset({"api.ted.europa.eu", "ted.europa.eu"})
"""The search, and the notices that it leads to."""
_FIELDS = ("publication-number", "publication-date", "buyer-name", "links")
_LIMIT = 250
_MAX_PAGES = 400
_TIMED_OUT_TRIES = 3
_TIMED_OUT_SECONDS = 10.0
_Parse = Callable[[bytes, str], NoticeReading]


def read_pages(
    fetch: Fetch,
    *,
    since: date,
    wanted: NoticeFilter,
    parse: _Parse,
    until: date | None = None,
    base_url: str = BASE_URL,
    scope: str = "ACTIVE",
    max_pages: int = _MAX_PAGES,
) -> Iterator[NoticeReading]:
    """Read the notices published from `since` on; one reading per page of the search, to be stored before the next is asked for.

    `parse` reads a notice's XML, given its address as the name of the file; it raises SourceError for what it cannot read. Raised if the search is
    refused, or if notice after notice cannot be had: SourceError.
    """
    return _Run(fetch, since, until, wanted, parse, f"{base_url.rstrip('/')}/notices/search", scope, max_pages).pages()


def query_for(wanted: NoticeFilter, since: date, until: date | None = None) -> str:
    """The search for a filter, in TED's expert query language, oldest first.

    Asked is only what cannot leave out a wanted notice, and the rest is filtered afterwards: Dutch buyers and those who buy for the region (a notice
    may name no place, and then its buyer's counts), and CPV codes only where none is divided further: TED may or may not count what
    lies under one.

    >>> query_for(NoticeFilter(cpv=("38621111-2",)), date(2026, 7, 1))
    'buyer-country=NLD AND classification-cpv=38621111 AND PD>=20260701 SORT BY PD ASC'
    """
    parts = ["buyer-country=NLD"]
    if wanted.nuts:
        places = [f"place-of-performance={region.strip().upper()}" for region in wanted.nuts]
        parts = [f"({' OR '.join([*parts, *places])})"]
    codes = [cpv_branch(code) for code in wanted.cpv]
    if codes and not wanted.buyers and all(len(code) == 8 for code in codes):
        parts.append(_any("classification-cpv", codes))
    parts.append(f"PD>={since:%Y%m%d}")
    if until:
        parts.append(f"PD<={until:%Y%m%d}")
    return f"{' AND '.join(parts)} SORT BY PD ASC"


def ted_number(number: str) -> str:
    """A TED publication number as TED writes it now, from any of its notations; "" if it is none.

    >>> ted_number("2024/S 045-137599"), ted_number("00137599-2024"), ted_number("volgt")
    ('137599-2024', '137599-2024', '')
    """
    if found := re.search(r"(?<!\d)(20\d\d)\s?/\s?S\s?\d{1,3}\s?-\s?(\d{1,8})(?!\d)", number):
        return f"{int(found[2])}-{found[1]}"
    found = re.search(r"(?<!\d)(\d{1,8})-(20\d\d)(?!\d)", number)
    return f"{int(found[1])}-{found[2]}" if found else ""


def _any(field: str, values: list[str]) -> str:
    asked = " OR ".join(f"{field}={value}" for value in values)
    return f"({asked})" if len(values) > 1 else asked


class _Run:
    """One search, from its first page to its last."""

    def __init__(
        self, fetch: Fetch, since: date, until: date | None, wanted: NoticeFilter, parse: _Parse, url: str, scope: str, max_pages: int
    ) -> None:
        self._fetch = fetch
        self._since, self._until = since, until
        self._wanted = wanted
        self._parse = parse
        self._url = url
        self._max_pages = max_pages
        self._problems = FeedProblems()
        self._seen: set[str] = set()
        self._query = query_for(wanted, since, until)
        self._asked = {"query": self._query, "fields": list(_FIELDS), "limit": _LIMIT, "scope": scope, "paginationMode": "ITERATION"}

    def pages(self) -> Iterator[NoticeReading]:
        """Go from token to token until there is none, or no notice."""
        tokens: set[str] = set()
        token = ""
        for number in range(1, self._max_pages + 1):
            answer = self._search(token)
            items = answer["notices"]
            file = f"{self._url}#{number}"
            found: list[Notice] = []
            try:
                for place, item in enumerate(items, 1):
                    found += self._notices(item, Origin(file, row=place))
            except SourceError:  # what was read of the page is handed over first
                yield NoticeReading(file, tuple(found), self._problems.taken())
                raise
            tokens.add(token)
            token = str(answer.get("iterationNextToken") or "")
            more = bool(items and token)
            if more and token in tokens:
                self._problems.tell("feed_token_repeated", feed="TED")
                more = False
            if not more:
                self._check_total(answer)
            yield NoticeReading(file, tuple(found), self._problems.taken())
            if not more:
                return
        self._problems.tell("feed_too_long", feed="TED", pages=self._max_pages)
        yield NoticeReading(self._url, (), self._problems.taken())

    def _search(self, token: str) -> dict[str, Any]:
        """One page of the answer, asked for again if the service itself ran out of time."""
        body = {**self._asked, "iterationNextToken": token} if token else self._asked
        for tried in range(_TIMED_OUT_TRIES):
            if tried:
                self._fetch.wait(_TIMED_OUT_SECONDS * tried)
            try:
                answer = self._fetch.post_json(self._url, body)
            except RefusedError as error:
                if b"QUERY_SYNTAX_ERROR" in error.body:
                    raise SourceError("feed_query_refused", feed="TED", query=self._query) from error
                raise
            if not isinstance(answer.get("notices"), list):
                raise SourceError("feed_other_shape", feed="TED", field="notices")
            if answer.get("timedOut") is not True:
                return answer
        self._problems.tell("feed_timed_out", feed="TED", got=len(answer["notices"]))
        return answer

    def _check_total(self, answer: Mapping[str, Any]) -> None:
        total = answer.get("totalNoticeCount")
        if isinstance(total, int) and len(self._seen) < total:
            self._problems.tell("feed_incomplete", feed="TED", got=len(self._seen), total=total)

    def _notices(self, item: object, origin: Origin) -> tuple[Notice, ...]:
        """The wanted notices of one item of the answer: one, or none."""
        written = item.get("publication-number") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(written, str) or not written:
            self._problems.tell("feed_item_unusable", feed="TED", origin=origin, place=origin.row)
            return ()
        number = ted_number(written) or written
        if number in self._seen:
            return ()
        self._seen.add(number)
        if not self._in_range(item.get("publication-date")):
            self._problems.tell("feed_parameter_ignored", once=True, feed="TED", parameter="PD")
            return ()
        names = _texts(item.get("buyer-name"))
        if names and not self._wanted.keeps_buyer(*names):
            return ()
        reading = self._xml(number, item, origin)
        if reading is None:
            return ()
        for problem in reading.problems:
            self._problems.add(problem)
        kept = tuple(notice for notice in reading.notices if self._wanted.keeps(notice))
        for notice in reading.notices:
            if self._wanted.nuts and not notice.nuts and notice not in kept:
                self._problems.tell("feed_without_region", severity=Severity.NOTE, feed="TED", id=number, origin=notice.origin)
        return tuple(_completed(notice, number, _page_address(item)) for notice in kept)

    def _xml(self, number: str, item: Mapping[str, Any], origin: Origin) -> NoticeReading | None:
        """What the notice itself says; None, and told, if it cannot be had or read."""
        url = _xml_address(item)
        if not url:
            self._problems.tell("feed_notice_missing", feed="TED", id=number, origin=origin)
            return None
        try:
            content = self._fetch.get(url, accept="application/xml").content
        except SourceError as error:
            self._problems.missed(error)
            self._problems.tell("feed_notice_missing", feed="TED", id=number, origin=origin)
            return None
        self._problems.had()
        try:
            return self._parse(content, url)
        except SourceError:
            self._problems.tell("feed_notice_unreadable", feed="TED", id=number, origin=Origin(url))
            return None

    def _in_range(self, value: object) -> bool:
        """Say whether a day, written as "2026-07-01" with or without a zone, is one that was asked for; an unreadable one is not held against it."""
        try:
            day = date.fromisoformat(str(value)[:10])
        except ValueError:
            return True
        return self._since <= day and (self._until is None or day <= self._until)


def _completed(notice: Notice, number: str, url: str) -> Notice:
    """The notice with its number and page, where its XML does not say them."""
    tender = replace(notice.tender, publication_id=notice.tender.publication_id or number, url=notice.tender.url or url)
    return replace(notice, publication_id=notice.publication_id or number, tender=tender)


def _xml_address(item: Mapping[str, Any]) -> str:
    """`links.xml.MUL`: the notice in all its languages."""
    return _links(item, "xml").get("MUL", "")


def _page_address(item: Mapping[str, Any]) -> str:
    """The page for people, in Dutch if there is one."""
    pages = _links(item, "html")
    return pages.get("NLD") or pages.get("ENG") or next(iter(pages.values()), "")


def _links(item: Mapping[str, Any], kind: str) -> dict[str, str]:
    links = item.get("links")
    found = links.get(kind) if isinstance(links, dict) else None
    urls = found if isinstance(found, dict) else {}
    return {name: url for name, url in urls.items() if isinstance(url, str) and url.startswith(("https://", "http://"))}


def _texts(value: object) -> list[str]:
    """The texts of a map by language, of a list, or of both within each other."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) and value.strip() else []
