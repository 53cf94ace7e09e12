"""Notices of portals -> what each procedure is now -> stored.

Every notice is kept as it was published, and a tender is made anew from all notices of its procedure in the order of their dates. So it does not
matter in which order they come in, how often, or where a reading was broken off.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection

from matcher.apply import apply
from matcher.db import buyers, documents, gone_lots, notices, same_tenders, source_lists, tenders
from matcher.db.notices import StoredNotice
from matcher.db.source_lists import SourceList
from matcher.decide import Change, decide
from matcher.model import Notice, Problem, Tender
from matcher.procedures import compile_notices
from matcher.same_tenders import link_tenders
from matcher.storable import storable

NAMES = {"ted": "TED", "tenderned": "TenderNed", "ocds": "OCDS"}
"""What people call the publishers."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing some notices did. The counts are lots; `awards`: those of the tenders that changed."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    awards: int = 0
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    tender_ids: frozenset[int] = frozenset()
    """Of the tenders that are new or changed."""


@dataclass(slots=True)
class _Procedure:
    """The notices of one procedure, as they will be: some stored before and left as they are, some to be written."""

    key: str
    kept: list[StoredNotice]
    given: dict[tuple[str, str], Notice]

    @property
    def all(self) -> list[Notice]:
        return [stored.notice for stored in self.kept] + list(self.given.values())


def store_notices(connection: Connection, given: Sequence[Notice], *, run_id: int | None, sha256: str | None, now: datetime) -> Stored:
    """Store what is new or changed among these notices, inside the caller's transaction.

    `sha256`: of the one file that they were read from; None: they came from a feed, and each is its own document.
    """
    same_tenders.begin(connection)
    results = [
        _store_of_publisher(connection, publisher, [notice for notice in given if notice.publisher == publisher], run_id, sha256, now)
        for publisher in dict.fromkeys(notice.publisher for notice in given)
    ]
    return Stored(
        new=sum(result.new for result in results),
        changed=sum(result.changed for result in results),
        unchanged=sum(result.unchanged for result in results),
        awards=sum(result.awards for result in results),
        changes=tuple(change for result in results for change in result.changes),
        problems=tuple(problem for result in results for problem in result.problems),
        tender_ids=frozenset().union(*(result.tender_ids for result in results)),
    )


def procedure_key(notice: Notice) -> str:
    """What the notices of one procedure have in common; it is the key of their tender."""
    return f"procedure:{notice.procedure_id}" if notice.procedure_id else f"publication:{notice.publication_id}"


def _store_of_publisher(
    connection: Connection, publisher: str, given: Sequence[Notice], run_id: int | None, sha256: str | None, now: datetime
) -> Stored:
    source_list = source_lists.lock_or_create(connection, f"feed:{publisher}", kind="feed", name=NAMES[publisher], buyer_id=None)
    newest = _newest_of_each(storable(tuple(given)))
    stored = notices.of_procedures(connection, source_list.id, map(procedure_key, newest), (notice.publication_id for notice in newest))
    procedures, unchanged = _merge(newest, stored)
    if not procedures:
        return Stored(unchanged=unchanged)
    compiled = {key: compile_notices(procedure.all) for key, procedure in procedures.items() if procedure.all}
    before = _tenders_before(connection, procedures, stored)
    incoming = [tender for tender, _ in compiled.values() if tender.title]
    buyer_ids = buyers.find_or_create(connection, (tender.buyer for tender in incoming))
    decision = decide(before, incoming, buyer_ids=buyer_ids, buyer_in_key=False)
    document_ids = _documents(connection, source_list, procedures.values(), run_id, sha256, now)
    apply(connection, source_list.id, decision, document_ids, now=now, history=False)  # the notices are the history
    gone_lots.remove(connection, decision.gone_lots, now=now)
    ids = tenders.ids_by_key(connection, source_list.id, compiled)
    _write_notices(connection, source_list, procedures, ids, document_ids)
    won = {ids[key]: awards for key, (_, awards) in compiled.items() if key in ids}
    notices.replace_awards(connection, won)
    notices.replace_identifiers(connection, {ids[key]: _numbers(compiled[key][0], procedures[key].all) for key in compiled if key in ids})
    link_tenders(connection, ids.values())
    return Stored(
        new=decision.count("new"),
        changed=decision.count("changed"),
        unchanged=decision.unchanged + unchanged,
        awards=sum(map(len, won.values())),
        changes=tuple(change for change in decision.changes if change.kind != "gone"),
        problems=tuple(decision.problems),
        tender_ids=frozenset(ids.values()),
    )


# --- which notices, and which procedures -------------------------------------------------------------------------------------------------------


def _newest_of_each(given: Iterable[Notice]) -> list[Notice]:
    """Each publication and version once: the last one given counts."""
    return list({(notice.publication_id, notice.version): notice for notice in given}.values())


def _merge(given: Sequence[Notice], stored: Sequence[StoredNotice]) -> tuple[dict[str, _Procedure], int]:
    """The procedures of which something is new or changed, and the number of lots of the notices that say nothing new."""
    known = {(each.notice.publication_id, each.notice.version): each for each in stored}
    to_write: list[Notice] = []
    unchanged = 0
    for notice in given:
        same = known.get((notice.publication_id, notice.version))
        if same is None or _overrules(notice, same):
            to_write.append(notice)
        else:
            unchanged += len(notice.tender.lots)
    replaced = {(notice.publication_id, notice.version) for notice in to_write}
    procedures: dict[str, _Procedure] = {}
    for notice in to_write:
        keys = {procedure_key(notice)}
        if (same := known.get((notice.publication_id, notice.version))) is not None:
            keys.add(same.procedure_key)
        for key in keys:
            procedures.setdefault(key, _Procedure(key, [], {}))
        procedures[procedure_key(notice)].given[notice.publication_id, notice.version] = notice
    for each in stored:
        if each.procedure_key in procedures and (each.notice.publication_id, each.notice.version) not in replaced:
            procedures[each.procedure_key].kept.append(each)
    return procedures, unchanged


def _overrules(notice: Notice, stored: StoredNotice) -> bool:
    """Whether a notice that was read again says something else. A reading that did not get as far as its procedure is a poorer one."""
    if stored.notice.procedure_id and not notice.procedure_id:
        return False
    if notices.hash_of(notice) != stored.content_hash:
        return True
    # one notice in two files: whichever is read first, the tender is traced to the same one
    return (notice.origin.file, notice.origin.sheet, notice.origin.row) < (
        stored.notice.origin.file, stored.notice.origin.sheet, stored.notice.origin.row,
    )  # fmt: skip


def _tenders_before(connection: Connection, procedures: Mapping[str, _Procedure], stored: Sequence[StoredNotice]) -> list[tenders.StoredTender]:
    """The tenders of these procedures as stored; one whose only notice turns out to belong to another procedure goes along with it."""
    ids = {each.tender_id for each in stored if each.procedure_key in procedures and each.tender_id is not None}
    before = tenders.load(connection, ids)
    keys = {tender.key for tender in before}
    moved = {
        each.procedure_key: key
        for key, procedure in procedures.items()
        for each in stored
        if (each.notice.publication_id, each.notice.version) in procedure.given and each.procedure_key != key and key not in keys
    }
    emptied = {key for key, procedure in procedures.items() if not procedure.all}
    return [replace(tender, key=moved[tender.key]) if tender.key in emptied and tender.key in moved else tender for tender in before]


# --- writing -----------------------------------------------------------------------------------------------------------------------------------


def _documents(
    connection: Connection, source_list: SourceList, procedures: Iterable[_Procedure], run_id: int | None, sha256: str | None, now: datetime
) -> dict[str, int | None]:
    """The document of every file that the lots of these procedures may come from."""
    ids: dict[str, int | None] = {}
    new: dict[str, list[Notice]] = defaultdict(list)
    for procedure in procedures:
        ids.update((each.notice.origin.file, each.document_id) for each in procedure.kept)
        for notice in procedure.given.values():
            new[notice.origin.file].append(notice)
    for file_name, read in new.items():
        digest = sha256 or hashlib.sha256("".join(sorted(map(notices.hash_of, read))).encode()).hexdigest()
        document = documents.find_or_create(connection, file_name=file_name, sha256=digest, read_at=now, source_list_id=source_list.id, run_id=run_id)
        ids[file_name] = document.id
    return ids


def _write_notices(
    connection: Connection,
    source_list: SourceList,
    procedures: Mapping[str, _Procedure],
    tender_ids: Mapping[str, int],
    document_ids: Mapping[str, int | None],
) -> None:
    notices.store(
        connection,
        source_list.id,
        [
            (key, tender_ids.get(key), notice, document_ids[notice.origin.file])
            for key, procedure in procedures.items()
            for notice in procedure.given.values()
        ],
    )
    homeless = {
        each.id: tender_ids[key]
        for key, procedure in procedures.items()
        if key in tender_ids
        for each in procedure.kept
        if each.tender_id != tender_ids[key]
    }
    notices.assign(connection, homeless)


def _numbers(tender: Tender, read: Sequence[Notice]) -> set[str]:
    """Every number that a tender goes by, its own and those that its notices refer to, with their publisher: "ted:137599-2024"."""
    numbers = {f"{notice.publisher}:{number}" for notice in read for number in (notice.publication_id, notice.procedure_id) if number}
    return numbers | {number for notice in read for number in notice.refers_to} | ({f"ocds:{tender.ocid}"} if tender.ocid else set())
