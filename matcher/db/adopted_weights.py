"""Queries on weights that were learnt from judgements and adopted. Every version is kept; at most one is in use, else the shipped weights are.

A version holds every side whose weights differ from the shipped ones, so that it can be pinned, and gone back to, as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.engine import lock
from matcher.db.tables import adopted_weights
from matcher.model import Side

SHIPPED = ""
"""Where a version is named: the weights that came with the program."""


@dataclass(frozen=True, slots=True)
class AdoptedWeights:
    """The weights of one side of a version. `figures`: what they were adopted on, as plain values of JSON."""

    intercept: float
    weights: Mapping[str, float]
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AdoptedVersion:
    """One version: `name`, and `before`, the version that it took the place of (SHIPPED for the shipped weights)."""

    name: str
    before: str
    active: bool
    created_at: datetime
    sides: Mapping[Side, AdoptedWeights]


def adopt(connection: Connection, sides: Mapping[Side, AdoptedWeights], *, now: datetime) -> str:
    """Store a version and use it; its name. A side that is not given keeps the weights that it has now."""
    lock(connection, adopted_weights)
    before = current(connection)
    number = connection.scalar(sa.select(sa.func.count(adopted_weights.c.version.distinct()))) or 0
    name = f"learnt-{number + 1}"
    connection.execute(adopted_weights.update().values(active=False))
    every_side = {**(before.sides if before else {}), **sides}
    connection.execute(
        adopted_weights.insert(),
        [
            {
                "version": name,
                "side": side.value,
                "weights": {"intercept": learnt.intercept, "weights": dict(learnt.weights), "before": before.name if before else SHIPPED},
                "figures": dict(learnt.figures),
                "active": True,
                "created_at": now,
            }
            for side, learnt in every_side.items()
        ],
    )
    return name


def back(connection: Connection) -> str | None:
    """Use the version that the present one took the place of; its name, or SHIPPED. None if the shipped weights are in use already."""
    lock(connection, adopted_weights)
    present = current(connection)
    if present is None:
        return None
    connection.execute(adopted_weights.update().values(active=adopted_weights.c.version == present.before))
    return present.before


def current(connection: Connection) -> AdoptedVersion | None:
    """The version in use; None for the shipped weights."""
    return next((version for version in versions(connection) if version.active), None)


def find(connection: Connection, name: str) -> AdoptedVersion | None:
    """The version with this name."""
    return next((version for version in versions(connection) if version.name == name), None)


_VERSIONS = sa.select(adopted_weights).order_by(adopted_weights.c.id)


def versions(connection: Connection) -> list[AdoptedVersion]:
    """Every version that was ever adopted, the oldest first."""
    found: dict[str, AdoptedVersion] = {}
    for row in connection.execute(_VERSIONS):
        learnt = AdoptedWeights(row.weights["intercept"], row.weights["weights"], row.figures)
        earlier = found[row.version].sides if row.version in found else {}
        sides = {**earlier, Side(row.side): learnt}
        found[row.version] = AdoptedVersion(row.version, row.weights["before"], row.active, row.created_at, sides)
    return list(found.values())
