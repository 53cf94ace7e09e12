"""Ordinary Dutch words that are a slip or two away from a word of the thesaurus, and no slip for it: "gezichten" are no "gedichten"."""

from __future__ import annotations

ORDINARY_WORDS = frozenset(
    """
    aanbidden aandragen aanfluiting aanranding aanvallen aanvallend aanvrager afdaling afgeslepen afgesleten afgestoten afstoten afvaller
    antroposofie arbeidsrecht arbeidsrechten associatie autocratisch bakoven bedoening beeldhouwen begaven begroeting belemmering berijder
    beschermeling beschieting beschouwing bestemming bestonden bestralen bestraling bestuurslaag betalingssysteem betichten bevoordelen
    bevruchting bewijslast bewijsvoering bewolking bezorgt binnendoor binnenhouden binnenland binnenplaats binnenplaatsen boekdeel bolwerk
    bolwerken boodschappen boswachterij buitenkans buitenpost buitenrand buitensporig capaciteit cassette collecte connectie conservatief
    conservatisme consternatie contracten convectie convergentie cover dameskleding dataverwerking demente demonstratie demonstreren destructie
    doorlichten doorlichting draaibaar eindproduct elektron energieneutraal energieneutrale evacuatie executie feestmaal formuleren fotograferen
    functioneert functioneren geboortedorp gecomponeerd gedachte gedachten gedetailleerd gedomineerd gedoogd gedragswetenschap gedroomd gefolterd
    gegenereerd gegenereerde genomineerd geprepareerd geprepareerde gerealiseerd gerealiseerde geregisseerd geregisseerde gerucht geschieden
    gestreden gevecht gevochten gewestelijk gewricht gezicht gezindheid goudsmit grenscontrole groepsleider groet handboek hoofdkussen
    hoogbejaarde humoristisch huurling infecteren infectie inferieur initiatie inslikken inspannen irritatie jongleren jongleur kastelen kerstman
    kinderliedjes kinderrecht klaveren klederdracht kogelvrij koninkrijk koopavond krachtens lachen langstlopende leerboek leerjaren leesbaar
    leesbaarheid lichaamscel lichtstraal lichtstralen lijden maquette maritiem medaille meditatie meermalen melkproductie messing methodologie
    methodologisch middelaar moed mollen onderbreken onderbroken onderkoeld onderkoeling ondernomen onderschrijven ondersteund ondervoed
    ondervoeding onderwijl onderzetter ontkenning ontregelen ontroerend ontsteken ontvingen ontvluchten ontwierp ontzetten openbaren openstelling
    oplichter oprichter opstappen opzicht overblijft overlappen overlapping overschreden overslaan overstaken overste overstemmen pareren patent
    patenten peddel peilen peiler peiling personeelslid pikken positioneren presentie pretentie privaatrecht productiever proportioneel reactie
    religie respecteren respecterende rijzen samensmelten samensmelting samenzwering sceptisch schatting scheidend schenen scheppend
    schoenenwinkel schoolverlaters schoten schrappen schreven schrijfwerk schrikken secretarie slijterij sluiting sommen speling springkussen
    staanplaats staatstelevisie stabilisatie stabiliseren stadsgezicht stageplaats startklaar startplaats stippen storting straatkant strekken
    stremming stroken strook tegenaan tegengaan teler tentamen trainingsdag transportkosten uitbreken uithoek uithuilen uitrekken uitvinding
    uitvoerde uitwaaien uitzendrechten vakantiewerk veilen verarmd verarming verbastering verbergen verbittering verblijft verborgen verdeler
    verdichten verdichting verdieping verfraaien vergissing vergulden verhouding verkeersdode verkeersstoring verlangen verlengen verlenging
    verloving verminken verminking vermist vernedering vernieling verplaatsen verrichten verschenen verschijnen verschoten verschoven verschuiven
    verslapen verspreider versterking verstoren vertakking vertoning vertraging vervagen vervalsing vervanger vervoersmiddel verwaarloost
    verwaarlozen verwarring verwekt verwerpen verwerping verwijten verwondering verwonding verzakken verzakking verzinnen verzonken verzuiling
    verzwakt vesting videobeeld visualisatie voedingsstof volkstelling voorschot voortkomen vrezen waterloop waterplas waterstand wedstrijdbal
    weekblad weiden wendbaarheid westelijk wetgever wintermaand winterspelen wording zandbank zandstrand zandstranden zeiken zelfbescherming
    zelfonderzoek ziel zielen zoen zomermaand zoogdier
    """.split()
)
"""As written, or in a form from which the others can be told; compared by their stems."""
