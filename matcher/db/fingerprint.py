"""One hash of everything that a database holds for people, the same wherever and in whichever order it was stored.

How it is made, so that anybody can make it again: every row of a content table is a JSON list of its columns in the order of the schema (sorted
keys, no spaces, dates as ISO texts, money with two decimals as text, null where there is nothing). Left out are row numbers, public ids, moments
(`*_at`) and what `_LEFT_OUT` names; a reference is replaced by what the row referred to is known by (`_KNOWN_BY`), itself made in the same way.
A table's hash is the SHA-256 of the SHA-256 digests of its rows, sorted; the fingerprint is the SHA-256 of a line "name rows hash\\n" per table,
sorted by name. Kept in memory are 32 bytes per row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.schema import metadata

_KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "buyers": ("name",),
    "source_lists": ("key",),
    "documents": ("source_list_id", "file_name", "sha256"),
    "tenders": ("source_list_id", "key"),
    "lots": ("tender_id", "number"),
    "suppliers": ("key",),
    "jobseekers": ("external_id",),
}
"""What tells a row from the others of its table, whatever its number is."""

CONTENT = (
    "buyers", "buyer_aliases", "source_lists", "documents", "tenders", "lots", "lot_versions", "notices", "awards", "tender_identifiers",
    "same_tenders", "superseded", "suppliers", "supplier_aliases", "jobseekers", "places", "vocabulary_entries", "adopted_weights", "judgements",
    "invitations", "subscribers",
)  # fmt: skip
"""What was read, and what people said of it."""

NOT_CONTENT = {
    "runs": "when something was done, and by which process",
    "problems": "what was said of a run",
    "matches": "made anew by every matching",
    "rankings": "made by matching",
    "matched_changes": "made by matching, and emptied by it",
    "fetched": "what web servers said of a file, not the file",
    "outbox": "mails on their way",
    "mailed_matches": "mails on their way",
}
"""The other tables, and why they are not content."""

_LEFT_OUT = {
    "lots": {"matched_hash", "cpv_suggested", "cpv_implausible"},  # made by matching
    "suppliers": {"matched_hash"},
    "jobseekers": {"matched_hash"},
    "documents": {"stored_as", "run_id"},  # a name in the uploads folder, deleted after a month
}
_EITHER_WAY = {"same_tenders": ("tender_id", "other_id")}
"""References of which it does not matter which comes first."""
_CENT = Decimal("0.01")
_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class TableHash:
    """The number of rows of a table, and the hash of their content."""

    rows: int
    hash: str


def fingerprint(connection: Connection) -> str:
    """The hash of all content, in hexadecimal."""
    return combined(table_hashes(connection))


def table_hashes(connection: Connection) -> dict[str, TableHash]:
    """The hash of every content table, by name."""
    return {name: _hash(connection, metadata.tables[name]) for name in sorted(CONTENT)}


def combined(hashes: Mapping[str, TableHash]) -> str:
    """The fingerprint of these tables."""
    lines = (f"{name} {each.rows} {each.hash}\n" for name, each in sorted(hashes.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _hash(connection: Connection, table: sa.Table) -> TableHash:
    columns: list[sa.ColumnElement[Any]] = []
    joined: sa.FromClause = table
    readers: dict[str, _Reader] = {}
    for column in table.columns:
        if _is_content(table, column):
            joined, readers[column.name] = _add(columns, joined, column)
    query = sa.select(*columns).select_from(joined).execution_options(yield_per=_ROWS_AT_ONCE)
    places = [list(readers).index(name) for name in _EITHER_WAY.get(table.name, ())]
    digests = []
    for row in connection.execute(query):
        values = [reader(row) for reader in readers.values()]
        for place, value in zip(places, sorted((values[place] for place in places), key=str), strict=True):
            values[place] = value
        text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        digests.append(hashlib.sha256(text.encode()).digest())
    return TableHash(len(digests), hashlib.sha256(b"".join(sorted(digests))).hexdigest())


def _is_content(table: sa.Table, column: sa.Column[Any]) -> bool:
    return column.name not in ("id", "public_id", *_LEFT_OUT.get(table.name, ())) and not column.name.endswith("_at")


_Reader = Callable[[Sequence[Any]], Any]


def _add(columns: list[sa.ColumnElement[Any]], joined: sa.FromClause, column: sa.ColumnElement[Any]) -> tuple[sa.FromClause, _Reader]:
    """Ask for one column, and for what it refers to where it refers to something; how its value is read from a row."""
    target = next((key.column.table for key in column.foreign_keys), None)
    if target is None:
        place, money = len(columns), isinstance(column.type, sa.Numeric) and not isinstance(column.type, sa.Float)
        columns.append(column)
        return joined, lambda row: _plain(row[place], money=money)
    other = target.alias()
    joined = joined.outerjoin(other, column == other.c.id)
    known_by: list[_Reader] = []
    there = len(columns)
    columns.append(other.c.id)
    for name in _KNOWN_BY[target.name]:
        joined, reader = _add(columns, joined, other.c[name])
        known_by.append(reader)
    return joined, lambda row: None if row[there] is None else [reader(row) for reader in known_by]


def _plain(value: Any, *, money: bool) -> Any:  # noqa: ANN401  # of any column
    if value is None:
        return None
    if money:  # as PostgreSQL rounds; SQLite keeps what it was given
        return str(Decimal(repr(float(value))).quantize(_CENT, ROUND_HALF_UP))
    return value.isoformat() if isinstance(value, date) else value
