"""What is said of a lot's codes survives storing, on both databases; and an older database gets the room for it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command

from matcher.db import cpv_suggestions, engine
from matcher.db.cpv_suggestions import LotCodes, codes_of
from matcher.db.engine import Database
from matcher.db.tables import lots
from matcher.model import CpvSuggestion
from tests.matcher.region import Region

FOUND = LotCodes((CpvSuggestion("90911300", 0.81, "cleaning.windows"), CpvSuggestion("45442000", 0.3, "painting")), ("33000000",))


def codes(database: Database) -> list[LotCodes]:
    with database.read() as connection:
        return [codes_of(row) for row in connection.execute(sa.select(lots).order_by(lots.c.id))]


def test_it_replaces_what_was_said_before(any_database: Database) -> None:
    region = Region(any_database)
    first, second = region.lot("Ramen"), region.lot("Gevel")
    assert codes(any_database) == [LotCodes(), LotCodes()]
    with any_database.write() as connection:
        cpv_suggestions.store(connection, {first: FOUND, second: FOUND})
        cpv_suggestions.store(connection, {second: LotCodes()})
        cpv_suggestions.store(connection, {})
    assert codes(any_database) == [FOUND, LotCodes()]


@pytest.mark.parametrize("version", ["0001"])
def test_an_older_database_with_lots_is_brought_up_and_down(any_database: Database, version: str) -> None:
    Region(any_database).lot("Ramen")
    command.downgrade(engine._alembic(any_database), version)
    with any_database.read() as connection:
        assert "cpv_suggested" not in {column["name"] for column in sa.inspect(connection).get_columns("lots")}
    engine.migrate(any_database)
    assert codes(any_database) == [LotCodes()]
