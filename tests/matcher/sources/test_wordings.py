import pytest

from matcher.model import Status
from matcher.sources.withdrawal import without_status
from matcher.sources.wordings import is_note, is_period, is_surely_total, is_total, reserved_in, said_status


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("*VERVALLEN* Hekwerk", "Hekwerk"),
        ("VERVALLEN per 1-10: Dakkapel", "Dakkapel"),
        ("Vervallen (budget): Dakkapel", "Dakkapel"),
        ("Doorgehaald: Traprenovatie", "Traprenovatie"),
        ("Hekwerk VERVALLEN", "Hekwerk"),
        ("GECANCELD Hekwerk", "Hekwerk"),
        ("KOMT TE VERVALLEN Hekwerk", "Hekwerk"),
        ("Hekwerk - vervallen wegens bezwaar", "Hekwerk"),
        ("Bus lease [withdrawn]", "Bus lease"),
        ("Laadpalen (VERVALLEN: via provincie)", "Laadpalen"),
        ("Laadpalen (ingetrokken, zie 12)", "Laadpalen"),
    ],
)
def test_it_frees_a_title_of_the_words_that_withdraw_it(title, rest):
    assert without_status(title) == (rest, Status.WITHDRAWN)


@pytest.mark.parametrize(
    "title",
    [
        "Onderhoud vervallen panden",
        "Vervallen en leegstaande panden slopen",
        "Sloop",
        "Cancelled time recorder",
        "Brug (vervalt: perceel 2)",
        "Brug (vervallen, deel noord)",
        "Huurcontract (vervalt: 31-12-2027)",
        "Renovatie (vervallen: blok A)",
        "Laadpalen (vervallen, wordt opnieuw aanbesteed)",
        "Vervallen / doorgeschoven",
        "Ingetrokken opdrachten",
    ],
)
def test_it_leaves_other_titles_alone(title):
    assert without_status(title) == (title, None)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("De aanbesteding is ingetrokken", Status.WITHDRAWN),
        ("besluit MT 12-1: VERVALLEN", Status.WITHDRAWN),
        ("Deze opdracht vervalt", Status.WITHDRAWN),
        ("Van de baan", Status.WITHDRAWN),
        ("will not proceed, no budget", Status.WITHDRAWN),
        ("Perceel 3 is vervallen", None),
        ("vervalt bij verkoop, nog onzeker", None),
        ("Vervallen indien de subsidie uitblijft", None),
        ("Vervallen / doorgeschoven", None),
        ("vervalt bij raadsbesluit", Status.WITHDRAWN),
        ("Vervallen als gevolg van bezuiniging", Status.WITHDRAWN),
        ("Contract vervalt per 31-12-2027", None),
        ("geen bijzonderheden", None),
        ("hoeft niet meer", Status.WITHDRAWN),
        ("hoeft niet meer, vervallen", Status.WITHDRAWN),
        ("raad koos voor huur, vervallen", Status.WITHDRAWN),
        ("gaan we niet doen", Status.WITHDRAWN),
        ("doen we niet meer", Status.WITHDRAWN),
        ("gaan we niet meer", Status.WITHDRAWN),
        ("besluit MT 3-2: INGETROKKEN", Status.WITHDRAWN),
        ("perceel 2 GESCHRAPT", None),
        ("budget GESCHRAPT naar 50k", None),
        ("huidig contract VERVALT in mei", None),
        ("vervallen na raadsbesluit", Status.WITHDRAWN),
        ("hoeft niet meer Europees", None),
        ("rijbewijsvrij hoeft niet", None),
        ("Vervallen bedrijfspand slopen, incl. asbest", None),
        ("vervallen schuren", None),
        ("contract met leverancier loopt af, vervalt", None),
    ],
)
def test_it_sees_in_a_remark_that_the_whole_was_withdrawn(text, status):
    assert said_status(text) == status


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Voorbehouden aan sociale werkplaatsen", "participation"),
        ("SW-bedrijf", "participation"),
        ("Reserved for sheltered workshops (art. 2.82)", "participation"),
        ("SW-bedrijf, inbesteden?", ""),
        ("voorbehouden aan SW?", ""),
        ("nu door het SW-bedrijf", ""),
        ("eventueel sociale werkplaats", ""),
        ("sheltered workshops welcome", ""),
        ("Voorbehouden aan SW-bedrijven? Ja", "participation"),
        ("Voorbehouden aan SW-bedrijven ja/nee? ja", "participation"),
        ("Eventueel verlengen, voorbehouden aan SW-bedrijven", "participation"),
        ("Current contract ends, reserved for sheltered workshops", "participation"),
        ("Vanaf nu voorbehouden aan sociale werkplaatsen", "participation"),
        ("Voorbehouden opdracht. Vragen? Mail de inkoper", "participation"),
    ],
)
def test_it_tells_a_reserved_tender_from_one_that_may_be(text, kind):
    assert reserved_in(text)[0] == kind


@pytest.mark.parametrize(
    ("text", "total", "surely"),
    [
        ("Subtotaal Facilitair", True, True),
        ("Totaal 2027", True, True),
        ("Totaal generaal", True, True),
        ("Facilitair totaal", True, False),
        ("samen", True, False),
        ("subtot.", True, False),
        ("Transporteren", True, False),
        ("Totaalbedrag", True, False),
        ("Transport van patiënten", False, False),
        ("Tot. 2027", True, False),
        ("Nog te verdelen", True, False),
        ("Restant budget toewijzen", False, False),
        ("Onvoorzien 5%", True, False),
        ("Stelpost (3%)", True, False),
        ("Onvoorzien onderhoud daken", False, False),
        ("Tot nader order inhuur", False, False),
        ("Totaal installatieonderhoud", True, False),
        ("Totaalonderhoud liften", False, False),
        ("Aantal contracten", True, False),
        ("Aantal lopende aanbestedingen:", True, False),
        ("Aantal contracten digitaliseren", False, False),
        ("Samenwerking wijkteams", False, False),
    ],
)
def test_it_knows_the_label_of_a_sum(text, total, surely):
    assert (is_total(text), is_surely_total(text)) == (total, surely)


@pytest.mark.parametrize("text", ["2e kwartaal 2027", "Q3 2027", "April", "2028", "Voorjaar 2027", "First quarter"])
def test_it_knows_a_part_of_a_year(text):
    assert is_period(text)


@pytest.mark.parametrize("text", ["Zomerfestival 2027", "Winterdienst", "Mei-activiteiten", "2027-014"])
def test_it_does_not_take_a_tender_for_a_part_of_a_year(text):
    assert not is_period(text)


@pytest.mark.parametrize(
    "text",
    [
        "geen aanbestedingen gepland",
        "nog geen trajecten",
        "er zijn nog geen aanbestedingen",
        "nog niets bekend",
        "Er is nog niets gepland",
        "wordt nog aangevuld",
        "volgt later",
        "nothing planned",
    ],
)
def test_it_takes_a_sentence_that_there_is_nothing_for_a_note(text):
    assert is_note(text)


@pytest.mark.parametrize(
    "text",
    ["Niets te verliezen (campagne)", "Volgteken onderhoud", "Nog in te vullen vacatures werven", "Nog geen naam (werktitel)", "Planning onderhoud"],
)
def test_it_takes_no_tender_for_such_a_sentence(text):
    assert not is_note(text)
