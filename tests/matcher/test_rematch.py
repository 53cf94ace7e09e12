"""A rematch on a small region: what is stored, what is shown, and that only what changed is matched anew."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher import evaluate
from matcher.config import Config
from matcher.db import jobseekers, suppliers
from matcher.db.cpv_suggestions import LotCodes, codes_of
from matcher.db.engine import Database
from matcher.db.tables import jobseekers as jobseekers_table
from matcher.db.tables import lots, matches, rankings, tenders
from matcher.matchable import jobseeker_item, load_tables
from matcher.matching.features import Numbers
from matcher.matching.items import Item
from matcher.model import JobSeeker, Side, Supplier
from matcher.rematch import min_score, rematch

GOLD = Path(__file__).parents[2] / "datasets" / "gold"


@pytest.fixture
def region(database: Database, config: Config) -> Database:
    evaluate.import_gold(database, config, GOLD)
    return database


def stored(database: Database) -> dict[tuple[int, int | None, int | None], tuple[float, int, bool]]:
    with database.read() as connection:
        rows = connection.execute(sa.select(matches))
        return {(row.lot_id, row.supplier_id, row.jobseeker_id): (row.score, row.rank, row.shown) for row in rows}


def rows_by_lot(database: Database) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    with database.read() as connection:
        for lot_id, match_id in connection.execute(sa.select(matches.c.lot_id, matches.c.id)):
            found.setdefault(lot_id, set()).add(match_id)
    return found


def test_every_stored_match_has_reasons_that_add_up_to_its_log_odds(region: Database, config: Config, now: datetime) -> None:
    rematch(region, config, now=now)
    with region.read() as connection:
        rows = connection.execute(sa.select(matches.c.score, matches.c.reasons)).all()
    assert len(rows) > 300
    for row in rows:
        assert sum(reason["contribution"] for reason in row.reasons) == pytest.approx(math.log(row.score / (1 - row.score)), abs=1e-6)


def test_what_is_shown_is_probable_and_at_most_ten_per_tender(region: Database, config: Config, now: datetime) -> None:
    rematch(region, config, now=now)
    with region.read() as connection:
        shown = connection.execute(sa.select(matches).where(matches.c.shown)).all()
    per_lot: dict[tuple[int, bool], int] = {}
    for row in shown:
        side = Side.SUPPLIER if row.supplier_id else Side.JOBSEEKER
        assert row.score >= min_score(config, side)
        assert row.rank <= config.matching.shown_per_tender
        per_lot[row.lot_id, row.supplier_id is None] = per_lot.get((row.lot_id, row.supplier_id is None), 0) + 1
    assert max(per_lot.values()) <= 10


def test_a_second_rematch_finds_nothing_to_do(region: Database, config: Config, now: datetime) -> None:
    rematch(region, config, now=now)
    before = stored(region)
    report = rematch(region, config, now=now + timedelta(hours=1))
    assert (report.lots, report.suppliers, report.jobseekers) == (0, 0, 0)
    assert stored(region) == before


def test_a_new_supplier_is_matched_without_touching_the_rest(region: Database, config: Config, now: datetime) -> None:
    rematch(region, config, now=now)
    before, rows_before = stored(region), rows_by_lot(region)
    with region.write() as connection:
        suppliers.insert(connection, [Supplier("Raamploeg", "X1", description="wij wassen ramen van flats en kantoren")], now=now)
    report = rematch(region, config, now=now)
    assert (report.suppliers, report.jobseekers) == (1, 0)
    assert 0 < report.lots < 150
    with region.read() as connection:
        new_id = connection.scalar(sa.text("SELECT id FROM suppliers WHERE external_id = 'X1'"))
        titles = connection.scalars(
            sa.select(lots.c.title).select_from(matches.join(lots)).where(matches.c.supplier_id == new_id, matches.c.shown)
        ).all()
    assert any("glas" in title.lower() or "ramen" in title.lower() for title in titles)
    rows_after = rows_by_lot(region)
    assert sum(rows_after[lot_id] != rows for lot_id, rows in rows_before.items()) <= report.lots  # the others keep their very rows
    assert len(before.keys() & stored(region).keys()) > len(before) * 0.9


def test_a_changed_thesaurus_or_weight_matches_everything_again(region: Database, config: Config, now: datetime) -> None:
    rematch(region, config, now=now)
    heavier = replace(config, matching=replace(config.matching, weights_suppliers={"words": 0.0}))
    report = rematch(region, heavier, now=now)
    assert report.lots == 150
    with region.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(rankings)) == 2


def test_withdrawn_and_awarded_tenders_are_matched_only_when_asked(region: Database, config: Config, now: datetime) -> None:
    with region.write() as connection:
        connection.execute(lots.update().where(lots.c.id <= 10).values(status="withdrawn"))
    assert rematch(region, config, now=now).lots == 140
    assert rematch(region, config, now=now, full=True, include_closed=True).lots == 150


def test_it_matches_on_nothing_but_wishes_and_skills(region: Database, config: Config, now: datetime) -> None:
    """Two people who differ in all that is none of the matcher's business get the same matches."""
    with region.write() as connection:
        jobseekers.insert(
            connection,
            [
                JobSeeker("A1", "werken in de groenvoorziening", "snoeien", languages=("Arabisch",), consent_until=None),
                JobSeeker("A2", "werken in de groenvoorziening", "snoeien", languages=("Nederlands",), consent_until=now.date()),
            ],
            now=now,
        )
    rematch(region, config, now=now)
    with region.read() as connection:
        rows = connection.execute(
            sa.select(jobseekers_table.c.external_id, matches.c.lot_id, matches.c.score)
            .select_from(matches.join(jobseekers_table))
            .where(jobseekers_table.c.external_id.in_(["A1", "A2"]))
        ).all()
    score = {(row.external_id, row.lot_id): row.score for row in rows}
    both = {lot for name, lot in score if name == "A1"} & {lot for name, lot in score if name == "A2"}
    assert both
    assert all(score["A1", lot] == pytest.approx(score["A2", lot]) for lot in both)


def test_there_is_no_place_for_what_must_not_count() -> None:
    """What is stored of people, and what of it reaches the matcher: a new column must be thought about here."""
    stored_of_people = {
        "id", "public_id", "external_id", "wants", "skills", "experience", "hours_per_week", "postcode4", "max_travel_km", "languages",
        "driving_licence", "consent_until", "content_hash", "matched_hash", "created_at", "changed_at",
    }  # fmt: skip
    assert set(jobseekers_table.c.keys()) == stored_of_people
    assert {each.name for each in fields(Item)} == {"fields", "cpv", "sbi"}
    assert {each.name for each in fields(Numbers)} == {"amount", "reckoned", "latitude", "longitude", "social", "reach_km", "licence"}
    assert jobseeker_item("wens", "kan", "deed") == Item(("wens", "kan", "deed"))


def test_how_much_a_firm_carries_is_what_it_says_else_what_its_people_can(database: Database, now: datetime) -> None:
    said, counted, unknown = Supplier("A", "A", headcount=50, max_contract_amount=9_000.0), Supplier("B", "B", headcount=2), Supplier("C", "C")
    with database.write() as connection:
        suppliers.insert(connection, [said, counted, unknown], now=now)
    numbers = load_tables(database, every_status=True).suppliers.numbers
    assert numbers.amount[:2].tolist() == [9_000.0, 50_000.0]
    assert math.isnan(numbers.amount[2])
    assert numbers.reckoned.tolist() == [0.0, 1.0, 0.0]


def test_an_empty_database_has_nothing_to_match(database: Database, config: Config, now: datetime) -> None:
    assert rematch(database, config, now=now).matches == 0


def test_both_databases_give_the_same_matches(database: Database, postgresql: Database, config: Config, now: datetime) -> None:
    found = []
    for each in (database, postgresql):
        evaluate.import_gold(each, config, GOLD)
        rematch(each, config, now=now)
        query = "SELECT l.external_id, coalesce(s.external_id, j.external_id), m.rank, m.shown FROM matches m JOIN lots l ON l.id = m.lot_id"
        query += " LEFT JOIN suppliers s ON s.id = m.supplier_id LEFT JOIN jobseekers j ON j.id = m.jobseeker_id ORDER BY 1, 2"
        with each.read() as connection:
            found.append(sorted((*row[:3], bool(row[3])) for row in connection.execute(sa.text(query))))
    assert found[0] == found[1]


def test_a_lot_that_was_withdrawn_since_loses_its_matches_and_nothing_else_does(region: Database, config: Config, now: datetime) -> None:
    rematch(region, config, now=now)
    before = stored(region)
    gone = next(iter(before))[0]
    with region.write() as connection:
        connection.execute(lots.update().where(lots.c.id == gone).values(status="withdrawn", matched_hash=None))
    rematch(region, config, now=now)
    assert stored(region) == {key: value for key, value in before.items() if key[0] != gone}
    assert rematch(region, config, now=now, include_closed=True).lots > 0
    assert gone in {key[0] for key in stored(region)}


def test_what_is_imported_while_matching_is_matched_the_next_time(region: Database, config: Config, now: datetime) -> None:
    def arrive(step: str, done: int, total: int) -> None:
        if step == "explain":
            with region.write() as connection:
                suppliers.insert(connection, [Supplier("Laat", "LATE", description="wij wassen ramen")], now=now)

    rematch(region, config, now=now, progress=arrive)
    assert rematch(region, config, now=now).suppliers == 1


def test_other_weights_under_the_same_version_match_everything_again(region: Database, config: Config, now: datetime) -> None:
    for weight in (1.0, 2.0):
        changed = replace(config, matching=replace(config.matching, weights_suppliers={"words": weight}))
        assert rematch(region, changed, now=now).lots == 150


def test_it_suggests_codes_for_lots_without_one_or_with_one_that_cannot_be(region: Database, config: Config, now: datetime) -> None:
    with region.write() as connection:
        wanted = {"G001": [], "G002": ["33000000"], "G003": ["90911300"], "G004": []}
        for external_id, cpv in wanted.items():
            title = "Perceel 2" if external_id == "G004" else "Glasbewassing"
            values = {"title": title, "description": "", "cpv": cpv, "status": "planned"}
            connection.execute(lots.update().where(lots.c.external_id == external_id).values(values))
            connection.execute(
                tenders.update()
                .where(tenders.c.id.in_(sa.select(lots.c.tender_id).where(lots.c.external_id == external_id)))
                .values(title=title, description="", category="")
            )
    rematch(region, config, now=now)

    def codes() -> dict[str, LotCodes]:
        with region.read() as connection:
            rows = connection.execute(sa.select(lots).where(lots.c.external_id.in_(list(wanted))))
            return {row.external_id: codes_of(row) for row in rows}

    found = codes()
    assert {key: [each.code for each in of.suggested] for key, of in found.items()} == {
        "G001": ["90911300"], "G002": ["90911300"], "G003": [], "G004": [],
    }  # fmt: skip
    assert {key: of.implausible for key, of in found.items()} == {"G001": (), "G002": ("33000000",), "G003": (), "G004": ()}
    assert found["G001"].suggested[0].concept == "cleaning.windows"
    with region.write() as connection:
        connection.execute(lots.update().where(lots.c.external_id == "G001").values(status="awarded", matched_hash=None))
        connection.execute(lots.update().where(lots.c.external_id == "G002").values(cpv=["90911300"], matched_hash=None))
    rematch(region, config, now=now)
    assert codes()["G001"] == codes()["G002"] == LotCodes()
