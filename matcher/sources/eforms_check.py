"""What is plainly wrong in an eForms notice: a value that its element cannot have, an element that is left empty, a code that does not exist.

This is no validation (the eForms SDK has thousands of rules); it tells people why a field of a notice may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from matcher.model import Severity
from matcher.sources.eforms_fields import NAMESPACES
from matcher.sources.notice_values import Element, NoticeValues
from matcher.sources.texts import masked

_MOST_TOLD = 5
_OWN = {NAMESPACES["cbc"], NAMESPACES["efbc"]}
_WELL_FORMED: dict[str, Callable[[str], object]] = {  # by the end of an element's name: that is UBL's naming rule
    "Date": re.compile(r"\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?").fullmatch,
    "Time": re.compile(r"\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?").fullmatch,
    "Amount": re.compile(r"-?\d+(\.\d+)?").fullmatch,
    "Numeric": re.compile(r"-?\d+(\.\d+)?").fullmatch,
    "Quantity": re.compile(r"-?\d+(\.\d+)?").fullmatch,
    "Measure": re.compile(r"-?\d+(\.\d+)?").fullmatch,
    "Indicator": re.compile(r"true|false").fullmatch,
    "URI": re.compile(r"\S+").fullmatch,
    "LanguageCode": re.compile(r"[A-Z]{3}").fullmatch,
    "LanguageID": re.compile(r"[A-Z]{3}").fullmatch,
}
_CODES = {  # closed lists of two to four codes
    "permission": {"allowed", "not-allowed", "required"},
    "reserved-execution": {"yes", "no", "not-known"},
    "reserved-procurement": {"none", "res-ws", "res-pub-ser"},
    "winner-selection-status": {"selec-w", "clos-nw", "open-nw"},
    "einvoicing": {"allowed", "not-allowed", "required"},
}


def check(root: Element, values: NoticeValues) -> None:
    """Tell which elements are empty, and the first few values that cannot be right, each once, and how many more there are."""
    empty: dict[str, None] = {}
    found: dict[tuple[str, str], None] = {}
    for element in root.iter():
        namespace, _, name = element.tag[1:].partition("}")
        if len(element) or namespace not in _OWN:
            continue
        text = (element.text or "").strip()
        if not text:
            empty.setdefault(name)
        elif not _can_be(element, name, text):
            found.setdefault((name, text))
    if empty:
        more = f" (+{len(empty) - _MOST_TOLD})" if len(empty) > _MOST_TOLD else ""
        values.tell("notice_fields_empty", Severity.NOTE, fields=", ".join(list(empty)[:_MOST_TOLD]) + more)
    for name, text in list(found)[:_MOST_TOLD]:
        values.tell("notice_field", Severity.NOTE, name, field=name, text=masked(text)[:60])
    if len(found) > _MOST_TOLD:
        values.tell("notice_fields_more", Severity.NOTE, count=str(len(found) - _MOST_TOLD))


def _can_be(element: Element, name: str, text: str) -> bool:
    if text == "unpublished":
        return True
    codes = _CODES.get(element.get("listName", ""))
    if codes is not None:
        return text in codes
    return all(well_formed(text) for ending, well_formed in _WELL_FORMED.items() if name.endswith(ending))
