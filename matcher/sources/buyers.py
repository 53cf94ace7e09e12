"""The buyer that a list names itself: in a logo line, title or footer, freed of the words for lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.sources.texts import clean, names_somebody

_LABEL = re.compile(
    r"(?i)^\W*(?:aanbestedende dienst|opdrachtgever|(?:naam )?organisatie|instelling|inkopende organisatie|buyer|organi[sz]ation|contracting "
    r"authority|client|naam instelling|bedrijf|company)\s*[:\-–|][\s:|]*([^|\s][^|]*)"
)
_SOURCE = re.compile(r"(?i)^\W*(?:bron|source)\s*:\s*(.+)$")
"""Below a list that names nobody else: "Bron: afdeling Inkoop, Waterschap Lekstreek"."""
_PUBLISHER = re.compile(r"(?i)\b(?:vereniging van nederlandse|unie van|vng|ipo|aedes|actiz|pianoo|tenderned|ted|mercell|negometrix|cbs|kvk)\b")
"""Who publishes lists and figures of others: such a source is no buyer."""
_NO_NAME = re.compile(
    r"(?i)^\W*(?:(?:opsteller|opgesteld|prepared|versie|version|status|datum|date|laatst|last|bijgewerkt|updated|contact|contactpersoon|inkoper|auteur|author|"
    r"bedragen|alle bedragen|bron|source|peildatum|concept|pagina|page|afgedrukt|vertrouwelijk|confidential|intern|internal|let op|toelichting|"
    r"legenda|locatie|vestiging|gebouw|complex|afdeling|team|cluster|domein|"
    r"telefoon|tel|email|e-mail|zie|aan deze|nb|periode|jaar|blad|sheet|printdatum|logo)\b|d\.d\.|eo\s*=|\*)"
)
_LIST_WORDS = re.compile(
    r"(?i)\b(?:leeswijzer|voorblad|(?:inkoop|aanbestedings?|contract|project|tender)[\s-]?(?:kalender|agenda|plan(?:ning)?|lijst|overzicht|programma|jaarplan|beheer|"
    r"register|portefeuille|pijplijn|portfolio)(?:en)?|"
    r"(?:voorgenomen|geplande|verwachte|komende|aankomende)\s+(?:aanbestedingen|inkopen|opdrachten|inkooptrajecten)|aanbestedingen|"
    r"inkooptrajecten|inkoopjaarplan|jaarplan(?:ning)?|jaarkalender|"
    r"(?:forward\s+)?procurement(?:\s+(?:plan|pipeline|forward plan|programme|schedule|calendar|list|register))?|(?:tender|contract|contracts|"
    r"commercial)\s+(?:pipeline|plan|register|calendar|schedule|list|forward plan|notices?)|"
    r"forward plan|pipeline|kalender|planning|overzicht|lijst|plan|inkoop|aanb\w*\.?\s?plan\w*|concept|definitief|versie|vastgesteld|jaar|"
    r"(?:meerjaren)?(?:investerings|onderhouds)(?:plan\w*|programma|begroting)|mjop|mjip|kopie|seizoen|season|spend|register|export|opdrachten|upcoming|future|tenders|contracts|contracten)\b"
)
_NUMBERS = re.compile(
    r"(?i)\b(?:20\d{2}(?:\s*[-/–]\s*(?:20)?\d{2})?|fy\s?\d\d(?:\s*[-/]\s*\d\d)?|d\.?d\.?|v?\d+(?:[.\-/]\d+)*|q[1-4]|jan\w*|feb\w*|maart|april|mei|juni|juli|"
    r"aug\w*|sept\w*|okt\w*|nov\w*|dec\w*)\b"
)
_HOW_MANY = re.compile(r"\((?:[^()]*\d[^()]*|[a-zà-ÿ][^()A-Z.]*)\)")
"""What stands in brackets behind a name, and is no part of it: "(11 scholen)", "(concept 0.9)", "(ouderenzorg)"; not "(NH)"."""
_SPLIT = re.compile(r"\s+[-–—|•·/]\s+|[|•■▪●◆►:;]|\s{3,}|,\s+(?=[a-z])")
_LINKS = re.compile(r"(?i)^(?:van|voor|of|for|the|de|het|en|and|\W)+\s+|\s+(?:van|voor|of|for|the|de|het|en|and|\W)+$|^\W+|[\s\-–—,:;|(]+$")
_ARTICLE = re.compile(r"(?:De|Het|The)\s+")
_ORGANISATION = re.compile(
    r"(?i)\b(?:\w*ziekenhuis|\w*kliniek|umc|mc|medisch centrum|hogeschool|universiteit|university|college|\w*school|roc|mbo|\w*wonen|woon\w*|"
    r"\w*woning\w*|housing|homes|stichting|vereniging|"
    r"co[oö]peratie|gemeenten?|provincie|waterschap|hoogheemraadschap|rijk\w*|ministerie|veiligheidsregio|ggd|ggz|\w*zorg\w*|\w*groep|fc|sc|vv|sv|"
    r"club|stadion|arena|museum|theater|bibliotheek|(?<![.\w])b\.?v\.?|(?<![.\w])n\.?v\.?|wbv|"
    r"council|hospital|nhs|trust|authority|borough|city of|police|football|foundation|association|institute|instituut|academie|academy|centrum|"
    r"center|centre|haven|port|airport|luchthaven|corporatie|"
    r"vestia|portaal|\w*stede|\w*huizen|\w*thuis|bedrijf|omgevingsdienst|scholen\w*|onderwijs\w*|lyceum|\w*huis|united|rovers|ltd|plc|limited|"
    r"hospice|kerk|parochie|bank|holding|werkbedrijf)\b"
)
_JOINT_BODY = re.compile(r"(?:GR|OD|RUD|VR|ISD|RSD)\s")
"""Organisations of municipalities, as they are called among them."""
_ENDS_NAME = re.compile(r"\s(?:Council|University|College|Hospital|Trust|Authority)$")
_MORE_THAN_A_NAME = re.compile(r"[,;:/(@\d]|\s[-–—|]\s")
_BEGINS_NAME = re.compile(
    r"(?:,\s+|(?:^|\s)(?!van\b|voor\b|bij\b|der\b|den\b|het\b|ten\b)[a-z\d]\S{2,}\s+(?:(?:van|voor|bij)\s+(?:(?:de|het)\s+)?)?)((?:Stichting|Vereniging|Co[oö]peratie|Gemeenten?|Provincie|Waterschap|Hoogheemraadschap|Ministerie|Veiligheidsregio|"
    r"Woonstichting|Woningstichting|Woningcorporatie|Woningbouwvereniging|Zorggroep|Scholengroep|Ziekenhuis|Universiteit|Hogeschool|Omgevingsdienst|"
    r"GGD|GGZ|ROC|FC|Stadion|Theater|Museum|Council|City of|University)\s+(?:(?:de|den|der|het|van|aan|of|'t)\s+)*[A-ZÀ-Ý0-9].*)$"
)
"""Where the name begins behind words for what the list is of: "grote werken, Waterschap Brede Beek". "Dienst Gemeente A" may be a name as a whole."""
_SHORT = frozenset(
    "WBV WS FC SC VV SV NV BV UMC MC ROC MBO HBO GGD GGZ NHS AZ PSV NEC RKC VVV MVV NAC ADO AMC VU LUMC MUMC UMCG OLVG HU HvA ICT".split()
)
_NO_BUYER = frozenset(
    "supply supplies service services goods works contracts leveringen levering diensten dienst werken werk inkoop facilities facilitair "
    "en and of & + – - onderhoud beheer bedrijfsvoering stadium stadion vastgoed huisvesting ict it hr personeel building buildings grounds "
    "maintenance medisch medical bouw events security catering totaal inkopen".split()
)
"""Words that say what is bought: a name of nothing else is no buyer's."""
_SMALL = frozenset("van de der den het en of voor aan op in ter ten the and for".split())


def buyer_of(above: Sequence[str], below: Sequence[str], page: Sequence[str] = ()) -> str:
    """Return the buyer that the lines above and below a table or on its printed page name; "" if none does. The spelling stays, capitals apart."""
    for lines in (above, below, page):
        for line in lines:
            if found := _LABEL.match(clean(line)):
                return _cased(found[1].strip())
    for line in (*above, *page):
        if name := _name_in(line, strict=True):
            return name
    for index, line in enumerate(above):
        parts = [part for part in line.split(" | ") if not _NO_NAME.match(part)]  # beside a name may stand "Versie 3"
        if name := _name_in(" | ".join(parts), strict=index > 1 or len(parts) > 1):
            return name
    if name := next((name for line in below if (name := _name_in(line, strict=True))), ""):
        return name
    sources = (part.strip() for line in below if (said := _SOURCE.match(clean(line))) for part in said[1].split(","))
    return next((_cased(part) for part in sources if is_organisation_alone(part) and not _PUBLISHER.search(part)), "")


def is_organisation(name: str) -> bool:
    """Say whether a word in a name is one for an organisation."""
    return bool(_ORGANISATION.search(name))


def names_an_organisation(text: str) -> bool:
    """Say whether a text is nothing but the name of an organisation, and perhaps its department: "Stichting Zorgpalet, facilitair bureau"."""
    name = re.split(r",\s|\s[-–|]\s", text)[0]
    return bool(_BEGINS_NAME.match(f", {name}")) and all(word.lower() in _SMALL or not word[0].islower() for word in name.split())


def is_organisation_alone(text: str) -> bool:
    """Say whether a text is the name of an organisation and surely nobody's, where people may be named as well: "Veldhuis" is one of those.

    >>> is_organisation_alone("GR Afval"), is_organisation_alone("Kent Council"), is_organisation_alone("Gemeente Houten Karin Vis")
    (True, True, False)
    """
    words = text.split()
    surely = names_an_organisation(text) or bool(_JOINT_BODY.match(text) or _ENDS_NAME.search(text))
    return surely and not _MORE_THAN_A_NAME.search(text) and not any(names_somebody(" ".join(words[place:])) for place in range(len(words)))


def _name_in(line: str, strict: bool) -> str:
    """Return the name in a line; `strict`: only if a word in it is one for an organisation."""
    line = clean(_HOW_MANY.sub(" ", line))
    if not line or _NO_NAME.match(line):
        return ""
    for part in _SPLIT.split(line):
        if _NO_NAME.match(part):
            continue
        rest = _NUMBERS.sub(" ", _LIST_WORDS.sub(" ", part))
        name = clean(re.sub(r"\(\s*\)|\[\s*\]", " ", rest))
        if (begins := _BEGINS_NAME.search(name)) and not _BEGINS_NAME.match(f", {name}"):
            name = begins[1]
        before = None
        while before != name:
            before, name = name, _LINKS.sub("", name).strip()
        if name and (article := _ARTICLE.match(part)) and part.startswith(name, article.end()):
            name = article[0] + name
        if (
            _NO_BUYER.issuperset(name.lower().split())
            or not 2 <= len(name) <= 70
            or len(name.split()) > 8
            or not any(character.isupper() for character in name)
            or names_somebody(name)
        ):
            continue
        if _ORGANISATION.search(name) and (not strict or len(name.split()) > 1 or name.isupper() or name[0].isupper()):
            return _cased(name)
        if not strict and name[0].isupper() and not name.endswith(".") and len(name.split()) <= 5:
            return _cased(name)
    return ""


def _cased(name: str) -> str:
    """Return a name written all in capitals in normal case: "WONEN ZUIDRAND" is "Wonen Zuidrand", "FC UTRECHT" keeps its FC."""
    if not name.isupper() or (" " not in name and len(name) <= 5):
        return name
    words = []
    for number, word in enumerate(name.split()):
        plain = word.strip(".,&()")
        if plain in _SHORT:
            words.append(word)
        elif number and plain.lower() in _SMALL:
            words.append(word.lower())
        else:
            words.append("-".join(f"IJ{part[2:].lower()}" if part.startswith("IJ") else part.capitalize() for part in word.split("-")))
    return " ".join(words)
