"""Queries on places: the coordinates of PC4 districts."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.engine import batches, insert_new
from matcher.db.tables import places
from matcher.model import Place


def store(connection: Connection, given: Iterable[Place]) -> tuple[int, int, int]:
    """Insert or update districts; counts of (new, changed, unchanged)."""
    wanted = {place.pc4: place for place in given}
    known = load(connection)
    changed = [place for pc4, place in wanted.items() if pc4 in known and known[pc4] != place]
    for batch in batches(place.pc4 for place in changed):
        connection.execute(places.delete().where(places.c.pc4.in_(batch)))
    new = [place for pc4, place in wanted.items() if pc4 not in known]
    insert_new(connection, places, [{name: getattr(place, name) for name in Place.__dataclass_fields__} for place in new + changed])
    return len(new), len(changed), len(wanted) - len(new) - len(changed)


def load(connection: Connection) -> dict[str, Place]:
    """Every district, by its four digits."""
    query = sa.select(places.c.pc4, places.c.place, places.c.latitude, places.c.longitude).order_by(places.c.pc4)
    return {row.pc4: Place(*row) for row in connection.execute(query)}


_FINGERPRINT = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(places.c.latitude + 7 * places.c.longitude), 0.0))


def fingerprint(connection: Connection) -> tuple[int, float]:
    """How many districts there are, and a sum of their coordinates."""
    row = connection.execute(_FINGERPRINT).one()
    return int(row[0]), round(float(row[1]), 6)


def count(connection: Connection) -> int:
    """How many districts have coordinates."""
    return connection.scalar(sa.select(sa.func.count()).select_from(places)) or 0
