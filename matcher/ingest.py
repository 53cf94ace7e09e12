"""Source -> preview -> decide -> store -> report: how files become tenders, suppliers and job-seekers in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy.engine import Connection

from matcher.collector import keeping_everything
from matcher.config import Config, SourceConfig
from matcher.db import buyers, documents, jobseekers, runs, source_lists, suppliers, tenders, vocabulary_entries
from matcher.db.contents import jobseeker_content, supplier_content
from matcher.db.engine import Database
from matcher.db.source_lists import SourceList
from matcher.decide import Change, Decision, decide, differences
from matcher.errors import SourceError
from matcher.model import JobSeeker, Origin, Problem, Severity, Supplier, Tender, TenderReading
from matcher.ownership import ListIdentity, find_list, identify, own_list, with_buyers, with_known_buyer
from matcher.progress import Progress, silent
from matcher.sources import folder, profiles, records, spreadsheet
from matcher.sources.limits import ReadLimits
from matcher.storable import storable

_RECORDS = frozenset({".jsonl", ".ndjson"})
_Profile = TypeVar("_Profile", Supplier, JobSeeker)
_Stored = TypeVar("_Stored")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `dry_run` would do. For tenders the counts are lots."""

    kind: str
    """tenders, suppliers or jobseekers; or the official list: cpv, esco, sbi or pc4."""
    file: str
    new: int
    changed: int
    unchanged: int
    gone: int
    """Stored before, and not in this file: nothing is withdrawn by itself."""
    rows_seen: int
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    reading: TenderReading | None = None
    list_name: str = ""
    run_public_id: str = ""
    dry_run: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        names = ("new", "changed", "unchanged", "gone", "rows_seen")
        return {name: getattr(self, name) for name in names} | {"problems": len(self.problems)}


def read_limits(config: Config) -> ReadLimits:
    """The configured limits on reading one file."""
    limits = config.imports
    return ReadLimits(
        memory_bytes=limits.max_memory_mb * 1024 * 1024,
        cpu_seconds=max(1, limits.max_seconds - 3),
        wall_seconds=float(limits.max_seconds),
        file_bytes=limits.max_file_mb * 1024 * 1024,
        rows=limits.max_rows,
        columns=limits.max_columns,
    )


@keeping_everything()
def import_tenders(
    database: Database,
    config: Config,
    path: Path,
    *,
    now: datetime,
    buyer: str | None = None,
    mapping: Mapping[str, str] | None = None,
    file_name: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    run_id: int | None = None,
    document_id: int | None = None,
) -> ImportReport:
    """Read an officer's list (.xlsx, .xls, .ods, .csv) or records (.jsonl), and store what is new or changed.

    `buyer`: whose list it is, where the file does not say; `mapping`: header text to field, remembered for the list's next
    version; `file_name`: the name that people know it by; `run_id`: a run that was claimed for this; `document_id`: the upload.
    Raises SourceError if the file as a whole cannot be read; the run is then failed, and nothing else is written.
    """
    name, buyer = storable(file_name or path.name), storable(buyer or "")
    tell = progress or silent
    if dry_run:
        tell("reading", 0, 0)
        with database.read() as connection:
            reading, identity = _read_as_list(connection, path, config, mapping=mapping, buyer=buyer, name=name)
            known = find_list(connection, identity, name)
            given = with_buyers(connection, reading, identity, known, name)
            decision = _decide(connection, known, given, buyers.find(connection, (tender.buyer for tender in given)), identity)
        return replace(_report(name, reading, decision, identity, known), dry_run=True)
    with runs.following(database, kind="import", subject=name, now=now, run_id=run_id) as run:
        tell("reading", 0, 0)
        run.step("reading", 0, 0)
        with database.read() as connection:
            reading, identity = _read_as_list(connection, path, config, mapping=mapping, buyer=buyer, name=name)
        size, sha256 = len(reading.tenders), _sha256(path)
        tell("storing", 0, size)
        run.step("storing", 0, size)
        with database.write() as connection:
            source_list = own_list(connection, identity, name)
            given = with_buyers(connection, reading, identity, source_list, name)
            buyer_ids = buyers.find_or_create(connection, (tender.buyer for tender in given))
            decision = _decide(connection, source_list, given, buyer_ids, identity)
            if mapping is not None:
                source_lists.set_mapping(connection, source_list.id, mapping)
            if document_id is None:
                document = documents.create(connection, file_name=name, sha256=sha256, read_at=now, source_list_id=source_list.id, run_id=run.id)
            else:
                document = documents.assign(connection, document_id, source_list_id=source_list.id, run_id=run.id)
            _store(connection, source_list.id, decision, document.id, now)
            report = _report(name, reading, decision, identity, source_list)
            run.finish(connection, report.counts, report.problems)
        tell("storing", size, size)
        return replace(report, run_public_id=run.public_id)


def ingest_source(
    database: Database, config: Config, source: SourceConfig, *, now: datetime, progress: Progress | None = None
) -> tuple[list[ImportReport], list[tuple[str, SourceError]]]:
    """Import the files of a configured folder whose content was not imported before: the reports, and the files that were refused."""
    reports: list[ImportReport] = []
    refused: list[tuple[str, SourceError]] = []
    for path in folder.list_files(source.path):
        try:
            with database.read() as connection:
                if documents.is_known(connection, _sha256(path), file_name=storable(path.name)):
                    continue
            reports.append(import_tenders(database, config, path, buyer=source.buyer or None, now=now, progress=progress))
        except SourceError as error:
            refused.append((path.name, error))
        except OSError as error:  # it is gone again, or not ours to read
            refused.append((path.name, SourceError("file_unreadable", detail=error.strerror or type(error).__name__)))
    return reports, refused


# --- storing -----------------------------------------------------------------------------------------------------------------------------------


def _decide(
    connection: Connection, source_list: SourceList | None, given: list[Tender], buyer_ids: Mapping[str, int], identity: ListIdentity
) -> Decision:
    stored = tenders.load_of_list(connection, source_list.id) if source_list is not None else []
    return decide(stored, given, buyer_ids=buyer_ids, buyer_in_key=identity.many_buyers)


def _store(connection: Connection, source_list_id: int, decision: Decision, document_id: int, now: datetime) -> None:
    former_buyers = tenders.buyers_of(connection, (item.id for item in decision.changed_tenders))
    tenders.update(connection, decision.changed_tenders, now=now)
    tenders.update_lots(connection, decision.changed_lots, document_id=document_id, now=now)
    tenders.insert_lots(connection, decision.new_lots, document_id=document_id)
    tenders.insert(connection, source_list_id, decision.new_tenders, document_id=document_id, now=now)
    tenders.move_lots(connection, decision.moved_lots, document_id=document_id)
    for buyer_id in former_buyers - {item.buyer_id for item in decision.changed_tenders}:
        buyers.delete_unused(connection, buyer_id)


def _report(name: str, reading: TenderReading, decision: Decision, identity: ListIdentity, source_list: SourceList | None) -> ImportReport:
    problems = (*reading.problems, *decision.problems)
    unowned = not identity.buyer and not reading.buyer and not identity.many_buyers and (source_list is None or source_list.name == identity.name)
    if unowned and reading.tenders:
        problems += (Problem("buyer_unknown", {"buyer": Path(name).stem}, Origin(name), severity=Severity.NOTE),)
    return ImportReport(
        kind="tenders",
        file=name,
        new=decision.count("new"),
        changed=decision.count("changed"),
        unchanged=decision.unchanged,
        gone=decision.count("gone"),
        rows_seen=reading.rows_seen,
        changes=tuple(decision.changes),
        problems=problems,
        reading=reading,
        list_name=identity.name,
    )


def _read_as_list(
    connection: Connection, path: Path, config: Config, *, mapping: Mapping[str, str] | None, buyer: str, name: str
) -> tuple[TenderReading, ListIdentity]:
    """Read a file, with the columns as they were corrected for this list before, unless they are given now."""
    limits, known_cpv = read_limits(config), vocabulary_entries.cpv_codes(connection)
    if Path(name).suffix.casefold() in _RECORDS:
        reading = records.read_tenders(path, limits=limits, file_name=name, known_cpv=known_cpv)
        return reading, with_known_buyer(connection, identify(reading, buyer=buyer, file_name=name), name)
    reading = spreadsheet.read_tenders(path, limits=limits, mapping=mapping, file_name=name, known_cpv=known_cpv)
    identity = with_known_buyer(connection, identify(reading, buyer=buyer, file_name=name), name)
    known = find_list(connection, identity, name) if mapping is None else None
    if known is not None and known.mapping:
        reading = spreadsheet.read_tenders(path, limits=limits, mapping=known.mapping, file_name=name, known_cpv=known_cpv)
        identity = with_known_buyer(connection, identify(reading, buyer=buyer, file_name=name), name)
    return reading, identity


# --- suppliers and job-seekers -----------------------------------------------------------------------------------------------------------------


def import_suppliers(
    database: Database,
    config: Config,
    path: Path,
    *,
    now: datetime,
    file_name: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    run_id: int | None = None,
) -> ImportReport:
    """Read suppliers (.xlsx, .csv, .jsonl), and store who is new or changed. Raises SourceError if the file as a whole cannot be read."""
    name = storable(file_name or path.name)
    return _import_profiles(_SUPPLIERS, database, config, path, now=now, name=name, dry_run=dry_run, progress=progress, run_id=run_id)


def import_jobseekers(
    database: Database,
    config: Config,
    path: Path,
    *,
    now: datetime,
    file_name: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    run_id: int | None = None,
) -> ImportReport:
    """Read job-seekers (.xlsx, .csv, .jsonl), and store who is new or changed. Raises SourceError if the file as a whole cannot be read."""
    name = storable(file_name or path.name)
    return _import_profiles(_JOBSEEKERS, database, config, path, now=now, name=name, dry_run=dry_run, progress=progress, run_id=run_id)


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
    register: _Register[_Profile, _Stored],
    database: Database,
    config: Config,
    path: Path,
    *,
    now: datetime,
    name: str,
    dry_run: bool,
    progress: Progress | None,
    run_id: int | None,
) -> ImportReport:
    tell = progress or silent
    if dry_run:
        tell("reading", 0, 0)
        given, problems = _read_profiles(register, path, config, name)
        with database.read() as connection:
            return replace(_compare(register, connection, given, problems, name)[0], dry_run=True)
    with runs.following(database, kind="import", subject=name, now=now, run_id=run_id) as run:
        tell("reading", 0, 0)
        given, problems = _read_profiles(register, path, config, name)
        tell("storing", 0, len(given))
        run.step("storing", 0, len(given))
        with database.write() as connection:
            register.lock(connection)
            report, new, changed = _compare(register, connection, given, problems, name)
            register.insert(connection, new, now)
            register.update(connection, changed, now)
            documents.create(connection, file_name=name, sha256=_sha256(path), read_at=now, run_id=run.id)
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


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
