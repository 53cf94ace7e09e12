"""Lots that the newest version of their list lacks: proposed, and then what a person says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.config import Config
from matcher.db import gone_lots, tables, tenders
from matcher.db.engine import Database
from matcher.ingest import import_tenders
from tests.matcher.lists import write_list

ALL = [(f"Z-0{number}", title, None, None, 1000, None, None, "gepland") for number, title in enumerate(("Schoonmaak", "Catering", "Groen"))]


@pytest.fixture
def take(any_database: Database, config: Config, tmp_path: Path, now: datetime):
    """Import a version of the list that has these titles."""

    def importing(*titles: str):
        rows = [row for row in ALL if row[1] in titles]
        return import_tenders(any_database, config, write_list(tmp_path / "plan.xlsx", rows), buyer="De Es", now=now)

    return importing


def proposed(database: Database) -> dict[str, str]:
    with database.read() as connection:
        found = gone_lots.proposed(connection)
        assert gone_lots.count(connection) == len(found)
        return {each.title: each.public_id for each in found}


def lot(database: Database, title: str) -> tuple[str, str, int]:
    with database.read() as connection:
        return tuple(
            connection.execute(sa.select(tables.lots.c.gone, tables.lots.c.status, tables.lots.c.version).where(tables.lots.c.title == title)).one()
        )


def test_what_a_list_lacks_is_proposed_and_nothing_is_withdrawn_by_itself(any_database, take):
    take("Schoonmaak", "Catering", "Groen")
    assert take("Schoonmaak").gone == 2
    assert set(proposed(any_database)) == {"Catering", "Groen"} and lot(any_database, "Catering") == ("proposed", "planned", 1)
    with any_database.read() as connection:
        [first, _] = gone_lots.proposed(connection)
        assert (first.tender_title, first.buyer, first.list_name) == ("Catering", "De Es", "De Es")
        assert gone_lots.proposed(connection, source_list="nowhere") == []


def test_what_is_in_the_list_again_is_in_question_no_more(any_database, take):
    take("Schoonmaak", "Catering")
    take("Schoonmaak")
    assert take("Schoonmaak", "Catering").unchanged == 2
    assert proposed(any_database) == {} and lot(any_database, "Catering") == ("", "planned", 1)


def test_what_a_person_keeps_is_not_asked_again(any_database, take):
    take("Schoonmaak", "Catering")
    take("Schoonmaak")
    with any_database.write() as connection:
        assert gone_lots.keep(connection, [proposed(any_database)["Catering"]]) == 1
    assert take("Schoonmaak").gone == 0
    assert proposed(any_database) == {} and lot(any_database, "Catering")[0] == "kept"
    take("Schoonmaak", "Catering")
    assert lot(any_database, "Catering")[0] == ""
    take("Schoonmaak")
    assert set(proposed(any_database)) == {"Catering"}  # gone once more, asked once more


def test_what_a_person_withdraws_is_withdrawn_and_keeps_what_it_was(any_database, take, now):
    take("Schoonmaak", "Catering")
    take("Schoonmaak")
    with any_database.write() as connection:
        public_id = proposed(any_database)["Catering"]
        assert gone_lots.withdraw(connection, [public_id], now=now) == 1
        assert gone_lots.withdraw(connection, [public_id], now=now) == 0  # decided is decided
        assert gone_lots.keep(connection, [public_id]) == 0
    assert lot(any_database, "Catering") == ("", "withdrawn", 2)
    with any_database.read() as connection:
        lot_id = connection.scalar(sa.select(tables.lots.c.id).where(tables.lots.c.title == "Catering"))
        assert [version.content["status"] for version in tenders.versions(connection, lot_id)] == ["planned"]
    assert take("Schoonmaak").gone == 0 and proposed(any_database) == {}
    assert take("Schoonmaak", "Catering").changed == 1  # the list has it again, so it is planned again
    assert lot(any_database, "Catering") == ("", "planned", 3)


def test_nobody_else_is_touched(any_database, take, now):
    take("Schoonmaak", "Catering", "Groen")
    take("Schoonmaak")
    with any_database.write() as connection:
        gone_lots.withdraw(connection, [proposed(any_database)["Catering"], "no such lot"], now=now)
    assert set(proposed(any_database)) == {"Groen"} and lot(any_database, "Schoonmaak") == ("", "planned", 1)
