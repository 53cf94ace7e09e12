"""What every database can hold: text without NUL and half characters, amounts that fit their column, names and numbers that fit an index."""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from matcher.model import Award, JobSeeker, Lot, Notice, Supplier, Tender

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST_AMOUNT = 1e13
_LARGEST_INTEGER = 2**31 - 1
_LONGEST_NAME = 300  # characters; an index of PostgreSQL takes 2,704 bytes
_NAMES: dict[type, tuple[str, ...]] = {
    Tender: ("buyer", "ocid", "publication_id", "notice_version", "procedure_id"),
    Lot: ("number", "external_id"),
    Notice: ("publication_id", "version", "procedure_id", "refers_to"),
    Award: ("supplier", "supplier_number"),
    Supplier: ("name", "external_id"),
    JobSeeker: ("external_id",),
}
"""The fields by which rows are found."""
_WHOLE_NUMBERS = {Supplier: "headcount", Award: "bids"}
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


def shortened(name: str | None) -> str | None:
    """A name or number that fits an index. Of one that is far too long the beginning is kept, with a hash that tells it from others."""
    if not name or len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 20]} {hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"


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
        for name in _NAMES.get(type(value), ()):
            said = changed.get(name, getattr(value, name))
            if (short := tuple(map(shortened, said)) if isinstance(said, tuple) else shortened(said)) != said:
                changed[name] = short
        whole = _WHOLE_NUMBERS.get(type(value), "")
        if whole and abs(changed.get(whole, getattr(value, whole)) or 0) > _LARGEST_INTEGER:
            changed[whole] = None
        return replace(value, **changed) if changed else value
    return value
