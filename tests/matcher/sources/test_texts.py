import pytest

from matcher.sources.telling_words import telling_texts
from matcher.sources.texts import are_people, are_surnames, clean, masked, names_somebody, title_without_staff, without_staff


@pytest.mark.parametrize(
    "text",
    [
        "Bel 06-12345678",
        "Bel 0612345678",
        "Tel. 088 000 0145",
        "tel: 030 - 123 45 67",
        "+31 88 000 0145",
        "mail j.veen@voorbeeld.nl",
        "Contactpersoon: H. de Post",
        "via dhr. P. van Dam",
        "Vragen aan: J. Smit",
        "c.p. K. van Dam",
        "Contact Lieke van Dam",
        "navragen bij Smit",
        "mevr. De Post tst 1234",
        "ask for Ms. Smit",
        "opgesteld door K. Post",
        "(J.P. Smit)",
        "J.P. Smit",
        "Team Inkoop / J.P. Smit",
        "K. Post, A. Smit",
        "contact: Sanne",
        "K. Post en A. Smit",
        "Smit [at] voorbeeld.nl, smit (at) voorbeeld.nl",
        "contact Sanne Post (ext. 1234)",
        "bel Smit 010 456 12 34",
    ],
)
def test_it_masks_what_names_or_reaches_a_member_of_staff(text):
    shown = masked(text)
    assert telling_texts(["Schoonmaak 5", clean(text)])["person"] == {clean(text)}  # else it would not be sought in a list
    assert "[" in shown
    assert not any(word in shown for word in ("Post", "Dam", "Smit", "Lieke", "Sanne", "smit", "veen", "1234", "0145"))


@pytest.mark.parametrize(
    "text",
    [
        "Sluiting 01-03-2027 12:00 uur", "CPV 03311000-2", "Circa 68.000 m² BVO", "1.250.000 stuks", "24/7 bereikbaar", "Complex 4021, 32 woningen",
        "Contact met bewoners", "KvK 01234567", "Aansluiting via Den Haag", "0,5 fte en 100.000 km",
        "MS Office licenties", "Windpark van 500 MW Zeewind", "ir. Lelystraat 4-12", "Mr. Treublaan", "Zorgmaatje voor een meneer. Capaciteit volgt",
        "Contact center software", "overleg met Gemeente Lindeveen", "Infuuspompen B. Braun", "Inhuur projectleider Bouw Noord",
        "Schilderwerk / A. Kuyperstraat", "Infuuspompen A. Smit en slangen",
    ],
)  # fmt: skip
def test_it_leaves_other_numbers_and_words_alone(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hekwerk (tst 61204)", "Hekwerk ([doorkiesnummer])"),
        ("Hekwerk (tst 61204), Smit ext. 1234", "Hekwerk ([doorkiesnummer]), [naam] [doorkiesnummer]"),
        ("Lieke tst 1234", "[naam] [doorkiesnummer]"),
        ("J. Smit (tst 1234)", "[naam] ([doorkiesnummer])"),
        ("Nieuw hek. Vragen: Lieke (toestel 1234)", "Nieuw hek. Vragen: [naam] ([doorkiesnummer])"),
        ("Lieke, 06-12345678", "[naam], [telefoon]"),
    ],
)
def test_what_is_to_be_bought_is_no_name_though_an_extension_stands_behind_it(text, shown):
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("vragen bij Ineke", "vragen bij [naam]"),
        ("Informatie bij: Ineke Smit (4410)", "Informatie bij: [naam] (4410)"),
        ("info: bel Ineke de Vries", "info: bel [naam]"),
        ("Vragen? Bel Ineke", "Vragen? Bel [naam]"),
        ("inkoper: Ineke en Sjoerd", "inkoper: [naam] en [naam]"),
        ("Contact: Sjoerd / Ineke", "Contact: [naam] / [naam]"),
        ("akkoord J. Vis en P. de Jong", "akkoord [naam] en [naam]"),
        ("Zout - J. Vis", "Zout - [naam]"),
        ("Zout, J. Vis", "Zout, [naam]"),
        ("Zout - A. de Vis", "Zout - [naam]"),
    ],
)
def test_a_first_name_or_a_name_behind_a_title_is_masked(text, shown):
    assert masked(text) == shown
    assert telling_texts([text])["person"] == {text}


@pytest.mark.parametrize(
    "text",
    [
        "Inkoper: Facilitair", "Inkoper: Facilitair Bedrijf", "navragen bij Vastgoed", "vragen bij Inkoop", "Vragen aan Gemeente Lindeveen",
        "Contact: Servicedesk", "Budgethouder: Zorg", "vragen bij de receptie", "Bel Air renovatie", "bel Techniek", "Gymzaal - A. Sloop",
        "Gymzaal - B. Nieuwbouw", "Kerkplein - fase C. Afbouw", "Weg - J. Vermeerstraat", "Zalen, A. Geluid", "Herinrichting kade / J. Watt",
        "Inhuur inkoper en Jurist", "Dak school J.P. Heije, K. Norel, goten",
    ],
)  # fmt: skip
def test_departments_and_counted_parts_are_no_names(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jan Vis", True), ("Pieter de Jong", True), ("Ineke", True), ("J. Vis", True), ("mw. J. de Wit (inkoop)", True), ("A. de Vries", True),
        ("Kees Vos:", True), ("Groot Onderhoud", False), ("A. Onderhoud", False), ("B. Projecten", False), ("Jan", False), ("Zorg Noord", False),
        ("Civiele Techniek", False), ("Jan van Nassaustraat", False), ("Sint Jan", False), ("Max Havelaar", False), ("De Linde", False),
    ],
)  # fmt: skip
def test_it_knows_a_text_that_is_nothing_but_a_name(text, expected):
    assert names_somebody(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "{}", "({})", "via {}", "loopt via {}", "actie: {}", "{} pakt op", "volgens {} niet nodig", "wacht op {}", "zie mail {} d.d. 3-3",
        "{}: nog uitzoeken", "overgedragen aan {} per 1-3", "tijdens verlof {} niet", "budget {}, afdeling Zorg", "eigenaar = {}",
        "NB {} is er niet op vrijdag", "{}/secretariaat", "Inkoop + {}", "bron: {}", "vervangt {} tot mei", "{} 12-3",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["Ineke", "Sjoerd Vis", "Fatima el Idrissi", "Ineke en Sander", "dhr. Kees Bos"])
def test_in_a_remark_a_first_name_tells_that_somebody_is_meant(text, name):
    remark = text.format(name)
    shown = without_staff(remark)
    assert not any(word in shown for word in name.split() if word[0].isupper())
    assert telling_texts([remark])["person"] == {remark}


@pytest.mark.parametrize("remark", ["actie: Jan Vis", "Hoekstra, Sjoerd", "eigenaar: Hoekstra, Sjoerd"])
def test_in_a_remark_a_surname_may_come_first(remark):
    assert not any(word in without_staff(remark) for word in ("Jan", "Hoekstra", "Sjoerd"))


@pytest.mark.parametrize(
    "remark",
    [
        "Levering uiterlijk 15 Jan", "Publicatie Jan", "rond Jan", "tussen Jan en Mrt", "Q1 (Jan, Feb, Mrt)", "jaarlijks Jan",
        "Jan Willem Frisolaan 12", "Pieter Baan Centrum", "Willem de Kooning Academie", "Herman Miller of gelijkwaardig", "Storm Dennis",
        "Vincent van Gogh museum", "overgenomen van Heijmans BV", "Stadion Willem II", "Johan van Hasseltkanaal",
    ],
)  # fmt: skip
def test_in_a_remark_a_month_a_street_a_house_and_a_make_are_nobody(remark):
    assert without_staff(remark) == remark


@pytest.mark.parametrize(
    ("title", "shown"), [("Dak - Irene", "Dak - Irene"), ("Dak (Jan Arentsz)", "Dak (Jan Arentsz)"), ("Dak (via Ineke)", "Dak (via [naam])")]
)
def test_behind_the_work_a_title_may_name_somebody(title, shown):
    assert title_without_staff(title) == shown


@pytest.mark.parametrize(
    "text",
    [
        "start Jan 2027", "Jan-feb", "Jan.", "eind Jan", "okt - Jan", "Woonzorgcomplex Sint Jan", "OBS Piet Hein", "school Sander Bos",
        "locatie Peter", "Jan Ligthart en De Kikker", "Peter van Straatenplein", "levering door Kees Bos BV", "Robert Gordon University",
        "Tolk Frans", "Ferry terminal", "1.200 Ton", "Els en berk planten", "Installatie door Wim Installatietechniek",
        "Huize Anneke, 12 bedden", "Groot Onderhoud",
    ],
)  # fmt: skip
def test_in_a_remark_months_buildings_firms_and_languages_stay(text):
    assert without_staff(text) == text


@pytest.mark.parametrize(
    "title", ["Sander Bos", "Dak Jan Thies", "Sloop Piet en Paul", "Gymzaal - A. Sloop", "Dak (Jan Ligthart)", "Verbouwing - flat Anneke"]
)
def test_what_a_title_names_is_more_often_a_building(title):
    assert title_without_staff(title) == title


def test_it_cleans_layout_out_of_a_text():
    assert clean(" Infuuspompen en\n spuitenpompen\xa0(420 st.) ") == "Infuuspompen en spuitenpompen (420 st.)"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Lieke de Boer", "J. Pietersma", "Karin Oosterveld"], True),
        (["mw. A. Smit", "R. de Bont (inkoop)"], True),
        (["Team Inkoop / R. Ploeg", "L. Voss", "Team Inkoop / R. Ploeg"], True),
        (["dr. Sterk", "mw. Pol"], True),
        (["MS Office", "MR Scanner"], False),
        (["dr. Nolensstraat", "prof. Lorentzlaan"], False),
        (["Sociaal Domein", "Openbare Ruimte", "Raad van Bestuur"], False),
        (["Gemeente Lindeveen", "Wonen Zuidrand"], False),
        (["Schoonmaak", "Groot onderhoud"], False),
        ([], False),
    ],
)
def test_it_knows_a_column_of_people(cells, expected):
    assert are_people(cells) is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Jansen", "de Wit", "Van Dam"], True),
        (["Visser", "Bakker"], False),
        (["Centrum", "de Kade"], False),
        (["Beheer", "van buiten"], False),
        ([], False),
    ],
)
def test_it_knows_a_column_of_surnames_by_a_small_particle(cells, expected):
    assert are_surnames(cells) is expected
