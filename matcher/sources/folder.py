"""A folder that a buyer puts new versions of its list into (config: [sources.NAME], kind = "folder")."""

from __future__ import annotations

from pathlib import Path

from matcher.errors import SourceError

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".jsonl"})


def list_files(folder: Path) -> list[Path]:
    """The lists in a folder, the longest unchanged first, so that a later version comes after an earlier one.

    Hidden files and the lock files of Excel ("~$...") and LibreOffice (".~lock...") are passed over. Raised if the folder cannot be read: SourceError.
    """
    try:
        found = [
            path for path in folder.iterdir() if path.suffix.casefold() in _SUFFIXES and not path.name.startswith((".", "~$")) and path.is_file()
        ]
        return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
    except OSError as error:
        raise SourceError("folder_unreadable", path=folder) from error
