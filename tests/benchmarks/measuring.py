"""What a stage of work costs: wall time, CPU time of all threads and child processes, and peak memory; each contestant in a process of its own."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass
class Cost:
    """Seconds, and the megabytes by which memory rose above what the process held before its first stage."""

    wall: float
    cpu: float
    peak_mb: float

    def __add__(self, other: Cost) -> Cost:
        """One after the other."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.peak_mb, other.peak_mb))


@dataclass
class Costs:
    """The stages of one contestant, with figures beside them that are no costs. `refused` says why it did not come to an end."""

    stages: dict[str, Cost] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    refused: str = ""
    _before_mb: float | None = None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what stands in the block."""
        if self._before_mb is None:
            self._before_mb = _resident_mb("VmRSS")
        _forget_peak()
        wall, cpu = time.perf_counter(), _cpu_seconds()
        yield
        self.stages[name] = Cost(time.perf_counter() - wall, _cpu_seconds() - cpu, max(0.0, _resident_mb("VmHWM") - self._before_mb))

    def repeated(self, name: str, times: int, before: Callable[[int], None], work: Callable[[], object]) -> None:
        """The medians of `times` measurements of `work`. `before` is called with a number before each of them, and is not measured."""
        costs = []
        for number in range(times):
            before(number)
            with self.stage(name):
                work()
            costs.append(self.stages[name])
        self.stages[name] = Cost(*(statistics.median(getattr(cost, each.name) for cost in costs) for each in fields(Cost)))

    def total(self, *names: str) -> Cost | None:
        """The sum of those stages; None unless all were measured."""
        if not all(name in self.stages for name in names):
            return None
        return sum((self.stages[name] for name in names[1:]), self.stages[names[0]])


def in_fresh_process(function: str, *arguments: Any) -> Costs:
    """Call "module:function" with a new `Costs` and `arguments` in a process of its own, so that its peak of memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(_call, function, *arguments).result()
        except BrokenProcessPool:
            return Costs(refused="its process died, probably for want of memory")


def _call(function: str, *arguments: Any) -> Costs:
    module, name = function.split(":")
    costs = Costs()
    try:
        getattr(importlib.import_module(module), name)(costs, *arguments)
    except MemoryError:
        costs.refused = "it ran out of memory"
    return costs


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cpu_seconds() -> float:
    """Of this process with all its threads, and of its children that have ended."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _forget_peak() -> None:
    if _CLEAR.exists():
        _CLEAR.write_text("5", encoding="ascii")  # see proc(5): resets VmHWM


def _resident_mb(field_name: str) -> float:
    """Resident memory now (VmRSS), or at its peak (VmHWM). Elsewhere than on Linux the peak since the process began."""
    if _STATUS.exists() and (found := re.search(rf"{field_name}:\s+(\d+)", _STATUS.read_text(encoding="ascii"))):
        return int(found.group(1)) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / 1024 if sys.platform == "darwin" else peak / 1024
