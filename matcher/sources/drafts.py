"""Drafts of lots, and how those of one tender are brought together: rows of one reference, or of one buyer and title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from matcher.by_column import columns_of, nouns_of
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
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    seen: dict[tuple[object, ...], Origin] = field(default_factory=dict)

    def tell(self, problem: str, origin: Origin, column: str = "", severity: Severity = Severity.WARNING, **params: str) -> None:
        """Note a problem; texts from cells are masked."""
        self.problems.append(Problem(problem, {name: without_staff(value) for name, value in params.items()}, origin, column, severity))


def gather(collected: Collected) -> tuple[Tender, ...]:
    """Bring drafts together: rows of one reference, or else of one buyer and title, that name different lots are one tender."""
    references = {draft.reference for draft in collected.drafts}
    if "" not in references and len(references) == len(collected.drafts):  # every row has its own, as in most lists that have any
        return tuple(_tenders_of_one_lot(collected.drafts))
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for number, draft in enumerate(collected.drafts):
        key: tuple[str, ...] = (draft.buyer, "reference", draft.reference) if draft.reference else (draft.buyer, "title", draft.title)
        if not draft.lot.number:
            same = groups.get(key)
            if draft.reference and same:
                row = str(same[0].lot.origin.row)
                collected.tell("reference_twice", draft.lot.origin, severity=Severity.WARNING, reference=draft.reference, row=row)
            key = (*key, str(number)) if same or not draft.reference else key
        groups.setdefault(key, []).append(draft)
    alone = [group[0] for group in groups.values() if len(group) == 1]
    of_one_lot = iter(_tenders_of_one_lot(alone))
    tenders: list[Tender] = []
    for group in groups.values():
        if len(group) == 1:
            tenders.append(next(of_one_lot))
        else:
            tenders += _tenders_of(group, collected)
    return tuple(tenders)


def _tenders_of_one_lot(drafts: Sequence[Draft]) -> list[Tender]:
    columns = columns_of(drafts, ("title", "buyer", "reference", "category", "procedure", "department"))
    lots = [draft.lot for draft in drafts]
    return nouns_of(Tender, len(drafts), columns | {"lots": list(zip(lots, strict=True)), "description": [lot.description for lot in lots]})


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
