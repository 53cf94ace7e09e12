"""Imports that are killed at a random moment and done again: does the database end up as if nothing had happened?

    python tests/benchmarks/kill_runs.py --points 200 --seed 1

Three commands, each on a database of its own: `wijkmatch ingest` of a folder with lists, notices and OCDS (few points: matching takes most of its
time, and stores nothing of this), and `wijkmatch import tenders` of the same files and of a large list. First each is run undisturbed, and its time
between the first and the last sign of life in the database is measured. Then, per point, it is begun on an empty database, killed (SIGKILL) at a
moment drawn evenly from that time, and run again to the end. What the database then holds is compared by its fingerprint (`wijkmatch fingerprint`).
At last all files are imported five times more in a shuffled order: nothing may be added.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from multiprocessing.context import ForkProcess
from pathlib import Path
from random import Random

import import_speed
import sqlalchemy as sa

from matcher import cli, feeds, ingest, jobs, screen
from matcher.db import runs, tables
from matcher.db.engine import Database, migrate
from matcher.db.fingerprint import TableHash, combined, table_hashes

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "matcher" / "sources"
_REPLAYS = 5
_POLL = 0.0005  # seconds


@dataclass
class Scenario:
    """A command that imports `files`, and what came of killing it."""

    name: str
    arguments: list[str]
    files: list[Path]
    share: float = 1.0
    """How many of the points it gets, beside the others."""
    seconds: float = 0.0
    """Between the first and the last sign of life in the database, undisturbed."""
    fingerprint: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    """before (nothing was stored), within (it was storing, or a part was stored), after (all was stored)."""
    ended: int = 0
    """How often it was done before it could be killed."""
    differ: list[dict[str, object]] = field(default_factory=list)
    replays: list[bool] = field(default_factory=list)


class Bench:
    """Runs the program on fresh databases in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.empty = folder, folder / "empty.db"
        database = Database(f"sqlite:///{self.empty}")
        migrate(database)
        database.close()
        self.config = folder / "own.toml"
        self._number = 0

    def fresh(self) -> Path:
        """A new empty database at the newest schema, in a data folder of its own."""
        self._number += 1
        data = self.folder / f"data-{self._number}"
        data.mkdir()
        shutil.copy(self.empty, data / "wijkmatch.db")
        return data

    def start(self, data: Path, arguments: Sequence[str]) -> ForkProcess:
        """Begin a command in a process of its own. It is forked, so that the time it takes is not that of loading the program."""
        process = multiprocessing.get_context("fork").Process(target=_command, args=(data, ["--config", str(self.config), "--json", *arguments]))
        process.start()
        return process

    def complete(self, data: Path, arguments: Sequence[str]) -> None:
        """Run a command to its end."""
        _ended_well(self.start(data, arguments), arguments)

    def hashes(self, data: Path) -> dict[str, TableHash]:
        """What the database holds."""
        database = Database(f"sqlite:///{data / 'wijkmatch.db'}")
        try:
            with database.read() as connection:
                return table_hashes(connection)
        finally:
            database.close()

    def is_storing(self, data: Path) -> bool:
        """Whether some import said that it was storing, and never ended."""
        database = Database(f"sqlite:///{data / 'wijkmatch.db'}")
        try:
            with database.read() as connection:
                broken = [run for run in runs.latest(connection) if run.state == "running" and run.kind == "import"]
                stored = connection.scalar(sa.select(sa.func.count()).select_from(tables.documents))
            return bool(stored) or any(run.progress_step == "storing" for run in broken)
        finally:
            database.close()


def _command(data: Path, arguments: list[str]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.environ["WIJKMATCH_DATA_DIR"] = str(data)
    cli.main(arguments, prog_name="wijkmatch")


def _ended_well(process: ForkProcess, arguments: Sequence[str]) -> None:
    process.join()
    if process.exitcode not in (0, 1):
        raise RuntimeError(f"{arguments} ended with {process.exitcode}")


def signs_of_life(data: Path) -> tuple[int, int]:
    """What changes in the file system when the database is written."""
    try:
        seen = (data / "wijkmatch.db-wal").stat()
    except FileNotFoundError:
        return (0, 0)
    return seen.st_size, seen.st_mtime_ns


def wait_for_life(data: Path, process: ForkProcess) -> bool:
    """Wait until the program writes to its database; False if it ended first."""
    while process.is_alive():
        if signs_of_life(data)[0]:
            return True
        time.sleep(_POLL)
    return False


def undisturbed(bench: Bench, scenario: Scenario) -> Path:
    """Run a scenario to its end, and measure when it used its database."""
    data = bench.fresh()
    process = bench.start(data, scenario.arguments)
    wait_for_life(data, process)
    began = last = time.monotonic()
    seen = signs_of_life(data)
    while process.is_alive():
        if (now := signs_of_life(data)) != seen:
            seen, last = now, time.monotonic()
        time.sleep(_POLL)
    _ended_well(process, scenario.arguments)
    hashes = bench.hashes(data)
    scenario.seconds = last - began
    scenario.fingerprint, scenario.rows = combined(hashes), {name: each.rows for name, each in hashes.items() if each.rows}
    return data


def kill_once(bench: Bench, scenario: Scenario, moment: float) -> bool:
    """Kill a scenario `moment` seconds after its first sign of life, do it again, and compare; False if it had ended by then."""
    data = bench.fresh()
    process = bench.start(data, scenario.arguments)
    wait_for_life(data, process)
    process.join(moment)
    process.kill()
    process.join()
    if process.exitcode != -signal.SIGKILL:
        scenario.ended += 1
        shutil.rmtree(data)
        return False
    if combined(bench.hashes(data)) == scenario.fingerprint:
        scenario.killed["after"] += 1
    else:
        scenario.killed["within" if bench.is_storing(data) else "before"] += 1
    bench.complete(data, scenario.arguments)
    hashes = bench.hashes(data)
    if combined(hashes) != scenario.fingerprint:
        scenario.differ.append({"moment": moment, "rows": {name: each.rows for name, each in hashes.items() if each.rows}})
    shutil.rmtree(data)
    return True


def replay(bench: Bench, scenario: Scenario, data: Path, random: Random) -> None:
    """Import all files once more, in another order."""
    files = scenario.files[:]
    random.shuffle(files)
    bench.complete(data, ["import", "tenders", *map(str, files)])
    scenario.replays.append(combined(bench.hashes(data)) == scenario.fingerprint)


def scenarios(bench: Bench, inputs: Sequence[Path], rows: int) -> list[Scenario]:
    """A folder as a source, and files by name; made where none are given."""
    if not inputs:
        folder = bench.folder / "folder"
        folder.mkdir()
        for path in (
            *sorted((ROOT / "datasets" / "demo").glob("*.xlsx")),
            *sorted((FIXTURES / "notices").glob("*.xml")),
            *sorted((FIXTURES / "ocds").glob("*.json")),
        ):
            shutil.copy(path, folder)
        large = bench.folder / "inkoopplanning_esdal.xlsx"
        import_speed.write_list(large, rows)
        inputs = [folder, large]
    found, settings = [], []
    for number, folder in enumerate(path for path in inputs if path.is_dir()):
        settings.append(f'[sources.folder{number}]\nkind = "folder"\npath = {json.dumps(str(folder.resolve()))}\n')
        files = [path for path in folder.rglob("*") if path.is_file()]
        for path in files:
            if path.is_relative_to(bench.folder):
                os.utime(path, (time.time() - 3600,) * 2)  # it has been there for some time
        found.append(Scenario(f"ingest {folder.name}", ["ingest", f"folder{number}"], files, share=0.1))
        found.append(Scenario(f"import of {len(files)} files", ["import", "tenders", *map(str, sorted(files))], files))
    bench.config.write_text("".join(settings) + "[import]\nmax_seconds = 120\n", encoding="utf-8")
    if files := [path.resolve() for path in inputs if path.is_file()]:
        found.append(Scenario(f"import of {len(files)} files", ["import", "tenders", *map(str, files)], files))
    return found


_LOADED = (feeds, ingest, jobs, screen)
"""What the commands would load; it is there once, for every process."""


def run(points: int, seed: int, inputs: Sequence[Path], rows: int, folder: Path) -> dict[str, object]:
    """All of it; what is printed."""
    bench, random = Bench(folder), Random(seed)
    every = scenarios(bench, inputs, rows)
    shares, given = sum(scenario.share for scenario in every), 0
    for number, scenario in enumerate(every):
        data = undisturbed(bench, scenario)
        own = points - given if number == len(every) - 1 else max(1, round(points * scenario.share / shares))
        given += own
        for _ in range(own):
            while not kill_once(bench, scenario, random.uniform(0, scenario.seconds)):
                pass  # it was quicker than when it was measured: that is no point
            print(f"{scenario.name}: {sum(scenario.killed.values())} killed, {len(scenario.differ)} differ", file=sys.stderr, flush=True)
        for _ in range(_REPLAYS):
            replay(bench, scenario, data, random)
    differ = sum(len(scenario.differ) for scenario in every)
    report = [{**asdict(scenario), "files": len(scenario.files), "killed": dict(scenario.killed)} for scenario in every]
    return {"points": points, "seed": seed, "differ": differ, "replays_differ": sum(each.replays.count(False) for each in every), "scenarios": report}


def main() -> None:
    """Kill, and print what came of it as JSON. Ends with 1 if a database is not what it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=1500, help="of the large list, where it is made here")
    parser.add_argument("--input", type=Path, nargs="+", default=[], metavar="FILE_OR_FOLDER")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wijkmatch-kill-") as folder:
        report = run(options.points, options.seed, options.input, options.rows, Path(folder))
    print(json.dumps(report, indent=1))
    sys.exit(bool(report["differ"] or report["replays_differ"]))


if __name__ == "__main__":
    main()
