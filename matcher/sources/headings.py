"""The headings that officers write above the columns of their lists, Dutch and English, by the field that they name."""

from __future__ import annotations

from collections.abc import Mapping

from matcher.sources import people, withdrawal

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
        "of contract title; "
        "werknaam; betreft; inkooponderdeel; aanbestedingsproject; aanbestedingspakket; te verwerven; inkoopobject; werktitel; "
        "inkoopvoornemen; te besteden; raamovereenkomst; raamcontract; inkoopactie; bestek; besteknaam; naam bestek; uitvraag; naam uitvraag; "
        "naam dossier; "
        "te leveren; leveren; voorgenomen aanbestedingen; voorgenomen inkopen; geplande aanbestedingen; geplande inkopen; "
        "deliverable; klus; scope title; nieuwe contracten; "
        "overeenkomst; initiatief; supply service; levering of dienst; "
        "te leveren dienst; benodigde dienst; gevraagde dienst; scheme; scheme name; werkpakket; commodity; commodity service"
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
        "wat houdt de opdracht in; what does it involve; "
        "aard en omvang; reikwijdte; meer informatie; waar gaat het om; uitgebreide beschrijving; "
        "inhoudelijke omschrijving; omschrijving van de inhoud; context; uitwerking; "
        "aanleiding; background; further information; bevat; wat moet er gebeuren; waaruit bestaat de opdracht; beschrijving werkzaamheden; "
        "wat is inbegrepen; "
        "eisen; gevraagd; gevraagde prestatie; outline; narrative; statement of need; wat is het; wat houdt het werk in; wat valt eronder; "
        "what s included; nadere informatie; nadere info; motivatie; motivering; onderbouwing; noodzaak; rationale; justification"
    ),
    "remarks": (
        "opmerking; opmerkingen; bijzonderheden; bijz; opm; notities; aantekeningen; commentaar; remarks; remark; comments; comment; notes; "
        "note; additional information; aanvullende informatie; overig; nb; wensen; aandachtspunten; bijzonderheid; "
        "bemerking; bemerkingen; extra info; extra informatie; info; overige informatie; overige info; "
        "let op; actiepunten; memo; vrije tekst; actie; acties; vervolgactie; vervolgacties; te doen; nog te doen; wat nog te doen; to do; todo; "
        "next steps; vervolg; vervolgstappen; wat moet er nog gebeuren; knelpunten; aandacht; ps"
    ),
    "reference": (
        "kenmerk; referentie; referentienummer; ref; id; zaaknummer; projectnummer; contractnummer; dossiernummer; ons kenmerk; tenderned "
        "kenmerk; id publicatie; inkoopnummer; aanbestedingsnummer; opdrachtnummer; projectnr; contractnr; dossiernr; ref nr; refnr; code; "
        "projectcode; reference; reference number; reference no; ref no; contract reference; tender reference; contract no; contract number; "
        "tender no; uniek nummer; notice id; ocid; identifier; kenmerk opdracht; inkoopkenmerk; nummer opdracht; tendernummer; tendernr; "
        "unique id; unique reference; cntr nr; contr nr; zaaknr; inkoopnr; "
        "tendercode; tenderned nr; tenderned nummer"
    ),
    "number": "nr; no; nummer; volgnr; volgnummer; #; number; rij; regel; regelnr; row; line; s no; item no; prio; prioriteit; priority",
    "buyer": (
        "aanbestedende dienst; aanb dienst; naam aanbestedende dienst; opdrachtgever; organisatie; instelling; inkopende organisatie; gemeente; "
        "corporatie; inkopende partij; naam opdrachtgever; buyer; organisation; organization; contracting authority; authority; council; "
        "organisation name; buyer name; naam organisatie; "
        "organisatie omschrijving; organisatienaam; entiteit; rechtspersoon; "
        "contracting body; entity; ziekenhuis; koper; aanbesteder; organisation name buyer; "
        "namens; voor welke organisatie"
    ),
    "department": (
        "afdeling; afd; directie; dienst; sector; cluster; team; domein; organisatieonderdeel; bedrijfsonderdeel; faculteit; onderdeel; dep; "
        "department; directorate; division; service area; business unit; unit; discipline; dept; "
        "rve; dienstonderdeel; taakveld; portefeuille; instituut; business area"
    ),
    "category": (
        "categorie; cat; inkoopcategorie; productgroep; segment; soort; type opdracht; type; rubriek; hoofdgroep; inkoopsegment; soort opdracht; "
        "aard; category; procurement category; contract type; type of contract; l d w; werk levering dienst; dienst levering werk; "
        "productcategorie; groep"
    ),
    "cpv": (
        "cpv; cpv code; cpv codes; cpv code s; cpvcode; cpvcodes; cpv nummer; cpv nr; cpv hoofdcode; hoofd cpv; main cpv; cpv classification; "
        "common procurement vocabulary; "
        "europese code; nomenclatuur"
    ),
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
        "value; indicative value; amount; budget range; estimated budget; value range; approx value; "
        "geschatte omvang; geraamde omvang; verwachte omvang; contractomvang; jaaromzet; contract sum; "
        "kostenplaatje; uitgaven; stelpost; forecast; prognose; "
        "excl btw; ex btw; excl"
    ),
    "value_max": (
        "raming tot; waarde tot; bedrag tot; raming max; raming maximaal; maximale waarde; maximum; raming hoog; bovengrens; raming "
        "bovengrens; max waarde; tot; maximum waarde; maximale opdrachtwaarde; geraamde waarde tot; value high; value to; max value; maximum "
        "value; upper value; value max; max; maximaal; budget max; budget tot; raming t m; waarde t m; ceiling"
    ),
    "basis": (
        "eenmalig of per jaar; per jaar of eenmalig; eenmalig per jaar; per jaar eenmalig; eenmalig jaarlijks; jaarlijks eenmalig; jaarlijks of "
        "eenmalig; eenmalig of jaarlijks; structureel incidenteel; incidenteel structureel; one off or annual; one off annual; annual one off"
    ),
    "deadline": (
        "sluitingsdatum; deadline; deadline inschr; deadline inschrijving; uiterste inschrijfdatum; inschrijftermijn; inschrijfdatum; "
        "sluiting; sl dat; sl datum; sluitingsdatum inschrijving; uiterste datum inschrijving; inschrijven voor; inschrijven tot; uiterlijke "
        "inschrijving; einde inschr; einde inschrijving; "
        "itt return; itt back; sluitdatum; inleverdatum; indienen voor; datum sluiting; inschrijving; einde inschrijftermijn; sluitingstermijn; "
        "indieningsdatum; uiterste datum; offertedatum; offerte voor; indienen uiterlijk; reageren voor; closing date; submission deadline; "
        "datum aanbieding; last day for offers; "
        "tender deadline; deadline for submission; return date; closes; due date; bid deadline; closing; tender closing date; deadline "
        "receipt; tender return; submission date; deadline date; close date; response deadline; "
        "datum inschrijving; offertetermijn; last date for bids; response date; "
        "inzenden voor; inzenddatum; offerte dd; final date; cut off; last day; uiterste termijn; uiterste moment; termijn sluiting; "
        "bid date; "
        "return of tenders; reply by"
    ),
    "start": (
        "ingangsdatum; startdatum; ing dat; start; start contract; ingang contract; startdatum contract; ingangsdatum contract; begindatum; "
        "aanvang; aanvangsdatum; ingang; start opdracht; start uitvoering; datum ingang; datum start; uitvoering; planning uitvoering; "
        "gewenste startdatum; verwachte startdatum; contractstart; startmoment; contract per; start dienstverlening; start werkzaamheden; "
        "verwachte ingangsdatum; beoogde startdatum; beoogde ingangsdatum; contract start; start date; contract start date; commencement; "
        "commencement date; anticipated start; expected start; estimated start date; award start; go live; begin date; start of contract; "
        "operationeel per; gewenste levering; "
        "ingangsdat; startdat; dat ing; dat ingang; looptijd van; contract van; periode van; leverdatum; "
        "datum levering; delivery date; delivery; period from; "
        "datum aanvang; eerste dag; in werking; inwerkingtreding; kick off; contract from; mobilisation; first day; "
        "actief per; in force; operational from; implementatie; "
        "uitvoeringsdatum; per wanneer; wanneer nodig; installation from; "
        "effectief per; in bedrijf; services from; datum contract; per; from"
    ),
    "when": (
        "planning; periode; wanneer; datum; kwartaal; jaar; moment; when; period; quarter; date; timing; year; maand; tijdvak; uitvoeringsperiode"
    ),
    "lot": (
        "perceel; percelen; perc; perceelnr; perceelnummer; perceel nr; perc nr; prc nr; lot; lots; lot no; lot number; lot nr; id perceel; "
        "deelperceel; kavel; deelopdracht; "
        "deel; deelnr; deelnummer; "
        "lot id; lotnr; lotnummer"
    ),
    "lot_title": (
        "perceelomschrijving; naam perceel; omschrijving perceel; perceelnaam; perceel naam; perceel omschrijving; lot title; lot name; lot "
        "description; titel perceel; "
        "inhoud perceel; perceelinhoud; "
        "kavelnaam; lotnaam"
    ),
    "status": (
        "status; fase; stand van zaken; stavaza; stage; voortgang; state; phase; status opdracht; tender status; svz; hoe staat het ervoor; stadium; "
        "hoe ver; hoe ver zijn we; waar staan we; stoplicht; rag; rag status; "
        "gaat door; gaat het door; gaat nog door; doorgang; doorgaan; going ahead; proceed; proceeding; nog actueel; actueel; "
        "nog nodig; go no go; "
        f"{'; '.join(withdrawal.WORDS)}; vervallen ja nee"
    ),
    "procedure": (
        "procedure; aanbestedingsprocedure; soort aanbesteding; type aanbesteding; soort procedure; type procedure; aanbestedingsvorm; "
        "inkoopprocedure; vorm; wijze; procurement route; procedure "
        "type; procurement procedure; wijze van aanbesteden; proc; aanbestedingswijze; inkoopvorm; route; route to market; procurement "
        "method; europees nationaal; "
        "inkoopmethode; inkooproute; aanbestedingsmethode; eu nat; "
        "inkoopwijze; type aanb; soort aanb; aanb vorm; manier van aanbesteden; regime; "
        "aanbestedingstype; nationaal europees; hoe kopen we in; hoe kopen we het in; "
        "type tender; soort tender; onderhands openbaar; eo mo eu; mo eo eu"
    ),
    "duration": (
        "looptijd; contractduur; duur; contractperiode; looptijd contract; contract looptijd; termijn; looptijd incl opties; duur contract; "
        "duration; contract length; term; contract term; contract duration; contract period; length; length of contract; looptijd jaren; "
        "aantal jaar; "
        "hoe lang; basis opties; jaren; "
        "contracttermijn; mnd; maanden; "
        "contractjaren; years; months"
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
        "uitvoering tot; uitvoering t m; period to; verlengbaar tot; "
        "vervaldatum"
    ),
    "published": (
        "publicatiedatum; datum publicatie; publicatie; published; publication date; date published; published date; verwachte publicatie; "
        "verwachte publicatiedatum; start aanbesteding; startdatum aanbesteding; start procedure; procurement start; start of procurement; "
        "aankondiging; aanbesteding start; tender out; publish date; notice date; "
        "start inkoop; start traject; aanvang aanbesteding; marktconsultatie; gunning; datum gunning; gunningsdatum; award date; definitieve "
        "gunning; voorlopige gunning; publicatie tenderned; nota van inlichtingen; date of award; payment date; tender start; tender date; "
        "aanbestedingsdatum; "
        "op tenderned; marktverkenning; datum aankondiging; "
        "publiceren; op de markt; go to market; uitvraag op; start uitvraag"
    ),
    "supplier": (
        "leverancier; huidige leverancier; opdrachtnemer; huidige opdrachtnemer; gegund aan; supplier; awarded supplier; current supplier; "
        "contractor; naam gegunde ondernemer; winnaar; provider; incumbent; supplier name; huidig contractant; contractant; gegunde "
        "ondernemer"
    ),
    "contact": people.HEADINGS,
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
