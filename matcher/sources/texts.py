"""Texts as they stand in cells: cleaned of layout, and of what names or reaches a member of staff."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from matcher.sources.people import ASKED, BEFORE_NAMES, CALLED_AFTER, DEPARTMENTS, FIRST_NAMES, NAMED_AFTER, phrases

_LITERAL_BREAK = re.compile(r"(?:\\[rn]|_x000[aAdD]_)+(?=\s|$)|_x000[aAdD]_")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPELT_AT = re.compile(r"[(\[]\s?(?:at|apenstaartje)\s?[)\]]", re.IGNORECASE)
_MAIL = re.compile(rf"(?<![\w.+'-])(?:mailto:)?[\w.+'-]+\s?(?:@|{_SPELT_AT.pattern})\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:"
    r"(?:\+|00)\d{1,3}[ .-]?(?:\(0\))?[ .-]?\d(?:[ .-]?\d){7,10}"  # +31 88 000 0141
    r"|\(?0[1-9]\d{0,3}\)?\s?[ -–]\s?\d{2,4}(?: ?\d{2,4}){1,3}"  # 088 - 000 02 10, 06-12345678
    r"|0[1-9]\d{8}"
    r")(?![\w-])"
)
_EXTENSION = re.compile(r"(?i)\b(?:tst|ext|toestel|tel)\b\.?:?\s?\d{3,5}\b(?![\d-])")

# A surname is not the name of a street or a building, nor is what begins like an organisation a person.
_NO_PERSON = (
    r"(?!(?:Gemeente|Provincie|Stichting|Afdeling|Dienst|Raad|College|Directie|Social|Bureau|Tender|Markt|Inkoop|Bouw|Sport|Zwem|Wijk|Buurt|School|Cent(?:er|r))\w*|"
    r"(?:Team|Afd|Het|Den|Sint|Noord|Zuid|Oost|West|Nieuw)\b)"
)
_PLACE_END = (
    r"(?:straat|laan|weg|plein|hof|kade|singel|dijk|park|school|huis|flat|buurt|wijk|dreef|steeg|gracht|college|lyceum|kerk|toren|brug|gebouw|"
    r"plantsoen|haven|centrum|kliniek|stichting|groep|zorg|tunnel|kanaal|kazerne|theater|academie|instituut|universiteit|museum|ziekenhuis|II+)"
)
_PARTICLE = r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]en|[Dd]er|[Tt]er|[Tt]en|[Tt]e|'t|[Ll]a|[Ee]l|[Vv]d|v\.d\.)\s+)"
_SURNAME = rf"{_PARTICLE}{{0,3}}{_NO_PERSON}(?!\w*{_PLACE_END}\b)[A-ZÀ-Ý][\w'À-ÿ-]+"
_TITLED = r"(?:(?i:dhr|de heer|heer|mw|mevr|mevrouw|meneer|drs|dr|ir|ing|mr|mrs|ms|prof)\b\.?\s*)"
_FIRST = rf"{_NO_PERSON}[A-ZÀ-Ý][a-zà-ÿ]+"
_FULL = rf"(?:(?:[A-Z]\.\s?)+|{_FIRST}\s+(?={_SURNAME}))?{_SURNAME}"
_CERTAIN = rf"(?:(?:[A-Z]\.\s?){{1,6}}{_SURNAME}|{_FIRST}\s+{_PARTICLE}{{1,3}}(?!\w*{_PLACE_END}\b)[A-ZÀ-Ý][\w'À-ÿ-]+)"
"""Initials with a surname, or a name with a particle ("Lieke de Boer"): words that are a person wherever a role stands before them."""
_ROLE, _ASKED = ("|".join(map(re.escape, phrases(words))) for words in (BEFORE_NAMES, ASKED))
_LONE = rf"(?!(?:{'|'.join(DEPARTMENTS)})){_FIRST}"
_KNOWN = rf"(?:{'|'.join(sorted(FIRST_NAMES, key=len, reverse=True))})(?![\w-])"
_NAMED = re.compile(
    rf"(?P<role>(?<!\w)(?:(?i:{_ASKED})|bel|Bel(?=\s+{_KNOWN}))(?:\s*[:=]\s*|\s+)){_TITLED}*(?:{_CERTAIN}|{_LONE}(?:\s+{_SURNAME})?(?![\w-]))|"
    rf"(?P<any>(?<!\w)(?i:{_ROLE})\s*[:=]\s*){_TITLED}*(?:{_CERTAIN}|{_LONE}\s+{_SURNAME}|{_LONE}(?=\s*(?:$|[,.;(/&]|en\s+[A-ZÀ-Ý])))|"
    rf"(?P<bare>(?<!\w)(?i:{_ROLE})\s+){_TITLED}*(?:{_CERTAIN}|(?<=[.\s]){_TITLED}{_FULL})"
)
_AND_ANOTHER = re.compile(rf"(?<=\[naam\])(\s*[/&+]\s*|\s+en\s+){_TITLED}*(?:{_CERTAIN}|{_LONE}(?:\s+{_SURNAME})?)(?![\w-])")
_BEHIND_TITLE = re.compile(rf"(?<=\w)(\s+[-–—]\s+|,\s+)(?:[D-Z]\.\s?|(?:[A-Z]\.\s?)+(?={_PARTICLE}))({_SURNAME})$")
"""Who is asked about what a text names: "Zout - J. Vis". With A, B and C its parts are counted."""
_SOMEBODY = re.compile(
    rf"{_TITLED}*(?:{_KNOWN}\s+{_SURNAME}|(?!Jan\b){_KNOWN}|(?:[A-Z]\.\s?){{2,}}{_SURNAME}|[I-Z]\.\s?{_SURNAME}|[A-Z]\.\s?{_PARTICLE}{_SURNAME})"
    r"(?:\s*[/,&(;+:].*)?",
    re.DOTALL,
)
"""A name and nothing else, or what somebody says; "Jan" alone is a month, and "A. Onderhoud" the first of some parts."""
_OF_A_FIRM = (
    r"(?!\s+(?:B\.?V\b|N\.?V\b|V\.?O\.?F\b|&|(?i:groep|bouw|schilder|install|transport|advies|holding|associates|ltd|limited|university|college|"
    r"house|street|road|school|hospital|cent(?:re|er)|court|park|library|foundation|trust|zaal|plein|flat|gebouw)))"
)
_IN_A_REMARK = re.compile(
    rf"(?<![\w'’-])(?:{_SURNAME},\s+(?={_KNOWN}\s*(?:$|[.;)]))|{_TITLED})?"
    rf"(?:{_KNOWN}{_OF_A_FIRM}\s+{_SURNAME}(?![\w'-])|{_KNOWN}(?!\s+{_PARTICLE}?[A-ZÀ-Ý])){_OF_A_FIRM}"
)
"""A first name that many have, with its surname; not a firm or building that is called after somebody."""
_SAID_IN_BRACKETS = re.compile(r"[(\[]\s?(?=(?:via|van|door|met|bij|vraag|bel|zie)\b)", re.IGNORECASE)
"""Where a title goes on with something else than what is bought."""
_MONTH = re.compile(r"Jan(?:,?\s+(?:[Ff]eb|[Mm]rt|[Mm]aart|[Aa]pr|[Mm]ei|[Jj]un|[Jj]ul|[Aa]ug|[Ss]ept?|[Oo]kt|[Nn]ov|[Dd]ec)\w*)?")
"""Alone it is the month rather than somebody."""
_NO_STAFF = re.compile(
    r"(?:\s+\w+)?\s?\w*(?:straat|laan|weg|plein|hof|kade|dijk|park|dreef|pad|tunnel|kanaal|brug|kazerne|theater|academie|instituut|universiteit|museum|markt|"
    r"centrum|kliniek|ziekenhuis|kerk|huis|school|college|lyceum)\b|\s+(?:of\s+gelijkwaardig|\w*armatu|software|systeem|licenti|II+\b)",
    re.IGNORECASE,
)
"""What follows what is called after somebody: a street, a house, a make."""
_LETTERED = re.compile(rf"[A-Z]\.\s(?!{_PARTICLE})")
_A_NAME = re.compile(rf"{_TITLED}*(?:(?:[A-Z]\.\s?)+|{_FIRST}\s+)?{_SURNAME}")
_ADDRESSED = re.compile(
    rf"(?<!\w)(?<!\d )(?:(?:[Dd]hr|[Mm]w|[Mm]evr|Mrs|Ms)\b\.?|[Mm]evrouw|[Mm]eneer|[Dd]e heer)\s+{_FULL}|"
    rf"(?<!\w)(?i:dhr|mw|mevr|drs|ir|ing)\.\s*{_FULL}|"
    rf"(?<!\w)(?i:prof|dr|mr)\b\.?\s?(?:(?i:dr|mr|ir|drs)\.\s?)?(?:[A-Z]\.\s?)+{_SURNAME}"
)
_BEFORE_NUMBER = re.compile(
    rf"(?<!\w)(?:{_CERTAIN}|{_FIRST}\s+{_SURNAME}|(?!\w*nr\b)(?!(?i:bel|tel|telefoon|mail|mobiel|contact|call|info|vragen|via|of|fax|phone|whatsapp|naar)\b){_FIRST})"
    rf"(?=[\s,(:/–-]{{1,3}}(?:\[telefoon\]|\[e-mail\]|\[doorkiesnummer\]))"
)
_ASK_THERE = re.compile(rf"{_FIRST}\s?\(\[doorkiesnummer\]\)")
"""What is to be bought, with the extension to ask at: "Hekwerk (tst 61204)". Every text begins with a capital; it is no sign of a name."""
_ALONE = re.compile(rf"\s*(?:[A-Z]\.\s?)+{_SURNAME}\s*")
_AMONG = re.compile(rf"(?:(?<=/ )|(?<=/)|(?<=[;&+,] )|(?<= en )|^)(?:[A-Z]\.\s?)+{_SURNAME}(?=\s?[/;&+,]| en [A-Z]\.|$)")
"""One of several in a cell: "Team Inkoop / R. Ploeg"."""
_SEPARATORS = re.compile(r"\s*[/;&+,]\s*|\s+en\s+")
_TEAM = re.compile(r"\s*(?:$|(?:team|inkoop|contact|afdeling|afd|cluster|bureau|via|i\.?o\.?m\.?)\b)", re.IGNORECASE)
_BETWEEN_NAMES = (*"/;&+,", " en ")
_BY_SURNAME = re.compile(_SURNAME)
_BRACKETED = re.compile(rf"\((?:[A-Z]\.\s?)+{_SURNAME}\)")
_WHOLE = re.compile(
    rf"{_TITLED}*(?:(?P<certain>{_CERTAIN}|(?:(?<=\.)|(?<=\.\s)|(?<=[a-z]\s)){_SURNAME})|{_FIRST}\s+{_SURNAME})(?:\s*[/,&(;+].*)?", re.DOTALL
)

# Looking for words is faster than trying patterns. Of each set one stands in whatever the patterns named find, in small letters.
_IN_EXTENSION = frozenset({"tst", "ext", "toestel", "tel"})
"""Whole words of `_EXTENSION`."""
_TITLES = frozenset("dhr mw mevr mevrouw meneer heer mrs ms drs ir ing prof dr mr".split())
"""Whole words of `_ADDRESSED`."""
_PHRASES = phrases(f"{BEFORE_NAMES}; {ASKED}")
_FIRST_NAMES = frozenset(map(str.lower, FIRST_NAMES))
_ABBREVIATED = frozenset(phrase.rstrip(".") for phrase in _PHRASES if "." in phrase.rstrip("."))
_PHRASES_OF: dict[str, list[str]] = {}
"""Whole words of `_NAMED`, each with the phrases in which it is the longest."""
for _phrase in _PHRASES:
    if _phrase.rstrip(".") not in _ABBREVIATED:
        _PHRASES_OF.setdefault(max(_phrase.split(), key=len).strip(".:"), []).append(_phrase)
_BEFORE_NAMES = _TITLES.union(_PHRASES_OF)
"""Whole words of `_NAMED` and `_ADDRESSED`."""
_TELLING_WORDS = _BEFORE_NAMES | _IN_EXTENSION | _FIRST_NAMES
_FORMER = re.compile(r"(?i)^\W*(?:was|eerst|voorheen|eerder|oorspronkelijk|originally|formerly)\b.*?\d.*?\b(?:nu|wordt|now)\b\W*(?=.*\d)", re.DOTALL)
_WORD = re.compile(r"\w+")
_MAY_BEGIN_PHONE = re.compile(r"[+(0](?<![\w.,/-].)(?:(?<!\()\d|0)")
_INITIAL = re.compile(r"[A-Z](?<!\w.)\.")
"""Of a name without a role or title before it: the last letter of "MDL." is none."""
_MAY_SPELL_AT = re.compile(r"\((?:\s|$|at|apen)", re.IGNORECASE)


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


def cleaned(cells: Sequence[object]) -> list[str]:
    """Return the cells of a column if all are texts with nothing in them to be cleaned, looked at together; else nothing."""
    try:
        texts = list(map(str.strip, cells))  # type: ignore[arg-type]  # some of them may be numbers
    except TypeError:
        return []
    text = "|".join(texts)
    return texts if text.isprintable() and "\\" not in text and "  " not in text and "_x000" not in text else []


def current(text: str) -> str:
    """Return a text that tells of a change without what it was before.

    >>> current("was 1-3-2027, nu 1-5-2027"), current("1-5-2027 (was 1-3-2027)")
    ('1-5-2027', '1-5-2027 (was 1-3-2027)')
    """
    return _FORMER.sub("", text)


def masked(text: str) -> str:
    """Return a text without mail addresses, phone numbers and named contact persons (AVG: they must reach neither database nor logs).

    >>> masked("Bel dhr. J. Veen, 088 000 0145 of j.veen@voorbeeld.nl")
    'Bel [naam], [telefoon] of [e-mail]'
    """
    if not text:
        return ""
    return _masked_short(text) if len(text) < 48 else _masked(text)


def joined(texts: Iterable[str]) -> str:
    """Return texts of several cells as one, each masked before it stands among others."""
    return " ".join(masked(text) for text in texts if text)


def _masked(text: str) -> str:
    if "@" in text or _SPELT_AT.search(text):
        text = _MAIL.sub("[e-mail]", text)
    if _MAY_BEGIN_PHONE.search(text):
        text = _PHONE.sub(_mask_phone, text)
    if len(text) < 40 and _ALONE.fullmatch(text):
        return "[naam]"
    if "(" in text:
        text = _BRACKETED.sub("([naam])", text)
    if len(text) < 80 and "." in text and has_any(_BETWEEN_NAMES, text):
        text = _without_names_among(text)
    if "." in text[-40:] and text[-1] != ".":
        text = _BEHIND_TITLE.sub(r"\1[naam]", text)
    words = _words(text)
    if not _IN_EXTENSION.isdisjoint(words):
        text = _EXTENSION.sub("[doorkiesnummer]", text)
    if _may_name(words, text) and not text[1:].islower():  # a name is written with a capital
        if _names_after_role(text, words):
            text = _NAMED.sub(lambda found: f"{found['role'] or found['any'] or found['bare']}[naam]", text)
        if not _TITLES.isdisjoint(words):
            text = _ADDRESSED.sub("[naam]", text)
    if "[naam]" in text:
        text = _AND_ANOTHER.sub(r"\1[naam]", text)
    if "[" in text:
        subject = _ASK_THERE.match(text)
        start = subject.end() if subject else 0
        text = text[:start] + _BEFORE_NUMBER.sub("[naam]", text[start:])
    return text


def _without_names_among(text: str) -> str:
    """Mask names in a text that holds nothing but names and teams; "A. Stoelen, B. Tafels" counts what is bought."""
    parts = _SEPARATORS.split(text)
    names = [part.strip() for part in parts if _ALONE.fullmatch(part)]
    counts = len(names) > 1 and all(name[0] == letter for name, letter in zip(names, "ABCDEFGH", strict=False))
    teams = all(_TEAM.match(part) for part in parts if not _ALONE.fullmatch(part))
    return _AMONG.sub("[naam]", text) if names and teams and not counts else text


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:  # of a text that several rules look at, one after another, those that any of them looks for
    return _TELLING_WORDS.intersection(_WORD.findall(text.lower()))


def _may_name(words: frozenset[str], text: str) -> bool:
    return not _BEFORE_NAMES.isdisjoint(words) or has_any(_ABBREVIATED, text.lower())


def _names_after_role(text: str, words: frozenset[str]) -> bool:
    """Say whether `_NAMED` finds something in a text: trying it where one of its phrases stands is far faster than trying it everywhere."""
    there = chain(_ABBREVIATED, *map(_PHRASES_OF.__getitem__, _PHRASES_OF.keys() & words))
    return any(_NAMED.match(text, place) for place in places_of(there, lowered(text)))


def lowered(text: str) -> str:
    """Return a text in small letters, each at its place: of one capital of Turkish `str.lower` makes two."""
    return text.replace("İ", "I").lower()


def places_of(phrases: Iterable[str], text: str) -> Iterator[int]:
    """Yield the places where some phrases stand in a text."""
    for phrase in phrases:
        place = text.find(phrase)
        while place >= 0:
            yield place
            place = text.find(phrase, place + 1)


def places_of_people(text: str, small: str) -> Iterator[int]:
    """Yield places in the words by which `masked` or `without_staff` may find something: they find nothing in a text that has none.

    `small`: the text in small letters.

    >>> list(places_of_people("Dak, contactpersoon: J.", "dak, contactpersoon: j.")), list(places_of_people("J. (at)", "j. (at)"))
    ([21, 5], [0, 3])
    """
    for pattern in (_INITIAL, _MAY_BEGIN_PHONE, _MAY_SPELL_AT):
        yield from (found.start() for found in pattern.finditer(text))
    yield from places_of("@[", text)
    yield from (found.start() for found in _WORD.finditer(small) if found[0] in _TELLING_WORDS)
    yield from places_of(_ABBREVIATED, small)


def without_staff(text: str) -> str:
    """Return a remark or description of a list masked, also where nothing but a first name tells that somebody is meant.

    In a title or of a place that is more often a building: "Jan Ligthart".

    >>> without_staff("Ineke pakt op"), without_staff("volgens Jan Vis niet nodig"), without_staff("daken van OBS Jan Vis")
    ('[naam] pakt op', 'volgens [naam] niet nodig', 'daken van OBS Jan Vis')
    """
    return _without_first_names(masked(text))


def title_without_staff(title: str) -> str:
    """Return a title of a list masked, and whom it speaks of in brackets: "Hekwerk (via Ineke)". Behind a dash stand buildings: "Dak - Irene"."""
    title = masked(title)
    said = _SAID_IN_BRACKETS.search(title)
    return title[: said.end()] + _without_first_names(title[said.end() :]) if said else title


def _without_first_names(text: str) -> str:
    if _FIRST_NAMES.isdisjoint(_words(text)):
        return text
    return _AND_ANOTHER.sub(r"\1[naam]", _IN_A_REMARK.sub(_mask_first_name, text))


def _mask_first_name(found: re.Match[str]) -> str:
    before = (_WORD.findall(found.string[max(0, found.start() - 30) : found.start()].lower()) or [""])[-1]
    if before in NAMED_AFTER or found[0] in CALLED_AFTER or _NO_STAFF.match(found.string, found.end()):
        return found[0]
    return found[0] if _MONTH.fullmatch(found[0]) else "[naam]"


def names_somebody(text: str) -> bool:
    """Say whether a text is nothing but somebody's name, or begins with it as what somebody says does.

    >>> names_somebody("Jan Vis"), names_somebody("J. de Wit (inkoop)"), names_somebody("Groot Onderhoud"), names_somebody("B. Projecten")
    (True, True, False, False)
    """
    return text not in CALLED_AFTER and bool(_SOMEBODY.fullmatch(text))


def counted(texts: Iterable[str]) -> set[str]:
    """Return those of some texts that are counted by letters, not begun with initials: "A. Onderhoud" beside "B. Projecten"."""
    lettered = {text for text in texts if _LETTERED.match(text)}
    letters = {text[0] for text in lettered}
    return {text for text in lettered if letters.issuperset(map(chr, range(ord("A"), ord(text[0]) + 1)))} if "B" in letters else set()


def can_be_a_name(text: str) -> bool:
    """Say whether a text can be a name, or two: "Vis", "Lieke de Boer / J. Vis"."""
    return all(_A_NAME.fullmatch(part) for part in _SEPARATORS.split(text.strip()))


def has_any(words: Iterable[str], lowered: str) -> bool:
    """Say whether one of some words stands in a text in small letters: ten times faster than trying a pattern of them."""
    return any(map(lowered.__contains__, words))


def are_people(cells: Iterable[str]) -> bool:
    """Say whether a column names people.

    Nearly all of its cells can be a name, and four in ten can be nothing else: "J. Veen", "Lieke de Boer". "Willem Blaeu" may be a school.
    """
    texts = list(cells)
    found = [_WHOLE.fullmatch(cell.strip()) for cell in texts]
    certain = [bool(match and match["certain"]) or bool(_AMONG.search(cell)) for match, cell in zip(found, texts, strict=True)]
    named = sum(match is not None or surely for match, surely in zip(found, certain, strict=True))
    return bool(texts) and named >= 0.8 * len(texts) and sum(certain) >= 0.4 * len(texts)


def are_surnames(cells: Iterable[str]) -> bool:
    """Say whether a column holds surnames alone, one in five with a small particle before it: "Jansen", "de Wit"."""
    texts = [cell.strip() for cell in cells]
    found = [text for text in texts if _BY_SURNAME.fullmatch(text)]
    return bool(texts) and len(found) >= 0.8 * len(texts) and sum(text[0].islower() for text in found) >= 0.2 * len(texts)


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
