"""Who is due -> render -> outbox -> send: one weekly mail for everybody who has news.

A subscriber's week is claimed by the unique row in the outbox, together with what the message tells of. Sending comes after, message by message:
nothing gets lost, and after a crash at most the message that was being sent goes out once more, with the same Message-ID.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from matcher import config as configuration
from matcher import digest_letter, mail
from matcher.config import Config
from matcher.db import outbox, subscribers, unmailed_matches
from matcher.db.columns import new_public_id
from matcher.db.engine import Database
from matcher.db.outbox import Outgoing
from matcher.db.subscribers import StoredSubscriber
from matcher.digest_letter import News
from matcher.errors import MailDelayedError, MailError, MailRefusedError, MatcherError
from matcher.job_report import Uneventful
from matcher.progress import Progress, silent

_STALE = timedelta(minutes=15)
"""A message that has been "sending" for longer belongs to a process that died: the mail library gives up far sooner."""
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True)
class DigestReport(Uneventful):
    """What a digest did. `skipped`: subscribers without news, or whose mail of this week was made before."""

    week: str
    dry_run: bool
    subscribers: int
    mails: int
    """Made now."""
    skipped: int
    sent: int = 0
    """Handed to the mail server now, also those that waited."""
    waiting: int = 0
    """Still to be sent: without a mail server, or because it did not take them now."""
    files: tuple[Path, ...] = ()
    """Messages as files: what would be sent (dry run), or what waits for a mail server to be configured."""
    problems: tuple[str, ...] = ()
    """Sentences for the administrator; people in them are named by public id only."""

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        return {name: getattr(self, name) for name in ("subscribers", "mails", "skipped", "sent", "waiting")} | {"problems": len(self.problems)}


@dataclass(frozen=True, slots=True)
class _Made:
    public_id: str
    message_id: str
    message: bytes
    told: tuple[tuple[int, int], ...]


def run_digest(
    database: Database, config: Config, *, now: datetime, week: str | None = None, dry_run: bool = False, progress: Progress | None = None
) -> DigestReport:
    """Make and send the mail of an ISO week ("2026-W47"; None: the present one) to everybody who has news and did not get it yet.

    `dry_run`: write the messages to data_dir/outbox/<week>/ and change nothing in the database. Without mail.smtp_host the messages are made,
    written there too, and wait. One that cannot be made or sent is a problem in the report, and stops no other. Raises MatcherError for a
    `week` that does not exist.
    """
    today = now.astimezone(ZoneInfo(config.schedule.timezone)).date()
    week = _checked(week) if week else iso_week(today)
    tell = progress or silent
    with database.read() as connection:
        due = subscribers.load_subscribed(connection)
    files: list[Path] = []
    problems: list[str] = []
    made = 0
    for number, subscriber in enumerate(due):
        tell("letters", number, len(due))
        try:
            if dry_run:
                with database.read() as connection:
                    letter = None if outbox.has(connection, subscriber.id, week) else _make(connection, config, subscriber, week, today, now)
                if letter is not None:
                    files.append(_file(config, week, subscriber.public_id))
                    mail.write(letter.message, files[-1])
                    made += 1
            else:
                with database.write() as connection:
                    made += _claim(connection, config, subscriber, week, today, now)
        except MatcherError as error:
            problems.append(f"subscriber {subscriber.public_id}: {error}")
    tell("letters", len(due), len(due))
    report = DigestReport(week, dry_run, len(due), made, len(due) - made - len(problems), files=tuple(files), problems=tuple(problems))
    if dry_run:
        return report
    delivered = deliver(database, config, now=now, week=week, progress=progress)
    return replace(report, sent=delivered.sent, waiting=delivered.waiting, files=delivered.files, problems=report.problems + delivered.problems)


@dataclass(frozen=True, slots=True)
class Delivery(Uneventful):
    """What came of the messages that waited."""

    sent: int = 0
    waiting: int = 0
    files: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        return {"sent": self.sent, "waiting": self.waiting, "problems": len(self.problems)}


def is_waiting(database: Database, config: Config, *, now: datetime) -> bool:
    """Whether there is a message to send, and a mail server to send it by."""
    week = iso_week(now.astimezone(ZoneInfo(config.schedule.timezone)).date())
    with database.read() as connection:
        return bool(config.mail.smtp_host and outbox.to_send(connection, iso_week=week, stale_before=now - _STALE))


def deliver(database: Database, config: Config, *, now: datetime, week: str | None = None, progress: Progress | None = None) -> Delivery:
    """Send what waits in the outbox for this week (None: the present one). Without mail.smtp_host it is written to files, and goes on waiting."""
    week = week or iso_week(now.astimezone(ZoneInfo(config.schedule.timezone)).date())
    tell = progress or silent
    with database.read() as connection:
        messages = outbox.to_send(connection, iso_week=week, stale_before=now - _STALE)
    if not messages:
        return Delivery()
    if not config.mail.smtp_host:
        files = [_file(config, message.iso_week, message.subscriber_public_id) for message in messages]
        for message, file in zip(messages, files, strict=True):
            mail.write(message.message, file)
        problem = f"no mail server is configured (mail.smtp_host): {len(messages)} messages wait, and lie as files in {files[0].parent}"
        return Delivery(waiting=len(messages), files=tuple(files), problems=(problem,))
    sent = failed = 0
    problems: list[str] = []
    try:
        with mail.connect(_server(config)) as post:
            for number, message in enumerate(messages):
                tell("sending", number, len(messages))
                try:
                    sent += _send(database, post, message, now)
                except MailRefusedError as error:
                    failed += 1
                    problems.append(f"subscriber {message.subscriber_public_id}: {error}; what it told of comes into the next digest")
                except MailDelayedError as error:
                    problems.append(f"subscriber {message.subscriber_public_id}: {error}; it waits")
    except MailError as error:
        problems.append(f"{error}; what was not sent waits")
    tell("sending", len(messages), len(messages))
    with database.read() as connection:
        waiting = len(outbox.to_send(connection, iso_week=week, stale_before=now - _STALE))
    return Delivery(sent, waiting, problems=tuple(problems))


def iso_week(day: date) -> str:
    """The ISO 8601 week of a day: "2026-W47"."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def unsubscribe_url(config: Config, public_id: str) -> str:
    """Where a subscriber leaves: a page for people, and the address of one-click unsubscribing for mail programs."""
    return f"{config.digest.base_url.rstrip('/')}/digest/afmelden/{public_id}"


def _checked(week: str) -> str:
    found = _WEEK.fullmatch(week)
    try:
        if found is None:
            raise ValueError
        date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError as error:
        raise MatcherError(f"{week!r} is not a week: expected the year and ISO week number, like 2026-W47") from error
    return week


def _claim(connection: Connection, config: Config, subscriber: StoredSubscriber, week: str, today: date, now: datetime) -> bool:
    if outbox.has(connection, subscriber.id, week):
        return False
    outbox.give_up_earlier(connection, subscriber.id, before_week=week)
    made = _make(connection, config, subscriber, week, today, now)
    if made is None:
        return False
    row = {"public_id": made.public_id, "message_id": made.message_id, "message": made.message}
    outbox_id = outbox.add(connection, subscriber_id=subscriber.id, iso_week=week, now=now, **row)  # type: ignore[arg-type]
    if outbox_id is None:
        return False
    outbox.remember(connection, outbox_id, subscriber.id, made.told)
    return True


def _make(connection: Connection, config: Config, subscriber: StoredSubscriber, week: str, today: date, now: datetime) -> _Made | None:
    """The message, or None if there is no news."""
    own_page = unmailed_matches.own_page(connection, subscriber)
    if own_page is None:
        raise MatcherError(
            f"it is meant for a {subscriber.kind}, but names none that is known: import the {subscriber.kind}s, then the subscribers again"
        )
    matches = unmailed_matches.load(connection, subscriber, today=today)
    news = News(matches)
    if subscriber.kind != "supplier":
        news = replace(news, jobseekers=unmailed_matches.jobseekers_of_lots(connection, {match.lot.lot_id for match in matches}))
    if subscriber.kind == "connector":
        since = outbox.last_made_at(connection, subscriber.id)
        news = replace(news, nobody=unmailed_matches.lots_nobody_fits(connection, since=since, today=today))
    if not news.matches and not news.nobody:
        return None
    leave = unsubscribe_url(config, subscriber.public_id)
    rendered = digest_letter.render(
        subscriber, news, iso_week=week, base_url=config.digest.base_url, own_page=own_page, most=config.digest.max_matches, unsubscribe_url=leave
    )
    public_id = new_public_id()
    domain = config.mail.sender.rpartition("@")[2].rstrip("> ")
    letter = mail.Letter(
        to_address=subscriber.email,
        to_name=subscriber.name,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        language=subscriber.language,
        message_id=f"<{week}.{public_id}@{domain}>",
        unsubscribe_url=leave,
    )
    message = mail.build(letter, sender=config.mail.sender, now=now)
    told = tuple((match.lot.lot_id, match.supplier_id) for match in rendered.told)
    return _Made(public_id, letter.message_id, message.as_bytes(), told)


def _send(database: Database, post: mail.Post, message: Outgoing, now: datetime) -> bool:
    with database.write() as connection:
        if not outbox.take(connection, message.id, stale_before=now - _STALE, now=now):
            return False
    try:
        post.send(message.message)
    except MailRefusedError:
        with database.write() as connection:
            outbox.give_up(connection, message.id)
        raise
    except MailError:
        with database.write() as connection:
            outbox.put_back(connection, message.id)
        raise
    with database.write() as connection:
        outbox.mark_sent(connection, message.id, now=now)
    return True


def _server(config: Config) -> mail.Server:
    settings = config.mail
    return mail.Server(
        settings.smtp_host, settings.smtp_port, settings.smtp_user, configuration.secret("SMTP_PASSWORD") or "", settings.smtp_starttls
    )


def _file(config: Config, week: str, public_id: str) -> Path:
    return config.storage.data_dir / "outbox" / week / f"{public_id}.eml"
