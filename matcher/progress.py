"""How work that takes long says how far it is: it calls a function with (step, done, total); total 0 = not known."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Nobody is watching."""
