"""What the thesaurus makes of real tenders, for a reader to judge: `python tests/benchmarks/first_concepts.py FOLDER ... [--lines 200] [--seed 1]`.

The folders hold lists and notices, at any depth. They are imported into a database that is thrown away; of the lots a sample is drawn, at most two of
one tender and no title twice. Per lot one line of JSON: the texts and codes, and the concepts that it names or its codes stand for, strongest first;
of equals the deepest. Nothing is asserted: whether the first is right takes somebody who can read.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from matcher import config, ingest
from matcher.db.engine import Database, migrate
from matcher.db.tables import lots as lot_table
from matcher.errors import SourceError
from matcher.matchable import load_tables
from matcher.matching.items import TENDER
from matcher.matching.rows import Rows
from matcher.matching.space import FeatureSpace, fit_and_project
from matcher.vocabulary import load_concepts

_MOST_OF_A_TENDER = 2
_TOLD = 4
"""Concepts per lot."""


def import_folders(database: Database, settings: config.Config, folders: Sequence[Path]) -> None:
    """Import every file that can be read; the others are told on stderr."""
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        try:
            ingest.import_tenders(database, settings, path, now=datetime.now(UTC), buyer="-")
        except SourceError as error:
            print(f"{path.name}: {error}", file=sys.stderr)


def strongest(space: FeatureSpace, rows: Rows, place: int) -> list[str]:
    """The ids of the concepts that a lot is about, but for kinds of people, strongest first; of equals the deepest."""
    finder, span = space.finder, slice(rows.strengths.indptr[place], rows.strengths.indptr[place + 1])
    named = [
        (-round(strength, 2), -finder.depths[concept], finder.concepts[concept].id)
        for concept, strength in zip(rows.strengths.indices[span].tolist(), rows.strengths.data[span].tolist(), strict=True)
        if not (finder.is_of_people[concept] or finder.is_vague[concept])
    ]
    return [identifier for *_, identifier in sorted(named)[:_TOLD]]


def sample(folders: Sequence[Path], lines: int, seed: int) -> Iterator[dict[str, object]]:
    """A sample of the lots in some folders."""
    with tempfile.TemporaryDirectory(prefix="wijkmatch-concepts-") as scratch:
        settings = config.load(environment={"WIJKMATCH_DATA_DIR": scratch})
        database = Database(f"sqlite:///{Path(scratch) / 'lots.db'}")
        migrate(database)
        import_folders(database, settings, folders)
        lots = load_tables(database, every_status=True).lots
        with database.read() as connection:
            tender_of = dict(connection.execute(sa.select(lot_table.c.id, lot_table.c.tender_id)).all())
        database.close()
    space, rows = fit_and_project(load_concepts(), {TENDER: lots.items})
    order = list(range(len(lots)))
    random.Random(seed).shuffle(order)
    seen: set[str] = set()
    drawn: Counter[int] = Counter()
    for place in order:
        item, tender = lots.items[place], tender_of[int(lots.ids[place])]
        if item.fields[0] in seen or drawn[tender] == _MOST_OF_A_TENDER:
            continue
        seen.add(item.fields[0])
        drawn[tender] += 1
        title, description, category, _ = item.fields
        yield {"title": title, "description": description, "category": category, "cpv": item.cpv, "concepts": strongest(space, rows[TENDER], place)}
        if len(seen) == lines:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for row in sample(arguments.folder, arguments.lines, arguments.seed):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
