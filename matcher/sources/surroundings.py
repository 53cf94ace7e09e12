"""Rows that look like tenders and only stand around them: guides below the heading, sums above a group, and what follows the last tender."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from matcher.sources.buyers import names_an_organisation
from matcher.sources.lots import lot_in_title
from matcher.sources.people import DETAILS
from matcher.sources.sheets import Row, Rows
from matcher.sources.tables import Table
from matcher.sources.texts import clean, folded, names_somebody
from matcher.sources.withdrawal import without_status
from matcher.sources.wordings import is_note

_FULL = 5
"""Filled cells that the tenders of a table mostly have, for one with half of them to stand out."""
_SHORTEST = 3
"""Letters of an abbreviation, in capitals whatever it is called in: "ICT"."""
_FIRST = frozenset({"1", "01", "001", "a", "A"})
"""Numbers with which counting begins anew below a group."""
_OPENS_TAIL = re.compile(
    r"^\W*(?:samenvatting|overzicht|recapitulatie|totalen|legenda|legend|key|afkortingen|abbreviations|contact\w*|summary|versiebeheer|"
    r"wijzigingen|change ?log)\b[^.]{0,40}$",
    re.IGNORECASE,
)

_OF_SOMEBODY = frozenset({"naam", "name", "functie", "contactpersoon", "inkoper", "rol"})
_OF_VERSIONS = frozenset("versie datum auteur opsteller door wijziging wijzigingen omschrijving status version date author by change changes".split())
_AS_HEADINGS = frozenset(
    spelt + end for word in (*_OF_SOMEBODY, "versie", "version") for spelt in (word, word.title(), word.upper()) for end in ("", ":")
)
"""One of these heads a list of people or versions, as it is spelt in a cell."""
_OF_A_SIGNATURE = 4
"""Cells of a row that somebody signed: who, in what role, and when."""
_LABEL = re.compile(r"(?::|\bdoor|\bby)\s*$", re.IGNORECASE)
"""The end of "Contact:", of "Opgesteld door"."""
_NOTES = frozenset(
    "let op; nb; n b; opmerking; opmerkingen; toelichting; noot; bron; legenda; stand; versie; datum; akkoord; vragen; note; source".split("; ")
)
"""Labels of notes among tenders; any other word before a colon may well be a group of them."""


def mark_surroundings(rows: Rows, kinds: list[str], table: Table) -> None:
    """Change the kind of such rows from "data" to what they are. `kinds`: of each row, as it says itself."""
    if rows and kinds[0] == "data" and rows[0].number == table.heading_rows[-1] + 1 and _guides(rows[0]):
        kinds[0] = "heading"
    filled = [len(cells) - cells.count("") for cells in zip(*rows.columns, strict=True)]
    of_data = sorted(count for count, kind in zip(filled, kinds, strict=True) if kind == "data")
    usual = of_data[len(of_data) * 3 // 4] if of_data else 0  # what stands around them may be as many rows as they are
    _mark_details(rows, kinds, filled)
    _mark_people(rows, kinds)
    _mark_chapters(rows, kinds, filled, table)
    if usual >= _FULL:
        _mark_tail(rows, kinds, [count <= usual / 2 for count in filled], table)
        _mark_labels(rows, kinds, filled)
    _mark_below_total(rows, kinds, table)
    if usual > 2:
        _mark_sums(rows, kinds, filled, table)
        _mark_lines(rows, kinds)


def _mark_chapters(rows: Rows, kinds: list[str], filled: Sequence[int], table: Table) -> None:
    """Find the groups that have a number of their own: "1", "Materieel" above "1.1", "Ladders"; "A", "MATERIEEL" above "1", "Ladders"."""
    if 2 not in filled:
        return
    names = [clean(cell) if isinstance(cell, str) else "" for cell in rows.column(table.columns_of("title")[0])]
    for column in table.columns_of("number") + table.columns_of("reference"):
        numbers = [str(cell).strip().removesuffix(".0").rstrip(".") for cell in rows.column(column)]
        for index, below in enumerate(range(1, len(rows))):
            if numbers[index] and names[index] and filled[index] == 2 < filled[below] and kinds[index] == kinds[below] == "data":
                stands_out = names[index].isupper() and len(names[index]) > _SHORTEST and not names[below].isupper() and filled[below] >= _FULL
                stands_out = stands_out and (numbers[below] in _FIRST or _kind_of(numbers[index]) != _kind_of(numbers[below]))
                if (numbers[below].startswith(f"{numbers[index]}.") or stands_out) and not any(map(lot_in_title, (names[index], names[below]))):
                    kinds[index] = "category"


def _kind_of(number: str) -> str:
    """Return a number with all digits and all letters alike: what is counted on is not a group of what follows."""
    return re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "1", number))


def _guides(row: Row) -> bool:
    """Say whether a row only tells how to fill in the columns, or counts them: "(dd-mm-jj)", "A B C", "1 2 3"."""
    cells = [cell for cell in row.cells if cell != ""]
    texts = [cell.strip() if isinstance(cell, str) else f"{cell:g}" if isinstance(cell, (int, float)) else "" for cell in cells]
    if len(texts) < 3:
        return False
    counted = ["".join(map(str, range(1, len(texts) + 1))), "abcdefghijklmnopqrstuvwxyz"[: len(texts)]]
    return all(text[:1] == "(" and text[-1:] == ")" for text in texts) or "".join(texts).lower() in counted


def _mark_tail(rows: Rows, kinds: list[str], sparse: Sequence[bool], table: Table) -> None:
    """Find the legend, signatures or summary below the last tender, by a first cell that is none of a tender's."""
    tenders = [index for index, kind in enumerate(kinds) if kind == "data" and not sparse[index]]
    if not tenders or tenders[-1] + 1 == len(rows):  # nothing follows
        return
    last, title = tenders[-1], table.columns_of("title")[0]
    apart = rows.numbers[last + 1] > rows.numbers[last] + 1 or kinds[last + 1] == "subtotal"
    numbers = set(table.columns_of("number") + table.columns_of("reference"))
    used = {cell for index in tenders for column, cell in enumerate(rows[index].cells) if column != title and isinstance(cell, str)}
    numbered = any(is_note(str(rows[index].cells[title])) for index in tenders if title < len(rows[index].cells))
    opened = introduced = False
    for index in range(last + 1, len(rows)):
        column, first = next(((column, cell) for column, cell in enumerate(rows[index].cells) if cell != ""), (-1, ""))
        if not isinstance(first, str):
            continue
        opened = opened or (kinds[index] in ("title_only", "alone") and bool(_OPENS_TAIL.match(first)))
        note = not numbered and is_note(first) and (apart or bool(_LABEL.search(first)))
        no_number = apart and column in numbers and not any(map(str.isdigit, first))
        labelled = apart and first.rstrip().endswith(":")  # "Nog uit te zoeken:" before "2 stuks"
        if kinds[index] == "data" and (opened or note or no_number or labelled or (apart and first in used)):
            if labelled and _has_amount(rows[index], table):  # "Onvoorziene werken:" says nothing of what follows
                kinds[index] = "footnote"
            elif not introduced or not _has_amount(rows[index], table) or not _says_when_or_how(rows[index], table):
                kinds[index], opened, introduced = "footnote", True, introduced or labelled


def _has_amount(row: Row, table: Table) -> bool:
    return any(column < len(row.cells) and isinstance(row.cells[column], (int, float)) for column in table.columns_of("value"))


def _says_when_or_how(row: Row, table: Table) -> bool:
    """Say whether a row says of what it names what only of a tender is said."""
    columns = [column for name in ("deadline", "start", "procedure", "cpv", "duration", "status") for column in table.columns_of(name)]
    return any(column < len(row.cells) and row.cells[column] != "" for column in columns)


def _mark_below_total(rows: Rows, kinds: list[str], table: Table) -> None:
    """Find what is reckoned below the last total, such as depreciation: where all tenders above it are numbered, and nothing below it is."""
    if "subtotal" not in kinds:
        return
    numbers = table.columns_of("number") + table.columns_of("reference")
    last = max(index for index, kind in enumerate(kinds) if kind == "subtotal")
    numbered = [any(column < len(row.cells) and row.cells[column] != "" for column in numbers) for row in rows]
    above, below = ([index for index in part if kinds[index] == "data"] for part in (range(last), range(last, len(rows))))
    if len(above) > 1 and all(numbered[index] for index in above) and not any(numbered[index] for index in below):
        for index in below:
            kinds[index] = "footnote"


def _mark_lines(rows: Rows, kinds: list[str]) -> None:
    """Find the lines below the last tender that follow a note, introduce something, or name whose list it is."""
    last = max((index for index, kind in enumerate(kinds) if kind == "data"), default=len(kinds))
    noted = False
    for index in range(last + 1, len(rows)):
        noted = noted or kinds[index] == "footnote"
        if kinds[index] in ("title_only", "alone"):
            text = clean(next(cell for cell in rows[index].cells if isinstance(cell, str) and cell.strip()))
            if (noted and not without_status(text)[1]) or text.endswith(":") or names_an_organisation(text):
                kinds[index] = "footnote"


def _mark_people(rows: Rows, kinds: list[str]) -> None:
    """Find a list of people or of versions below the tenders, by a heading of its own: "Naam", "Functie", "Telefoon"; "Versie", "Datum", "Auteur"."""
    headed = [column for column in rows.columns if not _AS_HEADINGS.isdisjoint(column)]
    for index in sorted({index for column in headed for index, cell in enumerate(column) if cell in _AS_HEADINGS}):
        row = rows[index]
        words = [folded(cell) if isinstance(cell, str) else "0" for cell in row.cells if cell != ""]
        if len(words) > 1 and (sum(word in DETAILS for word in words) >= max(2, 0.6 * len(words)) or _OF_VERSIONS.issuperset(words)):
            columns = _filled_columns(row)
            for below in range(index, len(rows)):
                if (below > index and kinds[below] == "heading") or not _filled_columns(rows[below]) <= columns:
                    break  # tenders again, which fill more columns
                if kinds[below] in ("data", "lot", "alone", "title_only", "category"):
                    kinds[below] = "footnote"


def _mark_details(rows: Rows, kinds: list[str], filled: Sequence[int]) -> None:
    """Find what is told of somebody line by line, "Naam:" before "J. Vis" and below it "Functie:", and who signed."""
    labels = [_label(rows[place]) if kinds[place] == "data" and count == 2 else "" for place, count in enumerate(filled)]
    for first, label in enumerate(labels):
        if label[-1:] == ":" and label[:-1] in DETAILS - {"afdeling"}:
            kinds[first] = "footnote"
        elif label in DETAILS:
            last = next((index for index in range(first, len(rows)) if labels[index] not in DETAILS), len(rows))
            if last - first > 1 and not _OF_SOMEBODY.isdisjoint(labels[first:last]):
                kinds[first:last] = ["footnote"] * (last - first)
        elif kinds[first] == "data" and 2 <= filled[first] <= _OF_A_SIGNATURE and _signed(rows[first]):
            kinds[first] = "footnote"


def _mark_labels(rows: Rows, kinds: list[str], filled: Sequence[int]) -> None:
    """Find notes among full tenders: "Let op:" before nothing but one text."""
    for index, count in enumerate(filled):
        if count == 2 and kinds[index] == "data" and _label(rows[index]).removesuffix(":") in _NOTES:
            kinds[index] = "footnote"


def _signed(row: Row) -> bool:
    """Say whether a row begins with a label and somebody's name: "Akkoord:", "J. Vis"."""
    label, named = [cell for cell in row.cells if cell != ""][:2]
    return isinstance(label, str) and isinstance(named, str) and label.rstrip().endswith(":") and names_somebody(named)


def _label(row: Row) -> str:
    """Return the first of the two cells of a row, folded, if it is a label: "naam", "naam:"; "" if it is none."""
    first, other = (cell for cell in row.cells if cell != "")
    if not isinstance(first, str):
        return ""
    word = folded(first)
    if first.rstrip().endswith(":") and not lot_in_title(first):
        return f"{word}:" if isinstance(other, str) or word in DETAILS else ""
    return word if word in DETAILS and isinstance(other, str) else ""


def _filled_columns(row: Row) -> set[int]:
    return {column for column, cell in enumerate(row.cells) if cell != ""}


def _mark_sums(rows: Rows, kinds: list[str], filled: Sequence[int], table: Table) -> None:
    """Find the categories that carry the sum of the tenders below them."""
    if 2 not in filled:
        return
    column, title = next(iter(table.columns_of("value")), -1), table.columns_of("title")[0]
    if column < 0:
        return
    amounts = [cell if isinstance(cell, (int, float)) else None for cell in rows.column(column)]
    bare = [
        index
        for index, (cell, kind) in enumerate(zip(rows.column(title), kinds, strict=True))
        if kind == "data" and filled[index] == 2 and amounts[index] and cell != ""
    ]
    for index, following in pairwise([*bare, len(rows)]):
        below = [
            amount for amount, kind in zip(amounts[index + 1 : following], kinds[index + 1 : following], strict=True) if amount and kind == "data"
        ]
        if len(below) > 1 and abs(sum(below) - (amounts[index] or 0)) < 1:
            kinds[index] = "category"
