"""Verbs whose prefix stands apart."""

import time

import pytest

from matcher.matching.separable import SeparableVerbs

VERBS = SeparableVerbs(
    "ophalen opknappen schoonmaken uitlenen inrichten afvoeren leeghalen ruimen aanleggen opslaan inhalen uitmaken afhalen wegbrengen".split()
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("wij halen oud papier op.", "wij ophalen oud papier."),
        ("wij halen oud papier op bij winkels, en karton", "wij ophalen oud papier bij winkels, en karton"),
        ("ik haal het op", "ik ophalen het"),
        ("wij halen op en knappen op", "wij ophalen en opknappen"),
        ("maken ramen en kozijnen schoon", "schoonmaken ramen en kozijnen"),
        ("hij slaat uw boot op!", "hij opslaan uw boot!"),
        ("richt kamers in voor u", "inrichten kamers voor u"),
        ("spullen om uit te lenen", "spullen om uitlenen"),
        ("wij halen het op het station", "wij halen het op het station"),  # a preposition
        ("wij halen fietsen, op maandag", "wij halen fietsen, op maandag"),  # another clause
        ("wij maken het af", "wij maken het af"),  # no verb that anybody looks for
        ("wij ruimen op", "wij ruimen op"),
        ("om te halen", "om te halen"),
        ("wij halen afval in en om utrecht", "wij halen afval in en om utrecht"),  # a pair of prepositions
        ("wij halen in en knappen op", "wij inhalen en opknappen"),  # two verbs, each with its own
        ("wij halen af en toe glas", "wij halen af en toe glas"),
        ("wij halen glas af en papier op", "wij afhalen glas en papier op"),
        ("wij maken deel uit van een keten", "wij maken deel uit van een keten"),
        ("wij maken het verschil uit", "wij uitmaken het verschil"),
        ("wij brengen u op de weg", "wij brengen u op de weg"),  # a noun
        ("wij brengen afval weg", "wij wegbrengen afval"),
        ("", ""),
    ],
)
def test_it_joins_a_verb_with_its_prefix(written: str, read: str) -> None:
    assert VERBS.joined(written) == read


def test_it_does_not_look_through_all_of_a_long_text_for_each_prefix() -> None:
    started = time.perf_counter()
    assert VERBS.joined("wij halen " + "op " * 8000 + "papier op.").startswith("wij ophalen ")
    assert time.perf_counter() - started < 2


def test_of_several_texts_each_is_read_alone() -> None:
    verbs = SeparableVerbs(["ophalen"])
    texts = ["wij halen", "op: oud papier", "wij halen papier op", "op te halen", "om op", "te halen", "loop te halen"]
    assert verbs.joined(" \0 ".join(texts)).split(" \0 ") == [verbs.joined(text) for text in texts]
    assert verbs.joined(" \0 ".join(texts)).split(" \0 ") == [
        "wij halen", "op: oud papier", "wij ophalen papier", "ophalen", "om op", "te halen", "loop te halen",
    ]  # fmt: skip
