"""Whose list a file is. A list belongs to a buyer and outlives its file name: the same list comes back as "plan 2027 v2 (1).xlsx"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from matcher.by_column import column_of, joined
from matcher.db import buyers, source_lists
from matcher.db.source_lists import SourceList
from matcher.model import Tender, TenderReading
from matcher.names import fold, name_key
from matcher.storable import shortened, storable

_PARENTHESISED = re.compile(r"\(\s*\d+\s*\)")
_VERSION = re.compile(
    r"(?:v|versie|version|rev|revisie)[ ]?\d+(?: \d+)*\b|\b(?:19|20)?\d{2}(?: \d{2})*\b|\b(?:19|20)\d{6}\b|\b[qk]w? ?[1-4]\b"
    r"|\b(?:def|definitief|concept|final|draft|kopie|copy|nieuw|new|update|bijgewerkt)\b"
    r"|\b(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b"
    r"|\b(?:january|february|march|may|june|july|august|october)\b"
)


@dataclass(frozen=True, slots=True)
class ListIdentity:
    """Whose list a file is. `buyer` is "" where neither the person nor the file says; `many_buyers`: each row names its own."""

    key: str
    name: str
    buyer: str
    many_buyers: bool


def list_stem(file_name: str) -> str:
    """A file's name without what changes from one version to the next: years, dates, quarters, "v2", "definitief", "(1)"."""
    stem = _PARENTHESISED.sub(" ", Path(file_name).stem)
    words = fold(re.sub(r"(?<=[^\W\d_])(?=\d{2})|(?<=\d)(?=[^\W\d_])", " ", stem))
    return " ".join(_VERSION.sub(" ", words).split()) or words or file_name


def identify(reading: TenderReading, *, buyer: str, file_name: str) -> ListIdentity:
    """Whose list this is: the buyer given, else the one that the file names, else nobody's, known by its file name without versions."""
    row_buyers = {name_key(buyer) for buyer in set(column_of(reading.tenders, "buyer")) if buyer}
    owner = shortened(buyer or (reading.buyer if len(row_buyers) <= 1 else "")) or ""
    if owner:
        return ListIdentity(f"buyer:{name_key(owner)}", owner, owner, many_buyers=len(row_buyers) > 1)
    stem = list_stem(file_name)
    return ListIdentity(f"file:{stem}", stem, "", many_buyers=bool(row_buyers))


def with_known_buyer(connection: Connection, identity: ListIdentity, file_name: str) -> ListIdentity:
    """The same identity, or where nobody says whose list it is, that of the known buyer whose name stands in the file name."""
    name = buyers.find_named_in(connection, Path(file_name).stem) if not identity.buyer and not identity.many_buyers else None
    nobodys = source_lists.find(connection, identity.key)
    if name and nobodys is not None and nobodys.buyer_id == buyers.find(connection, [name]).get(name):
        return identity  # that buyer is named after this very file
    return ListIdentity(f"buyer:{name_key(name)}", name, name, many_buyers=False) if name else identity


def find_list(connection: Connection, identity: ListIdentity, file_name: str) -> SourceList | None:
    """The stored list that this is a version of, also where its buyer goes by another name, or was not known before, or is not said now."""
    found = source_lists.find(connection, identity.key)
    if found is not None or identity.many_buyers:
        return found
    if identity.buyer:
        buyer_id = buyers.find(connection, [identity.buyer]).get(identity.buyer)
        under_other_name = source_lists.find_of_buyer(connection, buyer_id) if buyer_id is not None else None
        if under_other_name is not None:
            return under_other_name
        nobodys = source_lists.find(connection, f"file:{list_stem(file_name)}")  # imported before anybody said whose it is
        return nobodys if nobodys is not None and nobodys.buyer_id is not None else None
    stem = list_stem(file_name)
    earlier = {list_id for list_id, name in source_lists.file_names(connection) if list_stem(name) == stem}
    return source_lists.get(connection, earlier.pop()) if len(earlier) == 1 else None


def own_list(connection: Connection, identity: ListIdentity, file_name: str) -> SourceList:
    """The list that this is a version of, created where it is new, and locked until the transaction ends."""
    found = find_list(connection, identity, file_name)
    if found is None:
        owner = identity.buyer or ("" if identity.many_buyers else Path(file_name).stem)
        buyer_id = buyers.find_or_create(connection, [owner]).get(owner)
        return source_lists.lock_or_create(connection, identity.key, kind="list", name=identity.name, buyer_id=buyer_id)
    if found.key.startswith("file:") and identity.buyer and not identity.many_buyers:
        buyer_id = buyers.find_or_create(connection, [identity.buyer])[identity.buyer]
        source_lists.give_to_buyer(connection, found.id, key=identity.key, name=identity.name, buyer_id=buyer_id)
        return source_lists.lock_or_create(connection, identity.key, kind="list", name=identity.name, buyer_id=buyer_id)
    return source_lists.lock_or_create(connection, found.key, kind=found.kind, name=found.name, buyer_id=found.buyer_id)


def with_buyers(
    connection: Connection, reading: TenderReading, identity: ListIdentity, source_list: SourceList | None, file_name: str
) -> Sequence[Tender]:
    """The tenders of a reading, as they can be stored, each with its buyer: the row's, the list's, else the file's name."""
    owner = identity.buyer or shortened(reading.buyer) or ""
    if not owner and source_list is not None and source_list.buyer_id is not None:
        owner = next(stored.buyer.name for stored in buyers.load(connection) if stored.id == source_list.buyer_id)
    owner = owner or Path(file_name).stem
    # who says whose list it is, means every row, unless the rows themselves name several buyers
    keep_own = identity.many_buyers or not identity.buyer or identity.buyer == reading.buyer
    tenders = joined(Tender, [storable(reading.tenders)])
    return tenders.replaced(buyer=[own if keep_own and own else owner for own in column_of(tenders, "buyer")])
