"""Whether two tenders from different places are the same one: features of pairs as whole columns, and a logistic regression over them.

The weights in datasets/weights/same_tender.json were fitted on one half of datasets/gold/same_tender.jsonl (see tests/benchmarks/fit_same_tender.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from rapidfuzz import fuzz, process

from matcher.matching.concepts import add_up, as_matrix
from matcher.matching.sparse import rows_times, unit
from matcher.matching.text import Vocabulary, fold, read_stream, tokenise
from matcher.matching.thesaurus import Thesaurus

Column = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]

FEATURES = (
    "title", "covered", "left_over", "concepts", "no_concept", "spelling", "cpv", "cpv_apart", "value_near", "value_multiple", "value_apart",
    "reference", "deadline", "start", "start_apart", "days_apart", "numbers", "buyer",
)  # fmt: skip
LEAST_BUYER = 0.6
"""Two tenders are compared only if their buyers' names are at least so alike (0 to 1)."""

_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,])|\b[ivx]{1,4}\b")
_GENERIC = frozenset(
    "gemeente provincie stichting ziekenhuis umc universitair medisch centrum wonen woningcorporatie woningstichting hogeschool universiteit school college "
    "roc stadion fc voetbalclub waterschap veiligheidsregio regio bv nv vereniging cooperatie groep afdeling inkoop inkoopsamenwerking de het van der "
    "den en the of and for services council city hospital housing university".split()
)
_NEAR_DAYS, _APART_DAYS = 4, 240


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of a tender, as plain values. Days are counted from any fixed day; None where unknown. `value` in euros."""

    buyer: str
    title: str
    description: str = ""
    lots: tuple[str, ...] = ()
    reference: str = ""
    cpv: tuple[str, ...] = ()
    value: float | None = None
    deadline: int | None = None
    start: int | None = None
    published: int | None = None
    """When it was published, or where that is unknown, about when the procedure should begin."""


def buyer_likeness(one: Sequence[str], other: Sequence[str]) -> npt.NDArray[np.float64]:
    """How alike the folded names of buyers are, 0 to 1, every one of `one` with every one of `other`. What all buyers are called does not count."""
    telling = [[_telling(name) for name in names] for names in (one, other)]
    alike = process.cdist(*telling, scorer=fuzz.token_set_ratio, dtype=np.float64, workers=-1) / 100
    shortened = np.zeros_like(alike)
    letters = [[_initials(name) for name in names] for names in (one, other)]
    squeezed = [[name.replace(" ", "") for name in names] for names in (one, other)]
    for (mine, theirs), turned in (((letters[0], squeezed[1]), False), ((letters[1], squeezed[0]), True)):
        index: dict[str, list[int]] = {}
        for place, name in enumerate(theirs):
            index.setdefault(name, []).append(place)
        for place, name in enumerate(mine):
            for found in index.get(name, []) if len(name) >= 3 else []:
                shortened[(found, place) if turned else (place, found)] = 0.9
    return np.maximum(alike, shortened)


def pairs_of(subjects: Sequence[Subject], groups: npt.NDArray[np.int64], thesaurus: Thesaurus) -> tuple[Longs, Longs]:
    """The pairs worth comparing: of different groups, with buyers alike, and some word, kind of work or code in common."""
    names = sorted({fold(subject.buyer) for subject in subjects})
    place = {name: number for number, name in enumerate(names)}
    buyer = np.asarray([place[fold(subject.buyer)] for subject in subjects])
    alike = buyer_likeness(names, names) >= LEAST_BUYER
    signs = _Signs(subjects, thesaurus)
    common = sp.triu(signs.everything @ signs.everything.T, k=1).tocoo()
    i, j = common.row.astype(np.int64), common.col.astype(np.int64)
    kept = (common.data > 0) & (groups[i] != groups[j]) & alike[buyer[i], buyer[j]]
    return i[kept], j[kept]


def features(subjects: Sequence[Subject], i: Longs, j: Longs, thesaurus: Thesaurus) -> Column:
    """Pairs x FEATURES."""
    signs = _Signs(subjects, thesaurus)
    columns = [
        _products(signs.titles, i, j),
        np.maximum(_cover(signs, i, j), _cover(signs, j, i)),
        1 - np.minimum(_cover(signs, i, j), _cover(signs, j, i)),
        _products(signs.concepts, i, j),
        ((signs.named[i] & signs.named[j]) & (_products(signs.concepts, i, j) == 0)).astype(float),
        process.cpdist([signs.folded[k] for k in i], [signs.folded[k] for k in j], scorer=fuzz.token_set_ratio, dtype=np.float64) / 100,
        *_codes(subjects, i, j),
        *_values(_numbers_of(subjects, "value"), i, j),
        np.asarray([_same_reference(subjects[a].reference, subjects[b].reference) for a, b in zip(i, j, strict=True)], dtype=np.float64),
        *_days(subjects, i, j),
        np.asarray([_other_numbers(signs.folded[a], signs.folded[b]) for a, b in zip(i, j, strict=True)], dtype=np.float64),
        _buyers(subjects, i, j),
    ]
    return np.column_stack(columns) if len(i) else np.zeros((0, len(FEATURES)))


def probabilities(values: Column, weights: Mapping[str, float]) -> Column:
    """How likely each pair is one tender; `weights` has one per feature, and "intercept"."""
    logit = weights["intercept"] + values @ np.asarray([weights[name] for name in FEATURES])
    return np.asarray(1 / (1 + np.exp(-logit)))


class _Signs:
    """The texts of subjects as sparse rows: words of titles with those of lots, words of everything, and kinds of work."""

    def __init__(self, subjects: Sequence[Subject], thesaurus: Thesaurus) -> None:
        analyzer, finder = thesaurus.analyzer, thesaurus.finder
        vocabulary = Vocabulary(thesaurus.vocabulary.ids)
        own = [" ".join((subject.title, *subject.lots)) for subject in subjects]
        self.folded = [fold(subject.title) for subject in subjects]
        stream = read_stream(tokenise([(o, s.description, s.buyer) for o, s in zip(own, subjects, strict=True)], analyzer), analyzer, vocabulary)
        size, rows = len(vocabulary), len(subjects)
        rarity = _rarity(thesaurus, size)
        words = [_presence(stream.doc[at], stream.atom[at], rows, size) for at in (stream.field == 0, stream.field < 2, stream.field == 2)]
        title, everything, buyer = words
        named_after = rows_times(buyer, np.ones(rows))
        self.title_words = _weighted(title - title.multiply(named_after), rarity)
        self.all_words = everything
        self.titles = unit(self.title_words)
        mentions = finder.mentions(stream, vague=False)
        mentions = mentions.only(mentions.field == 0)
        found = as_matrix(add_up(mentions, (1.0, 0.0, 0.0), len(finder.concepts)), rows, len(finder.concepts))
        above = (found @ finder.ancestors).tocsr()
        self.concepts = unit(_weighted(above, np.asarray([1.0 + depth for depth in finder.depths])))
        self.named = np.diff(found.indptr) > 0
        codes = [[code[:3] for code in subject.cpv] for subject in subjects]
        numbers = {code: number for number, code in enumerate(sorted({code for row in codes for code in row}))}
        at = [(row, numbers[code]) for row, given in enumerate(codes) for code in set(given)]
        places = np.asarray(at, dtype=np.int64).reshape(-1, 2)
        branches = sp.csr_matrix((np.ones(len(at)), (places[:, 0], places[:, 1])), shape=(rows, max(1, len(numbers))))
        self.everything = sp.hstack([self.titles, self.concepts, branches]).tocsr()


def _presence(doc: npt.NDArray[np.int32], atom: npt.NDArray[np.int32], rows: int, columns: int) -> sp.csr_matrix:
    matrix = sp.csr_matrix((np.ones(len(doc)), (doc, atom)), shape=(rows, columns))
    matrix.data[:] = 1
    return matrix


def _weighted(matrix: sp.csr_matrix, weights: Column) -> sp.csr_matrix:
    result = matrix.tocsr()
    result.eliminate_zeros()
    result.data = result.data * weights[result.indices]
    return result


def _rarity(thesaurus: Thesaurus, size: int) -> Column:
    """How telling each word is: rare among the kinds of work of the thesaurus; a word that it does not know is a name, and as telling as can be."""
    documents = thesaurus.documents
    seen = _presence(documents.doc, documents.atom, documents.documents, len(thesaurus.vocabulary))
    frequency = np.zeros(size)
    frequency[: seen.shape[1]] = np.asarray(seen.sum(axis=0)).ravel()
    return np.asarray(np.log((1 + documents.documents) / (1 + frequency)))


def _products(matrix: sp.csr_matrix, i: Longs, j: Longs) -> Column:
    return np.asarray(matrix[i].multiply(matrix[j]).sum(axis=1), dtype=np.float64).ravel()


def _cover(signs: _Signs, i: Longs, j: Longs) -> Column:
    """The share of the title of each `i` that stands anywhere in `j`."""
    whole = np.asarray(signs.title_words.sum(axis=1)).ravel()
    shared = np.asarray(signs.title_words[i].multiply(signs.all_words[j]).sum(axis=1)).ravel()
    return np.divide(shared, whole[i], out=np.zeros(len(i)), where=whole[i] > 0)


def _codes(subjects: Sequence[Subject], i: Longs, j: Longs) -> tuple[Column, Column]:
    """How deep the nearest two codes go together (0 to 1), and whether they are of different divisions."""
    depth = np.zeros(len(i))
    apart = np.zeros(len(i))
    for number, (a, b) in enumerate(zip(i, j, strict=True)):
        mine, theirs = subjects[a].cpv, subjects[b].cpv
        if mine and theirs:
            depth[number] = max(_common(one, other) for one in mine for other in theirs) / 8
            apart[number] = depth[number] < 2 / 8
    return depth, apart


def _common(one: str, other: str) -> int:
    same = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return 8 if one == other else same


def _values(value: Column, i: Longs, j: Longs) -> tuple[Column, Column, Column]:
    """Near each other; about a whole multiple (yearly and total); or apart."""
    known = np.isfinite(value[i]) & np.isfinite(value[j]) & (value[i] > 0) & (value[j] > 0)
    ratio = np.ones(len(i))
    largest, smallest = np.maximum(value[i], value[j]), np.minimum(value[i], value[j])
    np.divide(largest, smallest, out=ratio, where=known)
    near = known & (ratio <= 1.35)
    multiple = known & ~near & (ratio <= 10.3) & (np.abs(ratio - np.round(ratio)) / ratio <= 0.04)
    apart = known & ~near & ~multiple & (ratio > 2)
    return near.astype(float), multiple.astype(float), apart.astype(float)


def _days(subjects: Sequence[Subject], i: Longs, j: Longs) -> tuple[Column, Column, Column, Column]:
    deadline, start, published = (_numbers_of(subjects, name) for name in ("deadline", "start", "published"))
    deadlines = np.abs(deadline[i] - deadline[j])
    starts = np.abs(start[i] - start[j])
    known = np.where(np.isfinite(published), published, np.where(np.isfinite(deadline), deadline, start))
    gap = np.nan_to_num(np.abs(known[i] - known[j]), nan=0.0)
    return (
        (deadlines <= _NEAR_DAYS).astype(float),
        (starts <= 31).astype(float),
        (starts > _APART_DAYS).astype(float),
        np.clip(gap / 365 - 0.5, 0, 3),
    )


def _numbers_of(subjects: Sequence[Subject], name: str) -> Column:
    return np.asarray([np.nan if (value := getattr(subject, name)) is None else value for subject in subjects], dtype=np.float64)


def _same_reference(one: str, other: str) -> bool:
    folded = ["".join(fold(reference).split()) for reference in (one, other)]
    return len(folded[0]) >= 4 and folded[0] == folded[1]


def _other_numbers(one: str, other: str) -> bool:
    """Whether both titles have small numbers, and not the same: "fase 1" is not "fase 2"."""
    mine, theirs = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    return bool(mine and theirs and mine != theirs)


def _buyers(subjects: Sequence[Subject], i: Longs, j: Longs) -> Column:
    if not len(i):
        return np.zeros(0)
    names = sorted({fold(subject.buyer) for subject in subjects})
    place = {name: number for number, name in enumerate(names)}
    alike = buyer_likeness(names, names)
    at = np.asarray([place[fold(subject.buyer)] for subject in subjects])
    return np.asarray(alike[at[i], at[j]])


def _telling(name: str) -> str:
    words = name.split()
    return " ".join(word for word in words if word not in _GENERIC) or name


def _initials(name: str) -> str:
    return name.replace(" ", "") if len(name) <= 5 else "".join(word[0] for word in name.split())
