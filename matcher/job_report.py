"""What most jobs have in common in what they report."""

from __future__ import annotations

from matcher.model import Problem


class Uneventful:
    """A report of a job that keeps no problems with its run, and that raises where it can not get to its end."""

    __slots__ = ()

    @property
    def found(self) -> tuple[Problem, ...]:
        """None."""
        return ()

    @property
    def error(self) -> str:
        """None."""
        return ""
