"""Reasons as sentences, in both languages."""

from __future__ import annotations

import pytest

from matcher.explanations import reason_sentences, why_not_sentence
from matcher.model import WhyNot
from matcher.wording import keyword

REASONS = {
    "a name like the title": (
        "names",
        0.8,
        "De naam of de wens lijkt op de titel van de opdracht.",
        "The name or the wish reads like the title of the tender.",
    ),
    "a name hardly like the title": ("names", 0.2, None, None),
    "no licence": (
        "no_licence",
        -0.9,
        "Let op: bij dit werk hoort autorijden, en er is geen rijbewijs.",
        "Mind: this work includes driving, and there is no driving licence.",
    ),
    "no licence, and no driving": ("no_licence", 0.0, None, None),
    "a large contract": ("size", -0.6, "Let op: een grote opdracht.", "Mind: a large contract."),
    "a small contract": ("size", 0.6, None, None),
    "not told in numbers whether it is simple": ("simple", 0.8, None, None),
    "not told in numbers for what people are lent": ("hands", 1.2, None, None),
}


@pytest.mark.parametrize(("code", "contribution", "dutch", "english"), REASONS.values(), ids=REASONS.keys())
def test_a_reason_is_told_where_it_matters(code: str, contribution: float, dutch: str | None, english: str | None) -> None:
    stored = [{"code": code, "contribution": contribution, "params": {}}]
    assert reason_sentences(stored, "nl") == [dutch] * (dutch is not None)
    assert reason_sentences(stored, "en") == [english] * (english is not None)


SIMPLE = {
    "simple work": ("simple", 0.8, 0.67, "Eenvoudig werk, te leren door het te doen.", "Simple work, learnt by doing it."),
    "work that is half simple, as masonry is": ("simple", 0.8, 0.5, None, None),
    "simple work that hardly matters": ("simple", 0.1, 1.0, None, None),
    "people lent": ("hands", 1.2, 0.67, "Leent mensen uit, ook voor eenvoudig werk als dit.", "Lends out staff, also for simple work such as this."),
    "people lent, for work that asks schooling": ("hands", 0.65, 0.25, None, None),
}


@pytest.mark.parametrize(("code", "contribution", "share", "dutch", "english"), SIMPLE.values(), ids=SIMPLE.keys())
def test_work_is_called_simple_where_most_of_it_is(code: str, contribution: float, share: float, dutch: str | None, english: str | None) -> None:
    stored = [{"code": code, "contribution": contribution, "params": {"share": share}}]
    assert reason_sentences(stored, "nl") == [dutch] * (dutch is not None)
    assert reason_sentences(stored, "en") == [english] * (english is not None)


def test_a_supplier_reads_of_its_own_name() -> None:
    assert reason_sentences([{"code": "names", "contribution": 1.0, "params": {}}], "nl", to_supplier=True) == [
        "Uw naam lijkt op de titel van de opdracht."
    ]


def test_who_just_misses_is_not_said_to_do_the_work() -> None:
    stored = [{"code": "concepts", "contribution": 1.0, "params": {"concepts": [[WINDOWS, "", "raam"]]}}]
    assert reason_sentences(stored, "nl", nearly=True) == ["Lijkt op dit werk: glasbewassing (bij hen zoals ‘raam’)."]
    assert reason_sentences(stored, "en", nearly=True) == ["Resembles this work: window cleaning (with them as in ‘raam’)."]


CONCEPTS = {
    "what is hinted at faintly": (
        [["cleaning.windows", "", "raam", 0.8], ["education", "", "leerwerkplek", 0.04]],
        "Doet dit werk: glasbewassing (bij hen zoals ‘raam’).",
    ),
    "who does the work, beside the work": (
        [["work.build.painter", "schilderen", "schilder", 0.6], ["painting", "schilderen", "schilder", 0.3]],
        "Doet dit werk: schilderwerk (in de opdracht zoals ‘schilderen’; bij hen zoals ‘schilder’).",
    ),
    "a family that says nothing, beside the work": (
        [["office", "receptie", "detachering", 0.6], ["painting", "schilderen", "schilder", 0.3]],
        "Doet dit werk: schilderwerk (in de opdracht zoals ‘schilderen’; bij hen zoals ‘schilder’).",
    ),
    "another kind of the same": (
        [["technical_services", "hang- en sluitwerk", "loodgieter", 0.4, True], ["painting", "schilderen", "", 0.3]],
        "Verwant: schilderwerk (in de opdracht zoals ‘schilderen’).",
    ),
    "another kind of the same, called by both": (
        [["painting", "gevels schilderen", "meubels lakken", 0.4, True]],
        "Verwant: schilderwerk (in de opdracht zoals ‘gevels schilderen’; bij hen zoals ‘meubels lakken’).",
    ),
    "who does the work, and nothing else": (
        [["work.build.painter", "schilderen", "", 0.6], ["painting", "schilderen", "", 0.05]],
        "Verwant: schilder (in de opdracht zoals ‘schilderen’).",
    ),
    "nothing that weighs": (
        [["cleaning.windows", "", "raam", 0.05], ["education", "", "les", 0.04]],
        "Doet dit werk: glasbewassing (bij hen zoals ‘raam’).",
    ),
}


@pytest.mark.parametrize(("concepts", "told"), CONCEPTS.values(), ids=CONCEPTS.keys())
def test_of_the_kinds_of_work_those_are_told_that_weigh(concepts: list[list[object]], told: str) -> None:
    assert reason_sentences([{"code": "concepts", "contribution": 1.0, "params": {"concepts": concepts}}], "nl") == [told]


def test_a_distance_is_told_once() -> None:
    stored = [{"code": code, "contribution": -0.4, "params": {"km": 12.3}} for code in ("distance", "too_far")]
    assert reason_sentences(stored, "nl") == ["Ligt op 12\N{NO-BREAK SPACE}km, verder dan gewenst."]
    assert reason_sentences(stored[:1], "nl") == ["Ligt op 12\N{NO-BREAK SPACE}km."]


@pytest.mark.parametrize(
    ("km", "dutch", "english"),
    [
        (0.0, "Om de hoek.", "Round the corner."),
        (0.4, "Om de hoek.", "Round the corner."),
        (0.5, "Dichtbij: 0,5\N{NO-BREAK SPACE}km.", "Close by: 0.5\N{NO-BREAK SPACE}km."),
        (5.1, "Ligt op 5,1\N{NO-BREAK SPACE}km.", "5.1\N{NO-BREAK SPACE}km away."),
    ],
)
def test_a_distance_is_told_as_people_tell_it(km: float, dutch: str, english: str) -> None:
    stored = [{"code": "distance", "contribution": 0.5, "params": {"km": km}}]
    assert (reason_sentences(stored, "nl"), reason_sentences(stored, "en")) == ([dutch], [english])


@pytest.mark.parametrize(
    ("code", "job"),
    [
        ("9313", "bouwvakker"),
        ("7126", "loodgieter"),
        ("9412", "keukenhulp"),
        ("5120", "kok"),
        ("7122", "tegelzetter"),
        ("7411", "elektricien"),
        ("8321", "bezorger"),
        ("9331", "bezorger"),
    ],
)
def test_a_group_of_jobs_is_called_after_the_job_that_it_is_first_of_all(code: str, job: str) -> None:
    assert reason_sentences([{"code": "work", "contribution": 1.0, "params": {"isco": [code]}}], "nl") == [f"Brengt werk als {job}."]


WINDOWS = "cleaning.windows"
WHY_NOT = {
    "work not named": (WhyNot("work", missing=(WINDOWS,)), "Noemt dit werk niet: glasbewassing.", "Does not mention this work: window cleaning."),
    "one change would do": (
        WhyNot("work", missing=(WINDOWS,), change=WINDOWS),
        "Noemt dit werk niet: glasbewassing. Doen ze ook ‘glasbewassing’? Staat dat in hun profiel, dan past het wel.",
        "Does not mention this work: window cleaning. Do they also do ‘glasbewassing’ (window cleaning)? With that in their profile it fits.",
    ),
    "work named, but little else": (
        WhyNot("work", missing=()),
        "Noemt dit soort werk wel, maar verder lijken opdracht en profiel te weinig op elkaar.",
        "Does mention this kind of work, but otherwise the tender and the profile have too little in common.",
    ),
    "a title that names no work": (
        WhyNot("work", named=False, missing=()),
        "De titel zegt niet duidelijk om welk werk het gaat.",
        "The title does not say clearly what work this is.",
    ),
    "not looked up": (WhyNot("work"), "Noemt dit werk niet, of niet duidelijk.", "Does not mention this work, or not clearly."),
    "too large": (
        WhyNot("too_large", missing=(WINDOWS,)),
        "De opdracht is te groot voor wat zij aankunnen.",
        "The contract is too large for what they can carry.",
    ),
    "only too large": (
        WhyNot("too_large", alone=True, missing=()),
        "De opdracht is te groot voor wat zij aankunnen. Bij een kleiner perceel zou dit wel passen.",
        "The contract is too large for what they can carry. A smaller lot would fit.",
    ),
    "far": (WhyNot("distance", alone=True), "De afstand weegt hier het zwaarst.", "The distance weighs most here."),
}


@pytest.mark.parametrize(("why", "dutch", "english"), WHY_NOT.values(), ids=WHY_NOT.keys())
def test_it_says_why_not_and_what_would_change_it(why: WhyNot, dutch: str, english: str) -> None:
    assert (why_not_sentence(why, "nl"), why_not_sentence(why, "en")) == (dutch, english)


def test_a_keyword_is_dutch_with_what_it_means_for_who_reads_english() -> None:
    assert (keyword(WINDOWS, "nl"), keyword(WINDOWS, "en")) == ("‘glasbewassing’", "‘glasbewassing’ (window cleaning)")
