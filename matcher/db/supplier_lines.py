"""Suppliers in lists: one page of lines with everything on them, and what to choose from."""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.conditions import contains
from matcher.db.tables import lots, matches, suppliers


@dataclass(frozen=True, slots=True)
class SupplierFilter:
    """Which suppliers to list; `sort` is "name" or "matches"."""

    text: str = ""
    kind: str = ""
    place: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """A supplier in a list; `tenders` is the number of tenders that it is shown with."""

    public_id: str
    name: str
    kind: str
    place: str
    description: str
    certificates: tuple[str, ...]
    tenders: int
    best_score: float | None


def page(connection: Connection, wanted: SupplierFilter, *, limit: int, offset: int = 0) -> tuple[list[SupplierLine], int]:
    """One page of suppliers, and how many there are in all."""
    fitting = (
        sa.select(
            matches.c.supplier_id, sa.func.count(lots.c.tender_id.distinct()).label("tenders"), sa.func.max(matches.c.score).label("best_score")
        )
        .select_from(matches.join(lots))
        .where(matches.c.shown, matches.c.supplier_id.is_not(None))
        .group_by(matches.c.supplier_id)
        .subquery()
    )
    conditions = []
    for word in wanted.text.split():
        plain = contains(word, suppliers.c.name, suppliers.c.description, suppliers.c.place)
        conditions.append(sa.or_(plain, contains(json.dumps(word)[1:-1], sa.cast(suppliers.c.keywords, sa.Text))))
    if wanted.kind:
        conditions.append(suppliers.c.kind == wanted.kind)
    if wanted.place:
        conditions.append(suppliers.c.place == wanted.place)
    found = sa.func.coalesce(fitting.c.tenders, 0)
    order = (found.desc(), suppliers.c.name) if wanted.sort == "matches" else (suppliers.c.name,)
    query = (
        sa.select(suppliers, found.label("tenders"), fitting.c.best_score)
        .select_from(suppliers.outerjoin(fitting, fitting.c.supplier_id == suppliers.c.id))
        .where(*conditions)
        .order_by(*order, suppliers.c.id)
        .limit(limit)
        .offset(offset)
    )
    lines = [
        SupplierLine(row.public_id, row.name, row.kind, row.place, row.description, tuple(row.certificates), row.tenders, row.best_score)
        for row in connection.execute(query)
    ]
    return lines, connection.scalar(sa.select(sa.func.count()).select_from(suppliers).where(*conditions)) or 0


def kinds_and_places(connection: Connection) -> tuple[list[str], list[str]]:
    """The kinds and the places that suppliers have, to choose from."""
    kinds = connection.scalars(sa.select(suppliers.c.kind).where(suppliers.c.kind != "").distinct().order_by(suppliers.c.kind)).all()
    places = connection.scalars(sa.select(suppliers.c.place).where(suppliers.c.place != "").distinct().order_by(suppliers.c.place)).all()
    return list(kinds), list(places)
