"""A process of its own for a file that may be hostile: how it is started, and what its end says about the file."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import matcher
from matcher.errors import SourceError


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of this program, whatever the working folder holds."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Return the environment of such a process: no more than it needs to find this program."""
    return {"PYTHONPATH": str(Path(matcher.__file__).parents[1]), "PYTHONIOENCODING": "utf-8", "PATH": os.environ.get("PATH", "")}


def broke_off(code: int, remarks: bytes) -> SourceError:
    """Return why a process ended without an answer, from its return code and what it wrote to stderr."""
    text = remarks.decode("utf-8", "replace").strip()
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return SourceError("file_too_slow")
    if code < 0 or "MemoryError" in text or "memory allocation" in text:  # not only at the end: cleaning up may fail as well
        return SourceError("file_too_demanding")
    return SourceError("file_unreadable", detail=text.rpartition("\n")[2][:200])
