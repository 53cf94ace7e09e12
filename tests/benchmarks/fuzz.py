"""Thousands of damaged and hostile files, each read as an upload or a feed would be: what may not happen, and whether it happened.

    python tests/benchmarks/fuzz.py --number 10000 --seed 1

Every file must be read or be refused in a sentence; nothing else may be raised, the parent process must stay quick and small, and what was read
must fit into the database. A case is fixed by the seed and its number: `--seed 1 --only 4711 --keep FOLDER` writes that file down again.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from string import Formatter

import mutations

from matcher.apply import apply
from matcher.db import buyers, runs, source_lists
from matcher.db.engine import Database, migrate
from matcher.decide import decide
from matcher.errors import SourceError
from matcher.model import Notice, NoticeReading, Problem, TenderReading
from matcher.notices import store_notices
from matcher.problems import PROBLEMS, PROBLEMS_EN
from matcher.sources import notices, ocds, records, spreadsheet
from matcher.sources.limits import ReadLimits
from matcher.storable import storable
from matcher.wording import problem_sentence, sentence

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "real"
OWN = (ROOT / "datasets" / "demo", ROOT / "tests" / "matcher" / "sources" / "notices", ROOT / "tests" / "matcher" / "sources" / "ocds")
FAMILIES = {"xlsx": 5, "xlsm": 2, "xlsb": 5, "xls": 5, "ods": 5, "csv": 3, "psv": 1, "tsv": 1, "jsonl": 1, "xml": 9, "json": 5}
"""How often a kind of file is taken, where there is one."""
LIMITS = ReadLimits()
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
_SLACK = 5.0  # seconds beyond the child's wall time that reading may take
_STORED_EVERY = 5


class HungError(Exception):
    """Raised if reading takes longer than its limits allow."""


@dataclass
class Figures:
    """What came of all cases."""

    seed: int
    number: int = 0
    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    stored: int = 0
    seconds: float = 0.0
    slowest: list[tuple[float, int, str]] = field(default_factory=list)
    largest: list[tuple[float, int, str]] = field(default_factory=list)
    """By how many MB the memory of this process rose while it read this file."""
    memory: list[float] = field(default_factory=list)
    """MB that this process held after each tenth of the cases."""
    failures: list[dict[str, object]] = field(default_factory=list)


def parents() -> dict[str, list[Path]]:
    """The whole files that are mutated, by kind."""
    folders = (SHARED, *OWN) if SHARED.is_dir() else OWN
    found: dict[str, list[Path]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            kind = path.suffix.casefold().lstrip(".")
            if path.is_file() and kind in FAMILIES and path.stat().st_size < 2_000_000:
                found.setdefault(kind, []).append(path)
    return found


def case(seed: int, number: int, files: dict[str, list[Path]]) -> tuple[str, Path, bytes]:
    """The kind, the parent and the content of one case."""
    random = Random(f"{seed}:{number}")
    kind = random.choices(list(files), [FAMILIES[each] for each in files])[0]
    parent = random.choices(files[kind], [_weight(path) for path in files[kind]])[0]
    return kind, parent, mutations.mutate(parent.read_bytes(), kind, random)


def _weight(path: Path) -> float:
    """Lists of tenders come further than other tables; of large files most is like the rest."""
    return (6 if path.parent.name in ("lists", "demo") else 1) / (1 + path.stat().st_size / 50_000)


def run(seed: int, numbers: Iterator[int], database: Database, keep: Path | None, seconds: float | None, tell: bool) -> Figures:
    """Read all cases; `seconds`: stop after that time."""
    files, figures, began = parents(), Figures(seed), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wijkmatch-fuzz-") as scratch:
        for number in numbers:
            if seconds is not None and time.monotonic() - began > seconds:
                break
            kind, parent, data = case(seed, number, files)
            path = Path(scratch) / f"file.{kind}"
            path.write_bytes(data)
            if keep:
                shutil.copy(path, keep / f"{seed}-{number}.{kind}")
            _one(figures, number, kind, parent, path, database)
            figures.number += 1
            if figures.number % 500 == 0:
                figures.memory.append(_held())
                if tell:
                    print(f"{figures.number} cases, {len(figures.failures)} failures, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    figures.memory.append(_held())
    figures.seconds = time.monotonic() - began
    return figures


def _one(figures: Figures, number: int, kind: str, parent: Path, path: Path, database: Database) -> None:
    before, began = _reset_peak(), time.monotonic()
    reading: TenderReading | NoticeReading | None = None
    try:
        with _no_longer_than(LIMITS.wall_seconds + _SLACK):
            reading = _read(path, kind)
        figures.read[kind] += 1
    except SourceError as error:
        figures.refused[error.code] += 1
        _check_refusal(error, kind)
        if error.code == "file_unreadable":  # the reading process broke off on something that nobody foresaw
            figures.failures.append(_failure(figures.seed, number, kind, parent, f"file_unreadable: {error.params.get('detail')}"))
    except Exception as error:
        where = traceback.format_exc().splitlines()[-4:]
        figures.failures.append(_failure(figures.seed, number, kind, parent, f"{type(error).__name__}: {error}"[:300], where))
    took, rose = time.monotonic() - began, _peak() - before
    for best, value in ((figures.slowest, took), (figures.largest, rose)):
        best.append((round(value, 2), number, kind))
        best.sort(reverse=True)
        del best[10:]
    if reading is None:
        return
    try:
        _check_reading(reading, figures)
        if number % _STORED_EVERY == 0:
            _store(reading, database)
            figures.stored += 1
    except Exception as error:
        where = traceback.format_exc().splitlines()[-4:]
        figures.failures.append(_failure(figures.seed, number, kind, parent, f"after reading: {type(error).__name__}: {error}"[:300], where))


def _read(path: Path, kind: str) -> TenderReading | NoticeReading:
    """As `matcher.ingest` reads a file of this kind."""
    if kind == "xml":
        return notices.read_notices(path, limits=LIMITS)
    if kind == "json" or (kind == "jsonl" and ocds.looks_like_ocds(path)):
        return ocds.read_releases(path, limits=LIMITS)
    if kind == "jsonl":
        return records.read_tenders(path, limits=LIMITS)
    return spreadsheet.read_tenders(path, limits=LIMITS)


def _check_refusal(error: SourceError, kind: str) -> None:
    _check_sentence(error.code, error.params, kind)


def _check_sentence(code: str, params: dict[str, str], where: str) -> None:
    """There is a sentence in both languages, and everything that it names is given."""
    for language, table in (("nl", PROBLEMS), ("en", PROBLEMS_EN)):
        assert code in table, f"{code} has no sentence in {language} ({where})"
        missing = {name for _, name, _, _ in Formatter().parse(table[code]) if name} - params.keys()
        assert not missing, f"{code} in {language} wants {missing} ({where})"
        assert sentence(code, params, language)


def _check_reading(reading: TenderReading | NoticeReading, figures: Figures) -> None:
    for problem in reading.problems:
        figures.problems[problem.code] += 1
        _check_sentence(problem.code, dict(problem.params), reading.file)
        assert len(problem_sentence(problem, "nl")) < 2_000, f"{problem.code}: a sentence of {len(problem_sentence(problem, 'nl'))} letters"
    figures.rows += len(reading.notices if isinstance(reading, NoticeReading) else reading.tenders)
    for left in () if isinstance(reading, NoticeReading) else reading.left_out:
        assert left.why in PROBLEMS, f"left out: {left.why}"


def _store(reading: TenderReading | NoticeReading, database: Database) -> None:
    """Store what was read and take it back."""
    with database.write() as connection:
        run = runs.create(connection, kind="import", subject="fuzz", now=NOW)
        assert run is not None
        runs.add_problems(connection, run.id, reading.problems)
        if isinstance(reading, NoticeReading):
            given: tuple[Notice, ...] = reading.notices
            problems: tuple[Problem, ...] = store_notices(connection, given, run_id=run.id, sha256="0" * 64, now=NOW).problems
            again = store_notices(connection, given, run_id=run.id, sha256="0" * 64, now=NOW)
            assert not again.new and not again.changed, f"read again: {again.new} new, {again.changed} changed"
        else:
            source_list = source_lists.lock_or_create(connection, "list:fuzz", kind="list", name="fuzz", buyer_id=None)
            tenders = list(storable(reading.tenders))
            ids = buyers.find_or_create(connection, (tender.buyer for tender in tenders))
            decision = decide([], tenders, buyer_ids=ids, buyer_in_key=True)
            files = {lot.origin.file: None for tender in tenders for lot in tender.lots}
            apply(connection, source_list.id, decision, files, now=NOW)
            problems = tuple(decision.problems)
        runs.finish(connection, run.id, counts={}, now=NOW)
        runs.add_problems(connection, run.id, problems)
        connection.rollback()


def _failure(seed: int, number: int, kind: str, parent: Path, what: str, where: list[str] | None = None) -> dict[str, object]:
    again = f"python tests/benchmarks/fuzz.py --seed {seed} --only {number} --keep FOLDER"
    return {"case": number, "kind": kind, "parent": parent.name, "what": what, "where": where or [], "again": again}


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    def hung(*_: object) -> None:
        raise HungError(f"still busy after {seconds} s")

    signal.signal(signal.SIGALRM, hung)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _status(name: str) -> float:
    """A figure of this process in MB, as Linux tells it."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.partition(f"{name}:")[2].split(maxsplit=1)[0]) / 1024


def _held() -> float:
    return round(_status("VmRSS"), 1)


def _peak() -> float:
    return _status("VmHWM")


def _reset_peak() -> float:
    """Forget the peak so far; what the process holds now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def main() -> None:
    """Fuzz, and print what came of it as JSON. Ends with 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="stop after so many seconds")
    parser.add_argument("--only", type=int, help="this case alone")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the mutated files there")
    parser.add_argument("--database", help="where what was read is stored, and taken back; default: a temporary SQLite file")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    numbers = range(options.first, options.first + options.number) if options.only is None else [options.only]
    with tempfile.TemporaryDirectory(prefix="wijkmatch-fuzz-") as scratch:
        database = Database(options.database or f"sqlite:///{scratch}/fuzz.db")
        migrate(database)
        try:
            figures = run(options.seed, iter(numbers), database, options.keep, options.seconds, tell=options.only is None)
        finally:
            database.close()
    print(json.dumps(vars(figures) | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}, indent=1, ensure_ascii=False))
    sys.exit(bool(figures.failures))


if __name__ == "__main__":
    main()
