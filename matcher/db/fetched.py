"""Queries on what web servers said of an address: handed back to them, it saves sending the same again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.notice_tables import fetched


def find(connection: Connection, url: str) -> tuple[str, str] | None:
    """The ETag and Last-Modified of what was read from this address."""
    row = connection.execute(sa.select(fetched.c.etag, fetched.c.last_modified).where(fetched.c.url == url)).one_or_none()
    return (row.etag, row.last_modified) if row else None


def store(connection: Connection, url: str, *, etag: str, last_modified: str, now: datetime) -> None:
    """What was read from this address, and taken in."""
    values = {"etag": etag, "last_modified": last_modified, "fetched_at": now}
    if not connection.execute(fetched.update().where(fetched.c.url == url).values(values)).rowcount:
        connection.execute(fetched.insert().values(url=url, **values))
