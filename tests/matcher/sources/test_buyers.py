import pytest

from matcher.sources.buyers import buyer_of


@pytest.mark.parametrize(
    ("above", "below", "buyer"),
    [
        (["■ Ziekenhuis Oosterlaan", "Inkoopkalender 2027 - concept 0.9, d.d. 12-11-2026"], [], "Ziekenhuis Oosterlaan"),
        (["WONEN AAN ZEE", "Aanbestedingsplanning 2027", "Opsteller: A. de Wit"], [], "Wonen aan Zee"),
        (["FC WATERSTAD"], [], "FC Waterstad"),
        (["GEMEENTE IJSSELRIJK"], [], "Gemeente IJsselrijk"),
        (["Hogeschool Berg & Dal - dienst Inkoop", "Status: november 2026"], [], "Hogeschool Berg & Dal"),
        (["Inkoopplanning 2027 Stichting Zorggroep Noord"], [], "Stichting Zorggroep Noord"),
        (["Forward plan of tenders 2027 – Northfield Housing Trust"], [], "Northfield Housing Trust"),
        (["Inkoopkalender", "Organisatie: Waterschap Zuiderdelta"], [], "Waterschap Zuiderdelta"),
        ([], ["SC Lindeveen procurement - internal"], "SC Lindeveen"),
        (["Aanbestedingskalender 2027-2028", "Versie: 3"], ["* Bedragen zijn indicatief"], ""),
        (["SEASON 2027/28 - SUPPLY & SERVICE CONTRACTS"], [], ""),
        (["Organisatie: | Waterschap Zuiderdelta"], [], "Waterschap Zuiderdelta"),
        (["Facilitair & Vastgoed"], [], ""),
        (["De Leeuwerik Wonen – jaarplan"], [], "De Leeuwerik Wonen"),
        (["MJOP 2027-2031", "Museum Waterhoek"], [], "Museum Waterhoek"),
        (["Regio inkoop jeugd", "Gemeenten Merendal"], [], "Gemeenten Merendal"),
        (["Building & grounds - onderhoud"], [], ""),
        (["Scholengroep Oost (11 scholen, 3 locaties)"], [], "Scholengroep Oost"),
        (["Stichting De Waaier (gehandicaptenzorg)"], [], "Stichting De Waaier"),
        (["Gemeente Bergen (NH)"], [], "Gemeente Bergen (NH)"),
        (["Stichting De Brug (PO/VO)"], [], "Stichting De Brug (PO/VO)"),
        (["Prepared for: the board", "FC Waterstad spend plan FY27"], [], "FC Waterstad"),
        (["Contractkalender"], ["Bron: afdeling Inkoop"], ""),
        (["Contractkalender"], ["Bron: afdeling Inkoop, Waterschap Brede Beek"], "Waterschap Brede Beek"),
        (["Contractkalender"], ["Bron: Vereniging van Nederlandse Gemeenten"], ""),
        (["Contractkalender"], ["Bron: Unie van Waterschappen, Waterschap Brede Beek"], "Waterschap Brede Beek"),
        (["Contractkalender"], ["Bron: Gemeente Oudewaarden Karin Vis"], ""),
        (["Contractkalender"], ["Bron: Gemeente Oudewaarden (K. Vis, inkoop)"], ""),
        (["Stichting De Brug"], ["Bron: Gemeente Oudewaarden"], "Stichting De Brug"),
        (["Meerjarenprogramma grote werken, Waterschap Brede Beek"], [], "Waterschap Brede Beek"),
        (["Onderhoud en nieuwbouw 2027 Woonstichting De Peelkant"], [], "Woonstichting De Peelkant"),
        (["Doorkijk investeringen, Gemeente Oudewaarden, versie 2"], [], "Gemeente Oudewaarden"),
        (["Grote projecten van de Universiteit van Lindeveen"], [], "Universiteit van Lindeveen"),
        (["Locatie Praktijkhuis: aflopende contracten"], [], ""),
        (["Contractbeheer 2027"], [], ""),
        (["Plan | Geld | Planning"], [], ""),
        (["SPO Waterweg - contractkalender | bijgewerkt 9 nov"], [], "SPO Waterweg"),
        (["Ruimte | Wegen"], [], ""),
        (["Werkbedrijf Gemeente Lindeveen"], [], "Werkbedrijf Gemeente Lindeveen"),
        ([], ["Stichting Zorgpalet Veenstreek, facilitair bureau"], "Stichting Zorgpalet Veenstreek"),
    ],
)
def test_it_finds_the_buyer_that_a_list_names_itself(above, below, buyer):
    assert buyer_of(above, below) == buyer
