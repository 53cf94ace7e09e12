"""TenderNed's public list of publications: its pages, and the detail of each publication that may be wanted.

The service silently ignores parameters that it does not know, and its list moves while it is read: what comes back is checked against what
was asked. The shape is described by public clients; field names are the service's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from matcher.errors import SourceError
from matcher.model import Lot, Notice, NoticeKind, NoticeReading, Origin, Severity, Status, Tender
from matcher.sources.cpv import read_codes
from matcher.sources.feed_problems import FeedProblems
from matcher.sources.fetch import Fetch
from matcher.sources.filters import NoticeFilter
from matcher.sources.ted import ted_number
from matcher.sources.texts import clean, folded, masked
from matcher.sources.wordings import reserved_in

BASE_URL = "https://www.tenderned.nl/papi/tenderned-rs-tns/v2"
HOSTS = frozenset({"www.tenderned.nl"})
_PAGE_SIZE = 100
_MAX_PAGES = 500
_CUT_TRIES = 3
_PASSES = 3
_ZONE = ZoneInfo("Europe/Amsterdam")
_KINDS = (
    (NoticeKind.CANCELLED, re.compile(r"beeindig|intrekking|ingetrokken|stopgezet|stopzetting|geannuleerd")),
    (NoticeKind.CHANGE, re.compile(r"rectificatie|wijziging|gewijzigd")),
    (NoticeKind.PLANNING, re.compile(r"vooraankondig|marktconsultatie|periodieke indicatieve")),
    (NoticeKind.AWARD, re.compile(r"gegund|gunning|vrijwillige transparantie")),
    (NoticeKind.COMPETITION, re.compile(r"aankondiging|concessie|prijsvraag|erkenning")),
)
_AFTER_AWARD = re.compile(r"gegund|looptijd")
_STATUSES = {
    NoticeKind.PLANNING: Status.PLANNED,
    NoticeKind.COMPETITION: Status.OPEN,
    NoticeKind.CHANGE: Status.OPEN,
    NoticeKind.AWARD: Status.AWARDED,
    NoticeKind.CANCELLED: Status.WITHDRAWN,
}
_Item = Mapping[str, Any]


def read_pages(
    fetch: Fetch, *, since: date, until: date, wanted: NoticeFilter, base_url: str = BASE_URL, max_pages: int = _MAX_PAGES
) -> Iterator[NoticeReading]:
    """Read the publications of these days (both included); one reading per page of the list, to be stored before the next is asked for.

    Raised if the list itself cannot be had, or if the service refuses detail after detail: SourceError.
    """
    return _Run(fetch, since, until, wanted, base_url.rstrip("/"), max_pages).pages()


def kind_of(publication_type: str) -> NoticeKind | None:
    """What a publication is for, by the name of its type; None if that is not known.

    >>> kind_of("Aankondiging van een gegunde opdracht").value, kind_of("Beëindiging aanbesteding").value, kind_of("Iets anders")
    ('award', 'cancelled', None)
    """
    words = folded(publication_type)
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), None)


class _Run:
    """One reading of the list, from its first page to its last."""

    def __init__(self, fetch: Fetch, since: date, until: date, wanted: NoticeFilter, base_url: str, max_pages: int) -> None:
        self._fetch = fetch
        self._since, self._until = since, until
        self._wanted = wanted
        self._url = f"{base_url}/publicaties"
        self._max_pages = max_pages
        self._problems = FeedProblems()
        self._seen: set[str] = set()
        self._total = 0
        self._ignoring = False
        self._broke_off: SourceError | None = None
        self._previous: list[str] = []
        self._repeats = 0
        self._shrunk = False
        self._earliest = date.max
        self._newest_first = True
        self._falls = False
        # Only if every code is whole: a list of some of the wanted codes would leave out the others.
        whole = [code.strip() for code in wanted.cpv]
        self._cpv = whole if all(re.fullmatch(r"\d{8}-\d", code) for code in whole) else []

    def pages(self) -> Iterator[NoticeReading]:
        """Go through the list, and again if items moved past us meanwhile: one that left an earlier page pulls the others up."""
        for again in range(_PASSES):
            more, self._shrunk = True, False
            before = len(self._seen)
            for number in range(self._max_pages):
                reading, more = self._page(number)
                if not again or reading.notices or reading.problems:
                    yield reading
                if self._broke_off:
                    raise self._broke_off
                if not more:
                    break
            if more:
                self._problems.tell("feed_too_long", once=True, feed="TenderNed", pages=self._max_pages)
            settled = len(self._seen) >= self._total or (again and len(self._seen) == before)
            if more or self._ignoring or (settled and not self._shrunk):
                break
        if not more and not self._ignoring and len(self._seen) < self._total:
            self._problems.tell("feed_incomplete", feed="TenderNed", got=len(self._seen), total=self._total)
        if problems := self._problems.taken():
            yield NoticeReading(self._url, (), problems)

    def _page(self, number: int) -> tuple[NoticeReading, bool]:
        """One page, and whether there may be another."""
        answer = self._list(number)
        items = answer["content"]
        file = f"{self._url}?page={number}"
        new = [item for place, item in enumerate(items, 1) if self._is_new(item, Origin(file, row=place))]
        notices: list[Notice] = []
        try:
            for item in new:
                if notice := self._notice(item, file):
                    notices.append(notice)
        except SourceError as error:
            self._broke_off = error  # what was read of the page is handed over first
        total = _count(answer.get("totalElements")) or 0
        self._shrunk = self._shrunk or (number > 0 and total < self._total)
        self._total = total
        more = bool(items) and answer.get("last") is not True
        ids = [_text(item.get("publicatieId")) for item in items if isinstance(item, dict)]
        self._repeats = self._repeats + 1 if ids == self._previous else 0
        self._previous = ids
        # Once the same is chance: as many new ones came in as a page holds.
        if more and not new and (self._repeats > 1 or _count(answer.get("number")) not in (None, number)):
            self._ignored("page")
            more = False
        if more and self._newest_first and self._falls and self._earliest < self._since and not any(self._in_range(item) for item in items):
            more = False  # the days were not honoured, but the order is: only older ones follow
        return NoticeReading(file, tuple(notices), self._problems.taken()), more

    def _list(self, number: int) -> dict[str, Any]:
        """The answer for one page, asked for again if it holds less than it says."""
        params: dict[str, str | int | list[str]] = {
            "page": number,
            "size": _PAGE_SIZE,
            "publicatieDatumVanaf": self._since.isoformat(),
            "publicatieDatumTot": self._until.isoformat(),
        }
        if self._cpv:
            params["cpvCodes"] = self._cpv
        for _ in range(_CUT_TRIES):
            answer = self._fetch.get_json(self._url, params)
            if not isinstance(answer.get("content"), list):
                raise SourceError("feed_other_shape", feed="TenderNed", field="content")
            said, got = _count(answer.get("numberOfElements")), len(answer["content"])
            if said is None or got >= said:
                return answer
        self._problems.tell("feed_page_cut", once=True, feed="TenderNed", page=number, got=got, said=said)
        return answer

    def _is_new(self, item: object, origin: Origin) -> bool:
        """Say whether a list item is one that was not seen before; tell if it is not usable."""
        if not isinstance(item, dict) or not _text(item.get("publicatieId")):
            self._problems.tell("feed_item_unusable", once=True, feed="TenderNed", origin=origin, place=origin.row)
            return False
        identity = _text(item["publicatieId"])
        new = identity not in self._seen
        self._seen.add(identity)
        day = _day(item.get("publicatieDatum"))
        if new and day:
            self._newest_first = self._newest_first and day <= self._earliest
            self._falls = self._falls or day < self._earliest < date.max
            self._earliest = min(self._earliest, day)
        return new

    def _in_range(self, item: object) -> bool:
        day = _day(item.get("publicatieDatum")) if isinstance(item, dict) else None
        return day is None or self._since <= day <= self._until

    def _ignored(self, parameter: str) -> None:
        self._ignoring = True
        self._problems.tell("feed_parameter_ignored", once=True, feed="TenderNed", parameter=parameter)

    def _notice(self, item: _Item, file: str) -> Notice | None:
        """The notice of a list item, if it is wanted; with its detail, if that can be had."""
        if not self._in_range(item):
            day = _day(item.get("publicatieDatum"))
            self._ignored("publicatieDatumVanaf" if day and day < self._since else "publicatieDatumTot")
            return None
        names = _buyers(item)
        if names and not self._wanted.keeps_buyer(*names):
            return None
        detail = self._detail(item, file)
        notice = self._made(item, detail or {})
        if detail is None:
            return notice  # its region and codes are not known: that is no reason to lose it
        if not names and not self._wanted.keeps_buyer(*_buyers(detail)):
            return None
        codes = {code for lot in notice.tender.lots for code in lot.cpv}
        if not self._wanted.keeps_cpv(codes):
            if self._cpv and codes:
                self._ignored("cpvCodes")
            return None
        if not self._wanted.keeps_nuts(notice.nuts):
            if not notice.nuts:
                self._problems.tell("feed_without_region", severity=Severity.NOTE, feed="TenderNed", id=notice.publication_id, origin=notice.origin)
            return None
        return notice

    def _detail(self, item: _Item, file: str) -> _Item | None:
        identity = _text(item["publicatieId"])
        try:
            detail = self._fetch.get_json(f"{self._url}/{quote(identity, safe='')}")
        except SourceError as error:
            self._problems.missed(error)
            self._problems.tell("feed_detail_missing", feed="TenderNed", id=identity, origin=Origin(file))
            return None
        self._problems.had()
        return detail

    def _made(self, item: _Item, detail: _Item) -> Notice:
        both = {**item, **{name: value for name, value in detail.items() if value not in (None, "", [])}}
        identity = _text(item["publicatieId"])
        origin = Origin(f"{self._url}/{quote(identity, safe='')}")
        kind = self._kind(item, both, origin)
        # What is changed after the award is no longer open.
        after_award = kind is NoticeKind.CHANGE and _AFTER_AWARD.search(folded(_text(both.get("typePublicatie"))))
        title = masked(clean(_text(both.get("aanbestedingNaam"))))
        description = masked(clean(_text(both.get("opdrachtBeschrijving"))))
        reserved, evidence = reserved_in(f"{title}. {description}")
        lot = Lot(
            title,
            description,
            cpv=_cpv(both.get("cpvCodes")),
            deadline_date=_day(both.get("sluitingsDatum")),
            reserved=reserved,
            reserved_evidence=evidence,
            status=Status.AWARDED if after_award else _STATUSES[kind],
            origin=origin,
        )
        procedure_id = _text(both.get("kenmerk"))
        url = _link(both.get("link"))
        tender = Tender(
            title,
            (lot,),
            buyer=masked(clean(next(iter(_buyers(both)), ""))),
            description=description,
            reference=clean(_text(both.get("referentieNummer"))),
            procedure=clean(_text(both.get("procedure")) or _text(both.get("procedureCode"))),
            publication_id=identity,
            procedure_id=procedure_id,
            url=url,
        )
        ted = ted_number(_text(both.get("pbNummerTed")))
        return Notice(
            "tenderned",
            identity,
            kind,
            tender,
            procedure_id=procedure_id,
            published_at=_moment(both.get("publicatieDatum")),
            refers_to=(f"ted:{ted}",) if ted else (),
            nuts=tuple(code for value in _list(both.get("nutsCodes")) if (code := _code(value).upper())),
            origin=origin,
        )

    def _kind(self, item: _Item, both: _Item, origin: Origin) -> NoticeKind:
        name = _text(item.get("typePublicatie")) or _text(both.get("typePublicatie"))
        if kind := kind_of(name):
            return kind
        kind = NoticeKind.AWARD if both.get("isGegund") is True else NoticeKind.COMPETITION
        self._problems.tell(
            "feed_kind_unknown", severity=Severity.NOTE, feed="TenderNed", id=_text(item["publicatieId"]), text=name or "–", origin=origin
        )
        return kind


def _text(value: object) -> str:
    """A value as text; of a {code, omschrijving} what people read."""
    if isinstance(value, dict):
        return _text(value.get("omschrijving")) or _text(value.get("code"))
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _buyers(item: _Item) -> list[str]:
    """Who buys, and then the body that buys for it."""
    return [name for field in ("opdrachtgeverNaam", "aanbestedendeDienstNaam") if (name := _text(item.get(field)))]


def _code(value: object) -> str:
    return _text(value.get("code")) if isinstance(value, dict) else _text(value)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _cpv(values: object) -> tuple[str, ...]:
    """The codes, that of the main subject first."""
    items = sorted(_list(values), key=lambda value: not (isinstance(value, dict) and value.get("isHoofdOpdracht") is True))
    return tuple(dict.fromkeys(code for item in items if _code(item) for code in read_codes(_code(item)).codes))


def _link(value: object) -> str:
    url = _text(value.get("href")) if isinstance(value, dict) else _text(value)
    return url if url.startswith(("https://", "http://")) else ""


def _moment(value: object) -> datetime | None:
    """A moment in the Netherlands; a bare day is its beginning. None if it is neither."""
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    if not 1990 <= moment.year <= 2100:
        return None
    return moment.replace(tzinfo=_ZONE) if moment.tzinfo is None else moment.astimezone(_ZONE)


def _day(value: object) -> date | None:
    moment = _moment(value)
    return moment.date() if moment else None
