"""Numbers written as words before a unit of money: "anderhalve ton", "een kwart miljoen", "vijfentwintig duizend"."""

from __future__ import annotations

import re

_ONES = {"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9}
_TENS = {"twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90}
_BELOW_HUNDRED = {
    **_ONES,
    **dict(zip("tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split(), range(10, 20), strict=True)),
    **_TENS,
    **{f"{one}en{ten}": units + tens for one, units in _ONES.items() for ten, tens in _TENS.items()},
}
_HUNDREDS = {"honderd": 100} | {f"{one}honderd": units * 100 for one, units in _ONES.items() if units > 1}
_NUMBERS: dict[str, float] = {
    **_BELOW_HUNDRED,
    **_HUNDREDS,
    **{f"{hundred}{ten}": hundreds + tens for hundred, hundreds in _HUNDREDS.items() for ten, tens in _BELOW_HUNDRED.items()},
    **{f"{one}enhalf": units + 0.5 for one, units in _ONES.items() if units > 1},
    "anderhalf": 1.5, "half": 0.5, "hele": 1, "kwart": 0.25, "driekwart": 0.75, "drie kwart": 0.75, "half a": 0.5, "quarter of a": 0.25,
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_UNITS = ("ton", "mil", "mln", "duizend", "mille", "thousand")
_UNIT = r"(?:ton|miljoen|mln|mio|miljard|duizend|mille|million|thousand)\b"
_WRITTEN = re.compile(
    r"\b((?:(?:een|a) )?(?:half a|quarter of a|half|halve|hele|kwart)|drie kwart|[a-z]+(?:[ -]en[ -]een[ -](?:half|halve))?)"
    rf"(?=[ -]?{_UNIT}|(?: (?:à|a|tot|en|of|or|to) | ?[-–] ?)[a-z\d., ]{{1,20}}? ?{_UNIT})"
)
"""A number before a unit, or before another one that has it: "anderhalve à twee ton"."""
_ITS_OWN = re.compile(r"\d[\d.,]{3}")
"""In a cell with an amount in figures the words say something else: "40.000 (acht ton asfalt)"."""
_HUNDREDS_AND_MORE = ("honderd", "duizend", "miljoen", "thousand")
_LAST_WORD = re.compile(r"([a-z]+)[ -]$")
_AFTER_UNIT = re.compile(rf"[ -]?{_UNIT}[ -]?(?:en )?([a-z]+)")


def with_figures(text: str) -> str:
    """Return a text with figures for such words; what is no number stays as written.

    >>> with_figures("ruim anderhalve ton"), with_figures("een kwart miljoen"), with_figures("paar ton")
    ('ruim 1,5 ton', '0,25 miljoen', 'paar ton')
    """
    if _ITS_OWN.search(text):
        return text
    lowered = text.lower().translate({ord("é"): "e", ord("ë"): "e"})
    if not any(unit in lowered for unit in _UNITS):
        return text
    return _WRITTEN.sub(_figure, lowered) if _WRITTEN.search(lowered) else text


def _figure(found: re.Match[str]) -> str:
    if _is_number(_LAST_WORD.search(found.string[: found.start()])) or _is_number(_AFTER_UNIT.match(found.string[found.end() :])):
        return found[0]  # a part of a longer number: "tweehonderd vijftig duizend"
    word = re.sub(r"^(?:een|a) (?=\w)", "", found[1]).replace("halve", "half")
    number = _NUMBERS.get(word) or _NUMBERS.get(re.sub(r"[ -](?:en[ -]een[ -])?", "en" if "half" in word else "", word))
    return f"{number:g}".replace(".", ",") if number else found[0]


def _is_number(found: re.Match[str] | None) -> bool:
    """Say whether a word goes on with a number."""
    word = found[1] if found else ""
    return (word in _NUMBERS and word not in ("a", "hele")) or word == "en" or word.endswith(_HUNDREDS_AND_MORE)
