"""The demo region loads whole, twice without a change, and without a problem that would puzzle a newcomer."""

from __future__ import annotations

from datetime import datetime

from matcher import demo
from matcher.config import Config
from matcher.db import buyers, places, subscribers
from matcher.db.engine import Database
from matcher.model import Severity


def test_it_loads_the_demo_once(any_database: Database, config: Config, now: datetime) -> None:
    assert demo.is_empty(any_database)
    reports = demo.load(any_database, config, now=now)
    assert not demo.is_empty(any_database)
    assert [report.kind for report in reports] == ["suppliers", "jobseekers", "tenders", "tenders", "tenders"]
    assert all(report.new > 30 for report in reports)
    with any_database.read() as connection:
        names = [stored.buyer.name for stored in buyers.load(connection)]
        assert names == ["Stadion De Spinnerij", "Streekziekenhuis Dinkeldal", "Woonstichting Esrand"]
        assert places.count(connection) > 100
        people = subscribers.load_subscribed(connection)
    assert sorted(person.kind for person in people) == ["buyer", "buyer", "connector", "supplier", "supplier", "supplier"]
    assert all(person.supplier_id is not None for person in people if person.kind == "supplier")
    assert all(person.buyer_id is not None for person in people if person.kind == "buyer")
    again = demo.load(any_database, config, now=now)
    assert [(report.new, report.changed, report.gone) for report in again] == [(0, 0, 0)] * 5
    assert [report.unchanged for report in again] == [report.new for report in reports]


def test_it_has_no_row_that_is_lost(database: Database, config: Config, now: datetime) -> None:
    lost = [problem for report in demo.load(database, config, now=now) for problem in report.problems if problem.severity is Severity.ERROR]
    assert lost == []
