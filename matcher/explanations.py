"""Why a match fits, and why one does not, in sentences: the reasons of a score in the language of the reader.

Both languages stand side by side, so that neither is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from matcher.matching.concepts import WORK_FAMILY
from matcher.model import WhyNot
from matcher.vocabulary import OCCUPATIONS, concept_label, load_concepts
from matcher.wording import euros, keyword, kilometres, known_language, work_name

_Params = Mapping[str, Any]

_WHY = {
    "nl": {
        "concepts": "Doet dit werk: {concepts}.",
        "related": "Verwant: {concepts}.",
        "coverage": "Noemt alles wat er gevraagd wordt.",
        "simple": "Eenvoudig werk, te leren door het te doen.",
        "hands": "Leent mensen uit, ook voor eenvoudig werk als dit.",
        "words": "Dezelfde woorden: {words}.",
        "codes": "Zelfde CPV-tak: {codes}.",
        "work": "Brengt werk als {jobs}.",
        "occupations": "Wijst op hetzelfde beroep: {occupations}.",
        "here": "Om de hoek.",
        "near": "Dichtbij: {km}\N{NO-BREAK SPACE}km.",
        "distance": "Ligt op {km}\N{NO-BREAK SPACE}km.",
        "too_far": "Ligt op {km}\N{NO-BREAK SPACE}km, verder dan gewenst.",
        "too_large": "Let op: de opdracht ({asked}) is groter dan zij zeggen aan te kunnen ({carried}).",
        "large_for_them": "Let op: de opdracht ({asked}) is groot voor zo weinig mensen.",
        "size": "Let op: een grote opdracht.",
        "other_nature": "Let op: gevraagd wordt vooral {asked}; zij bieden vooral {offered}.",
        "social": "Sociale onderneming, coöperatie of gecertificeerd.",
        "names": "De naam of de wens lijkt op de titel van de opdracht.",
        "no_licence": "Let op: bij dit werk hoort autorijden, en er is geen rijbewijs.",
        "asked_as": "in de opdracht zoals ‘{term}’",
        "offered_as": "bij hen zoals ‘{term}’",
        "and": " en ",
    },
    "en": {
        "concepts": "Does this work: {concepts}.",
        "related": "Related: {concepts}.",
        "coverage": "Mentions everything that is asked.",
        "simple": "Simple work, learnt by doing it.",
        "hands": "Lends out staff, also for simple work such as this.",
        "words": "The same words: {words}.",
        "codes": "Same CPV branch: {codes}.",
        "work": "Brings work such as {jobs}.",
        "occupations": "Points to the same occupation: {occupations}.",
        "here": "Round the corner.",
        "near": "Close by: {km}\N{NO-BREAK SPACE}km.",
        "distance": "{km}\N{NO-BREAK SPACE}km away.",
        "too_far": "{km}\N{NO-BREAK SPACE}km away, farther than wished.",
        "too_large": "Mind: the contract ({asked}) is larger than they say they can carry ({carried}).",
        "large_for_them": "Mind: the contract ({asked}) is large for so few people.",
        "size": "Mind: a large contract.",
        "other_nature": "Mind: mostly {asked} is asked; they mostly offer {offered}.",
        "social": "Social enterprise, co-operative or certified.",
        "names": "The name or the wish reads like the title of the tender.",
        "no_licence": "Mind: this work includes driving, and there is no driving licence.",
        "asked_as": "in the tender as in ‘{term}’",
        "offered_as": "with them as in ‘{term}’",
        "and": " and ",
    },
}

_WHY_YOU = {  # the same to the supplier itself
    "nl": _WHY["nl"]
    | {
        "concepts": "U doet dit werk: {concepts}.",
        "coverage": "U noemt alles wat er gevraagd wordt.",
        "hands": "U leent mensen uit, ook voor eenvoudig werk als dit.",
        "offered_as": "bij u zoals ‘{term}’",
        "too_large": "Let op: de opdracht ({asked}) is groter dan u zegt aan te kunnen ({carried}).",
        "other_nature": "Let op: gevraagd wordt vooral {asked}; u biedt vooral {offered}.",
        "social": "U bent een sociale onderneming, coöperatie of gecertificeerd.",
        "names": "Uw naam lijkt op de titel van de opdracht.",
    },
    "en": _WHY["en"]
    | {
        "concepts": "You do this work: {concepts}.",
        "coverage": "You mention everything that is asked.",
        "hands": "You lend out staff, also for simple work such as this.",
        "offered_as": "with you as in ‘{term}’",
        "too_large": "Mind: the contract ({asked}) is larger than you say you can carry ({carried}).",
        "other_nature": "Mind: mostly {asked} is asked; you mostly offer {offered}.",
        "social": "You are a social enterprise, co-operative or certified.",
        "names": "Your name reads like the title of the tender.",
    },
}

_WHY_NEARLY = {  # of one that just misses: that it does the work would be too much said
    "nl": _WHY["nl"] | {"concepts": "Lijkt op dit werk: {concepts}."},
    "en": _WHY["en"] | {"concepts": "Resembles this work: {concepts}."},
}

_WHY_NOT = {
    "nl": {
        "missing": "Noemt dit werk niet: {concepts}.",
        "unclear": "Noemt dit soort werk wel, maar verder lijken opdracht en profiel te weinig op elkaar.",
        "unknown": "De titel zegt niet duidelijk om welk werk het gaat.",
        "work": "Noemt dit werk niet, of niet duidelijk.",
        "too_large": "De opdracht is te groot voor wat zij aankunnen.",
        "too_large_alone": "De opdracht is te groot voor wat zij aankunnen. Bij een kleiner perceel zou dit wel passen.",
        "size": "Het is een grote opdracht: zulke opdrachten passen zelden.",
        "distance": "De afstand weegt hier het zwaarst.",
        "other_nature": "Hier wordt iets anders gevraagd dan zij bieden: spullen, software, advies, les, of het werk zelf.",
        "change": "Doen ze ook {keyword}? Staat dat in hun profiel, dan past het wel.",
    },
    "en": {
        "missing": "Does not mention this work: {concepts}.",
        "unclear": "Does mention this kind of work, but otherwise the tender and the profile have too little in common.",
        "unknown": "The title does not say clearly what work this is.",
        "work": "Does not mention this work, or not clearly.",
        "too_large": "The contract is too large for what they can carry.",
        "too_large_alone": "The contract is too large for what they can carry. A smaller lot would fit.",
        "size": "It is a large contract: such contracts seldom fit.",
        "distance": "The distance weighs most here.",
        "other_nature": "Something else is asked here than they offer: goods, software, advice, teaching, or the work itself.",
        "change": "Do they also do {keyword}? With that in their profile it fits.",
    },
}

_NATURES = {
    "nl": {"goods": "een levering van spullen", "software": "software", "advice": "advies", "teaching": "les of training", "work": "het werk zelf"},
    "en": {"goods": "a supply of goods", "software": "software", "advice": "advice", "teaching": "teaching", "work": "the work itself"},
}
_TOLD_FROM = -0.4
"""From this contribution on another nature is worth telling."""

_ALIKE = 0.5
"""From this contribution on a name is so much like a title that people see it."""

_NO_OCCUPATIONS = ("work.vague", "work.certificates", "work.driver.licence")
"""What people wish for or hold, among the kinds of people."""

_WITH_KIN = 2
"""Further entries, beside the share, of a family of which the sides name two different kinds of work."""

_WEIGHS = 0.1
"""From this share of what the concepts contribute on one of them is worth telling."""

_ALL_SORTS = ("goods", "office", "public", "technical_services")
"""Families that say nothing beside a kind of work: who lends people and who sits at a reception both do "zakelijke dienstverlening"."""

_LENT, _SIMPLE = 0.5, 0.6
"""From this contribution, and from this share of the work, on it is told to be simple: a mason's is not, though his mates learn it by doing it."""

_ALL = 0.9
"""From this share on nothing is worth telling that the tender mentions and the profile does not."""

_HERE_KM, _NEAR_KM = 0.5, 5.0


def reason_sentences(reasons: Sequence[_Params], language: str, *, to_supplier: bool = False, nearly: bool = False) -> list[str]:
    """What people read of a match's reasons (as stored: code, contribution, params): the work first, then the rest, strongest first.

    `to_supplier`: the reader is the supplier itself. `nearly`: the match just misses.
    """
    language = known_language(language)
    why = (_WHY_YOU if to_supplier else _WHY_NEARLY if nearly else _WHY)[language]
    by_code = {str(reason["code"]): reason for reason in reasons}
    sentences = {
        code: said for code, told in _SENTENCES.items() if (reason := by_code.get(code)) is not None and (said := told(reason, language, why))
    }
    if "too_far" in sentences:  # which says how far it is as well
        sentences.pop("distance", None)
    if "too_large" in sentences:  # what is too large for them is large
        sentences.pop("size", None)
    return list(sentences.values())


def why_not_sentence(why: WhyNot, language: str) -> str:
    """Why a supplier is not enough for a lot, and the change that would be enough, where there is one."""
    language = known_language(language)
    texts = _WHY_NOT[language]
    if why.code != "work":
        told = texts["too_large_alone" if why.code == "too_large" and why.alone else why.code]
    elif why.missing is None:
        told = texts["work"]
    elif why.missing:
        told = texts["missing"].format(concepts=_list([concept_label(each, language) for each in why.missing[:3]], language))
    else:
        told = texts["unclear" if why.named else "unknown"]
    return f"{told} {texts['change'].format(keyword=keyword(why.change, language))}" if why.change else told


def _concepts(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    does: list[str] = []
    related: list[str] = []  # the profile does not name it, or something else of its kind
    called: set[str] = set()
    for identifier, asked, offered, *rest in _worth_telling(reason["params"].get("concepts", ())):
        label = work_name((identifier, asked, offered), language)
        if not label or label.casefold() in called:
            continue
        called.add(label.casefold())
        detail = []
        if asked and asked.casefold() != label.casefold():
            detail.append(why["asked_as"].format(term=asked))
        if offered and offered.casefold() not in (label.casefold(), str(asked).casefold()):
            detail.append(why["offered_as"].format(term=offered))
        (does if offered and len(rest) < _WITH_KIN else related).append(f"{label} ({'; '.join(detail)})" if detail else label)
    told = (("concepts", does), ("related", related))
    return " ".join(why[key].format(concepts=_list(names, language)) for key, names in told if names)


def _worth_telling(concepts: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """The kinds of work that weigh: no faint hint, nor, beside the work itself, who does it ("schilder"; those of an imported list tell more)."""
    weighing = [concept for concept in concepts if len(concept) < 4 or concept[3] >= _WEIGHS] or concepts[:1]
    return ([concept for concept in weighing if _is_work_itself(concept[0])] or weighing)[:3]


def _is_work_itself(identifier: str) -> bool:
    of_people = identifier.startswith(WORK_FAMILY) and not identifier.startswith(OCCUPATIONS)
    return identifier not in _ALL_SORTS and not of_people


def _coverage(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    return why["coverage"] if reason["params"].get("share", 0.0) >= _ALL else ""


def _hands(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    return why["hands"] if _is_simple(reason) else ""


def _simple(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    return why["simple"] if _is_simple(reason) else ""


def _is_simple(reason: _Params) -> bool:
    return bool(reason["contribution"] >= _LENT and reason["params"].get("share", 0.0) >= _SIMPLE)


def _size(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    return why["size"] if reason["contribution"] <= _TOLD_FROM else ""


def _words(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    words = [word for word, share in reason["params"].get("words", ()) if share >= 0.05]
    return why["words"].format(words=", ".join(words)) if words else ""


def _codes(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    codes = [code.ljust(8, "0") for code in reason["params"].get("codes", ()) if len(code) >= 4]
    return why["codes"].format(codes=", ".join(codes)) if codes else ""


def _work(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    jobs = list(dict.fromkeys(label for code in reason["params"].get("isco", ()) if (label := _occupations(language).get(code))))
    return why["work"].format(jobs=_list(jobs[:3], language)) if jobs else ""


def _same_occupation(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    names = reason["params"].get("occupations", ())
    return why["occupations"].format(occupations=_list(list(names), language)) if names else ""


def _distance(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    value = reason["params"].get("km")
    if value is None:
        return ""
    return why["here" if value < _HERE_KM else "near" if value <= _NEAR_KM else "distance"].format(km=kilometres(value, language))


def _too_far(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    value = reason["params"].get("km")
    return why["too_far"].format(km=kilometres(value, language)) if value is not None and reason["contribution"] < 0 else ""


def _too_large(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    params = reason["params"]
    if "asked" not in params or params["asked"] <= params["carried"]:
        return ""
    return why["large_for_them" if params.get("reckoned") else "too_large"].format(
        asked=euros(params["asked"], language), carried=euros(params["carried"], language)
    )


def _other_nature(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    params = reason["params"]
    if "asked" not in params or reason["contribution"] > _TOLD_FROM:
        return ""
    return why["other_nature"].format(**{name: _NATURES[language][params[name]] for name in ("asked", "offered")})


def _social(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    return why["social"] if reason["contribution"] > 0 else ""


def _names(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    return why["names"] if reason["contribution"] >= _ALIKE else ""


def _no_licence(reason: _Params, language: str, why: Mapping[str, str]) -> str:
    return why["no_licence"] if reason["contribution"] < 0 else ""


_SENTENCES = {  # in the order in which they are told
    "concepts": _concepts,
    "coverage": _coverage,
    "hands": _hands,
    "simple": _simple,
    "work": _work,
    "occupations": _same_occupation,
    "words": _words,
    "codes": _codes,
    "names": _names,
    "social": _social,
    "distance": _distance,
    "too_far": _too_far,
    "too_large": _too_large,
    "size": _size,
    "other_nature": _other_nature,
    "no_licence": _no_licence,
}


def _list(parts: Sequence[str], language: str) -> str:
    """ "a, b en c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + _WHY[language]["and"] + parts[-1]


@lru_cache(maxsize=2)
def _occupations(language: str) -> dict[str, str]:
    """A name for people per ISCO-08 unit group: the occupation of the thesaurus that is that group before any other; of several the broadest."""
    best: dict[str, tuple[tuple[int, int, int], str]] = {}
    for concept in load_concepts():
        if concept.id.startswith(WORK_FAMILY) and not concept.id.startswith(_NO_OCCUPATIONS):
            for place, code in enumerate(concept.isco):
                fit = place, concept.id.count("."), len(concept.isco)
                if code not in best or fit < best[code][0]:
                    best[code] = fit, concept.label(language)
    return {code: label for code, (_, label) in best.items()}
