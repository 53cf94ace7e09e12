"""The objects inside an OCDS release, read with the type that is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matcher.model import Origin, Problem, Severity
from matcher.sources.records import FieldReader
from matcher.sources.texts import masked


class Part(FieldReader):
    """One object of a release; `path`: where it stands, as told in problems ("tender.value."). The same problem is told once."""

    def __init__(self, record: Mapping[str, Any], origin: Origin, problems: list[Problem], path: str = "") -> None:
        super().__init__(record, origin, problems)
        self.path = path

    def part(self, name: str) -> Part:
        """Return an object inside this one; an empty one if there is none."""
        value = self.record.get(name)
        if value is not None and not isinstance(value, dict):
            self.refuse(name, "object")
        return Part(value if isinstance(value, dict) else {}, self.origin, self.problems, f"{self.path}{name}.")

    def parts(self, name: str) -> list[Part]:
        """Return the objects of a list; what is no object is left out, and told."""
        value = self.record.get(name)
        if value is None:
            return []
        listed = value if isinstance(value, list) else []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.refuse(name, "list")
        return [Part(each, self.origin, self.problems, f"{self.path}{name}.") for each in listed if isinstance(each, dict)]

    def refuse(self, name: str, wanted: str, severity: Severity = Severity.WARNING) -> None:
        """Tell that a field is not what it should be. Objects and lists are not shown: they can hold anything, names of people as well."""
        value = self.record.get(name)
        shown = masked(str(value)[:200])[:60] if isinstance(value, (str, int, float)) else "…"
        self.tell_once("field_wrong_type", severity, [{"field": f"{self.path}{name}", "wanted": wanted, "text": shown}], name)

    def tell_once(self, code: str, severity: Severity, told: Iterable[Mapping[str, str]], name: str = "id") -> None:
        """Tell problems of a field, unless they were told of this release before: a field can be looked at for every lot."""
        for params in told:
            problem = Problem(code, {key: masked(text)[:80] for key, text in params.items()}, self.origin, f"{self.path}{name}", severity)
            if problem not in self.problems[-50:]:
                self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, or the ends of a range."""

    low: float | None = None
    high: float | None = None
    currency: str = "EUR"


def amount_of(holder: Part) -> Money:
    """Return the `value` of a tender, lot, award or contract, from `minValue` where that is given. An amount of 0 says that none was given."""
    value, least = holder.part("value"), holder.part("minValue")
    high, low = value.number("amount") or None, least.number("amount") or None
    currency = (value if high is not None else least).text("currency").upper()
    if currency and not re.fullmatch(r"[A-Z]{3}", currency):
        (value if high is not None else least).refuse("currency", "text")
        currency = ""
    if low is None or high is None or low == high:
        return Money(high if low is None else low, None, currency or "EUR")
    if low > high:
        holder.tell_once("value_range_reversed", Severity.WARNING, [{"text": f"{low:.0f} - {high:.0f}"}], "value")
        return Money(high, None, currency or "EUR")
    return Money(low, high, currency or "EUR")


def identifier(text: str) -> str:
    """Return an id without the decimals that a spreadsheet gave it: "45233130.0" is 45233130."""
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text
