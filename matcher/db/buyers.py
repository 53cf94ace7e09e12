"""Queries on buyers, who are found by any of their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.contents import buyer_content
from matcher.db.digest_tables import subscribers
from matcher.db.engine import batches, insert_new
from matcher.db.tables import buyer_aliases, buyers, source_lists, tenders
from matcher.model import Buyer
from matcher.names import name_key

_TELLING_LENGTH = 8  # letters: a shorter name stands in many words


@dataclass(frozen=True, slots=True)
class StoredBuyer:
    """A buyer as stored; `id` is the database's own, `public_id` is for addresses."""

    id: int
    public_id: str
    buyer: Buyer


def find(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The ids of those buyers that are known, by the name asked for."""
    keys = {name: name_key(name) for name in names if name.strip()}
    found: dict[str, int] = {}
    for batch in batches(set(keys.values())):
        query = sa.select(buyer_aliases.c.key, buyer_aliases.c.buyer_id).where(buyer_aliases.c.key.in_(batch))
        found.update((row.key, row.buyer_id) for row in connection.execute(query))
    return {name: found[key] for name, key in keys.items() if key in found}


def find_named_in(connection: Connection, text: str) -> str | None:
    """The name of the buyer whose longest name stands in `text` (a file name), with or without spaces; None if none or two do."""
    squeezed = name_key(text).replace(" ", "")
    query = sa.select(buyer_aliases.c.key, buyers.c.name).join(buyers).where(sa.func.length(buyer_aliases.c.key) >= _TELLING_LENGTH)
    fitting = {(len(row.key), row.name) for row in connection.execute(query) if row.key.replace(" ", "") in squeezed}
    longest = {name for length, name in fitting if length == max(fitting)[0]}
    return longest.pop() if len(longest) == 1 else None


def find_or_create(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The id of every named buyer, by the name asked for; unknown ones are created. Empty names are left out."""
    wanted = list(dict.fromkeys(name for name in names if name.strip()))
    found = find(connection, wanted)
    first_spelling: dict[str, str] = {}
    for name in wanted:
        if name not in found:
            first_spelling.setdefault(name_key(name), " ".join(name.split()))
    if not first_spelling:
        return found
    ids = _insert(connection, [Buyer(name) for name in first_spelling.values()])
    aliases = [{"key": key, "buyer_id": buyer_id, "name": name} for buyer_id, (key, name) in zip(ids, first_spelling.items(), strict=True)]
    if insert_new(connection, buyer_aliases, aliases) < len(ids):  # another process was first with some of them
        named = sa.select(buyer_aliases.c.buyer_id)
        for batch in batches(ids):
            connection.execute(buyers.delete().where(buyers.c.id.in_(batch), buyers.c.id.not_in(named)))
    return found | find(connection, (name for name in wanted if name not in found))


def store(connection: Connection, given: Sequence[Buyer]) -> tuple[int, int, int]:
    """Insert or update buyers, found by name or alias; counts of (new, changed, unchanged). An alias that is another buyer's stays theirs."""
    known = find(connection, (name for buyer in given for name in (buyer.name, *buyer.aliases)))
    stored = {row.id: row.buyer for row in load(connection)}
    new: dict[str, Buyer] = {}
    changed: list[dict[str, object]] = []
    ids: list[tuple[int, Buyer]] = []
    for buyer in given:
        buyer_id = next((known[name] for name in (buyer.name, *buyer.aliases) if name in known), None)
        if buyer_id is None:
            new.setdefault(name_key(buyer.name), buyer)
            continue
        ids.append((buyer_id, buyer))
        content = {"name": buyer.name, **buyer_content(buyer)}
        if content != {"name": stored[buyer_id].name, **buyer_content(stored[buyer_id])}:
            changed.append({"b_id": buyer_id, **content})
    if changed:
        values: dict[str, object] = {name: sa.bindparam(name) for name in changed[0] if name != "b_id"}
        connection.execute(buyers.update().where(buyers.c.id == sa.bindparam("b_id")).values(values), changed)
    ids += zip(_insert(connection, list(new.values())), new.values(), strict=True)
    names = [(name, buyer_id) for buyer_id, buyer in ids for name in (buyer.name, *buyer.aliases)]
    insert_new(connection, buyer_aliases, [{"key": name_key(name), "buyer_id": buyer_id, "name": name} for name, buyer_id in names])
    return len(new), len(changed), len(given) - len(new) - len(changed)


def load(connection: Connection) -> list[StoredBuyer]:
    """Every buyer with its other names, by name."""
    names: dict[int, list[str]] = {}
    for buyer_id, name in connection.execute(sa.select(buyer_aliases.c.buyer_id, buyer_aliases.c.name).order_by(buyer_aliases.c.key)):
        names.setdefault(buyer_id, []).append(name)
    rows = connection.execute(sa.select(buyers).order_by(buyers.c.name, buyers.c.id))
    return [
        StoredBuyer(
            row.id,
            row.public_id,
            Buyer(row.name, row.kind, row.regime, row.postcode, row.place, aliases=tuple(name for name in names.get(row.id, []) if name != row.name)),
        )
        for row in rows
    ]


def names(connection: Connection) -> list[tuple[str, str]]:
    """Public id and name of every buyer, by name."""
    return [(row.public_id, row.name) for row in connection.execute(sa.select(buyers.c.public_id, buyers.c.name).order_by(buyers.c.name))]


def delete_unused(connection: Connection, buyer_id: int) -> None:
    """Delete a buyer that nothing refers to any more."""
    used = (sa.exists().where(table.c.buyer_id == buyer_id) for table in (tenders, source_lists, subscribers))
    connection.execute(buyers.delete().where(buyers.c.id == buyer_id, ~sa.or_(*used)))


def count(connection: Connection) -> int:
    """How many buyers there are."""
    return connection.scalar(sa.select(sa.func.count()).select_from(buyers)) or 0


def _insert(connection: Connection, new: Sequence[Buyer]) -> list[int]:
    if not new:
        return []
    rows = [{"name": " ".join(buyer.name.split()), **buyer_content(buyer)} for buyer in new]
    return list(connection.scalars(buyers.insert().returning(buyers.c.id, sort_by_parameter_order=True), rows))
