"""The command line: parse, call, print. Heavy modules are imported inside the commands, so that --help answers at once."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from matcher import config as configuration
from matcher.cli_import import has_row_problems, import_, plain_import
from matcher.errors import ConfigError, LearnError
from matcher.terminal import DONE, ROW_PROBLEMS, Refusing, Session, sentence

if TYPE_CHECKING:
    from matcher.db.engine import Database


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="Settings that differ from the shipped config.toml.")
@click.option("--database", "url", metavar="URL", help="sqlite:///FILE or postgresql://USER@HOST/NAME. Default: a file in the data folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document to stdout; messages and progress go to stderr.")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True, help="Language of what is printed and exported.")
@click.version_option(package_name="wijkmatch")
@click.pass_context
def main(ctx: click.Context, config_file: Path | None, url: str | None, as_json: bool, language: str) -> None:
    """Match what institutions are going to buy with suppliers and job-seekers nearby.

    \b
    Start here; it needs no settings and shows a fictional region:
      wijkmatch run
    Then your own lists:
      wijkmatch import tenders inkoopkalender.xlsx --buyer "Ziekenhuis De Es"
      wijkmatch import suppliers ondernemers.xlsx
      wijkmatch match
      wijkmatch export matches --to matches.xlsx

    \b
    Exit codes: 0 done, 1 done but some rows have problems, 2 refused.
    """
    if config_file is not None and not config_file.is_file():
        raise ConfigError(f"there is no configuration file {config_file}")
    config = configuration.load(config_file)
    if url:
        config = replace(config, storage=replace(config.storage, database_url=url))
    ctx.obj = Session(config, as_json, language)


main.add_command(import_)


# --- everything at once ------------------------------------------------------------------------------------------------------------------------


@main.command()
@click.option("--once", is_flag=True, help="Stop before serving: load, match, print, done.")
@click.pass_obj
def run(session: Session, once: bool) -> None:
    """Set up, match, print the best matches, then serve the dashboard and the schedule.

    Where the database is empty, a fictional region is loaded first. The dashboard is at http://127.0.0.1:8000; stop with Ctrl-C.
    """
    from matcher import demo, screen
    from matcher.rematch import rematch

    with session.database(migrate=True) as database:
        with session.progress() as tell:
            imported = demo.load(database, session.config, now=_now(), progress=tell) if demo.is_empty(database) else []
            report = rematch(database, session.config, now=_now(), progress=tell)
        best = screen.best_matches(database, language=session.language)
        document = {"imported": [plain_import(item, session) for item in imported], "match": asdict(report), "best": best}
        session.answer(document, lambda: screen.show_run(imported, report, best, session.language))
        if not once:
            _serve(session, database, with_schedule=True)


@main.command()
@click.pass_obj
def serve(session: Session) -> None:
    """Serve the dashboard on this machine (web.host and web.port in the configuration)."""
    with session.database() as database:
        _serve(session, database, with_schedule=False)


@main.command()
@click.pass_obj
def schedule(session: Session) -> None:
    """Carry out the schedule: look through the sources, match, mail the weekly digest. Stop with Ctrl-C."""
    from matcher import jobs, logs

    with session.database() as database:
        logs.configure(session.config.log.level)
        jobs.run_blocking(database, session.config)


def _serve(session: Session, database: Database, *, with_schedule: bool) -> None:
    import waitress

    from matcher import jobs, logs
    from webui.app import create_app

    logs.configure(session.config.log.level)
    web = session.config.web
    app = create_app(session.config, database)
    try:
        server = waitress.create_server(app, host=web.host, port=web.port)
    except OSError as error:
        raise ConfigError(f"nothing can be served at {web.host}:{web.port}: {error.strerror}; set web.port to another number") from error
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop ends it as Ctrl-C does, jobs included
    running = jobs.start(database, session.config) if with_schedule else None
    click.echo(f"wijkmatch: http://{web.host}:{web.port}  (stop with Ctrl-C)", err=True)
    try:
        server.run()  # returns on Ctrl-C
    finally:
        server.close()
        app.extensions["wijkmatch"].background.close()
        if running is not None:
            running.stop()


# --- match, export, evaluate -------------------------------------------------------------------------------------------------------------------


@main.command()
@click.option("--full", is_flag=True, help="Match everything anew, not only what changed.")
@click.option("--all", "include_closed", is_flag=True, help="Also match withdrawn and awarded tenders.")
@click.pass_obj
def match(session: Session, full: bool, include_closed: bool) -> None:
    """Find who could do what: only what changed since the last time, unless --full."""
    from matcher import screen
    from matcher.rematch import rematch

    with session.database() as database, session.progress() as tell:
        report = rematch(database, session.config, now=_now(), full=full, include_closed=include_closed, progress=tell)
    session.answer(asdict(report), lambda: screen.show_match(report, session.language))


@main.command()
@click.argument("what", type=click.Choice(["matches", "tenders", "suppliers", "awards"]))
@click.option("--to", "path", required=True, type=click.Path(path_type=Path), metavar="FILE", help="A name that ends in .csv .xlsx .json or .jsonl.")
@click.pass_obj
def export(session: Session, what: str, path: Path) -> None:
    """Write matches, tenders, suppliers or awards (who won what) to a file.

    \b
    .xlsx opens in Excel as it should; .csv has commas and is for programs.
      wijkmatch export matches --to matches.xlsx
    """
    from matcher import export as exporting

    with session.database() as database:
        count = exporting.export(database, what, path, language=session.language)
    session.answer({"what": what, "file": str(path), "rows": count}, lambda: click.echo(f"{path}: {count} ({what})"))


@main.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER...")
@click.option("--baselines", is_flag=True, help="Also BM25 and TF-IDF on words and on characters, with the paired difference.")
@click.pass_context
def evaluate(ctx: click.Context, folders: Sequence[Path], baselines: bool) -> None:
    """How well the matching does on folders of queries and judgements (BEIR form, or gold folders of this project).

    Works in a temporary database. With --database, the vocabularies and weights of that one are used; it is never changed.
    """
    from matcher import screen
    from matcher.evaluate import evaluate as measure

    session: Session = ctx.obj
    url = ctx.find_root().params["url"]
    with session.progress() as tell:
        figures = measure(folders, session.config, baselines=baselines, database_url=url, progress=tell)
    session.answer(figures, lambda: screen.show_figures(figures))


@main.command()
@click.option("--adopt", is_flag=True, help="Put the new weights to use, if they are better.")
@click.option("--back", is_flag=True, help="Return to the weights from before the last adoption.")
@click.pass_obj
def learn(session: Session, adopt: bool, back: bool) -> None:
    """Learn from what people judged: fit new weights, and show before and after on judgements that were held out.

    \b
    Needed: 20 judgements on 5 tenders, from the dashboard or `wijkmatch import judgements`.
    New weights may be adopted if they foretell the held-out judgements better than the present weights and than a coin,
    by more than chance; on the gold pairs they are never much worse. Every version is kept. Then run `wijkmatch match`.
    """
    from matcher import learn as learning
    from matcher import screen_learn as screen

    if adopt and back:
        raise ConfigError("give --adopt or --back, not both")
    with session.database() as database, session.progress() as tell:
        if back:
            version = learning.go_back(database, session.config)
            session.answer({"version": version or "shipped"}, lambda: screen.show_back(version, session.language))
            return
        report = learning.learn(database, session.config, now=_now(), adopt=adopt, progress=tell)
    session.answer(screen.plain(report), lambda: screen.show(report, session.language))
    if adopt and not report.adopted:
        raise LearnError("the new weights are not better by the rule (see --help), and were not adopted")
    sys.exit(ROW_PROBLEMS if adopt and any(side.trial is not None and side.trial.refused for side in report.sides) else DONE)


# --- sources and digest ------------------------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("source", required=False)
@click.pass_obj
def ingest(session: Session, source: str | None) -> None:
    """Take in what is new in the configured sources (or only in SOURCE), and match what changed. A source that fails does not stop the others."""
    from matcher import jobs, screen
    from matcher.feeds import IngestReport

    names = [source] if source else [each.name for each in session.config.sources]
    with session.database() as database, session.progress() as tell:
        reports = [cast(IngestReport, jobs.run_job("ingest", database, session.config, now=_now(), progress=tell, source=name)) for name in names]
    refused = [
        {"source": item.source, "file": item.file, "sentence": sentence(item.error, session.language), "code": item.error.code}
        for report in reports
        for item in report.refused
    ]
    imports = [item for report in reports for item in report.imports]
    counts = {report.source: report.counts for report in reports}
    document = {"files": [plain_import(item, session) for item in imports], "refused": refused, "counts": counts}
    session.answer(document, lambda: screen.show_ingest(reports, session.language))
    for item in refused:
        click.echo(f"wijkmatch: {item['source']} {item['file']}: {item['sentence']}", err=True)
    sys.exit(ROW_PROBLEMS if refused or any(has_row_problems(item) for item in imports) else DONE)


@main.command()
@click.option("--week", metavar="2026-W47", help="The ISO week to make it for; default this week.")
@click.option("--dry-run", is_flag=True, help="Write the mails to files in the data folder, and send and remember nothing.")
@click.pass_obj
def digest(session: Session, week: str | None, dry_run: bool) -> None:
    """Mail every subscriber the new matches of the week, once."""
    from matcher import jobs, screen
    from matcher.digest import DigestReport

    with session.database() as database, session.progress() as tell:
        report = cast(DigestReport, jobs.run_job("digest", database, session.config, now=_now(), progress=tell, week=week, dry_run=dry_run))
    session.answer(asdict(report), lambda: screen.show_digest(report, session.language))
    sys.exit(ROW_PROBLEMS if report.problems else DONE)


# --- upkeep ------------------------------------------------------------------------------------------------------------------------------------


@main.command()
@click.pass_obj
def migrate(session: Session) -> None:
    """Bring the database to the schema of this version of the program."""
    from matcher.db.engine import schema_version

    with session.database(migrate=True) as database:
        current, _ = schema_version(database)
    session.answer({"schema": current}, lambda: click.echo(f"schema {current}"))


@main.command()
@click.pass_obj
def fingerprint(session: Session) -> None:
    """One hash of everything that the database holds: the same for the same input, in any order, on any database."""
    from matcher.db.fingerprint import combined, table_hashes

    with session.database() as database, database.read() as connection:
        hashes = table_hashes(connection)
    document = {"fingerprint": combined(hashes), "tables": {name: asdict(each) for name, each in hashes.items()}}
    session.answer(document, lambda: click.echo(document["fingerprint"]))


@main.command()
@click.pass_obj
def doctor(session: Session) -> None:
    """Is everything in place? Says what is wrong and what to do about it; changes nothing."""
    from matcher import screen
    from matcher.db.engine import Database
    from matcher.doctor import examine

    database = Database(session.config.database_url)
    try:
        findings = examine(database, session.config, now=_now())
    finally:
        database.close()
    session.answer([asdict(finding) for finding in findings], lambda: screen.show_findings(findings))
    sys.exit(ROW_PROBLEMS if any(finding.level == "error" for finding in findings) else DONE)


def _now() -> datetime:
    return datetime.now(UTC)
