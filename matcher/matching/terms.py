"""Finding terms in a stream of atoms: sets of atoms that stand together within a small window, in any order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.matching.text import Stream

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_WINDOW = 3
"""How far the outer atoms of a two-atom term may stand apart; one more for each further atom."""

_KEY = 1 << 31

_MARKS = 20
"""Bits of a key by which most pairs of atoms are told to be of no term, before they are looked for."""

_AT_ONCE = 4_000
"""Occurrences of which the surroundings fit in a processor's cache."""


@dataclass(frozen=True)
class Occurrences:
    """Where terms stand: the number of the term, its first and last place in the stream, and whether nothing else is between (`tight`)."""

    term: npt.NDArray[np.int32]
    first: Longs
    last: Longs
    tight: Mask


class TermTable:
    """Terms by their atoms. Those of several atoms are looked for by their two rarest; the others must stand near by.

    `terms`: the atoms of each, as a set; `begins`: per term the first part of the compound that it is, or () for a phrase. A compound with the parts
    of another turned round is another thing: "werkdruk" is no "drukwerk", and "bouwmachines" are no "machinebouw".
    """

    def __init__(self, terms: Sequence[tuple[int, ...]], begins: Sequence[tuple[int, ...]]) -> None:
        self._begins = np.asarray([first[0] if first else -1 for first in begins], dtype=np.int64)
        terms_with = Counter(atom for atoms in terms for atom in atoms)
        self.lengths = np.asarray([len(atoms) for atoms in terms], dtype=np.int32)
        by_key: dict[int, list[tuple[tuple[int, ...], int]]] = defaultdict(list)
        self._highest = max(terms_with, default=-1)
        self._alone = np.full(self._highest + 2, -1, dtype=np.int32)  # the last entry stands for every higher atom
        self._in_key = np.zeros(self._highest + 2, dtype=bool)
        rarest: set[int] = set()
        for number, atoms in enumerate(terms):
            if len(atoms) == 1:
                self._alone[atoms[0]] = number
                continue
            rare = tuple(sorted(atoms, key=lambda atom: (terms_with[atom], atom)))
            rarest.update(rare[:2])
            by_key[min(rare[:2]) * _KEY + max(rare[:2])].append((rare, number))
        self._in_key[list(rarest)] = True
        ordered = sorted(by_key.items())
        self._keys = np.asarray([key for key, _ in ordered], dtype=np.int64)
        self._marked = np.zeros(1 << _MARKS, dtype=bool)
        self._marked[_mark(self._keys)] = True
        self._counts = np.asarray([len(entries) for _, entries in ordered], dtype=np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        flat = [entry for _, entries in ordered for entry in entries]
        most = max((len(atoms) for atoms, _ in flat), default=2)
        self._terms = np.asarray([number for _, number in flat], dtype=np.int32)
        self._others = np.full((len(flat), most - 2), -1, dtype=np.int64)
        for row, (atoms, _) in enumerate(flat):
            if len(atoms) > 2:
                self._others[row, : len(atoms) - 2] = atoms[2:]
        self._reach = most + _WINDOW - 2 if flat else 0

    def occurrences(self, stream: Stream) -> Occurrences:
        """Every place where all atoms of a term stand together."""
        atoms = stream.atom.astype(np.int64)
        known = np.minimum(atoms, self._highest + 1)
        alone = self._alone[known]
        where = np.flatnonzero(alone >= 0)
        found = [Occurrences(alone[where], where, where, np.ones(len(where), dtype=bool))]
        candidates = np.flatnonzero(self._in_key[known])
        atoms_of, position, doc = known[candidates], stream.position[candidates], stream.doc[candidates]
        for step in range(1, self._reach + 1):  # among candidates only: so many steps reach at least as far in the text
            if len(candidates) <= step or not len(self._keys):
                break
            near = np.flatnonzero((doc[step:] == doc[:-step]) & (position[step:] - position[:-step] <= self._reach))
            low, high = atoms_of[near], atoms_of[near + step]
            keys = np.minimum(low, high) * _KEY + np.maximum(low, high)
            likely = np.flatnonzero(self._marked[_mark(keys)])
            near, keys = near[likely], keys[likely]
            place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            hit = self._keys[place] == keys
            if hit.any():
                found.append(self._complete(place[hit], candidates[near[hit]], candidates[near[hit] + step], known, stream))
        return Occurrences(*(np.concatenate([getattr(part, name) for part in found]) for name in ("term", "first", "last", "tight")))

    def _complete(self, key: Longs, left: Longs, right: Longs, atoms: Longs, stream: Stream) -> Occurrences:
        """The terms whose two rarest atoms stand at `left` and `right`, and whose other atoms stand within their reach of `left`."""
        counts = self._counts[key]
        entry = np.repeat(self._starts[key], counts) + np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        left, right = np.repeat(left, counts), np.repeat(right, counts)
        size = self.lengths[self._terms[entry]]
        begin = self._begins[self._terms[entry]]
        turned = (size == 2) & (begin >= 0) & (atoms[left] != begin) & (stream.word[left] == stream.word[right])
        near = (stream.position[right] - stream.position[left] <= size + _WINDOW - 2) & ~turned
        entry, left, right, size = entry[near], left[near], right[near], size[near]
        first, last, complete = left.copy(), right.copy(), np.ones(len(left), dtype=bool)
        every_long = np.flatnonzero(size > 2)
        for start in range(0, len(every_long), _AT_ONCE):
            long = every_long[start : start + _AT_ONCE]
            first[long], last[long], complete[long] = self._with_others(entry[long], left[long], right[long], size[long], atoms, stream)
        tight = stream.position[last] - stream.position[first] == size - 1
        return Occurrences(self._terms[entry[complete]], first[complete], last[complete], tight[complete])

    def _with_others(
        self, entry: Longs, left: Longs, right: Longs, size: npt.NDArray[np.int32], atoms: Longs, stream: Stream
    ) -> tuple[Longs, Longs, Mask]:
        """First and last place of each term with its other atoms, each taken where it stands nearest; and whether all are there."""
        offsets = np.asarray(sorted(range(-self._reach, self._reach + 1), key=abs))
        window = left[:, None] + offsets
        inside = (window >= 0) & (window < len(atoms))
        window = np.clip(window, 0, len(atoms) - 1)
        usable = inside & (stream.doc[window] == stream.doc[left][:, None])
        usable &= np.abs(stream.position[window] - stream.position[left][:, None]) <= (size + _WINDOW - 2)[:, None]
        around = np.where(usable, atoms[window], -2)
        first, last, complete = left, right, np.ones(len(left), dtype=bool)
        for column in range(self._others.shape[1]):
            wanted = self._others[entry, column]
            here = around == wanted[:, None]
            spot = np.where(wanted >= 0, window[np.arange(len(left)), here.argmax(axis=1)], left)
            complete &= here.any(axis=1) | (wanted < 0)
            first, last = np.minimum(first, spot), np.maximum(last, spot)
        return first, last, complete


def _mark(keys: Longs) -> npt.NDArray[np.uint64]:
    """Keys spread over few bits: Fibonacci hashing (Knuth, TAOCP vol. 3, section 6.4)."""
    return (keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _MARKS)
