"""Queries on source lists: a buyer's list or a feed, which outlives the names of the files it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matcher.db.columns import new_public_id
from matcher.db.engine import insert_new
from matcher.db.tables import documents, source_lists


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


def find_of_buyer(connection: Connection, buyer_id: int) -> SourceList | None:
    """The list that belongs to this buyer, under whichever of its names."""
    query = sa.select(source_lists).where(source_lists.c.buyer_id == buyer_id, source_lists.c.key.startswith("buyer:"))
    row = connection.execute(query.order_by(source_lists.c.id).limit(1)).one_or_none()
    return _source_list(row) if row else None


def file_names(connection: Connection) -> list[tuple[int, str]]:
    """Which list each file went into: (list id, file name), the newest first."""
    query = (
        sa.select(documents.c.source_list_id, documents.c.file_name)
        .where(documents.c.source_list_id.is_not(None))
        .group_by(documents.c.source_list_id, documents.c.file_name)
        .order_by(sa.func.max(documents.c.id).desc())
    )
    return [(row.source_list_id, row.file_name) for row in connection.execute(query)]


def get(connection: Connection, list_id: int) -> SourceList:
    """The list with this id."""
    return _source_list(connection.execute(sa.select(source_lists).where(source_lists.c.id == list_id)).one())


def of_run(connection: Connection, run_id: int) -> list[SourceList]:
    """The lists that a run put something new into."""
    its_lists = sa.select(documents.c.source_list_id).where(documents.c.run_id == run_id)
    return [_source_list(row) for row in connection.execute(sa.select(source_lists).where(source_lists.c.id.in_(its_lists)))]


def give_to_buyer(connection: Connection, list_id: int, *, key: str, name: str, buyer_id: int) -> None:
    """A list of which nobody knew whose it was, belongs to this buyer."""
    connection.execute(source_lists.update().where(source_lists.c.id == list_id).values(key=key, name=name, buyer_id=buyer_id))


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


def find_public(connection: Connection, public_id: str) -> SourceList | None:
    """The list with this public id."""
    row = connection.execute(sa.select(source_lists).where(source_lists.c.public_id == public_id)).one_or_none()
    return _source_list(row) if row else None


def _source_list(row: Row[tuple[object, ...]]) -> SourceList:
    return SourceList(row.id, row.public_id, row.key, row.kind, row.buyer_id, row.name, row.mapping)
