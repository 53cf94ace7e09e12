"""Features of candidate pairs, as whole numpy columns. Each function's docstring is what users read about it.

A feature is 0 where it says nothing, so that an unknown place, size or date counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.pairwise import numbered_anew, pair_dot
from matcher.matching.recall import Pairs
from matcher.matching.rows import Rows
from matcher.matching.space import FeatureSpace
from matcher.matching.sparse import row_sums, rows_at, scaled

Column = npt.NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0

_CLEARLY_NAMED = 0.7
"""From this strength on a profile clearly does a kind of work: a long list of what else it does takes nothing away."""

_FAINTLY_NAMED = 0.5
"""Squares of strengths that a clear tender adds up to at least."""

_ORDINARY = 5.0
"""The power of ten of an ordinary contract: as large as one of which no value is known."""


@dataclass(frozen=True)
class Numbers:
    """What is not text, one value per item; nan = unknown.

    `amount`: a lot's value, or what a supplier can carry, in euros; `reckoned`: 1 where that follows from how many people work there.
    `latitude` and `longitude` in degrees. `social`: 1 for a social enterprise, co-operative or certified firm. `reach_km`: how far a person
    will travel. `licence`: 1 for a person with a driving licence, 0 without.
    """

    amount: Column
    reckoned: Column
    latitude: Column
    longitude: Column
    social: Column
    reach_km: Column
    licence: Column

    @classmethod
    def unknown(cls, count: int) -> Numbers:
        """Numbers of items of which nothing is known."""
        return cls(*(np.full(count, np.nan) for _ in fields(cls)))

    def take(self, places: npt.NDArray[np.int64]) -> Numbers:
        """Those of some items."""
        return Numbers(*(getattr(self, each.name)[places] for each in fields(self)))


@dataclass(frozen=True)
class Population:
    """All lots, or all profiles of one side: their rows in the space, and their numbers."""

    rows: Rows
    numbers: Numbers

    def take(self, places: npt.NDArray[np.int64]) -> Population:
        """Some of them."""
        return Population(self.rows.take(places), self.numbers.take(places))


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


def words(context: Context) -> Column:
    """The same words in the tender and in the profile; rare words count more, and each further word a little less."""
    return pair_dot(context.lots.words, context.profiles.words, context.pairs)


def concepts(context: Context) -> Column:
    """The same kinds of work, named or hinted at, in whatever words; the more agree the less each further one adds."""
    return np.sqrt(pair_dot(context.lots.concepts, context.profiles.concepts, context.pairs))


def names(context: Context) -> Column:
    """The tender's title and the profile's name (or a person's wish) are written alike, whatever the order of the words."""
    return pair_dot(context.lots.names, context.profiles.names, context.pairs)


def codes(context: Context) -> Column:
    """CPV codes on the same branch; the deeper the branch the better."""
    return pair_dot(context.lots.codes, context.profiles.codes, context.pairs)


def work(context: Context) -> Column:
    """The jobs that the tender brings and the jobs that the person looks for."""
    return pair_dot(context.lots.work, context.profiles.work, context.pairs)


def occupations(context: Context) -> Column:
    """The occupation, on an imported list, that the tender's title and the profile's name (or a person's wish) speak of."""
    return pair_dot(context.lots.occupations, context.profiles.occupations, context.pairs)


def coverage(context: Context) -> Column:
    """How much of the work that the tender names the profile names too, the first of it telling most; of who does much else it tells more."""
    asked, named, pairs = asked_and_named(context, context.pairs)
    done = context.space.reach_around(named)  # who does a kind of work also does those akin to it, in part
    breadth = np.log2(1.0 + _kinds(context.profiles.strengths))
    shares = pair_dot(done, asked, Pairs(pairs.profile, pairs.lot))  # what is asked is short: to look that up takes a quarter of the time
    return np.sqrt(shares * breadth[context.pairs.profile])


def _kinds(strengths: sp.csr_matrix) -> Column:
    """How many kinds of work each item names, those that it names faintly in part: the participation ratio."""
    whole, squares = row_sums(strengths, strengths.data), row_sums(strengths, strengths.data * strengths.data)
    return np.divide(whole * whole, squares, out=np.zeros_like(whole), where=squares > 0)


def asked_and_named(context: Context, pairs: Pairs) -> tuple[sp.csr_matrix, sp.csr_matrix, Pairs]:
    """The kinds of work that the lots of some pairs name, those that their profiles name, and the pairs as rows of the two.

    What is asked adds up to 1, or to less where all of it is faint; side remarks count little. What a profile names is from 0 to 1.
    """
    lots, lot = numbered_anew(pairs.lot, len(context.lots))
    profiles, profile = numbered_anew(pairs.profile, len(context.profiles))
    named = rows_at(context.profiles.strengths, profiles)
    named.data = np.minimum(named.data / np.float32(_CLEARLY_NAMED), np.float32(1.0))
    return _parts(rows_at(context.lots.strengths, lots)), named, Pairs(lot, profile)


def _parts(strengths: sp.csr_matrix) -> sp.csr_matrix:
    """What is asked as parts of a whole: they add up to 1, or to less where all of it is faint."""
    parts = strengths.copy()
    parts.data = parts.data * parts.data
    return scaled(parts, np.maximum(row_sums(parts, parts.data), _FAINTLY_NAMED))


def hands(context: Context) -> Column:
    """The supplier lends people, and so much of the work asks no schooling: its people can do it, though it names other work."""
    lent: Column = np.minimum(context.profiles.strengths @ context.space.lends / _CLEARLY_NAMED, 1.0)
    return simple(context) * lent[context.pairs.profile]


def simple(context: Context) -> Column:
    """How much of the work asks no schooling: it is learnt by doing it."""
    lots, lot = numbered_anew(context.pairs.lot, len(context.lots))
    shares = np.asarray(_parts(rows_at(context.lots.strengths, lots)) @ context.space.elementary, dtype=np.float64)
    return shares[lot]


def other_nature(context: Context) -> Column:
    """How much of what is asked is of another nature than what is offered: goods, software, advice, teaching, or the work itself."""
    asked, offered = natures_asked_and_offered(context, context.pairs)
    known = np.minimum(asked.sum(axis=1), offered.sum(axis=1))
    return np.asarray(known - np.minimum(asked, offered).sum(axis=1), dtype=np.float64)


def natures_asked_and_offered(context: Context, pairs: Pairs) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Pairs x natures, of the lots and of the profiles."""
    sides = ((context.lots, pairs.lot), (context.profiles, pairs.profile))
    asked, offered = (rows.natures.toarray()[places] for rows, places in sides)
    return asked, offered


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


def size(context: Context) -> Column:
    """How large the contract is, in powers of ten of euros from a hundred thousand: the larger, the fewer around the corner carry it."""
    powers = np.log10(np.maximum(context.lot_numbers.amount, 1.0)) - _ORDINARY
    return np.where(np.isnan(powers), 0.0, np.clip(powers, -2.0, 2.0))[context.pairs.lot]


def social(context: Context) -> Column:
    """A social enterprise, co-operative, sheltered workshop or certified firm."""
    known = context.profile_numbers.social[context.pairs.profile]
    return np.where(np.isnan(known), 0.0, known)


def no_licence(context: Context) -> Column:
    """How much of the work is driving, where the person has no driving licence."""
    nodes = np.asarray([name in _DRIVING for name in context.space.isco_node_names], dtype=np.float32)
    driving = np.minimum(context.lots.work @ nodes, 1.0).astype(np.float64)
    return np.where(context.profile_numbers.licence[context.pairs.profile] == 0.0, driving[context.pairs.lot], 0.0)


_DRIVING = {"8322", "8331", "8332"}
"""ISCO-08 unit groups of drivers who need a licence: cars, taxis and vans; buses; lorries."""

_ALL = (
    words, concepts, coverage, hands, simple, names, codes, work, occupations, other_nature, distance, too_far, too_large, size, social, no_licence
)  # fmt: skip

FEATURES: Mapping[str, Callable[[Context], Column]] = {function.__name__: function for function in _ALL}


def feature_matrix(context: Context, names: tuple[str, ...]) -> Column:
    """Pairs x features, in the order of `names`."""
    result = np.zeros((len(context.pairs), len(names)), order="F")  # each feature in one piece: written and weighed in a third of the time
    with np.errstate(divide="ignore", invalid="ignore"):  # of an amount or a reach of nothing the limit is meant
        for column, name in enumerate(names):
            result[:, column] = FEATURES[name](context)
    return result


def pair_kilometres(context: Context) -> Column:
    """Great-circle distance by the haversine formula; nan where a place is unknown."""
    lots, profiles = context.lot_numbers, context.profile_numbers
    latitude1, longitude1 = np.radians(lots.latitude[context.pairs.lot]), np.radians(lots.longitude[context.pairs.lot])
    latitude2, longitude2 = np.radians(profiles.latitude[context.pairs.profile]), np.radians(profiles.longitude[context.pairs.profile])
    half = np.sin((latitude2 - latitude1) / 2) ** 2 + np.cos(latitude1) * np.cos(latitude2) * np.sin((longitude2 - longitude1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
