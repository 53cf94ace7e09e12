"""Source -> preview -> decide -> store -> report: how files of tenders come into the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from matcher.apply import apply
from matcher.by_column import column_of
from matcher.config import Config
from matcher.db import buyers, documents, gone_lots, runs, same_tenders, source_lists, tenders, vocabulary_entries
from matcher.db.engine import Database
from matcher.db.source_lists import SourceList
from matcher.decide import Change, Decision, decide, is_in_question
from matcher.matching.garbage import collector_paused
from matcher.model import Notice, NoticeReading, Origin, Problem, Severity, Tender, TenderReading
from matcher.notices import Stored, store_notices
from matcher.ownership import ListIdentity, find_list, identify, own_list, with_buyers, with_known_buyer
from matcher.progress import Progress, silent
from matcher.same_tenders import link_tenders
from matcher.sources import ocds, records, spreadsheet
from matcher.sources.filters import NoticeFilter
from matcher.sources.limits import ReadLimits
from matcher.sources.notice_files import read_notice_file
from matcher.storable import storable

_RECORDS = frozenset({".jsonl", ".ndjson"})
OCDS_FILES = _RECORDS | {".json"}
EVERY_NOTICE = NoticeFilter()


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
    changes: Sequence[Change]
    problems: tuple[Problem, ...]
    reading: TenderReading | None = None
    list_name: str = ""
    run_public_id: str = ""
    dry_run: bool = False
    notices: int = 0
    """Of portals: how many were wanted and read."""
    awards: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        names = ("new", "changed", "unchanged", "gone", "rows_seen")
        told = {name: getattr(self, name) for name in names} | {"problems": len(self.problems)}
        return told | ({"notices": self.notices, "awards": self.awards} if self.notices else {})


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


@collector_paused()
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
    """Read an officer's list (.xlsx, .xls, .ods, .csv), records (.jsonl) or notices (see `import_notices`), and store what is new or changed.

    `buyer`: whose list it is, where the file does not say; `mapping`: header text to field, remembered for the list's next
    version; `file_name`: the name that people know it by; `run_id`: a run that was claimed for this; `document_id`: the upload.
    Raises SourceError if the file as a whole cannot be read; the run is then failed, and nothing else is written.
    """
    name, buyer = storable(file_name or path.name), storable(buyer or "")
    if holds_notices(path, name):
        return import_notices(database, config, path, now=now, file_name=name, dry_run=dry_run, progress=progress, run_id=run_id)
    tell = progress or silent
    if dry_run:
        tell("reading", 0, 0)
        with database.read() as connection:
            reading, identity = _read_as_list(connection, path, config, mapping=mapping, buyer=buyer, name=name)
            known = find_list(connection, identity, name)
            given = with_buyers(connection, reading, identity, known, name)
            decision = _decide(connection, known, given, buyers.find(connection, column_of(given, "buyer")), identity)
        return replace(_report(name, reading, decision, identity, known), dry_run=True)
    with runs.following(database, kind="import", subject=name, now=now, run_id=run_id) as run:
        tell("reading", 0, 0)
        run.step("reading", 0, 0)
        with database.read() as connection:
            reading, identity = _read_as_list(connection, path, config, mapping=mapping, buyer=buyer, name=name)
        size, sha256 = len(reading.tenders), sha256_of(path)
        tell("storing", 0, size)
        run.step("storing", 0, size)
        with database.write() as connection:
            same_tenders.begin(connection)
            source_list = own_list(connection, identity, name)
            given = with_buyers(connection, reading, identity, source_list, name)
            buyer_ids = buyers.find_or_create(connection, column_of(given, "buyer"))
            decision = _decide(connection, source_list, given, buyer_ids, identity)
            if mapping is not None:
                source_lists.set_mapping(connection, source_list.id, mapping)
            if document_id is None:
                document = documents.find_or_create(
                    connection, file_name=name, sha256=sha256, read_at=now, source_list_id=source_list.id, run_id=run.id
                )
            else:
                document = documents.assign(connection, document_id, source_list_id=source_list.id, run_id=run.id)
            link_tenders(connection, apply(connection, source_list.id, decision, {name: document.id}, now=now))
            gone_lots.propose(connection, [stored.id for stored in decision.gone_lots if is_in_question(stored)])
            report = _report(name, reading, decision, identity, source_list)
            run.finish(connection, report.counts, report.problems)
        tell("storing", size, size)
        return replace(report, run_public_id=run.public_id)


def import_notices(
    database: Database,
    config: Config,
    path: Path,
    *,
    now: datetime,
    wanted: NoticeFilter = EVERY_NOTICE,
    file_name: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    run_id: int | None = None,
) -> ImportReport:
    """Read a file of notices (.xml of eForms or TED, .json or .jsonl of OCDS), and store what is new or changed of those `wanted`.

    Raises SourceError if the file as a whole cannot be read; the run is then failed, and nothing else is written.
    """
    name, tell = storable(file_name or path.name), progress or silent

    def take(connection: Connection, reading: NoticeReading, run_id: int | None) -> ImportReport:
        given = [notice for notice in reading.notices if wanted.keeps(notice)]
        return notices_report(reading, given, store_notices(connection, given, run_id=run_id, sha256=sha256_of(path), now=now))

    tell("reading", 0, 0)
    if dry_run:
        reading = read_notice_file(path, limits=read_limits(config), file_name=name)
        with database.write() as connection:
            report = take(connection, reading, None)
            connection.rollback()
        return replace(report, dry_run=True)
    with runs.following(database, kind="import", subject=name, now=now, run_id=run_id) as run:
        run.step("reading", 0, 0)
        reading = read_notice_file(path, limits=read_limits(config), file_name=name)
        tell("storing", 0, len(reading.notices))  # outside the transaction: it may write the progress of a run itself
        run.step("storing", 0, len(reading.notices))
        with database.write() as connection:
            report = take(connection, reading, run.id)
            run.finish(connection, report.counts, report.problems)
        return replace(report, run_public_id=run.public_id)


def holds_notices(path: Path, name: str) -> bool:
    """Whether a file holds notices of a portal rather than a list."""
    suffix = path_suffix(name)
    return suffix in (".xml", ".json") or (suffix in _RECORDS and ocds.looks_like_ocds(path))


def path_suffix(name: str) -> str:
    """The end of a file name in small letters: ".xlsx"."""
    return Path(name).suffix.casefold()


def notices_report(reading: NoticeReading, given: Sequence[Notice], stored: Stored) -> ImportReport:
    """What storing the wanted notices of a reading did."""
    return ImportReport(
        kind="tenders",
        file=reading.file,
        new=stored.new,
        changed=stored.changed,
        unchanged=stored.unchanged,
        gone=0,
        rows_seen=len(reading.notices),
        changes=stored.changes,
        problems=(*reading.problems, *stored.problems),
        reading=TenderReading(reading.file, tuple(notice.tender for notice in given), rows_seen=len(reading.notices)),
        notices=len(given),
        awards=stored.awards,
    )


# --- storing -----------------------------------------------------------------------------------------------------------------------------------


def _decide(
    connection: Connection, source_list: SourceList | None, given: Sequence[Tender], buyer_ids: Mapping[str, int], identity: ListIdentity
) -> Decision:
    stored = tenders.load_of_list(connection, source_list.id) if source_list is not None else []
    return decide(stored, given, buyer_ids=buyer_ids, buyer_in_key=identity.many_buyers)


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
        changes=decision.changes,
        problems=problems,
        reading=reading,
        list_name=identity.name,
    )


def _read_as_list(
    connection: Connection, path: Path, config: Config, *, mapping: Mapping[str, str] | None, buyer: str, name: str
) -> tuple[TenderReading, ListIdentity]:
    """Read a file, with the columns as they were corrected for this list before, unless they are given now."""
    limits, known_cpv = read_limits(config), vocabulary_entries.cpv_codes(connection)
    if path_suffix(name) in _RECORDS:
        reading = records.read_tenders(path, limits=limits, file_name=name, known_cpv=known_cpv)
        return reading, with_known_buyer(connection, identify(reading, buyer=buyer, file_name=name), name)
    reading = spreadsheet.read_tenders(path, limits=limits, mapping=mapping, file_name=name, known_cpv=known_cpv)
    identity = with_known_buyer(connection, identify(reading, buyer=buyer, file_name=name), name)
    known = find_list(connection, identity, name) if mapping is None else None
    if known is not None and known.mapping:
        reading = spreadsheet.read_tenders(path, limits=limits, mapping=known.mapping, file_name=name, known_cpv=known_cpv)
        identity = with_known_buyer(connection, identify(reading, buyer=buyer, file_name=name), name)
    return reading, identity


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
