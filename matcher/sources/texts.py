"""Texts as they stand in cells: cleaned of layout, and of what names or reaches a member of staff."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LITERAL_BREAK = re.compile(r"(?:\\[rn]|_x000[aAdD]_)+(?=\s|$)|_x000[aAdD]_")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_MAIL = re.compile(r"(?:mailto:)?[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:"
    r"(?:\+|00)\d{1,3}[ .-]?(?:\(0\))?[ .-]?\d(?:[ .-]?\d){7,10}"  # +31 88 000 0141
    r"|\(?0[1-9]\d{0,3}\)?\s?[ -–]\s?\d{2,4}(?: ?\d{2,4}){1,3}"  # 088 - 000 02 10, 06-12345678
    r"|0[1-9]\d{8}"
    r")(?![\w-])"
)
_TITLED = r"(?:(?:dhr|mw|mevr|mevrouw|meneer|drs|dr|ir|ing|mr|mrs|ms|prof)\b\.?\s*)"
_SURNAME = r"(?:(?:van|von|de|den|der|ter|ten|te|'t|la|el|vd|v\.d\.)\s+){0,3}[A-ZÀ-Ý][\w'À-ÿ-]+"
_NAMED = re.compile(
    rf"(?P<role>\b(?i:contactpersoon|contact|opsteller|inkoper|inkoopadviseur|aanspreekpunt|projectleider|budgethouder|contractmanager|buyer contact|"
    rf"informatie bij|info bij|vragen aan|i\.o\.m\.|via))\s*[:=]?\s+(?i:{_TITLED})?(?:(?:[A-Z]\.\s?)+{_SURNAME}|(?<=:\s)[A-Z][a-zà-ÿ]+\s+{_SURNAME})"
)
_ADDRESSED = re.compile(
    rf"\b(?:[Dd]hr|[Mm]w|[Mm]evr|[Dd]rs|[Ii]r|[Ii]ng)\.\s*(?:[A-Z]\.\s?)*{_SURNAME}|\b(?:[Mm]evrouw|"
    rf"[Mm]eneer)\s+(?:[A-Z]\.\s?)*{_SURNAME}"
)
_MAY_BEGIN_PHONE = re.compile(r"[+(0](?<![\w.,/-].)\d")
_INITIAL = re.compile(r"[A-Z]\.")
_ROLES = ("contact", "opsteller", "inkoper", "adviseur", "aanspreekpunt", "leider", "houder", "manager", "info", "vragen", "i.o.m", "via")
_TITLES = ("dhr.", "mw.", "mevr", "drs.", "ir.", "ing.", "meneer")
"""Of these words one stands in whatever `_NAMED` or `_ADDRESSED` finds."""


def clean(text: str) -> str:
    """Return a cell's text on one line: non-breaking spaces, line breaks and repeated spaces become one space.

    >>> clean(" Infuuspompen en\\n spuitenpompen\\xa0(420 st.) ")
    'Infuuspompen en spuitenpompen (420 st.)'
    """
    if text.isprintable() and "  " not in text and "\\" not in text and "_x000" not in text:
        return text.strip()  # nothing in it but words with single spaces between them, as in most cells
    if "\\" in text or "_x000" in text:
        text = _LITERAL_BREAK.sub(" ", text)
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())


def masked(text: str) -> str:
    """Return a text without mail addresses, phone numbers and named contact persons (AVG: they must reach neither database nor logs).

    >>> masked("Bel dhr. J. Veen, 088 000 0145 of j.veen@voorbeeld.nl")
    'Bel [naam], [telefoon] of [e-mail]'
    """
    if not text:
        return ""
    return _masked_short(text) if len(text) < 48 else _masked(text)


def _masked(text: str) -> str:
    if "@" in text:
        text = _MAIL.sub("[e-mail]", text)
    if _MAY_BEGIN_PHONE.search(text):
        text = _PHONE.sub(_mask_phone, text)
    if _may_name(text):
        text = _NAMED.sub(lambda found: f"{found['role']}: [naam]", text)
    if has_any(_TITLES, text.lower()):
        text = _ADDRESSED.sub("[naam]", text)
    return text


def _may_name(text: str) -> bool:
    return (":" in text or _INITIAL.search(text) is not None) and has_any(_ROLES, text.lower())


def may_identify(text: str) -> bool:
    """Say whether `masked` may find something in a text, or in any text that it was joined from: most rows can be taken as they are.

    >>> may_identify("Schoonmaak van 12 scholen"), may_identify("Schoonmaak, info: j.veen@voorbeeld.nl")
    (False, True)
    """
    return "@" in text or _MAY_BEGIN_PHONE.search(text) is not None or has_any(_TITLES, text.lower()) or _may_name(text)


def has_any(words: Iterable[str], lowered: str) -> bool:
    """Say whether one of some words stands in a text in small letters: ten times faster than trying a pattern of them."""
    for word in words:  # noqa: SIM110  (a generator would cost more than the search)
        if word in lowered:
            return True
    return False


_masked_short = lru_cache(maxsize=8192)(_masked)


def _mask_phone(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    return "[telefoon]" if 9 <= digits <= 14 and (found[0][0] in "+(" or found[0].startswith("00") or 10 <= digits <= 11) else found[0]


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a text in lower case without accents or punctuation, for comparing: "CPV-code(s)" becomes "cpv code s".

    >>> folded("Deadline inschr."), folded("€ excl. BTW")
    ('deadline inschr', 'euro excl btw')
    """
    text = unicodedata.normalize("NFKD", text.lower().replace("€", " euro "))
    text = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^a-z0-9#]+", " ", text).split())
