"""Words in a list that say something of the row as a whole: withdrawn, awarded, reserved, a total, a footnote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from matcher.model import Status
from matcher.sources import withdrawal
from matcher.sources.people import DETAILS
from matcher.sources.texts import folded, has_any, masked, names_somebody, places_of

_SAYS_AWARDED = re.compile(
    r"^[\s*(]*(?:is\s+|reeds\s+|definitief\s+)?(?:gegund|awarded|contract awarded|contract gesloten|opdracht verstrekt)\b", re.IGNORECASE
)
_STEMS_OF_STATUS = (*withdrawal.STEMS, "gegund", "awarded", "gesloten", "verstrekt")
"""Of these one stands in whatever the patterns above find."""
_STATUSES = (
    (Status.WITHDRAWN, re.compile(rf"^(?!\W*(?:perceel|perc\b|lot\b|vorige|eerdere)).*?\b{withdrawal.PATTERN}\b{withdrawal.NOT_YET}", re.IGNORECASE)),
    (Status.AWARDED, re.compile(r"(?<!niet )(?<!nog te )(?<!to be )(?<!not )\b(?:gegund|awarded|award|afgerond|gereed|contract gesloten|"
        r"completed?|in uitvoering)\b", re.IGNORECASE)),
    (Status.PLANNED, re.compile(r"\b(?:gepland|planned|planning|voorbereiding|in voorbereiding|concept|future|pipeline|(?:te|nog) starten|nog niet|"
        r"upcoming|in preparation|nieuw|on hold|uitgesteld|aangehouden|postponed|deferred|draft|pending|toekomstig)\b", re.IGNORECASE)),
    (Status.PLANNED, re.compile(r"^\W*(?:in\s+)?(?:initiatief|idee|idea|offerte(?:aanvraag)?|haalbaarheid|definitie|programma van eisen|pve|ontwerp|"
        r"schetsontwerp|voorlopig ontwerp|definitief ontwerp|technisch ontwerp|uitvoeringsontwerp|so|vo|do|to|uo|bestek|uitvraag|prijsvorming|"
        r"aanbesteding|aanbesteden|marktconsultatie|marktverkenning|inventarisatie|werkvoorbereiding)(?:[\s-]?fase)?\W*$", re.IGNORECASE)),
    (Status.CLOSED, re.compile(r"\b(?:gesloten|closed|beoordeling|evaluatie|inschrijftermijn verstreken|evaluation)\b", re.IGNORECASE)),
    (Status.OPEN, re.compile(r"\b(?:open|gepubliceerd|published|live|active|actief|lopend|loopt|in de markt|in markt|out to tender|uitgezet|"
        r"aanbesteding loopt|running)\b", re.IGNORECASE)),
)  # fmt: skip
_TOTAL = re.compile(
    r"^(?:sub\s*-?\s*totaal|subtot|tot(?=\.?(?:\s+20\d\d)?\W*$)|opgeteld|(?:per )?saldo|cumulatief|(?:te )?transporteren|per transport|"
    r"over te (?:dragen|brengen)|"
    r"(?:carried|brought) forward|tussentelling|totaalbedrag|totale raming|(?:post )?onvoorzien(?=[\s\d%.,()]*$)|"
    r"(?:stelpost|indexering|risicoreservering)(?=[\s\d%.,()]*$)|"
    r"totaal|totalen|eindtotaal|tussentotaal|sub\s*-?\s*totals?|grand total|totals?|som|sum|"
    r"(?:al(?:les|le \w+) )?(?:samen|bij elkaar)(?=\W*$))\b"
    r"|\b(?:sub)?-?(?:totaal|total)\s*(?:20\d\d)?\W*$"
    r"|^(?:(?:budget)?restant|resteert|nog (?:te verdelen|beschikbaar|vrij)|(?:nog )?beschikbaar(?: budget)?|vrije ruimte|remaining)\W*$"
    r"|^(?:aantal|number of) (?:\w+ ){0,2}(?:contracten|aanbestedingen|inkopen|opdrachten|projecten|trajecten|regels|contracts|tenders|projects)\W*$",
    re.IGNORECASE,
)
_STARTS_OF_TOTAL = (
    "tot", "sub", "som", "sum", "eind", "grand", "tussen", "te trans", "trans", "per ", "over te", "carried", "brought", "opgeteld", "saldo",
    "cumulatief", "onvoorzien", "post onv", "stelpost", "indexering", "risicores", "samen", "bij elkaar", "alle", "aantal", "number of",
    "budgetrest", "rest", "nog ", "beschikbaar", "vrije ruimte", "remaining",
)  # fmt: skip
"""With one of these begins whatever labels a sum, in small letters, unless "tota" stands in it."""
_SURELY_TOTAL = re.compile(
    r"^(?:sub\s*-?\s*tota+l\w*\b.*|(?:eind|grand |tussen)?tota+l(?:en|s)?(?: generaal| alle \w+)?(?: 20\d\d)?)\W*$", re.IGNORECASE
)
_NOTE = re.compile(
    r"^(?:[*†‡]|contact\w*\s*:|namens\b|goedgekeurd\b|vastgesteld\b|"
    r"opgesteld|opsteller|(?:voor )?vragen\b|(?:meer )?informatie\b.*:|tel\w*\.?\s*:|\(?\d{1,2}[\])]\s|[¹²³]|"
    r"n\.?b\.?\b\W|let op|toelichting|legenda|legend\b|bron\b|opmerking|disclaimer|noot|voetnoot|note\b|"
    r"notes\b|source\b|"
    r"(?:(?:er (?:is|zijn) )?(?:nog|voorlopig) )?"
    r"(?:geen|no) [\w ]*(?:gepland|voorzien|bekend|planned|foreseen|known|aanbestedingen|trajecten|tenders)\W*$|"
    r"(?:(?:er is )?nog |voorlopig )?(?:niets|niet|nothing) (?:yet )?(?:bekend|gepland|ingepland|voorzien|te melden|known|planned)\W*$|"
    r"(?:wordt (?:nog|later) (?:aangevuld|ingevuld)|volgt (?:nog|later)|nog (?:aan|in) te vullen|to be (?:added|completed))\W*$|"
    r"aan (?:deze|dit) |deze (?:lijst|planning|kalender)|dit (?:overzicht|document)|bedragen |alle bedragen|wijzigingen |versie|laatst "
    r"(?:bijgewerkt|gewijzigd)|last updated|afgedrukt|printed|akkoord\b|handtekening|paraaf|getekend|naam\s*:|datum\s*:)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?<!\w)(?:pagina|page|blad|pag\.?|blz\.?|p\.)\s*\d+(?:\s*(?:van|of|/)\s*\d+)?\W*$", re.IGNORECASE)
_TRIAL = re.compile(
    r"^\W*(?:(?:invul)?voorbeeld|example)(?: van (?:een )?\w+)?\s*[:)\]]|"
    r"^\W*(?:test|dummy|proef|voorbeeld|example|sample)\w*\b.*\b(?:niet (?:gebruiken|invullen|meenemen|lezen)|negeren|verwijderen|"
    r"do not use|don['’]t use|ignore|delete)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"^\W*(?:(?:planning|start|periode|in)\s+)?(?:(?:[1-4]e|1ste|[1-4](?:st|nd|rd|th)|eerste|tweede|derde|vierde|first|second|third|fourth)\s+"
    r"(?:kwartaal|kw|quarter|half ?jaar|helft)|(?:kwartaal|quarter|kw|q)\s?[1-4]|[1-4]q|januari|january|februari|february|maart|march|april|mei|may|"
    r"juni|june|juli|july|augustus|august|september|okto?ber|october|november|december|(?:voor|na)jaar|zomer|herfst|winter|lente|spring|summer|autumn|"
    r"(?:jaar|year|boekjaar|seizoen|season)?\s*20\d\d)(?:\s*(?:van\s+)?['’]?(?:20)?\d\d)?(?:\s*[-/–]\s*(?:20)?\d\d)?\W*$",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"\b[A-Z]{1,6}\s*=\s*\w")
_CONTINUES = re.compile(r"^(?:zie\b|see\b|incl\b|excl\b|inclusief|waarvan|idem|i\.c\.m\.|[-–•·>→]|\.\.\.|…|\((?!\w{1,5}\)\w)|vervolg)", re.IGNORECASE)
_RESERVED = re.compile(
    r"\bvoorbehouden(?:\s+(?:opdracht|aan|procedure|voor|perceel))?\b|\bart(?:ikel|\.)?\s*2[.:]82a?\b|\bsociale werk(?:plaats|voorziening)\w*|"
    r"\bsw-bedrij\w+|"
    r"\breserved (?:contract|procurement|for|to|participation|procedure)\b|\bsheltered (?:workshop|employment)\w*|\bbeschutte werk\w*",
    re.IGNORECASE,
)
_STEMS_OF_RESERVED = ("voorbehouden", ".82", ":82", "sociale", "sw-bedrij", "reserved", "sheltered", "beschut")
"""Of these one stands in whatever `_RESERVED` finds."""
_NOT_RESERVED = re.compile(
    r"(?:\bniet|\bgeen|\bnot|\bno|\brechten|\bwijzigingen|\bbij voorkeur|\bliefst|\bgraag|\bpreferably|\bpreferred|"
    r"\bwijziging(?:en)?|\ball rights)\W+(?:\w+\W+){0,4}$|"
    r"(?<!vanaf )\b(?:nu|thans|momenteel|huidige?|current(?:ly)?|mogelijk|eventueel|misschien|wellicht|maybe|possibly)\s(?!ook\b)(?:[\w-]+\s){0,4}$",
    re.IGNORECASE,
)
_MAY_BE_RESERVED = re.compile(
    r"[^.;!]{0,60}\?(?!\W*(?:ja|yes)\b)|\W+(?:is |zijn |are )?(?:ook )?(?:welkom|welcome|mogelijk|possible|gewenst)\b", re.IGNORECASE
)
"""What follows where nothing is settled: "SW-bedrijf, inbesteden?"."""
_EXECUTION = re.compile(
    r"\b(?:programma'?s? voor beschermde arbeid|beschermd werkprogramma|sheltered employment programme|uitvoering (?:in|"
    r"binnen) )",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def said_status(text: str) -> Status | None:
    """Return the status that a cell of any column states at its beginning or in capitals ("CANCELLED - grid congestion"); None if it states none."""
    if withdrawal.says_withdrawn(text):
        return Status.WITHDRAWN
    return Status.AWARDED if _SAYS_AWARDED.match(text) else None


def places_of_status(_text: str, small: str) -> Iterator[int]:
    """Yield places in the words by which `without_status` or `said_status` may find something: they find nothing in a text that has none."""
    return places_of(_STEMS_OF_STATUS, small)


@lru_cache(maxsize=4096)
def status_of(text: str) -> Status | None:
    """Return the status that a cell of a status column names, in Dutch or English; None if it is not known."""
    return next((status for status, pattern in _STATUSES if pattern.search(text)), None)


def is_total(text: str) -> bool:
    """Say whether a text labels a sum: "Subtotaal Facilitair", "TOTAAL 2027"."""
    return bool(_TOTAL.search(text))


def is_surely_total(text: str) -> bool:
    """Say whether a text can label nothing but a sum, whatever else the row holds: "Subtotaal ...", "Totaal"; not "Totaal installatieonderhoud"."""
    return bool(_SURELY_TOTAL.match(text))


def labels_a_sum(text: str) -> bool:
    """Say whether a text labels a sum or can label nothing else."""
    lowered = text.lower()
    return (lowered.startswith(_STARTS_OF_TOTAL) or "tota" in lowered) and (is_total(text) or is_surely_total(text))


def ends_in_page(text: str) -> bool:
    """Say whether a text ends in the number of a page: "projectenlijst - blad 2", "Pagina 2 van 4"."""
    return bool(_PAGE.search(text))


def is_trial(title: str) -> bool:
    """Say whether a title is a trial of somebody's that says so: "TEST TEST NIET GEBRUIKEN"."""
    return bool(_TRIAL.match(title))


def is_note(text: str) -> bool:
    """Say whether a row with only this text is a footnote or legend."""
    label, colon, said = text.partition(":")
    tells = bool(colon) and len(label) < 20 and folded(label) in DETAILS - {"afdeling"}
    told_of_somebody = tells and (masked(text) != text or names_somebody(said.strip()) or folded(said) in DETAILS)
    return told_of_somebody or bool(_NOTE.match(text) or _LEGEND.search(text) or (len(text) > 90 and text.endswith(".")))


def is_legend(text: str) -> bool:
    """Say whether a text explains signs that a list uses: "P = publicatie, S = start"."""
    return len(_LEGEND.findall(text)) > 1


def is_period(text: str) -> bool:
    """Say whether a text is nothing but a part of a year: above tenders it is their category ("2e kwartaal 2027", "April")."""
    return bool(_PERIOD.match(text))


def continues(raw: str) -> bool:
    """Say whether a row with only this text goes on from the row above it ("  zie ook bijlage C")."""
    return raw.startswith("  ") or bool(_CONTINUES.match(raw.strip())) or raw.strip()[:1].islower()


def may_reserve(text: str) -> bool:
    """Say whether `reserved_in` may find something in a text."""
    return has_any(_STEMS_OF_RESERVED, text.lower())


def places_of_reservation(_text: str, small: str) -> Iterator[int]:
    """Yield places in the words by which `reserved_in` may find something."""
    return places_of(_STEMS_OF_RESERVED, small)


def reserved_in(text: str) -> tuple[str, str]:
    """Return ("participation" or "execution" or "", the words that say so): Aanbestedingswet art. 2.82; eForms BT-71 and BT-736."""
    if not may_reserve(text) or not _RESERVED.search(text):
        return "", ""
    for sentence in re.split(r"(?<=[.;!?])\s+(?=[A-ZÀ-Ý])(?!Ja\b|Yes\b)|\s*;\s*", text):
        for found in _RESERVED.finditer(sentence):
            if not _NOT_RESERVED.search(sentence[: found.start()]) and not _MAY_BE_RESERVED.match(sentence, found.end()):
                return ("execution" if _EXECUTION.search(sentence) else "participation"), sentence.strip(" .;")[:300]
    return "", ""


def says_yes(text: str) -> bool:
    """Say whether a cell of a yes/no column says yes."""
    return folded(text).split(" ")[0] in {"ja", "yes", "j", "y", "x", "1", "true", "waar", "voorbehouden", "reserved"} if text else False


def says_no(text: str) -> bool:
    """Say whether a cell of a yes/no column says no: "Nee", "nee, loopt af"; not "n.v.t."."""
    words = folded(text).split(" ")
    if words[0] in ("niet", "no") and len(words) > 1:  # "niet zeker" says neither
        return words[1] in {"meer", "door", "doorgaan", "nodig", "go", "longer"}
    return words[0] in {"nee", "neen", "no", "niet", "false", "onwaar"} or words in (["n"], ["0"])
