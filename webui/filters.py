"""How values read on a page, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import format_date, format_datetime, format_timedelta, get_locale
from flask_babel import lazy_gettext as _l

from matcher import wording
from matcher.explanations import reason_sentences, why_not_sentence
from matcher.model import Problem, WhyNot
from matcher.problem_rows import row_ranges

_WORDS: Mapping[str, Mapping[str, object]] = {
    "status": {"planned": _l("gepland"), "open": _l("open"), "closed": _l("gesloten"), "awarded": _l("gegund"), "withdrawn": _l("ingetrokken")},
    "supplier_kind": {
        "social_enterprise": _l("sociale onderneming"),
        "cooperative": _l("coöperatie"),
        "social_workplace": _l("sociale werkplaats"),
        "foundation": _l("stichting"),
        "small_business": _l("klein bedrijf"),
        "company": _l("bedrijf"),
    },
    "reserved": {
        "participation": _l("alleen voor sociale werkplaatsen en ondernemingen"),
        "execution": _l("uit te voeren door mensen met een afstand tot de arbeidsmarkt"),
    },
    "verdict": {"accepted": _l("ja"), "rejected": _l("nee"), "unsure": _l("twijfel")},
    "vat": {"excl": _l("excl. btw"), "incl": _l("incl. btw")},
    "run_kind": {
        "read": _l("Lijst lezen"),
        "import": _l("Lijst inlezen"),
        "match": _l("Vergelijken"),
        "digest": _l("Weekmail"),
        "ingest": _l("Bron nalopen"),
        "mail": _l("Weekmail nog eens versturen"),
        "cleanup": _l("Opruimen"),
    },
    "run_state": {"waiting": _l("wacht"), "running": _l("bezig"), "done": _l("klaar"), "failed": _l("mislukt")},
    "step": {
        "reading": _l("Bestand lezen"),
        "read": _l("Gegevens klaarzetten"),
        "storing": _l("Opdrachten bewaren"),
        "space": _l("Woorden en soorten werk herkennen"),
        "supplier": _l("Vergelijken met aanbieders"),
        "jobseeker": _l("Vergelijken met werkzoekenden"),
        "explain": _l("Opschrijven waarom"),
        "store": _l("Uitkomsten bewaren"),
        "annotating": _l("Opmerkingen in uw bestand zetten"),
        "files": _l("Bestanden nalopen"),
        "waiting": _l("Wachten tot de server weer antwoord geeft"),
    },
    "count": {
        "new": _l("nieuw"),
        "changed": _l("gewijzigd"),
        "unchanged": _l("ongewijzigd"),
        "gone": _l("niet meer op de lijst"),
        "rows_seen": _l("rijen gelezen"),
        "problems": _l("aandachtspunten"),
        "tenders": _l("opdrachten"),
        "lots": _l("percelen"),
        "matches": _l("voorstellen"),
        "suppliers": _l("aanbieders"),
        "jobseekers": _l("werkzoekenden"),
        "notices": _l("aankondigingen"),
        "awards": _l("gunningen"),
        "sources": _l("bronnen"),
        "files": _l("bestanden ingelezen"),
        "refused": _l("bestanden geweigerd"),
        "subscribers": _l("ontvangers"),
        "mails": _l("mails gemaakt"),
        "skipped": _l("zonder nieuws"),
        "sent": _l("mails verstuurd"),
        "waiting": _l("mails die nog wachten"),
        "uploads": _l("bestanden gewist"),
        "messages": _l("mails gewist"),
        "weeks": _l("weken mail gewist"),
    },
    "run_error": {
        "abandoned": _l("Het programma stopte terwijl dit bezig was. Wat al klaar was, is bewaard."),
        "stopped": _l("Dit is afgebroken omdat het programma stopte. Wat al klaar was, is bewaard."),
    },
    "notice_kind": {
        "planning": _l("vooraankondiging"),
        "competition": _l("aankondiging"),
        "change": _l("wijziging"),
        "award": _l("gunning"),
        "cancelled": _l("ingetrokken"),
    },
    "sign": {
        "covered": _l("woorden die ook in de andere staan"),
        "work": _l("hetzelfde soort werk"),
        "no_work": _l("een ander soort werk"),
        "cpv": _l("een CPV-code die past"),
        "cpv_apart": _l("een heel andere CPV-code"),
        "value_multiple": _l("bedragen die bij elkaar passen"),
        "value_apart": _l("bedragen die ver uit elkaar liggen"),
        "reference": _l("hetzelfde kenmerk"),
        "deadline": _l("dezelfde sluitingsdatum"),
        "start": _l("dezelfde startdatum"),
        "start_apart": _l("startdatums die ver uit elkaar liggen"),
        "days_apart": _l("tijd tussen de twee"),
        "numbers_apart": _l("andere nummers in de naam"),
        "names_apart": _l("andere eigennamen in de naam"),
    },
    "severity": {"error": _l("Rij overgeslagen"), "warning": _l("Rij gelezen zonder dit gegeven"), "note": _l("Ter informatie")},
    "field": {
        "title": _l("Naam van de opdracht"),
        "description": _l("Omschrijving"),
        "remarks": _l("Opmerkingen"),
        "reference": _l("Kenmerk"),
        "buyer": _l("Opdrachtgever"),
        "department": _l("Afdeling"),
        "category": _l("Categorie"),
        "cpv": _l("CPV-code"),
        "value": _l("Waarde"),
        "value_max": _l("Hoogste waarde"),
        "value_total": _l("Tweede bedrag, of totaal"),
        "basis": _l("Per jaar of eenmalig"),
        "deadline": _l("Sluitingsdatum"),
        "start": _l("Startdatum"),
        "lot": _l("Perceelnummer"),
        "lot_title": _l("Perceelnaam"),
        "status": _l("Status"),
        "procedure": _l("Procedure"),
        "duration": _l("Looptijd"),
        "place": _l("Plaats"),
        "postcode": _l("Postcode"),
        "reserved": _l("Voorbehouden"),
        "retender": _l("Opnieuw aanbesteden"),
    },
}

FIELDS = tuple(_WORDS["field"])
"""The fields that an officer can say a column is."""


SIGNS = frozenset(_WORDS["sign"])
"""What can speak for or against two tenders being one."""


def word(value: object, table: str) -> str:
    """The word for a code of `table`; the code itself, made readable, where there is none."""
    return str(_WORDS[table].get(str(value)) or str(value).replace("_", " "))


def euros(amount: float) -> str:
    """A whole amount in euros."""
    return wording.euros(amount, _language())


def percent(score: float) -> str:
    """A probability as whole per cents; never 100, for nothing here is certain."""
    return f"{min(99, max(1, round(score * 100)))}%"


def certainty(score: float) -> str:
    """A probability in words."""
    return wording.certainty(score, _language())


def code_certainty(probability: float) -> str:
    """How sure a suggested code is, in words."""
    return wording.code_certainty(probability, _language())


def reasons(stored: Sequence[Mapping[str, Any]], *, nearly: bool = False) -> list[str]:
    """Why a match was made, in sentences; `nearly`: of one that just misses."""
    return reason_sentences(stored, _language(), nearly=nearly)


def why_not(why: WhyNot) -> str:
    """Why a supplier is not enough, in a sentence."""
    return why_not_sentence(why, _language())


def kind_of_work(concept: str) -> str:
    """What a kind of work is called."""
    return wording.work_name((concept, "", ""), _language())


def keyword(concept: str) -> str:
    """What to write in a profile for a kind of work."""
    return wording.keyword(concept, _language())


def problem(found: Problem) -> str:
    """A problem, in a sentence."""
    return wording.problem_sentence(found, _language())


def sentence(code: str) -> str:
    """The sentence of a code without parameters."""
    return wording.sentence(code, {}, _language())


def day(value: date) -> str:
    """A date: 1 mrt 2027."""
    return str(format_date(value, "d MMM yyyy"))


def moment(value: datetime) -> str:
    """A time: 1 mrt 2027, 14:05."""
    return str(format_datetime(value, "d MMM yyyy, HH:mm"))


def duration(value: timedelta) -> str:
    """How long something took, in one unit: 3 minuten."""
    return str(format_timedelta(value, granularity="second", threshold=1.5))


def web_address(text: str) -> str:
    """`text` if a link may lead there: an address of the web, and nothing that a browser would carry out; else ""."""
    return text if text.startswith(("https://", "http://")) else ""


def sentence_case(text: str) -> str:
    """`text` beginning with a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def _language() -> str:
    return str(get_locale() or "nl")


FILTERS: Mapping[str, Callable[..., object]] = {
    "word": word,
    "euros": euros,
    "percent": percent,
    "certainty": certainty,
    "code_certainty": code_certainty,
    "reasons": reasons,
    "why_not": why_not,
    "kind_of_work": kind_of_work,
    "keyword": keyword,
    "problem": problem,
    "row_ranges": row_ranges,
    "sentence": sentence,
    "day": day,
    "moment": moment,
    "duration": duration,
    "web_address": web_address,
    "sentence_case": sentence_case,
}
