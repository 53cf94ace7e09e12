"""Queries on the official lists that a user imported: CPV, ESCO, SBI."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.tables import vocabulary_entries


def cpv_codes(connection: Connection) -> frozenset[str]:
    """The official CPV codes, 8 digits without check digit; empty where the list was not imported."""
    code = sa.func.substr(vocabulary_entries.c.code, 1, 8)
    return frozenset(connection.scalars(sa.select(code).where(vocabulary_entries.c.scheme == "cpv")))


def counts(connection: Connection) -> dict[str, int]:
    """How many entries each imported list has."""
    query = sa.select(vocabulary_entries.c.scheme, sa.func.count().label("entries")).group_by(vocabulary_entries.c.scheme)
    return {row.scheme: row.entries for row in connection.execute(query.order_by(vocabulary_entries.c.scheme))}
