"""The weekly mail on its way: as a file, through a mail server, when that goes wrong, and what stays of it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from matcher.db import outbox
from matcher.db.digest_tables import mailed_matches
from matcher.db.digest_tables import outbox as outbox_table
from matcher.db.schema import metadata
from matcher.digest import DigestReport, deliver, is_waiting, run_digest
from tests.matcher.mail_server import body, free_port, read, serving, with_server
from tests.matcher.region import BECAUSE, Region

MONDAY = datetime(2026, 11, 16, 6, 30, tzinfo=UTC)  # 2026-W47
NEXT_MONDAY = MONDAY + timedelta(weeks=1)
CLEANING, GARDEN = "Schoonmaak <kantoren> & hal", "Groenonderhoud"


def everything(database):
    with database.read() as connection:
        return {table.name: connection.execute(table.select()).all() for table in metadata.sorted_tables}


# --- files instead of mails ---------------------------------------------------------------------------------------------------------------------


def test_a_dry_run_writes_files_that_a_mail_program_opens_and_changes_nothing(region, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    me = region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    region.subscriber("idle@example.org", "supplier", of="Niemand")
    before = everything(region.database)
    report = run_digest(region.database, mailing, now=MONDAY, dry_run=True)
    assert everything(region.database) == before and not inbox.kept
    assert (report.dry_run, report.mails, report.skipped, report.sent) == (True, 1, 1, 0)
    assert report.files == (mailing.storage.data_dir / "outbox" / "2026-W47" / f"{me}.eml",)
    assert CLEANING in body(read(report.files[0].read_bytes()))


def test_without_a_mail_server_it_waits_as_a_file_and_is_sent_once_there_is_one(region, config, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    report = run_digest(region.database, config, now=MONDAY)
    assert (report.mails, report.sent, report.waiting, len(report.files)) == (1, 0, 1, 1)
    assert "mail.smtp_host" in report.problems[0]
    assert not is_waiting(region.database, config, now=MONDAY) and is_waiting(region.database, mailing, now=MONDAY)
    assert deliver(region.database, mailing, now=MONDAY + timedelta(hours=1)).sent == 1
    assert inbox.messages[0]["Message-ID"] == read(report.files[0].read_bytes())["Message-ID"]
    assert not is_waiting(region.database, mailing, now=MONDAY)


def test_a_mail_that_never_left_gives_way_to_the_next_weeks(region, config, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    run_digest(region.database, config, now=MONDAY)
    region.match(GARDEN, "Schoon & Co")
    assert deliver(region.database, mailing, now=NEXT_MONDAY).sent == 0
    assert run_digest(region.database, mailing, now=NEXT_MONDAY).sent == 1
    [mail] = inbox.messages
    assert CLEANING in body(mail) and GARDEN in body(mail)
    assert [row.state for row in region.rows(outbox_table)] == ["failed", "sent"]


# --- when sending goes wrong --------------------------------------------------------------------------------------------------------------------


def test_a_server_that_is_down_loses_nothing(region, config, mailing, inbox):
    for name in ("Een", "Twee"):
        region.match(CLEANING, name)
        region.subscriber(f"{name.lower()}@example.org", "supplier", of=name)
    report = run_digest(region.database, with_server(config, free_port()), now=MONDAY)
    assert (report.mails, report.sent, report.waiting) == (2, 0, 2) and "cannot be reached" in report.problems[0]
    assert deliver(region.database, mailing, now=MONDAY + timedelta(minutes=15)).sent == 2
    assert sorted(inbox.recipients) == ["een@example.org", "twee@example.org"]


def test_a_refused_address_stops_no_other_and_its_news_comes_again(region, mailing, inbox):
    for name in ("Een", "Twee"):
        region.match(CLEANING, name)
    gone = region.subscriber("een@example.org", "supplier", of="Een")
    region.subscriber("twee@example.org", "supplier", of="Twee")
    inbox.answers["een@example.org"] = "550 5.1.1 een@example.org unknown"
    report = run_digest(region.database, mailing, now=MONDAY)
    assert (report.sent, report.waiting, inbox.recipients) == (1, 0, ["twee@example.org"])
    assert gone in report.problems[0] and "een@" not in report.problems[0]
    inbox.answers.clear()
    assert run_digest(region.database, mailing, now=NEXT_MONDAY).sent == 1
    assert CLEANING in body(inbox.messages[-1])


def test_a_refusal_for_now_waits_and_comes_with_the_next_delivery(region, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    inbox.answers["noor@example.org"] = "451 4.7.1 greylisted"
    assert run_digest(region.database, mailing, now=MONDAY).waiting == 1
    inbox.answers.clear()
    assert deliver(region.database, mailing, now=MONDAY + timedelta(minutes=15)).sent == 1


def test_after_a_crash_it_goes_out_once_more_with_the_same_message_id(region, config, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    made = run_digest(region.database, config, now=MONDAY)
    with region.database.write() as connection:  # a process took it, handed it over, and died before it could say so
        [message] = outbox.to_send(connection, iso_week="2026-W47", stale_before=MONDAY)
        assert outbox.take(connection, message.id, stale_before=MONDAY, now=MONDAY)
    assert deliver(region.database, mailing, now=MONDAY + timedelta(minutes=10)).sent == 0
    assert deliver(region.database, mailing, now=NEXT_MONDAY).sent == 1
    assert deliver(region.database, mailing, now=NEXT_MONDAY + timedelta(hours=1)).sent == 0
    assert [mail["Message-ID"] for mail in inbox.messages] == [read(made.files[0].read_bytes())["Message-ID"]]


def test_processes_that_run_at_once_send_one_mail_each_between_them(any_database, config, inbox):
    region = Region(any_database)
    names = [f"Aanbieder {number}" for number in range(8)]
    for name in names:
        region.match(CLEANING, name, reasons=BECAUSE)
        region.subscriber(f"{name.split()[1]}@example.org", "supplier", of=name)
    reports: list[DigestReport] = []
    with serving(inbox) as port:
        start = threading.Barrier(3)

        def one() -> None:
            start.wait()
            reports.append(run_digest(any_database, with_server(config, port), now=MONDAY))

        threads = [threading.Thread(target=one) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        deliver(any_database, with_server(config, port), now=MONDAY)
    assert len(reports) == 3 and sum(report.mails for report in reports) == 8
    assert sorted(inbox.recipients) == [f"{number}@example.org" for number in range(8)]
    assert len(region.rows(mailed_matches)) == 8


def test_old_messages_are_emptied_and_what_they_told_stays_told(any_database, config, inbox):
    region = Region(any_database)
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    with serving(inbox) as port:
        run_digest(any_database, with_server(config, port), now=MONDAY)
        with any_database.write() as connection:
            assert outbox.forget_messages(connection, before=MONDAY) == 0
            assert outbox.forget_messages(connection, before=MONDAY + timedelta(days=30)) == 1
        assert [(row.message, row.state) for row in region.rows(outbox_table)] == [(b"", "sent")]
        assert run_digest(any_database, with_server(config, port), now=NEXT_MONDAY).mails == 0


def test_a_waiting_message_that_is_emptied_is_never_sent_and_its_news_comes_again(region, config, mailing, inbox):
    region.match(CLEANING, "Schoon & Co")
    region.subscriber("noor@example.org", "supplier", of="Schoon & Co")
    run_digest(region.database, config, now=MONDAY)
    with region.database.write() as connection:
        outbox.forget_messages(connection, before=MONDAY + timedelta(days=30))
    assert deliver(region.database, mailing, now=MONDAY).sent == 0
    assert run_digest(region.database, mailing, now=NEXT_MONDAY).sent == 1 and CLEANING in body(inbox.messages[0])
