"""What is compared: lots and profiles as texts by field and codes, and what each kind of them counts for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """A lot or a profile as the matcher sees it: texts by field, and codes. The fields of one kind of item are always in the same order."""

    fields: tuple[str, ...]
    cpv: tuple[str, ...] = ()
    sbi: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of item: what each of its fields counts, whether it asks or offers, whether vague wishes ("something with my hands") count, and whether
    the first field is a name, which tells the occupation only where it is one."""

    field_weights: tuple[float, ...]
    offers: bool
    vague: bool = False
    named: bool = False


TENDER = Kind((1.0, 0.5, 0.3, 0.3), offers=False)
"""Title, description, category, and the official labels of its codes (may be left out)."""

SUPPLIER = Kind((0.6, 1.0, 1.0), offers=True, named=True)
"""Name, description, keywords."""

JOBSEEKER = Kind((1.0, 0.6, 0.6), offers=True, vague=True)
"""Wants, skills, experience."""
