"""Judgements from a user's file to the database: how a job coach, who sees matches in an export, says which of them fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from pathlib import Path

from matcher.config import Config
from matcher.db import judgements, runs
from matcher.db.engine import Database
from matcher.db.judgements import GivenJudgement
from matcher.ingest import ImportReport, read_limits
from matcher.model import Problem, Severity, Side
from matcher.progress import Progress, silent
from matcher.sources.judgements import ReadJudgement, read_judgements
from matcher.storable import storable

_Named = Mapping[str, Set[int]]


def import_judgements(database: Database, config: Config, path: Path, *, now: datetime, progress: Progress | None = None) -> ImportReport:
    """Read judgements and store what is new or changed; `wijkmatch learn` uses them. Several rows on one pair: the last one counts.

    Raises SourceError if the file as a whole cannot be read; the run is then failed, and nothing else is written.
    """
    name = storable(path.name)
    tell = progress or silent
    with runs.following(database, kind="import", subject=name, now=now) as run:
        tell("reading", 0, 0)
        read, problems, rows_seen = read_judgements(path, limits=read_limits(config), file_name=name)
        read = list(storable(tuple(read)))
        tell("storing", 0, len(read))
        with database.write() as connection:
            lots = judgements.lots_called(connection, {called for row in read for called in row.lots})
            profiles = {side: judgements.profiles_called(connection, side, {called for row in read for called in row.profiles}) for side in Side}
            given = [found for row in read if (found := _given(row, lots, profiles, problems)) is not None]
            new, changed, unchanged = judgements.record(connection, given, now=now)
            report = ImportReport(
                kind="judgements",
                file=name,
                new=new,
                changed=changed,
                unchanged=unchanged,
                gone=0,
                rows_seen=rows_seen,
                changes=(),
                problems=tuple(problems),
                run_public_id=run.public_id,
            )
            run.finish(connection, report.counts, report.problems)
        tell("storing", len(read), len(read))
        return report


def _given(row: ReadJudgement, lots: _Named, profiles: Mapping[Side, _Named], problems: list[Problem]) -> GivenJudgement | None:
    """The pair that a row names; None, and a problem, where it names none or more than one."""
    lot_ids = _called(row.lots, lots)
    profile_ids = [(side, each) for side in Side if row.side in (None, side) for each in _called(row.profiles, profiles[side])]
    for called, found, column in ((row.lots, len(lot_ids), "lot_id"), (row.profiles, len(profile_ids), "profile_id")):
        if found != 1:
            code = "judged_ambiguous" if found else "judged_unknown"
            problems.append(Problem(code, {"id": called[0][:60]}, row.origin, column, Severity.ERROR))
            return None
    (lot_id,), ((side, profile_id),) = lot_ids, profile_ids
    return GivenJudgement(side, lot_id, profile_id, row.verdict)


def _called(names: Sequence[str], known: _Named) -> list[int]:
    """What the most exact of these names stands for."""
    return sorted(next((known[name] for name in names if name in known), set()))
