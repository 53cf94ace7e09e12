"""What reading one file may cost."""

from __future__ import annotations

import resource
from typing import NamedTuple


class ReadLimits(NamedTuple):  # the reading process would need longer to import dataclasses than to read most lists
    """Limits on reading one file. A file that goes past one is refused as a whole, with a sentence that names the limit."""

    memory_bytes: int = 512 * 1024 * 1024
    """Address space of the reading process."""
    cpu_seconds: int = 10
    wall_seconds: float = 13.0
    file_bytes: int = 64 * 1024 * 1024
    unpacked_bytes: int = 400 * 1024 * 1024
    """Sum of the unpacked parts of a zipped workbook."""
    rows: int = 200_000
    """Per file, over all its sheets."""
    columns: int = 512
    cells: int = 4_000_000
    """Filled cells of one file."""

    def confine(self) -> None:
        """Hold this process to the limits on memory and processor time, from now on."""
        resource.setrlimit(resource.RLIMIT_AS, (self.memory_bytes, self.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (self.cpu_seconds, self.cpu_seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
