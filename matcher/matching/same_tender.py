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

from matcher.matching.mentions import add_up, as_matrix
from matcher.matching.sparse import rows_times, unit
from matcher.matching.text import Vocabulary, fold, read_stream, tokenise
from matcher.matching.thesaurus import Thesaurus

Column = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]

FEATURES = (
    "covered", "work", "no_work", "cpv", "cpv_apart", "value_multiple", "value_apart", "reference", "deadline", "start", "start_apart", "days_apart",
    "numbers_apart", "names_apart",
)  # fmt: skip
"""How alike spellings of titles are, near values and shared names were tried as well, and said nothing more."""

LEAST_BUYER = 0.6
"""Two tenders are compared only if their buyers' names are at least so alike (0 to 1)."""

_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,])|\b[ivx]{1,4}\b")
_WORD = re.compile(r"[^\W_]+")
_GENERIC = frozenset(
    (
        "gemeente provincie stichting woonstichting woningbouwvereniging streekziekenhuis zorggroep ziekenhuis umc universitair medisch centrum "
        "wonen woningcorporatie woningstichting hogeschool universiteit school college roc stadion fc voetbalclub waterschap veiligheidsregio "
        "regio bv nv vereniging cooperatie groep afdeling inkoop inkoopsamenwerking de het van der den en the of and for services council city "
        "hospital housing university"
    ).split()
)
_COMPASS = ("noord", "zuid", "oost", "west", "north", "south", "east", "binnen", "buiten")
_LEAST_COMMON = 0.2
_MOST_PER_ROW = 50
_ROWS_AT_ONCE = 256
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
    own = [[telling(name) for name in names] for names in (one, other)]
    alike = process.cdist(*own, scorer=fuzz.token_set_ratio, dtype=np.float64, workers=-1) / 100
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


def pairs_of(signs: Signs, groups: Longs) -> tuple[Longs, Longs]:
    """The pairs worth comparing: of different groups, with buyers alike, and titles that share words, kinds of work or branches of codes."""
    order = np.argsort(groups, kind="stable")
    found_i, found_j = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for group in np.unique(groups)[:-1]:
        here, later = order[groups[order] == group], order[groups[order] > group]
        asked, told = signs.asked[later].T.tocsr(), signs.told[later].T.tocsr()
        for start in range(0, len(here), _ROWS_AT_ONCE):  # few rows at once: much-used words make large products
            rows = here[start : start + _ROWS_AT_ONCE]
            common = (signs.asked[rows] @ told).maximum(signs.told[rows] @ asked).tocoo()
            row, column = _best(common.row, common.col, common.data)
            found_i.append(rows[row])
            found_j.append(later[column])
    one, other = np.concatenate(found_i), np.concatenate(found_j)
    alike = likeness_of_buyers(signs.subjects, one, other) >= LEAST_BUYER
    i, j = np.minimum(one, other)[alike], np.maximum(one, other)[alike]
    return i, j


def _best(row: npt.NDArray[np.int32], column: npt.NDArray[np.int32], common: Column) -> tuple[Longs, Longs]:
    """Those of the entries of a product that are large enough, and at most so many of a row: the likest."""
    enough = np.flatnonzero(common >= _LEAST_COMMON)
    ordered = enough[np.lexsort((-common[enough], row[enough]))]
    rank = np.arange(len(ordered)) - np.searchsorted(row[ordered], row[ordered])
    kept = ordered[rank < _MOST_PER_ROW]
    return row[kept].astype(np.int64), column[kept].astype(np.int64)


def features(signs: Signs, i: Longs, j: Longs) -> Column:
    """Pairs x FEATURES."""
    subjects = signs.subjects
    work = _products(signs.work, i, j)
    columns = [
        np.maximum(_cover(signs, i, j), _cover(signs, j, i)),
        work,
        (signs.named[i] & signs.named[j] & (_products(signs.work_of_title, i, j) == 0)).astype(float),
        *_codes(subjects, i, j),
        *_values(_numbers_of(subjects, "value"), i, j),
        _same([_reference(subject.reference) for subject in subjects], i, j),
        *_days(subjects, i, j),
        _numbers_apart([fold(subject.title) for subject in subjects], i, j),
        _names_apart(signs.names, signs.all_words, i, j),
    ]
    return np.column_stack(columns) if len(i) else np.zeros((0, len(FEATURES)))


def probabilities(values: Column, weights: Mapping[str, float]) -> Column:
    """How likely each pair is one tender; `weights` has one per feature, and "intercept"."""
    logit = weights["intercept"] + values @ np.asarray([weights[name] for name in FEATURES])
    return np.asarray(1 / (1 + np.exp(-logit)))


class Signs:
    """The texts of subjects as sparse rows: words of titles with those of lots, words of everything, and kinds of work."""

    def __init__(self, subjects: Sequence[Subject], thesaurus: Thesaurus) -> None:
        self.subjects = subjects
        analyzer, finder = thesaurus.analyzer.beside(frozenset(), frozenset()), thesaurus.finder  # what is read here is no word of the thesaurus
        vocabulary = Vocabulary(thesaurus.vocabulary.ids)
        own = [" ".join((subject.title, *subject.lots)) for subject in subjects]
        stream = read_stream(tokenise([(o, s.description, s.buyer) for o, s in zip(own, subjects, strict=True)], analyzer), analyzer, vocabulary)
        size, rows = len(vocabulary), len(subjects)
        rarity = _rarity(thesaurus, size)
        words = [_presence(stream.doc[at], stream.atom[at], rows, size) for at in (stream.field == 0, stream.field < 2, stream.field == 2)]
        title, everything, buyer = words
        named_after = rows_times(buyer, np.ones(rows))
        self.title_words = _weighted(title - title.multiply(named_after), rarity)
        self.all_words = everything
        mentions = finder.mentions(stream, vague=False)
        depth = np.asarray([1.0 + depth for depth in finder.depths])

        def work(field_weights: tuple[float, float, float]) -> sp.csr_matrix:
            return as_matrix(add_up(mentions, field_weights, len(finder.concepts)), rows, len(finder.concepts))

        in_title = work((1.0, 0.0, 0.0))
        in_title.eliminate_zeros()
        self.named = np.diff(in_title.indptr) > 0
        self.work_of_title, self.work = (unit(_weighted((found @ finder.ancestors).tocsr(), depth)) for found in (in_title, work((1.0, 0.5, 0.0))))
        known = np.zeros(size)
        known[: len(thesaurus.vocabulary)] = rarity[: len(thesaurus.vocabulary)] < rarity.max()
        known[[vocabulary.ids[word] for word in _COMPASS if word in vocabulary.ids]] = 0
        self.names = _weighted(self.title_words, 1 - known)
        branches = _branches([{code[:3] for code in subject.cpv} for subject in subjects])
        self.asked = sp.hstack([unit(self.title_words), self.work_of_title, branches]).tocsr()
        self.told = sp.hstack([everything, self.work, branches]).tocsr()


def _presence(doc: npt.NDArray[np.int32], atom: npt.NDArray[np.int32], rows: int, columns: int) -> sp.csr_matrix:
    matrix = sp.csr_matrix((np.ones(len(doc)), (doc, atom)), shape=(rows, columns))
    matrix.data[:] = 1
    return matrix


def _weighted(matrix: sp.csr_matrix, weights: Column) -> sp.csr_matrix:
    result = matrix.tocsr(copy=True)
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


def _cover(signs: Signs, i: Longs, j: Longs) -> Column:
    """The share of the title of each `i` that stands anywhere in `j`."""
    whole: Column = np.asarray(signs.title_words.sum(axis=1), dtype=np.float64).ravel()
    shared: Column = np.asarray(signs.title_words[i].multiply(signs.all_words[j]).sum(axis=1), dtype=np.float64).ravel()
    return np.divide(shared, whole[i], out=np.zeros(len(i)), where=whole[i] > 0)


def _names_apart(names: sp.csr_matrix, everything: sp.csr_matrix, i: Longs, j: Longs) -> Column:
    """Whether both titles have a name that the other lacks: "locatie Noord" is not "locatie Zuid"."""

    def lacking(one: Longs, other: Longs) -> npt.NDArray[np.bool_]:
        rest: npt.NDArray[np.bool_] = np.asarray((names[one] - names[one].multiply(everything[other])).sum(axis=1)).ravel() > 0.01
        return rest

    return np.asarray(lacking(i, j) & lacking(j, i), dtype=np.float64)


def _codes(subjects: Sequence[Subject], i: Longs, j: Longs) -> tuple[Column, Column]:
    """How deep the nearest two codes go together (0 to 1), and whether all are of different divisions."""
    depth = np.zeros(len(i))
    for digits in (2, 3, 4, 5, 8):
        branches = _branches([{code[:digits] for code in subject.cpv} for subject in subjects])
        depth[_products(branches, i, j) > 0] = digits / 8
    given = np.asarray([bool(subject.cpv) for subject in subjects])
    return depth, (given[i] & given[j] & (depth == 0)).astype(float)


def _branches(codes: Sequence[set[str]]) -> sp.csr_matrix:
    """Rows x codes."""
    numbers = {code: number for number, code in enumerate(sorted(set().union(*codes)))}
    at = [(row, numbers[code]) for row, given in enumerate(codes) for code in sorted(given)]
    rows, columns = np.asarray(at, dtype=np.int64).reshape(-1, 2).T
    return sp.csr_matrix((np.ones(len(at)), (rows, columns)), shape=(len(codes), max(1, len(numbers))))


def _values(value: Column, i: Longs, j: Longs) -> tuple[Column, Column]:
    """About a whole multiple of the other (yearly and total), and more than twice the other."""
    known = np.isfinite(value[i]) & np.isfinite(value[j]) & (value[i] > 0) & (value[j] > 0)
    ratio = np.ones(len(i))
    largest, smallest = np.maximum(value[i], value[j]), np.minimum(value[i], value[j])
    np.divide(largest, smallest, out=ratio, where=known)
    multiple = known & (ratio > 1.5) & (ratio <= 10.3) & (np.abs(ratio - np.round(ratio)) / ratio <= 0.04)
    return multiple.astype(float), (known & ~multiple & (ratio > 2)).astype(float)


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


def _reference(reference: str) -> str:
    folded = "".join(fold(reference).split())
    return folded if len(folded) >= 4 else ""


def _same(texts: Sequence[str], i: Longs, j: Longs) -> Column:
    """Whether both have a text, and the same."""
    numbers = {text: number for number, text in enumerate(dict.fromkeys(filter(None, texts)))}
    of_row = np.asarray([numbers.get(text, -1) for text in texts], dtype=np.int64)
    return np.asarray((of_row[i] == of_row[j]) & (of_row[i] >= 0), dtype=np.float64)


def _numbers_apart(titles: Sequence[str], i: Longs, j: Longs) -> Column:
    """Whether both titles have small numbers, and not the same: "fase 1" is not "fase 2"."""
    numbers = [" ".join(sorted(set(_NUMBER.findall(title)))) for title in titles]
    has = np.asarray([bool(text) for text in numbers])
    return np.asarray(has[i] & has[j], dtype=np.float64) - _same(numbers, i, j)


def likeness_of_buyers(subjects: Sequence[Subject], i: Longs, j: Longs) -> Column:
    """How alike the buyers of each pair are, 0 to 1; one that the other's text names counts nearly as the same."""
    if not len(i):
        return np.zeros(0)
    names = sorted({fold(subject.buyer) for subject in subjects})
    place = {name: number for number, name in enumerate(names)}
    alike = buyer_likeness(names, names)
    at = np.asarray([place[fold(subject.buyer)] for subject in subjects])
    known_by = [set(re.findall(r"[^\W_]+", fold(f"{s.title} {s.description}"))) for s in subjects]
    own = [set(telling(fold(s.buyer)).split()) for s in subjects]
    named = np.asarray([_names(own[a], known_by[b]) or _names(own[b], known_by[a]) for a, b in zip(i, j, strict=True)])
    likeness: Column = np.maximum(alike[at[i], at[j]], 0.8 * named)
    return likeness


def _names(buyer: set[str], words: set[str]) -> bool:
    """Whether a text names a buyer: a purchasing office publishes for others."""
    return buyer <= words and max(map(len, buyer), default=0) >= 5


def telling(name: str) -> str:
    """What tells a folded buyer's name from others: without "gemeente", "stichting", "ziekenhuis"."""
    words = _WORD.findall(name)
    return " ".join(word for word in words if word not in _GENERIC) or name


def _initials(name: str) -> str:
    return name.replace(" ", "") if len(name) <= 5 else "".join(word[0] for word in _WORD.findall(name))
