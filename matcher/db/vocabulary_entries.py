"""Queries on the entries of official lists that a user imported, per scheme: cpv, esco, sbi."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.engine import batches, insert_new
from matcher.db.tables import vocabulary_entries
from matcher.model import VocabularyEntry

_FIELDS = tuple(VocabularyEntry.__dataclass_fields__)


def store(connection: Connection, scheme: str, given: Iterable[VocabularyEntry]) -> tuple[int, int, int]:
    """Insert or update entries; counts of (new, changed, unchanged). Entries that are not given stay: a list may come in several files."""
    wanted = {entry.code: entry for entry in given}
    known = {entry.code: entry for entry in load(connection, scheme)}
    changed = [entry for code, entry in wanted.items() if code in known and known[code] != entry]
    for batch in batches(entry.code for entry in changed):
        connection.execute(vocabulary_entries.delete().where(vocabulary_entries.c.scheme == scheme, vocabulary_entries.c.code.in_(batch)))
    new = [entry for code, entry in wanted.items() if code not in known]
    rows = [{"scheme": scheme} | {name: getattr(entry, name) for name in _FIELDS} for entry in new + changed]
    insert_new(connection, vocabulary_entries, [row | {"alternatives": list(row["alternatives"])} for row in rows])
    return len(new), len(changed), len(wanted) - len(new) - len(changed)


def load(connection: Connection, scheme: str) -> tuple[VocabularyEntry, ...]:
    """Every entry of a list, in order of code; none where it was not imported."""
    columns = vocabulary_entries.c
    query = sa.select(*(columns[name] for name in _FIELDS)).where(columns.scheme == scheme)
    entries = (VocabularyEntry(row.code, row.label_nl, row.label_en, tuple(row.alternatives), row.isco) for row in connection.execute(query))
    return tuple(sorted(entries, key=lambda entry: entry.code))  # databases differ in how they order text


_FINGERPRINT = sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(vocabulary_entries.c.id), 0))


def fingerprint(connection: Connection) -> tuple[int, int]:
    """How many entries there are, and the number of the newest."""
    row = connection.execute(_FINGERPRINT).one()
    return int(row[0]), int(row[1])


def cpv_codes(connection: Connection) -> frozenset[str]:
    """The official CPV codes, 8 digits without check digit; empty where the list was not imported."""
    code = sa.func.substr(vocabulary_entries.c.code, 1, 8)
    return frozenset(connection.scalars(sa.select(code).where(vocabulary_entries.c.scheme == "cpv")))


def counts(connection: Connection) -> dict[str, int]:
    """How many entries each imported list has."""
    query = sa.select(vocabulary_entries.c.scheme, sa.func.count().label("entries")).group_by(vocabulary_entries.c.scheme)
    return {row.scheme: row.entries for row in connection.execute(query.order_by(vocabulary_entries.c.scheme))}


def cpv_labels(connection: Connection, codes: Iterable[str], language: str) -> dict[str, str]:
    """The official label of each CPV code that was imported, by its 8 digits."""
    label = vocabulary_entries.c.label_en if language == "en" else vocabulary_entries.c.label_nl
    found: dict[str, str] = {}
    for batch in batches(codes):
        query = sa.select(sa.func.substr(vocabulary_entries.c.code, 1, 8), label)
        query = query.where(vocabulary_entries.c.scheme == "cpv", sa.func.substr(vocabulary_entries.c.code, 1, 8).in_(batch), label != "")
        found.update((code, text) for code, text in connection.execute(query))
    return found
