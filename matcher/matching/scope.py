"""What a tender names only to say that it is not asked: "het wassen zelf valt buiten de opdracht", "excl. glasbewassing", "dat doen wij zelf"."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[^,.!?;:()\n]+")

_NOT_ASKED = re.compile(
    r"""
    \b(?: val(?:t|len)\b.{0,99}\bbuiten\b
      | buiten\ (?:de\ |deze\ |het\ |dit\ )?(?:scope|opdracht|aanbesteding|bestek|contract|overeenkomst)\b
      | geen\ (?:deel|onderdeel)\b | niet\ (?:in)?begrepen\b | niet\ in\ (?:de\ )?scope\b
      | (?:wij|we|blijft|blijven|gebeurt)\b.{0,99}\bin\ eigen\ beheer\b
      | (?:doen|doet)\ (?:\w+\ ){0,3}zelf\b(?!\ mee)
      | (?:wordt|worden|is|zijn)\ (?:apart|separaat|afzonderlijk)\ (?:aanbesteed|besteld|gegund|ingekocht|uitgevraagd)\b
      | out\ of\ scope\b | outside\ (?:of\ )?(?:the\ |this\ )?(?:scope|contract)\b | not\ (?:included|part\ of)\b | (?:is|are)\ excluded\b
      | we\ (?:\w+\ ){1,4}ourselves\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_FOR_NOW = re.compile(r"\b(?:nu|momenteel|thans|voorheen|niet meer|niet langer|now|currently|until|previously|no longer)\b", re.IGNORECASE)
"""What the buyer does itself today may well be what it puts out to tender."""

_LEFT_OUT = re.compile(
    r"\b(?:excl(?:usief|uding)?\b\.?+|niet:|not:|uitgezonderd\b|met uitzondering van\b|m\.u\.v\.)"
    r"(?! ?(?:btw|vat|opt)\b)(?:(?!\bincl|\.(?:\s|$))[^,;:()\n])*",
    re.IGNORECASE,
)
"""Up to the next comma, bracket or full stop; what is without VAT is asked all the same."""

_SIGN = re.compile(r"buiten|zelf|excl|uit(?:ge|z)|m\.u\.v|geen|niet|beheer|apart|separaat|afzonderlijk|scope|outside|not |ourselves", re.IGNORECASE)
"""Far cheaper than the patterns above: a text without one of these says nothing of the kind."""


def asked(text: str) -> str:
    """A text of a tender without the clauses that only say what is not asked.

    >>> asked("Beheer van dienstkleding. Het wassen zelf valt buiten de opdracht.")
    'Beheer van dienstkleding..'
    >>> asked("Schoonmaak kantoren, excl. glasbewassing"), asked("De schoonmaak doen we nu nog zelf")
    ('Schoonmaak kantoren, ', 'De schoonmaak doen we nu nog zelf')
    """
    if not _SIGN.search(text):
        return text
    return _CLAUSE.sub(_if_asked, _LEFT_OUT.sub("", text))


def _if_asked(clause: re.Match[str]) -> str:
    said = clause.group()
    return "" if _NOT_ASKED.search(said) and not _FOR_NOW.search(said) else said
