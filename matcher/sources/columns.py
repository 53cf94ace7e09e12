"""Which column is what: Dutch and English headings, in full, shortened, misspelt, or over two rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from matcher.sources import withdrawal
from matcher.sources.headings import TENDER_COLUMNS
from matcher.sources.people import STEMS_OF_HEADINGS
from matcher.sources.texts import folded

FIELDS = frozenset(TENDER_COLUMNS) - {"other", "when", "name"} | {"value_total"}

LEFT_ASIDE = frozenset({"contact", "end", "published", "supplier", "number", "cpv_text"})
"""Fields that are recognised only so that their columns are not taken for others; nothing of them is kept."""

_STEMS = tuple(
    (field, re.compile(stems))
    for field, stems in (
        ("contact", STEMS_OF_HEADINGS),
        ("supplier", r"leverancier|opdrachtnemer|aannemer|ondernemer|supplier|contractant"),
        ("end", r"\beind|\bvervalt (?:op|per)\b|vervaldat|loopt tot|verlengd tot|geldig tot|afloop|verloop|expir|opzeg|\bends?\b|\bending\b|"
            r"\b(?:contract|overeenkomst|lopende?) (?:loopt )?(?:t m|tot)\b"),
        ("published", r"publica|publish|gunning|award|aankondig|advert|\bissued?\b(?! by)|nota van inl|marktconsult|"
            r"\bverstu(?:urd|ren)|\bverz(?:ending|onden)|\blaunch|\bverleend|marktbenader|\bstart selectie|\b(?:in|naar|op) de markt\b|"
            r"\b(?:tender|aanbesteding|bestek|dossier|leidraad|stukken|documenten|pve)\w* (?:gereed|klaar|afgerond)\b"),
        ("deadline", r"deadline|\bsluit|inschrij|\binschr\b|aanmeld|indien|inlever|inzend|\bdue\b|\bclos(?:es|ing|e|ed)\b|\buiterlijk|"
            r"\buiterste\b|\bopen tot\b|\bdicht\b(?! bij)|tendersluit|kluis|"
            r"\b(?:datum )?opening (?:inschr|offert|tender|bids?|aanbest)|\baanbested\w+ opening|"
            r"\bdatum opening|te ontvangen|\b(?:aan(?:bieden|leveren)|in(?:sturen|dienen|leveren)|opsturen) (?:voor|tot|uiterlijk)\b|\bsubmi|"
            r"\breactie|reageren|retour\b|\b(?:offertes?|aanbieding\w*) terug\b|"
            r"\b(?:offertes?|aanbieding\w*|aanbested\w+|bids?|quotes?|offers?|proposals?|tenders?|responses?|returns?) "
            r"(?:voor|uiterlijk|tot|t m|binnen|in|by|before|back)\b"),
        ("start", r"\bingang|\bingaan|ingang\b|\bstart|start\b|\baanvang|\bbegin|commenc|\b(?:need(?:ed)?|required) (?:from|by)\b|effective|\blive\b|"
            r"contractdatum|in te gaan|\bgaat in\b|\b(?:nieuwe?|overeenkomst) per\b|\b(?:contract|opdracht|in) per$|\bloopt van(?:af)?\b|"
            r"\bgaat lopen|in gebruik|ingebruik|\bvanaf\b|"
            r"\b(?:gewenst|nodig|benodigd|beschikbaar|leveren|levering) (?:per|vanaf|op|voor)\b|leverdatum|"
            r"\blever ?moment|\bgereed voor gebruik|\bwanneer\b.*\b(?:er zijn|nodig|leveren|begin\w*|starten?)\b|"
            r"levering per|oplever|"
            r"(?<!\bwat )\bmoet (?:het |dit )?(?:er zijn|er staan|klaar|af zijn|draaien|ingaan|beginnen|starten)\b|\bin service\b"),
        ("value_max", r"max(?:imaal|imum)?\b|bovengrens|plafond|\bceiling\b|ten hoogste"),
        ("value", r"waarde(?:\b|klasse)|\bgeld|(?:\bongeveer hoeveel|\bhoeveel ongeveer|\bhow much)(?: (?:per|jaar|year))*$|"
            r"financieel|\w{5}som\b|raming|geraamd|budget|bedrag|\bkosten(?!plaats|soort)|kosten\b|\beuro?\b|prijs|"
            r"\bprice|\bcosts?\b|\bvalue|spend|"
            r"estimat|begrot|begroot|"
            r"investering|krediet|drempel|volume|\bbe?dr\b|\bwrd\b|\bkost\b|\bsum\b|\bsom\b"),
        ("duration", r"looptijd|contractduur|\bduur\b|duration|\bterm\b"),
        ("cpv", r"^cpv|cpv$"),
        ("lot", r"perce+l|\blots?\b|\bprc"),
        ("status", r"status|voortgang|stand van|progress|\bstat\b|\bsts\b"),
        ("procedure", r"procedure|aanbestedingsvorm|inkoopvorm|\broute\b"),
        ("remarks", r"opmerk|bijzonder|remark|comment|notes?\b|toevoeging|te melden|om te weten|anything else|van belang"),
        ("reference", r"kenmerk|referent|dossiern|inkoopn|intern n|zaakn|\bref\b"),
        ("department", r"afdeling|\bdepart"),
        ("other", r"besluit|\bcollege|\braad\b|bestuur|\bmt\b|evalua|controle|update|wijzig|bijgewerkt|aangemaakt|modified|created|\baantal|"
            r"oppervlak|\bm2\b|\bstuks\b|\bqty\b|quantity|invoer|\bboard\b|approv|afschrijving|\bgrootboek|\bkostenplaats"),
        ("name", r"omschrij|beschrij|descript"),
        ("title", r"(?:project|traject|opdracht|dossier|inkoop|aanbesteding|contract|pakket|tender)s?(?:naam|titel|onderwerp|omschrijving|benaming)\b"
            r"|\w{4}project\b|"
            r"onderwerp|titel\b|"
            r"^(?:wat|welke?|what)\b.*(?:kopen|kop\b|besteden|aanbested|inkoop|buy|procur|tender)|"
            r"^(?:inkopen|opdrachten|projecten|aanbestedingen|trajecten|contracten)(?: 20\d\d)*$"),
    )
)  # fmt: skip
"""Field -> parts of words that give it away in a heading of which no whole word is known ("Inschrijvingssluiting"). The first found counts."""

_GENERAL = frozenset({"title", "name", "department", "category", "place", "when", "number", "other", "retender"})
"""Fields whose headings are words of every kind of heading: "Contract ingaand per" is a start."""
_OF_WHEN = frozenset(
    "planning periode wanneer datum kwartaal jaar moment when period quarter date timing year maand tijdvak verwachte verwacht gewenste gewenst "
    "van de in voor of the expected planned indicatieve globale geplande markt 2026 2027 2028 2029 2030".split()
)
_OF_DAYS = frozenset("datum date dag".split())
_UPPER = frozenset("max maximum maximaal hoog high hoogste maximale upper bovengrens plafond ceiling".split())
_CLOSES = re.compile(r"\b(?:sluit|sluiting|sluitdatum|sluitingsdatum|deadline|closes|closing)$")
_UP_TO = " tot", " t m", " tot en met", " up to"
_SPENT = re.compile(r"besteed|uitgaven|uitgegeven|gerealiseerd|\bspent\b")
_UNTIL_WHEN = re.compile(_SPENT.pattern + r"|\b20\d\d\b")
"""Rather than up to what amount: "Uitgaven t/m"."""
_OF_BEFORE = re.compile(
    r"\b(?:oude?|vorige?|huidige?|previous|old|current)\b|\b(?:lopende?|bestaande?|existing|running) (?:contract|overeenkomst|agreement)"
)
"""What a contract cost so far is not what the next one may cost, and its start is not that of the next."""
_OF_NEXT = re.compile(r"\b(?:nieuwe?|new|next)\b")
_OF_NEXT_CONTRACT = re.compile(_OF_NEXT.pattern + r" (?:contract|overeenkomst|opdracht|aanbesteding|agreement|tender)")
_GOES_ON = re.compile(
    r"(?:\b(?:gaat|gaan) (?:(?:het|dit|de \w+) )?(?:nog )?door|\bdoorgaan|\bdoorgang|\b(?:go(?:es|ing)?) ahead|\bproceed(?:ing)?|"
    r"\bnog (?:actueel|nodig)|^go no go|^actueel)(?: (?:ja nee|j n|y n|yes no))?$"
)
_STOPPED = re.compile(rf"^(?:is )?(?:{'|'.join(withdrawal.WORDS)})(?: (?:ja nee|j n|y n|yes no))?$")
"""A column that asks whether a tender goes on, or whether it does not."""
_INSTEAD = {"value": "other", "value_max": "other", "start": "end"}
"""What a heading of the running contract is left aside as."""
_OF_REFERENCES = frozenset("nr id nummer number no code ref reference referentie kenmerk".split())
_BOUNDS = {"van": "start", "vanaf": "start", "from": "start", "tot": "end", "t m": "end", "to": "end", "until": "end"}
"""What the last words of a heading make of a term: "Contractperiode van", "Looptijd t/m"."""
_IN_FULL = {
    "oms": "omschrijving", "omschr": "omschrijving", "org": "organisatie", "perc": "perceel", "prc": "perceel", "prcl": "perceel", "pcl": "perceel",
    "proj": "project", "opdr": "opdracht", "dat": "datum", "insch": "inschrijving", "inschr": "inschrijving", "aanv": "aanvang", "ing": "ingang",
    "publ": "publicatie", "kenm": "kenmerk", "proc": "procedure", "ram": "raming", "budg": "budget", "bdg": "budget",
    "beg": "begin", "dl": "deadline", "aanspr": "aanspreekpunt", "contactpers": "contactpersoon", "inkopr": "inkoper",
}  # fmt: skip
"""Words that technical headings are made of, and what officers shorten: "PERC_OMS", "Dat. insch."."""
_DIVIDED = re.compile(
    r"(?<=\bopdracht) (?=gever|nemer)|(?<=\bproject) (?=leider)|(?<=\bcontact) (?=pers)|(?<=\bbudget) (?=houder)|(?<=\bcontract) (?=beheer)"
)
"""Where a shortened word leaves a gap: "Opdr.gever", "Proj. leider"."""
_OF_ITSELF = frozenset({"naam", "name"})
"""Words that name a title alone. Beside words that are not known they may well name somebody: "Ctp naam"."""
_ALONE = frozenset("excl forecast prognose per from deel ink doorgang doorgaan proceed actueel hoofd chef eig handler rag leveren ps".split()).union(
    withdrawal.WORDS
)
"""Words that name a column only where nothing stands beside them: "Forecast start" is no amount."""
_SAYS_ALMOST_NOTHING = frozenset({"wat", "what"})
"""Beside a heading that says more, these name no title."""
_EUROS = re.compile(r"\beuro?s?\b")
_YEARS = re.compile(r"(?i)\((?:in )?(?:jr|jaar|jaren|mnd|maanden|years?|months?)\.?\)")
"""What makes a term of "Contract (jr)"."""
_STARTS_BUYING = re.compile(
    r"\bstart\w* (?:van )?(?:de |het )?(?:\w+e )?(?:aanbested|inkoop|procedure|traject|voorbereid|marktcons|tender|procure|selectie|offerte)|"
    r"\b(?:aanbested|inkoop|procedure|marktcons|tender|procure|selectie|offerte)(?!\w*(?:contract|overeenkomst|jaar|pakket))\w*"
    r"(?: (?:fase|traject|procedure|phase|process))? start\w*$"
)
_GIVEN, _EXACT, _WITHIN, _SHORTENED, _FUZZY, _STEM = 1.5, 1.0, 0.85, 0.8, 0.75, 0.7
_PEOPLE = "contact"
_SURELY_HEADINGS = 3
_HYPHEN = re.compile(r"-\s*")
_DIGIT = re.compile(r"\d")
_VAGUE = frozenset({"when", "number", "other"})
_OF_WHEN_FIELDS = frozenset({"deadline", "start", "end", "published"})
_SAYS_WHAT_KIND = frozenset({"end", "published", "deadline", "start", "value", "value_max", "duration", "cpv", "supplier"})
"""Fields of which one word settles what a longer heading is: "eind contract" is an end, though a contract is a title too."""


class Headings:
    """A table of headings to recognise columns by: field -> headings, with semicolons between them."""

    def __init__(self, table: Mapping[str, str], given: Mapping[str, str] | None = None) -> None:
        self._field_of = {folded(heading): field for field, headings in table.items() for heading in headings.split(";")}
        self._fields = frozenset(table) if "title" in table else frozenset()
        self._given = {folded(heading): field for heading, field in (given or {}).items()}
        self.surest = _GIVEN if self._given else _EXACT
        """How certain a heading can be at most."""
        known = (heading for heading in self._field_of if len(heading) >= 3 and heading != "tot" and heading not in _UPPER | _OF_ITSELF | _ALONE)
        self._long = {heading: place for place, heading in enumerate(sorted(known, key=len, reverse=True))}
        """What may stand within a heading: the longest first."""
        self._fuzzy = [heading for heading in self._field_of if len(heading) >= 6 and "cpv" not in heading]
        self.recognise = lru_cache(maxsize=4096)(self._recognise)

    def are_headings(self, cells: Iterable[object]) -> bool:
        """Say whether the cells of a row can only be headings: words alone, and at least three of them known for different fields."""
        words = []
        for cell in cells:
            if cell == "":
                continue
            text = (_without_brackets(cell) if "(" in cell else cell) if type(cell) is str else "0"
            if _DIGIT.search(text):
                return False
            words.append(text)
        return len({field for text in words if (field := self._field_of.get(folded(text)))}) >= _SURELY_HEADINGS

    def _recognise(self, heading: str) -> tuple[str, float]:
        """Return (field, certainty from 0 to 1) of a heading as written; ("", 0.0) if it is not known."""
        field, certainty = self._named(heading)
        if field == "value" and not _UPPER.isdisjoint(folded(heading).split()):
            field = "value_max"
        if field == "supplier" and "deadline" in self._fields and _CLOSES.search(folded(heading)):  # "Selectie aannemer sluit" says when, not who
            field = "deadline"
        if field == "duration" and "start" in self._fields:
            field = next((bound for words, bound in _BOUNDS.items() if folded(heading).endswith(f" {words}")), field)
        if field in _INSTEAD and _OF_BEFORE.search(folded(heading)) and not _OF_NEXT.search(folded(heading)):
            field = _INSTEAD[field]
        return field, certainty

    def when_in_brackets(self, heading: str) -> str:
        """Return the field of days that the brackets behind a heading make of it: "Aanbesteding (opening)"; "" if none."""
        field, _ = self._by_stem(folded(heading)) if "(" in heading else ("", 0.0)
        return field if field in _OF_WHEN_FIELDS else ""

    def _named(self, heading: str) -> tuple[str, float]:
        text = folded(heading)
        if not text or len(text) > 80:
            return "", 0.0
        if text in self._given:
            return self._given[text], _GIVEN
        bare = folded(_without_brackets(heading)) or text
        in_full = _DIVIDED.sub("", " ".join(_IN_FULL.get(word, word) for word in bare.split()))
        for form in (text, bare, folded(_HYPHEN.sub("", heading)), in_full):
            if form in self._field_of:
                field = self._field_of[form]
                if field in ("description", "title", "other") and _EUROS.search(text):
                    return "value", _WITHIN
                if field == "title" and _YEARS.search(heading):
                    return "duration", _WITHIN
                return field, _WITHIN if form in _SAYS_ALMOST_NOTHING else _EXACT
        either = {self._field_of.get(folded(part), "") for part in heading.split("/")}
        if "title" in either and len(either) > 1 and either <= _GENERAL:  # "Complex / project"
            return "title", _WITHIN
        if "published" in self._fields and _STARTS_BUYING.search(bare):
            return "published", _WITHIN
        if _EUROS.search(text) and (self._within(bare) or ("description",))[0] == "description":
            return "value", _WITHIN
        if bare.split()[:1] != in_full.split()[:1]:  # "PROJ_NAAM", "Aanv.datum"
            return self._named(in_full)
        within = self._within(bare)
        if within and within[0] in _GENERAL:
            stem = self._by_stem(bare)
            if within[0] == "title" and bare.split()[0] in _SAYS_ALMOST_NOTHING and stem[0] == "remarks":  # "Wat verder van belang is"
                return stem
            if stem[0] in _SAYS_WHAT_KIND or stem[0] == _PEOPLE:
                return stem
            # "Datum besluit" is no date of the tender, and "Datum aanbesteding" no title
            words = set(bare.split())
            if (within[0] == "when" and not words <= _OF_WHEN) or (within[0] == "title" and not words.isdisjoint(_OF_DAYS)):
                return stem
        if within:
            return within
        if len(bare) >= 5 and " " not in bare:
            longer = [known for known in self._fuzzy if known.startswith(bare)]
            if longer:
                return self._field_of[min(longer, key=len)], _SHORTENED
        if len(bare) >= 6 and (found := process.extractOne(bare, self._fuzzy, scorer=fuzz.ratio, score_cutoff=86)):
            return self._field_of[found[0]], _FUZZY
        by_stem = self._by_stem(bare)
        of_somebody = not by_stem[0] and _PEOPLE in self._fields and not _OF_ITSELF.isdisjoint(bare.split())
        return (_PEOPLE, _STEM) if of_somebody else by_stem

    def _says_of_a_tender(self, words: list[str]) -> str:
        """Return what a heading says of a tender, rather than what it is called: "Status traject", "Project nr."."""
        if len(words) > 1 and self._field_of.get(words[0]) in ("status", "procedure", "category", "description", "place"):
            return self._field_of[words[0]]
        if len(words) == 2 and self._field_of.get(words[1]) in ("status", "procedure", "category", "description"):  # "Tender route", "Contract scope"
            return self._field_of[words[1]]
        return (
            "reference"
            if len(words) == 2 and words[1] in _OF_REFERENCES and self._field_of.get(words[0]) != "lot" and "reference" in self._fields
            else ""
        )

    def _by_stem(self, text: str) -> tuple[str, float]:
        """Return the field that a part of a word gives away, of the fields that this table has."""
        if len(text.split()) > 7:
            return "", 0.0
        field = next((field for field, stems in _STEMS if field in self._fields and stems.search(text)), "")
        return (field, _STEM) if field else ("", 0.0)

    def _within(self, text: str) -> tuple[str, float] | None:
        words = text.split()
        if len(words) > 9:
            return None
        runs = {" ".join(words[first:last]) for last in range(1, len(words) + 1) for first in range(last)}
        found = sorted(runs & self._long.keys(), key=self._long.__getitem__)
        if not found:
            return None
        if any(self._field_of[known] in ("title", "name") for known in found if known in words):  # "Titel nieuwe aanbesteding" asks nothing
            found = [known for known in found if self._field_of[known] != "retender"] or found
        people = next((known for known in found if self._field_of[known] == _PEOPLE), None)
        kinds = [known for known in found if self._field_of[known] in _SAYS_WHAT_KIND]
        # "Raming over de looptijd" is an amount.
        kind = next((known for known in kinds if self._field_of[known] != "duration"), kinds[0] if kinds else None)
        if kind and self._field_of[kind] == "value" and ((text.endswith(_UP_TO) and not _UNTIL_WHEN.search(text)) or not _UPPER.isdisjoint(words)):
            return "value_max", _WITHIN
        if not people and not kind and (first := self._says_of_a_tender(words)):
            return first, _WITHIN - 0.02 * (len(words) - 1)
        best = people or kind or next((known for known in found if self._field_of[known] not in _VAGUE), found[0])
        return self._field_of[best], _WITHIN - 0.02 * (len(words) - len(best.split()))


def is_of_next(heading: str) -> bool:
    """Say whether a heading speaks of the contract to come ("Start nieuw contract"), which counts before one that does not say so."""
    return bool(_OF_NEXT.search(folded(heading)))


def is_of_next_alone(heading: str) -> bool:
    """Say whether a heading speaks of the contract to come and of no other: "Looptijd (oud / nieuw)" may hold either."""
    return is_of_next(heading) and not _OF_BEFORE.search(folded(heading))


def is_of_next_contract(heading: str) -> bool:
    """Say whether a heading names the contract to come: beside it, an amount that does not is one of the contract that runs."""
    return bool(_OF_NEXT_CONTRACT.search(folded(heading)))


def is_spent(heading: str) -> bool:
    """Say whether a heading is one of what has been spent, which says little of what will be: "Uitgaven 2026"."""
    return bool(_SPENT.search(folded(heading)))


def asks_whether(heading: str) -> str:
    """Say what a heading of yes and no asks: "goes_on" ("Gaat door?"), "stopped" ("Vervallen (ja/nee)"), or "" if it asks neither."""
    text = folded(_without_brackets(heading))
    return "goes_on" if _GOES_ON.search(text) else "stopped" if _STOPPED.search(text) else ""


def _without_brackets(heading: str) -> str:
    depth, kept = 0, []
    for character in heading:
        depth += character in "(["
        if depth == 0:
            kept.append(character)
        depth -= character in ")]" and depth > 0
    return "".join(kept)
