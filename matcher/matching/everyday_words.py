"""Words of everyday talk. Terms hold them, as "mensen die een duwtje nodig hebben" does, but by themselves they hint at no kind of work.

How often a word stands in the thesaurus does not tell these from rare words of a trade: both stand in one term or two.
"""

from __future__ import annotations

EVERYDAY_WORDS = frozenset(
    """
    aangenomen aantallen aantrekkelijk achtergelaten adres afgesloten akkoord alleen allen allerlei alternatief amsterdam apart avond
    beantwoorden bedrag beetje begin begrijpen begrijpt behalve behoefte bekendgemaakt bekijk bekijken belang bepaalde beperkt bereiken bericht
    beschikbaar besloten best bestaande beste besteden betekenen betrokken beurt bevestigen bezet bezig bezit bieden bijdrage bijgewerkt
    bijzonder blij blijft blijven blog branche bron brussel chinese combinatie compleet complimenten concept conditie continu correct dag
    dagelijks dames deed deelnemers degene denk denken derde dingen discussie divers doe doen doet donker doorgeven doorlopen draait drie
    duidelijk durf durven duur echt eenheid eenmaal eenvoudig eerlijk eigen eigendom einde elk enkel enkele eraf erbij ergens erin erop eruit
    ervaring essentieel even extra extreem feest firma focus formaat formele fout functie gaan gaat garantie gebruikt gecombineerd gedeelte
    gedrag gegevens gegroeid gehad geheel geleden gelijk genieten geplaatst gericht geschikt gevestigd geweest geweldig gewijzigd gewoon
    gezamenlijke gezelschap gezicht glimlach god goed graag graden gratis grens grof groot haat half handig heer helder helemaal hen herhaling
    herkennen hetzelfde hier hoef hoeveel hoger hoofd hoogte hoop hoorde houden houdt ideale iedereen ik incident individu individuele
    ingewikkeld inhoud initiatief innovatieve inwoners inzicht jaarlijks jezelf jongens kale kansen kant ken kennen kennis kijk kijken kilometer
    klaar kloppen km komen komt kop korter krijgen kun kwartier kwijt kwijtgeraakt laat laatste lang langer leden leeft leek lekker lekkere
    leven liefst liever lijken links loopt lopende luisteren luxe maakt maart makkelijk man mate me mede medewerkers mee meegenomen meest
    menselijke meteen mezelf midden minimum minuten mis moderne moeilijk moeite mooi mooie morgen naam naast name neer nemen nodig nul nummer
    nuttig ochtend ogen omgaan omgekeerd omlaag onderscheid onthouden ontmoet ontmoeten oorsprong opgelegd opgenomen opnieuw opzet orde
    organisatie overal overdag overgebleven overgenomen overwegen overzicht paar pagina passeren perfect periode perspectief plek plekken po
    positieve praat praktisch praten precies premier president prettig prima principe pro probleem problemen product professioneel puur recht
    rechts reeds reguliere rekening rest rust rustig samen samenwerking schat score seconden sector selectie serie simpel sint slaan slaat
    slechts slim snap snappen snapt snel soort specifieke spreken st sta staan staat sterk sterkte stevig stijl straks sturen taak tempo terug
    tevreden thema thuis tien tips toen toepassing ton top totaal traag traditionele twee tweemaal type uiterlijk uitgebreid uitsluitend
    uitzoeken uren uur vader vak vallen vanaf vandaag vanuit veranderen verband verbeteren verenigde vergeten vergroten verhaal verklaring
    verlagen verminderen verplicht verschil verschillende verspreid verstandig vertrek vertrouwen verwelkomen verzoek vier vies vinden vindt vol
    volgen volgende volledig vooraan voorkomen voormalige voorstel vooruit vragen vreemd vriend vrienden vriendschap vroeger waardevol wacht
    ware week weekend weekenden weigert weinig wekelijks wekelijkse weken welkom wereld werkende wijze willekeurige wk woord woorden zaken zat
    zeggen zeker zeldzaam zelf zichtbaar zin zit zitten zoek zoeken zonde
    age date down fun future get global go great like make more my no one only person pure see show so special style way well world
    """.split()
)
