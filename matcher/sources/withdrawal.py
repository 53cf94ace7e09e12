"""The words by which a list says that a tender is withdrawn, and where in a text they say it of the whole."""

from __future__ import annotations

import re

from matcher.model import Status
from matcher.sources.texts import has_any

WORDS = ("vervallen", "vervalt", "ingetrokken", "geannuleerd", "gecanceld", "geschrapt", "afgeblazen", "cancelled", "canceled", "withdrawn")
"""Those that say so by themselves: in capitals anywhere in a title, as the last part of a remark, and above a column of yes and no."""
_GOES_NOT_ON = {"gaat": r"gaat niet (?:meer )?door", "proceeding": "not proceeding"}
_PHRASES = {
    **dict.fromkeys(WORDS, rf"(?:komt te )?(?:{'|'.join(WORDS)})"),
    **_GOES_NOT_ON,
    "afgelast": "afgelast",
    "gestopt": "gestopt",
    "stopgezet": "stopgezet",
    "teruggetrokken": "teruggetrokken",
    "doorgehaald": "doorgehaald",
    "doorgegaan": "niet doorgegaan",
    "doorgang": r"(?:vindt )?geen doorgang",
    "baan": "van de baan",
    "afgevoerd": r"afgevoerd (?:van|uit)",
    "abandoned": "abandoned",
    "terminated": "terminated",
    "aborted": "aborted",
    "discontinued": "discontinued",
    "scrapped": "scrapped",
    "dropped": "dropped",
    "pursued": "not pursued",
    "proceed": r"(?:will|does) not proceed",
    "ahead": "not going ahead",
    "longer": r"no longer (?:required|needed)",
    "nodig": r"(?:toch niet|niet (?:meer|langer)) nodig(?!\s+\w)",
    "hoeft": r"hoeft niet (?:meer|langer)(?!\s+(?!wegens\b|ivm\b|want\b|omdat\b)\w)",
    "aanbesteed ingekocht uitgevoerd opgestart": r"wordt niet (?:meer|langer) (?:aanbesteed|ingekocht|uitgevoerd|opgestart)(?=\W*$)",
    "behoefte": r"geen behoefte meer(?=\W*$)",
    "gehaald": r"(?:uit|van) de (?:planning|lijst) gehaald",
    "gaan doen": r"(?:gaan|doen) we (?:toch )?niet (?:meer|doen)(?=\W*$)",
}
"""Words of which one stands in a text that says so -> how it says it."""
STEMS = tuple(stem for stems in _PHRASES for stem in stems.split())
"""One of these stands in every text that says so; most titles hold none."""
PATTERN = rf"(?:is\s+|zijn\s+)?(?:{'|'.join(dict.fromkeys(_PHRASES.values()))})"
_SHOUTED = rf"(?:KOMT TE )?(?:{'|'.join(WORDS).upper()})"
_WHEN_OR_WHY = r"(?:\s*\([^()]{0,60}\)|\s+(?:per|sinds|op|wegens|door|i\.?v\.?m\.?|in verband met|due to|because of|as of)\s[^:()]{1,60})?"
_REASON = (
    r"(?:zie|see|via|geen|no|niet|not|wegens|door|i\.?v\.?m|vanwege|want|omdat|because|due|part of|opgenomen|meegenomen|ondergebracht|"
    r"onderdeel van|samen\w*|gecombineerd|merged|valt|zit|gaat|wordt|te|in eigen|budget\w*|bezuinig\w*|dubbel\w*|duplicate|naar|"
    r"raads?\w*|college\w*|besluit\w*|bestuur\w*|zelf)"
)
"""What a reason begins with: behind a comma may also stand which part is withdrawn, or when a contract expires."""
_PREFIX = re.compile(
    rf"^[\s*!#\[(]*{PATTERN}(?:{_WHEN_OR_WHY}\s*[)\]!*]*\s*[:–—!)\]]+\s*-?\s*|\s*[)\]!*]*\s*[:\-–—!.,;/)\]]+\s*|\s*$)|"
    rf"^\s*([*_~#]+)\s*{PATTERN}\s*\1\s*",
    re.IGNORECASE,
)
_SHOUTED_FIRST = re.compile(rf"^{_SHOUTED}\b\W*(?=\S)")
_SUFFIX = re.compile(
    rf"\s*(?:(?<![-–—:,;/*→])[-–—:,;/*→]+\s*|[\[(]\s*){PATTERN}{_WHEN_OR_WHY}\s*[\])!.*]*\s*$|"
    rf"\s*[\[(]\s*{PATTERN}\s*[:,;–—-]\s+{_REASON}\b(?![^()]*(?:opnieuw|heraanbe|nieuwe?\b))[^()\[\]]{{1,60}}[\])]\s*$",
    re.IGNORECASE,
)
_SHOUTED_LAST = re.compile(rf"(?<=[^\sA-Z])\s+{_SHOUTED}\W*$")
_SHOUTED_WITHIN = re.compile(r"\b(?:VERVALLEN|INGETROKKEN|GEANNULEERD|CANCELL?ED|WITHDRAWN)\b")
"""Those that are hardly said of a part: a contract that ends "VERVALT" too, and a lot or a budget is "GESCHRAPT"."""
_TENDERS = frozenset("aanbestedingen opdrachten trajecten projecten inkopen procedures tenders contracts projects contracten".split())
_SAY_NO_NAME = _TENDERS.union(
    WORDS, "of en or and / & doorgeschoven verschoven uitgesteld aangehouden gestopt afgerond postponed deferred stopped".split()
)
"""What withdrawn tenders are called together: "VERVALLEN OPDRACHTEN", "Vervallen / uitgesteld" are headings of groups."""
_NO_ADJECTIVE = (
    rf"(?!(?-i:(?<=ervallen)\s+(?!(?:{'|'.join(sorted(_TENDERS))}|aanbesteding|opdracht|traject|project|per|wegens|door|na|in|op|als|want|omdat|sinds|zie|bij|ivm|vanwege|tgv|nav|naar|uit|"
    r"ten|en|of|maar|dus|is|wordt|alsnog|volgens|conform|voor|vanaf|i\.v|t\.g|n\.a|besluit|bestuur)\b)[a-zà-ÿ]))"
)
"""A dilapidated building is "vervallen" too: what follows is then what it is said of."""
NOT_YET = (
    r"(?!\s+(?:mogelijk|misschien|wellicht|waarschijnlijk|eventueel|indien|als(?! gevolg)|tenzij|possibly|if|unless)\b|"
    r"(?<=vervalt)\s+bij\s(?!\w*besluit)|"
    r"\s*(?:[/,&+]|of|en|or|and)\s*(?:doorgeschoven|verschoven|uitgesteld|aangehouden|postponed|deferred)\b)"
)
"""What is not settled is not withdrawn: "vervalt bij verkoop", and under "Vervallen / uitgesteld" each row says which."""
_BEGINS = re.compile(
    rf"^[\s*!#\[(]*(?:(?:(?:deze|dit|de|het|this|the)\s+)?(?:aanbesteding|opdracht|project|traject|inkoop|procedure|tender|procurement)\s+"
    rf"(?:(?:is|was|wordt|has been)\s+)?)?{PATTERN}\b{NOT_YET}{_NO_ADJECTIVE}",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"^(?!.*\b(?:perceel|percelen|perc|kavel|lots?|contract|overeenkomst|opties?|vorige|eerdere?|oude?|als|indien|zonder|tenzij|mits|onderdeel|if|unless)\b).*[,;]\s*(?:dus\s+|is\s+|toch\s+)?"
    rf"(?:(?:komt te )?(?:{'|'.join(WORDS)})|{'|'.join(_GOES_NOT_ON.values())})\W*$",
    re.IGNORECASE | re.DOTALL,
)
"""A remark of which the last part is nothing else: "raad koos anders, vervallen"."""


def without_status(title: str) -> tuple[str, Status | None]:
    """Return a title without the word that withdraws it, and that status.

    >>> without_status("VERVALLEN: Sloop loods"), without_status("Sloop loods (ingetrokken)")
    (('Sloop loods', <Status.WITHDRAWN: 'withdrawn'>), ('Sloop loods', <Status.WITHDRAWN: 'withdrawn'>))
    """
    if not has_any(STEMS, title.lower()):
        return title, None
    for pattern in (_PREFIX, _SHOUTED_FIRST, _SUFFIX, _SHOUTED_LAST):
        rest = pattern.sub("", title, count=1).strip()
        if rest != title.strip() and rest and not _SAY_NO_NAME.issuperset(rest.lower().split()):
            return rest, Status.WITHDRAWN
    return title, None


def says_withdrawn(text: str) -> bool:
    """Say whether a cell of any column withdraws the tender: at its beginning, in capitals, or as its last part."""
    return has_any(STEMS, text.lower()) and bool(_BEGINS.match(text) or (_SHOUTED_WITHIN.search(text) and not text.isupper()) or _ENDS.match(text))
