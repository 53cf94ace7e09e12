"""What the command line shows: tables and a progress bar, in the reader's language, and the same as plain values for --json."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from matcher.db import matches
from matcher.db.engine import Database
from matcher.decide import Change
from matcher.explanations import reason_sentences
from matcher.ingest import ImportReport
from matcher.model import Problem
from matcher.problem_rows import by_problem, row_ranges
from matcher.wording import certainty, problem_sentence, sentence

if TYPE_CHECKING:
    from matcher.digest import DigestReport
    from matcher.doctor import Finding
    from matcher.feeds import IngestReport
    from matcher.progress import Progress as Tell
    from matcher.rematch import RematchReport

_SHOWN = 20  # rows of a table on the screen; --json has all of them
_BEST = 12  # lots in the table of `run`
_WORDS = {
    "nl": {
        "reading": "Lezen",
        "storing": "Bewaren",
        "read": "Laden",
        "gold": "Goudparen lezen",
        "space": "Woorden wegen",
        "supplier": "Aanbieders vergelijken",
        "jobseeker": "Werkzoekenden vergelijken",
        "explain": "Uitleggen waarom",
        "store": "Bewaren",
        "sources": "Bronnen nalopen",
        "letters": "Mails maken",
        "sending": "Mails versturen",
        "new": "nieuw",
        "changed": "gewijzigd",
        "unchanged": "ongewijzigd",
        "gone": "niet meer in de lijst",
        "rows_seen": "rijen gelezen",
        "dry_run": "alleen gekeken, niets bewaard",
        "gone_note": "Wat niet meer in de lijst staat, is voorgesteld als vervallen: bevestig dat of houd het aan in het dashboard (/gone).",
        "nothing": "Er is niets gevonden om te bewaren. Klopt het bestand, en zijn de kolommen hieronder goed herkend?",
        "columns": "Herkende kolommen",
        "column": "kolom",
        "field": "gelezen als",
        "not_used": "(niet gebruikt)",
        "examples": "voorbeelden",
        "problems": "Aandachtspunten",
        "where": "waar",
        "what": "wat",
        "changes": "Wijzigingen",
        "row": "rij",
        "rows": "rijen",
        "more": "en nog {count}; met --json staan ze er alle",
        "left_out": "geen opdracht",
        "best": "De beste voorstellen",
        "tender": "opdracht",
        "best_supplier": "wie het kan",
        "why": "waarom",
        "people": "werkzoekenden",
        "part": "deel",
        "no_sources": "Er zijn geen bronnen ingesteld; zie [sources] in config.toml.",
        "no_files": "Geen nieuwe bestanden.",
        "no_matches": "Nog geen voorstellen: lees opdrachten en aanbieders in (`wijkmatch import`), en vergelijk ze (`wijkmatch match`).",
        "matched": "{lots} percelen opnieuw vergeleken, {matches} voorstellen getoond ({seconds:.1f} s)",
    },
    "en": {
        "reading": "Reading",
        "storing": "Storing",
        "read": "Loading",
        "gold": "Reading gold pairs",
        "space": "Weighing words",
        "supplier": "Comparing suppliers",
        "jobseeker": "Comparing job-seekers",
        "explain": "Explaining why",
        "store": "Storing",
        "sources": "Looking through sources",
        "letters": "Making mails",
        "sending": "Sending mails",
        "new": "new",
        "changed": "changed",
        "unchanged": "unchanged",
        "gone": "no longer in the list",
        "rows_seen": "rows read",
        "dry_run": "only looked, nothing stored",
        "gone_note": "What is no longer in the list is proposed as withdrawn: confirm or keep it in the dashboard (/gone).",
        "nothing": "There was nothing to store. Is it the right file, and are the columns below recognised well?",
        "columns": "Columns recognised",
        "column": "column",
        "field": "read as",
        "not_used": "(not used)",
        "examples": "examples",
        "problems": "Points of attention",
        "where": "where",
        "what": "what",
        "changes": "Changes",
        "row": "row",
        "rows": "rows",
        "more": "and {count} more; --json has all of them",
        "left_out": "not a tender",
        "best": "The best matches",
        "tender": "tender",
        "best_supplier": "who could do it",
        "why": "why",
        "people": "job-seekers",
        "part": "part",
        "no_sources": "No sources are configured; see [sources] in config.toml.",
        "no_files": "No new files.",
        "no_matches": "No matches yet: import tenders and suppliers, and run `wijkmatch match`.",
        "matched": "{lots} lots matched anew, {matches} matches shown ({seconds:.1f} s)",
    },
}


@contextmanager
def progress(language: str) -> Iterator[Tell]:
    """A bar on stderr that follows (step, done, total); nothing where stderr is not a terminal."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def tell(step: str, done: int, total: int) -> None:
            bar.update(task, description=_WORDS[language].get(step, step), completed=done, total=total or None)

        yield tell


# --- imports -----------------------------------------------------------------------------------------------------------------------------------


def plain_import(report: ImportReport, language: str) -> dict[str, Any]:
    """A report as plain JSON values, with every problem in a sentence."""
    reading = report.reading
    return {
        "kind": report.kind,
        "file": report.file,
        "list": report.list_name,
        "dry_run": report.dry_run,
        **{name: count for name, count in report.counts.items() if name != "problems"},
        "run": report.run_public_id,
        "changes": [asdict(change) for change in report.changes],
        "problems": [_plain_problem(problem, language) for problem in report.problems],
        "columns": [asdict(column) for column in reading.columns] if reading else [],
        "left_out": [asdict(left) for left in reading.left_out] if reading else [],
    }


def _plain_problem(problem: Problem, language: str) -> dict[str, Any]:
    place = {"file": problem.origin.file, "sheet": problem.origin.sheet, "row": problem.origin.row, "column": problem.column}
    return {"severity": problem.severity.value, "code": problem.code, **place, "sentence": problem_sentence(problem, language)}


def show_ingest(reports: Sequence[IngestReport], language: str) -> None:
    """What looking through the sources brought."""
    words = _WORDS[language]
    if not reports:
        Console().print(escape(words["no_sources"]))
    for report in reports:
        if not any(report.counts[name] for name in ("files", "refused")):
            Console().print(escape(f"{report.source}: {words['no_files']}"))
        show_imports(report.imports, language)
        if report.rematch is not None:
            show_match(report.rematch, language)


def show_imports(reports: Sequence[ImportReport], language: str) -> None:
    """Per file: counts, columns recognised, changes and problems."""
    console, words = Console(), _WORDS[language]
    for report in reports:
        counts = [f"{report.counts[name]} {words[name]}" for name in ("new", "changed", "unchanged")]
        counts += [f"{report.gone} {words['gone']}"] if report.gone else []
        title = f"{report.file} → {report.list_name}" if report.list_name else report.file
        console.print(f"[bold]{escape(title)}[/]: {', '.join(counts)}" + (f" ({words['dry_run']})" if report.dry_run else ""))
        if report.reading is not None:
            _show_reading(console, report, words, language)
        if not report.new + report.changed + report.unchanged:
            console.print(words["nothing"])
        _show_changes(console, report.changes, words)
        if report.gone:
            console.print(words["gone_note"])
        _show_problems(console, report.problems, words, language)


def _show_reading(console: Console, report: ImportReport, words: Mapping[str, str], language: str) -> None:
    assert report.reading is not None  # noqa: S101 - asked by the caller
    reasons = Counter(sentence(left.why, {}, language) for left in report.reading.left_out)
    if reasons:
        told = ", ".join(f"{count} {why}" for why, count in reasons.most_common())
        console.print(f"{report.rows_seen} {words['rows_seen']}; {words['left_out']}: {escape(told)}")
    if report.reading.columns:
        table = Table(words["column"], words["field"], words["examples"], title=words["columns"], title_justify="left")
        for column in report.reading.columns:
            name = f"{column.sheet} {column.letter}: {column.header}"
            examples = " | ".join(column.examples) if column.field else ""
            table.add_row(escape(name), column.field or f"[dim]{words['not_used']}[/]", escape(examples), style=None if column.field else "dim")
        console.print(table)


def _show_changes(console: Console, changes: Sequence[Change], words: Mapping[str, str]) -> None:
    told = [change for change in changes if change.kind != "new"]
    if not told:
        return
    table = Table(words["what"], words["tender"], "", title=words["changes"], title_justify="left")
    for change in told[:_SHOWN]:
        fields = "\n".join(f"{field.field}: {_short(field.before)} → {_short(field.after)}" for field in change.fields)
        name = f"{change.title} ({change.lot})" if change.lot else change.title
        table.add_row(words[change.kind], escape(name), escape(fields))
    console.print(table)
    _show_rest(console, len(told), words)


def _show_problems(console: Console, problems: Sequence[Problem], words: Mapping[str, str], language: str) -> None:
    if not problems:
        return
    table = Table(words["where"], words["what"], title=words["problems"], title_justify="left")
    told = by_problem(problems)
    for problem, rows in ((each.problem, each.rows) for each in told[:_SHOWN]):
        numbers = f"{words['row' if len(rows) == 1 else 'rows']} {row_ranges(rows)}" if rows else ""
        place = (problem.origin.file, problem.origin.sheet, numbers, problem.column)
        table.add_row(escape(", ".join(filter(None, place))), escape(problem_sentence(problem, language)))
    console.print(table)
    _show_rest(console, len(told), words)


def _show_rest(console: Console, count: int, words: Mapping[str, str]) -> None:
    if count > _SHOWN:
        console.print(words["more"].format(count=count - _SHOWN))


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "-" if value in (None, "") else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


# --- matches -----------------------------------------------------------------------------------------------------------------------------------


_REASONS_ON_SCREEN = 1
"""The work that fits; the dashboard and the export tell the rest."""


def best_matches(database: Database, *, language: str) -> list[dict[str, Any]]:
    """The lots with the best supplier, best first; of job-seekers only how many."""
    found = []
    with database.read() as connection:
        for _, rows in groupby(matches.iterate_shown(connection), key=lambda row: row.lot_public_id):
            of_lot = list(rows)
            best = [row for row in of_lot if row.supplier_id is not None][:2]
            if best:
                found.append(
                    {
                        "lot_id": best[0].lot_public_id,
                        "title": best[0].lot_title,
                        "buyer": best[0].buyer_name,
                        "suppliers": [
                            {"name": row.supplier_name, "score": row.score, "part": row.part, "reasons": reason_sentences(row.reasons, language)}
                            for row in best
                        ],
                        "jobseekers": sum(row.supplier_id is None for row in of_lot),
                    }
                )
    found.sort(key=lambda lot: -lot["suppliers"][0]["score"])
    return found[:_BEST]


def show_run(imported: Sequence[ImportReport], report: RematchReport, best: Sequence[Mapping[str, Any]], language: str) -> None:
    """What `run` loaded and found."""
    console, words = Console(), _WORDS[language]
    for item in imported:
        console.print(f"{escape(item.file)}: {item.new} {words['new']}")
    show_match(report, language)
    if not best:
        console.print(words["no_matches"])
        return
    table = Table(title=words["best"], title_justify="left", show_lines=True, expand=True)
    for name, ratio in (("tender", 3), ("best_supplier", 3), ("why", 5)):
        table.add_column(words[name], ratio=ratio)
    for lot in best:
        tender = f"{escape(lot['title'])}\n[dim]{escape(lot['buyer'] or '')}[/]"
        names = [
            f"[bold]{_chance(each['score'])}[/] {escape(each['name'])}" + (f" ({words['part']})" if each["part"] else "") for each in lot["suppliers"]
        ]
        people = [f"[dim]{words['people']}: {lot['jobseekers']}[/]"] if lot["jobseekers"] else []
        first = lot["suppliers"][0]
        why = escape(" ".join([f"{certainty(first['score'], language).capitalize()}.", *first["reasons"][:_REASONS_ON_SCREEN]]))
        table.add_row(tender, "\n".join(names + people), why)
    console.print(table)


def _chance(score: float) -> str:
    return f"{min(score, 0.99):.0%}"  # nothing is certain


def show_match(report: RematchReport, language: str) -> None:
    """What a rematch did."""
    Console().print(_WORDS[language]["matched"].format(**asdict(report)))


# --- the rest ----------------------------------------------------------------------------------------------------------------------------------


def show_figures(figures: Sequence[Mapping[str, Any]]) -> None:
    """The figures of an evaluation: one column per dataset, and per side of a gold folder; intervals and baselines below the figure they go with."""
    console = Console()
    for each in figures:
        for line in each.get("sides") or [each]:
            table = Table("", "wijkmatch", *line.get("baselines", {}), title=" ".join((each["dataset"], line.get("side", ""))), title_justify="left")
            for name, value in line.items():
                if isinstance(value, float):
                    interval = line.get(f"{name}_ci95")
                    own = f"{value:.3f}" + (f" ({interval[0]:.3f}-{interval[1]:.3f})" if interval else "")
                    table.add_row(name, own, *(f"{other[name]:.3f}" if name in other else "" for other in line.get("baselines", {}).values()))
            for name, value in (line.get("counts") or {"queries": line["queries"]}).items():
                table.add_row(name, str(value))
            console.print(table)
        if codes := each.get("cpv_suggestions"):
            table = Table("", "", title=f"{each['dataset']} cpv_suggestions", title_justify="left")
            for name, value in codes.items():
                if not isinstance(value, list):
                    table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
            for row in codes["reliability"]:
                table.add_row(f"{row['from']}-{row['to']} ({row['suggestions']})", f"{row['predicted']:.3f} -> {row['right']:.3f}")
            console.print(table)


def show_digest(report: DigestReport, language: str) -> None:
    """What the digest did, and where the mails lie that are files."""
    console = Console()
    labels = _DIGEST[language]
    console.print("  ".join(f"{labels[name]}: {value}" for name, value in report.counts.items()), highlight=False)
    if report.files:
        console.print(f"{labels['files']} {escape(str(report.files[0].parent))}", highlight=False)
    for problem in report.problems:
        console.print(escape(problem))


_DIGEST = {
    "nl": {
        "subscribers": "abonnees", "mails": "gemaakt", "skipped": "overgeslagen", "sent": "verzonden", "waiting": "wachten", "problems": "problemen",
        "files": "De mails staan als .eml in",
    },
    "en": {
        "subscribers": "subscribers", "mails": "made", "skipped": "skipped", "sent": "sent", "waiting": "waiting", "problems": "problems",
        "files": "The mails are .eml files in",
    },
}  # fmt: skip


def show_findings(findings: Sequence[Finding]) -> None:
    """What the doctor found."""
    console = Console()
    colours = {"ok": "green", "warning": "yellow", "error": "red"}
    for finding in findings:
        remedy = f"\n         → {finding.remedy}" if finding.remedy else ""
        console.print(f"[{colours[finding.level]}]{finding.level:8}[/] {escape(finding.check)}: {escape(finding.text + remedy)}", highlight=False)
