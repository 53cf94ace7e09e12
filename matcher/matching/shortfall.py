"""What a pair falls short of: which feature cost it most, and which kinds of work of the title the profile does not do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matcher.matching.rows import Rows
from matcher.matching.space import FeatureSpace

WORK = "work"
"""All features of what is asked and done together: none of them alone is needed."""

PENALTIES = ("too_large", "size", "other_nature", "distance")

_CLEAR = 0.5
"""A kind of work that a title names less clearly is one of several that its words could mean."""


def costliest(reasons: Sequence[Mapping[str, Any]], threshold: float) -> tuple[str, bool]:
    """What cost a supplier most that scores below the threshold: "work", or a penalty; and whether the pair would do without that penalty alone.

    A penalty costs what it takes away of the log-odds; the work costs what is wanting to the threshold when all penalties are given back.
    `reasons`: as stored, of all features, with the base.
    """
    wanting = math.log(threshold / (1 - threshold)) - sum(reason["contribution"] for reason in reasons)
    costs = {reason["code"]: -float(reason["contribution"]) for reason in reasons if reason["code"] in PENALTIES}
    costs = {WORK: wanting - sum(costs.values())} | costs
    code = max(costs, key=lambda name: costs[name])
    return code, code != WORK and costs[code] >= wanting


def kinds_named(space: FeatureSpace, lots: Rows, place: int) -> list[int]:
    """The kinds of work that the title of a lot names, as numbers of concepts, the clearest first.

    Of a kind and one below it only the deeper.
    """
    titles, finder = lots.title_strengths, space.finder
    span = slice(titles.indptr[place], titles.indptr[place + 1])
    strength = dict(zip(titles.indices[span].tolist(), titles.data[span].tolist(), strict=True))
    named = [concept for concept, value in strength.items() if value >= _CLEAR and not (finder.is_of_people[concept] or finder.is_vague[concept])]
    deepest = [concept for concept in named if not any(other != concept and other in finder.below[concept] for other in named)]
    return sorted(deepest, key=lambda concept: (-strength[concept], concept))


def kinds_done(space: FeatureSpace, profiles: Rows, place: int) -> frozenset[int]:
    """The kinds of work that a profile names, and all above them."""
    return frozenset(space.reach(profiles.strengths[[place]]).indices.tolist())
