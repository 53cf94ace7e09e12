"""How good suggested CPV codes are, measured on lots whose code was hidden."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matcher.matching.cpv_suggestions import significant
from matcher.model import CpvSuggestion

_LEVELS = {"division": 2, "group": 3, "class": 4}
_BINS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)


def agreement(code: str, given: Sequence[str]) -> bool | None:
    """Whether a given code lies in the branch `code`. None where the branch lies below a given code: that may be right, but nobody said so."""
    branch = significant(code)
    codes = [significant(other) for other in given]
    if any(other.startswith(branch) for other in codes):
        return True
    return None if any(branch.startswith(other) for other in codes) else False


def suggestion_figures(suggested: Sequence[Sequence[CpvSuggestion]], given: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Figures of what was suggested per lot, best first, beside the codes that were given; lots without a given code do not count.

    top1_* and top3_group: shares of the lots whose given code says so many digits; a suggestion that says fewer is a miss. `brier` and
    `reliability`: over all suggestions of which `agreement` is known. Every share is None where there is nothing to share.
    """
    pairs = [(codes, right) for codes, right in zip(suggested, given, strict=True) if right]
    judged = [(each.probability, agree) for codes, right in pairs for each in codes if (agree := agreement(each.code, right)) is not None]
    figures: dict[str, Any] = {"tenders": len(pairs), "suggested": _share([bool(codes) for codes, _ in pairs])}
    for level, digits in _LEVELS.items():
        deep = [(codes, right) for codes, right in pairs if any(len(significant(code)) >= digits for code in right)]
        figures[f"top1_{level}"] = _share([_hit(codes[:1], right, digits) for codes, right in deep])
        figures[f"tenders_{level}"] = len(deep)
    deep = [(codes, right) for codes, right in pairs if any(len(significant(code)) >= 3 for code in right)]
    figures["top3_group"] = _share([_hit(codes[:3], right, 3) for codes, right in deep])
    figures["brier"] = round(sum((probability - agree) ** 2 for probability, agree in judged) / len(judged), 4) if judged else None
    figures["reliability"] = []
    for low, high in pairwise(_BINS):
        inside = [(probability, agree) for probability, agree in judged if low <= probability < high]
        if inside:
            predicted = round(sum(probability for probability, _ in inside) / len(inside), 3)
            right_share = _share([agree for _, agree in inside])
            figures["reliability"].append({"from": low, "to": high, "suggestions": len(inside), "predicted": predicted, "right": right_share})
    return figures


def _hit(codes: Sequence[CpvSuggestion], right: Sequence[str], digits: int) -> bool:
    wanted = {significant(code)[:digits] for code in right if len(significant(code)) >= digits}
    return any(significant(each.code)[:digits] in wanted for each in codes)


def _share(answers: Sequence[bool]) -> float | None:
    return round(sum(answers) / len(answers), 4) if answers else None
