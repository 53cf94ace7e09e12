"""What every database can hold: text without NUL and half characters, amounts that fit their column."""

from __future__ import annotations

import math
import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
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
def _fields_of(noun: type[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the fields that hold a text, and of the others."""
    texts = tuple(field.name for field in fields(noun) if field.type in (str, "str"))
    return texts, tuple(field.name for field in fields(noun) if field.name not in texts)


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
        texts, others = _fields_of(type(value))
        # all texts of a noun are looked through at once: hardly ever is anything wrong with one of them
        names = (*texts, *others) if _has_unstorable("".join([getattr(value, name) for name in texts])) else others
        changed = {name: new for name in names if (old := getattr(value, name)) is not None and (new := _clean(old)) is not old}
        if isinstance(value, Supplier) and value.headcount is not None and abs(value.headcount) > _LARGEST_INTEGER:
            changed["headcount"] = None
        return replace(value, **changed) if changed else value
    return value
