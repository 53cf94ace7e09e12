"""The same tender from two places: linked where it is certain, asked where it is doubtful, and shown once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.alike_tenders import about_when
from matcher.config import Config
from matcher.db import notice_tables, overviews, tables, tender_lines
from matcher.db import same_tenders as queries
from matcher.db.engine import Database
from matcher.ingest import import_tenders
from matcher.matching.same_tender import Signs, Subject
from matcher.matching.thesaurus import prepare
from matcher.model import Lot, Notice, NoticeKind, Origin, Status, Tender
from matcher.notices import store_notices
from matcher.same_tenders import show_one_of_each
from matcher.vocabulary import load_concepts
from tests.matcher.lists import write_list

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
CLEANING = ("MB-1", "Schoonmaak en glasbewassing hoofdgebouw", None, "", 480_000, "90911200-8", date(2027, 3, 15), None)
CATERING = ("MB-2", "Catering personeelsrestaurant", None, "", 900_000, "55500000-5", date(2027, 6, 1), None)
SCANNER = ("MB-3", "MRI-scanner radiologie", None, "", 2_000_000, "33113100-6", date(2027, 9, 1), None)


def notice(publisher: str, number: str, title: str, cpv: str, **more: object) -> Notice:
    lot = Lot(title, cpv=(cpv,), value_amount=480_000, deadline_date=date(2027, 3, 15), status=Status.OPEN, origin=Origin(f"{number}.xml"))
    tender = Tender(title, (lot,), buyer="Ziekenhuis Merelbosch", publication_id=number)
    values = {"published_at": datetime(2027, 2, 1, tzinfo=UTC), **more}
    return Notice(publisher, number, NoticeKind.COMPETITION, tender, origin=Origin(f"{number}.xml"), **values)


TED = notice("ted", "12345-2027", "Schoonmaakdienstverlening en glasbewassing", "90911200", procedure_id="aa-1")
TENDERNED = notice("tenderned", "900001", "Schoonmaak hoofdgebouw ziekenhuis", "90911200", procedure_id="77001", refers_to=("ted:12345-2027",))
OTHER_YEAR = notice("ted", "555-2023", "Schoonmaakdienstverlening en glasbewassing", "90911200", published_at=datetime(2023, 2, 1, tzinfo=UTC))


@pytest.fixture
def take(any_database: Database, config: Config, tmp_path: Path) -> Callable[..., None]:
    """Stores a list of rows, or a notice."""

    def one(*given: object) -> None:
        if isinstance(given[0], Notice):
            with any_database.write() as connection:
                store_notices(connection, given, run_id=None, sha256=None, now=NOW)
        else:
            import_tenders(any_database, config, write_list(tmp_path / "plan.xlsx", list(given)), buyer="Ziekenhuis Merelbosch", now=NOW)

    return one


def links(database: Database) -> set[tuple[str, str, str]]:
    """(title, title, state) of every pair."""
    one, other = tables.tenders.alias(), tables.tenders.alias()
    pairs = notice_tables.same_tenders
    query = sa.select(one.c.title, other.c.title, pairs.c.state).select_from(
        pairs.join(one, pairs.c.tender_id == one.c.id).join(other, pairs.c.other_id == other.c.id)
    )
    with database.read() as connection:
        return {(*sorted(row[:2]), row.state) for row in connection.execute(query)}


def shown(database: Database) -> set[str]:
    with database.read() as connection:
        return {line.title for line in tender_lines.page(connection, tender_lines.TenderFilter(NOW.date()), limit=100)}


def test_a_notice_and_the_row_that_announced_it_are_one_tender(any_database: Database, take: Callable[..., None]) -> None:
    take(CLEANING, CATERING, SCANNER)
    take(TED)
    assert {(CLEANING[1], TED.tender.title)} == {pair[:2] for pair in links(any_database)}
    assert {pair[2] for pair in links(any_database)} <= {"certain", "doubtful"}


def test_what_goes_by_one_number_is_one_tender_and_shown_once(any_database: Database, take: Callable[..., None]) -> None:
    take(TENDERNED)
    take(TED)
    assert links(any_database) == {(TENDERNED.tender.title, TED.tender.title, "certain")}
    assert shown(any_database) == {TED.tender.title}
    with any_database.read() as connection:
        figures = overviews.figures(connection)
        [hidden] = connection.scalars(sa.select(tables.tenders.c.public_id).where(tables.tenders.c.title == TENDERNED.tender.title))
        [primary] = connection.execute(sa.select(tables.tenders).where(tables.tenders.c.title == TED.tender.title))
        assert (figures.tenders, figures.lots) == (1, 1)
        assert queries.shown_under(connection, hidden) == primary.public_id
        assert [(found.title, found.source, found.certain) for found in queries.linked(connection, primary.id)] == [
            (TENDERNED.tender.title, "TenderNed", True)
        ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_it_does_not_matter_what_comes_first(any_database: Database, take: Callable[..., None], order: tuple[int, ...]) -> None:
    inputs = [(CLEANING, CATERING), (TED,), (TENDERNED,)]
    for number in order:
        take(*inputs[number])
    assert (TENDERNED.tender.title, TED.tender.title, "certain") in links(any_database)
    assert CATERING[1] in shown(any_database) and TED.tender.title in shown(any_database) and TENDERNED.tender.title not in shown(any_database)
    first = links(any_database)
    take(*inputs[order[0]])
    assert links(any_database) == first


def test_who_stores_at_the_same_time_waits_and_all_is_linked(any_database: Database, config: Config, tmp_path: Path) -> None:
    def from_a_list(number: int) -> None:
        path = write_list(tmp_path / f"plan{number}.xlsx", [CLEANING, CATERING, (f"MB-{number}", f"Groenonderhoud fase {number}", *SCANNER[2:])])
        import_tenders(any_database, config, path, buyer="Ziekenhuis Merelbosch", now=NOW)

    def from_a_portal(number: int) -> None:
        given = [TED, notice("tenderned", f"9{number:05}", f"Schoonmaak hoofdgebouw deel {number}", "90911200", procedure_id=f"8{number}")]
        with any_database.write() as connection:
            store_notices(connection, given if number % 2 else given[::-1], run_id=None, sha256=None, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(work, number) for number in range(10, 16) for work in (from_a_list, from_a_portal)]
        assert [task.exception() for task in tasks] == [None] * len(tasks)
    assert (CLEANING[1], TED.tender.title) in {pair[:2] for pair in links(any_database)}


def test_the_same_work_of_another_year_is_another_tender(any_database: Database, take: Callable[..., None]) -> None:
    take(OTHER_YEAR)
    take(CLEANING)
    assert not any(state == "certain" for *_, state in links(any_database))


def test_what_a_person_decided_stays_decided(any_database: Database, take: Callable[..., None]) -> None:
    take(TENDERNED)
    take(TED)
    with any_database.write() as connection:
        [public_id] = connection.scalars(sa.select(notice_tables.same_tenders.c.public_id))
        ids = queries.decide(connection, public_id, same=False, by="", now=NOW)
        assert ids is not None
        show_one_of_each(connection, ids)
    assert shown(any_database) == {TED.tender.title, TENDERNED.tender.title}
    take(TENDERNED)
    take(TED)
    assert links(any_database) == {(TENDERNED.tender.title, TED.tender.title, "rejected")}
    with any_database.write() as connection:
        assert queries.decide(connection, "unknown", same=True, by="", now=NOW) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q2 2027", date(2027, 5, 1)), ("2e kwartaal 2027", date(2027, 5, 1)), ("medio 2027", date(2027, 7, 1)), ("mrt 2028", date(2028, 3, 1)),
        ("2e helft 2027", date(2027, 9, 1)), ("Schoonmaak 2026-2030", date(2026, 7, 1)), ("zo snel mogelijk", None),
    ],
)  # fmt: skip
def test_it_knows_about_when_a_period_is(text: str, expected: date | None) -> None:
    assert about_when(text) == (expected and expected.toordinal())


def test_what_is_imported_leaves_the_words_of_the_thesaurus_alone() -> None:
    """A word read while importing may still turn out to be English in the corpus: matching does not depend on what the process did before."""
    thesaurus, words = prepare(load_concepts()), frozenset({"marquetry", "bywater"})
    Signs([Subject("Elderburgh", "Marquetry for the bywater")], thesaurus)
    assert thesaurus.analyzer.beside(words, frozenset()).english >= words
