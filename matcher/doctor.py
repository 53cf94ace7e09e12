"""Is everything in place? One finding per thing that can be wrong, with what to do about it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from matcher import vocabulary
from matcher.config import Config, data_file, secret
from matcher.db import adopted_weights, buyers, jobseekers, judgements, places, runs, subscribers, suppliers, tenders, vocabulary_entries
from matcher.db.engine import Database, schema_version
from matcher.errors import MatcherError
from matcher.model import Side
from matcher.weights import outdated_sides

_ABANDONED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """`level`: ok, warning or error; `text` says what was found, `remedy` what to do about it ("" if nothing)."""

    check: str
    level: str
    text: str
    remedy: str = ""


def examine(database: Database, config: Config, *, now: datetime) -> list[Finding]:
    """Every finding, in the order in which one would mend them. Nothing is changed."""
    findings = [_data_dir(config), _schema(database)]
    usable = findings[-1].level == "ok"
    findings.append(_thesaurus())
    findings.append(_weights())
    if usable:
        for check in (_contents, _places, _learnt, _runs):
            findings.append(_asked(check, database, now))
    findings += _sources(database if usable else None, config)
    findings.append(_mail(config))
    return findings


def _asked(check: Callable[[Database, datetime], Finding], database: Database, now: datetime) -> Finding:
    try:
        return check(database, now)
    except SQLAlchemyError as error:
        return Finding(check.__name__.strip("_"), "error", f"the database cannot answer: {type(error).__name__}", "run `wijkmatch migrate`")


def _data_dir(config: Config) -> Finding:
    folder = config.storage.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Finding("data_dir", "ok", f"{folder} can be written")
    except OSError as error:
        return Finding("data_dir", "error", f"{folder} cannot be written: {error.strerror}", "set storage.data_dir or WIJKMATCH_DATA_DIR")


def _schema(database: Database) -> Finding:
    try:
        current, needed = schema_version(database)
    except MatcherError as error:
        return Finding("schema", "error", str(error), "check storage.database_url, WIJKMATCH_DATABASE_URL or --database")
    if current != needed:
        return Finding("schema", "error", f"the database is at schema {current or 'nothing'}, not {needed}", "run `wijkmatch migrate`")
    return Finding("schema", "ok", f"the database is at schema {current}")


def _thesaurus() -> Finding:
    try:
        concepts = vocabulary.load_concepts()
    except MatcherError as error:
        return Finding("thesaurus", "error", str(error), "mend the file that is named")
    return Finding("thesaurus", "ok", f"{len(concepts)} concepts, version {vocabulary.thesaurus_version(concepts)}")


def _weights() -> Finding:
    shipped = sorted(path.name for path in data_file("weights").glob("*.json"))
    if not shipped:
        return Finding("weights", "error", "the shipped weights are missing", "install the program again")
    return Finding("weights", "ok", f"shipped: {', '.join(shipped)}")


def _contents(database: Database, _now: datetime) -> Finding:
    with database.read() as connection:
        tender_count, lot_count = tenders.count(connection)
        counts = {
            "buyers": buyers.count(connection),
            "tenders": tender_count,
            "lots": lot_count,
            "suppliers": suppliers.count(connection),
            "job-seekers": jobseekers.count(connection),
            "subscribers": subscribers.count(connection),
        }
        counts |= {f"{scheme} entries": count for scheme, count in vocabulary_entries.counts(connection).items()}
    text = ", ".join(f"{count} {name}" for name, count in counts.items())
    missing = [name for name in ("tenders", "suppliers") if not counts[name]]
    if missing:
        return Finding("contents", "warning", f"no {' and no '.join(missing)} ({text})", f"run `wijkmatch import {missing[0]} FILE`")
    return Finding("contents", "ok", text)


def _places(database: Database, _now: datetime) -> Finding:
    with database.read() as connection:
        known = places.load(connection)
        districts = {stored.supplier.postcode[:4] for stored in suppliers.iterate(connection)}
    without = sorted(pc4 for pc4 in districts if len(pc4) == 4 and pc4.isdigit() and pc4 not in known)
    if not known:
        return Finding("places", "warning", "no district has coordinates: distance counts for nothing", "run `wijkmatch import vocabulary pc4 FILE`")
    if without:
        shown = ", ".join(without[:5]) + (" ..." if len(without) > 5 else "")
        return Finding(
            "places",
            "warning",
            f"{len(known)} districts known, {len(without)} districts of suppliers not: {shown}",
            "run `wijkmatch import vocabulary pc4 FILE`",
        )
    return Finding("places", "ok", f"{len(known)} districts have coordinates")


def _learnt(database: Database, _now: datetime) -> Finding:
    with database.read() as connection:
        version = adopted_weights.current(connection)
        counts = ", ".join(f"{judgements.count(connection, side)} on the {side.value}s' side" for side in Side)
    if version is None:
        return Finding("learnt", "ok", f"the shipped weights are in use; judgements: {counts}")
    if outdated := outdated_sides(version):
        text = f"{version.name} has weights of features that this program does not know ({outdated[0].value}): the shipped ones are used"
        return Finding("learnt", "warning", text, "run `wijkmatch learn --adopt`")
    return Finding("learnt", "ok", f"{version.name} is in use; judgements: {counts}")


def _runs(database: Database, now: datetime) -> Finding:
    with database.read() as connection:
        latest = runs.latest(connection, limit=50)
    stuck = [run for run in latest if run.state == "running" and run.started_at is not None and run.started_at < now - _ABANDONED_AFTER]
    failed = [run for run in latest[:10] if run.state == "failed"]
    if stuck:
        return Finding(
            "runs", "warning", f"{len(stuck)} runs began over an hour ago and never ended", "start the work again; see the run in the dashboard"
        )
    if failed:
        return Finding("runs", "warning", f"{len(failed)} of the last runs failed, last: {failed[0].kind} {failed[0].subject} ({failed[0].error})")
    return Finding("runs", "ok", f"{len(latest)} recent runs, none failed" if latest else "nothing was run yet")


def _sources(database: Database | None, config: Config) -> list[Finding]:
    """Whether each source can be reached where it should be, and how its last run went."""
    findings = []
    for source in config.sources:
        name, last = f"source {source.name}", None
        if database is not None:
            with database.read() as connection:
                last = next(iter(runs.latest(connection, kind="ingest", subject=source.name, limit=1)), None)
        if source.path is not None and not source.path.exists():
            findings.append(Finding(name, "error", f"{source.path} does not exist", f"make it, or set sources.{source.name}.path"))
        elif last is None:
            findings.append(Finding(name, "ok", f"{source.path or source.url or source.kind}: not looked through yet"))
        elif last.state == "failed":
            text = f"the last time, {last.created_at:%Y-%m-%d %H:%M} UTC, failed: {last.error}"
            findings.append(Finding(name, "error", text, f"see /runs/{last.public_id} in the dashboard, then `wijkmatch ingest {source.name}`"))
        elif last.counts.get("refused"):
            text = f"the last time {last.counts['refused']} files were refused"
            findings.append(Finding(name, "warning", text, f"see /runs/{last.public_id} in the dashboard"))
        else:
            findings.append(Finding(name, "ok", f"last looked through {last.created_at:%Y-%m-%d %H:%M} UTC: {last.state}"))
    return findings


def _mail(config: Config) -> Finding:
    mail = config.mail
    if not mail.smtp_host:
        outbox = config.storage.data_dir / "outbox"
        return Finding("mail", "warning", f"no mail server: digests are written to {outbox} and not sent", "set mail.smtp_host")
    if mail.smtp_user and secret("SMTP_PASSWORD") is None:
        return Finding("mail", "error", f"{mail.smtp_host} wants user {mail.smtp_user}, but there is no password", "set WIJKMATCH_SMTP_PASSWORD")
    return Finding("mail", "ok", f"by {mail.smtp_host}:{mail.smtp_port} as {mail.sender}")
