"""Figures of suggested codes, on cases small enough to reckon by hand."""

from __future__ import annotations

import pytest

from matcher.matching.cpv_figures import agreement, suggestion_figures
from matcher.model import CpvSuggestion

AGREEMENT = {
    "the same": ("90911300", ["90911300"], True),
    "the branch of it": ("90910000", ["90911300"], True),
    "one of two": ("90910000", ["33000000", "90911300"], True),
    "below it": ("90911300", ["90910000"], None),
    "a sister": ("90911200", ["90911300"], False),
    "another division": ("33000000", ["90911300"], False),
}


@pytest.mark.parametrize(("code", "given", "expected"), AGREEMENT.values(), ids=AGREEMENT)
def test_a_branch_is_right_wrong_or_unknown(code: str, given: list[str], expected: bool | None) -> None:
    assert agreement(code, given) is expected


def test_it_counts_lots_whose_code_says_enough_and_leaves_out_those_without() -> None:
    suggested = [
        [CpvSuggestion("90911300", 0.8)],  # right to the last digit
        [CpvSuggestion("33000000", 0.6), CpvSuggestion("77310000", 0.45)],  # right at the second go
        [CpvSuggestion("45442100", 0.5)],  # below what was given: division right, the rest unknown
        [],
        [CpvSuggestion("09310000", 0.9)],  # no code was given
    ]
    figures = suggestion_figures(suggested, [["90911300"], ["77310000"], ["45000000"], ["55520000"], []])
    assert (figures["tenders"], figures["tenders_division"], figures["tenders_group"], figures["tenders_class"]) == (4, 4, 3, 3)
    assert (figures["suggested"], figures["top1_division"]) == (0.75, 0.5)
    assert (figures["top1_group"], figures["top1_class"], figures["top3_group"]) == (0.3333, 0.3333, 0.6667)
    assert figures["brier"] == pytest.approx((0.2**2 + 0.6**2 + 0.55**2) / 3, abs=1e-4)
    assert [(row["from"], row["suggestions"], row["right"]) for row in figures["reliability"]] == [(0.4, 1, 1.0), (0.6, 1, 0.0), (0.8, 1, 1.0)]


def test_without_codes_there_are_no_shares() -> None:
    figures = suggestion_figures([[CpvSuggestion("09310000", 0.9)]], [[]])
    assert (figures["tenders"], figures["suggested"], figures["top1_group"], figures["brier"], figures["reliability"]) == (0, None, None, None, [])
