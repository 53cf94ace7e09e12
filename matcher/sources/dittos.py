"""Cells that only say "the same as above": a ditto mark, "idem", "zie boven"."""

from __future__ import annotations

import re
from itertools import pairwise

from matcher.sources.data_rows import DataRows

_LONGEST = 16
_SEVERAL = 2
_OF_GROUPS = frozenset({"category", "department", "place", "start"})
_SAME = re.compile(r"[\s\-–—.]*(?:[\"“”„″〃]{1,2}|''|´´|,,|(?:idem|dito|ditto)(?: (?:idem|dito))?|id\.|(?:het)?zelfde|same)[\s\-–—.]*", re.IGNORECASE)
_ABOVE = re.compile(r"\(?(?:zie|als|see|as|same as) (?:hier)?(?:boven|above)\W*", re.IGNORECASE)
_REPEATED = ("title", "reference", "buyer", "department", "category", "cpv", "value", "value_max", "value_total", "deadline", "start", "lot_title",
             "status", "procedure", "duration", "place", "postcode", "reserved", "retender")  # fmt: skip
"""Fields that such a cell repeats. What a remark or a description says "idem" to stays as written."""
_NOT_FROM_ABOVE = frozenset({"value", "value_max", "value_total"})
"""Of an amount "zie boven" may say as well that the one above covers both rows."""


def repeat_groups(data: DataRows, leftmost: str) -> None:
    """Put what stands only on the first row of its group on the others: each stands once, and a good part of the rows has none.

    A category does, and what is in the first column of the table (`leftmost`: its field), if it can be that of a group. Where cells are empty
    below one of them alone, as at the end of a list by date, they may as well say that nothing is known.
    """
    for name in {"category", leftmost} & _OF_GROUPS:
        texts = data.texts[name]
        named = [text for text in texts if text]
        if len(named) < _SEVERAL or not texts[0] or len(set(named)) < len(named) or 3 * len(named) > 2 * len(texts):
            continue
        if sum(bool(above) and not text for above, text in pairwise(texts)) < _SEVERAL:
            continue
        for row, text in enumerate(texts):
            if not text and not (name == "category" and data.categories[row]):
                data.repeat(name, row, row - 1)


def repeat_dittos(data: DataRows) -> None:
    """Put into such cells what stands above them, row by row, so that several below each other all say the same."""
    for name in _REPEATED:
        texts = data.texts[name]
        same = {text for text in set(texts) if 0 < len(text) <= _LONGEST and not text[0].isdigit() and _says_the_same(text, name)}
        for row in range(1, len(texts)) if same else ():
            if texts[row] in same:
                data.repeat(name, row, row - 1)


def _says_the_same(text: str, name: str) -> bool:
    return bool(_SAME.fullmatch(text)) or (name not in _NOT_FROM_ABOVE and bool(_ABOVE.fullmatch(text)))
