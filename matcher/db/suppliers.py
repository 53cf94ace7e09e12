"""Queries on suppliers. A supplier is known by the id that its file gave, else by its KvK number, else by name and postcode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matcher.db import engine
from matcher.db.contents import content_hash, supplier_content
from matcher.db.engine import batches, insert_new
from matcher.db.tables import supplier_aliases, suppliers
from matcher.model import Supplier
from matcher.names import fold, name_key

_COLUMNS = tuple(field.name for field in fields(Supplier) if field.name != "origin")
_LISTS = ("keywords", "sbi", "cpv", "certificates")


@dataclass(frozen=True, slots=True)
class StoredSupplier:
    """A supplier as stored."""

    id: int
    public_id: str
    key: str
    content_hash: str
    supplier: Supplier


def key_of(supplier: Supplier) -> str:
    """What a supplier is known by: the id given, else the KvK number, else name and postcode."""
    if supplier.external_id:
        return f"id:{supplier.external_id}"
    if supplier.kvk:
        return f"kvk:{supplier.kvk}"
    return f"name:{name_key(supplier.name)}|{fold(supplier.postcode).replace(' ', '')}"


def lock(connection: Connection) -> None:
    """Let nobody else write suppliers until the transaction ends: two imports wait for each other."""
    engine.lock(connection, suppliers)


def find(connection: Connection, given: Iterable[Supplier]) -> dict[str, StoredSupplier]:
    """Those of `given` that are stored, by their `key_of`.

    One that came without an id before, and has one now (or the other way round), is found by its KvK number or its name and
    postcode, if only one supplier fits.
    """
    by_key = {key_of(supplier): supplier for supplier in given}
    found = {stored.key: stored for stored in _load(connection, suppliers.c.key, by_key)}
    missing = {key: supplier for key, supplier in by_key.items() if key not in found}
    if not missing:
        return found
    taken = {stored.id for stored in found.values()}
    of_kvk: dict[str, list[StoredSupplier]] = {}
    for stored in _load(connection, suppliers.c.kvk, {supplier.kvk for supplier in missing.values() if supplier.kvk}):
        of_kvk.setdefault(stored.supplier.kvk, []).append(stored)
    of_name = _by_name(connection, {name_key(supplier.name) for supplier in missing.values()})
    for key, supplier in missing.items():
        named = of_name.get(name_key(supplier.name))
        same = of_kvk.get(supplier.kvk) or ([named] if named and _same_postcode(named.supplier, supplier) else [])
        if len(same) == 1 and same[0].id not in taken and not _contradicts(same[0].supplier, supplier):
            found[key] = same[0]
            taken.add(same[0].id)
    return found


def merged(stored: StoredSupplier, supplier: Supplier) -> Supplier:
    """What is now said of a stored supplier, which keeps the id that it once got."""
    return replace(supplier, external_id=supplier.external_id or stored.supplier.external_id)


def insert(connection: Connection, new: Sequence[Supplier], now: datetime) -> None:
    """Add suppliers."""
    if new:
        connection.execute(suppliers.insert(), [{"key": key_of(item), **_row(item), "created_at": now, "changed_at": now} for item in new])
        _add_aliases(connection, new)


def update(connection: Connection, changed: Sequence[tuple[StoredSupplier, Supplier]], now: datetime) -> None:
    """Write what is now said of suppliers, and have them matched again."""
    if not changed:
        return
    rows = [{"b_id": stored.id, "key": key_of(item), **_row(item), "changed_at": now, "matched_hash": None} for stored, item in changed]
    values: dict[str, object] = {name: sa.bindparam(name) for name in rows[0] if name != "b_id"}
    connection.execute(suppliers.update().where(suppliers.c.id == sa.bindparam("b_id")).values(values), rows)
    _add_aliases(connection, [supplier for _, supplier in changed])


def find_external(connection: Connection, external_ids: Iterable[str]) -> dict[str, int]:
    """The ids of suppliers by the id that their file gave."""
    return {stored.supplier.external_id or "": stored.id for stored in _load(connection, suppliers.c.external_id, set(external_ids))}


def find_public(connection: Connection, public_id: str) -> StoredSupplier | None:
    """The supplier with this public id."""
    return next(iter(_load(connection, suppliers.c.public_id, [public_id])), None)


def iterate(connection: Connection) -> Iterator[StoredSupplier]:
    """Every supplier, in the order in which they came."""
    for row in connection.execute(sa.select(suppliers).order_by(suppliers.c.id)):
        yield _stored(row)


def count(connection: Connection) -> int:
    """How many suppliers there are."""
    return connection.scalar(sa.select(sa.func.count()).select_from(suppliers)) or 0


def _add_aliases(connection: Connection, given: Sequence[Supplier]) -> None:
    """Remember the names that suppliers go by; a name that another supplier has already stays theirs."""
    found = find(connection, given)
    rows = [{"key": name_key(item.name), "supplier_id": found[key_of(item)].id, "name": item.name} for item in given if key_of(item) in found]
    insert_new(connection, supplier_aliases, rows)


def _by_name(connection: Connection, keys: Iterable[str]) -> dict[str, StoredSupplier]:
    found: dict[str, StoredSupplier] = {}
    for batch in batches(keys):
        query = sa.select(suppliers, supplier_aliases.c.key.label("alias")).join(supplier_aliases).where(supplier_aliases.c.key.in_(batch))
        found |= {row.alias: _stored(row) for row in connection.execute(query)}
    return found


def _same_postcode(one: Supplier, other: Supplier) -> bool:
    postcodes = {fold(supplier.postcode).replace(" ", "") for supplier in (one, other)}
    return len(postcodes) == 1 and "" not in postcodes


def _contradicts(one: Supplier, other: Supplier) -> bool:
    return any(mine and theirs and mine != theirs for mine, theirs in ((one.external_id, other.external_id), (one.kvk, other.kvk)))


def _load(connection: Connection, column: sa.Column[Any], values: Iterable[str]) -> list[StoredSupplier]:
    return [
        _stored(row)
        for batch in batches(values)
        for row in connection.execute(sa.select(suppliers).where(column.in_(batch)).order_by(suppliers.c.id))
    ]


def _stored(row: Row[Any]) -> StoredSupplier:
    values = {name: getattr(row, name) for name in _COLUMNS}
    values |= {name: tuple(values[name]) for name in _LISTS}
    return StoredSupplier(row.id, row.public_id, row.key, row.content_hash, Supplier(**values))


def _row(supplier: Supplier) -> dict[str, Any]:
    return supplier_content(supplier) | {"content_hash": content_hash(supplier_content(supplier))}
