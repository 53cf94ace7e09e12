"""Work that takes longer than a request: threads in the serving process. What they do, and how far they are, stands in the table of runs."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

_log = logging.getLogger(__name__)


class Background:
    """Two queues: reading a file never waits for a long import, and imports (with their matching) follow one another."""

    def __init__(self) -> None:
        self._readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reading")
        self._importer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="importing")
        self._lock = threading.Lock()
        self._names: set[str] = set()
        self.stopping = threading.Event()
        """Set once the site closes: work that takes long breaks off at its next step."""

    def read(self, work: Callable[[], None]) -> None:
        """Carry out `work`, which reads a file, soon."""
        self._readers.submit(work).add_done_callback(_report)

    def carry_out(self, work: Callable[[], None]) -> None:
        """Carry out `work`, which imports a file, after the imports before it."""
        self._importer.submit(work).add_done_callback(_report)

    def carry_out_once(self, name: str, work: Callable[[], None]) -> bool:
        """Carry out `work` as `carry_out` does; False if work with this name has not ended yet."""
        with self._lock:
            if name in self._names:
                return False
            self._names.add(name)

        def named() -> None:
            try:
                work()
            finally:
                with self._lock:
                    self._names.discard(name)

        self.carry_out(named)
        return True

    def has(self, name: str) -> bool:
        """Whether work with this name waits or is being carried out."""
        with self._lock:
            return name in self._names

    def close(self) -> None:
        """Wait until all work is done, or has broken off."""
        self.stopping.set()
        self._readers.shutdown()
        self._importer.shutdown()


def _report(done: Future[None]) -> None:
    if error := done.exception():
        # its class and where it came from, not its text: that may quote a cell of somebody's list
        _log.error("work in the background failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
