from __future__ import annotations

from dataclasses import replace

from matcher.db import vocabulary_entries
from matcher.db.engine import Database
from matcher.model import VocabularyEntry

WASHER = VocabularyEntry("1a", "glazenwasser", "window cleaner", ("ramenwasser", "glazenwasser gevels"), "9123")
COOK = VocabularyEntry("2b", "kok", isco="5120")


def test_it_stores_entries_per_scheme_and_gives_them_back(any_database: Database) -> None:
    with any_database.write() as connection:
        assert vocabulary_entries.store(connection, "esco", [COOK, WASHER]) == (2, 0, 0)
        assert vocabulary_entries.store(connection, "sbi", [VocabularyEntry("1a", "iets anders")]) == (1, 0, 0)
    with any_database.read() as connection:
        assert vocabulary_entries.load(connection, "esco") == (WASHER, COOK)
        assert vocabulary_entries.load(connection, "cpv") == ()


def test_it_stores_again_only_what_changed_and_keeps_what_is_not_given(any_database: Database) -> None:
    with any_database.write() as connection:
        vocabulary_entries.store(connection, "esco", [COOK, WASHER])
        assert vocabulary_entries.store(connection, "esco", [COOK, WASHER]) == (0, 0, 2)
        renamed = replace(WASHER, alternatives=("ruitenwasser",))
        assert vocabulary_entries.store(connection, "esco", [renamed]) == (0, 1, 0)
        assert vocabulary_entries.load(connection, "esco") == (renamed, COOK)
