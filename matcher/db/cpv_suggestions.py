"""What a rematch says of the CPV codes of lots: which it suggests, and which given ones it doubts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matcher.db.tables import lots
from matcher.model import CpvSuggestion


@dataclass(frozen=True, slots=True)
class LotCodes:
    """The suggestions for a lot, the most useful first, and its given codes that are implausible."""

    suggested: tuple[CpvSuggestion, ...] = ()
    implausible: tuple[str, ...] = ()


_STORE = (
    lots.update()
    .where(lots.c.id == sa.bindparam("b_id"))
    .values(cpv_suggested=sa.bindparam("suggested"), cpv_implausible=sa.bindparam("implausible"))
)


def store(connection: Connection, found: Mapping[int, LotCodes]) -> None:
    """Replace what was said of lots, by their id."""
    if found:
        rows = [
            {"b_id": lot_id, "suggested": [asdict(each) for each in codes.suggested], "implausible": list(codes.implausible)}
            for lot_id, codes in found.items()
        ]
        connection.execute(_STORE, rows)


def codes_of(row: Row[Any]) -> LotCodes:
    """What a row of lots holds."""
    return LotCodes(tuple(CpvSuggestion(**each) for each in row.cpv_suggested), tuple(row.cpv_implausible))
