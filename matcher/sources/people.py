"""The words by which a list speaks of people: what is found by them is not kept.

Names, mail addresses and phone numbers of staff reach neither database nor logs (AVG). A new word for "the colleague who knows" is added here:
columns, headings over headings, lists of people below a table and names within a text are all recognised by these.
"""

from __future__ import annotations

ROLES = (
    "contactpersoon; contact; opsteller; inkoper; tactisch inkoper; operationeel inkoper; inkoopadviseur; aanspreekpunt; projectleider; pl; "
    "budgethouder; contractmanager; contracteigenaar; aanvrager; trekker; behandelaar; lead; owner"
)
"""What somebody is called who handles a tender: above a column of people, and in a text before a name."""
HEADINGS = (
    f"{ROLES}; contactpers; verantwoordelijke; eigenaar; email; e mail; mail; mailadres; e mailadres; telefoon; tel; telefoonnummer; tel nr; "
    "telnr; mobiel; telnummer; opdrachtgever intern; phone; contact person; contact "
    "name; contact email; contact details; telephone; mobile; procurement lead; contract manager; buyer contact; officer; "
    "lead officer; project manager; responsible officer; responsible; projectmanager; intern opdrachtgever; procesbegeleider; email "
    "address; contactgegevens; budget holder; medewerker; accounthouder; naam inkoper; naam contactpersoon; phone number; contact "
    "officer; toegewezen aan; gemaakt door; assigned to; created by; requester; ambtelijk opdrachtgever; "
    "category manager; lead buyer; inkoop contact; "
    "bestuurlijk opdrachtgever; interne opdrachtgever; interne klant; vragen aan; collega; regisseur; secretaris; "
    "toestel; uitvoerder; ink; "
    "requested by; bij vragen; "
    "senior buyer; directeur; besteller; auteur; author; penvoerder; kartrekker; cm; vragen bij; ambt opdrachtgever; "
    "best opdrachtgever; vestigingsdirecteur; hoofd; teamhoofd; chef; eig; handler"
)
"""Headings of columns, as in `headings`."""
STEMS_OF_HEADINGS = (
    r"inkoper|contact|telefo|\bmail|e mail|manager|leider\b|houder\b|eigenaar\b|beheerder\b|behandel|(?<!for )\bwho\b|(?<!voor )\bwie\b|aanspreek|"
    r"\bbeh\b|"
    r"\bmob\b|\bpersoon\b|doorkies|opzichter|vraagbaak|coordinator|adviseur|handled|bereikbaar|gemandateerd|"
    r"verantwoordelijk|medewerker\b|ambtena|assign|projectleid|contractbeheer|trekker|voerder\b|\bdoor$|\w{4}steller\b|specialist|deskundig|"
    r"ondersteun|secretari|vervanger|achtervang|\bback up\b|\bjurist|\bs?poc\b|\bgsm\b|\bregie\b|betrokken|deelnemers|werkgroep|projectteam|"
    r"inkoopteam|stuurgroep|initiatiefnemer|bevoegd|gebruiker|stakeholder|\bowner|\b(?:prepared|managed|entered|filled in|added) by\b"
)
"""Parts of words that give such a heading away where no whole word of it is known."""
DETAILS = frozenset(
    "naam name functie rol role telefoon telefoonnummer tel telnr mobiel phone mobile email mail mailadres contactpersoon contact contactpersonen "
    "afdeling bereikbaar inkoper aanspreekpunt toestel".split()
) | {"e mail", "e mailadres", "tel nr", "naam inkoper", "job title"}
"""What is told of somebody: the headings of a list of people below the tenders, or what stands before each line of it."""
BELOW_ROLE = DETAILS | frozenset("voornaam achternaam team afd nummer nr tst kamer intern extern".split())
"""Words of lower headings that go on with the person whom the heading over them names."""
BEFORE_NAMES = f"{ROLES}; wijkbeheerder; beheerder; buyer; buyer contact; info; vragen; i.o.m.; i.s.m.; via; akkoord; namens; mail; mail van; bel"
"""In a text a name may follow: surely with initials or a particle, or with a colon between."""
ASKED = (
    "vraag bij; vraag aan; vragen bij; vragen aan; info bij; informatie bij; navragen bij; na te vragen bij; bellen met; afstemmen met; "
    "afgestemd met; c.p.; c.p; cp:; t.a.v.; ter attentie van; attn; attn.; ask; ask for; speak to; please call; opgesteld door; gewijzigd door; "
    "behandeld door; aangevraagd door; ingevuld door; bijgewerkt door; i.o.m.; mail van; overleg met"
)
"""In a text any name after these is a person's, were it only a first name; but for a department."""
DEPARTMENTS = (
    "Facilit Vastgoed Financi Techni Receptie Balie Juridisch Personeel Communicatie Marketing Planning Project Horeca Catering Zorg Verple "
    "Apotheek Laborator Gebouw Huisvest Automatis Informati Logistiek Magazijn Administr Secretariaat Service Help Klant Ruimte Domein Bedrijf "
    "Bestuur Griffie Concern Control Openbare Beheer Onderhoud Wonen Welzijn Milieu Groenvoorziening Onderwijs Faculteit Bibliotheek Campus "
    "Medisch Algemeen Algemene Strategie Kwaliteit Veiligheid Security Evenement Commerc Ticket Merchandise Stads Realisatie Programma Economi "
    "Burgerz Verkeer Watersch Waterbeh Realty Legal Finance Human Procurement Estates Works Highways Housing Operations Leverancier "
    "Opdrachtgever Opdrachtnemer Contract Keuken Schoonmaak Parkeer Advies Netbeheer Woonst Brandweer Politie"
).split()
"""What a word begins with that names a department or another organisation, where a name could stand as well: "Inkoper: Facilitair"."""
FIRST_NAMES = frozenset(
 "Abdel Abdullah Adriaan Ahmed Albert Alex Ali Amina Andries André Angela Anita Anja Anke Ankie Anneke Annelies Anneloes Annemarie Annemiek "
 "Annet Annette Anouk Antoine Anton Ard Arend Arie Arjan Arjen Arno Arnold Ashwin Astrid Aukje Ayse Bart Bastiaan Bernard "
 "Bert Betty Bianca Birgit Bjorn Bram Brigitte Carin Carla Carlo Carolien Caroline Cees Chantal Charlotte Christel Christiaan "
 "Christine Claudia Conny Corine Corrie Cynthia Daan Daniel Daniëlle Danny Dave David Debbie Desiree Diana Dick Dieuwke Dirk Dorien "
 "Dorine Edwin Eefje Egbert Elise Ellen Elly Emiel Emine Eric Erik Ernst Erwin Esther Eveline Evert Fatima Fatma Femke Fenna Fred "
 "Frederik Freek Frits Gea Geert Geertje Gerard Gerben Gerda Gerrie Gerrit Gert Gijs Gonda Greet Greetje Guus Hanna Hanneke Hannie Hans Harm "
 "Harrie Harry Hassan Hatice Heleen Helga Hendrik Henk Hennie Henny Henriëtte Hetty Hilde Huub Ibrahim Ilona Ilse Ineke Inge "
 "Ingrid Irma Ivo Jaap Jacco Jack Jacob Jacqueline Jan Janine Janneke Jannie Jasper Jeanette Jelle Jeroen Jeske Jessica Jetske "
 "Johan Joke Jolanda Jolande Joop Joost Jorien Joris José Joyce Judith Jurgen Jurre Karel Karen Karim Karin Karlijn Kees Kevin Khalid Kim "
 "Klaas Koen Koos Laura Leendert Lennart Leo Leonie Lia Lianne Lida Lieke Lies Liesbeth Lisa Lisette Loes Luuk Maaike "
 "Maarten Maartje Marc Marcel Margot Margreet Marianne Marieke Marijke Mariska Mariëlle Marjan Marjolein Marlies Marloes Martijn "
 " Martine Mathijs Matthijs Maurice Mehmet Menno Michel Michiel Mieke Miranda Mirjam Mohamed Mohammed Monique Murat Mustafa Nadia "
 "Natasja Nathalie Nico Nicole Niels Nienke Nina Nynke Olaf Pascal Patricia Patrick Paul Paula Peter Pieter Pim Priya Quinten "
 "Rachid Ralph Ramon Rashid Raymond Remco Renate René Renée Ria Rianne Richard Rik Rinus Rita Rob Robbert Roel Roelof Roland "
 "Ron Ronald Rudy Ruud Saida Samira Sander Sandra Sanne Saskia Sebastiaan Selma Sharon Siebe Sietske Simone Sjaak Sjoerd Sjors Sofie Sonja "
 "Soraya Stefan Steven Sunita Suzanne Sylvia Tamara Tanja Teun Thea Theo Thijs Tineke Tonny Trudy Truus Twan Ursula Vincent Wendy "
 "Wessel Wiebe Wilco Willeke Willem Wilma Wim Wouter Yasmina Yolanda Youssef Yvonne Zoë".split()
)  # fmt: skip
"""First names that many people in the Netherlands have, and hardly anything else: they tell "Jan Vis" from "Groot Onderhoud"."""
NAMED_AFTER = frozenset(
    "sint st heilige prins prinses koning koningin keizer huize huis flat complex gebouw locatie school basisschool obs cbs rkbs pcbs scholen "
    "college lyceum sporthal gymzaal zwembad theater museum plein park zaal zorgcentrum woonzorgcentrum kasteel fort molen kerk firma fa bedrijf "
    "bouwbedrijf leverancier aannemer stichting fonds merk type brug schip".split()
)
"""Behind these a name is that of a building or a firm."""
CALLED_AFTER = frozenset(
    "Jan Ligthart; Theo Thijssen; Willem Alexander; Willem Drees; Jan Steen; Jan Luiken; Karel Doorman; Albert Heijn; Albert Schweitzer; "
    "Jan Linders; Anton Philips; Anton Pieck; Robert Bosch; Martin Luther; Peter Petersen; Johan Cruijff; Jan Campert; Dick Bruna; Jan Tinbergen; "
    "Willem Barentsz; Johan Friso; Paul Kruger; Jan Terlouw; Thea Beckman; Annie Schmidt; Piet Hein; Daan Roosegaarde".split("; ")
)
"""Whom schools, streets and shops are called after."""


def phrases(words: str) -> list[str]:
    """Return the phrases of a list above, the longest first."""
    return sorted({each.strip() for each in words.split(";")}, key=lambda each: (-len(each), each))
