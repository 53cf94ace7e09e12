"""A folder that a buyer puts new versions of its list into (config: [sources.NAME], kind = "folder")."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from matcher.errors import SourceError

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".xml"})
_FRESH_SECONDS = 60
_PAUSE_SECONDS = 1.0
_Look = tuple[int, int]  # when it was changed, and its size


def list_files(folder: Path, *, pause: Callable[[float], None] = time.sleep) -> list[Path]:
    """The lists in a folder, the longest unchanged first, so that a later version comes after an earlier one.

    Hidden files and lock files ("~$plan.xlsx", ".~lock.plan.ods#") are passed over. Where a file was changed within the last minute, every file
    is looked at once more after a `pause` (seconds), and those that changed meanwhile are left for the next time: somebody is still copying them.
    Raised if the folder cannot be read: SourceError.
    """
    first = _look(folder)
    if any(time.time() - changed / 1e9 < _FRESH_SECONDS for changed, _ in first.values()):
        pause(_PAUSE_SECONDS)
        second = _look(folder)
        first = {path: look for path, look in first.items() if second.get(path) == look}
    return sorted(first, key=lambda path: (first[path][0], path.name))


def _look(folder: Path) -> dict[Path, _Look]:
    try:
        found: dict[Path, _Look] = {}
        for path in folder.iterdir():
            if path.suffix.casefold() in _SUFFIXES and not path.name.startswith((".", "~$")) and path.is_file():
                stat = path.stat()
                found[path] = (stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        raise SourceError("folder_unreadable", path=folder) from error
    return found
