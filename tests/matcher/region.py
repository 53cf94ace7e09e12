"""A small region with matches in it, put into the database by hand: what a rematch would have stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from matcher.db import subscribers
from matcher.db.engine import Database
from matcher.db.tables import buyers, jobseekers, lots, matches, rankings, source_lists, suppliers, tenders

CREATED = datetime(2026, 11, 1, tzinfo=UTC)
BECAUSE = [
    {"code": "concepts", "contribution": 2.0, "params": {"concepts": [["cleaning", "", "poetsen"]]}},
    {"code": "distance", "contribution": 0.1, "params": {"km": 3.2}},
]


class Region:
    """Names are keys: a second match of a known tender, buyer or supplier uses the first one's row."""

    def __init__(self, database: Database):
        self.database = database

    def _insert(self, table: sa.Table, **values: Any) -> int:
        with self.database.write() as connection:
            return int(connection.execute(table.insert().values(values).returning(table.c.id)).scalar_one())

    def _find(self, table: sa.Table, condition: sa.ColumnElement[bool]) -> int | None:
        with self.database.read() as connection:
            return connection.scalar(sa.select(table.c.id).where(condition))

    def buyer(self, name: str) -> int:
        return self._find(buyers, buyers.c.name == name) or self._insert(buyers, name=name)

    def supplier(self, name: str) -> int:
        values = {"key": f"name:{name}", "name": name, "place": "Hengelo", "content_hash": "0" * 64, "created_at": CREATED, "changed_at": CREATED}
        found = self._find(suppliers, suppliers.c.name == name)
        return found or self._insert(suppliers, **values, keywords=[], sbi=[], cpv=[], certificates=[])

    def lot(self, title: str, buyer: str = "Ziekenhuis De Es", created_at: datetime = CREATED, **of_lot: Any) -> int:
        found = self._find(lots, lots.c.title == title)
        if found:
            return found
        source_list = self._find(source_lists, sa.true()) or self._insert(source_lists, key="list", kind="list", mapping={})
        tender = self._insert(
            tenders, title=title, source_list_id=source_list, key=title, buyer_id=self.buyer(buyer), created_at=created_at, changed_at=created_at
        )
        return self._insert(
            lots, **{"title": title, "content_hash": "0" * 64, "tender_id": tender, "cpv": [], "status": "planned", "matched_hash": "0" * 64} | of_lot
        )

    def match(
        self, title: str, supplier: str, score: float = 0.8, *, shown: bool = True, part: bool = False, reasons: Sequence[Any] = BECAUSE
    ) -> None:
        self._match(title, score, shown, supplier_id=self.supplier(supplier), part=part, reasons=list(reasons))

    def seekers(self, title: str, count: int) -> None:
        for number in range(count):
            name = f"P-geheim-{number}"
            values = {"wants": "schoonmaken", "content_hash": "0" * 64, "languages": [], "created_at": CREATED, "changed_at": CREATED}
            person = self._find(jobseekers, jobseekers.c.external_id == name) or self._insert(jobseekers, external_id=name, **values)
            self._match(title, 0.7, True, jobseeker_id=person, part=False, reasons=[])

    def _match(self, title: str, score: float, shown: bool, **values: Any) -> None:
        versions = {"algorithm": "1", "weights": "w", "thesaurus": "t"}
        ranking = self._find(rankings, sa.true()) or self._insert(rankings, **versions, created_at=CREATED)
        self._insert(matches, lot_id=self.lot(title), score=score, rank=1, shown=shown, ranking_id=ranking, **values)

    def subscriber(self, email: str, kind: str, *, of: str = "", language: str = "nl", name: str = "") -> str:
        """The public id of a new subscriber; `of`: the name of their supplier or buyer."""
        row: dict[str, object] = {"email": email, "name": name or email.split("@")[0].title(), "kind": kind, "language": language}
        row["supplier_id"] = self.supplier(of) if kind == "supplier" and of else None
        row["buyer_id"] = self.buyer(of) if kind == "buyer" and of else None
        with self.database.write() as connection:
            subscribers.add(connection, [row])
            return next(each.public_id for each in subscribers.load_subscribed(connection) if (each.email, each.kind) == (email, kind))

    def rows(self, table: sa.Table) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(sa.select(table).order_by(table.c.id)))
