"""An import that is killed and done again leaves the database as if nothing had happened; and files that are broken break nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def tool(name: str, *arguments: str) -> dict[str, object]:
    """What a tool of tests/benchmarks prints."""
    command = [sys.executable, str(ROOT / "tests" / "benchmarks" / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.stdout, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_an_import_that_was_killed_and_done_again_is_as_if_nothing_had_happened() -> None:
    report = tool("kill_runs.py", "--points", "8", "--seed", "5", "--rows", "400")
    scenarios = report["scenarios"]
    assert (report["differ"], report["replays_differ"]) == (0, 0), scenarios
    assert sum(sum(scenario["killed"].values()) for scenario in scenarios) == 8
    assert all({"lots", "documents"} <= scenario["rows"].keys() and len(scenario["replays"]) == 5 for scenario in scenarios)
    assert scenarios[0]["rows"] == scenarios[1]["rows"]  # a folder brings what its files bring one by one


def test_files_that_are_damaged_are_read_or_refused_in_a_sentence() -> None:
    report = tool("fuzz.py", "--number", "150", "--seed", "20261116")
    assert report["failures"] == []
    assert report["number"] == sum(report["read"].values()) + sum(report["refused"].values()) == 150
    assert report["stored"] and len(report["refused"]) > 3
