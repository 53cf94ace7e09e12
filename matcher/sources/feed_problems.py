"""What is told of a feed while it is read page by page, and when single failures become a failure of the feed."""

from __future__ import annotations

from matcher.errors import SourceError
from matcher.model import Origin, Problem, Severity
from matcher.sources.fetch import RefusedError

_OF_THE_SERVICE = frozenset({"source_forbidden", "source_busy", "source_busy_until"})
_IN_A_ROW = 5


class FeedProblems:
    """Collects problems; `taken` hands over those since the last time, so that each page carries its own."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._once: set[tuple[str, tuple[str, ...], Origin]] = set()
        self._failures = 0

    def tell(self, code: str, *, once: bool = False, severity: Severity = Severity.WARNING, origin: Origin = Origin(), **params: object) -> None:  # noqa: B008
        """Tell a problem; `once`: no second time in this run."""
        told = {name: str(value) for name, value in params.items()}
        key = (code, tuple(told.values()), origin)
        if once and key in self._once:
            return
        self._once.add(key)
        self._problems.append(Problem(code, told, origin, severity=severity))

    def add(self, problem: Problem) -> None:
        """Take over a problem that was told of a single document."""
        self._problems.append(problem)

    def taken(self) -> tuple[Problem, ...]:
        """The problems since the last call."""
        problems, self._problems = tuple(self._problems), []
        return problems

    def had(self) -> None:
        """A single document of the feed was read."""
        self._failures = 0

    def missed(self, error: SourceError) -> None:
        """A single document of the feed could not be had. Raised again if the service as a whole does not serve: it says so, or it fails in a row."""
        if isinstance(error, RefusedError):
            return  # this one is not there: that says nothing of the others
        self._failures += 1
        if error.code in _OF_THE_SERVICE or self._failures >= _IN_A_ROW:
            raise error
