"""What every database can hold: text without NUL and half characters, amounts that fit their column."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from matcher.model import Supplier

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST_AMOUNT = 1e13
_LARGEST_INTEGER = 2**31 - 1
_Value = TypeVar("_Value")


def storable(value: _Value) -> _Value:
    """`value` (a dataclass of model.py, or a tuple of them) without what PostgreSQL or SQLite refuses.

    NUL characters and lone surrogates are left out of texts; numbers that are not finite, or that no column holds, become None.
    """
    return _clean(value)  # type: ignore[no-any-return]


@lru_cache
def _fields_of(noun: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(field.name for field in fields(noun))
    return names, attrgetter(*names)


def _has_unstorable(text: str) -> bool:
    return "\x00" in text or (not text.isascii() and _UNSTORABLE.search(text) is not None)


def _clean(value: Any) -> Any:  # noqa: ANN401  # any field of any noun
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value) if type(value) is str and _has_unstorable(value) else value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if abs(value) < _LARGEST_AMOUNT and math.isfinite(value) else None
    if isinstance(value, tuple):
        cleaned = tuple(_clean(item) for item in value)
        return value if all(new is old for new, old in zip(cleaned, value, strict=True)) else cleaned
    if is_dataclass(value) and not isinstance(value, type):
        names, values = _fields_of(type(value))
        given = values(value)
        # all texts of a tender are looked through at once: hardly ever anything is wrong with any of them
        texts_are_clean = not _has_unstorable("".join([each for each in given if type(each) is str]))
        rest = [(name, old) for name, old in zip(names, given, strict=True) if old is not None and not (texts_are_clean and type(old) is str)]
        changed = {name: new for name, old in rest if (new := _clean(old)) is not old}
        if isinstance(value, Supplier) and value.headcount is not None and abs(value.headcount) > _LARGEST_INTEGER:
            changed["headcount"] = None
        return replace(value, **changed) if changed else value
    return value
