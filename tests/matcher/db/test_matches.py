"""What is stored of matches comes back as it was, on both databases."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa

from matcher.db import matches
from matcher.db.engine import Database
from matcher.db.matches import MatchRow
from matcher.db.tables import matches as table
from matcher.model import Reason
from tests.matcher.region import Region

AWKWARD = ["glas", 'a "quoted" word', "tab\there", "line\nbreak", "back\\slash \\N \\.", "caf\u00e9 \U0001f9f9", "{curly, [square", ""]


@pytest.mark.parametrize("word", AWKWARD)
def test_it_stores_reasons_with_any_word(any_database: Database, now: datetime, word: str) -> None:
    region = Region(any_database)
    lot, supplier = region.lot("Ramen"), region.supplier("De Heldere Blik")
    reasons = [{"code": "words", "contribution": -1.5e-7, "params": {"words": [[word, 1.0]]}}]
    stored = matches.reasons_as_json([Reason("words", -1.5e-7, {"words": [[word, 1.0]]})])
    row = MatchRow(lot, supplier, None, 0.1234567890123456, 1, False, True, stored)
    with any_database.write() as connection:
        ranking = matches.ensure_ranking(connection, ("1", "w", "t"), stamp="", now=now)
        matches.insert(connection, [row], ranking)
        matches.insert(connection, [], ranking)
    with any_database.read() as connection:
        (found,) = connection.execute(sa.select(table))
    assert (found.lot_id, found.supplier_id, found.jobseeker_id, found.ranking_id) == (lot, supplier, None, ranking)
    assert (found.score, found.rank, found.part, found.shown, found.reasons) == (row.score, 1, False, True, reasons)


def test_a_match_of_nobody_is_refused(any_database: Database, now: datetime) -> None:
    lot = Region(any_database).lot("Ramen")
    with pytest.raises(sa.exc.IntegrityError), any_database.write() as connection:
        matches.insert(
            connection, [MatchRow(lot, None, None, 0.5, 1, False, True, "[]")], matches.ensure_ranking(connection, ("1", "w", "t"), stamp="", now=now)
        )
