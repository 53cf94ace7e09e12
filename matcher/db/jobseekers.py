"""Queries on job-seekers, who are known by a pseudonym."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matcher.db import engine
from matcher.db.contents import content_hash, jobseeker_content
from matcher.db.engine import batches
from matcher.db.tables import jobseekers
from matcher.model import JobSeeker

_COLUMNS = tuple(field.name for field in fields(JobSeeker) if field.name != "origin")


@dataclass(frozen=True, slots=True)
class StoredJobSeeker:
    """A job-seeker as stored."""

    id: int
    public_id: str
    content_hash: str
    jobseeker: JobSeeker


def lock(connection: Connection) -> None:
    """Let nobody else write job-seekers until the transaction ends: two imports wait for each other."""
    engine.lock(connection, jobseekers)


def find(connection: Connection, external_ids: Iterable[str]) -> dict[str, StoredJobSeeker]:
    """Job-seekers by pseudonym."""
    return {
        row.external_id: _stored(row)
        for batch in batches(set(external_ids))
        for row in connection.execute(sa.select(jobseekers).where(jobseekers.c.external_id.in_(batch)))
    }


def insert(connection: Connection, new: Sequence[JobSeeker], now: datetime) -> None:
    """Add job-seekers."""
    if new:
        connection.execute(jobseekers.insert(), [{**_row(item), "created_at": now, "changed_at": now} for item in new])


def update(connection: Connection, changed: Sequence[tuple[StoredJobSeeker, JobSeeker]], now: datetime) -> None:
    """Write what is now said of job-seekers, and have them matched again."""
    if changed:
        rows = [{"b_id": stored.id, **_row(item), "changed_at": now, "matched_hash": None} for stored, item in changed]
        values: dict[str, object] = {name: sa.bindparam(name) for name in rows[0] if name != "b_id"}
        connection.execute(jobseekers.update().where(jobseekers.c.id == sa.bindparam("b_id")).values(values), rows)


def iterate(connection: Connection) -> Iterator[StoredJobSeeker]:
    """Every job-seeker, in the order in which they came."""
    for row in connection.execute(sa.select(jobseekers).order_by(jobseekers.c.id)):
        yield _stored(row)


def count(connection: Connection) -> int:
    """How many job-seekers there are."""
    return connection.scalar(sa.select(sa.func.count()).select_from(jobseekers)) or 0


def _stored(row: Row[Any]) -> StoredJobSeeker:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return StoredJobSeeker(row.id, row.public_id, row.content_hash, JobSeeker(**values | {"languages": tuple(row.languages)}))


def _row(jobseeker: JobSeeker) -> dict[str, Any]:
    content = jobseeker_content(jobseeker)
    return content | {"consent_until": jobseeker.consent_until, "content_hash": content_hash(content)}
