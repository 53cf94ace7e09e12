"""The index that goes with the stored matches: for who matches what changed, and for who only looks something up in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.engine import Connection

from matcher import official_lists
from matcher.config import Config
from matcher.db import matches
from matcher.db.engine import Database
from matcher.index import KIND_NAMES, MatchingIndex
from matcher.matchable import Matchables, Reader
from matcher.matching.cpv_suggestions import Calibration
from matcher.matching.features import Population
from matcher.matching.items import Kind
from matcher.matching.rows import Rows
from matcher.matching.scoring import Weights
from matcher.model import Side
from matcher.vocabulary import load_concepts, occupation_concepts, shipped_version
from matcher.weights import shipped_calibration, version_in_use, weights_of

ALGORITHM = "8"
"""Goes up when the same texts, weights and thesaurus would give other scores."""

_FEW, _SMALL_SHARE = 50, 0.1
"""So many changes, or so small a part of all there is, are taken in without learning anew what words weigh."""

_PATIENCE_SECONDS = 0.5
"""How long who only looks something up waits for who matches."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class Ranking:
    """What the matches depend on, beside the lots and profiles themselves."""

    weights: Mapping[Side, Weights]
    calibration: Calibration
    versions: tuple[str, str, str]


@dataclass(frozen=True)
class Changes:
    """What an index took in: `pending`, by kind, is still to be matched; `read` also holds what others matched, `rows` the same in the space.

    `wanted`: how many were looked for; those that are not among `read` are gone or closed.
    """

    wanted: Mapping[Kind, int]
    pending: Mapping[Kind, set[int]]
    read: Mapping[Kind, Matchables]
    rows: Mapping[Kind, Rows]


@dataclass(frozen=True)
class OpenIndex:
    """An index in memory, and the imported lists that it was made with."""

    index: MatchingIndex
    reader: Reader
    versions: tuple[str, str, str]

    def catch_up(self, connection: Connection, *, with_pending: bool) -> Changes | None:
        """Take in what was matched since elsewhere, and what is `pending` if wanted; None if that is so much that all must be matched anew.

        The lock of the index must be held.
        """
        index = self.index
        named = matches.pending(connection) if with_pending else {}
        pending = {kind: named.get(name, set()) for kind, name in KIND_NAMES.items()}
        noted, last_change = matches.changes_since(connection, index.last_change)
        wanted = {kind: pending[kind] | noted[name] for kind, name in KIND_NAMES.items()}
        for kind, kept in index.kept.items():
            if wanted[kind] and len(kept.delta) + len(wanted[kind]) > max(_FEW, _SMALL_SHARE * len(kept.base)):
                return None
        read = {kind: self.reader.load(connection, kind, sorted(ids)) for kind, ids in wanted.items() if ids}
        rows = {kind: index.space.project(of_kind.items, kind) for kind, of_kind in read.items()}
        for kind, of_kind in read.items():
            index.kept[kind].refresh(wanted[kind], of_kind.ids, Population(rows[kind], of_kind.numbers))
        index.last_change = last_change
        return Changes({kind: len(ids) for kind, ids in wanted.items()}, pending, read, rows)


_OPEN: dict[Path, OpenIndex] = {}
"""The index that this process holds, by its folder; only the last one. A newer stamp in the database takes its place."""

_OPENING = threading.Lock()


def folder_of(config: Config) -> Path:
    """Where indexes are written."""
    return config.storage.data_dir / "index"


def present_ranking(database: Database, config: Config) -> tuple[Ranking, str | None]:
    """What ranks now, and the stamp of the index if the stored matches were made with just that."""
    calibration = shipped_calibration()
    with database.read() as connection:
        version = version_in_use(connection, config)
        weights = {side: weights_of(config, side, version) for side in Side}
        known = matches.current_ranking(connection)
        fingerprints = " ".join((*(weights[side].fingerprint for side in Side), calibration.fingerprint))
        ranking = Ranking(weights, calibration, (ALGORITHM, fingerprints, f"{shipped_version()} {official_lists.fingerprint(connection)}"))
    return ranking, known[1] or None if known is not None and known[0] == ranking.versions else None


def keep(config: Config, opened: OpenIndex) -> None:
    """Hold this index in memory, in the place of the one before."""
    _OPEN.clear()
    _OPEN[folder_of(config)] = opened


def in_memory(config: Config, ranking: Ranking, stamp: str) -> OpenIndex | None:
    """The index of this stamp, if this process holds it."""
    opened = _OPEN.get(folder_of(config))
    return opened if opened is not None and opened.index.stamp == stamp and opened.versions == ranking.versions else None


def open_index(database: Database, config: Config, ranking: Ranking, stamp: str) -> OpenIndex | None:
    """The index of this stamp: from memory, else from disk, which takes seconds. None where it is not here."""
    with _OPENING:
        opened = in_memory(config, ranking, stamp)
        if opened is not None:
            return opened
        with database.read() as connection:
            reader = Reader(official_lists.load(connection))
        imported = occupation_concepts(reader.lists.esco)
        try:
            index = MatchingIndex.load(folder_of(config), stamp, load_concepts(), imported, ranking.calibration, ranking.weights)
        except (OSError, ValueError, KeyError) as error:
            _log.info("index_not_read", stamp=stamp, error=str(error))
            return None
        keep(config, OpenIndex(index, reader, ranking.versions))
        return _OPEN[folder_of(config)]


@contextmanager
def looking_up(database: Database, config: Config) -> Iterator[OpenIndex | None]:
    """The index as of the stored matches, for nobody else as long as the block lasts; None where it is not in memory, outdated or busy."""
    ranking, stamp = present_ranking(database, config)
    opened = in_memory(config, ranking, stamp) if stamp else None
    if opened is None or not opened.index.lock.acquire(timeout=_PATIENCE_SECONDS):
        yield None
        return
    try:
        with database.read() as connection:
            caught_up = opened.catch_up(connection, with_pending=False) is not None
        yield opened if caught_up else None
    finally:
        opened.index.lock.release()
