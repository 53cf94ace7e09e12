"""Lots as a cell names them: one, or several that the tender is split into."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NONE = re.compile(
    r"(?i)^[\s\-–—/?.]*(?:n\.?\s?[vt]\.?\s?[tb]\.?|n/?a|nvt|ntb|geen|none|nee|no|niet|ja|yes|x|mogelijk|tbd|tbc|onbekend|"
    r"nog (?:niet bekend|te bepalen|onbekend)|één perceel|1 perceel|onverdeeld|niet verdeeld|"
    r"single lot|zonder percelen|per [a-z]+|pm)?[\s\-–—/?.]*$"
)
_LABEL = r"(?:percelen|perceel|perc|lots|lot|kavel|deel|p|l)"
_ONE = re.compile(
    rf"(?i)^(?:{_LABEL}\b\.?\s*|[pl](?=\d))?(?:nr\.?\s*)?(\d{{1,3}}[a-z]?|[A-Z]|[IVX]{{1,4}})(?:\s*(?:/|van|of|"
    rf"uit)\s*\d{{1,3}})?\b\.?\s*[):.\-–—]*\s*(.*)$",
    re.DOTALL,
)
_COUNT = re.compile(r"(?i)^(\d{1,2}|twee|drie|vier|vijf|zes|two|three|four|five|six)\s+(?:percelen|lots|kavels)\b[\s:(]*(.*?)\)?$", re.DOTALL)
_RANGE = re.compile(rf"(?i)^(?:{_LABEL}\b\.?\s*)?(\d{{1,2}})\s*(?:t/m|tot en met|t\.e\.m\.|-|–|to|through)\s*(\d{{1,2}})$")
_ENUMERATION = re.compile(rf"(?i)^(?:{_LABEL}\b\.?\s*)?((?:\d{{1,2}}|[A-Z])(?:\s*(?:,|;|\+|&|/|\ben\b|\band\b)\s*(?:\d{{1,2}}|[A-Z]))+)$")
_NEXT = re.compile(
    rf"(?i)(?:[;\n|]|,\s|\s/\s|\s+(?:en|and)\s+|(?<=\w)\.\s)\s*(?=(?:{_LABEL}\b\.?\s*|[pl](?=\d))\d{{1,2}}\b|"
    rf"\d{{1,2}}\s*[:.)=]\s)|\n|;\s*"
)
_BETWEEN = re.compile(r"\s*[/;|\n]\s*")
_LISTED = re.compile(r"(\d{1,2})\s+([^\W\d].*)", re.DOTALL)
"""One of "1 groen / 2 hekwerk / 3 asfalt"."""
_FEW_WORDS = 4
_SAYS_MORE = re.compile(
    r"(?i)(?:incl\w*|excl\w*|evt|eventueel|mogelijk|afhankelijk|want|omdat|maar|mits|tenzij|e\W?d\b|enz|etc|subject to|depending|because|but|if)\b"
)
"""What begins so behind a comma is no lot."""
_WORDS = {"twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_IN_TITLE = re.compile(
    r"(?i)\b(?:perceel|lot)\s+(?:nr\.?\s*)?(\d{1,2}[a-z]?|[A-Z])\b(?!\s*(?:t/m|tot en met|en|and|,|-|&|\+|/)\s*(?:(?:perceel|"
    r"lot)\s*)?\d)"
)


@dataclass(frozen=True, slots=True)
class LotNamed:
    """A lot's number as written ("1", "2a", "B") and its own text."""

    number: str
    text: str = ""


def read_lots(cell: str | float | int, several: bool = False) -> list[LotNamed]:
    """Return the lots that a cell of a lot column names, in order; [] for none. `several`: the heading speaks of more than one ("Percelen").

    >>> read_lots("1 t/m 3") == [LotNamed("1"), LotNamed("2"), LotNamed("3")]
    True
    >>> read_lots("Perceel 1: Noord; Perceel 2: Zuid")
    [LotNamed(number='1', text='Noord'), LotNamed(number='2', text='Zuid')]
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return [LotNamed(f"{cell:g}")] if cell > 0 else []
    text = str(cell).strip()
    if _NONE.match(text):
        return []
    if found := _RANGE.match(text):
        first, last = int(found[1]), int(found[2])
        return [LotNamed(str(number)) for number in range(first, last + 1)] if first < last <= first + 40 else [LotNamed(text)]
    if found := _ENUMERATION.match(text):
        numbers = re.split(r"(?i)\s*(?:,|;|\+|&|/|\ben\b|\band\b)\s*", found[1])
        # "1/3" is the first of three lots.
        return [LotNamed(numbers[0])] if re.fullmatch(r"\d+\s*/\s*\d+", found[1]) else [LotNamed(number) for number in numbers]
    if found := _COUNT.match(text):
        return _counted(_WORDS.get(found[1].lower()) or int(found[1]), found[2])
    listed = [one for part in _BETWEEN.split(text) if (one := _LISTED.fullmatch(part))]
    if len(listed) > 1 and [one[1] for one in listed] == [str(number) for number in range(1, len(_BETWEEN.split(text)) + 1)]:
        return [LotNamed(one[1], one[2]) for one in listed]
    parts = [part.strip() for part in _NEXT.split(text) if part and part.strip()]
    if len(parts) > 1:
        named = [_ONE.match(part) for part in parts]
        if all(named):
            return [LotNamed(one[1], one[2].strip()) for one in named if one]
        if not any(named) and re.search(r"[;\n]", text):
            return [LotNamed(str(number), part) for number, part in enumerate(parts, 1)]
    if found := _ONE.match(text):
        return [LotNamed(found[1], found[2].strip().removeprefix("(").removesuffix(")") if found[2].startswith("(") else found[2].strip())]
    if several and "," in text and not any(map(str.isdigit, text)):
        names = [name.strip() for name in re.split(r",\s*(?:(?:en|and)\s+)?|\s+(?:en|and)\s+(?=[^,]*$)", text)]
        if _NONE.match(names[0]):  # "nee, te klein"
            return []
        if all(0 < len(name.split()) <= _FEW_WORDS and not _SAYS_MORE.match(name) for name in names):
            return [LotNamed(str(number), name) for number, name in enumerate(names, 1)]
    return [LotNamed(text)]


def _counted(count: int, text: str) -> list[LotNamed]:
    """Return the lots of "3 percelen (Noord, Midden, Zuid)"."""
    if not 1 < count <= 40:
        return []
    names = [part.strip() for part in re.split(r"(?i)[,;/\n]|\ben\b|\band\b", text) if part.strip()]
    return [LotNamed(str(number), names[number - 1] if len(names) == count else "") for number in range(1, count + 1)]


def lot_in_title(title: str) -> str:
    """Return the number of the one lot that a title names ("Groenonderhoud - perceel 2"); "" if it names none or several."""
    lowered = title.lower()
    if "perceel" not in lowered and "lot" not in lowered:
        return ""
    numbers = {found.upper() for found in _IN_TITLE.findall(title)}
    return numbers.pop() if len(numbers) == 1 and len(re.findall(r"(?i)\b(?:perceel|percelen|lots?)\b", title)) == 1 else ""
