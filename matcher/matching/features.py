"""Features of candidate pairs, as whole numpy columns. Each function's docstring is what users read about it.

A feature is 0 where it says nothing, so that an unknown place, size or date counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from rapidfuzz import fuzz, process

from matcher.matching.recall import Pairs
from matcher.matching.space import FeatureSpace, Rows

Column = npt.NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0
_CHUNK = 200_000
_NOT_ALIKE = 0.5
"""Any two texts share so much of their spelling by chance."""


@dataclass(frozen=True)
class Numbers:
    """What is not text, one value per item; nan = unknown.

    `amount`: a lot's value, or what a supplier can carry, in euros. `latitude` and `longitude` in degrees. `social`: 1 for a social enterprise,
    co-operative or certified firm. `reach_km`: how far a person will travel.
    """

    amount: Column
    latitude: Column
    longitude: Column
    social: Column
    reach_km: Column

    @classmethod
    def unknown(cls, count: int) -> Numbers:
        """Numbers of items of which nothing is known."""
        return cls(*(np.full(count, np.nan) for _ in range(5)))


@dataclass(frozen=True)
class Population:
    """All lots, or all profiles of one side: their rows in the space, and their numbers."""

    rows: Rows
    numbers: Numbers


@dataclass(frozen=True)
class Context:
    """What the features look at: both populations, the pairs, and the space they live in."""

    space: FeatureSpace
    lot_population: Population
    profile_population: Population
    pairs: Pairs

    @property
    def lots(self) -> Rows:
        """The rows of the lots."""
        return self.lot_population.rows

    @property
    def profiles(self) -> Rows:
        """The rows of the profiles."""
        return self.profile_population.rows

    @property
    def lot_numbers(self) -> Numbers:
        """The numbers of the lots."""
        return self.lot_population.numbers

    @property
    def profile_numbers(self) -> Numbers:
        """The numbers of the profiles."""
        return self.profile_population.numbers


def pair_dot(left: sp.csr_matrix, right: sp.csr_matrix, pairs: Pairs) -> Column:
    """The inner products of the rows that the pairs name."""
    result = np.zeros(len(pairs))
    for start in range(0, len(pairs), _CHUNK):
        part = slice(start, start + _CHUNK)
        result[part] = np.asarray(left[pairs.lot[part]].multiply(right[pairs.profile[part]]).sum(axis=1)).ravel()
    return result


def _row_sum(matrix: sp.csr_matrix) -> Column:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _ratio(top: Column, bottom: Column) -> Column:
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)


def words(context: Context) -> Column:
    """The same words in the tender and in the profile; rare words count more, and each further word a little less."""
    return np.log1p(pair_dot(context.lots.words, context.profiles.words, context.pairs))


def title_words(context: Context) -> Column:
    """How much of the tender's title is found in the profile."""
    present = context.profiles.words.copy()
    present.data = np.ones_like(present.data)
    return _ratio(pair_dot(context.lots.title_words, present, context.pairs), _row_sum(context.lots.title_words)[context.pairs.lot])


def names(context: Context) -> Column:
    """The tender's title and the profile's name (or a person's wish) are written alike, whatever the order of the words."""
    titles = [context.lots.names[row] for row in context.pairs.lot.tolist()]
    profiles = [context.profiles.names[row] for row in context.pairs.profile.tolist()]
    alike = process.cpdist(titles, profiles, scorer=fuzz.token_sort_ratio, score_cutoff=100 * _NOT_ALIKE, dtype=np.float32)
    return np.maximum(alike.astype(np.float64) / 100 - _NOT_ALIKE, 0.0) / (1 - _NOT_ALIKE)


def concepts(context: Context) -> Column:
    """The same kinds of work, in whatever words."""
    return pair_dot(context.lots.concepts, context.profiles.concepts, context.pairs)


def best_work(context: Context) -> Column:
    """The one kind of work that both sides name most clearly and most precisely."""
    weighted = _weighted(context.lots.reach, context.space)
    weighted.data /= context.space.concept_weights_.max()
    result = np.zeros(len(context.pairs))
    for start in range(0, len(context.pairs), _CHUNK):
        part = slice(start, start + _CHUNK)
        products = weighted[context.pairs.lot[part]].multiply(context.profiles.reach[context.pairs.profile[part]])
        result[part] = products.max(axis=1).toarray().ravel()
    return result


def _title_work(context: Context) -> sp.csr_matrix:
    """The kinds of work that the title names; those of the whole text where it names none."""
    title, whole = context.lots.title_strengths, context.lots.strengths
    silent = np.diff(title.indptr) == 0
    return (title + sp.diags_array(silent.astype(np.float32)).dot(whole)).tocsr()


def covered(context: Context) -> Column:
    """How much of the work in the tender's title the profile does."""
    work = _weighted(_title_work(context), context.space)
    whole = np.maximum(_row_sum(work), _CLEAR_WORK * _mean_weight(context.space))
    return _ratio(pair_dot(work, context.profiles.reach, context.pairs), whole[context.pairs.lot])


def main_work(context: Context) -> Column:
    """Whether the profile does the main work of the tender, the kind that its title names most clearly."""
    work = _title_work(context)
    work.data = np.minimum(work.data, 1.0)
    return pair_dot(_strongest(work), context.profiles.reach, context.pairs)


def broader(context: Context) -> Column:
    """Whether the profile does this kind of work in general, without naming this very work."""
    above = (context.lots.reach - context.lots.reach.minimum(context.lots.strengths)).tocsr()
    general = context.profiles.strengths.copy()
    general.data = np.minimum(general.data, 1.0)
    return _ratio(pair_dot(above, general, context.pairs), _row_sum(above)[context.pairs.lot])


def focus(context: Context) -> Column:
    """How much of what the profile does is asked for here: a specialist before a jack of all trades."""
    work = _weighted(context.profiles.strengths, context.space)
    turned = Pairs(context.pairs.profile, context.pairs.lot)
    return _ratio(pair_dot(work, context.lots.reach, turned), _row_sum(work)[context.pairs.profile])


def codes(context: Context) -> Column:
    """CPV codes on the same branch; the deeper the branch the better."""
    return pair_dot(context.lots.codes, context.profiles.codes, context.pairs)


def work(context: Context) -> Column:
    """The jobs that the tender brings and the jobs that the person looks for."""
    return pair_dot(context.lots.work, context.profiles.work, context.pairs)


def work_covered(context: Context) -> Column:
    """How much of the person's wishes this tender's jobs meet."""
    present = context.lots.work.copy()
    present.data = (present.data > 0.1).astype(np.float32)
    turned = Pairs(context.pairs.profile, context.pairs.lot)
    wanted = context.profiles.work
    return _ratio(pair_dot(wanted, present, turned), _row_sum(wanted)[context.pairs.profile])


def distance(context: Context) -> Column:
    """The distance as the crow flies, on a logarithmic scale: 0 next door, 1 at 50 km. Unknown places count for nothing."""
    kilometres = pair_kilometres(context)
    return np.where(np.isnan(kilometres), 0.0, np.log1p(kilometres) / np.log(51.0))


def too_far(context: Context) -> Column:
    """How much farther it is than the person wants to travel; 1 at twice as far."""
    excess = pair_kilometres(context) / context.profile_numbers.reach_km[context.pairs.profile] - 1.0
    return np.where(np.isnan(excess), 0.0, np.clip(excess, 0.0, 1.0))


def too_large(context: Context) -> Column:
    """How much larger the contract is than the supplier says it can carry; 1 at a hundred times."""
    ratio = context.lot_numbers.amount[context.pairs.lot] / context.profile_numbers.amount[context.pairs.profile]
    return np.where(np.isnan(ratio), 0.0, np.clip(np.log10(np.maximum(ratio, 1.0)) / 2.0, 0.0, 1.0))


def social(context: Context) -> Column:
    """A social enterprise, co-operative, sheltered workshop or certified firm."""
    known = context.profile_numbers.social[context.pairs.profile]
    return np.where(np.isnan(known), 0.0, known)


def unnamed_work(context: Context) -> Column:
    """The thesaurus does not know what work this tender is, so only the words speak."""
    return np.asarray(np.diff(context.lots.strengths.indptr) == 0, dtype=np.float64)[context.pairs.lot]


FEATURES: Mapping[str, Callable[[Context], Column]] = {
    function.__name__: function
    for function in (
        words, title_words, names, concepts, best_work, covered, main_work, broader, focus, codes, work, work_covered,
        distance, too_far, too_large, social, unnamed_work,
    )
}  # fmt: skip


def feature_matrix(context: Context, names: tuple[str, ...]) -> Column:
    """Pairs x features, in the order of `names`."""
    if not names:
        return np.zeros((len(context.pairs), 0))
    with np.errstate(divide="ignore", invalid="ignore"):  # of an amount or a reach of nothing the limit is meant
        return np.column_stack([FEATURES[name](context) for name in names])


def pair_kilometres(context: Context) -> Column:
    """Great-circle distance by the haversine formula; nan where a place is unknown."""
    lots, profiles = context.lot_numbers, context.profile_numbers
    latitude1, longitude1 = np.radians(lots.latitude[context.pairs.lot]), np.radians(lots.longitude[context.pairs.lot])
    latitude2, longitude2 = np.radians(profiles.latitude[context.pairs.profile]), np.radians(profiles.longitude[context.pairs.profile])
    half = np.sin((latitude2 - latitude1) / 2) ** 2 + np.cos(latitude1) * np.cos(latitude2) * np.sin((longitude2 - longitude1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


_CLEAR_WORK = 0.8
"""The strength of one clear mention: a title that only hints at its work cannot be covered wholly."""


def _mean_weight(space: FeatureSpace) -> float:
    return float(space.concept_weights_.mean())


def _weighted(strengths: sp.csr_matrix, space: FeatureSpace) -> sp.csr_matrix:
    """Strengths, cut at 1, times the weight of each concept."""
    result = strengths.copy()
    result.data = np.minimum(result.data, 1.0) * space.concept_weights_[result.indices]
    return result


def _strongest(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Of every row only the largest value."""
    counts = np.diff(matrix.indptr)
    rows = np.repeat(np.arange(matrix.shape[0]), counts)
    order = np.lexsort((-matrix.data, rows))
    first = order[np.r_[0, np.cumsum(counts)[:-1]][counts > 0]] if len(order) else order
    return sp.csr_matrix((matrix.data[first], (rows[first], matrix.indices[first])), shape=matrix.shape)
