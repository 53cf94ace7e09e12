"""Python's garbage collector, and when it is of no use.

It looks for rings of objects that nothing refers to any more. Where very many objects are made, and nearly all of them kept (a list that is read
and compared, the reasons of all matches), it would go through all of them time and again for nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector of this process, unless it is paused already. Also a decorator.

    What is no longer referred to is still freed at once; only rings wait until the end.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
