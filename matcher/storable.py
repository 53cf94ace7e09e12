"""What every database can hold: text without NUL and half characters, amounts that fit their column, names and numbers that fit an index."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from itertools import chain
from typing import Any, TypeVar

from matcher.by_column import Nouns, Ones, column_of, only
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
    """`value` (a dataclass of model.py, or a tuple or columns of them) without what PostgreSQL or SQLite refuses.

    NUL characters and lone surrogates are left out of texts; numbers that are not finite, or that no column holds, become None.
    """
    return _clean(value)  # type: ignore[no-any-return]


def _has_unstorable(text: str) -> bool:
    if "\x00" in text:
        return True
    if text.isascii():
        return False
    try:
        text.encode()  # many times faster than looking for the half characters that it refuses
    except UnicodeEncodeError:
        return True
    return False


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
        return value if abs(value) < _LARGEST_AMOUNT else None
    if isinstance(value, tuple | Nouns):
        return value if _are_storable(value) else tuple(_clean(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {name: new for name in _names_of(type(value)) if (new := _clean(old := getattr(value, name))) is not old}
        for name in _NAMES.get(type(value), ()):
            said = changed.get(name, getattr(value, name))
            if (short := tuple(map(shortened, said)) if isinstance(said, tuple) else shortened(said)) != said:
                changed[name] = short
        whole = _WHOLE_NUMBERS.get(type(value), "")
        if whole and abs(changed.get(whole, getattr(value, whole)) or 0) > _LARGEST_INTEGER:
            changed[whole] = None
        return replace(value, **changed) if changed else value
    return value


def _are_storable(values: Sequence[Any]) -> bool:
    """Whether nothing at all is wrong with some values, as nearly always. Nouns are looked through field by field, all of them at once."""
    if isinstance(values, Nouns):
        return _are_storable_nouns(values.kind, values)
    if isinstance(values, Ones):
        return _are_storable(values.nouns)
    with suppress(TypeError):  # not all of them are texts
        return not _has_unstorable("".join(values))
    kinds = set(map(type, values))
    for kind in kinds:
        those: Sequence[Any] = values if len(kinds) == 1 else [value for value in values if type(value) is kind]
        if kind is str and _has_unstorable("".join(those)):
            return False
        if kind in (int, float) and not all(map(_LARGEST_AMOUNT.__gt__, map(abs, those))):
            return False
        if kind is tuple and not _are_storable(list(chain.from_iterable(those))):
            return False
        if is_dataclass(kind) and not _are_storable_nouns(kind, those):
            return False
    return True


def _are_storable_nouns(kind: type[Any], nouns: Sequence[Any]) -> bool:
    for name in _names_of(kind):
        column = column_of(nouns, name)
        if column and type(column[0]) is str and only(column, column[0]):  # as in most columns of a list
            column = column[:1]
        if not _are_storable(column):
            return False
        if name in _NAMES.get(kind, ()):
            names = chain.from_iterable(column) if tuple in set(map(type, column)) else column
            if max(map(len, filter(None, names)), default=0) > _LONGEST_NAME:
                return False
        if name == _WHOLE_NUMBERS.get(kind) and any(abs(number) > _LARGEST_INTEGER for number in column if number):
            return False
    return True


def _names_of(noun: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(noun))
