"""The same tender from two places is linked, not doubled: an officer's list, TenderNed, TED, OCDS.

What goes by one number is the same. Else tenders of buyers with names alike are compared, and what is certain is linked; what is doubtful is put to a
person. All is worked out anew for the buyers of which something changed, so that it does not matter in which order things came in. Of linked
tenders one is shown and matched: the one whose source says most of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.engine import Connection

from matcher.db import same_tenders
from matcher.db.same_tenders import Candidate, Link

_SAYS_MOST = ("feed:ted", "feed:tenderned", "feed:ocds")


def link_tenders(connection: Connection, changed: Iterable[int]) -> None:
    """Look again at these tenders and at all of the same buyers, inside the transaction that changed them: it is never done by half.

    That transaction begins with `same_tenders.begin`: who waited for it later, with rows in hand that another linker wants, would wait for ever.
    """
    asked = set(changed)
    if not asked or not same_tenders.may_be_double(connection):
        return
    from matcher.alike_tenders import links_among, scope_of  # noqa: PLC0415  (it takes long to import, and most imports come no further than here)

    found = same_tenders.candidates(connection, scope_of(connection, asked))
    ids = {candidate.id for candidate in found}
    links = {(link.tender_id, link.other_id): link for link in links_among(found)}
    for (one, other), number in same_tenders.sharing_numbers(connection, ids).items():
        if one in ids and other in ids:
            links[one, other] = Link(one, other, "certain", 1.0, {"number": number})
    same_tenders.replace_links(connection, ids, list(links.values()))
    show_one_of_each(connection, ids)


def show_one_of_each(connection: Connection, tender_ids: Iterable[int]) -> None:
    """Of all tenders that are linked with these, let one of each be shown and matched."""
    scope = set(tender_ids)
    pairs = same_tenders.linked_with(connection, scope)
    scope |= {number for pair in pairs for number in pair}
    known = {candidate.id: candidate for candidate in same_tenders.candidates(connection, {number for pair in pairs for number in pair})}
    by: dict[int, int] = {}
    for group in _groups(pairs):
        primary = min(group, key=lambda number: _rank(known[number]))
        by |= {number: primary for number in group if number != primary}
    same_tenders.supersede(connection, by, scope)


def _groups(pairs: Sequence[tuple[int, int]]) -> list[set[int]]:
    """What hangs together."""
    group_of: dict[int, set[int]] = {}
    for one, other in pairs:
        joined = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of |= dict.fromkeys(joined, joined)
    return list({id(group): group for group in group_of.values()}.values())


def _rank(candidate: Candidate) -> tuple[int, float, str, str]:
    publisher = _SAYS_MOST.index(candidate.source_key) if candidate.source_key in _SAYS_MOST else len(_SAYS_MOST)
    newest = -candidate.published_at.timestamp() if candidate.published_at else 0.0
    return publisher, newest, candidate.source_key, candidate.key
