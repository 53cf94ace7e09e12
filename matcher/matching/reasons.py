"""Why a pair has its score: each feature's contribution to the log-odds, with the words, concepts and codes that made it.

The contributions, with the intercept as the reason "base", add up to the score's log-odds exactly. Within the word features the words share the
contribution in proportion to their part of the dot product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.features import Column, Context, asked_and_named, hands, natures_asked_and_offered, pair_kilometres, simple
from matcher.matching.garbage import collector_paused
from matcher.matching.natures import NATURES
from matcher.matching.pairwise import pair_dot, pair_products
from matcher.matching.recall import Pairs
from matcher.matching.rows import Rows
from matcher.matching.scoring import Scored
from matcher.matching.space import FeatureSpace
from matcher.model import Reason

BASE = "base"
MOST_WORDS, MOST_CONCEPTS, MOST_CODES, MOST_OCCUPATIONS = 5, 4, 3, 2

_CLEAR_OCCUPATION = 0.25
"""About half as probable as the best one on both sides."""

_CLEAR_HINT = 0.2
"""A word is told to have shown a kind of work if at least so much of its use in the thesaurus speaks of it."""

Evidence = list[dict[str, object]]


@collector_paused()
def explain(context: Context, scored: Scored, selected: npt.NDArray[np.int64]) -> list[tuple[Reason, ...]]:
    """The reasons of the selected pairs (positions in `scored.pairs`), strongest first, the base last."""
    pairs = scored.pairs.take(selected)
    evidence = {name: collect(context, pairs) for name, collect in _EVIDENCE.items() if name in scored.features}
    chosen = scored.contributions[selected]
    contributions, order = chosen.tolist(), np.argsort(-np.abs(chosen), axis=1, kind="stable").tolist()
    result = []
    for row in range(len(pairs)):
        reasons = []
        for column in order[row]:
            name, contribution = scored.features[column], contributions[row][column]
            params = evidence[name][row] if name in evidence else {}
            if contribution or params:
                reasons.append(Reason(name, contribution, params))
        result.append((*reasons, Reason(BASE, float(scored.intercept))))
    return result


def _strongest(products: sp.csr_matrix, row: int, most: int) -> tuple[list[int], list[float]]:
    """The columns with the largest values of one row, and their shares of the row's sum."""
    span = slice(products.indptr[row], products.indptr[row + 1])
    values, columns = products.data[span], products.indices[span]
    total = float(values.sum())
    if total <= 0.0:
        return [], []
    best = np.argsort(-values, kind="stable")[:most]
    return columns[best].tolist(), (values[best] / total).tolist()


def _words(context: Context, pairs: Pairs) -> Evidence:
    """The words that both sides have, with their shares. A part of a compound is not told beside the whole compound: its share goes to that."""
    products = pair_products(context.lots.words, context.profiles.words, pairs)
    surface = context.space.surface_forms()
    result: Evidence = []
    for row in range(len(pairs)):
        columns, shares = _strongest(products, row, MOST_WORDS * 2)
        told: dict[str, float] = {}
        for word, share in sorted(((surface.get(c, ""), s) for c, s in zip(columns, shares, strict=True)), key=lambda pair: -len(pair[0])):
            whole = next((longer for longer in told if word in longer), word)
            told[whole] = told.get(whole, 0.0) + share
        best = sorted(told.items(), key=lambda pair: -pair[1])[:MOST_WORDS]
        result.append({"words": [[word, round(share, 3)] for word, share in best if word]})
    return result


def _concepts(context: Context, pairs: Pairs) -> Evidence:
    """The kinds of work that weigh most, with what showed each on both sides, and their shares of the contribution.

    Of a kind and one below it only one is told, with the shares of both: the deeper of two that both sides name in so many words; else the one
    that is named more. A kind that neither side names, as happens to what is hinted at faintly, is told only where none is named. A whole
    family of which the sides name two different kinds only makes them kin: that is told by a last entry True.
    """
    both = pair_products(context.lots.concepts, context.profiles.concepts, pairs)
    finder = context.space.finder
    asked, offered = _Shown(context.space, context.lots), _Shown(context.space, context.profiles)
    result: Evidence = []
    for row, (lot, profile) in enumerate(zip(pairs.lot.tolist(), pairs.profile.tolist(), strict=True)):
        columns, shares = _strongest(both, row, MOST_CONCEPTS * 4)
        sides = {column: (asked.named(lot, column) is not None) + (offered.named(profile, column) is not None) for column in columns}
        named = [column for column in columns if sides[column]] or columns
        told: dict[int, float] = {}
        for column in sorted(named, key=lambda column: (-sides[column], -finder.depths[column])):
            if not any(known in finder.below[column] or column in finder.below[known] for known in told):
                told[column] = 0.0
        for column, share in zip(columns, shares, strict=True):
            deeper = (known for known in told if known in finder.below[column])
            above = (known for known in told if column in finder.below[known])
            if (nearest := next(chain(deeper, above), None)) is not None:
                told[nearest] += share
        best = sorted(told.items(), key=lambda entry: -entry[1])[:MOST_CONCEPTS]
        evidence = []
        for column, share in best:
            one, other = asked.named(lot, column), offered.named(profile, column)
            two = one is not None and other is not None and one not in finder.below[other] and other not in finder.below[one]
            kin = [True] if two and not finder.depths[column] else []
            evidence.append([finder.concepts[column].id, asked.by(lot, column), offered.by(profile, column), round(share, 3), *kin])
        result.append({"concepts": evidence})
    return result


class _Shown:
    """What in the items of one side showed a concept. Asked again and again for the same lot, so remembered."""

    def __init__(self, space: FeatureSpace, rows: Rows) -> None:
        self._space, self._rows = space, rows
        self._known: dict[tuple[int, int], str] = {}
        self._terms: dict[tuple[int, int], tuple[int, str] | None] = {}

    def by(self, item: int, concept: int) -> str:
        """A term of the concept or of one below it, else the word that hints at it most; "" where a code showed it."""
        known = self._known.get((item, concept))
        if known is None:
            found = self._term(item, concept)
            known = self._known[item, concept] = found[1] if found else self._hint(item, concept)
        return known

    def named(self, item: int, concept: int) -> int | None:
        """The concept itself where the item has a term of it, else one below it of which it has one; None if there is none."""
        found = self._term(item, concept)
        return found[0] if found else None

    def _term(self, item: int, concept: int) -> tuple[int, str] | None:
        if (item, concept) not in self._terms:
            self._terms[item, concept] = self._find_term(item, concept)
        return self._terms[item, concept]

    def _find_term(self, item: int, concept: int) -> tuple[int, str] | None:
        terms, finder = self._rows.terms, self._space.finder
        span = slice(terms.indptr[item], terms.indptr[item + 1])
        below = None
        for column, term in zip(terms.indices[span].tolist(), terms.data[span].tolist(), strict=True):
            if term and column in finder.below[concept]:
                below = column, str(finder.terms[term - 1])
                if column == concept:
                    break
        return below

    def _hint(self, item: int, concept: int) -> str:
        words = self._rows.words
        span = slice(words.indptr[item], words.indptr[item + 1])
        columns = words.indices[span]
        hints = self._space.hints_at(columns, concept)
        strength = np.where(hints >= _CLEAR_HINT, hints * words.data[span], 0.0)
        return self._space.surface_forms().get(int(columns[strength.argmax()]), "") if strength.any() else ""


def _coverage(context: Context, pairs: Pairs) -> Evidence:
    """The kinds of work that are asked and done, with their shares of the contribution, and how much of what is asked the profile names itself."""
    asked, named, rows = asked_and_named(context, pairs)
    products = pair_products(asked, context.space.reach_around(named), rows)
    share = pair_dot(asked, context.space.reach(named), rows).tolist()
    finder = context.space.finder
    result: Evidence = []
    for row in range(len(pairs)):
        columns, shares = _strongest(products, row, MOST_CONCEPTS)
        kinds = [[finder.concepts[column].id, round(part, 3)] for column, part in zip(columns, shares, strict=True)]
        result.append({"share": round(share[row], 3), "kinds": kinds} if kinds else {})
    return result


def _simple(context: Context, pairs: Pairs) -> Evidence:
    """How much of the work asks no schooling."""
    return [{"share": round(share, 3)} if share else {} for share in simple(replace(context, pairs=pairs)).tolist()]


def _hands(context: Context, pairs: Pairs) -> Evidence:
    """The same, of those who lend people."""
    lent = hands(replace(context, pairs=pairs)) > 0
    return [params if lends else {} for params, lends in zip(_simple(context, pairs), lent.tolist(), strict=True)]


def _natures(context: Context, pairs: Pairs) -> Evidence:
    """What is mostly asked, and what is mostly offered, where both are known and are two."""
    asked, offered = natures_asked_and_offered(context, pairs)
    both_known = np.minimum(asked.sum(axis=1), offered.sum(axis=1)) > 0
    most = zip(asked.argmax(axis=1).tolist(), offered.argmax(axis=1).tolist(), both_known, strict=True)
    return [{"asked": NATURES[one], "offered": NATURES[other]} if known and one != other else {} for one, other, known in most]


def _codes(context: Context, pairs: Pairs) -> Evidence:
    products = pair_products(context.lots.codes, context.profiles.codes, pairs)
    result: Evidence = []
    for row in range(len(pairs)):
        columns, _ = _strongest(products, row, MOST_CODES * 3)
        codes = sorted((context.space.code_tree.names[column] for column in columns), key=len, reverse=True)
        deepest = [code for place, code in enumerate(codes) if not any(longer.startswith(code) for longer in codes[:place])]
        result.append({"codes": deepest[:MOST_CODES]})
    return result


def _work(context: Context, pairs: Pairs) -> Evidence:
    products = pair_products(context.lots.work, context.profiles.work, pairs)
    names = context.space.isco_node_names
    result: Evidence = []
    for row in range(len(pairs)):
        columns, _ = _strongest(products, row, 12)
        result.append({"isco": [names[column] for column in columns if len(names[column]) == 4][:MOST_CODES]})
    return result


def _occupations(context: Context, pairs: Pairs) -> Evidence:
    """The preferred labels of the occupations that both sides clearly speak of."""
    products = pair_products(context.lots.occupations, context.profiles.occupations, pairs)
    products.data[products.data < _CLEAR_OCCUPATION] = 0.0
    products.eliminate_zeros()
    result: Evidence = []
    for row in range(len(pairs)):
        columns, _ = _strongest(products, row, MOST_OCCUPATIONS)
        result.append({"occupations": [context.space.occupation_names[column] for column in columns]} if columns else {})
    return result


def _kilometres(context: Context, pairs: Pairs) -> Evidence:
    column = pair_kilometres(replace(context, pairs=pairs))
    return [{} if np.isnan(value) else {"km": round(float(value), 1)} for value in column]


def _amounts(context: Context, pairs: Pairs) -> Evidence:
    asked: Column = context.lot_numbers.amount[pairs.lot]
    carried: Column = context.profile_numbers.amount[pairs.profile]
    reckoned = (context.profile_numbers.reckoned[pairs.profile] > 0).tolist()
    known = [{} if np.isnan(a) or np.isnan(c) else {"asked": float(a), "carried": float(c)} for a, c in zip(asked, carried, strict=True)]
    return [{**params, "reckoned": True} if params and guess else {**params} for params, guess in zip(known, reckoned, strict=True)]


_EVIDENCE: dict[str, Callable[[Context, Pairs], Evidence]] = {
    "words": _words,
    "concepts": _concepts,
    "coverage": _coverage,
    "hands": _hands,
    "simple": _simple,
    "codes": _codes,
    "work": _work,
    "occupations": _occupations,
    "other_nature": _natures,
    "distance": _kilometres,
    "too_far": _kilometres,
    "too_large": _amounts,
}
