"""What people read for what the program stores: how sure a match is, problems, kinds of work, amounts and distances, in the reader's language.

Both languages stand side by side, so that neither is forgotten. The sentences of reasons stand in `explanations`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.model import Problem
from matcher.problems import PROBLEMS, PROBLEMS_EN
from matcher.vocabulary import OCCUPATIONS, concept_label

_CERTAINTY = {
    "nl": ((0.75, "past heel goed"), (0.5, "past goed"), (0.3, "past mogelijk"), (0.0, "past waarschijnlijk niet")),
    "en": ((0.75, "fits very well"), (0.5, "fits well"), (0.3, "may fit"), (0.0, "probably does not fit")),
}


def certainty(score: float, language: str) -> str:
    """How sure a match is, in words: "past heel goed"."""
    return next(words for threshold, words in _CERTAINTY[known_language(language)] if score >= threshold)


_CODE_CERTAINTY = {
    "nl": ((0.7, "vrij zeker"), (0.5, "waarschijnlijk"), (0.0, "misschien")),
    "en": ((0.7, "fairly sure"), (0.5, "probable"), (0.0, "perhaps")),
}


def code_certainty(probability: float, language: str) -> str:
    """How sure a suggested CPV code is, in words: "vrij zeker"."""
    return next(words for threshold, words in _CODE_CERTAINTY[known_language(language)] if probability >= threshold)


def keyword(concept: str, language: str) -> str:
    """What to write in a Dutch profile for this kind of work: "‘glasbewassing’", in English "‘glasbewassing’ (window cleaning)"."""
    dutch, label = concept_label(concept, "nl"), concept_label(concept, known_language(language))
    return f"‘{dutch}’" if label == dutch else f"‘{dutch}’ ({label})"


def work_name(concept: Sequence[str], language: str) -> str:
    """What the work of a stored (concept, term asked, term offered, share) is called; "" if there is nothing to call it.

    An occupation of an imported list is called what the tender or the profile calls it; that both hold some occupation says nothing.
    """
    identifier, asked, offered = concept[:3]
    if identifier == OCCUPATIONS:
        return ""
    return (asked or offered) if identifier.startswith(f"{OCCUPATIONS}.") else concept_label(identifier, language)


def problem_sentence(problem: Problem, language: str) -> str:
    """What a person reads of a problem, without where it stands."""
    return sentence(problem.code, problem.params, language)


def sentence(code: str, params: Mapping[str, object], language: str) -> str:
    """The sentence of a problem code, also of one that a `SourceError` carries; the bare code for one that this version does not know."""
    table = PROBLEMS_EN if known_language(language) == "en" else PROBLEMS
    template = table.get(code)
    return template.format_map(_Known(params)) if template else f"{code} {dict(params) or ''}".strip()


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


def euros(amount: float, language: str) -> str:
    """A whole amount in euros: "€ 1.250.000" in Dutch, with a space that breaks no line, "€1,250,000" in English."""
    text = f"{amount:,.0f}"
    return f"€{text}" if known_language(language) == "en" else "€\N{NO-BREAK SPACE}" + text.replace(",", ".")


def kilometres(value: float, language: str) -> str:
    """A distance with one decimal: "3,2" in Dutch."""
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return text if known_language(language) == "en" else text.replace(".", ",")


def known_language(language: str) -> str:
    """The one of the two languages that is meant: "en" for "en-GB", Dutch for any other than English."""
    return "en" if language.startswith("en") else "nl"
