"""Queries on source lists: a buyer's list or a feed, which outlives the names of the files it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matcher.db.engine import insert_new
from matcher.db.tables import new_public_id, source_lists


@dataclass(frozen=True, slots=True)
class SourceList:
    """A list as stored. `mapping`: header text to field, as an officer corrected it."""

    id: int
    public_id: str
    key: str
    kind: str
    buyer_id: int | None
    name: str
    mapping: Mapping[str, str]


def find(connection: Connection, key: str) -> SourceList | None:
    """The list with this key."""
    row = connection.execute(sa.select(source_lists).where(source_lists.c.key == key)).one_or_none()
    return _source_list(row) if row else None


def lock_or_create(connection: Connection, key: str, *, kind: str, name: str, buyer_id: int | None) -> SourceList:
    """The list with this key, created where it is new, and locked until the transaction ends: two imports of one list wait for each other."""
    row: dict[str, object] = {"public_id": new_public_id(), "key": key, "kind": kind, "name": name, "buyer_id": buyer_id, "mapping": {}}
    locked = sa.select(source_lists).where(source_lists.c.key == key).with_for_update()
    found = connection.execute(locked).one_or_none()
    if found is None:
        insert_new(connection, source_lists, [row])
        found = connection.execute(locked).one()
    return _source_list(found)


def set_mapping(connection: Connection, list_id: int, mapping: Mapping[str, str]) -> None:
    """Remember how an officer read the columns of this list."""
    connection.execute(source_lists.update().where(source_lists.c.id == list_id).values(mapping=dict(mapping)))


def load(connection: Connection) -> list[SourceList]:
    """Every list, by name."""
    return [_source_list(row) for row in connection.execute(sa.select(source_lists).order_by(source_lists.c.name, source_lists.c.id))]


def _source_list(row: Row[tuple[object, ...]]) -> SourceList:
    return SourceList(row.id, row.public_id, row.key, row.kind, row.buyer_id, row.name, row.mapping)
