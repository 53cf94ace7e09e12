"""Which column is what: Dutch and English headings, in full, shortened, misspelt, or over two rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from matcher.sources.texts import folded

TENDER_COLUMNS: Mapping[str, str] = {
    "title": (
        "naam opdracht; opdracht; opdrachtnaam; titel; onderwerp; naam aanbesteding; aanbesteding; naam project; project; projectnaam; "
        "inkooptraject; traject; inkoopproject; contract; contractnaam; naam contract; wat; wat kopen we in; wat gaan we inkopen; "
        "wat kopen we; what are we buying; werk; dienst of levering; inkooponderwerp; "
        "behoefte; inkoopbehoefte; activiteit; artikel; dienstverlening; inkoop; inkoop van; in te kopen; te kopen; aan te besteden; aanschaf; "
        "aankoop; naam dienst; naam levering; dienst product; "
        "onderwerp opdracht; onderwerp aanbesteding; titel aanbesteding; titel opdracht; opdrachttitel; aanbestedingstitel; benaming; "
        "inkooppakket; pakket; werkzaamheden; naam werk; what; service required; goods services; purchase; product dienst; product of dienst; "
        "dienst levering; levering dienst; werk dienst; dienst werk; werk of dienst; werken diensten; werken en diensten; diensten en leveringen; "
        "title; item; tender; tender title; contract title; contract name; tender name; subject; "
        "project name; project title; "
        "investering; investment; investeringsproject; naam investering; omschrijving investering; aan te schaffen; te contracteren; maatregel; "
        "inkoopdossier; dossiernaam; inkoopvraag; inkoopaanvraag; contractobject; product; onderhoudspost; short text; "
        "requirement; procurement; procurement title; opportunity; goods works or services; lot title tender; name of contract; description "
        "of contract title"
    ),
    "name": (
        "omschrijving; korte omschrijving; korte beschrijving; beschrijving; korte beschrijving aanbesteding; omschrijving opdracht; omschr; "
        "opdrachtomschrijving; beschrijving opdracht; omschrijving aanbesteding; projectomschrijving; omschrijving werk; omschrijving "
        "project; naam; korte naam; volledige naam; description; short description; contract description; tender description; brief "
        "description; description of contract; "
        "name; description of requirement; summary; description of goods works services; what we need; what is needed; wat hebben we nodig; "
        "wat is er nodig; wat is nodig"
    ),
    "description": (
        "toelichting; nadere omschrijving; uitgebreide omschrijving; lange omschrijving; scope; inhoud; inhoud opdracht; nadere toelichting; "
        "toelichting opdracht; details; long description; detailed description; explanation; uitleg; specificatie; specification; full "
        "description; toelichting scope; aard van de opdracht; omvang; scope of work; waarvoor; doel; wat houdt het in; "
        "achtergrond; waarom; toel; lange tekst; long text; "
        "wat houdt de opdracht in; what does it involve"
    ),
    "remarks": (
        "opmerking; opmerkingen; bijzonderheden; bijz; opm; notities; aantekeningen; commentaar; remarks; remark; comments; comment; notes; "
        "note; additional information; aanvullende informatie; overig; nb; wensen; aandachtspunten; bijzonderheid; "
        "bemerking; bemerkingen; extra info; extra informatie; info; overige informatie; overige info"
    ),
    "reference": (
        "kenmerk; referentie; referentienummer; ref; id; zaaknummer; projectnummer; contractnummer; dossiernummer; ons kenmerk; tenderned "
        "kenmerk; id publicatie; inkoopnummer; aanbestedingsnummer; opdrachtnummer; projectnr; contractnr; dossiernr; ref nr; refnr; code; "
        "projectcode; reference; reference number; reference no; ref no; contract reference; tender reference; contract no; contract number; "
        "tender no; uniek nummer; notice id; ocid; identifier; kenmerk opdracht; inkoopkenmerk; nummer opdracht; tendernummer; tendernr; "
        "unique id; unique reference; cntr nr; contr nr; zaaknr; inkoopnr"
    ),
    "number": "nr; no; nummer; volgnr; volgnummer; #; number; rij; regel; regelnr; row; line; s no; item no; prio; prioriteit; priority",
    "buyer": (
        "aanbestedende dienst; aanb dienst; naam aanbestedende dienst; opdrachtgever; organisatie; instelling; inkopende organisatie; gemeente; "
        "corporatie; inkopende partij; naam opdrachtgever; buyer; organisation; organization; contracting authority; authority; council; "
        "organisation name; buyer name; naam organisatie; "
        "organisatie omschrijving; organisatienaam; entiteit; rechtspersoon; "
        "contracting body; entity; ziekenhuis; koper; aanbesteder; organisation name buyer"
    ),
    "department": (
        "afdeling; afd; directie; dienst; sector; cluster; team; domein; organisatieonderdeel; bedrijfsonderdeel; faculteit; onderdeel; dep; "
        "department; directorate; division; service area; business unit; unit; discipline; dept"
    ),
    "category": (
        "categorie; cat; inkoopcategorie; productgroep; segment; soort; type opdracht; type; rubriek; hoofdgroep; inkoopsegment; soort opdracht; "
        "aard; category; procurement category; contract type; type of contract; l d w; werk levering dienst; dienst levering werk; "
        "productcategorie; groep"
    ),
    "cpv": "cpv; cpv code; cpv codes; cpv code s; cpvcode; cpvcodes; cpv nummer; cpv nr; cpv hoofdcode; hoofd cpv; main cpv; cpv classification",
    "cpv_text": "cpv omschrijving; cpv description; cpv naam; omschrijving cpv; cpv benaming; cpv label; cpv tekst",
    "value": (
        "raming; geraamde waarde; waarde; budget; bedrag; geschatte waarde; geraamde opdrachtwaarde; opdrachtwaarde; contractwaarde; "
        "indicatie waarde; kosten; geraamd bedrag; raming van; waarde van; bedrag van; raming min; raming minimaal; minimale waarde; omvang "
        "in euro; jaarbedrag; jaarwaarde; jaarbudget; budget p j; inkoopvolume; inkoopwaarde; euro; geraamde kosten; raming totaal; geraamde "
        "waarde van; financiele omvang; inschatting waarde; spend; geschat bedrag; indicatieve waarde; waarde opdracht; raming laag; schatting; "
        "bandbreedte; ordegrootte; orde van grootte; per jaar; p j; per year; tcv; "
        "kosteninschatting; prijsinschatting; "
        "ondergrens; raming ondergrens; omzet; aanneemsom; prijs; verwachte waarde; value; estimated value; contract value; est value; "
        "estimated contract value; value low; value from; min value; minimum value; total value; cost; estimated cost; estimate; annual "
        "value; indicative value; amount; budget range; estimated budget; value range; approx value"
    ),
    "value_max": (
        "raming tot; waarde tot; bedrag tot; raming max; raming maximaal; maximale waarde; maximum; raming hoog; bovengrens; raming "
        "bovengrens; max waarde; tot; maximum waarde; maximale opdrachtwaarde; geraamde waarde tot; value high; value to; max value; maximum "
        "value; upper value; value max; max; maximaal; budget max; budget tot; raming t m; waarde t m; ceiling"
    ),
    "deadline": (
        "sluitingsdatum; deadline; deadline inschr; deadline inschrijving; uiterste inschrijfdatum; inschrijftermijn; inschrijfdatum; "
        "sluiting; sl dat; sl datum; sluitingsdatum inschrijving; uiterste datum inschrijving; inschrijven voor; inschrijven tot; uiterlijke "
        "inschrijving; einde inschr; einde inschrijving; "
        "itt return; itt back; sluitdatum; inleverdatum; indienen voor; datum sluiting; inschrijving; einde inschrijftermijn; sluitingstermijn; "
        "indieningsdatum; uiterste datum; offertedatum; offerte voor; indienen uiterlijk; reageren voor; closing date; submission deadline; "
        "datum aanbieding; last day for offers; "
        "tender deadline; deadline for submission; return date; closes; due date; bid deadline; closing; tender closing date; deadline "
        "receipt; tender return; submission date; deadline date; close date; response deadline"
    ),
    "start": (
        "ingangsdatum; startdatum; ing dat; start; start contract; ingang contract; startdatum contract; ingangsdatum contract; begindatum; "
        "aanvang; aanvangsdatum; ingang; start opdracht; start uitvoering; datum ingang; datum start; uitvoering; planning uitvoering; "
        "gewenste startdatum; verwachte startdatum; contractstart; startmoment; contract per; start dienstverlening; start werkzaamheden; "
        "verwachte ingangsdatum; beoogde startdatum; beoogde ingangsdatum; contract start; start date; contract start date; commencement; "
        "commencement date; anticipated start; expected start; estimated start date; award start; go live; begin date; start of contract; "
        "operationeel per; gewenste levering; "
        "ingangsdat; startdat; dat ing; dat ingang; looptijd van; contract van; periode van; leverdatum; "
        "datum levering; delivery date; delivery; period from"
    ),
    "when": (
        "planning; periode; wanneer; datum; kwartaal; jaar; moment; when; period; quarter; date; timing; year; maand; tijdvak; uitvoeringsperiode"
    ),
    "lot": (
        "perceel; percelen; perc; perceelnr; perceelnummer; perceel nr; perc nr; prc nr; lot; lots; lot no; lot number; lot nr; id perceel; "
        "deelperceel; kavel; deelopdracht"
    ),
    "lot_title": (
        "perceelomschrijving; naam perceel; omschrijving perceel; perceelnaam; perceel naam; perceel omschrijving; lot title; lot name; lot "
        "description; titel perceel"
    ),
    "status": "status; fase; stand van zaken; stavaza; stage; voortgang; state; phase; status opdracht; tender status; svz",
    "procedure": (
        "procedure; aanbestedingsprocedure; soort aanbesteding; type aanbesteding; soort procedure; type procedure; aanbestedingsvorm; "
        "inkoopprocedure; vorm; wijze; procurement route; procedure "
        "type; procurement procedure; wijze van aanbesteden; proc; aanbestedingswijze; inkoopvorm; route; route to market; procurement "
        "method; europees nationaal"
    ),
    "duration": (
        "looptijd; contractduur; duur; contractperiode; looptijd contract; contract looptijd; termijn; looptijd incl opties; duur contract; "
        "duration; contract length; term; contract term; contract duration; contract period; length; length of contract; looptijd jaren; "
        "aantal jaar"
    ),
    "place": (
        "plaats; plaats uitvoering; locatie; place; location; plaats van uitvoering; uitvoeringslocatie; gebouw; vestiging; place of performance; "
        "delivery "
        "location; site; wijk; adres; complex"
    ),
    "postcode": "postcode; post code; zip",
    "reserved": (
        "voorbehouden; voorbehouden opdracht; reserved; reserved contract; art 2 82; artikel 2 82; reservering; voorbehouden 2 82; "
        "voorbehouden ja nee"
    ),
    "retender": (
        "opnieuw aanbesteden; opnieuw aanbesteden ja nee; heraanbesteden; heraanbesteden ja nee; heraanbesteding ja nee; heraanbesteding; "
        "wordt heraanbesteed; nieuwe aanbesteding; "
        "opnieuw inkopen; opnieuw in de markt; wordt opnieuw aanbesteed; nieuwe aanbesteding ja nee; aanbesteden ja nee; "
        "retender; re tender; retender yes no; re tender yes no; retender y n; re tender y n; reprocure; re procure; reprocure yes no; "
        "to be retendered; to be re tendered"
    ),
    # Known, and left aside: what is not wanted here, and what names people.
    "end": (
        "einddatum; einde contract; datum einde; eind; einddatum contract; expiratiedatum; afloopdatum; end date; contract end; expiry date; "
        "end; contract end date; einde looptijd; huidig contract tot; einddatum huidig contract; afloop; opzegdatum; renewal date; review "
        "date; expires; loopt af; einde; contract einde; contract eind; looptijd tot; looptijd t m; contract tot; periode tot; "
        "uitvoering tot; uitvoering t m; period to; verlengbaar tot"
    ),
    "published": (
        "publicatiedatum; datum publicatie; publicatie; published; publication date; date published; published date; verwachte publicatie; "
        "verwachte publicatiedatum; start aanbesteding; startdatum aanbesteding; start procedure; procurement start; start of procurement; "
        "aankondiging; aanbesteding start; tender out; publish date; notice date; "
        "start inkoop; start traject; aanvang aanbesteding; marktconsultatie; gunning; datum gunning; gunningsdatum; award date; definitieve "
        "gunning; voorlopige gunning; publicatie tenderned; nota van inlichtingen; date of award; payment date; tender start; tender date; "
        "aanbestedingsdatum"
    ),
    "supplier": (
        "leverancier; huidige leverancier; opdrachtnemer; huidige opdrachtnemer; gegund aan; supplier; awarded supplier; current supplier; "
        "contractor; naam gegunde ondernemer; winnaar; provider; incumbent; supplier name; huidig contractant; contractant; gegunde "
        "ondernemer"
    ),
    "contact": (
        "contactpersoon; contactpers; contact; inkoper; budgethouder; projectleider; verantwoordelijke; opsteller; contractmanager; "
        "contracteigenaar; eigenaar; aanspreekpunt; email; e mail; mail; mailadres; e mailadres; telefoon; tel; telefoonnummer; tel nr; "
        "telnr; mobiel; telnummer; inkoopadviseur; aanvrager; opdrachtgever intern; behandelaar; trekker; phone; contact person; contact "
        "name; contact email; contact details; telephone; mobile; owner; lead; procurement lead; contract manager; buyer contact; officer; "
        "lead officer; project manager; responsible officer; responsible; projectmanager; intern opdrachtgever; procesbegeleider; email "
        "address; contactgegevens; budget holder; medewerker; accounthouder; naam inkoper; naam contactpersoon; phone number; contact "
        "officer; toegewezen aan; gemaakt door; assigned to; created by; requester; ambtelijk opdrachtgever; "
        "category manager; tactisch inkoper; lead buyer; inkoop contact"
    ),
    "other": (
        "link; url; website; hyperlink; suitable for sme; region; regio; valuta; currency; aantal offertes; aantal inschrijvers; gewicht; "
        "risico; nuts; nuts code; totaal; btw; social return; sroi; duurzaamheid; mvi; optiejaren; verlenging; opties; verlengingsopties; "
        "extension; extensions; options; aantal verlengingen; nationaliteit; "
        "kostenplaats; grootboek; grootboekrekening; grootboeknummer; dekking; kostensoort; wbs; wbs nr; wbs nummer; "
        "kostenplaatsnummer; aantal; aantallen; aantal percelen; no of lots; number of lots; "
        "nr of lots"
    ),
}
"""Field -> its headings, folded, with semicolons between them. A longer heading that contains one counts too; the longest one found wins."""

FIELDS = frozenset(TENDER_COLUMNS) - {"other", "when", "name"} | {"value_total"}

LEFT_ASIDE = frozenset({"contact", "end", "published", "supplier", "number", "cpv_text"})
"""Fields that are recognised only so that their columns are not taken for others; nothing of them is kept."""

_STEMS = tuple(
    (field, re.compile(stems))
    for field, stems in (
        ("contact", r"inkoper|contact|telefo|\bmail|e mail|manager|leider\b|houder\b|eigenaar\b|beheerder\b|behandel|\bwho\b|\bwie\b|aanspreek|"
            r"\bbeh\b|"
            r"\bmob\b|doorkies|opzichter|vraagbaak|coordinator|adviseur|handled"),
        ("supplier", r"leverancier|opdrachtnemer|supplier|contractant"),
        ("end", r"\beind|loopt tot|verlengd tot|geldig tot|afloop|verloop|expir|opzeg|\bends?\b|\bending\b"),
        ("published", r"publica|publish|gunning|award|aankondig|advert|\bissue\b|nota van inl|marktconsult"),
        ("deadline", r"deadline|\bsluit|inschrij|\binschr\b|aanmeld|indien|inlever|\bdue\b|\bclos(?:es|ing|e|ed)\b|\buiterlijk|\bsubmi|\breactie|"
            r"reageren|retour\b|"
            r"\b(?:offertes?|aanbieding\w*|aanbested\w+|bids?|quotes?|offers?|tenders?|responses?|returns?) "
            r"(?:voor|uiterlijk|tot|binnen|in|by|before|back)\b"),
        ("start", r"\bingang|\bingaan|ingang\b|\bstart|start\b|\baanvang|\bbegin|commenc|\b(?:needed|required) (?:from|by)\b|effective|\blive\b|"
            r"contractdatum|in te gaan|\bgaat in\b|in gebruik|ingebruik|\bvanaf\b|"
            r"\b(?:gewenst|nodig|benodigd|beschikbaar|leveren|levering) (?:per|vanaf|op|voor)\b|leverdatum|levering per|oplever|\bin service\b"),
        ("value_max", r"max(?:imaal|imum)?\b|bovengrens|plafond|\bceiling\b|ten hoogste"),
        ("value", r"waarde\b|\bgeld|financieel|\w{5}som\b|raming|geraamd|budget|bedrag|kosten\b|\beuro?\b|prijs|\bprice|\bcosts?\b|\bvalue|spend|"
            r"estimat|begrot|begroot|"
            r"investering|krediet|drempel|volume|\bbe?dr\b|\bwrd\b"),
        ("duration", r"looptijd|contractduur|\bduur\b|duration|\bterm\b"),
        ("cpv", r"^cpv|cpv$"),
        ("lot", r"perce+l|\blots?\b"),
        ("status", r"status|voortgang|stand van|progress|\bstat\b|\bsts\b"),
        ("procedure", r"procedure|aanbestedingsvorm|inkoopvorm|\broute\b"),
        ("remarks", r"opmerk|bijzonder|remark|comment|notes?\b|toevoeging"),
        ("reference", r"kenmerk|referent|dossiern|inkoopn|intern n|zaakn|\bref\b"),
        ("department", r"afdeling|\bdepart"),
        ("other", r"besluit|\bcollege|\braad\b|bestuur|\bmt\b|evalua|controle|update|wijzig|bijgewerkt|aangemaakt|modified|created|\baantal|"
            r"oppervlak|\bm2\b|\bstuks\b|\bqty\b|quantity|invoer|\bboard\b|approv|afschrijving|\bgrootboek|\bkostenplaats"),
        ("name", r"omschrij|beschrij|descript"),
        ("title", r"(?:project|traject|opdracht|dossier|inkoop|aanbesteding|contract|pakket|tender)s?(?:naam|titel|onderwerp|omschrijving)\b|"
            r"onderwerp|titel\b|^(?:inkopen|opdrachten|projecten|aanbestedingen|trajecten|contracten)(?: 20\d\d)?$"),
    )
)  # fmt: skip
"""Field -> parts of words that give it away in a heading of which no whole word is known ("Inschrijvingssluiting"). The first found counts."""

_GENERAL = frozenset({"title", "name", "department", "category", "place", "when", "number", "other", "retender"})
"""Fields whose headings are words of every kind of heading: "Contract ingaand per" is a start."""
_OF_WHEN = frozenset(
    "planning periode wanneer datum kwartaal jaar moment when period quarter date timing year maand tijdvak verwachte verwacht gewenste gewenst "
    "van de in voor of the expected planned indicatieve globale geplande markt 2026 2027 2028 2029 2030".split()
)
_UPPER = frozenset("max maximum maximaal hoog high hoogste maximale upper bovengrens plafond ceiling".split())
_OF_BEFORE = re.compile(
    r"\b(?:oude?|vorige?|huidige?|previous|old|current)\b|\b(?:lopende?|bestaande?|existing|running) (?:contract|overeenkomst|agreement)"
)
"""What a contract cost so far is not what the next one may cost, and its start is not that of the next."""
_OF_NEXT = re.compile(r"\b(?:nieuwe?|new|next)\b")
_OF_NEXT_CONTRACT = re.compile(_OF_NEXT.pattern + r" (?:contract|overeenkomst|opdracht|aanbesteding|agreement|tender)")
_INSTEAD = {"value": "other", "value_max": "other", "start": "end"}
"""What a heading of the running contract is left aside as."""
_OF_REFERENCES = frozenset("nr id nummer number no code ref reference referentie kenmerk".split())
_BOUNDS = {"van": "start", "vanaf": "start", "from": "start", "tot": "end", "t m": "end", "to": "end", "until": "end"}
"""What the last words of a heading make of a term: "Contractperiode van", "Looptijd t/m"."""
_IN_FULL = {"oms": "omschrijving", "omschr": "omschrijving", "org": "organisatie", "perc": "perceel", "proj": "project", "opdr": "opdracht"}
"""Words that technical headings are made of: "PERC_OMS"."""
_OF_ITSELF = frozenset({"naam", "name"})
"""Words that name a title alone. Beside words that are not known they may well name somebody: "Ctp naam"."""
_SAYS_ALMOST_NOTHING = frozenset({"wat", "what"})
"""Beside a heading that says more, these name no title."""
_EUROS = re.compile(r"\beuro?s?\b")
_STARTS_BUYING = re.compile(r"\bstart\w* (?:van )?(?:de |het )?(?:\w+e )?(?:aanbested|inkoop|procedure|traject|voorbereid|marktcons|tender|procure)")
_EXACT, _WITHIN, _SHORTENED, _FUZZY, _STEM = 1.0, 0.85, 0.8, 0.75, 0.7
_PEOPLE = "contact"
_SURELY_HEADINGS = 3
_DIGIT = re.compile(r"\d")
_VAGUE = frozenset({"when", "number", "other"})
_SAYS_WHAT_KIND = frozenset({"end", "published", "deadline", "start", "value", "value_max", "duration", "cpv", "supplier"})
"""Fields of which one word settles what a longer heading is: "eind contract" is an end, though a contract is a title too."""


class Headings:
    """A table of headings to recognise columns by: field -> headings, with semicolons between them."""

    def __init__(self, table: Mapping[str, str], given: Mapping[str, str] | None = None) -> None:
        self._field_of = {folded(heading): field for field, headings in table.items() for heading in headings.split(";")}
        self._fields = frozenset(table) if "title" in table else frozenset()
        self._given = {folded(heading): field for heading, field in (given or {}).items()}
        known = (heading for heading in self._field_of if len(heading) >= 3 and heading != "tot" and heading not in _UPPER | _OF_ITSELF)
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
        if field == "duration" and "start" in self._fields:
            field = next((bound for words, bound in _BOUNDS.items() if folded(heading).endswith(f" {words}")), field)
        if field in _INSTEAD and _OF_BEFORE.search(folded(heading)) and not _OF_NEXT.search(folded(heading)):
            field = _INSTEAD[field]
        return field, certainty

    def _named(self, heading: str) -> tuple[str, float]:
        text = folded(heading)
        if not text or len(text) > 80:
            return "", 0.0
        if text in self._given:
            return self._given[text], 1.5
        bare = folded(_without_brackets(heading)) or text
        in_full = " ".join(_IN_FULL.get(word, word) for word in bare.split())
        for form in (text, bare, folded(heading.replace("-", "")), in_full):
            if form in self._field_of:
                field = self._field_of[form]
                if field == "description" and _EUROS.search(text):
                    return "value", _WITHIN
                return field, _WITHIN if form in _SAYS_ALMOST_NOTHING else _EXACT
        if "published" in self._fields and _STARTS_BUYING.search(bare):
            return "published", _WITHIN
        if _EUROS.search(text) and self._within(bare) in (None, ("description", _WITHIN)):
            return "value", _WITHIN
        within = self._within(bare)
        if within and within[0] in _GENERAL:
            stem = self._by_stem(bare)
            if stem[0] in _SAYS_WHAT_KIND or stem[0] == _PEOPLE:
                return stem
            # "Datum besluit" is no date of the tender.
            if within[0] == "when" and not set(bare.split()) <= _OF_WHEN:
                return stem
        if within:
            return within
        if bare.split()[:1] != in_full.split()[:1]:  # "PROJ_NAAM"
            return self._named(in_full)
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
        return "reference" if len(words) == 2 and words[1] in _OF_REFERENCES and "reference" in self._fields else ""

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
        people = next((known for known in found if self._field_of[known] == _PEOPLE), None)
        kinds = [known for known in found if self._field_of[known] in _SAYS_WHAT_KIND]
        # "Raming over de looptijd" is an amount.
        kind = next((known for known in kinds if self._field_of[known] != "duration"), kinds[0] if kinds else None)
        if kind and self._field_of[kind] == "value" and (words[-1] == "tot" or not _UPPER.isdisjoint(words)):
            return "value_max", _WITHIN
        if not people and not kind and (first := self._says_of_a_tender(words)):
            return first, _WITHIN - 0.02 * (len(words) - 1)
        best = people or kind or next((known for known in found if self._field_of[known] not in _VAGUE), found[0])
        return self._field_of[best], _WITHIN - 0.02 * (len(words) - len(best.split()))


def is_of_next(heading: str) -> bool:
    """Say whether a heading speaks of the contract to come ("Start nieuw contract"), which counts before one that does not say so."""
    return bool(_OF_NEXT.search(folded(heading)))


def is_of_next_contract(heading: str) -> bool:
    """Say whether a heading names the contract to come: beside it, an amount that does not is one of the contract that runs."""
    return bool(_OF_NEXT_CONTRACT.search(folded(heading)))


def _without_brackets(heading: str) -> str:
    depth, kept = 0, []
    for character in heading:
        depth += character in "(["
        if depth == 0:
            kept.append(character)
        depth -= character in ")]" and depth > 0
    return "".join(kept)
