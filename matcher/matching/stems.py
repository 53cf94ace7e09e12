"""Dutch words to stems: the forms of one word get one stem. (English ones: see `english`.)

The stems are those of the Porter stemmer for Dutch (Snowball's "dutch_porter"), with the forms that it leaves apart brought together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import Stemmer

from matcher.matching.inflection import Inflections

_DIMINUTIVE = re.compile(r"(?<=[a-z]{3})(?:etje|(?<![sfkph])(?<![^aeiou][aiou][nl])tje|(?<![^aeiou][aiou]m)pje|je)s?$")
"""After a short vowel -tje and -pje begin with a letter of the word itself: plantje is plant, lampje lamp; of plan it is plannetje."""
_CONSONANTS = frozenset("bdfgklmnprst")
_DOUBLE_VOWEL = re.compile(r"([aeou])\1(?=[^aeiou])")
_PORTER_ENDINGS = ("e", "en", "s", "end", "heid", "ing", "ig", "lijk", "bar", "baar")
"""Of words with other endings Porter's stemmer changes nothing that is not changed below; most parts that a compound is tried for have such."""

_UNVOICED = {"v": "f", "z": "s"}


def _once(match: re.Match[str]) -> str:
    return match.group(1)


_PLURAL = re.compile(r"(?<=ie)[ns]$|(?<=eau)s$|(?<!i)es$")
"""Endings of plurals that the stemmer leaves: installaties/installatie, machines/machine, bureaus/bureau, industrieën/industrie."""

_LEARNED = re.compile(r"(?<=[a-z]{5})(?:(?<=log|raf|sof|nom)(?:ie|isch)|(?<=therap)(?:ie|eut|eutisch)|(?<=iat)(?:er|rie|risch))$")
"""Endings of learned words for a field and for who works in it: fotografie/fotograaf, psychologie/psycholoog, fysiotherapie/fysiotherapeut."""

_SHORTEST_PLURAL = 5
"""Letters of a stem that may be all of a word: "games", "advies"."""

_SINGULAR_IN_EN = frozenset("binnen deken examen haven keuken kussen laken molen toren varken veulen wagen".split())
"""Words that end in -en without being plurals: "wagen" stays whole, as in "wagens"."""

_LONG = {
    form: forms.split()[0]
    for forms in """
    boom bomen, haak haken, haal halen haalt, haard haarden, kaas kazen, koop kopen koopt, leeg legen lege leegt, leen lenen leent, lees lezen leest,
    maat maten, peen penen, plaat platen, poot poten, programmeer programmeert programmeren, programmering, rook roken rookt,
    scheermes scheermesje scheermesjes scheermessen, serveer serveren serveert, spoor sporen,
    staal stalen, steek steken, taak taken, toon tonen, training trainen traint trainingen trainings, zaak zaken
    """.split(",")
    for form in forms.split()
}
"""Words with a long vowel that without it would be others: "kaas" is no "kas", "zaken" are no "zakken", and what is emptied is not laid. Who
trains is no railway, and who programs is not who makes the programme of a community centre."""

_GROWN_AWAY = frozenset("maatje mobieltje schaaltje".split())
"""Diminutives that mean something else than the word they were made of: who makes things "op maat" is nobody's "maatje"."""


def dutch_stem(word: str, porter: Callable[[str], str]) -> str:
    """The Dutch Porter stem, and what it leaves apart brought together: tuintje/tuin, verhuis/verhuizing, wassen/was, dak/daken, fiets/fietsen."""
    if word in _SINGULAR_IN_EN:
        return word
    if word in _LONG:
        return _LONG[word]
    if word.removesuffix("s") in _GROWN_AWAY:
        return word.removesuffix("s")
    stem = word
    if word.endswith(_PORTER_ENDINGS):
        stem = porter(_DIMINUTIVE.sub("", word) if "je" in word[-3:] else word)
    if len(stem) > 1 and stem[-1] == stem[-2] and stem[-1] in _CONSONANTS:
        stem = stem[:-1]
    if "aa" in stem or "ee" in stem or "oo" in stem or "uu" in stem:
        stem = _DOUBLE_VOWEL.sub(_once, stem)
    if stem.endswith(("ie", "isch", "er", "eut")):
        stem = _LEARNED.sub("", stem)
    if stem.endswith(("v", "z")):
        stem = stem[:-1] + _UNVOICED[stem[-1]]
    if len(stem) > _SHORTEST_PLURAL and stem[-1] in "ns" and (plural := _PLURAL.search(stem)):
        return stem[: plural.start()]
    return stem[:-1] if stem.endswith(("ts", "ks", "ps", "fs")) else stem


def dutch_stemmer(words: Iterable[str] = ()) -> Callable[[str], str]:
    """A cached `dutch_stem` that reads forms of `words` as these words, see `Inflections`."""
    porter = Stemmer.Stemmer("dutch_porter", maxCacheSize=0).stemWord  # its own cache takes longer than the work
    return lru_cache(maxsize=None)(Inflections(words, lru_cache(maxsize=None)(lambda word: dutch_stem(word, porter))).stem)
