"""Conditions that several lists ask of rows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def contains(word: str, *columns: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether one of these columns has `word` in it, in whatever case."""
    return sa.or_(*(column.icontains(word, autoescape=True) for column in columns))


def number_of(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """Of the rows of a group, those that meet a condition."""
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
