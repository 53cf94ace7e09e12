"""Why a pair has its score: each feature's contribution to the log-odds, with the words, concepts and codes that made it.

The contributions, with the intercept as the reason "base", add up to the score's log-odds exactly. Within the word features the words share the
contribution in proportion to their part of the dot product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.features import Column, Context, pair_kilometres
from matcher.matching.recall import Pairs
from matcher.matching.scoring import Scored
from matcher.matching.space import Rows
from matcher.model import Reason

BASE = "base"
MOST_WORDS, MOST_CONCEPTS, MOST_CODES, MOST_OCCUPATIONS = 5, 4, 3, 2

_CLEAR_OCCUPATION = 0.25
"""About half as probable as the best one on both sides."""

Evidence = list[dict[str, object]]


def explain(context: Context, scored: Scored, selected: npt.NDArray[np.int64]) -> list[tuple[Reason, ...]]:
    """The reasons of the selected pairs (positions in `scored.pairs`), strongest first, the base last."""
    pairs = Pairs(scored.pairs.lot[selected], scored.pairs.profile[selected])
    evidence = {name: collect(context, pairs) for name, collect in _EVIDENCE.items() if name in scored.features}
    contributions = scored.contributions[selected]
    order = np.argsort(-np.abs(contributions), axis=1, kind="stable")
    result = []
    for row in range(len(pairs)):
        reasons = []
        for column in order[row].tolist():
            name, contribution = scored.features[column], float(contributions[row, column])
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
    products = context.lots.words[pairs.lot].multiply(context.profiles.words[pairs.profile]).tocsr()
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

    Of a kind and one below it only the deeper is told: its share includes those above it.
    """
    both = context.lots.concepts[pairs.lot].multiply(context.profiles.concepts[pairs.profile]).tocsr()
    identifiers = [concept.id for concept in context.space.finder.concepts]
    result: Evidence = []
    for row in range(len(pairs)):
        columns, shares = _strongest(both, row, MOST_CONCEPTS * 4)
        told: dict[int, float] = {}
        for column, share in sorted(zip(columns, shares, strict=True), key=lambda entry: (-len(identifiers[entry[0]].split(".")), -entry[1])):
            below = next((deeper for deeper in told if identifiers[deeper].startswith(identifiers[column] + ".")), column)
            told[below] = told.get(below, 0.0) + share
        best = sorted(told.items(), key=lambda entry: -entry[1])[:MOST_CONCEPTS]
        sides = ((context.lots, int(pairs.lot[row])), (context.profiles, int(pairs.profile[row])))
        concepts = []
        for column, share in best:
            asked, offered = (_shown_by(context, rows, item, column) for rows, item in sides)
            concepts.append([identifiers[column], asked, offered, round(share, 3)])
        result.append({"concepts": concepts})
    return result


def _shown_by(context: Context, rows: Rows, item: int, concept: int) -> str:
    """What in this item showed the concept: a term of it or of one below it, else the word that hints at it most; "" where a code did."""
    return _term(context, rows.terms, item, concept) or _hint(context, rows.words, item, concept)


def _hint(context: Context, words: sp.csr_matrix, item: int, concept: int) -> str:
    span = slice(words.indptr[item], words.indptr[item + 1])
    hints = context.space.hints_of(concept)
    strength = hints[words.indices[span]] * words.data[span] if span.stop > span.start else np.zeros(0)
    if not strength.any():
        return ""
    return context.space.surface_forms().get(int(words.indices[span][strength.argmax()]), "")


def _term(context: Context, terms: sp.csr_matrix, row: int, concept: int) -> str:
    """The term in this item that showed the concept or one below it; "" where a code did."""
    span = slice(terms.indptr[row], terms.indptr[row + 1])
    finder = context.space.finder
    wanted = finder.concepts[concept].id
    below = ""
    for column, term in zip(terms.indices[span].tolist(), terms.data[span].tolist(), strict=True):
        if not term:
            continue
        if column == concept:
            return str(finder.terms[term - 1])
        if finder.concepts[column].id.startswith(wanted + "."):
            below = finder.terms[term - 1]
    return below


def _codes(context: Context, pairs: Pairs) -> Evidence:
    products = context.lots.codes[pairs.lot].multiply(context.profiles.codes[pairs.profile]).tocsr()
    result: Evidence = []
    for row in range(len(pairs)):
        columns, _ = _strongest(products, row, MOST_CODES * 3)
        codes = sorted((context.space.code_tree.names[column] for column in columns), key=len, reverse=True)
        deepest = [code for place, code in enumerate(codes) if not any(longer.startswith(code) for longer in codes[:place])]
        result.append({"codes": deepest[:MOST_CODES]})
    return result


def _work(context: Context, pairs: Pairs) -> Evidence:
    products = context.lots.work[pairs.lot].multiply(context.profiles.work[pairs.profile]).tocsr()
    names = context.space.isco_node_names
    result: Evidence = []
    for row in range(len(pairs)):
        columns, _ = _strongest(products, row, 12)
        result.append({"isco": [names[column] for column in columns if len(names[column]) == 4][:MOST_CODES]})
    return result


def _occupations(context: Context, pairs: Pairs) -> Evidence:
    """The preferred labels of the occupations that both sides clearly speak of."""
    products = context.lots.occupations[pairs.lot].multiply(context.profiles.occupations[pairs.profile]).tocsr()
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
    return [{} if np.isnan(a) or np.isnan(c) else {"asked": float(a), "carried": float(c)} for a, c in zip(asked, carried, strict=True)]


_EVIDENCE: dict[str, Callable[[Context, Pairs], Evidence]] = {
    "words": _words,
    "concepts": _concepts,
    "codes": _codes,
    "work": _work,
    "occupations": _occupations,
    "distance": _kilometres,
    "too_far": _kilometres,
    "too_large": _amounts,
}
