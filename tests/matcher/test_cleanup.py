"""What is kept no longer than promised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

from matcher import uploads
from matcher.cleanup import clean_up
from matcher.db import documents
from matcher.digest import run_digest
from matcher.uploads import Given
from tests.matcher.region import Region

NOW = datetime(2026, 11, 16, 6, 30, tzinfo=UTC)


def test_an_upload_is_deleted_on_its_day_and_what_it_said_is_kept(database, config):
    document, _ = uploads.receive(database, config, BytesIO(b"a;b\n"), file_name="plan.csv", given=Given(), now=NOW)
    file = config.storage.data_dir / "uploads" / document.stored_as
    assert clean_up(database, config, now=NOW + timedelta(days=29)).uploads == 0 and file.exists()
    assert clean_up(database, config, now=NOW + timedelta(days=30)).uploads == 1 and not file.exists()
    assert clean_up(database, config, now=NOW + timedelta(days=31)).uploads == 0
    with database.read() as connection:
        assert documents.find_public(connection, document.public_id).stored_as == ""


def test_mails_are_deleted_with_their_files_after_as_many_days(database, config):
    region = Region(database)
    region.match("Schoonmaak", "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    [file] = run_digest(database, config, now=NOW).files
    (config.storage.data_dir / "outbox" / "keep.txt").write_text("not ours")
    early, late, again = (clean_up(database, config, now=NOW + timedelta(days=days)) for days in (20, 40, 41))
    assert [(report.messages, report.weeks) for report in (early, late, again)] == [(0, 0), (1, 1), (0, 0)]
    assert not file.exists() and (config.storage.data_dir / "outbox" / "keep.txt").exists()


def test_a_folder_of_a_week_that_does_not_exist_breaks_nothing(database, config):
    folder = config.storage.data_dir / "outbox" / "2025-W99"
    folder.mkdir(parents=True)
    clean_up(database, config, now=NOW)
    assert folder.is_dir()  # that week would be late in 2026
    clean_up(database, config, now=NOW + timedelta(days=365))
    assert not folder.exists()
