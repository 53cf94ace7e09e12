"""A process of its own for a file that may be hostile: how it is started, and what its end says about the file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matcher
from matcher.errors import SourceError
from matcher.sources.limits import ReadLimits

_BUFFERED = 1 << 18


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


def lines(reading: Sequence[str], limits: ReadLimits, read: Callable[[bytes], Any] = json.loads) -> Iterator[Any]:
    """Run a command that prints JSON lines, and yield them as values up to {"end": true}. `read`: makes a value of a line.

    Raised if it prints {"error": code, "params": {}}, breaks off, or takes longer than the limits allow: SourceError.
    """
    with tempfile.TemporaryFile() as remarks:
        process = subprocess.Popen(  # noqa: S603
            reading, bufsize=_BUFFERED, stdout=subprocess.PIPE, stderr=remarks, stdin=subprocess.DEVNULL, env=environment()
        )
        too_long = threading.Timer(limits.wall_seconds, process.kill)
        too_long.start()
        try:
            for line in process.stdout or ():
                if not line.endswith(b"\n"):  # its process was ended while it wrote
                    break
                said = read(line)
                if isinstance(said, dict) and "error" in said:
                    raise SourceError(said["error"], **said["params"])
                if isinstance(said, dict) and "end" in said:
                    return
                yield said
            code = process.wait()
            remarks.seek(0)
            raise broke_off(code, remarks.read())
        finally:
            too_long.cancel()
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
