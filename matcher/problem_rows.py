"""A problem that many rows have is told once, with those rows: a list of 300 rows must not bring 300 times the same sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from matcher.model import Problem

_RANGES = 24
"""Told of one problem; more of them nobody reads, and the annotated workbook has them all."""


@dataclass(frozen=True, slots=True)
class ProblemRows:
    """What is wrong, and in which rows of its sheet; no rows where it is about a whole sheet or file."""

    problem: Problem
    """The first of them."""
    rows: tuple[int, ...]


def by_problem(problems: Iterable[Problem]) -> list[ProblemRows]:
    """Return problems with those together that differ in their row alone, in the order in which each was first found."""
    rows: dict[object, list[int]] = {}
    first: dict[object, Problem] = {}
    for problem in problems:
        origin = problem.origin
        key = (problem.code, *sorted(problem.params.items()), origin.file, origin.sheet, problem.column, problem.severity)
        first.setdefault(key, problem)
        rows.setdefault(key, []).extend([origin.row] if origin.row else ())
    return [ProblemRows(problem, tuple(rows[key])) for key, problem in first.items()]


def row_ranges(rows: Iterable[int]) -> str:
    """Return the numbers of rows as people write them; of very many the first ones and the last.

    >>> row_ranges([9, 4, 7, 8])
    '4, 7–9'
    """
    parts = []
    for _key, run in groupby(enumerate(sorted(set(rows))), key=lambda item: item[1] - item[0]):
        numbers = [row for _position, row in run]
        parts.append(str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}")
    return ", ".join(parts if len(parts) <= _RANGES + 1 else [*parts[:_RANGES], "…", parts[-1]])
