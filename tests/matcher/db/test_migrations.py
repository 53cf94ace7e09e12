"""The migrations lead to the schema that the program is written for, and back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from matcher.db import engine
from matcher.db.engine import Database
from matcher.db.schema import metadata


def test_they_make_the_tables_columns_keys_and_indexes_that_the_program_knows(any_database: Database) -> None:
    with any_database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_they_lead_back_to_nothing_and_again_to_the_same(any_database: Database) -> None:
    before = _shape(any_database)
    command.downgrade(engine._alembic(any_database), "base")
    assert _shape(any_database).keys() == {"alembic_version"}
    engine.migrate(any_database)
    assert _shape(any_database) == before


def _shape(database: Database) -> dict[str, object]:
    """Per table its columns, with their defaults, and what its keys, rules and indexes are about."""
    with database.read() as connection:
        told = sa.inspect(connection)
        return {
            table: (
                sorted(repr(column) for column in told.get_columns(table)),
                told.get_pk_constraint(table)["constrained_columns"],
                sorted((key["name"] or "", key["referred_table"], key["options"]["ondelete"]) for key in told.get_foreign_keys(table)),
                sorted((rule["name"] or "", rule["sqltext"]) for rule in told.get_check_constraints(table)),
                sorted((index["name"] or "", index["column_names"], bool(index["unique"])) for index in told.get_indexes(table)),
            )
            for table in told.get_table_names()
        }
