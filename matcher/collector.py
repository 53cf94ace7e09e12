"""Python's garbage collector, and when it is of no use."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def keeping_everything() -> Iterator[None]:
    """While a list is read and compared nearly all that is made is kept: the collector would walk through it again and again for nothing.

    It pauses for the whole process. What is no longer referred to is still freed at once; only rings of objects wait until the end.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
