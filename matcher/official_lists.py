"""Official lists from a user's file to the database, and from there to matching."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from matcher.config import Config
from matcher.db import matches, places, runs, vocabulary_entries
from matcher.db.engine import Database
from matcher.ingest import ImportReport, read_limits
from matcher.model import VocabularyEntry
from matcher.progress import Progress, silent
from matcher.sources.official_lists import read_official
from matcher.storable import storable
from matcher.vocabulary import OfficialLists, labels


def import_vocabulary(
    database: Database, config: Config, scheme: str, path: Path, *, now: datetime, file_name: str | None = None, progress: Progress | None = None
) -> ImportReport:
    """Read an official list and store what is new or changed; the next match uses it.

    `scheme`: cpv, esco, sbi or pc4 (coordinates of postcode districts). What is stored and not in this file stays.
    Raises SourceError if the file as a whole is no such list; the run is then failed, and nothing else is written.
    """
    name = storable(file_name or path.name)
    tell = progress or silent
    with runs.following(database, kind="import", subject=name, now=now) as run:
        tell("reading", 0, 0)
        read = storable(read_official(path, scheme, limits=read_limits(config), file_name=name))
        size = len(read.places) + len(read.entries)
        tell("storing", 0, size)
        with database.write() as connection:
            if scheme == "pc4":
                new, changed, unchanged = places.store(connection, read.places)
            else:
                new, changed, unchanged = vocabulary_entries.store(connection, scheme, read.entries)
            if new or changed:
                matches.outdate(connection)
            report = ImportReport(
                kind=scheme,
                file=name,
                new=new,
                changed=changed,
                unchanged=unchanged,
                gone=0,
                rows_seen=read.rows_seen,
                changes=(),
                problems=read.problems,
                run_public_id=run.public_id,
            )
            run.finish(connection, report.counts, report.problems)
        return report


def load(connection: Connection) -> OfficialLists:
    """The imported lists as matching uses them."""
    cpv, sbi, esco = (vocabulary_entries.load(connection, scheme) for scheme in ("cpv", "sbi", "esco"))
    return OfficialLists(labels(cpv), labels(sbi), esco, tuple(places.load(connection).values()))


def fingerprint(connection: Connection) -> str:
    """Which lists took part, roughly: how much there is of them. Cheap to ask; an import that changes anything also outdates the matches."""
    return " ".join(map(str, (*vocabulary_entries.fingerprint(connection), *places.fingerprint(connection))))


def store(database: Database, lists: OfficialLists) -> None:
    """Put the lists of another database into this one."""
    with database.write() as connection:
        for scheme, labels_of in (("cpv", lists.cpv), ("sbi", lists.sbi)):
            vocabulary_entries.store(connection, scheme, [VocabularyEntry(code, label) for code, label in labels_of.items()])
        vocabulary_entries.store(connection, "esco", lists.esco)
        places.store(connection, lists.places)
