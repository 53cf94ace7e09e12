"""Uploads: a list comes in, is checked by the one who sent it, and is imported. One address follows it all the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from matcher import uploads
from matcher.db import buyers as stored_buyers
from matcher.db import gone_lots, overviews, runs, source_lists, tender_lines
from matcher.db.runs import Run
from matcher.problem_rows import by_problem, row_ranges
from matcher.uploads import Given, Upload
from webui.filters import FIELDS, sentence, word
from webui.site import or_404, site

_NOT_USED = "contact"  # the field of columns that are known and left aside
_PROBLEMS_SHOWN = 200
_LATEST = 10
_NO_NEWS = ("heading", "empty")  # rows left out: the heading itself is told elsewhere

blueprint = Blueprint("uploads", __name__, url_prefix="/uploads")


class UploadForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The file, and whose list it is where the list does not say."""

    file = FileField(_l("Uw lijst"), validators=[FileRequired(_l("Kies eerst een bestand."))])
    buyer = StringField(_l("Van welke organisatie is deze lijst?"), validators=[Length(max=200, message=_l("Gebruik hoogstens 200 tekens."))])


@blueprint.route("/", methods=["GET", "POST"])
def index() -> str | Response | tuple[str, int]:
    """Choose a file; POST keeps it and has it read."""
    form = UploadForm()
    if form.validate_on_submit():
        given = Given(buyer=form.buyer.data.strip())
        document, run = uploads.receive(
            site().database, site().config, form.file.data.stream, file_name=form.file.data.filename, given=given, now=site().clock()
        )
        site().background.read(partial(uploads.read, site().database, site().config, document, run, given, now=site().clock(), language=_language()))
        return redirect(url_for("uploads.show", public_id=document.public_id), 303)
    with site().database.read() as connection:
        buyers = stored_buyers.names(connection)
        lists = overviews.newest_lists(connection, _LATEST)
    page = render_template("uploads/index.html", form=form, buyers=buyers, lists=lists, limit=site().config.web.upload_max_mb)
    return (page, 422) if form.errors else page


@blueprint.get("/<public_id>")
def show(public_id: str) -> str:
    """Where this upload is: being read, refused, to be checked, being imported and matched, or done."""
    upload = _upload(public_id)
    stage, run = _stage(upload)
    if run is not None and stage in ("reading", "importing", "matching"):
        return render_template("uploads/progress.html", upload=upload, run=run, stage=stage)
    if run is not None and stage == "result":
        return _result_page(upload, run)
    if run is not None and stage == "check":
        return _check_page(upload, run)
    return _refused_page(upload, run)


@blueprint.get("/<public_id>/progress")
def progress(public_id: str) -> Response:
    """How far the upload is, for the page's script, which loads the page anew once the stage is another one."""
    stage, run = _stage(_upload(public_id))
    if run is None:
        return jsonify(stage=stage)
    return jsonify(stage=stage, step=word(run.progress_step, "step") if run.progress_step else "", done=run.progress_done, total=run.progress_total)


def _stage(upload: Upload) -> tuple[str, Run | None]:
    """What there is to show of an upload, and the run that it comes from."""
    now = site().clock()
    importing, matching, reading = upload.importing, upload.matching, upload.reading
    if importing is not None and not uploads.has_failed(importing, now):
        if importing.state != "done":
            return "importing", importing
        if matching is not None and matching.state != "done" and not uploads.has_failed(matching, now):
            return "matching", matching
        return "result", importing
    if reading is None or uploads.has_failed(reading, now):
        return "refused", reading
    return ("check" if reading.state == "done" else "reading"), reading


@blueprint.post("/<public_id>/read")
def read(public_id: str) -> Response:
    """Read the file again, with the columns and the buyer as the officer corrected them."""
    upload = _upload(public_id)
    return _read_again(upload, _corrected(upload))


@blueprint.post("/<public_id>/import")
def carry_out(public_id: str) -> Response:
    """Import what was checked. Columns that were changed but not read yet are read and shown first."""
    upload = _upload(public_id)
    if upload.reading is None or upload.reading.state != "done" or not upload.document.stored_as:
        return _to(upload)
    given = _corrected(upload)
    if given.mapping != upload.reading.counts["given"]["mapping"]:
        return _read_again(upload, given)
    with site().database.write() as connection:
        begun = uploads.begin_import(connection, upload, now=site().clock())
    if begun is not None:
        site().background.carry_out(partial(uploads.carry_out, site().database, site().config, upload.document, *begun, given, now=site().clock()))
    return _to(upload)


@blueprint.get("/<public_id>/annotated")
def annotated(public_id: str) -> Response:
    """The officer's own file, with what became of each row."""
    upload = _upload(public_id)
    path = or_404(uploads.annotated_path(site().config, upload))
    addition = gettext("opmerkingen")
    return send_file(path, as_attachment=True, download_name=f"{Path(upload.document.file_name).stem}-{addition}{path.suffix}")


def _language() -> str:
    return str(get_locale() or "nl")


def _read_again(upload: Upload, given: Given) -> Response:
    if not upload.document.stored_as:
        return _to(upload)
    with site().database.write() as connection:
        run = uploads.read_again(connection, upload, now=site().clock())
    if run is not None:
        site().background.read(
            partial(uploads.read, site().database, site().config, upload.document, run, given, now=site().clock(), language=_language())
        )
    return _to(upload)


def _upload(public_id: str) -> Upload:
    with site().database.read() as connection:
        return or_404(uploads.find(connection, public_id))


def _to(upload: Upload) -> Response:
    return redirect(url_for("uploads.show", public_id=upload.document.public_id), 303)


def _corrected(upload: Upload) -> Given:
    """What the form on the check page says. The mapping is None where no column was changed since the file was last read."""
    buyer = request.form.get("buyer", "").strip()[:200]
    reading = upload.reading
    if reading is None or reading.state != "done":
        return Given(buyer)
    before: dict[str, str] | None = reading.counts["given"]["mapping"]
    fields = _fields_by_header(reading)
    chosen = {header: request.form.get(f"field-{number}", field) for number, (header, field) in enumerate(fields.items())}
    if any(field and field not in FIELDS for field in chosen.values()):
        abort(400)
    if chosen == fields:
        return Given(buyer, before)
    mapping = {header: field or _NOT_USED for header, field in chosen.items() if field or fields[header]}
    return Given(buyer, {**(before or {}), **mapping})


def _fields_by_header(reading: Run) -> dict[str, str]:
    """Heading -> recognised field, for every heading that a person could point at: a heading without text cannot be told from another."""
    fields: dict[str, str] = {}
    for column in reading.counts["columns"]:
        if column["header"] and not fields.get(column["header"]):
            fields[column["header"]] = column["field"]
    return fields


def _check_page(upload: Upload, reading: Run) -> str:
    with site().database.read() as connection:
        problems = by_problem(runs.load_problems(connection, reading.id))
        buyers = stored_buyers.names(connection)
    check = reading.counts
    chosen = _fields_by_header(reading)
    first: dict[str, tuple[str, str]] = {}  # a heading that stands on several sheets is asked once
    for column in check["columns"]:
        first.setdefault(column["header"], (column["sheet"], column["letter"]))
    return render_template(
        "uploads/check.html",
        upload=upload,
        check=check,
        sheets=_sheets(check),
        numbers={header: number for number, header in enumerate(chosen)},
        chosen=chosen,
        first=first,
        fields=FIELDS,
        problems=problems[:_PROBLEMS_SHOWN],
        problem_count=len(problems),
        reading=reading,
        annotated=uploads.annotated_path(site().config, upload) is not None,
        left_out=_rows_by_reason((left for left in check["left_out"] if left["why"] not in _NO_NEWS), sentence),
        not_compared=_rows_by_reason(check.get("not_compared", ()), partial(word, table="status")),
        buyers=buyers,
        import_failed=upload.importing is not None,
    )


def _sheets(check: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Per sheet its columns, the used ones first, and the rows that its heading stands in."""
    headings = {sheet: [left["row"] for left in rows if left["why"] == "heading"] for sheet, rows in _by_sheet(check["left_out"])}
    return [
        {"name": sheet, "columns": sorted(columns, key=lambda column: column["field"] == ""), "heading": headings.get(sheet, [])}
        for sheet, columns in _by_sheet(check["columns"])
    ]


def _rows_by_reason(entries: Iterable[Mapping[str, Any]], words: Callable[[str], str]) -> list[tuple[str, str, str]]:
    """(sheet, reason in words, rows as "4, 7-9")."""
    grouped: dict[tuple[str, str], list[int]] = {}
    for entry in entries:
        grouped.setdefault((entry["sheet"], entry["why"]), []).append(entry["row"])
    return [(sheet, words(why), row_ranges(rows)) for (sheet, why), rows in grouped.items()]


def _by_sheet(entries: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        found.setdefault(entry["sheet"], []).append(entry)
    return list(found.items())


def _refused_page(upload: Upload, reading: Run | None) -> str:
    with site().database.read() as connection:
        problems = runs.load_problems(connection, reading.id) if reading is not None else []
    return render_template("uploads/refused.html", upload=upload, problem=problems[0] if problems else None)


def _result_page(upload: Upload, importing: Run) -> str:
    with site().database.read() as connection:
        problem_count = runs.count_problems(connection, [importing.id]).get(importing.id, 0)
        if upload.document.source_list_id is not None:
            lists = [source_lists.get(connection, upload.document.source_list_id)]
        else:
            lists = source_lists.of_run(connection, importing.id)  # notices go into the list of their portal
        list_id = lists[0].public_id if len(lists) == 1 else ""
        counts = tender_lines.counts(connection, tender_lines.TenderFilter(site().today(), source_list=list_id))
        gone = len(gone_lots.proposed(connection, source_list=list_id)) if list_id and importing.counts["gone"] else 0
    return render_template(
        "uploads/result.html",
        upload=upload,
        run=importing,
        problem_count=problem_count,
        list_id=list_id,
        counts=counts,
        gone=gone,
        annotated=uploads.annotated_path(site().config, upload) is not None,
    )
