"""Words that say nothing about what is bought: function words, and the phrases that stand in every tender, in Dutch and English."""

from __future__ import annotations

DUTCH_FUNCTION_WORDS = frozenset(
    """
    de het een en van voor met op te in is aan dat die der den des door om uit bij tot als of naar ook niet wij we je jij u uw ons onze zij
    ze hij er hun haar zijn worden wordt werd werden kan kunnen zal zullen moet moeten mag mogen wil willen heeft hebben had hebt heb ben
    bent waren wordt onder over tussen tegen zonder binnen buiten waarbij waarin waarvan welke welk deze dit dan dus maar want nog al alle
    alles geen meer minder veel vaak soms altijd zoals daarbij hierbij hiervoor daarvoor waaronder eventueel onze mijn jouw jullie elke
    iedere ieder iets iemand niets zo zowel wat wie waar hoe wanneer na omdat zodat terwijl tijdens volgens via sinds ten ter per circa ca nu
    nou toe af heen weer eens erg heel zeer
    """.split()
)

ENGLISH_FUNCTION_WORDS = frozenset(
    """
    the and of for to with by on at from is are be been being was were this that these those will would shall should may might must can
    could has have had our we you your their they it its he she his her as or not any all each other such which who whom whose what where
    when how than then there here into within without between under over across through during including include includes provide provision
    providing required require requires ensure an
    """.split()
)

_PROCUREMENT = frozenset(
    """
    aanbesteding aanbestedingen aanbesteden aanbestedende opdracht opdrachten opdrachtgever stichting opdrachtnemer opdrachtnemers raamovereenkomst
    raamovereenkomsten raamcontract overeenkomst overeenkomsten contract contracten gunning gunnen gegund inschrijver inschrijvers
    inschrijving inschrijvingen perceel percelen procedure europese europees nationale onderhands meervoudig enkelvoudig openbare niet-
    openbare looptijd optie opties verlenging verlengen verlengd jaar jaren maand maanden maximaal minimaal betreft betreffende behoeve
    inzake diversen overig overige diverse perceelnummer marktpartij marktpartijen partij partijen dienst diensten dienstverlening
    leverancier leveranciers levering leveren uitvoering uitvoeren uitgevoerd werkzaamheden aanbieden aanbieder aanbieders gemeente
    gemeenten provincie rijk nederland nederlandse regio afgeroepen nader nadere plaats hoeveelheid omvang waarde raming geraamde excl incl
    exclusief inclusief btw eur euro euros stuks stuk aantal fase deel plus min tbv ivm mbt dmv obv tav nvt ntb evt bijv bv nv enz etc zgn
    mogelijk mogelijkheid voornemens doelstelling doel doelen project projecten traject kader wens wenst wensen sprake hiertoe daartoe
    conform eisen eis contracts tender tenders tendering supplier suppliers supply bidder bidders framework frameworks agreement
    agreements lot lots award awarded notice invited invite council borough authority authorities service services procurement procure
    procuring contracting contractor contractors requirement requirements works work specification specifications organisation organisations
    seeking looking quotation quotations opportunity expression interest provider providers deliver delivery delivering period year years
    month months county city district ltd limited plc llp group uk company co new various dps dynamic purchasing number per annum
    value estimated approx please via portal register website documents information details appendix
    """.split()
)

STOPWORDS = frozenset((DUTCH_FUNCTION_WORDS | ENGLISH_FUNCTION_WORDS | _PROCUREMENT) - {"buiten", "werk", "binnen", "was", "openbare", "website"})
"""Words without atoms. Some stay: "buiten werken", "binnenschilderwerk", "de was doen", "openbare verlichting", "website bouwen"."""
