"""The whole schema, for what goes through all of it. Every module of tables is imported here: the tables of one that is not are unknown to it."""

from __future__ import annotations

from matcher.db import digest_tables, notice_tables  # noqa: F401  # they add their tables to the metadata
from matcher.db.tables import metadata

__all__ = ["metadata"]
