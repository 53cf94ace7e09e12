"""What different spellings of one name have in common."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORMS = frozenset({"bv", "nv", "vof", "cv", "ua", "ba", "ltd", "limited", "plc", "llp", "cic", "inc", "gmbh"})
_LEGAL_PREFIXES = frozenset({"stichting", "cooperatie", "vereniging"})
_INITIALS = re.compile(r"\b(?:\w\.\s?)+\w?\b\.?")


def fold(text: str) -> str:
    """`text` in small letters without accents and punctuation, one space between words: "Café 't  Hoekje" -> "cafe t hoekje"."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(char for char in letters if not unicodedata.combining(char))))


def name_key(name: str) -> str:
    """What two spellings of one organisation have in common: folded, "&" as "en", without legal form ("B.V.", "Stichting")."""
    joined = _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found.group()) + " ", name.replace("&", " en "))
    words = fold(joined).split()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept.pop()
    while len(kept) > 1 and kept[0] in _LEGAL_PREFIXES:
        kept.pop(0)
    return " ".join(kept) or name.strip().casefold()
