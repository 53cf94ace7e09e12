"""What the abbreviations of procurement lists stand for. Only what means one thing in such lists: "BMI", "IC", "NBS" and "PO" mean several."""

from __future__ import annotations

import re

CASED = {
    "E-": "elektrotechnische ",
    "GO": "groot onderhoud",
    "HH": "huishoudelijke hulp",
    "I.T": "ict",
    "IT": "ict",
    "MV": "mechanische ventilatie",
    "OK": "operatiekamer",
    "PV": "zonnepanelen",
    "RI&E": "risico-inventarisatie en evaluatie",
    "RO": "raamovereenkomst",
    "W-": "werktuigbouwkundige ",
}
"""In capitals only: "GO" and "go", "OK" and "ok", "IT" and "it" differ; but in a text of nothing but capitals "IT" is mostly "it"."""

TOKENS = {
    "azc": "asielzoekerscentrum",
    "bhv": "bedrijfshulpverlening",
    "bso": "buitenschoolse opvang",
    "bvo": "bruto vloeroppervlakte",
    "bwk": "bouwkundig",
    "cjg": "centrum jeugd gezin",
    "cplx": "complex",
    "dvo": "dienstverleningsovereenkomst",
    "ghz": "gehandicaptenzorg",
    "hap": "huisartsenpost",
    "hbh": "huishoudelijke hulp",
    "hwa": "hemelwaterafvoer",
    "ikc": "integraal kindcentrum",
    "jgz": "jeugdgezondheidszorg",
    "kcc": "klantcontactcentrum",
    "kdv": "kinderdagverblijf",
    "lbk": "luchtbehandelingskast",
    "lln": "leerlingen",
    "mer": "milieueffectrapportage",
    "mjob": "meerjarenonderhoudsbegroting",
    "mjop": "meerjarenonderhoudsplan",
    "nsa": "noodstroomaggregaat",
    "oai": "ontruimingsalarminstallatie",
    "olv": "openbare verlichting",
    "ovl": "openbare verlichting",
    "pbm": "persoonlijke beschermingsmiddelen",
    "rgs": "resultaatgericht samenwerken",
    "rwa": "rook en warmteafvoer",
    "rwzi": "rioolwaterzuiveringsinstallatie",
    "seh": "spoedeisende hulp",
    "vhe": "verhuureenheden",
    "vri": "verkeersregelinstallatie",
    "vve": "vereniging van eigenaren",
    "vvo": "verhuurbaar vloeroppervlakte",
    "vvt": "verpleging verzorging thuiszorg",
    "wan": "wide area network",
    "wtw": "warmteterugwinning",
    "zkh": "ziekenhuis",
}
"""In any case, as no word is written so."""

DOTTED = {
    "adm.": "administratie",
    "adr.": "adressen",
    "afd.": "afdeling",
    "alg.": "algemeen",
    "begel.": "begeleiding",
    "begl.": "begeleiding",
    "bestr.": "bestrating",
    "b.w.k.": "bouwkundig",
    "div.": "diverse",
    "elektr.": "elektrisch",
    "evt.": "eventueel",
    "excl.": "exclusief",
    "glasbew.": "glasbewassing",
    "herst.": "herstel",
    "herstof.": "herstofferen",
    "incl.": "inclusief",
    "insp.": "inspectie",
    "inst.": "installatie",
    "isol.": "isolatie",
    "jr.": "jaar",
    "lev.": "levering",
    "loc.": "locatie",
    "mach.": "machine",
    "max.": "maximaal",
    "meub.": "meubilair",
    "mech.": "mechanisch",
    "mnd.": "maand",
    "mont.": "montage",
    "o.h.": "onderhoud",
    "ond.": "onderhoud",
    "onderh.": "onderhoud",
    "onderst.": "ondersteuning",
    "ondh.": "onderhoud",
    "opl.": "opleiding",
    "opt.": "optie",
    "p.j.": "per jaar",
    "p.w.": "per week",
    "reinig.": "reiniging",
    "renov.": "renovatie",
    "rep.": "reparatie",
    "riol.": "riolering",
    "sanit.": "sanitair",
    "schilderw.": "schilderwerk",
    "schoonm.": "schoonmaak",
    "techn.": "technisch",
    "transp.": "transport",
    "verl.": "verlenging",
    "vern.": "vernieuwing",
    "verv.": "vervanging",
    "vlgs.": "volgens",
    "voorz.": "voorziening",
    "werkz.": "werkzaamheden",
    "won.": "woningen",
    "wrkz.": "werkzaamheden",
    "zonw.": "zonwering",
}

_EMPTY_PHRASES = (
    "aan de hand van; door middel van; in combinatie met; in het kader van; in opdracht van; in samenwerking met; in verband met; met behulp van; "
    "met betrekking tot; met ingang van; met name; met uitzondering van; naar aanleiding van; onder andere; op basis van; ten aanzien van; "
    "ten behoeve van; ten gevolge van; ten opzichte van"
).split("; ")
"""Phrases that say nothing of what is bought though their words might: "verband" is a bandage too."""

_EMPTY = frozenset(
    """
    a.d.h.v. a.h.v. b.v. bijv. d.m.v. e.d. i.c.m. i.h.k.v. i.o.v. i.s.m. i.v.m. m.b.t. m.b.v. m.i.v. m.n. m.u.v. n.a.v. n.t.b. n.v.t. o.a. o.b.v.
    t.a.v. t.b.v. t.g.v. t.o.v.
    """.split()
)

_CAPITALS = re.compile(r"(?<![\w.])(?:RI&E|(?:GO|HH|I\.?T|MV|OK|PV|RO)(?!\w)|[EW]-(?=(?:install|techni|werkz|onderh|mont)| ?(?:en|&|/) ?[EW]-))")
_WITH_DOT = re.compile(r"\b[A-Za-z]{1,9}\.(?:[A-Za-z]\.)*")
_PHRASE = re.compile(rf"\b(?:{'|'.join(_EMPTY_PHRASES)})\b", re.IGNORECASE)
_PHRASE_ENDS = re.compile(f" (?:{'|'.join(phrase.split(' ', 1)[1] for phrase in _EMPTY_PHRASES)})")
_BACKWARDS = re.compile(rf"\.(?:{'|'.join(re.escape(short[-2::-1]) for short in (*DOTTED, *_EMPTY))})")
"""Far cheaper than the patterns above, since a text is searched for the one sign that these begin with: what they do not find is not there."""


def written_out(text: str) -> str:
    """The text with its abbreviations written out, and without those that say nothing. Those of `TOKENS` are left to who reads the tokens."""
    for sign in CASED:
        if sign in text:
            text = _CAPITALS.sub(_left_by_capitals if text.isupper() else _told_by_capitals, text)
            break
    if "." in text and _BACKWARDS.search(text[::-1].lower()):
        text = _WITH_DOT.sub(_without_dot, text)
    if _PHRASE_ENDS.search(text):
        text = _PHRASE.sub(" ", text)
    return text


def _told_by_capitals(match: re.Match[str]) -> str:
    return f" {CASED[match.group()]} "


def _left_by_capitals(match: re.Match[str]) -> str:
    """In a text of nothing but capitals."""
    return "IT" if match.group() == "IT" else _told_by_capitals(match)


def _without_dot(match: re.Match[str]) -> str:
    short = match.group().lower()
    return " " if short in _EMPTY else DOTTED.get(short) or match.group()
