"""English words to stems: one spelling of British and American words, the singular, and the noun of what is done.

Everything here is about words that are known to be English; `text` tells which those are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[a-z]{3})iz(?=e$|es$|ed$|ing$|ers?$|ations?$)", "is"),
        (r"(?<=[a-z]{3})yz(?=e$|es$|ed$|ing$|ers?$)", "ys"),
        (r"^(un|dis|multi)?(arm|behavi|col|fav|flav|harb|hon|hum|lab|neighb|od|rum|sav|tum|vap)our", r"\1\2or"),
        (r"^([a-z]*met|amphitheat|cent|epicent|fib|lit|millilit|theat)re(?=s?$|d$)", r"\1er"),
        (r"^(anal|catal|dial)ogue?(?=s?$|d$|r)", r"\1og"),
        (r"^programme(?=s?$)", "program"),
        (r"^(couns|lab|lev|mod|sign|trav|tunn)ell(?=ers?$|ors?$)", r"\1el"),
        (r"anaesth", "anesth"),
        (r"p(?:ae|e)d(?=iatr|ics?$)", "ped"),
        (r"^(archa|gyna|pala)(?=eo|ec)", lambda match: match.group(1)[:-1]),
        (r"^ha(?=em(?:o|at))", "h"),
        (r"(?<=[a-z])aem(?=ia|ic)", "em"),
        (r"rrhoea", "rrhea"),
        (r"^(de|of)fence", r"\1fense"),
        (r"^licenc(?=e)", "licens"),
        (r"^practis(?=e|i)", "practic"),
        (r"^tire(?=s?$)", "tyre"),
        (r"^curb", "kerb"),
        (r"^gray", "grey"),
        (r"^aluminum", "aluminium"),
        (r"^mold(?=s?$|ed$|ing|y$)", "mould"),
        (r"^plow", "plough"),
        (r"^jewelry$", "jewellery"),
        (r"^sulf", "sulph"),
        (r"^pajamas?", "pyjamas"),
        (r"^artifact", "artefact"),
    )
)
"""Where British and American spelling differ, the form that both are read as."""

_ANY_SPELLING = re.compile("|".join(re.sub(r"\((?!\?)", "(?:", pattern.pattern) for pattern, _ in _SPELLINGS))

_PLURALS = {
    "analyses": "analysis",
    "appendices": "appendix",
    "buses": "bus",
    "children": "child",
    "feet": "foot",
    "gases": "gas",
    "geese": "goose",
    "halves": "half",
    "knives": "knife",
    "leaves": "leaf",
    "lens": "lens",
    "lenses": "lens",
    "loaves": "loaf",
    "matrices": "matrix",
    "men": "man",
    "mice": "mouse",
    "news": "news",
    "scarves": "scarf",
    "shelves": "shelf",
    "teeth": "tooth",
    "women": "woman",
}
"""Those that no rule tells, and words in -s that are none."""

_SHORT = 4
"""So short English words keep their last e: "care" is no car."""

_ENDING = re.compile(r"(?<=[a-z]{3})(?:ings?|ed)$")
_SHORT_WITHOUT_E = re.compile(r"[^aeiou][aeiouy][^aeiouwxy]")
"""What is left of "baking" and "tiling": words in -e, for others would have doubled their consonant (Porter 1980, step 1b)."""

_DOUBLED = re.compile(r"([bdgmnprt])\1$")
"""Consonants that are doubled before an ending. "Filling", "pressing" and "staffing" are of words that have both letters themselves."""

_VOWEL = re.compile(r"[aeiouy]")

_OF_ITS_OWN = frozenset(
    """
    accounting banking bedding boarding clothing coaching coring dressing farming fishing gardening housing letting marketing meeting mining
    monitoring parking planting programming rating screening shopping tooling training
    """.split()
)
"""Nouns in -ing that are not what is done with the thing itself: "Primrose Gardens" asks for no gardening, who sells beds for no bedding, what is
bought for a market for no marketing, and trains are no training."""

_ACTIONS = """
    advertise advertisement, analyse analysis, assemble assembly, assess assessment, collect collection, construct construction, consult
    consultancy, decontaminate decontamination, decorate decoration, demolish demolition, develop development, digitise digitisation, disinfect
    disinfection, dispose disposal, distribute distribution, evaluate evaluation, excavate excavation, inspect inspection, install installation,
    insulate insulation, irrigate irrigation, maintain maintenance, mediate mediation, modernise modernisation, protect protection, recruit
    recruitment, redecorate redecoration, relocate relocation, remediate remediation, remove removal, renew renewal, renovate renovation, replace
    replacement, restore restoration, sterilise sterilisation, supervise supervision, transcribe transcription, translate translation, transportation
    transport, treat treatment, upholster upholstery, vaccinate vaccination, ventilate ventilation
"""
"""Verbs of work and the nouns of theirs that lists of terms have: who writes of himself writes "we collect and dispose of waste". Only what can mean
nothing else: "produce" is what grows, to manage is done by many who are no managers, and "refurbished" is said of goods."""


def without_dutch_ending(word: str) -> str:
    """One of the nouns above without the plural, or the linking "s", that it has in Dutch: "trainingen", and "trainings" of "trainingspakken"."""
    noun = word.removesuffix("en") if word.endswith("ingen") else word.removesuffix("s")
    return noun if noun in _OF_ITS_OWN else word


def english_stem(word: str) -> str:
    """Plurals as in Harman's S-stemmer (JASIS 42, 1991), and -ing and -ed: cleaning/clean, refurbished/refurbishing; collected/collection.

    A fuller stemmer would make "electricity" and "electrical", "development" and "developer" one, which are different work.
    """
    stem = _stem(one_spelling(word))
    return _NOUN_OF.get(stem, stem)


def one_spelling(word: str) -> str:
    """A word as the British write it, more or less: what matters is that both ways of writing it become one."""
    if _ANY_SPELLING.search(word):
        for pattern, replacement in _SPELLINGS:
            word = pattern.sub(replacement, word)
    return word


def _singular(word: str) -> str:
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith("xes") else word[:-1]


def _stem(word: str) -> str:
    word = _singular(word)
    if word in _OF_ITS_OWN:
        return word
    stem = _ENDING.sub("", word)
    if stem != word:
        stem = f"{stem}e" if _SHORT_WITHOUT_E.fullmatch(stem) else _DOUBLED.sub(r"\1", stem)
    if len(stem) > _SHORT:
        stem = stem.removesuffix("e")
    return stem[:-1] if stem.endswith("ll") and len(_VOWEL.findall(stem)) > 1 else stem  # install, controlled


_NOUN_OF = {_stem(verb): _stem(noun) for verb, noun in (pair.split() for pair in _ACTIONS.split(","))}


class EnglishForms:
    """Knows the forms of some English `words`."""

    def __init__(self, words: Iterable[str]) -> None:
        known = [one_spelling(word) for word in words]
        self._singulars = frozenset(map(_singular, known))
        self._stems = frozenset(map(english_stem, known))

    def has(self, token: str) -> bool:
        """Whether a token is one of the words in another form or spelling. An -e too many makes another word: "smalle" is not "small"."""
        word = one_spelling(token)
        if _singular(word) in self._singulars:
            return True
        return (word.endswith(("ed", "ing", "ings")) or _stem(word) in _NOUN_OF) and english_stem(word) in self._stems
