"""The thesaurus and what imported official lists add to it, as plain values."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from matcher import config
from matcher.errors import VocabularyError
from matcher.matching.concepts import Concept
from matcher.model import Place, VocabularyEntry

_LISTS = ("nl", "en", "cpv", "sbi", "sbi2025", "isco", "not", "ambiguous")
_FIELDS = {*_LISTS, "specialist"}
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def load_concepts(folder: Path | None = None) -> tuple[Concept, ...]:
    """The concepts of every TOML file in `folder` (default: the shipped thesaurus), in order of id.

    Raises VocabularyError, naming file and concept, for an unknown field, a malformed or repeated id, a missing parent or missing Dutch terms.
    """
    if folder is None:
        return _shipped_concepts()
    concepts: dict[str, Concept] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise VocabularyError(f"{file.name} is not valid TOML: {error}") from error
        for identifier, table in tables.items():
            if identifier in concepts:
                raise VocabularyError(f"{file.name}: {identifier} stands in another file too")
            concepts[identifier] = _concept(file.name, identifier, table)
    for concept in concepts.values():
        if concept.parent is not None and concept.parent not in concepts:
            raise VocabularyError(f"{concept.id}: its parent {concept.parent} does not exist")
    return tuple(concepts[identifier] for identifier in sorted(concepts))


@lru_cache(maxsize=1)
def _shipped_concepts() -> tuple[Concept, ...]:
    return load_concepts(config.data_file("concepts"))


def _concept(file: str, identifier: str, table: object) -> Concept:
    if not _ID.fullmatch(identifier):
        raise VocabularyError(f"{file}: {identifier!r} is not an id (lower-case words joined by dots)")
    if not isinstance(table, dict) or not table.get("nl"):
        raise VocabularyError(f"{file}: {identifier} has no Dutch terms")
    unknown = set(table) - _FIELDS
    if unknown:
        raise VocabularyError(f"{file}: {identifier} has an unknown field {sorted(unknown)[0]}")
    if not isinstance(table.get("specialist", False), bool):
        raise VocabularyError(f"{file}: {identifier} says neither true nor false of specialist")
    values = {name: tuple(str(value) for value in table.get(name, ())) for name in _LISTS}
    return Concept(
        id=identifier,
        nl=values["nl"],
        en=values["en"],
        cpv=values["cpv"],
        sbi=tuple(dict.fromkeys(values["sbi"] + values["sbi2025"])),
        isco=values["isco"],
        near_misses=values["not"],
        ambiguous=values["ambiguous"],
        specialist=table.get("specialist", False),
    )


@lru_cache(maxsize=4)
def _labels(language: str) -> dict[str, str]:
    return {concept.id: concept.label(language) for concept in load_concepts()}


def concept_label(identifier: str, language: str) -> str:
    """The name of a concept for people; its id if the thesaurus no longer has it."""
    return _labels(language).get(identifier, identifier)


def thesaurus_version(concepts: Sequence[Concept]) -> str:
    """A short hash of all that the concepts say: two matches made with the same version used the same thesaurus."""
    return hashlib.sha256(repr(tuple(concepts)).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def shipped_version() -> str:
    """The version of the shipped thesaurus."""
    return thesaurus_version(load_concepts())


# --- official lists ----------------------------------------------------------------------------------------------------------------------------

OCCUPATIONS = "work.esco"
"""The concept above those of ESCO."""

_SHORTEST_SBI = 3
"""Digits of an SBI code that still say which branch it is."""


@dataclass(frozen=True)
class OfficialLists:
    """The lists that a user imported; empty where a list was not. `cpv` and `sbi`: code -> Dutch label."""

    cpv: Mapping[str, str] = field(default_factory=dict)
    sbi: Mapping[str, str] = field(default_factory=dict)
    esco: tuple[VocabularyEntry, ...] = ()
    places: tuple[Place, ...] = ()

    def cpv_labels(self, codes: Iterable[str]) -> list[str]:
        """The labels of those codes that the list has."""
        return [self.cpv[code] for code in codes if code in self.cpv]

    def sbi_labels(self, codes: Iterable[str]) -> list[str]:
        """The labels of the codes, or of the nearest branch above them: lists and firms differ in how many digits they give."""
        found = []
        for code in (given.replace(".", "").strip() for given in codes) if self.sbi else ():
            branch = next((code[:length] for length in range(len(code), _SHORTEST_SBI - 1, -1) if code[:length] in self.sbi), None)
            if branch is not None:
                found.append(self.sbi[branch])
        return list(dict.fromkeys(found))


def labels(entries: Iterable[VocabularyEntry]) -> dict[str, str]:
    """Code -> Dutch label, the English one where there is no Dutch."""
    return {entry.code: entry.label_nl or entry.label_en for entry in entries}


def occupation_concepts(entries: Iterable[VocabularyEntry]) -> tuple[Concept, ...]:
    """Concepts of ESCO's occupations, below one concept that no text names; none without entries."""
    concepts = []
    for entry in entries:
        terms = tuple(dict.fromkeys(label for label in (entry.label_nl, *entry.alternatives) if label))
        if terms and len(entry.isco) == 4:
            identifier = re.sub(r"[^a-z0-9]+", "_", entry.code.lower()).strip("_")
            concepts.append(Concept(f"{OCCUPATIONS}.{identifier}", terms, isco=(entry.isco,)))
    return (Concept(OCCUPATIONS, ("ESCO-beroep",)), *concepts) if concepts else ()
