"""Headings that can be read in two ways: the values below them say in which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from matcher.sources.buyers import is_organisation_alone
from matcher.sources.column_values import (
    holds_bases,
    holds_classes,
    holds_days,
    holds_kinds,
    holds_moments,
    holds_money,
    holds_names,
    holds_numbers,
    holds_procedures,
    holds_sums,
    text_at,
)
from matcher.sources.columns import Headings
from matcher.sources.sheets import Row
from matcher.sources.texts import folded

_BY_GUESS = 0.7
_WORDS = frozenset({"title", "name", "description", "remarks", "lot_title", "buyer", "reference"})
_WHAT_IS_BOUGHT = frozenset({"title", "name"})
_HOW = frozenset({"procedure", "category"})
_MAY_BE_TITLES = _WHAT_IS_BOUGHT | {"lot_title"}
_HOW_MUCH = re.compile(r"(?i)\bhoeveel\b|\bhow much\b")
"""In a heading: money where sums stand below it, else pieces."""
_MAY_TELL_BASIS = frozenset({"value", "value_max", "start", "when"})
"""Headings such as "Per", "Bedrag is", "Periode" beside that of the amounts."""
_SIZE = frozenset({"omvang", "geschatte omvang"})
"""A description, or nothing but "groot" and "klein"."""
_NEXT_CONTRACT = re.compile(r"(?:nieuwe? (?:contract|overeenkomst)|(?:new|next) (?:contract|agreement))")
"""Days below it are those on which it starts; "Gunning nieuw contract" says itself what its days are."""
_ENDS = frozenset({"vervalt", "lapses"})
"""Said of a contract as well as of a tender. Below "Vervallen" a day is the one on which that was decided."""
_WHAT_GOES_TO_MARKET = re.compile(r"^(?=.*\b(?:in|naar|op) de markt\b).*\b(?:wat|opdracht|project|traject|aanbesteding|contract)")
"""Above names as well as above days."""
_LEAD = frozenset({"penvoerder", "penvoerende", "trekker", "kartrekker", "lead"})
"""Who buys for several organisations: one of them, or somebody there."""


def in_their_sense(
    certain: Mapping[int, tuple[str, float]], labels: Mapping[int, str], data: Sequence[Row], headings: Headings
) -> dict[int, tuple[str, float]]:
    """Return what each column is recognised as, once its values are looked at. `certain`: by its heading alone."""
    places = sum(named == "place" for named, _ in certain.values())
    amounts = {column for column, (named, _) in certain.items() if named == "value"}
    found: dict[int, tuple[str, float]] = {}
    for column, before in certain.items():
        if places > 1 and before[0] == "place" and holds_numbers(column, data):  # "Complex" beside "Plaats"
            found[column] = "other", 0.0
        elif before[0] in _MAY_TELL_BASIS and amounts - {column} and holds_bases(column, data):
            found[column] = "basis", _BY_GUESS
        else:
            found[column] = _in_its_sense(column, before, labels.get(column, ""), data, headings)
    if not any(named in _MAY_BE_TITLES for named, _ in found.values()):  # a title that only says how is better than none
        found |= {column: before for column, before in certain.items() if before[0] in _WHAT_IS_BOUGHT and found[column][0] in _HOW}
    return found


def _in_its_sense(column: int, found: tuple[str, float], label: str, data: Sequence[Row], headings: Headings) -> tuple[str, float]:
    named, _ = found
    if named in _WORDS and (when := headings.when_in_brackets(label)) and holds_days(column, data):
        return when, _BY_GUESS
    if named == "value" and _HOW_MUCH.search(label) and not holds_sums(column, data):
        return "other", 0.0
    if named == "basis" and not holds_bases(column, data):
        return ("value", _BY_GUESS) if holds_sums(column, data) or holds_money(column, data) else ("other", 0.0)
    if _NEXT_CONTRACT.fullmatch(folded(label)) and holds_days(column, data):
        return "start", _BY_GUESS
    if named == "status" and folded(label) in _ENDS and holds_days(column, data):
        return "end", _BY_GUESS
    if named == "published" and _WHAT_GOES_TO_MARKET.search(folded(label)) and holds_names(column, data) and not holds_moments(column, data):
        return "title", _BY_GUESS
    if named in _WHAT_IS_BOUGHT and holds_procedures(column, data):
        return "procedure", _BY_GUESS
    if named in _WHAT_IS_BOUGHT and holds_kinds(column, data):
        return "category", _BY_GUESS
    if named == "description" and folded(label) in _SIZE and holds_classes(column, data):
        return "other", 0.0
    if named == "contact" and not _LEAD.isdisjoint(folded(label).split()) and _names_organisations(column, data):
        return "buyer", _BY_GUESS
    return found


def _names_organisations(column: int, data: Sequence[Row]) -> bool:
    """Say whether each cell is the name of an organisation and nothing else: what stands beside one, or on another row, may be somebody's."""
    texts = [text for row in data if (text := text_at(row, column))]
    return len(texts) > 1 and all(map(is_organisation_alone, texts))
