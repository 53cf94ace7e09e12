"""Queries on documents: files as they were read or uploaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.tables import documents


@dataclass(frozen=True, slots=True)
class Document:
    """A file as stored. `stored_as`: its name in data_dir/uploads, "" once deleted."""

    id: int
    public_id: str
    source_list_id: int | None
    run_id: int | None
    file_name: str
    sha256: str
    stored_as: str
    buyer_name: str
    read_at: datetime
    expires_at: datetime | None


def create(
    connection: Connection,
    *,
    file_name: str,
    sha256: str,
    read_at: datetime,
    source_list_id: int | None = None,
    run_id: int | None = None,
    stored_as: str = "",
    buyer_name: str = "",
    expires_at: datetime | None = None,
) -> Document:
    """Write down that a file came in."""
    values = {
        "file_name": file_name,
        "sha256": sha256,
        "read_at": read_at,
        "source_list_id": source_list_id,
        "run_id": run_id,
        "stored_as": stored_as,
        "buyer_name": buyer_name,
        "expires_at": expires_at,
    }
    row_id = connection.execute(documents.insert().values(**values).returning(documents.c.id)).scalar_one()
    return _select(connection, documents.c.id == row_id)[0]


def find_or_create(
    connection: Connection, *, file_name: str, sha256: str, read_at: datetime, source_list_id: int | None = None, run_id: int | None
) -> Document:
    """The document with this name and this very content, written down where it is new: reading it again adds nothing.

    `source_list_id`: the list that it is; None for a file of suppliers or job-seekers.
    """
    same = (documents.c.source_list_id == source_list_id, documents.c.file_name == file_name, documents.c.sha256 == sha256)
    known = _select(connection, *same)
    return (
        known[0] if known else create(connection, file_name=file_name, sha256=sha256, read_at=read_at, source_list_id=source_list_id, run_id=run_id)
    )


def find_public(connection: Connection, public_id: str) -> Document | None:
    """The document with this public id."""
    return next(iter(_select(connection, documents.c.public_id == public_id)), None)


def is_known(connection: Connection, sha256: str, *, file_name: str) -> bool:
    """Whether a file of this name and this very content was imported before."""
    query = sa.select(documents.c.id).where(documents.c.sha256 == sha256, documents.c.file_name == file_name, documents.c.source_list_id.is_not(None))
    return connection.execute(query.limit(1)).first() is not None


def expired(connection: Connection, now: datetime) -> list[Document]:
    """Uploads that are past their date and still on disk."""
    return _select(connection, documents.c.expires_at <= now, documents.c.stored_as != "")


def forget_file(connection: Connection, document_id: int) -> None:
    """Note that the file itself was deleted; what was read from it stays."""
    connection.execute(documents.update().where(documents.c.id == document_id).values(stored_as=""))


def assign(connection: Connection, document_id: int, *, source_list_id: int, run_id: int | None) -> Document:
    """An uploaded document was imported: into which list, by which run."""
    connection.execute(documents.update().where(documents.c.id == document_id).values(source_list_id=source_list_id, run_id=run_id))
    return _select(connection, documents.c.id == document_id)[0]


def _select(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[Document]:
    names = Document.__dataclass_fields__
    query = sa.select(*(documents.c[name] for name in names)).where(*conditions).order_by(documents.c.id)
    return [Document(*row) for row in connection.execute(query)]
