"""The kinds of columns that the schema is made of."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey
from sqlalchemy.engine import Dialect


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware UTC time on every database; SQLite itself forgets the zone. Raises ValueError for a naive time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody could tell what they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_public_id() -> str:
    """16 hexadecimal digits, of which the first is a letter: opaque, not guessable, and never taken for a number ("12e456...") by a spreadsheet."""
    return new_public_ids(1)[0]


def new_public_ids(number: int) -> list[str]:
    """So many new public ids, at one go; in their order, for an index takes them in fastest like that."""
    digits = secrets.token_hex(8 * number)
    return sorted(_LETTERS[digits[at]] + digits[at + 1 : at + 16] for at in range(0, 16 * number, 16))


_LETTERS = {f"{digit:x}": "abcdef"[digit % 6] for digit in range(16)}


def row_id() -> Column[int]:
    """The row number: for joins only, never shown."""
    return Column("id", sa.Integer, primary_key=True)


def public_id() -> Column[str]:
    """What addresses, mails and exports show."""
    return Column("public_id", sa.String(16), nullable=False, unique=True, default=new_public_id)


def text(name: str) -> Column[str]:
    """Text; "" where there is none."""
    return Column(name, sa.Text, nullable=False, default="", server_default="")


def amount(name: str) -> Column[float]:
    """Money with cents; NULL where unknown."""
    return Column(name, sa.Numeric(16, 2, asdecimal=False))


def moment(name: str, *, nullable: bool = True) -> Column[datetime]:
    """A moment, in UTC."""
    return Column(name, UtcDateTime, nullable=nullable)


def json(name: str) -> Column[object]:
    """A list or parameters that no query looks into."""
    return Column(name, sa.JSON, nullable=False)


def found(name: str) -> Column[object]:
    """A list that the program itself finds, empty until it did."""
    return Column(name, sa.JSON, nullable=False, server_default=sa.text("'[]'"))


def reference(name: str, target: str, *, nullable: bool = False, cascade: bool = True, indexed: bool = True) -> Column[int]:
    """A foreign key, with an index if `indexed`; `cascade`: the row goes with what it refers to, else it stays without it."""
    return Column(name, ForeignKey(target, ondelete="CASCADE" if cascade else "SET NULL"), nullable=nullable, index=indexed)


def one_profile() -> CheckConstraint:
    """Exactly one of supplier and job-seeker."""
    return CheckConstraint("(supplier_id IS NULL) <> (jobseeker_id IS NULL)", name="one_profile")
