"""The matching index: every lot and profile as rows of one feature space, in memory and on disk.

A full match writes a new folder below data_dir/index and, in the transaction that stores its matches, the name of that folder (the stamp) into the
database: so a reader sees old matches with the old index, or new with new. What changes later is a delta and tombstones beside the base, in memory
only: it can be read again from the database, which keeps a list of what was matched since.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.concepts import Concept
from matcher.matching.cpv_suggestions import Calibration
from matcher.matching.features import Numbers, Population
from matcher.matching.items import JOBSEEKER, SUPPLIER, TENDER, Kind
from matcher.matching.recall import best, recall_matrix
from matcher.matching.rows import COMPARED, Rows
from matcher.matching.scoring import Weights
from matcher.matching.space import FeatureSpace
from matcher.matching.thesaurus import prepare
from matcher.model import Side

Longs = npt.NDArray[np.int64]
_WeightsOf = Mapping[Side, Weights]

KIND_NAMES: Mapping[Kind, str] = {TENDER: "lots", SUPPLIER: "suppliers", JOBSEEKER: "jobseekers"}


@dataclass(frozen=True)
class Shelf:
    """Some lots or profiles."""

    ids: Longs
    population: Population
    _columns: dict[Side, sp.csr_matrix] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def columns(self, side: Side, weights: Weights, *, asks: bool) -> sp.csr_matrix:
        """Their recall matrix turned round (features x items), made when they are first searched."""
        if side not in self._columns:
            self._columns[side] = recall_matrix(self.population.rows, weights.weights, asks=asks).T.tocsr()
        return self._columns[side]


class Kept:
    """All lots, or all profiles of one kind. A place below len(base) is a row of `base`, one from there on a row of `delta`.

    `base` is as it was at the last full match, its dead rows are not `alive`; `delta` is what came or changed since.
    """

    def __init__(self, kind: Kind, ids: Longs, population: Population, weights: _WeightsOf) -> None:
        self.kind = kind
        self._weights = weights
        self.base = Shelf(ids, population)
        self.delta = Shelf(ids[:0], population.take(np.zeros(0, dtype=np.int64)))
        self.alive = np.ones(len(ids), dtype=bool)
        self.place = {row_id: place for place, row_id in enumerate(ids.tolist())}

    def ids_at(self, places: Longs) -> Longs:
        """The ids of the rows at these places."""
        return np.concatenate([self.base.ids, self.delta.ids])[places]

    def places_of(self, ids: Iterable[int]) -> Longs:
        """Where these ids are, in their order; those that are not here are left out."""
        return np.asarray([self.place[row_id] for row_id in ids if row_id in self.place], dtype=np.int64)

    def take(self, places: Longs) -> Population:
        """The rows at these places."""
        in_base = places < len(self.base)
        if in_base.all():
            return self.base.population.take(places)
        later = self.delta.population.take(places[~in_base] - len(self.base))
        if not in_base.any():
            return later
        order = np.argsort(np.r_[np.flatnonzero(in_base), np.flatnonzero(~in_base)])
        both = _under(self.base.population.take(places[in_base]), later)
        return both if (np.diff(order) > 0).all() else both.take(order)

    def search(self, asked: sp.csr_matrix, side: Side, most: int) -> tuple[Longs, Longs]:
        """The best `most` rows by recall for each row of `asked`, of base and of delta, as (row of `asked`, place). Dead ones are passed over."""
        weights, asks = self._weights[side], self.kind is TENDER
        row, place = best(asked, self.base.columns(side, weights, asks=asks), most)
        alive = self.alive[place]
        if not len(self.delta):
            return row[alive], place[alive]
        delta_row, delta_place = best(asked, self.delta.columns(side, weights, asks=asks), most)
        return np.concatenate([row[alive], delta_row]), np.concatenate([place[alive], delta_place + len(self.base)])

    def refresh(self, asked: Iterable[int], ids: Longs, population: Population) -> None:
        """Put the rows of `ids` in the place of all that was `asked` for; what was asked for and is not given is gone."""
        gone = {row_id: self.place.pop(row_id) for row_id in asked if row_id in self.place}
        self.alive[[place for place in gone.values() if place < len(self.base)]] = False
        stays = np.flatnonzero(~np.isin(self.delta.ids, np.fromiter(gone, dtype=np.int64, count=len(gone))))
        if len(stays):
            kept = self.delta.population if len(stays) == len(self.delta) else self.delta.population.take(stays)
            ids, population = np.concatenate([self.delta.ids[stays], ids]), _under(kept, population)
        self.delta = Shelf(ids, population)
        self.place |= {row_id: len(self.base) + place for place, row_id in enumerate(ids.tolist())}


class MatchingIndex:
    """A feature space with all lots and profiles in it. One thread at a time: hold `lock`."""

    def __init__(
        self, stamp: str, space: FeatureSpace, weights: _WeightsOf, ids: Mapping[Kind, Longs], populations: Mapping[Kind, Population]
    ) -> None:
        self.stamp = stamp
        self.space = space
        self.weights = weights
        self.kept = {kind: Kept(kind, ids[kind], population, weights) for kind, population in populations.items()}
        self.last_change = 0
        self.lock = threading.RLock()

    def save(self, folder: Path) -> None:
        """Write the base below `folder`, in a folder named by the stamp. Raises OSError if that cannot be done."""
        target = folder / self.stamp
        target.mkdir(parents=True)
        for kind, kept in self.kept.items():
            population = kept.base.population
            arrays: dict[str, npt.NDArray[Any]] = {"ids": kept.base.ids}
            arrays |= {f"number_{each.name}": getattr(population.numbers, each.name) for each in fields(Numbers)}
            for name in COMPARED:
                matrix = getattr(population.rows, name)
                arrays |= {f"{name}_{part}": getattr(matrix, part) for part in ("data", "indices", "indptr")}
                arrays[f"{name}_shape"] = np.asarray(matrix.shape)
            np.savez(target / f"{KIND_NAMES[kind]}.npz", **arrays)  # type: ignore[arg-type]  # the stubs take arrays for its flag
        plain, learnt = self.space.learnt()
        np.savez(target / "space.npz", **learnt)  # type: ignore[arg-type]
        (target / "space.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(
        cls, folder: Path, stamp: str, concepts: Sequence[Concept], imported: Sequence[Concept], calibration: Calibration, weights: _WeightsOf
    ) -> MatchingIndex:
        """Read what `save` wrote with the same concepts. Raises OSError, ValueError or KeyError if it is not there or damaged."""
        source = folder / stamp
        plain = json.loads((source / "space.json").read_text(encoding="utf-8"))
        with np.load(source / "space.npz", allow_pickle=False) as learnt:
            space = FeatureSpace.relearnt(prepare(tuple(concepts), tuple(imported)), imported, calibration, plain, dict(learnt))
        ids, populations = {}, {}
        for kind, name in KIND_NAMES.items():
            with np.load(source / f"{name}.npz", allow_pickle=False) as arrays:
                ids[kind] = arrays["ids"]
                numbers = Numbers(*(arrays[f"number_{each.name}"] for each in fields(Numbers)))
                rows = Rows(*(_matrix(arrays, name) for name in COMPARED))
            populations[kind] = Population(rows, numbers)
        return cls(stamp, space, weights, ids, populations)


def forget_others(folder: Path, stamp: str) -> None:
    """Delete the indexes below `folder` but this one."""
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.is_dir() and other.name != stamp:
            shutil.rmtree(other, ignore_errors=True)  # one that another process is reading on Windows is deleted the next time


def _matrix(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> sp.csr_matrix:
    return sp.csr_matrix(tuple(arrays[f"{name}_{part}"] for part in ("data", "indices", "indptr")), shape=tuple(arrays[f"{name}_shape"].tolist()))


def _under(first: Population, second: Population) -> Population:
    numbers = Numbers(*(np.concatenate([getattr(first.numbers, each.name), getattr(second.numbers, each.name)]) for each in fields(Numbers)))
    return Population(first.rows.under(second.rows), numbers)
