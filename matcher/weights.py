"""Which weights rank a side: the shipped or the adopted ones; the configuration can pin a version and override single weights."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from sqlalchemy.engine import Connection

from matcher import config as configuration
from matcher.config import Config
from matcher.db import adopted_weights
from matcher.db.adopted_weights import AdoptedVersion
from matcher.db.engine import Database
from matcher.errors import ConfigError
from matcher.matching.cpv_suggestions import Calibration
from matcher.matching.features import FEATURES
from matcher.matching.scoring import Weights
from matcher.model import Side

SHIPPED = "shipped"
"""What `matching.weights_version` is set to, to pin the shipped weights."""


@lru_cache(maxsize=2)
def shipped_weights(side: Side) -> Weights:
    """The weights that came with the program. Raises ConfigError if the file is damaged."""
    path: Path = configuration.data_file("weights", f"{side.value}.json")
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Weights(stored["version"], float(stored["intercept"]), {name: float(value) for name, value in stored["weights"].items()})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"the weights {path} cannot be read: {error}") from error


@lru_cache(maxsize=1)
def shipped_calibration() -> Calibration:
    """How CPV suggestions become probabilities; came with the program. Raises ConfigError if the file is damaged."""
    path: Path = configuration.data_file("weights", "cpv.json")
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Calibration(**{name: float(stored[name]) for name in ("intercept", "share", "clarity")})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"the calibration {path} cannot be read: {error}") from error


def adopted_or_shipped(version: AdoptedVersion | None, side: Side) -> Weights:
    """The weights of a side in this version; the shipped ones where it has none, or has weights of other features than this program's."""
    shipped = shipped_weights(side)
    learnt = version.sides.get(side) if version else None
    if version is None or learnt is None or learnt.weights.keys() != shipped.weights.keys():
        return shipped
    return Weights(version.name, learnt.intercept, {name: learnt.weights[name] for name in shipped.weights})


def weights_of(config: Config, side: Side, version: AdoptedVersion | None = None) -> Weights:
    """The weights of a side in this version (None: the shipped ones), with the configuration's overrides.

    Raises ConfigError for an override of a feature that does not exist.
    """
    overrides = config.matching.weights_suppliers if side is Side.SUPPLIER else config.matching.weights_jobseekers
    if unknown := sorted(overrides.keys() - FEATURES.keys()):
        raise ConfigError(f"matching.weights_{side.value}s: unknown feature {unknown[0]}; known: {', '.join(sorted(FEATURES))}")
    return adopted_or_shipped(version, side).overridden(overrides)


def weights_in_use(database: Database, config: Config) -> dict[Side, Weights]:
    """The weights that rank each side here: the pinned version, else the adopted one, else the shipped ones; with overrides.

    Raises ConfigError for a pinned version that cannot be used.
    """
    with database.read() as connection:
        version = version_in_use(connection, config)
    return {side: weights_of(config, side, version) for side in Side}


def version_in_use(connection: Connection, config: Config) -> AdoptedVersion | None:
    """The pinned version, else the one that was adopted last; None for the shipped weights.

    Raises ConfigError for a pinned version that is not there, or whose features this program does not have.
    """
    pinned = config.matching.weights_version
    if not pinned:
        return adopted_weights.current(connection)
    if pinned == SHIPPED:
        return None
    version = adopted_weights.find(connection, pinned)
    if version is None:
        known = ", ".join([SHIPPED, *(each.name for each in adopted_weights.versions(connection))])
        raise ConfigError(f"matching.weights_version is {pinned!r}; known here: {known}")
    if outdated := outdated_sides(version):
        raise ConfigError(f"matching.weights_version {pinned!r} has weights of features that this program does not know ({outdated[0].value})")
    return version


def outdated_sides(version: AdoptedVersion) -> list[Side]:
    """The sides of a version whose weights are of other features than this program's, and are therefore not used."""
    return [side for side, learnt in version.sides.items() if learnt.weights.keys() != shipped_weights(side).weights.keys()]
