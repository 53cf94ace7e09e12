"""The commands that read files: `wijkmatch import tenders|suppliers|jobseekers|vocabulary|judgements`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.errors import ConfigError, SourceError
from matcher.terminal import DONE, REFUSED, ROW_PROBLEMS, Session, sentence

if TYPE_CHECKING:
    from matcher.db.engine import Database
    from matcher.ingest import ImportReport
    from matcher.progress import Progress


@click.group("import")
def import_() -> None:
    """Read files of tenders, suppliers, job-seekers, judgements or official lists.

    \b
    Examples:
      wijkmatch import tenders plan2027.xlsx --dry-run      look first, store nothing
      wijkmatch import tenders plan2027.xlsx
      wijkmatch import suppliers ondernemers.csv
    """


_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
_dry_run = click.option("--dry-run", is_flag=True, help="Say what would change, and store nothing.")


@import_.command("tenders")
@_files
@click.option("--buyer", metavar="NAME", help="Whose list it is, where the file does not say so itself.")
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE", help='Which column is what, as JSON: {"Naam opdracht": "title"}. Remembered.'
)
@click.option("--annotated", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="Write the list back, with what became of each row.")
@_dry_run
@click.pass_obj
def import_tenders(session: Session, files: Sequence[Path], buyer: str | None, mapping: Path | None, annotated: Path | None, dry_run: bool) -> None:
    """Lists of tenders as they are (.xlsx .xls .xlsb .ods .csv .jsonl), and notices (.xml of eForms and TED, .json of OCDS).

    Reading a new version of a list updates what changed and keeps what it was. What is gone from the list is proposed as withdrawn; a
    person decides, in the dashboard.
    """
    from matcher import annotated as annotating
    from matcher import ingest

    if annotated is not None and (len(files) != 1 or annotated.suffix.lower() not in (".xlsx", ".xlsm") or annotated.resolve() == files[0].resolve()):
        raise ConfigError("--annotated takes one list at a time, and the name of another file that ends in .xlsx (or .xlsm, to keep macros)")
    columns = _read_mapping(mapping) if mapping else None

    def read(database: Database, path: Path, tell: Progress) -> ImportReport:
        report = ingest.import_tenders(database, session.config, path, buyer=buyer, mapping=columns, dry_run=dry_run, now=_now(), progress=tell)
        if annotated is not None:
            _annotate(session, path, annotated, report)
        return report

    def _annotate(session: Session, path: Path, target: Path, report: ImportReport) -> None:
        if not annotating.can_be_made(report):
            click.echo(f"wijkmatch: {path.name} has no sheet to write on; {target} was not made", err=True)
            return
        lost = annotating.make(path, target, report, session.config, language=session.language)
        for code in lost:
            click.echo(f"wijkmatch: {target}: {sentence(SourceError(code), session.language)}", err=True)

    _import(session, files, read)


@import_.command("suppliers")
@_files
@_dry_run
@click.pass_obj
def import_suppliers(session: Session, files: Sequence[Path], dry_run: bool) -> None:
    """Suppliers: .xlsx .xls .ods .csv or .jsonl; only a column with the name is needed."""
    from matcher import registers

    def read(database: Database, path: Path, tell: Progress) -> ImportReport:
        return registers.import_suppliers(database, session.config, path, dry_run=dry_run, now=_now(), progress=tell)

    _import(session, files, read)


@import_.command("jobseekers")
@_files
@_dry_run
@click.pass_obj
def import_jobseekers(session: Session, files: Sequence[Path], dry_run: bool) -> None:
    """Job-seekers by pseudonym: id and wants; names and other personal data are not read."""
    from matcher import registers

    def read(database: Database, path: Path, tell: Progress) -> ImportReport:
        return registers.import_jobseekers(database, session.config, path, dry_run=dry_run, now=_now(), progress=tell)

    _import(session, files, read)


@import_.command("vocabulary")
@click.argument("scheme", type=click.Choice(["cpv", "esco", "sbi", "pc4"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_vocabulary(session: Session, scheme: str, file: Path) -> None:
    """An official list: CPV, ESCO or SBI codes with their names, or the coordinates of postcode districts (pc4).

    \b
    Separated text or a spreadsheet, as the makers publish it; the next `wijkmatch match` uses it.
      cpv    code and label per language (SIMAP)        sbi    code and label (CBS, KvK)
      esco   the CSV of occupations or ISCO groups      pc4    GeoNames' NL.txt, or pc4,place,lat,lon
    """
    from matcher import official_lists

    def read(database: Database, path: Path, tell: Progress) -> ImportReport:
        return official_lists.import_vocabulary(database, session.config, scheme, path, now=_now(), progress=tell)

    _import(session, [file], read)


@import_.command("judgements")
@_files
@click.pass_obj
def import_judgements(session: Session, files: Sequence[Path]) -> None:
    """Who fits what, as people judged it: .xlsx .csv .tsv or .jsonl, with lot, profile and verdict (yes, no, unsure).

    \b
    An export of matches with a column "oordeel" will do; rows without a verdict are skipped.
    Columns: lot_id or tender_id, profile_id or external_id (the program's ids, or your own), verdict; side where ids are not enough.
    """
    from matcher import judgements

    def read(database: Database, path: Path, tell: Progress) -> ImportReport:
        return judgements.import_judgements(database, session.config, path, now=_now(), progress=tell)

    _import(session, files, read)


def _import(session: Session, files: Sequence[Path], read: Callable[[Database, Path, Progress], ImportReport]) -> None:
    """Every file by itself: one that is refused does not keep the others out."""
    from matcher import screen

    reports: list[ImportReport] = []
    refused: list[dict[str, str]] = []
    with session.database() as database, session.progress() as tell:
        for path in files:
            try:
                reports.append(read(database, path, tell))
            except SourceError as error:
                refused.append({"file": str(path), "code": error.code, "sentence": sentence(error, session.language)})
    document = {"files": [plain_import(report, session) for report in reports], "refused": refused}
    session.answer(document, lambda: screen.show_imports(reports, session.language))
    for item in refused:
        click.echo(f"wijkmatch: {item['file']}: {item['sentence']}", err=True)
    if refused:
        sys.exit(REFUSED)
    sys.exit(ROW_PROBLEMS if any(has_row_problems(report) for report in reports) else DONE)


def has_row_problems(report: ImportReport) -> bool:
    """Whether something of a file could not be taken in as it stood."""
    from matcher.model import Severity

    return any(problem.severity is not Severity.NOTE for problem in report.problems)


def _read_mapping(path: Path) -> Mapping[str, str]:
    try:
        mapping = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"the mapping {path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"the mapping {path} is not valid JSON: {error}") from error
    if not isinstance(mapping, dict) or not all(isinstance(field, str) for field in mapping.values()):
        raise ConfigError(f'the mapping {path} must be an object of texts, like {{"Naam opdracht": "title"}}')
    return mapping


def plain_import(report: ImportReport, session: Session) -> dict[str, Any]:
    """A report as plain JSON values, in the language of the session."""
    from matcher import screen

    return screen.plain_import(report, session.language)


def _now() -> datetime:
    return datetime.now(UTC)
