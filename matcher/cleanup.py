"""What is kept no longer than promised: uploaded files, and the messages of mails."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from matcher import uploads
from matcher.config import Config
from matcher.db import outbox
from matcher.db.engine import Database
from matcher.job_report import Uneventful
from matcher.progress import Progress


@dataclass(frozen=True, slots=True)
class CleanupReport(Uneventful):
    """What was deleted: uploaded files, stored messages, and weeks of messages as files."""

    uploads: int
    messages: int
    weeks: int
    problems: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        return {"uploads": self.uploads, "messages": self.messages, "weeks": self.weeks}


def clean_up(database: Database, config: Config, *, now: datetime, progress: Progress | None = None) -> CleanupReport:
    """Delete uploaded files past their date, and messages older than storage.keep_uploads_days, which name people.

    What was read from the files, what runs reported, and that a mail was sent, stay.
    """
    before = now - timedelta(days=config.storage.keep_uploads_days)
    deleted = uploads.delete_expired(database, config, now=now)
    with database.write() as connection:
        messages = outbox.forget_messages(connection, before=before)
    weeks = 0
    for folder in (config.storage.data_dir / "outbox").glob("[0-9][0-9][0-9][0-9]-W[0-9][0-9]"):
        monday = date.fromisocalendar(int(folder.name[:4]), 1, 1) + timedelta(weeks=int(folder.name[6:]) - 1)  # also of a week 99 that somebody made
        if monday + timedelta(days=6) < before.date():
            shutil.rmtree(folder)
            weeks += 1
    return CleanupReport(deleted, messages, weeks)
