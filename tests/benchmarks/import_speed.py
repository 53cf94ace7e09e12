"""An officer's list of 20,000 rows and 15 columns: reading it and importing it, beside reading its cells and inserting them as they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import measuring
import texts

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
HEADINGS = (
    "Kenmerk", "Onderwerp", "Omschrijving", "Categorie", "CPV-code", "Geraamde waarde (excl. btw)", "Looptijd", "Ingangsdatum", "Sluitingsdatum",
    "Procedure", "Afdeling", "Plaats van uitvoering", "Status", "Contactpersoon", "Opmerkingen",
)  # fmt: skip


def write_list(path: Path, rows: int) -> None:
    """Write a tidy list, its heading in the third row."""
    from openpyxl import Workbook

    random = Random(texts.SEED)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Planning 2027")
    sheet.append(["Inkoopplanning 2027 gemeente Esdal"])
    sheet.append([])
    sheet.append(HEADINGS)
    for number, tender in enumerate(texts.compose(rows).tenders):
        start = date(2027, 1, 4) + timedelta(days=random.randrange(360))
        sheet.append(
            [
                f"2027-{number:05}", tender["title"], tender["description"], random.choice(("Facilitair", "Werken", "Sociaal domein", "ICT")),
                ", ".join(tender["cpv"]), _amount(random, tender["value_eur"]), random.choice(("2 jaar", "4 jaar + 2x1", "eenmalig")), start,
                (start - timedelta(days=90)).strftime("%d-%m-%Y"), random.choice(("Enkelvoudig", "Meervoudig onderhands", "Europees openbaar")),
                random.choice(("Vastgoed", "Openbare ruimte", "Bedrijfsvoering")), random.choice(("Almelo", "Enschede", "Hengelo")),
                random.choice(("gepland", "in voorbereiding", "")), random.choice(("J. de Vries", "")), random.choice(("perceelindeling volgt", "")),
            ]
        )  # fmt: skip
    book.save(path)


def _amount(random: Random, value: float | None) -> object:
    if value is None:
        return "n.t.b."
    return value if random.random() < 0.5 else f"€ {value:,.0f},-".replace(",", ".", value >= 1000)


def plain(costs: measuring.Costs, path: Path) -> None:
    """Read every cell with python-calamine, and insert every row as it is into a bare table."""
    from python_calamine import CalamineWorkbook

    with costs.stage("read"):
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    with costs.stage("insert"), closing(sqlite3.connect(path.with_suffix(".plain.db"))) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"CREATE TABLE lists ({', '.join(f'c{number}' for number in range(len(HEADINGS)))})")
        marks = ", ".join("?" * len(HEADINGS))
        connection.executemany(f"INSERT INTO lists VALUES ({marks})", [[_storable(cell) for cell in row] for row in rows])


def _storable(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


def ours(costs: measuring.Costs, path: Path) -> None:
    """`read_tenders` alone, and a whole import: reading, deciding what is new, storing, the run and its problems.

    Memory is without the reading process.
    """
    from matcher import config, ingest
    from matcher.db.engine import Database, migrate
    from matcher.errors import SourceError
    from matcher.sources.spreadsheet import read_tenders

    settings = config.load(environment={"WIJKMATCH_DATA_DIR": str(path.parent)})
    settings = replace(settings, imports=replace(settings.imports, max_seconds=120))
    database = Database(f"sqlite:///{path.with_suffix('.ours.db')}")
    migrate(database)
    try:
        with costs.stage("read"):
            reading = read_tenders(path, limits=ingest.read_limits(settings))
        with costs.stage("import"):
            report = ingest.import_tenders(database, settings, path, now=NOW)
        costs.figures |= {"tenders read": len(reading.tenders), "lots stored": report.new, "problems": len(report.problems)}
    except SourceError as error:
        costs.refused = str(error)
    finally:
        database.close()
