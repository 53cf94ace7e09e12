"""Drafts of lots, and how those of one tender are brought together: rows of one reference, or of one buyer and title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from matcher.by_column import Nouns, Ones, column_of, columns_of, joined
from matcher.model import LeftOut, Lot, Origin, Problem, Severity, Tender
from matcher.sources.texts import without_staff


@dataclass(slots=True)
class Draft:
    """A lot, and what its row says of the tender that it belongs to."""

    lot: Lot
    title: str
    buyer: str
    reference: str
    category: str
    procedure: str
    department: str
    line: str = ""
    """Its number in the list."""
    of_whole: str = ""
    """What is said of the tender, rather than of this lot."""


@dataclass(slots=True)
class Collected:
    """Everything that a file's tables gave so far."""

    file: str
    known_cpv: frozenset[str] = frozenset()
    drafts: list[Sequence[Draft]] = field(default_factory=list)
    """Of each table."""
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    seen: dict[tuple[object, ...], tuple[str, int]] = field(default_factory=dict)
    """Every row so far, and where it stood first: sheet and row."""

    def tell(self, problem: str, origin: Origin, column: str = "", severity: Severity = Severity.WARNING, **params: str) -> None:
        """Note a problem; texts from cells are masked."""
        self.problems.append(Problem(problem, {name: without_staff(value) for name, value in params.items()}, origin, column, severity))


def gather(collected: Collected) -> Sequence[Tender]:
    """Bring drafts together: rows of one reference, or else of one buyer and title, that name different lots are one tender."""
    drafts = joined(Draft, collected.drafts)
    alone = _tenders_of_one_lot(drafts)
    references = column_of(drafts, "reference")
    if "" not in references and len(set(references)) == len(drafts):  # every row has its own, as in most lists that have any
        return alone
    groups: dict[tuple[str, ...], list[int]] = {}
    rows = zip(*columns_of(drafts, ("buyer", "title")).values(), references, column_of(column_of(drafts, "lot"), "number"), strict=True)
    for place, (buyer, title, reference, number) in enumerate(rows):
        key: tuple[str, ...] = (buyer, "reference", reference) if reference else (buyer, "title", title)
        if not number:
            same = groups.get(key)
            if reference and same:
                row = str(drafts[same[0]].lot.origin.row)
                collected.tell("reference_twice", drafts[place].lot.origin, severity=Severity.WARNING, reference=reference, row=row)
            key = (*key, str(place)) if same or not reference else key
        groups.setdefault(key, []).append(place)
    if len(groups) == len(drafts):
        return alone
    tenders: list[Tender] = []
    for places in groups.values():
        tenders += [alone[places[0]]] if len(places) == 1 else _tenders_of([drafts[place] for place in places], collected)
    return tuple(tenders)


def _tenders_of_one_lot(drafts: Nouns[Draft]) -> Nouns[Tender]:
    columns = columns_of(drafts, ("title", "buyer", "reference", "category", "procedure", "department"))
    lots = column_of(drafts, "lot")
    return Nouns(Tender, len(drafts), columns | {"lots": Ones(lots), "description": column_of(lots, "description")})


def _tenders_of(group: list[Draft], collected: Collected) -> Iterator[Tender]:
    first = group[0]
    numbers: set[str] = set()
    lots: list[Lot] = []
    titles: list[str] = []
    for draft in group:
        if draft.lot.number in numbers:
            collected.tell("lot_twice", draft.lot.origin, severity=Severity.WARNING, lot=draft.lot.number, title=draft.title)
            yield _tender(draft, (draft.lot,), draft.title, "", "")
            continue
        numbers.add(draft.lot.number)
        lots.append(draft.lot)
        titles.append(draft.title)
    title = first.title if len(set(titles)) == 1 else _shared_title(titles)
    yield _tender(first, tuple(lots), title, lots[0].description if len(lots) == 1 else first.of_whole, first.reference)


def _tender(draft: Draft, lots: tuple[Lot, ...], title: str, description: str, reference: str) -> Tender:
    return Tender(title, lots, draft.buyer, description, reference, draft.category, draft.procedure, draft.department)


def _shared_title(titles: list[str]) -> str:
    """Return the words that the titles of all lots begin with, or the first title."""
    shared = []
    for words in zip(*(title.split() for title in titles), strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    text = " ".join(shared).rstrip(" -–:,(")
    return text if len(text) >= 8 else titles[0]
