"""Lots and profiles of the database as the matcher reads them: texts, codes and numbers, and nothing else of anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy.engine import Connection

from matcher import official_lists
from matcher.db import matches
from matcher.db.engine import Database
from matcher.db.matches import AnyRow
from matcher.matching.features import Numbers
from matcher.matching.items import JOBSEEKER, SUPPLIER, TENDER, Item, Kind
from matcher.matching.scope import asked
from matcher.model import Side
from matcher.vocabulary import OfficialLists

KINDS: Mapping[Side, Kind] = {Side.SUPPLIER: SUPPLIER, Side.JOBSEEKER: JOBSEEKER}

_SOCIAL_KINDS = {"social_enterprise", "cooperative", "social_workplace", "foundation"}
_SOCIAL_CERTIFICATES = re.compile(r"\b(pso|code sociale ondernemingen|b ?corp)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Matchables:
    """Lots, or the profiles of one side, ready to be matched. `changed`: whether each says something else than when it was last matched."""

    kind: Kind
    ids: npt.NDArray[np.int64]
    external_ids: Sequence[str]
    items: Sequence[Item]
    numbers: Numbers
    hashes: Sequence[str]
    changed: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    def read_hashes(self) -> dict[int, str]:
        """By id the content that was read, of what had changed."""
        return {int(self.ids[place]): self.hashes[place] for place in np.flatnonzero(self.changed).tolist()}


@dataclass(frozen=True)
class Tables:
    """Everything in the database that takes part in matching. The labels of imported lists are in the items already."""

    lists: OfficialLists
    lots: Matchables
    suppliers: Matchables
    jobseekers: Matchables

    def of(self, side: Side) -> Matchables:
        """The profiles of a side."""
        return self.suppliers if side is Side.SUPPLIER else self.jobseekers

    def by_kind(self) -> dict[Kind, Matchables]:
        """Lots and profiles by their kind."""
        return {of_kind.kind: of_kind for of_kind in (self.lots, self.suppliers, self.jobseekers)}

    def items_by_kind(self) -> dict[Kind, Sequence[Item]]:
        """Every item, for learning a space."""
        return {kind: of_kind.items for kind, of_kind in self.by_kind().items()}


def load_tables(database: Database, *, every_status: bool) -> Tables:
    """Read all lots (the matched ones, unless `every_status`) and profiles."""
    with database.read() as connection:
        reader = Reader(official_lists.load(connection))
        return Tables(
            lists=reader.lists,
            lots=reader.lots(matches.load_lots(connection, every_status=every_status)),
            suppliers=reader.suppliers(matches.load_suppliers(connection)),
            jobseekers=reader.jobseekers(matches.load_jobseekers(connection)),
        )


class Reader:
    """Rows to matchables, with the imported lists at hand."""

    def __init__(self, lists: OfficialLists) -> None:
        self.lists = lists
        self._by_code = {place.pc4: (place.latitude, place.longitude) for place in lists.places}
        self._by_name = {place.place.casefold(): (place.latitude, place.longitude) for place in lists.places}

    def load(self, connection: Connection, kind: Kind, ids: Sequence[int]) -> Matchables:
        """Those of these lots or profiles that are there and to be matched."""
        if kind is TENDER:
            return self.lots(matches.load_lots(connection, every_status=False, ids=ids))
        if kind is SUPPLIER:
            return self.suppliers(matches.load_suppliers(connection, ids))
        return self.jobseekers(matches.load_jobseekers(connection, ids))

    def lots(self, rows: Sequence[AnyRow]) -> Matchables:
        """Where the work is done: the lot's own place, else the buyer's. The amount is the lot's value, the upper one of a range."""
        numbers = Numbers.unknown(len(rows))
        for place, row in enumerate(rows):
            amount = row.value_max_amount if row.value_max_amount is not None else row.value_amount
            numbers.amount[place] = np.nan if amount is None else amount
            numbers.latitude[place], numbers.longitude[place] = next(
                (found for text in (row.place, row.buyer_postcode, row.buyer_place) if (found := self._locate(text))), (np.nan, np.nan)
            )
        return _matchables(TENDER, rows, [self._lot_item(row) for row in rows], numbers)

    def suppliers(self, rows: Sequence[AnyRow]) -> Matchables:
        """Suppliers with their place, what they can carry, and whether they are social."""
        numbers = Numbers.unknown(len(rows))
        for place, row in enumerate(rows):
            numbers.amount[place], numbers.reckoned[place] = _carried(row)
            numbers.latitude[place], numbers.longitude[place] = self._by_code.get(row.postcode[:4], (np.nan, np.nan))
            numbers.social[place] = float(row.kind in _SOCIAL_KINDS or any(_SOCIAL_CERTIFICATES.search(name) for name in row.certificates))
        return _matchables(SUPPLIER, rows, [self.supplier_item(row) for row in rows], numbers)

    def jobseekers(self, rows: Sequence[AnyRow]) -> Matchables:
        """People with their place, how far they will travel, and whether they may drive."""
        numbers = Numbers.unknown(len(rows))
        for place, row in enumerate(rows):
            numbers.latitude[place], numbers.longitude[place] = self._by_code.get(row.postcode4[:4], (np.nan, np.nan))
            numbers.reach_km[place] = np.nan if row.max_travel_km is None else row.max_travel_km
            numbers.licence[place] = np.nan if row.driving_licence is None else float(row.driving_licence)
        return _matchables(JOBSEEKER, rows, [jobseeker_item(row.wants, row.skills, row.experience) for row in rows], numbers)

    def supplier_item(self, row: AnyRow, *also: str) -> Item:
        """A supplier as the matcher reads it; `also`: keywords that it would have besides its own."""
        return supplier_item(row.name, row.description, [*row.keywords, *also, *self.lists.sbi_labels(row.sbi)], row.cpv, row.sbi)

    def _lot_item(self, row: AnyRow) -> Item:
        title = row.title if row.title == row.tender_title else f"{row.tender_title}. {row.title}"
        description = row.description if row.description == row.tender_description else f"{row.description}. {row.tender_description}"
        return Item((asked(title), asked(description), row.category, ". ".join(self.lists.cpv_labels(row.cpv))), cpv=tuple(row.cpv))

    def _locate(self, text: str) -> tuple[float, float] | None:
        if not text:
            return None
        postcode = _POSTCODE.search(text)
        if postcode and postcode.group(1) in self._by_code:
            return self._by_code[postcode.group(1)]
        return self._by_name.get(text.strip().casefold())


def supplier_item(name: str, description: str, keywords: Sequence[str], cpv: Sequence[str], sbi: Sequence[str]) -> Item:
    """A supplier as the matcher reads it."""
    return Item((name, description, ". ".join(keywords)), cpv=tuple(cpv), sbi=tuple(code.replace(".", "") for code in sbi))


def jobseeker_item(wants: str, skills: str, experience: str) -> Item:
    """A job-seeker as the matcher reads it: what the person wants and can, and nothing else."""
    return Item((wants, skills, experience))


_CARRIED_PER_HEAD = 25_000.0
"""Euros. Of the fictional suppliers that say what they can carry nine in ten say less, so that only what is clearly too large counts against."""
_POSTCODE = re.compile(r"\b([1-9][0-9]{3})\s?(?:[A-Za-z]{2})?\b")


def _carried(row: AnyRow) -> tuple[float, float]:
    """How large a contract a supplier can carry, as it says, else by how many people work there; and whether it is so reckoned."""
    if row.max_contract_amount is None and row.headcount:
        return row.headcount * _CARRIED_PER_HEAD, 1.0
    return np.nan if row.max_contract_amount is None else row.max_contract_amount, 0.0


def _matchables(kind: Kind, rows: Sequence[AnyRow], items: Sequence[Item], numbers: Numbers) -> Matchables:
    return Matchables(
        kind=kind,
        ids=np.asarray([row.id for row in rows], dtype=np.int64),
        external_ids=[row.external_id or row.public_id if kind is not JOBSEEKER else row.external_id for row in rows],
        items=items,
        numbers=numbers,
        hashes=[row.content_hash for row in rows],
        changed=np.asarray([row.matched_hash != row.content_hash for row in rows], dtype=bool),
    )
