"""What kind of contract something is: goods, software, advice, teaching, or the work itself (services and works).

Who sells mowers, makes software for green maintenance or advises on it has all its words, and mows no grass. The nature of a kind of work follows
from its CPV codes, as that of a contract does (eForms BT-23, here with software, advice and teaching apart).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.matching.concepts import WORK_FAMILY, Concept
from matcher.matching.sparse import row_sums
from matcher.matching.text import Tokens

NATURES = ("goods", "software", "advice", "teaching", "work")

_BY_PREFIX: Mapping[str, str] = {
    "48": "software", "71": "advice", "722": "advice", "73": "advice", "791": "advice", "792": "advice", "793": "advice", "794": "advice",
    "80": "teaching",
}  # fmt: skip
_FIRST_WORK = "45"
"""CPV 2008: divisions below are supplies, this one and those above (but for software) works and services."""


_FIRMS: Mapping[str, tuple[str, ...]] = {
    "goods": (
        "groothandel", "groothandelaar", "handelsonderneming", "machinehandel", "machinecentrum", "importeur", "fabrikant",
        "wholesale", "wholesaler", "importer", "manufacturer",
    ),
    "software": ("softwarebedrijf", "softwarehuis", "softwareleverancier", "cloudplatform", "appbouwer"),
    "advice": (
        "adviesbureau", "adviespraktijk", "ingenieursbureau", "onderzoeksbureau", "kenniscentrum", "kennisinstituut",
        "denktank", "innovatielab", "vergelijker", "vergelijkingssite", "consultancy", "thinktank",
    ),
    "teaching": (
        "opleidingscentrum", "opleidingsinstituut", "opleidingsbureau", "trainingsbureau", "trainingsinstituut", "vakschool", "academie", "academy",
    ),
}  # fmt: skip
"""What firms call themselves that do one nature of work in a trade of which they have all the words; the last part of a compound is enough."""

_IN_A_NAME: Mapping[str, str] = {"advies": "advice", "adviseurs": "advice", "consult": "advice", "consulting": "advice"}
"""Words that tell as much in the name of a firm only: whoever does the work may give advice on it too."""

_SOFTWARE = (
    "saas", "software", "softwarepakket", "softwareoplossing", "applicatie", "applicaties", "licentie", "licenties", "ecd", "epd",
    "beheersysteem", "informatiesysteem", "managementsysteem", "registratiesysteem", "volgsysteem", "reserveringssysteem", "planningssysteem",
)  # fmt: skip
"""How titles call software, whatever it is for; the last part of a compound is enough."""

_TOLD = 0.8
"""What a firm that calls itself so does of that nature, or how much of a tender that is called so asks for it, whatever else is named."""


def nature_of(code: str) -> str:
    """The nature of a CPV code, or of a branch.

    >>> nature_of("34144900"), nature_of("48"), nature_of("79410000"), nature_of("9091")
    ('goods', 'software', 'advice', 'work')
    """
    known = _BY_PREFIX.get(code[:3]) or _BY_PREFIX.get(code[:2])
    return known or ("goods" if code[:2] < _FIRST_WORK else "work")


def natures_of(concepts: Sequence[Concept]) -> npt.NDArray[np.float32]:
    """Concepts x natures: of each the share of its codes, or of those of the nearest one above it that has codes. Kinds of people have no nature."""
    codes = {concept.id: concept.cpv for concept in concepts}
    result = np.zeros((len(concepts), len(NATURES)), dtype=np.float32)
    for number, concept in enumerate(concepts):
        identifier = concept.id
        while identifier and not codes.get(identifier):
            identifier = identifier.rpartition(".")[0]
        if not identifier or f"{concept.id}.".startswith(WORK_FAMILY):
            continue
        for code in codes[identifier]:
            result[number, NATURES.index(nature_of(code))] += 1.0 / len(codes[identifier])
    return result


def natures_of_firms(tokens: Tokens) -> npt.NDArray[np.float32]:
    """Documents x natures: what their firms call themselves; rows add up to 1, or are 0 where nothing is told."""
    said, named = _by_token(tokens, _told_anywhere), _by_token(tokens, _told_in_a_name)
    return _told(tokens, np.where((said < 0) & _in_first_field(tokens), named, said))


def natures_of_tenders(tokens: Tokens, codes: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
    """Documents x natures: software where the title or the first of the CPV `codes` calls it so, whatever it is for; 0 where nothing is told."""
    result = _told(tokens, np.where(_in_first_field(tokens), _by_token(tokens, _told_in_a_title), -1))
    result[[nature_of(given[0]) == "software" if given else False for given in codes], NATURES.index("software")] = 1.0
    return result


def bringing_work(told: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Per document how much of it may bring work at all, by what `natures_of_tenders` tells of it."""
    return np.asarray(1 - _TOLD * told.max(axis=1, initial=0.0))


def _by_token(tokens: Tokens, told: Callable[[str], int]) -> npt.NDArray[np.int32]:
    """The nature that each token tells; -1 for none."""
    return np.fromiter(map(told, tokens.distinct), dtype=np.int32, count=len(tokens.distinct))[tokens.token]


def _in_first_field(tokens: Tokens) -> npt.NDArray[np.bool_]:
    return np.asarray(tokens.text % tokens.fields == 0)


def _told(tokens: Tokens, natures: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    told = natures >= 0
    found = np.zeros((tokens.documents, len(NATURES)), dtype=np.float32)
    found[tokens.text[told] // tokens.fields, natures[told]] = 1.0
    count = found.sum(axis=1, keepdims=True)
    result: npt.NDArray[np.float32] = np.divide(found, count, out=found, where=count > 0)
    return result


_EVERY_FIRM = tuple(name for names in _FIRMS.values() for name in names)


def _told_anywhere(token: str) -> int:
    if not token.endswith(_EVERY_FIRM):
        return -1
    return next((number for number, nature in enumerate(NATURES) if token.endswith(_FIRMS.get(nature, ()))), -1)


def _told_in_a_name(token: str) -> int:
    return NATURES.index(_IN_A_NAME[token]) if token in _IN_A_NAME else -1


def _told_in_a_title(token: str) -> int:
    return NATURES.index("software") if token.endswith(_SOFTWARE) else -1


def with_told(shares: npt.NDArray[np.float32], told: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Shares of natures, as `nature_shares` gives them, after what firms or titles tell."""
    return np.where(told.any(axis=1, keepdims=True), (1 - _TOLD) * shares + _TOLD * told, shares)


def nature_shares(strengths: sp.csr_matrix, natures: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Items x natures: how much of what each item names is of each nature; rows add up to 1, or to less where kinds of people are named.

    `strengths`: items x concepts. They are squared, so that what is said by the way counts little.
    """
    squares = strengths.copy()
    squares.data = squares.data * squares.data
    whole = row_sums(squares, squares.data).astype(np.float32).reshape(-1, 1)
    found: npt.NDArray[np.float32] = np.asarray(squares @ natures, dtype=np.float32)
    return np.asarray(np.divide(found, whole, out=np.zeros_like(found), where=whole > 0))
