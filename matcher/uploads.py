"""Uploaded lists: kept under an opaque name, read for checking, imported and matched. Each step is a run, so that a page can follow it."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PureWindowsPath
from typing import Any, BinaryIO

import structlog
from sqlalchemy.engine import Connection

from matcher import annotated
from matcher.config import Config
from matcher.db import documents, runs
from matcher.db.documents import Document
from matcher.db.engine import Database
from matcher.db.matches import MATCHED_STATUSES
from matcher.db.runs import Run
from matcher.errors import SourceError
from matcher.ingest import ImportReport, import_tenders
from matcher.model import Origin, Problem, Severity
from matcher.rematch import rematch_as_run

_log = structlog.get_logger(__name__)
_CHUNK = 1 << 20
_LONGEST = timedelta(minutes=30)
"""After this a run that did not end is taken for one whose process was stopped."""
_FIRST = 8
"""So many tenders are shown of a file without columns."""
_STEPS = ("read", "import", "match")


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file and the newest run of each step; a step that was not begun is None."""

    document: Document
    reading: Run | None
    importing: Run | None
    matching: Run | None


@dataclass(frozen=True, slots=True)
class Given:
    """What a person said of a list: whose it is, and which heading is which field (None: as recognised)."""

    buyer: str = ""
    mapping: Mapping[str, str] | None = None


def folder(config: Config) -> Path:
    """Where uploaded files lie."""
    return config.storage.data_dir / "uploads"


def receive(database: Database, config: Config, stream: BinaryIO, *, file_name: str, given: Given, now: datetime) -> tuple[Document, Run]:
    """Keep a file that came in, with a waiting run that will read it."""
    folder(config).mkdir(parents=True, exist_ok=True)
    stored_as = secrets.token_hex(16)  # never a part of the name that came with it: that is text to show, not a path
    digest = hashlib.sha256()
    with os.fdopen(os.open(folder(config) / stored_as, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    with database.write() as connection:
        document = documents.create(
            connection,
            file_name=shown_name(file_name),
            sha256=digest.hexdigest(),
            read_at=now,
            stored_as=stored_as,
            buyer_name=given.buyer,
            expires_at=now + timedelta(days=config.storage.keep_uploads_days),
        )
        run = _begin(connection, document, "read", now)
        assert run is not None  # noqa: S101 - the document is new, so its first run is
    return document, run


def shown_name(file_name: str) -> str:
    """The name that a browser gave, without folders and without what cannot be printed."""
    name = PureWindowsPath(file_name).name  # knows both kinds of slash
    return "".join(character for character in name if character.isprintable()).strip()[:200] or "lijst"


def find(connection: Connection, public_id: str) -> Upload | None:
    """The upload with this public id."""
    document = documents.find_public(connection, public_id)
    if document is None:
        return None
    reading, importing, matching = (next(iter(runs.with_claim(connection, _claim(document, step))), None) for step in _STEPS)
    return Upload(document, reading, importing, matching)


def read_again(connection: Connection, upload: Upload, *, now: datetime) -> Run | None:
    """A waiting run that will read the file once more; None if one was begun by another click."""
    return _begin(connection, upload.document, "read", now)


def begin_import(connection: Connection, upload: Upload, *, now: datetime) -> tuple[Run, Run] | None:
    """Waiting runs for importing and for matching; None if the file is being imported, or was, already."""
    if upload.importing is not None and not has_failed(upload.importing, now):
        return None
    importing = _begin(connection, upload.document, "import", now)
    matching = _begin(connection, upload.document, "match", now)
    return (importing, matching) if importing is not None and matching is not None else None


def has_failed(run: Run, now: datetime) -> bool:
    """Whether a run failed, or its process was stopped before it ended."""
    return run.state == "failed" or (run.state != "done" and (run.started_at or run.created_at) < now - _LONGEST)


def read(database: Database, config: Config, document: Document, run: Run, given: Given, *, now: datetime, language: str = "nl") -> None:
    """Read the file without storing anything of it but the check: what was recognised, what it would change, and its problems.

    The officer's workbook with all that written in it, in this language, is kept beside the file. A file that is refused fails the run, with the
    reason as its one problem.
    """
    try:
        with runs.following(database, kind="read", subject=document.file_name, now=now, run_id=run.id) as following:
            report = _read(database, config, document, given, following, now=now)
            following.step("annotating", 0, 0)
            check = check_of(report, given) | {"annotated": _annotate(config, document, report, language)}
            with database.write() as connection:
                following.finish(connection, check, report.problems)
    except SourceError:
        return  # written down with the run, for the person who uploaded it


def carry_out(database: Database, config: Config, document: Document, importing: Run, matching: Run, given: Given, *, now: datetime) -> None:
    """Import the file, then match what changed."""
    try:
        _take_in(database, config, document, given, now=now, run_id=importing.id, document_id=document.id)
    except BaseException as error:
        with database.write() as connection:
            runs.fail(connection, matching.id, error="import_failed", now=now)
            if isinstance(error, SourceError):
                runs.add_problems(connection, importing.id, [_problem(error, document.file_name)])
        if isinstance(error, SourceError):
            return  # written down with the run, for the person who uploaded it
        raise
    rematch_as_run(database, config, subject=document.file_name, now=now, run_id=matching.id)


def check_of(report: ImportReport, given: Given) -> dict[str, Any]:
    """What the check page shows, as plain JSON values. Of a column that is not used no cells are kept: they may name people."""
    reading = report.reading
    assert reading is not None  # noqa: S101 - a dry run always carries its reading
    return {
        **report.counts,
        "tenders": len(reading.tenders),
        "lots": sum(len(tender.lots) for tender in reading.tenders),
        "buyer": given.buyer or reading.buyer,
        "given": {"buyer": given.buyer, "mapping": dict(given.mapping) if given.mapping is not None else None},
        "columns": [
            {
                "sheet": column.sheet,
                "letter": column.letter,
                "header": column.header,
                "field": column.field,
                "examples": list(column.examples) if column.field else [],
            }
            for column in reading.columns
        ],
        "first": [{"title": tender.title, "buyer": tender.buyer} for tender in reading.tenders[:_FIRST]],
        "left_out": [{"sheet": left.origin.sheet, "row": left.origin.row, "why": left.why} for left in reading.left_out],
        "not_compared": [
            {"sheet": lot.origin.sheet, "row": lot.origin.row, "why": lot.status}
            for tender in reading.tenders
            for lot in tender.lots
            if lot.status not in MATCHED_STATUSES
        ],
    }


def delete_expired(database: Database, config: Config, *, now: datetime) -> int:
    """Delete uploaded files that are past their date, and note that they are gone; how many there were."""
    with database.read() as connection:
        old = documents.expired(connection, now)
    for document in old:
        for path in (folder(config) / document.stored_as, *folder(config).glob(f"{document.stored_as}.*")):
            path.unlink(missing_ok=True)
        with database.write() as connection:
            documents.forget_file(connection, document.id)
    return len(old)


def _annotate(config: Config, document: Document, report: ImportReport, language: str) -> dict[str, Any] | None:
    """Make the annotated workbook: its name in the folder, and the codes of what could not be kept. None: there is none; the list itself was read."""
    if not annotated.can_be_made(report):
        return None
    source = folder(config) / document.stored_as
    target = source.with_suffix(annotated.suffix(source, document.file_name))
    target.unlink(missing_ok=True)
    try:
        lost = annotated.make(source, target, report, config, language=language)
        target.chmod(0o600)
    except (SourceError, OSError) as error:
        _log.warning("no annotated workbook", document=document.public_id, error=getattr(error, "code", "") or type(error).__name__)
        return None
    return {"file": target.name, "lost": list(lost)}


def annotated_path(config: Config, upload: Upload) -> Path | None:
    """Where the annotated workbook of an upload lies; None if there is none, or if it was deleted."""
    if upload.reading is None or not upload.document.stored_as or not (made := upload.reading.counts.get("annotated")):
        return None
    path = folder(config) / str(made["file"])
    return path if path.is_file() else None


def _read(database: Database, config: Config, document: Document, given: Given, following: runs.Following, *, now: datetime) -> ImportReport:
    try:
        return _take_in(database, config, document, given, now=now, dry_run=True, progress=following.step)
    except SourceError as error:
        with database.write() as connection:
            runs.add_problems(connection, following.id, [_problem(error, document.file_name)])
        raise


def _take_in(database: Database, config: Config, document: Document, given: Given, *, now: datetime, **how: Any) -> ImportReport:  # noqa: ANN401
    path = folder(config) / document.stored_as
    buyer = given.buyer or None
    return import_tenders(database, config, path, now=now, buyer=buyer, mapping=given.mapping, file_name=document.file_name, **how)


def _problem(error: SourceError, file_name: str) -> Problem:
    params = error.params | ({"path": file_name} if "path" in error.params else {})  # people know it by its own name, not by where it lies
    return Problem(error.code, params, Origin(file_name), severity=Severity.ERROR)


def _claim(document: Document, step: str) -> str:
    return f"{step}:{document.public_id}:"


def _begin(connection: Connection, document: Document, step: str, now: datetime) -> Run | None:
    before = len(runs.with_claim(connection, _claim(document, step)))
    return runs.create(connection, kind=step, subject=document.file_name, now=now, claim_key=f"{_claim(document, step)}{before + 1}")
