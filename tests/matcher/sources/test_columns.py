import pytest

from matcher.sources.columns import Headings
from matcher.sources.headings import TENDER_COLUMNS

HEADINGS = {
    "deadline": "Sluit.datum;Inschr. datum;Inschrijfdeadline;Offerte retour;Offertes binnen op;Aanbesteden voor;Bids due;Quote by;Tender return date;"
    "Opnieuw aanbesteden vóór;Einde inschr.;ITT back;"
    "Dat. insch.;Insch.dat.;Uiterste inzenddatum;Cut-off date;DL;Inlevermoment;"
    "Uiterste aanbiedingsdatum;Proposals by;Open tot;"
    "Offertes t/m;Gaat dicht op;Tendersluiting;Opening kluis;Datum opening;Aanbieden vóór;Tot wanneer kan men inschrijven;"
    "Selectie aannemer sluit",
    "start": "Contract ingaand per;Needed from;Gewenst per;Beoogde contractdatum;Effective date;In te gaan per;DAT_ING;Ingang nieuw contract;"
    "Nieuw contract in per;Opdracht start;Contractfase start;Contract loopt van;"
    "Contract gaat in;Contractperiode van;Period from;Leverdatum;Delivery;"
    "Dat. aanv.;Aanv.datum;Eerste dag contract;Inwerkingtreding;Overeenkomst per;Per;Forecast start;Nieuw per;Lever- datum;Beg.dat.;"
    "Per wanneer;Need by;Contract gaat lopen;Wanneer moet het er zijn;Gereed voor gebruik;Levering vanaf;"
    "Moet er zijn;Moet het klaar zijn",
    "end": "Contract loopt tot;Verlengd tot;Expires on;Huidig contract loopt af;"
    "Ingang lopend contract;Ingangsdatum huidig contract;Startdatum bestaand contract;Current contract start;Uitvoering tot;"
    "Contractperiode tot;Looptijd t/m;"
    "Huidig contract t/m;Lopend t/m;"
    "Contract loopt t/m;Huidige overeenkomst tot;Contract vervalt op",
    "published": "Start aanbestedingsprocedure;Verwachte start inkooptraject;Tender out;Datum publicatie op TenderNed;Gunning (gepland);"
    "Publ.datum;Op TenderNed;Start uitvraag;Uitvraag verstuurd;Opdracht verleend;Tender launch;Tenderfase start;Inkooptraject start;Start selectie",
    "value": "Omvang in euro's;Omvang (€);Opdrachtsom;Financieel belang;Kostenraming;Begroot 2027 (x € 1.000);Hoeveel geld ongeveer;Price estimate;"
    "Running costs;BEDR_EXCL;WRD_EXCL_BTW;Bandbreedte;Ordegrootte;Per jaar;TCV;Investering per jaar;Totale investering;"
    "Geschatte omvang (€, hele looptijd);Omvang opdracht (€);Wat kost het (schatting);Contract sum;Opdr.som;Investering (€);Totaal (€);Ram.;"
    "Uitgaven;Kostenindicatie;Forecast;Bdg.;"
    "Ongeveer hoeveel;Hoeveel ongeveer?;Excl. btw;Opdrachtwaarde t/m 2030;Prijs;"
    "Hoeveel ongeveer per jaar;Uitgaven t/m;Kosten 2026 t/m",
    "value_max": "Maximale raming;Max. bedrag;High estimate;Waarde maximaal;Est. high (k€);Hoog (€);Geraamde waarde t/m;Kosten tot en met",
    "buyer": "ORG_NAAM;ORG_OMS;Organisatienaam",
    "name": "PROJ_OMS;OPDR_OMS",
    "lot_title": "PERC_OMS",
    "title": "Investering;Naam investering;PROJ_NAAM;Aanbestedingen 2027;Aan te schaffen;Maatregel;"
    "Werkzaamheden;Onderwerp inkooptraject;Product/dienst;Goods / services;Wat kopen we;Behoefte;Artikel;Inkoop;Aan te besteden;"
    "Wat besteden we aan?;Wat wordt er ingekocht;What are we tendering;Naam bestek;Te verwerven;Raamovereenkomst;"
    "Overeenkomst;Bouwproject;Complex / project;Programma / project;Contractbenaming;"
    "Wat moet er zijn;Wat moet er staan?;Te leveren dienst;Scheme name;Titel nieuwe aanbesteding;Naam nieuwe opdracht;Voorgenomen aanbestedingen",
    "description": "Inhoud van de opdracht;Details of requirement;Waarvoor;Omvang;"
    "Aard en omvang;Reikwijdte;Waar gaat het om;Beschrijving werkzaamheden;"
    "Motivatie;Onderbouwing aanvraag;"
    "Contract scope;Eisen;Wat houdt het werk in",
    "contact": "Toegewezen aan;Requester;"
    "Inkoper/beheerder;Contact (tel.);Beh. door;Opzichter;Lead buyer;Handled by;Doorkiesnr.;Wie;Afd. / contactpersoon;CTP_NAAM;Naam bhr.;"
    "Bereikbaar op;Bestuurlijk opdrachtgever;"
    "Budgetverantwoordelijke;Projectleiding;"
    "Senior buyer;Beleidsmedewerker;Kartrekker;Penvoerder;Aangemeld door;Vakspecialist;Achtervang;Vervanger;Besteller;Auteur;Directievoerder;"
    "Ambt. opdrachtgever;Vragen bij;Inkoopteam;Wie pakt dit op;Teamhoofd",
    "remarks": "Wat nog te doen;To do;Nog iets te melden?;Goed om te weten;Wat verder van belang is",
    "supplier": "Huidige aannemer;Onderaannemer;Start leverancier;Reactie leverancier;Aanmeldende leveranciers;Leverancier vanaf",
    "procedure": "Vorm;Soort procedure;Proc.;Type proc.;Inkooproute;Tender route;Aanbestedingstype",
    "status": "Status traject;STAT;STAT_OMS;Fase aanbesteding;Stand van zaken;"
    "Gaat door?;Gaat het door in 2027?;Vervallen (ja/nee);Nog nodig?;Stoplicht",
    "reference": "Project nr.;Proj.nr;PROJ_ID;Contract ID;CNTR_NR;Procurement ref",
    "retender": "Opnieuw aanbesteden;Heraanbesteden ja/nee;Opnieuw aanbesteden (ja/nee)?;Re-tender;Re-tender (Y/N);Nieuwe aanbesteding",
    "duration": "Looptijd excl. opties;Contract (jr);Contractjaren",
    "lot": "PERC_NR;Perceelnr.;Lot no.;Prcl;Prc.;Deel;Prcnr;Perceel nummer;Lot nummer",
    "other": "Waarde lopend contract;Aantal;Aantal woningen;Datum besluit college;Laatst gewijzigd op",
}


@pytest.mark.parametrize(("field", "heading"), [(field, heading) for field, headings in HEADINGS.items() for heading in headings.split(";")])
def test_it_knows_a_heading_by_its_words_or_by_parts_of_them(field, heading):
    assert Headings(TENDER_COLUMNS).recognise(heading)[0] == field


@pytest.mark.parametrize("heading", ["Vakgroep", "Kleur", "xyz", "Hoeveel", "Moet nog", "How much time", "Ongeveer hoeveel uur"])
def test_it_does_not_guess_at_a_heading_that_says_nothing(heading):
    assert Headings(TENDER_COLUMNS).recognise(heading) == ("", 0.0)
