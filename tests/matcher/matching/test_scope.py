"""What a tender names without asking for it does not count; what it asks stays, word for word."""

from __future__ import annotations

import pytest

from matcher.matching.scope import asked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Kantoren dagelijks. De OK en isolatiekamers vallen buiten de opdracht.", "Kantoren dagelijks.."),
        ("Beheer en uitgifte; het wassen zelf valt buiten dit contract", "Beheer en uitgifte;"),
        ("Alleen materiaal, de schoonmaak doen we zelf.", "Alleen materiaal,."),
        ("3 machines; wij wassen het platgoed in eigen beheer", "3 machines;"),
        ("Verhuizing labs (zuurkasten: buiten scope), kratten", "Verhuizing labs (zuurkasten:), kratten"),
        ("Vangst van mollen. Niet: muskusratten. Geen gif.", "Vangst van mollen. . Geen gif."),
        ("Groen m.u.v. bomen, zwerfvuil", "Groen , zwerfvuil"),
        ("900 stuks, exclusief linnen. Ophalen op maandag.", "900 stuks, . Ophalen op maandag."),
        ("Glasbewassing excl. hoogbouw incl. kozijnen", "Glasbewassing incl. kozijnen"),
        ("De kleding wordt apart ingekocht. Bedrukken.", ". Bedrukken."),
        ("Window cleaning is excluded. Offices only", ". Offices only"),
        ("Grounds maintenance excluding trees, litter", "Grounds maintenance , litter"),
    ],
)
def test_what_is_not_asked_is_left_out(text: str, left: str) -> None:
    assert asked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Schilderwerk binnen en buiten",
        "Bedrag excl. btw, schoonmaak kantoren",
        "Onderhoud excl. opt. verl.",
        "De schoonmaak doen we nu nog zelf",
        "De inschrijver kan het transport in eigen beheer uitvoeren",
        "Bewoners doen zelf mee met tuinieren",
        "Vallend blad ruimen, ook buiten",
        "Geen chemie. Niet muf maar fris",
    ],
)
def test_what_only_sounds_so_stays(text: str) -> None:
    assert asked(text) == text
