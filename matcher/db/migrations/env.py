"""Alembic's entry: runs the migrations on the `Database` that `db.engine.migrate` hands over."""

from alembic import context

from matcher.db.engine import Database
from matcher.db.schema import metadata


def _run() -> None:
    database: Database = context.config.attributes["database"]
    with database.write() as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


_run()
