"""What a digest says: from unmailed matches to subject, plain text and HTML. The words stand in templates/digest.LANGUAGE.toml, the layout in
digest.html.j2 and digest.txt.j2, once for all kinds and languages."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib import resources
from itertools import groupby
from typing import Any

import jinja2

from matcher import wording
from matcher.db.subscribers import StoredSubscriber
from matcher.db.unmailed_matches import OpenLot, UnmailedMatch
from matcher.explanations import reason_sentences

_WHAT = ("concepts", "work", "words", "codes")
_BUT = ("too_large", "other_nature", "too_far", "distance")
"""A mail tells of each match one thing that fits, and one thing to know: the first of these that there is to tell."""
_TEXT_WIDTH = 72
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class News:
    """What a subscriber has not been told yet, the best first. The last two are for kinds that have them."""

    matches: Sequence[UnmailedMatch]
    jobseekers: Mapping[int, int] = field(default_factory=dict)
    """How many job-seekers fit, by lot id."""
    nobody: Sequence[OpenLot] = ()
    """New lots that nobody nearby fits."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest in words, and the matches that it told of: those come into no later one."""

    subject: str
    text: str
    html: str
    told: tuple[UnmailedMatch, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A supplier under a tender. `sure`: how sure, in words and per cent."""

    name: str
    url: str
    place: str
    sure: str
    strong: bool
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Item:
    """A tender in a letter."""

    title: str
    url: str
    subtitle: str = ""
    facts: Sequence[str] = ()
    sure: str = ""
    strong: bool = False
    reasons: Sequence[str] = ()
    candidates: Sequence[Candidate] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures per buyer: the first column is text, the others are counts."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a letter with a heading of its own; `more`: what is left out here."""

    heading: str = ""
    lead: str = ""
    items: Sequence[Item] = ()
    table: Table | None = None
    more: str = ""


class Phrases:
    """The words of one language. Raises KeyError for a phrase that is not there: a test compares the languages."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table

    def say(self, path: str, /, **values: object) -> str:
        """The phrase at "section.name"; with `count` given, its form for one or for other."""
        section, name = path.split(".")
        phrase = self._table[section][name]
        if isinstance(phrase, dict):
            phrase = phrase["one" if values["count"] == 1 else "other"]
        return str(phrase).format(**values)

    def day(self, value: date) -> str:
        """A date in full: 12 maart 2027."""
        return self.say("shared.day", day=value.day, month=self._table["months"][value.month - 1], year=value.year)

    def period(self, written: str) -> str:
        """A period as it was written, but a bare month ("2027-03") in words."""
        month = _MONTH.fullmatch(written)
        return self.say("shared.month", month=self._table["months"][int(month[2]) - 1], year=month[1]) if month else written


def render(subscriber: StoredSubscriber, news: News, *, iso_week: str, base_url: str, own_page: str, most: int, unsubscribe_url: str) -> Rendered:
    """The letter of at most `most` matches for this subscriber. `own_page`: the public id of their supplier or buyer, "" for a connector."""
    language = "en" if subscriber.language == "en" else "nl"
    kind = subscriber.kind
    writer = _Writer(kind, load_phrases(language), language, base_url.rstrip("/"), most)
    compose = {"supplier": writer.for_supplier, "buyer": writer.for_buyer, "connector": writer.for_connector}[kind]
    sections, told = compose(news)
    say = writer.phrases.say
    year, week = iso_week.split("-W")
    count = len(news.matches)
    if kind == "connector" and not count:
        subject, lead = say("connector.subject_nobody", count=len(news.nobody)), say("connector.lead_nobody")
    else:
        counted = len({match.supplier_id for match in news.matches}) if kind == "buyer" else count
        subject, lead = say(f"{kind}.subject", count=counted), say(f"{kind}.lead", count=count, profile=news.matches[0].lot.buyer)
    values = {
        "language": language, "subject": subject, "name": say("shared.name"), "tagline": say("shared.tagline"),
        "week": say("shared.week", number=int(week), year=year), "greeting": say("shared.greeting", name=subscriber.name), "lead": lead,
        "sections": sections, "all": say(f"{kind}.all"), "all_url": writer.own_url(own_page),
        "caution": say("shared.caution" if kind == "connector" else f"{kind}.caution"),
        "subscribed_as": say("shared.subscribed_as", name=subscriber.name), "unsubscribe": say("shared.unsubscribe"),
        "unsubscribe_url": unsubscribe_url,
    }  # fmt: skip
    templates = _templates()
    text = templates.get_template("digest.txt.j2").render(values)
    return Rendered(subject, text.strip() + "\n", templates.get_template("digest.html.j2").render(values), tuple(told))


@lru_cache(maxsize=2)
def load_phrases(language: str) -> Phrases:
    """The words of a language: nl or en."""
    return Phrases(tomllib.loads(resources.files("matcher").joinpath("templates", f"digest.{language}.toml").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("matcher", "templates"),
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),  # noqa: S701 - plain text is not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["wrapped"] = _wrapped
    return environment


def _wrapped(text: str, first: str = "") -> str:
    """`text` in lines of 72 characters, the first begun with `first`, the others with as many spaces."""
    indent = " " * len(first)
    return textwrap.fill(
        " ".join(text.split()), _TEXT_WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    kind: str
    phrases: Phrases
    language: str
    base_url: str
    most: int

    def for_supplier(self, news: News) -> tuple[list[Section], Sequence[UnmailedMatch]]:
        told = news.matches[: self.most]
        items = [self._item(match.lot, match=match, with_buyer=True) for match in told]
        return [Section(items=items, more=self._more("supplier.more", len(news.matches) - len(told)))], told

    def for_buyer(self, news: News) -> tuple[list[Section], Sequence[UnmailedMatch]]:
        told = _fairly(news.matches, self.most)
        items = []
        for _, group in groupby(told, key=lambda match: match.lot.lot_id):
            of_lot = list(group)
            people = news.jobseekers.get(of_lot[0].lot.lot_id, 0)
            note = self.phrases.say("buyer.jobseekers", count=people) if people else ""
            items.append(self._item(of_lot[0].lot, candidates=[self._candidate(match) for match in of_lot], note=note))
        return [Section(items=items, more=self._more("buyer.more", len(news.matches) - len(told)))], told

    def for_connector(self, news: News) -> tuple[list[Section], Sequence[UnmailedMatch]]:
        say = self.phrases.say
        sections = []
        if news.matches:
            best = _fairly(news.matches, self.most)
            items = [
                self._item(group[0].lot, candidates=[self._candidate(match) for match in group], with_buyer=True)
                for group in (list(group) for _, group in groupby(best, key=lambda match: match.lot.lot_id))
            ]
            sections.append(Section(say("connector.overview"), table=self._per_buyer(news)))
            sections.append(Section(say("connector.best"), items=items, more=self._more("connector.more", len(news.matches) - len(best))))
        if news.nobody:
            listed = news.nobody[: max(1, self.most // 2)]
            items = [self._item(lot, with_buyer=True) for lot in listed]
            more = self._more("connector.nobody_more", len(news.nobody) - len(listed))
            sections.append(Section(say("connector.nobody"), say("connector.nobody_lead"), items, more=more))
        return sections, news.matches  # the table counted all of them

    def own_url(self, own_page: str) -> str:
        path = {"supplier": f"/suppliers/{own_page}", "buyer": f"/tenders/?buyer={own_page}", "connector": "/tenders/"}[self.kind]
        return self.base_url + path

    def _per_buyer(self, news: News) -> Table:
        say = self.phrases.say
        rows = []
        by_buyer: dict[str, list[UnmailedMatch]] = {}
        for match in news.matches:
            by_buyer.setdefault(match.lot.buyer or say("shared.unknown_buyer"), []).append(match)
        for name, matches in sorted(by_buyer.items(), key=lambda entry: (-len(entry[1]), entry[0])):
            lots = {match.lot.lot_id for match in matches}
            people = sum(1 for lot_id in lots if news.jobseekers.get(lot_id))
            rows.append((name, str(len(lots)), str(len({match.supplier_id for match in matches})), str(people)))
        head = [say(f"connector.{column}") for column in ("buyer", "tenders", "suppliers", "people")]
        return Table(head, rows, say("connector.people_note"))

    def _subtitle(self, lot: OpenLot) -> str:
        say = self.phrases.say
        if lot.lot_title == lot.tender_title:
            return say("shared.lot_number", number=lot.lot_number) if lot.lot_number else ""
        return say("shared.lot", number=lot.lot_number, title=lot.lot_title) if lot.lot_number else say("shared.part_of", title=lot.lot_title)

    def _item(
        self, lot: OpenLot, *, match: UnmailedMatch | None = None, candidates: Sequence[Candidate] = (), note: str = "", with_buyer: bool = False
    ) -> Item:
        say = self.phrases.say
        facts = [*([lot.buyer or say("shared.unknown_buyer")] if with_buyer else []), *self._facts(lot)]
        subtitle = self._subtitle(lot)
        url = f"{self.base_url}/tenders/{lot.tender_public_id}"
        if match is None:
            return Item(lot.tender_title, url, subtitle, facts, candidates=candidates, note=note)
        return Item(lot.tender_title, url, subtitle, facts, self._sure(match), self._is_strong(match), self._reasons(match), note=note)

    def _candidate(self, match: UnmailedMatch) -> Candidate:
        url = f"{self.base_url}/suppliers/{match.supplier_public_id}"
        return Candidate(match.supplier, url, match.supplier_place, self._sure(match), self._is_strong(match), self._reasons(match))

    def _facts(self, lot: OpenLot) -> list[str]:
        say = self.phrases.say
        facts = []
        if lot.deadline_date:
            facts.append(say("shared.deadline", day=self.phrases.day(lot.deadline_date)))
        if lot.start_date:
            facts.append(say("shared.start", day=self.phrases.day(lot.start_date)))
        elif lot.period:
            facts.append(say("shared.period", period=self.phrases.period(lot.period)))
        if value := self._value(lot):
            facts.append(say("shared.value", value=value))
        if lot.reserved:
            facts.append(say(f"shared.reserved_{lot.reserved}"))
        return facts

    def _value(self, lot: OpenLot) -> str:
        say = self.phrases.say
        low, high = (None if amount is None else wording.euros(amount, self.language) for amount in (lot.value_amount, lot.value_max_amount))
        if low and high and low != high:
            value = say("shared.value_between", low=low, high=high)
        elif low or high:
            value = low or say("shared.value_up_to", high=high)
        else:
            return lot.value_text
        if lot.value_basis:
            value = say(f"shared.per_{lot.value_basis}", value=value)
        return say(f"shared.vat_{lot.vat}", value=value) if lot.vat else value

    def _sure(self, match: UnmailedMatch) -> str:
        percent = min(99, max(1, round(match.score * 100)))  # never 100: nothing here is certain
        sure = wording.certainty(match.score, self.language)
        if match.part:
            sure = f"{sure}, {self.phrases.say('shared.part')}"
        return f"{sure[:1].upper()}{sure[1:]} · {percent}%"

    def _is_strong(self, match: UnmailedMatch) -> bool:
        return not match.part and wording.certainty(match.score, self.language) == wording.certainty(1.0, self.language)

    def _reasons(self, match: UnmailedMatch) -> list[str]:
        of_code = {str(reason["code"]): reason for reason in match.reasons}
        told = []
        for codes in (_WHAT, _BUT):
            sentences = (self._sentence(of_code[code]) for code in codes if code in of_code)
            told += [next(filter(None, sentences), "")]
        return [sentence for sentence in told if sentence]

    def _sentence(self, reason: Mapping[str, Any]) -> str:
        return " ".join(reason_sentences([reason], self.language, to_supplier=self.kind == "supplier"))

    def _more(self, path: str, count: int) -> str:
        return self.phrases.say(path, count=count) if count > 0 else ""


def _fairly(matches: Sequence[UnmailedMatch], most: int) -> list[UnmailedMatch]:
    """At most `most` matches: of every lot its best, then of every lot its second, and so on. Returned lot by lot, the best lot first."""
    of_lot: dict[int, list[UnmailedMatch]] = {}
    for match in matches:
        of_lot.setdefault(match.lot.lot_id, []).append(match)
    turns = [(turn, -match.score, match.lot.lot_id) for group in of_lot.values() for turn, match in enumerate(group)]
    taken: dict[int, int] = {}
    for _, _, lot_id in sorted(turns)[:most]:
        taken[lot_id] = taken.get(lot_id, 0) + 1
    return [match for lot_id, group in of_lot.items() for match in group[: taken.get(lot_id, 0)]]
