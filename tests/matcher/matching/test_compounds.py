"""Dutch compounds of procurement fall apart where a reader would divide them. Half of the table was written before the splitter was tuned."""

import pytest

from matcher.matching.compounds import Splitter, stem_support
from matcher.matching.stems import dutch_stemmer
from matcher.matching.text import plain_tokens
from matcher.vocabulary import load_concepts


@pytest.fixture(scope="module")
def splitter() -> Splitter:
    stem = dutch_stemmer()
    words = [token for concept in load_concepts() for term in concept.nl for token in plain_tokens(term)]
    return Splitter(stem, stem_support(words, stem))


BEFORE_TUNING = """
glasbewassing=glas+bewassing gevelreiniging=gevel+reiniging groenonderhoud=groen+onderhoud schilderwerk=schilder+werk liftonderhoud=lift+onderhoud
dakonderhoud=dak+onderhoud zonnepanelen=zonne+panelen verhuisdiensten=verhuis+diensten bedrijfskleding=bedrijfs+kleding tuinonderhoud=tuin+onderhoud
buurtkamer=buurt+kamer sportvelden=sport+velden personenvervoer=personen+vervoer ziekenvervoer=zieken+vervoer afvalinzameling=afval+inzameling
kozijnvervanging=kozijn+vervanging infuuspompen=infuus+pompen rookmelders=rook+melders muurschildering=muur+schildering sleutelbeheer=sleutel+beheer
fietsenstalling=fietsen+stalling promotiemateriaal=promotie+materiaal kinderboerderij=kinder+boerderij straatmeubilair=straat+meubilair
cateringmeubilair=catering+meubilair schoonmaakmiddelen=schoonmaak+middelen accountantscontrole=accountants+controle bewonersblad=bewoners+blad
daktuin=dak+tuin leerlingenvervoer=leerlingen+vervoer operatiekamerschoonmaak=operatie+kamer+schoonmaak ziekenhuisafval=ziekenhuis+afval
onderhoud=onderhoud catering=catering beveiliging=beveiliging verhuizing=verhuizing begeleiding=begeleiding ondersteuning=ondersteuning
organisatie=organisatie bibliotheek=bibliotheek laboratorium=laboratorium medicijnen=medicijnen plantsoenen=plantsoenen operatie=operatie
vrijwilligers=vrijwilligers verzekering=verzekering installatie=installatie renovatie=renovatie administratie=administratie apparatuur=apparatuur
huishoudelijke=huishoudelijke vergadering=vergadering verlichting=verlichting bestrating=bestrating isolatie=isolatie ontruiming=ontruiming
dagelijks=dagelijks wekelijkse=wekelijkse
machines=machines materialen=materialen voorziening=voorziening persoonlijke=persoonlijke nieuwbouw=nieuw+bouw afstand=afstand
"""

AFTER_TUNING = """
trappenhuisschoonmaak=trappen+huis+schoonmaak raambewassing=raam+bewassing dakgoot=dak+goot wijkbeheer=wijk+beheer wijkcentrum=wijk+centrum
buurtfeest=buurt+feest vloeronderhoud=vloer+onderhoud tapijtreiniging=tapijt+reiniging kantoormeubilair=kantoor+meubilair
buitenschilderwerk=buiten+schilder+werk
gevelisolatie=gevel+isolatie dakisolatie=dak+isolatie badkamerrenovatie=bad+kamer+renovatie keukenrenovatie=keuken+renovatie warmtepomp=warmte+pomp
warmtepompen=warmte+pompen laadpalen=laad+palen
brandblussers=brand+blussers brandmeldinstallatie=brand+meld+installatie
noodverlichting=nood+verlichting
bloembakken=bloem+bakken boomverzorging=boom+verzorging onkruidbestrijding=onkruid+bestrijding gladheidbestrijding=gladheid+bestrijding
papierinzameling=papier+inzameling oudpapier=oud+papier kledingcontainer=kleding+container kringloopwinkel=kring+loop+winkel
fietskoerier=fiets+koerier pakketbezorging=pakket+bezorging postbezorging=post+bezorging kantoorverhuizing=kantoor+verhuizing
linnenverhuur=linnen+verhuur wasserij=wasserij handdoeken=hand+doeken beddengoed=bedden+goed kledingreparatie=kleding+reparatie
ziekenhuisbedden=ziekenhuis+bedden rolstoelen=rol+stoelen rolstoelbus=rol+stoel+bus hulpmiddelen=hulp+middelen röntgenapparatuur=röntgen+apparatuur
bloedanalyse=bloed+analyse labapparatuur=lab+apparatuur ziektekostenverzekering=ziekte+kosten+verzekering
jaarrekening=jaar+rekening salarisadministratie=salaris+administratie drukwerk=druk+werk websitebeheer=web+site+beheer
cursusaanbod=cursus+aanbod taalcursus=taal+cursus rijlessen=rij+lessen jongerenwerk=jongeren+werk ouderenzorg=ouderen+zorg thuiszorg=thuis+zorg
dagbesteding=dag+besteding schuldhulpverlening=schuld+hulp+verlening jobcoach=job+coach straatcoach=straat+coach buurtbemiddeling=buurt+bemiddeling
speeltoestellen=speel+toestellen speeltuin=speel+tuin kunstgrasveld=kunst+gras+veld stadionverlichting=stadion+verlichting wedstrijddag=wedstrijd+dag
toegangscontrole=toegangs+controle camerabewaking=camera+bewaking parkeerbeheer=parkeer+beheer receptiediensten=receptie+diensten
funderingsherstel=funderings+herstel betonreparatie=beton+reparatie voegwerk=voeg+werk stucwerk=stuc+werk tegelwerk=tegel+werk
tentoonstellingen=tentoonstellingen eigenschappen=eigenschappen wetenschappelijk=wetenschappelijk bedragen=bedragen partners=partners
projectoren=projectoren vruchtensappen=vruchten+sappen trainingspakken=trainings+pakken hoogspanningskabels=hoog+spannings+kabels
netwerkservers=netwerk+servers zwembadwater=zwembad+water taallessen=taal+lessen tankstations=tank+stations
riolering=riolering bemiddeling=bemiddeling vertaling=vertaling bewoners=bewoners leverancier=leverancier directie=directie
"""


def _cases(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(word, tuple(parts.split("+"))) for word, parts in (case.split("=") for case in text.split())]


@pytest.mark.parametrize(("word", "parts"), _cases(BEFORE_TUNING) + _cases(AFTER_TUNING))
def test_it_divides_a_word_as_a_reader_would(splitter: Splitter, word: str, parts: tuple[str, ...]) -> None:
    stem = splitter.stem
    assert tuple(map(stem, splitter.split(word))) == tuple(map(stem, parts))
