"""Suppliers and job-seekers: files -> who is new or changed -> stored -> report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy.engine import Connection

from matcher.config import Config
from matcher.db import documents, jobseekers, runs, suppliers
from matcher.db.contents import jobseeker_content, supplier_content
from matcher.db.engine import Database
from matcher.decide import Change, differences
from matcher.ingest import ImportReport, read_limits, sha256_of
from matcher.model import JobSeeker, Problem, Severity, Supplier
from matcher.progress import Progress, silent
from matcher.sources import profiles
from matcher.storable import storable

_Profile = TypeVar("_Profile", Supplier, JobSeeker)
_Stored = TypeVar("_Stored")


def import_suppliers(
    database: Database, config: Config, path: Path, *, now: datetime, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Read suppliers (.xlsx, .csv, .jsonl), and store who is new or changed. Raises SourceError if the file as a whole cannot be read."""
    return _import_profiles(_SUPPLIERS, database, config, path, now=now, dry_run=dry_run, tell=progress or silent)


def import_jobseekers(
    database: Database, config: Config, path: Path, *, now: datetime, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Read job-seekers (.xlsx, .csv, .jsonl), and store who is new or changed. Raises SourceError if the file as a whole cannot be read."""
    return _import_profiles(_JOBSEEKERS, database, config, path, now=now, dry_run=dry_run, tell=progress or silent)


@dataclass(frozen=True)
class _Register(Generic[_Profile, _Stored]):
    """What importing suppliers and importing job-seekers do differently."""

    kind: str
    lock: Callable[[Connection], None]
    read: Callable[..., tuple[list[_Profile], list[Problem]]]
    name: Callable[[_Profile], str]
    key: Callable[[_Profile], str]
    find: Callable[[Connection, Sequence[_Profile]], Mapping[str, _Stored]]
    before: Callable[[_Stored], _Profile]
    merged: Callable[[_Stored, _Profile], _Profile]
    content: Callable[[_Profile], dict[str, Any]]
    insert: Callable[[Connection, Sequence[_Profile], datetime], None]
    update: Callable[[Connection, Sequence[tuple[_Stored, _Profile]], datetime], None]


_SUPPLIERS = _Register[Supplier, suppliers.StoredSupplier](
    kind="suppliers",
    lock=suppliers.lock,
    read=profiles.read_suppliers,
    name=lambda supplier: supplier.name,
    key=suppliers.key_of,
    find=suppliers.find,
    before=lambda stored: stored.supplier,
    merged=suppliers.merged,
    content=supplier_content,
    insert=suppliers.insert,
    update=suppliers.update,
)
_JOBSEEKERS = _Register[JobSeeker, jobseekers.StoredJobSeeker](
    kind="jobseekers",
    lock=jobseekers.lock,
    read=profiles.read_jobseekers,
    name=lambda person: person.external_id,
    key=lambda person: person.external_id,
    find=lambda connection, given: jobseekers.find(connection, (person.external_id for person in given)),
    before=lambda stored: stored.jobseeker,
    merged=lambda _stored, person: person,
    content=jobseeker_content,
    insert=jobseekers.insert,
    update=jobseekers.update,
)


def _import_profiles(
    register: _Register[_Profile, _Stored], database: Database, config: Config, path: Path, *, now: datetime, dry_run: bool, tell: Progress
) -> ImportReport:
    name = storable(path.name)
    if dry_run:
        tell("reading", 0, 0)
        given, problems = _read_profiles(register, path, config, name)
        with database.read() as connection:
            return replace(_compare(register, connection, given, problems, name)[0], dry_run=True)
    with runs.following(database, kind="import", subject=name, now=now) as run:
        tell("reading", 0, 0)
        given, problems = _read_profiles(register, path, config, name)
        tell("storing", 0, len(given))
        run.step("storing", 0, len(given))
        with database.write() as connection:
            register.lock(connection)
            report, new, changed = _compare(register, connection, given, problems, name)
            register.insert(connection, new, now)
            register.update(connection, changed, now)
            documents.find_or_create(connection, file_name=name, sha256=sha256_of(path), read_at=now, run_id=run.id)
            run.finish(connection, report.counts, report.problems)
        tell("storing", len(given), len(given))
        return replace(report, run_public_id=run.public_id)


def _read_profiles(register: _Register[_Profile, _Stored], path: Path, config: Config, name: str) -> tuple[list[_Profile], list[Problem]]:
    """The profiles of a file, each key once: of two rows with one key the last one counts."""
    read, problems = register.read(path, limits=read_limits(config), file_name=name)
    by_key: dict[str, _Profile] = {}
    for profile in storable(tuple(read)):
        first = by_key.pop(register.key(profile), None)
        if first is not None:
            same = register.content(first) == register.content(profile)
            code, severity = ("duplicate_row", Severity.NOTE) if same else ("profile_twice", Severity.WARNING)
            params = {"row": str(first.origin.row), "sheet": first.origin.sheet}
            problems.append(Problem(code, params, profile.origin, severity=severity))
        by_key[register.key(profile)] = profile
    return list(by_key.values()), problems


def _compare(
    register: _Register[_Profile, _Stored], connection: Connection, given: Sequence[_Profile], problems: Sequence[Problem], name: str
) -> tuple[ImportReport, list[_Profile], list[tuple[_Stored, _Profile]]]:
    found = register.find(connection, given)
    new: list[_Profile] = []
    changed: list[tuple[_Stored, _Profile]] = []
    changes: list[Change] = []
    for profile in given:
        stored = found.get(register.key(profile))
        if stored is None:
            new.append(profile)
            changes.append(_told(register, "new", profile))
            continue
        now_said = register.merged(stored, profile)
        if fields := differences(register.content(register.before(stored)), register.content(now_said)):
            changed.append((stored, now_said))
            changes.append(replace(_told(register, "changed", now_said), fields=fields))
    report = ImportReport(
        kind=register.kind,
        file=name,
        new=len(new),
        changed=len(changed),
        unchanged=len(given) - len(new) - len(changed),
        gone=0,
        rows_seen=len(given),
        changes=tuple(changes),
        problems=tuple(problems),
    )
    return report, new, changed


def _told(register: _Register[_Profile, _Stored], kind: str, profile: _Profile) -> Change:
    return Change(kind, register.name(profile), "", "", profile.external_id, profile.origin)
