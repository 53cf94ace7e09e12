"""The one way to the database: SQLite by default, PostgreSQL by URL, same code and same results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from matcher.by_column import only
from matcher.db.columns import UtcDateTime
from matcher.errors import DatabaseError

_BUSY_TIMEOUT_SECONDS = 10
_CACHE_KB = 16_000
"""In SQLite's own 2 MB the indexes of a large transaction do not fit, so that their pages are written again and again."""

_PAGE_BYTES = 16_384
"""Of a database that is made anew. Most rows are texts or reasons of about a kilobyte: hardly four of these fit in SQLite's own 4,096 bytes, and it
is pages that are written and looked up."""

_MAPPED_BYTES = 1 << 30
"""So much of the file is read where the system has it, not copied: the keys of 200,000 matches are looked up in tables larger than the cache."""

_WRITES = "writes"  # execution option of connections that will write
_BATCH = 500  # rows or values in one statement: SQLite takes 32,766 bound values
_Value = TypeVar("_Value")


class Database:
    """An engine with the two kinds of transaction that the program uses. `url` is an SQLAlchemy URL.

    `read_only`: whatever is tried, this database is not written, and it is not made where it does not exist. Raises DatabaseError for a bad URL.
    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self.engine = _create_engine(url, read_only=read_only)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One unit of work: committed whole, or not at all.

        On SQLite it begins with BEGIN IMMEDIATE: a transaction that read first and wants to write later cannot wait for another writer.
        """
        with self.engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _create_engine(url: str, *, read_only: bool) -> Engine:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:  # the text of the URL is not told: it may hold a password
        raise DatabaseError("the database URL cannot be understood (expected sqlite:///FILE or postgresql://USER@HOST/NAME)") from error
    if parsed.get_backend_name() == "postgresql":
        options = {"postgresql_readonly": True} if read_only else {}
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, execution_options=options, hide_parameters=True)
    if parsed.get_backend_name() != "sqlite":
        raise DatabaseError(f"unknown kind of database: {parsed.get_backend_name()} (expected sqlite or postgresql)")
    if read_only and not Path(parsed.database or "").is_file():
        raise DatabaseError(f"there is no database {parsed.database}")
    if parsed.database and parsed.database != ":memory:":
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"the folder of {parsed.database} cannot be made: {error.strerror}") from error
    engine = sa.create_engine(parsed, connect_args={"timeout": _BUSY_TIMEOUT_SECONDS}, json_deserializer=_from_json, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def _configure(dbapi_connection: object, _record: object) -> None:
        dbapi_connection.isolation_level = None  # type: ignore[attr-defined]  # we begin transactions ourselves, below
        cursor = dbapi_connection.cursor()  # type: ignore[attr-defined]
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        else:
            cursor.execute(f"PRAGMA page_size={_PAGE_BYTES}")  # before the journal mode, which begins the file
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute(f"PRAGMA cache_size=-{_CACHE_KB}")
        cursor.execute(f"PRAGMA mmap_size={_MAPPED_BYTES}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")

    return engine


def _from_json(text: str) -> Any:  # noqa: ANN401  # whatever was stored
    return [] if text == "[]" else json.loads(text)  # most lists are empty


def _alembic(database: Database) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["database"] = database
    return config


def migrate(database: Database) -> None:
    """Bring the schema to this version; does nothing where it is there already. Raises DatabaseError if the database cannot be reached."""
    try:
        command.upgrade(_alembic(database), "head")
    except DBAPIError as error:
        raise DatabaseError(f"the database cannot be opened: {error.orig}") from error


def schema_version(database: Database) -> tuple[str | None, str | None]:
    """The version that the database is at, and the one that this program needs."""
    try:
        with database.read() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise DatabaseError(f"the database cannot be opened: {error.orig}") from error
    return current, ScriptDirectory.from_config(_alembic(database)).get_current_head()


def require_schema(database: Database) -> None:
    """Raise DatabaseError, saying what to do, if the database is not at this program's version."""
    current, needed = schema_version(database)
    if current != needed:
        raise DatabaseError(f"the database is at schema {current or 'nothing'}, this program needs {needed}: run `wijkmatch migrate`")


def insert_new(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> int:
    """Insert those `rows` that break no unique constraint, in one statement per batch; how many were inserted."""
    if not rows:
        return 0
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    inserted = 0
    for start in range(0, len(rows), _BATCH):
        statement = dialect.insert(table).values(rows[start : start + _BATCH]).on_conflict_do_nothing()
        # counted by what comes back: psycopg gives no row count for these
        inserted += len(connection.execute(statement.returning(*table.primary_key)).all())
    return inserted


def insert_many(connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert many rows as fast as the database can: its driver takes them one by one, so that they are never held all at once.

    Values must be what the driver takes (JSON as text); other columns get their defaults.
    """
    names = ", ".join(columns)
    is_postgresql = connection.dialect.name == "postgresql"
    places = ", ".join("?" * len(columns))
    statement = f"COPY {table.name} ({names}) FROM STDIN" if is_postgresql else f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608
    errors = connection.dialect.loaded_dbapi.Error
    try:
        with closing(connection.connection.cursor()) as cursor:
            if is_postgresql:
                with cursor.copy(statement) as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                cursor.executemany(statement, rows)  # type: ignore[arg-type]  # any iterable will do
    except errors as error:  # passed by SQLAlchemy, which would have told it as one of its own
        raise DBAPIError.instance(statement, None, error, errors, hide_parameters=True, dialect=connection.dialect) from error


def insert_columns(connection: Connection, table: sa.Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert many rows, given column by column; values are those of the schema's types. Other columns get the defaults that the database gives."""
    dialect = connection.dialect
    # a column in which nothing but its default stands, as many do, need not be handed over row by row
    given = {name: column for name, column in columns.items() if not only(column, _default(table.c[name]))}
    values = []
    for name, column in given.items():
        to_driver = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if to_driver is not None and isinstance(table.c[name].type, (sa.Date, sa.JSON, UtcDateTime)):
            to_driver = cache(to_driver)  # a day, moment or list (given as a tuple) stands in many rows
        values.append(column if to_driver is None else map(to_driver, column))
    insert_many(connection, table, list(given), zip(*values, strict=True))


def _default(column: sa.Column[Any]) -> object:
    """What the database puts into a column of text that is not given, else None."""
    default = column.server_default
    return default.arg if isinstance(default, sa.DefaultClause) and isinstance(default.arg, str) else None


def batches(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """`values` in lists short enough for an IN (...) on every database."""
    iterator = iter(values)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def lock(connection: Connection, table: sa.Table) -> None:
    """Let nobody else write to `table` until the transaction ends, so that what is found in it stays true. On SQLite a writer is alone already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))
